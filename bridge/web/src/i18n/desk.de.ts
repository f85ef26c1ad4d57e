/* Deutsch: was Lehrende und Admins lesen. Gleiche Glieder wie desk.en.ts. */
import type { DeskTexts } from './desk.en';
export const deskDe: DeskTexts = { page: 'Kursverwaltung' };
