/* More: what can be done with feedback: ask about it, take it along, report it. */
import { useState } from 'preact/hooks';
import { errorText } from '../problem';
import { fileName, saveFile } from '../ui/clipboard';
import { Icon } from '../ui/icon';
import { Dialog, hidePop, Pop } from '../ui/pop';
import { toast } from '../ui/toast';
import { attemptMarkdown } from './markdown';
import type { Attempt } from './types';
import type { Work } from './work';
import { useWords } from './words';

export function Actions({
  work,
  attempt,
  talk,
}: {
  work: Work;
  attempt: Attempt;
  talk: (() => void) | null;
}) {
  const { w, f } = useWords();
  const [reporting, setReporting] = useState(false);
  const there = ['ready', 'released'].includes(attempt.status);
  if (attempt.status === 'judging') return null;
  const title = work.me.activity?.title ?? '';
  const save = () => {
    hidePop('export');
    saveFile(
      fileName(`${title} ${attempt.number}`, w.more.file, 'md'),
      new Blob([attemptMarkdown(title, attempt, work.criteriaOf(attempt), w, f)], {
        type: 'text/markdown',
      }),
    );
    toast(w.more.done);
  };
  const print = () => {
    hidePop('export');
    requestAnimationFrame(() => window.print());
  };
  return (
    <div class="row fb__acts">
      {talk && (
        <button type="button" class="btn" id="talk-open" onClick={talk}>
          <Icon name="speech" />
          {w.ask.open}
        </button>
      )}
      <button type="button" class="btn btn--quiet" popovertarget="export">
        <Icon name="download" />
        {w.more.button}
      </button>
      {there && !work.preview && (
        <button type="button" class="btn btn--quiet" onClick={() => setReporting(true)}>
          <Icon name="flag" />
          {w.more.report}
        </button>
      )}
      <Pop id="export" title={w.more.title}>
        {() => (
          <ul class="nav" role="list">
            <li>
              <button type="button" class="nav__item" onClick={save}>
                <Icon name="download" />
                {w.more.markdown}
              </button>
            </li>
            <li>
              <button type="button" class="nav__item" onClick={print}>
                <Icon name="file" />
                {w.more.print}
              </button>
            </li>
          </ul>
        )}
      </Pop>
      {reporting && <Report work={work} id={attempt.id} close={() => setReporting(false)} />}
    </div>
  );
}

function Report({ work, id, close }: { work: Work; id: string; close: () => void }) {
  const { t, w } = useWords();
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const send = () =>
    work.calls.report(id, text.trim()).then(
      () => {
        close();
        toast(w.more.reported);
      },
      (error: unknown) => setFailure(errorText(error, t)),
    );
  return (
    <Dialog
      title={w.more.reportTitle}
      onClose={close}
      foot={
        <>
          <button type="button" class="btn" onClick={close}>
            {t.common.cancel}
          </button>
          <button type="button" class="btn btn--main" onClick={() => void send()}>
            {w.more.reportSend}
          </button>
        </>
      }
    >
      <p>{w.more.reportText}</p>
      <div class="field">
        <label for="report">{w.more.reportLabel}</label>
        <textarea
          class="input"
          id="report"
          data-first
          maxLength={1000}
          dir="auto"
          value={text}
          onInput={(e) => setText(e.currentTarget.value)}
          {...(failure ? { 'aria-describedby': 'report-note' } : {})}
        />
      </div>
      {failure && (
        <p class="field__error" role="alert" id="report-note">
          <Icon name="warning" />
          {failure}
        </p>
      )}
    </Dialog>
  );
}
