/* The test server as a child, and a client that writes raw bytes and reads raw answers. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const program = process.env.HTTP_SERVE ??
	fileURLToPath(new URL('../../../build/dev/http_serve', import.meta.url));
export const missing = existsSync(program) ? false : `${program} is not built`;

/** Starts the server; t.after stops it and fails on a leak or another complaint. */
export const serve = (t, ...args) => attend(t, program, args);

/** The same with so few file descriptors; '-S': it may ask for more. */
export const serveWithFiles = (t, files, flags = '', ...args) =>
	attend(t, 'sh', ['-c', `ulimit ${flags} -n ${files}; exec "$0" "$@"`, program, ...args]);

async function attend(t, command, args) {
	const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
	let complaints = '';
	child.stderr.on('data', (bytes) => { complaints += bytes; });
	const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)));
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	const first = await lines.next();
	assert.ok(!first.done, `no ready line: ${complaints}`);
	const server = {
		...JSON.parse(first.value), child, ended,
		say: (command) => child.stdin.write(`${command}\n`),
		line: async () => (await lines.next()).value,
		complaints: () => complaints,
		forgive: () => { complaints = ''; },
		stop: () => { if (!child.stdin.destroyed) child.stdin.end('stop\n'); return ended; },
	};
	t.after(async () => {
		assert.equal(await server.stop(), 0, complaints);
		assert.equal(complaints, '');
	});
	return server;
}

/** A connection whose answers are read one by one. */
export class Client {
	constructor(socket) {
		this.socket = socket;
		this.bytes = Buffer.alloc(0);
		this.closed = false;
		this.failed = null;
		this.waiting = [];
		const wake = () => this.waiting.splice(0).forEach((resolve) => resolve());
		socket.on('data', (more) => { this.bytes = Buffer.concat([this.bytes, more]); wake(); });
		socket.on('close', () => { this.closed = true; wake(); });
		socket.on('end', () => { this.ended = true; wake(); });
		socket.on('error', (error) => { this.failed = error; });
	}

	static async open(port, options = {}) {
		const socket = net.connect({ port, host: '127.0.0.1', noDelay: true, ...options });
		await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
		return new Client(socket);
	}

	write(bytes) {
		this.socket.write(bytes);
		return this;
	}

	/** Waits until the condition gives something; null once the connection has ended. */
	async until(condition) {
		for (;;) {
			const found = condition();
			if (found) return found;
			if (this.closed || this.ended) return null;
			await new Promise((resolve) => this.waiting.push(resolve));
		}
	}

	async end() {
		await this.until(() => false);
		return this.bytes.toString('latin1');
	}

	/** The next answer: {status, headers, body}; null if the connection ends before. */
	async answer({ head = false } = {}) {
		const gap = await this.until(() => this.bytes.indexOf('\r\n\r\n') + 1);
		if (!gap) return null;
		const [first, ...lines] = this.bytes.subarray(0, gap - 1).toString('latin1').split('\r\n');
		const headers = {};
		for (const line of lines) {
			const [name, value] = line.split(/: (.*)/s);
			assert.ok(!(name.toLowerCase() in headers), `twice: ${name}`);
			headers[name.toLowerCase()] = value;
		}
		this.bytes = this.bytes.subarray(gap + 3);
		assert.match(first, /^HTTP\/1\.1 \d{3} /);
		const status = Number(first.slice(9, 12));
		const none = head || status < 200 || status === 204 || status === 304;
		const body = none ? Buffer.alloc(0) : await this.body(headers);
		return body && { status, headers, body: body.toString('latin1'),
			get json() { return JSON.parse(body); } };
	}

	async body(headers) {
		if (headers['transfer-encoding'] === 'chunked') return this.chunks();
		if (!('content-length' in headers)) return Buffer.from(await this.end(), 'latin1');
		const length = Number(headers['content-length']);
		return this.take(length);
	}

	async take(length) {
		if (length && !await this.until(() => this.bytes.length >= length)) return null;
		const taken = this.bytes.subarray(0, length);
		this.bytes = this.bytes.subarray(length);
		return taken;
	}

	async chunks() {
		const parts = [];
		for (;;) {
			const at = await this.until(() => this.bytes.indexOf('\r\n') + 1);
			if (!at) return null;
			const size = parseInt(this.bytes.subarray(0, at - 1).toString('latin1'), 16);
			this.bytes = this.bytes.subarray(at + 1);
			const part = await this.take(size + 2);
			if (!part) return null;
			assert.equal(part.subarray(size).toString('latin1'), '\r\n');
			if (size === 0) return Buffer.concat(parts);
			parts.push(part.subarray(0, size));
		}
	}

	close() {
		this.socket.destroy();
	}
}

/** One request on its own connection, as raw text; the answer. */
export async function ask(server, text, options) {
	const client = await Client.open(server.port);
	const answer = await client.write(text).answer(options);
	client.close();
	return answer;
}

export const get = (path, ...lines) =>
	[`GET ${path} HTTP/1.1`, 'Host: kibridge.test', ...lines, '', ''].join('\r\n');

export const post = (path, body, ...lines) =>
	[`POST ${path} HTTP/1.1`, 'Host: kibridge.test', `Content-Length: ${Buffer.byteLength(body)}`,
		...lines, '', ''].join('\r\n') + body;

/** Asks until the answer is as wanted: waiting on a state, not on time. */
export async function eventually(question, wanted) {
	for (;;) {
		const answer = await question();
		if (wanted(answer)) return answer;
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}
