/*
 * Feedback mock: a stand-in for docs/feedback-api.md. Words of the code behind '#' choose the state:
 *   feedback   and for the student one of: (none: two attempts) new one many held released fail due used
 *   code (source code)   hostile   scored   review (a submission review launch)
 *   for the lecturer: unsaved (nothing saved yet)   nobody (no attempts)   nocolumn (no gradebook column)
 * What a text begins with decides what becomes of it: /queue /fail /down /slow.
 */
import { CODE, content, HOSTILE } from './feedback-content.mjs';
import { Grading } from './feedback-grading.mjs';

const DAY = 24 * 3_600_000;
const iso = (ms) => new Date(ms).toISOString();
export const countWords = (text) => text.split(/\s+/).filter((w) => /[\p{L}\p{N}]/u.test(w)).length;
let serial = 0;

export class Feedback {
  constructor(session) {
    this.session = session;
    this.words = session.words;
    this.c = content[session.lang];
    const { now } = session;
    const has = (...names) => names.find((n) => this.words.has(n));
    this.draftMode = Boolean(has('held', 'released', 'scored')) || session.role !== 'student';
    this.rubric = this.c.criteria.map(([name, description], n) => ({
      id: `k${n + 1}`,
      name: this.words.has('hostile') && n === 0 ? HOSTILE.criterion : name,
      description,
      weight: n === 2 ? 2 : 1,
      levels: this.c.levels.map((level, i) => ({
        name: level,
        description: this.c.levelText[i],
        points: i,
      })),
    }));
    this.due = iso(now() + (has('due') ? -2 : 14) * DAY);
    this.draft = null;
    this.files = [];
    this.reports = [];
    this.attempts = [];
    this.requests = new Map();
    if (session.role === 'student') this.fill(has);
    this.grading = new Grading(this);
  }

  get maxPoints() {
    return this.rubric.reduce((sum, k) => sum + k.levels.at(-1).points * k.weight, 0);
  }

  fill(has) {
    const at = this.session.now();
    if (has('new')) return;
    const code = has('code');
    const texts = code
      ? [CODE, CODE.replace('    return', '    out += left[i:] + right[j:]\n    return')]
      : this.c.texts;
    const count = has('one', 'held', 'released', 'fail', 'hostile')
      ? 1
      : has('used')
        ? 3
        : has('many')
          ? 6
          : 2;
    for (let n = 0; n < count; n++) {
      const text = has('hostile') ? HOSTILE.text : texts[count === 1 ? 1 : Math.min(n, 1)];
      const attempt = this.attempt(text, at - (count - n) * DAY);
      attempt.status = has('held') ?? has('released') ?? (has('fail') ? 'failed' : 'ready');
      if (has('hostile')) attempt.files = [HOSTILE.name];
      if (attempt.status === 'failed')
        attempt.problem = { type: '/problems/backend-unavailable', status: 503 };
      else this.judge(attempt, count === 1 ? 1 : Math.min(n, 1));
      if (attempt.status === 'released') attempt.points = 8;
    }
  }

  attempt(text, at) {
    const attempt = {
      id: `f${++serial}`,
      number: this.attempts.length + 1,
      status: 'judging',
      handed_in_at: iso(at),
      words: countWords(text),
      language: this.session.lang,
      text,
      files: [],
      criteria: [],
      summary: '',
      quotes: { kept: 0, dropped: 0 },
      points: null,
      max_points: this.maxPoints,
      revision: 1,
      problem: null,
    };
    this.attempts.push(attempt);
    return attempt;
  }

  /** A feedback for each criterion: what is known of this text, else something made up from its sentences. */
  feedbackFor(text, which) {
    const script = this.c.judged[which];
    const known = script && this.c.texts[which] === text;
    const sentences = text.match(/[^.!?\n]{8,200}[.!?]?/g) ?? [];
    return this.rubric.map((criterion, n) => {
      const row = known ? script[n] : null;
      const quotes = row
        ? row.filter(Array.isArray)
        : sentences[n]
          ? [[n % 2 ? 'work' : 'strength', sentences[n].trim()]]
          : [];
      const [advice, next] = row ? row.slice(-2) : this.c.generic;
      const level = row ? row[0] : n % criterion.levels.length;
      return {
        id: criterion.id,
        level,
        points: criterion.levels[level].points * criterion.weight,
        evidence: quotes
          .map(([kind, quote]) => ({ quote, start: text.indexOf(quote), kind }))
          .filter((e) => e.start >= 0)
          .map((e) => ({ ...e, end: e.start + e.quote.length })),
        advice: this.words.has('hostile') ? HOSTILE.advice : advice,
        next_step: next,
      };
    });
  }
  judge(attempt, which) {
    attempt.criteria = this.feedbackFor(attempt.text, which);
    attempt.summary = this.c.summary;
    attempt.quotes = {
      kept: attempt.criteria.reduce((n, k) => n + k.evidence.length, 0),
      dropped: 0,
    };
  }

  get assignment() {
    return {
      task: this.c.task,
      kind: this.words.has('code') ? 'source_code' : 'lab_report',
      tone: 'encouraging',
      attempts: this.words.has('many') ? 8 : 3,
      due: this.due,
      visibility: this.draftMode ? 'draft' : 'formative',
      max_points: this.maxPoints,
      scored: this.words.has('scored') || this.words.has('released') || this.words.has('held'),
      criteria: this.rubric,
    };
  }
  get left() {
    const counted = this.attempts.filter((a) => a.status !== 'failed').length;
    return Math.max(0, this.assignment.attempts - counted);
  }
  seen(attempt) {
    const open =
      ['ready', 'released'].includes(attempt.status) ||
      (attempt.status === 'judging' && !this.draftMode);
    return {
      ...attempt,
      criteria: open
        ? attempt.criteria.map((k) => ({
            ...k,
            ...(attempt.status === 'released' ? {} : { points: undefined }),
          }))
        : [],
      summary: open ? attempt.summary : '',
      quotes: open ? attempt.quotes : null,
      points: attempt.status === 'released' ? attempt.points : null,
      rubric: this.rubric,
    };
  }

  /* ---- HTTP ---- */

  /** True: it was ours. */
  answer(method, path, json, url, body, { send, problem, res }) {
    const parts = path.split('/');
    if (parts[0] === 'submission') {
      this.own(method, parts, json, url, body, { send, problem });
      return true;
    }
    return this.grading.answer(method, parts, json, url, { send, problem, res });
  }

  own(method, [, what, id, extra], json, url, body, { send, problem }) {
    if (method === 'GET' && !what)
      return send(200, {
        assignment: this.words.has('unset') ? null : this.assignment,
        draft: this.draft,
        attempts_left: this.left,
        closed: Date.parse(this.due) < this.session.now() ? 'due' : this.left ? null : 'attempts',
        attempts: this.attempts.map(({ text: _text, criteria: _criteria, ...head }) => head),
      });
    if (method === 'PUT' && what === 'draft') {
      if (this.session.refuseDrafts) return problem(503, 'store-failed');
      this.draft = { text: json.text, saved_at: iso(this.session.now()) };
      return send(200, { saved_at: this.draft.saved_at });
    }
    if (method === 'POST' && what === 'files')
      return this.file(url.searchParams.get('name'), body, { send, problem });
    const attempt = this.attempts.find((a) => a.id === id);
    if (what !== 'attempts' || !attempt) return problem(404, 'not-found');
    if (extra === 'receipt') return send(200, this.receipt(attempt));
    if (extra === 'report') {
      this.reports.push({ attempt: id, text: json.text });
      return send(204);
    }
    return send(200, this.seen(attempt));
  }

  file(name, body, { send, problem }) {
    const refused = [
      [/scan/, 'file-without-text'],
      [/secret/, 'file-encrypted'],
      [/broken/, 'file-broken'],
      [/bomb/, 'file-too-much'],
      [/\.exe$/, 'file-type'],
    ].find(([pattern]) => pattern.test(name));
    if (refused) return problem(422, refused[1]);
    const text = /\.(txt|md|py|c)$/.test(name)
      ? body.toString()
      : this.words.has('hostile')
        ? HOSTILE.text
        : this.c.texts[1];
    const file = {
      id: `u${++serial}`,
      name,
      text,
      words: countWords(text),
      notes: /\.docx$/.test(name)
        ? ['images-left-out', 'metadata-left-out']
        : /hidden/.test(name)
          ? ['hidden-text']
          : [],
    };
    this.files.push(file);
    return send(200, { file });
  }

  receipt(attempt) {
    const receipt = this.session.receipt(null);
    receipt.operator = this.c.operator;
    receipt.sent.messages = [
      {
        role: 'system',
        content: `${this.c.task}\n\n${this.rubric.map((k) => `${k.name}: ${k.levels.map((l) => l.name).join(', ')}`).join('\n')}`,
      },
      { role: 'user', content: attempt.text },
    ];
    receipt.usage = { input_tokens: 1480, output_tokens: 640, exact: true };
    return receipt;
  }

  /* ---- WebSocket ---- */

  async submit(mock, m) {
    const s = this.session;
    const push = (message) => mock.push(s, message);
    mock.asks.push(m.request);
    const known = this.requests.get(m.request);
    if (known)
      return push({ type: 'queued', attempt: known.id, request: m.request, place: 0, wait_s: 0 });
    const [word] = m.text.split(/\s/);
    if (word === '/down')
      return push({
        type: 'failed',
        attempt: null,
        request: m.request,
        problem: { type: '/problems/backend-unavailable', status: 503 },
        limits: s.limits,
      });
    if (s.gate.state !== 'open' && !m.preview)
      return push({
        type: 'failed',
        attempt: null,
        request: m.request,
        problem: { type: '/problems/exam-locked', status: 423 },
        limits: s.limits,
      });
    const attempt = this.attempt(m.text, s.now());
    if (m.preview) this.attempts.pop();
    attempt.files = (m.files ?? []).map((id) => this.files.find((f) => f.id === id)?.name ?? id);
    attempt.preview = m.preview;
    this.requests.set(m.request, attempt);
    if (!m.preview) this.draft = null;
    const queued = (place, wait_s) =>
      push({ type: 'queued', attempt: attempt.id, request: m.request, place, wait_s });
    if (word === '/queue')
      for (const place of [3, 2, 1]) {
        queued(place, place * 12);
        await mock.pause(mock.queuePace ?? 400);
      }
    queued(0, 0);
    return this.read(mock, attempt, m, word);
  }

  async read(mock, attempt, m, word) {
    const push = (message) => mock.push(this.session, message);
    const rubric = m.draft?.rubric?.criteria ?? this.rubric;
    const which = this.c.texts.indexOf(m.text);
    const all = this.feedbackFor(m.text, which < 0 ? 99 : which).slice(0, rubric.length);
    for (const [n, criterion] of rubric.entries())
      all[n] = {
        ...(all[n] ?? all[0]),
        id: criterion.id,
        level: Math.min(all[n]?.level ?? 1, criterion.levels.length - 1),
      };
    const order = all.map((_, n) => n).sort((a, b) => ((a * 7 + 2) % 5) - ((b * 7 + 2) % 5));
    for (const index of order) {
      await mock.pause(mock.criterionPace ?? 250);
      while (mock.hold || attempt.criteria.length >= (mock.holdAfter ?? Infinity))
        await mock.pause(5);
      if (word === '/fail' && attempt.criteria.length === 1) {
        attempt.status = 'failed';
        attempt.problem = { type: '/problems/backend-broken', status: 502 };
        return push({
          type: 'failed',
          attempt: attempt.id,
          request: m.request,
          problem: attempt.problem,
          limits: this.session.limits,
        });
      }
      attempt.criteria.push(all[index]);
      if (!this.draftMode || m.preview)
        push({ type: 'criterion', attempt: attempt.id, index, feedback: all[index] });
    }
    attempt.criteria = all;
    attempt.summary = this.c.summary;
    attempt.quotes = {
      kept: all.reduce((n, k) => n + k.evidence.length, 0),
      dropped: word === '/drop' ? 1 : 0,
    };
    attempt.status = this.draftMode && !m.preview ? 'held' : 'ready';
    attempt.end = {
      type: 'judged',
      attempt: attempt.id,
      status: attempt.status,
      summary: attempt.status === 'held' ? '' : attempt.summary,
      quotes: attempt.quotes,
      limits: this.session.limits,
    };
    return push(attempt.end);
  }

  follow(mock, m) {
    const push = (message) => mock.push(this.session, message);
    const attempt =
      this.attempts.find((a) => a.id === m.attempt) ??
      [...this.requests.values()].find((a) => a.id === m.attempt);
    if (!attempt)
      return push({
        type: 'failed',
        attempt: m.attempt,
        request: '',
        problem: { type: '/problems/not-found', status: 404 },
      });
    if (!this.draftMode || attempt.preview)
      for (const feedback of attempt.criteria)
        push({
          type: 'criterion',
          attempt: attempt.id,
          index: this.rubric.findIndex((k) => k.id === feedback.id),
          feedback,
        });
    if (attempt.end) push(attempt.end);
    return undefined;
  }
}
