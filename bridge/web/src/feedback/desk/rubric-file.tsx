/* Rubric file: presets, import from Moodle or a table, export to them. */
import { useState } from 'preact/hooks';
import { ApiError } from '../../api';
import { useDesk, type Lang } from '../../i18n';
import type { RubricTexts } from '../../i18n/rubrics.en';
import { errorText } from '../../problem';
import { fileName, saveFile } from '../../ui/clipboard';
import { Icon } from '../../ui/icon';
import { Notice } from '../../ui/notice';
import { Dialog, hidePop, Pop } from '../../ui/pop';
import { toast } from '../../ui/toast';
import { plainName } from '../count';
import type { Criterion, Kind } from '../types';
import { useGrading } from '../words';
import type { AssignmentSheet } from './sheet';

async function presets(lang: Lang): Promise<RubricTexts> {
  return lang === 'de'
    ? (await import('../../i18n/rubrics.de')).rubricsDe
    : (await import('../../i18n/rubrics.en')).rubricsEn;
}

function rubricOf(texts: RubricTexts, kind: Kind): Criterion[] {
  return texts.kinds[kind].map(([name, description], n) => ({
    id: `k${n + 1}`,
    name,
    description,
    weight: 1,
    levels: texts.levels.map(([level, text], points) => ({
      name: level,
      description: text,
      points,
    })),
  }));
}

/** Puts other criteria in, and offers the way back. */
function useReplace(sheet: AssignmentSheet) {
  const { g } = useGrading();
  const { t } = useDesk();
  return (criteria: Criterion[]) => {
    const before = sheet.document!;
    sheet.editCriteria(criteria);
    toast(g.rubric.replaced, { label: t.common.undo, run: () => sheet.replace(before) });
  };
}

export function PresetSelect({ sheet }: { sheet: AssignmentSheet }) {
  const { g } = useGrading();
  const { lang } = useDesk();
  const replace = useReplace(sheet);
  const kinds = Object.keys(g.rubric.kinds) as Kind[];
  const choose = (value: string) => {
    const [language, kind] = value.split(' ') as [Lang, Kind];
    void presets(language).then((texts) => replace(rubricOf(texts, kind)));
  };
  const languages: Lang[] = lang === 'de' ? ['de', 'en'] : ['en', 'de'];
  return (
    <div class="row">
      <label for="rubric-preset" class="hint">
        {g.rubric.preset}
      </label>
      <select
        class="select select--s select--fit"
        id="rubric-preset"
        value=""
        onChange={(e) => {
          if (e.currentTarget.value) choose(e.currentTarget.value);
          e.currentTarget.value = '';
        }}
      >
        <option value="">{g.rubric.choose}</option>
        {languages.map((language) => (
          <optgroup key={language} label={g.rubric.languages[language]!}>
            {kinds.map((kind) => (
              <option key={kind} value={`${language} ${kind}`}>
                {g.rubric.kinds[kind]}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

interface Found {
  name: string;
  criteria: Criterion[];
  notes: string[];
}

export function ImportButton({ sheet }: { sheet: AssignmentSheet }) {
  const { g } = useGrading();
  const { t } = useDesk();
  const [found, setFound] = useState<Found | null>(null);
  const [failed, setFailed] = useState<{ name: string; text: string } | null>(null);
  const replace = useReplace(sheet);
  const read = async (file: File) => {
    const name = plainName(file.name);
    setFailed(null);
    try {
      const content = await file.text();
      const format = /^\s*</.test(content) ? 'moodle' : 'csv';
      const { rubric, notes } = await sheet.calls.readRubric(format, content, sheet.activity);
      setFound({ name, criteria: rubric.criteria, notes: notes ?? [] });
    } catch (error) {
      const problem = error instanceof ApiError ? (error.problem as { line?: number }) : {};
      setFailed({
        name,
        text: problem.line ? g.rubric.importLine(problem.line) : errorText(error, t),
      });
    }
  };
  const choose = () => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = '.xml,.csv,.txt';
    input.hidden = true;
    input.onchange = () => {
      input.remove();
      if (input.files?.[0]) void read(input.files[0]);
    };
    input.oncancel = () => input.remove();
    document.body.append(input);
    input.click();
  };
  return (
    <>
      <button type="button" class="btn btn--s" title={g.rubric.importHint} onClick={choose}>
        <Icon name="upload" />
        {g.rubric.import}
      </button>
      {failed && (
        <div class="edrubric__notice" role="alert">
          <Notice
            kind="warn"
            slim
            icon="file"
            title={g.rubric.importFailed(failed.name)}
            text={`${failed.text} ${g.rubric.importHint}`}
          />
        </div>
      )}
      {found && (
        <Dialog
          title={g.rubric.importTitle}
          onClose={() => setFound(null)}
          foot={
            <>
              <button type="button" class="btn" onClick={() => setFound(null)}>
                {g.rubric.importKeep}
              </button>
              <button
                type="button"
                class="btn btn--main"
                data-first
                onClick={() => {
                  replace(found.criteria);
                  setFound(null);
                }}
              >
                {g.rubric.importUse}
              </button>
            </>
          }
        >
          <p>
            <bdi>{g.rubric.importFound(found.name, found.criteria.length)}</bdi>
          </p>
          <ol class="imported" role="list">
            {found.criteria.map((criterion, n) => (
              <li key={n}>
                <b dir="auto">{`${n + 1}. ${criterion.name}`}</b>
                <span class="hint" dir="auto">
                  {criterion.levels.map((l) => l.name).join(' · ')}
                </span>
              </li>
            ))}
          </ol>
          {found.notes.map((note) => (
            <p class="row row--keep notes" key={note}>
              <Icon name="info" />
              <span>{g.rubric.notes[note] ?? g.rubric.note(note)}</span>
            </p>
          ))}
        </Dialog>
      )}
    </>
  );
}

export function ExportButton({ sheet }: { sheet: AssignmentSheet }) {
  const { g } = useGrading();
  const { t } = useDesk();
  if (!sheet.stored!.version) return null;
  const save = (format: 'moodle' | 'csv') => {
    hidePop('rubric-export');
    sheet.calls.exportRubric(format, sheet.activity).then(
      (blob) =>
        saveFile(
          fileName(
            `${g.rubric.file} ${sheet.stored!.activity.title}`,
            g.rubric.file,
            format === 'csv' ? 'csv' : 'xml',
          ),
          blob,
        ),
      (error: unknown) => toast(errorText(error, t)),
    );
  };
  return (
    <>
      <button type="button" class="btn btn--s" popovertarget="rubric-export">
        <Icon name="download" />
        {g.rubric.export}
      </button>
      <Pop id="rubric-export" title={g.rubric.export}>
        {() => (
          <>
            {sheet.changes.includes('rubric') && <p class="hint">{g.rubric.exportSaved}</p>}
            <ul class="nav" role="list">
              <li>
                <button type="button" class="nav__item" onClick={() => save('moodle')}>
                  {g.rubric.exportMoodle}
                </button>
              </li>
              <li>
                <button type="button" class="nav__item" onClick={() => save('csv')}>
                  {g.rubric.exportCsv}
                </button>
              </li>
            </ul>
          </>
        )}
      </Pop>
    </>
  );
}
