/* Hints: what a lecturer should know about a draft before releasing it, and what happened to it. */
import { useDesk } from '../../i18n';
import { Icon } from '../../ui/icon';
import { Notice } from '../../ui/notice';
import type { Draft } from '../types';
import { when } from '../when';
import { useGrading } from '../words';

export function Hints({ draft, read }: { draft: Draft; read: () => void }) {
  const { g, w, f } = useGrading();
  const report = draft.history.findLast((h) => h.what === 'reported');
  const { grade } = draft;
  return (
    <div class="detail__hints">
      {draft.suspicions.length > 0 && (
        <Notice kind="warn" icon="flag" title={g.detail.suspicionTitle}>
          <div class="stack stack--s">
            <ul class="hintlist" role="list">
              {draft.suspicions.map((s, n) => (
                <li key={n}>
                  <q dir="auto">{s.quote}</q>{' '}
                  <span class="ink-2">({g.detail.suspicions[s.reason] ?? s.reason})</span>
                </li>
              ))}
            </ul>
            <p>{g.detail.suspicion}</p>
            <div>
              <button type="button" class="btn btn--s" onClick={read}>
                {g.detail.openText}
              </button>
            </div>
          </div>
        </Notice>
      )}
      {report && (
        <Notice
          kind="warn"
          icon="speech"
          title={g.detail.reportedTitle}
          text={report.text || g.detail.reportedNothing}
        />
      )}
      {grade?.status === 'refused' && <Refused reason={grade.reason ?? 'other'} />}
      {grade?.status === 'waiting' && (
        <p class="hint row row--tight">
          <Icon name="clock" small />
          {g.detail.gradeWaiting}
        </p>
      )}
      {grade?.status === 'sent' && (
        <p class="hint row row--tight">
          <Icon name="check" small />
          {g.detail.gradeSent(when(grade.at, w, f))}
        </p>
      )}
    </div>
  );
}

/** Why the gradebook did not take it, in the words that all pages use. */
function Refused({ reason }: { reason: string }) {
  const { g } = useGrading();
  const { d } = useDesk();
  return (
    <Notice
      kind="danger"
      icon="warning"
      title={g.detail.gradeTitle}
      text={d.scores[reason as keyof typeof d.scores] ?? d.scores.other}
    />
  );
}

export function History({ draft }: { draft: Draft }) {
  const { g, w, f } = useGrading();
  if (!draft.history.length) return null;
  return (
    <details class="fold detail__history">
      <summary>
        <Icon name="right" small dir />
        {g.detail.history}
        <span class="hint num">{f.number(draft.history.length)}</span>
      </summary>
      <ol class="lines" role="list">
        {[...draft.history].reverse().map((entry, n) => (
          <li key={n}>
            <span class="num">{when(entry.at, w, f)}</span>
            <span class="grow">
              {g.detail.by(
                g.detail.historyOf[entry.what] ?? entry.what,
                ['handed-in', 'judged', 'reported'].includes(entry.what)
                  ? ''
                  : (entry.author ?? '').slice(0, 6),
              )}
              {entry.text && <span class="sub">{entry.text}</span>}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
