/* View: a conversation and its turns as the page shows them. */
import type { Problem, Rating, ReceiptHead, Turn, TurnStatus, Usage } from '../types';
import { AnswerText } from './answer';

export type ViewStatus = 'unsent' | 'asking' | 'queued' | TurnStatus;

/** One question and its answer as the page shows them. */
export interface TurnView {
  key: string; // stable through admission
  id: string | null; // once admitted
  request: string | null;
  question: string;
  status: ViewStatus;
  place: number;
  waitSeconds: number;
  answer: AnswerText;
  reasoning: AnswerText;
  finish: string;
  problem: Problem | null;
  usage: Usage | null;
  receipt: ReceiptHead | null;
  model: string | null;
  rating: Rating | null;
  reported: boolean;
  at: string;
  lockedOut: boolean; // ended because a lecturer closed the gate
}

export interface ConversationView {
  id: string | null; // null: a new one, nothing asked yet
  title: string;
  turns: TurnView[];
  state: 'ready' | 'loading' | 'failed';
}

/** What the announcer says; the page has the words. */
export type Spoken =
  | { what: 'answering' | 'stopped' | 'failed' | 'locked' | 'opened' | 'offline' | 'online' }
  | { what: 'complete'; words: number }
  | { what: 'queue'; place: number; seconds: number };

const RUNNING: ViewStatus[] = ['unsent', 'asking', 'queued', 'running'];
export const isRunning = (turn: TurnView): boolean => RUNNING.includes(turn.status);

export function emptyConversation(): ConversationView {
  return { id: null, title: '', turns: [], state: 'ready' };
}

/** A turn as the server stored it. */
export function viewOf(turn: Turn): TurnView {
  const over = turn.status !== 'running';
  return {
    key: turn.id,
    id: turn.id,
    request: null,
    question: turn.question,
    status: turn.status,
    place: 0,
    waitSeconds: 0,
    answer: new AnswerText(turn.answer, over),
    reasoning: new AnswerText(turn.reasoning ?? '', over),
    finish: turn.finish ?? '',
    problem: turn.problem ?? null,
    usage: turn.usage ?? null,
    receipt: null,
    model: turn.model ?? null,
    rating: turn.rating ?? null,
    reported: turn.reported ?? false,
    at: turn.created_at,
    lockedOut: turn.finish === 'closed',
  };
}

/** A question that was just asked here. */
export function askedView(request: string, question: string, sent: boolean): TurnView {
  return {
    ...viewOf({ id: request, place: 0, status: 'running', question, answer: '', created_at: '' }),
    id: null,
    request,
    status: sent ? 'asking' : 'unsent',
    at: new Date().toISOString(),
  };
}
