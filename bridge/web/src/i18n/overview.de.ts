/* Deutsch: die Übersicht eines Kurses. */
import type { OverviewTexts } from './overview.en';

type Measure = 'questions' | 'tokens' | 'students' | 'refused' | 'wait';

const what: Record<Measure, string> = {
  questions: 'Fragen',
  tokens: 'Token',
  students: 'Studierende',
  refused: 'abgelehnte Fragen',
  wait: 'Sekunden',
};

export const overviewDe: OverviewTexts = {
  nav: 'Übersicht',
  title: 'Übersicht',
  about: (tutors, time) =>
    `${tutors} ${tutors === 1 ? 'Aktivität' : 'Aktivitäten'}. Stand ${time}.`,
  failed: 'Die Zahlen konnten nicht geladen werden.',
  span: 'Zeitraum',
  spans: { '7': '7 Tage', '14': '14 Tage', term: 'Semester' },
  csv: 'CSV',
  csvAria: 'Zahlen als CSV herunterladen',
  file: 'nutzung',
  tiles: {
    questions: 'Fragen',
    students: 'Studierende',
    refused: 'Abgelehnt',
    wait: 'Wartezeit',
    more: (share) => `${share} mehr als davor`,
    less: (share) => `${share} weniger als davor`,
    same: 'so viele wie davor',
    tokens: (n) => `${n} Token`,
    studentsHint: 'haben mindestens einmal gefragt',
    fewStudents: (n) => `weniger als ${n}`,
    reasons: {
      limit: (n) => `Limit ${n}`,
      closed: (n) => `geschlossen ${n}`,
      service: (n) => `Dienst ${n}`,
      other: (n) => `sonstige ${n}`,
    },
    noneRefused: 'keine Frage wurde abgelehnt',
    waitHint: (longest) => `oder kürzer bei 95 %, längste ${longest}`,
    noWait: 'noch keine Antworten',
  },
  chart: {
    title: {
      questions: 'Fragen',
      tokens: 'Token',
      students: 'Studierende',
      refused: 'Abgelehnt',
      wait: 'Wartezeit',
    },
    measure: 'Was gezeigt wird',
    by: 'Nach',
    byDay: 'je Tag',
    byHour: 'nach Uhrzeit',
    none: {
      day: 'In diesen Tagen ist nichts geschehen.',
      hour: 'Nach Uhrzeit gibt es noch nichts zu zeigen.',
    },
    days: (measure, least, most, when) =>
      measure === 'wait'
        ? `95 von 100 Antworten begannen nach höchstens ${most} Sekunden; am längsten war die Wartezeit am ${when}.`
        : `Zwischen ${least} und ${most} ${what[measure]} am Tag, die meisten am ${when}.`,
    hours: (measure, most, when) =>
      measure === 'wait'
        ? `Am längsten ist die Wartezeit von ${when}: bis zu ${most} Sekunden bei 95 von 100 Antworten.`
        : measure === 'students'
          ? `Die meisten Studierenden fragen von ${when}: ${most}.`
          : `Die meisten ${what[measure]} kommen von ${when}: ${most} von allen.`,
    hour: (from, to) => `${from} bis ${to} Uhr`,
    few: (n) => `Was weniger als ${n} Studierende an einem Tag getan haben, fehlt überall.`,
    numbers: 'Zahlen zeigen',
    numbersRegion: 'Zahlen',
    day: 'Tag',
    hourOfDay: 'Stunde',
    withheld: 'wenige',
    sent: 'Token gesendet',
    written: 'Token geschrieben',
    seconds: 'Wartezeit, s',
    share: (name) => `${name}, Anteil`,
  },
  activities: {
    title: 'Aktivitäten',
    activity: 'Aktivität',
    state: 'Zustand',
    questions: 'Fragen',
    students: 'Studierende',
    budget: 'Budget',
    noBudget: 'kein gemeinsames Limit',
    used: (name) => `Verbraucht vom Budget: ${name}`,
    windows: {
      minute: 'diese Minute',
      hour: 'diese Stunde',
      day: 'heute',
      week: 'diese Woche',
      month: 'diesen Monat',
      term: 'dieses Semester',
    },
    edit: 'Bearbeiten',
    editAria: (title) => `Bearbeiten: ${title}`,
    kinds: { tutor: 'Tutor', feedback: 'Feedback' },
    few: (n) => `weniger als ${n}`,
    opens: (when) => `Ab ${when}`,
  },
  cartridge: {
    save: 'Exportieren',
    take: 'Importieren …',
    file: 'Tutoren dieses Kurses',
    came: (n) =>
      n === 0
        ? 'Nichts wurde importiert'
        : n === 1
          ? '1 Aktivität wurde importiert'
          : `${n} Aktivitäten wurden importiert`,
    next: 'Sie warten, bis Sie sie angesehen haben. Importieren Sie dieselbe Datei auch in Ihrem LMS: Deren Links öffnen diese Aktivitäten.',
    taken: 'importiert',
    reasons: {
      'here-already': 'ist schon in diesem Kurs',
      'another-tool': 'gehört zu einem anderen Tool',
      unknown: 'ist aus keinem Kurs dieser Universität',
    },
    refused: {
      'cartridge-type': 'Das ist keine Common Cartridge. Sie endet auf .imscc oder .xml.',
      'cartridge-broken': 'Diese Datei ist beschädigt. Bitte exportieren Sie sie noch einmal.',
      'cartridge-too-much': 'Diese Datei ist zu groß: höchstens 4 MB.',
      'too-large': 'Diese Datei ist zu groß: höchstens 4 MB.',
    },
  },
  near: {
    title: 'Nahe am Limit',
    pseudonyms: 'Pseudonyme',
    none: 'Niemand hat 80 % eines Limits verbraucht.',
    used: (name) => `Verbraucht von ${name}`,
    what: (metric, window) =>
      ({
        requests: `Fragen ${window}`,
        tokens: `Token ${window}`,
        input_tokens: `gesendete Token ${window}`,
        output_tokens: `geschriebene Token ${window}`,
      })[metric],
    grantAria: (amount, name, person) => `${person} ${amount} ${name} mehr geben`,
    granted: (amount, name, person) => `${amount} ${name} mehr für ${person}.`,
    ended: (person) => `Die Zugabe für ${person} wurde zurückgenommen.`,
    hint: 'Eine Zugabe gilt, bis das Limit wieder voll ist, und steht im Protokoll.',
    more: (n) => `${n} weitere zeigen`,
    failed: 'Diese Liste konnte nicht geladen werden.',
  },
  grades: {
    title: 'Bewertungen ans LMS',
    sent: (n) => `${n} gesendet`,
    waiting: (n) => `${n} unterwegs`,
    none: 'Es wurden noch keine Bewertungen gesendet.',
    allSent: 'Alle Bewertungen sind angekommen.',
    refused: (n) =>
      n === 1
        ? '1 Bewertung konnte nicht zugestellt werden'
        : `${n} Bewertungen konnten nicht zugestellt werden`,
    late: (n) => (n === 1 ? '1 Bewertung wartet' : `${n} Bewertungen warten`),
    again: 'Erneut senden',
    againAria: (activity) => `Erneut senden: ${activity}`,
    sending: (n) =>
      n === 1 ? '1 Bewertung wird erneut gesendet' : `${n} Bewertungen werden erneut gesendet`,
  },
  reports: {
    title: 'Gemeldete Antworten',
    none: 'Es wurde keine Antwort gemeldet.',
    allDone: 'Alle Meldungen sind erledigt.',
    open: (n) => `${n} offen`,
    reasons: {
      wrong: 'falsch oder irreführend',
      harmful: 'schädlich oder gefährlich',
      unfair: 'beleidigend oder ungerecht',
      private: 'über ein Privatleben',
      other: 'etwas anderes',
    },
    read: 'Lesen',
    readAria: (reason, activity) => `Meldung lesen: ${reason}, ${activity}`,
    dialog: 'Gemeldete Antwort',
    noted: 'Dass Sie dies lesen, steht im Protokoll.',
    note: 'Dazu wurde geschrieben',
    noNote: 'Dazu wurde nichts geschrieben.',
    question: 'Frage',
    answer: (model) => (model ? `Antwort, KI-generiert (${model})` : 'Antwort, KI-generiert'),
    hidden:
      'Frage und Antwort wurden nicht freigegeben, und die Einsicht dieses Tutors erlaubt Lehrenden nicht, sie zu lesen.',
    from: (name) => `Von ${name}`,
    done: 'Erledigt',
    reopen: 'Wieder öffnen',
    showDone: (n) => `${n} erledigte zeigen`,
    failed: 'Die Meldung konnte nicht geladen werden.',
    ratings: 'Bewertungen der Antworten',
    rating: (up, down) => `${up} hilfreich, ${down} nicht hilfreich`,
    fewRatings: 'weniger als 5 Studierende haben Antworten bewertet',
  },
  lock: {
    title: 'Prüfungssperre',
    off: (n) => `Aus: ${n} ${n === 1 ? 'Aktivität ist' : 'Aktivitäten sind'} offen`,
    on: 'An: alles ist geschlossen',
    onUntil: (time) => `An bis ${time}: alles ist geschlossen`,
    end: 'Endet von selbst um (optional)',
    setEnd: 'Ende setzen',
    noEnd: 'Ohne Ende',
    text: 'Schließt alle KI-Aktivitäten dieses Kurses binnen einer Sekunde, auch laufende Antworten.',
    label: 'Prüfungssperre für den ganzen Kurs',
  },
};
