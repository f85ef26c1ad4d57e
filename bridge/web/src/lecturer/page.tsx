/* The lecturer's page: the rules of the course and of one tutor, what is in force, and a place to try it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from '../api';
import { useDesk } from '../i18n';
import { errorText } from '../problem';
import { useWatched } from '../store';
import { StudentPage } from '../student/page';
import type { Level, Me } from '../types';
import { DisplayMenu } from '../ui/display-menu';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { toast } from '../ui/toast';
import { Desk } from './desk';
import { ForceCard } from './force';
import { ModelCard } from './model';
import { PromptCard, StartersCard } from './prompt';
import { QuotasCard } from './quotas';
import { SaveBar } from './savebar';
import { ScheduleCard } from './schedule';
import { TryCard } from './try';
import { VersionsCard } from './versions';

export function LecturerPage({ api, me }: { api: Api; me: Me }) {
  const { d } = useDesk();
  const [shown, setShown] = useState<'desk' | 'student' | 'admin'>('desk');
  const [admin, setAdmin] = useState<typeof import('../admin/page') | null>(null);
  const [desk] = useState(() => new Desk(api, me.activity?.id ?? null, me.role === 'admin' ? ['tenant', 'course', 'activity'] : ['course', 'activity']));
  useEffect(() => { void desk.load(); }, []);
  const back = { label: d.nav.back, go: () => setShown('desk') };
  if (shown === 'student' && me.activity) return <StudentPage api={api} me={me} back={back} />;
  if (shown === 'admin' && admin) return <admin.AdminPage api={api} me={me} back={back} />;
  const openAdmin = () => void import('../admin/page').then((m) => { setAdmin(m); setShown('admin'); });
  return <DeskPage desk={desk} me={me} {...(me.activity ? { student: () => setShown('student') } : {})} {...(me.role === 'admin' ? { admin: openAdmin } : {})} />;
}

function DeskPage({ desk, me, student, admin }: { desk: Desk; me: Me; student?: () => void; admin?: () => void }) {
  useWatched(desk);
  const { d, t } = useDesk();
  const [level, setLevel] = useState<Level>(desk.activity ? 'activity' : 'course');
  const main = useRef<HTMLElement>(null);
  const sheet = desk.sheets.get(level) ?? (desk.state === 'ready' ? desk.sheets.get('course') : undefined);
  const title = desk.activities.find((a) => a.id === desk.activity)?.title ?? me.activity?.title ?? me.course?.title ?? t.common.pageName;
  useEffect(() => { document.title = title; }, [title]);
  return (
    <div class="desk desk--save">
      <header class="desk__top">
        <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); main.current?.focus(); }}>{t.common.skipContent}</a>
        <p class="desk__course">{me.course?.title}</p>
        <nav class="tabs" aria-label={d.nav.label}>
          <a href="#" aria-current="page" onClick={(e) => e.preventDefault()}>{d.nav.settings}</a>
          {student && <a href="#" onClick={(e) => { e.preventDefault(); student(); }}>{d.nav.student}</a>}
          {admin && <a href="#" onClick={(e) => { e.preventDefault(); admin(); }}>{d.nav.admin}</a>}
        </nav>
        {desk.state === 'ready' && <LockSwitch desk={desk} />}
        <DisplayMenu />
      </header>
      <main class="desk__scroll" id="main" tabIndex={0} aria-label={d.nav.main} ref={main}>
        <div class="desk__main">
          {desk.state === 'loading' && !sheet && <p class="hint" aria-busy="true">{t.common.loading}</p>}
          {desk.state === 'failed' && <div class="empty"><Icon name="offline" /><h1 class="boot__title">{d.nav.loadFailed}</h1><p>{t.errors.server}</p><button type="button" class="btn" onClick={() => void desk.load()}><Icon name="again" />{t.common.tryAgain}</button></div>}
          {sheet && desk.state !== 'failed' && <>
            <Head desk={desk} title={title} level={sheet.level} setLevel={setLevel} main={main} />
            {desk.copied && <CopiedNotice desk={desk} />}
            <div class={desk.activity ? 'split split--even' : 'stack'}>
              <Sheets key={`${sheet.level}${desk.activity}`} desk={desk} level={sheet.level} />
              {desk.activity && me.activity?.id === desk.activity && <TryCard key={desk.activity} desk={desk} me={me} />}
            </div>
          </>}
        </div>
      </main>
      {sheet && desk.state !== 'failed' && <SaveBar desk={desk} show={setLevel} />}
    </div>
  );
}

function Sheets({ desk, level }: { desk: Desk; level: Level }) {
  const { d } = useDesk();
  const sheet = desk.sheets.get(level)!;
  return (
    <div class="stack">
      {!sheet.stored.editable && <p class="notice notice--slim"><Icon name="lock" /><span class="notice__body">{d.level.readOnly}</span></p>}
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
    </div>
  );
}

function CopiedNotice({ desk }: { desk: Desk }) {
  const { d, t } = useDesk();
  const confirm = () => desk.confirm().then(() => toast(d.nav.confirmed), (error: unknown) => toast(errorText(error, t)));
  return <Notice kind="warn" icon="copy" title={d.nav.copiedTitle} text={d.nav.copied}>
    <button type="button" class="btn btn--s" onClick={() => void confirm()}><Icon name="check" />{d.nav.confirm}</button>
  </Notice>;
}

function LockSwitch({ desk }: { desk: Desk }) {
  const { d } = useDesk();
  const [busy, setBusy] = useState(false);
  const flip = (on: boolean) => {
    if (busy) return;
    setBusy(true);
    desk.lock(on).then(() => toast(on ? d.lock.saidOn : d.lock.saidOff), () => toast(d.lock.failed)).finally(() => setBusy(false));
  };
  return (
    <label class="switch switch--lock lockchip">
      <span>{d.lock.label}<span class="vh">{d.lock.scope}</span>: <b class="if-off">{d.lock.off}</b><b class="if-on">{d.lock.on}</b></span>
      <input type="checkbox" role="switch" checked={desk.locked} aria-busy={busy} onChange={(e) => { const on = e.currentTarget.checked; e.currentTarget.checked = desk.locked; flip(on); }} />
    </label>
  );
}

interface HeadProps { desk: Desk; title: string; level: Level; setLevel: (level: Level) => void; main: { current: HTMLElement | null } }

function Head({ desk, title, level, setLevel, main }: HeadProps) {
  const { d } = useDesk();
  const sheet = desk.sheets.get(level)!;
  const levels = (['activity', 'course'] as Level[]).filter((l) => desk.sheets.has(l));
  return (
    <div class="desk__head">
      <div class="stack stack--s">
        <div class="row">
          <h1>{title}</h1>
          {desk.activities.length > 1 && <>
            <label class="vh" for="activity">{d.nav.activity}</label>
            <select class="select select--s select--fit" id="activity" value="" onChange={(e) => { if (e.currentTarget.value) void desk.choose(e.currentTarget.value); e.currentTarget.value = ''; }}>
              <option value="">{d.nav.another}</option>
              {desk.activities.filter((a) => a.id !== desk.activity).map((a) => <option key={a.id} value={a.id}>{a.title}</option>)}
            </select>
          </>}
        </div>
        <div class="row">
          {levels.length > 1 && <div class="seg" role="radiogroup" aria-label={d.level.label}>
            {levels.map((l) => <label key={l}><input type="radio" name="level" checked={level === l} onChange={() => setLevel(l)} />{d.level[l]}{desk.changes(l).length > 0 && <span aria-hidden="true"> •</span>}</label>)}
          </div>}
          <GateTag desk={desk} />
          <span class="hint">{sheet.stored.version ? d.level.live(sheet.stored.version) : d.level.none}</span>
        </div>
      </div>
      <Sections main={main} withTry={desk.activity !== null} />
    </div>
  );
}

function GateTag({ desk }: { desk: Desk }) {
  const { d, f } = useDesk();
  const gate = desk.effective?.gate.state ?? 'open';
  const until = desk.effective?.values.open_until;
  if (gate === 'open') return <span class="tag tag--ok"><Icon name="check" small />{until ? d.open.until(f.dayShort(until)) : d.open.open}</span>;
  return <span class={`tag ${gate === 'exam' ? 'tag--danger' : 'tag--warn'}`}><Icon name={gate === 'exam' ? 'lock' : 'clock'} small />{d.open[gate]}</span>;
}

/** Where one is on a long page: the link of the section in view is marked. */
function Sections({ main, withTry }: { main: { current: HTMLElement | null }; withTry: boolean }) {
  const { d } = useDesk();
  const names: [string, string][] = [['prompt', d.prompt.nav], ['model', d.model.title], ['quotas', d.quota.title], ['schedule', d.schedule.title],
    ['starters', d.starters.nav], ['force', d.force.nav], ['versions', d.versions.title], ...(withTry ? [['try', d.try.nav] as [string, string]] : [])];
  const [here, setHere] = useState('prompt');
  useEffect(() => {
    const node = main.current;
    if (!node) return;
    const look = () => {
      const top = node.getBoundingClientRect().top + 96;
      const seen = names.filter(([id]) => id !== 'try').findLast(([id]) => (document.getElementById(`sec-${id}`)?.getBoundingClientRect().top ?? Infinity) <= top);
      setHere(node.scrollTop + node.clientHeight >= node.scrollHeight - 4 && node.scrollTop > 0 ? 'versions' : seen?.[0] ?? 'prompt');
    };
    node.addEventListener('scroll', look, { passive: true });
    return () => node.removeEventListener('scroll', look);
  }, [main.current]);
  const go = (id: string) => {
    const section = document.getElementById(`sec-${id}`);
    section?.scrollIntoView({ block: 'start', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    const target = id === 'try' ? document.getElementById('tryq') : section?.querySelector<HTMLElement>('h2');
    if (target) { if (id !== 'try') target.tabIndex = -1; target.focus({ preventScroll: true }); }
  };
  return (
    <nav class="tabs" aria-label={d.nav.sections}>
      {names.map(([id, name]) => <a key={id} href={`#sec-${id}`} {...(here === id ? { 'aria-current': 'true' as const } : {})} onClick={(e) => { e.preventDefault(); go(id); }}>{name}</a>)}
    </nav>
  );
}
