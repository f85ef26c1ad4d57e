/* Write: the editor, what it is written for beside it, and the way out: hand in. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { problemName } from '../api';
import { problemKind } from '../problem';
import { GateNotice, LimitNotice } from '../student/dock';
import { MyData } from '../student/data';
import { exhausted } from '../student/limits';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { countWords } from './count';
import { HandInDialog } from './handin';
import { useMedia, WIDE } from './media';
import { FeedbackList } from './read';
import { TaskView } from './task';
import { Uploads, useUpload, type UploadState } from './upload';
import { savedWords, when } from './when';
import type { Work } from './work';
import { useWords } from './words';

export function WritePage({ work }: { work: Work }) {
  const { w } = useWords();
  const [over, setOver] = useState(false); // a file is held over the page
  const upload = useUpload(work);
  const depth = useRef(0);
  const drag = (e: DragEvent, by: number) => {
    if (!e.dataTransfer?.types.includes('Files')) return;
    e.preventDefault();
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  const drop = (e: DragEvent) => {
    if (!e.dataTransfer?.files.length) return;
    e.preventDefault();
    depth.current = 0;
    setOver(false);
    upload.take(e.dataTransfer.files);
  };
  return (
    <div
      class={`fb__panes fb__panes--write${over ? ' is-over' : ''}`}
      onDragEnter={(e) => drag(e, 1)}
      onDragLeave={(e) => drag(e, -1)}
      onDragOver={(e) => drag(e, 0)}
      onDrop={drop}
    >
      <Side work={work} />
      <Editor work={work} upload={upload} />
      {over && (
        <p class="fb__drop" aria-hidden="true">
          <Icon name="upload" />
          {w.write.drop}
        </p>
      )}
    </div>
  );
}

/** The task; while revising also the feedback that is worked on. */
function Side({ work }: { work: Work }) {
  const { w } = useWords();
  const wide = useMedia(WIDE);
  const last = [...work.attempts].reverse().find((a) => ['ready', 'released'].includes(a.status));
  const [shown, setShown] = useState<'task' | 'feedback'>(last ? 'feedback' : 'task');
  const [open, setOpen] = useState(!work.attempts.length && !work.text.trim());
  const full = last ? work.full.get(last.id) : undefined;
  useEffect(() => {
    if (last && !full && !work.missing.has(last.id)) void work.again(last.id);
  }, [last?.id]);
  const seg = last && (
    <div class="seg" role="radiogroup" aria-label={w.task.side}>
      {(['task', 'feedback'] as const).map((what) => (
        <label key={what}>
          <input
            type="radio"
            name="side"
            checked={shown === what}
            onChange={() => setShown(what)}
          />
          {what === 'task' ? w.task.title : w.read.title(last.number)}
        </label>
      ))}
    </div>
  );
  const body = (
    <>
      {seg}
      {shown === 'feedback' && last ? (
        full && <FeedbackList work={work} attempt={full} show={null} />
      ) : (
        <>
          <TaskView assignment={work.submission!.assignment} />
          {!work.preview && <MyData chat={work} />}
        </>
      )}
    </>
  );
  if (wide)
    return (
      <section class="fb__pane fb__side" tabIndex={0} aria-labelledby="task-h">
        <h2 id="task-h" class={seg ? 'vh' : ''}>
          {w.task.title}
        </h2>
        {body}
      </section>
    );
  return (
    <details class="fb__fold" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        <Icon name="right" small dir />
        <h2>{w.task.show}</h2>
      </summary>
      <div class="stack">{body}</div>
    </details>
  );
}

function Editor({ work, upload }: { work: Work; upload: UploadState }) {
  const { w, f } = useWords();
  const [asking, setAsking] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const { assignment, closed } = work.submission!;
  const code = assignment.kind === 'source_code';
  const locked = !work.canWrite;
  const gated = !work.chat.gateOpen && !work.preview;
  const empty = !countWords(work.text);
  const limit = work.preview ? null : exhausted(work.chat.limits);
  const blocked = locked || gated || limit !== null || work.handing !== null;
  const last = work.latest && work.full.get(work.latest.id);
  const same = last && last.status !== 'failed' && !empty && last.text.trim() === work.text.trim();
  const count = code
    ? w.write.lines(f.number(work.text ? work.text.trimEnd().split('\n').length : 0))
    : w.write.words(f.number(work.words));
  const ask = () => {
    if (blocked) return;
    if (empty) area.current?.focus();
    else setAsking(true);
  };
  return (
    <section class="fb__pane fb__write" aria-labelledby="write-h">
      <h2 id="write-h" class="vh">
        {w.write.title}
      </h2>
      {closed && <ClosedNotice work={work} />}
      {gated && <GateNotice gate={work.chat.gate} />}
      {!gated && !closed && limit && <LimitNotice limit={limit} />}
      <Refused work={work} again={ask} />
      <Uploads state={upload} work={work} field={area} />
      {!locked && (
        <>
          <label class="vh" for="text">
            {w.write.label}
          </label>
          <textarea
            id="text"
            ref={area}
            class={`input fb__text-field${code ? ' fb__text-field--code' : ''}`}
            dir="auto"
            spellcheck={!code}
            placeholder={code ? w.write.placeholderCode : w.write.placeholder}
            value={work.text}
            readOnly={work.handing !== null}
            aria-describedby="text-note"
            onInput={(e) => work.edit(e.currentTarget.value)}
            onBlur={() => void work.save()}
          />
          <div class="fb__foot">
            <p id="text-note" class="fb__state">
              <b class="num">{count}</b>
              <span class={`hint${work.saving === 'failed' ? ' fb__unsaved' : ''}`}>
                {work.saving === 'failed' && <Icon name="offline" small />}
                {savedWords(work, w, f)}
              </span>
              {same && <span class="hint fb__same">{w.write.same}</span>}
            </p>
            <button
              type="button"
              class="btn"
              onClick={upload.choose}
              aria-describedby="accepts"
              title={w.write.accepts}
            >
              <Icon name="upload" />
              <span class="fb-wide">{w.write.upload}</span>
              <span class="fb-narrow">{w.write.uploadShort}</span>
            </button>
            <span id="accepts" class="vh">
              {w.write.accepts}
            </span>
            <button
              type="button"
              class={`btn${blocked || empty ? '' : ' btn--main'}`}
              aria-disabled={blocked || empty}
              title={empty ? w.write.empty : ''}
              onClick={ask}
            >
              {work.handing ? w.write.wait : w.write.handIn}
            </button>
          </div>
        </>
      )}
      {asking && (
        <HandInDialog
          work={work}
          close={() => setAsking(false)}
          go={() => {
            setAsking(false);
            work.handIn();
          }}
        />
      )}
    </section>
  );
}

function ClosedNotice({ work }: { work: Work }) {
  const { w, f } = useWords();
  const { closed, assignment } = work.submission!;
  if (closed === 'due')
    return (
      <Notice
        icon="calendar"
        title={w.closed.dueTitle}
        text={`${assignment.due ? w.closed.due(when(assignment.due, w, f)) : ''} ${
          work.attempts.length ? w.closed.attempts : w.closed.gone
        }`}
      />
    );
  return <Notice icon="check" title={w.closed.attemptsTitle} text={w.closed.attempts} />;
}

function Refused({ work, again }: { work: Work; again: () => void }) {
  const { w } = useWords();
  if (!work.refused) return null;
  const kind = problemKind(work.refused);
  const own = w.refused.names[problemName(work.refused)];
  const [title, text] = own
    ? [own, w.refused.other]
    : kind === 'down' || kind === 'model'
      ? [w.refused.downTitle, w.refused.down]
      : kind === 'busy' || kind === 'running'
        ? [w.refused.busyTitle, w.refused.busy]
        : kind === 'too_long'
          ? [w.refused.longTitle, w.refused.long]
          : [w.refused.otherTitle, w.refused.other];
  if (kind === 'quota' && exhausted(work.chat.limits)) return null; // the limit's own notice says it
  return (
    <Notice
      kind={kind === 'too_long' || kind === 'busy' ? 'warn' : 'danger'}
      icon="warning"
      title={title}
      text={text}
    >
      {kind !== 'too_long' && (
        <button type="button" class="btn btn--s" onClick={again}>
          <Icon name="again" />
          {w.refused.again}
        </button>
      )}
    </Notice>
  );
}
