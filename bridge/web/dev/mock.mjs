/*
 * Mock: a small stand-in for the server side of docs/api.md, for working on the pages and for their
 * tests. What a question says decides the answer (see `script`); the code behind '#' decides who
 * comes and in what state the tutor is: "student-en-open-0000", words in any order:
 *   student|lecturer|admin   en|de   fresh (no notice yet)   empty (no conversations)
 *   open|exam|hours|later|over   low|out (what is left)   none (no limits)   nomodel
 *
 *   node dev/mock.mjs [port]     serves dist/ and lists links; no server of ours is needed
 */
import { createServer as http } from 'node:http';
import { createServer as https } from 'node:https';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { WebSocketServer } from 'ws';
import { answers, pieces } from './answers.mjs';
import { Policies } from './policies.mjs';

const dist = join(dirname(fileURLToPath(import.meta.url)), '../dist');
const mime = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.txt': 'text/plain; charset=utf-8', '.map': 'application/json', '.svg': 'image/svg+xml' };
const utf8 = (text) => Buffer.byteLength(text);
const iso = (ms) => new Date(ms).toISOString();
const HOUR = 3_600_000;

/** What the real server sends with every page, and nothing weaker. */
const csp = (ancestors) => ["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", "base-uri 'none'",
  "form-action 'none'", `frame-ancestors ${ancestors}`, "require-trusted-types-for 'script'", 'trusted-types dompurify'].join('; ');

export class Mock {
  constructor({ ancestors = "'self'", now = () => Date.now() } = {}) {
    this.ancestors = ancestors;
    this.now = now;
    this.sessions = new Map(); // token -> state
    this.sockets = new Set();
    this.seen = []; // {method, path}, for tests
    this.asks = []; // request ids as they came, repetitions too
    this.pace = 12; // ms between deltas
    this.hold = false; // no delta goes out while true
    this.refuseSockets = false;
    this.serial = 0;
  }

  async listen({ port = 0, host = '127.0.0.1', tls } = {}) {
    const handler = (req, res) => this.handle(req, res).catch((error) => { console.error(error); res.writeHead(500).end(); });
    this.server = tls ? https(tls, handler) : http(handler);
    const wss = new WebSocketServer({ noServer: true, handleProtocols: (p) => (p.has('kibridge.v1') ? 'kibridge.v1' : false) });
    this.server.on('upgrade', (req, socket, head) => {
      if (this.refuseSockets || !req.url.startsWith('/api/v1/live')) return socket.destroy();
      wss.handleUpgrade(req, socket, head, (ws) => this.connected(ws));
    });
    await new Promise((done) => this.server.listen(port, host, done));
    this.port = this.server.address().port;
    return this;
  }
  async close() {
    for (const s of this.sessions.values()) for (const { turn } of s.turns.values()) turn.status = 'done'; // ends what still talks
    for (const ws of this.sockets) ws.terminate();
    this.server.closeAllConnections?.();
    await new Promise((done) => this.server.close(done));
  }
  /** Cut every connection as a bad network would. */
  drop() { for (const ws of this.sockets) ws.terminate(); }

  /* ---- sessions ---- */

  open(code) {
    const words = new Set(code.split('-'));
    const has = (...names) => names.find((n) => words.has(n));
    const lang = has('de') ?? 'en';
    const now = this.now();
    const used = has('out') ? 20 : has('low') ? 18 : 8;
    const midnight = new Date(now); midnight.setHours(24, 0, 0, 0);
    const month = new Date(now); month.setMonth(month.getMonth() + 1, 1); month.setHours(0, 0, 0, 0);
    const session = {
      code, lang, words, role: has('lecturer', 'admin') ?? 'student', token: `token-${code}-${++this.serial}`,
      accepted: !has('fresh'), gate: this.gateOf(has('exam', 'hours', 'later', 'over') ?? 'open'),
      limits: has('none') ? [] : [
        { level: 'activity', scope: 'user', metric: 'requests', window: 'day', limit: 20, used, reserved: 0, remaining: 20 - used, resets_at: iso(midnight) },
        { level: 'tenant', scope: 'course', metric: 'tokens', window: 'month', limit: 6_000_000, used: 1_740_000, reserved: 0, remaining: 4_260_000, resets_at: iso(month) },
      ],
      conversations: new Map(), turns: new Map(), requests: new Map(), policies: new Policies(lang, () => this.now()),
    };
    session.policies.copied = words.has('copied');
    if (!has('empty', 'fresh')) this.fill(session);
    this.sessions.set(session.token, session);
    return session;
  }
  gateOf(name) {
    const monday = this.now() + 4 * 24 * HOUR;
    return { open: { state: 'open' }, exam: { state: 'exam', opens_at: null }, hours: { state: 'hours', opens_at: iso(this.now() + 14 * HOUR) },
      later: { state: 'not_yet', opens_at: iso(monday) }, over: { state: 'over', opens_at: null } }[name];
  }
  setGate(name) {
    for (const s of this.sessions.values()) {
      s.gate = this.gateOf(name);
      if (name !== 'open') for (const turn of s.turns.values()) if (turn.status === 'running') this.end(s, turn, { status: 'stopped', finish: 'closed' });
      this.push(s, { type: 'policy', gate: s.gate, limits: s.limits });
    }
  }
  push(session, message) {
    for (const ws of this.sockets) if (ws.session === session) ws.send(JSON.stringify(message));
  }

  fill(session) {
    const de = session.lang === 'de';
    const titles = de ? ['Warum n log n?', 'Pivotwahl bei Quicksort', 'Schleifeninvarianten', 'Countingsort und Stabilität', 'Mastertheorem, Fall 2', 'Heaps als Arrays']
      : ['Why n log n?', 'Quicksort pivot choice', 'Loop invariants', 'Counting sort and stability', 'Master theorem, case 2', 'Heaps as arrays'];
    const ages = [0.3, 26, 74, 190, 240, 400];
    titles.forEach((title, n) => {
      const c = this.conversation(session, title, this.now() - ages[n] * HOUR);
      const ask = de ? 'Warum ist Mergesort O(n log n)? Mischen kostet n, aber woher kommt der Logarithmus?'
        : 'Why is merge sort O(n log n)? I see that merging costs n, but where does the log come from?';
      this.stored(session, c, n ? title : ask, answers.recurrence, '');
      if (n === 0) this.stored(session, c, de ? 'Immer cn, und log₂ n Ebenen! Ist mein merge dann richtig? Manchmal fehlt das letzte Element.'
        : 'Always cn, and log₂ n levels! Then: is my merge right? Sometimes the last element is missing.', answers.merge,
      'The loop ends when one list is used up. The rest of the other list is never copied. Do not give the fix, ask for the state after the loop.');
    });
  }
  conversation(session, title, at = this.now()) {
    const c = { id: `c${++this.serial}`, title, created_at: iso(at), updated_at: iso(at), turns: [] };
    session.conversations.set(c.id, c);
    return c;
  }
  stored(session, c, question, answer, reasoning) {
    const turn = { id: `t${++this.serial}`, place: c.turns.length + 1, status: 'done', question, answer, reasoning, finish: 'stop', problem: null,
      usage: { input_tokens: 968, output_tokens: 236, exact: true }, model: 'mistral-small-3.2-24b', created_at: c.updated_at };
    c.turns.push(turn);
    session.turns.set(turn.id, { ...turn, turn, conversation: c });
    return turn;
  }

  /* ---- HTTP ---- */

  async handle(req, res) {
    const url = new URL(req.url, 'http://x');
    this.seen.push({ method: req.method, path: url.pathname });
    if (url.pathname === '/') return this.links(res);
    if (url.pathname === '/app/' || url.pathname.startsWith('/app/')) return this.file(res, url.pathname.slice(5) || 'index.html');
    if (!url.pathname.startsWith('/api/v1/')) return res.writeHead(404).end();
    const path = url.pathname.slice(8);
    let body = '';
    for await (const piece of req) body += piece;
    const json = body ? JSON.parse(body) : {};
    const send = (status, value) => res.writeHead(status, { 'content-type': status >= 400 ? 'application/problem+json' : 'application/json' })
      .end(value === undefined ? '' : JSON.stringify(value));
    const problem = (status, name, more = {}) => send(status, { type: `/problems/${name}`, title: name, status, ...more });
    if (path === 'session' && req.method === 'POST') {
      if (json.code.includes('spent')) return problem(404, 'no-such-code');
      if (json.code.includes('broken')) return problem(503, 'store-failed');
      return send(201, { token: this.open(json.code).token, expires_at: iso(this.now() + 8 * HOUR) });
    }
    const session = this.sessions.get((req.headers.authorization ?? '').replace('Bearer ', ''));
    if (!session) return problem(401, 'unauthorized');
    return this.answer(session, req.method, path, json, url, { send, problem, res });
  }

  answer(s, method, path, json, url, { send, problem, res }) {
    const [head, id, tail, extra] = path.split('/');
    switch (`${method} ${head}`) {
      case 'GET me': return id === 'data' ? send(200, { conversations: [...s.conversations.values()] }) : send(200, this.me(s));
      case 'DELETE me': s.conversations.clear(); return send(204);
      case 'POST notice': s.accepted = true; return send(204);
      case 'GET limits': return send(200, { limits: s.limits });
      case 'GET conversations': {
        if (!id) return send(200, { conversations: [...s.conversations.values()].sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1))
          .map((c) => ({ ...c, turns: c.turns.length })) });
        const c = s.conversations.get(id);
        if (!c) return problem(404, 'not-found');
        if (tail !== 'export') return send(200, c);
        const markdown = url.searchParams.get('format') === 'markdown';
        return res.writeHead(200, { 'content-type': markdown ? 'text/markdown; charset=utf-8' : 'application/json', 'content-disposition': 'attachment' })
          .end(markdown ? `# ${c.title}\n\n${c.turns.map((t) => `**?** ${t.question}\n\n${t.answer}`).join('\n\n')}\n` : JSON.stringify(c, null, 1));
      }
      case 'PATCH conversations': s.conversations.get(id).title = json.title; return send(204);
      case 'DELETE conversations': s.conversations.delete(id); return send(204);
      case 'GET turns': return send(200, this.receipt(s, s.turns.get(id)));
      case 'PUT exam-lock': {
        const version = s.policies.lock(json.locked);
        this.setGate(json.locked ? 'exam' : 'open');
        return send(200, { version });
      }
      default: return s.policies.answer(s, method, head, id, tail, extra, json, { send, problem });
    }
  }

  me(s) {
    const de = s.lang === 'de';
    return { role: s.role, locale: s.lang, message: 'LtiResourceLinkRequest',
      course: { id: 'k1', title: de ? 'Algorithmen und Datenstrukturen' : 'Algorithms and Data Structures' },
      activity: (s.role === 'admin' && !s.words.has('course')) || s.words.has('noactivity') ? null
        : { id: 'a1', title: de ? 'Tutor: Sortieren und Laufzeit' : 'Tutor: sorting and running time', kind: 'tutor', status: 'active' },
      return_url: 'https://lms.test/course/1',
      model: s.words.has('nomodel') ? null : { id: 'mistral-small-3.2-24b', label: '', operator: de ? 'Universität Lindental, Rechenzentrum' : 'Lindental University, IT Services', context_tokens: 32768, available: true },
      notice: { accepted: s.accepted, operator: de ? 'Universität Lindental, Rechenzentrum' : 'Lindental University, IT Services', retention_days: 180, review: 'themes' },
      gate: s.gate, limits: s.limits, max_question_bytes: 16000,
      starters: de ? ['Woher kommt der Logarithmus in n log n?', 'Fragen Sie mich ab: Welche Sortierung ist stabil, und warum?', 'Mein Merge verliert ein Element. Wo kann das passieren?', 'Erklären Sie Schleifeninvarianten an Insertionsort.']
        : ['Where does the log in n log n come from?', 'Quiz me: which sort is stable, and why?', 'My merge loses an element. Where can that happen?', 'Explain loop invariants with insertion sort.'] };
  }

  receipt(s, turn) {
    return { model: 'mistral-small-3.2-24b', backend: 'central', operator: 'Lindental University, IT Services', label: '',
      sent: { messages: [
        { role: 'system', content: 'You are a tutor in the course Algorithms and Data Structures. Answer in English. Use pseudocode or Python.' },
        { role: 'system', content: 'Help in steps: first a question back, then a hint, then a part of the solution. Never give a finished solution to an exercise sheet.' },
        { role: 'user', content: 'Why is merge sort O(n log n)?' }, { role: 'assistant', content: answers.recurrence },
        { role: 'user', content: turn?.turn?.question ?? '' }], temperature: 0.4, max_tokens: 800 },
      usage: { input_tokens: 968, output_tokens: 236, exact: true } };
  }

  async file(res, name) {
    try {
      if (name.includes('..')) throw new Error('no');
      const bytes = await readFile(join(dist, name));
      res.writeHead(200, { 'content-type': mime[extname(name)] ?? 'application/octet-stream', 'content-security-policy': csp(this.ancestors),
        'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': name === 'index.html' ? 'no-store' : 'public, max-age=31536000, immutable' }).end(bytes);
    } catch { res.writeHead(404).end(); }
  }

  links(res) {
    const codes = ['student-en-open', 'student-en-open-empty', 'student-en-fresh', 'student-en-low', 'student-en-out', 'student-en-exam', 'student-en-hours', 'student-en-later', 'student-en-over', 'lecturer-en-open', 'admin-en-open'];
    const row = (code) => `<li><a href="/app/#${code}-00000000">${code}</a> · <a href="/app/#${code.replace('-en', '-de')}-00000000">de</a></li>`;
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><title>mock</title><ul>${codes.map(row).join('')}</ul>`);
  }

  /* ---- WebSocket ---- */

  connected(ws) {
    this.sockets.add(ws);
    ws.on('close', () => this.sockets.delete(ws));
    ws.on('message', (data) => {
      const m = JSON.parse(String(data));
      if (m.type === 'hello') return this.hello(ws, m);
      if (!ws.session) return ws.close(4401);
      if (m.type === 'ask') return this.ask(ws.session, m);
      if (m.type === 'stop') {
        const turn = ws.session.turns.get(m.turn);
        if (turn?.turn.status === 'running') this.end(ws.session, turn, { status: 'stopped', finish: 'stop' });
        return undefined;
      }
      if (m.type === 'resume') return this.resume(ws, m);
      return undefined;
    });
  }
  hello(ws, m) {
    const s = this.sessions.get(m.session);
    if (!s) return ws.close(4401);
    ws.session = s;
    const running = [...s.turns.values()].filter((t) => t.turn.status === 'running')
      .map((t) => ({ turn: t.turn.id, conversation: t.conversation.id, request: t.request }));
    ws.send(JSON.stringify({ type: 'ready', role: s.role, limits: s.limits, gate: s.gate, running }));
    return undefined;
  }
  resume(ws, m) {
    const found = ws.session.turns.get(m.turn);
    if (!found) return ws.send(JSON.stringify({ type: 'failed', turn: m.turn, request: '', problem: { type: '/problems/not-found', status: 404 } }));
    const rest = Buffer.from(found.turn.answer).subarray(m.after).toString();
    if (rest) ws.send(JSON.stringify({ type: 'delta', turn: m.turn, seq: utf8(found.turn.answer), text: rest, channel: 'answer' }));
    if (found.turn.status !== 'running') ws.send(JSON.stringify(found.last));
    return undefined;
  }

  ask(s, m) {
    this.asks.push(m.request);
    const again = s.requests.get(m.request);
    if (again) return this.push(s, { type: 'queued', turn: again.turn.id, request: m.request, conversation: again.conversation.id, place: 0, wait_s: 0 });
    const refuse = (problem) => this.push(s, { type: 'failed', turn: null, request: m.request, problem, limits: s.limits });
    const mine = s.limits[0];
    const [word] = m.text.split(/[\s:]/);
    if (word === '/down') return refuse({ type: '/problems/backend-unavailable', title: 'down', status: 503 });
    if (word === '/busy') return refuse({ type: '/problems/busy', title: 'busy', status: 429 });
    if (s.gate.state !== 'open' && !m.preview) return refuse({ type: '/problems/exam-locked', title: 'locked', status: 423 });
    if (!m.preview && mine && mine.remaining <= 0) return refuse({ type: '/problems/quota-exceeded', title: 'quota', status: 429, ...mine });
    const c = s.conversations.get(m.conversation) ?? this.conversation(s, m.text.slice(0, 48));
    if (m.preview) s.conversations.delete(c.id);
    const turn = { id: `t${++this.serial}`, place: c.turns.length + 1, status: 'running', question: m.text, answer: '', reasoning: '', finish: '', problem: null,
      usage: null, model: 'mistral-small-3.2-24b', created_at: iso(this.now()) };
    c.turns.push(turn);
    c.updated_at = iso(this.now());
    const state = { turn, conversation: c, request: m.request, get status() { return turn.status; }, preview: m.preview };
    s.turns.set(turn.id, state);
    s.requests.set(m.request, state);
    if (mine && !m.preview) { mine.reserved++; mine.remaining--; }
    return void this.run(s, state, m.text);
  }

  async run(s, state, text) {
    const { turn, conversation, request } = state;
    const queued = (place, wait_s) => this.push(s, { type: 'queued', turn: turn.id, request, conversation: conversation.id, place, wait_s });
    const [word, n] = text.split(/[\s:]+/);
    if (word === '/queue') for (const place of [3, 2, 1]) { queued(place, place * 7); await this.pause(this.queuePace ?? 400); if (turn.status !== 'running') return; }
    else queued(0, 0);
    const say = async (words, channel) => {
      for (const piece of words) {
        await this.pause(this.pace);
        while (this.hold && turn.status === 'running') await this.pause(5);
        if (turn.status !== 'running') return;
        if (channel === 'answer') turn.answer += piece; else turn.reasoning += piece;
        this.push(s, { type: 'delta', turn: turn.id, seq: utf8(turn.answer), text: piece, channel });
      }
    };
    const think = word === '/think' || word === '/merge';
    if (think) await say(pieces('The loop ends when one list is used up. The rest of the other list is never copied. Ask for the state after the loop.'), 'reasoning');
    const script = {
      '/merge': pieces(answers.merge), '/hostile': pieces(answers.hostile, 97), '/long': pieces(answers.sections(Number(n) || 60), 400),
      '/stream': Array.from({ length: Number(n) || 2000 }, (_, i) => (i % 40 === 39 ? '\n\n' : `word${i} `)), '/echo': [text.slice(6)],
      '/cut': pieces('Heapsort needs no extra memory and is never worse than $n \\log n$, but it is not stable, and'),
      '/broken': pieces('Here the answer breaks'), '/empty': [], '/emoji': pieces('Grüße 👩‍🎓 aus Köln: größer, schöner, 𝔘𝔫𝔦𝔠𝔬𝔡𝔢. '.repeat(40), 3),
    }[word] ?? pieces(s.lang === 'de' ? 'Ein guter Anfang. Was haben Sie bisher **versucht**, und an welcher Stelle geht es nicht weiter?\n\nSchauen Sie sich $T(n) = 2\\,T(\\frac n2) + cn$ an.'
      : 'A good start. What have you **tried** so far, and where does it stop working?\n\nLook at $T(n) = 2\\,T(\\frac n2) + cn$ again.');
    await say(script, 'answer');
    if (turn.status !== 'running') return;
    if (word === '/broken') return this.fail(s, state, { type: '/problems/backend-broken', title: 'broken', status: 502 });
    this.end(s, state, { status: 'done', finish: word === '/cut' ? 'length' : 'stop' });
  }
  pause(ms) { return new Promise((done) => setTimeout(done, ms).unref()); }

  settle(s, state) {
    const mine = s.limits[0];
    if (mine && !state.preview) { mine.reserved = Math.max(0, mine.reserved - 1); mine.used++; }
  }
  end(s, state, { status, finish }) {
    const { turn, conversation } = state;
    Object.assign(turn, { status, finish, usage: { input_tokens: 312, output_tokens: Math.ceil(turn.answer.length / 4), exact: true } });
    this.settle(s, state);
    state.last = { type: 'done', turn: turn.id, conversation: conversation.id, finish, status, usage: turn.usage, limits: s.limits,
      receipt: { model: turn.model, operator: 'Lindental University, IT Services', label: '' } };
    this.push(s, state.last);
  }
  fail(s, state, problem) {
    Object.assign(state.turn, { status: 'failed', problem });
    this.settle(s, state);
    state.last = { type: 'failed', turn: state.turn.id, request: state.request, problem, limits: s.limits };
    this.push(s, state.last);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const mock = await new Mock().listen({ port: Number(process.argv[2] ?? 8099) });
  console.log(`http://127.0.0.1:${mock.port}/`);
}
