/* Entry: language, session, who is here, and the page for that role. */
import { render } from 'preact';
import { useEffect, useErrorBoundary, useMemo, useState } from 'preact/hooks';
import { Api, ApiError } from './api';
import {
  chosenLang,
  firstLang,
  I18nContext,
  isLang,
  loadDesk,
  loadTexts,
  rememberLang,
  type DeskTexts,
  type I18n,
  type Lang,
  type Texts,
} from './i18n';
import { Format } from './i18n/format';
import { problemKind } from './problem';
import { forgetSession, openSession, type Session } from './session';
import type { Me } from './types';
import { applyDisplay } from './ui/display';
import { Empty } from './ui/empty';
import { loadStyle } from './ui/style';

type StudentPage = typeof import('./student/page');
type LecturerPage = typeof import('./lecturer/page');
type AdminPage = typeof import('./admin/page');
type FeedbackPage = typeof import('./feedback/page');
type GradingPage = typeof import('./feedback/desk/page');
type PrivacyPage = typeof import('./privacy/page');
type Page =
  | { kind: 'student'; module: StudentPage }
  | { kind: 'lecturer'; module: LecturerPage }
  | { kind: 'admin'; module: AdminPage }
  | { kind: 'feedback'; module: FeedbackPage }
  | { kind: 'grading'; module: GradingPage }
  | { kind: 'privacy'; module: PrivacyPage };

type State =
  | { at: 'loading' }
  | { at: 'no-launch' }
  | { at: 'spent' }
  | { at: 'failed' }
  | { at: 'ended' }
  | { at: 'page'; api: Api; me: Me; page: Page };

interface Loaded {
  lang: Lang;
  t: Texts;
  d: DeskTexts | null;
}

async function loadPage(me: Me): Promise<Page> {
  if (me.data_of) return { kind: 'privacy', module: await import('./privacy/page') };
  if (me.activity?.kind === 'feedback')
    return me.role === 'student'
      ? { kind: 'feedback', module: await import('./feedback/page') }
      : { kind: 'grading', module: await import('./feedback/desk/page') };
  if (me.role === 'student') return { kind: 'student', module: await import('./student/page') };
  if (me.role === 'admin' && !me.activity)
    return { kind: 'admin', module: await import('./admin/page') };
  return { kind: 'lecturer', module: await import('./lecturer/page') };
}

async function open(set: (state: State) => void, spoken: (me: Me) => Promise<void>): Promise<void> {
  let session: Session | null = null;
  try {
    session = await openSession();
    if (!session) return set({ at: 'no-launch' });
    const api = new Api(session.token);
    const me = await api.me();
    const [page] = await Promise.all([loadPage(me), spoken(me)]);
    const { key } = session;
    api.onSessionEnd = () => {
      forgetSession(key);
      set({ at: 'ended' });
    };
    set({ at: 'page', api, me, page });
  } catch (error) {
    const kind = error instanceof ApiError ? problemKind(error.problem) : 'other';
    if (session && kind === 'session') {
      forgetSession(session.key);
      return set({ at: 'ended' });
    }
    const refused =
      error instanceof ApiError && error.status >= 400 && error.status < 500 && kind !== 'busy';
    set({ at: refused && !session ? 'spent' : 'failed' });
  }
}

function Root({ first }: { first: Loaded }) {
  const [loaded, setLoaded] = useState(first);
  const [state, setState] = useState<State>({ at: 'loading' });
  const desk = state.at === 'page' && state.me.role !== 'student';

  const speak = async (lang: Lang, withDesk: boolean) => {
    const [t, d] = await Promise.all([
      loadTexts(lang),
      withDesk ? loadDesk(lang) : null,
      withDesk ? loadStyle('desk') : null,
    ]);
    document.documentElement.lang = lang;
    setLoaded({ lang, t, d });
  };
  const begin = () =>
    open(setState, (me) =>
      speak(chosenLang() ?? isLang(me.locale) ?? first.lang, me.role !== 'student'),
    );
  useEffect(() => {
    void begin();
  }, []);

  const i18n = useMemo<I18n>(
    () => ({
      ...loaded,
      f: new Format(loaded.lang, loaded.t.span),
      choose: (lang) => {
        rememberLang(lang);
        void speak(lang, desk);
      },
    }),
    [loaded, desk],
  );
  return (
    <I18nContext.Provider value={i18n}>
      <Shown state={state} again={() => location.reload()} />
    </I18nContext.Provider>
  );
}

function Shown({ state, again }: { state: State; again: () => void }) {
  const [broken] = useErrorBoundary((error: unknown) => console.error(error));
  if (broken) return <Empty at="failed" again={again} />;
  if (state.at !== 'page') return <Empty at={state.at} again={again} />;
  const { api, me, page } = state;
  switch (page.kind) {
    case 'student':
      return me.activity ? (
        <page.module.StudentPage api={api} me={me} />
      ) : (
        <Empty at="no-activity" again={again} />
      );
    case 'lecturer':
      return <page.module.LecturerPage api={api} me={me} />;
    case 'privacy':
      return <page.module.PrivacyPage api={api} me={me} />;
    case 'admin':
      return <page.module.AdminPage api={api} me={me} />;
    case 'feedback':
      return <page.module.FeedbackPage api={api} me={me} />;
    case 'grading':
      return <page.module.GradingPage api={api} me={me} />;
  }
}

async function start(): Promise<void> {
  applyDisplay();
  const lang = firstLang();
  document.documentElement.lang = lang;
  const t = await loadTexts(lang);
  render(<Root first={{ lang, t, d: null }} />, document.getElementById('root')!);
}

void start();
