// What the scripted inference server can do, by name. Each scenario is told like a play: it gets an
// Answer and does things with it. Shapes are those of the real servers; see each one's comment.
import { setTimeout as sleep } from 'node:timers/promises';
import { judge } from './judge.mjs';

// An answer with what trips readers: umlauts, an emoji of four bytes, quotes, a line break, LaTeX.
export const RECITAL = 'Grüße! The "mean" of 2, 4\nis $\\frac{6}{2}$ = 3 🌾.';

const tokensOf = (text) => text.match(/\s*\S+|\s+$/gu) ?? [];

export class Answer {
	constructor({ request, reply, asked, entry, delayMs }) {
		Object.assign(this, { request, reply, asked, entry, delayMs });
		this.pieceBytes = 0; // 0: as they come
		this.common = { id: `chatcmpl-${entry.n}`, object: 'chat.completion.chunk', created: 1795225545, model: asked.model };
		this.options = asked.stream_options ?? {};
	}

	get gone() {
		return this.reply.destroyed;
	}

	head(headers = {}) {
		this.reply.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...headers });
		this.reply.flushHeaders();
	}

	// Bytes as they are; in small pieces if the scenario said so.
	async raw(bytes) {
		const all = Buffer.from(bytes);
		if (!this.reply.headersSent) this.head();
		const step = this.pieceBytes || all.length;
		for (let at = 0; at < all.length && !this.gone; at += step) {
			this.reply.write(all.subarray(at, at + step));
			if (this.pieceBytes) await new Promise(setImmediate);
		}
	}

	event(value) {
		return this.raw(`data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`);
	}

	chunk(delta, finish = null, more = {}) {
		const { choice = {}, ...rest } = more;
		return this.event({ ...this.common, choices: [{ index: 0, delta, finish_reason: finish, ...choice }], ...rest });
	}

	usage(more = {}) {
		const prompt = JSON.stringify(this.asked.messages ?? []).length >> 2;
		const completion = this.entry.tokens;
		return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion, ...more };
	}

	// Tokens of a text, one delta each.
	async say(text, { delayMs = this.delayMs, key = 'content', more } = {}) {
		for (const token of Array.isArray(text) ? text : tokensOf(text)) {
			if (this.gone) return;
			this.entry.tokens++;
			await this.chunk({ [key]: token }, null, more?.());
			if (delayMs) await sleep(delayMs);
		}
	}

	async close({ finish = 'stop', usage = true, done = true } = {}) {
		if (this.gone) return;
		if (finish) await this.chunk({}, finish);
		if (usage && this.options.include_usage) await this.event({ ...this.common, choices: [], usage: this.usage() });
		if (done) await this.event('[DONE]');
		this.reply.end();
	}

	error(status, value, headers = {}) {
		const text = typeof value === 'string' ? value : JSON.stringify(value);
		const type = typeof value === 'string' ? 'text/html' : 'application/json';
		this.reply.writeHead(status, { 'content-type': type, ...headers });
		this.reply.end(text);
	}

	lastQuestion() {
		const asked = (this.asked.messages ?? []).filter((message) => message.role === 'user').at(-1)?.content;
		return typeof asked === 'string' ? asked : JSON.stringify(asked ?? '');
	}
}

const openaiError = (message, type, code, more = {}) => ({ error: { message, type, param: null, code, ...more } });

const CONTEXT_ERRORS = {
	vllm: [400, openaiError('This model\'s maximum context length is 32768 tokens. However, you requested 32512 output tokens and your prompt contains at least 257 input tokens, for a total of at least 32769 tokens. Please reduce the length of the input prompt or the number of requested output tokens. (parameter=input_tokens, value=257)', 'BadRequestError', 400, { param: 'input_tokens' })],
	'llama-server': [400, { error: { code: 400, message: 'request (4002 tokens) exceeds the available context size (512 tokens), try increasing it', type: 'exceed_context_size_error', n_prompt_tokens: 4002, n_ctx: 512 } }],
	openai: [400, openaiError('too long', 'invalid_request_error', 'context_length_exceeded')],
	litellm: [400, openaiError('litellm.ContextWindowExceededError: too long', null, '400')],
	ollama: [400, openaiError('the input length exceeds the context length', 'invalid_request_error', null)],
};

// Who asked for usage on every chunk gets it, as vLLM does.
const continuous = (answer) => () => (answer.options.continuous_usage_stats ? { usage: answer.usage() } : {});

export const scenarios = {
	// The last question, said back: for tests that look at an answer's text.
	async echo(answer) {
		await answer.chunk({ role: 'assistant', content: '' });
		await answer.say(`You said: ${answer.lastQuestion()}`, { more: continuous(answer) });
		await answer.close();
	},
	judge, // on feedback activities; see judge.mjs
	// N words, MS between them.
	async words(answer, count = '10', delayMs = '0') {
		const words = Array.from({ length: Number(count) }, (_, i) => `${i ? ' ' : ''}word${i + 1}`);
		await answer.chunk({ role: 'assistant', content: '' });
		await answer.say(words, { delayMs: Number(delayMs) || answer.delayMs, more: continuous(answer) });
		await answer.close();
	},

	// The servers' own shapes.
	async vllm(answer) {
		const tokens = tokensOf(RECITAL);
		const last = tokens.pop();
		const more = () => ({ choice: { logprobs: null, token_ids: null }, ...continuous(answer)() });
		await answer.chunk({ role: 'assistant', content: '' }, null, more());
		await answer.say(tokens, { more });
		answer.entry.tokens++;
		// The finish chunk carries the last text.
		await answer.chunk({ content: last }, 'stop', { choice: { logprobs: null, stop_reason: null }, ...continuous(answer)() });
		await answer.close({ finish: null });
	},
	async 'llama-server'(answer) {
		answer.head({ 'content-type': 'text/event-stream', 'keep-alive': 'timeout=5, max=100' });
		await answer.raw(':\n\n');
		await answer.chunk({ role: 'assistant', content: null });
		for (const token of tokensOf(RECITAL)) {
			answer.entry.tokens++;
			await answer.event({ choices: [{ finish_reason: null, index: 0, delta: { content: token } }], created: 1795225545 + answer.entry.tokens, id: 'chatcmpl-jKAM', model: answer.asked.model, system_fingerprint: 'b1-de3ff81', object: 'chat.completion.chunk' });
			await answer.raw(':\n\n');
		}
		await answer.chunk({}, 'stop');
		await answer.event({ choices: [], ...answer.common, usage: answer.usage({ prompt_tokens_details: { cached_tokens: 3 } }), timings: { prompt_n: 16 } });
		await answer.close({ finish: null, usage: false });
	},
	async openai(answer) {
		const more = () => ({ usage: null, service_tier: 'default', obfuscation: 'Xy7' });
		if (answer.options.continuous_usage_stats !== undefined)
			return answer.error(400, openaiError("Unknown parameter: 'stream_options.continuous_usage_stats'.", 'invalid_request_error', 'unknown_parameter', { param: 'stream_options.continuous_usage_stats' }));
		await answer.chunk({ role: 'assistant', content: '', refusal: null }, null, more());
		await answer.say(RECITAL, { more });
		await answer.chunk({}, 'stop', more());
		await answer.event({ ...answer.common, choices: [], usage: answer.usage({ completion_tokens_details: { reasoning_tokens: 0 } }) });
		await answer.close({ finish: null, usage: false });
	},
	async litellm(answer) {
		answer.head({ 'x-litellm-model-id': 'abc' });
		await answer.chunk({ role: 'assistant', content: tokensOf(RECITAL)[0] });
		await answer.say(tokensOf(RECITAL).slice(1));
		await answer.chunk({}, 'stop');
		// Usage on a chunk that still has a choice.
		await answer.chunk({}, null, { usage: answer.usage() });
		await answer.close({ finish: null, usage: false });
	},
	async ollama(answer) {
		answer.common = { ...answer.common, id: 'chatcmpl-7', system_fingerprint: 'fp_ollama' };
		for (const token of tokensOf(RECITAL)) {
			answer.entry.tokens++;
			await answer.chunk({ role: 'assistant', content: token });
		}
		await answer.close();
	},
	// An answer in one piece of JSON although a stream was asked for.
	async whole(answer) {
		answer.entry.tokens = 1;
		answer.reply.writeHead(200, { 'content-type': 'application/json' });
		answer.reply.end(JSON.stringify({ ...answer.common, object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content: RECITAL }, finish_reason: 'stop' }], usage: answer.usage() }));
	},

	// Parts of the wire.
	async reasoning(answer, field = 'reasoning') {
		const fields = field === 'both' ? ['reasoning', 'reasoning_content'] : [field];
		for (const thought of ['Let me', ' think.']) {
			answer.entry.tokens++;
			await answer.chunk(Object.fromEntries(fields.map((name) => [name, thought])));
		}
		await answer.say('Three.');
		await answer.close();
	},
	async tools(answer) {
		const call = (piece) => answer.chunk({ tool_calls: [{ index: 0, ...piece }] });
		await answer.chunk({ role: 'assistant', content: null });
		await call({ id: 'call_1', type: 'function', function: { name: 'get_time', arguments: '{' } });
		await call({ function: { arguments: '"city":"Aachen"}' } });
		answer.entry.tokens = 2;
		await answer.close({ finish: 'tool_calls' });
	},
	async usage(answer, kind = 'missing') {
		const prompt = { prompt_tokens: 16, completion_tokens: 3, total_tokens: 19 };
		await answer.say(['One', ' two', ' three'], { more: () => (kind === 'null' ? { usage: null } : {}) });
		await answer.chunk({}, 'stop', kind === 'choice' ? { usage: prompt } : {});
		if (kind === 'twice') await answer.event({ choices: [], usage: { ...prompt, completion_tokens: 1 } });
		if (kind === 'twice') await answer.event({ choices: [], usage: prompt });
		if (kind === 'strange') await answer.event({ choices: [], usage: { prompt_tokens: -5, completion_tokens: '3' } });
		await answer.close({ finish: null, usage: false });
	},
	async finish(answer, reason = 'length') {
		await answer.say('Some text');
		await answer.close({ finish: reason });
	},
	// BYTES at a time, all of it.
	async split(answer, bytes = '1') {
		answer.pieceBytes = Number(bytes);
		await answer.chunk({ role: 'assistant', content: '' });
		await answer.say(RECITAL);
		await answer.close();
	},
	// An emoji in two halves, each in a delta of its own: no valid UTF-8, but seen.
	async halves(answer) {
		const half = (hex) => Buffer.concat([Buffer.from('data: {"choices":[{"index":0,"delta":{"content":"'), Buffer.from(hex, 'hex'), Buffer.from('"}}]}\n\n')]);
		await answer.raw(half('c3'));
		await answer.raw(half('a4f09f'));
		await answer.raw(half('8cbe'));
		await answer.raw(half('e2'));
		await answer.close();
	},
	async crlf(answer) {
		await answer.raw(`event: message\r\nid: 1\r\ndata: ${JSON.stringify({ choices: [{ delta: { content: 'Two' } }] })}\r\n\r\n`);
		await answer.raw(`retry: 10\r\ndata: {"choices":\r\ndata:[{"delta":{"content":" lines"},"finish_reason":"stop"}]}\r\n\r\n`);
		await answer.raw('data: [DONE]\r\n\r\n');
		answer.reply.end();
	},
	// A stream that calls itself JSON.
	async mislabelled(answer) {
		answer.head({ 'content-type': 'application/json' });
		await answer.say('A stream after all');
		await answer.close();
	},
	async pings(answer, count = '3', delayMs = '100') {
		answer.head();
		for (let i = 0; i < Number(count) && !answer.gone; i++) {
			await answer.raw(': still here\n\n');
			await sleep(Number(delayMs));
		}
		await answer.say('Awake.');
		await answer.close();
	},

	// Streams that end badly.
	async cut(answer, after = '0') {
		answer.head();
		if (Number(after)) await answer.say(Array.from({ length: Number(after) }, () => 'la '));
		await sleep(1);
		answer.reply.destroy();
	},
	async 'no-finish'(answer) {
		await answer.say('Half an answer');
		await answer.close({ finish: null });
	},
	async 'no-done'(answer) {
		await answer.say('All of it');
		await answer.close({ done: false });
	},
	async 'error-done'(answer, after = '2') {
		if (Number(after)) await answer.say(Array.from({ length: Number(after) }, () => 'la '));
		await answer.event(openaiError('engine died at /secret/path', 'InternalServerError', 500));
		await answer.event('[DONE]');
		answer.reply.end();
	},
	async 'error-end'(answer, after = '2') {
		if (Number(after)) await answer.say(Array.from({ length: Number(after) }, () => 'la '));
		await answer.event(openaiError('engine died', 'server_error', 500));
		answer.reply.end();
	},
	async garbage(answer) {
		await answer.raw('data: {"choices":[{"delta":\n\ndata: nonsense\n\nnot even a field\n\n');
		answer.reply.end();
	},
	async 'garbage-between'(answer) {
		await answer.say('Before');
		await answer.raw('data: {"choices":[{"delta":\n\n');
		await answer.say(' after');
		await answer.close();
	},
	async 'html-200'(answer) {
		answer.error(200, '<html><body>Welcome to nginx!</body></html>');
	},
	async 'endless-line'(answer) {
		answer.head();
		const piece = `data: ${'x'.repeat(65536)}`;
		while (!answer.gone) {
			if (!answer.reply.write(piece)) await sleep(1);
		}
	},
	// Silence after N tokens; the connection stays open.
	async stall(answer, after = '2') {
		answer.head();
		if (Number(after)) await answer.say(Array.from({ length: Number(after) }, () => 'la '));
	},
	async mute() {},

	// Errors instead of a stream.
	async status(answer, code = '500', retryAfter) {
		answer.error(Number(code), openaiError('scripted', 'server_error', Number(code)), retryAfter ? { 'retry-after': retryAfter === 'date' ? new Date(Date.now() + 2000).toUTCString() : retryAfter } : {});
	},
	async html(answer, code = '502') {
		answer.error(Number(code), '<html><h1>Bad Gateway</h1></html>');
	},
	async empty(answer, code = '503') {
		answer.reply.writeHead(Number(code)).end();
	},
	async context(answer, server = 'vllm') {
		answer.error(...CONTEXT_ERRORS[server]);
	},
	async unauthorized(answer) {
		answer.error(401, { error: 'Unauthorized' });
	},
	async 'no-model'(answer) {
		answer.error(404, openaiError('The model `x` does not exist.', 'NotFoundError', 404, { param: 'model' }));
	},
	async quota(answer) {
		answer.error(429, openaiError('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota'));
	},
	async 'old-error'(answer) {
		answer.error(400, { object: 'error', message: 'bad', type: 'BadRequestError', code: 400 });
	},
	// Knows no stream_options at all.
	async 'no-options'(answer) {
		if (answer.asked.stream_options) return answer.error(422, { detail: 'extra fields not permitted: stream_options' });
		await answer.say('Plain.');
		await answer.close();
	},
	// Answers any other request, but none that asks for a format; WORDS: "told" or "bare".
	async 'no-format'(answer, words = 'told') {
		const said = words === 'told' ? "'response_format' of type 'json_schema' is not supported" : 'Bad Request';
		if (answer.asked.response_format) return answer.error(400, openaiError(said, 'BadRequestError', 400));
		await answer.say('Free text.');
		await answer.close();
	},
	// 23 MB of validation error.
	async 'huge-error'(answer) {
		answer.reply.writeHead(400, { 'content-type': 'application/json' });
		answer.reply.write('{"error":{"message":"');
		const piece = 'x'.repeat(65536);
		for (let sent = 0; sent < 23_000_000 && !answer.gone; sent += piece.length) {
			if (!answer.reply.write(piece)) await sleep(1);
		}
		answer.reply.end('","code":400}}');
	},
	// A kept connection that is dead: the request on it gets no answer.
	async stale(answer) {
		if (answer.entry.reused) return answer.request.socket.destroy();
		await answer.say('Fresh.');
		await answer.close();
	},
};
