/*
 * Dress: what a clean fragment still lacks: code blocks get a head with a copy button and colours,
 * tables a box that scrolls, links a new tab, formulas their drawing. Built as DOM, never as HTML.
 */
import type { Texts } from '../i18n/en';
import { announce } from '../ui/announce';
import { copyText } from '../ui/clipboard';
import { iconElement } from '../ui/icon';
import { highlighted } from './html';

const NAMES: Record<string, string> = {
  js: 'JavaScript',
  javascript: 'JavaScript',
  ts: 'TypeScript',
  typescript: 'TypeScript',
  py: 'Python',
  python: 'Python',
  c: 'C',
  cpp: 'C++',
  'c++': 'C++',
  cs: 'C#',
  csharp: 'C#',
  java: 'Java',
  sh: 'Shell',
  bash: 'Shell',
  shell: 'Shell',
  json: 'JSON',
  sql: 'SQL',
  html: 'HTML',
  xml: 'XML',
  css: 'CSS',
  r: 'R',
  rust: 'Rust',
  rs: 'Rust',
  go: 'Go',
  php: 'PHP',
  kotlin: 'Kotlin',
  kt: 'Kotlin',
  haskell: 'Haskell',
  hs: 'Haskell',
  matlab: 'MATLAB',
  latex: 'LaTeX',
  tex: 'LaTeX',
  yaml: 'YAML',
  yml: 'YAML',
  diff: 'Diff',
};

/** A code block with its head; the caller may go on filling the code element. */
export function codeBlock(
  text: string,
  info: string,
  t: Texts,
): { box: HTMLElement; code: HTMLElement } {
  const language = NAMES[info.toLowerCase()] ?? info.slice(0, 20);
  const box = document.createElement('div');
  box.className = 'code';
  const head = document.createElement('div');
  head.className = 'code__head';
  const name = document.createElement('span');
  name.textContent = language || t.chat.plainCode;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn--quiet btn--s';
  const label = document.createElement('span');
  label.textContent = t.common.copy;
  button.append(iconElement('copy'), label);
  head.append(name, button);
  const pre = document.createElement('pre');
  pre.tabIndex = 0;
  pre.setAttribute('role', 'region');
  pre.setAttribute('aria-label', t.chat.code(language));
  const code = document.createElement('code');
  code.textContent = text;
  pre.append(code);
  box.append(head, pre);
  button.onclick = () =>
    void copyText(code.textContent ?? '', code).then((how) => {
      const said = how === 'copied' ? t.common.copied : t.common.copySelected;
      announce(said);
      if (how !== 'copied') return;
      label.textContent = said;
      setTimeout(() => {
        label.textContent = t.common.copy;
      }, 1600);
    });
  return { box, code };
}

export async function colour(code: HTMLElement, info: string): Promise<void> {
  if (!info) return;
  const { highlight } = await import('./highlight');
  const html = highlight(code.textContent ?? '', info.toLowerCase());
  if (html !== null) code.replaceChildren(highlighted(html));
}

export function dressFragment(fragment: DocumentFragment, t: Texts): void {
  for (const pre of fragment.querySelectorAll('pre')) {
    const info = pre.dataset.info ?? '';
    const { box, code } = codeBlock((pre.textContent ?? '').replace(/\n$/, ''), info, t);
    pre.replaceWith(box);
    void colour(code, info);
  }
  for (const table of fragment.querySelectorAll('table')) {
    const box = document.createElement('div');
    box.className = 'md__wide';
    box.tabIndex = 0;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', t.chat.tableLabel);
    table.className = 'mdtable';
    table.replaceWith(box);
    box.append(table);
  }
  for (const th of fragment.querySelectorAll('th')) th.scope = 'col';
  for (const link of fragment.querySelectorAll('a')) {
    if (!link.href) continue;
    link.target = '_blank';
    link.rel = 'noopener noreferrer nofollow';
    link.referrerPolicy = 'no-referrer';
    link.title = link.href; // where it really leads, whatever its words say
    const hint = document.createElement('span');
    hint.className = 'vh';
    hint.textContent = ` ${t.common.newTab}`;
    link.append(hint);
  }
  for (const span of fragment.querySelectorAll<HTMLElement>('[data-tex]')) formula(span);
}

/* ---- formulas: drawn once each, the drawing is kept; a few per frame, so that nothing stalls ---- */

const drawn = new Map<string, Node>();
const waiting: HTMLElement[] = [];
let drawing = false;
const KEEP = 400;
const BUDGET_MS = 6;

const keyOf = (span: HTMLElement): string => `${span.dataset.tex}:${span.textContent}`;

function formula(span: HTMLElement): void {
  const display = span.dataset.tex === 'display';
  span.classList.add('tex', ...(display ? ['md__wide', 'tex--display'] : []));
  const tex = span.textContent ?? '';
  if (!tex) {
    span.textContent = '…';
    return;
  } // its end has not come yet
  const known = drawn.get(keyOf(span));
  if (known) {
    span.replaceChildren(known.cloneNode(true));
    return;
  }
  waiting.push(span);
  if (!drawing) {
    drawing = true;
    void draw();
  }
}

async function draw(): Promise<void> {
  const { drawFormula } = await import('./math').catch(() => ({ drawFormula: null }));
  while (waiting.length) {
    const began = performance.now();
    while (waiting.length && performance.now() - began < BUDGET_MS) {
      const span = waiting.shift()!;
      if (!drawFormula || !span.isConnected) continue;
      const key = keyOf(span);
      const tex = span.textContent ?? '';
      if (!drawFormula(span, tex, span.dataset.tex === 'display')) {
        span.classList.add('tex--raw');
        continue;
      }
      if (drawn.size >= KEEP) drawn.delete(drawn.keys().next().value!);
      drawn.set(key, span.firstChild!.cloneNode(true));
    }
    if (waiting.length) await new Promise((next) => setTimeout(next));
  }
  drawing = false;
}
