/* Hand in: what it costs and what happens with the text, before it reaches others. */
import { shownLimit } from '../student/limits';
import { Icon, type IconName } from '../ui/icon';
import { Dialog } from '../ui/pop';
import type { Work } from './work';
import { useWords } from './words';

export function HandInDialog({
  work,
  close,
  go,
}: {
  work: Work;
  close: () => void;
  go: () => void;
}) {
  const { w, f } = useWords();
  const { assignment, attempts_left: left } = work.submission!;
  const number = (work.submission!.attempts.at(-1)?.number ?? 0) + 1;
  const count = assignment.criteria.length;
  const { model } = work.me;
  const limit = work.preview ? null : shownLimit(work.chat.limits);
  const words = w.write.words(f.number(work.words));
  const rows: [IconName, string][] = [
    ...(work.preview
      ? [['info', w.bar.preview] as [IconName, string]]
      : [
          [
            'check',
            `${w.dialog.cost(words, left, assignment.attempts)} ${left === 1 ? w.dialog.finalLast : w.dialog.final}`,
          ] as [IconName, string],
        ]),
    assignment.visibility === 'draft'
      ? [
          'person',
          `${w.dialog.draft(count)} ${assignment.scored ? w.task.scored : w.task.notScored}`,
        ]
      : ['speech', `${w.dialog.formative(count)} ${w.task.notScored}`],
    ['shield', model?.id ? w.dialog.goes(model.id, model.operator ?? '') : w.dialog.goesAny],
    ...(limit?.metric === 'requests'
      ? [
          ['clock', w.dialog.quota(`${f.number(limit.remaining)}/${f.number(limit.limit)}`)] as [
            IconName,
            string,
          ],
        ]
      : []),
  ];
  return (
    <Dialog
      title={work.preview ? w.dialog.titlePreview : w.dialog.title(number)}
      onClose={close}
      foot={
        <>
          <button type="button" class="btn" onClick={close}>
            {w.dialog.back}
          </button>
          <button type="button" class="btn btn--main" data-first onClick={go}>
            {work.preview ? w.dialog.goPreview : w.dialog.go}
          </button>
        </>
      }
    >
      <ul class="reasons" role="list">
        {rows.map(([icon, text]) => (
          <li key={icon}>
            <Icon name={icon} />
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
