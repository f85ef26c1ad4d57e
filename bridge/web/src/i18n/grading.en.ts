export const gradingEn = { x: 'x' };
export type GradingTexts = typeof gradingEn;
