/* Policies of the stand-in: three levels, versions, what is in force and who set it. */

const iso = (ms) => new Date(ms).toISOString();
const DAY = 86_400_000;
const MODELS = [
  {
    id: 'mistral-small-3.2-24b',
    backend: 'central',
    operator: 'Lindental University, IT Services',
    label: '',
    context_tokens: 32768,
    available: true,
  },
  {
    id: 'qwen3-30b-a3b',
    backend: 'central',
    operator: 'Lindental University, IT Services',
    label: '',
    context_tokens: 65536,
    available: true,
  },
  {
    id: 'gpt-oss-120b',
    backend: 'spare',
    operator: 'Lindental University, IT Services',
    label: '',
    context_tokens: 131072,
    available: false,
  },
];

const preset = (language) => (id, title, system_prompt) => ({
  id,
  language,
  title,
  summary: title,
  system_prompt,
});
const PRESETS = {
  en: [
    ['hint-ladder', 'Hint ladder', 'You are a patient tutor.'],
    ['socratic', 'Socratic', 'You are a Socratic tutor.'],
  ].map((p) => preset('en')(...p)),
  de: [
    ['hint-ladder', 'Hinweisleiter', 'Du bist ein geduldiger Tutor.'],
    ['socratic', 'Sokratisch', 'Du bist ein sokratischer Tutor.'],
  ].map((p) => preset('de')(...p)),
};

export class Policies {
  constructor(lang, now) {
    this.now = now;
    const prompt =
      lang === 'de'
        ? 'Sie sind ein geduldiger Tutor für {course_title}. Antworten Sie auf {language}.\n\nHelfen Sie in Schritten, ein Schritt je Antwort:\n1. Fragen Sie, was schon versucht wurde.\n2. Geben Sie einen Hinweis, der die Idee nennt, nicht die Lösung.\n3. Zeigen Sie ein kleines Beispiel mit anderen Zahlen.\n4. Erst dann zeigen Sie einen Teil der Lösung.'
        : 'You are a patient tutor for {course_title}. Answer in {language}.\n\nHelp in steps, one step per answer:\n1. Ask what the student has tried.\n2. Give one hint that names the idea, not the solution.\n3. Show a small example with other numbers.\n4. Only then show a part of the solution.';
    const course =
      lang === 'de'
        ? 'Sie sind Tutor im Kurs Algorithmen und Datenstrukturen. Nutzen Sie Pseudocode oder Python. Sprechen Sie nicht über Noten.'
        : 'You are a tutor in the course Algorithms and Data Structures. Use pseudocode or Python. Do not discuss grades.';
    this.levels = {
      tenant: [
        {
          allowed_models: MODELS.slice(0, 2).map((m) => m.id),
          max_output_tokens: 4000,
          review: 'pseudonymous',
          quotas: [
            { scope: 'user', metric: 'requests', window: 'day', value: 40 },
            { scope: 'user', metric: 'requests', window: 'minute', value: 4 },
            { scope: 'course', metric: 'tokens', window: 'month', value: 6_000_000 },
          ],
        },
      ],
      course: [
        {
          system_prompt: course,
          max_output_tokens: 1500,
          review: 'themes',
          exam_lock: false,
          weekly: [
            { days: [1, 2, 3, 4], from: '06:00', until: '22:00' },
            { days: [5], from: '06:00', until: '18:00' },
          ],
          quotas: [{ scope: 'user', metric: 'requests', window: 'day', value: 30 }],
        },
      ],
      activity: [
        {
          system_prompt: prompt.replace(
            /\n3\. .*/,
            lang === 'de' ? '\n3. Zeigen Sie ein Beispiel.' : '\n3. Show an example.',
          ),
          quotas: [{ scope: 'user', metric: 'requests', window: 'day', value: 30 }],
        },
        {
          system_prompt: prompt,
          model: MODELS[0].id,
          temperature: 0.4,
          max_output_tokens: 800,
          open_from: '2026-10-12T06:00:00Z',
          open_until: '2027-01-31T22:59:00Z',
          starters: [
            'Where does the log in n log n come from?',
            'Quiz me: which sort is stable, and why?',
          ],
          quotas: [
            { scope: 'user', metric: 'requests', window: 'day', value: 20 },
            { scope: 'activity', metric: 'tokens', window: 'week', value: 400_000 },
            { scope: 'user', metric: 'requests', window: 'minute', value: 6 },
          ],
        },
      ],
    };
    this.copied = false;
    this.stamps = Object.fromEntries(
      Object.entries(this.levels).map(([level, docs]) => [
        level,
        docs.map((_, n) => this.now() - (docs.length - n) * 7 * DAY),
      ]),
    );
  }
  document(level) {
    return this.levels[level].at(-1);
  }
  store(level, document) {
    this.levels[level].push(document);
    this.stamps[level].push(this.now());
    return this.levels[level].length;
  }
  lock(on, until) {
    const { exam_until: _, ...document } = this.document('course');
    return this.store('course', {
      ...document,
      exam_lock: on,
      ...(until ? { exam_until: until } : {}),
    });
  }

  effective(session) {
    const values = {};
    const origins = {};
    for (const level of ['tenant', 'course', 'activity'])
      for (const [name, value] of Object.entries(this.document(level))) {
        if (name === 'quotas' || name === 'system_prompt' || name === 'allowed_models') continue;
        values[name] = value;
        origins[name] = level;
      }
    const limits = ['tenant', 'course', 'activity'].flatMap((level) =>
      (this.document(level).quotas ?? []).map((q) => ({
        level,
        scope: q.scope,
        role: q.role ?? '',
        metric: q.metric,
        window: q.window,
        limit: q.value,
        used: Math.floor(q.value * 0.3),
        reserved: 0,
        remaining: q.value - Math.floor(q.value * 0.3),
        resets_at: iso(this.now() + DAY / 2),
      })),
    );
    return { values, origins, limits, gate: session.gate, time_zone: 'Europe/Berlin' };
  }

  activities(lang) {
    const de = lang === 'de';
    return [
      {
        id: 'a1',
        title: de ? 'Tutor: Sortieren und Laufzeit' : 'Tutor: sorting and running time',
        kind: 'tutor',
        status: this.copied ? 'draft' : 'active',
      },
      { id: 'a2', title: de ? 'Tutor: Graphen' : 'Tutor: graphs', kind: 'tutor', status: 'active' },
    ];
  }

  answer(session, method, head, level, tail, extra, json, { send, problem }) {
    if (session.role === 'student') return problem(403, 'forbidden');
    if (method === 'GET' && head === 'models') return send(200, { models: MODELS });
    if (method === 'GET' && head === 'presets')
      return send(200, {
        presets: PRESETS[session.lang].concat(PRESETS[session.lang === 'de' ? 'en' : 'de']),
      });
    if (method === 'POST' && head === 'activities' && tail === 'confirm') {
      this.copied = false;
      return send(204);
    }
    if (method === 'GET' && head === 'activities')
      return send(200, { activities: this.activities(session.lang) });
    if (method === 'GET' && head === 'policy') return send(200, this.effective(session));
    if (head !== 'policies' || !this.levels[level]) return problem(404, 'not-found');
    if (level === 'tenant' && session.role !== 'admin') return problem(403, 'forbidden');
    const rows = this.levels[level];
    if (method === 'PUT') {
      if (json.base_version !== rows.length)
        return problem(409, 'stale-version', { version: rows.length });
      const { document } = json;
      if (document.temperature > 2)
        return problem(422, 'invalid', { field: '/temperature', detail: 'A number from 0 to 2.' });
      if (document.max_output_tokens > 1500 && level !== 'tenant')
        return problem(422, 'invalid', {
          field: '/max_output_tokens',
          detail: 'At most 1500 here.',
        });
      const bad = (document.quotas ?? []).findIndex((q) => !(q.value >= 0));
      if (bad >= 0)
        return problem(422, 'invalid', {
          field: `/quotas/${bad}/value`,
          detail: 'A whole number, 0 or more.',
        });
      return send(200, { version: this.store(level, document) });
    }
    if (tail === 'versions' && extra) {
      const n = Number(extra);
      return send(200, {
        version: n,
        author: 'K7QX',
        created_at: iso(this.stamps[level][n - 1]),
        document: rows[n - 1],
      });
    }
    if (tail === 'versions')
      return send(200, {
        versions: rows
          .map((_, n) => ({
            version: n + 1,
            author: n % 2 ? 'K7QX' : 'M2RD',
            created_at: iso(this.stamps[level][n]),
          }))
          .reverse(),
      });
    return send(200, { level, version: rows.length, document: rows.at(-1), editable: true });
  }
}
