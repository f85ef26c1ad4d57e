/*
 * Render: an answer on its way into the page. Blocks that are complete are drawn once and never
 * touched again; only the block that still grows is drawn anew, at most once per frame and more
 * rarely if drawing it takes long. A code block that grows only gets text appended.
 */
import type { Texts } from '../i18n/en';
import { codeBlock, colour, dressFragment } from './dress';
import { fragmentOf, type MarkdownEnv, inOrder } from './html';
import { mend, Splitter } from './split';

const BUDGET_MS = 8; // of one frame, for all answers together

/* ---- one frame for all: a long conversation is drawn from its end upwards, a piece per frame ---- */

const due = new Set<AnswerRenderer>();
let framePlanned = false;
let frameBegan = 0;
const timeLeft = (): boolean => performance.now() - frameBegan < BUDGET_MS;

function frame(): void {
  framePlanned = false;
  frameBegan = performance.now();
  for (const renderer of [...due].reverse()) {
    due.delete(renderer);
    renderer.draw();
    if (!timeLeft()) break;
  }
  if (due.size) planFrame();
}

function planFrame(): void {
  if (framePlanned) return;
  framePlanned = true;
  if (document.hidden)
    setTimeout(frame, 50); // no frames are drawn in a hidden tab
  else requestAnimationFrame(frame);
}

export class AnswerRenderer {
  private splitter = new Splitter();
  private env: MarkdownEnv = {};
  private taken = 0; // characters given to the splitter
  private text = '';
  private complete: string[] = []; // blocks waiting to be drawn
  private pointing: { source: string; nodes: Node[] }[] = []; // drawn, with links whose address may come later
  private tail: Node[] = []; // nodes of the growing block
  private growingCode: { code: HTMLElement; info: string; shown: number } | null = null;
  private ended = false;
  private finished = false;
  private planned = false;
  private notBefore = 0;
  private dropped = false;
  private readonly caret = document.createElement('span');

  /** afterwards: runs after each drawing, e.g. to keep the end in view. */
  constructor(
    private readonly root: HTMLElement,
    private readonly t: Texts,
    private readonly afterwards: () => void = () => {},
  ) {
    this.caret.className = 'caret';
    this.caret.setAttribute('aria-hidden', 'true');
  }

  /** The whole text so far. If it is no continuation of what was shown, everything is drawn anew. */
  update(text: string, ended: boolean): void {
    if (!text.startsWith(this.text) || (this.ended && text.length > this.text.length)) this.reset();
    this.text = text;
    this.ended = ended;
    this.plan();
  }

  /** Nobody looks at it any more. */
  drop(): void {
    this.dropped = true;
    due.delete(this);
  }

  private reset(): void {
    this.splitter = new Splitter();
    this.env = {};
    this.taken = 0;
    this.complete = [];
    this.pointing = [];
    this.tail = [];
    this.growingCode = null;
    this.finished = false;
    this.root.replaceChildren();
  }

  private plan(): void {
    if (this.planned || this.finished) return;
    this.planned = true;
    this.root.dataset.drawing = ''; // part of it may stand there already: no time for print
    const join = () => {
      due.add(this);
      planFrame();
    };
    const wait = this.notBefore - performance.now();
    if (wait > 16) setTimeout(join, wait);
    else join();
  }

  /** Called by the frame that it joined. */
  draw(): void {
    this.planned = false;
    if (this.dropped) return;
    const began = performance.now();
    if (this.taken < this.text.length) {
      this.complete.push(...this.splitter.push(this.text.slice(this.taken)));
      this.taken = this.text.length;
    }
    if (this.ended) this.complete.push(...this.splitter.end());
    do {
      const block = this.complete.shift();
      if (block !== undefined) this.drawBlock(block);
    } while (this.complete.length && timeLeft());
    if (!this.complete.length) delete this.root.dataset.drawing;
    if (this.complete.length) {
      this.plan();
    } else if (this.ended) {
      this.clearTail();
      this.finished = true;
      this.resolveReferences();
    } else {
      this.drawTail();
    }
    const took = performance.now() - began;
    this.notBefore = took > BUDGET_MS ? performance.now() + 3 * took : 0;
    this.afterwards();
  }

  private nodesOf(source: string): Node[] {
    const fragment = fragmentOf(source, this.env);
    dressFragment(fragment, this.t);
    return [...fragment.childNodes].filter(
      (n) => n.nodeType === Node.ELEMENT_NODE || n.textContent?.trim(),
    );
  }

  private drawBlock(source: string): void {
    if (this.growingCode && /^ {0,3}(`{3,}|~{3,})/.test(source)) {
      // it is there already, but for its last line
      const { code, info } = this.growingCode;
      code.textContent = inOrder(source)
        .replace(/^.*\n/, '')
        .replace(/\n? {0,3}(`{3,}|~{3,})\s*$/, '');
      this.caret.remove();
      void colour(code, info);
      this.growingCode = null;
      this.tail = [];
      return;
    }
    this.clearTail();
    this.env.growing = false;
    const nodes = this.nodesOf(source);
    if (/\[[^\]]+\](?!\()/.test(source)) this.pointing.push({ source, nodes });
    this.root.append(...nodes);
  }

  private clearTail(): void {
    for (const node of this.tail) (node as ChildNode).remove();
    this.tail = [];
    this.growingCode = null;
  }

  private drawTail(): void {
    const open = this.splitter.openFence;
    if (open) return this.growCode(open.info.split(/\s+/)[0] ?? '', open.code);
    this.clearTail();
    const source = this.splitter.tail;
    if (source.trim()) {
      this.env.growing = true;
      // A definition in an unfinished block must not outlive it.
      this.tail = this.nodesOf(mend(source));
      this.root.append(...this.tail);
    }
    this.placeCaret();
  }

  private growCode(info: string, text: string): void {
    const clean = inOrder(text).replace(/\n? {0,3}[`~]{1,}$/, ''); // half of the closing fence
    if (!this.growingCode) {
      this.clearTail();
      const { box, code } = codeBlock('', info, this.t);
      code.append(document.createTextNode(''));
      this.tail = [box];
      this.root.append(box);
      this.growingCode = { code, info, shown: 0 };
    }
    const { code, shown } = this.growingCode;
    const node = code.firstChild as Text;
    if (clean.length >= shown) node.appendData(clean.slice(shown));
    else node.data = clean;
    this.growingCode.shown = clean.length;
    code.append(this.caret);
  }

  private placeCaret(): void {
    let place: Element = this.root;
    for (;;) {
      let node: ChildNode | null = place.lastChild;
      while (node?.nodeType === Node.TEXT_NODE && !node.textContent?.trim())
        node = node.previousSibling;
      const last: Element | null = node instanceof Element ? node : null;
      if (
        !last ||
        last === this.caret ||
        !/^(P|UL|OL|LI|BLOCKQUOTE|H[3-6]|TABLE|TBODY|TR|TD|DIV|STRONG|EM)$/.test(last.tagName)
      )
        break;
      if (last.classList.contains('code')) break;
      place = last;
    }
    if (place === this.root) {
      // nothing to stand behind yet
      const p = document.createElement('p');
      this.root.append(p);
      this.tail.push(p);
      place = p;
    }
    place.append(this.caret);
  }

  /** Links whose address was given further below: known only now. */
  private resolveReferences(): void {
    if (!Object.keys(this.env.references ?? {}).length) return;
    for (const { source, nodes } of this.pointing) {
      const again = this.nodesOf(source);
      (nodes[0] as ChildNode | undefined)?.before(...again);
      for (const node of nodes) (node as ChildNode).remove();
    }
  }
}
