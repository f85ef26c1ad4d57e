/* Display: theme and contrast by choice of the person, kept on this device. */
import { deviceMemory } from '../memory';

export type Theme = '' | 'light' | 'dark';

export const display = {
  theme: (): Theme => deviceMemory.get('theme') as Theme,
  contrast: (): boolean => deviceMemory.get('contrast') === 'more',
  /** What Enter does: send, unless the person chose otherwise. */
  enterSends: (): boolean => deviceMemory.get('enter') !== 'line',
  /** Single letters outside fields (WCAG 2.1.4: can be switched off). */
  singleKeys: (): boolean => deviceMemory.get('keys') !== 'off',

  setTheme(theme: Theme): void {
    deviceMemory.set('theme', theme);
    applyDisplay();
  },
  setContrast(more: boolean): void {
    deviceMemory.set('contrast', more ? 'more' : '');
    applyDisplay();
  },
  setEnterSends(yes: boolean): void {
    deviceMemory.set('enter', yes ? '' : 'line');
  },
  setSingleKeys(yes: boolean): void {
    deviceMemory.set('keys', yes ? '' : 'off');
  },
};

export function applyDisplay(): void {
  const { dataset } = document.documentElement;
  const theme = display.theme();
  if (theme === 'light' || theme === 'dark') dataset.theme = theme;
  else delete dataset.theme;
  if (display.contrast()) dataset.contrast = 'more';
  else delete dataset.contrast;
}
