/* Upload: a file on its way, what was read from it for the student to confirm, or why it was not. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, problemName } from '../api';
import { announce } from '../ui/announce';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { Dialog } from '../ui/pop';
import { toast } from '../ui/toast';
import { plainName } from './count';
import type { ReadFile } from './types';
import type { Work } from './work';
import { useWords } from './words';

export const LARGEST = 10 * 1024 * 1024; // bytes

type Stage =
  | { at: 'none' }
  | { at: 'sending'; name: string; share: number; cancel: () => void }
  | { at: 'read'; file: ReadFile }
  | { at: 'refused'; name: string; why: string };

export interface UploadState {
  stage: Stage;
  choose: () => void;
  take: (files: FileList) => void;
  clear: () => void;
}

/** What a problem of an upload is called in the dictionary. */
export function refusal(error: unknown): string {
  if (!(error instanceof ApiError)) return 'other';
  const name = problemName(error.problem);
  if (error.status === 0) return 'offline';
  if (error.status === 413) return 'file-too-large';
  return name.startsWith('file-') ? name : 'other';
}

export function useUpload(work: Work): UploadState {
  const { w, f } = useWords();
  const [stage, setStage] = useState<Stage>({ at: 'none' });
  const alive = useRef(true);
  useEffect(
    () => () => {
      alive.current = false;
    },
    [],
  );
  const refuse = (name: string, why: string) => {
    setStage({ at: 'refused', name: plainName(name), why });
    announce(w.say.fileRefused);
  };
  const take = (files: FileList) => {
    const [file] = files;
    if (!file || work.handing || !work.canWrite || stage.at === 'sending') return;
    if (files.length > 1) {
      toast(w.upload.one);
      return;
    }
    if (file.size > LARGEST) {
      refuse(file.name, 'file-too-large');
      return;
    }
    let cancelled = false;
    const { done, cancel } = work.calls.upload(file, (share) => {
      if (alive.current && !cancelled) setStage((s) => (s.at === 'sending' ? { ...s, share } : s));
    });
    setStage({
      at: 'sending',
      name: plainName(file.name),
      share: 0,
      cancel: () => {
        cancelled = true;
        cancel();
        setStage({ at: 'none' });
      },
    });
    done.then(
      (read) => {
        if (!alive.current || cancelled) return;
        setStage({ at: 'read', file: { ...read, notes: read.notes ?? [] } });
        announce(w.say.fileRead(w.write.words(f.number(read.words))));
      },
      (error: unknown) => {
        if (alive.current && !cancelled) refuse(file.name, refusal(error));
      },
    );
  };
  const choose = () => {
    const input = document.createElement('input');
    input.type = 'file';
    input.hidden = true;
    input.onchange = () => {
      input.remove();
      if (input.files) take(input.files);
    };
    input.oncancel = () => input.remove();
    document.body.append(input); // some browsers open nothing for one that is nowhere
    input.click();
  };
  return { stage, choose, take, clear: () => setStage({ at: 'none' }) };
}

export function Uploads({
  state,
  work,
  field,
}: {
  state: UploadState;
  work: Work;
  field: RefObject<HTMLTextAreaElement | null>;
}) {
  const { w, f } = useWords();
  const { stage } = state;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), [stage.at]);
  if (stage.at === 'sending')
    return (
      <div class="sending">
        <Icon name="file" />
        <p class="grow">
          <bdi>{stage.share < 1 ? w.upload.sending(stage.name) : w.upload.reading(stage.name)}</bdi>
        </p>
        <progress
          class="sending__bar"
          aria-label={w.upload.progress}
          max={1}
          {...(stage.share < 1 ? { value: stage.share } : {})}
        >
          {f.percent(stage.share)}
        </progress>
        <button type="button" class="btn btn--s" onClick={stage.cancel}>
          {w.upload.cancel}
        </button>
      </div>
    );
  if (stage.at === 'refused')
    return (
      <div ref={box}>
        <Notice
          kind="warn"
          icon="file"
          title={w.upload.refusedTitle(stage.name)}
          text={`${w.upload.refused[stage.why] ?? w.upload.refused.other!} ${w.upload.unused}`}
        >
          <button type="button" class="btn btn--s" onClick={state.choose}>
            {w.upload.no}
          </button>
          <button type="button" class="btn btn--s btn--quiet" onClick={state.clear}>
            {w.upload.cancel}
          </button>
        </Notice>
      </div>
    );
  if (stage.at === 'read')
    return <Confirm file={stage.file} state={state} work={work} field={field} />;
  return null;
}

function Confirm({
  file,
  state,
  work,
  field,
}: {
  file: ReadFile;
  state: UploadState;
  work: Work;
  field: RefObject<HTMLTextAreaElement | null>;
}) {
  const { w, f } = useWords();
  const has = work.text.trim() !== '';
  const use = (append: boolean) => {
    work.takeFile(file, append);
    state.clear();
    toast(w.upload.replaced);
    requestAnimationFrame(() => field.current?.focus());
  };
  return (
    <Dialog
      title={w.upload.title}
      onClose={state.clear}
      foot={
        <>
          <button
            type="button"
            class="btn btn--quiet"
            onClick={() => {
              state.clear();
              state.choose();
            }}
          >
            {w.upload.no}
          </button>
          {has && (
            <button type="button" class="btn" onClick={() => use(true)}>
              {w.upload.append}
            </button>
          )}
          <button type="button" class="btn btn--main" data-first onClick={() => use(false)}>
            {has ? w.upload.replace : w.upload.use}
          </button>
        </>
      }
    >
      <p>
        <bdi>{w.upload.read(plainName(file.name), w.write.words(f.number(file.words)))}</bdi>{' '}
        <span class="ink-2">{w.upload.check}</span>
      </p>
      {file.notes
        .filter((note) => w.upload.notes[note])
        .map((note) => (
          <p class="row row--keep notes" key={note}>
            <Icon name="info" />
            <span>{w.upload.notes[note]}</span>
          </p>
        ))}
      <div class="extract" tabIndex={0} role="region" aria-label={w.upload.shown} dir="auto">
        {file.text}
      </div>
    </Dialog>
  );
}
