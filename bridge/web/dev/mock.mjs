/*
 * Mock: a small stand-in for the server side of docs/api.md, for working on the pages and for their
 * tests. What a question says decides the answer (see `script`); the code behind '#' decides who
 * comes and in what state the tutor is: "student-en-open-0000", words in any order:
 *   student|lecturer|admin   en|de   fresh (no notice yet)   empty (no conversations)
 *   open|exam|hours|later|over   low|out (what is left)   none (no limits)   nomodel
 *   feedback (an activity of that kind: see feedback-mock.mjs)
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
import { conversationAnswer } from './conversations.mjs';
import { deskAnswer } from './figures.mjs';
import { reportAnswer } from './reports.mjs';
import { gateOf, HOUR, iso, nextId, Session } from './state.mjs';

const dist = join(dirname(fileURLToPath(import.meta.url)), '../dist');
const mime = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
};
/** Code that reads as something else, held before its end until the test has looked. */
function* turned(mock) {
  yield '```js\nif (accessLevel !== "user\u202e \u2066// admins only\u2069 \u2066") {';
  mock.hold = true;
  yield '\n}\n';
  yield '```\n';
}
const utf8 = (text) => Buffer.byteLength(text);

/** What the real server sends with every page, and nothing weaker. */
const csp = (ancestors) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${ancestors}`,
    "require-trusted-types-for 'script'",
    'trusted-types dompurify',
  ].join('; ');

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
    this.holdAt = null; // a word: an answer that has it goes no further
    this.refuseSockets = false;
  }

  async listen({ port = 0, host = '127.0.0.1', tls } = {}) {
    const handler = (req, res) =>
      this.handle(req, res).catch((error) => {
        console.error(error);
        res.writeHead(500).end();
      });
    this.server = tls ? https(tls, handler) : http(handler);
    const wss = new WebSocketServer({
      noServer: true,
      handleProtocols: (p) => (p.has('kibridge.v1') ? 'kibridge.v1' : false),
    });
    this.server.on('upgrade', (req, socket, head) => {
      if (this.refuseSockets || !req.url.startsWith('/api/v1/live')) return socket.destroy();
      wss.handleUpgrade(req, socket, head, (ws) => this.connected(ws));
    });
    await new Promise((done) => this.server.listen(port, host, done));
    this.port = this.server.address().port;
    return this;
  }
  async close() {
    for (const s of this.sessions.values())
      for (const { turn } of s.turns.values()) turn.status = 'done'; // ends what still talks
    for (const ws of this.sockets) ws.terminate();
    this.server.closeAllConnections?.();
    await new Promise((done) => this.server.close(done));
  }
  /** Cut every connection as a bad network would. */
  drop() {
    for (const ws of this.sockets) ws.terminate();
  }

  /* ---- sessions ---- */

  open(code) {
    const session = new Session(code, this.now);
    this.sessions.set(session.token, session);
    return session;
  }
  /** @param until when an exam lock ends by itself: nobody is told then, who asks learns it */
  setGate(name, until = null) {
    for (const s of this.sessions.values()) {
      s.gate = gateOf(name, this.now(), until);
      if (until)
        setTimeout(
          () => (s.gate = gateOf('open', this.now())),
          Date.parse(until) - this.now(),
        ).unref();
      if (name !== 'open')
        for (const turn of s.turns.values())
          if (turn.status === 'running') this.end(s, turn, { status: 'stopped', finish: 'closed' });
      this.push(s, { type: 'policy', gate: s.gate, limits: s.limits });
    }
  }
  push(session, message) {
    for (const ws of this.sockets) if (ws.session === session) ws.send(JSON.stringify(message));
  }

  /* ---- HTTP ---- */

  async handle(req, res) {
    const url = new URL(req.url, 'http://x');
    this.seen.push({ method: req.method, path: url.pathname });
    if (url.pathname === '/') return this.links(res);
    if (url.pathname === '/app/' || url.pathname.startsWith('/app/'))
      return this.file(res, url.pathname.slice(5) || 'index.html');
    if (!url.pathname.startsWith('/api/v1/')) return res.writeHead(404).end();
    const path = url.pathname.slice(8);
    const pieces = [];
    for await (const piece of req) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const isJson = (req.headers['content-type'] ?? '').includes('json');
    const json = body.length && isJson ? JSON.parse(body) : {};
    const send = (status, value) =>
      res
        .writeHead(status, {
          'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
        })
        .end(value === undefined ? '' : JSON.stringify(value));
    const problem = (status, name, more = {}) =>
      send(status, { type: `/problems/${name}`, title: name, status, ...more });
    if (path === 'session' && req.method === 'POST') {
      if (json.code.includes('spent')) return problem(404, 'no-such-code');
      if (json.code.includes('broken')) return problem(503, 'store-failed');
      return send(201, {
        token: this.open(json.code).token,
        expires_at: iso(this.now() + 8 * HOUR),
      });
    }
    const session = this.sessions.get((req.headers.authorization ?? '').replace('Bearer ', ''));
    if (!session) return problem(401, 'unauthorized');
    const reply = { send, problem, res };
    if (session.feedback?.answer(req.method, path, json, url, body, reply)) return undefined;
    return this.answer(session, req.method, path, json, url, reply);
  }

  answer(s, method, path, json, url, replies) {
    const { send, problem } = replies;
    const [head, id, tail, extra] = path.split('/');
    switch (`${method} ${head}`) {
      case 'GET me':
        return id === 'data'
          ? send(200, { conversations: [...s.conversations.values()] })
          : send(200, s.me());
      case 'DELETE me':
        s.conversations.clear();
        return send(204);
      case 'POST notice':
        s.accepted = true;
        return send(204);
      case 'GET limits':
        return send(200, { limits: s.limits });
      case 'PUT exam-lock': {
        const version = s.policies.lock(json.locked, json.until);
        this.setGate(json.locked ? 'exam' : 'open', json.until);
        return send(200, { version });
      }
      default:
        if (
          s.university.answer(s, method, head, id, tail, json, url, replies) !== false ||
          conversationAnswer(s, method, head, id, tail, json, url, replies) !== false ||
          deskAnswer(this, s, method, head, id, json, url, replies) !== false ||
          reportAnswer(s, method, head, id, json, this.now(), replies) !== false
        )
          return undefined;
        return s.policies.answer(s, method, head, id, tail, extra, json, { send, problem });
    }
  }

  async file(res, name) {
    try {
      if (name.includes('..')) throw new Error('no');
      const bytes = await readFile(join(dist, name));
      res
        .writeHead(200, {
          'content-type': mime[extname(name)] ?? 'application/octet-stream',
          'content-security-policy': csp(this.ancestors),
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cache-control':
            name === 'index.html' ? 'no-store' : 'public, max-age=31536000, immutable',
        })
        .end(bytes);
    } catch {
      res.writeHead(404).end();
    }
  }

  links(res) {
    const codes = [
      'student-en-open',
      'student-en-open-empty',
      'student-en-fresh',
      'student-en-low',
      'student-en-out',
      'student-en-exam',
      'student-en-hours',
      'student-en-later',
      'student-en-over',
      'lecturer-en-open',
      'admin-en-open',
      ...[
        '',
        '-new',
        '-one',
        '-held',
        '-released',
        '-fail',
        '-due',
        '-used',
        '-code',
        '-hostile',
      ].map((word) => `student-en-feedback${word}`),
      ...['', '-unsaved', '-nobody', '-review'].map((word) => `lecturer-en-feedback${word}`),
    ];
    const row = (code) =>
      `<li><a href="/app/#${code}-00000000">${code}</a> · <a href="/app/#${code.replace('-en', '-de')}-00000000">de</a></li>`;
    res
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(`<!doctype html><title>mock</title><ul>${codes.map(row).join('')}</ul>`);
  }

  /* ---- WebSocket ---- */

  connected(ws) {
    this.sockets.add(ws);
    ws.on('close', () => this.sockets.delete(ws));
    ws.on('message', (data) => {
      const m = JSON.parse(String(data));
      if (m.type === 'hello') return this.hello(ws, m);
      if (!ws.session) return ws.close(4401);
      if (m.type === 'submit') return void ws.session.feedback.submit(this, m);
      if (m.type === 'follow') return ws.session.feedback.follow(this, m);
      if (m.type === 'ask') return this.ask(ws.session, m);
      if (m.type === 'stop') {
        const turn = ws.session.turns.get(m.turn);
        if (turn?.turn.status === 'running')
          this.end(ws.session, turn, { status: 'stopped', finish: 'stop' });
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
    const running = [...s.turns.values()]
      .filter((t) => t.turn.status === 'running')
      .map((t) => ({ turn: t.turn.id, conversation: t.conversation.id, request: t.request }));
    ws.send(
      JSON.stringify({ type: 'ready', role: s.role, limits: s.limits, gate: s.gate, running }),
    );
    return undefined;
  }
  resume(ws, m) {
    const found = ws.session.turns.get(m.turn);
    if (!found)
      return ws.send(
        JSON.stringify({
          type: 'failed',
          turn: m.turn,
          request: '',
          problem: { type: '/problems/not-found', status: 404 },
        }),
      );
    const rest = Buffer.from(found.turn.answer).subarray(m.after).toString();
    if (rest)
      ws.send(
        JSON.stringify({
          type: 'delta',
          turn: m.turn,
          seq: utf8(found.turn.answer),
          text: rest,
          channel: 'answer',
        }),
      );
    if (found.turn.status !== 'running') ws.send(JSON.stringify(found.last));
    return undefined;
  }

  ask(s, m) {
    this.asks.push(m.request);
    const again = s.requests.get(m.request);
    if (again)
      return this.push(s, {
        type: 'queued',
        turn: again.turn.id,
        request: m.request,
        conversation: again.conversation.id,
        place: 0,
        wait_s: 0,
      });
    const refuse = (problem) =>
      this.push(s, { type: 'failed', turn: null, request: m.request, problem, limits: s.limits });
    const mine = s.limits[0];
    const [word] = m.text.split(/[\s:]/);
    if (word === '/down')
      return refuse({ type: '/problems/backend-unavailable', title: 'down', status: 503 });
    if (word === '/busy') return refuse({ type: '/problems/busy', title: 'busy', status: 429 });
    if (s.gate.state !== 'open' && !m.preview)
      return refuse({ type: '/problems/exam-locked', title: 'locked', status: 423 });
    if (!m.preview && mine && mine.remaining <= 0)
      return refuse({ type: '/problems/quota-exceeded', title: 'quota', status: 429, ...mine });
    const c = s.conversations.get(m.conversation) ?? s.conversation(m.text.slice(0, 48));
    if (m.attempt) c.attempt = m.attempt;
    if (m.preview) s.conversations.delete(c.id);
    const turn = {
      id: nextId('t'),
      place: c.turns.length + 1,
      status: 'running',
      question: m.text,
      answer: '',
      reasoning: '',
      finish: '',
      problem: null,
      usage: null,
      model: 'mistral-small-3.2-24b',
      created_at: iso(this.now()),
    };
    c.turns.push(turn);
    c.updated_at = iso(this.now());
    const state = {
      turn,
      conversation: c,
      request: m.request,
      get status() {
        return turn.status;
      },
      preview: m.preview,
    };
    s.turns.set(turn.id, state);
    s.requests.set(m.request, state);
    if (mine && !m.preview) {
      mine.reserved++;
      mine.remaining--;
    }
    return void this.run(s, state, m.text);
  }

  async run(s, state, text) {
    const { turn, conversation, request } = state;
    const queued = (place, wait_s) =>
      this.push(s, {
        type: 'queued',
        turn: turn.id,
        request,
        conversation: conversation.id,
        place,
        wait_s,
      });
    const [word, n] = text.split(/[\s:]+/);
    if (word === '/queue')
      for (const place of [3, 2, 1]) {
        queued(place, place * 7);
        await this.pause(this.queuePace ?? 400);
        if (turn.status !== 'running') return;
      }
    else queued(0, 0);
    const say = async (words, channel) => {
      for (const piece of words) {
        await this.pause(this.pace);
        while (this.isHeld(turn) && turn.status === 'running') await this.pause(5);
        if (turn.status !== 'running') return;
        if (channel === 'answer') turn.answer += piece;
        else turn.reasoning += piece;
        this.push(s, {
          type: 'delta',
          turn: turn.id,
          seq: utf8(turn.answer),
          text: piece,
          channel,
        });
      }
    };
    if (word === '/turned') await say(['\u202ethought\u202c aloud'], 'reasoning');
    const think = word === '/think' || word === '/merge';
    if (think)
      await say(
        pieces(
          'The loop ends when one list is used up. The rest of the other list is never copied. Ask for the state after the loop.',
        ),
        'reasoning',
      );
    const script =
      {
        '/merge': pieces(answers.merge),
        '/hostile': pieces(answers.hostile, 97),
        '/long': pieces(answers.sections(Number(n) || 60), 400),
        '/stream': Array.from({ length: Number(n) || 2000 }, (_, i) =>
          i % 40 === 39 ? '\n\n' : `word${i} `,
        ),
        '/echo': [text.slice(6)],
        '/turned': turned(this),
        '/cut': pieces(
          'Heapsort needs no extra memory and is never worse than $n \\log n$, but it is not stable, and',
        ),
        '/broken': pieces('Here the answer breaks'),
        '/empty': [],
        '/emoji': pieces('Grüße 👩‍🎓 aus Köln: größer, schöner, 𝔘𝔫𝔦𝔠𝔬𝔡𝔢. '.repeat(40), 3),
      }[word] ??
      pieces(
        s.lang === 'de'
          ? 'Ein guter Anfang. Was haben Sie bisher **versucht**, und an welcher Stelle geht es nicht weiter?\n\nSchauen Sie sich $T(n) = 2\\,T(\\frac n2) + cn$ an.'
          : 'A good start. What have you **tried** so far, and where does it stop working?\n\nLook at $T(n) = 2\\,T(\\frac n2) + cn$ again.',
      );
    await say(script, 'answer');
    if (turn.status !== 'running') return;
    if (word === '/broken')
      return this.fail(s, state, {
        type: '/problems/backend-broken',
        title: 'broken',
        status: 502,
      });
    this.end(s, state, { status: 'done', finish: word === '/cut' ? 'length' : 'stop' });
  }
  isHeld(turn) {
    return this.hold || (this.holdAt && turn.answer.includes(this.holdAt));
  }
  pause(ms) {
    return new Promise((done) => setTimeout(done, ms).unref());
  }

  settle(s, state) {
    const mine = s.limits[0];
    if (mine && !state.preview) {
      mine.reserved = Math.max(0, mine.reserved - 1);
      mine.used++;
    }
  }
  end(s, state, { status, finish }) {
    const { turn, conversation } = state;
    Object.assign(turn, {
      status,
      finish,
      usage: { input_tokens: 312, output_tokens: Math.ceil(turn.answer.length / 4), exact: true },
    });
    this.settle(s, state);
    state.last = {
      type: 'done',
      turn: turn.id,
      conversation: conversation.id,
      finish,
      status,
      usage: turn.usage,
      limits: s.limits,
      receipt: { model: turn.model, operator: 'Lindental University, IT Services', label: '' },
    };
    this.push(s, state.last);
  }
  fail(s, state, problem) {
    Object.assign(state.turn, { status: 'failed', problem });
    this.settle(s, state);
    state.last = {
      type: 'failed',
      turn: state.turn.id,
      request: state.request,
      problem,
      limits: s.limits,
    };
    this.push(s, state.last);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const mock = await new Mock().listen({ port: Number(process.argv[2] ?? 8099) });
  console.log(`http://127.0.0.1:${mock.port}/`);
}
