/*
 * Lock: the exam lock of the whole course, one switch. It takes effect at once, also on running
 * answers, and may end by itself.
 */
import { useState } from 'preact/hooks';
import { useDesk, type Format } from '../i18n';
import { Field } from '../ui/field';
import { Icon } from '../ui/icon';
import { toast } from '../ui/toast';
import type { Desk } from './desk';
import { nextTime } from './zone';

/** "16:00", with the day if that is another one. */
const endText = (until: string, f: Format): string =>
  f.daysFromNow(until) === 0 ? f.clock(until) : f.dayTime(until);

function useLock(desk: Desk): { busy: boolean; set: (on: boolean, until?: string) => void } {
  const { d, f } = useDesk();
  const [busy, setBusy] = useState(false);
  const set = (on: boolean, until?: string) => {
    if (busy) return;
    setBusy(true);
    const said = until ? d.lock.saidUntil(endText(until, f)) : d.lock.saidOn;
    desk
      .lock(on, until)
      .then(
        () => toast(on ? said : d.lock.saidOff),
        () => toast(d.lock.failed),
      )
      .finally(() => setBusy(false));
  };
  return { busy, set };
}

function LockInput({ desk, end }: { desk: Desk; end?: string }) {
  const { busy, set } = useLock(desk);
  return (
    <input
      type="checkbox"
      role="switch"
      checked={desk.locked}
      aria-busy={busy}
      onChange={(e) => {
        const on = e.currentTarget.checked;
        e.currentTarget.checked = desk.locked;
        set(on, on && end ? nextTime(end) : undefined);
      }}
    />
  );
}

export function LockSwitch({ desk }: { desk: Desk }) {
  const { d, f } = useDesk();
  const until = desk.lockedUntil;
  return (
    <label class="switch switch--lock lockchip">
      <span>
        {d.lock.label}
        <span class="vh">{d.lock.scope}</span>: <b class="if-off">{d.lock.off}</b>
        <b class="if-on">{until ? d.lock.onUntil(endText(until, f)) : d.lock.on}</b>
      </span>
      <LockInput desk={desk} />
    </label>
  );
}

/** The end, for the next lock or for the one that is on. */
function LockEnd({ desk, end, setEnd }: { desk: Desk; end: string; setEnd: (to: string) => void }) {
  const { d } = useDesk();
  const { lock } = d.overview;
  const { busy, set } = useLock(desk);
  const change = end ? nextTime(end) : undefined;
  return (
    <div class="lockbox__end">
      <Field id="lock-end" label={lock.end}>
        <input
          class="input"
          id="lock-end"
          type="time"
          value={end}
          onInput={(e) => setEnd(e.currentTarget.value)}
        />
      </Field>
      {desk.locked && (
        <button
          type="button"
          class="btn"
          disabled={busy || change === desk.lockedUntil}
          onClick={() => set(true, change)}
        >
          {change || !desk.lockedUntil ? lock.setEnd : lock.noEnd}
        </button>
      )}
    </div>
  );
}

/** The same switch, big, with what it does. @param open how many activities are open now */
export function LockBox({ desk, open }: { desk: Desk; open: number }) {
  const { d, f } = useDesk();
  const { lock } = d.overview;
  const [end, setEnd] = useState('');
  const until = desk.lockedUntil;
  const on = until ? lock.onUntil(endText(until, f)) : lock.on;
  return (
    <section class="card lockbox" data-on={String(desk.locked)} aria-labelledby="lock-h">
      <div class="lockbox__row">
        <Icon name="lock" />
        <div>
          <h2 id="lock-h">{lock.title}</h2>
          <p class="hint">{desk.locked ? on : lock.off(open)}</p>
        </div>
        <label class="switch switch--lock switch--big">
          <span class="vh">{lock.label}</span>
          <LockInput desk={desk} end={end} />
        </label>
      </div>
      <LockEnd desk={desk} end={end} setEnd={setEnd} />
      <p class="hint">{lock.text}</p>
    </section>
  );
}
