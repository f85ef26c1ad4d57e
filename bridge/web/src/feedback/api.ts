/* Api: the calls of docs/feedback-api.md. Failures are ApiErrors, as everywhere. */
import { ApiError, serviceUrl, type Api } from '../api';
import type { PolicyVersion, Problem, Receipt } from '../types';
import type {
  AssignmentDocument,
  Attempt,
  Draft,
  Edit,
  Filter,
  ReadFile,
  Released,
  Rows,
  Rubric,
  StoredAssignment,
  Submission,
} from './types';

const id = encodeURIComponent;

export class FeedbackApi {
  constructor(readonly api: Api) {}

  /* ---- a student's own work ---- */

  submission = (): Promise<Submission> => this.api.read('submission');
  saveDraft = async (text: string): Promise<string> =>
    (await this.api.write<{ saved_at: string }>('PUT', 'submission/draft', { text })).saved_at;
  attempt = (attempt: string): Promise<Attempt> =>
    this.api.read(`submission/attempts/${id(attempt)}`);
  receipt = (attempt: string): Promise<Receipt> =>
    this.api.read(`submission/attempts/${id(attempt)}/receipt`);
  report = async (attempt: string, text: string): Promise<void> => {
    await this.api.call('POST', `submission/attempts/${id(attempt)}/report`, { text });
  };

  /** What was read from a file. `sent` hears the share of it that has left, 0 to 1. */
  upload(file: File, sent: (share: number) => void): { done: Promise<ReadFile>; cancel(): void } {
    const request = new XMLHttpRequest(); // fetch does not tell how much has been sent
    const done = new Promise<ReadFile>((resolve, reject) => {
      request.open('POST', serviceUrl(`api/v1/submission/files?name=${id(file.name)}`));
      request.setRequestHeader('Authorization', `Bearer ${this.api.token}`);
      request.setRequestHeader('Content-Type', 'application/octet-stream');
      request.upload.onprogress = (e) => {
        if (e.lengthComputable && e.total) sent(e.loaded / e.total);
      };
      const fail = (problem: Problem) => reject(new ApiError(problem));
      request.onerror = request.onabort = () => fail({ type: '/problems/offline', status: 0 });
      request.onload = () => {
        const { status } = request;
        let body: unknown = null;
        try {
          body = JSON.parse(request.responseText);
        } catch {
          /* then the status says it */
        }
        if (status >= 200 && status < 300 && body)
          return resolve((body as { file: ReadFile }).file);
        if (status === 401) this.api.onSessionEnd();
        return fail({
          type: `/problems/http-${status}`,
          ...(body && typeof body === 'object' ? (body as object) : {}),
          status,
        });
      };
      request.send(file);
    });
    return { done, cancel: () => request.abort() };
  }

  /* ---- the assignment ---- */

  assignment = (activity?: string): Promise<StoredAssignment> =>
    this.api.read(`assignment${query({ activity })}`);
  saveAssignment = (
    document: AssignmentDocument,
    baseVersion: number,
    activity?: string,
  ): Promise<{ version: number; max_points: number }> =>
    this.api.write('PUT', `assignment${query({ activity })}`, {
      document,
      base_version: baseVersion,
    });
  versions = async (activity?: string): Promise<PolicyVersion[]> =>
    (
      await this.api.read<{ versions: PolicyVersion[] }>(
        `assignment/versions${query({ activity })}`,
      )
    ).versions;
  version = (
    n: number,
    activity?: string,
  ): Promise<PolicyVersion & { document: AssignmentDocument }> =>
    this.api.read(`assignment/versions/${n}${query({ activity })}`);
  exportRubric = async (format: 'moodle' | 'csv', activity?: string): Promise<Blob> =>
    (await this.api.call('GET', `assignment/rubric${query({ format, activity })}`)).blob();
  readRubric = (
    format: 'moodle' | 'csv',
    content: string,
    activity?: string,
  ): Promise<{ rubric: Rubric; notes: string[] }> =>
    this.api.write('POST', `assignment/rubric${query({ activity })}`, { format, content });

  /* ---- release ---- */

  rows = (
    filter: Filter,
    { person, after, activity }: { person?: string; after?: string; activity?: string } = {},
  ): Promise<Rows> => this.api.read(`feedback${query({ filter, person, after, activity })}`);
  draft = (attempt: string): Promise<Draft> => this.api.read(`feedback/${id(attempt)}`);
  saveFeedback = (attempt: string, edit: Edit): Promise<{ revision: number; points: number }> =>
    this.api.write('PUT', `feedback/${id(attempt)}`, edit);
  release = (ids: string[]): Promise<Released> =>
    this.api.write('POST', 'feedback/release', { ids });
  table = async (activity?: string): Promise<Blob> =>
    (await this.api.call('GET', `feedback/export.csv${query({ activity })}`)).blob();
}

function query(members: Record<string, string | undefined>): string {
  const parts = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${id(value!)}`);
  return parts.length ? `?${parts.join('&')}` : '';
}
