/* The lecturer's page: the rules of the course and of one tutor, what is in force, and a place to try it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from '../api';
import { useDesk } from '../i18n';
import { KeysCard } from '../keys/card';
import { errorText } from '../problem';
import { tabMemory } from '../memory';
import { useWatched } from '../store';
import { StudentPage } from '../student/page';
import type { Level, Me } from '../types';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { toast } from '../ui/toast';
import { Desk } from './desk';
import { DeskTop, type Tab } from './desk-top';
import { ForceCard } from './force';
import { Head } from './head';
import { ModelCard } from './model';
import { Overview } from './overview';
import { PromptCard, StartersCard } from './prompt';
import { QuotasCard } from './quotas';
import { SaveBar } from './savebar';
import { ScheduleCard } from './schedule';
import { TryCard } from './try';
import { VersionsCard } from './versions';

export function LecturerPage({ api, me }: { api: Api; me: Me }) {
  const { d } = useDesk();
  const [tab, setTab] = useState<Tab>(() => firstTab(me));
  const [admin, setAdmin] = useState<typeof import('../admin/page') | null>(null);
  const [desk] = useState(
    () =>
      new Desk(
        api,
        me.activity?.id ?? null,
        me.role === 'admin' ? ['tenant', 'course', 'activity'] : ['course', 'activity'],
      ),
  );
  useEffect(() => {
    void desk.load();
  }, []);
  const go = (to: Tab) => {
    tabMemory.set('tab', to === 'overview' || to === 'tutor' ? to : '');
    if (to !== 'admin' || admin) return setTab(to);
    void import('../admin/page').then((m) => {
      setAdmin(m);
      setTab(to);
    });
  };
  const back = { label: d.nav.back, go: () => go('tutor') };
  if (tab === 'student' && me.activity) return <StudentPage api={api} me={me} back={back} />;
  if (tab === 'admin' && admin) return <admin.AdminPage api={api} me={me} back={back} />;
  return <DeskPage desk={desk} me={me} tab={tab} go={go} />;
}

/** Who opened a tutor wants that tutor; a link to the whole course leads to the overview. */
function firstTab(me: Me): Tab {
  const last = tabMemory.get('tab');
  if (last === 'overview' || last === 'tutor') return last;
  return me.activity ? 'tutor' : 'overview';
}

interface DeskPageProps {
  desk: Desk;
  me: Me;
  tab: Tab;
  go: (tab: Tab) => void;
  names?: Partial<Record<Tab, string>>; // see DeskTop
}

export function DeskPage({ desk, me, tab, go, names }: DeskPageProps) {
  useWatched(desk);
  const { d, t } = useDesk();
  const [level, setLevel] = useState<Level>(desk.activity ? 'activity' : 'course');
  const main = useRef<HTMLElement>(null);
  const sheet =
    desk.sheets.get(level) ?? (desk.state === 'ready' ? desk.sheets.get('course') : undefined);
  const title =
    desk.activities.find((a) => a.id === desk.activity)?.title ??
    me.activity?.title ??
    me.course?.title ??
    t.common.pageName;
  const name = tab === 'overview' ? d.overview.title : title;
  useEffect(() => {
    document.title = name;
  }, [name]);
  const editing = tab === 'tutor' && sheet && desk.state !== 'failed';
  const edit = (activity: string) => {
    if (activity !== desk.activity) void desk.choose(activity);
    setLevel('activity');
    go('tutor');
    main.current?.focus();
  };
  return (
    <div class={`desk${editing ? ' desk--save' : ''}`}>
      <DeskTop desk={desk} me={me} tab={tab} go={go} main={main} names={names} />
      <main class="desk__scroll" id="main" tabIndex={0} aria-label={d.nav.main} ref={main}>
        <div class="desk__main">
          {tab === 'overview' && <Overview desk={desk} edit={edit} />}
          {tab === 'tutor' && desk.state === 'loading' && !sheet && (
            <p class="hint" aria-busy="true">
              {t.common.loading}
            </p>
          )}
          {tab === 'tutor' && desk.state === 'failed' && (
            <div class="empty">
              <Icon name="offline" />
              <h1 class="boot__title">{d.nav.loadFailed}</h1>
              <p>{t.errors.server}</p>
              <button type="button" class="btn" onClick={() => void desk.load()}>
                <Icon name="again" />
                {t.common.tryAgain}
              </button>
            </div>
          )}
          {editing && (
            <>
              <Head desk={desk} title={title} level={sheet.level} setLevel={setLevel} main={main} />
              {desk.copied && <CopiedNotice desk={desk} />}
              <div class={desk.activity ? 'split split--even' : 'stack'}>
                <Sheets key={`${sheet.level}${desk.activity}`} desk={desk} level={sheet.level} />
                {desk.activity && me.activity?.id === desk.activity && (
                  <TryCard key={desk.activity} desk={desk} me={me} />
                )}
              </div>
            </>
          )}
        </div>
      </main>
      {editing && <SaveBar desk={desk} show={setLevel} />}
    </div>
  );
}

function Sheets({ desk, level }: { desk: Desk; level: Level }) {
  const { d } = useDesk();
  const sheet = desk.sheets.get(level)!;
  return (
    <div class="stack">
      {!sheet.stored.editable && (
        <p class="notice notice--slim">
          <Icon name="lock" />
          <span class="notice__body">{d.level.readOnly}</span>
        </p>
      )}
      <fieldset class="stack sheet" disabled={!sheet.stored.editable}>
        <legend class="vh">{d.level[level]}</legend>
        <PromptCard desk={desk} sheet={sheet} />
        <ModelCard desk={desk} sheet={sheet} />
        <QuotasCard desk={desk} sheet={sheet} />
        <ScheduleCard desk={desk} sheet={sheet} />
        <StartersCard desk={desk} sheet={sheet} />
      </fieldset>
      <ForceCard desk={desk} />
      <VersionsCard desk={desk} sheet={sheet} />
      {level === 'course' && <KeysCard api={desk.api} level="course" />}
    </div>
  );
}

function CopiedNotice({ desk }: { desk: Desk }) {
  const { d, t } = useDesk();
  const confirm = () =>
    desk.confirm().then(
      () => toast(d.nav.confirmed),
      (error: unknown) => toast(errorText(error, t)),
    );
  return (
    <Notice kind="warn" icon="copy" title={d.nav.copiedTitle} text={d.nav.copied}>
      <button type="button" class="btn btn--s" onClick={() => void confirm()}>
        <Icon name="check" />
        {d.nav.confirm}
      </button>
    </Notice>
  );
}
