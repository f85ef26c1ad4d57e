/* Courses: where the tutors are and what they use. Numbers of whole courses, no people, no texts. */
import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../api';
import { useDesk } from '../i18n';
import { errorText } from '../problem';
import { Icon } from '../ui/icon';
import { toast } from '../ui/toast';
import { courses, type Courses } from './api';

const PAUSE_MS = 250; // after the last letter

export function CoursesCard({ api }: { api: Api }) {
  const { d, t, f } = useDesk();
  const { course: words } = d.admin;
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<Courses | null>(null);
  useEffect(() => {
    let late = false;
    const ask = () =>
      courses(api, query.trim()).then(
        (list) => late || setFound(list),
        (error: unknown) => late || toast(errorText(error, t)),
      );
    const timer = setTimeout(() => void ask(), found ? PAUSE_MS : 0);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [query]);
  const columns = [words.title, words.activities, words.questions, words.tokens, words.since];
  return (
    <section class="card card--flush sec" aria-labelledby="co-h">
      <div class="card__head">
        <h2 id="co-h">{d.admin.views.courses}</h2>
        <div class="search">
          <Icon name="search" />
          <label class="vh" for="course-q">
            {words.search}
          </label>
          <input
            class="input input--s"
            type="search"
            id="course-q"
            maxLength={100}
            placeholder={words.search}
            value={query}
            onInput={(e) => setQuery(e.currentTarget.value)}
          />
        </div>
      </div>
      {!found ? (
        <p class="card__foot hint">{t.common.loading}</p>
      ) : found.courses.length === 0 ? (
        <p class="card__foot hint">{query.trim() ? words.noneFound : words.none}</p>
      ) : (
        <div class="tablebox">
          <table class="table" role="table">
            <caption class="vh">{d.admin.views.courses}</caption>
            <thead role="rowgroup">
              <tr role="row">
                {columns.map((name, n) => (
                  <th key={name} scope="col" role="columnheader" class={n ? 'end' : ''}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {found.courses.map((c) => (
                <tr role="row" key={c.id}>
                  <th scope="row" role="rowheader">
                    <bdi>{c.title || c.label}</bdi>
                    {c.label && c.label !== c.title && <span class="sub sub--line">{c.label}</span>}
                  </th>
                  {[
                    f.number(c.activities),
                    f.number(c.questions),
                    f.roundNumber(c.tokens),
                    f.dayShort(c.created_at),
                  ].map((value, n) => (
                    <td role="cell" key={n} class="end num" data-label={columns[n + 1]}>
                      <span>{value}</span>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div class="card__foot">
        {found?.more && <p class="hint">{words.more}</p>}
        <p class="hint">{words.hint}</p>
      </div>
    </section>
  );
}
