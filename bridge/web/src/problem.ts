/* Problem kinds: what a problem document means for the page. Names differ, statuses do not lie. */
import { ApiError, problemName } from './api';
import type { Texts } from './i18n/en';
import type { Problem } from './types';

export type ProblemKind =
  | 'quota'
  | 'busy'
  | 'down'
  | 'too_long'
  | 'gate'
  | 'session'
  | 'forbidden'
  | 'gone'
  | 'stale'
  | 'field'
  | 'offline'
  | 'running'
  | 'model'
  | 'other';

const BY_NAME: [RegExp, ProblemKind][] = [
  [/quota|limit-reached/, 'quota'],
  [/too-long|too-large/, 'too_long'],
  [/too-many-running/, 'running'],
  [/model-unavailable/, 'model'],
  [/store|restarting/, 'other'],
  [/exam|gate|closed|not-open|outside-hours|schedule|locked/, 'gate'],
  [/busy|rate|queue-full/, 'busy'],
  [/unavailable|backend|broken|upstream|timeout/, 'down'],
  [/stale/, 'stale'],
  [/offline/, 'offline'],
];
const BY_STATUS: Record<number, ProblemKind> = {
  401: 'session',
  403: 'forbidden',
  404: 'gone',
  409: 'stale',
  410: 'gone',
  413: 'too_long',
  422: 'field',
  423: 'gate',
  429: 'busy',
  502: 'down',
  503: 'down',
  504: 'down',
};

export function problemKind(problem: Problem): ProblemKind {
  if (problem.status === 401) return 'session';
  const name = problemName(problem);
  return (
    BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ??
    BY_STATUS[problem.status ?? 0] ??
    'other'
  );
}

/** One sentence for what went wrong with a call that has no better place to say it. */
export function errorText(error: unknown, t: Texts): string {
  if (!(error instanceof ApiError)) return t.errors.other;
  switch (problemKind(error.problem)) {
    case 'offline':
      return t.errors.offline;
    case 'forbidden':
      return t.errors.forbidden;
    case 'gone':
      return t.errors.gone;
    case 'session':
      return t.boot.endedTitle;
    case 'field':
      return error.problem.detail ?? t.errors.other;
    default:
      return error.status >= 500 ? t.errors.server : t.errors.other;
  }
}
