/*
 * Work: everything the student's feedback page knows: the task, the text that is being written,
 * what was handed in, and the feedback on it. Components draw it; its methods are what a person
 * can do. The lecturer's student view is the same thing with preview set: nothing of it is kept.
 */
import { ApiError, type Api } from '../api';
import { requestId } from '../live/socket';
import { tabMemory } from '../memory';
import { problemKind } from '../problem';
import { Observable } from '../store';
import { Chat } from '../student/chat';
import type { Me, Problem } from '../types';
import { FeedbackApi } from './api';
import { countWords } from './count';
import { Judge, type JudgeEvents } from './judge';
import type { Attempt, AttemptHead, AttemptMessage, Criterion, Submission } from './types';

const SAVE_MS = 1200; // after the last key
const RETRY_MS = 8000;
const STALE = /past-due|no-attempts-left|no-assignment|attempt-under-way/; // the page was behind

export type View =
  { at: 'write' } | { at: 'read'; id: string } | { at: 'compare'; before: string; after: string };
export type Saving = 'idle' | 'waiting' | 'saving' | 'saved' | 'failed';
export type Spoken =
  | { what: 'handed-in' | 'reading' | 'held' | 'failed' | 'refused' }
  | { what: 'queue'; place: number; seconds: number }
  | { what: 'criterion'; ready: number; of: number }
  | { what: 'complete'; of: number };

const running = (a: AttemptHead): boolean => a.status === 'judging';

export class Work extends Observable {
  state: 'loading' | 'ready' | 'failed' | 'unset' = 'loading'; // unset: no assignment was saved yet
  submission: Submission | null = null;
  view: View = { at: 'write' };
  readonly full = new Map<string, Attempt>(); // with text and criteria
  readonly missing = new Set<string>(); // that could not be loaded
  text = '';
  saving: Saving = 'idle';
  savedAt: string | null = null;
  files: { id: string; name: string }[] = []; // whose text was taken over
  handing: string | null = null; // the request under way, until it is admitted
  refused: Problem | null = null;
  queue: { attempt: string; place: number; seconds: number } | null = null;
  onSpeak: (said: Spoken) => void = () => {};
  readonly chat: Chat;
  readonly calls: FeedbackApi;
  private readonly judge: Judge;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly detach: () => void;

  constructor(
    readonly api: Api,
    readonly me: Me,
    readonly preview = false,
  ) {
    super();
    this.calls = new FeedbackApi(api);
    this.chat = new Chat(api, me, preview);
    this.judge = new Judge((message) => this.chat.live.tell(message), this.events());
    this.chat.onAttempt = (message) => this.judge.receive(message as AttemptMessage);
    this.chat.onReady = () => {
      this.judge.ready();
      if (this.saving === 'failed') void this.save();
    };
    this.chat.attemptsWait = () => this.judge.busy;
    const seen = () => {
      if (document.hidden) void this.save();
      else if (this.state === 'unset') void this.load();
      else if (this.waitsForOthers) void this.refresh();
    };
    document.addEventListener('visibilitychange', seen);
    this.detach = () => document.removeEventListener('visibilitychange', seen);
  }

  /** The connection, the gate or the limits changed. */
  drawAgain(): void {
    this.changed();
  }

  begin(): void {
    void this.chat.start();
  }
  dispose(): void {
    this.detach();
    if (this.saving === 'waiting') void this.save();
    clearTimeout(this.timer);
    this.chat.dispose();
  }

  /* ---- what is there ---- */

  /** In the order they were handed in; a failed one counts for nothing and shows only as the last. */
  get attempts(): AttemptHead[] {
    const all = this.submission?.attempts ?? [];
    return all.filter((a, n) => a.status !== 'failed' || n === all.length - 1);
  }
  get latest(): AttemptHead | undefined {
    return this.attempts.at(-1);
  }
  get shown(): AttemptHead | undefined {
    const { view } = this;
    return view.at === 'read' ? this.attempts.find((a) => a.id === view.id) : undefined;
  }
  criteriaOf(attempt: Attempt | undefined): Criterion[] {
    return attempt?.rubric?.length ? attempt.rubric : (this.submission?.assignment.criteria ?? []);
  }
  get words(): number {
    return countWords(this.text);
  }
  /** Another attempt can be begun. */
  get canWrite(): boolean {
    return this.submission !== null && this.submission.closed === null && !this.chat.ended;
  }
  get reading(): boolean {
    return this.attempts.some(running);
  }
  private get waitsForOthers(): boolean {
    return this.attempts.some((a) => a.status === 'held' || running(a));
  }
  private get key(): string {
    return `draft.feedback.${this.me.activity?.id ?? ''}`;
  }

  /* ---- loading ---- */

  async load(): Promise<void> {
    this.state = 'loading';
    this.changed();
    try {
      const found = await this.calls.submission();
      if (!found.assignment) {
        this.state = 'unset';
        this.changed();
        return;
      }
      this.take(found);
      const unsaved = this.preview ? '' : tabMemory.get(this.key);
      this.text = unsaved || this.submission!.draft?.text || '';
      this.savedAt = this.submission!.draft?.saved_at ?? null;
      this.saving = unsaved ? 'waiting' : this.savedAt ? 'saved' : 'idle';
      if (unsaved) void this.save();
      this.state = 'ready';
      const last = this.latest;
      if (last) await this.read(last.id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.state = 'failed';
    }
    this.changed();
  }

  private take(found: Submission): void {
    found.attempts.sort((a, b) => a.number - b.number);
    this.submission = found;
    for (const a of found.attempts) if (running(a)) this.judge.follow(a.id);
  }

  /** What changed meanwhile: released by a lecturer, read on another device. */
  async refresh(): Promise<void> {
    if (this.preview) return;
    const found = await this.calls.submission().catch(() => null);
    if (!found) return;
    const before = new Map(this.submission?.attempts.map((a) => [a.id, a.status]));
    this.take(found);
    for (const a of found.attempts)
      if (before.get(a.id) !== a.status && this.full.has(a.id)) void this.fetch(a.id);
    this.changed();
  }

  private async fetch(id: string): Promise<void> {
    if (this.preview) return;
    try {
      const found = await this.calls.attempt(id);
      const { criteria = [], text = '', files = [] } = found;
      const heard = this.full.get(id)?.criteria ?? [];
      this.full.set(id, {
        ...found,
        text,
        files,
        // what was heard while this was on its way
        criteria: running(found) && heard.length > criteria.length ? heard : criteria,
      });
      this.missing.delete(id);
      Object.assign(this.submission!.attempts.find((a) => a.id === id) ?? {}, {
        status: found.status,
        points: found.points,
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!this.full.has(id)) this.missing.add(id);
    }
    this.changed();
  }

  /* ---- looking ---- */

  async read(id: string): Promise<void> {
    this.view = { at: 'read', id };
    this.turnTo(id);
    this.changed();
    if (!this.full.has(id)) await this.fetch(id);
  }
  async compare(before: string, after: string): Promise<void> {
    this.view = { at: 'compare', before, after };
    this.changed();
    await Promise.all(
      [before, after].filter((id) => !this.full.has(id)).map((id) => this.fetch(id)),
    );
  }
  async again(id: string): Promise<void> {
    this.missing.delete(id);
    this.changed();
    await this.fetch(id);
  }
  /** The talk about this attempt's feedback, where there is one. */
  private turnTo(id: string): void {
    if (this.chat.attempt === id) return;
    this.chat.attempt = id;
    this.showTalk();
  }
  showTalk(): void {
    const id = this.chat.attempt;
    const talk = this.chat.conversations?.find((c) => c.attempt === id);
    if (talk) void this.chat.show(talk.id);
    else this.chat.fresh();
  }

  /* ---- writing ---- */

  /** On with the text: the one begun, else the one handed in last. */
  async write(): Promise<void> {
    const last = this.latest;
    this.view = { at: 'write' };
    this.changed();
    if (this.text || !last) return;
    if (!this.full.has(last.id)) await this.fetch(last.id);
    const text = this.full.get(last.id)?.text;
    if (text && !this.text) this.edit(text);
  }

  edit(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.refused = null;
    if (!this.preview) {
      tabMemory.set(this.key, text);
      this.saving = 'waiting';
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.save(), SAVE_MS);
    }
    this.changed();
  }

  async save(): Promise<void> {
    if (this.preview || !['waiting', 'failed'].includes(this.saving)) return;
    clearTimeout(this.timer);
    const { text } = this;
    this.saving = 'saving';
    this.changed();
    try {
      this.savedAt = await this.calls.saveDraft(text);
      if (this.text === text) {
        this.saving = 'saved';
        tabMemory.set(this.key, '');
      } else this.later(SAVE_MS);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.saving = 'failed';
      if (problemKind(error.problem) === 'too_long') this.refused = error.problem;
      else this.later(RETRY_MS, 'failed');
    }
    this.changed();
  }
  private later(ms: number, state: Saving = 'waiting'): void {
    this.saving = state;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), ms);
  }

  /** The text of a file, confirmed: in place of what is there, or behind it. */
  takeFile(file: { id: string; name: string; text: string }, append: boolean): void {
    this.files = append ? [...this.files, file] : [file];
    this.edit(append && this.text.trim() ? `${this.text.trimEnd()}\n\n${file.text}` : file.text);
  }

  /* ---- handing in ---- */

  handIn(): void {
    if (this.handing) return;
    clearTimeout(this.timer);
    this.refused = null;
    this.handing = requestId();
    this.judge.submit({
      request: this.handing,
      text: this.text,
      files: this.files.map((f) => f.id),
      preview: this.preview,
    });
    this.changed();
  }

  private events(): JudgeEvents {
    return {
      limits: (limits) => {
        this.chat.limits = limits;
      },
      queued: (request, attempt, place, seconds) => {
        if (request === this.handing) this.admitted(attempt);
        const before = this.queue;
        this.queue = place > 0 ? { attempt, place, seconds } : null;
        if (place > 0 && !before) this.onSpeak({ what: 'queue', place, seconds });
        if (place === 0 && before) this.onSpeak({ what: 'reading' });
        this.changed();
      },
      criterion: (id, _index, feedback) => {
        const attempt = this.full.get(id);
        if (!attempt) return;
        this.queue = null;
        const known = attempt.criteria.some((f) => f.id === feedback.id);
        attempt.criteria = [...attempt.criteria.filter((f) => f.id !== feedback.id), feedback];
        const of = this.criteriaOf(attempt).length;
        if (!known && attempt.criteria.length < of)
          this.onSpeak({ what: 'criterion', ready: attempt.criteria.length, of });
        this.changed();
      },
      judged: (id, { status, summary, quotes }) => {
        this.queue = null;
        const head = this.submission?.attempts.find((a) => a.id === id);
        if (head) head.status = status;
        const attempt = this.full.get(id);
        if (attempt) Object.assign(attempt, { status, summary, quotes });
        this.onSpeak(
          status === 'held'
            ? { what: 'held' }
            : { what: 'complete', of: this.criteriaOf(attempt).length },
        );
        void this.fetch(id);
        this.changed();
      },
      failed: (request, id, problem) => this.failed(request, id, problem),
    };
  }

  private admitted(id: string): void {
    const { text, files, submission } = this;
    this.handing = null;
    if (!submission || submission.attempts.some((a) => a.id === id)) return;
    const attempt: Attempt = {
      id,
      number: (submission.attempts.at(-1)?.number ?? 0) + 1,
      status: 'judging',
      handed_in_at: new Date().toISOString(),
      words: this.words,
      files: files.map((f) => f.name),
      text,
      criteria: [],
    };
    submission.attempts.push(attempt);
    submission.attempts_left = Math.max(0, submission.attempts_left - 1);
    if (!submission.attempts_left) submission.closed ??= 'attempts';
    this.full.set(id, { ...attempt });
    this.text = '';
    this.files = [];
    this.saving = 'idle';
    this.savedAt = null;
    tabMemory.set(this.key, '', true);
    this.onSpeak({ what: 'handed-in' });
    void this.read(id);
  }

  private failed(request: string | null, id: string | null, problem: Problem): void {
    this.queue = null;
    if (id === null || !this.submission?.attempts.some((a) => a.id === id)) {
      if (request !== this.handing && request !== null) return;
      this.handing = null;
      this.refused = problem;
      if (problemKind(problem) === 'session') this.chat.endSession();
      if (STALE.test(problem.type)) void this.refresh();
      this.onSpeak({ what: 'refused' });
    } else {
      for (const a of [this.submission.attempts.find((x) => x.id === id), this.full.get(id)])
        if (a) Object.assign(a, { status: 'failed', problem });
      this.submission.attempts_left++;
      if (this.submission.closed === 'attempts') this.submission.closed = null;
      this.onSpeak({ what: 'failed' });
      void this.refresh();
    }
    this.changed();
  }

  /** The text of an attempt that failed, to be handed in once more. */
  reuse(attempt: Attempt): void {
    this.view = { at: 'write' };
    if (!this.text.trim()) this.edit(attempt.text);
    this.changed();
  }

  /** The person deleted everything. */
  forgetAll(): void {
    this.chat.forgetAll();
    this.full.clear();
    this.text = '';
    this.files = [];
    this.saving = 'idle';
    tabMemory.set(this.key, '', true);
    this.view = { at: 'write' };
    void this.load();
  }
}
