/*
 * The admin's page: one part at a time, chosen at the side. Models, ceilings and defaults are the
 * university's rules and share the save bar; everything else takes effect as it is done.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from '../api';
import { useDesk } from '../i18n';
import { Desk } from '../lecturer/desk';
import { QuotasCard } from '../lecturer/quotas';
import { SaveBar } from '../lecturer/savebar';
import { VersionsCard } from '../lecturer/versions';
import { KeysCard } from '../keys/card';
import { tabMemory } from '../memory';
import { useWatched } from '../store';
import type { Me } from '../types';
import { DisplayMenu } from '../ui/display-menu';
import { Icon, type IconName } from '../ui/icon';
import { STEPS, tenant as readTenant, type Tenant } from './api';
import { AuditCard } from './audit';
import { CoursesCard } from './courses';
import { DefaultsCard } from './defaults';
import { ModelsCard } from './models';
import { PlatformsCard } from './platforms';
import { PrivacyView } from './privacy';
import { SetupCard } from './setup';

const VIEWS = {
  setup: 'check',
  platforms: 'plug',
  models: 'server',
  ceilings: 'settings',
  courses: 'list',
  privacy: 'shield',
  keys: 'lock',
  audit: 'history',
} as const satisfies Record<string, IconName>;
export type View = keyof typeof VIEWS;
const isView = (name: string | null): name is View => name !== null && name in VIEWS;

interface AdminProps {
  api: Api;
  me: Me;
  back?: { label: string; go: () => void };
}

export function AdminPage({ api, back }: AdminProps) {
  const { d, t } = useDesk();
  const [desk] = useState(() => new Desk(api, null, ['tenant']));
  const [tenant, setTenant] = useState<Tenant | null>(null);
  const [waiting, setWaiting] = useState(0);
  const [failed, setFailed] = useState(false);
  const [view, setView] = useState<View | null>(null);
  useWatched(desk);
  const main = useRef<HTMLElement>(null);
  const load = async () => {
    setFailed(false);
    try {
      const [now, platforms] = await Promise.all([readTenant(api), api.platforms()]);
      setTenant(now);
      setWaiting(
        platforms.flatMap((p) => p.deployments).filter((x) => x.status === 'pending').length,
      );
      const last = tabMemory.get('admin');
      setView((v) => v ?? (isView(last) ? last : firstView(now)));
    } catch {
      setFailed(true);
    }
  };
  const begin = () => {
    void desk.load();
    void load();
  };
  useEffect(begin, []);
  useEffect(() => {
    document.title = tenant?.name ?? d.admin.title;
  }, [d, tenant?.name]);
  const go = (to: View) => {
    tabMemory.set('admin', to);
    setView(to);
    void load(); // steps may have been taken meanwhile
    main.current?.scrollTo({ top: 0 });
    main.current?.focus({ preventScroll: true });
  };
  const sheet = desk.sheets.get('tenant');
  const broken = failed || desk.state === 'failed';
  return (
    <div class="desk desk--save">
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
        <h1 class="desk__course">
          <bdi>{tenant?.name ?? d.admin.title}</bdi>
          {tenant && <span class="vh">{`, ${d.admin.title}`}</span>}
        </h1>
        {view && <Side place="topnav tabs" view={view} go={go} waiting={waiting} />}
        {back && (
          <button type="button" class="btn btn--s" onClick={back.go}>
            {back.label}
          </button>
        )}
        <DisplayMenu />
      </header>
      <main class="desk__scroll" id="main" tabIndex={-1} aria-label={d.admin.page} ref={main}>
        <div class="desk__main">
          {broken && (
            <div class="empty">
              <Icon name="offline" />
              <h2>{d.nav.loadFailed}</h2>
              <p>{t.errors.server}</p>
              <button type="button" class="btn" onClick={begin}>
                <Icon name="again" />
                {t.common.tryAgain}
              </button>
            </div>
          )}
          {!broken && (!sheet || !tenant || !view) && (
            <p class="hint" aria-busy="true">
              {t.common.loading}
            </p>
          )}
          {!broken && sheet && tenant && view && (
            <div class="split split--nav">
              <Side place="nav sidenav" view={view} go={go} waiting={waiting} />
              <div class="stack">
                {view === 'setup' && <SetupCard tenant={tenant} go={go} />}
                {view === 'platforms' && <PlatformsCard api={api} changed={() => void load()} />}
                {view === 'courses' && <CoursesCard api={api} />}
                {view === 'privacy' && <PrivacyView api={api} tenant={tenant} reload={load} />}
                {view === 'keys' && <KeysCard api={api} level="tenant" />}
                {view === 'audit' && <AuditCard api={api} />}
                {(view === 'models' || view === 'ceilings') && (
                  <fieldset class="stack sheet" disabled={!sheet.stored.editable}>
                    <legend class="vh">{d.level.tenant}</legend>
                    {view === 'models' ? (
                      <ModelsCard desk={desk} sheet={sheet} />
                    ) : (
                      <>
                        <div class="stack stack--s">
                          <QuotasCard desk={desk} sheet={sheet} />
                          <p class="hint">{d.admin.ceilingsHint}</p>
                        </div>
                        <DefaultsCard desk={desk} sheet={sheet} />
                      </>
                    )}
                    <VersionsCard desk={desk} sheet={sheet} />
                  </fieldset>
                )}
              </div>
            </div>
          )}
        </div>
      </main>
      {sheet &&
        !broken &&
        (view === 'models' || view === 'ceilings' || desk.changes().length > 0) && (
          <SaveBar desk={desk} show={() => {}} />
        )}
    </div>
  );
}

/** Until everything is set up, what is left; later, what is looked at most. */
function firstView(tenant: Tenant): View {
  return STEPS.every((step) => tenant.steps[step]) ? 'platforms' : 'setup';
}

interface SideProps {
  place: string;
  view: View;
  go: (view: View) => void;
  waiting: number;
}

function Side({ place, view, go, waiting }: SideProps) {
  const { d } = useDesk();
  return (
    <nav class={place} aria-label={d.admin.side}>
      {(Object.keys(VIEWS) as View[]).map((name) => (
        <a
          key={name}
          href="#"
          {...(view === name ? { 'aria-current': 'page' as const } : {})}
          onClick={(e) => {
            e.preventDefault();
            go(name);
          }}
        >
          <Icon name={VIEWS[name]} />
          <span class="grow">{d.admin.views[name]}</span>
          {name === 'platforms' && waiting > 0 && (
            <span class="nav__end hint">{d.admin.waits(waiting)}</span>
          )}
        </a>
      ))}
    </nav>
  );
}
