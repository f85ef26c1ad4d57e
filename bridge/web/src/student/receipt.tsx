/* Receipt: exactly what was sent for one answer, who answered, what it cost. */
import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../api';
import { useI18n } from '../i18n';
import type { Message, Receipt } from '../types';
import { announce } from '../ui/announce';
import { copyText, saveFile } from '../ui/clipboard';
import { Icon } from '../ui/icon';
import { Pop } from '../ui/pop';
import type { TurnView } from './view';

/** What a receipt is for: an answer, or what else a model wrote. */
export interface Receipted extends Pick<TurnView, 'id' | 'at' | 'usage'> {
  title?: string;
  costs?: (total: string, sent: string, written: string) => string;
}

export function ReceiptPop({ api, turn }: { api: Pick<Api, 'receipt'>; turn: Receipted | null }) {
  const { t } = useI18n();
  return (
    <Pop id="receipt" title={turn?.title ?? t.receipt.title}>
      {() => turn && <ReceiptBody key={turn.id} api={api} turn={turn} />}
    </Pop>
  );
}

const textOf = (content: unknown): string =>
  typeof content === 'string' ? content : JSON.stringify(content, null, 1);

function ReceiptBody({ api, turn }: { api: Pick<Api, 'receipt'>; turn: Receipted }) {
  const { t, f } = useI18n();
  const [receipt, setReceipt] = useState<Receipt | 'loading' | 'failed'>('loading');
  useEffect(() => {
    let alive = true;
    api.receipt(turn.id!).then(
      (r) => alive && setReceipt(r),
      () => alive && setReceipt('failed'),
    );
    return () => {
      alive = false;
    };
  }, [turn.id]);
  if (receipt === 'loading')
    return (
      <p class="hint" aria-busy="true">
        {t.common.loading}
      </p>
    );
  if (receipt === 'failed')
    return (
      <p class="field__error">
        <Icon name="warning" />
        {t.receipt.failed}
      </p>
    );
  const usage = receipt.usage ?? turn.usage;
  const json = JSON.stringify(receipt, null, 2);
  return (
    <>
      <dl class="facts">
        {receipt.model && (
          <>
            <dt>{t.receipt.answeredBy}</dt>
            <dd class="mono">{receipt.model}</dd>
          </>
        )}
        {receipt.instead_of && (
          <>
            <dt>{t.receipt.insteadOf}</dt>
            <dd>
              <span class="mono">{receipt.instead_of}</span>{' '}
              <span class="hint">{t.receipt.insteadWhy(receipt.instead_why === 'limit')}</span>
            </dd>
          </>
        )}
        {receipt.operator && (
          <>
            <dt>{t.receipt.operatedBy}</dt>
            <dd>{receipt.operator}</dd>
          </>
        )}
        {receipt.label && (
          <>
            <dt>{t.receipt.note}</dt>
            <dd>{receipt.label}</dd>
          </>
        )}
        <dt>{t.receipt.time}</dt>
        <dd class="num">{f.dayTime(turn.at)}</dd>
        {usage && (
          <>
            <dt>{t.receipt.cost}</dt>
            <dd class="num">
              {(turn.costs ?? t.receipt.costs)(
                f.number(usage.input_tokens + usage.output_tokens),
                f.number(usage.input_tokens),
                f.number(usage.output_tokens),
              )}
              {!usage.exact && <span class="hint"> {t.receipt.estimated}</span>}
            </dd>
          </>
        )}
      </dl>
      <div class="stack stack--s">
        <h3>{t.receipt.sentTitle}</h3>
        <div>
          <Sent receipt={receipt} />
        </div>
      </div>
      <p class="row row--keep">
        <Icon name="shield" />
        <span class="grow">{t.receipt.notSent}</span>
      </p>
      <div class="row">
        <button
          type="button"
          class="btn btn--s"
          onClick={() =>
            void copyText(json).then((how) =>
              announce(how === 'copied' ? t.common.copied : t.errors.other),
            )
          }
        >
          <Icon name="copy" />
          {t.receipt.copyAll}
        </button>
        <button
          type="button"
          class="btn btn--s"
          onClick={() =>
            saveFile(
              `${t.receipt.file}-${turn.id}.json`,
              new Blob([json], { type: 'application/json' }),
            )
          }
        >
          <Icon name="download" />
          {t.receipt.json}
        </button>
      </div>
    </>
  );
}

/** The messages of the request, grouped the way a student would name them. */
function Sent({ receipt }: { receipt: Receipt }) {
  const { t } = useI18n();
  const { messages = [], ...parameters } = receipt.sent ?? {};
  const system = messages.filter((m) => m.role === 'system' || m.role === 'developer');
  const spoken = messages.filter((m) => !system.includes(m));
  const question = spoken.at(-1);
  const before = spoken.slice(0, -1);
  const systemName = (n: number) =>
    system.length === 2
      ? [t.receipt.instructionsCourse, t.receipt.instructionsTutor][n]!
      : t.receipt.instructions;
  const who = (m: Message) =>
    m.role === 'user' ? t.receipt.you : m.role === 'assistant' ? t.receipt.tutor : m.role;
  return (
    <>
      {system.map((m, n) => (
        <Fold key={n} name={systemName(n)} text={textOf(m.content)} />
      ))}
      {before.length > 0 && (
        <Fold
          name={t.receipt.soFar}
          note={t.receipt.soFarCount(before.length)}
          text={before.map((m) => `${who(m)}:\n${textOf(m.content)}`).join('\n\n')}
        />
      )}
      {question && <Fold name={t.receipt.question} text={textOf(question.content)} />}
      {Object.keys(parameters).length > 0 && (
        <Fold
          name={t.receipt.parameters}
          text={Object.entries(parameters)
            .map(([k, v]) => `${k}: ${textOf(v)}`)
            .join('\n')}
        />
      )}
    </>
  );
}

export function Fold({ name, note, text }: { name: string; note?: string; text: string }) {
  return (
    <details class="fold">
      <summary>
        <Icon name="right" small dir />
        {name}
        {note && <span class="hint num">{note}</span>}
      </summary>
      <div class="fold__body" dir="auto">
        {text}
      </div>
    </details>
  );
}
