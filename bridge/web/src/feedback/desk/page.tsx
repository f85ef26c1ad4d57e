/* The lecturer's pages of a feedback activity: assignment and release beside the course's desk. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from '../../api';
import { Desk } from '../../lecturer/desk';
import { DeskTop, type Tab } from '../../lecturer/desk-top';
import { DeskPage } from '../../lecturer/page';
import { tabMemory } from '../../memory';
import { useWatched } from '../../store';
import type { Me } from '../../types';
import { DisplayMenu } from '../../ui/display-menu';
import { Icon } from '../../ui/icon';
import { FeedbackApi } from '../api';
import { FeedbackPage } from '../page';
import { useGrading, WithWords } from '../words';
import { AssignmentPage } from './assignment';
import { Release } from './release';
import { ReleasePage } from './release-page';
import { AssignmentBar } from './save';
import { AssignmentSheet } from './sheet';

export function GradingPage(props: { api: Api; me: Me }) {
  return (
    <WithWords grading>
      {props.me.message === 'LtiSubmissionReviewRequest' ? (
        <ReviewPage {...props} />
      ) : (
        <Page {...props} />
      )}
    </WithWords>
  );
}

const KEPT: Tab[] = ['overview', 'assignment', 'release', 'tutor'];

function Page({ api, me }: { api: Api; me: Me }) {
  const { g } = useGrading();
  const [tab, setTab] = useState<Tab | null>(() => {
    const last = tabMemory.get('tab') as Tab;
    return KEPT.includes(last) ? last : null;
  });
  const [admin, setAdmin] = useState<typeof import('../../admin/page') | null>(null);
  const [calls] = useState(() => new FeedbackApi(api));
  const [sheet] = useState(() => new AssignmentSheet(calls, undefined));
  const [release] = useState(() => new Release(calls, null));
  const [desk] = useState(
    () =>
      new Desk(
        api,
        me.activity?.id ?? null,
        me.role === 'admin' ? ['tenant', 'course', 'activity'] : ['course', 'activity'],
      ),
  );
  useWatched(sheet);
  useEffect(() => {
    void desk.load();
    // Before anybody has handed in the task matters, afterwards what they handed in.
    void sheet
      .load()
      .then(() => setTab((t) => t ?? (sheet.stored?.started ? 'release' : 'assignment')));
  }, []);
  const go = (to: Tab) => {
    tabMemory.set('tab', KEPT.includes(to) ? to : '');
    if (to !== 'admin' || admin) return setTab(to);
    void import('../../admin/page').then((m) => {
      setAdmin(m);
      setTab(to);
    });
  };
  const names = { assignment: g.nav.assignment, release: g.nav.release, tutor: g.nav.rules };
  const back = { label: g.nav.back, go: () => go('assignment') };
  switch (tab) {
    case 'student':
      return <FeedbackPage api={api} me={me} back={back} />;
    case 'admin':
      return admin && <admin.AdminPage api={api} me={me} back={back} />;
    case 'overview':
    case 'tutor':
      return <DeskPage desk={desk} me={me} tab={tab} go={go} names={names} />;
    default:
      return (
        <Room
          desk={desk}
          me={me}
          tab={tab}
          go={go}
          names={names}
          sheet={sheet}
          release={release}
        />
      );
  }
}

interface RoomProps {
  desk: Desk;
  me: Me;
  tab: Tab | null;
  go: (tab: Tab) => void;
  names: Partial<Record<Tab, string>>;
  sheet: AssignmentSheet;
  release: Release;
}

function Room({ desk, me, tab, go, names, sheet, release }: RoomProps) {
  useWatched(desk);
  const { t, g } = useGrading();
  const main = useRef<HTMLElement>(null);
  const title = me.activity?.title ?? '';
  useEffect(() => {
    document.title = title;
  }, [title]);
  const editing = tab === 'assignment' && sheet.state === 'ready';
  return (
    <div class={`desk ${editing ? 'desk--save' : 'desk--release'}`}>
      <DeskTop desk={desk} me={me} tab={tab} go={go} main={main} names={names} />
      <main class="desk__scroll" id="main" tabIndex={0} aria-label={(tab && names[tab]) ?? title} ref={main}>
        <div class="desk__main">
          {sheet.state === 'loading' && (
            <p class="hint" aria-busy="true">
              {t.common.loading}
            </p>
          )}
          {sheet.state === 'failed' && (
            <div class="empty">
              <Icon name="offline" />
              <h1 class="boot__title">{g.nav.loadFailed}</h1>
              <p>{t.errors.server}</p>
              <button type="button" class="btn" onClick={() => void sheet.load()}>
                <Icon name="again" />
                {t.common.tryAgain}
              </button>
            </div>
          )}
          {editing && <AssignmentPage sheet={sheet} desk={desk} me={me} />}
          {tab === 'release' && sheet.state === 'ready' && (
            <ReleasePage
              release={release}
              title={title}
              formative={sheet.stored!.document.visibility === 'formative'}
              kind={sheet.stored!.document.kind}
            />
          )}
        </div>
      </main>
      {editing && <AssignmentBar sheet={sheet} />}
    </div>
  );
}

/** Opened from the gradebook: exactly one student's attempts, and nothing of the desk. */
function ReviewPage({ api, me }: { api: Api; me: Me }) {
  const { t } = useGrading();
  const main = useRef<HTMLElement>(null);
  const [release] = useState(
    () => new Release(new FeedbackApi(api), me.review ?? { person: '', name: null }),
  );
  const title = me.activity?.title ?? '';
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <div class="desk desk--release">
      <header class="desk__top">
        <a
          class="skip"
          href="#main"
          onClick={(e) => {
            e.preventDefault();
            main.current?.focus();
          }}
        >
          {t.common.skipContent}
        </a>
        <p class="desk__course grow">{me.course?.title}</p>
        <DisplayMenu />
      </header>
      <main class="desk__scroll" id="main" tabIndex={0} aria-label={title} ref={main}>
        <div class="desk__main">
          <ReleasePage release={release} title={title} formative={false} />
        </div>
      </main>
    </div>
  );
}
