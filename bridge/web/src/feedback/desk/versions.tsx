/* Versions of the assignment: what was in force when, compared with the page, and back into the editor. */
import { useEffect, useState } from 'preact/hooks';
import { useDesk, type Format } from '../../i18n';
import type { GradingTexts } from '../../i18n/grading.en';
import { DiffLines, shortAuthor } from '../../lecturer/versions';
import { toast } from '../../ui/toast';
import { pointsOf, tidyDocument } from '../rubric';
import type { AssignmentDocument } from '../types';
import { useGrading } from '../words';
import type { AssignmentSheet } from './sheet';

const FIRST = 5; // versions shown before "older"

export function VersionsCard({ sheet }: { sheet: AssignmentSheet }) {
  const { g } = useGrading();
  const { d, t, f } = useDesk();
  const [against, setAgainst] = useState<{ n: number; document: AssignmentDocument } | null>(null);
  const [all, setAll] = useState(false);
  useEffect(() => {
    void sheet.loadVersions();
  }, []);
  const { versions } = sheet;
  const fetched = async (n: number) =>
    sheet.calls.version(n, sheet.activity).catch(() => {
      toast(d.versions.failed);
      return null;
    });
  const compare = async (n: number) => {
    if (against?.n === n) return setAgainst(null);
    const found = await fetched(n);
    if (found) setAgainst({ n, document: found.document });
  };
  const restore = async (n: number) => {
    const found = await fetched(n);
    if (!found) return;
    const before = sheet.document!;
    sheet.replace(found.document);
    toast(d.versions.restored(n), { label: t.common.undo, run: () => sheet.replace(before) });
  };
  const dirty = sheet.changes.length > 0;
  const live = sheet.stored!.version;
  return (
    <section class="card sec" id="sec-versions" aria-labelledby="ver-h">
      <div class="card__head">
        <h2 id="ver-h">{g.versions.title}</h2>
      </div>
      {versions === null ? (
        <p class="hint" aria-busy="true">
          {t.common.loading}
        </p>
      ) : versions.length === 0 ? (
        <p class="hint">{g.versions.none}</p>
      ) : (
        <ul class="lines" role="list">
          {(all ? versions : versions.slice(0, FIRST)).map((v) => (
            <li key={v.version}>
              <b class="num">{`v${v.version}`}</b>
              {v.version === live && <span class="tag tag--ok">{d.versions.live}</span>}
              <span class="grow">
                {d.versions.by(f.dayTime(v.created_at), shortAuthor(v.author))}
              </span>
              <span class="row row--tight">
                <button
                  type="button"
                  class="btn btn--s btn--quiet"
                  aria-label={d.versions.compareAria(v.version)}
                  aria-pressed={against?.n === v.version}
                  onClick={() => void compare(v.version)}
                >
                  {d.versions.compare}
                </button>
                {(v.version !== live || dirty) && (
                  <button
                    type="button"
                    class="btn btn--s"
                    aria-label={d.versions.restoreAria(v.version)}
                    onClick={() => void restore(v.version)}
                  >
                    {d.versions.restore}
                  </button>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {versions && !all && versions.length > FIRST && (
        <button type="button" class="btn btn--s btn--quiet" onClick={() => setAll(true)}>
          {d.versions.more}
        </button>
      )}
      {against && (
        <div class="stack stack--s diffbox">
          <h3>{d.versions.diffTitle(against.n)}</h3>
          <DiffLines
            before={linesOf(against.document, g, f)}
            after={linesOf(sheet.document!, g, f)}
          />
        </div>
      )}
    </section>
  );
}

/** The document as lines: the task as it is, each value and each level on a line of its own. */
function linesOf(document: AssignmentDocument, g: GradingTexts, f: Format): string {
  const doc = tidyDocument(document);
  return [
    ...doc.task.split('\n'),
    `${g.task.kind}: ${g.rubric.kinds[doc.kind]}`,
    `${g.task.language}: ${g.task.languages[doc.language ?? ''] ?? doc.language}`,
    `${g.task.tone}: ${g.task.tones[doc.tone]}`,
    `${g.terms.attempts}: ${doc.attempts}`,
    ...(doc.due ? [`${g.terms.due}: ${f.dayTime(doc.due)}`] : []),
    `${g.terms.visibility}: ${g.terms[doc.visibility]}`,
    ...doc.rubric.criteria.flatMap((c) => [
      `${c.name} (${g.rubric.weight}: ${f.number(c.weight)})`,
      ...(c.description ? [`  ${c.description}`] : []),
      ...c.levels.map(
        (l, n) =>
          `  ${l.name}: ${f.number(pointsOf(c, n))}${l.description ? `, ${l.description}` : ''}`,
      ),
    ]),
    ...(doc.sample_solution ? [`${g.terms.solution}:`, ...doc.sample_solution.split('\n')] : []),
  ].join('\n');
}
