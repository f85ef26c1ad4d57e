/* Try it: a sample text, read with what is on the page, on the preview pool. Nothing is kept. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { requestId } from '../../live/socket';
import { tabMemory } from '../../memory';
import { Observable, useWatched } from '../../store';
import { Chat } from '../../student/chat';
import type { Me } from '../../types';
import { announce } from '../../ui/announce';
import { Icon } from '../../ui/icon';
import { countWords } from '../count';
import { CriterionCard } from '../crit';
import { Judge } from '../judge';
import { marksOf } from '../marks';
import { bestOf, maxPoints, pointsOf, sumOf, tidyDocument } from '../rubric';
import type { AssignmentDocument, AttemptMessage, Criterion, Feedback } from '../types';
import { useGrading } from '../words';
import type { AssignmentSheet } from './sheet';

/** One reading of a sample text: what has come of it. */
class Trial extends Observable {
  state: 'idle' | 'sent' | 'reading' | 'done' | 'failed' = 'idle';
  place = 0;
  criteria: Criterion[] = [];
  feedback: Feedback[] = [];
  summary = '';
  document = ''; // what it was read with
  onEnd: (good: boolean) => void = () => {};
  readonly chat: Chat;
  private readonly judge: Judge;
  private attempt: string | null = null;
  private request = '';

  constructor(sheet: AssignmentSheet, me: Me) {
    super();
    this.chat = new Chat(sheet.calls.api, me, true);
    this.judge = new Judge((message) => this.chat.live.tell(message), {
      limits: () => {},
      queued: (request, attempt, place) => {
        if (request !== this.request) return;
        this.attempt = attempt;
        this.place = place;
        this.state = 'reading';
        this.changed();
      },
      criterion: (attempt, _index, feedback) => {
        if (attempt !== this.attempt) return;
        this.place = 0;
        this.feedback = [...this.feedback.filter((x) => x.id !== feedback.id), feedback];
        this.changed();
      },
      judged: (attempt, { summary }) => {
        if (attempt !== this.attempt) return;
        this.summary = summary;
        this.end('done');
      },
      failed: (request) => {
        if (request === this.request) this.end('failed');
      },
    });
    this.chat.onAttempt = (message) => this.judge.receive(message as AttemptMessage);
    this.chat.onReady = () => this.judge.ready();
    this.chat.attemptsWait = () => this.judge.busy;
  }
  private end(state: 'done' | 'failed'): void {
    this.state = state;
    this.onEnd(state === 'done');
    this.changed();
  }

  begin(text: string, document: AssignmentDocument): void {
    this.forget();
    const draft = tidyDocument(document);
    this.request = requestId();
    this.criteria = draft.rubric.criteria;
    this.document = JSON.stringify(draft);
    this.state = 'sent';
    this.judge.submit({ request: this.request, text, preview: true, draft });
    this.changed();
  }
  forget(): void {
    this.judge.forget(this.attempt, this.request);
    Object.assign(this, { state: 'idle', place: 0, feedback: [], summary: '', attempt: null });
    this.request = '';
    this.changed();
  }
}

export function TryCard({ sheet, me }: { sheet: AssignmentSheet; me: Me }) {
  const { g, w, f } = useGrading();
  const key = `draft.try.feedback.${me.activity?.id ?? ''}`;
  const [trial] = useState(() => new Trial(sheet, me));
  useWatched(trial);
  const [text, setText] = useState(() => tabMemory.get(key));
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    void trial.chat.start();
    return () => trial.chat.dispose();
  }, []);
  trial.onEnd = (good) => announce(good ? w.say.complete(trial.criteria.length) : g.try.failed);
  const busy = trial.state === 'sent' || trial.state === 'reading';
  const empty = !countWords(text);
  const go = () => {
    if (busy) return;
    if (empty) field.current?.focus();
    else trial.begin(text, sheet.document!);
  };
  const points = trial.feedback.map((x) => {
    const criterion = trial.criteria.find((c) => c.id === x.id);
    return criterion ? pointsOf(criterion, x.level) : 0;
  });
  const marks = marksOf(trial.criteria, trial.feedback);
  const changed =
    trial.state === 'done' && trial.document !== JSON.stringify(tidyDocument(sheet.document!));
  return (
    <section class="card card--flush tryfb sec" id="sec-try" aria-labelledby="try-h">
      <div class="try__head">
        <h2 id="try-h">{g.try.title}</h2>
        <p class="hint">{g.try.hint}</p>
      </div>
      <div class="tryfb__body" tabIndex={0} role="region" aria-label={g.try.label}>
        <div class="field">
          <label for="sample">{g.try.label}</label>
          <textarea
            class="input"
            id="sample"
            ref={field}
            dir="auto"
            placeholder={g.try.placeholder}
            value={text}
            onInput={(e) => {
              setText(e.currentTarget.value);
              tabMemory.set(key, e.currentTarget.value);
            }}
          />
        </div>
        <div class="row">
          {busy ? (
            <button type="button" class="btn" onClick={() => trial.forget()}>
              <Icon name="stop" />
              {g.try.stop}
            </button>
          ) : (
            <button type="button" class="btn" aria-disabled={empty} onClick={go}>
              <Icon name="right" dir />
              {trial.state === 'done' ? g.try.again : g.try.go}
            </button>
          )}
          <span class="hint num">
            {busy
              ? trial.place
                ? g.try.place(trial.place)
                : g.try.reading
              : w.write.words(f.number(countWords(text)))}
          </span>
        </div>
        {trial.state === 'idle' && <p class="hint">{g.try.empty}</p>}
        {trial.state === 'failed' && (
          <p class="field__error">
            <Icon name="warning" />
            {g.try.failed}
          </p>
        )}
        {changed && (
          <p class="hint">
            <Icon name="info" small /> {g.try.stale}
          </p>
        )}
        {(busy || trial.state === 'done') && (
          <div class="crits">
            {trial.state === 'done' && (
              <p>
                <b class="num">
                  {g.try.total(f.number(sumOf(points)), f.number(maxPoints(trial.criteria)))}
                </b>
              </p>
            )}
            {trial.summary && (
              <p class="advice" dir="auto">
                {trial.summary}
              </p>
            )}
            {trial.criteria.map((criterion, n) => {
              const feedback = trial.feedback.find((x) => x.id === criterion.id);
              return (
                <CriterionCard
                  key={criterion.id}
                  n={n}
                  criterion={criterion}
                  feedback={feedback}
                  marks={marks.filter((m) => m.criterion === n)}
                  show={null}
                >
                  {feedback && (
                    <p class="hint num">
                      {w.read.points(
                        f.number(pointsOf(criterion, feedback.level)),
                        f.number(bestOf(criterion)),
                      )}
                    </p>
                  )}
                </CriterionCard>
              );
            })}
          </div>
        )}
      </div>
    </section>
  );
}
