/* Deutsch: die Seite eines Datenschutz-Aufrufs. Gleiche Glieder wie privacy.en.ts. */
import type { PrivacyTexts } from './privacy.en';

export const privacyDe: PrivacyTexts = {
  own: {
    title: 'Ihre Daten',
    text: 'Alles, was dieser Dienst über Sie gespeichert hat, aus allen Kursen Ihrer Lernplattform: Gespräche, Antworten, eingereichte Texte und das Feedback darauf.',
    deleteTitle: 'Alles über Sie löschen?',
    deleteText:
      'Gespräche, Texte und Feedback aus allen Ihren Kursen werden endgültig gelöscht. Was Ihre Grenzen gezählt haben, bleibt gezählt, ohne die Texte.',
    deleted: 'Ihre Daten sind gelöscht',
    file: 'meine-daten',
  },
  other: {
    title: 'Daten einer Person',
    text: 'Alles, was dieser Dienst über die Person gespeichert hat, die Ihre Lernplattform genannt hat. Was Sie hier tun, steht mit Ihrem Pseudonym im Protokoll.',
    deleteTitle: 'Alles über diese Person löschen?',
    deleteText:
      'Gespräche, Texte, Feedback und Bewertungen auf dem Weg werden endgültig gelöscht, in allen Kursen; was Grenzen gezählt haben, gehört danach niemandem mehr.',
    deleted: 'Die Daten der Person sind gelöscht',
    file: 'daten-einer-person',
  },
  pseudonym: 'Gespeichert ist es unter einem Pseudonym. Ohne Namen, ohne Adressen.',
  operator: (name) => `Betreiber: ${name}.`,
  kept: (days) =>
    `Was ${days === 1 ? 'einen Tag' : `${days} Tage`} lang niemand angerührt hat, wird von selbst gelöscht.`,
  download: 'Herunterladen',
  delete: 'Alles löschen',
  downloaded: 'Die Datei liegt in Ihren Downloads',
  back: 'Zurück zur Lernplattform',
};
