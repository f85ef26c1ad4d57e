/* Set-up: what is left until the first student can open a tutor. It ends with a working launch. */
import { useDesk } from '../i18n';
import { serviceUrl } from '../api';
import { Icon } from '../ui/icon';
import { STEPS, type Step, type Tenant } from './api';
import type { View } from './page';

const LEADS: Partial<Record<Step, View>> = {
  platform: 'platforms',
  models: 'models',
  ceilings: 'ceilings',
  privacy: 'privacy',
};

export function SetupCard({ tenant, go }: { tenant: Tenant; go: (view: View) => void }) {
  const { d } = useDesk();
  const { setup } = d.admin;
  const done = STEPS.filter((step) => tenant.steps[step]).length;
  const next = STEPS.find((step) => !tenant.steps[step]);
  return (
    <section class="card sec" aria-labelledby="setup-h">
      <div class="card__head">
        <h2 id="setup-h">{setup.head(done, STEPS.length)}</h2>
        <span class="hint">{setup.ends}</span>
      </div>
      <ol class="steps" role="list">
        {STEPS.map((step, n) => {
          const [title, text, action] = setup.steps[step] as [string, string, string];
          const is = tenant.steps[step] ? 'done' : step === next ? 'next' : '';
          const lead = LEADS[step];
          return (
            <li key={step} class={is && `is-${is}`}>
              <span class="steps__n">
                {is === 'done' ? <Icon name="check" small /> : n + 1}
                {is && <span class="vh">{setup[is]}</span>}
              </span>
              <div>
                <h3>{title}</h3>
                <p>{text}</p>
              </div>
              {is !== 'done' &&
                (lead ? (
                  <button
                    type="button"
                    class={`btn btn--s${is === 'next' ? ' btn--main' : ''}`}
                    onClick={() => go(lead)}
                  >
                    {action}
                  </button>
                ) : (
                  <a
                    class={`btn btn--s${is === 'next' ? ' btn--main' : ''}`}
                    href={serviceUrl('lti/config').href}
                    target="_blank"
                    rel="noopener"
                  >
                    {action}
                  </a>
                ))}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
