/*
 * Tex: where a formula begins and ends in Markdown, as rules for markdown-it. The four ways that
 * models write: $…$ and \(…\) in a line, $$…$$ and \[…\] on their own. A formula never crosses a
 * blank line. The text goes into <span data-tex>, escaped; what draws it comes later.
 */
import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

const MAX = 4000; // characters of one formula; longer ones stay text

interface Found {
  tex: string;
  display: boolean;
  end: number;
}

/** A formula that begins at `at`, or null. open: its end may be missing at the end of the text. */
export function formulaAt(text: string, at: number, open = false): Found | null {
  const two = text.slice(at, at + 2);
  if (two === '\\(') return until(text, at + 2, '\\)', false, open);
  if (two === '\\[') return until(text, at + 2, '\\]', true, open);
  if (two === '$$') return until(text, at + 2, '$$', true, open);
  if (
    text[at] !== '$' ||
    (/[\s\d]/.test(text[at + 1] ?? ' ') &&
      !/^\$\d[^$\n]*[\\^_=+*/<>-][^$\n]*\$(?!\d)/.test(text.slice(at, at + 200)))
  )
    return null;
  for (
    let end = text.indexOf('$', at + 1);
    end > 0 && end - at < MAX;
    end = text.indexOf('$', end + 1)
  ) {
    if (text[end - 1] === '\\') continue;
    const tex = text.slice(at + 1, end);
    if (/\n\s*\n/.test(tex) || /\s$/.test(tex) || /\d/.test(text[end + 1] ?? '')) return null; // prices, not formulas
    return { tex, display: false, end: end + 1 };
  }
  return null;
}

function until(
  text: string,
  from: number,
  close: string,
  display: boolean,
  open: boolean,
): Found | null {
  const end = text.indexOf(close, from);
  const tex = text.slice(from, end < 0 ? undefined : end);
  if (tex.length > MAX || /\n[ \t]*\n/.test(tex)) return null;
  if (end < 0) return open ? { tex: '', display, end: text.length } : null;
  return tex.trim() ? { tex, display, end: end + close.length } : null;
}

function inline(state: StateInline, silent: boolean): boolean {
  const code = state.src.charCodeAt(state.pos);
  if (code !== 0x24 && code !== 0x5c) return false;
  const found = formulaAt(state.src, state.pos, Boolean((state.env as TexEnv).growing));
  if (!found) return false;
  if (!silent) {
    const token = state.push('tex', 'span', 0);
    token.content = found.tex;
    token.meta = { display: found.display };
  }
  state.pos = found.end;
  return true;
}

function block(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const start = state.bMarks[startLine]! + state.tShift[startLine]!;
  const two = state.src.slice(start, start + 2);
  if (two !== '$$' && two !== '\\[') return false;
  const stop = state.eMarks[endLine - 1]!;
  const found = formulaAt(state.src.slice(start, stop), 0, Boolean((state.env as TexEnv).growing));
  if (!found) return false;
  let line = startLine;
  while (line < endLine && state.eMarks[line]! < start + found.end) line++;
  if (state.src.slice(start + found.end, state.eMarks[line]).trim()) return false; // words follow: the inline rule takes it
  if (silent) return true;
  const token = state.push('tex', 'span', 0);
  token.content = found.tex;
  token.meta = { display: true };
  token.map = [startLine, line + 1];
  state.line = line + 1;
  return true;
}

export interface TexEnv {
  growing?: boolean;
}

export function tex(md: MarkdownIt): void {
  md.inline.ruler.before('escape', 'tex', inline);
  md.block.ruler.before('paragraph', 'tex', block, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  });
  md.renderer.rules.tex = (tokens, at) => {
    const token = tokens[at]!;
    const kind = (token.meta as { display: boolean }).display ? 'display' : 'inline';
    return `<span data-tex="${kind}">${md.utils.escapeHtml(token.content)}</span>`;
  };
}
