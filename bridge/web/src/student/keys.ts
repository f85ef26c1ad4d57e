/* Keys: what works everywhere on the student's page (docs: ui section 3). */
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { display } from '../ui/display';
import type { Chat } from './chat';

const inField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function useKeys(chat: Chat, field: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const pressed = (e: KeyboardEvent) => {
      if (e.isComposing || e.defaultPrevented) return;
      const covered = document.querySelector(':popover-open, dialog[open]') !== null;
      if (e.key === 'Escape') {
        if (covered || !chat.running) return; // closes what is open first: the browser does that
        e.preventDefault();
        chat.stop();
        field.current?.focus();
      } else if (e.altKey && !e.ctrlKey && !e.metaKey && (e.code === 'KeyN' || e.code === 'KeyK')) {
        if (covered) return;
        e.preventDefault();
        if (e.code === 'KeyN') {
          chat.fresh();
          field.current?.focus();
        } else {
          focusSearch();
        }
      } else if (e.key === '?' && display.singleKeys() && !inField(e.target) && !covered) {
        e.preventDefault();
        document.dispatchEvent(new Event('kibridge:keys'));
      }
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [chat]);
}

/** The field in the side column, or, where that is hidden, the one in the popover. */
function focusSearch(): void {
  const side = document.querySelector<HTMLElement>('.app__side [data-search]');
  if (side?.checkVisibility()) {
    side.focus();
    return;
  }
  const pop = document.getElementById('convs');
  pop?.showPopover();
  requestAnimationFrame(() => pop?.querySelector<HTMLElement>('[data-search]')?.focus()); // drawn with the next frame
}
