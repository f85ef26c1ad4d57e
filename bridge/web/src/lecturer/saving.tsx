/* Saving: the bar below an editor: what is not saved yet, what is in the way, and the one filled button. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../i18n';
import { errorText } from '../problem';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { toast } from '../ui/toast';

export interface SavingProps {
  changes: number; // not saved
  faults: number;
  stale: number | null; // somebody else's newer version
  failure: unknown; // of the last save, if it was no fault of a value
  status: ComponentChildren; // what is changed, or that nothing is
  publish: string | null; // the filled button's words; null: nothing to save
  saving: boolean;
  save: () => Promise<void>;
  discard: () => () => void; // gives the way back
  takeTheirs: () => void;
  keepMine: () => void;
  showFault: () => void;
}

export function Saving(props: SavingProps) {
  const { changes, faults, stale, failure, publish, save } = props;
  const { d, t } = useDesk();
  useEffect(() => {
    if (!changes) return;
    const ask = (e: BeforeUnloadEvent) => e.preventDefault(); // the browser has its own words
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [changes > 0]);
  const discard = () => {
    const undo = props.discard();
    toast(d.save.discarded, { label: t.common.undo, run: undo });
  };
  const idle = !publish && !faults && stale === null && failure === null;
  return (
    <footer class={`savebar${idle ? ' savebar--idle' : ''}`}>
      {stale !== null && (
        <Notice kind="warn" slim icon="person" title={d.save.staleTitle(stale)} text={d.save.stale}>
          <button type="button" class="btn btn--s" onClick={props.takeTheirs}>
            {d.save.staleTheirs}
          </button>
          <button
            type="button"
            class="btn btn--s"
            onClick={() => {
              props.keepMine();
              void save();
            }}
          >
            {d.save.staleMine}
          </button>
        </Notice>
      )}
      {failure !== null && stale === null && (
        <Notice
          kind="danger"
          slim
          icon="warning"
          title={d.save.failed}
          text={errorText(failure, t)}
        />
      )}
      <p role="status">
        {faults ? (
          <span class="field__error">
            <Icon name="warning" />
            {d.save.errors(faults)}
          </span>
        ) : (
          props.status
        )}
      </p>
      {faults > 0 && (
        <button type="button" class="btn btn--quiet" onClick={props.showFault}>
          {d.save.show}
        </button>
      )}
      {changes > 0 && (
        <button type="button" class="btn btn--quiet" onClick={discard}>
          {d.save.discard}
        </button>
      )}
      {publish && (
        <button
          type="button"
          class="btn btn--main"
          aria-disabled={props.saving}
          onClick={() => void save()}
        >
          {props.saving ? d.save.saving : publish}
        </button>
      )}
    </footer>
  );
}

/** When the page has been drawn: the first wrong field comes into view and gets the focus. */
export function showFault(): void {
  requestAnimationFrame(() => {
    const note = document.querySelector<HTMLElement>('[data-fault]');
    const control = note?.id
      ? document.querySelector<HTMLElement>(`[aria-describedby~="${CSS.escape(note.id)}"]`)
      : null;
    (control ?? note)?.scrollIntoView({ block: 'center' });
    control?.focus({ preventScroll: true });
  });
}
