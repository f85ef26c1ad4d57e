/* Grades: what is on its way to the LMS, and in plain words what could not be delivered. */
import { useEffect, useState } from 'preact/hooks';
import { useDesk } from '../i18n';
import { errorText } from '../problem';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { toast } from '../ui/toast';
import type { Desk } from './desk';
import { troubles, type Grade, type Grades } from './figures';

/** Absent where the course has no graded activity. */
export function GradesCard({ desk }: { desk: Desk }) {
  const { d, t, f } = useDesk();
  const [grades, setGrades] = useState<Grades | null>(null);
  const [busy, setBusy] = useState(false);
  const load = () => desk.api.grades().then(setGrades, () => {});
  useEffect(() => {
    void load();
  }, []);
  const { grades: words } = d.overview;
  if (!grades || !grades.scores.length) return null;
  const { counts } = grades;
  const again = (list: Grade[]) => {
    if (busy) return;
    setBusy(true);
    Promise.all(list.map((grade) => desk.api.sendGrade(grade)))
      .then(
        () => toast(words.sending(list.length)),
        (error: unknown) => toast(errorText(error, t)),
      )
      .then(load)
      .finally(() => setBusy(false));
  };
  const bad = troubles(grades);
  return (
    <section class="card" aria-labelledby="grades-h">
      <div class="card__head">
        <h2 id="grades-h">{words.title}</h2>
        <span class="hint num">
          {words.sent(f.number(counts.sent))}
          {counts.waiting > 0 && `, ${words.waiting(f.number(counts.waiting))}`}
        </span>
      </div>
      {bad.length === 0 && !counts.waiting && <p class="hint">{words.allSent}</p>}
      <div class="stack stack--s">
        {bad.map((list) => {
          const first = list[0]!;
          const refused = first.status === 'refused';
          const reasons = d.scores as Record<string, string>;
          return (
            <Notice
              key={`${first.activity.id} ${first.status} ${first.reason}`}
              kind={refused ? 'warn' : 'info'}
              icon={refused ? 'warning' : 'clock'}
              title={refused ? words.refused(list.length) : words.late(list.length)}
              text={`${first.activity.title}: ${reasons[first.reason!] ?? d.scores.other}`}
            >
              <button
                type="button"
                class="btn btn--s"
                aria-label={words.againAria(first.activity.title)}
                aria-busy={busy}
                onClick={() => again(list)}
              >
                <Icon name="again" />
                {words.again}
              </button>
            </Notice>
          );
        })}
      </div>
    </section>
  );
}
