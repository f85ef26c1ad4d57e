/*
 * Live: the WebSocket of docs/api.md as a state machine. It owns the questions under way and how
 * many bytes of each answer have arrived; it knows no DOM and no clock but what it is lent.
 *
 *   connecting -> ready -> waiting -> connecting …      any -> ended (session over, or closed)
 *
 * A dropped socket is no event for the page: with the next `ready` every question that was not
 * admitted is asked again under the same request id (the server runs it once), and every answer
 * under way is resumed behind the last byte. Deltas are put in order by `seq`, in bytes of UTF-8:
 * what came twice is dropped, a gap is asked for.
 */
import type {
  Channel,
  Problem,
  ReceiptHead,
  Running,
  ServerMessage,
  Standing,
  Usage,
  Gate,
} from '../types';

export interface Wire {
  send(text: string): void;
  close(): void;
}
export interface WireEvents {
  opened(): void;
  message(text: string): void;
  closed(code: number): void;
}
export interface Surroundings {
  connect(events: WireEvents): Wire;
  after(ms: number, run: () => void): () => void; // returns what cancels it
  random(): number; // [0, 1)
  online(): boolean;
  /** Asked when the server hangs up before `ready`: is it the session, or only the network? */
  probe(): Promise<'alive' | 'ended' | 'unreachable'>;
}

export type LinkState = 'connecting' | 'ready' | 'waiting' | 'ended';

export interface LiveEvents {
  link(state: LinkState): void;
  ready(running: Running[], limits: Standing[], gate: Gate): void;
  queued(
    request: string,
    turn: string,
    conversation: string,
    place: number,
    waitSeconds: number,
  ): void;
  delta(turn: string, text: string, channel: Channel): void;
  /** patchy: the connection dropped meanwhile, so the stored turn knows more than we heard. */
  done(
    turn: string,
    end: {
      status: 'done' | 'stopped';
      finish: string;
      usage?: Usage;
      limits?: Standing[];
      receipt?: ReceiptHead;
      conversation: string;
    },
    patchy: boolean,
  ): void;
  failed(request: string | null, turn: string | null, problem: Problem, limits?: Standing[]): void;
  policy(gate: Gate, limits?: Standing[]): void;
  /** What is about a handed in text, for its own room; and whether that room waits for something. */
  attempt?(message: unknown): void;
  waiting?(): boolean;
}

export interface Question {
  request: string;
  text: string;
  conversation?: string;
  preview?: boolean;
  draft?: object | null; // with preview: what is not saved yet
  attempt?: string; // a question about the feedback on it
}

interface Pending {
  question: Question | null; // null: somebody else's request, found running
  request: string | null;
  turn: string | null; // known once admitted
  bytes: number; // of the answer, received
  sent: boolean; // on any connection
  resuming: boolean; // a resume is out, deltas behind a gap are not for us
  patchy: boolean;
  stop: boolean; // to be stopped as soon as we can say so
}

const BACKOFF_MS = [250, 500, 1000, 2000, 4000, 8000, 15000];
const HELLO_MS = 10_000; // from opening to `ready`
const SILENCE_MS = 40_000; // with an answer under way: then the socket is dead, whatever it says
const CLOSE_UNAUTHORIZED = 4401;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Live {
  state: LinkState = 'waiting';
  private wire: Wire | null = null;
  private epoch = 0; // numbers connections: a late event of an old one is ignored
  private attempt = 0;
  private cancelTimer: (() => void) | null = null;
  private cancelWatch: (() => void) | null = null;
  private readonly pending: Pending[] = [];

  constructor(
    private readonly token: string,
    private readonly world: Surroundings,
    private readonly events: LiveEvents,
  ) {}

  start(): void {
    if (this.state === 'waiting') this.connect();
  }

  close(): void {
    this.epoch++;
    this.cancelTimer?.();
    this.cancelWatch?.();
    this.wire?.close();
    this.wire = null;
    this.enter('ended');
  }

  /** The network is back, or somebody looks at the page again: do not wait for the timer. */
  hurry(): void {
    if (this.state !== 'waiting') return;
    this.attempt = 0;
    this.connect();
  }

  /** The browser says that there is no network: no use in waiting for a timeout. */
  lost(): void {
    if (this.state === 'ready' || this.state === 'connecting') this.drop();
  }

  ask(question: Question): void {
    const pending: Pending = {
      question,
      request: question.request,
      turn: null,
      bytes: 0,
      sent: false,
      resuming: false,
      patchy: false,
      stop: false,
    };
    this.pending.push(pending);
    if (this.state === 'ready') this.sendAsk(pending);
  }

  /** Takes back a question that never left this machine. False: it did. */
  withdraw(request: string): boolean {
    const at = this.pending.findIndex((p) => p.request === request && !p.sent);
    if (at < 0) return false;
    this.pending.splice(at, 1);
    return true;
  }

  stop(turn: string): void {
    const pending = this.byTurn(turn);
    if (pending) pending.stop = true;
    if (this.state === 'ready') this.send({ type: 'stop', turn });
  }

  /** Take up an answer that was already running when this page came; bytes: what is on screen. */
  follow(turn: string, bytes: number): void {
    if (this.byTurn(turn)) return;
    const pending: Pending = {
      question: null,
      request: null,
      turn,
      bytes,
      sent: true,
      resuming: false,
      patchy: true,
      stop: false,
    };
    this.pending.push(pending);
    if (this.state === 'ready') this.sendResume(pending);
  }

  get busy(): boolean {
    return this.pending.length > 0 || this.events.waiting?.() === true;
  }

  /** A message of another room. False: there is no connection; with the next \`ready\` it may try again. */
  tell(message: object): boolean {
    if (this.state !== 'ready') return false;
    this.send(message);
    this.watch();
    return true;
  }

  /* ---- connection ---- */

  private enter(state: LinkState): void {
    if (this.state === state) return;
    this.state = state;
    this.events.link(state);
  }

  private connect(): void {
    this.cancelTimer?.();
    const epoch = ++this.epoch;
    const current = (run: () => void) => {
      if (epoch === this.epoch) run();
    };
    this.enter('connecting');
    this.cancelTimer = this.world.after(HELLO_MS, () => current(() => this.drop()));
    this.wire = this.world.connect({
      opened: () => current(() => this.send({ type: 'hello', session: this.token })),
      message: (text) => current(() => this.receive(text)),
      closed: (code) => current(() => this.closed(code)),
    });
  }

  /** Give up this connection and plan the next. */
  private drop(): void {
    this.epoch++;
    this.wire?.close();
    this.closed(0);
  }

  private closed(code: number): void {
    const early = this.state === 'connecting';
    this.wire = null;
    this.cancelWatch?.();
    this.cancelWatch = null;
    if (code === CLOSE_UNAUTHORIZED) return this.close();
    for (const p of this.pending) {
      p.resuming = false;
      if (p.turn) p.patchy = true;
    }
    this.enter('waiting');
    this.plan();
    if (!early) return;
    const epoch = this.epoch;
    void this.world.probe().then((answer) => {
      if (answer === 'ended' && epoch === this.epoch && this.state !== 'ended') this.close();
    });
  }

  private plan(): void {
    const base = BACKOFF_MS[Math.min(this.attempt++, BACKOFF_MS.length - 1)]!;
    const wait = this.world.online()
      ? base * (0.7 + 0.6 * this.world.random())
      : BACKOFF_MS.at(-1)!;
    this.cancelTimer?.();
    this.cancelTimer = this.world.after(wait, () => {
      if (this.state === 'waiting') this.connect();
    });
  }

  /** An answer is under way and nothing has been heard for long: find out by starting anew. */
  private watch(): void {
    this.cancelWatch?.();
    this.cancelWatch =
      this.pending.some((p) => p.sent) || this.events.waiting?.()
        ? this.world.after(SILENCE_MS, () => {
            if (this.state === 'ready') {
              this.drop();
              this.hurry();
            }
          })
        : null;
  }

  /* ---- sending ---- */

  private send(message: object): void {
    this.wire?.send(JSON.stringify(message));
  }

  private sendAsk(pending: Pending): void {
    const { request, text, conversation, preview, draft, attempt } = pending.question!;
    pending.sent = true;
    this.send({
      type: 'ask',
      request,
      text,
      ...(conversation ? { conversation } : {}),
      ...(preview ? { preview } : {}),
      ...(draft ? { draft } : {}),
      ...(attempt ? { attempt } : {}),
    });
    this.watch();
  }

  private sendResume(pending: Pending): void {
    pending.resuming = true;
    this.send({ type: 'resume', turn: pending.turn, after: pending.bytes });
    if (pending.stop) this.send({ type: 'stop', turn: pending.turn });
    this.watch();
  }

  /* ---- receiving ---- */

  private receive(text: string): void {
    let message: ServerMessage;
    try {
      message = JSON.parse(text) as ServerMessage;
    } catch {
      return;
    }
    if (this.state === 'connecting' && message.type !== 'ready') return this.refused(message);
    this.watch();
    if ('attempt' in message) return this.events.attempt?.(message);
    switch (message.type) {
      case 'ready':
        return this.ready(message);
      case 'queued':
        return this.queued(message);
      case 'delta':
        return this.delta(message);
      case 'done':
        return this.done(message);
      case 'failed':
        return this.failed(message);
      case 'policy':
        return this.events.policy(message.gate, message.limits);
    }
  }

  /** `hello` was answered with a failure: the session is over, or the server is in trouble. */
  private refused(message: ServerMessage): void {
    if (message.type === 'failed' && message.problem?.status === 401) this.close();
  }

  private ready(message: ServerMessage & { type: 'ready' }): void {
    this.cancelTimer?.();
    this.attempt = 0;
    this.enter('ready');
    for (const running of message.running ?? []) {
      const pending = this.pending.find((p) => !p.turn && p.request === running.request);
      if (!pending) continue;
      pending.turn = running.turn;
      this.events.queued(running.request, running.turn, running.conversation, 0, 0);
    }
    const strangers = (message.running ?? []).filter((r) => !this.byTurn(r.turn));
    for (const pending of [...this.pending]) {
      if (pending.turn) this.sendResume(pending);
      else this.sendAsk(pending);
    }
    this.events.ready(strangers, message.limits ?? [], message.gate);
    this.watch();
  }

  private queued(message: ServerMessage & { type: 'queued' }): void {
    const pending = this.byTurn(message.turn) ?? this.byRequest(message.request);
    if (!pending) return;
    pending.turn = message.turn;
    this.events.queued(
      message.request,
      message.turn,
      message.conversation,
      message.place,
      message.wait_s,
    );
    if (pending.stop) this.send({ type: 'stop', turn: message.turn });
  }

  private delta(message: ServerMessage & { type: 'delta' }): void {
    const pending = this.byTurn(message.turn);
    if (!pending) return;
    if (message.channel === 'reasoning') {
      this.events.delta(message.turn, message.text, 'reasoning');
      return;
    }
    const bytes = encoder.encode(message.text);
    const start = message.seq - bytes.length;
    if (start > pending.bytes) {
      // something is missing before this one
      if (!pending.resuming) this.sendResume(pending);
      return;
    }
    pending.resuming = false;
    if (message.seq <= pending.bytes) return; // heard before
    const fresh =
      start === pending.bytes
        ? message.text
        : decoder.decode(bytes.subarray(pending.bytes - start));
    pending.bytes = message.seq;
    this.events.delta(message.turn, fresh, 'answer');
  }

  private done(message: ServerMessage & { type: 'done' }): void {
    const pending = this.byTurn(message.turn);
    if (!pending) return;
    this.forget(pending);
    this.events.done(message.turn, message, pending.patchy || pending.resuming);
  }

  private failed(message: ServerMessage & { type: 'failed' }): void {
    const pending =
      (message.turn ? this.byTurn(message.turn) : undefined) ?? this.byRequest(message.request);
    if (!pending) return;
    this.forget(pending);
    this.events.failed(pending.request, message.turn, message.problem, message.limits);
  }

  private forget(pending: Pending): void {
    const at = this.pending.indexOf(pending);
    if (at >= 0) this.pending.splice(at, 1);
    this.watch();
  }

  private byTurn(turn: string): Pending | undefined {
    return this.pending.find((p) => p.turn === turn);
  }
  private byRequest(request: string): Pending | undefined {
    return this.pending.find((p) => p.request === request);
  }
}
