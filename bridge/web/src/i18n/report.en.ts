/* English: what a student says of an answer. report.de.ts has the same members. */
export const reportEn = {
  helpful: 'Helpful',
  notHelpful: 'Not helpful',
  button: 'Report this answer',
  again: 'Reported. Report again or change it',
  title: 'Report this answer',
  why: 'What is wrong with it?',
  reasons: {
    wrong: 'It is wrong or misleading',
    harmful: 'It is harmful or dangerous',
    unfair: 'It insults or is unfair to people',
    private: 'It is about somebody’s private life',
    other: 'Something else',
  },
  note: 'A note to your lecturers',
  noteHint: 'They can read it. You need not write anything.',
  show: 'Show them this question and this answer',
  showHint:
    'By this you let your lecturers read this one question and its answer, without your name. Without it they only see that an answer was reported, and why.',
  readable:
    'Your lecturers may read conversations here, without your name. Each reading is logged.',
  send: 'Report',
  sent: 'Thank you. Your lecturers see the report.',
  failed: 'The report could not be sent. Please try again.',
};

export type ReportTexts = typeof reportEn;
