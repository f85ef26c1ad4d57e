/*
 * Release: the drafts of an activity as a lecturer works through them: the table, what is
 * selected, the one that is open with what was changed in it, and what becomes of it.
 */
import { ApiError } from '../../api';
import { problemKind } from '../../problem';
import { Observable } from '../../store';
import type { FeedbackApi } from '../api';
import { sumOf } from '../rubric';
import type {
  Draft,
  Edit,
  Filter,
  Judgement,
  Person,
  Released,
  Row,
  RowState,
  Rows,
} from '../types';

const RELEASED: RowState[] = ['released', 'waiting', 'sent', 'refused'];
/** Can be released among others; a hint has to be looked at first. */
const READY: RowState[] = ['draft', 'edited'];

export const isReleased = (state: RowState): boolean => RELEASED.includes(state);
export const canRelease = (state: RowState): boolean => READY.includes(state);

type EditOf = ({ id: string } & Judgement)[];

export class Release extends Observable {
  state: 'loading' | 'ready' | 'failed' = 'loading';
  filter: Filter = 'all';
  table: Rows | null = null;
  readonly selected = new Set<string>();
  readonly seen = new Set<string>(); // opened here
  current: string | null = null;
  draft: Draft | null = null;
  draftState: 'none' | 'loading' | 'ready' | 'failed' | 'closed' = 'none'; // closed: a student's own
  criteria: EditOf = [];
  summary = '';
  busy = false; // something is on its way to the server
  failure: unknown = null;
  stale = false;

  constructor(
    readonly calls: FeedbackApi,
    readonly review: Person | null, // a submission review: nobody else is shown
  ) {
    super();
  }

  get rows(): Row[] {
    return this.table?.rows ?? [];
  }
  row(id: string | null): Row | undefined {
    return this.rows.find((r) => r.id === id);
  }

  /* ---- the table ---- */

  async load(filter = this.filter): Promise<void> {
    if (!this.table) this.state = 'loading';
    this.filter = filter;
    this.changed();
    try {
      const table = await this.calls.rows(filter, this.person);
      if (this.filter !== filter) return; // another one was chosen meanwhile
      this.table = table;
      for (const id of this.selected)
        if (!canRelease(this.row(id)?.state ?? 'failed')) this.selected.delete(id);
      this.state = 'ready';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.state = 'failed';
    }
    this.changed();
  }
  private get person(): { person?: string } {
    return this.review?.person ? { person: this.review.person } : {};
  }

  async more(): Promise<void> {
    const after = this.table?.next;
    if (!after || this.busy) return;
    this.busy = true;
    this.changed();
    const found = await this.calls.rows(this.filter, { ...this.person, after }).catch(() => null);
    this.busy = false;
    if (found && this.table?.next === after)
      this.table = { ...found, rows: [...this.table.rows, ...found.rows] };
    this.changed();
  }

  select(id: string, yes: boolean): void {
    if (yes) this.selected.add(id);
    else this.selected.delete(id);
    this.changed();
  }
  selectAll(yes: boolean): void {
    this.selected.clear();
    if (yes) for (const row of this.rows) if (canRelease(row.state)) this.selected.add(row.id);
    this.changed();
  }
  wasSeen(row: Row): boolean {
    return this.seen.has(row.id) || row.seen === true;
  }

  /* ---- one draft ---- */

  async open(id: string): Promise<void> {
    if (this.current !== id && this.dirty && !(await this.save())) return;
    this.current = id;
    this.draft = null;
    this.draftState = 'loading';
    this.failure = null;
    this.stale = false;
    this.changed();
    await this.fetch(id);
  }
  private async fetch(id: string): Promise<void> {
    try {
      const draft = await this.calls.draft(id);
      if (this.current !== id) return;
      this.take(draft);
      this.seen.add(id);
      // Looking answers the question whether somebody looked.
      this.patch(id, { seen: true, state: draft.state });
      this.draftState = 'ready';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (this.current === id)
        this.draftState = error.kind === 'review-closed' ? 'closed' : 'failed';
    }
    this.changed();
  }
  close(): void {
    this.current = null;
    this.draft = null;
    this.draftState = 'none';
    this.changed();
  }

  private take(draft: Draft): void {
    this.draft = draft;
    this.summary = draft.summary ?? '';
    this.criteria = (draft.rubric ?? []).map((criterion) => {
      const given = draft.criteria.find((k) => k.id === criterion.id);
      return {
        id: criterion.id,
        level: given?.level ?? 0,
        points: given?.points ?? 0,
        advice: given?.advice ?? '',
        next_step: given?.next_step ?? '',
      };
    });
    this.stale = false;
  }
  private patch(id: string, change: Partial<Row>): void {
    if (this.table)
      this.table.rows = this.table.rows.map((r) => (r.id === id ? { ...r, ...change } : r));
  }

  get points(): number {
    return sumOf(this.criteria.map((k) => k.points));
  }
  get dirty(): boolean {
    const { draft } = this;
    if (!draft) return false;
    return (
      this.summary !== (draft.summary ?? '') ||
      this.criteria.some((k) => {
        const stored = draft.criteria.find((x) => x.id === k.id);
        return (
          !stored ||
          stored.level !== k.level ||
          !Object.is(stored.points, k.points) ||
          (stored.advice ?? '') !== k.advice ||
          (stored.next_step ?? '') !== k.next_step
        );
      })
    );
  }
  /** A number that is none, or too large: it cannot be saved. */
  wrong(id: string): boolean {
    const points = this.criteria.find((k) => k.id === id)?.points ?? NaN;
    return !(points >= 0 && points <= 100_000);
  }

  edit(id: string, change: Partial<Judgement>): void {
    this.criteria = this.criteria.map((k) => (k.id === id ? { ...k, ...change } : k));
    this.failure = null;
    this.changed();
  }
  editSummary(summary: string): void {
    this.summary = summary;
    this.changed();
  }
  /** The model's own words and points are back in the fields. Answers what was there. */
  restore(): () => void {
    const [criteria, summary] = [this.criteria, this.summary];
    for (const k of this.draft?.criteria ?? []) this.edit(k.id, { ...k.draft });
    this.changed();
    return () => {
      this.criteria = criteria;
      this.summary = summary;
      this.changed();
    };
  }

  async save(): Promise<boolean> {
    const { draft, criteria, summary } = this;
    if (!draft || this.busy || criteria.some((k) => this.wrong(k.id))) return false;
    const edit: Edit = { criteria, summary, base_revision: draft.revision ?? 0 };
    this.busy = true;
    this.failure = null;
    this.changed();
    try {
      const { revision, points } = await this.calls.saveFeedback(draft.id, edit);
      this.patch(draft.id, { state: 'edited', points });
      if (this.current === draft.id) await this.fetch(draft.id);
      else draft.revision = revision;
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (problemKind(error.problem) === 'stale') this.stale = true;
      else this.failure = error;
      return false;
    } finally {
      this.busy = false;
      this.changed();
    }
  }
  async takeTheirs(): Promise<void> {
    if (this.current) await this.fetch(this.current);
  }
  /** Ours over theirs: onto the revision that is there now. */
  async keepMine(): Promise<boolean> {
    const { criteria, summary } = this;
    if (!this.current) return false;
    await this.fetch(this.current);
    this.criteria = criteria;
    this.summary = summary;
    return this.save();
  }

  /* ---- release ---- */

  /** The next one below that waits, else the first above. */
  nextAfter(id: string): string | null {
    const at = this.rows.findIndex((r) => r.id === id);
    const order = [...this.rows.slice(at + 1), ...this.rows.slice(0, Math.max(0, at))];
    return (
      order.find((r) => r.id !== id && ['draft', 'edited', 'look'].includes(r.state))?.id ?? null
    );
  }

  async release(ids: string[]): Promise<Released | null> {
    if (this.busy) return null;
    this.busy = true;
    this.changed();
    try {
      const answer = await this.calls.release(ids);
      for (const id of answer.released) this.selected.delete(id);
      return answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failure = error;
      return null;
    } finally {
      this.busy = false;
      await this.load();
      if (this.current && ids.includes(this.current)) await this.fetch(this.current);
    }
  }

  /** Saves what is open, releases it. Null: it was not. */
  async releaseOpen(): Promise<{ next: string | null } | null> {
    const id = this.current;
    if (!id || (this.dirty && !(await this.save()))) return null;
    const next = this.nextAfter(id); // while its place in the table is known
    const answer = await this.release([id]);
    return answer?.released.includes(id) ? { next } : null;
  }
}
