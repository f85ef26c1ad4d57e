/* Versions of the assignment: what was in force when, and what differs on the page. */
import { useEffect } from 'preact/hooks';
import { useDesk, type Format } from '../../i18n';
import type { GradingTexts } from '../../i18n/grading.en';
import { DiffLines, History } from '../../lecturer/history';
import { pointsOf, tidyDocument } from '../rubric';
import type { AssignmentDocument } from '../types';
import { useGrading } from '../words';
import type { AssignmentSheet } from './sheet';

export function VersionsCard({ sheet }: { sheet: AssignmentSheet }) {
  const { g } = useGrading();
  const { f } = useDesk();
  useEffect(() => {
    void sheet.loadVersions();
  }, []);
  const { versions } = sheet;
  const document = sheet.document!;
  const live = sheet.stored!.version;
  const dirty = sheet.changes.length > 0;
  return (
    <History
      title={g.versions.title}
      versions={versions}
      live={live}
      lead={versions?.length === 0 && <li class="hint">{g.versions.none}</li>}
      document={document}
      restorable={(n) => n !== live || dirty}
      fetch={(n) => sheet.calls.version(n, sheet.activity)}
      replace={(before) => sheet.replace(before)}
      difference={(before) => (
        <DiffLines before={linesOf(before, g, f)} after={linesOf(document, g, f)} />
      )}
    />
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
