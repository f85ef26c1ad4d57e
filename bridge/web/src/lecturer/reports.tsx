/* Reports: answers that students reported, read one at a time and noted, and ratings added up. */
import { useEffect, useState } from 'preact/hooks';
import { useDesk } from '../i18n';
import { errorText } from '../problem';
import { AnswerText } from '../student/answer';
import { Answer } from '../student/turn';
import { Icon } from '../ui/icon';
import { Dialog } from '../ui/pop';
import { toast } from '../ui/toast';
import type { Desk } from './desk';
import type { Opinions, Report, WholeReport } from './figures';

export function ReportsCard({ desk }: { desk: Desk }) {
  const { d, t, f } = useDesk();
  const [opinions, setOpinions] = useState<Opinions | null>(null);
  const [reading, setReading] = useState<Report | null>(null);
  const [done, setDone] = useState(false);
  const { reports: words } = d.overview;
  const load = () => desk.api.opinions().then(setOpinions, () => {});
  useEffect(() => {
    void load();
  }, []);
  if (!opinions) return null;
  const open = opinions.reports.filter((r) => r.status === 'open');
  const closed = opinions.reports.length - open.length;
  const shown = done ? opinions.reports : open;
  const title = (id: string) => desk.activities.find((a) => a.id === id)?.title ?? '';
  const set = (report: Report, status: 'open' | 'closed') =>
    desk.api.setReport(report.turn, status).then(
      () => {
        setReading(null);
        return load();
      },
      (error: unknown) => toast(errorText(error, t)),
    );
  return (
    <section class="card" aria-labelledby="reports-h">
      <div class="card__head">
        <h2 id="reports-h">{words.title}</h2>
        {open.length > 0 && <span class="hint num">{words.open(f.number(open.length))}</span>}
      </div>
      {opinions.reports.length === 0 && <p class="hint">{words.none}</p>}
      {opinions.reports.length > 0 && open.length === 0 && <p class="hint">{words.allDone}</p>}
      {shown.length > 0 && (
        <ul class="lines lines--row" role="list">
          {shown.map((r) => (
            <li key={r.turn}>
              <span class="grow">
                <span class="lines__what">{words.reasons[r.reason]}</span>
                <span class="hint">
                  {title(r.activity)}, {f.dayShort(r.at)}
                  {r.status === 'closed' && `, ${words.done}`}
                </span>
              </span>
              <button
                type="button"
                class="btn btn--s"
                aria-label={words.readAria(words.reasons[r.reason], title(r.activity))}
                onClick={() => setReading(r)}
              >
                {words.read}
              </button>
            </li>
          ))}
        </ul>
      )}
      {!done && closed > 0 && (
        <button type="button" class="btn btn--s btn--quiet" onClick={() => setDone(true)}>
          {words.showDone(closed)}
        </button>
      )}
      {opinions.ratings.length > 0 && (
        <>
          <h3 class="ratings__h">{words.ratings}</h3>
          <ul class="ratings" role="list">
            {opinions.ratings.map((r) => (
              <li key={r.activity}>
                <span>{title(r.activity)}</span>{' '}
                <span class="hint num">
                  {r.few ? words.fewRatings : words.rating(f.number(r.up), f.number(r.down))}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {reading && (
        <ReadDialog
          desk={desk}
          report={reading}
          title={title(reading.activity)}
          close={() => setReading(null)}
          set={(status) => void set(reading, status)}
        />
      )}
    </section>
  );
}

interface ReadProps {
  desk: Desk;
  report: Report;
  title: string;
  close: () => void;
  set: (status: 'open' | 'closed') => void;
}

function ReadDialog({ desk, report, title, close, set }: ReadProps) {
  const { d, t, f } = useDesk();
  const { reports: words } = d.overview;
  const [whole, setWhole] = useState<WholeReport | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    desk.api.readReport(report.turn).then(setWhole, () => setFailed(true));
  }, []);
  const isOpen = report.status === 'open';
  return (
    <Dialog
      title={words.dialog}
      onClose={close}
      foot={
        <>
          <button type="button" class="btn" data-first onClick={close}>
            {t.common.close}
          </button>
          <button
            type="button"
            class={`btn${isOpen ? ' btn--main' : ''}`}
            onClick={() => set(isOpen ? 'closed' : 'open')}
          >
            {isOpen && <Icon name="check" />}
            {isOpen ? words.done : words.reopen}
          </button>
        </>
      }
    >
      <p class="hint">
        <span class="lines__what">{words.reasons[report.reason]}</span>. {title},{' '}
        {f.dayTime(report.at)}. {whole?.name && `${words.from(whole.name)}. `}
        {words.noted}
      </p>
      {failed && (
        <p class="field__error" role="alert">
          <Icon name="warning" />
          {words.failed}
        </p>
      )}
      {!whole && !failed && (
        <p class="hint" aria-busy="true">
          {t.common.loading}
        </p>
      )}
      {whole && <Whole report={whole} />}
    </Dialog>
  );
}

function Whole({ report }: { report: WholeReport }) {
  const { d } = useDesk();
  const { reports: words } = d.overview;
  const [answer] = useState(() => new AnswerText(report.answer ?? '', true));
  return (
    <div class="stack">
      <div>
        <h3>{words.note}</h3>
        <p class="report__text" dir="auto">
          {report.note || words.noNote}
        </p>
      </div>
      {report.question === null ? (
        <p class="hint">{words.hidden}</p>
      ) : (
        <>
          <div>
            <h3>{words.question}</h3>
            <p class="report__text" dir="auto">
              {report.question}
            </p>
          </div>
          <div>
            <h3>{words.answer(report.model ?? '')}</h3>
            <Answer answer={answer} />
          </div>
        </>
      )}
    </div>
  );
}
