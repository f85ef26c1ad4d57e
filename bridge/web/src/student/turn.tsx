/* Turn: the question is a quiet block, the answer is the page itself. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useI18n } from '../i18n';
import { announce } from '../ui/announce';
import { copyText } from '../ui/clipboard';
import { Icon } from '../ui/icon';
import type { AnswerText } from './answer';
import { isRunning, type TurnView } from './view';
import type { Rating } from '../types';

type Renderer = typeof import('../markdown/render');
let renderer: Renderer | null = null;
let loading: Promise<Renderer> | null = null;

/** The Markdown bundle: not needed before the first answer, wanted soon after the page stands. */
export function loadRenderer(): Promise<Renderer> {
  loading ??= import('../markdown/render').then(
    (m) => (renderer = m),
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

/** The growing text, drawn outside the component tree. */
export function Answer({ answer, onDrawn }: { answer: AnswerText; onDrawn?: () => void }) {
  const { t } = useI18n();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const node = root.current!;
    let drawing: InstanceType<Renderer['AnswerRenderer']> | null = null;
    let alive = true;
    const draw = () => {
      if (!alive) return;
      if (!drawing && renderer) {
        node.replaceChildren();
        node.classList.remove('md--plain');
        drawing = new renderer.AnswerRenderer(node, t, onDrawn);
      }
      if (drawing) drawing.update(answer.text, answer.ended);
      else {
        // words now, their form when the bundle is there
        node.classList.add('md--plain');
        node.textContent = answer.text;
      }
    };
    draw();
    if (!renderer) loadRenderer().then(draw, () => {});
    const unwatch = answer.watch(draw);
    return () => {
      alive = false;
      unwatch();
      drawing?.drop();
    };
  }, [answer, t]);
  return <div class="md" ref={root} />;
}

/* Overrides and isolates show a text in another order than it has. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/g;

function Reasoning({ turn }: { turn: TurnView }) {
  const { t } = useI18n();
  const text = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open) return;
    const show = () => {
      if (text.current) text.current.textContent = turn.reasoning.text.replace(BIDI, '');
    };
    show();
    return turn.reasoning.watch(show);
  }, [open, turn.reasoning]);
  const going = turn.status === 'running' && !turn.answer.text;
  return (
    <details class="think" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        <Icon name="right" small dir />
        {going ? t.chat.thinking : t.chat.thought}
      </summary>
      <div class="think__body" ref={text} dir="auto" />
    </details>
  );
}

export interface TurnActions {
  edit(turn: TurnView): void;
  again(turn: TurnView): void;
  receipt: ((turn: TurnView) => void) | null;
  rate?: (turn: TurnView, rating: Rating) => void;
  report?: (turn: TurnView) => void;
  drawn(): void;
  canAsk: boolean;
  locked: boolean; // by an exam, now
}

export function Turn({ turn, acts }: { turn: TurnView; acts: TurnActions }) {
  return (
    <>
      <Question turn={turn} acts={acts} />
      <Reply turn={turn} acts={acts} />
    </>
  );
}

function Question({ turn, acts }: { turn: TurnView; acts: TurnActions }) {
  const { t } = useI18n();
  return (
    <article class="turn turn--me" aria-label={t.chat.mine}>
      <div class="turn__mine" dir="auto">
        {turn.question}
      </div>
      {acts.canAsk && (
        <div class="turn__mineacts">
          <button
            type="button"
            class="btn btn--quiet btn--s btn--icon"
            aria-label={t.chat.edit}
            title={t.chat.edit}
            onClick={() => acts.edit(turn)}
          >
            <Icon name="edit" />
          </button>
        </div>
      )}
    </article>
  );
}

function Reply({ turn, acts }: { turn: TurnView; acts: TurnActions }) {
  const { t, f } = useI18n();
  if (turn.status === 'unsent') return null; // the dock says why
  if (
    (turn.status === 'queued' || turn.status === 'asking') &&
    !turn.answer.text &&
    !turn.reasoning.text
  )
    return <Waiting turn={turn} />;
  const running = isRunning(turn);
  const mark = turn.receipt?.label;
  return (
    <article class="turn" aria-label={t.chat.answer} {...(running ? { 'aria-busy': 'true' } : {})}>
      <div class="turn__head">
        <b>{t.chat.tutor}</b>
        <span class="tag">{t.chat.aiMark}</span>
        {mark && <span class="tag tag--warn">{mark}</span>}
        <time class="num" dateTime={turn.at}>
          {f.clock(turn.at)}
        </time>
      </div>
      {turn.reasoning.text && <Reasoning turn={turn} />}
      {(turn.answer.text || running) && <Answer answer={turn.answer} onDrawn={acts.drawn} />}
      {!running && !turn.answer.text && turn.status === 'done' && (
        <p class="hint">{t.chat.empty}</p>
      )}
      {turn.receipt?.instead_of && (
        <p class="hint">
          {t.chat.instead(
            turn.receipt.model ?? '',
            turn.receipt.instead_of,
            turn.receipt.instead_why === 'limit',
          )}
        </p>
      )}
      <Ending turn={turn} acts={acts} />
      {!running && turn.answer.text && <Actions turn={turn} acts={acts} />}
    </article>
  );
}

function Waiting({ turn }: { turn: TurnView }) {
  const { t } = useI18n();
  const wait = turn.waitSeconds > 0 ? t.queue.seconds(turn.waitSeconds) : '';
  return (
    <article class="turn" aria-label={t.chat.waiting} aria-busy="true">
      {turn.status === 'queued' ? (
        <div class="qplace">
          <Icon name="queue" />
          <div>
            <p>
              <b class="num">{t.queue.place(turn.place, wait)}</b>
            </p>
            <p class="hint">{t.queue.kept}</p>
          </div>
        </div>
      ) : (
        <p class="dots" role="img" aria-label={t.queue.preparing}>
          <i />
          <i />
          <i />
        </p>
      )}
    </article>
  );
}

function Ending({ turn, acts }: { turn: TurnView; acts: TurnActions }) {
  const { t, f } = useI18n();
  if (turn.lockedOut)
    return (
      <p class="hint">
        {acts.locked || turn.problem?.type.includes('exam') ? t.end.locked : t.end.ended}
      </p>
    );
  if (turn.status === 'stopped') {
    const tokens = turn.usage ? turn.usage.input_tokens + turn.usage.output_tokens : 0;
    return (
      <div class="notice notice--slim">
        <Icon name="stop" />
        <div class="notice__body">
          <span>{tokens ? t.end.stopped(f.number(tokens)) : t.end.stoppedPlain}</span>
          {acts.canAsk && (
            <button
              type="button"
              class="btn btn--s"
              onClick={() => acts.again({ ...turn, question: t.composer.continueQuestion })}
            >
              {t.end.continueShort}
            </button>
          )}
        </div>
      </div>
    );
  }
  if (turn.status === 'failed')
    return <p class="hint">{turn.answer.text ? t.end.broken : t.end.failed}</p>;
  if (turn.finish === 'content_filter') return <p class="hint">{t.end.filtered}</p>;
  return null;
}

function Actions({ turn, acts }: { turn: TurnView; acts: TurnActions }) {
  const { t } = useI18n();
  const copy = () =>
    void copyText(turn.answer.text).then((how) =>
      announce(how === 'copied' ? t.common.copied : t.errors.other),
    );
  return (
    <div class="turn__acts">
      <button
        type="button"
        class="btn btn--quiet btn--s btn--icon"
        aria-label={t.chat.copyAnswer}
        title={t.chat.copyAnswer}
        onClick={copy}
      >
        <Icon name="copy" />
      </button>
      {acts.canAsk && (
        <button
          type="button"
          class="btn btn--quiet btn--s btn--icon"
          aria-label={t.chat.again}
          title={t.chat.again}
          onClick={() => acts.again(turn)}
        >
          <Icon name="again" />
        </button>
      )}
      {acts.rate && turn.id && (
        <>
          <span class="sep" />
          {(['up', 'down'] as Rating[]).map((rating) => {
            const name = rating === 'up' ? t.report.helpful : t.report.notHelpful;
            return (
              <button
                key={rating}
                type="button"
                class="btn btn--quiet btn--s btn--icon"
                aria-pressed={turn.rating === rating}
                aria-label={name}
                title={name}
                onClick={() => acts.rate!(turn, rating)}
              >
                <Icon name={rating === 'up' ? 'thumbUp' : 'thumbDown'} />
              </button>
            );
          })}
        </>
      )}
      {acts.report && turn.id && (
        <button
          type="button"
          class="btn btn--quiet btn--s btn--icon"
          data-said={turn.reported}
          aria-label={turn.reported ? t.report.again : t.report.button}
          title={turn.reported ? t.report.again : t.report.button}
          onClick={() => acts.report!(turn)}
        >
          <Icon name="flag" />
        </button>
      )}
      {acts.receipt && (
        <>
          <span class="sep" />
          <button
            type="button"
            class="btn btn--quiet btn--s"
            popovertarget="receipt"
            onClick={() => acts.receipt!(turn)}
          >
            <Icon name="receipt" />
            {t.chat.sent}
          </button>
        </>
      )}
    </div>
  );
}
