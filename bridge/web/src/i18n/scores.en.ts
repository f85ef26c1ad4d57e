/* English: why a grade waits or was refused, by the code of GET scores. scores.de.ts has the same. */
export const scoresEn = {
  'person-refused':
    'The LMS takes no grade for this person. Moodle, for one, grades only people with a student role.',
  'person-gone': 'The LMS does not know this person in the activity any more.',
  'column-gone': 'The grade item was deleted in the LMS.',
  'not-allowed': 'The LMS does not let this tool write grades. Its administration can allow it.',
  'newer-grade': 'The LMS has a newer grade, perhaps entered by hand. Sending again replaces it.',
  'token-refused': 'The LMS does not accept our sign-in. We try again.',
  'lms-busy': 'The LMS asks us to wait.',
  'lms-down': 'The LMS does not answer. We try again.',
  other: 'The LMS refused the grade without saying why.',
};
export type ScoreTexts = typeof scoresEn;
