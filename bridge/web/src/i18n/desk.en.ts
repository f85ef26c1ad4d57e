/* English: what lecturers and admins read. desk.de.ts has the same members. */
export const deskEn = { page: 'Course desk' };
export type DeskTexts = typeof deskEn;
