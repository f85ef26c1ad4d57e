/* Audit: who changed which rules, who looked at whose words. Newest first, a page at a time. */
import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../api';
import { useDesk, type DeskTexts } from '../i18n';
import { errorText } from '../problem';
import { saveFile } from '../ui/clipboard';
import { Icon } from '../ui/icon';
import { toast } from '../ui/toast';
import { audit, type Entry } from './api';

const CSV_PAGES_MOST = 200; // of 50 entries

const who = (entry: Entry, d: DeskTexts): string =>
  entry.actor === 'operator'
    ? d.admin.audit.operator
    : entry.actor.startsWith('lms:')
      ? d.admin.audit.lms
      : entry.actor.slice(0, 6);

const what = (entry: Entry, d: DeskTexts): string =>
  d.admin.audit.actions[entry.action] ?? entry.action;

const where = (entry: Entry, d: DeskTexts): string =>
  entry.course?.title ?? d.admin.audit.university;

/** A cell that no spreadsheet takes for a formula. */
export const csvCell = (text: string): string =>
  `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;

async function readAll(api: Api): Promise<Entry[]> {
  const all: Entry[] = [];
  let next: string | null = null;
  for (let page = 0; page < CSV_PAGES_MOST; page++) {
    const more = await audit(api, next);
    all.push(...more.entries);
    next = more.next;
    if (!next) break;
  }
  return all;
}

export function AuditCard({ api }: { api: Api }) {
  const { d, t, f } = useDesk();
  const { audit: words } = d.admin;
  const [entries, setEntries] = useState<Entry[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const fail = (error: unknown) => toast(errorText(error, t));
  const more = (after: string | null) =>
    audit(api, after).then((page) => {
      setEntries((before) => [...(after ? (before ?? []) : []), ...page.entries]);
      setNext(page.next);
    }, fail);
  useEffect(() => {
    void more(null);
  }, []);
  const csv = () =>
    readAll(api).then((all) => {
      const rows = all.map((e) => [
        e.at,
        e.actor,
        e.action,
        e.object,
        e.course?.title ?? '',
        JSON.stringify(e.detail ?? {}),
      ]);
      const lines = [['time', 'who', 'what', 'object', 'course', 'detail'], ...rows].map((row) =>
        row.map(csvCell).join(','),
      );
      saveFile(
        `${words.file}.csv`,
        new Blob([`\ufeff${lines.join('\r\n')}\r\n`], { type: 'text/csv' }),
      );
    }, fail);
  const columns = [words.time, words.who, words.what, words.where];
  return (
    <section class="card card--flush sec" aria-labelledby="au-h">
      <div class="card__head">
        <h2 id="au-h">{d.admin.views.audit}</h2>
        <button type="button" class="btn btn--s" onClick={() => void csv()}>
          <Icon name="download" />
          {words.csv}
        </button>
      </div>
      {!entries ? (
        <p class="card__foot hint">{t.common.loading}</p>
      ) : entries.length === 0 ? (
        <p class="card__foot hint">{words.none}</p>
      ) : (
        <div class="tablebox">
          <table class="table" role="table">
            <caption class="vh">{d.admin.views.audit}</caption>
            <thead role="rowgroup">
              <tr role="row">
                {columns.map((name) => (
                  <th key={name} scope="col" role="columnheader">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {entries.map((entry) => (
                <tr role="row" key={entry.id}>
                  <th scope="row" role="rowheader" class="num nowrap">
                    {f.dayTime(entry.at)}
                  </th>
                  <td role="cell" data-label={words.who}>
                    <span title={entry.actor}>{who(entry, d)}</span>
                  </td>
                  <td role="cell" data-label={words.what}>
                    <span>{what(entry, d)}</span>
                  </td>
                  <td role="cell" data-label={words.where}>
                    <bdi>{where(entry, d)}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div class="card__foot">
        {next && (
          <button type="button" class="btn btn--s" onClick={() => void more(next)}>
            {words.more}
          </button>
        )}
        <p class="hint">{words.hint}</p>
      </div>
    </section>
  );
}
