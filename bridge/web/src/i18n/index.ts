/*
 * I18n: one language at a time, loaded when it is chosen. The LMS's language counts until the
 * person chooses another here.
 */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { deviceMemory } from '../memory';
import type { DeskTexts } from './desk.en';
import type { Texts } from './en';
import { Format, type Lang } from './format';

export type { Lang, Format, Texts, DeskTexts };

export interface I18n {
  lang: Lang;
  t: Texts;
  d: DeskTexts | null; // lecturers' and admins' texts, where they were asked for
  f: Format;
  choose(lang: Lang): void;
}

export const I18nContext = createContext<I18n>(null as unknown as I18n);
export const useI18n = (): I18n => useContext(I18nContext);
/** For pages that are only shown once the desk's texts are there. */
export function useDesk(): I18n & { d: DeskTexts } {
  return useContext(I18nContext) as I18n & { d: DeskTexts };
}

export async function loadTexts(lang: Lang): Promise<Texts> {
  return lang === 'de' ? (await import('./de')).de : (await import('./en')).en;
}
export async function loadDesk(lang: Lang): Promise<DeskTexts> {
  return lang === 'de' ? (await import('./desk.de')).deskDe : (await import('./desk.en')).deskEn;
}

export function isLang(tag: string | undefined): Lang | null {
  const short = (tag ?? '').slice(0, 2).toLowerCase();
  return short === 'de' || short === 'en' ? short : null;
}

/** Before the server has said what the LMS speaks. */
export function firstLang(): Lang {
  return (
    isLang(deviceMemory.get('language')) ??
    navigator.languages.map(isLang).find((l) => l !== null) ??
    'en'
  );
}
export function chosenLang(): Lang | null {
  return isLang(deviceMemory.get('language'));
}
export function rememberLang(lang: Lang): void {
  deviceMemory.set('language', lang);
}
