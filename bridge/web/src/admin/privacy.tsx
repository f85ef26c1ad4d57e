/* Privacy: how long things are kept, and the texts that students see, read once by who must know. */
import { useState } from 'preact/hooks';
import { ApiError, type Api } from '../api';
import { useDesk } from '../i18n';
import { errorText } from '../problem';
import { FirstUseFacts } from '../student/notice';
import { Field, tied } from '../ui/field';
import { Icon } from '../ui/icon';
import { NumberInput } from '../ui/number';
import { toast } from '../ui/toast';
import { setTenant, type Tenant, type TenantChange } from './api';

interface Props {
  api: Api;
  tenant: Tenant;
  reload: () => Promise<void>;
}

export function PrivacyView({ api, tenant, reload }: Props) {
  return (
    <div class="stack">
      <SettingsCard key={JSON.stringify(tenant)} api={api} tenant={tenant} reload={reload} />
      <TextsCard api={api} tenant={tenant} reload={reload} />
    </div>
  );
}

function SettingsCard({ api, tenant, reload }: Props) {
  const { d, t, f } = useDesk();
  const { privacy: words } = d.admin;
  const [change, setChange] = useState<TenantChange>({});
  const [fault, setFault] = useState<{ field: string; text: string; fromServer: true } | null>(
    null,
  );
  const now = { ...tenant, ...change };
  const edit = (more: TenantChange) => {
    setChange({ ...change, ...more });
    setFault(null);
  };
  const save = async (e: Event) => {
    e.preventDefault();
    try {
      await setTenant(api, change);
      toast(words.saved);
      await reload();
    } catch (error) {
      const problem = error instanceof ApiError ? error.problem : null;
      if (!problem?.field) return toast(errorText(error, t));
      setFault({ field: problem.field, text: problem.detail ?? '', fromServer: true });
    }
  };
  const faultOf = (name: string) => (fault?.field === `/${name}` ? fault : undefined);
  return (
    <section class="card sec" aria-labelledby="pr-h">
      <div class="card__head">
        <h2 id="pr-h">{d.admin.views.privacy}</h2>
      </div>
      <form class="fields fields--two" onSubmit={(e) => void save(e)} noValidate>
        <Field
          id="retention"
          label={words.retention}
          hint={words.retentionHint(f.number(tenant.retention_days_max))}
          fault={faultOf('retention_days')}
        >
          <NumberInput
            value={now.retention_days}
            set={(n) => edit({ retention_days: n ?? 0 })}
            attributes={tied('retention', faultOf('retention_days'), true)}
          />
        </Field>
        <Field id="url" label={words.url} hint={words.urlHint} fault={faultOf('privacy_url')}>
          <input
            class="input"
            type="url"
            maxLength={500}
            value={now.privacy_url ?? ''}
            onInput={(e) => edit({ privacy_url: e.currentTarget.value.trim() })}
            {...tied('url', faultOf('privacy_url'), true)}
          />
        </Field>
        <Field id="zone" label={words.zone} hint={words.zoneHint} fault={faultOf('time_zone')}>
          <input
            class="input"
            maxLength={64}
            value={now.time_zone}
            onInput={(e) => edit({ time_zone: e.currentTarget.value.trim() })}
            {...tied('zone', faultOf('time_zone'), true)}
          />
        </Field>
        <Field id="copies" label={words.copies}>
          <select
            class="select"
            id="copies"
            value={now.copies}
            onChange={(e) => edit({ copies: e.currentTarget.value as Tenant['copies'] })}
          >
            <option value="draft">{words.copiesDraft}</option>
            <option value="active">{words.copiesActive}</option>
          </select>
        </Field>
        <Field id="deployments" label={words.deployments}>
          <select
            class="select"
            id="deployments"
            value={now.deployments}
            onChange={(e) => edit({ deployments: e.currentTarget.value as Tenant['deployments'] })}
          >
            <option value="pending">{words.deploymentsPending}</option>
            <option value="active">{words.deploymentsActive}</option>
          </select>
        </Field>
        {Object.keys(change).length > 0 && (
          <div class="row">
            <button type="submit" class="btn btn--main">
              {words.save}
            </button>
          </div>
        )}
      </form>
    </section>
  );
}

function TextsCard({ api, tenant, reload }: Props) {
  const { d, t, f } = useDesk();
  const { privacy: words } = d.admin;
  const confirm = (yes: boolean) =>
    setTenant(api, { privacy_checked: yes })
      .then(reload)
      .catch((error: unknown) => toast(errorText(error, t)));
  return (
    <section class="card sec" aria-labelledby="texts-h">
      <div class="card__head">
        <h2 id="texts-h">{words.textsTitle}</h2>
      </div>
      <div class="stack">
        <p class="hint">{words.textsHint}</p>
        <FirstUseFacts
          model={null}
          notice={{
            accepted: false,
            operator: tenant.operator,
            retention_days: tenant.retention_days,
            review: 'none',
            privacy_url: tenant.privacy_url,
          }}
        />
        {tenant.privacy_checked_at ? (
          <p class="row">
            <span class="tag tag--ok">
              <Icon name="check" small />
              {words.confirmed(f.dayYear(tenant.privacy_checked_at))}
            </span>
            <button type="button" class="btn btn--s btn--quiet" onClick={() => void confirm(false)}>
              {words.withdraw}
            </button>
          </p>
        ) : (
          <div class="row">
            <button type="button" class="btn btn--main" onClick={() => void confirm(true)}>
              <Icon name="check" />
              {words.confirm}
            </button>
          </div>
        )}
      </div>
    </section>
  );
}
