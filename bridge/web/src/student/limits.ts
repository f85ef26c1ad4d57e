/* Limits: which quota the meter shows, and how to say when it refills. */
import type { Format, Texts } from '../i18n';
import type { Standing } from '../types';

const WINDOW_ORDER = ['minute', 'hour', 'day', 'week', 'month', 'term'];
const MAX_TICKS = 24;

/** The quota that lets no further question through, if there is one: the one that lasts longest. */
export function exhausted(limits: Standing[]): Standing | null {
  return (
    limits
      .filter((l) => l.remaining <= 0)
      .sort((a, b) => Date.parse(b.resets_at) - Date.parse(a.resets_at))[0] ?? null
  );
}

/** The quota beside the send button: an empty one, else one's own questions, else what is scarcest. */
export function shownLimit(limits: Standing[]): Standing | null {
  const empty = exhausted(limits);
  if (empty) return empty;
  const share = (l: Standing) => (l.limit > 0 ? l.remaining / l.limit : 0);
  const rank = (l: Standing) =>
    (l.scope === 'user' ? 0 : 4) +
    (l.metric === 'requests' ? 0 : 2) +
    (l.window === 'minute' ? 1 : 0);
  const scarce = limits
    .filter((l) => l.window !== 'minute' && share(l) <= 0.1)
    .sort((a, b) => share(a) - share(b))[0];
  return (
    scarce ??
    [...limits].sort(
      (a, b) =>
        rank(a) - rank(b) ||
        share(a) - share(b) ||
        WINDOW_ORDER.indexOf(a.window) - WINDOW_ORDER.indexOf(b.window),
    )[0] ??
    null
  );
}

export const isLow = (l: Standing): boolean => l.limit > 0 && l.remaining / l.limit <= 0.1;
export const countable = (l: Standing): boolean => l.metric === 'requests' && l.limit <= MAX_TICKS;

const midnight = (f: Format, at: number): boolean => /^0?0[:.]00/.test(f.clock(at));

/** "at midnight", "at 15:00", "on Monday", "on 1 December", "in 40 s". */
export function refillWhen(l: Standing, t: Texts, f: Format, now = Date.now()): string {
  const at = Date.parse(l.resets_at);
  const days = f.daysFromNow(at, now);
  if (at - now < 15 * 60_000) return t.meter.at.soon(f.span(at - now));
  if (days === 0) return t.meter.at.clock(f.clock(at));
  if (days === 1 && midnight(f, at)) return t.meter.at.midnight;
  if (days < 7) return t.meter.at.weekday(f.weekday(at));
  return t.meter.at.day(f.day(at));
}

/** "from tonight at 00:00", "from Monday, 00:00" for the sentence about new questions. */
export function newFrom(l: Standing, t: Texts, f: Format, now = Date.now()): string {
  const at = Date.parse(l.resets_at);
  const days = f.daysFromNow(at, now);
  if (days === 0) return t.state.fromClock(f.clock(at));
  if (days === 1 && midnight(f, at)) return t.state.fromTonight;
  return t.state.fromDay(days < 7 ? f.weekday(at) : f.weekdayDay(at), f.clock(at));
}

/** The same for the popover, which has room: with the length of time where it is near. */
export function refillSentence(l: Standing, t: Texts, f: Format, now = Date.now()): string {
  const at = Date.parse(l.resets_at);
  const days = f.daysFromNow(at, now);
  const when = days === 1 && midnight(f, at) ? t.meter.tonight : refillWhen(l, t, f, now);
  return days <= 1 && at - now > 15 * 60_000
    ? t.meter.full(when, f.span(at - now))
    : t.meter.fullOn(when);
}
