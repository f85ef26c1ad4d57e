/* Count: small questions about texts that people send. */

/** Words, in any script that parts them with spaces. */
export const countWords = (text: string): number =>
  text.split(/\s+/).filter((part) => /[\p{L}\p{N}]/u.test(part)).length;

/** A file's name without what turns the direction of writing, so that its ending is where it seems to be. */
export const plainName = (name: string): string =>
  name.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cc}]/gu, '\ufffd');
