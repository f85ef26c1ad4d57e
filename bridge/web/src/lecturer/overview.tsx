/* Overview: how a course uses its tutors, what needs the lecturer, and all activities. */
import { useEffect, useState } from 'preact/hooks';
import { useDesk } from '../i18n';
import { errorText } from '../problem';
import { useWatched } from '../store';
import { saveFile } from '../ui/clipboard';
import { Icon } from '../ui/icon';
import { toast } from '../ui/toast';
import { ActivitiesCard } from './activities';
import { ChartCard } from './chart';
import type { Desk } from './desk';
import { change, SPANS, type Span, type Usage } from './figures';
import { GradesCard } from './grades';
import { LockBox } from './lock';
import { NearCard } from './near';
import { ReportsCard } from './reports';

export function Overview({ desk, edit }: { desk: Desk; edit: (activity: string) => void }) {
  useWatched(desk);
  const { d, t, f } = useDesk();
  const [span, setSpan] = useState<Span>('14');
  const [usage, setUsage] = useState<Usage | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const load = (wanted: Span) => {
    setFailed(null);
    desk.api.usage(wanted).then(setUsage, setFailed);
  };
  useEffect(() => load(span), [span, desk.locked]);
  const csv = () =>
    desk.api.usageCsv(span).then(
      (blob) => saveFile(`${d.overview.file}.csv`, blob),
      (error: unknown) => toast(errorText(error, t)),
    );
  return (
    <>
      <div class="desk__head">
        <div>
          <h1>{d.overview.title}</h1>
          {usage && (
            <p class="hint">{d.overview.about(usage.activities.length, f.clock(usage.as_of))}</p>
          )}
        </div>
        <div class="row">
          <div class="seg" role="radiogroup" aria-label={d.overview.span}>
            {SPANS.map((s) => (
              <label key={s}>
                <input type="radio" name="span" checked={span === s} onChange={() => setSpan(s)} />
                {d.overview.spans[s]}
              </label>
            ))}
          </div>
          <button
            type="button"
            class="btn"
            aria-label={d.overview.csvAria}
            onClick={() => void csv()}
          >
            <Icon name="download" />
            {d.overview.csv}
          </button>
        </div>
      </div>
      {failed !== null && (
        <div class="notice notice--danger">
          <Icon name="warning" />
          <div class="notice__body">
            <p>{d.overview.failed}</p>
            <div class="notice__acts">
              <button type="button" class="btn btn--s" onClick={() => load(span)}>
                <Icon name="again" />
                {t.common.tryAgain}
              </button>
            </div>
          </div>
        </div>
      )}
      {!usage && failed === null && (
        <p class="hint" aria-busy="true">
          {t.common.loading}
        </p>
      )}
      <div class="overview">
        {usage && <Tiles usage={usage} />}
        <div class="stack overview__side">
          <GradesCard desk={desk} />
          <ReportsCard desk={desk} />
          <NearCard desk={desk} />
          {usage && (
            <LockBox
              desk={desk}
              open={usage.activities.filter((a) => a.gate.state === 'open').length}
            />
          )}
        </div>
        {usage && (
          <div class="stack overview__main">
            <ChartCard usage={usage} />
            <ActivitiesCard desk={desk} usage={usage} edit={edit} />
          </div>
        )}
      </div>
    </>
  );
}

function Tiles({ usage }: { usage: Usage }) {
  const { d, f } = useDesk();
  const { tiles } = d.overview;
  const { total, before } = usage;
  const tokens = tiles.tokens(f.roundNumber(total.input_tokens + total.output_tokens));
  const reasons = (['limit', 'closed', 'service', 'other'] as const)
    .filter((r) => total.refused_by[r])
    .map((r) => tiles.reasons[r](f.number(total.refused_by[r])));
  const seconds = (s: number) => f.span(s * 1000);
  return (
    <dl class="tiles overview__tiles">
      <Tile
        name={tiles.questions}
        value={f.number(total.questions)}
        hint={change(total.questions, before?.questions ?? 0, d, f) || tokens}
      />
      <Tile
        name={tiles.students}
        value={total.students ? f.number(total.students) : total.few ? '·' : '0'}
        hint={total.few && !total.students ? tiles.fewStudents(usage.few) : tiles.studentsHint}
      />
      <Tile
        name={tiles.refused}
        value={f.number(total.refused)}
        hint={reasons.length ? reasons.join(', ') : total.refused ? '' : tiles.noneRefused}
      />
      <Tile
        name={tiles.wait}
        value={total.wait_s === null ? '·' : seconds(total.wait_s)}
        hint={
          total.wait_longest_s === null
            ? tiles.noWait
            : tiles.waitHint(seconds(total.wait_longest_s))
        }
      />
    </dl>
  );
}

function Tile({ name, value, hint }: { name: string; value: string; hint: string }) {
  return (
    <div class="tile">
      <dt>{name}</dt>
      <dd class="tile__n">{value}</dd>
      <dd>{hint}</dd>
    </div>
  );
}
