/* Platforms: the registered LMS and their deployments. A new deployment waits until somebody confirms it. */
import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../api';
import { useDesk } from '../i18n';
import { errorText } from '../problem';
import type { Platform, PlatformStatus } from '../types';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { toast } from '../ui/toast';

const TAGS: Record<PlatformStatus, string> = {
  active: 'tag--ok',
  pending: 'tag--warn',
  disabled: 'tag--plain',
};

export function PlatformsCard({ api }: { api: Api }) {
  const { d, t, f } = useDesk();
  const [platforms, setPlatforms] = useState<Platform[] | null>(null);
  const load = () => api.platforms().then(setPlatforms, () => setPlatforms([]));
  useEffect(() => {
    void load();
  }, []);
  if (!platforms) return null;
  const set = (platform: string, deployment: string, status: PlatformStatus) =>
    api
      .setDeployment(platform, deployment, status)
      .then(() => {
        toast(d.admin.deploymentSaved);
        return load();
      })
      .catch((error: unknown) => toast(errorText(error, t)));
  const rows = platforms.flatMap((p) =>
    (p.deployments.length ? p.deployments : [{ deployment_id: '', status: p.status }]).map((x) => ({
      p,
      x,
    })),
  );
  const waiting = rows.filter(({ x }) => x.deployment_id && x.status === 'pending').length;
  return (
    <section class="card card--flush sec" id="sec-platforms" aria-labelledby="pl-h">
      <div class="card__head">
        <h2 id="pl-h">{d.admin.platforms}</h2>
      </div>
      {rows.length === 0 ? (
        <p class="card__foot hint">{d.admin.noPlatforms}</p>
      ) : (
        <div class="tablebox">
          <table class="table" role="table">
            <caption class="vh">{d.admin.platforms}</caption>
            <thead role="rowgroup">
              <tr role="row">
                {[d.admin.platform, d.admin.deployment, d.admin.since, d.admin.state].map(
                  (name) => (
                    <th key={name} scope="col" role="columnheader">
                      {name}
                    </th>
                  ),
                )}
                <th scope="col" role="columnheader">
                  <span class="vh">{d.admin.enable}</span>
                </th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {rows.map(({ p, x }) => (
                <tr role="row" key={`${p.id} ${x.deployment_id}`}>
                  <th scope="row" role="rowheader">
                    {p.name || p.issuer}
                    <span class="sub sub--line">
                      {[p.profile, p.issuer, p.client_id].join(', ')}
                    </span>
                  </th>
                  <td role="cell" data-label={d.admin.deployment}>
                    <span class="mono">{x.deployment_id}</span>
                  </td>
                  <td role="cell" data-label={d.admin.since}>
                    <span class="num nowrap">{f.dayShort(p.created_at)}</span>
                  </td>
                  <td role="cell" data-label={d.admin.state}>
                    <span class={`tag ${TAGS[x.status]}`}>{d.admin.status[x.status]}</span>
                  </td>
                  <td role="cell">
                    {x.deployment_id &&
                      (x.status === 'active' ? (
                        <button
                          type="button"
                          class="btn btn--s btn--quiet"
                          aria-label={d.admin.disableAria(x.deployment_id)}
                          onClick={() => void set(p.id, x.deployment_id, 'disabled')}
                        >
                          {d.admin.disable}
                        </button>
                      ) : (
                        <button
                          type="button"
                          class="btn btn--s"
                          aria-label={d.admin.enableAria(x.deployment_id)}
                          onClick={() => void set(p.id, x.deployment_id, 'active')}
                        >
                          <Icon name="check" small />
                          {d.admin.enable}
                        </button>
                      ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {waiting > 0 && (
        <div class="card__foot">
          <Notice
            kind="warn"
            icon="warning"
            title={d.admin.pendingTitle(waiting)}
            text={d.admin.pending}
          />
        </div>
      )}
    </section>
  );
}
