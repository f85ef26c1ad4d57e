/* The shapes of docs/feedback-api.md. Nothing here is ours to choose. */
import type { ActivityInfo, Problem, Standing } from '../types';

export type Kind = 'essay' | 'short_answer' | 'source_code' | 'lab_report' | 'outline';
export type Tone = 'encouraging' | 'neutral' | 'direct';
export type Visibility = 'formative' | 'draft';

export interface RubricLevel {
  name: string;
  description: string;
  points: number;
}
export interface Criterion {
  id: string;
  name: string;
  description: string;
  weight: number;
  levels: RubricLevel[];
}
export interface Rubric {
  criteria: Criterion[];
}

export interface AssignmentDocument {
  task: string;
  kind: Kind;
  language?: string;
  tone: Tone;
  attempts: number;
  due?: string;
  visibility: Visibility;
  sample_solution?: string;
  rubric: Rubric;
}

export interface StoredAssignment {
  activity: Pick<ActivityInfo, 'id' | 'title'>;
  version: number;
  document: AssignmentDocument;
  max_points: number;
  started: boolean;
  line_item: boolean;
}

/** What a student may see of it. */
export interface Assignment {
  task: string;
  kind: Kind;
  tone: Tone;
  attempts: number;
  due: string | null;
  visibility: Visibility;
  max_points: number;
  scored: boolean;
  criteria: Criterion[];
}

export type AttemptStatus = 'judging' | 'ready' | 'held' | 'released' | 'failed';
export type EvidenceKind = 'strength' | 'work';

export interface Evidence {
  quote: string;
  start: number;
  end: number;
  kind: EvidenceKind;
}
export interface Feedback {
  id: string;
  level: number;
  points?: number;
  evidence: Evidence[];
  advice: string;
  next_step: string;
}

export interface AttemptHead {
  id: string;
  number: number;
  status: AttemptStatus;
  handed_in_at: string;
  words: number;
  language?: string;
  files: string[];
  points?: number | null;
  max_points?: number;
  problem?: Problem | null;
}
export interface Quotes {
  kept: number;
  dropped: number;
}
export interface Attempt extends AttemptHead {
  text: string;
  criteria: Feedback[];
  summary?: string | null;
  quotes?: Quotes | null;
  revision?: number;
  rubric?: Criterion[];
}

export type Note =
  'hidden-text' | 'unseen-words' | 'images-left-out' | 'shortened' | 'metadata-left-out';
export interface ReadFile {
  id: string;
  name: string;
  text: string;
  words: number;
  notes: string[];
}

export interface Submission {
  assignment: Assignment; // the page never shows one without: see Work.unset
  draft: { text: string; saved_at: string } | null;
  attempts_left: number;
  closed: null | 'due' | 'attempts';
  attempts: AttemptHead[];
}

/* Release */
export type RowState =
  'judging' | 'failed' | 'draft' | 'look' | 'edited' | 'released' | 'waiting' | 'sent' | 'refused';
export interface Person {
  person: string;
  name: string | null;
}
export interface Row {
  id: string;
  student: Person;
  number: number;
  handed_in_at: string;
  draft_points: number | null;
  points: number | null;
  state: RowState;
  suspicion: boolean;
  seen?: boolean;
  reported?: boolean;
}
export type Filter = 'all' | 'open' | 'look' | 'released';
export interface Rows {
  activity: { id: string; title: string };
  max_points: number;
  scored: boolean;
  counts: Record<Filter, number>;
  rows: Row[];
  next: string | null;
}
export interface Judgement {
  level: number;
  points: number;
  advice: string;
  next_step: string;
}
export interface DraftFeedback extends Feedback {
  points: number;
  draft: Judgement;
}
export interface Suspicion {
  quote: string;
  start: number;
  end: number;
  reason: string;
}
export interface Draft extends Omit<Attempt, 'criteria'> {
  criteria: DraftFeedback[];
  student: Person;
  state: RowState;
  suspicions: Suspicion[];
  grade: { status: string; reason?: string | null; at: string } | null;
  history: { at: string; author: string | null; what: string; text?: string }[];
}
export interface Edit {
  criteria: ({ id: string } & Judgement)[];
  summary: string;
  base_revision: number;
}
export interface Released {
  released: string[];
  refused: { id: string; reason: string }[];
}

/* WebSocket, server to browser: all have `attempt`, which tells them from the tutor's messages. */
export type AttemptMessage =
  | { type: 'queued'; attempt: string; request: string; place: number; wait_s: number }
  | { type: 'criterion'; attempt: string; index: number; feedback: Feedback }
  | {
      type: 'judged';
      attempt: string;
      status: AttemptStatus;
      summary?: string | null;
      quotes?: Quotes | null;
      limits?: Standing[];
    }
  | {
      type: 'failed';
      attempt: string | null;
      request: string;
      problem: Problem;
      limits?: Standing[];
    };
