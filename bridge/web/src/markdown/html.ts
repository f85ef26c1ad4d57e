/*
 * Html: Markdown of a model to a DOM fragment that can do no harm. Two fences, one behind the other:
 * markdown-it passes no HTML through, and DOMPurify lets only the elements and attributes below
 * into the document, whatever the first one did. No image, style, form, frame or script gets in; a
 * link may only be http, https or mailto and opens elsewhere.
 */
import DOMPurify from 'dompurify';
import Markdown, { type Env, type MarkdownIt } from 'markdown-it';
import { tex, type TexEnv } from './tex';

const LINK = /^(?:https?:\/\/|mailto:)[^\s]/i;
/* Embeddings, overrides and isolates: they can show a text in another order than it is. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text that is shown in the order that it has. Also for markup: entities have become letters by then. */
export const inOrder = (text: string): string => text.replace(BIDI, '');

const CLEAN = {
  ALLOWED_TAGS: [
    'p',
    'br',
    'hr',
    'h3',
    'h4',
    'h5',
    'h6',
    'strong',
    'em',
    's',
    'blockquote',
    'ul',
    'ol',
    'li',
    'code',
    'pre',
    'a',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'span',
  ],
  ALLOWED_ATTR: ['href', 'start', 'class', 'data-tex', 'data-info'],
  ADD_URI_SAFE_ATTR: ['start', 'class', 'data-tex', 'data-info'], // not addresses: not held against the pattern below
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: LINK,
  RETURN_DOM_FRAGMENT: true,
};

function engine(): MarkdownIt {
  const md = Markdown({ html: false, linkify: true, breaks: false, typographer: false });
  md.options.maxNesting = 50;
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  md.validateLink = (url) => LINK.test(url);
  md.use(tex);

  const { rules } = md.renderer;
  const { escapeHtml } = md.utils;
  // The page has the h1, the conversation the h2.
  const level = (tag: string) => `h${Math.min(6, Number(tag.slice(1)) + 2)}`;
  rules.heading_open = (tokens, at) => `<${level(tokens[at]!.tag)}>`;
  rules.heading_close = (tokens, at) => `</${level(tokens[at]!.tag)}>`;
  // A picture is a request to somebody: it becomes a link with its description.
  rules.image = (tokens, at) => {
    const url = String(tokens[at]!.attrGet('src') ?? '');
    const words = escapeHtml(tokens[at]!.content || url);
    return LINK.test(url) ? `<a href="${escapeHtml(url)}">${words}</a>` : words;
  };
  for (const cell of ['th', 'td'])
    rules[`${cell}_open`] = (tokens, at) => {
      const align = /right|center/.exec(String(tokens[at]!.attrGet('style') ?? ''))?.[0];
      return align ? `<${cell} class="to-${align}">` : `<${cell}>`;
    };
  const code = (text: string, info: string) =>
    `<pre data-info="${escapeHtml(info)}"><code>${escapeHtml(text)}</code></pre>`;
  rules.fence = (tokens, at) =>
    code(tokens[at]!.content, tokens[at]!.info.trim().split(/\s+/)[0] ?? '');
  rules.code_block = (tokens, at) => code(tokens[at]!.content, '');
  return md;
}

let md: MarkdownIt | undefined;

export type MarkdownEnv = TexEnv & Env;

/** One block of Markdown as nodes. env is shared by the blocks of one answer: link definitions live there. */
export function fragmentOf(source: string, env: MarkdownEnv): DocumentFragment {
  md ??= engine();
  return DOMPurify.sanitize(inOrder(md.render(source, env)), CLEAN) as unknown as DocumentFragment;
}

/** Markup made by the highlighter: spans with classes and nothing else. */
export function highlighted(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: ['span'],
    ALLOWED_ATTR: ['class'],
    RETURN_DOM_FRAGMENT: true,
  }) as unknown as DocumentFragment;
}
