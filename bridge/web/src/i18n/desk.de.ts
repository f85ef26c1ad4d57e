/* Deutsch: was Lehrende und Admins lesen. Gleiche Glieder wie desk.en.ts. */
import type { DeskTexts } from './desk.en';

export const deskDe: DeskTexts = {
  nav: {
    label: 'Kursverwaltung', settings: 'Tutor', student: 'Sicht der Studierenden', back: 'Zurück zur Verwaltung', sections: 'Abschnitte dieser Seite',
    activity: 'Anderer Tutor dieses Kurses', another: 'Anderer Tutor …', main: 'Einstellungen des Tutors', noActivities: 'In diesem Kurs gibt es noch keinen Tutor',
    noActivitiesText: 'Fügen Sie das Werkzeug im LMS als Aktivität hinzu. Dann erscheint es hier.',
    loadFailed: 'Die Einstellungen konnten nicht geladen werden', admin: 'Verwaltung',
    copiedTitle: 'Dieser Tutor kam mit einem kopierten Kurs', copied: 'Seine Regeln sind mitgekommen, Gespräche und Verbrauch nicht. Sehen Sie Prompt, Grenzen und Termine durch, dann bestätigen Sie.', confirm: 'Bestätigen', confirmed: 'Der Tutor ist bestätigt',
  },
  level: {
    label: 'Was bearbeitet wird', activity: 'Dieser Tutor', course: 'Ganzer Kurs', tenant: 'Universität',
    column: { tenant: 'Universität', course: 'Kurs', activity: 'Aktivität' },
    live: (n) => `Version ${n} gilt`, none: 'Noch nichts gesetzt', readOnly: 'Sie können diese Einstellungen lesen, aber nicht ändern.',
  },
  open: {
    open: 'Geöffnet', until: (day) => `Geöffnet bis ${day}`, exam: 'Prüfungssperre', not_yet: 'Noch nicht geöffnet', over: 'Geschlossen', hours: 'Um diese Zeit geschlossen', setup: 'Wartet auf Bestätigung',
  },
  lock: {
    label: 'Prüfungssperre', scope: ', ganzer Kurs', on: 'an', off: 'aus',
    saidOn: 'Die Prüfungssperre ist an. Alle Tutoren dieses Kurses sind geschlossen.', saidOff: 'Die Prüfungssperre ist aus.', failed: 'Die Prüfungssperre wurde nicht geändert. Bitte versuchen Sie es erneut.',
  },
  prompt: {
    title: 'Systemprompt', nav: 'Prompt', preset: 'Vorlage', choose: 'Wählen …', replaced: 'Prompt durch die Vorlage ersetzt',
    variables: 'Variable einfügen', tokens: (n) => `etwa ${n} Token`,
    before: 'Wird davor gesendet: der Prompt des Kurses', after: 'Wird danach gesendet: der Prompt des jeweiligen Tutors', none: 'Dort ist kein Prompt gesetzt.',
    otherLanguage: { de: 'Deutsch', en: 'Englisch' },
    seen: 'Studierende können diesen Prompt im Beleg jeder Antwort lesen.',
    placeholder: 'Wie soll der Tutor helfen, und was soll er nicht tun?',
  },
  starters: {
    title: 'Einstiege', nav: 'Einstiege', label: (n) => `Vorschlag ${n}`, add: 'Vorschlag hinzufügen', remove: (n) => `Vorschlag ${n} entfernen`,
    hint: 'Auf der leeren Seite zu sehen; ein Klick setzt den Text ins Feld.', none: 'Keine Vorschläge: Die Seite beginnt allein mit dem Feld.',
  },
  model: {
    title: 'Modell', label: 'Sprachmodell', standard: 'Wie in der Ebene darüber', standardOf: (id) => `Wie in der Ebene darüber (${id})`,
    unavailable: 'zurzeit nicht verfügbar', allowed: (n, of) => `Ihre Universität erlaubt ${n} von ${of} Modellen`,
    fallback: 'Stattdessen, wenn es nicht verfügbar ist', noFallback: 'Keines: sagen, dass es nicht antwortet',
    temperature: 'Temperatur', temperatureHint: '0 ist nüchtern, 1 ist lebhaft. Leer: wie in der Ebene darüber.',
    length: 'Längste Antwort, Token', lengthHint: (max) => `Hier höchstens ${max}`, lengthWords: (n) => `etwa ${n} Wörter`,
    memory: 'Mitgesendetes Gespräch, Token', memoryHint: 'Was nicht hineinpasst, entfällt, das Älteste zuerst.',
    notSet: 'wie darüber',
  },
  quota: {
    title: 'Grenzen', add: 'Grenze hinzufügen', one: (n) => `Grenze ${n}`, remove: (n) => `Grenze ${n} entfernen`,
    amount: 'Menge', of: 'wovon', per: 'pro', whom: 'für wen', window: 'Zeitfenster',
    metric: { requests: 'Fragen', tokens: 'Token', output_tokens: 'geschriebene Token', input_tokens: 'gesendete Token' },
    scope: { user: 'Person', activity: 'Tutor', course: 'Kurs', tenant: 'Universität' },
    windows: { minute: 'Minute', hour: 'Stunde', day: 'Tag', week: 'Woche', month: 'Monat', term: 'Semester' },
    full: { minute: 'Jede Minute wieder voll.', hour: 'Zu jeder vollen Stunde wieder voll.', day: 'Jede Nacht um 00:00 Uhr wieder voll.',
      week: 'Am Montag wieder voll.', month: 'Am Monatsersten wieder voll.', term: 'Am 1. April und am 1. Oktober wieder voll.' },
    blocked: '0 sperrt alle Fragen.', role: (role) => `Nur für die Rolle ${role}.`,
    narrower: (level, max) => `${{ tenant: 'Die Universität', course: 'Der Kurs', activity: 'Der Tutor' }[level]} erlaubt höchstens ${max}. Das gilt.`,
    none: 'Auf dieser Ebene ist keine Grenze gesetzt. Es gelten die der Ebenen darüber.',
    students: (text) => `Studierende lesen: „${text}“`,
    sentence: (parts) => `${parts.map(({ n, window }, i) =>
      `${i ? 'höchstens ' : ''}${n}${i ? '' : ' Fragen'} pro ${{ minute: 'Minute', hour: 'Stunde', day: 'Tag', week: 'Woche', month: 'Monat', term: 'Semester' }[window]}`).join(', ')}.`,
  },
  schedule: {
    title: 'Zeitplan', from: 'Geöffnet ab', until: 'Geöffnet bis', zone: (zone) => `Zeitzone der Universität: ${zone}`, deviceZone: (zone) => `Zeiten Ihres Geräts: ${zone}`,
    weekly: 'Wochenzeiten', weeklyHint: 'In der Zeitzone der Universität. Keine: zu jeder Zeit geöffnet.', add: 'Zeiten hinzufügen', remove: (n) => `Zeiten ${n} entfernen`,
    days: 'Tage', fromTime: 'von', untilTime: 'bis', row: (n) => `Zeiten ${n}`, always: 'zu jeder Zeit', range: (a, b) => `${a} bis ${b}`,
    clear: 'Datum entfernen', none: 'nicht gesetzt',
  },
  review: {
    title: 'Wer mitlesen kann', label: 'Einsicht', hint: 'Steht mit der ersten Frage einer Person fest. Danach lässt sie sich nur noch enger fassen.',
    modes: { none: 'Niemand: nur Zahlen', themes: 'Themen und Zahlen', pseudonymous: 'Gespräche ohne Namen', named: 'Gespräche mit Namen, mit Zustimmung' },
    short: { none: 'nur Zahlen', themes: 'nur Themen', pseudonymous: 'ohne Namen', named: 'mit Namen' },
  },
  force: {
    title: 'Was gilt, und wer es gesetzt hat', nav: 'Was gilt', caption: 'Geltende Regeln', setting: 'Einstellung', value: 'Es gilt', notSet: 'nicht gesetzt', sets: ' (setzt den Wert)',
    binds: 'greift', narrow: 'Eine tiefere Ebene kann nur enger fassen, was eine höhere erlaubt. Alle zutreffenden Grenzen müssen eingehalten sein.', hidden: 'nicht gezeigt',
    model: 'Sprachmodell', temperature: 'Temperatur', max_output_tokens: 'Längste Antwort', memory_tokens: 'Mitgesendetes Gespräch',
    open_from: 'Geöffnet ab', open_until: 'Geöffnet bis', weekly: 'Wochenzeiten', review: 'Wer mitlesen kann', exam_lock: 'Prüfungssperre', fallback_model: 'Ersatzmodell',
    limit: (metric, scope, window) => {
      const what = { requests: 'Fragen', tokens: 'Token', output_tokens: 'Geschriebene Token', input_tokens: 'Gesendete Token' }[metric];
      return `${what} pro ${{ user: 'Person', activity: 'Tutor', course: 'Kurs', tenant: 'Universität' }[scope]} und ${{ minute: 'Minute', hour: 'Stunde', day: 'Tag', week: 'Woche', month: 'Monat', term: 'Semester' }[window]}`;
    },
    left: (n) => `noch ${n}`,
    on: 'an', off: 'aus', unsaved: 'Zeigt, was gespeichert ist. Ihre Änderungen gelten ab dem nächsten Speichern.',
  },
  versions: {
    title: 'Versionen', draft: 'Entwurf', draftText: 'Ihre Änderungen, nicht gespeichert', live: 'gilt', by: (day, author) => `${day}, ${author}`,
    compare: 'Vergleichen', compareAria: (n) => `Mit Version ${n} vergleichen`, restore: 'Wiederherstellen', restoreAria: (n) => `Version ${n} wiederherstellen`,
    restored: (n) => `Version ${n} steht im Editor. Sie gilt, sobald Sie speichern.`, none: 'Noch keine Version gespeichert.',
    diffTitle: (n) => `Ihre Seite gegenüber Version ${n}`, same: 'Kein Unterschied.', added: 'hinzugefügt: ', removed: 'entfernt: ', more: 'Ältere Versionen zeigen',
    unchanged: (n) => `${n} unveränderte ${n === 1 ? 'Zeile' : 'Zeilen'}`, failed: 'Die Version konnte nicht geladen werden.',
  },
  save: {
    nothing: 'Alles ist gespeichert', changes: (n) => (n === 1 ? '1 Änderung' : `${n} Änderungen`), where: (level) => `in: ${level}`,
    discard: 'Verwerfen', publish: (n) => `Version ${n} speichern`, publishMany: 'Änderungen speichern', saving: 'Wird gespeichert', saved: (n) => `Version ${n} gilt`, discarded: 'Änderungen verworfen',
    errors: (n) => (n === 1 ? 'Ein Wert braucht Ihre Aufmerksamkeit' : `${n} Werte brauchen Ihre Aufmerksamkeit`), show: 'Zeigen',
    failed: 'Das wurde nicht gespeichert. Ihre Änderungen sind noch da.',
    staleTitle: (n) => `Inzwischen hat jemand Version ${n} gespeichert`, stale: 'Ihre Änderungen sind noch da und nicht gespeichert.',
    staleMine: 'Meine darüber speichern', staleTheirs: 'Die andere laden', leave: 'Änderungen sind nicht gespeichert.',
  },
  fault: {
    number: (min, max) => `Eine Zahl von ${min} bis ${max}.`, whole: 'Eine ganze Zahl, 0 oder mehr.', positive: 'Eine ganze Zahl, 1 oder mehr.',
    order: 'Das muss nach dem Anfang liegen.', days: 'Wählen Sie mindestens einen Tag.', empty: 'Das darf nicht leer sein.', twice: 'Eine solche Grenze gibt es schon.',
    server: 'Der Dienst meldet: ', tooLong: 'Das ist zu lang.',
  },
  try: {
    title: 'Ausprobieren', version: 'Version', draft: 'Entwurf', live: 'Gültig', hint: 'Nichts davon zählt für Studierende.',
    label: 'Probegespräch', placeholder: 'Fragen, wie Studierende fragen würden', over: 'Neu beginnen', empty: 'Fragen Sie wie eine Studentin oder ein Student, und sehen Sie, wie der Tutor antwortet.',
    usage: (sent, written) => `${sent} Token gesendet, ${written} geschrieben`, nav: 'Ausprobieren',
    limits: 'Grenzen, Zeitplan und Länge sind die gespeicherten.',
  },
  admin: {
    platforms: 'Plattformen', platform: 'Plattform', deployment: 'Deployment', since: 'Seit', noPlatforms: 'Noch ist kein LMS registriert. Der Betreiber erzeugt einen Einladungslink.',
    status: { pending: 'wartet auf Sie', active: 'aktiv', disabled: 'gesperrt' }, enable: 'Bestätigen', enableAria: (id) => `Deployment ${id} bestätigen`, disable: 'Sperren', disableAria: (id) => `Deployment ${id} sperren`,
    pendingTitle: (n) => (n === 1 ? 'Ein Deployment wartet auf Sie' : `${n} Deployments warten auf Sie`), pending: 'Von dort kann niemand einen Tutor öffnen, bis es bestätigt ist. Bestätigen Sie nur, was Ihre Universität eingerichtet hat.',
    deploymentSaved: 'Das Deployment wurde geändert',
    title: 'Verwaltung', page: 'Verwaltung', ceilings: 'Obergrenzen', models: 'Modelle', privacy: 'Datenschutz', versions: 'Versionen', side: 'Verwaltung, Seite',
    ceilingsHint: 'Kurse können weniger festlegen, nie mehr. Leer heißt: keine Grenze auf dieser Ebene, 0 sperrt.',
    allModels: 'Alle Modelle des Dienstes sind erlaubt, auch neue', allowed: 'Erlaubt', model: 'Modell', context: 'Kontext', backend: 'Backend', state: 'Zustand',
    available: 'verfügbar', missing: 'nicht verfügbar', allow: (id) => `${id} erlauben`, atLeastOne: 'Erlauben Sie mindestens ein Modell.',
    widest: 'Weiteste Einsicht, die Lehrende wählen dürfen', defaults: 'Werte für alle Kurse', noModels: 'Der Dienst kennt zurzeit keine Modelle.',
    defaultModel: 'Modell, wo nichts anderes gewählt ist', noDefault: 'Das erste erlaubte',
  },
};
