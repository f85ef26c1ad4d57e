/* Save bar: what is not saved yet, what is in the way, and the one filled button of the page. */
import { useEffect } from 'preact/hooks';
import { useDesk } from '../i18n';
import { errorText } from '../problem';
import { announce } from '../ui/announce';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { toast } from '../ui/toast';
import type { Desk } from './desk';

/** Brings the first wrong field into view and puts the focus there. */
export function showFault(): void {
  const note = document.querySelector<HTMLElement>('[data-fault]');
  const control = note?.id
    ? document.querySelector<HTMLElement>(`[aria-describedby~="${CSS.escape(note.id)}"]`)
    : null;
  (control ?? note)?.scrollIntoView({ block: 'center' });
  control?.focus({ preventScroll: true });
}

export function SaveBar({
  desk,
  show,
}: {
  desk: Desk;
  show: (level: 'course' | 'activity' | 'tenant') => void;
}) {
  const { d, t, f } = useDesk();
  const count = desk.changes().length;
  const dirty = desk.changedSheets;
  const stale = [...desk.sheets.values()].find((s) => s.stale);
  useEffect(() => {
    if (!count) return;
    const ask = (e: BeforeUnloadEvent) => e.preventDefault(); // the browser has its own words
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [count > 0]);

  const save = async () => {
    const versions = dirty.map((s) => s.stored.version + 1);
    if (await desk.save(d)) {
      toast(d.save.saved(Math.max(...versions)));
      return;
    }
    const wrong = [...desk.sheets.values()].find((s) => s.faults.length);
    if (!wrong) return;
    announce(d.save.errors(desk.faults.length));
    show(wrong.level);
    requestAnimationFrame(showFault);
  };
  const discard = () => {
    const before = desk.discard();
    toast(d.save.discarded, {
      label: t.common.undo,
      run: () => {
        for (const [level, document] of before) desk.replace(level, document);
      },
    });
  };
  const faults = desk.faults.length;
  return (
    <footer
      class={`savebar${count || faults || stale || desk.failure !== null ? '' : ' savebar--idle'}`}
    >
      {stale && (
        <Notice
          kind="warn"
          slim
          icon="person"
          title={d.save.staleTitle(stale.stale!.version)}
          text={d.save.stale}
        >
          <button type="button" class="btn btn--s" onClick={() => desk.takeTheirs(stale)}>
            {d.save.staleTheirs}
          </button>
          <button
            type="button"
            class="btn btn--s"
            onClick={() => {
              desk.keepMine(stale);
              void save();
            }}
          >
            {d.save.staleMine}
          </button>
        </Notice>
      )}
      {desk.failure !== null && !stale && (
        <Notice
          kind="danger"
          slim
          icon="warning"
          title={d.save.failed}
          text={errorText(desk.failure, t)}
        />
      )}
      <p role="status">
        {faults ? (
          <span class="field__error">
            <Icon name="warning" />
            {d.save.errors(faults)}
          </span>
        ) : count ? (
          <>
            <b>{d.save.changes(count)}</b>{' '}
            <span class="hint">{d.save.where(f.list(dirty.map((s) => d.level[s.level])))}</span>
          </>
        ) : (
          <span class="hint">{d.save.nothing}</span>
        )}
      </p>
      {faults > 0 && (
        <button
          type="button"
          class="btn btn--quiet"
          onClick={() => {
            const wrong = [...desk.sheets.values()].find((s) => s.faults.length);
            if (wrong) show(wrong.level);
            requestAnimationFrame(showFault);
          }}
        >
          {d.save.show}
        </button>
      )}
      {count > 0 && (
        <>
          <button type="button" class="btn btn--quiet" onClick={discard}>
            {d.save.discard}
          </button>
          <button
            type="button"
            class="btn btn--main"
            aria-disabled={desk.saving}
            onClick={() => void save()}
          >
            {desk.saving
              ? d.save.saving
              : dirty.length === 1
                ? d.save.publish(dirty[0]!.stored.version + 1)
                : d.save.publishMany}
          </button>
        </>
      )}
    </footer>
  );
}
