/* Start: a conversation that has not begun: ways in, or why there are none. */
import { useI18n } from '../i18n';
import { errorText } from '../problem';
import { Icon } from '../ui/icon';
import { toast } from '../ui/toast';
import type { Chat } from './chat';
import { exportAll, whenShort } from './conversations';

export function Start({ chat, choose }: { chat: Chat; choose: (text: string) => void }) {
  const { t, f } = useI18n();
  const { gate, conversations } = chat;
  const starters = chat.me.starters ?? [];
  if (gate.state === 'setup')
    return (
      <div class="empty">
        <Icon name="clock" />
        <h3>{t.state.setupTitle}</h3>
        <p>{t.state.setup}</p>
      </div>
    );
  if (gate.state === 'not_yet')
    return (
      <div class="empty">
        <Icon name="clock" />
        <h3>
          {gate.opens_at
            ? t.state.laterTitle(f.weekdayDay(gate.opens_at), f.clock(gate.opens_at))
            : t.state.laterTitleUnknown}
        </h3>
        <p>{t.state.later}</p>
      </div>
    );
  if (gate.state === 'over')
    return (
      <div class="empty">
        <Icon name="calendar" />
        <h3>{t.state.closedTitle}</h3>
        <p>{t.state.closed(conversations?.length ?? 0)}</p>
        {conversations && conversations.length > 0 && (
          <div class="row">
            <button type="button" class="btn" onClick={() => void chat.show(conversations[0]!.id)}>
              {t.state.readConversations}
            </button>
            <button
              type="button"
              class="btn"
              onClick={() => {
                exportAll(chat, t).catch((error: unknown) => toast(errorText(error, t)));
              }}
            >
              <Icon name="download" />
              {t.state.exportAll}
            </button>
          </div>
        )}
      </div>
    );
  return (
    <div class="stack">
      {chat.gateOpen && (
        <div class="stack stack--s">
          <h3 class="start__title">{t.start.title}</h3>
          <p class="ink-2">{starters.length ? t.start.text : t.start.textNoStarters}</p>
        </div>
      )}
      {chat.gateOpen && starters.length > 0 && (
        <div class="starters">
          {starters.map((text) => (
            <button type="button" class="starter" key={text} onClick={() => choose(text)}>
              <Icon name="speech" />
              <span dir="auto">{text}</span>
            </button>
          ))}
        </div>
      )}
      {conversations && conversations.length > 0 && (
        <div class={`stack stack--s start__earlier${chat.gateOpen ? ' only-narrow' : ''}`}>
          <h3>{t.start.earlier}</h3>
          <ul class="nav" role="list">
            {conversations.slice(0, chat.gateOpen ? 3 : 8).map((c) => (
              <li key={c.id}>
                <a
                  href="#"
                  onClick={(e) => {
                    e.preventDefault();
                    void chat.show(c.id);
                  }}
                >
                  <bdi class="grow">{c.title || t.conversations.untitled}</bdi>
                  <span class="nav__end hint">{whenShort(c.updated_at, t, f)}</span>
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
