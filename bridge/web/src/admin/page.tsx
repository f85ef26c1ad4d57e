/* The admin's page: what the university allows at most. Courses can only set less. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from '../api';
import { useDesk } from '../i18n';
import { Desk, type Sheet } from '../lecturer/desk';
import { ReviewField } from '../lecturer/model';
import { faultOf } from '../lecturer/prompt';
import { QuotasCard } from '../lecturer/quotas';
import { SaveBar } from '../lecturer/savebar';
import { VersionsCard } from '../lecturer/versions';
import { useWatched } from '../store';
import { PlatformsCard } from './platforms';
import type { Me } from '../types';
import { DisplayMenu } from '../ui/display-menu';
import { Field, FaultText, tied } from '../ui/field';
import { Icon, type IconName } from '../ui/icon';
import { NumberInput } from '../ui/number';

export function AdminPage({
  api,
  back,
}: {
  api: Api;
  me: Me;
  back?: { label: string; go: () => void };
}) {
  const { d, t } = useDesk();
  const [desk] = useState(() => new Desk(api, null, ['tenant']));
  useWatched(desk);
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    void desk.load();
  }, []);
  useEffect(() => {
    document.title = d.admin.title;
  }, [d]);
  const sheet = desk.sheets.get('tenant');
  return (
    <div class="desk desk--save">
      <header class="desk__top">
        <a
          class="skip"
          href="#main"
          onClick={(e) => {
            e.preventDefault();
            main.current?.focus();
          }}
        >
          {t.common.skipContent}
        </a>
        <h1 class="desk__course grow">{d.admin.title}</h1>
        {back && (
          <button type="button" class="btn btn--s" onClick={back.go}>
            {back.label}
          </button>
        )}
        <DisplayMenu />
      </header>
      <main class="desk__scroll" id="main" tabIndex={0} aria-label={d.admin.page} ref={main}>
        <div class="desk__main">
          {desk.state === 'loading' && !sheet && (
            <p class="hint" aria-busy="true">
              {t.common.loading}
            </p>
          )}
          {desk.state === 'failed' && (
            <div class="empty">
              <Icon name="offline" />
              <h2>{d.nav.loadFailed}</h2>
              <p>{t.errors.server}</p>
              <button type="button" class="btn" onClick={() => void desk.load()}>
                <Icon name="again" />
                {t.common.tryAgain}
              </button>
            </div>
          )}
          {sheet && desk.state !== 'failed' && (
            <div class="split split--nav">
              <Side />
              <fieldset class="stack sheet" disabled={!sheet.stored.editable}>
                <legend class="vh">{d.level.tenant}</legend>
                <PlatformsCard api={api} />
                <ModelsCard desk={desk} sheet={sheet} />
                <div class="stack stack--s">
                  <QuotasCard desk={desk} sheet={sheet} />
                  <p class="hint">{d.admin.ceilingsHint}</p>
                </div>
                <DefaultsCard desk={desk} sheet={sheet} />
                <VersionsCard desk={desk} sheet={sheet} />
              </fieldset>
            </div>
          )}
        </div>
      </main>
      {sheet && desk.state !== 'failed' && <SaveBar desk={desk} show={() => {}} />}
    </div>
  );
}

function Side() {
  const { d } = useDesk();
  const links: [string, IconName, string][] = [
    ['platforms', 'plug', d.admin.platforms],
    ['models', 'server', d.admin.models],
    ['quotas', 'settings', d.quota.title],
    ['defaults', 'shield', d.admin.defaults],
    ['versions', 'history', d.admin.versions],
  ];
  return (
    <nav class="nav sidenav" aria-label={d.admin.side}>
      {links.map(([id, icon, name]) => (
        <a
          key={id}
          href={`#sec-${id}`}
          onClick={(e) => {
            e.preventDefault();
            const section = document.getElementById(`sec-${id}`);
            section?.scrollIntoView({ block: 'start' });
            const head = section?.querySelector<HTMLElement>('h2');
            if (head) {
              head.tabIndex = -1;
              head.focus({ preventScroll: true });
            }
          }}
        >
          <Icon name={icon} />
          {name}
        </a>
      ))}
    </nav>
  );
}

function ModelsCard({ desk, sheet }: { desk: Desk; sheet: Sheet }) {
  const { d, f } = useDesk();
  const { models } = desk;
  const allowed = sheet.document.allowed_models;
  const all = allowed === undefined;
  const known = [
    ...models.map((m) => m.id),
    ...(allowed ?? []).filter((id) => !models.some((m) => m.id === id)),
  ];
  const set = (ids: string[] | undefined) => desk.edit('tenant', { allowed_models: ids } as object);
  const flip = (id: string, on: boolean) =>
    set(known.filter((k) => (k === id ? on : all || allowed.includes(k))));
  const fault = sheet.faults.find((x) => x.field.startsWith('/allowed_models'));
  return (
    <section class="card card--flush sec" id="sec-models" aria-labelledby="mo-h">
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
                {[d.admin.model, d.admin.context, d.admin.state, d.admin.allowed].map((name) => (
                  <th key={name} scope="col" role="columnheader">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {known.map((id) => {
                const model = models.find((m) => m.id === id);
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
                      <span
                        class={`tag ${model && model.available !== false ? 'tag--ok' : 'tag--warn'}`}
                      >
                        {model && model.available !== false ? d.admin.available : d.admin.missing}
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
      </div>
    </section>
  );
}

function DefaultsCard({ desk, sheet }: { desk: Desk; sheet: Sheet }) {
  const { d } = useDesk();
  const { document: doc } = sheet;
  const length = faultOf(sheet, '/max_output_tokens');
  const model = faultOf(sheet, '/model');
  return (
    <section class="card sec" id="sec-defaults" aria-labelledby="de-h">
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
