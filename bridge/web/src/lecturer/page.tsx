import type { Api } from '../api';
import { useDesk } from '../i18n';
import { StudentPage } from '../student/page';
import type { Me } from '../types';
export function LecturerPage({ api, me }: { api: Api; me: Me }) { const { d } = useDesk(); return <StudentPage api={api} me={me} back={{ label: d.page, go: () => {} }} />; }
