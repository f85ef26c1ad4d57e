/*
 * Pop: a popover that explains, and a dialog before what reaches others. Both are the browser's own:
 * Esc, light dismissal, focus returning to the opener and the top layer come with them.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useI18n } from '../i18n';
import { Icon } from './icon';

interface PopProps {
  id: string;
  title: string;
  place?: 'end' | 'start'; // below the opener, at its end or start; above it without
  children: () => ComponentChildren; // drawn only while open
  onOpen?: () => void;
}

export function Pop({ id, title, place, children, onOpen }: PopProps) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  const opened = useRef(onOpen);
  opened.current = onOpen;
  useEffect(() => {
    const node = ref.current!;
    const toggled = (e: Event) => {
      const now = (e as ToggleEvent).newState === 'open';
      setOpen(now);
      if (now) opened.current?.();
    };
    node.addEventListener('beforetoggle', toggled);
    return () => node.removeEventListener('beforetoggle', toggled);
  }, []);
  return (
    <div
      ref={ref}
      id={id}
      popover="auto"
      role="dialog"
      aria-labelledby={`${id}-h`}
      class={`pop${place === 'end' ? ' pop--end' : place === 'start' ? ' pop--start' : ''}`}
    >
      {open && (
        <>
          <div class="pop__head">
            <h2 id={`${id}-h`}>{title}</h2>
            <button
              type="button"
              class="btn btn--quiet btn--icon btn--s"
              popovertarget={id}
              popovertargetaction="hide"
              aria-label={t.common.close}
            >
              <Icon name="close" />
            </button>
          </div>
          <div class="pop__body">{children()}</div>
        </>
      )}
    </div>
  );
}

export function hidePop(id: string): void {
  const node = document.getElementById(id);
  if (node?.matches(':popover-open')) node.hidePopover();
}

/** The focus never falls to the body: then it goes to the field, or to what is read. */
export function keepFocus(): void {
  if (document.activeElement && document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>('#ask, .log, main[tabindex]')?.focus({ preventScroll: true });
}

interface DialogProps {
  title: string;
  children: ComponentChildren;
  foot: ComponentChildren;
  onClose: () => void;
}

/** Shown as long as it is drawn. */
export function Dialog({ title, children, foot, onClose }: DialogProps) {
  const { t } = useI18n();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const closed = useRef(onClose);
  closed.current = onClose;
  useEffect(() => {
    const node = ref.current!;
    const tell = () => closed.current(); // by Esc; its event comes late, so not by being taken away
    node.addEventListener('close', tell);
    const before = document.activeElement;
    node.showModal();
    node.querySelector<HTMLElement>('[data-first]')?.focus(); // autofocus is refused in a foreign site's frame
    return () => {
      node.removeEventListener('close', tell);
      if (node.open) node.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      keepFocus(); // what opened it may be gone with what was deleted,
      setTimeout(keepFocus); // or goes in the same breath
    };
  }, []);
  return (
    <dialog ref={ref} class="dialog" aria-labelledby={id}>
      <div class="dialog__head">
        <h2 id={id}>{title}</h2>
        <button
          type="button"
          class="btn btn--quiet btn--icon btn--s"
          aria-label={t.common.close}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      <div class="dialog__body">{children}</div>
      <div class="dialog__foot">{foot}</div>
    </dialog>
  );
}
