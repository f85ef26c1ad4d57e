/* Empty: the page before there is one, and when there cannot be one. */
import { useI18n } from '../i18n';
import { Icon } from './icon';

interface EmptyProps {
  at: 'loading' | 'no-launch' | 'spent' | 'failed' | 'ended' | 'no-activity';
  again: () => void;
}

export function Empty({ at, again }: EmptyProps) {
  const { t } = useI18n();
  if (at === 'loading')
    return (
      <main class="boot" aria-busy="true">
        <p class="dots" role="img" aria-label={t.common.loading}>
          <i />
          <i />
          <i />
        </p>
      </main>
    );
  const [title, text] = {
    'no-launch': [t.boot.noLaunchTitle, t.boot.noLaunch],
    spent: [t.boot.spentTitle, t.boot.spent],
    failed: [t.boot.failedTitle, t.boot.failed],
    ended: [t.boot.endedTitle, t.boot.ended],
    'no-activity': [t.boot.noActivityTitle, t.boot.noActivity],
  }[at] as [string, string];
  return (
    <main class="boot">
      <div class="empty">
        <Icon name={at === 'failed' ? 'offline' : 'person'} />
        <h1 class="boot__title">{title}</h1>
        <p>{text}</p>
        {at === 'failed' && (
          <button type="button" class="btn" onClick={again}>
            <Icon name="again" />
            {t.common.tryAgain}
          </button>
        )}
      </div>
    </main>
  );
}
