/* Release page: all drafts in a table, one of them open beside it; on a narrow page one or the other. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { errorText } from '../../problem';
import { useWatched } from '../../store';
import { saveFile } from '../../ui/clipboard';
import { Icon } from '../../ui/icon';
import { toast } from '../../ui/toast';
import { useMedia } from '../media';
import type { Filter, Kind } from '../types';
import { useGrading } from '../words';
import { BulkDialog } from './bulk';
import { DetailCard } from './detail';
import type { Release } from './release';
import { DraftTable } from './table';

const FILTERS: Filter[] = ['all', 'open', 'look', 'released'];
const BESIDE = '(min-width: 56rem)';

interface ReleaseProps {
  release: Release;
  title: string;
  formative: boolean;
  kind?: Kind;
}

export function ReleasePage({ release, title, formative, kind = 'essay' }: ReleaseProps) {
  useWatched(release);
  const { t, g } = useGrading();
  const [bulk, setBulk] = useState(false);
  const beside = useMedia(BESIDE);
  const heading = useRef<HTMLHeadingElement>(null);
  const { table, review } = release;
  useEffect(() => {
    void release.load().then(() => {
      const first = release.rows[0];
      if (review && first) void release.open(first.id);
      else if (release.current) void release.open(release.current);
    });
  }, []);
  const open = (id: string) => {
    void release.open(id).then(() => {
      requestAnimationFrame(() =>
        document.getElementById('det-h')?.focus({ preventScroll: beside }),
      );
    });
  };
  const afterRelease = (next: string | null) => {
    if (next) return open(next);
    heading.current?.focus();
    return toast(g.detail.allDone);
  };
  if (release.state === 'failed')
    return (
      <div class="empty">
        <Icon name="offline" />
        <h1 class="boot__title">{g.release.loadFailed}</h1>
        <p>{t.errors.server}</p>
        <button type="button" class="btn" onClick={() => void release.load()}>
          <Icon name="again" />
          {t.common.tryAgain}
        </button>
      </div>
    );
  const detailOnly = !beside && release.current !== null;
  return (
    <>
      {detailOnly && <h1 class="vh">{g.release.of(title)}</h1>}
      {!detailOnly && (
        <div class="desk__head">
          <div>
            <h1 tabIndex={-1} ref={heading}>
              {review
                ? g.release.review(
                    review.name ?? release.rows[0]?.student.name ?? g.release.unknown,
                  )
                : g.release.of(title)}
            </h1>
            {table && !review && (
              <p class="hint">
                {formative ? g.release.leadFormative : g.release.lead(table.counts.all)}{' '}
                {!table.scored && !formative && g.release.noColumn}
              </p>
            )}
          </div>
          {table && !review && <Filters release={release} />}
        </div>
      )}
      {!table ? (
        <p class="hint" aria-busy="true">
          {t.common.loading}
        </p>
      ) : table.counts.all === 0 && !table.rows.length ? (
        <div class="empty">
          <Icon name="file" />
          <h2>{g.release.nobody}</h2>
          <p>{g.release.nobodyText}</p>
        </div>
      ) : (
        <div class="split split--even">
          {!detailOnly && <DraftTable release={release} open={open} bulk={() => setBulk(true)} />}
          {(beside || detailOnly) && (
            <DetailCard
              release={release}
              code={kind === 'source_code'}
              back={
                beside
                  ? null
                  : () => {
                      const last = release.current;
                      release.close();
                      requestAnimationFrame(() => document.getElementById(`row-${last}`)?.focus());
                    }
              }
              done={afterRelease}
            />
          )}
        </div>
      )}
      {bulk && <BulkDialog release={release} close={() => setBulk(false)} />}
    </>
  );
}

function Filters({ release }: { release: Release }) {
  const { t, g, f } = useGrading();
  const csv = () =>
    release.calls.table().then(
      (blob) => saveFile(`${g.release.file}.csv`, blob),
      (error: unknown) => toast(errorText(error, t)),
    );
  return (
    <div class="row">
      <fieldset>
        <legend class="vh">{g.release.filter}</legend>
        <div class="seg">
          {FILTERS.map((filter) => (
            <label key={filter}>
              <input
                type="radio"
                name="filter"
                checked={release.filter === filter}
                onChange={() => void release.load(filter)}
              />
              {g.release.filters[filter]}{' '}
              <span class="num">{f.number(release.table!.counts[filter])}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <button
        type="button"
        class="btn btn--quiet"
        aria-label={g.release.exportAria}
        onClick={() => void csv()}
      >
        <Icon name="download" />
        {g.release.export}
      </button>
    </div>
  );
}
