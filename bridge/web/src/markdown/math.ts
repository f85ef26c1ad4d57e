/* Math: formulas as MathML, drawn by the browser itself and read by screen readers. Loaded with the first formula. */
import katex from 'katex';

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
    return true;
  } catch {
    node.textContent = tex;
    return false;
  }
}
