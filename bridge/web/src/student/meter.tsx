/* Meter: what is left, one tick per question while they can be counted, a bar above that. */
import { useI18n } from '../i18n';
import { Pop } from '../ui/pop';
import type { Standing } from '../types';
import { countable, isLow, refillSentence, refillWhen, shownLimit } from './limits';

export function Meter({ limits }: { limits: Standing[] }) {
  const { t, f } = useI18n();
  const shown = shownLimit(limits);
  if (!shown) return <span class="composer__meter" />;
  const [value, rest] =
    shown.metric === 'requests'
      ? t.meter.left(f.number(shown.remaining), f.number(shown.limit))
      : t.meter.leftShare(f.percent(shown.limit ? shown.remaining / shown.limit : 0));
  return (
    <button
      type="button"
      class={`composer__meter meter${isLow(shown) ? ' meter--low' : ''}`}
      popovertarget="left"
    >
      {countable(shown) ? (
        <Ticks shown={shown} />
      ) : (
        <span class="meter__bar" aria-hidden="true">
          <Bar limit={shown} />
        </span>
      )}
      <span class="meter__text">
        <b>{value}</b>
        {rest}
        <span class="only-wide">{t.meter.refill(refillWhen(shown, t, f))}</span>
      </span>
    </button>
  );
}

function Ticks({ shown }: { shown: Standing }) {
  const left = Math.max(0, Math.min(shown.limit, shown.remaining));
  return (
    <span class="meter__ticks" aria-hidden="true">
      {Array.from({ length: shown.limit }, (_, n) => (
        <i key={n} class={n < left ? '' : 'is-used'} />
      ))}
    </span>
  );
}

function Bar({ limit }: { limit: Standing }) {
  const share = limit.limit ? Math.max(0, Math.min(1, limit.remaining / limit.limit)) : 0;
  return (
    <span class={`bar${limit.remaining <= 0 ? ' bar--out' : isLow(limit) ? ' bar--low' : ''}`}>
      <i style={{ '--v': `${Math.round(share * 100)}%` }} />
    </span>
  );
}

/** The popover behind the meter: every quota, what is shared, what a question costs. */
export function MeterPop({
  limits,
  nextTokens,
}: {
  limits: Standing[];
  nextTokens: number | null;
}) {
  const { t, f } = useI18n();
  return (
    <Pop id="left" title={t.meter.title}>
      {() => (
        <>
          {limits.length === 0 && <p>{t.meter.noLimits}</p>}
          {limits.map((l) => {
            const name = t.meter.name(l.metric, l.scope, l.window);
            const share = l.limit ? l.remaining / l.limit : 0;
            const value =
              l.metric === 'requests'
                ? t.meter.left(f.number(l.remaining), f.number(l.limit))
                : t.meter.leftShare(f.percent(share));
            return (
              <div
                class="stack stack--s"
                key={`${l.level}${l.scope}${l.role}${l.metric}${l.window}`}
              >
                <p class="row row--apart">
                  <b>{name}</b>
                  <span class="num">{value.join('')}</span>
                </p>
                <div
                  class="meter__wide"
                  role="meter"
                  aria-label={t.meter.aria(name)}
                  aria-valuemin={0}
                  aria-valuemax={l.limit}
                  aria-valuenow={l.remaining}
                >
                  <Bar limit={l} />
                </div>
                <p class="hint">
                  {t.meter.shared[l.scope]} {refillSentence(l, t, f)}
                </p>
                {l.granted && l.granted_until && (
                  <p class="hint">
                    {t.meter.granted(
                      l.metric === 'requests' ? f.number(l.granted) : null,
                      f.weekdayDay(Date.parse(l.granted_until)),
                    )}
                  </p>
                )}
              </div>
            );
          })}
          <p>{nextTokens ? t.meter.cost(f.number(nextTokens)) : t.meter.costPlain}</p>
        </>
      )}
    </Pop>
  );
}
