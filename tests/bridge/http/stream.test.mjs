/* Answers that are large, streamed, slowly read, or never read; and the end of the server. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ask, Client, eventually, get, missing, post, serve, serveWithFiles } from './server.mjs';

const skip = missing;
const kilobytes = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`))[1]);
const ticks = (pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ').slice(13, 15).reduce((a, b) => a + Number(b), 0);
const counts = async (server) => (await ask(server, get('/stream/counts'))).body;

/** Until nobody listens there any more. */
const refused = (server) => eventually(
	() => Client.open(server.port).then((client) => client.close(), ({ code }) => code),
	(code) => code === 'ECONNREFUSED');

test('a large answer comes whole, however slowly it is read', { skip }, async (t) => {
	const server = await serve(t);
	const client = await Client.open(server.port);
	client.write(get('/big?bytes=8000000'));
	client.socket.pause();
	await ask(server, get('/echo')); /* others are served meanwhile */
	client.socket.resume();
	const answer = await client.answer();
	assert.equal(answer.body.length, 8000000);
	for (const at of [0, 65535, 65536, 7999999])
		assert.equal(answer.body.charCodeAt(at), 97 + at % 26);
	assert.equal((await client.write(get('/echo')).answer()).status, 200);
	client.close();
});

test('a stream comes in chunks, and the connection goes on', { skip }, async (t) => {
	const server = await serve(t);
	const client = await Client.open(server.port);
	for (const [pieces, bytes] of [[1, 1], [3, 10], [50, 20000], [200, 60000]]) {
		const answer = await client.write(get(`/stream?pieces=${pieces}&bytes=${bytes}`)).answer();
		assert.equal(answer.headers['transfer-encoding'], 'chunked');
		assert.ok(!('content-length' in answer.headers));
		assert.equal(answer.body, 'x'.repeat(pieces * bytes));
	}
	assert.equal((await client.write(post('/stream?pieces=2&bytes=2', 'body')).answer()).body, 'xxxx');
	assert.equal(await counts(server), '0 5');
	client.close();
});

test('HTTP/1.0 gets the stream without chunks', { skip }, async (t) => {
	const server = await serve(t);
	const client = await Client.open(server.port);
	const answer = await client.write('GET /stream?pieces=3&bytes=100000 HTTP/1.0\r\n\r\n').answer();
	assert.ok(!('transfer-encoding' in answer.headers));
	assert.equal(answer.body, 'x'.repeat(300000));
});

test('a stream that is broken off does not look whole', { skip }, async (t) => {
	const server = await serve(t);
	const client = await Client.open(server.port);
	assert.equal(await client.write(get('/stream?pieces=2&bytes=5&end=1011')).answer(), null);
	assert.equal(await counts(server), '0 1');
});

test('the head of a stream may come late', { skip }, async (t) => {
	const server = await serve(t);
	const client = await Client.open(server.port);
	const answer = await client.write(get('/stream/late?pieces=2&bytes=3&status=429')).answer();
	assert.equal(answer.status, 429);
	assert.equal(answer.headers['content-type'], 'text/late');
	assert.equal(answer.body, 'xxxxxx');
	assert.equal(await client.write(get('/stream/late?pieces=2&bytes=3&status=0')).answer(), null, 'or never');
	assert.equal(await counts(server), '0 2');
	const metrics = (await ask({ port: server.metrics }, get('/metrics'))).body;
	assert.match(metrics, /requests_total\{route="\/stream\/late",code="4xx"\} 1/);
});

test('a client that leaves a silent stream is noticed', { skip }, async (t) => {
	const server = await serve(t);
	const leave = [(s) => s.end(), (s) => s.destroy(), (s) => s.resetAndDestroy()];
	for (const [i, how] of leave.entries()) {
		const client = await Client.open(server.port);
		client.write(get('/stream'));
		await client.until(() => client.bytes.includes('\r\n\r\n'));
		how(client.socket);
		await eventually(() => counts(server), (seen) => seen === `0 ${i + 1}`);
	}
});

test('a stream is not held up in memory for who does not read', { skip }, async (t) => {
	const server = await serve(t, 'stalled_s=1');
	const before = kilobytes(server.pid);
	const clients = await Promise.all(Array.from({ length: 20 }, () => Client.open(server.port)));
	for (const client of clients) {
		client.socket.pause();
		client.write(get('/stream?pieces=100000&bytes=16384'));
	}
	await eventually(() => counts(server), (seen) => seen === '0 20'); /* all let go */
	assert.ok(kilobytes(server.pid) - before < 60000, `grew by ${kilobytes(server.pid) - before} KiB`);
	clients.forEach((client) => client.close());
});

test('an owner that does not look is stopped at the cap', { skip }, async (t) => {
	const server = await serve(t);
	const client = await Client.open(server.port);
	client.socket.pause();
	client.write(get('/stream?pieces=100000&bytes=16384&pushed=1'));
	await eventually(() => counts(server), (seen) => seen === '0 1');
	client.close();
});

test('a large answer that nobody reads is given up', { skip }, async (t) => {
	const server = await serve(t, 'stalled_s=1');
	const client = await Client.open(server.port);
	client.socket.pause();
	client.write(get('/big?bytes=30000000'));
	await eventually(() => ask({ port: server.metrics }, get('/metrics')),
		({ body }) => /kibridge_http_in_flight 1$/m.test(body)); /* the answer to this question */
	client.close();
});

test('who sends on while an answer is stuck does not keep us busy', { skip }, async (t) => {
	const server = await serve(t);
	const client = await Client.open(server.port);
	client.socket.pause();
	client.write(get('/big?bytes=30000000'));
	await eventually(() => ask({ port: server.metrics }, get('/metrics')),
		({ body }) => /kibridge_http_in_flight 2$/m.test(body));
	client.write(get('/echo')); /* libwebsockets would look at it again and again */
	await eventually(() => ask({ port: server.metrics }, get('/metrics')),
		({ body }) => /kibridge_http_in_flight 1$/m.test(body));
	client.close();
});

test('requests behind a busy worker or a silent stream cost nothing', { skip }, async (t) => {
	const server = await serve(t);
	const client = await Client.open(server.port);
	const stream = await Client.open(server.port);
	client.write(get('/gate'));
	stream.write(get('/stream'));
	await eventually(() => ask(server, get('/gate/waiting')), ({ body }) => body === '1');
	client.write(get('/echo'));
	stream.write(get('/echo'));
	const before = ticks(server.pid);
	await new Promise((resolve) => setTimeout(resolve, 1000));
	assert.ok(ticks(server.pid) - before < 50, 'half a second of a second'); /* not a spin */
	await ask(server, post('/gate/open', ''));
	assert.equal((await client.answer()).body, 'through\n');
	assert.equal((await client.answer()).status, 200);
	client.close();
	stream.close();
});

test('drain: what runs may end, nothing new begins', { skip }, async (t) => {
	const server = await serve(t);
	const idle = await Client.open(server.port);
	await idle.write(get('/echo')).answer();
	const half = await Client.open(server.port); /* a request of which the body is still to come */
	half.write('POST /gate/open HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n');
	const busy = (await Client.open(server.port)).write(get('/gate'));
	const slow = await Client.open(server.port);
	slow.socket.pause();
	slow.write(get('/stream?pieces=500&bytes=20000'));
	await eventually(() => ask(server, get('/gate/waiting')), ({ body }) => body === '1');

	server.say('drain');
	assert.equal(await idle.end(), '', 'idle connections close');
	await refused(server);
	slow.socket.resume();
	assert.equal((await slow.answer()).body.length, 500 * 20000);
	const opened = await half.write('x').answer();
	assert.equal(opened.status, 200);
	assert.equal(opened.headers.connection, 'close');
	assert.equal((await busy.answer()).body, 'through\n');
	assert.equal(await server.line(), 'drained');
});

test('drain says when the last answer is out', { skip }, async (t) => {
	const server = await serve(t);
	const clients = [];
	for (let i = 0; i < 4; i++) clients.push((await Client.open(server.port)).write(get('/stream')));
	await Promise.all(clients.map((client) => client.until(() => client.bytes.includes('\r\n\r\n'))));
	server.say('drain');
	await refused(server);
	clients.forEach((client) => client.close());
	assert.equal(await server.line(), 'drained');
});

test('drain with nothing under way is done at once', { skip }, async (t) => {
	const server = await serve(t);
	server.say('drain');
	assert.equal(await server.line(), 'drained');
});

test('the server may end in the middle of everything', { skip }, async (t) => {
	const server = await serve(t);
	const texts = [get('/stream'), get('/stream?pieces=100000&bytes=10000'), get('/big?bytes=20000000'),
		'GET /ec', 'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhal', get('/echo')];
	const clients = [];
	for (const text of texts) {
		const client = (await Client.open(server.port)).write(text);
		client.socket.pause();
		clients.push(client);
	}
	await ask(server, get('/echo'));
	assert.equal(await server.stop(), 0, server.complaints());
	clients.forEach((client) => client.close());
});

test('two hundred connections come and go', { skip }, async (t) => {
	const server = await serve(t);
	for (let round = 0; round < 2; round++) {
		const clients = await Promise.all(Array.from({ length: 200 }, () => Client.open(server.port)));
		const answers = await Promise.all(clients.map((client, i) =>
			client.write(i % 3 ? get(`/things/${i}`) : post('/echo', `${i}`)).answer()));
		assert.ok(answers.every(({ status }) => status === 200));
		clients.forEach((client, i) => (i % 2 ? client.close() : client.socket.resetAndDestroy()));
	}
});

test('more descriptors are taken where the system grants them', { skip }, async (t) => {
	const server = await serveWithFiles(t, 80, '-S');
	const clients = await Promise.all(Array.from({ length: 100 }, () => Client.open(server.port)));
	const answers = await Promise.all(clients.map((client) => client.write(get('/echo')).answer()));
	assert.ok(answers.every((answer) => answer?.status === 200));
	clients.forEach((client) => client.close());
});

test('without descriptors left, new connections are turned away, and nothing spins', { skip }, async (t) => {
	const server = await serveWithFiles(t, 80);
	const clients = await Promise.all(Array.from({ length: 100 }, () => Client.open(server.port)));
	const answers = await Promise.all(clients.map((client) => client.write(get('/echo')).answer()));
	const served = answers.filter((answer) => answer?.status === 200).length;
	assert.equal(served, 40);
	const before = ticks(server.pid);
	await new Promise((resolve) => setTimeout(resolve, 500));
	assert.ok(ticks(server.pid) - before < 25);
	clients.forEach((client) => client.close());
	await eventually(() => ask(server, get('/echo')), (answer) => answer?.status === 200);
});
