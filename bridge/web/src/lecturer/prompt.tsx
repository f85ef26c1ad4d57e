/* Prompt: the text that tells the tutor how to help, with presets and variables; and the ways in. */
import { useRef } from 'preact/hooks';
import { useDesk } from '../i18n';
import { Fold } from '../student/receipt';
import type { Level } from '../types';
import { Field, FaultText, tied } from '../ui/field';
import { Icon } from '../ui/icon';
import { toast } from '../ui/toast';
import type { Desk, Sheet } from './desk';

const VARIABLES = ['{course_title}', '{activity_title}', '{language}', '{date}'];
const BYTES_PER_TOKEN = 4;
export const tokensOf = (text: string): number =>
  Math.ceil(new TextEncoder().encode(text).length / BYTES_PER_TOKEN);

export const faultOf = (sheet: Sheet, field: string) => sheet.faults.find((f) => f.field === field);

export function PromptCard({ desk, sheet }: { desk: Desk; sheet: Sheet }) {
  const { d, t, f } = useDesk();
  const area = useRef<HTMLTextAreaElement>(null);
  const text = sheet.document.system_prompt ?? '';
  const set = (value: string) => desk.edit(sheet.level, { system_prompt: value });
  const fault = faultOf(sheet, '/system_prompt');
  const other = (sheet.level === 'activity' ? 'course' : 'activity') as Level;
  const otherText = desk.sheets.get(other)?.document.system_prompt ?? '';

  const preset = (id: string) => {
    const chosen = desk.presets[Number(id)];
    if (!id || !chosen) return;
    const before = text;
    set(chosen.system_prompt);
    toast(d.prompt.replaced, { label: t.common.undo, run: () => set(before) });
    area.current?.focus();
  };
  const insert = (variable: string) => {
    const node = area.current!;
    node.setRangeText(variable, node.selectionStart, node.selectionEnd, 'end');
    set(node.value);
    node.focus();
  };
  const current = desk.presets.findIndex((p) => p.system_prompt === text);
  const languages = [...new Set(desk.presets.map((p) => p.language))];
  return (
    <section class="card sec" id="sec-prompt" aria-labelledby="prompt-h">
      <div class="card__head">
        <h2 id="prompt-h">{d.prompt.title}</h2>
        {desk.presets.length > 0 && (
          <div class="row">
            <label for="preset" class="hint">
              {d.prompt.preset}
            </label>
            <select
              class="select select--s select--fit"
              id="preset"
              value={current < 0 ? '' : String(current)}
              onChange={(e) => preset(e.currentTarget.value)}
            >
              <option value="">{d.prompt.choose}</option>
              {languages.map((language) => (
                <optgroup key={language} label={d.prompt.otherLanguage[language] ?? language}>
                  {desk.presets.map(
                    (p, n) =>
                      p.language === language && (
                        <option key={n} value={n} title={p.summary}>
                          {p.title}
                        </option>
                      ),
                  )}
                </optgroup>
              ))}
            </select>
          </div>
        )}
      </div>
      <div class="stack stack--s">
        <Field id="prompt" label={d.prompt.title} hideLabel fault={fault}>
          <textarea
            class="input prompt"
            ref={area}
            spellcheck
            dir="auto"
            value={text}
            placeholder={d.prompt.placeholder}
            maxLength={65536}
            onInput={(e) => set(e.currentTarget.value)}
            {...tied('prompt', fault)}
          />
        </Field>
        <div class="row row--apart">
          <div class="vars" role="group" aria-label={d.prompt.variables}>
            {VARIABLES.map((v) => (
              <button type="button" class="btn btn--s" key={v} onClick={() => insert(v)}>
                {v}
              </button>
            ))}
          </div>
          <span class="hint num">{d.prompt.tokens(f.number(tokensOf(text)))}</span>
        </div>
        <Fold
          name={sheet.level === 'activity' ? d.prompt.before : d.prompt.after}
          {...(otherText ? { note: f.number(tokensOf(otherText)) } : {})}
          text={otherText || d.prompt.none}
        />
        <p class="hint">{d.prompt.seen}</p>
      </div>
    </section>
  );
}

export function StartersCard({ desk, sheet }: { desk: Desk; sheet: Sheet }) {
  const { d } = useDesk();
  const starters = sheet.document.starters ?? [];
  const list = useRef<HTMLUListElement>(null);
  const set = (next: string[]) => desk.edit(sheet.level, { starters: next });
  const focusField = (n: number) =>
    requestAnimationFrame(() => list.current?.querySelectorAll('input')[n]?.focus());
  return (
    <section class="card sec" id="sec-starters" aria-labelledby="starters-h">
      <div class="card__head">
        <h2 id="starters-h">{d.starters.title}</h2>
        {starters.length < 12 && (
          <button
            type="button"
            class="btn btn--s"
            id="add-starter"
            onClick={() => {
              set([...starters, '']);
              focusField(starters.length);
            }}
          >
            <Icon name="plus" />
            {d.starters.add}
          </button>
        )}
      </div>
      <p class="hint">{starters.length ? d.starters.hint : d.starters.none}</p>
      <ul class="rows" role="list" ref={list}>
        {starters.map((text, n) => {
          const fault = faultOf(sheet, `/starters/${n}`);
          return (
            <li key={n}>
              <label class="vh" for={`starter-${n}`}>
                {d.starters.label(n + 1)}
              </label>
              <input
                class="input"
                maxLength={500}
                dir="auto"
                value={text}
                onInput={(e) => set(starters.map((s, i) => (i === n ? e.currentTarget.value : s)))}
                {...tied(`starter-${n}`, fault)}
              />
              <button
                type="button"
                class="btn btn--quiet btn--icon btn--s"
                aria-label={d.starters.remove(n + 1)}
                onClick={() => {
                  set(starters.filter((_, i) => i !== n));
                  if (starters.length > 1) focusField(Math.max(0, n - 1));
                  else document.getElementById('add-starter')?.focus();
                }}
              >
                <Icon name="close" />
              </button>
              {fault && <FaultText id={`starter-${n}-note`} fault={fault} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
