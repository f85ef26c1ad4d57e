/*
 * Figures: the shapes of GET usage and near-limit, and what a chart of them says. No components
 * here: what is said is tested without a page.
 */
import type { DeskTexts, Format } from '../i18n';
import type { ActivityInfo, Gate, Metric, ReportReason, Standing, Window } from '../types';

export type Span = '7' | '14' | 'term';
export type Measure = 'questions' | 'tokens' | 'students' | 'refused' | 'wait';
export type Cut = 'day' | 'hour';
export const SPANS: Span[] = ['7', '14', 'term'];
export const MEASURES: Measure[] = ['questions', 'tokens', 'students', 'refused', 'wait'];

export interface Cell {
  questions: number;
  input_tokens: number;
  output_tokens: number;
  students: number;
  refused: number;
  wait_s: number | null;
  few: boolean;
}
export interface Hour {
  hour: number;
  questions_percent: number;
  input_tokens_percent: number;
  output_tokens_percent: number;
  refused_percent: number;
  students: number;
  wait_s: number | null;
  few: boolean;
}
export type Reason = 'limit' | 'closed' | 'service' | 'other';
export interface Usage {
  span: Span;
  time_zone: string;
  as_of: string;
  few: number;
  total: Cell & {
    wait_half_s: number | null;
    wait_longest_s: number | null;
    refused_by: Record<Reason, number>;
  };
  before: { questions: number } | null;
  activities: (ActivityInfo & Cell & { gate: Gate; budget: Standing | null })[];
  days: (Cell & { date: string })[];
  hours: Hour[];
}

/** Somebody who has used most of a limit; `name` is how lecturers call them in this course. */
export interface Near {
  person: string;
  name: string;
  activity: string | null;
  metric: Metric;
  window: Window;
  limit: number;
  granted: number;
  used: number;
  resets_at: string;
}

/** A grade on its way to the LMS; `reason` is a key of the dictionary `scores`. */
export interface Grade {
  activity: { id: string; title: string };
  person: string;
  status: 'waiting' | 'sent' | 'refused';
  reason: string | null;
  at: string;
  next_at: string | null;
}
export interface Grades {
  counts: { waiting: number; sent: number; refused: number };
  scores: Grade[];
}

/** Grades that did not arrive, together where activity and reason are the same. */
export function troubles(grades: Grades): Grade[][] {
  const found = new Map<string, Grade[]>();
  for (const grade of grades.scores) {
    if (grade.status === 'sent' || !grade.reason) continue;
    const key = `${grade.status} ${grade.activity.id} ${grade.reason}`;
    found.set(key, [...(found.get(key) ?? []), grade]);
  }
  return [...found.values()];
}

/** An answer that a student reported; question and answer are null where they may not be read. */
export interface Report {
  turn: string;
  activity: string;
  reason: ReportReason;
  status: 'open' | 'closed';
  readable: boolean;
  at: string;
}
export interface WholeReport extends Report {
  note: string;
  question: string | null;
  answer: string | null;
  model: string | null;
  name: string | null;
}
export interface Opinions {
  reports: Report[];
  ratings: { activity: string; up: number; down: number; few: boolean }[];
}

export interface Bar {
  label: string; // below the bar
  name: string; // in a sentence
  value: number | null; // null: withheld
}

function ofDay(day: Cell, measure: Measure): number {
  if (measure === 'tokens') return day.input_tokens + day.output_tokens;
  return measure === 'wait' ? (day.wait_s ?? 0) : day[measure];
}

function ofHour(hour: Hour, measure: Measure): number {
  if (measure === 'tokens')
    return Math.round((hour.input_tokens_percent + hour.output_tokens_percent) / 2);
  if (measure === 'wait') return hour.wait_s ?? 0;
  return measure === 'students' ? hour.students : hour[`${measure}_percent`];
}

/** A day of the university's calendar, whatever the zone of this device is. */
export const dayOf = (date: string): number => Date.parse(`${date}T12:00:00Z`);

const clock = (hour: number): string => `${hour}:00`;

/** One bar for each day or hour. */
export function barsOf(usage: Usage, measure: Measure, cut: Cut, d: DeskTexts, f: Format): Bar[] {
  if (cut === 'hour')
    return usage.hours.map((h) => ({
      label: String(h.hour),
      name: d.overview.chart.hour(clock(h.hour), clock((h.hour + 1) % 24)),
      value: h.few && !ofHour(h, measure) ? null : ofHour(h, measure),
    }));
  return usage.days.map((day) => ({
    label: f.dayNumber(dayOf(day.date)),
    name: f.day(dayOf(day.date)),
    value: day.few && !ofDay(day, measure) ? null : ofDay(day, measure),
  }));
}

/** What the value of a bar is called: hours are told as shares. */
export function valueText(value: number, measure: Measure, cut: Cut, f: Format): string {
  const share = cut === 'hour' && measure !== 'wait' && measure !== 'students';
  return share ? f.percent(value / 100) : f.number(value);
}

/** The finding in a sentence. */
export function finding(bars: Bar[], measure: Measure, cut: Cut, d: DeskTexts, f: Format): string {
  const known = bars.filter((b) => b.value !== null) as (Bar & { value: number })[];
  const most = known.reduce<(typeof known)[0] | null>(
    (a, b) => (!a || b.value > a.value ? b : a),
    null,
  );
  if (!most || most.value === 0) return d.overview.chart.none[cut];
  const text = (value: number) => valueText(value, measure, cut, f);
  const least = Math.min(...known.map((b) => b.value));
  return cut === 'hour'
    ? d.overview.chart.hours(measure, text(most.value), most.name)
    : d.overview.chart.days(measure, text(least), text(most.value), most.name);
}

/** "18% more than before"; empty when there is nothing to compare with. */
export function change(now: number, before: number, d: DeskTexts, f: Format): string {
  const { tiles } = d.overview;
  if (!before) return '';
  const share = (now - before) / before;
  if (Math.round(share * 100) === 0) return tiles.same;
  return share > 0 ? tiles.more(f.percent(share)) : tiles.less(f.percent(-share));
}
