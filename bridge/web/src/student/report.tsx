/* Report: an answer that the lecturers should know of; what they then may read is said before. */
import { useRef, useState } from 'preact/hooks';
import { useI18n } from '../i18n';
import type { ReportReason, Review } from '../types';
import { Icon } from '../ui/icon';
import { Dialog } from '../ui/pop';
import { toast } from '../ui/toast';
import type { Chat } from './chat';
import type { TurnView } from './view';

const REASONS: ReportReason[] = ['wrong', 'harmful', 'unfair', 'private', 'other'];
const NOTE_MAX = 600; // characters: within the server's bytes whatever the script

export function ReportDialog({
  chat,
  turn,
  review,
  close,
}: {
  chat: Chat;
  turn: TurnView;
  review: Review;
  close: () => void;
}) {
  const { t } = useI18n();
  const [reason, setReason] = useState<ReportReason>('wrong');
  const [failed, setFailed] = useState(false);
  const note = useRef<HTMLTextAreaElement>(null);
  const show = useRef<HTMLInputElement>(null);
  const readable = review === 'pseudonymous' || review === 'named';
  const send = () =>
    chat.report(turn, reason, note.current!.value.trim(), show.current?.checked ?? false).then(
      () => {
        close();
        toast(t.report.sent);
      },
      () => setFailed(true),
    );
  return (
    <Dialog
      title={t.report.title}
      onClose={close}
      foot={
        <>
          <button type="button" class="btn" onClick={close}>
            {t.common.cancel}
          </button>
          <button type="button" class="btn btn--main" onClick={() => void send()}>
            {t.report.send}
          </button>
        </>
      }
    >
      <fieldset class="stack stack--s report">
        <legend class="legend">{t.report.why}</legend>
        {REASONS.map((r, i) => (
          <label class="choice" key={r}>
            <input
              class="check"
              type="radio"
              name="report-reason"
              checked={reason === r}
              onChange={() => setReason(r)}
              {...(i === 0 ? { 'data-first': true } : {})}
            />
            <span>{t.report.reasons[r]}</span>
          </label>
        ))}
      </fieldset>
      <div class="field">
        <label for="report-note">{t.report.note}</label>
        <textarea
          class="input"
          id="report-note"
          ref={note}
          rows={3}
          maxLength={NOTE_MAX}
          dir="auto"
          aria-describedby="report-note-hint"
        />
        <span class="field__hint" id="report-note-hint">
          {t.report.noteHint}
        </span>
      </div>
      {readable ? (
        <p class="hint">{t.report.readable}</p>
      ) : (
        <div>
          <label class="choice">
            <input class="check" type="checkbox" ref={show} aria-describedby="report-show-hint" />
            <span>{t.report.show}</span>
          </label>
          <p class="hint" id="report-show-hint">
            {t.report.showHint}
          </p>
        </div>
      )}
      {failed && (
        <p class="field__error" role="alert">
          <Icon name="warning" />
          {t.report.failed}
        </p>
      )}
    </Dialog>
  );
}
