/* Admin's calls: the university's own part of docs/api.md. */
import type { Api } from '../api';

export const STEPS = ['platform', 'models', 'ceilings', 'privacy', 'launch'] as const;
export type Step = (typeof STEPS)[number];

export interface Tenant {
  name: string;
  time_zone: string;
  operator: string;
  copies: 'draft' | 'active';
  deployments: 'pending' | 'active';
  retention_days: number;
  retention_days_max: number;
  privacy_url: string | null;
  privacy_checked_at: string | null;
  steps: Record<Step, boolean>;
}
export type TenantChange = Partial<
  Pick<Tenant, 'time_zone' | 'copies' | 'deployments' | 'retention_days' | 'privacy_url'>
> & { privacy_checked?: boolean };

export interface Check {
  name: string;
  state: 'ok' | 'warn' | 'failed' | 'skipped';
  reason: string | null;
  value: number | null;
}
export interface Test {
  tested_at: string;
  checks: Check[];
}
export interface CourseRow {
  id: string;
  title: string;
  label: string;
  created_at: string;
  activities: number;
  questions: number;
  tokens: number;
}
export interface Courses {
  courses: CourseRow[];
  more: boolean;
}
export interface Entry {
  id: string;
  at: string;
  actor: string;
  action: string;
  object: string;
  course: { id: string; title: string } | null;
  detail: Record<string, unknown> | null;
}
export interface Entries {
  entries: Entry[];
  next: string | null;
}

const id = encodeURIComponent;

export const tenant = (api: Api): Promise<Tenant> => api.read('tenant');
export const setTenant = async (api: Api, change: TenantChange): Promise<void> => {
  await api.call('PUT', 'tenant', change);
};
export const invite = (api: Api): Promise<{ url: string; expires_at: string }> =>
  api.write('POST', 'invites', {});
export const testPlatform = (api: Api, platform: string): Promise<Test> =>
  api.write('POST', `platforms/${id(platform)}/test`, {});
export const setPlatform = async (
  api: Api,
  platform: string,
  status: 'active' | 'disabled',
): Promise<void> => {
  await api.call('PUT', `platforms/${id(platform)}`, { status });
};
export const courses = (api: Api, words: string): Promise<Courses> =>
  api.read(`courses?q=${id(words)}`);
export const audit = (api: Api, after: string | null): Promise<Entries> =>
  api.read(`audit${after ? `?after=${id(after)}` : ''}`);
