/* English: the page of a data privacy launch. privacy.de.ts has the same members. */
export const privacyEn = {
  own: {
    title: 'Your data',
    text: 'Everything that this service has stored about you, from all courses of your learning platform: conversations, answers, texts you handed in and the feedback on them.',
    deleteTitle: 'Delete everything about you?',
    deleteText:
      'Conversations, texts and feedback of all your courses are deleted for good. What your limits have counted stays counted, without the texts.',
    deleted: 'Your data is deleted',
    file: 'my-data',
  },
  other: {
    title: 'A person’s data',
    text: 'Everything that this service has stored about the person whom your learning platform named. What you do here is written into the log, with your pseudonym.',
    deleteTitle: 'Delete everything about this person?',
    deleteText:
      'Conversations, texts, feedback and grades on their way are deleted for good, in all courses, and what limits have counted loses the person.',
    deleted: 'The person’s data is deleted',
    file: 'data-of-a-person',
  },
  pseudonym: 'It is stored under a pseudonym. No names, no addresses.',
  operator: (name: string) => `Operated by ${name}.`,
  kept: (days: number) =>
    `What nobody has touched for ${days} ${days === 1 ? 'day' : 'days'} is deleted by itself.`,
  download: 'Download',
  delete: 'Delete everything',
  downloaded: 'The file is in your downloads',
  back: 'Back to the learning platform',
};
export type PrivacyTexts = typeof privacyEn;
