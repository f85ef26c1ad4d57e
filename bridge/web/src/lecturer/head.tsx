/* Head: which tutor, which level, its state; and where one is on the long page. */
import { useEffect, useState } from 'preact/hooks';
import { useDesk } from '../i18n';
import type { Level } from '../types';
import { Icon } from '../ui/icon';
import type { Desk } from './desk';

interface HeadProps {
  desk: Desk;
  title: string;
  level: Level;
  setLevel: (level: Level) => void;
  main: { current: HTMLElement | null };
}

export function Head({ desk, title, level, setLevel, main }: HeadProps) {
  const { d } = useDesk();
  const sheet = desk.sheets.get(level)!;
  const levels = (['activity', 'course'] as Level[]).filter((l) => desk.sheets.has(l));
  return (
    <div class="desk__head">
      <div class="stack stack--s">
        <div class="row">
          <h1>{title}</h1>
          {desk.activities.length > 1 && (
            <>
              <label class="vh" for="activity">
                {d.nav.activity}
              </label>
              <select
                class="select select--s select--fit"
                id="activity"
                value=""
                onChange={(e) => {
                  if (e.currentTarget.value) void desk.choose(e.currentTarget.value);
                  e.currentTarget.value = '';
                }}
              >
                <option value="">{d.nav.another}</option>
                {desk.activities
                  .filter((a) => a.id !== desk.activity)
                  .map((a) => (
                    <option key={a.id} value={a.id}>
                      {a.title}
                    </option>
                  ))}
              </select>
            </>
          )}
        </div>
        <div class="row">
          {levels.length > 1 && (
            <div class="seg" role="radiogroup" aria-label={d.level.label}>
              {levels.map((l) => (
                <label key={l}>
                  <input
                    type="radio"
                    name="level"
                    checked={level === l}
                    onChange={() => setLevel(l)}
                  />
                  {d.level[l]}
                  {desk.changes(l).length > 0 && <span aria-hidden="true"> •</span>}
                </label>
              ))}
            </div>
          )}
          <GateTag desk={desk} />
          <span class="hint">
            {sheet.stored.version ? d.level.live(sheet.stored.version) : d.level.none}
          </span>
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
  if (gate === 'open')
    return (
      <span class="tag tag--ok">
        <Icon name="check" small />
        {until ? d.open.until(f.dayShort(until)) : d.open.open}
      </span>
    );
  return (
    <span class={`tag ${gate === 'exam' ? 'tag--danger' : 'tag--warn'}`}>
      <Icon name={gate === 'exam' ? 'lock' : 'clock'} small />
      {d.open[gate]}
    </span>
  );
}

/** Where one is on a long page: the link of the section in view is marked. */
function Sections({ main, withTry }: { main: { current: HTMLElement | null }; withTry: boolean }) {
  const { d } = useDesk();
  const names: [string, string][] = [
    ['prompt', d.prompt.nav],
    ['model', d.model.title],
    ['quotas', d.quota.title],
    ['schedule', d.schedule.title],
    ['starters', d.starters.nav],
    ['force', d.force.nav],
    ['versions', d.versions.title],
    ...(withTry ? [['try', d.try.nav] as [string, string]] : []),
  ];
  const [here, setHere] = useState('prompt');
  useEffect(() => {
    const node = main.current;
    if (!node) return;
    const look = () => {
      const top = node.getBoundingClientRect().top + 96;
      const seen = names
        .filter(([id]) => id !== 'try')
        .findLast(
          ([id]) =>
            (document.getElementById(`sec-${id}`)?.getBoundingClientRect().top ?? Infinity) <= top,
        );
      setHere(
        node.scrollTop + node.clientHeight >= node.scrollHeight - 4 && node.scrollTop > 0
          ? 'versions'
          : (seen?.[0] ?? 'prompt'),
      );
    };
    node.addEventListener('scroll', look, { passive: true });
    return () => node.removeEventListener('scroll', look);
  }, [main.current]);
  const go = (id: string) => {
    const section = document.getElementById(`sec-${id}`);
    section?.scrollIntoView({
      block: 'start',
      behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth',
    });
    const target =
      id === 'try' ? document.getElementById('tryq') : section?.querySelector<HTMLElement>('h2');
    if (target) {
      if (id !== 'try') target.tabIndex = -1;
      target.focus({ preventScroll: true });
    }
  };
  return (
    <nav class="tabs" aria-label={d.nav.sections}>
      {names.map(([id, name]) => (
        <a
          key={id}
          href={`#sec-${id}`}
          {...(here === id ? { 'aria-current': 'true' as const } : {})}
          onClick={(e) => {
            e.preventDefault();
            go(id);
          }}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}
