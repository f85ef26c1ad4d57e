/* Detail: one draft to read, change and release. Release and next goes on with the next one. */
import { useEffect, useState } from 'preact/hooks';
import { errorText } from '../../problem';
import { announce } from '../../ui/announce';
import { Icon } from '../../ui/icon';
import { Notice } from '../../ui/notice';
import { NumberInput } from '../../ui/number';
import { toast } from '../../ui/toast';
import { CriterionCard } from '../crit';
import { marksOf, type Mark } from '../marks';
import { OwnText } from '../own';
import { bestOf, pointsOf } from '../rubric';
import type { Criterion, Draft } from '../types';
import { when } from '../when';
import { useGrading } from '../words';
import { History, Hints } from './hints';
import { isReleased, type Release } from './release';
import { nameOf, StateTag } from './table';

interface DetailProps {
  release: Release;
  code: boolean;
  back: (() => void) | null; // to the table, where both do not fit
  done: (next: string | null) => void;
}

export function DetailCard({ release, code, back, done }: DetailProps) {
  const { t, g, w, f } = useGrading();
  const [shown, setShown] = useState<'feedback' | 'text'>('feedback');
  const { draft } = release;
  useEffect(() => setShown('feedback'), [release.current]);
  if (!release.current)
    return (
      <section class="card detail" aria-label={g.detail.feedback}>
        <p class="hint">{g.detail.choose}</p>
      </section>
    );
  if (!draft)
    return (
      <section class="card detail" aria-label={g.detail.feedback}>
        {back && <BackButton back={back} />}
        {release.draftState === 'closed' ? (
          <p class="hint" id="det-h" tabIndex={-1}>
            {g.detail.closed}
          </p>
        ) : release.draftState === 'failed' ? (
          <p class="field__error">
            <Icon name="warning" />
            {g.detail.loadFailed}{' '}
            <button
              type="button"
              class="btn btn--s"
              onClick={() => void release.open(release.current!)}
            >
              {t.common.tryAgain}
            </button>
          </p>
        ) : (
          <p class="hint" aria-busy="true">
            {t.common.loading}
          </p>
        )}
      </section>
    );
  return (
    <section class="card card--flush detail" id="detail" tabIndex={0} aria-labelledby="det-h">
      <div class="detail__head">
        {back && <BackButton back={back} />}
        <div class="row row--apart">
          <div>
            <h2 id="det-h" tabIndex={-1}>
              <bdi>{nameOf(draft.student, g)}</bdi>
            </h2>
            <p class="hint num">
              {g.detail.attempt(draft.number, when(draft.handed_in_at, w, f))}
              {', '}
              {w.write.words(f.number(draft.words))}
            </p>
          </div>
          <p class="nowrap">
            <b class="num fb__points">{f.number(release.points)}</b>{' '}
            <span class="hint num">{g.detail.of(f.number(draft.max_points ?? 0))}</span>
          </p>
        </div>
        <div class="row row--apart">
          <div class="seg" role="radiogroup" aria-label={g.detail.view}>
            {(['feedback', 'text'] as const).map((what) => (
              <label key={what}>
                <input
                  type="radio"
                  name="detail"
                  checked={shown === what}
                  onChange={() => setShown(what)}
                />
                {what === 'feedback' ? g.detail.feedback : g.detail.text}
              </label>
            ))}
          </div>
          <StateTag state={draft.state} />
        </div>
      </div>
      <Hints draft={draft} read={() => setShown('text')} />
      {shown === 'text' ? (
        <TextView draft={draft} code={code} />
      ) : (
        <Body release={release} draft={draft} />
      )}
      <Foot release={release} draft={draft} done={done} />
    </section>
  );
}

function BackButton({ back }: { back: () => void }) {
  const { g } = useGrading();
  return (
    <button type="button" class="btn btn--s btn--quiet detail__back" onClick={back}>
      <Icon name="list" />
      {g.detail.back}
    </button>
  );
}

/** The text with both kinds of marks: quotations of the criteria, and what the hints are about. */
function TextView({ draft, code }: { draft: Draft; code: boolean }) {
  const { g } = useGrading();
  const marks: Mark[] = [
    ...marksOf(draft.rubric ?? [], draft.criteria),
    ...draft.suspicions
      .filter((s) => s.end > s.start)
      .map((s, n) => ({ ...s, label: `!${n || ''}`, criterion: 0, kind: 'hint' as const })),
  ];
  return (
    <div class="detail__text">
      <OwnText text={draft.text} marks={marks} code={code} show={null} />
      {marks.length > 0 && <p class="hint">{g.detail.marks}</p>}
    </div>
  );
}

/** What a student has had at once is read here, and changed by nobody. */
function Body({ release, draft }: { release: Release; draft: Draft }) {
  const { g } = useGrading();
  if (!draft.text && !draft.criteria.length && draft.state !== 'judging')
    return <p class="edcrit hint">{g.detail.deleted}</p>;
  if (draft.status !== 'ready') return <Fields release={release} draft={draft} />;
  const criteria = draft.rubric ?? [];
  const marks = marksOf(criteria, draft.criteria);
  return (
    <div class="edcrit">
      <p class="hint">{g.detail.theirsAlready}</p>
      {draft.summary && (
        <p class="advice" dir="auto">
          {draft.summary}
        </p>
      )}
      {criteria.map((criterion, n) => (
        <CriterionCard
          key={criterion.id}
          n={n}
          criterion={criterion}
          feedback={draft.criteria.find((x) => x.id === criterion.id)}
          marks={marks.filter((m) => m.criterion === n)}
          show={null}
        />
      ))}
      <History draft={draft} />
    </div>
  );
}

function Fields({ release, draft }: { release: Release; draft: Draft }) {
  const { g } = useGrading();
  const quotes = draft.quotes?.dropped ?? 0;
  if (draft.state === 'judging') return <p class="edcrit hint">{g.detail.judging}</p>;
  return (
    <>
      {draft.status === 'failed' && (
        <div class="edcrit">
          <Notice slim kind="warn" icon="warning" title={g.detail.failed} />
        </div>
      )}
      <div class="edcrit">
        <label class="legend" for="summary">
          {g.detail.summary}
        </label>
        <textarea
          class="input"
          id="summary"
          dir="auto"
          maxLength={8000}
          value={release.summary}
          onInput={(e) => release.editSummary(e.currentTarget.value)}
        />
      </div>
      {(draft.rubric ?? []).map((criterion, n) => (
        <CriterionFields
          key={criterion.id}
          release={release}
          draft={draft}
          criterion={criterion}
          n={n}
        />
      ))}
      {quotes > 0 && <p class="edcrit hint">{g.detail.dropped(quotes)}</p>}
      <History draft={draft} />
    </>
  );
}

interface CriterionProps {
  release: Release;
  draft: Draft;
  criterion: Criterion;
  n: number;
}

function CriterionFields({ release, draft, criterion, n }: CriterionProps) {
  const { g, f } = useGrading();
  const edit = release.criteria.find((k) => k.id === criterion.id);
  const stored = draft.criteria.find((k) => k.id === criterion.id);
  if (!edit) return null;
  const own = stored?.draft;
  const different = own && (own.level !== edit.level || own.points !== edit.points);
  const marks = marksOf(draft.rubric ?? [], draft.criteria).filter((m) => m.criterion === n);
  const { id, name } = criterion;
  return (
    <fieldset class="edcrit">
      <legend class="vh">{name}</legend>
      <div class="row row--apart row--keep">
        <h3 dir="auto">{`${n + 1}. ${name}`}</h3>
        <span class="row row--tight edcrit__points">
          <NumberInput
            value={edit.points}
            small
            decimal
            set={(points) => release.edit(id, { points: points ?? NaN })}
            attributes={{
              id: `pts-${id}`,
              'aria-label': g.detail.points(name),
              ...(release.wrong(id) ? { 'aria-invalid': 'true' } : {}),
            }}
          />
          <span class="hint num">{g.detail.of(f.number(bestOf(criterion)))}</span>
        </span>
      </div>
      <div class="seg" role="radiogroup" aria-label={g.detail.level(name)}>
        {criterion.levels.map((level, i) => (
          <label key={i} title={level.description}>
            <input
              type="radio"
              name={`lvl-${id}`}
              checked={edit.level === i}
              onChange={() => release.edit(id, { level: i, points: pointsOf(criterion, i) })}
            />
            <span dir="auto">{level.name}</span>
          </label>
        ))}
      </div>
      {different && (
        <p class="hint">
          {g.detail.draftWas(criterion.levels[own.level]?.name ?? '', f.number(own.points))}
        </p>
      )}
      {marks.map((mark) => (
        <p class={`quote quote--${mark.kind}`} key={mark.label}>
          <span class="evn">{mark.label}</span>
          <span class="quote__body">
            <q dir="auto">{mark.quote}</q>
          </span>
        </p>
      ))}
      <div class="field">
        <label for={`adv-${id}`}>
          {g.detail.advice}
          <span class="vh">{`: ${name}`}</span>
        </label>
        <textarea
          class="input"
          id={`adv-${id}`}
          dir="auto"
          maxLength={8000}
          value={edit.advice}
          onInput={(e) => release.edit(id, { advice: e.currentTarget.value })}
        />
      </div>
      <div class="field">
        <label for={`nxt-${id}`}>
          {g.detail.next}
          <span class="vh">{`: ${name}`}</span>
        </label>
        <textarea
          class="input"
          id={`nxt-${id}`}
          dir="auto"
          rows={1}
          maxLength={8000}
          value={edit.next_step}
          onInput={(e) => release.edit(id, { next_step: e.currentTarget.value })}
        />
      </div>
    </fieldset>
  );
}

function Foot({
  release,
  draft,
  done,
}: {
  release: Release;
  draft: Draft;
  done: DetailProps['done'];
}) {
  const { t, g } = useGrading();
  const { dirty, busy } = release;
  const released = isReleased(draft.state);
  const next = release.nextAfter(draft.id);
  const name = nameOf(draft.student, g);
  const saved = (good: boolean) => {
    if (good) toast(g.detail.saved);
    else showWrong(release);
  };
  const send = async () => {
    if (busy) return;
    const answer = await release.releaseOpen();
    if (!answer) return showWrong(release);
    announce(g.detail.released(name));
    return released ? toast(g.detail.released(name)) : done(answer.next);
  };
  if (draft.state === 'judging' || draft.status === 'ready' || !draft.text) return null;
  const label = released
    ? draft.state === 'refused' && !dirty
      ? g.detail.resend
      : g.detail.again
    : next
      ? g.detail.releaseNext
      : g.detail.release;
  const offer = !released || dirty || draft.state === 'refused';
  return (
    <div class="detail__foot">
      {release.stale && (
        <Notice kind="warn" slim icon="person" title={g.detail.stale}>
          <button type="button" class="btn btn--s" onClick={() => void release.takeTheirs()}>
            {g.detail.theirs}
          </button>
          <button
            type="button"
            class="btn btn--s"
            onClick={() => void release.keepMine().then(saved)}
          >
            {g.detail.mine}
          </button>
        </Notice>
      )}
      {release.failure !== null && !release.stale && (
        <Notice
          kind="danger"
          slim
          icon="warning"
          title={g.detail.saveFailed}
          text={errorText(release.failure, t)}
        />
      )}
      {offer && (
        <button
          type="button"
          class="btn btn--main"
          aria-disabled={busy}
          onClick={() => void send()}
        >
          <Icon name="check" />
          {label}
        </button>
      )}
      {dirty && (
        <button type="button" class="btn" onClick={() => void release.save().then(saved)}>
          {g.detail.save}
        </button>
      )}
      {draft.criteria.some((k) => k.draft) && (
        <button
          type="button"
          class="btn btn--quiet"
          aria-label={g.detail.restoreAria}
          onClick={() => {
            const undo = release.restore();
            toast(g.detail.restored, { label: t.common.undo, run: undo });
          }}
        >
          <Icon name="history" />
          {g.detail.restore}
        </button>
      )}
      <p class="hint detail__state">{dirty ? g.detail.unsaved : ''}</p>
    </div>
  );
}

/** Brings the number that cannot be saved into view. */
function showWrong(release: Release): void {
  const wrong = release.criteria.find((k) => release.wrong(k.id));
  if (wrong) document.getElementById(`pts-${wrong.id}`)?.focus();
}
