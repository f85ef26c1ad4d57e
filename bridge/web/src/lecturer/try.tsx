/* Try it: the student's chat beside the editor, from the preview pool, with what is on the page or with what is saved. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useDesk } from '../i18n';
import { useWatched } from '../store';
import { Chat } from '../student/chat';
import { Composer } from '../student/composer';
import { Dock } from '../student/dock';
import { Log, type Follow } from '../student/log';
import { loadRenderer, Turn, type TurnActions } from '../student/turn';
import type { Me } from '../types';
import { announce } from '../ui/announce';
import { Icon } from '../ui/icon';
import type { Desk } from './desk';

export function TryCard({ desk, me }: { desk: Desk; me: Me }) {
  const { d, t, f } = useDesk();
  const [live, setLive] = useState(false);
  const [chat] = useState(() => new Chat(desk.api, me, true));
  useWatched(chat);
  const field = useRef<HTMLTextAreaElement>(null);
  const follow = useRef<Follow | null>(null);
  useEffect(() => {
    void chat.start();
    void loadRenderer().catch(() => {});
    return () => chat.dispose();
  }, []);
  chat.draft = () => {
    if (live) return null;
    const course = desk.sheets.get('course')?.document;
    const activity = desk.sheets.get('activity')?.document;
    return {
      course_prompt: course?.system_prompt ?? '',
      activity_prompt: activity?.system_prompt ?? '',
      ...pick(activity?.model ?? course?.model, 'model'),
      ...pick(activity?.temperature ?? course?.temperature, 'temperature'),
    };
  };
  chat.onSpeak = (said) => {
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
  chat.onRefused = put;
  const { running, open } = chat;
  const ask = (text: string) => {
    if (field.current?.value.trim() === text.trim()) put('');
    chat.ask(text);
    follow.current?.toEnd();
  };
  const acts: TurnActions = {
    edit: (turn) => put(turn.question),
    again: (turn) => {
      if (!running) ask(turn.question);
    },
    receipt: null,
    drawn: () => follow.current?.drawn(),
    canAsk: !chat.ended,
    locked: false,
  };
  const used = open.turns.findLast((turn) => turn.usage)?.usage;
  return (
    <section class="card card--flush try sec" id="sec-try" aria-labelledby="try-h">
      <div class="try__head">
        <div class="row row--apart">
          <h2 id="try-h">{d.try.title}</h2>
          <div class="seg" role="radiogroup" aria-label={d.try.version}>
            <label>
              <input
                type="radio"
                name="try-version"
                checked={!live}
                onChange={() => setLive(false)}
              />
              {d.try.draft}
            </label>
            <label>
              <input
                type="radio"
                name="try-version"
                checked={live}
                onChange={() => setLive(true)}
              />
              {d.try.live}
            </label>
          </div>
        </div>
        <p class="hint try__hint">
          {d.try.hint} {!live && d.try.limits}
        </p>
      </div>
      <Log
        label={d.try.label}
        watch={open.turns.length}
        live
        follow={(x) => {
          follow.current = x;
        }}
      >
        {open.turns.length === 0 && <p class="hint">{d.try.empty}</p>}
        {open.turns.map((turn) => (
          <Turn key={turn.key} turn={turn} acts={acts} />
        ))}
        {used && !running && (
          <p class="hint num">
            {d.try.usage(f.number(used.input_tokens), f.number(used.output_tokens))}
          </p>
        )}
      </Log>
      <div class="dock">
        <div class="col">
          <Dock chat={chat} ask={ask} />
          <Composer
            field={field}
            draftKey={`draft.try.${desk.activity ?? ''}`}
            limits={null}
            maxBytes={me.max_question_bytes || Infinity}
            placeholder={d.try.placeholder}
            state={
              running
                ? running.status === 'queued'
                  ? 'waiting'
                  : running.status === 'unsent'
                    ? 'blocked'
                    : 'running'
                : chat.gapShown || chat.ended
                  ? 'blocked'
                  : 'idle'
            }
            onAsk={ask}
            onStop={() => chat.stop()}
            onEditLast={() => {
              const last = open.turns.at(-1);
              if (last) put(last.question);
            }}
            extra={
              open.turns.length > 0 &&
              !running && (
                <button
                  type="button"
                  class="btn btn--quiet btn--s"
                  onClick={() => {
                    chat.fresh();
                    field.current?.focus();
                  }}
                >
                  <Icon name="again" />
                  {d.try.over}
                </button>
              )
            }
          />
        </div>
      </div>
    </section>
  );
}

const pick = <T,>(value: T | undefined, name: string): Record<string, T> =>
  value === undefined ? {} : { [name]: value };
