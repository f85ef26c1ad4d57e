/* Assignment: what students are asked for, what it is read for, and when they see what. */
import { useDesk } from '../../i18n';
import type { Desk } from '../../lecturer/desk';
import { fromLocal, toLocal } from '../../lecturer/zone';
import { useWatched } from '../../store';
import type { Me } from '../../types';
import { Field, tied } from '../../ui/field';
import { Icon } from '../../ui/icon';
import { Notice } from '../../ui/notice';
import { NumberInput } from '../../ui/number';
import type { Kind, Tone, Visibility } from '../types';
import { useGrading } from '../words';
import { RubricCard } from './rubric-card';
import type { AssignmentSheet } from './sheet';
import { TryCard } from './try';
import { VersionsCard } from './versions';

const KINDS: Kind[] = ['essay', 'short_answer', 'source_code', 'lab_report', 'outline'];
const TONES: Tone[] = ['encouraging', 'neutral', 'direct'];

interface AssignmentProps {
  sheet: AssignmentSheet;
  desk: Desk;
  me: Me;
}

export function AssignmentPage({ sheet, desk, me }: AssignmentProps) {
  useWatched(sheet);
  const { g } = useGrading();
  const { stored } = sheet;
  return (
    <>
      <div class="desk__head">
        <div>
          <h1>{me.activity?.title ?? stored!.activity.title}</h1>
          <p class="hint">{stored!.version ? g.head.version(stored!.version) : g.head.none}</p>
        </div>
      </div>
      {stored!.started && (
        <Notice kind="info" icon="info" title={g.head.started} text={g.head.startedText} />
      )}
      <div class="split split--even">
        <div class="stack">
          <TaskCard sheet={sheet} />
          <RubricCard sheet={sheet} />
          <TermsCard sheet={sheet} zone={desk.effective?.time_zone} />
          <VersionsCard sheet={sheet} />
        </div>
        <TryCard sheet={sheet} me={me} />
      </div>
    </>
  );
}

function TaskCard({ sheet }: { sheet: AssignmentSheet }) {
  const { g } = useGrading();
  const doc = sheet.document!;
  const fault = sheet.faultOf('/task');
  return (
    <section class="card sec" id="sec-task" aria-labelledby="taskcard-h">
      <div class="card__head">
        <h2 id="taskcard-h">{g.task.title}</h2>
      </div>
      <div class="stack">
        <Field id="task" label={g.task.label} hint={g.task.hint} fault={fault}>
          <textarea
            class="input task__input"
            dir="auto"
            spellcheck
            maxLength={32768}
            placeholder={g.task.placeholder}
            value={doc.task}
            onInput={(e) => sheet.edit({ task: e.currentTarget.value })}
            {...tied('task', fault, true)}
          />
        </Field>
        <div class="fields">
          <Field id="kind" label={g.task.kind} fault={sheet.faultOf('/kind')}>
            <select
              class="select"
              id="kind"
              value={doc.kind}
              onChange={(e) => sheet.edit({ kind: e.currentTarget.value as Kind })}
            >
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {g.rubric.kinds[kind]}
                </option>
              ))}
            </select>
          </Field>
          <Field id="fb-language" label={g.task.language} fault={sheet.faultOf('/language')}>
            <select
              class="select"
              id="fb-language"
              value={doc.language ?? ''}
              onChange={(e) => sheet.edit({ language: e.currentTarget.value })}
            >
              {['', 'en', 'de'].map((language) => (
                <option key={language} value={language}>
                  {g.task.languages[language]}
                </option>
              ))}
            </select>
          </Field>
        </div>
        <fieldset class="stack stack--s">
          <legend class="legend">{g.task.tone}</legend>
          <div class="seg">
            {TONES.map((tone) => (
              <label key={tone}>
                <input
                  type="radio"
                  name="tone"
                  checked={doc.tone === tone}
                  onChange={() => sheet.edit({ tone })}
                />
                {g.task.tones[tone]}
              </label>
            ))}
          </div>
        </fieldset>
      </div>
    </section>
  );
}

function TermsCard({ sheet, zone }: { sheet: AssignmentSheet; zone: string | undefined }) {
  const { g } = useGrading();
  const { d } = useDesk();
  const doc = sheet.document!;
  const attempts = sheet.faultOf('/attempts');
  const due = sheet.faultOf('/due');
  const solution = sheet.faultOf('/sample_solution');
  return (
    <section class="card sec" id="sec-terms" aria-labelledby="terms-h">
      <div class="card__head">
        <h2 id="terms-h">{g.terms.title}</h2>
        <span class="hint">
          {zone
            ? d.schedule.zone(zone)
            : d.schedule.deviceZone(Intl.DateTimeFormat().resolvedOptions().timeZone)}
        </span>
      </div>
      <div class="stack">
        <div class="fields">
          <Field
            id="attempts"
            label={g.terms.attempts}
            hint={g.terms.attemptsHint}
            fault={attempts}
          >
            <NumberInput
              value={doc.attempts}
              set={(value) => sheet.edit({ attempts: value ?? NaN })}
              attributes={tied('attempts', attempts, true)}
            />
          </Field>
          <Field id="due" label={g.terms.due} fault={due}>
            <div class="row row--keep row--middle">
              <input
                class="input"
                type="datetime-local"
                value={toLocal(doc.due, zone)}
                onChange={(e) => sheet.edit({ due: fromLocal(e.currentTarget.value, zone) ?? '' })}
                {...tied('due', due)}
              />
              {doc.due && (
                <button
                  type="button"
                  class="btn btn--quiet btn--icon btn--s"
                  aria-label={g.terms.clear}
                  onClick={() => {
                    sheet.edit({ due: '' });
                    document.getElementById('due')?.focus();
                  }}
                >
                  <Icon name="close" />
                </button>
              )}
            </div>
          </Field>
        </div>
        <Visible sheet={sheet} />
        <Field id="solution" label={g.terms.solution} hint={g.terms.solutionHint} fault={solution}>
          <textarea
            class="input"
            dir="auto"
            maxLength={65536}
            value={doc.sample_solution ?? ''}
            onInput={(e) => sheet.edit({ sample_solution: e.currentTarget.value })}
            {...tied('solution', solution, true)}
          />
        </Field>
      </div>
    </section>
  );
}

/** Two ways, each with what it means for students, lecturers and the gradebook. */
function Visible({ sheet }: { sheet: AssignmentSheet }) {
  const { g } = useGrading();
  const doc = sheet.document!;
  const column = sheet.stored!.line_item;
  const ways: [Visibility, string, string][] = [
    ['formative', g.terms.formative, g.terms.formativeText],
    ['draft', g.terms.draft, g.terms.draftText],
  ];
  return (
    <fieldset class="stack stack--s">
      <legend class="legend">{g.terms.visibility}</legend>
      {ways.map(([way, name, text]) => (
        <label class="way" key={way}>
          <input
            class="check"
            type="radio"
            name="visibility"
            checked={doc.visibility === way}
            onChange={() => sheet.edit({ visibility: way })}
          />
          <span>
            <b>{name}</b>
            <span class="ink-2">{text}</span>
            {way === 'draft' && column && <span class="ink-2">{g.terms.column}</span>}
          </span>
        </label>
      ))}
      {doc.visibility === 'draft' && !column && (
        <Notice icon="info" title={g.terms.noColumn} text={g.terms.noColumnText} />
      )}
    </fieldset>
  );
}
