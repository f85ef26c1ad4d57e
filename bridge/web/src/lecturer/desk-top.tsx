/* Desk top: the bar that all pages of a lecturer share: the course, the tabs, the exam lock. */
import { useDesk } from '../i18n';
import type { Me } from '../types';
import { DisplayMenu } from '../ui/display-menu';
import type { Desk } from './desk';
import { LockSwitch } from './lock';

export type Tab = 'overview' | 'tutor' | 'student' | 'admin' | 'assignment' | 'release';

interface DeskTopProps {
  desk: Desk;
  me: Me;
  tab: Tab | null; // null: not yet known which one opens
  go: (tab: Tab) => void;
  main: { current: HTMLElement | null };
  /** Of another kind of activity: its own rooms, and other names for those of all. */
  names?: Partial<Record<Tab, string>> | undefined;
}

export function DeskTop({ desk, me, tab, go, main, names = {} }: DeskTopProps) {
  const { d, t } = useDesk();
  const tabs: [Tab, string][] = [
    ...(me.course ? [['overview', d.overview.nav] as [Tab, string]] : []),
    ...(['assignment', 'release'] as const).flatMap((room): [Tab, string][] =>
      names[room] ? [[room, names[room]]] : [],
    ),
    ['tutor', names.tutor ?? d.nav.settings],
    ...(me.activity ? [['student', d.nav.student] as [Tab, string]] : []),
    ...(me.role === 'admin' ? [['admin', d.nav.admin] as [Tab, string]] : []),
  ];
  return (
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
      <p class="desk__course">{me.course?.title}</p>
      <nav class="tabs" aria-label={d.nav.label}>
        {tabs.map(([to, name]) => (
          <a
            key={to}
            href="#"
            {...(tab === to ? { 'aria-current': 'page' as const } : {})}
            onClick={(e) => {
              e.preventDefault();
              if (tab !== to) go(to);
            }}
          >
            {name}
          </a>
        ))}
      </nav>
      {desk.state === 'ready' && <LockSwitch desk={desk} />}
      <DisplayMenu />
    </header>
  );
}
