/* Task: what is to be written and what it is read for, shown before anything is written. */
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../ui/icon';
import { AnswerText } from '../student/answer';
import { Answer } from '../student/turn';
import { bestOf } from './rubric';
import type { Assignment, Criterion } from './types';
import { useWords } from './words';

export function TaskView({ assignment }: { assignment: Assignment }) {
  const { w } = useWords();
  return (
    <div class="task">
      <div class="row row--tight">
        <span class="tag">{w.task.kind[assignment.kind]}</span>
      </div>
      <Prose text={assignment.task} />
      <div class="task__how">
        <p>
          <Icon name={assignment.visibility === 'draft' ? 'person' : 'speech'} />
          <span>{assignment.visibility === 'draft' ? w.task.draft : w.task.formative}</span>
        </p>
        {assignment.visibility === 'draft' && (
          <p>
            <Icon name="scales" />
            <span>{assignment.scored ? w.task.scored : w.task.notScored}</span>
          </p>
        )}
      </div>
      <h3>{w.task.rubric}</h3>
      <ol class="rubric" role="list">
        {assignment.criteria.map((criterion, n) => (
          <RubricItem
            key={criterion.id}
            n={n}
            criterion={criterion}
            points={assignment.visibility === 'draft' && assignment.scored}
          />
        ))}
      </ol>
    </div>
  );
}

function RubricItem({
  n,
  criterion,
  points,
}: {
  n: number;
  criterion: Criterion;
  points: boolean;
}) {
  const { w, f } = useWords();
  return (
    <li>
      <p class="rubric__name">
        <b dir="auto">{`${n + 1}. ${criterion.name}`}</b>
        {points && <span class="hint num">{w.task.points(f.number(bestOf(criterion)))}</span>}
      </p>
      {criterion.description && (
        <p class="ink-2" dir="auto">
          {criterion.description}
        </p>
      )}
      <details class="rubric__levels">
        <summary>
          <Icon name="right" small dir />
          <span>{w.task.levels}</span>
          <span class="hint" dir="auto">
            {criterion.levels.map((l) => l.name).join(' · ')}
          </span>
        </summary>
        <dl>
          {criterion.levels.map((level, i) => (
            <div key={i}>
              <dt dir="auto">{level.name}</dt>
              <dd dir="auto">{level.description || '–'}</dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}

/** A text of the lecturer: Markdown, through the same door as a model's. */
export function Prose({ text }: { text: string }) {
  const answer = useRef<AnswerText | null>(null);
  answer.current ??= new AnswerText(text, true);
  useEffect(() => answer.current!.replace(text), [text]);
  return <Answer answer={answer.current} />;
}
