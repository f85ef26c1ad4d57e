/* English: what lecturers and admins read. desk.de.ts has the same members. */
type Metric = 'requests' | 'input_tokens' | 'output_tokens' | 'tokens';
type Scope = 'tenant' | 'course' | 'activity' | 'user';
type Window = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'term';
type Level = 'tenant' | 'course' | 'activity';

export const deskEn = {
  nav: {
    label: 'Course desk', settings: 'Tutor', student: 'Student view', back: 'Back to the desk', sections: 'Sections of this page',
    activity: 'Another tutor of this course', another: 'Another tutor …', main: 'Tutor settings', noActivities: 'There is no tutor in this course yet',
    noActivitiesText: 'Add the tool to your course in the LMS as an activity. It then appears here.',
    loadFailed: 'The settings could not be loaded', admin: 'Administration',
    copiedTitle: 'This tutor came with a copied course', copied: 'Its rules came along, conversations and use did not. Look at prompt, limits and dates, then confirm.', confirm: 'Confirm', confirmed: 'The tutor is confirmed',
  },
  level: {
    label: 'What is edited', activity: 'This tutor', course: 'Whole course', tenant: 'University',
    column: { tenant: 'University', course: 'Course', activity: 'Activity' },
    live: (n: number) => `Version ${n} is live`, none: 'Nothing set yet', readOnly: 'You can read these settings but not change them.',
  },
  open: {
    open: 'Open', until: (day: string) => `Open until ${day}`, exam: 'Exam lock', not_yet: 'Not open yet', over: 'Closed', hours: 'Closed at this hour', setup: 'Waits for confirmation',
  },
  lock: {
    label: 'Exam lock', scope: ', whole course', on: 'on', off: 'off',
    saidOn: 'Exam lock is on. All tutors of this course are closed.', saidOff: 'Exam lock is off.', failed: 'The exam lock was not changed. Please try again.',
  },
  prompt: {
    title: 'System prompt', nav: 'Prompt', preset: 'Preset', choose: 'Choose …', replaced: 'Prompt replaced by the preset',
    variables: 'Insert a variable', tokens: (n: string) => `about ${n} tokens`,
    before: 'Sent before it: the prompt of the course', after: 'Sent after it: the prompt of each tutor', none: 'No prompt is set there.',
    otherLanguage: { de: 'German', en: 'English' } as Record<string, string>,
    seen: 'Students can read this prompt in the receipt of every answer.',
    placeholder: 'How should the tutor help, and what should it not do?',
  },
  starters: {
    title: 'Ways in', nav: 'Ways in', label: (n: number) => `Suggestion ${n}`, add: 'Add a suggestion', remove: (n: number) => `Remove suggestion ${n}`,
    hint: 'Shown on an empty page; a click puts the text into the field.', none: 'No suggestions: the page begins with the field alone.',
  },
  model: {
    title: 'Model', label: 'Language model', standard: 'As the level above says', standardOf: (id: string) => `As the level above says (${id})`,
    unavailable: 'not available now', allowed: (n: number, of: number) => `${n} of ${of} models are allowed by your university`,
    fallback: 'Instead, when it is not available', noFallback: 'None: say that it does not answer',
    temperature: 'Temperature', temperatureHint: '0 is sober, 1 is lively. Empty: as the level above says.',
    length: 'Longest answer, tokens', lengthHint: (max: string) => `At most ${max} here`, lengthWords: (n: string) => `about ${n} words`,
    memory: 'Conversation sent along, tokens', memoryHint: 'What does not fit is left out, the oldest first.',
    notSet: 'as above',
  },
  quota: {
    title: 'Limits', add: 'Add a limit', one: (n: number) => `Limit ${n}`, remove: (n: number) => `Remove limit ${n}`,
    amount: 'Amount', of: 'of what', per: 'per', whom: 'for whom', window: 'time window',
    metric: { requests: 'questions', tokens: 'tokens', output_tokens: 'tokens written', input_tokens: 'tokens sent' },
    scope: { user: 'student', activity: 'tutor', course: 'course', tenant: 'university' },
    windows: { minute: 'minute', hour: 'hour', day: 'day', week: 'week', month: 'month', term: 'term' },
    full: { minute: 'Full again every minute.', hour: 'Full again at each full hour.', day: 'Full again every night at 00:00.',
      week: 'Full again on Monday.', month: 'Full again on the first of the month.', term: 'Full again on 1 April and 1 October.' },
    blocked: '0 blocks all questions.', role: (role: string) => `Only for the role ${role}.`,
    narrower: (level: Level, max: string) => `The ${{ tenant: 'university', course: 'course', activity: 'tutor' }[level]} allows at most ${max}. That is what counts.`,
    none: 'No limit is set at this level. Those of the levels above apply.',
    students: (text: string) => `Students read: “${text}”`,
    sentence: (parts: { n: string; window: Window }[]) => `${parts.map(({ n, window }, i) =>
      `${i ? 'at most ' : ''}${n}${i ? '' : ' questions'} a ${window}`).join(', ')}.`,
  },
  schedule: {
    title: 'Schedule', from: 'Open from', until: 'Open until', zone: (zone: string) => `Time zone of the university: ${zone}`, deviceZone: (zone: string) => `Times of your device: ${zone}`,
    weekly: 'Weekly hours', weeklyHint: 'In the time zone of the university. None: open at any hour.', add: 'Add hours', remove: (n: number) => `Remove hours ${n}`,
    days: 'Days', fromTime: 'from', untilTime: 'until', row: (n: number) => `Hours ${n}`, always: 'at any hour', range: (a: string, b: string) => `${a} to ${b}`,
    clear: 'Remove the date', none: 'not set',
  },
  review: {
    title: 'Who can read', label: 'Review mode', hint: 'Fixed with the first question of a student. Afterwards it can only be narrowed.',
    modes: { none: 'Nobody: numbers only', themes: 'Topics and numbers', pseudonymous: 'Conversations without names', named: 'Conversations with names, by consent' },
    short: { none: 'numbers only', themes: 'topics only', pseudonymous: 'without names', named: 'with names' },
  },
  force: {
    title: 'In force, and who set it', nav: 'In force', caption: 'Effective policy', setting: 'Setting', value: 'In force', notSet: 'not set', sets: ' (sets the value)',
    binds: 'binds', narrow: 'A lower level can only narrow what a higher one allows. All limits that apply must pass.', hidden: 'not shown',
    model: 'Language model', temperature: 'Temperature', max_output_tokens: 'Longest answer', memory_tokens: 'Conversation sent along',
    open_from: 'Open from', open_until: 'Open until', weekly: 'Weekly hours', review: 'Who can read', exam_lock: 'Exam lock', fallback_model: 'Model instead',
    limit: (metric: Metric, scope: Scope, window: Window) => {
      const what = { requests: 'Questions', tokens: 'Tokens', output_tokens: 'Tokens written', input_tokens: 'Tokens sent' }[metric];
      return `${what} per ${{ user: 'student', activity: 'tutor', course: 'course', tenant: 'university' }[scope]} and ${window}`;
    },
    left: (n: string) => `${n} left now`,
    on: 'on', off: 'off', unsaved: 'Shows what is saved. Your changes count from the next save.',
  },
  versions: {
    title: 'Versions', draft: 'draft', draftText: 'Your changes, not saved', live: 'live', by: (day: string, author: string) => `${day}, ${author}`,
    compare: 'Compare', compareAria: (n: number) => `Compare with version ${n}`, restore: 'Restore', restoreAria: (n: number) => `Restore version ${n}`,
    restored: (n: number) => `Version ${n} is in the editor. Save to put it in force.`, none: 'No version has been saved yet.',
    diffTitle: (n: number) => `Your page against version ${n}`, same: 'No difference.', added: 'added: ', removed: 'removed: ', more: 'Show older versions',
    unchanged: (n: number) => `${n} unchanged ${n === 1 ? 'line' : 'lines'}`, failed: 'The version could not be loaded.',
  },
  save: {
    nothing: 'Everything is saved', changes: (n: number) => (n === 1 ? '1 change' : `${n} changes`), where: (level: string) => `in: ${level}`,
    discard: 'Discard', publish: (n: number) => `Save version ${n}`, publishMany: 'Save changes', saving: 'Saving', saved: (n: number) => `Version ${n} is live`, discarded: 'Changes discarded',
    errors: (n: number) => (n === 1 ? 'One value needs your attention' : `${n} values need your attention`), show: 'Show',
    failed: 'This was not saved. Your changes are still here.',
    staleTitle: (n: number) => `Somebody saved version ${n} in the meantime`, stale: 'Your changes are still here and not saved.',
    staleMine: 'Save mine over it', staleTheirs: 'Load theirs', leave: 'Changes are not saved.',
  },
  fault: {
    number: (min: string, max: string) => `A number from ${min} to ${max}.`, whole: 'A whole number, 0 or more.', positive: 'A whole number, 1 or more.',
    order: 'This must be later than the beginning.', days: 'Choose at least one day.', empty: 'This must not be empty.', twice: 'There is such a limit already.',
    server: 'The service says: ', tooLong: 'This is too long.',
  },
  try: {
    title: 'Try it', version: 'Version', draft: 'Draft', live: 'Live', hint: 'Nothing here counts for students.',
    label: 'Preview conversation', placeholder: 'Ask as a student would', over: 'Start over', empty: 'Ask as a student would, and see how the tutor answers.',
    usage: (sent: string, written: string) => `${sent} tokens sent, ${written} written`, nav: 'Try it',
    limits: 'Limits, schedule and length are those that are saved.',
  },
  admin: {
    platforms: 'Platforms', platform: 'Platform', deployment: 'Deployment', since: 'Since', noPlatforms: 'No LMS is registered yet. The operator makes an invitation link.',
    status: { pending: 'waits for you', active: 'active', disabled: 'disabled' }, enable: 'Confirm', enableAria: (id: string) => `Confirm the deployment ${id}`, disable: 'Disable', disableAria: (id: string) => `Disable the deployment ${id}`,
    pendingTitle: (n: number) => (n === 1 ? 'A deployment waits for you' : `${n} deployments wait for you`), pending: 'Nobody can open a tutor from there until it is confirmed. Confirm only what your university has set up.',
    deploymentSaved: 'The deployment was changed',
    title: 'Administration', page: 'Administration', ceilings: 'Ceilings', models: 'Models', privacy: 'Privacy', versions: 'Versions', side: 'Administration, side',
    ceilingsHint: 'Courses can set less, never more. Empty means no limit at this level, 0 blocks.',
    allModels: 'All models of the service are allowed, also new ones', allowed: 'Allowed', model: 'Model', context: 'Context', backend: 'Backend', state: 'State',
    available: 'available', missing: 'not available', allow: (id: string) => `Allow ${id}`, atLeastOne: 'Allow at least one model.',
    widest: 'Widest review mode a lecturer may choose', defaults: 'Values for all courses', noModels: 'The service knows no models at the moment.',
    defaultModel: 'Model where nothing else is chosen', noDefault: 'The first one allowed',
  },
};

export type DeskTexts = typeof deskEn;
