/* Deutsch: was Studierende lesen, und was alle Seiten teilen. Gleiche Glieder wie en.ts. */
import type { Texts } from './en';
import { reportDe } from './report.de';

export const de: Texts = {
  report: reportDe,
  span: {
    seconds: (n) => `${n} Sek.`,
    minutes: (n) => `${n} Min.`,
    hoursMinutes: (h, m) => (m ? `${h} Std. ${m} Min.` : `${h} Std.`),
    days: (n) => `${n} Tagen`,
  },

  common: {
    close: 'Schließen',
    cancel: 'Abbrechen',
    save: 'Speichern',
    loading: 'Wird geladen',
    copy: 'Kopieren',
    copied: 'Kopiert',
    copySelected: 'Markiert. Bitte mit der Tastatur kopieren.',
    pageName: 'KI-Tutor',
    skip: 'Zum Fragefeld springen',
    skipContent: 'Zum Inhalt springen',
    today: 'Heute',
    yesterday: 'Gestern',
    tryAgain: 'Erneut versuchen',
    undo: 'Rückgängig',
    newTab: '(öffnet einen neuen Tab)',
  },

  display: {
    button: 'Darstellung und Sprache',
    title: 'Darstellung',
    language: 'Sprache',
    theme: 'Farbschema',
    system: 'System',
    light: 'Hell',
    dark: 'Dunkel',
    contrast: 'Hoher Kontrast',
    enterSends: 'Enter sendet die Frage',
    keys: 'Tastatur',
    singleKeys: 'Einzelne Tasten außerhalb von Feldern',
  },

  keyboard: {
    title: 'Tastatur',
    rows: [
      ['Enter', 'Senden, oder neue Zeile, wenn so gewählt'],
      ['Umschalt+Enter', 'Neue Zeile, oder senden, wenn so gewählt'],
      ['Esc', 'Antwort stoppen, oder Offenes schließen'],
      ['↑', 'Im leeren Feld: letzte Frage bearbeiten'],
      ['Alt+N', 'Neues Gespräch'],
      ['Alt+K', 'Gespräche durchsuchen'],
      ['Bild auf, Bild ab', 'Im Gespräch blättern'],
      ['?', 'Diese Liste'],
    ],
  },

  boot: {
    noLaunchTitle: 'Bitte öffnen Sie den Tutor aus Ihrem Kurs',
    noLaunch:
      'Diese Seite funktioniert nur, wenn sie über einen Link in Moodle oder ILIAS geöffnet wird.',
    spentTitle: 'Bitte öffnen Sie den Tutor erneut aus dem Kurs',
    spent: 'Dieser Link wurde schon benutzt oder ist zu alt.',
    failedTitle: 'Die Seite konnte nicht geladen werden',
    failed: 'Der Dienst hat nicht geantwortet. Ihre Gespräche sind sicher.',
    endedTitle: 'Bitte öffnen Sie den Tutor erneut aus dem Kurs',
    ended: 'Sie waren lange nicht aktiv. Ihre Gespräche sind sicher.',
    again: 'Erneut öffnen',
    noActivityTitle: 'Hier gibt es nichts zu sehen',
    noActivity: 'Dieser Link führt zu keinem Tutor. Bitte öffnen Sie den Tutor in Ihrem Kurs.',
  },

  notice: {
    before: 'Vor der ersten Frage',
    title: 'Sie schreiben gleich mit einem KI-System',
    text: 'Es kann falsch liegen und dabei überzeugt klingen. Prüfen Sie Wichtiges nach, und geben Sie nichts über andere Personen ein.',
    whoTitle: 'Wer antwortet',
    who: (operator) => ['Das Sprachmodell ', `, betrieben von: ${operator}.`],
    whoAny: (operator) => `Ein Sprachmodell, betrieben von: ${operator}.`,
    getsTitle: 'Was das Modell erhält',
    gets: 'Ihre Frage und dieses Gespräch. Nicht Ihren Namen, Ihre E-Mail-Adresse oder den Kurs.',
    storedTitle: 'Was gespeichert wird',
    stored: (days) =>
      `Ihre Gespräche, ${days} Tage lang. Sie können sie jederzeit exportieren oder löschen.`,
    storedForever: 'Ihre Gespräche. Sie können sie jederzeit exportieren oder löschen.',
    more: 'Datenschutzerklärung Ihrer Hochschule',
    readTitle: 'Wer mitlesen kann',
    read: {
      none: 'Nur Sie. Ihre Lehrenden sehen Zahlen, nie Texte oder Namen.',
      themes: 'Nur Sie. Ihre Lehrenden sehen Themen und Zahlen, nie Texte oder Namen.',
      pseudonymous: 'Sie, und Ihre Lehrenden ohne Ihren Namen. Jedes Lesen wird protokolliert.',
      named:
        'Sie, und Ihre Lehrenden mit Ihrem Namen, wenn Sie zustimmen. Jedes Lesen wird protokolliert.',
    },
    go: 'Verstanden, anfangen',
    notNow: 'Jetzt nicht',
    voluntary: 'Die Nutzung ist freiwillig und wird nicht bewertet.',
    failed: 'Das konnte nicht gespeichert werden. Bitte versuchen Sie es erneut.',
  },

  start: {
    title: 'Woran arbeiten Sie gerade?',
    text: 'Wählen Sie einen Einstieg oder fragen Sie selbst.',
    textNoStarters: 'Stellen Sie unten Ihre eigene Frage.',
    earlier: 'Frühere Gespräche',
    label: 'Vorschläge',
  },

  chat: {
    log: (title) => `Gespräch: ${title}`,
    newTitle: 'Neues Gespräch',
    tutor: 'Tutor',
    instead: (model, of, limit) =>
      limit
        ? `${model} hat geantwortet: Das Budget für ${of} ist vorerst aufgebraucht.`
        : `${model} hat geantwortet, weil ${of} nicht verfügbar ist.`,
    aiMark: 'KI-generiert',
    mine: 'Ihre Frage',
    answer: 'Antwort des Tutors',
    waiting: 'Wartet auf Antwort',
    edit: 'Bearbeiten und erneut fragen',
    copyAnswer: 'Antwort kopieren',
    again: 'Erneut antworten lassen',
    sent: 'Was gesendet wurde',
    thinking: 'Überlegt',
    thought: 'Überlegungen des Modells',
    latest: 'Neueste Antwort',
    demo: 'Demonstration',
    empty: 'Die Antwort war leer.',
    loadFailed: 'Dieses Gespräch konnte nicht geladen werden.',
    code: (language) => (language ? `Code, ${language}` : 'Code'),
    plainCode: 'Text',
    tableLabel: 'Tabelle',
    formulaFailed: 'Formel',
    leaveTitle: 'Eine Antwort läuft',
  },

  composer: {
    label: 'Ihre Frage',
    placeholder: 'Frage stellen oder Code einfügen',
    ask: 'Fragen',
    stop: 'Stopp',
    leave: 'Verlassen',
    escStops: 'stoppt',
    enterSends: 'sendet',
    esc: 'Esc',
    enter: 'Enter',
    shiftEnter: 'Umschalt+Enter',
    tooLong: (tokens) => `Etwa ${tokens} Token zu lang. Bitte kürzen.`,
    wait: 'Eine Antwort nach der anderen: Sie ist gleich fertig.',
    continueQuestion: 'Bitte genau dort weiterschreiben, wo Ihre letzte Antwort aufhörte.',
  },

  meter: {
    title: 'Was noch übrig ist',
    left: (n, of) => [n, ` von ${of} übrig`],
    leftShare: (share) => [share, ' übrig'],
    refill: (when) => `, wieder voll ${when}`,
    at: {
      midnight: 'um 0 Uhr',
      soon: (span) => `in ${span}`,
      clock: (time) => `um ${time} Uhr`,
      weekday: (day) => `am ${day}`,
      day: (day) => `am ${day}`,
    },
    full: (when, span) => `Wieder voll ${when}, in ${span}`,
    fullOn: (when) => `Wieder voll ${when}`,
    tonight: 'heute Nacht um 00:00 Uhr',
    shared: {
      tenant: 'Für die ganze Universität zusammen.',
      course: 'Für alle im Kurs zusammen.',
      activity: 'Für alle zusammen, die diesen Tutor nutzen.',
      user: '',
    },
    granted: (n, until) =>
      n
        ? `Darin sind ${n} zusätzliche, die Ihnen Lehrende bis ${until} gewährt haben.`
        : `Darin ist ein Zusatz, den Ihnen Lehrende bis ${until} gewährt haben.`,
    cost: (tokens) =>
      `Die nächste Frage kostet 1 Frage und etwa ${tokens} Token. Eine gestoppte Antwort kostet nur das Geschriebene. Eine gescheiterte kostet nichts.`,
    costPlain:
      'Eine gestoppte Antwort kostet nur das Geschriebene. Eine gescheiterte kostet nichts.',
    noLimits: 'Für Sie gibt es hier keine Grenze.',
    name: (metric, scope, window) => {
      const what = {
        requests: 'Fragen',
        tokens: 'Textmenge',
        input_tokens: 'Gesendeter Text',
        output_tokens: 'Geschriebener Text',
      }[metric];
      const when = {
        minute: 'in dieser Minute',
        hour: 'in dieser Stunde',
        day: 'heute',
        week: 'diese Woche',
        month: 'diesen Monat',
        term: 'dieses Semester',
      }[window];
      if (scope === 'user')
        return metric === 'requests' ? `Ihre Fragen ${when}` : `Ihr Anteil: ${what} ${when}`;
      return `${what} ${{ tenant: 'in der Universität', course: 'im Kurs', activity: 'bei diesem Tutor' }[scope]} ${when}`;
    },
    aria: (name) => `Übrig: ${name}`,
  },

  queue: {
    place: (place, wait) => (wait ? `Platz ${place}, etwa ${wait}` : `Platz ${place}`),
    kept: 'Gerade fragen viele. Ihr Platz bleibt, auch wenn Sie die Seite wechseln.',
    say: (place, wait) =>
      wait
        ? `Platz ${place}, etwa ${wait}. Ihr Platz bleibt.`
        : `Platz ${place}. Ihr Platz bleibt.`,
    seconds: (n) => (n < 90 ? `${n} Sekunden` : `${Math.round(n / 60)} Minuten`),
    preparing: 'Die Frage ist unterwegs',
  },

  say: {
    answering: 'Antwort beginnt',
    complete: (words) => `Antwort fertig, ${words} ${words === 1 ? 'Wort' : 'Wörter'}`,
    stopped: 'Antwort gestoppt',
    failed: 'Die Antwort ist gescheitert',
    conversation: (title) => `Gespräch ${title}`,
    deleted: 'Gelöscht',
    renamed: 'Umbenannt',
    exported: 'Export bereit',
    offline: 'Keine Verbindung',
    online: 'Wieder verbunden',
    locked: 'Während der Prüfung gesperrt',
    opened: 'Der Tutor ist geöffnet',
  },

  end: {
    stopped: (tokens) =>
      `Sie haben diese Antwort gestoppt. Sie zählt als 1 Frage und ${tokens} Token.`,
    stoppedPlain: 'Sie haben diese Antwort gestoppt. Sie zählt als 1 Frage und das Geschriebene.',
    locked: 'Beendet durch die Prüfungssperre.',
    ended: 'Beendet, weil der Tutor geschlossen wurde.',
    cut: 'Die Antwort hat ihr Längenlimit erreicht.',
    continue: 'Fortsetzen (1 Frage)',
    continueShort: 'Fortsetzen',
    filtered: 'Der KI-Dienst hat diese Antwort nach eigenen Regeln beendet.',
    failed: 'Diese Frage wurde nicht beantwortet.',
    broken: 'Die Antwort ist abgebrochen. Sie zählt nur, soweit sie geschrieben wurde.',
  },

  state: {
    limitTitle: (metric, scope, window, limit) => {
      const when = {
        minute: 'für diese Minute',
        hour: 'für diese Stunde',
        day: 'für heute',
        week: 'für diese Woche',
        month: 'für diesen Monat',
        term: 'für dieses Semester',
      }[window];
      if (metric === 'requests' && limit === '1')
        return scope === 'user'
          ? `Ihre Frage ${when} ist verbraucht`
          : `Die eine Frage ${when} ist verbraucht`;
      if (metric === 'requests')
        return scope === 'user'
          ? `Ihre ${limit} Fragen ${when} sind verbraucht`
          : `Alle ${limit} Fragen ${when} sind verbraucht`;
      return scope === 'user'
        ? `Ihre Textmenge ${when} ist verbraucht`
        : `Die Textmenge ${when} ist verbraucht`;
    },
    limitBlocked: 'Hier sind zurzeit keine Fragen möglich',
    limitBlockedText: 'Die Grenze steht auf 0. Lesen und exportieren geht weiterhin.',
    limitText: (when, span) =>
      `Neue Fragen ${when}, in ${span}. Lesen und exportieren geht weiterhin.`,
    fromTonight: 'ab heute Nacht um 00:00 Uhr',
    fromClock: (time) => `ab ${time} Uhr`,
    fromDay: (day, time) => `ab ${day}, ${time} Uhr`,
    examTitle: 'Während der Prüfung gesperrt',
    exam: 'Die Lehrperson hat alle KI-Aktivitäten in diesem Kurs gesperrt.',
    opensAgain: (day, time) => `Öffnet wieder am ${day} um ${time} Uhr.`,
    opensToday: (time) => `Öffnet wieder heute um ${time} Uhr.`,
    opensTomorrow: (time) => `Öffnet wieder morgen um ${time} Uhr.`,
    opensLater: 'Die Seite öffnet sich von selbst.',
    hoursTitle: 'Um diese Zeit geschlossen',
    hours: 'Sie können Ihre Gespräche lesen und exportieren.',
    offlineTitle: 'Keine Verbindung',
    offlinePending: 'Ihre Frage wird gesendet, sobald Sie wieder online sind.',
    offline: 'Sie können weiterschreiben. Es geht nichts verloren.',
    doNotSend: 'Nicht senden',
    reconnecting: 'Verbindung wird hergestellt. Die Antwort läuft weiter.',
    reconnectingIdle: 'Verbindung wird hergestellt.',
    downTitle: 'Der KI-Dienst antwortet nicht',
    down: 'Ihre Frage wurde nicht gezählt und steht unten.',
    busyTitle: 'Der KI-Dienst ist ausgelastet',
    busy: 'Im Moment fragen zu viele. Ihre Frage wurde nicht gezählt und steht unten.',
    runningTitle: 'Zwei Ihrer Antworten werden noch geschrieben',
    running:
      'Warten Sie, bis eine davon fertig ist. Ihre Frage wurde nicht gezählt und steht unten.',
    modelTitle: 'Das Modell dieses Tutors ist nicht verfügbar',
    model:
      'Die Lehrperson kann ein anderes wählen. Ihre Frage wurde nicht gezählt und steht unten.',
    tooLongTitle: 'Die Frage ist zu lang',
    tooLong:
      'Zusammen mit diesem Gespräch passt sie nicht in das Modell. Kürzen Sie sie, oder beginnen Sie ein neues Gespräch. Sie wurde nicht gezählt.',
    otherTitle: 'Die Frage konnte nicht beantwortet werden',
    other: 'Sie wurde nicht gezählt und steht unten.',
    closedTitle: 'Dieser Tutor ist geschlossen',
    closedTitleOn: (day) => `Dieser Tutor ist seit ${day} geschlossen`,
    closed: (n) =>
      n === 0
        ? 'Es gibt keine Gespräche von Ihnen.'
        : n === 1
          ? 'Sie können Ihr Gespräch lesen und exportieren.'
          : `Sie können Ihre ${n} Gespräche lesen und exportieren.`,
    readConversations: 'Gespräche lesen',
    exportAll: 'Alle exportieren',
    laterTitle: (day, time) => `Öffnet ${day}, ${time} Uhr`,
    laterTitleUnknown: 'Noch nicht geöffnet',
    setupTitle: 'Dieser Tutor wird gerade eingerichtet',
    setup:
      'Er kam mit einem kopierten Kurs; Ihre Lehrperson sieht ihn zuerst durch. Danach öffnet sich die Seite von selbst.',
    later: 'Die Seite öffnet sich von selbst. Sie müssen sie nicht neu laden.',
  },

  conversations: {
    title: 'Gespräche',
    new: 'Neues Gespräch',
    search: 'Gespräche durchsuchen',
    searchShort: 'Suchen',
    none: 'Noch keine Gespräche',
    noneFound: 'Nichts gefunden',
    inTexts: 'In Fragen und Antworten gefunden',
    searching: 'Wird gesucht',
    menu: (title) => `Umbenennen, exportieren oder löschen: ${title}`,
    rename: 'Umbenennen',
    exportMarkdown: 'Als Text exportieren',
    exportJson: 'Als JSON exportieren',
    print: 'Drucken',
    delete: 'Löschen',
    renameTitle: 'Gespräch umbenennen',
    name: 'Titel',
    deleteTitle: 'Dieses Gespräch löschen?',
    deleteText: (title) =>
      `„${title}“ und seine Antworten werden endgültig gelöscht. Exportieren Sie es vorher, wenn Sie es noch brauchen.`,
    untitled: 'Ohne Titel',
    failed: 'Das hat nicht geklappt. Bitte versuchen Sie es erneut.',
    running: 'Antwort läuft',
    file: 'gespraech',
    fileAll: 'gespraeche',
  },

  data: {
    title: 'Ihre Daten',
    button: 'Ihre Daten',
    text: 'Alles, was hier über Sie gespeichert ist: Gespräche, Antworten, Belege, und wann Sie den Hinweis gelesen haben.',
    download: 'Herunterladen',
    delete: 'Alles löschen',
    file: 'meine-daten',
    deleteTitle: 'Alles über Sie löschen?',
    deleteText:
      'Alle Ihre Gespräche in diesem Kurs werden endgültig gelöscht. Was Ihre Grenzen gezählt haben, bleibt gezählt, ohne die Texte.',
    deleted: 'Ihre Daten sind gelöscht',
  },

  receipt: {
    title: 'Beleg zu dieser Antwort',
    answeredBy: 'Beantwortet von',
    insteadOf: 'Anstelle von',
    insteadWhy: (limit) =>
      limit ? '(dessen Budget ist vorerst aufgebraucht)' : '(es hat nicht geantwortet)',
    operatedBy: 'Betrieben von',
    note: 'Hinweis',
    time: 'Zeit',
    cost: 'Kosten',
    settings: 'Einstellungen',
    costs: (total, sent, written) =>
      `1 Frage, ${total} Token (${sent} gesendet, ${written} geschrieben)`,
    estimated: 'geschätzt',
    sentTitle: 'Wörtlich gesendet',
    instructionsCourse: 'Anweisungen des Kurses',
    instructionsTutor: 'Anweisungen dieses Tutors',
    instructions: 'Anweisungen',
    soFar: 'Bisheriges Gespräch',
    soFarCount: (n) => (n === 1 ? '1 Nachricht' : `${n} Nachrichten`),
    question: 'Ihre Frage',
    parameters: 'Einstellungen der Anfrage',
    you: 'Sie',
    tutor: 'Tutor',
    notSent: 'Nicht gesendet: Name, E-Mail-Adresse, LMS-Konto, Kurs, IP-Adresse.',
    copyAll: 'Alles kopieren',
    json: 'JSON',
    failed: 'Der Beleg konnte nicht geladen werden.',
    file: 'beleg',
  },

  errors: {
    offline: 'Keine Verbindung. Bitte versuchen Sie es erneut.',
    forbidden: 'Das ist Ihnen hier nicht erlaubt.',
    gone: 'Das gibt es nicht mehr.',
    server: 'Der Dienst hat ein Problem. Bitte versuchen Sie es später erneut.',
    other: 'Das hat nicht geklappt. Bitte versuchen Sie es erneut.',
  },
};
