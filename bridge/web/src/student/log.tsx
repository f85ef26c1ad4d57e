/*
 * Log: the conversation. It stays at its end while somebody reads there, and where it is while
 * somebody reads above. Streamed words are not announced; the announcer speaks once per event.
 */
import type { ComponentChildren } from 'preact';
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useI18n } from '../i18n';
import { Icon } from '../ui/icon';

const NEAR_PX = 120; // this close to the end counts as being there

export interface Follow {
  /** Call after anything was drawn. */
  drawn: () => void;
  /** Go to the end, whatever was read. */
  toEnd: () => void;
}

interface LogProps {
  label: string;
  watch: unknown; // when this changes the log goes to its end
  live: boolean; // role log; else a region
  follow: (f: Follow) => void;
  children: ComponentChildren;
}

export function Log({ label, watch, live, follow, children }: LogProps) {
  const { t } = useI18n();
  const ref = useRef<HTMLDivElement>(null);
  const pinned = useRef(true);
  const [away, setAway] = useState(false);

  const toEnd = useCallback(() => {
    const node = ref.current;
    if (!node) return;
    pinned.current = true;
    node.scrollTop = node.scrollHeight;
    setAway(false);
  }, []);
  const settling = useRef(false);
  const drawn = useCallback(() => {
    if (!pinned.current || settling.current) return;
    settling.current = true;
    queueMicrotask(() => {
      settling.current = false;
      toEnd();
    }); // once for all that this frame draws
  }, []);
  const scrolled = () => {
    const node = ref.current!;
    const near = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_PX;
    pinned.current = near;
    setAway(!near);
  };
  useLayoutEffect(() => {
    follow({ drawn, toEnd });
  }, []);
  useLayoutEffect(toEnd, [watch]);
  return (
    <div class="chat__log">
      <div
        class="log"
        ref={ref}
        tabIndex={0}
        aria-label={label}
        onScroll={scrolled}
        {...(live ? { role: 'log', 'aria-live': 'off' } : { role: 'region' })}
      >
        <div class="col">{children}</div>
      </div>
      {away && (
        <button
          type="button"
          class="btn btn--s jump"
          onClick={() => {
            toEnd();
            ref.current?.focus();
          }}
        >
          <Icon name="down" small />
          {t.chat.latest}
        </button>
      )}
    </div>
  );
}
