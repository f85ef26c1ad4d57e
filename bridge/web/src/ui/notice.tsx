/* Notice: an icon, what happened, what it means, and one way on. */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

interface NoticeProps {
  kind?: 'info' | 'ok' | 'warn' | 'danger';
  icon: IconName;
  title: string;
  text?: string | undefined;
  slim?: boolean;
  children?: ComponentChildren; // buttons
}

export function Notice({ kind, icon, title, text, slim, children }: NoticeProps) {
  return (
    <div class={`notice${kind ? ` notice--${kind}` : ''}${slim ? ' notice--slim' : ''}`}>
      <Icon name={icon} />
      <div class="notice__body">
        <p class="notice__title">{title}</p>
        {text && <p>{text}</p>}
        {children && <div class="notice__acts">{children}</div>}
      </div>
    </div>
  );
}
