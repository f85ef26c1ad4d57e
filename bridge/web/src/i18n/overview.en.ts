/* English: the overview of a course. overview.de.ts has the same members. */
type Metric = 'requests' | 'input_tokens' | 'output_tokens' | 'tokens';
type Measure = 'questions' | 'tokens' | 'students' | 'refused' | 'wait';

const what: Record<Measure, string> = {
  questions: 'questions',
  tokens: 'tokens',
  students: 'students',
  refused: 'refused questions',
  wait: 'seconds',
};

export const overviewEn = {
  nav: 'Overview',
  title: 'Overview',
  about: (tutors: number, time: string) =>
    `${tutors} ${tutors === 1 ? 'activity' : 'activities'}. As of ${time}.`,
  failed: 'The figures could not be loaded.',
  span: 'Time span',
  spans: { '7': '7 days', '14': '14 days', term: 'Term' },
  csv: 'CSV',
  csvAria: 'Download the figures as CSV',
  file: 'usage',
  tiles: {
    questions: 'Questions',
    students: 'Students',
    refused: 'Refused',
    wait: 'Waiting time',
    more: (share: string) => `${share} more than before`,
    less: (share: string) => `${share} fewer than before`,
    same: 'as many as before',
    tokens: (n: string) => `${n} tokens`,
    studentsHint: 'asked at least once',
    fewStudents: (n: number) => `fewer than ${n}`,
    reasons: {
      limit: (n: string) => `limit ${n}`,
      closed: (n: string) => `closed ${n}`,
      service: (n: string) => `service ${n}`,
      other: (n: string) => `other ${n}`,
    },
    noneRefused: 'no question was refused',
    waitHint: (longest: string) => `or less for 95%, longest ${longest}`,
    noWait: 'no answers yet',
  },
  chart: {
    title: {
      questions: 'Questions',
      tokens: 'Tokens',
      students: 'Students',
      refused: 'Refused',
      wait: 'Waiting time',
    } as Record<Measure, string>,
    measure: 'What is shown',
    by: 'By',
    byDay: 'per day',
    byHour: 'by hour of day',
    none: { day: 'Nothing happened in these days.', hour: 'Nothing to show by the hour yet.' },
    days: (measure: Measure, least: string, most: string, when: string) =>
      measure === 'wait'
        ? `95 of 100 answers began within ${most} seconds or sooner; the longest wait was on ${when}.`
        : `Between ${least} and ${most} ${what[measure]} a day, most on ${when}.`,
    hours: (measure: Measure, most: string, when: string) =>
      measure === 'wait'
        ? `Waits are longest from ${when}: up to ${most} seconds for 95 of 100 answers.`
        : measure === 'students'
          ? `Most students ask from ${when}: ${most}.`
          : `Most ${what[measure]} come from ${when}: ${most} of all.`,
    hour: (from: string, to: string) => `${from} to ${to}`,
    few: (n: number) => `What fewer than ${n} students did on one day is left out everywhere.`,
    numbers: 'Show the numbers',
    numbersRegion: 'Numbers',
    day: 'Day',
    hourOfDay: 'Hour',
    withheld: 'few',
    sent: 'Tokens sent',
    written: 'Tokens written',
    seconds: 'Waiting time, s',
    share: (name: string) => `${name}, share`,
  },
  activities: {
    title: 'Activities',
    activity: 'Activity',
    state: 'State',
    questions: 'Questions',
    students: 'Students',
    budget: 'Budget',
    noBudget: 'no shared limit',
    used: (what: string) => `Used of the budget: ${what}`,
    windows: {
      minute: 'this minute',
      hour: 'this hour',
      day: 'today',
      week: 'this week',
      month: 'this month',
      term: 'this term',
    },
    edit: 'Edit',
    editAria: (title: string) => `Edit: ${title}`,
    kinds: { tutor: 'Tutor', feedback: 'Feedback' } as Record<string, string>,
    few: (n: number) => `fewer than ${n}`,
    opens: (when: string) => `From ${when}`,
  },
  cartridge: {
    save: 'Export',
    take: 'Import …',
    file: 'tutors of this course',
    came: (n: number) =>
      n === 0
        ? 'Nothing was imported'
        : n === 1
          ? '1 activity was imported'
          : `${n} activities were imported`,
    next: 'They wait until you have looked at them. Import the same file in your LMS as well: its links open these activities.',
    taken: 'imported',
    reasons: {
      'here-already': 'is in this course already',
      'another-tool': 'belongs to another tool',
      unknown: 'is of no course of this university',
    } as Record<string, string>,
    refused: {
      'cartridge-type': 'This is no Common Cartridge. It ends in .imscc or .xml.',
      'cartridge-broken': 'This file is damaged. Please export it again.',
      'cartridge-too-much': 'This file is too large: at most 4 MB.',
      'too-large': 'This file is too large: at most 4 MB.',
    } as Record<string, string>,
  },
  near: {
    title: 'Near the limit',
    pseudonyms: 'pseudonyms',
    none: 'Nobody has used 80% of a limit.',
    used: (name: string) => `Used by ${name}`,
    what: (metric: Metric, window: string) =>
      ({
        requests: `questions ${window}`,
        tokens: `tokens ${window}`,
        input_tokens: `tokens sent ${window}`,
        output_tokens: `tokens written ${window}`,
      })[metric],
    grantAria: (amount: string, what: string, name: string) =>
      `Grant ${amount} more ${what} to ${name}`,
    granted: (amount: string, what: string, name: string) => `${amount} more ${what} for ${name}.`,
    ended: (name: string) => `The grant for ${name} was taken back.`,
    hint: 'A grant holds until the limit refills and is noted in the audit log.',
    more: (n: number) => `Show ${n} more`,
    failed: 'This list could not be loaded.',
  },
  grades: {
    title: 'Grades to the LMS',
    sent: (n: string) => `${n} sent`,
    waiting: (n: string) => `${n} on their way`,
    none: 'No grades have been sent yet.',
    allSent: 'All grades have arrived.',
    refused: (n: number) =>
      n === 1 ? '1 grade could not be delivered' : `${n} grades could not be delivered`,
    late: (n: number) => (n === 1 ? '1 grade waits' : `${n} grades wait`),
    again: 'Send again',
    againAria: (activity: string) => `Send again: ${activity}`,
    sending: (n: number) => (n === 1 ? '1 grade is sent again' : `${n} grades are sent again`),
  },
  reports: {
    title: 'Reported answers',
    none: 'No answer has been reported.',
    allDone: 'All reports are seen to.',
    open: (n: string) => `${n} open`,
    reasons: {
      wrong: 'wrong or misleading',
      harmful: 'harmful or dangerous',
      unfair: 'insulting or unfair',
      private: 'about a private life',
      other: 'something else',
    },
    read: 'Read',
    readAria: (reason: string, activity: string) => `Read the report: ${reason}, ${activity}`,
    dialog: 'Reported answer',
    noted: 'Your reading is noted in the audit log.',
    note: 'The student writes',
    noNote: 'The student wrote no note.',
    question: 'Question',
    answer: (model: string) => (model ? `Answer, AI-generated (${model})` : 'Answer, AI-generated'),
    hidden:
      'The student did not show question and answer, and the review mode of this tutor does not let lecturers read them.',
    from: (name: string) => `From ${name}`,
    done: 'Seen to',
    reopen: 'Open again',
    showDone: (n: number) => `Show ${n} seen to`,
    failed: 'The report could not be loaded.',
    ratings: 'Ratings',
    rating: (up: string, down: string) => `${up} helpful, ${down} not helpful`,
    fewRatings: 'fewer than 5 students rated answers',
  },
  lock: {
    title: 'Exam lock',
    off: (n: number) => `Off: ${n} ${n === 1 ? 'activity is' : 'activities are'} open`,
    on: 'On: everything is closed',
    onUntil: (time: string) => `On until ${time}: everything is closed`,
    end: 'Ends by itself at (optional)',
    setEnd: 'Set end',
    noEnd: 'Without end',
    text: 'Closes all AI activities of this course within a second, also running answers.',
    label: 'Exam lock for the whole course',
  },
};

export type OverviewTexts = typeof overviewEn;
