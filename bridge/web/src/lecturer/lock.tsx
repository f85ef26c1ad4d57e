/* Lock: the exam lock of the whole course, one switch. It takes effect at once, also on running answers. */
import { useState } from 'preact/hooks';
import { useDesk } from '../i18n';
import { toast } from '../ui/toast';
import type { Desk } from './desk';

export function LockSwitch({ desk }: { desk: Desk }) {
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
    <label class="switch switch--lock lockchip">
      <span>
        {d.lock.label}
        <span class="vh">{d.lock.scope}</span>: <b class="if-off">{d.lock.off}</b>
        <b class="if-on">{d.lock.on}</b>
      </span>
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
    </label>
  );
}
