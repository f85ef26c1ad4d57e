/*
 * Marks: a text cut into paragraphs and stretches, so that quotations can be marked in it. Places
 * are UTF-16 code units, as the server gives them; what lies outside the text is left out.
 */
import type { Criterion, Evidence, EvidenceKind, Feedback } from './types';

/** One quotation, named after its criterion: "2", or "2a" and "2b" where there are several. */
export interface Mark {
  label: string;
  criterion: number; // place in the rubric, from 0
  kind: EvidenceKind | 'hint';
  quote: string;
  start: number;
  end: number;
}
export interface Stretch {
  text: string;
  marks: Mark[]; // that cover it
  ends: Mark[]; // that end with it: their numbers stand behind it
}

const letter = (n: number): string => String.fromCharCode(97 + (n % 26));

/** Names do not depend on what else has arrived: criteria come in any order. */
export function marksOf(criteria: Criterion[], feedback: Feedback[]): Mark[] {
  return criteria.flatMap((criterion, at) => {
    const evidence = feedback.find((f) => f.id === criterion.id)?.evidence ?? [];
    return evidence.map((e: Evidence, n) => ({
      label: `${at + 1}${evidence.length > 1 ? letter(n) : ''}`,
      criterion: at,
      kind: e.kind,
      quote: e.quote,
      start: e.start,
      end: e.end,
    }));
  });
}

const inside = (text: string) => (m: Mark) =>
  Number.isInteger(m.start) &&
  Number.isInteger(m.end) &&
  m.start >= 0 &&
  m.start < m.end &&
  m.end <= text.length;

/** The paragraphs of a text with their places; blank lines part them, in code every line is one. */
export function paragraphs(text: string, code = false): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = [];
  const gap = code ? /\r?\n/g : /[^\S\n]*\r?\n(?:[^\S\n]*\r?\n)+/g;
  let from = 0;
  for (const hit of text.matchAll(gap)) {
    if (code || hit.index > from) out.push({ start: from, end: hit.index });
    from = hit.index + hit[0].length;
  }
  if (from < text.length || !out.length) out.push({ start: from, end: text.length });
  return out;
}

/** Each paragraph as stretches that are covered by the same marks throughout. */
export function stretches(text: string, all: Mark[], code = false): Stretch[][] {
  const marks = all.filter(inside(text));
  const parts = paragraphs(text, code);
  return parts.map(({ start, end }, p) => {
    const here = marks.filter((m) => m.start < end && m.end > start);
    const cuts = new Set([start, end]);
    for (const m of here) cuts.add(Math.max(start, m.start)).add(Math.min(end, m.end));
    const at = [...cuts].sort((a, b) => a - b);
    const last = here.filter((m) => m.end <= (parts[p + 1]?.start ?? Infinity)); // it goes no further
    return at.slice(0, -1).map((from, n) => {
      const to = at[n + 1]!;
      return {
        text: text.slice(from, to),
        marks: here.filter((m) => m.start <= from && m.end >= to),
        ends: last.filter((m) => Math.min(m.end, end) === to),
      };
    });
  });
}
