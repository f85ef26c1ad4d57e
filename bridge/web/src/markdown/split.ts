/*
 * Split: cuts a growing Markdown text into blocks that can no longer change and one that still can.
 * Each line is looked at once. A cut is only made where CommonMark begins a new block for certain:
 * at a blank line that no list goes on after, before and after a fence, after a heading.
 */

const FENCE = /^ {0,3}(`{3,}|~{3,})([^`]*)$/;
const INNER_FENCE = /^\s*(`{3,}|~{3,})([^`]*)$/;
const LIST = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const HEADING = /^ {0,3}#{1,6}(?:\s|$)/;
const INDENTED = /^(?: {2,}|\t)/;

/** What a text between two fences of code is, when it is still open: its language and its code. */
export interface OpenFence {
  info: string;
  code: string;
}

export class Splitter {
  private block = ''; // complete lines of the block that may still grow
  private line = ''; // the line that has no end yet
  private fence: { mark: string; info: string; start: number; top: boolean } | null = null;
  private blank = false; // the last line of the block was blank
  private list = false;
  private sealed = false; // the block ended with its last line: a heading, a closed fence

  /** Add text; answers the blocks that are complete now. */
  push(text: string): string[] {
    const out: string[] = [];
    let rest = this.line + text;
    for (;;) {
      const at = rest.indexOf('\n');
      if (at < 0) break;
      this.take(rest.slice(0, at), out);
      rest = rest.slice(at + 1);
    }
    this.line = rest;
    return out;
  }

  /** The text that may still change. */
  get tail(): string {
    return this.block + this.line;
  }

  /** The tail, if it is nothing but a fence that is still open (one not inside a list). */
  get openFence(): OpenFence | null {
    if (!this.fence?.top) return null;
    return { info: this.fence.info, code: this.block.slice(this.fence.start) + this.line };
  }

  /** The blocks that are left when nothing more will come. */
  end(): string[] {
    const out: string[] = [];
    if (this.line) this.take(this.line, out);
    this.line = '';
    this.emit(out);
    return out;
  }

  private emit(out: string[]): void {
    if (this.block.trim()) out.push(this.block);
    this.block = '';
    this.blank = this.list = this.sealed = false;
  }

  private take(line: string, out: string[]): void {
    if (this.fence) return this.inFence(line, out);
    if (!line.trim()) {
      if (this.sealed) return this.emit(out);
      this.blank = this.block !== '';
      if (this.block) this.block += '\n';
      return;
    }
    const top = FENCE.exec(line);
    const goesOn = this.list && (INDENTED.test(line) || LIST.test(line));
    if (this.sealed || (this.blank && !goesOn) || (this.block && top && !this.list)) this.emit(out);
    if (!this.block) this.list = LIST.test(line);
    const fence = this.list ? INNER_FENCE.exec(line) : top;
    this.block += `${line}\n`;
    this.blank = false;
    if (fence)
      this.fence = {
        mark: fence[1]!,
        info: fence[2]!.trim(),
        start: this.block.length,
        top: !this.list,
      };
    else if (!this.list && HEADING.test(line)) this.sealed = true;
  }

  private inFence(line: string, out: string[]): void {
    const { mark, top } = this.fence!;
    this.block += `${line}\n`;
    const close = line.trim();
    const ends =
      close.length >= mark.length &&
      close === mark[0]!.repeat(close.length) &&
      (!top || /^ {0,3}\S/.test(line));
    if (!ends) return;
    this.fence = null;
    if (top) this.emit(out);
  }
}

/**
 * The growing end of an answer, made whole for one look: what is opened and not closed yet is
 * closed, so that asterisks and half a link do not flash up before the next word comes.
 */
export function mend(tail: string): string {
  const start = tail.lastIndexOf('\n\n') + 1;
  let last = tail.slice(start);
  const ticks = last.match(/`+/g) ?? [];
  if (ticks.filter((t) => t.length === 1).length % 2) return `${tail}\``;
  last = last.replace(/`[^`]*`/g, (code) => ' '.repeat(code.length));
  const link = /!?\[[^\]\n]*(?:\]\([^)\n]*)?$/.exec(last);
  if (link && /\]\(/.test(link[0]))
    return `${tail.slice(0, start + link.index)}${link[0].replace(/^!?\[|\]\(.*$/g, '')}`;
  const stars = (last.match(/\*\*/g) ?? []).length;
  if (stars % 2) {
    const at = last.lastIndexOf('**');
    return last.slice(at + 2).trim() ? `${tail.trimEnd()}**` : tail.slice(0, start + at);
  }
  return tail;
}
