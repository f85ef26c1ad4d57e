/* Defaults: what holds for all courses where they say nothing, and what they cannot exceed. */
import { useDesk } from '../i18n';
import type { Desk, Sheet } from '../lecturer/desk';
import { ReviewField } from '../lecturer/model';
import { faultOf } from '../lecturer/prompt';
import { Field, tied } from '../ui/field';
import { NumberInput } from '../ui/number';

export function DefaultsCard({ desk, sheet }: { desk: Desk; sheet: Sheet }) {
  const { d } = useDesk();
  const { document: doc } = sheet;
  const length = faultOf(sheet, '/max_output_tokens');
  const model = faultOf(sheet, '/model');
  return (
    <section class="card sec" aria-labelledby="de-h">
      <div class="card__head">
        <h2 id="de-h">{d.admin.defaults}</h2>
      </div>
      <div class="fields">
        <Field id="model" label={d.admin.defaultModel} fault={model}>
          <select
            class="select"
            value={doc.model ?? ''}
            onChange={(e) =>
              desk.edit('tenant', { model: e.currentTarget.value || undefined } as object)
            }
            {...tied('model', model)}
          >
            <option value="">{d.admin.noDefault}</option>
            {desk.models
              .filter((m) => !doc.allowed_models || doc.allowed_models.includes(m.id))
              .map((m) => (
                <option key={m.id} value={m.id}>
                  {m.id}
                </option>
              ))}
          </select>
        </Field>
        <Field id="length" label={d.model.length} hint={d.admin.ceilingsHint} fault={length}>
          <NumberInput
            value={doc.max_output_tokens}
            set={(n) => desk.edit('tenant', { max_output_tokens: n } as object)}
            attributes={tied('length', length, true)}
          />
        </Field>
        <ReviewField desk={desk} sheet={sheet} label={d.admin.widest} />
      </div>
    </section>
  );
}
