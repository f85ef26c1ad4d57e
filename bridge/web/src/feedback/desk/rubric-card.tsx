/* Rubric: criteria with their levels; added, moved and removed also by keyboard; in and out as files. */
import { useLayoutEffect, useState } from 'preact/hooks';
import { useDesk } from '../../i18n';
import { announce } from '../../ui/announce';
import { FaultText, Field, tied } from '../../ui/field';
import { Icon } from '../../ui/icon';
import { NumberInput } from '../../ui/number';
import { toast } from '../../ui/toast';
import { bestOf, CRITERIA_MAX, freshId, LEVELS_MAX, LEVELS_MIN, moved, withLevel } from '../rubric';
import type { Criterion, RubricLevel } from '../types';
import { useGrading } from '../words';
import { ExportButton, ImportButton, PresetSelect } from './rubric-file';
import type { AssignmentSheet } from './sheet';

const focusSoon = (id: string) => requestAnimationFrame(() => document.getElementById(id)?.focus());

export function RubricCard({ sheet }: { sheet: AssignmentSheet }) {
  const { g, f } = useGrading();
  const { criteria } = sheet.document!.rubric;
  const [open, setOpen] = useState<Set<string>>(new Set());
  const show = (id: string, yes: boolean) =>
    setOpen((before) => {
      const next = new Set(before);
      if (yes) next.add(id);
      else next.delete(id);
      return next;
    });
  const add = () => {
    const id = freshId(criteria);
    const like = criteria.at(-1);
    const levels: RubricLevel[] = like
      ? like.levels.map((l) => ({ ...l, description: '' }))
      : [0, 1].map((points) => ({ name: '', description: '', points }));
    sheet.editCriteria([...criteria, { id, name: '', description: '', weight: 1, levels }], true);
    show(id, true);
    focusSoon(`${id}-name`);
  };
  const fault = sheet.faultOf('/rubric/criteria');
  return (
    <section class="card sec" id="sec-rubric" aria-labelledby="rubric-h">
      <div class="card__head">
        <h2 id="rubric-h">{g.rubric.title}</h2>
        <PresetSelect sheet={sheet} />
      </div>
      <ol class="edrubric" role="list">
        {criteria.map((criterion, n) => (
          <CriterionRow
            key={criterion.id}
            sheet={sheet}
            n={n}
            criterion={criterion}
            open={open.has(criterion.id)}
            show={(yes) => show(criterion.id, yes)}
          />
        ))}
      </ol>
      {fault && <FaultText id="criteria-note" fault={fault} />}
      <div class="row row--apart edrubric__foot">
        <div class="row">
          {criteria.length < CRITERIA_MAX ? (
            <button type="button" class="btn btn--s" id="add-criterion" onClick={add}>
              <Icon name="plus" />
              {g.rubric.add}
            </button>
          ) : (
            <span class="hint">{g.rubric.most}</span>
          )}
          <ImportButton sheet={sheet} />
          <ExportButton sheet={sheet} />
        </div>
        <b class="num">{g.rubric.total(f.number(sheet.maxPoints))}</b>
      </div>
    </section>
  );
}

interface RowProps {
  sheet: AssignmentSheet;
  n: number;
  criterion: Criterion;
  open: boolean;
  show: (yes: boolean) => void;
}

function CriterionRow({ sheet, n, criterion, open, show }: RowProps) {
  const { g, f } = useGrading();
  const { t } = useDesk();
  const { criteria } = sheet.document!.rubric;
  const name = criterion.name.trim() || g.rubric.unnamed;
  const move = (by: number) => {
    sheet.editCriteria(moved(criteria, n, n + by));
    announce(g.rubric.moved(name, n + by + 1, criteria.length));
    const edge = n + by === (by < 0 ? 0 : criteria.length - 1);
    focusSoon(`${criterion.id}-${edge === by < 0 ? 'down' : 'up'}`);
  };
  const remove = () => {
    const before = sheet.document!;
    sheet.editCriteria(criteria.filter((_, i) => i !== n));
    toast(g.rubric.removed, { label: t.common.undo, run: () => sheet.replace(before) });
    const next = criteria[n + 1] ?? criteria[n - 1];
    focusSoon(next ? `${next.id}-sum` : 'add-criterion');
  };
  const best = bestOf(criterion);
  const wrong = sheet.faults.some((x) => x.field.startsWith(`/rubric/criteria/${n}/`));
  useLayoutEffect(() => {
    if (wrong) show(true); // and it stays open while it is corrected
  }, [wrong]);
  return (
    <li class="edrow">
      <details open={open} onToggle={(e) => show(e.currentTarget.open)}>
        <summary id={`${criterion.id}-sum`}>
          <Icon name="right" small dir />
          <b class="grow" dir="auto">{`${n + 1}. ${name}`}</b>
          <span class="hint num">
            {Number.isFinite(best) ? g.rubric.worth(f.number(best)) : ''}
          </span>
        </summary>
        {open && <CriterionFields sheet={sheet} n={n} criterion={criterion} />}
      </details>
      <div class="edrow__acts">
        <button
          type="button"
          class="btn btn--quiet btn--icon btn--s"
          id={`${criterion.id}-up`}
          aria-label={g.rubric.up(name)}
          hidden={n === 0}
          onClick={() => move(-1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          class="btn btn--quiet btn--icon btn--s"
          id={`${criterion.id}-down`}
          aria-label={g.rubric.down(name)}
          hidden={n === criteria.length - 1}
          onClick={() => move(1)}
        >
          <Icon name="lower" />
        </button>
        <button
          type="button"
          class="btn btn--quiet btn--icon btn--s"
          aria-label={g.rubric.remove(name)}
          onClick={remove}
        >
          <Icon name="bin" />
        </button>
      </div>
    </li>
  );
}

function CriterionFields({
  sheet,
  n,
  criterion,
}: {
  sheet: AssignmentSheet;
  n: number;
  criterion: Criterion;
}) {
  const { g } = useGrading();
  const { id, levels } = criterion;
  const at = `/rubric/criteria/${n}`;
  const edit = (change: Partial<Criterion>) => sheet.editCriterion(n, change);
  const faults = {
    name: sheet.faultOf(`${at}/name`),
    weight: sheet.faultOf(`${at}/weight`),
    description: sheet.faultOf(`${at}/description`),
  };
  const setLevel = (i: number, change: Partial<RubricLevel>) =>
    edit({ levels: levels.map((l, k) => (k === i ? { ...l, ...change } : l)) });
  return (
    <div class="edrow__body stack">
      <div class="edrow__head">
        <Field id={`${id}-name`} label={g.rubric.name} fault={faults.name}>
          <input
            class="input"
            dir="auto"
            maxLength={200}
            value={criterion.name}
            onInput={(e) => edit({ name: e.currentTarget.value })}
            {...tied(`${id}-name`, faults.name)}
          />
        </Field>
        <Field id={`${id}-weight`} label={g.rubric.weight} fault={faults.weight}>
          <NumberInput
            value={criterion.weight}
            decimal
            set={(weight) => edit({ weight: weight ?? NaN })}
            attributes={tied(`${id}-weight`, faults.weight)}
          />
        </Field>
      </div>
      <Field id={`${id}-about`} label={g.rubric.description} fault={faults.description}>
        <textarea
          class="input edrow__about"
          dir="auto"
          rows={2}
          maxLength={2000}
          value={criterion.description}
          onInput={(e) => edit({ description: e.currentTarget.value })}
          {...tied(`${id}-about`, faults.description)}
        />
      </Field>
      <fieldset class="stack stack--s">
        <legend class="legend">{g.rubric.levels}</legend>
        {levels.map((level, i) => (
          <LevelRow
            key={i}
            sheet={sheet}
            id={`${id}-l${i}`}
            field={`${at}/levels/${i}`}
            n={i}
            level={level}
            set={(change) => setLevel(i, change)}
            remove={
              levels.length > LEVELS_MIN
                ? () => {
                    edit({ levels: levels.filter((_, k) => k !== i) });
                    focusSoon(`${id}-l${Math.max(0, i - 1)}-name`);
                  }
                : null
            }
          />
        ))}
        {levels.length < LEVELS_MAX && (
          <div>
            <button
              type="button"
              class="btn btn--s btn--quiet"
              onClick={() => {
                edit({ levels: withLevel(levels) });
                focusSoon(`${id}-l${levels.length}-name`);
              }}
            >
              <Icon name="plus" />
              {g.rubric.addLevel}
            </button>
          </div>
        )}
      </fieldset>
    </div>
  );
}

interface LevelProps {
  sheet: AssignmentSheet;
  id: string;
  field: string;
  n: number;
  level: RubricLevel;
  set: (change: Partial<RubricLevel>) => void;
  remove: (() => void) | null;
}

function LevelRow({ sheet, id, field, n, level, set, remove }: LevelProps) {
  const { g } = useGrading();
  const faults = {
    name: sheet.faultOf(`${field}/name`),
    points: sheet.faultOf(`${field}/points`),
    text: sheet.faultOf(`${field}/description`),
  };
  const label = (what: string) => `${g.rubric.level(n + 1)}: ${what}`;
  return (
    <div class="edlevel">
      <Field id={`${id}-points`} label={label(g.rubric.points)} hideLabel fault={faults.points}>
        <NumberInput
          value={level.points}
          decimal
          small
          placeholder={g.rubric.points}
          set={(points) => set({ points: points ?? NaN })}
          attributes={tied(`${id}-points`, faults.points)}
        />
      </Field>
      <Field id={`${id}-name`} label={label(g.rubric.levelName)} hideLabel fault={faults.name}>
        <input
          class="input input--s"
          dir="auto"
          maxLength={200}
          placeholder={g.rubric.levelName}
          value={level.name}
          onInput={(e) => set({ name: e.currentTarget.value })}
          {...tied(`${id}-name`, faults.name)}
        />
      </Field>
      <Field id={`${id}-text`} label={label(g.rubric.levelText)} hideLabel fault={faults.text}>
        <textarea
          class="input input--s edlevel__text"
          dir="auto"
          rows={1}
          maxLength={2000}
          placeholder={g.rubric.levelText}
          value={level.description}
          onInput={(e) => set({ description: e.currentTarget.value })}
          {...tied(`${id}-text`, faults.text)}
        />
      </Field>
      {remove ? (
        <button
          type="button"
          class="btn btn--quiet btn--icon btn--s"
          aria-label={g.rubric.removeLevel(n + 1)}
          onClick={remove}
        >
          <Icon name="close" />
        </button>
      ) : (
        <span />
      )}
    </div>
  );
}
