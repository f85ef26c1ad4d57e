/* Activities: all of the course with their state, their use, and what is left of what they share. */
import { useDesk } from '../i18n';
import type { Gate } from '../types';
import { Icon } from '../ui/icon';
import { Meter } from '../ui/meter';
import { CartridgeButtons } from './cartridge';
import type { Desk } from './desk';
import type { Usage } from './figures';

export function ActivitiesCard({
  desk,
  usage,
  edit,
}: {
  desk: Desk;
  usage: Usage;
  edit: (activity: string) => void;
}) {
  const { d, f } = useDesk();
  const { activities: words } = d.overview;
  return (
    <section class="card card--flush" aria-labelledby="acts-h">
      <div class="card__head">
        <h2 id="acts-h">{words.title}</h2>
        <CartridgeButtons desk={desk} />
      </div>
      {usage.activities.length === 0 ? (
        <div class="card__foot">
          <p>{d.nav.noActivities}</p>
          <p class="hint">{d.nav.noActivitiesText}</p>
        </div>
      ) : (
        <div class="tablebox">
          <table class="table" role="table">
            <caption class="vh">{words.title}</caption>
            <thead role="rowgroup">
              <tr role="row">
                <th scope="col" role="columnheader">
                  {words.activity}
                </th>
                <th scope="col" role="columnheader">
                  {words.state}
                </th>
                <th scope="col" role="columnheader" class="end">
                  {words.questions}
                </th>
                <th scope="col" role="columnheader">
                  {words.budget}
                </th>
                <th scope="col" role="columnheader">
                  <span class="vh">{words.edit}</span>
                </th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {usage.activities.map((a) => (
                <tr role="row" key={a.id}>
                  <th scope="row" role="rowheader">
                    {a.title}
                    <span class="sub sub--line">{words.kinds[a.kind] ?? a.kind}</span>
                  </th>
                  <td role="cell" data-label={words.state}>
                    <GateTag gate={a.gate} />
                  </td>
                  <td role="cell" class="end num" data-label={words.questions}>
                    <span>
                      {a.few && !a.questions ? words.few(usage.few) : f.number(a.questions)}
                    </span>
                  </td>
                  <td role="cell" data-label={words.budget}>
                    {a.budget ? (
                      <span class="nowrap">
                        <Meter
                          used={a.budget.limit - a.budget.remaining}
                          of={a.budget.limit}
                          label={words.used(a.title)}
                        />{' '}
                        <span class="num">
                          {f.percent(a.budget.limit ? 1 - a.budget.remaining / a.budget.limit : 1)}
                        </span>{' '}
                        <span class="hint">{words.windows[a.budget.window]}</span>
                      </span>
                    ) : (
                      <span class="hint">{words.noBudget}</span>
                    )}
                  </td>
                  <td role="cell">
                    <button
                      type="button"
                      class="btn btn--s"
                      aria-label={words.editAria(a.title)}
                      onClick={() => edit(a.id)}
                    >
                      {words.edit}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function GateTag({ gate }: { gate: Gate }) {
  const { d, f } = useDesk();
  if (gate.state === 'open')
    return (
      <span class="tag tag--ok">
        <Icon name="check" small />
        {d.open.open}
      </span>
    );
  const opens = gate.state === 'not_yet' && gate.opens_at;
  return (
    <span class={`tag ${gate.state === 'exam' ? 'tag--danger' : 'tag--plain'}`}>
      <Icon name={gate.state === 'exam' ? 'lock' : 'clock'} small />
      {opens
        ? d.overview.activities.opens(`${f.weekdayShort(opens)} ${f.clock(opens)}`)
        : d.open[gate.state]}
    </span>
  );
}
