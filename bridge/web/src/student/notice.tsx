/* First use: what this is, who answers, what is stored, who can read it. Before the first question. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useI18n, type Texts } from '../i18n';
import type { Me } from '../types';
import { Icon, type IconName } from '../ui/icon';

interface FirstUseProps {
  me: Me;
  notice: NonNullable<Me['notice']>;
  accept: () => Promise<void>;
  words?: Partial<Texts['notice']>; // of another kind of activity
}

/** Who answers, what is sent, what is stored how long, who can read it. */
export function FirstUseFacts({
  model,
  notice,
  words,
}: {
  model: Me['model'];
  notice: NonNullable<Me['notice']>;
  words?: Partial<Texts['notice']> | undefined;
}) {
  const { t: texts, f } = useI18n();
  const t = { ...texts.notice, ...words };
  const [before, after] = t.who(notice.operator);
  const facts: [IconName, string, ComponentChildren][] = [
    [
      'server',
      t.whoTitle,
      model?.id ? (
        <>
          {before}
          <b>{model.id}</b>
          {after}
        </>
      ) : (
        t.whoAny(notice.operator)
      ),
    ],
    ['shield', t.getsTitle, t.gets],
    [
      'clock',
      t.storedTitle,
      notice.retention_days ? t.stored(f.number(notice.retention_days)) : t.storedForever,
    ],
    ['eye', t.readTitle, t.read[notice.review] ?? t.read.named],
  ];
  return (
    <>
      <div class="facts4">
        {facts.map(([icon, title, text]) => (
          <div class="fact" key={icon}>
            <Icon name={icon} />
            <div>
              <h3>{title}</h3>
              <p>{text}</p>
            </div>
          </div>
        ))}
      </div>
      {notice.privacy_url && (
        <p>
          <a href={notice.privacy_url} target="_blank" rel="noopener noreferrer">
            {t.more}
          </a>
        </p>
      )}
    </>
  );
}

export function FirstUse({ me, notice, accept, words }: FirstUseProps) {
  const { t: texts } = useI18n();
  const t = { notice: { ...texts.notice, ...words } };
  const [state, setState] = useState<'idle' | 'saving' | 'failed'>('idle');
  const understood = () => {
    if (state === 'saving') return;
    setState('saving');
    accept().catch(() => setState('failed'));
  };
  return (
    <main class="app__first" tabIndex={-1} id="main">
      <section class="first" aria-labelledby="first-h">
        <div class="first__text">
          <p class="hint">{t.notice.before}</p>
          <h2 id="first-h">{t.notice.title}</h2>
          <p>{t.notice.text}</p>
        </div>
        <FirstUseFacts model={me.model} notice={notice} words={words} />
        {state === 'failed' && (
          <p class="field__error" role="alert">
            <Icon name="warning" />
            {t.notice.failed}
          </p>
        )}
        <div class="first__go">
          <button
            type="button"
            id="go"
            class="btn btn--main"
            aria-disabled={state === 'saving'}
            onClick={understood}
          >
            {t.notice.go}
          </button>
          {me.return_url && (
            <a class="btn btn--quiet" href={me.return_url} target="_top">
              {t.notice.notNow}
            </a>
          )}
          <p class="hint">{t.notice.voluntary}</p>
        </div>
      </section>
    </main>
  );
}
