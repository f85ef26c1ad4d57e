/* Composer: the field that grows, what is left, and the one thing to do. Stop stands where Ask stood. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useI18n } from '../i18n';
import { tabMemory } from '../memory';
import type { Standing } from '../types';
import { announce } from '../ui/announce';
import { display } from '../ui/display';
import { Icon } from '../ui/icon';
import { Meter } from './meter';

const BYTES_PER_TOKEN = 4; // for "about n tokens too long" only

interface ComposerProps {
  field: RefObject<HTMLTextAreaElement | null>;
  draftKey: string;
  limits: Standing[] | null; // null: no meter
  maxBytes: number;
  placeholder?: string;
  state: 'idle' | 'running' | 'waiting' | 'blocked'; // waiting: in the queue; blocked: a limit or no connection
  onAsk: (text: string) => void;
  onStop: () => void;
  onEditLast: () => void;
  extra?: preact.ComponentChildren;
}

const tooLong = (text: string, maxBytes: number): number =>
  Math.max(0, Math.ceil((new TextEncoder().encode(text).length - maxBytes) / BYTES_PER_TOKEN));

export function Composer({
  field,
  draftKey,
  limits,
  maxBytes,
  placeholder,
  state,
  onAsk,
  onStop,
  onEditLast,
  extra,
}: ComposerProps) {
  const { t, f } = useI18n();
  const [excess, setExcess] = useState(0);
  const form = useRef<HTMLFormElement>(null);

  const grow = () => {
    const node = field.current;
    if (!node) return;
    if (!CSS.supports('field-sizing', 'content')) {
      // older browsers: measure
      node.style.blockSize = 'auto';
      node.style.blockSize = `${node.scrollHeight + 2}px`;
    }
    setExcess(tooLong(node.value, maxBytes));
    tabMemory.set(draftKey, node.value);
  };
  useEffect(() => {
    if (field.current && !field.current.value) field.current.value = tabMemory.get(draftKey);
    grow();
  }, [draftKey]);

  const send = () => {
    const node = field.current!;
    const text = node.value.trim();
    if (!text) {
      node.focus();
      return;
    }
    if (tooLong(text, maxBytes)) {
      setExcess(tooLong(text, maxBytes));
      node.focus();
      return;
    }
    if (state !== 'idle') {
      if (state !== 'blocked') announce(t.composer.wait);
      return;
    }
    node.value = '';
    grow();
    onAsk(text);
    node.focus();
  };
  const key = (e: KeyboardEvent) => {
    if (e.isComposing) return; // an input method is at work
    const node = field.current!;
    if (
      e.key === 'Enter' &&
      !e.ctrlKey &&
      !e.altKey &&
      !e.metaKey &&
      e.shiftKey !== display.enterSends()
    ) {
      e.preventDefault();
      send();
    } else if (e.key === 'ArrowUp' && !node.value && !e.shiftKey) {
      e.preventDefault();
      onEditLast();
    }
  };
  const busy = state === 'running' || state === 'waiting';
  const errorId = `${draftKey}-error`.replace(/[^\w-]/g, '-');
  const id = draftKey.startsWith('draft.try') ? 'tryq' : 'ask';
  return (
    <form
      ref={form}
      class="composer"
      onSubmit={(e) => {
        e.preventDefault();
        send();
      }}
    >
      <label class="vh" for={id}>
        {t.composer.label}
      </label>
      <textarea
        id={id}
        ref={field}
        rows={1}
        placeholder={placeholder ?? t.composer.placeholder}
        dir="auto"
        onInput={grow}
        onKeyDown={key}
        {...(excess ? { 'aria-invalid': 'true', 'aria-describedby': errorId } : {})}
      />
      <div class="composer__foot">
        {excess > 0 ? (
          <span class="field__error composer__error" id={errorId} role="alert">
            <Icon name="warning" />
            {t.composer.tooLong(f.number(excess))}
          </span>
        ) : limits ? (
          <Meter limits={limits} />
        ) : (
          <span class="composer__meter composer__extra">{extra}</span>
        )}
        {!excess && (
          <span class="composer__keys only-wide" aria-hidden="true">
            {busy ? (
              <>
                <kbd>{t.composer.esc}</kbd> {t.composer.escStops}
              </>
            ) : (
              <>
                <kbd>{display.enterSends() ? t.composer.enter : t.composer.shiftEnter}</kbd>{' '}
                {t.composer.enterSends}
              </>
            )}
          </span>
        )}
        {busy ? (
          <button
            key="stop"
            type="button"
            class="btn btn--stop"
            onClick={() => {
              onStop();
              field.current?.focus();
            }}
          >
            <Icon name={state === 'waiting' ? 'close' : 'stop'} />
            {state === 'waiting' ? t.composer.leave : t.composer.stop}
          </button>
        ) : (
          <button
            key="ask"
            type="submit"
            class={`btn${state === 'blocked' || excess ? '' : ' btn--main'}`}
            {...(state === 'blocked' || excess ? { 'aria-disabled': 'true' } : {})}
          >
            <Icon name="up" />
            {t.composer.ask}
          </button>
        )}
      </div>
    </form>
  );
}
