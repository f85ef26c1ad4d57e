/* Own text: what was handed in, with the quotations marked in it. Foreign bytes: shown as text only. */
import { useMemo } from 'preact/hooks';
import { stretches, type Mark, type Stretch } from './marks';
import { useWords } from './words';

interface OwnProps {
  text: string;
  marks: Mark[];
  code: boolean;
  show: ((mark: Mark) => void) | null; // the criterion
}

export function OwnText({ text, marks, code, show }: OwnProps) {
  const parts = useMemo(() => stretches(text, marks, code), [text, marks, code]);
  return (
    <div class={`own${code ? ' own--code' : ''}`} dir="auto">
      {parts.map((part, n) => (
        <p key={n} dir="auto">
          {part.map((stretch, i) => (
            <Part key={i} stretch={stretch} show={show} />
          ))}
          {code && !part.length && '\u200b'}
        </p>
      ))}
    </div>
  );
}

function Part({ stretch, show }: { stretch: Stretch; show: OwnProps['show'] }) {
  const { w } = useWords();
  const { text, marks, ends } = stretch;
  if (!marks.length) return <>{text}</>;
  const kind = marks.some((m) => m.kind === 'work')
    ? 'work'
    : marks.some((m) => m.kind === 'hint')
      ? 'hint'
      : 'good';
  return (
    <mark class={`ev ev--${kind}`} data-ev={marks.map((m) => m.label).join(' ')}>
      {text}
      {ends.map((mark) =>
        show && mark.kind !== 'hint' ? (
          <a
            key={mark.label}
            class={`evn evn--${mark.kind}`}
            id={`e-${mark.label}`}
            href="#"
            aria-label={w.read.goCriterion(
              mark.label,
              mark.kind === 'strength' ? w.read.strength : w.read.work,
              mark.criterion + 1,
            )}
            onClick={(e) => {
              e.preventDefault();
              show(mark);
            }}
          >
            {mark.label}
          </a>
        ) : (
          <span
            key={mark.label}
            class={`evn evn--${mark.kind}`}
            id={`e-${mark.label}`}
            tabIndex={-1}
          >
            {mark.label}
          </span>
        ),
      )}
    </mark>
  );
}

const calm = (): ScrollBehavior =>
  matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';

function light(nodes: Iterable<Element>): void {
  for (const lit of document.querySelectorAll('.is-lit')) lit.classList.remove('is-lit');
  for (const node of nodes) node.classList.add('is-lit');
}

/** Brings the marked words into view and the focus to their number. */
export function showMark(mark: Mark): void {
  const nodes = [...document.querySelectorAll('.own [data-ev]')].filter((node) =>
    (node as HTMLElement).dataset.ev!.split(' ').includes(mark.label),
  );
  nodes[0]?.scrollIntoView({ block: 'center', behavior: calm() });
  light(nodes);
  document.getElementById(`e-${mark.label}`)?.focus({ preventScroll: true });
}

export function showCriterion(mark: Mark): void {
  const node = document.getElementById(`c${mark.criterion + 1}`);
  if (!node) return;
  node.scrollIntoView({ block: 'nearest', behavior: calm() });
  light([node]);
  node.focus({ preventScroll: true });
}

/** Which mark is which, for eyes. */
export function MarkKey({ marks }: { marks: Mark[] }) {
  const { w } = useWords();
  const first = (kind: string) => marks.find((m) => m.kind === kind);
  const [good, work] = [first('strength'), first('work')];
  if (!good && !work) return null;
  return (
    <p class="row hint own__key" aria-label={w.read.key} role="note">
      {good && (
        <span class="row row--tight">
          <span class="evn evn--strength">{good.label}</span>
          {w.read.strength}
        </span>
      )}
      {work && (
        <span class="row row--tight">
          <span class="evn evn--work">{work.label}</span>
          {w.read.work}
        </span>
      )}
    </p>
  );
}
