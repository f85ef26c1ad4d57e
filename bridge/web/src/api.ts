/*
 * Api: the JSON calls of docs/api.md. Every failure is an ApiError: with the server's problem
 * document, or with one of our own when no answer came ("/problems/offline").
 */
import type {
  ActivityInfo,
  Conversation,
  ConversationInfo,
  Effective,
  Imported,
  Level,
  Me,
  Model,
  Policy,
  PolicyDocument,
  Platform,
  PlatformStatus,
  PolicyVersion,
  Preset,
  Problem,
  Rating,
  Receipt,
  ReportReason,
  Standing,
} from './types';
import type { Grade, Grades, Near, Opinions, Span, Usage, WholeReport } from './lecturer/figures';

export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title ?? problem.type);
  }
  get kind(): string {
    return problemName(this.problem);
  }
  get status(): number {
    return this.problem.status ?? 0;
  }
}

/** "/problems/quota-exceeded", also behind a host: "quota-exceeded". */
export function problemName(problem: Problem): string {
  return problem.type.slice(problem.type.lastIndexOf('/') + 1);
}

/** Where the service lives: the page is at <base>/app/. */
export function serviceUrl(path: string): URL {
  return new URL(`../${path}`, location.href.replace(/[?#].*$/, ''));
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback: Problem = { type: `/problems/http-${response.status}`, status: response.status };
  if (!(response.headers.get('content-type') ?? '').includes('json')) return fallback;
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body && 'type' in body
      ? { ...fallback, ...(body as Problem) }
      : fallback;
  } catch {
    return fallback;
  }
}

export class Api {
  /** Called once with the first 401: the launch is over and only the course can start another. */
  onSessionEnd: () => void = () => {};

  constructor(readonly token: string) {}

  /** For rooms that have calls of their own. A file goes as it is, everything else as JSON. */
  async call(method: string, path: string, body?: unknown): Promise<Response> {
    const raw = body === undefined ? null : body instanceof Blob ? body : JSON.stringify(body);
    let response: Response;
    try {
      response = await fetch(serviceUrl(`api/v1/${path}`), {
        method,
        headers: {
          Authorization: `Bearer ${this.token}`,
          ...(typeof raw === 'string' ? { 'Content-Type': 'application/json' } : {}),
        },
        body: raw,
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
      });
    } catch {
      throw new ApiError({ type: '/problems/offline', status: 0 });
    }
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (response.status === 401) this.onSessionEnd();
    throw new ApiError(problem);
  }

  async read<T>(path: string): Promise<T> {
    return (await this.call('GET', path)).json() as Promise<T>;
  }
  async write<T>(method: string, path: string, body: unknown): Promise<T> {
    return (await this.call(method, path, body)).json() as Promise<T>;
  }

  me = (): Promise<Me> => this.read('me');
  limits = async (): Promise<Standing[]> =>
    (await this.read<{ limits: Standing[] }>('limits')).limits;
  acceptNotice = async (): Promise<void> => {
    await this.call('POST', 'notice', { accepted: true });
  };

  /** Everything held on the caller, and its end. */
  myData = async (): Promise<Blob> => (await this.call('GET', 'me/data')).blob();
  deleteMyData = async (): Promise<void> => {
    await this.call('DELETE', 'me/data');
  };

  conversations = async (): Promise<ConversationInfo[]> =>
    (await this.read<{ conversations: ConversationInfo[] }>('conversations')).conversations;
  /** Ids of one's own conversations in whose questions or answers the words are. */
  searchConversations = async (words: string): Promise<string[]> =>
    (
      await this.read<{ conversations: ConversationInfo[] }>(
        `conversations?search=${encodeURIComponent(words)}`,
      )
    ).conversations.map((c) => c.id);
  conversation = (id: string): Promise<Conversation> =>
    this.read(`conversations/${encodeURIComponent(id)}`);
  rename = async (id: string, title: string): Promise<void> => {
    await this.call('PATCH', `conversations/${encodeURIComponent(id)}`, { title });
  };
  remove = async (id: string): Promise<void> => {
    await this.call('DELETE', `conversations/${encodeURIComponent(id)}`);
  };
  export = async (id: string, format: 'markdown' | 'json'): Promise<Blob> =>
    (
      await this.call('GET', `conversations/${encodeURIComponent(id)}/export?format=${format}`)
    ).blob();
  receipt = (turn: string): Promise<Receipt> =>
    this.read(`turns/${encodeURIComponent(turn)}/receipt`);

  rate = async (turn: string, rating: Rating | null): Promise<void> => {
    await this.call('PUT', `turns/${encodeURIComponent(turn)}/rating`, { rating });
  };
  report = async (
    turn: string,
    reason: ReportReason,
    note: string,
    show: boolean,
  ): Promise<void> => {
    await this.call('POST', `turns/${encodeURIComponent(turn)}/report`, { reason, note, show });
  };

  activities = async (): Promise<ActivityInfo[]> =>
    (await this.read<{ activities: ActivityInfo[] }>('activities')).activities;
  confirmActivity = async (id: string): Promise<void> => {
    await this.call('POST', `activities/${encodeURIComponent(id)}/confirm`);
  };
  cartridge = async (): Promise<Blob> => (await this.call('GET', 'activities/export.imscc')).blob();
  importCartridge = (file: Blob): Promise<Imported> =>
    this.write('POST', 'activities/import', file);
  presets = async (): Promise<Preset[]> =>
    (await this.read<{ presets: Preset[] }>('presets')).presets;
  platforms = async (): Promise<Platform[]> =>
    (await this.read<{ platforms: Platform[] }>('platforms')).platforms;
  setDeployment = async (
    platform: string,
    deployment: string,
    status: PlatformStatus,
  ): Promise<void> => {
    await this.call('PUT', `platforms/${encodeURIComponent(platform)}/deployments`, {
      deployment_id: deployment,
      status,
    });
  };
  models = async (): Promise<Model[]> => (await this.read<{ models: Model[] }>('models')).models;
  policy = (level: Level, activity?: string): Promise<Policy> =>
    this.read(policyPath(level, '', activity));
  savePolicy = async (
    level: Level,
    document: PolicyDocument,
    baseVersion: number,
    activity?: string,
  ): Promise<number> =>
    (
      await this.write<{ version: number }>('PUT', policyPath(level, '', activity), {
        document,
        base_version: baseVersion,
      })
    ).version;
  versions = async (level: Level, activity?: string): Promise<PolicyVersion[]> =>
    (await this.read<{ versions: PolicyVersion[] }>(policyPath(level, '/versions', activity)))
      .versions;
  version = (
    level: Level,
    n: number,
    activity?: string,
  ): Promise<PolicyVersion & { document: PolicyDocument }> =>
    this.read(policyPath(level, `/versions/${n}`, activity));
  effective = (activity?: string): Promise<Effective> =>
    this.read(`policy/effective${activityQuery(activity)}`);
  usage = (span: Span): Promise<Usage> => this.read(`usage?span=${span}`);
  usageCsv = async (span: Span): Promise<Blob> =>
    (await this.call('GET', `usage?span=${span}&format=csv`)).blob();
  nearLimit = async (): Promise<Near[]> =>
    (await this.read<{ people: Near[] }>('near-limit')).people;
  grant = async (near: Near, amount: number): Promise<string> =>
    (
      await this.write<{ id: string }>('POST', 'grants', {
        person: near.person,
        metric: near.metric,
        window: near.window,
        amount,
        until: near.resets_at,
      })
    ).id;
  endGrant = async (id: string): Promise<void> => {
    await this.call('DELETE', `grants/${encodeURIComponent(id)}`);
  };
  grades = (): Promise<Grades> => this.read('scores');
  sendGrade = async (grade: Grade): Promise<void> => {
    const { activity, person } = grade;
    await this.call(
      'POST',
      `scores/${encodeURIComponent(activity.id)}/${encodeURIComponent(person)}/retry`,
    );
  };
  opinions = (): Promise<Opinions> => this.read('reports');
  readReport = (turn: string): Promise<WholeReport> =>
    this.read(`reports/${encodeURIComponent(turn)}`);
  setReport = async (turn: string, status: 'open' | 'closed'): Promise<void> => {
    await this.call('PUT', `reports/${encodeURIComponent(turn)}`, { status });
  };
  examLock = async (locked: boolean, until?: string): Promise<number> =>
    (
      await this.write<{ version: number }>('PUT', 'exam-lock', {
        locked,
        ...(until ? { until } : {}),
      })
    ).version;
}

const activityQuery = (activity?: string): string =>
  activity ? `?activity=${encodeURIComponent(activity)}` : '';
const policyPath = (level: Level, rest: string, activity?: string): string =>
  `policies/${level}${rest}${level === 'activity' ? activityQuery(activity) : ''}`;
