/* Model: which one answers, how lively, how long; and who can read. */
import { useDesk } from '../i18n';
import type { Review } from '../types';
import { Field, tied } from '../ui/field';
import { NumberInput } from '../ui/number';
import type { Desk, Sheet } from './desk';
import { faultOf } from './prompt';

const WORDS_PER_TOKEN = 0.75;

export function ModelCard({ desk, sheet }: { desk: Desk; sheet: Sheet }) {
  const { d, f } = useDesk();
  const { document: doc, level } = sheet;
  const allowed = desk.allowed(level);
  const options = (chosen: string | undefined) => [
    ...allowed.map((m) => ({
      id: m.id,
      text: [m.id, m.label, m.available === false ? d.model.unavailable : '']
        .filter(Boolean)
        .join(', '),
    })),
    ...(chosen && !allowed.some((m) => m.id === chosen)
      ? [{ id: chosen, text: `${chosen}, ${d.model.unavailable}` }]
      : []),
  ];
  const fault = (member: string) => faultOf(sheet, `/${member}`);
  const above = (member: 'temperature' | 'memory_tokens') => {
    const n = desk.above(level, member);
    return n === undefined ? d.model.notSet : f.number(n);
  };
  const higherModel = desk.above(level, 'model');
  const most = desk.above(level, 'max_output_tokens');
  const length = doc.max_output_tokens;
  const lengthHint = [
    most ? d.model.lengthHint(f.number(most)) : '',
    length ? d.model.lengthWords(f.number(Math.round((length * WORDS_PER_TOKEN) / 10) * 10)) : '',
  ]
    .filter(Boolean)
    .join(', ');
  return (
    <section class="card sec" id="sec-model" aria-labelledby="model-h">
      <div class="card__head">
        <h2 id="model-h">{d.model.title}</h2>
      </div>
      <div class="fields">
        <Field
          id="model"
          label={d.model.label}
          hint={d.model.allowed(allowed.length, desk.models.length)}
          fault={fault('model')}
        >
          <select
            class="select"
            value={doc.model ?? ''}
            onChange={(e) =>
              desk.edit(level, { model: e.currentTarget.value || undefined } as object)
            }
            {...tied('model', fault('model'), true)}
          >
            <option value="">
              {higherModel ? d.model.standardOf(higherModel) : d.model.standard}
            </option>
            {options(doc.model).map(({ id, text }) => (
              <option key={id} value={id}>
                {text}
              </option>
            ))}
          </select>
        </Field>
        <Field id="fallback" label={d.model.fallback} fault={fault('fallback_model')}>
          <select
            class="select"
            value={doc.fallback_model ?? ''}
            onChange={(e) =>
              desk.edit(level, { fallback_model: e.currentTarget.value || undefined } as object)
            }
            {...tied('fallback', fault('fallback_model'))}
          >
            <option value="">{d.model.noFallback}</option>
            {options(doc.fallback_model).map(({ id, text }) => (
              <option key={id} value={id}>
                {text}
              </option>
            ))}
          </select>
        </Field>
        <Field
          id="length"
          label={d.model.length}
          hint={lengthHint}
          fault={fault('max_output_tokens')}
        >
          <NumberInput
            value={length}
            placeholder={most ? f.number(most) : d.model.notSet}
            set={(n) => desk.edit(level, { max_output_tokens: n } as object)}
            attributes={tied('length', fault('max_output_tokens'), lengthHint)}
          />
        </Field>
        <Field
          id="temperature"
          label={d.model.temperature}
          hint={d.model.temperatureHint}
          fault={fault('temperature')}
        >
          <NumberInput
            decimal
            value={doc.temperature}
            placeholder={above('temperature')}
            set={(n) => desk.edit(level, { temperature: n } as object)}
            attributes={tied('temperature', fault('temperature'), true)}
          />
        </Field>
        <Field
          id="memory"
          label={d.model.memory}
          hint={d.model.memoryHint}
          fault={fault('memory_tokens')}
        >
          <NumberInput
            value={doc.memory_tokens}
            placeholder={above('memory_tokens')}
            set={(n) => desk.edit(level, { memory_tokens: n } as object)}
            attributes={tied('memory', fault('memory_tokens'), true)}
          />
        </Field>
        <ReviewField desk={desk} sheet={sheet} label={d.review.title} />
      </div>
    </section>
  );
}

const REVIEWS: Review[] = ['none', 'themes', 'pseudonymous', 'named'];

export function ReviewField({ desk, sheet, label }: { desk: Desk; sheet: Sheet; label: string }) {
  const { d } = useDesk();
  const { level, document: doc } = sheet;
  const ceiling = desk.above(level, 'review');
  const allowed = ceiling ? REVIEWS.slice(0, REVIEWS.indexOf(ceiling) + 1) : REVIEWS;
  const fault = faultOf(sheet, '/review');
  return (
    <Field id="review" label={label} hint={d.review.hint} fault={fault}>
      <select
        class="select"
        value={doc.review ?? ''}
        onChange={(e) =>
          desk.edit(level, { review: (e.currentTarget.value || undefined) as Review } as object)
        }
        {...tied('review', fault, true)}
      >
        <option value="">
          {ceiling ? d.model.standardOf(d.review.short[ceiling]) : d.model.standard}
        </option>
        {REVIEWS.filter((r) => allowed.includes(r) || r === doc.review).map((r) => (
          <option key={r} value={r}>
            {d.review.modes[r]}
          </option>
        ))}
      </select>
    </Field>
  );
}
