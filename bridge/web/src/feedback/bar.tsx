/* Bar: which attempt is looked at, and the way to the next one. One row, also on a phone. */
import { useEffect } from 'preact/hooks';
import { DisplayMenu } from '../ui/display-menu';
import { Icon } from '../ui/icon';
import { leftWords } from './when';
import type { Work } from './work';
import { useWords } from './words';

const SEGMENTS = 3; // attempts that fit beside each other; more are a list

export function Top({
  work,
  simple,
  back,
}: {
  work: Work;
  simple: boolean;
  back?: { label: string; go: () => void } | undefined;
}) {
  const { t, w, f } = useWords();
  const title = work.me.activity?.title ?? t.common.pageName;
  useEffect(() => {
    document.title = title;
  }, [title]);
  const assignment = work.submission?.assignment;
  const left = simple ? '' : leftWords(work, w, f, true);
  const barred = work.attempts.length > 0; // then the bar says it where there is room
  return (
    <header class="top">
      <a
        class="skip"
        href="#main"
        onClick={(e) => {
          e.preventDefault();
          document.querySelector<HTMLElement>('#go, #text, #fb, #main')?.focus();
        }}
      >
        {simple ? t.common.skipContent : w.bar.skip}
      </a>
      <div class="top__title">
        <h1>{title}</h1>
        <p>
          <span class={left ? 'fb-roomy' : ''}>{work.me.course?.title}</span>
          {left && (
            <>
              {!barred && <span class="fb-roomy"> · </span>}
              <span class={barred ? 'fb-tight num' : 'num'}>{left}</span>
            </>
          )}
        </p>
      </div>
      {assignment && !simple && (
        <span class="tag only-wide">
          <Icon
            name={
              assignment.visibility !== 'draft' ? 'shield' : assignment.scored ? 'scales' : 'person'
            }
            small
          />
          {assignment.visibility !== 'draft'
            ? w.bar.noGrade
            : assignment.scored
              ? w.bar.graded
              : w.bar.byHuman}
        </span>
      )}
      {back && (
        <button type="button" class="btn btn--s" onClick={back.go}>
          {back.label}
        </button>
      )}
      <DisplayMenu />
    </header>
  );
}

type Choice = { key: string; name: string; go: () => void; icon?: 'columns' | 'edit' };

function choices(work: Work, w: ReturnType<typeof useWords>['w']): Choice[] {
  const { attempts } = work;
  const list: Choice[] = attempts.map((a) => ({
    key: a.id,
    name: a.status === 'failed' ? w.bar.failed(a.number) : w.bar.attempt(a.number),
    go: () => void work.read(a.id),
  }));
  const [before, after] = attempts.filter((a) => a.status !== 'failed').slice(-2);
  if (before && after)
    list.push({
      key: 'compare',
      name: w.bar.compare,
      icon: 'columns',
      go: () => void work.compare(before.id, after.id),
    });
  if (work.view.at === 'write' || work.text.trim())
    list.push({ key: 'write', name: w.bar.draft, icon: 'edit', go: () => void work.write() });
  return list;
}

export function Bar({ work }: { work: Work }) {
  const { w, f } = useWords();
  const { view, attempts } = work;
  if (!attempts.length) return null;
  const list = choices(work, w);
  const current = view.at === 'read' ? view.id : view.at;
  const segments = attempts.length <= SEGMENTS;
  const pick = (key: string) => list.find((c) => c.key === key)?.go();
  return (
    <div class="fb__bar">
      {segments && list.length > 1 && (
        <fieldset class="fb-wide">
          <legend class="vh">{w.bar.label}</legend>
          <div class="seg">
            {list.map((c) => (
              <label key={c.key}>
                <input
                  type="radio"
                  name="attempt"
                  checked={current === c.key}
                  onChange={() => pick(c.key)}
                />
                {c.name}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <div class={segments ? 'fb-narrow fb__pick' : 'fb__pick'} hidden={list.length < 2}>
        <label class="vh" for="attempt">
          {w.bar.label}
        </label>
        <select
          class="select"
          id="attempt"
          value={current}
          onChange={(e) => pick(e.currentTarget.value)}
        >
          {list.map((c) => (
            <option key={c.key} value={c.key}>
              {c.name}
            </option>
          ))}
        </select>
      </div>
      <p class="hint grow num fb-roomy">{leftWords(work, w, f)}</p>
      {view.at !== 'write' && work.canWrite && !work.reading && <Revise work={work} />}
    </div>
  );
}

function Revise({ work }: { work: Work }) {
  const { w } = useWords();
  const begun = work.text.trim() !== '';
  const go = () =>
    void work
      .write()
      .then(() => requestAnimationFrame(() => document.getElementById('text')?.focus()));
  return (
    <button type="button" class="btn btn--main fb__revise" onClick={go}>
      <Icon name="edit" />
      <span class="fb-wide">{begun ? w.bar.goOn : w.bar.revise}</span>
      <span class="fb-narrow">{begun ? w.bar.goOnShort : w.bar.reviseShort}</span>
    </button>
  );
}
