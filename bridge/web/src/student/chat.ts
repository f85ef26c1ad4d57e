/*
 * Chat: everything the student page knows: conversations, their turns, what is left, the gate, the
 * connection. Components draw it; its methods are what a person can do. The lecturer's "Try it" is
 * the same thing with preview set.
 */
import { ApiError, type Api } from '../api';
import { Live, type LinkState, type LiveEvents } from '../live/live';
import { browserSurroundings, requestId } from '../live/socket';
import { problemKind } from '../problem';
import { tabMemory } from '../memory';
import { Observable } from '../store';
import type { ConversationInfo, Gate, Me, Problem, Standing, Rating, ReportReason } from '../types';
import { AnswerText } from './answer';
import {
  askedView,
  emptyConversation,
  isRunning,
  viewOf,
  type ConversationView,
  type Spoken,
  type TurnView,
} from './view';

const QUIET_GAP_MS = 2000; // a shorter drop of the connection is not shown
const QUIET_WAIT_MS = 500; // a shorter wait in the queue is not shown either

export class Chat extends Observable {
  conversations: ConversationInfo[] | null = null;
  open: ConversationView = emptyConversation();
  limits: Standing[];
  gate: Gate;
  link: LinkState = 'connecting';
  gapShown = false; // the connection has been gone for longer than a moment
  ended = false; // the session
  refused: { problem: Problem; text: string } | null = null; // the last question, if it was not answered
  onSpeak: (said: Spoken) => void = () => {};
  onRefused: (text: string) => void = () => {}; // the text goes back to the field
  /** Preview only: prompts on the page that are not saved yet, to be tried. */
  draft: () => Record<string, unknown> | null = () => null;
  /** The attempt whose feedback is asked about; and what comes for attempts. */
  attempt: string | null = null;
  onAttempt: (message: unknown) => void = () => {};
  onReady: () => void = () => {};
  attemptsWait: () => boolean = () => false;
  readonly live: Live;
  private readonly views = new Map<string, ConversationView>();
  private gapTimer: ReturnType<typeof setTimeout> | undefined;
  private gateTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly detach: () => void;

  constructor(
    readonly api: Api,
    readonly me: Me,
    readonly preview = false,
  ) {
    super();
    this.limits = me.limits ?? [];
    this.gate = me.gate;
    this.live = new Live(api.token, browserSurroundings(api), this.events());
    const hurry = () => this.live.hurry();
    const lost = () => this.live.lost();
    const seen = () => {
      if (!document.hidden) this.live.hurry();
    };
    window.addEventListener('online', hurry);
    window.addEventListener('offline', lost);
    document.addEventListener('visibilitychange', seen);
    this.detach = () => {
      window.removeEventListener('online', hurry);
      window.removeEventListener('offline', lost);
      document.removeEventListener('visibilitychange', seen);
    };
    this.planOpening();
  }

  async start(): Promise<void> {
    this.live.start();
    if (this.preview) return;
    await this.loadConversations();
    const last = tabMemory.get(`open.${this.me.activity?.id ?? ''}`);
    if (
      last &&
      this.open.id === null &&
      !this.open.turns.length &&
      this.conversations?.some((c) => c.id === last)
    )
      await this.show(last);
  }

  dispose(): void {
    clearTimeout(this.gapTimer);
    clearTimeout(this.gateTimer);
    this.detach();
    this.live.close();
  }

  get running(): TurnView | undefined {
    return this.open.turns.findLast(isRunning);
  }
  get gateOpen(): boolean {
    return this.gate.state === 'open';
  }

  /* ---- what a person can do ---- */

  ask(text: string): void {
    const request = requestId();
    const view = askedView(request, text, this.live.state === 'ready');
    this.refused = null;
    this.open.turns.push(view);
    this.live.ask({
      request,
      text,
      ...(this.open.id ? { conversation: this.open.id } : {}),
      ...(this.preview ? { preview: true, draft: this.draft() } : {}),
      ...(this.attempt ? { attempt: this.attempt } : {}),
    });
    this.changed();
  }

  stop(): void {
    const turn = this.running;
    if (!turn) return;
    if (turn.id) this.live.stop(turn.id);
    else this.withdraw();
  }

  /** Take back a question that could not be sent yet; its text goes to the field. */
  withdraw(): void {
    const turn = this.running;
    if (!turn?.request || !this.live.withdraw(turn.request)) return;
    this.open.turns = this.open.turns.filter((t) => t !== turn);
    this.changed();
    this.onRefused(turn.question);
  }

  fresh(): void {
    if (!this.open.id && !this.open.turns.length) return;
    this.open = emptyConversation();
    this.refused = null;
    this.remember();
    this.changed();
  }

  async show(id: string): Promise<void> {
    const known = this.views.get(id);
    this.refused = null;
    if (known && known.state !== 'failed') {
      this.open = known;
      this.remember();
      this.changed();
      return;
    }
    const info = this.conversations?.find((c) => c.id === id);
    const view: ConversationView = { id, title: info?.title ?? '', turns: [], state: 'loading' };
    this.views.set(id, view);
    this.open = view;
    this.remember();
    this.changed();
    await this.load(view);
  }

  async rename(id: string, title: string): Promise<void> {
    await this.api.rename(id, title);
    for (const c of this.conversations ?? []) if (c.id === id) c.title = title;
    const view = this.views.get(id);
    if (view) view.title = title;
    this.changed();
  }

  async remove(id: string): Promise<void> {
    await this.api.remove(id);
    this.conversations = (this.conversations ?? []).filter((c) => c.id !== id);
    this.views.delete(id);
    if (this.open.id === id) this.fresh();
    this.changed();
  }

  /** The person deleted everything. */
  forgetAll(): void {
    this.views.clear();
    this.conversations = [];
    this.open = emptyConversation();
    this.refused = null;
    this.remember();
    this.changed();
  }

  /** Helpful or not; the same said again takes it back. Shown at once, undone if it was not stored. */
  async rate(turn: TurnView, rating: Rating): Promise<void> {
    const before = turn.rating;
    const said = before === rating ? null : rating;
    turn.rating = said;
    this.changed();
    try {
      await this.api.rate(turn.id!, said);
    } catch (error) {
      turn.rating = before;
      this.changed();
      throw error;
    }
  }

  async report(turn: TurnView, reason: ReportReason, note: string, show: boolean): Promise<void> {
    await this.api.report(turn.id!, reason, note, show);
    turn.reported = true;
    this.changed();
  }

  dismiss(): void {
    this.refused = null;
    this.changed();
  }

  async loadConversations(): Promise<void> {
    try {
      this.conversations = await this.api.conversations();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.conversations ??= null;
    }
    this.changed();
  }

  /* ---- loading ---- */

  private remember(): void {
    if (!this.preview) tabMemory.set(`open.${this.me.activity?.id ?? ''}`, this.open.id ?? '');
  }

  private async load(view: ConversationView): Promise<void> {
    try {
      const found = await this.api.conversation(view.id!);
      view.title = found.title;
      view.turns = found.turns.map(viewOf);
      view.state = 'ready';
      for (const turn of view.turns) if (turn.status === 'running') this.follow(turn);
    } catch {
      view.state = 'failed';
    }
    this.changed();
  }

  /** The stored text of a running turn may be behind: take it all again from the stream. */
  private follow(turn: TurnView): void {
    turn.answer = new AnswerText();
    this.live.follow(turn.id!, 0);
  }

  /** The connection dropped during this answer: the stored turn has what we may have missed. */
  private async reconcile(view: ConversationView, turn: TurnView): Promise<void> {
    if (!view.id) return;
    try {
      const stored = (await this.api.conversation(view.id)).turns.find((t) => t.id === turn.id);
      if (!stored || stored.status === 'running') return;
      turn.answer.replace(stored.answer);
      turn.reasoning.replace(stored.reasoning ?? '');
      turn.usage = stored.usage ?? turn.usage;
      turn.finish = stored.finish ?? turn.finish;
      turn.status = stored.status;
      this.changed();
    } catch {
      /* what was heard stays */
    }
  }

  private find(
    match: (turn: TurnView) => boolean,
  ): { view: ConversationView; turn: TurnView } | null {
    for (const view of new Set([this.open, ...this.views.values()])) {
      const turn = view.turns.find(match);
      if (turn) return { view, turn };
    }
    return null;
  }

  /* ---- what the server says ---- */

  private events(): LiveEvents {
    return {
      link: (state) => this.linked(state),
      ready: (running, limits, gate) => {
        if (limits.length) this.limits = limits;
        this.setGate(gate);
        const here = running.find((r) => r.conversation === this.open.id);
        if (here && this.open.state === 'ready') void this.load(this.open);
        else if (running[0] && !this.preview && !this.open.id && !this.open.turns.length)
          void this.show(running[0].conversation);
        this.onReady();
        this.changed();
      },
      queued: (request, turn, conversation, place, seconds) =>
        this.queued(request, turn, conversation, place, seconds),
      delta: (turn, text, channel) => {
        const found = this.find((t) => t.id === turn);
        if (!found) return;
        const first =
          found.turn.status !== 'running' ||
          (!found.turn.answer.text && !found.turn.reasoning.text);
        found.turn[channel].append(text);
        if (!first && !(channel === 'answer' && !found.turn.reasoning.ended)) return;
        if (first && found.view === this.open) this.onSpeak({ what: 'answering' });
        if (channel === 'answer') found.turn.reasoning.end();
        found.turn.status = 'running';
        this.changed();
      },
      done: (turn, end, patchy) => {
        if (end.limits) this.limits = end.limits;
        const found = this.find((t) => t.id === turn);
        if (found) {
          const { view, turn: it } = found;
          Object.assign(it, {
            status: end.status,
            finish: end.finish ?? '',
            usage: end.usage ?? null,
            receipt: end.receipt ?? null,
            lockedOut: end.status === 'stopped' && (end.finish === 'closed' || !this.gateOpen),
          });
          it.answer.end();
          it.reasoning.end();
          if (view === this.open)
            this.onSpeak(
              end.status === 'stopped'
                ? { what: 'stopped' }
                : { what: 'complete', words: it.answer.words },
            );
          if (patchy) void this.reconcile(view, it);
        }
        if (!this.preview) void this.loadConversations();
        this.changed();
      },
      failed: (request, turn, problem, limits) => this.failed(request, turn, problem, limits),
      attempt: (message) => this.onAttempt(message),
      waiting: () => this.attemptsWait(),
      policy: (gate, limits) => {
        if (limits) this.limits = limits;
        this.setGate(gate);
        this.changed();
      },
    };
  }

  private queued(
    request: string,
    turnId: string,
    conversation: string,
    place: number,
    seconds: number,
  ): void {
    const found = this.find(
      (t) => t.id === turnId || (t.request !== null && t.request === request),
    );
    if (!found) return;
    const { view, turn } = found;
    turn.id = turnId;
    turn.place = place;
    turn.waitSeconds = seconds;
    if (place === 0 || turn.status === 'unsent') this.notQueued(turn);
    if (place > 0 && turn.status !== 'queued')
      setTimeout(() => this.enterQueue(view, turn), QUIET_WAIT_MS);
    if (!view.id) {
      view.id = conversation;
      view.title = turn.question.slice(0, 60);
      this.views.set(conversation, view);
      if (view === this.open) this.remember();
      if (!this.preview) void this.loadConversations();
    }
    this.changed();
  }

  private notQueued(turn: TurnView): void {
    if (!turn.answer.text && !turn.reasoning.text) turn.status = 'asking';
  }

  /** It still waits after a moment: now it is worth saying. */
  private enterQueue(view: ConversationView, turn: TurnView): void {
    if (turn.status !== 'asking' || turn.place === 0) return;
    turn.status = 'queued';
    if (view === this.open)
      this.onSpeak({ what: 'queue', place: turn.place, seconds: turn.waitSeconds });
    this.changed();
  }

  private failed(
    request: string | null,
    turnId: string | null,
    problem: Problem,
    limits?: Standing[],
  ): void {
    if (limits) this.limits = limits;
    const found = this.find(
      (t) => (turnId !== null && t.id === turnId) || (t.request !== null && t.request === request),
    );
    if (!found) return this.changed();
    const { view, turn } = found;
    turn.answer.end();
    turn.reasoning.end();
    const kind = problemKind(problem);
    if (turn.answer.text || (kind === 'gone' && turnId !== null)) {
      // it broke off, or was stored while we were away
      turn.status = 'failed';
      turn.problem = problem;
      turn.lockedOut = kind === 'gate';
      void this.reconcile(view, turn);
    } else {
      view.turns = view.turns.filter((t) => t !== turn);
      if (kind === 'session') this.endSession();
      if (view === this.open) {
        this.refused = { problem, text: turn.question };
        this.onRefused(turn.question);
      }
    }
    if (view === this.open) this.onSpeak({ what: 'failed' });
    this.changed();
  }

  private linked(state: LinkState): void {
    this.link = state;
    if (state === 'ready') {
      clearTimeout(this.gapTimer);
      this.gapTimer = undefined;
      if (this.gapShown) this.onSpeak({ what: 'online' });
      this.gapShown = false;
      for (const turn of this.open.turns) if (turn.status === 'unsent') turn.status = 'asking';
    } else if (state === 'ended') {
      this.endSession();
    } else {
      this.gapTimer ??= setTimeout(() => {
        this.gapShown = true;
        this.onSpeak({ what: 'offline' });
        this.changed();
      }, QUIET_GAP_MS);
    }
    this.changed();
  }

  endSession(): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.gapTimer);
    this.changed();
  }

  private setGate(gate: Gate | undefined): void {
    if (!gate) return;
    const before = this.gate.state;
    this.gate = gate;
    this.planOpening();
    if (before === gate.state) return;
    if (gate.state === 'exam') this.onSpeak({ what: 'locked' });
    if (gate.state === 'open') this.onSpeak({ what: 'opened' });
  }

  /** "The page opens by itself": asks again when the time has come. */
  private planOpening(): void {
    clearTimeout(this.gateTimer);
    if (this.gateOpen || !this.gate.opens_at) return;
    const wait = Date.parse(this.gate.opens_at) - Date.now();
    if (!(wait < 2 ** 31 - 1)) return;
    this.gateTimer = setTimeout(
      () => {
        void this.api
          .me()
          .then((me) => {
            this.limits = me.limits;
            this.setGate(me.gate);
            if (me.gate.state !== 'open')
              this.gateTimer = setTimeout(() => this.planOpening(), 15_000);
            this.changed();
          })
          .catch(() => {
            this.gateTimer = setTimeout(() => this.planOpening(), 15_000);
          });
      },
      Math.max(1000, wait + 500),
    );
  }
}
