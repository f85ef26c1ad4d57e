/* Compare view: how the levels moved, and what changed in the text, paragraph beside paragraph. */
import { useMemo } from 'preact/hooks';
import { Icon } from '../ui/icon';
import { compareLevels, compareTexts, type Change, type ComparedRow } from './compare';
import type { Attempt } from './types';
import { when } from './when';
import type { Work } from './work';
import { useWords } from './words';

interface ComparePageProps {
  work: Work;
  view: { before: string; after: string };
}

export function ComparePage({ work, view }: ComparePageProps) {
  const { t, w } = useWords();
  const [a, b] = [work.full.get(view.before), work.full.get(view.after)];
  const list = work.attempts.filter((x) => x.status !== 'failed');
  const numberOf = (id: string) => list.findIndex((x) => x.id === id);
  const pick = (which: 'before' | 'after', id: string) => {
    const other = which === 'before' ? view.after : view.before;
    const [first, second] =
      numberOf(id) < numberOf(other)
        ? [id, other]
        : numberOf(id) > numberOf(other)
          ? [other, id]
          : [view.before, view.after];
    void work.compare(first, second);
  };
  const missing = [view.before, view.after].find((id) => work.missing.has(id));
  return (
    <div class="fb__compare" tabIndex={0} role="region" aria-label={w.compare.title}>
      <div class="fb__comparebody">
        {list.length > 2 && (
          <div class="row">
            {(['before', 'after'] as const).map((which) => (
              <span class="row row--tight" key={which}>
                <label for={`cmp-${which}`} class="hint">
                  {which === 'before' ? w.compare.from : w.compare.to}
                </label>
                <select
                  class="select select--s select--fit"
                  id={`cmp-${which}`}
                  value={view[which]}
                  onChange={(e) => pick(which, e.currentTarget.value)}
                >
                  {list.map((x) => (
                    <option key={x.id} value={x.id}>
                      {w.bar.attempt(x.number)}
                    </option>
                  ))}
                </select>
              </span>
            ))}
          </div>
        )}
        {missing && (
          <p class="field__error">
            <Icon name="warning" />
            {w.read.loadFailed}{' '}
            <button type="button" class="btn btn--s" onClick={() => void work.again(missing)}>
              {t.common.tryAgain}
            </button>
          </p>
        )}
        {!missing && (!a || !b) && (
          <p class="hint" aria-busy="true">
            {t.common.loading}
          </p>
        )}
        {a && b && (
          <>
            <Levels work={work} a={a} b={b} />
            <Texts work={work} a={a} b={b} />
          </>
        )}
      </div>
    </div>
  );
}

const ICONS = { up: 'up', down: 'lower', same: 'minus', unknown: 'info' } as const;
const TAGS: Record<Change, string> = {
  up: 'tag tag--ok',
  down: 'tag tag--warn',
  same: 'tag tag--plain',
  unknown: 'tag tag--plain',
};

function Levels({ work, a, b }: { work: Work; a: Attempt; b: Attempt }) {
  const { w } = useWords();
  const criteria = work.criteriaOf(b);
  const changes = compareLevels(a, b, criteria);
  const count = (change: Change) => changes.filter((c) => c.change === change).length;
  const known = changes.some((c) => c.before !== null && c.after !== null);
  const old = work.criteriaOf(a);
  return (
    <section aria-labelledby="cmp-levels" class="stack stack--s">
      <div class="row row--apart">
        <h2 id="cmp-levels">{w.compare.levels}</h2>
        <span class="hint num">{w.compare.sum(count('up'), count('down'), count('same'))}</span>
      </div>
      {!known ? (
        <p class="hint">{w.compare.notReady}</p>
      ) : (
        <div class="tablebox tablebox--few cmp">
          <table class="table" role="table">
            <caption class="vh">{w.compare.caption(a.number, b.number)}</caption>
            <thead role="rowgroup">
              <tr role="row">
                {[
                  w.compare.criterion,
                  w.bar.attempt(a.number),
                  w.bar.attempt(b.number),
                  w.compare.change,
                ].map((name) => (
                  <th scope="col" role="columnheader" key={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {changes.map(({ criterion, before, after, change }) => (
                <tr role="row" key={criterion.id}>
                  <th scope="row" role="rowheader" dir="auto">
                    {criterion.name}
                  </th>
                  <td role="cell" data-label={w.bar.attempt(a.number)}>
                    <span dir="auto">
                      {old.find((c) => c.id === criterion.id)?.levels[before ?? -1]?.name ?? '–'}
                    </span>
                  </td>
                  <td role="cell" data-label={w.bar.attempt(b.number)}>
                    <b dir="auto">{criterion.levels[after ?? -1]?.name ?? '–'}</b>
                  </td>
                  <td role="cell" data-label={w.compare.change}>
                    <span class={TAGS[change]}>
                      <Icon name={ICONS[change]} small />
                      {w.compare[change]}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Texts({ work, a, b }: { work: Work; a: Attempt; b: Attempt }) {
  const { w, f } = useWords();
  const code = work.submission!.assignment.kind === 'source_code';
  const rows = useMemo(() => compareTexts(a.text, b.text, code), [a.text, b.text, code]);
  const head = (attempt: Attempt) => (
    <div class="cmp__head">
      <b>{w.read.ownOf(attempt.number)}</b>
      <span class="hint num">{`${w.write.words(f.number(attempt.words))}, ${when(attempt.handed_in_at, w, f)}`}</span>
    </div>
  );
  return (
    <section aria-labelledby="cmp-text" class="stack stack--s">
      <h2 id="cmp-text">{w.compare.text}</h2>
      <p class="hint">
        {rows.every((row) => row.kind === 'same') ? w.compare.none : w.compare.key}
      </p>
      <div class={`cmp__text${code ? ' cmp__text--code' : ''}`}>
        <div class="cmp__row cmp__row--head">
          {head(a)}
          {head(b)}
        </div>
        {rows.map((row, n) => (
          <Row key={n} row={row} />
        ))}
      </div>
    </section>
  );
}

/** Side by side the left has what was, the right what is; on a narrow page the right shows both. */
function Row({ row }: { row: ComparedRow }) {
  const { w } = useWords();
  const gone = (text: string, n: number, narrow = false) => (
    <del key={n} class={narrow ? 'cmp__narrow' : ''}>
      <span class="vh">{w.compare.removed}</span>
      {text}
    </del>
  );
  return (
    <div class={`cmp__row cmp__row--${row.kind}`}>
      <p class="cmp__old" dir="auto">
        {row.pieces.map((piece, n) =>
          piece.kind === 'added' ? null : piece.kind === 'removed' ? (
            gone(piece.text, n)
          ) : (
            <span key={n}>{piece.text}</span>
          ),
        )}
      </p>
      <p class="cmp__new" dir="auto">
        {row.pieces.map((piece, n) =>
          piece.kind === 'removed' ? (
            gone(piece.text, n, true)
          ) : piece.kind === 'added' ? (
            <ins key={n}>
              <span class="vh">{w.compare.added}</span>
              {piece.text}
            </ins>
          ) : (
            <span key={n}>{piece.text}</span>
          ),
        )}
      </p>
    </div>
  );
}
