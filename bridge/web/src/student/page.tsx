/* The student's page: bar, conversations, log, dock. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from '../api';
import { useI18n } from '../i18n';
import { errorText } from '../problem';
import { useWatched } from '../store';
import type { Me } from '../types';
import { announce } from '../ui/announce';
import { DisplayMenu } from '../ui/display-menu';
import { Icon } from '../ui/icon';
import { Dialog, hidePop, Pop } from '../ui/pop';
import { toast } from '../ui/toast';
import { Chat, type Spoken, type TurnView } from './chat';
import { Composer } from './composer';
import { Conversations, exportAll, whenShort } from './conversations';
import { Dock } from './dock';
import { useKeys } from './keys';
import { exhausted } from './limits';
import { Log, type Follow } from './log';
import { MeterPop } from './meter';
import { FirstUse } from './notice';
import { ReceiptPop } from './receipt';
import { loadRenderer, Turn, type TurnActions } from './turn';

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
    api.onSessionEnd = () => { chat.endSession(); };
    return () => { api.onSessionEnd = before; chat.dispose(); };
  }, []);
  useEffect(() => { if (accepted) void chat.start(); }, [accepted]);
  const accept = async () => {
    await api.acceptNotice();
    setAccepted(true);
    requestAnimationFrame(() => document.getElementById('ask')?.focus());
  };
  return (
    <div class="app">
      <Top chat={chat} simple={!accepted} {...(back ? { back } : {})} />
      {!accepted && me.notice ? <FirstUse me={me} notice={me.notice} accept={accept} /> : <ChatBody chat={chat} />}
    </div>
  );
}

function Top({ chat, simple, back }: { chat: Chat; simple: boolean; back?: { label: string; go: () => void } }) {
  const { t } = useI18n();
  const [keys, setKeys] = useState(false);
  useEffect(() => {
    const open = () => setKeys(true);
    document.addEventListener('kibridge:keys', open);
    return () => document.removeEventListener('kibridge:keys', open);
  }, []);
  const title = chat.me.activity?.title ?? t.common.pageName;
  useEffect(() => { document.title = title; }, [title]);
  return (
    <header class="top">
      <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); (document.getElementById(simple ? 'go' : 'ask') ?? document.querySelector<HTMLElement>('.log'))?.focus(); }}>{t.common.skip}</a>
      {!simple && <>
        <button type="button" class="btn btn--quiet btn--icon only-narrow" popovertarget="convs" aria-label={t.conversations.title}><Icon name="list" /></button>
        <ConversationsPop chat={chat} />
      </>}
      <div class="top__title"><h1>{title}</h1>{chat.me.course && <p>{chat.me.course.title}</p>}</div>
      {back && <button type="button" class="btn btn--s" onClick={back.go}>{back.label}</button>}
      <DisplayMenu keyboard={() => setKeys(true)} />
      {keys && <Dialog title={t.keyboard.title} onClose={() => setKeys(false)} foot={<button type="button" class="btn" data-first onClick={() => setKeys(false)}>{t.common.close}</button>}>
        <dl class="keymap">{t.keyboard.rows.map(([key, what]) => <div key={key}><dt>{key.split(', ').map((k) => <kbd key={k}>{k}</kbd>)}</dt><dd>{what}</dd></div>)}</dl>
      </Dialog>}
    </header>
  );
}

function ConversationsPop({ chat }: { chat: Chat }) {
  useWatched(chat);
  const { t } = useI18n();
  return <Pop id="convs" title={t.conversations.title} place="start">{() => <Conversations chat={chat} where="pop" chosen={() => { hidePop('convs'); document.getElementById('ask')?.focus(); }} />}</Pop>;
}

function useSpoken(chat: Chat): void {
  const { t } = useI18n();
  chat.onSpeak = (said: Spoken) => {
    switch (said.what) {
      case 'complete': return announce(t.say.complete(said.words));
      case 'queue': return announce(t.queue.say(said.place, said.seconds > 0 ? t.queue.seconds(said.seconds) : ''));
      default: return announce(t.say[said.what]);
    }
  };
}

/** About what the next question costs: what the last one sent, its answer, and room for a question. */
function nextTokens(turn: TurnView | undefined): number | null {
  return turn?.usage ? Math.ceil((turn.usage.input_tokens + 2 * turn.usage.output_tokens + 50) / 100) * 100 : null;
}

function ChatBody({ chat }: { chat: Chat }) {
  useWatched(chat);
  useSpoken(chat);
  const { t } = useI18n();
  const field = useRef<HTMLTextAreaElement>(null);
  const follow = useRef<Follow | null>(null);
  const [receipt, setReceipt] = useState<TurnView | null>(null);
  const { open, running } = chat;

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
    idle(() => { void loadRenderer().catch(() => {}); });
    // In a window of its own; inside the LMS's page the focus is not ours to take.
    if (window.top === window && matchMedia('(pointer: fine)').matches) field.current?.focus({ preventScroll: true });
  }, []);
  useKeys(chat, field);

  const canAsk = chat.gateOpen && !chat.ended;
  const blocked = chat.gapShown || exhausted(chat.limits) !== null || chat.refused !== null && exhausted(chat.limits) !== null;
  const acts: TurnActions = {
    edit: (turn) => put(turn.question),
    again: (turn) => { if (!running && !blocked) ask(turn.question); },
    receipt: (turn) => setReceipt(turn),
    drawn: () => follow.current?.drawn(),
    canAsk,
    locked: chat.gate.state === 'exam',
  };
  const state = running ? (running.status === 'queued' ? 'waiting' : running.status === 'unsent' ? 'blocked' : 'running') : blocked ? 'blocked' : 'idle';
  const empty = open.turns.length === 0 && open.state === 'ready';
  return (
    <div class="app__body">
      <nav class="app__side" aria-label={t.conversations.title}><Conversations chat={chat} where="side" chosen={() => field.current?.focus()} /></nav>
      <main class="chat" id="main" tabIndex={-1}>
        <Log label={empty ? t.start.label : t.chat.log(open.title || t.chat.newTitle)} watch={`${open.id}${open.state}${open.turns.length}`} live={!empty} follow={(f) => { follow.current = f; }}>
          <h2 class="vh">{open.title || t.chat.newTitle}</h2>
          {open.state === 'loading' && <p class="hint" aria-busy="true">{t.common.loading}</p>}
          {open.state === 'failed' && <p class="field__error"><Icon name="warning" />{t.chat.loadFailed} <button type="button" class="btn btn--s" onClick={() => void chat.show(open.id!)}>{t.common.tryAgain}</button></p>}
          {empty && <Start chat={chat} choose={put} />}
          {open.turns.map((turn) => <Turn key={turn.key} turn={turn} acts={acts} />)}
        </Log>
        <div class="dock"><div class="col">
          {!(empty && ['over', 'not_yet', 'setup'].includes(chat.gate.state)) && <Dock chat={chat} ask={ask} />}
          {canAsk && <Composer field={field} draftKey={`draft.${chat.me.activity?.id ?? ''}`} limits={chat.limits} maxBytes={chat.me.max_question_bytes || Infinity}
            state={state} onAsk={ask} onStop={() => chat.stop()} onEditLast={() => { const last = open.turns.at(-1); if (last) put(last.question); }} />}
        </div></div>
      </main>
      <MeterPop limits={chat.limits} nextTokens={nextTokens(open.turns.findLast((turn) => turn.usage))} />
      <ReceiptPop api={chat.api} turn={receipt} />
    </div>
  );
}

/** A conversation that has not begun: ways in, or why there are none. */
function Start({ chat, choose }: { chat: Chat; choose: (text: string) => void }) {
  const { t, f } = useI18n();
  const { gate, conversations } = chat;
  const starters = chat.me.starters ?? [];
  if (gate.state === 'setup')
    return <div class="empty"><Icon name="clock" /><h3>{t.state.setupTitle}</h3><p>{t.state.setup}</p></div>;
  if (gate.state === 'not_yet')
    return <div class="empty"><Icon name="clock" /><h3>{gate.opens_at ? t.state.laterTitle(f.weekdayDay(gate.opens_at), f.clock(gate.opens_at)) : t.state.laterTitleUnknown}</h3><p>{t.state.later}</p></div>;
  if (gate.state === 'over')
    return <div class="empty"><Icon name="calendar" /><h3>{t.state.closedTitle}</h3><p>{t.state.closed(conversations?.length ?? 0)}</p>
      {conversations && conversations.length > 0 && <div class="row">
        <button type="button" class="btn" onClick={() => void chat.show(conversations[0]!.id)}>{t.state.readConversations}</button>
        <button type="button" class="btn" onClick={() => { exportAll(chat, t).catch((error: unknown) => toast(errorText(error, t))); }}><Icon name="download" />{t.state.exportAll}</button>
      </div>}</div>;
  return (
    <div class="stack">
      {chat.gateOpen && <div class="stack stack--s"><h3 class="start__title">{t.start.title}</h3><p class="ink-2">{starters.length ? t.start.text : t.start.textNoStarters}</p></div>}
      {chat.gateOpen && starters.length > 0 && <div class="starters">{starters.map((text) => (
        <button type="button" class="starter" key={text} onClick={() => choose(text)}><Icon name="speech" /><span dir="auto">{text}</span></button>
      ))}</div>}
      {conversations && conversations.length > 0 && <div class={`stack stack--s start__earlier${chat.gateOpen ? ' only-narrow' : ''}`}><h3>{t.start.earlier}</h3>
        <ul class="nav" role="list">{conversations.slice(0, chat.gateOpen ? 3 : 8).map((c) => (
          <li key={c.id}><a href="#" onClick={(e) => { e.preventDefault(); void chat.show(c.id); }}><bdi class="grow">{c.title || t.conversations.untitled}</bdi><span class="nav__end hint">{whenShort(c.updated_at, t, f)}</span></a></li>
        ))}</ul></div>}
    </div>
  );
}
