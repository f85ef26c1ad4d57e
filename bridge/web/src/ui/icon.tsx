/* Icon: drawn on a 20 grid, one stroke, in the colour of the text. Always decoration: the word stands beside it. */

const PATHS = {
  list: 'M4 6h12M4 10h12M4 14h8',
  close: 'M5 5l10 10M15 5L5 15',
  plus: 'M10 4v12M4 10h12',
  search: 'M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13.2 13.2L17 17',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4',
  edit: 'M4 16l.8-3.4L13 4.4a1.6 1.6 0 0 1 2.3 0l.3.3a1.6 1.6 0 0 1 0 2.3l-8.2 8.2z',
  copy: 'M7 7h9v9H7zM13 7V4H4v9h3',
  again: 'M16 4v4.5h-4.5M15.6 8.2A6 6 0 1 0 16 11',
  receipt: 'M5 3h10v14l-2.5-1.5L10 17l-2.5-1.5L5 17zM7.5 7h5M7.5 10.5h5',
  right: 'M8 5l5 5-5 5',
  down: 'M5 8l5 5 5-5',
  up: 'M10 16V4M5 9l5-5 5 5',
  thumbUp:
    'M6 9v7H3.5V9zM6 9l3.5-6c1.3 0 2 .9 1.8 2.2L10.8 8h4.4a1.4 1.4 0 0 1 1.3 1.8l-1.3 5A1.7 1.7 0 0 1 13.6 16H6',
  thumbDown:
    'M14 11V4h2.5v7zM14 11l-3.5 6c-1.3 0-2-.9-1.8-2.2L9.2 12H4.8a1.4 1.4 0 0 1-1.3-1.8l1.3-5A1.7 1.7 0 0 1 6.4 4H14',
  stop: 'M6 6h8v8H6z',
  plug: 'M7 3v4M13 3v4M5 7h10v2a5 5 0 0 1-10 0zM10 14v3.5',
  server: 'M4 4h12v5H4zM4 11h12v5H4zM7 6.5h.01M7 13.5h.01',
  shield: 'M10 3l6 2v5c0 3.5-2.5 6-6 7-3.5-1-6-3.5-6-7V5z',
  clock: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4.2l2.8 1.6',
  eye: 'M2.5 10C4.5 6.5 7 5 10 5s5.5 1.5 7.5 5c-2 3.5-4.5 5-7.5 5s-5.5-1.5-7.5-5zM10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  speech: 'M4 4.5h12v8.5H9l-3.5 3V13H4z',
  queue: 'M4 5h.01M4 10h.01M4 15h.01M7.5 5H16M7.5 10H16M7.5 15H12',
  lock: 'M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  offline: 'M3 3l14 14M6.5 8A4 4 0 0 0 6 16h8.5M9 5.2A4.5 4.5 0 0 1 14.2 9 3.6 3.6 0 0 1 16.8 14',
  minus: 'M4 10h12',
  calendar: 'M4 5h12v11.5H4zM4 8.5h12M7 3v3M13 3v3',
  download: 'M10 3.5v9M6 9l4 4 4-4M4 16.5h12',
  warning: 'M10 3.5L17.5 16.5h-15zM10 8.5v3.5M10 14.3h.01',
  person: 'M10 3.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5',
  check: 'M4 10.5l4 4 8-9',
  bin: 'M4.5 6h11M8 6V4h4v2M6 6l.7 10.5h6.6L14 6',
  history: 'M4 4v4h4M4.3 8A6.5 6.5 0 1 1 4 11M10 7v3.5l2.5 1.5',
  info: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 9.2v4.3M10 6.5h.01',
  flag: 'M5 17V3.5M5 4h9l-1.8 3.5L14 11H5',
  file: 'M5 3h7l3 3v11H5zM12 3v3h3M7.5 10.5h5M7.5 13.5h5',
  upload: 'M10 13V4M6 7.5l4-4 4 4M4 16.5h12',
  lower: 'M10 4v12M5 11l5 5 5-5',
  columns: 'M3.5 4h5.5v12H3.5zM11 4h5.5v12H11z',
  scales: 'M10 3v13M5.5 16.5h9M4 6h12M4 6l-2 5h4zM16 6l-2 5h4z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, small, dir }: { name: IconName; small?: boolean; dir?: boolean }) {
  return (
    <svg
      class={`i${small ? ' i--s' : ''}${dir ? ' i--dir' : ''}`}
      viewBox="0 0 20 20"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The same for code that builds DOM itself. */
export function iconElement(name: IconName): SVGSVGElement {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('class', 'i');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  const path = document.createElementNS(ns, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
