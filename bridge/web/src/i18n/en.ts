/* English: what students read, and what all pages share. de.ts has the same members. */
import { reportEn } from './report.en';

export const en = {
  report: reportEn,
  span: {
    seconds: (n: number) => `${n} s`,
    minutes: (n: number) => `${n} min`,
    hoursMinutes: (h: number, m: number) => (m ? `${h} h ${m} min` : `${h} h`),
    days: (n: number) => `${n} days`,
  },

  common: {
    close: 'Close',
    cancel: 'Cancel',
    save: 'Save',
    loading: 'Loading',
    copy: 'Copy',
    copied: 'Copied',
    copySelected: 'Selected. Copy it with your keyboard.',
    pageName: 'AI tutor',
    skip: 'Skip to the question field',
    skipContent: 'Skip to content',
    today: 'Today',
    yesterday: 'Yesterday',
    tryAgain: 'Try again',
    undo: 'Undo',
    newTab: '(opens in a new tab)',
  },

  display: {
    button: 'Display and language',
    title: 'Display',
    language: 'Language',
    theme: 'Theme',
    system: 'System',
    light: 'Light',
    dark: 'Dark',
    contrast: 'High contrast',
    enterSends: 'Enter sends the question',
    keys: 'Keyboard',
    singleKeys: 'Single keys outside fields',
  },

  keyboard: {
    title: 'Keyboard',
    rows: [
      ['Enter', 'Send, or new line if you chose so'],
      ['Shift+Enter', 'New line, or send if you chose so'],
      ['Esc', 'Stop the answer, or close what is open'],
      ['↑', 'In the empty field: edit your last question'],
      ['Alt+N', 'New conversation'],
      ['Alt+K', 'Search conversations'],
      ['Page Up, Page Down', 'Scroll the conversation'],
      ['?', 'This list'],
    ] as [string, string][],
  },

  boot: {
    noLaunchTitle: 'Please open the tutor from your course',
    noLaunch: 'This page works only when it is opened by a link in Moodle or ILIAS.',
    spentTitle: 'Please open the tutor again from the course',
    spent: 'This link has been used or is too old.',
    failedTitle: 'The page could not be loaded',
    failed: 'The service did not answer. Your conversations are safe.',
    endedTitle: 'Please open the tutor again from the course',
    ended: 'You were away for a long time. Your conversations are safe.',
    again: 'Open again',
    noActivityTitle: 'Nothing to show here',
    noActivity: 'This link does not lead to a tutor. Please open the tutor in your course.',
  },

  notice: {
    before: 'Before the first question',
    title: 'You are about to write with an AI system',
    text: 'It can be wrong and still sound sure. Check what matters, and enter nothing about other people.',
    whoTitle: 'Who answers',
    who: (operator: string) =>
      ['The language model ', `, operated by: ${operator}.`] as [string, string],
    whoAny: (operator: string) => `A language model operated by: ${operator}.`,
    getsTitle: 'What the model gets',
    gets: 'Your question and this conversation. Not your name, your e-mail address or the course.',
    storedTitle: 'What is stored',
    stored: (days: string) =>
      `Your conversations, for ${days} days. You can export or delete them at any time.`,
    storedForever: 'Your conversations. You can export or delete them at any time.',
    more: 'Privacy notice of your university',
    readTitle: 'Who can read them',
    read: {
      none: 'Only you. Your lecturers see numbers, never texts or names.',
      themes: 'Only you. Your lecturers see topics and numbers, never texts or names.',
      pseudonymous: 'You, and your lecturers without your name. Each reading is logged.',
      named: 'You, and your lecturers with your name if you agree. Each reading is logged.',
    },
    go: 'Understood, begin',
    notNow: 'Not now',
    voluntary: 'Using it is voluntary and not graded.',
    failed: 'This could not be saved. Please try again.',
  },

  start: {
    title: 'What are you working on?',
    text: 'Choose a way in, or ask your own question.',
    textNoStarters: 'Ask your own question below.',
    earlier: 'Earlier conversations',
    label: 'Suggestions',
  },

  chat: {
    log: (title: string) => `Conversation: ${title}`,
    newTitle: 'New conversation',
    tutor: 'Tutor',
    instead: (model: string, of: string, limit: boolean) =>
      limit
        ? `${model} answered: the budget for ${of} is used up for now.`
        : `${model} answered, because ${of} is not available.`,
    aiMark: 'AI-generated',
    mine: 'Your question',
    answer: 'Answer of the tutor',
    waiting: 'Waiting for an answer',
    edit: 'Edit and ask again',
    copyAnswer: 'Copy answer',
    again: 'Answer again',
    sent: 'What was sent',
    thinking: 'Thinking',
    thought: 'Its reasoning',
    latest: 'Latest answer',
    demo: 'Demonstration',
    empty: 'The answer was empty.',
    loadFailed: 'This conversation could not be loaded.',
    code: (language: string) => (language ? `Code, ${language}` : 'Code'),
    plainCode: 'Text',
    tableLabel: 'Table',
    formulaFailed: 'Formula',
    leaveTitle: 'An answer is running',
  },

  composer: {
    label: 'Your question',
    placeholder: 'Ask a question, or paste your code',
    ask: 'Ask',
    stop: 'Stop',
    leave: 'Leave',
    escStops: 'stops',
    enterSends: 'sends',
    esc: 'Esc',
    enter: 'Enter',
    shiftEnter: 'Shift+Enter',
    tooLong: (tokens: string) => `About ${tokens} tokens too long. Please shorten it.`,
    wait: 'One answer at a time: it will be ready in a moment.',
    continueQuestion: 'Please continue exactly where your last answer stopped.',
  },

  meter: {
    title: 'What is left',
    left: (n: string, of: string) => [n, ` of ${of} left`] as [string, string],
    leftShare: (share: string) => [share, ' left'] as [string, string],
    refill: (when: string) => `, refills ${when}`,
    at: {
      midnight: 'at midnight',
      soon: (span: string) => `in ${span}`,
      clock: (time: string) => `at ${time}`,
      weekday: (day: string) => `on ${day}`,
      day: (day: string) => `on ${day}`,
    },
    full: (when: string, span: string) => `Full again ${when}, in ${span}`,
    fullOn: (when: string) => `Full again ${when}`,
    tonight: 'tonight at 00:00',
    shared: {
      tenant: 'Shared by the whole university.',
      course: 'Shared by everyone in the course.',
      activity: 'Shared by everyone who uses this tutor.',
      user: '',
    },
    granted: (n: string | null, until: string) =>
      n
        ? `Includes ${n} more that a lecturer granted you until ${until}.`
        : `Includes more that a lecturer granted you until ${until}.`,
    cost: (tokens: string) =>
      `Your next question costs 1 question and about ${tokens} tokens. A stopped answer costs only what was written. A failed one costs nothing.`,
    costPlain: 'A stopped answer costs only what was written. A failed one costs nothing.',
    noLimits: 'There is no limit for you here.',
    name: (metric: Metric, scope: Scope, window: Window) => {
      const what = {
        requests: 'questions',
        tokens: 'text',
        input_tokens: 'text sent',
        output_tokens: 'text written',
      }[metric];
      const when = {
        minute: 'this minute',
        hour: 'this hour',
        day: 'today',
        week: 'this week',
        month: 'this month',
        term: 'this term',
      }[window];
      const first = what.charAt(0).toUpperCase() + what.slice(1);
      if (scope === 'user') return `Your ${what} ${when}`;
      return `${first} in this ${{ tenant: 'university', course: 'course', activity: 'tutor' }[scope]} ${when}`;
    },
    aria: (name: string) => `Left: ${name}`,
  },

  queue: {
    place: (place: number, wait: string) =>
      wait ? `Place ${place}, about ${wait}` : `Place ${place}`,
    kept: 'Many people are asking right now. Your place is kept, also if you switch pages.',
    say: (place: number, wait: string) =>
      wait
        ? `Place ${place}, about ${wait}. Your place is kept.`
        : `Place ${place}. Your place is kept.`,
    seconds: (n: number) => (n < 90 ? `${n} seconds` : `${Math.round(n / 60)} minutes`),
    preparing: 'The question is on its way',
  },

  say: {
    answering: 'Answering',
    complete: (words: number) => `Answer complete, ${words} ${words === 1 ? 'word' : 'words'}`,
    stopped: 'Answer stopped',
    failed: 'The answer failed',
    conversation: (title: string) => `Conversation ${title}`,
    deleted: 'Deleted',
    renamed: 'Renamed',
    exported: 'Export ready',
    offline: 'No connection',
    online: 'Connected again',
    locked: 'Locked during the exam',
    opened: 'The tutor is open',
  },

  end: {
    stopped: (tokens: string) =>
      `You stopped this answer. It counts as 1 question and ${tokens} tokens.`,
    stoppedPlain: 'You stopped this answer. It counts as 1 question and what was written.',
    locked: 'Ended by the exam lock.',
    ended: 'Ended because the tutor closed.',
    cut: 'The answer reached its length limit.',
    continue: 'Continue (1 question)',
    continueShort: 'Continue',
    filtered: 'The AI service ended this answer by its own rules.',
    failed: 'This question was not answered.',
    broken: 'The answer broke off. It counts only as far as it was written.',
  },

  state: {
    limitTitle: (metric: Metric, scope: Scope, window: Window, limit: string) => {
      const when = {
        minute: 'for this minute',
        hour: 'for this hour',
        day: 'for today',
        week: 'for this week',
        month: 'for this month',
        term: 'for this term',
      }[window];
      if (metric === 'requests' && limit === '1')
        return scope === 'user'
          ? `Your question ${when} is used`
          : `The one question ${when} is used`;
      if (metric === 'requests')
        return scope === 'user'
          ? `Your ${limit} questions ${when} are used`
          : `All ${limit} questions ${when} are used`;
      return scope === 'user'
        ? `Your amount of text ${when} is used`
        : `The amount of text ${when} is used`;
    },
    limitBlocked: 'No questions can be asked here at the moment',
    limitBlockedText: 'The limit is set to 0. You can still read and export everything.',
    limitText: (when: string, span: string) =>
      `New questions ${when}, in ${span}. You can still read and export everything.`,
    fromTonight: 'from tonight at 00:00',
    fromClock: (time: string) => `from ${time}`,
    fromDay: (day: string, time: string) => `from ${day}, ${time}`,
    examTitle: 'Locked during the exam',
    exam: 'The lecturer has locked all AI activities in this course.',
    opensAgain: (day: string, time: string) => `Opens again on ${day} at ${time}.`,
    opensToday: (time: string) => `Opens again today at ${time}.`,
    opensTomorrow: (time: string) => `Opens again tomorrow at ${time}.`,
    opensLater: 'The page opens by itself.',
    hoursTitle: 'Closed at this hour',
    hours: 'You can read and export your conversations.',
    offlineTitle: 'No connection',
    offlinePending: 'Your question will be sent as soon as you are online again.',
    offline: 'You can go on writing. Nothing is lost.',
    doNotSend: 'Do not send',
    reconnecting: 'Reconnecting. The answer goes on.',
    reconnectingIdle: 'Reconnecting.',
    downTitle: 'The AI service does not answer',
    down: 'Your question was not counted and is kept below.',
    busyTitle: 'The AI service is busy',
    busy: 'Too many people are asking at this moment. Your question was not counted and is kept below.',
    runningTitle: 'Two of your answers are still being written',
    running: 'Wait until one of them is complete. Your question was not counted and is kept below.',
    modelTitle: 'The model of this tutor is not available',
    model: 'The lecturer can choose another one. Your question was not counted and is kept below.',
    tooLongTitle: 'The question is too long',
    tooLong:
      'It does not fit the model together with this conversation. Shorten it, or begin a new conversation. It was not counted.',
    otherTitle: 'The question could not be answered',
    other: 'It was not counted and is kept below.',
    closedTitle: 'This tutor is closed',
    closedTitleOn: (day: string) => `This tutor closed on ${day}`,
    closed: (n: number) =>
      n === 0
        ? 'There are no conversations of yours.'
        : `You can read and export your ${n === 1 ? 'conversation' : `${n} conversations`}.`,
    readConversations: 'Read conversations',
    exportAll: 'Export all',
    laterTitle: (day: string, time: string) => `Opens ${day}, ${time}`,
    laterTitleUnknown: 'Not open yet',
    setupTitle: 'This tutor is being set up',
    setup:
      'It came along with a copied course, and your lecturer looks at it first. Then the page opens by itself.',
    later: 'The page opens by itself. You do not need to reload it.',
  },

  conversations: {
    title: 'Conversations',
    new: 'New conversation',
    search: 'Search conversations',
    searchShort: 'Search',
    none: 'No conversations yet',
    noneFound: 'Nothing found',
    inTexts: 'Found in questions and answers',
    searching: 'Searching',
    menu: (title: string) => `Rename, export or delete: ${title}`,
    rename: 'Rename',
    exportMarkdown: 'Export as text',
    exportJson: 'Export as JSON',
    print: 'Print',
    delete: 'Delete',
    renameTitle: 'Rename conversation',
    name: 'Title',
    deleteTitle: 'Delete this conversation?',
    deleteText: (title: string) =>
      `“${title}” and its answers are deleted for good. Export it first if you still need it.`,
    untitled: 'Untitled',
    failed: 'That did not work. Please try again.',
    running: 'answer running',
    file: 'conversation',
    fileAll: 'conversations',
  },

  data: {
    title: 'Your data',
    button: 'Your data',
    text: 'Everything that is stored about you here: conversations, answers, receipts, and when you read the notice.',
    download: 'Download',
    delete: 'Delete everything',
    file: 'my-data',
    deleteTitle: 'Delete everything about you?',
    deleteText:
      'All your conversations in this course are deleted for good. What your limits have counted stays counted, without the texts.',
    deleted: 'Your data is deleted',
  },

  receipt: {
    title: 'Receipt for this answer',
    answeredBy: 'Answered by',
    insteadOf: 'Instead of',
    insteadWhy: (limit: boolean): string =>
      limit ? '(its budget is used up for now)' : '(it did not answer)',
    operatedBy: 'Operated by',
    note: 'Note',
    time: 'Time',
    cost: 'Cost',
    settings: 'Settings',
    costs: (total: string, sent: string, written: string) =>
      `1 question, ${total} tokens (${sent} sent, ${written} written)`,
    estimated: 'estimated',
    sentTitle: 'Sent, word for word',
    instructionsCourse: 'Instructions of the course',
    instructionsTutor: 'Instructions of this tutor',
    instructions: 'Instructions',
    soFar: 'This conversation so far',
    soFarCount: (n: number) => (n === 1 ? '1 message' : `${n} messages`),
    question: 'Your question',
    parameters: 'Settings of the request',
    you: 'You',
    tutor: 'Tutor',
    notSent: 'Not sent: your name, e-mail, LMS account, course, IP address.',
    copyAll: 'Copy all',
    json: 'JSON',
    failed: 'The receipt could not be loaded.',
    file: 'receipt',
  },

  errors: {
    offline: 'No connection. Please try again.',
    forbidden: 'You may not do this here.',
    gone: 'This no longer exists.',
    server: 'The service has a problem. Please try again later.',
    other: 'That did not work. Please try again.',
  },
};

type Metric = 'requests' | 'input_tokens' | 'output_tokens' | 'tokens';
type Scope = 'tenant' | 'course' | 'activity' | 'user';
type Window = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'term';

export type Texts = typeof en;
