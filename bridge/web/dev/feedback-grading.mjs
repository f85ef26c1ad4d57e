/* The lecturer's half of the feedback mock: the assignment with its versions, and the release table. */
import { PEOPLE } from './feedback-content.mjs';

const HOUR = 3_600_000;
const iso = (ms) => new Date(ms).toISOString();

export class Grading {
  constructor(feedback) {
    this.feedback = feedback;
    const { c, words, session } = feedback;
    this.now = session.now;
    const first = {
      task: c.task,
      kind: 'lab_report',
      tone: 'encouraging',
      attempts: 2,
      visibility: 'draft',
      rubric: { criteria: feedback.rubric },
    };
    this.documents = words.has('unsaved')
      ? []
      : [
          first,
          {
            ...first,
            attempts: 3,
            due: feedback.due,
            sample_solution: c.solution,
            ...(words.has('practice') ? { visibility: 'formative' } : {}),
          },
        ];
    this.starting = { ...first, task: '', attempts: 3, visibility: 'formative' };
    this.drafts = words.has('nobody') || session.role === 'student' ? [] : this.people();
    this.released = []; // ids, in the order they were released
  }

  people() {
    const { feedback } = this;
    const states = [
      'draft',
      'edited',
      'draft',
      'look',
      'sent',
      'waiting',
      'refused',
      'draft',
      'judging',
    ];
    const drafts = states.map((state, n) => {
      const text = feedback.c.texts[n % 2];
      const hint = state === 'look' ? `\n\n(${feedback.c.suspicion}.)` : '';
      const attempt = feedback.attempt(text + hint, this.now() - (n + 2) * 5 * HOUR);
      feedback.attempts.pop();
      feedback.judge(attempt, n % 2);
      if (hint) attempt.criteria = feedback.feedbackFor(text, n % 2);
      attempt.number = (n % 3) + 1;
      const sum = (list) => list.reduce((points, k) => points + k.points, 0);
      for (const k of attempt.criteria)
        k.draft = { level: k.level, points: k.points, advice: k.advice, next_step: k.next_step };
      attempt.draft_points = sum(attempt.criteria);
      if (state === 'edited') attempt.criteria[0].points += 0.5;
      const start = attempt.text.indexOf(feedback.c.suspicion);
      return Object.assign(attempt, {
        student: { person: `p${n + 1}`, name: PEOPLE[n] },
        state,
        status: ['sent', 'waiting', 'refused'].includes(state)
          ? 'released'
          : state === 'judging'
            ? 'judging'
            : 'held',
        seen: ['edited', 'sent', 'waiting', 'refused'].includes(state),
        reported: n === 2,
        points: state === 'judging' ? null : sum(attempt.criteria),
        rubric: feedback.rubric,
        suspicions: hint
          ? [
              {
                quote: feedback.c.suspicion,
                start,
                end: start + feedback.c.suspicion.length,
                reason: 'asks-for-points',
              },
            ]
          : [],
        grade: ['sent', 'waiting', 'refused'].includes(state)
          ? {
              status: state,
              reason: state === 'refused' ? 'column-gone' : null,
              at: iso(this.now() - HOUR),
            }
          : null,
        history: [
          { at: attempt.handed_in_at, author: `p${n + 1}`, what: 'handed-in' },
          { at: iso(Date.parse(attempt.handed_in_at) + 60_000), author: '', what: 'judged' },
          ...(state === 'edited'
            ? [{ at: iso(this.now() - 0.4 * HOUR), author: 'me', what: 'edited' }]
            : []),
          ...(n === 2
            ? [
                {
                  at: iso(this.now() - 0.2 * HOUR),
                  author: 'p3',
                  what: 'reported',
                  text: 'The second quotation is about another question.',
                },
              ]
            : []),
        ],
      });
    });
    if (feedback.words.has('practice'))
      for (const d of drafts)
        Object.assign(d, {
          student: { ...d.student, name: null },
          status: 'ready',
          state: 'released',
          grade: null,
          points: null,
          draft_points: null,
        });
    if (feedback.words.has('review')) {
      for (const d of drafts.slice(0, 2)) d.student = { person: 'p1', name: PEOPLE[0] };
      [drafts[0].number, drafts[1].number] = [2, 1];
      return drafts.slice(0, 2);
    }
    if (feedback.words.has('burst'))
      for (let n = 0; n < 70; n++)
        drafts.push({
          ...structuredClone(drafts[n % 3]),
          id: `b${n}`,
          student: { person: `b${n}`, name: `Student ${n + 1}` },
          state: 'draft',
          grade: null,
          seen: false,
        });
    return drafts;
  }

  row({
    id,
    student,
    number,
    handed_in_at,
    draft_points,
    points,
    state,
    suspicions,
    seen,
    reported,
  }) {
    return {
      id,
      student,
      number,
      handed_in_at,
      draft_points: state === 'judging' ? null : draft_points,
      points,
      state,
      suspicion: suspicions.length > 0,
      seen,
      reported,
    };
  }
  is(filter, { state }) {
    const released = ['released', 'waiting', 'sent', 'refused'].includes(state);
    return {
      all: true,
      released,
      look: state === 'look',
      open: !released && !['judging', 'failed'].includes(state),
    }[filter];
  }

  /** True: it was ours. */
  answer(method, [head, id, extra], json, url, { send, problem, res }) {
    if (head === 'assignment')
      return this.assignment(method, id, extra, json, url, { send, problem, res });
    if (head !== 'feedback') return false;
    if (id === 'release') this.release(json.ids, send);
    else if (id === 'export.csv')
      res.writeHead(200, { 'content-type': 'text/csv; charset=utf-8' }).end('student;points\n');
    else if (!id) this.list(url.searchParams, send);
    else this.one(method, id, json, { send, problem });
    return true;
  }

  list(query, send) {
    const filter = query.get('filter') || 'all';
    const counts = Object.fromEntries(
      ['all', 'open', 'look', 'released'].map((f) => [
        f,
        this.drafts.filter((d) => this.is(f, d)).length,
      ]),
    );
    const matching = this.drafts.filter(
      (d) =>
        this.is(filter, d) && (!query.get('person') || d.student.person === query.get('person')),
    );
    const from = Number(query.get('after') ?? 0);
    send(200, {
      activity: { id: 'a1', title: this.feedback.c.activity },
      max_points: this.feedback.maxPoints,
      scored: !this.feedback.words.has('nocolumn'),
      counts,
      rows: matching.slice(from, from + 50).map((d) => this.row(d)),
      next: matching.length > from + 50 ? String(from + 50) : null,
    });
  }

  one(method, id, json, { send, problem }) {
    const draft = this.drafts.find((d) => d.id === id);
    if (!draft) return problem(404, 'not-found');
    if (this.feedback.words.has('closed')) return problem(403, 'review-closed');
    if (method === 'GET') {
      draft.seen = true;
      if (draft.state === 'look') draft.state = 'draft';
      return send(200, draft);
    }
    if (json.base_revision !== draft.revision)
      return problem(409, 'stale-version', { version: draft.revision });
    for (const { id: which, ...edit } of json.criteria)
      Object.assign(
        draft.criteria.find((k) => k.id === which),
        edit,
      );
    Object.assign(draft, {
      summary: json.summary,
      revision: draft.revision + 1,
      state: 'edited',
      points: json.criteria.reduce((sum, k) => sum + k.points, 0),
    });
    draft.history.push({ at: iso(this.now()), author: 'me', what: 'edited' });
    return send(200, { revision: draft.revision, points: draft.points });
  }

  release(ids, send) {
    const released = [];
    const refused = [];
    for (const id of ids) {
      const draft = this.drafts.find((d) => d.id === id);
      if (!draft || draft.state === 'judging')
        refused.push({ id, reason: draft ? 'judging' : 'gone' });
      else {
        const scored = !this.feedback.words.has('nocolumn');
        Object.assign(draft, {
          state: scored ? 'waiting' : 'released',
          status: 'released',
          grade: scored ? { status: 'waiting', reason: null, at: iso(this.now()) } : null,
        });
        draft.history.push({ at: iso(this.now()), author: 'me', what: 'released' });
        released.push(id);
      }
    }
    this.released.push(...released);
    send(200, { released, refused });
  }

  assignment(method, id, extra, json, url, { send, problem, res }) {
    const version = this.documents.length;
    if (id === 'versions' && extra) {
      send(200, {
        version: Number(extra),
        author: 'you',
        created_at: iso(this.now()),
        document: this.documents[Number(extra) - 1],
      });
    } else if (id === 'versions') {
      send(200, {
        versions: this.documents
          .map((_, n) => ({
            version: n + 1,
            author: 'a1b2c3d4e5f6a7b8',
            created_at: iso(this.now() - (version - n) * 30 * HOUR),
          }))
          .reverse(),
      });
    } else if (id === 'rubric' && method === 'GET') {
      res
        .writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
        .end(url.searchParams.get('format'));
    } else if (id === 'rubric') {
      if (!/[<;,]/.test(json.content))
        problem(422, 'invalid', { line: 2, detail: 'a row needs three columns' });
      else
        send(200, {
          rubric: {
            criteria: this.feedback.rubric
              .slice(0, 2)
              .map((k) => ({ ...k, name: `${k.name} (2)` })),
          },
          notes: ['names-made'],
        });
    } else if (method === 'PUT') {
      if (json.base_version !== version) problem(409, 'stale-version', { version });
      else if (json.document.task.includes('/refuse'))
        problem(422, 'invalid', { field: '/document/task', detail: 'this task is refused' });
      else {
        this.documents.push(json.document);
        send(200, { version: version + 1, max_points: this.feedback.maxPoints });
      }
    } else {
      send(200, {
        activity: { id: 'a1', title: this.feedback.c.activity },
        version,
        document: this.documents.at(-1) ?? this.starting,
        max_points: this.feedback.maxPoints,
        started: this.drafts.length > 0,
        line_item: !this.feedback.words.has('nocolumn'),
      });
    }
    return true;
  }
}
