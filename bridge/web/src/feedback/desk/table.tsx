/* Table of drafts: who, when, the model's points and yours, where it stands; several can be selected. */
import { Icon, type IconName } from '../../ui/icon';
import { plainName } from '../count';
import type { Person, Row, RowState } from '../types';
import { when } from '../when';
import { useGrading } from '../words';
import { canRelease, type Release } from './release';
import type { GradingTexts } from '../../i18n/grading.en';

const TAGS: Record<RowState, [string, IconName]> = {
  judging: ['tag tag--plain', 'clock'],
  failed: ['tag tag--warn', 'warning'],
  draft: ['tag tag--plain', 'edit'],
  look: ['tag tag--warn', 'flag'],
  edited: ['tag tag--info', 'edit'],
  released: ['tag tag--ok', 'check'],
  waiting: ['tag tag--info', 'clock'],
  sent: ['tag tag--ok', 'check'],
  refused: ['tag tag--danger', 'warning'],
};

/** Pseudonyms are long; their beginning tells two of them apart. */
export const nameOf = ({ name, person }: Person, g: GradingTexts): string =>
  name ? plainName(name) : g.release.person(person.slice(0, 6));

export function StateTag({ state }: { state: RowState }) {
  const { g } = useGrading();
  const [look, icon] = TAGS[state] ?? TAGS.draft;
  return (
    <span class={look}>
      <Icon name={icon} small />
      {g.release.states[state] ?? state}
    </span>
  );
}

interface TableProps {
  release: Release;
  open: (id: string) => void;
  bulk: () => void;
}

export function DraftTable({ release, open, bulk }: TableProps) {
  const { g } = useGrading();
  const { rows, selected, table, review } = release;
  const selectable = review ? [] : rows.filter((r) => canRelease(r.state));
  const all = selectable.length > 0 && selectable.every((r) => selected.has(r.id));
  const total = table!.counts[release.filter];
  return (
    <section class="card card--flush drafts" aria-labelledby="drafts-h">
      {!review && (
        <div class="card__head drafts__head">
          <h2 id="drafts-h" class="vh">
            {g.release.caption}
          </h2>
          {selected.size ? (
            <>
              <p>
                <b class="num">{g.release.selected(selected.size)}</b>
              </p>
              <div class="row">
                <button
                  type="button"
                  class="btn btn--s btn--quiet"
                  onClick={() => release.selectAll(false)}
                >
                  {g.release.clear}
                </button>
                <button type="button" class="btn btn--s btn--main" onClick={bulk}>
                  <Icon name="check" />
                  {g.release.releaseN(selected.size)}
                </button>
              </div>
            </>
          ) : (
            <p class="hint">{g.release.none}</p>
          )}
        </div>
      )}
      {review && (
        <h2 id="drafts-h" class="vh">
          {g.release.caption}
        </h2>
      )}
      {rows.length === 0 ? (
        <p class="card__foot hint">{g.release.nothing}</p>
      ) : (
        <div class="drafts__box">
          <table class="table" role="table">
            <caption class="vh">{g.release.caption}</caption>
            <thead role="rowgroup">
              <tr role="row">
                <th scope="col" role="columnheader">
                  {selectable.length > 0 ? (
                    <input
                      type="checkbox"
                      class="check"
                      aria-label={g.release.selectAll}
                      checked={all}
                      onChange={(e) => release.selectAll(e.currentTarget.checked)}
                    />
                  ) : (
                    <span class="vh">{g.release.selectColumn}</span>
                  )}
                </th>
                <th scope="col" role="columnheader">
                  {g.release.student}
                </th>
                <th scope="col" role="columnheader">
                  {g.release.handedIn}
                </th>
                <th scope="col" role="columnheader" class="end">
                  {g.release.aiDraft}
                </th>
                <th scope="col" role="columnheader" class="end">
                  {g.release.yours}
                </th>
                <th scope="col" role="columnheader">
                  {g.release.state}
                </th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {rows.map((row) => (
                <DraftRow key={row.id} release={release} row={row} open={open} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {(table!.next || rows.length < total) && rows.length > 0 && !review && (
        <p class="card__foot hint num">
          {g.release.showing(rows.length, total)}{' '}
          {table!.next && (
            <button type="button" class="btn btn--link" onClick={() => void release.more()}>
              {g.release.more}
            </button>
          )}
        </p>
      )}
    </section>
  );
}

function DraftRow({
  release,
  row,
  open,
}: {
  release: Release;
  row: Row;
  open: (id: string) => void;
}) {
  const { g, w, f } = useGrading();
  const name = nameOf(row.student, g);
  const points = (n: number | null) => (n === null ? '–' : f.number(n));
  const current = release.current === row.id;
  return (
    <tr role="row" class={current ? 'is-current' : ''}>
      <td role="cell" class="drafts__pick">
        {canRelease(row.state) && !release.review && (
          <input
            type="checkbox"
            class="check"
            aria-label={g.release.select(name)}
            checked={release.selected.has(row.id)}
            onChange={(e) => release.select(row.id, e.currentTarget.checked)}
          />
        )}
      </td>
      <th scope="row" role="rowheader">
        <a
          href="#"
          id={`row-${row.id}`}
          {...(current ? { 'aria-current': 'true' as const } : {})}
          onClick={(e) => {
            e.preventDefault();
            open(row.id);
          }}
        >
          <bdi>{name}</bdi>
        </a>
      </th>
      <td role="cell" data-label={g.release.handedIn}>
        <span>
          {when(row.handed_in_at, w, f)}
          <span class="sub sub--line">{g.release.attempt(row.number)}</span>
        </span>
      </td>
      <td role="cell" data-label={g.release.aiDraft} class="end num">
        <span>{points(row.draft_points)}</span>
      </td>
      <td role="cell" data-label={g.release.yours} class="end num">
        <span>{row.state === 'look' ? g.release.open : <b>{points(row.points)}</b>}</span>
      </td>
      <td role="cell" data-label={g.release.state}>
        <span class="drafts__state">
          <StateTag state={row.state} />
          {row.suspicion && row.state !== 'look' && <Icon name="flag" small />}
          {row.reported && (
            <span class="tag tag--warn">
              <Icon name="speech" small />
              {g.release.reported}
            </span>
          )}
        </span>
      </td>
    </tr>
  );
}
