/* Admin mock: the university's own part of docs/api.md. Words in the code: `new` (nothing set up yet). */
import { DAY, HOUR, iso } from './state.mjs';

const ACTIONS = [
  ['grant.added', 'course'],
  ['exam.locked', 'course'],
  ['policy.stored', 'course'],
  ['deployment.confirmed', null],
  ['key.added', null],
  ['tenant.set', null],
];

export class University {
  constructor(words, now) {
    this.now = now;
    this.fresh = words.has('new');
    this.tenant = {
      name: 'Lindental University',
      time_zone: 'Europe/Berlin',
      operator: 'State data centre',
      copies: 'draft',
      deployments: 'pending',
      retention_days: 180,
      retention_days_max: 180,
      privacy_url: null,
      privacy_checked_at: null,
    };
    this.keys = this.fresh
      ? []
      : [this.key('https://moodle.lindental.example', 180), this.key('Statistics, notebook', 90)];
    this.platforms = this.fresh
      ? []
      : [
          {
            id: 'p1',
            name: 'Moodle',
            profile: 'moodle',
            status: 'active',
            issuer: 'https://moodle.lindental.example',
            client_id: 'Zx81kTq',
            created_at: iso(now() - 19 * DAY),
            deployments: [{ deployment_id: '1', status: 'active' }],
          },
          {
            id: 'p2',
            name: 'ILIAS',
            profile: 'ilias',
            status: 'active',
            issuer: 'https://ilias.lindental.example',
            client_id: 'kibridge',
            created_at: iso(now() - 3 * DAY),
            deployments: [
              { deployment_id: '4', status: 'active' },
              { deployment_id: '7', status: 'pending' },
            ],
          },
        ];
  }

  key(name, days) {
    this.made = (this.made ?? 0) + 1;
    return {
      id: `key${this.made}`,
      name,
      level: 'tenant',
      by_lms: name.startsWith('https:'),
      created_at: iso(this.now() - 5 * DAY),
      expires_at: days ? iso(this.now() + days * DAY) : null,
      revoked_at: null,
    };
  }

  steps(document) {
    return {
      platform: this.platforms.some((p) => p.status === 'active'),
      models: Boolean(document.allowed_models) && !this.fresh,
      ceilings: Boolean(document.quotas) && !this.fresh,
      privacy: this.tenant.privacy_checked_at !== null,
      launch: !this.fresh,
    };
  }

  courses(words) {
    if (this.fresh) return { courses: [], more: false };
    const titles = [
      ['Algorithmen und Datenstrukturen', 5, 1834, 4_120_000],
      ['Statistics I', 3, 902, 1_770_000],
      ['Physiologie 2', 2, 611, 940_000],
      ['Academic Writing B2', 4, 120, 210_000],
      ['Lineare Algebra I <script>', 1, 0, 0],
    ];
    const list = titles
      .filter(([title]) => title.toLowerCase().includes(words.toLowerCase()))
      .map(([title, activities, questions, tokens], n) => ({
        id: `c${n}`,
        title,
        label: title.slice(0, 3).toUpperCase(),
        created_at: iso(this.now() - (n + 1) * 11 * DAY),
        activities,
        questions,
        tokens,
      }));
    return { courses: list, more: false };
  }

  audit(after) {
    const from = after ? Number(after) : 0;
    const entries = Array.from({ length: 50 }, (_, n) => {
      const [action, course] = ACTIONS[(from + n) % ACTIONS.length];
      return {
        id: `e${from + n}`,
        at: iso(this.now() - (from + n) * HOUR),
        actor: n % 7 ? 'K7QX29fa' : 'operator',
        action,
        object: 'course:c1',
        course: course && { id: 'c1', title: 'Algorithmen und Datenstrukturen' },
        detail: {},
      };
    });
    return { entries: this.fresh ? [] : entries, next: from || this.fresh ? null : '50' };
  }

  test(id) {
    const good = (name, value = null) => ({ name, state: 'ok', reason: null, value });
    const late = { name: 'clock', state: 'failed', reason: 'apart', value: 48 };
    const checks =
      id === 'p1'
        ? [good('keys', 1), good('clock', 0), good('token'), good('roster'), good('grades')]
        : [
            good('keys', 2),
            late,
            { name: 'token', state: 'failed', reason: 'refused', value: null },
            { name: 'roster', state: 'skipped', reason: 'no-token', value: null },
            { name: 'grades', state: 'skipped', reason: 'no-launch', value: null },
          ];
    return { tested_at: iso(this.now()), checks };
  }

  set(change, { send, problem }) {
    const { privacy_checked: checked, ...rest } = change;
    if (rest.retention_days > 180 || rest.retention_days < 1)
      return problem(422, 'invalid', { field: '/retention_days', detail: 'From 1 to 180.' });
    if (rest.privacy_url && !rest.privacy_url.startsWith('https://'))
      return problem(422, 'invalid', { field: '/privacy_url', detail: 'https://, please.' });
    Object.assign(
      this.tenant,
      rest,
      'privacy_url' in rest && { privacy_url: rest.privacy_url || null },
    );
    if (checked !== undefined) this.tenant.privacy_checked_at = checked ? iso(this.now()) : null;
    return send(204);
  }

  /** @return false: not one of these */
  answer(session, method, head, id, tail, json, url, reply) {
    const { send, problem } = reply;
    if (!['tenant', 'courses', 'audit', 'invites', 'keys', 'platforms'].includes(head))
      return false;
    if (session.role !== 'admin' && head !== 'keys') return problem(403, 'forbidden');
    const platform = head === 'platforms' && this.platforms.find((p) => p.id === id);
    switch (`${method} ${head}${tail ? `/${tail}` : ''}`) {
      case 'GET tenant':
        return send(200, {
          ...this.tenant,
          steps: this.steps(session.policies.document('tenant')),
        });
      case 'PUT tenant':
        return this.set(json, reply);
      case 'GET courses':
        return send(200, this.courses(url.searchParams.get('q') ?? ''));
      case 'GET audit':
        return send(200, this.audit(url.searchParams.get('after')));
      case 'POST invites':
        return send(201, {
          url: 'https://ki.lindental.example/lti/register/?t=Zk3vYpQ0c7mWb1x9',
          expires_at: iso(this.now() + 7 * DAY),
        });
      case 'GET platforms':
        return send(200, { platforms: this.platforms });
      case 'PUT platforms':
        platform.status = json.status;
        return send(204);
      case 'POST platforms/test':
        return send(200, this.test(id));
      case 'PUT platforms/deployments':
        platform.deployments.find((x) => x.deployment_id === json.deployment_id).status =
          json.status;
        return send(204);
      case 'GET keys':
        return send(200, { keys: this.keys });
      case 'POST keys': {
        const key = {
          ...this.key(json.name, json.expires_days),
          level: json.level,
          created_at: iso(this.now()),
        };
        this.keys.push(key);
        return send(201, { ...key, secret: 'kb-8Qw3rTyUiOpAsDfGhJkLzXcVbNm0192837465ab' });
      }
      case 'DELETE keys':
        this.keys.find((k) => k.id === id).revoked_at = iso(this.now());
        return send(204);
      default:
        return problem(404, 'not-found');
    }
  }
}
