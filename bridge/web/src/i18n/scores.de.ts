/* Deutsch: warum eine Bewertung wartet oder abgelehnt wurde, je Kennung von GET scores. */
import type { ScoreTexts } from './scores.en';

export const scoresDe: ScoreTexts = {
  'person-refused':
    'Das LMS nimmt für diese Person keine Bewertung an. Moodle etwa bewertet nur, wer eine Studierendenrolle hat.',
  'person-gone': 'Das LMS kennt diese Person in der Aktivität nicht mehr.',
  'column-gone': 'Der Eintrag im Bewertungsbuch wurde im LMS gelöscht.',
  'not-allowed':
    'Das LMS erlaubt diesem Werkzeug nicht, Bewertungen zu schreiben. Seine Administration kann das freigeben.',
  'newer-grade':
    'Das LMS hat eine neuere Bewertung, vielleicht von Hand eingetragen. Erneutes Senden ersetzt sie.',
  'token-refused': 'Das LMS nimmt unsere Anmeldung nicht an. Wir versuchen es weiter.',
  'lms-busy': 'Das LMS bittet um Geduld.',
  'lms-down': 'Das LMS antwortet nicht. Wir versuchen es weiter.',
  other: 'Das LMS hat die Bewertung ohne Grund abgelehnt.',
};
