/* Document: what the editor does with a policy document: compare, tidy, check before it is sent. */
import type { DeskTexts } from '../i18n';
import type { PolicyDocument } from '../types';

export type Member = keyof PolicyDocument;
export interface Fault {
  field: string;
  text: string;
  fromServer?: boolean;
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    v && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  ) ?? '';

/** Members in which two documents differ. */
export function changedMembers(a: PolicyDocument, b: PolicyDocument): Member[] {
  const members = new Set([...Object.keys(a), ...Object.keys(b)] as Member[]);
  return [...members].filter((m) => canonical(a[m]) !== canonical(b[m]));
}

/** Empty lists and texts say nothing: they are left out, so that "not set" stays "not set". */
export function tidy(document: PolicyDocument): PolicyDocument {
  const out = { ...document };
  if (out.starters) out.starters = out.starters.map((s) => s.trim()).filter(Boolean);
  for (const member of Object.keys(out) as Member[]) {
    const value = out[member];
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
      delete out[member];
  }
  return out;
}

const whole = (value: unknown, least: number): boolean =>
  Number.isInteger(value) && (value as number) >= least;

/** The first look, before the server has its own. Fields are JSON pointers, as in its answers. */
export function check(document: PolicyDocument, d: DeskTexts): Fault[] {
  const faults: Fault[] = [];
  const fault = (field: string, text: string) => faults.push({ field, text });
  const { temperature, max_output_tokens, memory_tokens, open_from, open_until, weekly, quotas } =
    document;
  if (temperature !== undefined && !(temperature >= 0 && temperature <= 2))
    fault('/temperature', d.fault.number('0', '2'));
  if (max_output_tokens !== undefined && !whole(max_output_tokens, 1))
    fault('/max_output_tokens', d.fault.positive);
  if (memory_tokens !== undefined && !whole(memory_tokens, 0))
    fault('/memory_tokens', d.fault.whole);
  if (open_from && open_until && Date.parse(open_until) <= Date.parse(open_from))
    fault('/open_until', d.fault.order);
  weekly?.forEach((hours, n) => {
    if (!hours.days.length) fault(`/weekly/${n}/days`, d.fault.days);
    if (!hours.from || !hours.until || hours.until <= hours.from)
      fault(`/weekly/${n}/until`, d.fault.order);
  });
  const seen = new Set<string>();
  quotas?.forEach((quota, n) => {
    if (!whole(quota.value, 0)) fault(`/quotas/${n}/value`, d.fault.whole);
    const kind = `${quota.scope} ${quota.role ?? ''} ${quota.metric} ${quota.window}`;
    if (seen.has(kind)) fault(`/quotas/${n}/value`, d.fault.twice);
    seen.add(kind);
  });
  return faults;
}
