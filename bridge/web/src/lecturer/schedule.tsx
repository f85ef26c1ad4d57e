/* Schedule: from when, until when, and at which hours of the week. */
import { useDesk } from '../i18n';
import type { Hours } from '../types';
import { Field, FaultText, tied } from '../ui/field';
import { Icon } from '../ui/icon';
import type { Desk, Sheet } from './desk';
import { faultOf } from './prompt';
import { fromLocal, toLocal } from './zone';

/** The part of a day, for the bar that draws it. */
function share(hours: Hours): { '--a': string; '--w': string } {
  const part = (time: string) => {
    const [h = 0, m = 0] = time.split(':').map(Number);
    return ((h + m / 60) / 24) * 100;
  };
  const from = part(hours.from);
  return { '--a': `${from}%`, '--w': `${Math.max(0, part(hours.until) - from)}%` };
}

export function ScheduleCard({ desk, sheet }: { desk: Desk; sheet: Sheet }) {
  const { d } = useDesk();
  const { document: doc, level } = sheet;
  const zone = desk.effective?.time_zone;
  const weekly = doc.weekly ?? [];
  const set = (next: Hours[]) => desk.edit(level, { weekly: next });
  const date = (member: 'open_from' | 'open_until', label: string) => {
    const fault = faultOf(sheet, `/${member}`);
    return (
      <Field id={member} label={label} fault={fault}>
        <div class="row row--keep row--middle">
          <input
            class="input"
            type="datetime-local"
            value={toLocal(doc[member], zone)}
            onChange={(e) =>
              desk.edit(level, { [member]: fromLocal(e.currentTarget.value, zone) } as object)
            }
            {...tied(member, fault)}
          />
          {doc[member] && (
            <button
              type="button"
              class="btn btn--quiet btn--icon btn--s"
              aria-label={`${d.schedule.clear}: ${label}`}
              onClick={() => {
                desk.edit(level, { [member]: undefined } as object);
                document.getElementById(member)?.focus();
              }}
            >
              <Icon name="close" />
            </button>
          )}
        </div>
      </Field>
    );
  };
  return (
    <section class="card sec" id="sec-schedule" aria-labelledby="sched-h">
      <div class="card__head">
        <h2 id="sched-h">{d.schedule.title}</h2>
        <span class="hint">
          {zone
            ? d.schedule.zone(zone)
            : d.schedule.deviceZone(Intl.DateTimeFormat().resolvedOptions().timeZone)}
        </span>
      </div>
      <div class="fields">
        {date('open_from', d.schedule.from)}
        {date('open_until', d.schedule.until)}
      </div>
      <div class="stack stack--s sched__week">
        <div class="row row--apart">
          <h3>{d.schedule.weekly}</h3>
          {weekly.length < 14 && (
            <button
              type="button"
              class="btn btn--s"
              id="add-hours"
              onClick={() =>
                set([...weekly, { days: [1, 2, 3, 4, 5], from: '08:00', until: '20:00' }])
              }
            >
              <Icon name="plus" />
              {d.schedule.add}
            </button>
          )}
        </div>
        <p class="hint">{d.schedule.weeklyHint}</p>
        {faultOf(sheet, '/weekly') && (
          <FaultText id="weekly-note" fault={faultOf(sheet, '/weekly')!} />
        )}
        {weekly.map((hours, n) => (
          <HoursRow
            key={n}
            n={n}
            hours={hours}
            sheet={sheet}
            set={(change) => set(weekly.map((h, i) => (i === n ? { ...h, ...change } : h)))}
            remove={() => {
              set(weekly.filter((_, i) => i !== n));
              document.getElementById('add-hours')?.focus();
            }}
          />
        ))}
      </div>
    </section>
  );
}

interface HoursProps {
  n: number;
  hours: Hours;
  sheet: Sheet;
  set: (change: Partial<Hours>) => void;
  remove: () => void;
}

function HoursRow({ n, hours, sheet, set, remove }: HoursProps) {
  const { d, f } = useDesk();
  const fault = sheet.faults.find((x) => x.field.startsWith(`/weekly/${n}`));
  const flip = (day: number) =>
    set({
      days: hours.days.includes(day)
        ? hours.days.filter((x) => x !== day)
        : [...hours.days, day].sort(),
    });
  return (
    <fieldset class="hours">
      <legend class="vh">{d.schedule.row(n + 1)}</legend>
      <div class="days" role="group" aria-label={d.schedule.days}>
        {[1, 2, 3, 4, 5, 6, 7].map((day) => (
          <label key={day} title={f.weekdayName(day, 'long')}>
            <input
              type="checkbox"
              checked={hours.days.includes(day)}
              onChange={() => flip(day)}
              aria-label={f.weekdayName(day, 'long')}
            />
            <span aria-hidden="true">{f.weekdayName(day)}</span>
          </label>
        ))}
      </div>
      <label class="vh" for={`h${n}f`}>
        {d.schedule.fromTime}
      </label>
      <input
        class="input input--s input--time"
        type="time"
        id={`h${n}f`}
        value={hours.from}
        onChange={(e) => set({ from: e.currentTarget.value })}
      />
      <span aria-hidden="true">{d.schedule.untilTime}</span>
      <label class="vh" for={`h${n}u`}>
        {d.schedule.untilTime}
      </label>
      <input
        class="input input--s input--time"
        type="time"
        id={`h${n}u`}
        value={hours.until === '24:00' ? '23:59' : hours.until}
        onChange={(e) => set({ until: e.currentTarget.value })}
        {...(fault ? { 'aria-invalid': 'true', 'aria-describedby': `h${n}-note` } : {})}
      />
      <button
        type="button"
        class="btn btn--quiet btn--icon btn--s"
        aria-label={d.schedule.remove(n + 1)}
        onClick={remove}
      >
        <Icon name="close" />
      </button>
      <div class="week__day" aria-hidden="true">
        <i style={share(hours)} />
      </div>
      {fault && <FaultText id={`h${n}-note`} fault={fault} />}
    </fieldset>
  );
}
