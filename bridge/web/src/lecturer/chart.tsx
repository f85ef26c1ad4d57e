/* Chart: the finding in a sentence, the bars for the eye, and the numbers as a table. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useDesk } from '../i18n';
import { Icon } from '../ui/icon';
import {
  barsOf,
  dayOf,
  finding,
  MEASURES,
  valueText,
  type Bar,
  type Cut,
  type Measure,
  type Usage,
} from './figures';

export function ChartCard({ usage }: { usage: Usage }) {
  const { d, f } = useDesk();
  const [measure, setMeasure] = useState<Measure>('questions');
  const [cut, setCut] = useState<Cut>('day');
  const [over, setOver] = useState<number | null>(null);
  const { chart } = d.overview;
  const bars = barsOf(usage, measure, cut, d, f);
  const on = over === null ? undefined : bars[over];
  return (
    <section class="card" aria-labelledby="chart-h">
      <div class="card__head">
        <h2 id="chart-h">{chart.title[measure]}</h2>
        <div class="seg" role="radiogroup" aria-label={chart.by}>
          {(['day', 'hour'] as Cut[]).map((c) => (
            <label key={c}>
              <input type="radio" name="cut" checked={cut === c} onChange={() => setCut(c)} />
              {c === 'day' ? chart.byDay : chart.byHour}
            </label>
          ))}
        </div>
      </div>
      <figure class="chart">
        <figcaption>
          {finding(bars, measure, cut, d, f)}
          {usage.days.some((day) => day.few) && ` ${chart.few(usage.few)}`}
        </figcaption>
        <div class="seg seg--wrap" role="radiogroup" aria-label={chart.measure}>
          {MEASURES.map((m) => (
            <label key={m}>
              <input
                type="radio"
                name="measure"
                checked={measure === m}
                onChange={() => setMeasure(m)}
              />
              {chart.title[m]}
            </label>
          ))}
        </div>
        <p class="chart__over hint num" aria-hidden="true">
          {on && (
            <>
              {on.name}:{' '}
              <b>{on.value === null ? chart.withheld : valueText(on.value, measure, cut, f)}</b>
            </>
          )}
        </p>
        <Bars
          bars={bars}
          warn={measure === 'refused'}
          text={(v) => valueText(v, measure, cut, f)}
          over={setOver}
        />
        <details class="fold">
          <summary>
            <Icon name="right" small dir />
            {chart.numbers}
          </summary>
          <div class="fold__body">
            <div class="scrollx" tabIndex={0} role="region" aria-label={chart.numbersRegion}>
              {cut === 'day' ? <Days usage={usage} /> : <Hours usage={usage} />}
            </div>
          </div>
        </details>
      </figure>
    </section>
  );
}

/** Drawn outside the component tree; anew when the bars, the size or the theme change. */
function Bars({
  bars,
  warn,
  text,
  over,
}: {
  bars: Bar[];
  warn: boolean;
  text: (value: number) => string;
  over: (index: number | null) => void;
}) {
  const node = useRef<HTMLDivElement>(null);
  const key = JSON.stringify(bars) + String(warn);
  useEffect(() => {
    const place = node.current!;
    let alive = true;
    let plot: { resize(): void; destroy(): void } | null = null;
    const again = () =>
      void import('./plot').then(({ draw }) => {
        if (!alive) return;
        plot?.destroy();
        place.replaceChildren();
        plot = draw(place, bars, warn, text, over);
      });
    again();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const theme = new MutationObserver(again);
    const size = new ResizeObserver(() => plot?.resize());
    dark.addEventListener('change', again);
    theme.observe(document.documentElement, {
      attributes: true,
      attributeFilter: ['data-theme', 'data-contrast'],
    });
    size.observe(place);
    return () => {
      alive = false;
      dark.removeEventListener('change', again);
      theme.disconnect();
      size.disconnect();
      plot?.destroy();
    };
  }, [key]);
  return <div class="chart__bars" aria-hidden="true" ref={node} />;
}

function Numbers({ heads, rows }: { heads: string[]; rows: [string, ...string[]][] }) {
  return (
    <table class="numbers num">
      <thead>
        <tr>
          {heads.map((h) => (
            <th key={h} scope="col">
              {h}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, ...cells]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {cells.map((c, i) => (
              <td key={i}>{c}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Days({ usage }: { usage: Usage }) {
  const { d, f } = useDesk();
  const { chart } = d.overview;
  return (
    <Numbers
      heads={[
        chart.day,
        chart.title.questions,
        chart.sent,
        chart.written,
        chart.title.students,
        chart.title.refused,
        chart.seconds,
      ]}
      rows={usage.days.map((day) => {
        const of = (n: number) => (day.few && !n ? chart.withheld : f.number(n));
        return [
          f.dayShort(dayOf(day.date)),
          of(day.questions),
          of(day.input_tokens),
          of(day.output_tokens),
          of(day.students),
          of(day.refused),
          day.wait_s === null ? '' : f.number(day.wait_s),
        ];
      })}
    />
  );
}

function Hours({ usage }: { usage: Usage }) {
  const { d, f } = useDesk();
  const { chart } = d.overview;
  const { questions, students, refused } = chart.title;
  return (
    <Numbers
      heads={[
        chart.hourOfDay,
        chart.share(questions),
        chart.share(chart.sent),
        chart.share(chart.written),
        students,
        chart.share(refused),
        chart.seconds,
      ]}
      rows={usage.hours.map((h) => {
        const share = (n: number) => (h.few && !n ? chart.withheld : f.percent(n / 100));
        return [
          String(h.hour),
          share(h.questions_percent),
          share(h.input_tokens_percent),
          share(h.output_tokens_percent),
          h.few && !h.students ? chart.withheld : f.number(h.students),
          share(h.refused_percent),
          h.wait_s === null ? '' : f.number(h.wait_s),
        ];
      })}
    />
  );
}
