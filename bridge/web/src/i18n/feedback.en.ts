/* English: what students read on the page of a feedback activity. feedback.de.ts has the same members. */

type Kind = 'essay' | 'short_answer' | 'source_code' | 'lab_report' | 'outline';

export const feedbackEn = {
  bar: {
    label: 'Attempts',
    attempt: (n: number) => `Attempt ${n}`,
    failed: (n: number) => `Attempt ${n}, failed`,
    compare: 'Compare',
    draft: 'My draft',
    left: (n: number, of: number) =>
      n === 1 ? `1 of ${of} attempts left` : `${n} of ${of} attempts left`,
    leftShort: (n: number, of: number) => `${n} of ${of} left`,
    dueShort: (when: string) => `due ${when}`,
    none: 'No attempt left',
    due: (when: string) => `due ${when}`,
    wasDue: (when: string) => `was due ${when}`,
    revise: 'Revise my text',
    reviseShort: 'Revise',
    goOn: 'Go on writing',
    goOnShort: 'Write',
    noGrade: 'Feedback only, no grade',
    byHuman: 'Released by your lecturer',
    graded: 'Graded by your lecturer',
    skip: 'Skip to the text',
    preview: 'Nothing here is kept or counts.',
  },

  notice: {
    before: 'Before the first text',
    title: 'An AI system will read your text',
    text: 'It can be wrong and still sound sure. Check what it says, and hand in nothing about other people.',
    whoTitle: 'Who reads',
    getsTitle: 'What the model gets',
    gets: 'The task and your text. Not your name, your e-mail address, the course or the names of your files.',
    storedTitle: 'What is stored',
    stored: (days: string) =>
      `Your texts and the feedback, for ${days} days. You can export or delete them at any time.`,
    storedForever: 'Your texts and the feedback. You can export or delete them at any time.',
    readTitle: 'Who can read them',
    readReleased: {
      none: 'You, and the lecturers of this course, with your name where the LMS sends it. Each reading is logged.',
      themes:
        'You, and the lecturers of this course, with your name where the LMS sends it. Each reading is logged.',
      pseudonymous:
        'You, and the lecturers of this course, with your name where the LMS sends it. Each reading is logged.',
      named:
        'You, and the lecturers of this course, with your name where the LMS sends it. Each reading is logged.',
    },
    readOwn: {
      none: 'Only you. Your lecturers see that something was handed in, not by whom and not what.',
      themes:
        'Only you. Your lecturers see that something was handed in, not by whom and not what.',
      pseudonymous: 'You, and your lecturers without your name. Each reading is logged.',
      named: 'You, and your lecturers with your name. Each reading is logged.',
    },
    voluntary: 'A grade is only ever given by a human.',
  },

  task: {
    title: 'Task',
    rubric: 'What it is read for',
    criteria: (n: number) => (n === 1 ? '1 criterion' : `${n} criteria`),
    points: (n: string) => `up to ${n} points`,
    kind: {
      essay: 'Essay',
      short_answer: 'Short answer',
      source_code: 'Source code',
      lab_report: 'Lab report',
      outline: 'Presentation outline',
    } as Record<Kind, string>,
    levels: 'Levels',
    show: 'Task and criteria',
    side: 'Beside your text',
    formative: 'You get feedback at once, criterion by criterion. It is not a grade.',
    draft:
      'An AI system drafts the feedback. Your lecturer reads it, changes it where needed, and releases it to you.',
    scored: 'The points go to the gradebook of your course when your lecturer releases them.',
    notScored: 'There is no grade.',
  },

  write: {
    title: 'Your text',
    label: 'Your text',
    placeholder: 'Write here, or drop a file',
    placeholderCode: 'Paste your code here, or drop a file',
    words: (n: string) => (n === '1' ? '1 word' : `${n} words`),
    lines: (n: string) => (n === '1' ? '1 line' : `${n} lines`),
    saved: (time: string) => `Saved ${time}`,
    savedOn: (day: string) => `Saved ${day}`,
    saving: 'Saving',
    unsaved: 'Not saved yet',
    notSaved: 'Not saved: no connection. Your text is kept in this browser.',
    nothing: 'Saved by itself while you write',
    preview: 'Not saved: this is a preview',
    upload: 'Upload a file',
    uploadShort: 'File',
    accepts:
      'Text, Markdown, PDF, Word, OpenDocument, notebooks, source code, or a zip of it; up to 10 MB.',
    drop: 'Drop the file here',
    handIn: 'Hand in',
    empty: 'There is nothing to hand in yet.',
    wait: 'Your text is on its way.',
    again: 'Hand in again',
    same: 'This is word for word the text of your last attempt.',
  },

  upload: {
    sending: (name: string) => `Sending ${name}`,
    reading: (name: string) => `Reading ${name}`,
    progress: 'Upload',
    cancel: 'Cancel',
    title: 'Is this your text?',
    read: (name: string, words: string) => `Read from ${name}: ${words}.`,
    check: 'This is what will be read. Formatting, images and page numbers do not count.',
    shown: 'What was read from the file',
    use: 'Use this text',
    append: 'Add it to my text',
    replace: 'Replace my text',
    replaced: 'The text of the file is in the editor',
    no: 'Choose another file',
    notes: {
      'hidden-text':
        'The file has text that cannot be seen, such as white letters. It was left out.',
      'unseen-words':
        'The file has words that cannot be seen on its pages, such as white or tiny letters. They are part of the text below: take out what does not belong there.',
      'images-left-out': 'Images were left out. Describe in words what matters in them.',
      shortened: 'The file is very long. Only its beginning was read.',
      'metadata-left-out': 'Author, title and other details of the file were left out.',
    } as Record<string, string>,
    refusedTitle: (name: string) => `${name} could not be read`,
    unused: 'No attempt was used up.',
    refused: {
      'file-type': 'This kind of file cannot be read here. Save it as PDF, DOCX, ODT or text.',
      'file-encrypted': 'The file has a password. Save it without one and try again.',
      'file-without-text':
        'There is no text in the file. It may be a scan or a photo: copy the text into the field instead.',
      'file-broken': 'The file is damaged. Open it on your computer and save it anew.',
      'file-too-much': 'Unpacked the file is far too large. Put in only what belongs to the task.',
      'file-too-large': 'The file is larger than 10 MB. Leave images out and try again.',
      offline: 'There is no connection. Please try again.',
      other: 'The service could not read it. Please try again, or copy the text into the field.',
    } as Record<string, string>,
    one: 'Please choose one file. Several source files can be put into a zip.',
    again: 'Try again',
  },

  dialog: {
    title: (n: number) => `Hand in attempt ${n}?`,
    titlePreview: 'Try it with this text?',
    cost: (words: string, left: number, of: number) =>
      left === 1
        ? `${words}. It uses your last attempt of ${of}.`
        : `${words}. It uses 1 of the ${left} attempts you have left.`,
    final: 'It cannot be changed afterwards; you can hand in a better one while attempts are left.',
    finalLast: 'It cannot be changed afterwards.',
    formative: (n: number) =>
      `An AI system reads your text for ${n === 1 ? '1 criterion' : `${n} criteria`}. The feedback appears here, usually within a minute or two.`,
    draft: (n: number) =>
      `An AI system reads your text for ${n === 1 ? '1 criterion' : `${n} criteria`} and drafts the feedback. You see nothing of it before your lecturer has read and released it.`,
    goes: (model: string, operator: string) =>
      `Your text goes to ${model}, operated by: ${operator}, without your name and without the names of your files.`,
    goesAny: 'Your text goes to the model without your name and without the names of your files.',
    quota: (left: string) => `It counts as 1 question of those you have left (${left}).`,
    back: 'Go on writing',
    go: 'Hand in',
    goPreview: 'Try it',
  },

  read: {
    own: 'Your text',
    ownOf: (n: number) => `Text of attempt ${n}`,
    handedIn: (words: string, when: string) => `${words}, handed in ${when}`,
    files: (names: string) => `from ${names}`,
    title: (n: number) => `Feedback on attempt ${n}`,
    aiMark: 'AI-generated',
    checked: (n: number) =>
      n === 1
        ? 'The quotation was checked against your text.'
        : `All ${n} quotations were checked against your text.`,
    dropped: (n: number) =>
      n === 1
        ? '1 quotation that is not in your text was left out.'
        : `${n} quotations that are not in your text were left out.`,
    noQuotes: 'This feedback quotes nothing from your text.',
    sent: 'What was sent',
    summary: 'In short',
    level: (name: string) => `Level: ${name}`,
    strength: 'strength',
    work: 'to work on',
    key: 'Marks in the text',
    goCriterion: (label: string, kind: string, criterion: number) =>
      `Quotation ${label}, ${kind}: go to criterion ${criterion}`,
    goText: (label: string, kind: string) => `Show quotation ${label} in your text, ${kind}`,
    next: 'Next step:',
    up: (name: string) => `up from ${name}`,
    down: (name: string) => `down from ${name}`,
    asBefore: (n: number) => `as in attempt ${n}`,
    points: (n: string, of: string) => `${n} of ${of} points`,
    total: (n: string, of: string) => [n, ` of ${of} points`] as [string, string],
    waiting: 'is being read',
    reading: (ready: number, of: number) => `${ready} of ${of} criteria are ready`,
    keepsOn: 'You can close this page. The feedback will be here when you come back.',
    keepsText: 'Your texts and the feedback are safe.',
    queued: 'Your text is in the queue',
    sending: 'Your text is on its way',
    heldTitle: 'Handed in',
    held: 'Your lecturer reads and releases it. Then the feedback is here.',
    heldReading: 'An AI system is drafting the feedback. Your lecturer reads and releases it.',
    heldPoints: 'Points go to the gradebook when it is released, not before.',
    released: 'A human has read this feedback and stands for it.',
    failedTitle: 'The feedback could not be made',
    failed: 'This counts as no attempt, and your text is kept.',
    loadFailed: 'This attempt could not be loaded.',
    unsetTitle: 'There is no task here yet',
    unset: 'Your lecturer is still writing it. Please look again later.',
    listFailed: 'Your work could not be loaded',
    noAdvice: 'Nothing more was said about this criterion.',
  },

  compare: {
    title: 'Compare',
    from: 'Earlier',
    to: 'Later',
    levels: 'Levels',
    caption: (a: number, b: number) => `Levels of attempt ${a} and attempt ${b}`,
    criterion: 'Criterion',
    change: 'Change',
    up: 'up',
    down: 'down',
    same: 'as before',
    unknown: 'cannot be compared',
    sum: (up: number, down: number, same: number) => {
      const parts = [
        up ? `${up} up` : '',
        down ? `${down} down` : '',
        same ? `${same} as before` : '',
      ].filter(Boolean);
      return parts.join(', ');
    },
    text: 'What changed in the text',
    added: 'added: ',
    removed: 'removed: ',
    none: 'The texts are the same.',
    key: 'Removed words are struck through, added words are underlined.',
    notReady: 'The feedback on one of them is not there yet. The texts can be compared already.',
  },

  ask: {
    open: 'Ask about this feedback',
    title: (n: number) => `Questions about the feedback on attempt ${n}`,
    back: 'Back to my text',
    hint: 'The tutor knows the task, your text and this feedback. Questions count into your limit.',
    placeholder: 'What would you like to know about it?',
    starters: [
      'Which of these should I begin with?',
      'Explain the next step of the weakest criterion with a small example.',
      'Ask me questions until I can improve this myself.',
    ],
    start: 'What would you like to know?',
  },

  more: {
    button: 'Export',
    title: 'Export',
    markdown: 'Save as text (Markdown)',
    print: 'Print, or save as PDF',
    file: 'feedback',
    done: 'Export ready',
    report: 'Report',
    reportTitle: 'Report this feedback',
    reportText:
      'Is it wrong, unfair or improper? Your lecturer sees your report together with this attempt.',
    reportLabel: 'What is wrong? (optional)',
    reportSend: 'Send the report',
    reported: 'Thank you. Your lecturer sees your report.',
    receiptTitle: 'Receipt for this feedback',
    costs: (total: string, sent: string, written: string) =>
      `${total} tokens (${sent} sent, ${written} written)`,
  },

  markdown: {
    level: 'Level',
    strength: 'Strength',
    work: 'To work on',
    next: 'Next step',
    text: 'The text',
    ai: 'This feedback is AI-generated.',
    human: 'This feedback was released by a lecturer.',
    handedIn: 'Handed in',
    points: 'Points',
  },

  closed: {
    due: (when: string) => `This was due ${when}. Nothing more can be handed in.`,
    dueTitle: 'The time is over',
    attemptsTitle: 'All attempts are used',
    attempts: 'You can read and export your texts and the feedback.',
    gone: 'Nothing was handed in.',
  },

  refused: {
    down: 'The AI service does not answer. No attempt was used up and your text is kept.',
    downTitle: 'The AI service does not answer',
    busyTitle: 'The AI service is busy',
    busy: 'Too many texts are being read at this moment. No attempt was used up and your text is kept.',
    longTitle: 'The text is too long',
    long: 'Please shorten it. No attempt was used up.',
    names: {
      'past-due': 'The time is over',
      'no-attempts-left': 'All attempts are used',
      'attempt-under-way': 'Another text of yours is still being read',
      'file-gone': 'The uploaded file is no longer there: please upload it again',
      'submission-empty': 'There is nothing in the text that could be read',
    } as Record<string, string>,
    otherTitle: 'The text could not be handed in',
    other: 'No attempt was used up and your text is kept.',
    again: 'Try again',
  },

  when: {
    today: (time: string) => `today, ${time}`,
    tomorrow: (time: string) => `tomorrow, ${time}`,
    yesterday: (time: string) => `yesterday, ${time}`,
    day: (day: string, time: string) => `${day}, ${time}`,
  },

  say: {
    'handed-in': 'Handed in',
    reading: 'Your text is being read',
    held: 'Your text was read. Your lecturer releases the feedback.',
    failed: 'The feedback could not be made. It counts as no attempt.',
    refused: 'The text could not be handed in',
    queue: (place: number, wait: string) =>
      wait
        ? `Place ${place}, about ${wait}. Your place is kept.`
        : `Place ${place}. Your place is kept.`,
    criterion: (ready: number, of: number) => `${ready} of ${of} criteria ready`,
    complete: (of: number) =>
      of === 1 ? 'Feedback complete, 1 criterion' : `Feedback complete, ${of} criteria`,
    fileRead: (words: string) => `The file was read, ${words}`,
    fileRefused: 'The file could not be read',
  },
};

export type FeedbackTexts = typeof feedbackEn;
