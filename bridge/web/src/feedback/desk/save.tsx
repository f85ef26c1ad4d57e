/* Save bar of the assignment. Before the first save there is something to save without any change. */
import { useDesk } from '../../i18n';
import { Saving, showFault } from '../../lecturer/saving';
import { useWatched } from '../../store';
import { announce } from '../../ui/announce';
import { toast } from '../../ui/toast';
import { useGrading } from '../words';
import type { AssignmentSheet } from './sheet';

export function AssignmentBar({ sheet }: { sheet: AssignmentSheet }) {
  useWatched(sheet);
  const { g } = useGrading();
  const { d } = useDesk();
  const count = sheet.changes.length;
  const next = sheet.stored!.version + 1;
  const save = async () => {
    if (await sheet.save((what) => g.faults[what])) {
      toast(g.save.saved(sheet.stored!.version));
      return;
    }
    if (!sheet.faults.length) return;
    announce(d.save.errors(sheet.faults.length));
    showFault();
  };
  return (
    <Saving
      changes={count}
      faults={sheet.faults.length}
      stale={sheet.stale?.version ?? null}
      failure={sheet.failure}
      status={
        count ? (
          <b>{g.save.changes(count)}</b>
        ) : (
          <span class="hint">{next === 1 ? g.head.none : d.save.nothing}</span>
        )
      }
      publish={count || next === 1 ? g.save.publish(next) : null}
      saving={sheet.saving}
      save={save}
      discard={() => {
        const before = sheet.discard();
        return () => sheet.replace(before);
      }}
      takeTheirs={() => sheet.takeTheirs()}
      keepMine={() => sheet.keepMine()}
      showFault={showFault}
    />
  );
}
