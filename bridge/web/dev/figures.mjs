/* Figures of the stand-in: two weeks of a course as `GET usage` tells them, always the same; and who is near a limit. */
const DAY = 86_400_000;
const SHAPE = [142, 38, 51, 176, 188, 201, 164, 133, 29, 44, 193, 212, 237, 148];
const REFUSED = [0, 0, 0, 2, 3, 2, 0, 1, 0, 0, 6, 9, 14, 8];
const HOURS = [0, 0, 0, 0, 0, 0, 0, 1, 3, 6, 8, 7, 4, 5, 9, 10, 8, 6, 5, 5, 7, 8, 5, 3];
const NAMES = ['K7QX', '3MRA', 'ZD42', 'P9WE', 'H5TB', '8NGS'];

const cellOf = (questions, refused, few = false) => ({
  questions: few ? 0 : questions,
  input_tokens: few ? 0 : questions * 812,
  output_tokens: few ? 0 : questions * 344,
  students: few ? 0 : Math.ceil(questions / 6),
  refused,
  wait_s: few || !questions ? null : questions > 190 ? 8 : 3,
  few,
});

function usage(s, span, now) {
  const empty = s.words.has('empty');
  const count = { 7: 7, 14: 14, term: 50 }[span];
  const days = Array.from({ length: count }, (_, i) => {
    const at = (14 - (count - i) + 140) % 14;
    const few = at === 8;
    return {
      date: new Date(now - (count - 1 - i) * DAY).toISOString().slice(0, 10),
      ...(empty ? cellOf(0, 0) : cellOf(SHAPE[at], REFUSED[at], few)),
    };
  });
  const sum = (name) => days.reduce((n, d) => n + d[name], 0);
  const budget = (used, limit) => ({
    level: 'course',
    scope: 'activity',
    metric: 'tokens',
    window: 'week',
    limit,
    used,
    reserved: 0,
    remaining: Math.max(0, limit - used),
    resets_at: new Date(now + 3 * DAY).toISOString(),
  });
  const shares = [0.62, 0.38, 0];
  return {
    span,
    time_zone: 'Europe/Berlin',
    as_of: new Date(now).toISOString(),
    few: 5,
    total: {
      questions: sum('questions'),
      input_tokens: sum('input_tokens'),
      output_tokens: sum('output_tokens'),
      students: empty ? 0 : 137,
      refused: sum('refused'),
      wait_s: empty ? null : 8,
      wait_half_s: empty ? null : 2,
      wait_longest_s: empty ? null : 30,
      few: !empty,
      refused_by: empty
        ? { limit: 0, closed: 0, service: 0, other: 0 }
        : { limit: sum('refused') - 8, closed: 8, service: 0, other: 0 },
    },
    before: span === 'term' ? null : { questions: Math.round(sum('questions') / 1.18) },
    activities: s.policies.activities(s.lang).map((a, i) => ({
      ...a,
      ...cellOf(empty ? 0 : Math.round(sum('questions') * (shares[i] ?? 0)), 0),
      few: !empty && i > 1,
      gate: i === 0 ? s.gate : i === 1 ? { state: 'open' } : { state: 'over' },
      budget:
        i === 0 ? budget(1_240_000, 2_000_000) : i === 1 ? budget(1_840_000, 2_000_000) : null,
    })),
    days,
    hours: HOURS.map((percent, hour) => ({
      hour,
      questions_percent: empty ? 0 : percent,
      input_tokens_percent: empty ? 0 : percent,
      output_tokens_percent: empty ? 0 : percent,
      refused_percent: empty ? 0 : percent,
      students: empty ? 0 : percent * 9,
      wait_s: empty || !percent ? null : percent > 7 ? 12 : 2,
      few: !empty && hour === 5,
    })),
  };
}

function people(s, now) {
  if (s.words.has('empty')) return [];
  return NAMES.map((name, i) => {
    const grants = [...s.grants.values()].filter((g) => g.person === `person-${name}`);
    const granted = grants.reduce((n, g) => n + g.amount, 0);
    return {
      person: `person-${name}`,
      name,
      activity: i === 5 ? 'a2' : null,
      metric: 'requests',
      window: 'day',
      limit: 20 + granted,
      granted,
      used: [20, 19, 19, 18, 17, 16][i],
      resets_at: new Date(now + DAY / 2).toISOString(),
    };
  }).filter((p) => p.used * 100 >= p.limit * 80);
}

function grades(s, now) {
  const titles = s.policies.activities(s.lang).map((a) => a.title);
  const of = (n, status, reason) =>
    Array.from({ length: n }, (_, i) => ({
      activity: { id: 'a2', title: titles[1] },
      person: `person-${reason ?? status}${i}`,
      status,
      reason,
      attempts: 1,
      at: new Date(now).toISOString(),
      next_at: null,
    }));
  s.grades ??= [...of(2, 'refused', 'column-gone'), ...of(9, 'sent', null)];
  const count = (status) => s.grades.filter((g) => g.status === status).length;
  return {
    counts: { waiting: count('waiting'), sent: count('sent'), refused: count('refused') },
    scores: s.words.has('empty') ? [] : s.grades,
  };
}

/** What the desk asks beside the rules; false: it is something else. */
export function deskAnswer(mock, s, method, head, id, json, url, { send, problem, res }) {
  const now = mock.now();
  s.grants ??= new Map();
  switch (`${method} ${head}`) {
    case 'GET usage': {
      const span = url.searchParams.get('span') ?? '14';
      const figures = usage(s, span, now);
      if (url.searchParams.get('format') !== 'csv') return send(200, figures);
      return res
        .writeHead(200, { 'content-type': 'text/csv; charset=utf-8' })
        .end(
          `date,questions\r\n${figures.days.map((d) => `${d.date},${d.questions}\r\n`).join('')}`,
        );
    }
    case 'GET activities':
      if (id !== 'export.imscc') return false;
      return res.writeHead(200, { 'content-type': 'application/vnd.ims.imsccv1p3' }).end('PK');
    case 'POST activities':
      if (id !== 'import') return false;
      return send(200, {
        activities: [{ id: 'a9', title: 'Sorting <b>', kind: 'tutor', status: 'draft' }],
        left_out: [{ title: 'A forum', reason: 'another-tool' }],
      });
    case 'GET near-limit':
      return send(200, { people: people(s, now) });
    case 'GET scores':
      return send(200, grades(s, now));
    case 'POST scores': {
      const person = url.pathname.split('/')[5];
      for (const g of s.grades)
        if (g.person === person) Object.assign(g, { status: 'waiting', reason: null });
      return send(204);
    }
    case 'POST grants': {
      if (!json.person || !json.amount) return problem(422, 'invalid', { field: '/person' });
      const grant = { id: `g${s.grants.size + 1}`, ...json };
      s.grants.set(grant.id, grant);
      return send(201, grant);
    }
    case 'DELETE grants':
      return s.grants.delete(id) ? send(204) : problem(404, 'not-found');
    default:
      return false;
  }
}
