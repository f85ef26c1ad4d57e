/* Force: what applies in the end, level by level; a tick stands in the level that sets the value. */
import { useDesk, type DeskTexts, type Format } from '../i18n';
import type { Hours, Level, PolicyDocument, Review, Standing } from '../types';
import { Icon } from '../ui/icon';
import type { Desk } from './desk';

const LEVELS: Level[] = ['tenant', 'course', 'activity'];
const MEMBERS = [
  'model',
  'fallback_model',
  'temperature',
  'max_output_tokens',
  'memory_tokens',
  'open_from',
  'open_until',
  'weekly',
  'review',
  'exam_lock',
  'exam_until',
] as const;

interface Row {
  name: string;
  cells: Partial<Record<Level, string>>;
  sets: Level | null;
  value: string;
  note?: string;
  binds?: boolean;
}

function weeklyText(weekly: Hours[], d: DeskTexts, f: Format): string {
  return weekly
    .map(
      (h) =>
        `${h.days.map((x) => f.weekdayName(x)).join(' ')} ${d.schedule.range(h.from, h.until)}`,
    )
    .join('; ');
}

export function valueText(member: string, value: unknown, d: DeskTexts, f: Format): string {
  if (value === undefined || value === null) return '';
  switch (member) {
    case 'open_from':
    case 'open_until':
    case 'exam_until':
      return f.dayTime(String(value));
    case 'weekly':
      return weeklyText(value as Hours[], d, f);
    case 'review':
      return d.review.short[value as Review] ?? String(value);
    case 'exam_lock':
      return value ? d.force.on : d.force.off;
    default:
      return typeof value === 'number' ? f.number(value) : String(value);
  }
}

function memberRows(desk: Desk, d: DeskTexts, f: Format): Row[] {
  const { values, origins } = desk.effective!;
  return MEMBERS.flatMap((member) => {
    const cells: Row['cells'] = {};
    for (const level of LEVELS) {
      const own = desk.sheets.get(level)?.stored.document[member];
      const text = valueText(
        member,
        own ?? (origins[member] === level ? values[member] : undefined),
        d,
        f,
      );
      if (text) cells[level] = text;
    }
    const value = valueText(member, values[member as keyof PolicyDocument], d, f);
    if (!value && !Object.keys(cells).length) return [];
    const sets = origins[member] === 'default' ? null : (origins[member] ?? null);
    return [
      {
        name: d.force[member],
        cells,
        sets: sets && cells[sets] ? sets : null,
        value: value || d.force.notSet,
      },
    ];
  });
}

/** Limits of the same kind in one row: the smallest is the one that binds. */
function limitRows(desk: Desk, d: DeskTexts, f: Format): Row[] {
  const kinds = new Map<string, Standing[]>();
  for (const l of desk.effective!.limits) {
    const kind = `${l.metric} ${l.scope} ${l.window} ${l.role ?? ''}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), l]);
  }
  const scarcest = [...desk.effective!.limits].sort(
    (a, b) => a.remaining / (a.limit || 1) - b.remaining / (b.limit || 1),
  )[0];
  return [...kinds.values()].map((same) => {
    const least = same.reduce((a, b) => (b.limit < a.limit ? b : a));
    const cells: Row['cells'] = {};
    for (const l of same) cells[l.level] = f.roundNumber(l.limit);
    const role = least.role ? ` (${least.role})` : '';
    return {
      name: d.force.limit(least.metric, least.scope, least.window) + role,
      cells,
      sets: least.level,
      value: f.roundNumber(least.limit),
      note: d.force.left(f.roundNumber(least.remaining)),
      binds: least === scarcest,
    };
  });
}

export function ForceCard({ desk }: { desk: Desk }) {
  const { d, f } = useDesk();
  if (!desk.effective) return null;
  const rows = [...limitRows(desk, d, f), ...memberRows(desk, d, f)];
  const levels = desk.activity ? LEVELS : LEVELS.slice(0, 2);
  return (
    <section class="card card--flush sec" id="sec-force" aria-labelledby="eff-h">
      <div class="card__head">
        <h2 id="eff-h">{d.force.title}</h2>
      </div>
      <div class="tablebox tablebox--matrix">
        <table class="table" role="table">
          <caption class="vh">{d.force.caption}</caption>
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader">
                {d.force.setting}
              </th>
              {levels.map((level) => (
                <th key={level} scope="col" role="columnheader">
                  {d.level.column[level]}
                </th>
              ))}
              <th scope="col" role="columnheader">
                {d.force.value}
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows.map((row) => (
              <tr role="row" key={row.name}>
                <th scope="row" role="rowheader">
                  {row.name}
                </th>
                {levels.map((level) => (
                  <td role="cell" key={level} data-label={d.level.column[level]}>
                    <Cell row={row} level={level} />
                  </td>
                ))}
                <td role="cell" data-label={d.force.value}>
                  <span>
                    <b class={breakable(row.value)}>{row.value}</b>
                    {row.note && <span class="sub num">{row.note}</span>}
                    {row.binds && <span class="tag tag--info">{d.force.binds}</span>}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="card__foot hint">{desk.changes().length ? d.force.unsaved : d.force.narrow}</p>
    </section>
  );
}

/** Long names may break anywhere, numbers never. */
const breakable = (text: string): string =>
  /^[\d.,]+\S*( \p{L}+\.?)?$/u.test(text) ? 'nowrap' : 'breakable';

function Cell({ row, level }: { row: Row; level: Level }) {
  const { d } = useDesk();
  const text = row.cells[level];
  if (!text)
    return (
      <span class="ink-2">
        <span aria-hidden="true">–</span>
        <span class="vh">{d.force.notSet}</span>
      </span>
    );
  if (row.sets !== level) return <span class={breakable(text)}>{text}</span>;
  return (
    <span class="wins">
      <Icon name="check" small />
      <span class={breakable(text)}>
        {text}
        <span class="vh">{d.force.sets}</span>
      </span>
    </span>
  );
}
