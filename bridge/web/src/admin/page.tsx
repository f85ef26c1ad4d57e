import type { Api } from '../api';
import { useDesk } from '../i18n';
import type { Me } from '../types';
export function AdminPage(_: { api: Api; me: Me }) { const { d } = useDesk(); return <h1>{d.page}</h1>; }
