/*
 * Desk: the rules of a course and one of its activities as an editor sees them: what is stored,
 * what was changed here and not saved, what is wrong with it, who else saved meanwhile.
 */
import { ApiError, type Api } from '../api';
import type { DeskTexts } from '../i18n';
import { problemKind } from '../problem';
import { Observable } from '../store';
import type {
  ActivityInfo,
  Effective,
  Level,
  Model,
  Policy,
  PolicyDocument,
  PolicyVersion,
  Preset,
} from '../types';
import { changedMembers, check, tidy, type Fault, type Member } from './document';

export interface Sheet {
  level: Level;
  stored: Policy;
  document: PolicyDocument; // with what was changed here
  faults: Fault[];
  stale: Policy | null; // somebody else's newer version
  versions: PolicyVersion[] | null;
}

export class Desk extends Observable {
  readonly sheets = new Map<Level, Sheet>();
  readonly hidden = new Set<Level>(); // levels that this person may not read
  models: Model[] = [];
  activities: ActivityInfo[] = [];
  presets: Preset[] = [];
  effective: Effective | null = null;
  state: 'loading' | 'ready' | 'failed' = 'loading';
  saving = false;
  private endTimer: ReturnType<typeof setTimeout> | undefined;
  failure: unknown = null; // of the last save, if it was no fault of a value

  constructor(
    readonly api: Api,
    public activity: string | null,
    private readonly levels: Level[],
  ) {
    super();
  }

  async load(): Promise<void> {
    this.state = 'loading';
    this.changed();
    try {
      const [models, activities, presets] = await Promise.all([
        this.api.models(),
        this.api.activities().catch(() => [] as ActivityInfo[]),
        this.api.presets().catch(() => [] as Preset[]),
      ]);
      Object.assign(this, { models, activities, presets });
      this.activity ??= activities[0]?.id ?? null;
      const levels = this.levels.filter((level) => level !== 'activity' || this.activity);
      await Promise.all([...levels.map((level) => this.loadSheet(level)), this.loadEffective()]);
      this.state = 'ready';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.state = 'failed';
    }
    this.changed();
  }

  private async loadSheet(level: Level): Promise<void> {
    try {
      const stored = await this.api.policy(level, this.activity ?? undefined);
      this.sheets.set(level, {
        level,
        stored,
        document: structuredClone(stored.document),
        faults: [],
        stale: null,
        versions: null,
      });
    } catch (error) {
      if (!(error instanceof ApiError) || problemKind(error.problem) !== 'forbidden') throw error;
      this.hidden.add(level);
    }
  }

  async loadEffective(): Promise<void> {
    this.effective = await this.api
      .effective(this.activity ?? undefined)
      .catch(() => this.effective);
    this.planEnd();
    this.changed();
  }

  /** A lock that ends by itself is looked at again when it has. */
  private planEnd(): void {
    clearTimeout(this.endTimer);
    const wait = Date.parse(this.lockedUntil ?? '') - Date.now();
    if (wait < 2 ** 31 - 1)
      this.endTimer = setTimeout(() => void this.loadEffective(), Math.max(wait, 0) + 1000);
  }

  async loadVersions(level: Level): Promise<void> {
    const sheet = this.sheets.get(level);
    if (!sheet) return;
    sheet.versions = await this.api.versions(level, this.activity ?? undefined).catch(() => []);
    this.changed();
  }

  get copied(): boolean {
    return this.activities.some((a) => a.id === this.activity && a.status === 'draft');
  }
  async confirm(): Promise<void> {
    await this.api.confirmActivity(this.activity!);
    for (const a of this.activities) if (a.id === this.activity) a.status = 'active';
    this.changed();
  }

  async choose(activity: string): Promise<void> {
    this.activity = activity;
    this.sheets.delete('activity');
    await this.load();
  }

  /** The level just above that has this member, for "as the level above says". */
  above<M extends Member>(level: Level, member: M): PolicyDocument[M] | undefined {
    const order: Level[] =
      level === 'activity' ? ['course', 'tenant'] : level === 'course' ? ['tenant'] : [];
    for (const higher of order) {
      const value = this.sheets.get(higher)?.document[member];
      if (value !== undefined) return value;
      if (this.effective?.origins[member] === higher) return this.effective.values[member];
    }
    return this.effective?.origins[member] === 'default'
      ? this.effective.values[member]
      : undefined;
  }

  /** Models that may be chosen at this level. */
  allowed(level: Level): Model[] {
    const ids = this.effective?.values.allowed_models ?? this.above(level, 'allowed_models');
    return ids?.length ? this.models.filter((m) => ids.includes(m.id)) : this.models;
  }

  changes(level?: Level): Member[] {
    const sheets = level ? [this.sheets.get(level)] : [...this.sheets.values()];
    return sheets.flatMap((s) =>
      s ? changedMembers(tidy(s.stored.document), tidy(s.document)) : [],
    );
  }
  get changedSheets(): Sheet[] {
    return [...this.sheets.values()].filter((s) => this.changes(s.level).length);
  }
  get faults(): Fault[] {
    return [...this.sheets.values()].flatMap((s) => s.faults);
  }

  edit(level: Level, change: Partial<PolicyDocument>): void {
    const sheet = this.sheets.get(level);
    if (!sheet) return;
    sheet.document = { ...sheet.document, ...change };
    for (const member of Object.keys(change))
      sheet.faults = sheet.faults.filter(
        (f) => f.field !== `/${member}` && !f.field.startsWith(`/${member}/`),
      );
    this.failure = null;
    this.changed();
  }

  replace(level: Level, document: PolicyDocument): void {
    const sheet = this.sheets.get(level);
    if (!sheet) return;
    sheet.document = structuredClone(document);
    sheet.faults = [];
    this.changed();
  }

  discard(): Map<Level, PolicyDocument> {
    const before = new Map([...this.sheets].map(([level, s]) => [level, s.document]));
    for (const sheet of this.sheets.values()) this.replace(sheet.level, sheet.stored.document);
    this.failure = null;
    return before;
  }

  /** Saves every level that was changed. True: everything is stored. */
  async save(d: DeskTexts): Promise<boolean> {
    const sheets = this.changedSheets;
    this.failure = null;
    for (const sheet of sheets) sheet.faults = check(sheet.document, d);
    if (this.faults.length || this.saving) {
      this.changed();
      return false;
    }
    this.saving = true;
    this.changed();
    let good = true;
    for (const sheet of sheets) good = (await this.store(sheet, d)) && good;
    this.saving = false;
    await this.loadEffective();
    return good;
  }

  private async store(sheet: Sheet, d: DeskTexts): Promise<boolean> {
    const document = tidy(sheet.document);
    try {
      const version = await this.api.savePolicy(
        sheet.level,
        document,
        sheet.stored.version,
        this.activity ?? undefined,
      );
      sheet.stored = { ...sheet.stored, version, document };
      sheet.document = structuredClone(document);
      sheet.stale = null;
      for (const a of this.activities)
        if (sheet.level === 'activity' && a.id === this.activity) a.status = 'active'; // saving confirms a copy
      if (sheet.versions) await this.loadVersions(sheet.level);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { problem } = error;
      if (problemKind(problem) === 'stale')
        sheet.stale = await this.api
          .policy(sheet.level, this.activity ?? undefined)
          .catch(() => null);
      else if (problem.field)
        sheet.faults = [
          {
            field: problem.field.replace(/^\/document/, ''),
            text: problem.detail ?? d.fault.empty,
            fromServer: true,
          },
        ];
      if (!sheet.stale && !sheet.faults.length) this.failure = error;
      return false;
    }
  }

  /** After somebody else saved: theirs into the editor, or ours onto theirs. */
  takeTheirs(sheet: Sheet): void {
    if (!sheet.stale) return;
    sheet.stored = sheet.stale;
    sheet.document = structuredClone(sheet.stale.document);
    sheet.stale = null;
    this.changed();
  }
  keepMine(sheet: Sheet): void {
    if (!sheet.stale) return;
    sheet.stored = sheet.stale;
    sheet.stale = null;
    this.changed();
  }

  get locked(): boolean {
    return this.effective
      ? this.effective.gate.state === 'exam'
      : this.sheets.get('course')?.stored.document.exam_lock === true;
  }
  /** When the lock ends by itself, if it does. */
  get lockedUntil(): string | undefined {
    return this.locked ? (this.effective?.values.exam_until ?? undefined) : undefined;
  }
  async lock(on: boolean, until?: string): Promise<void> {
    await this.api.examLock(on, until);
    const sheet = this.sheets.get('course');
    if (sheet) {
      // a new version of the course's rules; what was changed here stays
      const stored = await this.api.policy('course').catch(() => null);
      if (stored) {
        const { exam_lock: _lock, exam_until: _until, ...rest } = sheet.document;
        const { exam_lock, exam_until } = stored.document;
        sheet.stored = stored;
        sheet.document = {
          ...rest,
          ...(exam_lock === undefined ? {} : { exam_lock }),
          ...(exam_until === undefined ? {} : { exam_until }),
        };
      }
    }
    await this.loadEffective();
  }
}
