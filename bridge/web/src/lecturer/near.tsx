/* Near: who has used most of a limit, by short names, and more of it with one click. */
import { useEffect, useState } from 'preact/hooks';
import { useDesk } from '../i18n';
import { errorText } from '../problem';
import { Icon } from '../ui/icon';
import { Meter } from '../ui/meter';
import { toast } from '../ui/toast';
import type { Desk } from './desk';
import type { Near } from './figures';

const SHOWN = 5;

/** Half as much again, in a round number. */
export function amountOf(near: Near): number {
  const half = Math.max(1, near.limit - near.granted) / 2;
  if (half <= 2) return Math.ceil(half);
  const step = half < 20 ? 5 : 10 ** (Math.floor(Math.log10(half)) - (half < 100 ? 0 : 1));
  return Math.max(1, Math.round(half / step) * step);
}

export function NearCard({ desk }: { desk: Desk }) {
  const { d, t, f } = useDesk();
  const [people, setPeople] = useState<Near[] | null>(null);
  const [failed, setFailed] = useState(false);
  const [all, setAll] = useState(false);
  const [busy, setBusy] = useState('');
  const { near: words } = d.overview;
  const load = () =>
    desk.api.nearLimit().then(setPeople, () => {
      setFailed(true);
    });
  useEffect(() => {
    void load();
  }, []);
  const whatOf = (near: Near) =>
    words.what(near.metric, d.overview.activities.windows[near.window]);
  const end = (near: Near, id: string) =>
    desk.api.endGrant(id).then(
      () => {
        toast(words.ended(near.name));
        return load();
      },
      (error: unknown) => toast(errorText(error, t)),
    );
  const grant = (near: Near, key: string) => {
    if (busy) return;
    const amount = amountOf(near);
    setBusy(key);
    desk.api
      .grant(near, amount)
      .then(
        (id) => {
          toast(words.granted(f.number(amount), whatOf(near), near.name), {
            label: t.common.undo,
            run: () => void end(near, id),
          });
          return load();
        },
        (error: unknown) => toast(errorText(error, t)),
      )
      .finally(() => setBusy(''));
  };
  const shown = all ? people : people?.slice(0, SHOWN);
  return (
    <section class="card" aria-labelledby="near-h">
      <div class="card__head">
        <h2 id="near-h" tabIndex={-1}>
          {words.title}
        </h2>
        {!!people?.length && <span class="hint">{words.pseudonyms}</span>}
      </div>
      {failed && !people && <p class="hint">{words.failed}</p>}
      {people?.length === 0 && <p class="hint">{words.none}</p>}
      {shown && shown.length > 0 && (
        <>
          <ul class="lines lines--row near" role="list">
            {shown.map((near) => {
              const key = `${near.person} ${near.activity} ${near.metric} ${near.window}`;
              const amount = f.number(amountOf(near));
              return (
                <li key={key}>
                  <span class="mono nowrap">{near.name}</span>
                  <span class="grow">
                    <Meter used={near.used} of={near.limit} label={words.used(near.name)} />{' '}
                    <span class="num nowrap">
                      {f.roundNumber(near.used)}/{f.roundNumber(near.limit)}
                    </span>{' '}
                    <span class="hint">
                      {whatOf(near)}
                      {near.activity &&
                        `, ${desk.activities.find((a) => a.id === near.activity)?.title ?? ''}`}
                    </span>
                  </span>
                  <button
                    type="button"
                    class="btn btn--s"
                    aria-label={words.grantAria(amount, whatOf(near), near.name)}
                    aria-busy={busy === key}
                    onClick={() => grant(near, key)}
                  >
                    <Icon name="plus" small />
                    {amount}
                  </button>
                </li>
              );
            })}
          </ul>
          {!all && people!.length > SHOWN && (
            <button type="button" class="btn btn--s btn--quiet" onClick={() => setAll(true)}>
              {words.more(people!.length - SHOWN)}
            </button>
          )}
          <p class="hint near__hint">{words.hint}</p>
        </>
      )}
    </section>
  );
}
