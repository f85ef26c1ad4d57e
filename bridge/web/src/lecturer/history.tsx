/* History: the saved versions of a document, compared with the page, and back into the editor. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useDesk } from '../i18n';
import type { PolicyVersion } from '../types';
import { toast } from '../ui/toast';
import { diffLines, folded } from './diff';

const FIRST = 5; // versions shown before "older"

export interface HistoryProps<Document> {
  title: string;
  versions: PolicyVersion[] | null; // newest first; null: not there yet
  live: number; // the version in force
  lead?: ComponentChildren; // rows above the versions
  document: Document; // what is on the page
  restorable: (version: number) => boolean;
  fetch: (version: number) => Promise<{ document: Document }>;
  replace: (document: Document) => void;
  difference: (before: Document) => ComponentChildren;
}

/** Keyed by whoever owns the versions: what is compared belongs to one owner. */
export function History<Document>(props: HistoryProps<Document>) {
  const { title, versions, live, lead, restorable, replace } = props;
  const { d, t, f } = useDesk();
  const [against, setAgainst] = useState<{ n: number; document: Document } | null>(null);
  const [all, setAll] = useState(false);
  const fetched = (n: number) =>
    props.fetch(n).catch(() => {
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
    const before = props.document;
    replace(found.document);
    toast(d.versions.restored(n), { label: t.common.undo, run: () => replace(before) });
  };
  return (
    <section class="card sec" id="sec-versions" aria-labelledby="ver-h">
      <div class="card__head">
        <h2 id="ver-h">{title}</h2>
      </div>
      {versions === null ? (
        <p class="hint" aria-busy="true">
          {t.common.loading}
        </p>
      ) : (
        <ul class="lines" role="list">
          {lead}
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
                {restorable(v.version) && (
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
          {props.difference(against.document)}
        </div>
      )}
    </section>
  );
}

/** Authors are pseudonyms; their beginning tells two of them apart. */
const shortAuthor = (author: string): string => (author.length > 12 ? author.slice(0, 6) : author);

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
