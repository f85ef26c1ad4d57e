/* Deutsch: was Studierende zu einer Antwort sagen. */
import type { ReportTexts } from './report.en';

export const reportDe: ReportTexts = {
  helpful: 'Hilfreich',
  notHelpful: 'Nicht hilfreich',
  button: 'Diese Antwort melden',
  again: 'Gemeldet. Erneut melden oder ändern',
  title: 'Diese Antwort melden',
  why: 'Was stimmt damit nicht?',
  reasons: {
    wrong: 'Sie ist falsch oder irreführend',
    harmful: 'Sie ist schädlich oder gefährlich',
    unfair: 'Sie beleidigt oder ist ungerecht',
    private: 'Sie betrifft das Privatleben von jemandem',
    other: 'Etwas anderes',
  },
  note: 'Eine Notiz an Ihre Lehrenden',
  noteHint: 'Die Lehrenden können sie lesen. Sie müssen nichts schreiben.',
  show: 'Ihnen diese Frage und diese Antwort zeigen',
  showHint:
    'Damit erlauben Sie Ihren Lehrenden, diese eine Frage und ihre Antwort zu lesen, ohne Ihren Namen. Ohne das sehen sie nur, dass eine Antwort gemeldet wurde und warum.',
  readable:
    'Ihre Lehrenden dürfen Gespräche hier lesen, ohne Ihren Namen. Jedes Lesen wird protokolliert.',
  send: 'Melden',
  sent: 'Danke. Ihre Lehrenden sehen die Meldung.',
  failed: 'Die Meldung konnte nicht gesendet werden. Bitte versuchen Sie es erneut.',
};
