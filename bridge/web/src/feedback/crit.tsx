/* Criterion: its level, the evidence, the advice, the next step; or that it is being read. */
import type { ComponentChildren } from 'preact';
import { Icon } from '../ui/icon';
import type { LevelChange } from './compare';
import type { Mark } from './marks';
import { bestOf } from './rubric';
import type { Criterion, Feedback } from './types';
import { useWords } from './words';

/** Steps with their words; the word in force is bold. `level` null: not known yet. */
export function LevelBar({ criterion, level }: { criterion: Criterion; level: number | null }) {
  const { w } = useWords();
  const name = level === null ? w.read.waiting : (criterion.levels[level]?.name ?? '');
  return (
    <ol
      class="levels"
      role="list"
      aria-label={w.read.level(name)}
      style={{ '--n': criterion.levels.length }}
    >
      {criterion.levels.map((l, n) => (
        <li
          key={n}
          class={level !== null && n <= level ? 'is-on' : ''}
          {...(n === level ? { 'aria-current': 'true' as const } : {})}
        >
          <span dir="auto">{l.name}</span>
        </li>
      ))}
    </ol>
  );
}

export function Quote({ mark, show }: { mark: Mark; show: ((mark: Mark) => void) | null }) {
  const { w } = useWords();
  const kind = mark.kind === 'strength' ? w.read.strength : w.read.work;
  return (
    <p class={`quote quote--${mark.kind}`}>
      {show ? (
        <a
          class="evn"
          href="#"
          aria-label={w.read.goText(mark.label, kind)}
          onClick={(e) => {
            e.preventDefault();
            show(mark);
          }}
        >
          {mark.label}
        </a>
      ) : (
        <span class="evn" aria-hidden="true">
          {mark.label}
        </span>
      )}
      <span class="quote__body">
        <span class="vh">{`${kind}: `}</span>
        <q dir="auto">{mark.quote}</q>
      </span>
    </p>
  );
}

interface CriterionProps {
  n: number; // from 0
  criterion: Criterion;
  feedback: Feedback | undefined;
  marks: Mark[];
  show: ((mark: Mark) => void) | null; // in the text
  change?: LevelChange | undefined;
  before?: number | undefined; // number of the attempt that the change is measured from
  points?: boolean; // released: its points too
  children?: ComponentChildren;
}

export function CriterionCard(props: CriterionProps) {
  const { n, criterion, feedback, marks, show, change, before, points, children } = props;
  const { w, f } = useWords();
  const id = `c${n + 1}`;
  return (
    <section
      class={`crit${feedback ? '' : ' crit--waiting'}`}
      id={id}
      tabIndex={-1}
      aria-labelledby={`${id}h`}
      {...(feedback ? {} : { 'aria-busy': 'true' })}
    >
      <div class="crit__head">
        <h3 id={`${id}h`} dir="auto">{`${n + 1}. ${criterion.name}`}</h3>
        {change && before !== undefined && <ChangeTag change={change} before={before} />}
      </div>
      <LevelBar criterion={criterion} level={feedback ? feedback.level : null} />
      {!feedback && (
        <p class="hint crit__wait">
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {w.read.waiting}
        </p>
      )}
      {feedback && (
        <>
          {points && feedback.points !== undefined && feedback.points !== null && (
            <p class="hint num">
              {w.read.points(f.number(feedback.points), f.number(bestOf(criterion)))}
            </p>
          )}
          {marks.map((mark) => (
            <Quote key={mark.label} mark={mark} show={show} />
          ))}
          {feedback.advice && (
            <p class="advice" dir="auto">
              {feedback.advice}
            </p>
          )}
          {feedback.next_step && (
            <p class="advice" dir="auto">
              <b>{w.read.next}</b>
              {feedback.next_step}
            </p>
          )}
          {!feedback.advice && !feedback.next_step && <p class="hint">{w.read.noAdvice}</p>}
        </>
      )}
      {children}
    </section>
  );
}

function ChangeTag({ change, before }: { change: LevelChange; before: number }) {
  const { w } = useWords();
  const was = change.criterion.levels[change.before ?? -1]?.name ?? '';
  switch (change.change) {
    case 'up':
      return (
        <span class="tag tag--ok">
          <Icon name="up" small />
          {w.read.up(was)}
        </span>
      );
    case 'down':
      return (
        <span class="tag tag--warn">
          <Icon name="lower" small />
          {w.read.down(was)}
        </span>
      );
    case 'same':
      return <span class="hint">{w.read.asBefore(before)}</span>;
    case 'unknown':
      return null;
  }
}
