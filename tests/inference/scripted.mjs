// A scripted inference server: speaks the OpenAI wire the way real servers do, and misbehaves on
// request. No dependencies, no model; the same question gives the same answer.
//
//   node scripted.mjs [--port N] [--delay MS] [--key KEY]
//
// Binds 127.0.0.1 (a free port by default) and says "listening 127.0.0.1:PORT" on stdout.
//
// What happens is chosen by the model's name: a scenario of scenarios.mjs, with parameters behind
// colons: "echo", "vllm", "words:20:5", "cut:3", "status:429:2". A name that is no scenario is
// answered by "echo". POST /control overrules the name:
//
//   {"then": ["status:503", "echo"]}   the next two requests, whatever model they name
//   {"always": "status:500"}           all requests behind those; null ends it
//   {"models": ["a", "b c"]}           what GET /v1/models lists; null: a list of scenarios
//   {"models_status": 503}             what GET /v1/models answers instead; null ends it
//   {"delay_ms": 20}                   between two tokens
//   {"key": "sk-test"}                 the only API key accepted; null: none is asked for
//
// GET /log gives {running, most, probes, requests: [{n, at_ms, model, scenario, headers, body,
// state, tokens, reused, socket}]}, where most is the largest number of answers under way at once
// and state is "open", "answered" or "cancelled". DELETE /log forgets it. GET /wait?cancelled=2 (or
// open=, answered=) answers when at least that many requests are in that state.
import http from 'node:http';
import { parseArgs } from 'node:util';
import { scenarios, Answer } from './scenarios.mjs';

const { values: options } = parseArgs({
	options: {
		port: { type: 'string', default: '0' },
		delay: { type: 'string', default: '0' },
		key: { type: 'string' },
	},
});

const listed = ['echo', 'vllm', 'llama-server', 'openai', 'litellm', 'ollama'];
const control = { then: [], always: null, models: null, models_status: null };
control.delay_ms = Number(options.delay);
control.key = options.key ?? null;

let log = [];
let probes = 0;
let most = 0;
let waiting = [];
let sockets = 0;

const running = () => log.filter((entry) => entry.state === 'open').length;

function settle() {
	most = Math.max(most, running());
	waiting = waiting.filter(({ state, count, reply }) => {
		if (log.filter((entry) => entry.state === state).length < count) return true;
		json(reply, 200, { [state]: count });
		return false;
	});
}

function json(reply, status, value) {
	reply.writeHead(status, { 'content-type': 'application/json' });
	reply.end(JSON.stringify(value));
}

function body(request) {
	return new Promise((resolve) => {
		const pieces = [];
		request.on('data', (piece) => pieces.push(piece));
		request.on('end', () => resolve(Buffer.concat(pieces).toString()));
		request.on('close', () => resolve(Buffer.concat(pieces).toString()));
	});
}

function keyAccepted(request) {
	return control.key === null || request.headers.authorization === `Bearer ${control.key}`;
}

function models(request, reply) {
	probes++;
	if (control.models_status) return json(reply, control.models_status, { detail: 'scripted' });
	if (!keyAccepted(request)) return json(reply, 401, { error: 'Unauthorized' });
	const data = (control.models ?? listed).map((id) => ({
		id,
		object: 'model',
		created: 1795225545,
		owned_by: 'scripted',
		max_model_len: 8192,
	}));
	json(reply, 200, { object: 'list', data });
}

function scenarioFor(model) {
	const name = control.then.shift() ?? control.always ?? model ?? 'echo';
	const [key, ...args] = String(name).split(':');
	return scenarios[key] ? { name, run: scenarios[key], args } : { name: 'echo', run: scenarios.echo, args: [] };
}

async function chat(request, reply) {
	const text = await body(request);
	let asked;
	try {
		asked = JSON.parse(text);
	} catch {
		return json(reply, 400, { error: { message: 'bad JSON', type: 'BadRequestError', code: 400 } });
	}
	if (!keyAccepted(request)) return json(reply, 401, { error: 'Unauthorized' });
	const scenario = scenarioFor(asked.model);
	const socket = request.socket;
	const entry = {
		n: log.length,
		at_ms: Date.now(),
		model: asked.model,
		scenario: scenario.name,
		headers: request.headers,
		body: asked,
		state: 'open',
		tokens: 0,
		reused: socket.served === true,
		socket: (socket.number ??= ++sockets),
	};
	socket.served = true;
	log.push(entry);
	reply.on('close', () => {
		entry.state = reply.writableFinished ? 'answered' : 'cancelled';
		settle();
	});
	settle();
	await scenario.run(new Answer({ request, reply, asked, entry, delayMs: control.delay_ms }), ...scenario.args);
}

// Small vectors, the same for the same text; base64 of floats for who asks for it, as OpenAI does.
function vectorOf(text, format, dimensions) {
	const vector = Float32Array.from({ length: dimensions ?? 4 }, (_, i) => ((text.length * 31 + i * 7) % 100) / 100);
	return format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector];
}

async function embeddings(request, reply) {
	const asked = JSON.parse(await body(request));
	if (!keyAccepted(request)) return json(reply, 401, { error: 'Unauthorized' });
	const entry = { n: log.length, at_ms: Date.now(), model: asked.model, scenario: 'embeddings', headers: request.headers, body: asked, state: 'open', tokens: 0 };
	log.push(entry);
	reply.on('close', () => {
		entry.state = reply.writableFinished ? 'answered' : 'cancelled';
		settle();
	});
	settle();
	const [kind, status] = String(control.then.shift() ?? control.always ?? '').split(':');
	if (kind === 'status') return json(reply, Number(status), { error: { message: 'scripted', type: 'ServerError', code: Number(status) } });
	if (kind === 'garbage') return json(reply, 200, { object: 'list', data: 'none' });
	const texts = [asked.input].flat();
	const tokens = texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0);
	json(reply, 200, {
		object: 'list',
		data: texts.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text, asked.encoding_format, asked.dimensions) })),
		model: asked.model,
		...(kind !== 'no-usage' && { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
	});
}

async function setControl(request, reply) {
	Object.assign(control, JSON.parse(await body(request)));
	json(reply, 200, control);
}

function showLog(reply) {
	json(reply, 200, { running: running(), most, probes, requests: log });
}

function forgetLog(reply) {
	log = [];
	most = probes = 0;
	reply.writeHead(204).end();
}

function wait(url, reply) {
	const [state, count] = [...url.searchParams][0] ?? ['answered', '1'];
	waiting.push({ state, count: Number(count), reply });
	settle();
}

async function serve(request, reply) {
	const url = new URL(request.url, 'http://scripted');
	switch (`${request.method} ${url.pathname}`) {
		case 'GET /v1/models':
			return models(request, reply);
		case 'POST /v1/chat/completions':
			return chat(request, reply);
		case 'POST /v1/embeddings':
			return embeddings(request, reply);
		case 'POST /control':
			return setControl(request, reply);
		case 'GET /log':
			return showLog(reply);
		case 'DELETE /log':
			return forgetLog(reply);
		case 'GET /wait':
			return wait(url, reply);
		case 'GET /health':
			return reply.end();
		default:
			return json(reply, 404, { detail: 'Not Found' });
	}
}

const server = http.createServer((request, reply) => {
	serve(request, reply).catch((error) => {
		console.error(error);
		reply.destroy();
	});
});
server.keepAliveTimeout = 60_000;
server.on('connection', (socket) => socket.setNoDelay(true));
server.listen(Number(options.port), '127.0.0.1', () => {
	console.log(`listening 127.0.0.1:${server.address().port}`);
});
// Whoever started us and went away without stopping us closes our stdin.
process.stdin.on('end', () => process.exit(0)).resume();
