/* When: a day and a clock time as people say them. */
import type { Format } from '../i18n';
import type { FeedbackTexts } from '../i18n/feedback.en';
import type { Work } from './work';

/** "today, 16:20", "tomorrow, 23:59", "Sat 12 Dec, 23:59". */
export function when(at: string | number, w: FeedbackTexts, f: Format, now = Date.now()): string {
  const time = f.clock(at);
  switch (f.daysFromNow(at, now)) {
    case 0:
      return w.when.today(time);
    case 1:
      return w.when.tomorrow(time);
    case -1:
      return w.when.yesterday(time);
    default:
      return w.when.day(`${f.weekdayShort(at)} ${f.dayShort(at)}`, time);
  }
}

/** How the text is kept, in words. */
export function savedWords(
  work: Pick<Work, 'saving' | 'savedAt' | 'preview'>,
  w: FeedbackTexts,
  f: Format,
  now = Date.now(),
): string {
  if (work.preview) return w.write.preview;
  switch (work.saving) {
    case 'saving':
      return w.write.saving;
    case 'failed':
      return w.write.notSaved;
    case 'waiting':
      return w.write.unsaved;
    case 'saved': {
      const at = work.savedAt;
      if (!at) return w.write.nothing;
      return f.daysFromNow(at, now) === 0
        ? w.write.saved(f.clock(at))
        : w.write.savedOn(when(at, w, f, now));
    }
    case 'idle':
      return w.write.nothing;
  }
}

/** "1 of 3 attempts left, due Sat 12 Dec, 23:59"; short where there is little room. */
export function leftWords(
  work: Work,
  w: FeedbackTexts,
  f: Format,
  short = false,
  now = Date.now(),
): string {
  if (work.preview) return w.bar.preview;
  const { submission } = work;
  if (!submission) return '';
  const { attempts, due } = submission.assignment;
  const left = submission.attempts_left
    ? (short ? w.bar.leftShort : w.bar.left)(submission.attempts_left, attempts)
    : w.bar.none;
  if (!due) return left;
  const day = when(due, w, f, now);
  const late = Date.parse(due) < now;
  return `${left}, ${late ? w.bar.wasDue(day) : short ? w.bar.dueShort(day) : w.bar.due(day)}`;
}
