/* The student's page: bar, conversations, log, dock. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Api } from '../api';
import { useI18n } from '../i18n';
import { errorText } from '../problem';
import { useWatched } from '../store';
import type { Me } from '../types';
import { announce } from '../ui/announce';
import { Icon } from '../ui/icon';
import { toast } from '../ui/toast';
import { Chat } from './chat';
import { Composer } from './composer';
import { Conversations } from './conversations';
import { Dock } from './dock';
import { useKeys } from './keys';
import { exhausted } from './limits';
import { Log, type Follow } from './log';
import { MeterPop } from './meter';
import { FirstUse } from './notice';
import { ReceiptPop } from './receipt';
import { ReportDialog } from './report';
import { Start } from './start';
import { Top } from './top';
import { loadRenderer, Turn, type TurnActions } from './turn';
import type { Spoken, TurnView } from './view';
import { useDrawnFrom } from './window';

interface StudentProps {
  api: Api;
  me: Me;
  /** The lecturer's way back, in place of nothing. */
  back?: { label: string; go: () => void };
}

export function StudentPage({ api, me, back }: StudentProps) {
  const [accepted, setAccepted] = useState(me.notice?.accepted ?? true);
  const [chat] = useState(() => new Chat(api, me));
  useEffect(() => {
    const before = api.onSessionEnd;
    api.onSessionEnd = () => {
      chat.endSession();
    };
    return () => {
      api.onSessionEnd = before;
      chat.dispose();
    };
  }, []);
  useEffect(() => {
    if (accepted) void chat.start();
  }, [accepted]);
  const accept = async () => {
    await api.acceptNotice();
    setAccepted(true);
    requestAnimationFrame(() => document.getElementById('ask')?.focus());
  };
  return (
    <div class="app">
      <Top chat={chat} simple={!accepted} {...(back ? { back } : {})} />
      {!accepted && me.notice ? (
        <FirstUse me={me} notice={me.notice} accept={accept} />
      ) : (
        <ChatBody chat={chat} />
      )}
    </div>
  );
}

function useSpoken(chat: Chat): void {
  const { t } = useI18n();
  chat.onSpeak = (said: Spoken) => {
    switch (said.what) {
      case 'complete':
        return announce(t.say.complete(said.words));
      case 'queue':
        return announce(
          t.queue.say(said.place, said.seconds > 0 ? t.queue.seconds(said.seconds) : ''),
        );
      default:
        return announce(t.say[said.what]);
    }
  };
}

/** About what the next question costs: what the last one sent, its answer, and room for a question. */
function nextTokens(turn: TurnView | undefined): number | null {
  return turn?.usage
    ? Math.ceil((turn.usage.input_tokens + 2 * turn.usage.output_tokens + 50) / 100) * 100
    : null;
}

function ChatBody({ chat }: { chat: Chat }) {
  useWatched(chat);
  useSpoken(chat);
  const { t } = useI18n();
  const field = useRef<HTMLTextAreaElement>(null);
  const follow = useRef<Follow | null>(null);
  const [receipt, setReceipt] = useState<TurnView | null>(null);
  const [reporting, setReporting] = useState<TurnView | null>(null);
  const { open, running } = chat;
  const from = useDrawnFrom(open);

  const fill = useCallback((text: string) => {
    const node = field.current;
    if (!node) return;
    if (!node.value.trim()) node.value = text;
    else if (!node.value.includes(text)) node.value = `${text}\n${node.value}`;
    node.dispatchEvent(new Event('input', { bubbles: true }));
    node.focus();
  }, []);
  const put = (text: string) => {
    if (!field.current) return;
    field.current.value = text;
    field.current.dispatchEvent(new Event('input', { bubbles: true }));
    field.current.focus();
  };
  chat.onRefused = fill;
  const ask = (text: string) => {
    if (field.current && field.current.value.trim() === text.trim()) put('');
    chat.ask(text);
    follow.current?.toEnd();
  };
  useEffect(() => {
    const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 300));
    idle(() => {
      void loadRenderer().catch(() => {});
    });
    // In a window of its own; inside the LMS's page the focus is not ours to take.
    if (window.top === window && matchMedia('(pointer: fine)').matches)
      field.current?.focus({ preventScroll: true });
  }, []);
  useKeys(chat, field);
  useLayoutEffect(() => follow.current?.drawn(), [from]);

  const canAsk = chat.gateOpen && !chat.ended;
  const blocked =
    chat.gapShown ||
    exhausted(chat.limits) !== null ||
    (chat.refused !== null && exhausted(chat.limits) !== null);
  const acts: TurnActions = {
    edit: (turn) => put(turn.question),
    again: (turn) => {
      if (!running && !blocked) ask(turn.question);
    },
    receipt: (turn) => setReceipt(turn),
    rate: (turn, rating) => {
      chat.rate(turn, rating).catch((error: unknown) => toast(errorText(error, t)));
    },
    report: (turn) => setReporting(turn),
    drawn: () => follow.current?.drawn(),
    canAsk,
    locked: chat.gate.state === 'exam',
  };
  const state = running
    ? running.status === 'queued'
      ? 'waiting'
      : running.status === 'unsent'
        ? 'blocked'
        : 'running'
    : blocked
      ? 'blocked'
      : 'idle';
  const empty = open.turns.length === 0 && open.state === 'ready';
  return (
    <div class="app__body">
      <nav class="app__side" aria-label={t.conversations.title}>
        <Conversations chat={chat} where="side" chosen={() => field.current?.focus()} />
      </nav>
      <main class="chat" id="main" tabIndex={-1}>
        <Log
          label={empty ? t.start.label : t.chat.log(open.title || t.chat.newTitle)}
          watch={`${open.id}${open.state}${open.turns.length}`}
          live={!empty}
          follow={(f) => {
            follow.current = f;
          }}
        >
          <h2 class="vh">{open.title || t.chat.newTitle}</h2>
          {open.state === 'loading' && (
            <p class="hint" aria-busy="true">
              {t.common.loading}
            </p>
          )}
          {open.state === 'failed' && (
            <p class="field__error">
              <Icon name="warning" />
              {t.chat.loadFailed}{' '}
              <button type="button" class="btn btn--s" onClick={() => void chat.show(open.id!)}>
                {t.common.tryAgain}
              </button>
            </p>
          )}
          {empty && <Start chat={chat} choose={put} />}
          {open.turns.slice(from).map((turn) => (
            <Turn key={turn.key} turn={turn} acts={acts} />
          ))}
        </Log>
        <div class="dock">
          <div class="col">
            {!(empty && ['over', 'not_yet', 'setup'].includes(chat.gate.state)) && (
              <Dock chat={chat} ask={ask} />
            )}
            {canAsk && (
              <Composer
                field={field}
                draftKey={`draft.${chat.me.activity?.id ?? ''}`}
                limits={chat.limits}
                maxBytes={chat.me.max_question_bytes || Infinity}
                state={state}
                onAsk={ask}
                onStop={() => chat.stop()}
                onEditLast={() => {
                  const last = open.turns.at(-1);
                  if (last) put(last.question);
                }}
              />
            )}
          </div>
        </div>
      </main>
      <MeterPop
        limits={chat.limits}
        nextTokens={nextTokens(open.turns.findLast((turn) => turn.usage))}
      />
      <ReceiptPop api={chat.api} turn={receipt} />
      {reporting && (
        <ReportDialog
          chat={chat}
          turn={reporting}
          review={chat.me.notice?.review ?? 'none'}
          close={() => setReporting(null)}
        />
      )}
    </div>
  );
}
