/* The WebSocket frame by frame; and as an ordinary client (ws) sees it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import WebSocket from 'ws';
import { ask, Client, eventually, get, missing, program, serve } from './server.mjs';

const skip = missing;
const path = '/api/v1/live';
const handshake = { Host: 'kibridge.test', Connection: 'Upgrade', Upgrade: 'websocket',
	Origin: 'http://kibridge.test', 'Sec-WebSocket-Version': '13',
	'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Protocol': 'kibridge.v1' };

const hello = (changes = {}, target = path) => get(target,
	...Object.entries({ ...handshake, ...changes }).filter(([name, value]) => value !== null && name !== 'Host')
		.map(([name, value]) => `${name}: ${value}`));

const TEXT = 1, BINARY = 2, CONTINUE = 0, CLOSE = 8, PING = 9, PONG = 10;

function frame(opcode, payload, { fin = true, masked = true, rsv = 0, announced } = {}) {
	const body = Buffer.from(payload);
	const length = announced ?? body.length;
	const bit = masked ? 0x80 : 0;
	const head = length < 126 ? Buffer.from([0, bit | length])
		: length < 65536 ? Buffer.from([0, bit | 126, length >> 8, length & 255])
			: Buffer.concat([Buffer.from([0, bit | 127]), Buffer.alloc(8)]);
	if (length >= 65536) head.writeBigUInt64BE(BigInt(length), 2);
	head[0] = (fin ? 0x80 : 0) | rsv | opcode;
	if (!masked) return Buffer.concat([head, body]);
	const mask = Buffer.from([1, 2, 3, 4]);
	return Buffer.concat([head, mask, body.map((byte, i) => byte ^ mask[i & 3])]);
}

/** The next frame from the server: {opcode, text, code}; null at the end. */
async function heard(client) {
	const head = await client.take(2);
	if (!head) return null;
	assert.equal(head[1] & 0x80, 0, 'a server does not mask');
	let length = head[1] & 127;
	if (length === 126) length = (await client.take(2)).readUInt16BE();
	else if (length === 127) length = Number((await client.take(8)).readBigUInt64BE());
	const body = await client.take(length);
	const opcode = head[0] & 15;
	if (opcode === CLOSE) return { opcode, code: body.length ? body.readUInt16BE() : 0, text: body.subarray(2).toString() };
	return { opcode, text: body.toString() };
}

/** Skips the greeting. */
async function connect(server, changes) {
	const client = await Client.open(server.port);
	const answer = await client.write(hello(changes)).answer();
	assert.equal(answer.status, 101);
	assert.equal((await heard(client)).text, 'welcome');
	client.accepted = answer;
	return client;
}

const closeCode = async (client) => {
	for (let got = await heard(client); got; got = await heard(client))
		if (got.opcode === CLOSE) return got.code;
	return null;
};

test('the handshake', { skip }, async (t) => {
	const server = await serve(t);
	const { accepted } = await connect(server);
	assert.equal(accepted.headers['sec-websocket-accept'], 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
	assert.equal(accepted.headers['sec-websocket-protocol'], 'kibridge.v1');
	assert.ok(!('sec-websocket-extensions' in accepted.headers));
	await connect(server, { Origin: null }); /* no browser, so no page that could be tricked */
	const deflate = await connect(server, { 'Sec-WebSocket-Extensions': 'permessage-deflate' });
	assert.ok(!('sec-websocket-extensions' in deflate.accepted.headers));
});

test('a handshake that is not right is refused with a reason', { skip }, async (t) => {
	const server = await serve(t);
	const cases = [
		['another path', hello({}, '/echo'), 404],
		['a foreign origin', hello({ Origin: 'https://evil.test' }), 403],
		['an origin that begins like ours', hello({ Origin: 'http://kibridge.test.evil.test' }), 403],
		['a null origin', hello({ Origin: 'null' }), 403],
		['no protocol', hello({ 'Sec-WebSocket-Protocol': null }), 400],
		['another protocol', hello({ 'Sec-WebSocket-Protocol': 'kibridge.v9' }), 400],
		['the name of the plain one', hello({ 'Sec-WebSocket-Protocol': 'plain http' }), 400],
		['an old version', hello({ 'Sec-WebSocket-Version': '8' }), 426],
		['by POST', hello().replace('GET', 'POST').replace('Host', 'Content-Length: 0\r\nHost'), 404],
	];
	for (const [what, text, status] of cases) {
		const client = await Client.open(server.port);
		const answer = await client.write(text).answer();
		assert.equal(answer?.status, status, what);
		assert.match(answer.headers['content-type'], /problem/, what);
		assert.equal(await client.end(), '', what);
	}
	for (const [what, changes] of [['no key', { 'Sec-WebSocket-Key': null }],
		['no word of it in Connection', { Connection: 'keep-alive' }]]) {
		const client = await Client.open(server.port);
		client.write(hello(changes));
		assert.doesNotMatch(await client.end(), / 101 /, what);
	}
	assert.equal((await ask({ port: server.metrics }, hello())).status, 404, 'on the metrics port');
});

test('messages come whole, in whatever frames', { skip }, async (t) => {
	const server = await serve(t);
	const client = await connect(server);
	const long = 'ü'.repeat(100000);
	const cases = [
		['one frame', [frame(TEXT, 'one')], 'one'],
		['an empty one', [frame(TEXT, '')], ''],
		['three frames', [frame(TEXT, 'a', { fin: false }), frame(CONTINUE, 'b', { fin: false }), frame(CONTINUE, 'c')], 'abc'],
		['a character across frames', [frame(TEXT, [0xc3], { fin: false }), frame(CONTINUE, [0xbc])], 'ü'],
		['empty frames', [frame(TEXT, '', { fin: false }), frame(CONTINUE, 'x', { fin: false }), frame(CONTINUE, '')], 'x'],
		['200 kB', [frame(TEXT, long)], long],
		['200 kB in pieces', Array.from({ length: 20 }, (_, i) =>
			frame(i ? CONTINUE : TEXT, long.slice(i * 5000, i * 5000 + 5000), { fin: i === 19 })), long],
	];
	for (const [what, frames, text] of cases) {
		client.write(Buffer.concat(frames));
		assert.equal((await heard(client)).text, text, what);
	}
	client.write(Buffer.concat([frame(TEXT, 'a', { fin: false }), frame(PING, 'p'), frame(CONTINUE, 'b')]));
	assert.deepEqual([await heard(client), await heard(client)].map(({ text }) => text).sort(), ['ab', 'p']);
	for (const byte of frame(TEXT, 'byte by byte')) {
		client.write(Buffer.from([byte]));
		await new Promise(setImmediate);
	}
	assert.equal((await heard(client)).text, 'byte by byte');
	for (let i = 0; i < 300; i++) client.write(frame(TEXT, `${i}`));
	for (let i = 0; i < 300; i++) assert.equal((await heard(client)).text, `${i}`);
	client.close();
});

test('what is against the rules closes the socket', { skip }, async (t) => {
	const server = await serve(t);
	const cases = [
		['too long, said at once', frame(TEXT, 'x', { announced: 320 * 1024 + 1 }), 1009],
		['endless, said at once', frame(TEXT, 'x', { announced: 2 ** 40 }), 1009],
		['too long in pieces', Buffer.concat(Array.from({ length: 33 }, (_, i) =>
			frame(i ? CONTINUE : TEXT, 'x'.repeat(10 * 1024), { fin: false }))), 1009],
		['not UTF-8', frame(TEXT, [0xff, 0xfe]), 1007],
		['an overlong form', frame(TEXT, [0xc0, 0x80]), 1007],
		['half a character', frame(TEXT, [0xe2, 0x82]), 1007],
		['binary', frame(BINARY, 'x'), 1003],
	];
	for (const [what, bytes, code] of cases) {
		const client = await connect(server);
		assert.equal(await closeCode(client.write(bytes)), code, what);
		client.close();
	}
	const just = await connect(server);
	just.write(frame(TEXT, 'x'.repeat(320 * 1024)));
	assert.equal((await heard(just)).text.length, 320 * 1024, 'the most there may be');
	just.close();
});

test('frames that make no sense end the connection', { skip }, async (t) => {
	const server = await serve(t);
	const cases = [
		['a reserved bit', frame(TEXT, 'x', { rsv: 0x40 })],
		['an unknown opcode', frame(3, 'x')],
		['a continuation of nothing', frame(CONTINUE, 'x')],
		['a new message within one', Buffer.concat([frame(TEXT, 'a', { fin: false }), frame(TEXT, 'b')])],
		['a ping in pieces', frame(PING, 'x', { fin: false })],
		['a long ping', frame(PING, 'x'.repeat(126))],
		['a length with the top bit', Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0])],
		['noise', Buffer.alloc(3000, 0xfe)],
		['another request', Buffer.from(get('/echo'))],
	];
	for (const [what, bytes] of cases) {
		const client = await connect(server);
		client.write(bytes);
		for (let got = await heard(client); got && got.opcode !== CLOSE; got = await heard(client))
			assert.notEqual(got.opcode, TEXT, what);
		client.close();
	}
	assert.equal((await ask(server, get('/echo'))).status, 200);
});

test('either side may close', { skip }, async (t) => {
	const server = await serve(t);
	const theirs = await connect(server);
	assert.equal(await closeCode(theirs.write(frame(CLOSE, [0x03, 0xe8]))), 1000);
	const ours = await connect(server);
	ours.write(frame(TEXT, 'end 4401'));
	const farewell = await heard(ours);
	assert.equal(farewell.code, 4401);
	assert.equal(farewell.text, 'as you wish');
	ours.write(frame(CLOSE, [0x11, 0x31]));
	await ours.end();
	const gone = await connect(server);
	gone.socket.resetAndDestroy();
	const witness = await connect(server);
	await eventually(async () => (await heard(witness.write(frame(TEXT, 'closed?')))).text, (count) => count === '3');
	witness.close();
});

test('a socket that nobody wants is told to try later', { skip }, async (t) => {
	const server = await serve(t);
	const client = await Client.open(server.port);
	assert.equal((await client.write(hello({}, `${path}?refuse=1`)).answer()).status, 101);
	assert.equal(await closeCode(client), 1013);
});

test('who is silent is pinged, who does not answer is let go', { skip }, async (t) => {
	const server = await serve(t, 'ping_s=1');
	const client = await connect(server);
	const ping = await heard(client);
	assert.equal(ping.opcode, PING);
	client.write(frame(PONG, ping.text));
	const next = await heard(client);
	assert.equal(next.opcode, PING);
	assert.equal(await heard(client), null); /* no pong this time */
});

test('who says something is not asked', { skip }, async (t) => {
	const server = await serve(t, 'ping_s=2');
	const client = await connect(server);
	for (let i = 0; i < 11; i++) {
		client.write(frame(TEXT, `still here ${i}`));
		assert.equal((await heard(client)).opcode, TEXT);
		await new Promise((done) => setTimeout(done, 400));
	}
	client.close();
});

test('a reader that keeps up gets everything, in order', { skip }, async (t) => {
	const server = await serve(t);
	const client = await connect(server);
	client.write(frame(TEXT, 'flood 20000'));
	for (let i = 0; i < 20000; i++) assert.equal((await heard(client)).text.length, 1024);
	client.write(frame(TEXT, 'still there?'));
	assert.equal((await heard(client)).text, 'still there?');
	client.close();
});

test('a slow reader gets everything, too', { skip }, async (t) => {
	const server = await serve(t);
	const client = await connect(server);
	client.socket.pause();
	client.write(frame(TEXT, 'flood 20000'));
	await ask(server, get('/echo'));
	client.socket.resume();
	for (let i = 0; i < 20000; i++) assert.equal((await heard(client)).text.length, 1024);
	client.close();
});

test('who does not read at all is let go before it costs memory', { skip }, async (t) => {
	const server = await serve(t);
	const clients = [];
	for (let i = 0; i < 10; i++) {
		const client = await connect(server);
		client.socket.pause();
		client.write(frame(TEXT, 'push'));
		clients.push(client);
	}
	const witness = await connect(server);
	await eventually(async () => (await heard(witness.write(frame(TEXT, 'closed?')))).text, (count) => count === '10');
	assert.match((await ask({ port: server.metrics }, get('/metrics'))).body, /kibridge_sockets_slow_total 10/);
	[...clients, witness].forEach((client) => client.close());
});

test('two hundred sockets come and go', { skip }, async (t) => {
	const server = await serve(t);
	for (let round = 0; round < 2; round++) {
		const clients = await Promise.all(Array.from({ length: 200 }, () => connect(server)));
		clients.forEach((client, i) => client.write(frame(TEXT, `${i}`)));
		assert.deepEqual(await Promise.all(clients.map(async (client) => (await heard(client)).text)),
			clients.map((_, i) => `${i}`));
		clients.forEach((client, i) => (i % 2 ? client.close() : client.write(frame(CLOSE, [0x03, 0xe8]))));
	}
	await eventually(() => ask({ port: server.metrics }, get('/metrics')), ({ body }) => /kibridge_websockets_open 0/.test(body));
});

test('when the server ends, sockets hear that it goes away', { skip }, async (t) => {
	const server = await serve(t);
	const client = await connect(server);
	const stuck = await connect(server);
	stuck.socket.pause();
	stuck.write(frame(TEXT, 'flood 100000'));
	const draining = Client.open(server.port);
	(await draining).close();
	server.stop();
	assert.equal(await closeCode(client), 1001);
	stuck.close();
});

test('draining leaves sockets alone and takes no new ones', { skip }, async (t) => {
	const server = await serve(t);
	const client = await connect(server);
	server.say('drain');
	assert.equal(await server.line(), 'drained');
	client.write(frame(TEXT, 'still here'));
	assert.equal((await heard(client)).text, 'still here');
	client.close();
});

test('an ordinary client gets along', { skip }, async (t) => {
	const server = await serve(t);
	const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, 'kibridge.v1', { origin: 'http://kibridge.test' });
	const messages = [];
	socket.on('message', (text) => {
		messages.push(text.toString());
		if (messages.length === 1) socket.send('x'.repeat(70000));
		else socket.send('end 1000');
	});
	const code = await new Promise((resolve) => socket.on('close', resolve));
	assert.equal(code, 1000);
	assert.deepEqual(messages.map(({ length }) => length), [7, 70000]);
});

const sanitized = !skip && /__[at]san_init/.test(readFileSync(program, 'latin1'));
test('an idle socket costs little memory', { skip: skip || (sanitized && 'the sanitizer has its own share') }, async (t) => {
	const server = await serve(t);
	const size = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`))[1]);
	await connect(server);
	const before = size();
	const clients = [];
	for (let i = 0; i < 1000; i++) clients.push(await connect(server));
	const each = (size() - before) / 1000;
	t.diagnostic(`${each} KiB for each idle socket`);
	assert.ok(each < 16, `${each} KiB`);
	clients.forEach((client) => client.close());
});
