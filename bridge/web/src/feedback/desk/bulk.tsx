/* Bulk release: before several drafts reach others, who sees what, and which of them nobody opened. */
import { useState } from 'preact/hooks';
import { Icon } from '../../ui/icon';
import { Dialog } from '../../ui/pop';
import { toast } from '../../ui/toast';
import { useGrading } from '../words';
import type { Release } from './release';
import { nameOf } from './table';

const NAMED = 5; // people named one by one

export function BulkDialog({ release, close }: { release: Release; close: () => void }) {
  const { g, f } = useGrading();
  const [failed, setFailed] = useState(false);
  const rows = release.rows.filter((r) => release.selected.has(r.id));
  const ids = [...release.selected];
  const names = rows.slice(0, NAMED).map((r) => nameOf(r.student, g));
  const others = ids.length - names.length;
  const unseen = rows.filter((r) => !release.wasSeen(r)).length;
  const { scored, max_points: most } = release.table!;
  const points = rows.slice(0, NAMED).map((r) => f.number(r.points ?? r.draft_points ?? 0));
  const go = async () => {
    if (release.dirty && release.current && ids.includes(release.current)) await release.save();
    const answer = await release.release(ids);
    if (!answer) return setFailed(true);
    close();
    const parts = [
      g.bulk.done(answer.released.length),
      ...(scored && answer.released.length ? [g.bulk.way] : []),
      ...(answer.refused.length ? [g.bulk.refused(answer.refused.length)] : []),
    ];
    return toast(parts.join(' '));
  };
  return (
    <Dialog
      title={g.bulk.title(ids.length)}
      onClose={close}
      foot={
        <>
          <button type="button" class="btn" data-first onClick={close}>
            {g.bulk.back}
          </button>
          <button
            type="button"
            class="btn btn--main"
            aria-disabled={release.busy}
            onClick={() => void go()}
          >
            <Icon name="check" />
            {g.release.releaseN(ids.length)}
          </button>
        </>
      }
    >
      <p>
        {g.bulk.see(f.list([...names, ...(others > 0 ? [g.bulk.others(others)] : [])]), ids.length)}{' '}
        {scored
          ? g.bulk.points(`${points.join('; ')}${others > 0 ? ' …' : ''}`, f.number(most))
          : g.bulk.noPoints}
      </p>
      <p class={unseen ? 'row row--keep bulk__unseen' : 'hint'}>
        {unseen > 0 && <Icon name="eye" />}
        <span>
          {unseen > 0 && <b>{g.bulk.unseen(unseen)}</b>} {g.bulk.correct}
        </span>
      </p>
      {failed && (
        <p class="field__error" role="alert">
          <Icon name="warning" />
          {g.bulk.failed}
        </p>
      )}
    </Dialog>
  );
}
