/*
 * Platforms: the registered LMS, tested for real, switched off and on; their deployments, of which a
 * new one waits until somebody confirms it; and the link that invites another.
 */
import { useEffect, useState } from 'preact/hooks';
import { serviceUrl, type Api } from '../api';
import { useDesk } from '../i18n';
import { errorText } from '../problem';
import type { Platform, PlatformStatus } from '../types';
import { announce } from '../ui/announce';
import { copyText } from '../ui/clipboard';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { Dialog } from '../ui/pop';
import { toast } from '../ui/toast';
import { invite, setPlatform, testPlatform, type Test } from './api';
import { CheckHelp, Checks } from './checks';

const nameOf = (p: Platform): string => p.name || new URL(p.issuer).host;

export function PlatformsCard({ api, changed }: { api: Api; changed: () => void }) {
  const { d, t } = useDesk();
  const { platform: words } = d.admin;
  const [platforms, setPlatforms] = useState<Platform[] | null>(null);
  const [tests, setTests] = useState<Record<string, Test>>({});
  const [busy, setBusy] = useState<string[]>([]);
  const [link, setLink] = useState<{ url: string; expires_at: string } | null>(null);
  const [off, setOff] = useState<Platform | null>(null);
  const fail = (error: unknown) => toast(errorText(error, t));
  const load = () => api.platforms().then(setPlatforms, fail);
  useEffect(() => {
    void load();
  }, []);
  const done = (said: string) => {
    toast(said);
    changed();
    return load();
  };
  const test = async (p: Platform) => {
    if (busy.includes(p.id)) return;
    setBusy((now) => [...now, p.id]);
    try {
      const result = await testPlatform(api, p.id);
      setTests((now) => ({ ...now, [p.id]: result }));
      announce(words.said(nameOf(p)));
    } catch (error) {
      fail(error);
    } finally {
      setBusy((now) => now.filter((id) => id !== p.id));
    }
  };
  const status = (p: Platform, to: 'active' | 'disabled') =>
    setPlatform(api, p.id, to).then(() => done(words.saved), fail);
  if (!platforms) return <p class="hint">{t.common.loading}</p>;
  const active = platforms.filter((p) => p.status === 'active');
  return (
    <>
      <section class="card card--flush sec" aria-labelledby="pl-h">
        <div class="card__head">
          <h2 id="pl-h">{d.admin.platforms}</h2>
          <div class="row">
            {active.length > 1 && (
              <button
                type="button"
                class="btn btn--s"
                onClick={() =>
                  void active.reduce((one, p) => one.then(() => test(p)), Promise.resolve())
                }
              >
                <Icon name="again" />
                {words.testAll}
              </button>
            )}
            <button
              type="button"
              class="btn btn--s btn--main"
              onClick={() => void invite(api).then(setLink, fail)}
            >
              <Icon name="plus" />
              {words.invite}
            </button>
          </div>
        </div>
        {platforms.length === 0 && (
          <div class="empty">
            <Icon name="plug" />
            <h3>{words.none}</h3>
            <p>{words.noneText}</p>
          </div>
        )}
        {platforms.map((p) => (
          <PlatformRow
            key={p.id}
            platform={p}
            test={tests[p.id]}
            busy={busy.includes(p.id)}
            run={() => void test(p)}
            enable={() => void status(p, 'active')}
            disable={() => setOff(p)}
            decide={(deployment, to) =>
              void api.setDeployment(p.id, deployment, to).then(() => done(words.changed), fail)
            }
          />
        ))}
      </section>
      {link && <InviteDialog link={link} close={() => setLink(null)} />}
      {off && (
        <Dialog
          title={words.offTitle(nameOf(off))}
          onClose={() => setOff(null)}
          foot={
            <>
              <button type="button" class="btn" data-first onClick={() => setOff(null)}>
                {t.common.cancel}
              </button>
              <button
                type="button"
                class="btn btn--danger"
                onClick={() => {
                  setOff(null);
                  void status(off, 'disabled');
                }}
              >
                {words.off}
              </button>
            </>
          }
        >
          <p>{words.offText}</p>
        </Dialog>
      )}
    </>
  );
}

const TAGS: Record<PlatformStatus, string> = {
  active: 'tag--ok',
  pending: 'tag--warn',
  disabled: 'tag--plain',
};

interface RowProps {
  platform: Platform;
  test: Test | undefined;
  busy: boolean;
  run: () => void;
  enable: () => void;
  disable: () => void;
  decide: (deployment: string, status: PlatformStatus) => void;
}

function PlatformRow({ platform: p, test, busy, run, enable, disable, decide }: RowProps) {
  const { d, f } = useDesk();
  const { platform: words } = d.admin;
  const name = nameOf(p);
  const waiting = p.deployments.filter((x) => x.status === 'pending').length;
  return (
    <article class="platform" aria-labelledby={`p-${p.id}`}>
      <div class="platform__head">
        <div class="grow">
          <h3 id={`p-${p.id}`}>{name}</h3>
          <p class="hint">
            {[p.profile, p.issuer, p.client_id, words.count(p.deployments.length)].join(', ')}
          </p>
        </div>
        {p.status !== 'active' && (
          <span class={`tag ${TAGS[p.status]}`}>{d.admin.status[p.status]}</span>
        )}
        {p.status === 'active' ? (
          <>
            <button
              type="button"
              class="btn btn--s"
              aria-label={words.testAria(name)}
              aria-busy={busy}
              onClick={run}
            >
              {busy ? words.testing : words.test}
            </button>
            <button
              type="button"
              class="btn btn--s btn--quiet"
              aria-label={words.offAria(name)}
              onClick={disable}
            >
              {words.off}
            </button>
          </>
        ) : (
          <button type="button" class="btn btn--s" aria-label={words.onAria(name)} onClick={enable}>
            {words.on}
          </button>
        )}
      </div>
      {test && (
        <div class="stack stack--s">
          <p class="row">
            <Checks test={test} />
            <span class="hint num">{words.tested(f.clock(test.tested_at))}</span>
          </p>
          <CheckHelp name={name} test={test} />
        </div>
      )}
      {waiting > 0 && (
        <Notice
          kind="warn"
          icon="warning"
          title={d.admin.pendingTitle(waiting)}
          text={d.admin.pending}
        />
      )}
      <ul class="lines" role="list" aria-label={words.deployments(name)}>
        {p.deployments.map((x) => (
          <li key={x.deployment_id}>
            <span class="grow">{words.deployment(x.deployment_id)}</span>
            <span class={`tag ${TAGS[x.status]}`}>{d.admin.status[x.status]}</span>
            {x.status === 'active' ? (
              <button
                type="button"
                class="btn btn--s btn--quiet"
                aria-label={words.offAria(x.deployment_id)}
                onClick={() => decide(x.deployment_id, 'disabled')}
              >
                {words.off}
              </button>
            ) : (
              <button
                type="button"
                class="btn btn--s"
                aria-label={words.confirmAria(x.deployment_id)}
                onClick={() => decide(x.deployment_id, 'active')}
              >
                <Icon name="check" small />
                {words.confirm}
              </button>
            )}
          </li>
        ))}
      </ul>
    </article>
  );
}

function InviteDialog({
  link,
  close,
}: {
  link: { url: string; expires_at: string };
  close: () => void;
}) {
  const { d, t, f } = useDesk();
  const { platform: words } = d.admin;
  const copy = () =>
    copyText(link.url, document.getElementById('invite-url')!).then(
      (end) => end === 'copied' && toast(words.copied),
    );
  return (
    <Dialog
      title={words.inviteTitle}
      onClose={close}
      foot={
        <>
          <a
            class="btn btn--quiet"
            href={serviceUrl('lti/config').href}
            target="_blank"
            rel="noopener"
          >
            {words.manual}
          </a>
          <button type="button" class="btn" onClick={close}>
            {t.common.close}
          </button>
          <button type="button" class="btn btn--main" data-first onClick={() => void copy()}>
            <Icon name="copy" />
            {d.admin.key.copy}
          </button>
        </>
      }
    >
      <p>{words.inviteText(f.dayTime(link.expires_at))}</p>
      <p class="secret mono" id="invite-url" tabIndex={0}>
        {link.url}
      </p>
    </Dialog>
  );
}
