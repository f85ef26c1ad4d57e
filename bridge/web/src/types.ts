/* The shapes of docs/api.md, as the pages see them. Nothing here is ours to choose. */

export type Role = 'student' | 'lecturer' | 'admin';
export type Level = 'tenant' | 'course' | 'activity';
export type Scope = 'tenant' | 'course' | 'activity' | 'user';
export type Metric = 'requests' | 'input_tokens' | 'output_tokens' | 'tokens';
export type Window = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'term';
export type Review = 'none' | 'themes' | 'pseudonymous' | 'named';

/** How one quota stands for the person of this session, now. */
export interface Standing {
  level: Level;
  scope: Scope;
  role?: string;
  metric: Metric;
  window: Window;
  limit: number;
  used: number;
  reserved: number;
  remaining: number;
  resets_at: string;
  /** A lecturer's grants to this person, part of `limit`; the first of them ends then. */
  granted?: number;
  granted_until?: string;
}

export type GateState = 'open' | 'not_yet' | 'over' | 'hours' | 'exam' | 'setup';
export interface Gate {
  state: GateState;
  opens_at?: string | null;
}

export interface Model {
  id: string;
  backend?: string;
  operator?: string;
  label?: string;
  context_tokens?: number;
  available?: boolean;
}

export interface ActivityInfo {
  id: string;
  title: string;
  kind: string;
  status: string;
}
/** What came of a Common Cartridge. */
export interface Imported {
  activities: ActivityInfo[];
  left_out: { title: string; reason: string }[];
}

export interface Me {
  role: Role;
  locale: string;
  message?: string;
  course: { id: string; title: string } | null;
  activity: ActivityInfo | null;
  return_url?: string | null;
  model?: Model | null;
  data_of?: 'own' | 'other'; // a data privacy launch: whose data the page is about
  notice: Notice | null; // null without an activity
  gate: Gate;
  starters?: string[];
  limits: Standing[];
  max_question_bytes: number;
  review?: { person: string; name: string | null }; // whose work a submission review launch shows
}

/** What the first-use page says. */
export interface Notice {
  accepted: boolean;
  operator: string;
  retention_days: number;
  review: Review;
  privacy_url?: string | null; // the university's own
}

export interface ConversationInfo {
  id: string;
  title: string;
  created_at: string;
  updated_at: string;
  turns?: number;
  attempt?: string | null; // whose feedback it is about
}

export interface Usage {
  input_tokens: number;
  output_tokens: number;
  exact: boolean;
}

export type TurnStatus = 'running' | 'done' | 'stopped' | 'failed';

export interface Turn {
  id: string;
  place: number;
  status: TurnStatus;
  question: string;
  answer: string;
  reasoning?: string;
  finish?: string | null;
  problem?: Problem | null;
  usage?: Usage | null;
  model?: string | null;
  rating?: Rating | null;
  reported?: boolean;
  created_at: string;
}
export type Rating = 'up' | 'down';
export type ReportReason = 'wrong' | 'harmful' | 'unfair' | 'private' | 'other';

export interface Conversation extends Omit<ConversationInfo, 'turns'> {
  turns: Turn[];
}

export interface ReceiptHead {
  model?: string;
  operator?: string;
  label?: string;
  /** The chosen model, when another one answered: no room in a limit, or it did not answer. */
  instead_of?: string;
  instead_why?: 'limit' | 'unavailable';
}

export interface Message {
  role: string;
  content: unknown;
}

export interface Receipt extends ReceiptHead {
  backend?: string;
  sent?: { messages?: Message[]; [member: string]: unknown };
  usage?: Usage;
  [member: string]: unknown;
}

/** RFC 9457; the last line is there when a quota refused. */
export interface Problem extends Partial<Omit<Standing, 'level'>> {
  type: string;
  title?: string;
  status?: number;
  detail?: string;
  field?: string;
  version?: number;
  level?: Level;
}

export interface Quota {
  scope: Scope;
  role?: string;
  metric: Metric;
  window: Window;
  value: number;
}

export interface Hours {
  days: number[];
  from: string;
  until: string;
}

export interface PolicyDocument {
  system_prompt?: string;
  model?: string;
  fallback_model?: string;
  allowed_models?: string[];
  model_weights?: Record<string, number>;
  temperature?: number;
  max_output_tokens?: number;
  memory_tokens?: number;
  exam_lock?: boolean;
  exam_until?: string;
  open_from?: string;
  open_until?: string;
  weekly?: Hours[];
  review?: Review;
  starters?: string[];
  quotas?: Quota[];
}

export interface Policy {
  level: Level;
  version: number;
  document: PolicyDocument;
  editable: boolean;
}

export interface PolicyVersion {
  version: number;
  author: string;
  created_at: string;
}

export interface Preset {
  id: string;
  language: string;
  title: string;
  summary: string;
  system_prompt: string;
}

export type PlatformStatus = 'pending' | 'active' | 'disabled';
export interface Platform {
  id: string;
  name: string | null;
  profile: string;
  status: PlatformStatus;
  issuer: string;
  client_id: string;
  created_at: string;
  deployments: { deployment_id: string; status: PlatformStatus }[];
}

export interface Effective {
  values: PolicyDocument;
  origins: Partial<Record<string, Level | 'default'>>;
  time_zone?: string;
  limits: Standing[];
  gate: Gate;
}

/* WebSocket, server to browser */
export interface Running {
  turn: string;
  conversation: string;
  request: string;
}
export type Channel = 'answer' | 'reasoning';

export type ServerMessage =
  | { type: 'ready'; role: Role; limits: Standing[]; gate: Gate; running: Running[] }
  | {
      type: 'queued';
      turn: string;
      request: string;
      conversation: string;
      place: number;
      wait_s: number;
    }
  | { type: 'delta'; turn: string; seq: number; text: string; channel?: Channel }
  | {
      type: 'done';
      turn: string;
      conversation: string;
      finish: string;
      status: 'done' | 'stopped';
      usage?: Usage;
      limits?: Standing[];
      receipt?: ReceiptHead;
    }
  | { type: 'failed'; turn: string | null; request: string; problem: Problem; limits?: Standing[] }
  | { type: 'policy'; gate: Gate; limits?: Standing[] };
