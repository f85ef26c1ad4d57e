/* Keys' calls: a lecturer's are the course's, an admin's the university's too. */
import type { Api } from '../api';

export interface Key {
  id: string;
  name: string;
  level: 'tenant' | 'course';
  by_lms: boolean; // it fetched the key itself
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
}

const id = encodeURIComponent;

export const keys = async (api: Api): Promise<Key[]> =>
  (await api.read<{ keys: Key[] }>('keys')).keys;
export const addKey = (
  api: Api,
  level: Key['level'],
  name: string,
  days: number,
): Promise<Key & { secret: string }> =>
  api.write('POST', 'keys', { name, level, expires_days: days });
export const revokeKey = async (api: Api, key: string): Promise<void> => {
  await api.call('DELETE', `keys/${id(key)}`);
};
