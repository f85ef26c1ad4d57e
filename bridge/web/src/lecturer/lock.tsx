/* Lock: the exam lock of the whole course, one switch. It takes effect at once, also on running answers. */
import { useState } from 'preact/hooks';
import { useDesk } from '../i18n';
import { Icon } from '../ui/icon';
import { toast } from '../ui/toast';
import type { Desk } from './desk';

function LockInput({ desk }: { desk: Desk }) {
  const { d } = useDesk();
  const [busy, setBusy] = useState(false);
  const flip = (on: boolean) => {
    if (busy) return;
    setBusy(true);
    desk
      .lock(on)
      .then(
        () => toast(on ? d.lock.saidOn : d.lock.saidOff),
        () => toast(d.lock.failed),
      )
      .finally(() => setBusy(false));
  };
  return (
    <input
      type="checkbox"
      role="switch"
      checked={desk.locked}
      aria-busy={busy}
      onChange={(e) => {
        const on = e.currentTarget.checked;
        e.currentTarget.checked = desk.locked;
        flip(on);
      }}
    />
  );
}

export function LockSwitch({ desk }: { desk: Desk }) {
  const { d } = useDesk();
  return (
    <label class="switch switch--lock lockchip">
      <span>
        {d.lock.label}
        <span class="vh">{d.lock.scope}</span>: <b class="if-off">{d.lock.off}</b>
        <b class="if-on">{d.lock.on}</b>
      </span>
      <LockInput desk={desk} />
    </label>
  );
}

/** The same switch, big, with what it does. @param open how many activities are open now */
export function LockBox({ desk, open }: { desk: Desk; open: number }) {
  const { d } = useDesk();
  const { lock } = d.overview;
  return (
    <section class="card lockbox" data-on={String(desk.locked)} aria-labelledby="lock-h">
      <div class="lockbox__row">
        <Icon name="lock" />
        <div>
          <h2 id="lock-h">{lock.title}</h2>
          <p class="hint">{desk.locked ? lock.on : lock.off(open)}</p>
        </div>
        <label class="switch switch--lock switch--big">
          <span class="vh">{lock.label}</span>
          <LockInput desk={desk} />
        </label>
      </div>
      <p class="hint">{lock.text}</p>
    </section>
  );
}
