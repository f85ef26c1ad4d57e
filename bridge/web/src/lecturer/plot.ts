/* Plot: bars drawn by uPlot, loaded when the first chart is looked at. Colours are the page's own. */
import uPlot from 'uplot';

export interface PlotBar {
  label: string;
  value: number | null;
}

export interface Plot {
  resize(): void;
  destroy(): void;
}

const HEIGHT = 150;

/** light-dark() and variables as what they are here and now. */
function colour(node: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  node.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

/** @param over told which bar the pointer is on, null when it leaves */
export function draw(
  node: HTMLElement,
  bars: PlotBar[],
  warn: boolean,
  text: (value: number) => string,
  over: (index: number | null) => void,
): Plot {
  const font = `12px ${getComputedStyle(node).fontFamily}`;
  const ink = colour(node, '--ink-3');
  const fill = colour(node, warn ? '--chart-bad' : '--chart-1');
  const grid = { stroke: colour(node, '--chart-grid'), width: 1 };
  const none = { show: false };
  const width = () => Math.max(node.clientWidth, 120);
  // As many names below as there is room for.
  const every = () => Math.ceil((bars.length * 26) / width());
  const plot = new uPlot(
    {
      width: width(),
      height: HEIGHT,
      padding: [8, 4, 0, 0],
      legend: none,
      cursor: { y: false, points: none, drag: { x: false, y: false }, focus: { prox: -1 } },
      scales: {
        x: { time: false, range: [-0.6, bars.length - 0.4] },
        y: { range: (_u, _min, max) => [0, Math.max(max * 1.05, 1)] },
      },
      axes: [
        {
          stroke: ink,
          font,
          size: 22,
          gap: 2,
          grid: none,
          ticks: none,
          splits: () => bars.map((_, i) => i).filter((i) => i % every() === 0),
          values: (_u, splits) => splits.map((i) => bars[i]?.label ?? ''),
        },
        {
          stroke: ink,
          font,
          grid,
          ticks: none,
          gap: 4,
          size: (_u, values) =>
            10 + 7 * Math.max(1, ...(values ?? []).map((v) => String(v).length)),
          incrs: [1, 2, 5].flatMap((n) => [0, 1, 2, 3, 4, 5, 6, 7, 8].map((e) => n * 10 ** e)),
          space: 34,
          values: (_u, splits) => splits.map(text),
        },
      ],
      series: [
        {},
        {
          fill,
          stroke: fill,
          width: 0,
          points: none,
          paths: uPlot.paths.bars!({ size: [0.68, 40] }),
        },
      ],
      hooks: { setCursor: [(u) => over(u.cursor.idx ?? null)] },
    },
    [bars.map((_, i) => i), bars.map((b) => b.value)],
    node,
  );
  return {
    resize: () => plot.setSize({ width: width(), height: HEIGHT }),
    destroy: () => plot.destroy(),
  };
}
