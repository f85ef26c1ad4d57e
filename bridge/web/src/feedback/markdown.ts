/* Markdown: one attempt and its feedback as a text that stays readable anywhere. */
import type { Format } from '../i18n';
import type { FeedbackTexts } from '../i18n/feedback.en';
import { marksOf } from './marks';
import { bestOf } from './rubric';
import type { Attempt, Criterion } from './types';

/** Foreign words must not become headings, links or images of this document. */
const plain = (text: string): string =>
  text.replace(/[\\`*_[\]<>#|!~$]/g, '\\$&').replace(/^(\s*)([-+]|\d+[.)])(?=\s)/gm, '$1\\$2');
const quoted = (text: string): string =>
  plain(text.trim())
    .split(/\r?\n/)
    .map((line) => `> ${line}`)
    .join('\n');
/** Longer than any run of backticks inside. */
const fence = (text: string): string =>
  '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map((m) => m[0].length + 1)));

export function attemptMarkdown(
  title: string,
  attempt: Attempt,
  criteria: Criterion[],
  w: FeedbackTexts,
  f: Format,
): string {
  const marks = marksOf(criteria, attempt.criteria);
  const out = [
    `# ${plain(title)}`,
    `${w.read.title(attempt.number)}. ${w.markdown.handedIn}: ${f.dayTime(attempt.handed_in_at)}. ${
      attempt.status === 'released' ? w.markdown.human : w.markdown.ai
    }`,
  ];
  if (attempt.summary) out.push(plain(attempt.summary));
  criteria.forEach((criterion, n) => {
    const feedback = attempt.criteria.find((x) => x.id === criterion.id);
    if (!feedback) return;
    out.push(
      `## ${n + 1}. ${plain(criterion.name)}`,
      `${w.markdown.level}: **${plain(criterion.levels[feedback.level]?.name ?? '')}**`,
    );
    if (attempt.status === 'released' && feedback.points !== undefined)
      out.push(
        `${w.markdown.points}: ${w.read.points(f.number(feedback.points), f.number(bestOf(criterion)))}`,
      );
    for (const mark of marks.filter((m) => m.criterion === n))
      out.push(
        `${mark.kind === 'strength' ? w.markdown.strength : w.markdown.work}:\n\n${quoted(mark.quote)}`,
      );
    if (feedback.advice) out.push(plain(feedback.advice));
    if (feedback.next_step) out.push(`**${w.markdown.next}:** ${plain(feedback.next_step)}`);
  });
  const ticks = fence(attempt.text);
  out.push(`## ${w.markdown.text}`, `${ticks}text\n${attempt.text.trimEnd()}\n${ticks}`);
  return `${out.join('\n\n')}\n`;
}
