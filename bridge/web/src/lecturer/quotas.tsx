/* Quotas: "20 questions per student and day", any number of them. */
import { useRef } from 'preact/hooks';
import { useDesk } from '../i18n';
import type { Level, Metric, Quota, Scope, Window } from '../types';
import { FaultText } from '../ui/field';
import { Icon } from '../ui/icon';
import { NumberInput } from '../ui/number';
import type { Desk, Sheet } from './desk';
import { faultOf } from './prompt';

const METRICS: Metric[] = ['requests', 'tokens', 'output_tokens', 'input_tokens'];
const WINDOWS: Window[] = ['minute', 'hour', 'day', 'week', 'month', 'term'];
const SCOPES: Record<Level, Scope[]> = {
  activity: ['user', 'activity'],
  course: ['user', 'activity', 'course'],
  tenant: ['user', 'activity', 'course', 'tenant'],
};
const HIGHER: Record<Level, Level[]> = {
  activity: ['tenant', 'course'],
  course: ['tenant'],
  tenant: [],
};

/** The tightest limit of the same kind that a higher level has set. */
function ceiling(desk: Desk, level: Level, quota: Quota): { level: Level; value: number } | null {
  const found = HIGHER[level]
    .flatMap((higher) => [
      ...(desk.sheets.get(higher)?.document.quotas ?? []).map((q) => ({ ...q, level: higher })),
      ...(desk.sheets.has(higher)
        ? []
        : (desk.effective?.limits ?? [])
            .filter((l) => l.level === higher)
            .map((l) => ({ ...l, value: l.limit }))),
    ])
    .filter(
      (q) =>
        q.scope === quota.scope &&
        q.metric === quota.metric &&
        q.window === quota.window &&
        (q.role ?? '') === (quota.role ?? ''),
    );
  return found.sort((a, b) => a.value - b.value)[0] ?? null;
}

export function QuotasCard({ desk, sheet }: { desk: Desk; sheet: Sheet }) {
  const { d, f } = useDesk();
  const card = useRef<HTMLElement>(null);
  const quotas = sheet.document.quotas ?? [];
  const set = (next: Quota[]) => desk.edit(sheet.level, { quotas: next });
  const focusRow = (n: number) =>
    requestAnimationFrame(() =>
      (
        card.current?.querySelectorAll<HTMLElement>('.quota input')[n] ??
        document.getElementById('add-quota')
      )?.focus(),
    );
  const add = () => {
    const kinds = new Set(quotas.map((q) => `${q.scope}${q.metric}${q.window}`));
    const window =
      (['day', 'week', 'minute', 'month', 'hour', 'term'] as Window[]).find(
        (w) => !kinds.has(`userrequests${w}`),
      ) ?? 'day';
    set([...quotas, { scope: 'user', metric: 'requests', window, value: 20 }]);
    focusRow(quotas.length);
  };
  return (
    <section class="card sec" id="sec-quotas" aria-labelledby="quota-h" ref={card}>
      <div class="card__head">
        <h2 id="quota-h">{d.quota.title}</h2>
        {quotas.length < 32 && (
          <button type="button" class="btn btn--s" id="add-quota" onClick={add}>
            <Icon name="plus" />
            {d.quota.add}
          </button>
        )}
      </div>
      {quotas.length === 0 && <p class="hint">{d.quota.none}</p>}
      {quotas.map((quota, n) => (
        <QuotaRow
          key={n}
          n={n}
          quota={quota}
          desk={desk}
          sheet={sheet}
          set={(change) => set(quotas.map((q, i) => (i === n ? { ...q, ...change } : q)))}
          remove={() => {
            set(quotas.filter((_, i) => i !== n));
            focusRow(Math.max(0, n - 1));
          }}
        />
      ))}
      <StudentsRead desk={desk} sheet={sheet} number={f.number} />
    </section>
  );
}

interface RowProps {
  n: number;
  quota: Quota;
  desk: Desk;
  sheet: Sheet;
  set: (change: Partial<Quota>) => void;
  remove: () => void;
}

function QuotaRow({ n, quota, desk, sheet, set, remove }: RowProps) {
  const { d, f } = useDesk();
  const fault =
    faultOf(sheet, `/quotas/${n}/value`) ??
    sheet.faults.find((x) => x.field.startsWith(`/quotas/${n}`));
  const above = ceiling(desk, sheet.level, quota);
  const wide = above && quota.value > above.value ? above : null;
  const scopes = SCOPES[sheet.level].includes(quota.scope)
    ? SCOPES[sheet.level]
    : [...SCOPES[sheet.level], quota.scope];
  const id = (part: string) => `q${n}${part}`;
  return (
    <fieldset class="quota">
      <legend class="vh">{d.quota.one(n + 1)}</legend>
      <label class="vh" for={id('v')}>
        {d.quota.amount}
      </label>
      <NumberInput
        small
        value={quota.value}
        set={(n) => set({ value: n ?? NaN })}
        attributes={{
          id: id('v'),
          ...(fault ? { 'aria-invalid': 'true', 'aria-describedby': id('note') } : {}),
        }}
      />
      <label class="vh" for={id('m')}>
        {d.quota.of}
      </label>
      <select
        class="select select--s"
        id={id('m')}
        value={quota.metric}
        onChange={(e) => set({ metric: e.currentTarget.value as Metric })}
      >
        {METRICS.map((m) => (
          <option key={m} value={m}>
            {d.quota.metric[m]}
          </option>
        ))}
      </select>
      <span>{d.quota.per}</span>
      <label class="vh" for={id('s')}>
        {d.quota.whom}
      </label>
      <select
        class="select select--s"
        id={id('s')}
        value={quota.scope}
        onChange={(e) => set({ scope: e.currentTarget.value as Scope })}
      >
        {scopes.map((s) => (
          <option key={s} value={s}>
            {d.quota.scope[s]}
          </option>
        ))}
      </select>
      <span>{d.quota.per}</span>
      <label class="vh" for={id('w')}>
        {d.quota.window}
      </label>
      <select
        class="select select--s"
        id={id('w')}
        value={quota.window}
        onChange={(e) => set({ window: e.currentTarget.value as Window })}
      >
        {WINDOWS.map((w) => (
          <option key={w} value={w}>
            {d.quota.windows[w]}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="btn btn--quiet btn--icon btn--s"
        aria-label={d.quota.remove(n + 1)}
        onClick={remove}
      >
        <Icon name="close" />
      </button>
      {fault ? (
        <p class="quota__note">
          <FaultText id={id('note')} fault={fault} />
        </p>
      ) : wide ? (
        <p class="quota__note quota__note--warn">
          <Icon name="warning" small />
          <span>{d.quota.narrower(wide.level, f.number(wide.value))}</span>
        </p>
      ) : (
        <p class="quota__note">
          <span>
            {quota.value === 0 ? d.quota.blocked : d.quota.full[quota.window]}
            {quota.role ? ` ${d.quota.role(quota.role)}` : ''}
          </span>
        </p>
      )}
    </fieldset>
  );
}

/** The sentence that students get out of it: their own questions, the tightest of each window. */
function StudentsRead({
  desk,
  sheet,
  number,
}: {
  desk: Desk;
  sheet: Sheet;
  number: (n: number) => string;
}) {
  const { d } = useDesk();
  const tightest = new Map<Window, number>();
  const take = (
    scope: Scope,
    metric: Metric,
    role: string | undefined,
    window: Window,
    value: number,
  ) => {
    if (scope !== 'user' || metric !== 'requests' || (role && role !== 'student') || !(value >= 0))
      return;
    tightest.set(window, Math.min(value, tightest.get(window) ?? Infinity));
  };
  for (const s of desk.sheets.values())
    for (const q of s.document.quotas ?? []) take(q.scope, q.metric, q.role, q.window, q.value);
  for (const l of desk.effective?.limits ?? [])
    if (!desk.sheets.has(l.level)) take(l.scope, l.metric, l.role, l.window, l.limit);
  const parts = (['day', 'week', 'month', 'term', 'hour', 'minute'] as Window[])
    .filter((w) => tightest.has(w))
    .map((w) => ({ n: number(tightest.get(w)!), window: w }));
  if (!parts.length || sheet.level === 'tenant') return null;
  return (
    <p class="notice notice--slim quota__read">
      <Icon name="eye" />
      <span class="notice__body">{d.quota.students(d.quota.sentence(parts))}</span>
    </p>
  );
}
