/*
 * Compare: two attempts beside each other. Paragraphs are paired first, then the words of each
 * pair are compared, so that long texts cost little and what belongs together stands together.
 */
import { diffLines } from '../lecturer/diff';
import { paragraphs } from './marks';
import type { Attempt, Criterion } from './types';

export interface Piece {
  kind: 'same' | 'added' | 'removed';
  text: string;
}
export interface ComparedRow {
  kind: 'same' | 'changed' | 'added' | 'removed';
  pieces: Piece[];
}

const ALIKE = 0.3; // share of words in common from which two paragraphs are the same one, rewritten
const PAIR_CAP = 60; // changed paragraphs on a side; beyond it they are paired in order
const LINE = '\u2028'; // stands for a line break within a paragraph, because words are compared as lines

const cut = (text: string, code: boolean): string[] =>
  paragraphs(text, code).map(({ start, end }) => text.slice(start, end));

/** Words with the space behind them; a line break is a word of its own. */
function words(text: string): string[] {
  return (text.match(/\r?\n|[^\s]+[^\S\n]*|[^\S\n]+/g) ?? []).map((w) =>
    /^\r?\n$/.test(w) ? LINE : w.replace(/[\u2028\u2029]/g, ' '),
  );
}

export function compareWords(before: string, after: string): Piece[] {
  const out: Piece[] = [];
  for (const { kind, text } of diffLines(words(before).join('\n'), words(after).join('\n'))) {
    const plain = text === LINE ? '\n' : text;
    const last = out.at(-1);
    if (last?.kind === kind) last.text += plain;
    else if (plain) out.push({ kind, text: plain });
  }
  return out;
}

/** Share of the words that two texts have in common, 0 to 1, whatever their order. */
export function likeness(a: string, b: string): number {
  const count = new Map<string, number>();
  const all = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const [left, right] = [all(a), all(b)];
  for (const word of left) count.set(word, (count.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of right) {
    const n = count.get(word) ?? 0;
    if (n > 0) common++;
    count.set(word, n - 1);
  }
  return left.length + right.length ? (2 * common) / (left.length + right.length) : 1;
}

const whole = (kind: 'added' | 'removed', text: string): ComparedRow => ({
  kind,
  pieces: [{ kind, text }],
});

/** Pairs that keep their order and have most in common. */
function pair(before: string[], after: string[]): ComparedRow[] {
  const [m, n] = [before.length, after.length];
  const like = before.map((a) => after.map((b) => likeness(a, b)));
  const best = Array.from({ length: m + 1 }, () => new Float64Array(n + 1));
  for (let i = m - 1; i >= 0; i--)
    for (let j = n - 1; j >= 0; j--) {
      const both = like[i]![j]! >= ALIKE ? like[i]![j]! + best[i + 1]![j + 1]! : -1;
      best[i]![j] = Math.max(both, best[i + 1]![j]!, best[i]![j + 1]!);
    }
  const rows: ComparedRow[] = [];
  let [i, j] = [0, 0];
  while (i < m && j < n) {
    const score = best[i]![j]!;
    if (like[i]![j]! >= ALIKE && score === like[i]![j]! + best[i + 1]![j + 1]!)
      rows.push({ kind: 'changed', pieces: compareWords(before[i++]!, after[j++]!) });
    else if (score === best[i + 1]![j]!) rows.push(whole('removed', before[i++]!));
    else rows.push(whole('added', after[j++]!));
  }
  while (i < m) rows.push(whole('removed', before[i++]!));
  while (j < n) rows.push(whole('added', after[j++]!));
  return rows;
}

function inOrder(before: string[], after: string[]): ComparedRow[] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, n) => {
    const [a, b] = [before[n], after[n]];
    if (a === undefined) return whole('added', b!);
    if (b === undefined) return whole('removed', a);
    return { kind: 'changed', pieces: compareWords(a, b) };
  });
}

export function compareTexts(before: string, after: string, code = false): ComparedRow[] {
  const [a, b] = [cut(before, code), cut(after, code)];
  const lines = (list: string[]) => list.map((p) => p.replace(/\r?\n/g, LINE)).join('\n');
  const rows: ComparedRow[] = [];
  let gone: string[] = [];
  let come: string[] = [];
  const settle = () => {
    const small = gone.length <= PAIR_CAP && come.length <= PAIR_CAP;
    rows.push(...(small ? pair : inOrder)(gone, come));
    [gone, come] = [[], []];
  };
  for (const { kind, text } of diffLines(lines(a), lines(b))) {
    const plain = text.replaceAll(LINE, '\n');
    if (kind === 'removed') gone.push(plain);
    else if (kind === 'added') come.push(plain);
    else {
      settle();
      rows.push({ kind: 'same', pieces: [{ kind: 'same', text: plain }] });
    }
  }
  settle();
  return rows;
}

export type Change = 'up' | 'down' | 'same' | 'unknown';
export interface LevelChange {
  criterion: Criterion;
  before: number | null;
  after: number | null;
  change: Change;
}

/** How each criterion moved; one whose levels were rewritten meanwhile cannot be compared. */
export function compareLevels(
  before: Attempt | undefined,
  after: Attempt,
  criteria: Criterion[],
): LevelChange[] {
  const levelOf = (attempt: Attempt | undefined, id: string) =>
    attempt?.criteria?.find((f) => f.id === id)?.level ?? null;
  const names = (list: Criterion[] | undefined, id: string) =>
    list
      ?.find((c) => c.id === id)
      ?.levels.map((l) => l.name)
      .join('\n');
  return criteria.map((criterion) => {
    const [a, b] = [levelOf(before, criterion.id), levelOf(after, criterion.id)];
    const then = names(before?.rubric, criterion.id);
    const rewritten = then !== undefined && then !== names(criteria, criterion.id);
    const change =
      a === null || b === null || rewritten ? 'unknown' : b > a ? 'up' : b < a ? 'down' : 'same';
    return { criterion, before: a, after: b, change };
  });
}
