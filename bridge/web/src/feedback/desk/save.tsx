/* Save bar of the assignment: what is not saved yet, what is in the way, and the one filled button. */
import { useEffect } from 'preact/hooks';
import { useDesk } from '../../i18n';
import { showFault } from '../../lecturer/savebar';
import { errorText } from '../../problem';
import { useWatched } from '../../store';
import { announce } from '../../ui/announce';
import { Icon } from '../../ui/icon';
import { Notice } from '../../ui/notice';
import { toast } from '../../ui/toast';
import { useGrading } from '../words';
import type { AssignmentSheet } from './sheet';

export function AssignmentBar({ sheet }: { sheet: AssignmentSheet }) {
  useWatched(sheet);
  const { g } = useGrading();
  const { d, t } = useDesk();
  const count = sheet.changes.length;
  const faults = sheet.faults.length;
  const next = sheet.stored!.version + 1;
  const dirty = count > 0 || next === 1;
  useEffect(() => {
    if (!count) return;
    const ask = (e: BeforeUnloadEvent) => e.preventDefault(); // the browser has its own words
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [count > 0]);
  const save = async () => {
    if (await sheet.save((what) => g.faults[what])) {
      toast(g.save.saved(sheet.stored!.version));
      return;
    }
    if (!sheet.faults.length) return;
    announce(d.save.errors(sheet.faults.length));
    requestAnimationFrame(() => showFault());
  };
  const discard = () => {
    const before = sheet.discard();
    toast(d.save.discarded, { label: t.common.undo, run: () => sheet.replace(before) });
  };
  return (
    <footer
      class={`savebar${dirty || faults || sheet.stale || sheet.failure !== null ? '' : ' savebar--idle'}`}
    >
      {sheet.stale && (
        <Notice
          kind="warn"
          slim
          icon="person"
          title={d.save.staleTitle(sheet.stale.version)}
          text={d.save.stale}
        >
          <button type="button" class="btn btn--s" onClick={() => sheet.takeTheirs()}>
            {d.save.staleTheirs}
          </button>
          <button
            type="button"
            class="btn btn--s"
            onClick={() => {
              sheet.keepMine();
              void save();
            }}
          >
            {d.save.staleMine}
          </button>
        </Notice>
      )}
      {sheet.failure !== null && !sheet.stale && (
        <Notice
          kind="danger"
          slim
          icon="warning"
          title={d.save.failed}
          text={errorText(sheet.failure, t)}
        />
      )}
      <p role="status">
        {faults ? (
          <span class="field__error">
            <Icon name="warning" />
            {d.save.errors(faults)}
          </span>
        ) : count ? (
          <b>{g.save.changes(count)}</b>
        ) : (
          <span class="hint">{next === 1 ? g.head.none : d.save.nothing}</span>
        )}
      </p>
      {faults > 0 && (
        <button
          type="button"
          class="btn btn--quiet"
          onClick={() => requestAnimationFrame(() => showFault())}
        >
          {d.save.show}
        </button>
      )}
      {count > 0 && (
        <button type="button" class="btn btn--quiet" onClick={discard}>
          {d.save.discard}
        </button>
      )}
      {dirty && (
        <button
          type="button"
          class="btn btn--main"
          aria-disabled={sheet.saving}
          onClick={() => void save()}
        >
          {sheet.saving ? d.save.saving : g.save.publish(next)}
        </button>
      )}
    </footer>
  );
}
