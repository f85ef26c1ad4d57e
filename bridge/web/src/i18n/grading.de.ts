import type { GradingTexts } from './grading.en';
export const gradingDe: GradingTexts = { x: 'x' };
