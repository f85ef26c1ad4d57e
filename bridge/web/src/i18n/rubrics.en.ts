/* English: a rubric to begin with, for each kind of text. rubrics.de.ts has the same members. */

type Kind = 'essay' | 'short_answer' | 'source_code' | 'lab_report' | 'outline';

/** Criteria as [name, what it is about]; all share the four levels. */
export const rubricsEn = {
  levels: [
    ['Missing', 'Nothing of it can be seen.'],
    ['Partial', 'It can be seen in part, with larger gaps.'],
    ['Good', 'It is there, with small gaps.'],
    ['Excellent', 'It is there throughout and convincing.'],
  ] as [string, string][],
  kinds: {
    essay: [
      ['Thesis and question', 'The text has a clear question or thesis and keeps to it.'],
      ['Argument', 'Claims are justified, build on each other, and weigh objections.'],
      ['Use of sources', 'Statements are supported; other people’s thoughts are marked as such.'],
      ['Structure', 'Introduction, parts and conclusion guide the reader.'],
      ['Language', 'The text is clear, precise and correct.'],
    ],
    short_answer: [
      ['Correctness', 'What is said is right in the terms of the subject.'],
      ['Completeness', 'Everything the question asks for is answered.'],
      ['Reasons', 'The answer says why, not only what.'],
    ],
    source_code: [
      ['Function', 'The program does what the task asks for, also in border cases.'],
      ['Structure', 'Functions and data have one purpose each; nothing is repeated.'],
      ['Readability', 'Names, layout and comments make the intention clear.'],
      ['Tests', 'Tests show that it works, and what happens with bad input.'],
    ],
    lab_report: [
      ['Question and method', 'What was measured and how is described so that it can be repeated.'],
      ['Evaluation', 'Computation, units and errors are right and can be followed.'],
      ['Interpretation', 'Results are explained and compared with what was expected.'],
      ['Limits', 'Weaknesses of the measurement and their effect are named.'],
    ],
    outline: [
      ['Aim and audience', 'It is clear what the listeners should take home.'],
      ['Common thread', 'The parts follow from each other and fit the time.'],
      ['Beginning and end', 'The beginning leads in, the end sums up.'],
      ['Illustration', 'Examples and pictures are planned where they help.'],
    ],
  } as Record<Kind, [string, string][]>,
};

export type RubricTexts = typeof rubricsEn;
