/* Rubric: sums, and what an editor does to criteria and levels. Points are rounded to two decimals, as the server does. */
import type { AssignmentDocument, Criterion, Rubric, RubricLevel } from './types';

export const CRITERIA_MAX = 12;
export const LEVELS_MIN = 2;
export const LEVELS_MAX = 6;

const round = (n: number): number => Math.round(n * 100) / 100;

export const pointsOf = (criterion: Criterion, level: number): number =>
  round((criterion.levels[level]?.points ?? 0) * criterion.weight);
export const bestOf = (criterion: Criterion): number =>
  pointsOf(criterion, criterion.levels.length - 1);
export const maxPoints = (criteria: Criterion[]): number =>
  round(criteria.reduce((sum, c) => sum + bestOf(c), 0));
export const sumOf = (points: number[]): number =>
  round(points.reduce((sum, p) => sum + (Number.isFinite(p) ? p : 0), 0));

/** An id that no other criterion has: k1, k2, … */
export function freshId(criteria: Criterion[]): string {
  for (let n = criteria.length + 1; ; n++)
    if (!criteria.some((c) => c.id === `k${n}`)) return `k${n}`;
}

export function moved<T>(list: T[], from: number, to: number): T[] {
  const out = [...list];
  if (from < 0 || to < 0 || from >= list.length || to >= list.length) return out;
  out.splice(to, 0, ...out.splice(from, 1));
  return out;
}

/** One more level on top, worth one step more than the best so far. */
export function withLevel(levels: RubricLevel[]): RubricLevel[] {
  const [last, before] = [levels.at(-1), levels.at(-2)];
  const step = last && before ? last.points - before.points : 1;
  return [
    ...levels,
    { name: '', description: '', points: round((last?.points ?? -1) + (step > 0 ? step : 1)) },
  ];
}

/** Two levels are the least, the ids are kept: a criterion that came from a file may lack both. */
export function tidyDocument(document: AssignmentDocument): AssignmentDocument {
  const out: AssignmentDocument = { ...document, rubric: tidyRubric(document.rubric) };
  if (!out.language) delete out.language;
  if (!out.due) delete out.due;
  if (!out.sample_solution?.trim()) delete out.sample_solution;
  return out;
}
function tidyRubric(rubric: Rubric): Rubric {
  return {
    criteria: rubric.criteria.map((c) => ({
      id: c.id,
      name: c.name.trim(),
      description: c.description.trim(),
      weight: c.weight,
      levels: c.levels.map((l) => ({
        name: l.name.trim(),
        description: l.description.trim(),
        points: l.points,
      })),
    })),
  };
}

export interface RubricFault {
  field: string;
  what:
    'empty' | 'points' | 'rising' | 'weight' | 'attempts' | 'task' | 'few' | 'long' | 'worthless';
}

const bytes = (text: string): number => new TextEncoder().encode(text).length;
const number = (n: unknown, least: number, most: number): boolean =>
  typeof n === 'number' && n >= least && n <= most;

/** The first look, before the server has its own. Fields are JSON pointers into the document. */
export function checkDocument(document: AssignmentDocument): RubricFault[] {
  const faults: RubricFault[] = [];
  const fault = (field: string, what: RubricFault['what']) => faults.push({ field, what });
  if (!document.task.trim()) fault('/task', 'task');
  else if (bytes(document.task) > 32768) fault('/task', 'long');
  if (bytes(document.sample_solution ?? '') > 65536) fault('/sample_solution', 'long');
  if (!Number.isInteger(document.attempts) || !number(document.attempts, 1, 20))
    fault('/attempts', 'attempts');
  const { criteria } = document.rubric;
  if (!criteria.length) fault('/rubric/criteria', 'few');
  criteria.forEach((c, n) => {
    const at = `/rubric/criteria/${n}`;
    if (!c.name.trim()) fault(`${at}/name`, 'empty');
    if (!number(c.weight, 0, 100)) fault(`${at}/weight`, 'weight');
    c.levels.forEach((l, i) => {
      if (!l.name.trim()) fault(`${at}/levels/${i}/name`, 'empty');
      if (!number(l.points, 0, 1000)) fault(`${at}/levels/${i}/points`, 'points');
      else if (i > 0 && !(l.points > c.levels[i - 1]!.points))
        fault(`${at}/levels/${i}/points`, 'rising');
    });
  });
  if (!faults.length && maxPoints(criteria) <= 0) fault('/rubric/criteria', 'worthless');
  return faults;
}
