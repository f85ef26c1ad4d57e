/* Checks: what a test of an LMS found, as tags, and the first problem in a sentence with what helps. */
import { useDesk, type DeskTexts } from '../i18n';
import { copyText } from '../ui/clipboard';
import { Icon, type IconName } from '../ui/icon';
import { Notice } from '../ui/notice';
import { toast } from '../ui/toast';
import type { Check, Test } from './api';

const LOOK: Record<Check['state'], [string, IconName]> = {
  ok: ['tag--ok', 'check'],
  warn: ['tag--warn', 'warning'],
  failed: ['tag--danger', 'warning'],
  skipped: ['tag--plain', 'minus'],
};

/** "Clock: 48 s ahead", "Roster: not tested, after the first launch", "Keys: fine". */
export function checkWords(check: Check, d: DeskTexts): string {
  const { names, states, ahead, behind, skipped, title } = d.admin.check;
  const name = names[check.name] ?? check.name;
  if (check.reason === 'apart' && check.value !== null)
    return title(name, check.value > 0 ? ahead(check.value) : behind(-check.value));
  const state = states[check.state] ?? check.state;
  if (check.state === 'skipped' && check.reason)
    return title(name, `${state}, ${skipped[check.reason] ?? check.reason}`);
  return title(name, check.reason === 'http' ? `${state}, HTTP ${check.value}` : state);
}

export function Checks({ test }: { test: Test }) {
  const { d } = useDesk();
  return (
    <span class="tests">
      {test.checks.map((check) => {
        const [look, icon] = LOOK[check.state];
        return (
          <span key={check.name} class={`tag ${look}`}>
            <Icon name={icon} small />
            {checkWords(check, d)}
          </span>
        );
      })}
    </span>
  );
}

/** Nothing where nothing is wrong. */
export function CheckHelp({ name, test }: { name: string; test: Test }) {
  const { d } = useDesk();
  const wrong = test.checks.filter((c) => c.state === 'failed' || c.state === 'warn');
  const first = wrong[0];
  const help = first && d.admin.check.help[`${first.name} ${first.reason}`];
  if (!first) return null;
  const copy = () =>
    copyText(
      [name, test.tested_at, ...test.checks.map((c) => checkWords(c, d)), help ?? ''].join('\n'),
    ).then((end) => end === 'copied' && toast(d.admin.platform.copied));
  return (
    <Notice
      kind={first.state === 'failed' ? 'danger' : 'warn'}
      icon="warning"
      title={d.admin.check.title(name, checkWords(first, d))}
      text={help}
    >
      <button type="button" class="btn btn--s" onClick={() => void copy()}>
        <Icon name="copy" />
        {d.admin.platform.copy}
      </button>
    </Notice>
  );
}
