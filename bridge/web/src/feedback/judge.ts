/*
 * Judge: what was handed in and is not read yet. It knows no DOM and no clock: it is lent a way
 * to send, is told when the connection stands again, and says what came.
 *
 * A request id is made once per hand-in. After a dropped connection one that was not admitted is
 * sent again under the same id (the server takes it once), one that was is followed.
 */
import type { Problem, Standing } from '../types';
import type { AttemptMessage, AttemptStatus, Feedback, Quotes } from './types';

export interface HandIn {
  request: string;
  text: string;
  files?: string[];
  preview?: boolean;
  draft?: object | null;
}

export interface JudgeEvents {
  queued(request: string, attempt: string, place: number, waitSeconds: number): void;
  criterion(attempt: string, index: number, feedback: Feedback): void;
  judged(
    attempt: string,
    end: { status: AttemptStatus; summary: string; quotes: Quotes | null },
  ): void;
  failed(request: string | null, attempt: string | null, problem: Problem): void;
  limits(limits: Standing[]): void;
}

interface Pending {
  handIn: HandIn | null; // null: handed in before this page came
  attempt: string | null;
}

export class Judge {
  private readonly pending: Pending[] = [];

  constructor(
    private readonly send: (message: object) => boolean,
    private readonly on: JudgeEvents,
  ) {}

  get busy(): boolean {
    return this.pending.length > 0;
  }

  submit(handIn: HandIn): void {
    const pending = { handIn, attempt: null };
    this.pending.push(pending);
    this.ask(pending);
  }

  follow(attempt: string): void {
    if (this.pending.some((p) => p.attempt === attempt)) return;
    const pending = { handIn: null, attempt };
    this.pending.push(pending);
    this.ask(pending);
  }

  /** Nothing more is wanted of it; a preview that is begun anew. */
  forget(attempt: string | null, request?: string): void {
    const at = this.pending.findIndex(
      (p) =>
        (attempt !== null && p.attempt === attempt) ||
        (request !== undefined && p.handIn?.request === request),
    );
    if (at >= 0) this.pending.splice(at, 1);
  }

  /** The connection stands (again). */
  ready(): void {
    for (const pending of this.pending) this.ask(pending);
  }

  private ask({ handIn, attempt }: Pending): void {
    if (attempt !== null) {
      this.send({ type: 'follow', attempt });
      return;
    }
    const { request, text, files, preview, draft } = handIn!;
    this.send({
      type: 'submit',
      request,
      text,
      ...(files?.length ? { files } : {}),
      ...(preview ? { preview } : {}),
      ...(draft ? { draft } : {}),
    });
  }

  receive(message: AttemptMessage): void {
    if ('limits' in message && message.limits) this.on.limits(message.limits);
    switch (message.type) {
      case 'queued': {
        const found = this.find(message.attempt, message.request);
        if (!found) return;
        found.attempt = message.attempt;
        this.on.queued(message.request, message.attempt, message.place, message.wait_s);
        return;
      }
      case 'criterion':
        if (this.find(message.attempt))
          this.on.criterion(message.attempt, message.index, message.feedback);
        return;
      case 'judged': {
        if (!this.find(message.attempt)) return;
        this.forget(message.attempt);
        const { status, summary, quotes } = message;
        this.on.judged(message.attempt, {
          status,
          summary: summary ?? '',
          quotes: quotes ?? null,
        });
        return;
      }
      case 'failed': {
        const found = this.find(message.attempt, message.request);
        if (!found) return;
        const request = found.handIn?.request ?? null;
        this.forget(found.attempt, request ?? undefined);
        this.on.failed(request, message.attempt ?? found.attempt, message.problem);
      }
    }
  }

  private find(attempt: string | null, request?: string): Pending | undefined {
    return (
      this.pending.find((p) => attempt !== null && p.attempt === attempt) ??
      this.pending.find((p) => request !== undefined && p.handIn?.request === request)
    );
  }
}
