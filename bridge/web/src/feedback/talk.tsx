/* Talk: questions about the feedback, with the tutor's log and composer, in the place of one's own text. */
import { useEffect, useRef } from 'preact/hooks';
import { useWatched } from '../store';
import { Composer } from '../student/composer';
import { Dock } from '../student/dock';
import { exhausted } from '../student/limits';
import { Log, type Follow } from '../student/log';
import { MeterPop } from '../student/meter';
import type { Receipted } from '../student/receipt';
import { loadRenderer, Turn, type TurnActions } from '../student/turn';
import type { Spoken } from '../student/view';
import { announce } from '../ui/announce';
import { Icon } from '../ui/icon';
import type { Work } from './work';
import { useWords } from './words';

interface TalkProps {
  work: Work;
  number: number; // of the attempt
  close: () => void;
  receipt: (turn: Receipted) => void;
}

export function Talk({ work, number, close, receipt }: TalkProps) {
  const { t, w } = useWords();
  const { chat } = work;
  useWatched(chat);
  const field = useRef<HTMLTextAreaElement>(null);
  const follow = useRef<Follow | null>(null);
  useEffect(() => {
    work.showTalk();
    void loadRenderer().catch(() => {});
    field.current?.focus({ preventScroll: true });
  }, []);
  chat.onSpeak = (said: Spoken) => {
    if (said.what === 'complete') announce(t.say.complete(said.words));
    else if (said.what === 'queue')
      announce(t.queue.say(said.place, said.seconds > 0 ? t.queue.seconds(said.seconds) : ''));
    else announce(t.say[said.what]);
  };
  const put = (text: string) => {
    if (!field.current) return;
    field.current.value = text;
    field.current.dispatchEvent(new Event('input', { bubbles: true }));
    field.current.focus();
  };
  chat.onRefused = (text) => {
    if (!field.current?.value.trim()) put(text);
  };
  const { open, running } = chat;
  const blocked = chat.gapShown || exhausted(chat.limits) !== null;
  const ask = (text: string) => {
    if (field.current?.value.trim() === text.trim()) put('');
    chat.ask(text);
    follow.current?.toEnd();
  };
  const canAsk = chat.gateOpen && !chat.ended;
  const acts: TurnActions = {
    edit: (turn) => put(turn.question),
    again: (turn) => {
      if (!running && !blocked) ask(turn.question);
    },
    receipt,
    drawn: () => follow.current?.drawn(),
    canAsk,
    locked: chat.gate.state === 'exam',
  };
  const empty = open.turns.length === 0 && open.state === 'ready';
  const waiting = running?.status === 'queued' ? 'waiting' : 'running';
  return (
    <section class="chat fb__talk">
      <div class="fb__talkhead">
        <button type="button" class="btn btn--s btn--quiet" onClick={close}>
          <Icon name="close" />
          {w.ask.back}
        </button>
        <h2 class="vh">{w.ask.title(number)}</h2>
      </div>
      <Log
        label={w.ask.title(number)}
        watch={`${open.id}${open.state}${open.turns.length}`}
        live={!empty}
        follow={(x) => {
          follow.current = x;
        }}
      >
        {open.state === 'loading' && (
          <p class="hint" aria-busy="true">
            {t.common.loading}
          </p>
        )}
        {empty && (
          <div class="stack stack--s">
            <h3>{w.ask.start}</h3>
            <p class="hint">{w.ask.hint}</p>
            {canAsk && (
              <div class="starters">
                {w.ask.starters.map((text) => (
                  <button type="button" class="starter" key={text} onClick={() => put(text)}>
                    <Icon name="speech" />
                    <span>{text}</span>
                  </button>
                ))}
              </div>
            )}
          </div>
        )}
        {open.turns.map((turn) => (
          <Turn key={turn.key} turn={turn} acts={acts} />
        ))}
      </Log>
      <div class="dock">
        <div class="col">
          <Dock chat={chat} ask={ask} />
          {canAsk && (
            <Composer
              field={field}
              draftKey={`draft.ask.${chat.attempt ?? ''}`}
              limits={chat.limits}
              maxBytes={chat.me.max_question_bytes || Infinity}
              placeholder={w.ask.placeholder}
              state={
                running
                  ? running.status === 'unsent'
                    ? 'blocked'
                    : waiting
                  : blocked
                    ? 'blocked'
                    : 'idle'
              }
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
      <MeterPop limits={chat.limits} nextTokens={null} />
    </section>
  );
}
