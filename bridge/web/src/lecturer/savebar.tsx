/* Save bar of the rules: every level that was changed is saved by one button. */
import { useDesk } from '../i18n';
import { announce } from '../ui/announce';
import { toast } from '../ui/toast';
import type { Desk } from './desk';
import { Saving, showFault } from './saving';

export function SaveBar({
  desk,
  show,
}: {
  desk: Desk;
  show: (level: 'course' | 'activity' | 'tenant') => void;
}) {
  const { d, f } = useDesk();
  const count = desk.changes().length;
  const dirty = desk.changedSheets;
  const stale = [...desk.sheets.values()].find((s) => s.stale);
  const showWrong = () => {
    const wrong = [...desk.sheets.values()].find((s) => s.faults.length);
    if (wrong) show(wrong.level);
    showFault();
  };
  const save = async () => {
    const versions = dirty.map((s) => s.stored.version + 1);
    if (await desk.save(d)) {
      toast(d.save.saved(Math.max(...versions)));
      return;
    }
    if (!desk.faults.length) return;
    announce(d.save.errors(desk.faults.length));
    showWrong();
  };
  const publish =
    dirty.length === 1 ? d.save.publish(dirty[0]!.stored.version + 1) : d.save.publishMany;
  return (
    <Saving
      changes={count}
      faults={desk.faults.length}
      stale={stale?.stale?.version ?? null}
      failure={desk.failure}
      status={
        count ? (
          <>
            <b>{d.save.changes(count)}</b>{' '}
            <span class="hint">{d.save.where(f.list(dirty.map((s) => d.level[s.level])))}</span>
          </>
        ) : (
          <span class="hint">{d.save.nothing}</span>
        )
      }
      publish={count ? publish : null}
      saving={desk.saving}
      save={save}
      discard={() => {
        const before = desk.discard();
        return () => before.forEach((document, level) => desk.replace(level, document));
      }}
      takeTheirs={() => desk.takeTheirs(stale!)}
      keepMine={() => desk.keepMine(stale!)}
      showFault={showWrong}
    />
  );
}
