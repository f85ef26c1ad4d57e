/* Scripted answers of the stand-in: what a model might say, and what it should better not. */

const merge = `Exactly: the levels add up to $cn$ each, so the total is

$$\\sum_{k=0}^{\\log_2 n} 2^k \\cdot c\\frac{n}{2^k} = cn\\left(\\log_2 n + 1\\right)$$

Your comparison with \`<=\` is right and keeps the sort stable. Now look at the moment **after** the loop:

\`\`\`python
def merge(left, right):
    out, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:   # equal: left first
            out.append(left[i]); i += 1
        else:
            out.append(right[j]); j += 1
    # What can still be in left or right here?
    return out
\`\`\`

1. Run it by hand with \`[1, 4]\` and \`[2, 9]\`.
2. Which list is empty when the loop ends?
3. What happens to the rest of the other one?
`;

const recurrence = `You already have half of it. Write the cost as a recurrence:

\\[ T(n) = 2\\,T\\left(\\frac{n}{2}\\right) + cn \\]

Each call makes two calls of half the size and then merges for \\(cn\\). Now fill in the last row yourself:

| Level | Calls | Size of each | Work on the level |
|------:|:-----:|:------------:|:------------------|
| 0 | 1 | $n$ | $cn$ |
| 1 | 2 | $\\frac{n}{2}$ | $cn$ |
| $k$ | $2^k$ | $\\frac{n}{2^k}$ | ? |

What does every level cost, and how many levels are there until the size is 1?
`;

const hostile = [
  '<script>window.pwned = 1; fetch("https://evil.test/script")</script>',
  '<img src="https://evil.test/beacon.png" onerror="window.pwned = 2">',
  '![beacon](https://evil.test/markdown.png "title")',
  '![inline](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)',
  '[click me](javascript:window.pwned=3) [or me](data:text/html,<script>window.pwned=4</script>) [vb](vbscript:x)',
  '[ok](https://example.org/page) <https://example.org/auto> https://example.org/bare mailto:a@example.org',
  '<iframe src="https://evil.test/frame"></iframe><object data="https://evil.test/o"></object><embed src="https://evil.test/e">',
  '<style>@import "https://evil.test/style.css"; body { display: none }</style>',
  '<svg><animate onbegin="window.pwned=5" attributeName=x></svg><math><mtext><img src=x onerror="window.pwned=6"></mtext></math>',
  '<form action="https://evil.test/form"><input name=q autofocus onfocus="window.pwned=7"></form>',
  '<a href="https://evil.test" ping="https://evil.test/ping" onclick="window.pwned=8">a</a>',
  '$\\href{javascript:window.pwned=9}{x}$ $\\includegraphics{https://evil.test/tex.png}$ $\\htmlStyle{position:fixed;inset:0}{x}$',
  '$$\\def\\a{\\a\\a}\\a$$',
  '$\\rule{99999em}{99999em}$ $\\kern{-99999em}x$ $\\raisebox{9999em}{over the bar}$',
  `$${'{'.repeat(1500)}x${'}'.repeat(1500)}$`,
  '\\(unclosed and never ending \\frac{1}{',
  'safe \u202egnp.exe\u202c bidi \u2066isolate',
  `${'> '.repeat(400)}deep`,
  `${'- '.repeat(300)}deep list`,
  `**${'*'.repeat(2000)} [${'['.repeat(2000)}`,
  '```html\n<script>window.pwned = 10</script>\n\u202e evil\n```',
  '```"><img src=x onerror=window.pwned=11>\ncode\n```',
  `| ${Array.from({ length: 60 }, (_, n) => `column ${n}`).join(' | ')} |\n|${'---|'.repeat(60)}\n${Array.from(
    { length: 120 },
    (_, r) => `| ${Array.from({ length: 60 }, (_, c) => r * c).join(' | ')} |`,
  ).join('\n')}`,
  `Z${'\u0351\u036b\u0343'.repeat(300)}algo`,
  `${'x'.repeat(5000)}`,
  '<meta http-equiv="refresh" content="0;url=https://evil.test/refresh"><base href="https://evil.test/"><link rel="prefetch" href="https://evil.test/prefetch">',
  '<video poster="https://evil.test/poster.png" src="https://evil.test/v"></video><audio src="https://evil.test/a"></audio>',
  '<a id="location" name="cookie">clobber</a> <div id="root" class="dialog" style="position:fixed;inset:0">over all</div>',
  '[look](https://example.org/\u202emoc.knab) &#x202e;moc.knab &#8238;x $\\char"202E abc$',
  `$${'\\sqrt{'.repeat(300)}x${'}'.repeat(300)}$ $$${'\\begin{matrix}'.repeat(120)}x${'\\end{matrix}'.repeat(120)}$$`,
  `$$${'x^{2}+'.repeat(4000)}1$$`,
  '[ref link][later]\n\n[later]: https://example.org/later',
  '[bad ref][worse]\n\n[worse]: javascript:window.pwned=12',
].join('\n\n');

const sections = (n) =>
  Array.from(
    { length: n },
    (_, i) => `### Part ${i + 1}

Sorting number **${i}** compares \`a[${i}]\` with \`a[${i + 1}]\` and costs $O(n^{${i}})$. The quick brown fox jumps over the lazy dog, again and again.

- one
- two
- three

\`\`\`c
int part_${i}(int n) { return n * ${i}; } /* part */
\`\`\`
`,
  ).join('\n');

export const answers = { merge, recurrence, hostile, sections };

/** Cut a text into pieces of about n characters, the way tokens come. */
export function pieces(text, n = 4) {
  const out = [];
  const letters = Array.from(text);
  for (let at = 0; at < letters.length; at += n) out.push(letters.slice(at, at + n).join(''));
  return out;
}
