/* Deutsch: was Studierende auf der Seite einer Feedback-Aktivität lesen. Glieder wie in feedback.en.ts. */
import type { FeedbackTexts } from './feedback.en';

const criteria = (n: number) => (n === 1 ? '1 Kriterium' : `${n} Kriterien`);

export const feedbackDe: FeedbackTexts = {
  bar: {
    label: 'Versuche',
    attempt: (n) => `Versuch ${n}`,
    failed: (n) => `Versuch ${n}, misslungen`,
    compare: 'Vergleichen',
    draft: 'Mein Entwurf',
    left: (n, of) => (n === 1 ? `1 von ${of} Versuchen übrig` : `${n} von ${of} Versuchen übrig`),
    leftShort: (n, of) => `Noch ${n} von ${of}`,
    dueShort: (when) => `bis ${when}`,
    none: 'Kein Versuch übrig',
    due: (when) => `Abgabe bis ${when}`,
    wasDue: (when) => `Abgabe war bis ${when}`,
    revise: 'Text überarbeiten',
    reviseShort: 'Überarbeiten',
    goOn: 'Weiterschreiben',
    goOnShort: 'Schreiben',
    noGrade: 'Nur Feedback, keine Note',
    byHuman: 'Freigabe durch Lehrende',
    graded: 'Bewertung durch Lehrende',
    skip: 'Zum Text springen',
    preview: 'Nichts hiervon wird gespeichert oder zählt.',
  },

  notice: {
    before: 'Vor dem ersten Text',
    title: 'Ein KI-System wird Ihren Text lesen',
    text: 'Es kann falsch liegen und dabei überzeugt klingen. Prüfen Sie nach, was es sagt, und geben Sie nichts über andere Personen ab.',
    whoTitle: 'Wer liest',
    getsTitle: 'Was das Modell erhält',
    gets: 'Die Aufgabe und Ihren Text. Nicht Ihren Namen, Ihre E-Mail-Adresse, den Kurs oder die Namen Ihrer Dateien.',
    storedTitle: 'Was gespeichert wird',
    stored: (days) =>
      `Ihre Texte und das Feedback, ${days} Tage lang. Sie können sie jederzeit exportieren oder löschen.`,
    storedForever:
      'Ihre Texte und das Feedback. Sie können sie jederzeit exportieren oder löschen.',
    readTitle: 'Wer sie lesen kann',
    readReleased: {
      none: 'Sie und die Lehrenden dieses Kurses, mit Ihrem Namen, wo das LMS ihn sendet. Jedes Lesen wird protokolliert.',
      themes:
        'Sie und die Lehrenden dieses Kurses, mit Ihrem Namen, wo das LMS ihn sendet. Jedes Lesen wird protokolliert.',
      pseudonymous:
        'Sie und die Lehrenden dieses Kurses, mit Ihrem Namen, wo das LMS ihn sendet. Jedes Lesen wird protokolliert.',
      named:
        'Sie und die Lehrenden dieses Kurses, mit Ihrem Namen, wo das LMS ihn sendet. Jedes Lesen wird protokolliert.',
    },
    readOwn: {
      none: 'Nur Sie. Ihre Lehrenden sehen, dass etwas abgegeben wurde, nicht von wem und nicht was.',
      themes:
        'Nur Sie. Ihre Lehrenden sehen, dass etwas abgegeben wurde, nicht von wem und nicht was.',
      pseudonymous: 'Sie, und Ihre Lehrenden ohne Ihren Namen. Jedes Lesen wird protokolliert.',
      named: 'Sie, und Ihre Lehrenden mit Ihrem Namen. Jedes Lesen wird protokolliert.',
    },
    voluntary: 'Eine Note gibt immer nur ein Mensch.',
  },

  task: {
    title: 'Aufgabe',
    rubric: 'Worauf geachtet wird',
    criteria,
    points: (n) => `bis ${n} Punkte`,
    kind: {
      essay: 'Aufsatz',
      short_answer: 'Kurzantwort',
      source_code: 'Quelltext',
      lab_report: 'Versuchsbericht',
      outline: 'Vortragsgliederung',
    },
    levels: 'Stufen',
    show: 'Aufgabe und Kriterien',
    side: 'Neben Ihrem Text',
    formative: 'Sie erhalten sofort Feedback, Kriterium für Kriterium. Es ist keine Note.',
    draft:
      'Ein KI-System entwirft das Feedback. Ihre Lehrenden lesen es, ändern es, wo nötig, und geben es für Sie frei.',
    scored:
      'Die Punkte gehen in das Bewertungsbuch Ihres Kurses, sobald Ihre Lehrenden sie freigeben.',
    notScored: 'Es gibt keine Note.',
  },

  write: {
    title: 'Ihr Text',
    label: 'Ihr Text',
    placeholder: 'Schreiben Sie hier, oder ziehen Sie eine Datei hierher',
    placeholderCode: 'Fügen Sie Ihren Quelltext hier ein, oder ziehen Sie eine Datei hierher',
    words: (n) => (n === '1' ? '1 Wort' : `${n} Wörter`),
    lines: (n) => (n === '1' ? '1 Zeile' : `${n} Zeilen`),
    saved: (time) => `Gespeichert ${time}`,
    savedOn: (day) => `Gespeichert ${day}`,
    saving: 'Wird gespeichert',
    unsaved: 'Noch nicht gespeichert',
    notSaved: 'Nicht gespeichert: keine Verbindung. Ihr Text bleibt in diesem Browser.',
    nothing: 'Wird beim Schreiben von selbst gespeichert',
    preview: 'Nicht gespeichert: Dies ist eine Vorschau',
    upload: 'Datei hochladen',
    uploadShort: 'Datei',
    accepts:
      'Text, Markdown, PDF, Word, OpenDocument, Notebooks, Quelltext oder ein Zip davon; bis 10 MB.',
    drop: 'Datei hier ablegen',
    handIn: 'Abgeben',
    empty: 'Es gibt noch nichts abzugeben.',
    wait: 'Ihr Text ist unterwegs.',
    again: 'Erneut abgeben',
    same: 'Das ist Wort für Wort der Text Ihres letzten Versuchs.',
  },

  upload: {
    sending: (name) => `${name} wird gesendet`,
    reading: (name) => `${name} wird gelesen`,
    progress: 'Hochladen',
    cancel: 'Abbrechen',
    title: 'Ist das Ihr Text?',
    read: (name, words) => `Gelesen aus ${name}: ${words}.`,
    check: 'Das ist, was gelesen wird. Formatierung, Bilder und Seitenzahlen zählen nicht.',
    shown: 'Was aus der Datei gelesen wurde',
    use: 'Diesen Text verwenden',
    append: 'An meinen Text anfügen',
    replace: 'Meinen Text ersetzen',
    replaced: 'Der Text der Datei steht im Editor',
    no: 'Andere Datei wählen',
    notes: {
      'hidden-text':
        'Die Datei enthält Text, den man nicht sehen kann, etwa weiße Schrift. Er wurde weggelassen.',
      'unseen-words':
        'Die Datei enthält Wörter, die man auf ihren Seiten nicht sehen kann, etwa in weißer oder winziger Schrift. Sie stehen unten im Text: Nehmen Sie heraus, was nicht hineingehört.',
      'images-left-out':
        'Bilder wurden weggelassen. Beschreiben Sie in Worten, was an ihnen wichtig ist.',
      shortened: 'Die Datei ist sehr lang. Nur ihr Anfang wurde gelesen.',
      'metadata-left-out': 'Autor, Titel und andere Angaben zur Datei wurden weggelassen.',
    },
    refusedTitle: (name) => `${name} konnte nicht gelesen werden`,
    unused: 'Es wurde kein Versuch verbraucht.',
    refused: {
      'file-type':
        'Diese Art Datei kann hier nicht gelesen werden. Speichern Sie sie als PDF, DOCX, ODT oder Text.',
      'file-encrypted':
        'Die Datei hat ein Passwort. Speichern Sie sie ohne und versuchen Sie es erneut.',
      'file-without-text':
        'In der Datei steht kein Text. Sie ist vielleicht ein Scan oder ein Foto: Kopieren Sie den Text stattdessen in das Feld.',
      'file-broken':
        'Die Datei ist beschädigt. Öffnen Sie sie auf Ihrem Rechner und speichern Sie sie neu.',
      'file-too-much':
        'Ausgepackt ist die Datei viel zu groß. Packen Sie nur ein, was zur Aufgabe gehört.',
      'file-too-large':
        'Die Datei ist größer als 10 MB. Lassen Sie Bilder weg und versuchen Sie es erneut.',
      offline: 'Es gibt keine Verbindung. Bitte versuchen Sie es erneut.',
      other:
        'Der Dienst konnte sie nicht lesen. Bitte versuchen Sie es erneut, oder kopieren Sie den Text in das Feld.',
    },
    one: 'Bitte wählen Sie eine Datei. Mehrere Quelltexte können in ein Zip gepackt werden.',
    again: 'Erneut versuchen',
  },

  dialog: {
    title: (n) => `Versuch ${n} abgeben?`,
    titlePreview: 'Mit diesem Text ausprobieren?',
    cost: (words, left, of) =>
      left === 1
        ? `${words}. Das ist Ihr letzter von ${of} Versuchen.`
        : `${words}. Das verbraucht 1 der ${left} Versuche, die Sie noch haben.`,
    final:
      'Danach lässt sich die Abgabe nicht mehr ändern; Sie können eine bessere abgeben, solange Versuche übrig sind.',
    finalLast: 'Danach lässt sich die Abgabe nicht mehr ändern.',
    formative: (n) =>
      `Ein KI-System liest Ihren Text nach ${n === 1 ? '1 Kriterium' : `${n} Kriterien`}. Das Feedback erscheint hier, meist nach ein bis zwei Minuten.`,
    draft: (n) =>
      `Ein KI-System liest Ihren Text nach ${n === 1 ? '1 Kriterium' : `${n} Kriterien`} und entwirft das Feedback. Sie sehen nichts davon, bevor Ihre Lehrenden es gelesen und freigegeben haben.`,
    goes: (model, operator) =>
      `Ihr Text geht an ${model}, betrieben von: ${operator}, ohne Ihren Namen und ohne die Namen Ihrer Dateien.`,
    goesAny: 'Ihr Text geht ohne Ihren Namen und ohne die Namen Ihrer Dateien an das Modell.',
    quota: (left) => `Das zählt als 1 Frage von denen, die Ihnen bleiben (${left}).`,
    back: 'Weiterschreiben',
    go: 'Abgeben',
    goPreview: 'Ausprobieren',
  },

  read: {
    own: 'Ihr Text',
    ownOf: (n) => `Text von Versuch ${n}`,
    handedIn: (words, when) => `${words}, abgegeben ${when}`,
    files: (names) => `aus ${names}`,
    title: (n) => `Feedback zu Versuch ${n}`,
    aiMark: 'KI-generiert',
    checked: (n) =>
      n === 1
        ? 'Das Zitat wurde mit Ihrem Text abgeglichen.'
        : `Alle ${n} Zitate wurden mit Ihrem Text abgeglichen.`,
    dropped: (n) =>
      n === 1
        ? '1 Zitat, das nicht in Ihrem Text steht, wurde weggelassen.'
        : `${n} Zitate, die nicht in Ihrem Text stehen, wurden weggelassen.`,
    noQuotes: 'Dieses Feedback zitiert nichts aus Ihrem Text.',
    sent: 'Was gesendet wurde',
    summary: 'In Kürze',
    level: (name) => `Stufe: ${name}`,
    strength: 'Stärke',
    work: 'daran arbeiten',
    key: 'Markierungen im Text',
    goCriterion: (label, kind, criterion) =>
      `Zitat ${label}, ${kind}: zu Kriterium ${criterion} gehen`,
    goText: (label, kind) => `Zitat ${label} in Ihrem Text zeigen, ${kind}`,
    next: 'Nächster Schritt:',
    up: (name) => `verbessert, vorher: ${name}`,
    down: (name) => `gesunken, vorher: ${name}`,
    asBefore: (n) => `wie in Versuch ${n}`,
    points: (n, of) => `${n} von ${of} Punkten`,
    total: (n, of) => [n, ` von ${of} Punkten`],
    waiting: 'wird gelesen',
    reading: (ready, of) => `${ready} von ${of} Kriterien sind fertig`,
    keepsOn: 'Sie können diese Seite schließen. Das Feedback ist hier, wenn Sie wiederkommen.',
    keepsText: 'Ihre Texte und das Feedback sind sicher.',
    queued: 'Ihr Text steht in der Warteschlange',
    sending: 'Ihr Text ist unterwegs',
    heldTitle: 'Abgegeben',
    held: 'Ihre Lehrenden lesen es und geben es frei. Dann steht das Feedback hier.',
    heldReading: 'Ein KI-System entwirft das Feedback. Ihre Lehrenden lesen es und geben es frei.',
    heldPoints: 'Punkte gehen erst mit der Freigabe in das Bewertungsbuch, nicht vorher.',
    released: 'Ein Mensch hat dieses Feedback gelesen und steht dafür ein.',
    failedTitle: 'Das Feedback konnte nicht erstellt werden',
    failed: 'Das zählt nicht als Versuch, und Ihr Text bleibt erhalten.',
    loadFailed: 'Dieser Versuch konnte nicht geladen werden.',
    unsetTitle: 'Hier gibt es noch keine Aufgabe',
    unset: 'Ihre Lehrenden schreiben sie noch. Bitte schauen Sie später wieder herein.',
    listFailed: 'Ihre Arbeit konnte nicht geladen werden',
    noAdvice: 'Zu diesem Kriterium wurde nichts weiter gesagt.',
  },

  compare: {
    title: 'Vergleichen',
    from: 'Früher',
    to: 'Später',
    levels: 'Stufen',
    caption: (a, b) => `Stufen von Versuch ${a} und Versuch ${b}`,
    criterion: 'Kriterium',
    change: 'Änderung',
    up: 'besser',
    down: 'schlechter',
    same: 'wie vorher',
    unknown: 'nicht vergleichbar',
    sum: (up, down, same) =>
      [up ? `${up} besser` : '', down ? `${down} schlechter` : '', same ? `${same} wie vorher` : '']
        .filter(Boolean)
        .join(', '),
    text: 'Was sich im Text geändert hat',
    added: 'hinzugefügt: ',
    removed: 'entfernt: ',
    none: 'Die Texte sind gleich.',
    key: 'Entfernte Wörter sind durchgestrichen, hinzugefügte unterstrichen.',
    notReady:
      'Das Feedback zu einem der beiden ist noch nicht da. Die Texte lassen sich schon vergleichen.',
  },

  ask: {
    open: 'Zu diesem Feedback fragen',
    title: (n) => `Fragen zum Feedback zu Versuch ${n}`,
    back: 'Zurück zu meinem Text',
    hint: 'Der Tutor kennt die Aufgabe, Ihren Text und dieses Feedback. Fragen zählen zu Ihrem Limit.',
    placeholder: 'Was möchten Sie dazu wissen?',
    starters: [
      'Womit sollte ich anfangen?',
      'Erklären Sie mir den nächsten Schritt beim schwächsten Kriterium an einem kleinen Beispiel.',
      'Stellen Sie mir Fragen, bis ich das selbst verbessern kann.',
    ],
    start: 'Was möchten Sie wissen?',
  },

  more: {
    button: 'Exportieren',
    title: 'Exportieren',
    markdown: 'Als Text speichern (Markdown)',
    print: 'Drucken oder als PDF speichern',
    file: 'feedback',
    done: 'Export fertig',
    report: 'Melden',
    reportTitle: 'Dieses Feedback melden',
    reportText:
      'Ist es falsch, unfair oder unangemessen? Ihre Lehrenden sehen Ihre Meldung zusammen mit diesem Versuch.',
    reportLabel: 'Was stimmt nicht? (freiwillig)',
    reportSend: 'Meldung senden',
    reported: 'Danke. Ihre Lehrenden sehen Ihre Meldung.',
    receiptTitle: 'Beleg für dieses Feedback',
    costs: (total, sent, written) => `${total} Token (${sent} gesendet, ${written} geschrieben)`,
  },

  markdown: {
    level: 'Stufe',
    strength: 'Stärke',
    work: 'Daran arbeiten',
    next: 'Nächster Schritt',
    text: 'Der Text',
    ai: 'Dieses Feedback ist KI-generiert.',
    human: 'Dieses Feedback wurde von Lehrenden freigegeben.',
    handedIn: 'Abgegeben',
    points: 'Punkte',
  },

  closed: {
    due: (when) => `Abgabe war bis ${when}. Es kann nichts mehr abgegeben werden.`,
    dueTitle: 'Die Zeit ist um',
    attemptsTitle: 'Alle Versuche sind verbraucht',
    attempts: 'Ihre Texte und das Feedback können Sie lesen und exportieren.',
    gone: 'Es wurde nichts abgegeben.',
  },

  refused: {
    down: 'Der KI-Dienst antwortet nicht. Es wurde kein Versuch verbraucht, und Ihr Text bleibt erhalten.',
    downTitle: 'Der KI-Dienst antwortet nicht',
    busyTitle: 'Der KI-Dienst ist ausgelastet',
    busy: 'Gerade werden zu viele Texte gelesen. Es wurde kein Versuch verbraucht, und Ihr Text bleibt erhalten.',
    longTitle: 'Der Text ist zu lang',
    long: 'Bitte kürzen Sie ihn. Es wurde kein Versuch verbraucht.',
    names: {
      'past-due': 'Die Zeit ist um',
      'no-attempts-left': 'Alle Versuche sind verbraucht',
      'attempt-under-way': 'Ein anderer Text von Ihnen wird noch gelesen',
      'file-gone': 'Die hochgeladene Datei ist nicht mehr da: Bitte laden Sie sie erneut hoch',
      'submission-empty': 'Im Text steht nichts, das gelesen werden könnte',
    },
    otherTitle: 'Der Text konnte nicht abgegeben werden',
    other: 'Es wurde kein Versuch verbraucht, und Ihr Text bleibt erhalten.',
    again: 'Erneut versuchen',
  },

  when: {
    today: (time) => `heute, ${time}\u00a0Uhr`,
    tomorrow: (time) => `morgen, ${time}\u00a0Uhr`,
    yesterday: (time) => `gestern, ${time}\u00a0Uhr`,
    day: (day, time) => `${day}, ${time}\u00a0Uhr`,
  },

  say: {
    'handed-in': 'Abgegeben',
    reading: 'Ihr Text wird gelesen',
    held: 'Ihr Text wurde gelesen. Ihre Lehrenden geben das Feedback frei.',
    failed: 'Das Feedback konnte nicht erstellt werden. Es zählt nicht als Versuch.',
    refused: 'Der Text konnte nicht abgegeben werden',
    queue: (place, wait) =>
      wait
        ? `Platz ${place}, etwa ${wait}. Ihr Platz bleibt.`
        : `Platz ${place}. Ihr Platz bleibt.`,
    criterion: (ready, of) => `${ready} von ${of} Kriterien fertig`,
    complete: (of) => `Feedback fertig, ${criteria(of)}`,
    fileRead: (words) => `Die Datei wurde gelesen, ${words}`,
    fileRefused: 'Die Datei konnte nicht gelesen werden',
  },
};
