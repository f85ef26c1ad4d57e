/*
 * Sheet: the assignment as an editor sees it: what is stored, what was changed here and not
 * saved, what is wrong with it, who else saved meanwhile.
 */
import { ApiError } from '../../api';
import type { Fault } from '../../lecturer/document';
import { problemKind } from '../../problem';
import { Observable } from '../../store';
import type { PolicyVersion } from '../../types';
import type { FeedbackApi } from '../api';
import { checkDocument, maxPoints, tidyDocument, type RubricFault } from '../rubric';
import type { AssignmentDocument, Criterion, StoredAssignment } from '../types';

type Member = keyof AssignmentDocument;
const canonical = (value: unknown): string => JSON.stringify(value) ?? '';

export class AssignmentSheet extends Observable {
  state: 'loading' | 'ready' | 'failed' = 'loading';
  stored: StoredAssignment | null = null;
  document: AssignmentDocument | null = null; // with what was changed here
  faults: Fault[] = [];
  stale: StoredAssignment | null = null; // somebody else's newer version
  versions: PolicyVersion[] | null = null;
  saving = false;
  failure: unknown = null; // of the last save, if it was no fault of a value

  constructor(
    readonly calls: FeedbackApi,
    readonly activity: string | undefined,
  ) {
    super();
  }

  async load(): Promise<void> {
    this.state = 'loading';
    this.changed();
    try {
      this.take(await this.calls.assignment(this.activity));
      this.state = 'ready';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.state = 'failed';
    }
    this.changed();
  }
  private take(stored: StoredAssignment): void {
    this.stored = stored;
    this.document = structuredClone(stored.document);
    this.faults = [];
    this.stale = null;
  }

  async loadVersions(): Promise<void> {
    this.versions = await this.calls.versions(this.activity).catch(() => []);
    this.changed();
  }

  get maxPoints(): number {
    return this.document ? maxPoints(this.document.rubric.criteria) : 0;
  }
  /** Members that differ from what is stored; before the first save everything does. */
  get changes(): Member[] {
    if (!this.document || !this.stored) return [];
    const [a, b] = [tidyDocument(this.stored.document), tidyDocument(this.document)];
    const members = [...new Set([...Object.keys(a), ...Object.keys(b)])] as Member[];
    return members.filter((m) => canonical(a[m]) !== canonical(b[m]));
  }

  faultOf(field: string): Fault | undefined {
    return this.faults.find((f) => f.field === field);
  }

  edit(change: Partial<AssignmentDocument>): void {
    if (!this.document) return;
    this.document = { ...this.document, ...change };
    for (const member of Object.keys(change))
      if (member !== 'rubric') this.faults = this.faults.filter((f) => f.field !== `/${member}`);
    this.failure = null;
    this.changed();
  }
  editCriteria(criteria: Criterion[], keepFaults = false): void {
    if (!keepFaults) this.faults = this.faults.filter((f) => !f.field.startsWith('/rubric'));
    this.edit({ rubric: { criteria } });
  }
  editCriterion(n: number, change: Partial<Criterion>): void {
    const list = this.document?.rubric.criteria ?? [];
    const at = `/rubric/criteria/${n}`;
    this.faults = this.faults.filter(
      (f) =>
        f.field !== '/rubric/criteria' &&
        !Object.keys(change).some(
          (m) => f.field === `${at}/${m}` || f.field.startsWith(`${at}/${m}/`),
        ),
    );
    this.editCriteria(
      list.map((c, i) => (i === n ? { ...c, ...change } : c)),
      true,
    );
  }
  replace(document: AssignmentDocument): void {
    this.document = structuredClone(document);
    this.faults = [];
    this.changed();
  }

  /** What was on the page before. */
  discard(): AssignmentDocument {
    const before = this.document!;
    this.failure = null;
    this.replace(this.stored!.document);
    return before;
  }

  /** True: everything is stored. `words` says a fault in the language of the page. */
  async save(words: (what: RubricFault['what']) => string): Promise<boolean> {
    if (!this.document || !this.stored || this.saving) return false;
    const document = tidyDocument(this.document);
    this.failure = null;
    this.faults = checkDocument(document).map(({ field, what }) => ({ field, text: words(what) }));
    if (this.faults.length) {
      this.changed();
      return false;
    }
    this.saving = true;
    this.changed();
    try {
      const { version, max_points } = await this.calls.saveAssignment(
        document,
        this.stored.version,
        this.activity,
      );
      this.take({ ...this.stored, version, max_points, document });
      if (this.versions) void this.loadVersions();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      await this.refused(error);
      return false;
    } finally {
      this.saving = false;
      this.changed();
    }
  }
  private async refused(error: ApiError): Promise<void> {
    const { problem } = error;
    if (problemKind(problem) === 'stale')
      this.stale = await this.calls.assignment(this.activity).catch(() => null);
    else if (problem.field)
      this.faults = [
        {
          field: problem.field.replace(/^\/document/, ''),
          text: problem.detail ?? problem.title ?? '',
          fromServer: true,
        },
      ];
    if (!this.stale && !this.faults.length) this.failure = error;
  }

  takeTheirs(): void {
    if (this.stale) this.take(this.stale);
    this.changed();
  }
  keepMine(): void {
    if (this.stale) this.stored = this.stale;
    this.stale = null;
    this.changed();
  }
}
