/*
 * Session: from the one-time code behind '#' to a bearer token.
 *
 * The token lives in memory and, so that a reload keeps it, in the memory of this tab under a key of
 * this launch. The key is no secret; it waits in history.state, because two tutors embedded in one
 * LMS page share their sessionStorage. No cookie is involved, so third-party cookie rules do not matter.
 */
import { ApiError, serviceUrl } from './api';
import { tabMemory } from './memory';
import type { Problem } from './types';

const CODE = /^[A-Za-z0-9_-]{16,128}$/;

interface Kept {
  token: string;
  expires_at: string;
}
export interface Session {
  token: string;
  key: string;
}

function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(9)), (b) =>
    b.toString(36).padStart(2, '0'),
  ).join('');
}

function kept(key: string): Kept | null {
  try {
    const found = JSON.parse(tabMemory.get(`session.${key}`) || 'null') as Kept | null;
    return found && Date.parse(found.expires_at) > Date.now() ? found : null;
  } catch {
    return null;
  }
}

/** The key of the launch that this very page had before it was reloaded. */
function stateKey(): string | null {
  const state: unknown = history.state;
  return state && typeof state === 'object' && 'launch' in state ? String(state.launch) : null;
}

/** The key of the only launch in this tab; with several nobody knows which is meant. */
function onlyKey(): string | null {
  const keys = tabMemory.keys('session.');
  return keys.length === 1 ? keys[0]!.slice('session.'.length) : null;
}

/** Names this launch in the history entry; the code leaves the address. */
function settle(key: string): void {
  const state: unknown = history.state;
  history.replaceState(
    { ...(state && typeof state === 'object' ? state : {}), launch: key },
    '',
    location.pathname + location.search,
  );
}

async function trade(code: string): Promise<Kept> {
  let response: Response;
  try {
    response = await fetch(serviceUrl('api/v1/session'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code }),
      credentials: 'omit',
      cache: 'no-store',
    });
  } catch {
    throw new ApiError({ type: '/problems/offline', status: 0 });
  }
  if (response.ok) return response.json() as Promise<Kept>;
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  throw new ApiError({ type: '/problems/launch-spent', ...problem, status: response.status });
}

function resume(key: string | null): Session | null {
  const found = key ? kept(key) : null;
  if (!key || !found) return null;
  settle(key);
  return { token: found.token, key };
}

/** Throws ApiError; null when this page was opened without a launch or its session is over. */
export async function openSession(): Promise<Session | null> {
  const code = location.hash.slice(1);
  if (!CODE.test(code)) return resume(stateKey() ?? onlyKey());
  let fresh: Kept;
  try {
    fresh = await trade(code);
  } catch (error) {
    // A reload before the address was cleaned: the code is spent, the session may be there.
    const session = error instanceof ApiError && error.status >= 400 ? resume(stateKey()) : null;
    if (session) return session;
    throw error;
  }
  const key = randomKey();
  tabMemory.set(`session.${key}`, JSON.stringify(fresh), true);
  settle(key);
  return { token: fresh.token, key };
}

export function forgetSession(key: string): void {
  tabMemory.set(`session.${key}`, '', true);
}
