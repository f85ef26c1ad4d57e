/* Versions: what was in force when, compared with the page, and back into the editor. */
import { useEffect, useState } from 'preact/hooks';
import { useDesk, type DeskTexts, type Format } from '../i18n';
import type { PolicyDocument } from '../types';
import { Icon } from '../ui/icon';
import { toast } from '../ui/toast';
import type { Desk, Sheet } from './desk';
import { diffLines, folded } from './diff';
import { changedMembers, tidy, type Member } from './document';
import { valueText } from './force';

const FIRST = 5; // versions shown before "older"

export function VersionsCard({ desk, sheet }: { desk: Desk; sheet: Sheet }) {
  const { d, t, f } = useDesk();
  const [against, setAgainst] = useState<{ n: number; document: PolicyDocument } | null>(null);
  const [all, setAll] = useState(false);
  useEffect(() => {
    setAgainst(null);
    void desk.loadVersions(sheet.level);
  }, [sheet.level, desk.activity]);
  const versions = sheet.versions;
  const fetchVersion = async (n: number) => {
    try {
      return await desk.api.version(sheet.level, n, desk.activity ?? undefined);
    } catch {
      toast(d.versions.failed);
      return null;
    }
  };
  const compare = async (n: number) => {
    if (against?.n === n) {
      setAgainst(null);
      return;
    }
    const found = await fetchVersion(n);
    if (found) setAgainst({ n, document: found.document });
  };
  const restore = async (n: number) => {
    const found = await fetchVersion(n);
    if (!found) return;
    const before = sheet.document;
    desk.replace(sheet.level, found.document);
    toast(d.versions.restored(n), {
      label: t.common.undo,
      run: () => desk.replace(sheet.level, before),
    });
  };
  const dirty = desk.changes(sheet.level).length > 0;
  return (
    <section class="card sec" id="sec-versions" aria-labelledby="ver-h">
      <div class="card__head">
        <h2 id="ver-h">{d.versions.title}</h2>
      </div>
      {versions === null ? (
        <p class="hint" aria-busy="true">
          {t.common.loading}
        </p>
      ) : (
        <ul class="lines" role="list">
          {dirty && (
            <li>
              <b class="num">{`v${sheet.stored.version + 1}`}</b>
              <span class="tag tag--warn">{d.versions.draft}</span>
              <span class="grow">{d.versions.draftText}</span>
            </li>
          )}
          {!dirty && versions.length === 0 && <li class="hint">{d.versions.none}</li>}
          {(all ? versions : versions.slice(0, FIRST)).map((v) => (
            <li key={v.version}>
              <b class="num">{`v${v.version}`}</b>
              {v.version === sheet.stored.version && (
                <span class="tag tag--ok">{d.versions.live}</span>
              )}
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
                {sheet.stored.editable && (v.version !== sheet.stored.version || dirty) && (
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
        <Difference
          title={d.versions.diffTitle(against.n)}
          before={against.document}
          after={sheet.document}
        />
      )}
    </section>
  );
}

/** Authors are pseudonyms; their beginning tells two of them apart. */
export const shortAuthor = (author: string): string =>
  author.length > 12 ? author.slice(0, 6) : author;

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

export function Difference({
  title,
  before,
  after,
}: {
  title: string;
  before: PolicyDocument;
  after: PolicyDocument;
}) {
  const { d, f } = useDesk();
  const members = changedMembers(tidy(before), tidy(after));
  return (
    <div class="stack stack--s diffbox">
      <h3>{title}</h3>
      {members.length === 0 ? (
        <p class="hint">{d.versions.same}</p>
      ) : (
        <DiffLines
          before={linesOf(tidy(before), members, d, f)}
          after={linesOf(tidy(after), members, d, f)}
        />
      )}
      {members.length > 0 && (
        <p class="hint">
          <Icon name="info" small /> {f.list(members.map((m) => memberName(m, d)))}
        </p>
      )}
    </div>
  );
}

/** Two texts, line by line: what was added and what was removed, long equal stretches folded. */
export function DiffLines({ before, after }: { before: string; after: string }) {
  const { d } = useDesk();
  const lines = folded(diffLines(before, after));
  return (
    <div class="diff">
      {lines.map((line, n) => {
        if (line.kind === 'gap')
          return (
            <span key={n} class="diff__gap">
              <b aria-hidden="true">⋯</b>
              <span>{d.versions.unchanged(line.count)}</span>
            </span>
          );
        if (line.kind === 'added')
          return (
            <ins key={n}>
              <b aria-hidden="true">+</b>
              <span>
                <span class="vh">{d.versions.added}</span>
                {line.text}
              </span>
            </ins>
          );
        if (line.kind === 'removed')
          return (
            <del key={n}>
              <b aria-hidden="true">−</b>
              <span>
                <span class="vh">{d.versions.removed}</span>
                {line.text}
              </span>
            </del>
          );
        return (
          <span key={n}>
            <b />
            <span>{line.text}</span>
          </span>
        );
      })}
    </div>
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
