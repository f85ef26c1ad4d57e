/* Models: which ones courses may use, and what a token of each counts. */
import { useDesk } from '../i18n';
import type { Desk, Sheet } from '../lecturer/desk';
import { FaultText } from '../ui/field';
import { Icon } from '../ui/icon';
import { NumberInput } from '../ui/number';

export function ModelsCard({ desk, sheet }: { desk: Desk; sheet: Sheet }) {
  const { d, f } = useDesk();
  const { models } = desk;
  const { allowed_models: allowed, model_weights: weights } = sheet.document;
  const all = allowed === undefined;
  const known = [
    ...models.map((m) => m.id),
    ...(allowed ?? []).filter((id) => !models.some((m) => m.id === id)),
  ];
  const set = (ids: string[] | undefined) => desk.edit('tenant', { allowed_models: ids } as object);
  const flip = (id: string, on: boolean) =>
    set(known.filter((k) => (k === id ? on : all || allowed.includes(k))));
  const weigh = (id: string, weight: number | undefined) => {
    const { [id]: _, ...rest } = weights ?? {};
    const more = weight === undefined ? rest : { ...rest, [id]: weight };
    desk.edit('tenant', { model_weights: Object.keys(more).length ? more : undefined } as object);
  };
  const fault = sheet.faults.find((x) => /^\/(allowed_models|model_weights)/.test(x.field));
  return (
    <section class="card card--flush sec" aria-labelledby="mo-h">
      <div class="card__head">
        <h2 id="mo-h">{d.admin.models}</h2>
        <label class="switch">
          <input
            type="checkbox"
            role="switch"
            checked={all}
            onChange={(e) => set(e.currentTarget.checked ? undefined : models.map((m) => m.id))}
          />
          <span>{d.admin.allModels}</span>
        </label>
      </div>
      {known.length === 0 ? (
        <p class="card__foot hint">{d.admin.noModels}</p>
      ) : (
        <div class="tablebox tablebox--few">
          <table class="table" role="table">
            <caption class="vh">{d.admin.models}</caption>
            <thead role="rowgroup">
              <tr role="row">
                {[
                  d.admin.model,
                  d.admin.context,
                  d.admin.state,
                  d.admin.weight,
                  d.admin.allowed,
                ].map((name) => (
                  <th key={name} scope="col" role="columnheader">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {known.map((id) => {
                const model = models.find((m) => m.id === id);
                const there = model && model.available !== false;
                return (
                  <tr role="row" key={id}>
                    <th scope="row" role="rowheader">
                      <span class="mono">{id}</span>
                      <span class="sub sub--line">
                        {[model?.label, model?.operator].filter(Boolean).join(', ')}
                      </span>
                    </th>
                    <td role="cell" data-label={d.admin.context} class="num">
                      <span>{model?.context_tokens ? f.number(model.context_tokens) : ''}</span>
                    </td>
                    <td role="cell" data-label={d.admin.state}>
                      <span class={`tag ${there ? 'tag--ok' : 'tag--warn'}`}>
                        {there ? d.admin.available : d.admin.missing}
                      </span>
                    </td>
                    <td role="cell" data-label={d.admin.weight}>
                      <span class="weight">
                        <label class="vh" for={`weight-${id}`}>
                          {d.admin.weightOf(id)}
                        </label>
                        <NumberInput
                          value={weights?.[id]}
                          set={(n) => weigh(id, n)}
                          attributes={{ id: `weight-${id}` }}
                          placeholder={f.number(1)}
                          small
                          decimal
                        />
                      </span>
                    </td>
                    <td role="cell" data-label={d.admin.allowed}>
                      <label class="switch">
                        <span class="vh">{d.admin.allow(id)}</span>
                        <input
                          type="checkbox"
                          role="switch"
                          checked={all || allowed.includes(id)}
                          onChange={(e) => flip(id, e.currentTarget.checked)}
                        />
                      </label>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      <div class="card__foot">
        {fault && <FaultText id="models-note" fault={fault} />}
        {allowed?.length === 0 && (
          <p class="field__error">
            <Icon name="warning" />
            {d.admin.atLeastOne}
          </p>
        )}
        <p class="hint">{d.admin.weightHint}</p>
      </div>
    </section>
  );
}
