/* Top: the one bar of the student's page: conversations, the titles, the display. */
import { useEffect, useState } from 'preact/hooks';
import { useI18n } from '../i18n';
import { useWatched } from '../store';
import { DisplayMenu } from '../ui/display-menu';
import { Icon } from '../ui/icon';
import { Dialog, hidePop, Pop } from '../ui/pop';
import type { Chat } from './chat';
import { Conversations } from './conversations';

export function Top({
  chat,
  simple,
  back,
}: {
  chat: Chat;
  simple: boolean;
  back?: { label: string; go: () => void };
}) {
  const { t } = useI18n();
  const [keys, setKeys] = useState(false);
  useEffect(() => {
    const open = () => setKeys(true);
    document.addEventListener('kibridge:keys', open);
    return () => document.removeEventListener('kibridge:keys', open);
  }, []);
  const title = chat.me.activity?.title ?? t.common.pageName;
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <header class="top">
      <a
        class="skip"
        href="#main"
        onClick={(e) => {
          e.preventDefault();
          (
            document.getElementById(simple ? 'go' : 'ask') ??
            document.querySelector<HTMLElement>('.log')
          )?.focus();
        }}
      >
        {t.common.skip}
      </a>
      {!simple && (
        <>
          <button
            type="button"
            class="btn btn--quiet btn--icon only-narrow"
            popovertarget="convs"
            aria-label={t.conversations.title}
          >
            <Icon name="list" />
          </button>
          <ConversationsPop chat={chat} />
        </>
      )}
      <div class="top__title">
        <h1>{title}</h1>
        {chat.me.course && <p>{chat.me.course.title}</p>}
      </div>
      {back && (
        <button type="button" class="btn btn--s" onClick={back.go}>
          {back.label}
        </button>
      )}
      <DisplayMenu keyboard={() => setKeys(true)} />
      {keys && (
        <Dialog
          title={t.keyboard.title}
          onClose={() => setKeys(false)}
          foot={
            <button type="button" class="btn" data-first onClick={() => setKeys(false)}>
              {t.common.close}
            </button>
          }
        >
          <dl class="keymap">
            {t.keyboard.rows.map(([key, what]) => (
              <div key={key}>
                <dt>
                  {key.split(', ').map((k) => (
                    <kbd key={k}>{k}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
    </header>
  );
}

function ConversationsPop({ chat }: { chat: Chat }) {
  useWatched(chat);
  const { t } = useI18n();
  return (
    <Pop id="convs" title={t.conversations.title} place="start">
      {() => (
        <Conversations
          chat={chat}
          where="pop"
          chosen={() => {
            hidePop('convs');
            document.getElementById('ask')?.focus();
          }}
        />
      )}
    </Pop>
  );
}
