/* Read: one attempt: its text and the feedback on it, side by side where there is room. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { MyData } from '../student/data';
import { ReceiptPop, type Receipted } from '../student/receipt';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { compareLevels } from './compare';
import { plainName } from './count';
import { CriterionCard } from './crit';
import { marksOf, type Mark } from './marks';
import { Actions } from './more';
import { MarkKey, OwnText, showCriterion, showMark } from './own';
import { Talk } from './talk';
import type { Attempt, AttemptHead } from './types';
import { when } from './when';
import type { Work } from './work';
import { useWords } from './words';

export function ReadPage({ work, head }: { work: Work; head: AttemptHead }) {
  const { t, w } = useWords();
  const [talking, setTalking] = useState(false);
  const [receipt, setReceipt] = useState<Receipted | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const attempt = work.full.get(head.id);
  useEffect(() => {
    setTalking(false);
    // Not from the switch of attempts, only when the page itself turned to this one.
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body || activeElement.id === 'main')
      title.current?.focus({ preventScroll: true });
  }, [head.id]);
  const receipts = {
    receipt: (id: string) =>
      work.attempts.some((a) => a.id === id) ? work.calls.receipt(id) : work.api.receipt(id),
  };
  if (!attempt)
    return work.missing.has(head.id) ? (
      <div class="fb__panes">
        <div class="empty">
          <Icon name="offline" />
          <h2>{w.read.loadFailed}</h2>
          <button type="button" class="btn" onClick={() => void work.again(head.id)}>
            <Icon name="again" />
            {t.common.tryAgain}
          </button>
        </div>
      </div>
    ) : (
      <p class="fb__pane hint" aria-busy="true">
        {t.common.loading}
      </p>
    );
  const shown: Attempt = { ...attempt, status: head.status };
  return (
    <div class={`fb__panes${talking ? ' is-talking' : ''}`}>
      {talking ? (
        <Talk
          work={work}
          number={head.number}
          close={() => {
            setTalking(false);
            requestAnimationFrame(() => document.getElementById('talk-open')?.focus());
          }}
          receipt={setReceipt}
        />
      ) : (
        <OwnPane work={work} attempt={shown} />
      )}
      <section class="fb__pane fb__feedback" id="fb" tabIndex={0} aria-labelledby="fb-h">
        <div class="row row--apart fb__title">
          <h2 id="fb-h" ref={title} tabIndex={-1}>
            {w.read.title(head.number)}
          </h2>
          {['ready', 'released', 'judging'].includes(head.status) && (
            <span class="tag">{head.status === 'released' ? w.bar.byHuman : w.read.aiMark}</span>
          )}
        </div>
        <Status
          work={work}
          attempt={shown}
          receipt={() =>
            setReceipt({
              id: head.id,
              at: head.handed_in_at,
              usage: null,
              title: w.more.receiptTitle,
              costs: w.more.costs,
            })
          }
        />
        <FeedbackList work={work} attempt={shown} show={talking ? null : showMark} />
        <Actions
          work={work}
          attempt={shown}
          talk={
            !work.preview && ['ready', 'released'].includes(head.status)
              ? () => setTalking(true)
              : null
          }
        />
        {!work.preview && <MyData chat={work} />}
      </section>
      <ReceiptPop api={receipts} turn={receipt} />
    </div>
  );
}

function OwnPane({ work, attempt }: { work: Work; attempt: Attempt }) {
  const { w, f } = useWords();
  const code = work.submission!.assignment.kind === 'source_code';
  const marks = useMemo(
    () => marksOf(work.criteriaOf(attempt), attempt.criteria),
    [attempt.criteria, attempt.rubric],
  );
  return (
    <section class="fb__pane fb__text" tabIndex={0} aria-labelledby="own-h">
      <div class="fb__title">
        <h2 id="own-h">{w.read.own}</h2>
        <p class="hint num">
          {w.read.handedIn(
            w.write.words(f.number(attempt.words)),
            when(attempt.handed_in_at, w, f),
          )}
          {attempt.files.length > 0 && (
            <>
              {', '}
              <bdi>{w.read.files(f.list(attempt.files.map(plainName)))}</bdi>
            </>
          )}
        </p>
      </div>
      <OwnText text={attempt.text} marks={marks} code={code} show={showCriterion} />
      <MarkKey marks={marks} />
    </section>
  );
}

/** Where it stands: queue, being read, held, failed, released; or how the quotations were checked. */
function Status({ work, attempt, receipt }: { work: Work; attempt: Attempt; receipt: () => void }) {
  const { t, w, f } = useWords();
  const { assignment } = work.submission!;
  const of = work.criteriaOf(attempt).length;
  const place = work.queue?.attempt === attempt.id ? work.queue : null;
  switch (attempt.status) {
    case 'judging':
      if (place)
        return (
          <div class="qplace fb__status">
            <Icon name="queue" />
            <div>
              <p>
                <b class="num">
                  {t.queue.place(
                    place.place,
                    place.seconds > 0 ? t.queue.seconds(place.seconds) : '',
                  )}
                </b>
              </p>
              <p class="hint">{w.read.keepsOn}</p>
            </div>
          </div>
        );
      if (assignment.visibility === 'draft')
        return <Notice icon="check" title={w.read.heldTitle} text={w.read.heldReading} />;
      return (
        <div class="fb__status">
          <p class="num">{w.read.reading(attempt.criteria.length, of)}</p>
          <p class="hint">{w.read.keepsOn}</p>
        </div>
      );
    case 'held':
      return (
        <Notice
          kind="info"
          icon="check"
          title={w.read.heldTitle}
          text={`${w.read.held}${assignment.scored ? ` ${w.read.heldPoints}` : ''}`}
        />
      );
    case 'failed':
      return (
        <Notice kind="danger" icon="warning" title={w.read.failedTitle} text={w.read.failed}>
          {work.canWrite && (
            <button type="button" class="btn btn--s" onClick={() => work.reuse(attempt)}>
              <Icon name="again" />
              {w.write.again}
            </button>
          )}
        </Notice>
      );
    default: {
      const quotes = attempt.quotes ?? { kept: 0, dropped: 0 };
      const total =
        attempt.status === 'released' && attempt.points !== null && attempt.points !== undefined
          ? w.read.total(
              f.number(attempt.points),
              f.number(attempt.max_points ?? assignment.max_points),
            )
          : null;
      return (
        <div class="fb__status">
          {attempt.status === 'released' && (
            <p class="row row--keep">
              <Icon name="person" />
              <span class="grow">{w.read.released}</span>
              {total && (
                <span class="num nowrap">
                  <b class="fb__points">{total[0]}</b>
                  {total[1]}
                </span>
              )}
            </p>
          )}
          <p class="hint">
            {quotes.kept ? w.read.checked(quotes.kept) : w.read.noQuotes}{' '}
            {quotes.dropped > 0 && `${w.read.dropped(quotes.dropped)} `}
            {!work.preview && (
              <button type="button" class="btn btn--link" popovertarget="receipt" onClick={receipt}>
                {w.read.sent}
              </button>
            )}
          </p>
        </div>
      );
    }
  }
}

/** All criteria in the rubric's order; those that are not there yet keep their place. */
export function FeedbackList({
  work,
  attempt,
  show,
}: {
  work: Work;
  attempt: Attempt;
  show: ((mark: Mark) => void) | null;
}) {
  const { w } = useWords();
  const criteria = work.criteriaOf(attempt);
  const marks = marksOf(criteria, attempt.criteria);
  const number = attempt.number;
  const beforeHead = work.attempts.findLast(
    (a) => a.number < number && ['ready', 'released'].includes(a.status),
  );
  const before = beforeHead && work.full.get(beforeHead.id);
  useEffect(() => {
    if (beforeHead && !before && !work.missing.has(beforeHead.id)) void work.again(beforeHead.id);
  }, [beforeHead?.id]);
  const { assignment } = work.submission!;
  const waits =
    attempt.status === 'judging' && assignment.visibility === 'formative' && !work.queue;
  if (!waits && !attempt.criteria.length) return null;
  const changes = before ? compareLevels(before, attempt, criteria) : [];
  return (
    <div class="crits">
      {attempt.summary && (
        <div class="summary">
          <h3>{w.read.summary}</h3>
          <p class="advice" dir="auto">
            {attempt.summary}
          </p>
        </div>
      )}
      {criteria.map((criterion, n) => {
        const feedback = attempt.criteria.find((x) => x.id === criterion.id);
        if (!feedback && !waits) return null;
        return (
          <CriterionCard
            key={criterion.id}
            n={n}
            criterion={criterion}
            feedback={feedback}
            marks={marks.filter((m) => m.criterion === n)}
            show={show}
            change={changes.find((c) => c.criterion.id === criterion.id)}
            before={before?.number}
            points={attempt.status === 'released'}
          />
        );
      })}
    </div>
  );
}
