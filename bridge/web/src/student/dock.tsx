/* Dock: what the page has to say above the field. One thing at a time, the most important first. */
import { useEffect, useState } from 'preact/hooks';
import { useI18n } from '../i18n';
import { problemKind } from '../problem';
import type { Gate, Problem, Standing } from '../types';
import { Notice } from '../ui/notice';
import { Icon } from '../ui/icon';
import type { Chat } from './chat';
import { exhausted, newFrom } from './limits';

/** Draws again every half minute, for "in 9 h 12 min". */
export function useMinute(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export function Dock({ chat, ask }: { chat: Chat; ask: (text: string) => void }) {
  const { t } = useI18n();
  const turn = chat.open.turns.at(-1);
  if (chat.ended) return <SessionEnded chat={chat} />;
  if (!chat.gateOpen && !chat.preview) return <GateNotice gate={chat.gate} />;
  if (chat.gapShown && chat.running?.status === 'unsent')
    return (
      <Notice
        kind="warn"
        slim
        icon="offline"
        title={t.state.offlineTitle}
        text={t.state.offlinePending}
      >
        <button type="button" class="btn btn--s" onClick={() => chat.withdraw()}>
          {t.state.doNotSend}
        </button>
      </Notice>
    );
  if (chat.gapShown && chat.running)
    return <Notice slim icon="again" title={t.state.reconnecting} />;
  if (chat.gapShown)
    return (
      <Notice kind="warn" slim icon="offline" title={t.state.offlineTitle} text={t.state.offline} />
    );
  if (chat.refused)
    return (
      <Refused chat={chat} problem={chat.refused.problem} text={chat.refused.text} ask={ask} />
    );
  const empty = exhausted(chat.limits);
  if (empty && !chat.running && !chat.preview) return <LimitNotice limit={empty} />;
  if (turn?.status === 'done' && turn.finish === 'length')
    return (
      <Notice slim icon="minus" title={t.end.cut}>
        <button type="button" class="btn btn--s" onClick={() => ask(t.composer.continueQuestion)}>
          {t.end.continue}
        </button>
      </Notice>
    );
  return null;
}

function SessionEnded({ chat }: { chat: Chat }) {
  const { t } = useI18n();
  return (
    <Notice icon="person" title={t.boot.endedTitle} text={t.boot.ended}>
      {chat.me.return_url && (
        <a class="btn btn--s" href={chat.me.return_url} target="_top">
          {t.boot.again}
        </a>
      )}
    </Notice>
  );
}

export function opensText(
  gate: Gate,
  t: ReturnType<typeof useI18n>['t'],
  f: ReturnType<typeof useI18n>['f'],
): string {
  if (!gate.opens_at) return '';
  const days = f.daysFromNow(gate.opens_at);
  const time = f.clock(gate.opens_at);
  if (days <= 0) return t.state.opensToday(time);
  if (days === 1) return t.state.opensTomorrow(time);
  return t.state.opensAgain(
    days < 7 ? f.weekday(gate.opens_at) : f.weekdayDay(gate.opens_at),
    time,
  );
}

export function GateNotice({ gate }: { gate: Gate }) {
  const { t, f } = useI18n();
  useMinute();
  const again = opensText(gate, t, f);
  if (gate.state === 'exam')
    return (
      <Notice
        kind="info"
        icon="lock"
        title={t.state.examTitle}
        text={`${t.state.exam} ${again || t.state.opensLater}`}
      />
    );
  if (gate.state === 'setup')
    return <Notice icon="clock" title={t.state.setupTitle} text={t.state.setup} />;
  if (gate.state === 'over')
    return <Notice icon="calendar" title={t.state.closedTitle} text={t.state.hours} />;
  const title =
    gate.state === 'hours'
      ? t.state.hoursTitle
      : gate.opens_at
        ? t.state.laterTitle(f.weekdayDay(gate.opens_at), f.clock(gate.opens_at))
        : t.state.laterTitleUnknown;
  return (
    <Notice
      icon="clock"
      title={title}
      text={`${gate.state === 'hours' ? `${again} ` : ''}${t.state.hours}`}
    />
  );
}

export function LimitNotice({ limit }: { limit: Standing }) {
  const { t, f } = useI18n();
  const now = useMinute();
  if (limit.limit === 0)
    return (
      <Notice
        kind="warn"
        icon="clock"
        title={t.state.limitBlocked}
        text={t.state.limitBlockedText}
      />
    );
  return (
    <Notice
      kind="warn"
      icon="clock"
      title={t.state.limitTitle(limit.metric, limit.scope, limit.window, f.number(limit.limit))}
      text={t.state.limitText(newFrom(limit, t, f, now), f.span(Date.parse(limit.resets_at) - now))}
    />
  );
}

/** A quota problem says which limit it was. */
function limitOf(problem: Problem): Standing | null {
  const { scope, metric, window, limit, resets_at } = problem;
  if (!scope || !metric || !window || limit === undefined || !resets_at) return null;
  return {
    level: problem.level ?? 'activity',
    scope,
    metric,
    window,
    limit,
    used: problem.used ?? 0,
    reserved: 0,
    remaining: problem.remaining ?? 0,
    resets_at,
  };
}

function Refused({
  chat,
  problem,
  text,
  ask,
}: {
  chat: Chat;
  problem: Problem;
  text: string;
  ask: (text: string) => void;
}) {
  const { t } = useI18n();
  const kind = problemKind(problem);
  const limit = kind === 'quota' ? (limitOf(problem) ?? exhausted(chat.limits)) : null;
  if (limit) return <LimitNotice limit={limit} />;
  const again = (
    <button type="button" class="btn btn--s" onClick={() => ask(text)}>
      <Icon name="again" />
      {t.common.tryAgain}
    </button>
  );
  if (kind === 'too_long')
    return (
      <Notice kind="warn" icon="warning" title={t.state.tooLongTitle} text={t.state.tooLong} />
    );
  if (kind === 'running')
    return (
      <Notice kind="warn" icon="clock" title={t.state.runningTitle} text={t.state.running}>
        {again}
      </Notice>
    );
  if (kind === 'model')
    return <Notice kind="danger" icon="server" title={t.state.modelTitle} text={t.state.model} />;
  if (kind === 'busy' || kind === 'quota')
    return (
      <Notice kind="warn" icon="clock" title={t.state.busyTitle} text={t.state.busy}>
        {again}
      </Notice>
    );
  if (kind === 'down')
    return (
      <Notice kind="danger" icon="server" title={t.state.downTitle} text={t.state.down}>
        {again}
      </Notice>
    );
  return (
    <Notice kind="danger" icon="warning" title={t.state.otherTitle} text={t.state.other}>
      {again}
    </Notice>
  );
}
