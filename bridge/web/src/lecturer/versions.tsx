/* Versions of the rules at one level: what was in force when, and what differs on the page. */
import { useEffect } from 'preact/hooks';
import { useDesk, type DeskTexts, type Format } from '../i18n';
import type { PolicyDocument } from '../types';
import { Icon } from '../ui/icon';
import type { Desk, Sheet } from './desk';
import { changedMembers, tidy, type Member } from './document';
import { valueText } from './force';
import { DiffLines, History } from './history';

export function VersionsCard({ desk, sheet }: { desk: Desk; sheet: Sheet }) {
  const { d } = useDesk();
  const { level, stored, versions } = sheet;
  useEffect(() => {
    void desk.loadVersions(level);
  }, [level, desk.activity]);
  const dirty = desk.changes(level).length > 0;
  return (
    <History
      key={`${level} ${desk.activity}`}
      title={d.versions.title}
      versions={versions}
      live={stored.version}
      lead={
        dirty ? (
          <li>
            <b class="num">{`v${stored.version + 1}`}</b>
            <span class="tag tag--warn">{d.versions.draft}</span>
            <span class="grow">{d.versions.draftText}</span>
          </li>
        ) : (
          versions?.length === 0 && <li class="hint">{d.versions.none}</li>
        )
      }
      document={sheet.document}
      restorable={(n) => stored.editable && (n !== stored.version || dirty)}
      fetch={(n) => desk.api.version(level, n, desk.activity ?? undefined)}
      replace={(document) => desk.replace(level, document)}
      difference={(before) => <Difference before={before} after={sheet.document} />}
    />
  );
}

/** A document as lines: the prompt as it is, every other value on a line of its own. */
function linesOf(document: PolicyDocument, members: Member[], d: DeskTexts, f: Format): string {
  return members
    .flatMap((member) => {
      const value = document[member];
      if (value === undefined) return [];
      switch (member) {
        case 'system_prompt':
          return (value as string).split('\n');
        case 'starters':
          return (value as string[]).map((s) => `${d.starters.title}: ${s}`);
        case 'allowed_models':
          return (value as string[]).map((s) => `${d.admin.allowed}: ${s}`);
        case 'model_weights':
          return Object.entries(value as Record<string, number>).map(
            ([id, weight]) => `${d.force.model_weights}: ${id} × ${f.number(weight)}`,
          );
        case 'quotas':
          return (document.quotas ?? []).map(
            (q) =>
              `${d.force.limit(q.metric, q.scope, q.window)}${q.role ? ` (${q.role})` : ''}: ${f.number(q.value)}`,
          );
        default:
          return [`${d.force[member]}: ${valueText(member, value, d, f)}`];
      }
    })
    .join('\n');
}

function Difference({ before, after }: { before: PolicyDocument; after: PolicyDocument }) {
  const { d, f } = useDesk();
  const members = changedMembers(tidy(before), tidy(after));
  if (members.length === 0) return <p class="hint">{d.versions.same}</p>;
  return (
    <>
      <DiffLines
        before={linesOf(tidy(before), members, d, f)}
        after={linesOf(tidy(after), members, d, f)}
      />
      <p class="hint">
        <Icon name="info" small /> {f.list(members.map((m) => memberName(m, d)))}
      </p>
    </>
  );
}

function memberName(member: Member, d: DeskTexts): string {
  switch (member) {
    case 'system_prompt':
      return d.prompt.title;
    case 'starters':
      return d.starters.title;
    case 'quotas':
      return d.quota.title;
    case 'allowed_models':
      return d.admin.models;
    default:
      return d.force[member];
  }
}
