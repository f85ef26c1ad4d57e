/* Math: formulas as MathML, drawn by the browser itself and read by screen readers. Loaded with the first formula. */
import katex from 'katex';
import { inOrder } from './html';

const LIMITS = { maxExpand: 200, maxSize: 20 } as const; // macro expansions; em

/** Fills the node; false if this is no formula that KaTeX knows: the caller shows the source. */
export function drawFormula(node: HTMLElement, tex: string, display: boolean): boolean {
  try {
    katex.render(tex, node, {
      output: 'mathml',
      displayMode: display,
      throwOnError: true,
      trust: false,
      strict: 'ignore',
      ...LIMITS,
    });
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT); // \char can say anything
    while (texts.nextNode()) {
      const text = texts.currentNode as Text;
      if (text.data !== inOrder(text.data)) text.data = inOrder(text.data);
    }
    return true;
  } catch {
    node.textContent = tex;
    return false;
  }
}
