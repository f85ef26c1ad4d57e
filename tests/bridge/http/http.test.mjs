/* Requests as they should and should not be, byte by byte. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, Client, eventually, get, missing, post, serve } from './server.mjs';

const skip = missing;
const problem = (answer) => answer.json.type.replace('/problems/', '');

test('a request arrives as it was meant', { skip }, async (t) => {
	const server = await serve(t);
	const cases = [
		['the query keeps its pairs', get('/echo?a=1&b=x%26y%3Dz+w&c=%C3%A4&d'),
			{ query: 'a=1&b=x%26y%3Dz%20w&c=%C3%A4&d', path: '/echo', method: 'GET' }],
		['an equals sign in a value', get('/echo?u=https%3A%2F%2Fx%2F%3Fa%3Db=c'),
			{ query: 'u=https%3A%2F%2Fx%2F%3Fa%3Db%3Dc' }],
		['empty pairs vanish', get('/echo?&a=&&b'), { query: 'a=&b' }],
		['the path is decoded', get('/things/sch%C3%B6n%20'), { params: ['schön '] }],
		['two parameters', get('/things/a/of/b'), { params: ['a', 'b'] }],
		['the rest of a path', get('/files/a/b%20c/d.js'), { params: ['a/b c/d.js'] }],
		['dot segments are folded', get('/things/../echo'), { path: '/echo' }],
		['double slashes, too', get('//echo'), { path: '/echo' }],
		['a body', post('/echo', 'hello'), { body: 'hello', body_len: 5, method: 'POST' }],
		['an empty body', post('/echo', ''), { body: '', body_len: 0 }],
		['PUT without content', 'PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n',
			{ method: 'PUT', body_len: 0 }],
		['DELETE with content', 'DELETE /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi',
			{ method: 'DELETE', body: 'hi' }],
	];
	for (const [what, text, seen] of cases) {
		const answer = await ask(server, text);
		assert.equal(answer.status, 200, what);
		for (const [name, value] of Object.entries(seen))
			assert.deepEqual(answer.json[name], value, what);
	}
});

test('headers arrive by their lower-case names', { skip }, async (t) => {
	const server = await serve(t);
	const { headers } = (await ask(server, get('/echo', 'Authorization: Bearer abc', 'COOKIE: a=b; c=d',
		'X-Kibridge-Context: course 7 ', 'Accept-Language: de', 'X-Unknown: 1'))).json;
	assert.equal(headers.authorization, 'Bearer abc');
	assert.equal(headers.cookie, 'a=b; c=d');
	assert.equal(headers['x-kibridge-context'], 'course 7');
	assert.equal(headers['accept-language'], 'de');
	assert.equal(headers.host, 'kibridge.test');
});

test('what is malformed is refused, and the connection ends', { skip }, async (t) => {
	const server = await serve(t);
	const cases = [
		['no Host', 'GET /echo HTTP/1.1\r\n\r\n', 400],
		['two Hosts', 'GET /echo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
		['an odd version', 'GET /echo HTTP/3.0\r\nHost: x\r\n\r\n', 505],
		['a negative length', 'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 400],
		['a signed length', 'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\nx', 400],
		['two lengths', 'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy', 400],
		['a list of lengths', 'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\nx', 400],
		['an endless length', 'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n', 400],
		['a length and chunks', 'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 411],
		['chunks', 'POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 411],
		['chunks on a GET', 'GET /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 411],
		['no length', 'POST /echo HTTP/1.1\r\nHost: x\r\n\r\n', 411],
		['an odd expectation', post('/echo', 'x', 'Expect: miracles'), 417],
		['a control character', get('/echo', 'Cookie: a=\x01'), 400],
		['a backslash in the path', get('/things/a%5Cb'), 400],
		['a NUL in the path', get('/things/%00x'), 400],
		['a path that is not UTF-8', get('/things/%FF'), 400],
		['a long path', get(`/things/${'x'.repeat(3000)}`), 414],
		['a long query', get(`/echo?q=${'x'.repeat(9000)}`), 414],
		['headers of 17 KiB', get('/echo', `Cookie: ${'x'.repeat(17 * 1024)}`), 431],
		['HTTP/2 upgrade', get('/echo', 'Connection: upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk'), 501],
	];
	for (const [what, text, status] of cases) {
		const client = await Client.open(server.port);
		const answer = await client.write(text).answer();
		assert.ok(answer, `${what}: no answer`);
		assert.equal(answer.status, status, what);
		assert.equal(answer.headers.connection, 'close', what);
		assert.equal(await client.end(), '', what);
	}
});

test('what libwebsockets itself refuses does not hurt', { skip }, async (t) => {
	const server = await serve(t);
	const cases = [
		['a bad escape', get('/things/%zz')],
		['a newline in the path', get('/things/a%0Ab')],
		['a header in the path', get('/things/a%20HTTP/1.1%0D%0AX-Forwarded-For:%201.2.3.4%0D%0Ab:')],
		['half an escape', 'GET /things/% HTTP/1.1\r\nHost: x\r\n\r\n'],
		['an unknown method', 'BREW /echo HTTP/1.1\r\nHost: x\r\n\r\n'],
		['CONNECT', 'CONNECT kibridge.test:443 HTTP/1.1\r\nHost: x\r\n\r\nraw bytes'],
		['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + 'x'.repeat(600)],
		['SSH', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
		['headers of 30 KiB', get('/echo', `Cookie: ${'x'.repeat(30 * 1024)}`)],
		['many headers', get('/echo', ...Array.from({ length: 3000 }, (_, i) => `X-H${i}: ${i}`))],
		['a thousand pairs', get('/echo?' + 'a&'.repeat(1000))],
		['nothing but newlines', '\r\n'.repeat(100)],
		['HTTP/0.9', 'GET /echo\r\n\r\n'],
		['HTTP/2 with prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
		['an upgrade to TLS', get('/echo', 'Connection: upgrade', 'Upgrade: TLS/1.0')],
		['an upgrade twice', get('/echo', 'Connection: upgrade', 'Upgrade: a', 'Upgrade: b')],
	];
	for (const [what, text] of cases) {
		const client = await Client.open(server.port);
		client.write(Buffer.from(text, 'latin1'));
		client.socket.end();
		assert.doesNotMatch(await client.end(), /^HTTP\/1.1 2/, what);
	}
	const second = await Client.open(server.port);
	await second.write(get('/echo')).answer();
	second.write(get('/echo', 'Connection: upgrade', 'Upgrade: TLS/1.0') + get('/echo'));
	assert.match(await second.end(), /^HTTP\/1.1 403 [^]*<\/html>$/, 'an upgrade on a used connection');
	assert.equal((await ask(server, get('/echo'))).status, 200);
});

test('methods and paths that there are not', { skip }, async (t) => {
	const server = await serve(t);
	const lost = await ask(server, get('/nowhere'));
	assert.equal(lost.status, 404);
	assert.equal(lost.headers['content-type'], 'application/problem+json');
	const wrong = await ask(server, post('/things/x', ''));
	assert.equal(wrong.status, 405);
	assert.equal(wrong.headers.allow, 'GET, HEAD');
	assert.equal((await ask(server, get('/things/'))).status, 404);
	assert.equal((await ask(server, 'OPTIONS /echo HTTP/1.1\r\nHost: x\r\n\r\n')).status, 501);
});

test('HEAD is GET without the body', { skip }, async (t) => {
	const server = await serve(t);
	const client = await Client.open(server.port);
	const head = await client.write(get('/big?bytes=70000').replace('GET', 'HEAD')).answer({ head: true });
	assert.equal(head.status, 200);
	assert.equal(head.headers['content-length'], '70000');
	assert.equal((await client.write(get('/echo')).answer()).status, 200); /* nothing was left over */
	const stream = await client.write(get('/stream?pieces=3&bytes=3').replace('GET', 'HEAD')).answer({ head: true });
	assert.equal(stream.status, 200);
	assert.equal((await client.write(get('/stream/counts')).answer()).body, '1 0');
	client.close();
});

test('a body one byte too long is refused before it has come', { skip }, async (t) => {
	const server = await serve(t);
	assert.equal((await ask(server, post('/small', 'x'.repeat(16)))).status, 200);
	const client = await Client.open(server.port);
	const answer = await client.write('POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 17\r\n\r\n').answer();
	assert.equal(answer.status, 413);
	assert.equal(problem(answer), 'body-too-large');
	client.write('x'.repeat(17) + get('/echo')); /* it comes all the same; then another request */
	assert.equal((await client.answer()).status, 200);
	client.close();
});

test('a client may wait for the word before it sends the body', { skip }, async (t) => {
	const server = await serve(t);
	const client = await Client.open(server.port);
	const word = await client.write('POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n' +
		'Expect: 100-continue\r\n\r\n').answer();
	assert.equal(word.status, 100);
	assert.equal((await client.write('hello').answer()).json.body, 'hello');
	const refused = await client.write('POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n' +
		'Expect: 100-continue\r\n\r\n').answer();
	assert.equal(refused.status, 413);
	client.close();
});

test('a request may come in any pieces', { skip }, async (t) => {
	const server = await serve(t);
	const text = post('/echo?a=b', 'hello', 'Cookie: x=y');
	for (const size of [1, 2, 7, 50]) {
		const client = await Client.open(server.port);
		for (let at = 0; at < text.length; at += size) {
			client.write(text.slice(at, at + size));
			await new Promise(setImmediate);
		}
		assert.equal((await client.answer()).json.body, 'hello', `pieces of ${size}`);
		client.close();
	}
});

test('several requests may come at once', { skip }, async (t) => {
	const server = await serve(t);
	const client = await Client.open(server.port);
	client.write(post('/echo', 'one') + get('/things/2') + get('/quick?3') + post('/echo', '') + get('/things/5'));
	assert.equal((await client.answer()).json.body, 'one');
	assert.deepEqual((await client.answer()).json.params, ['2']);
	assert.equal((await client.answer()).json.query, '3');
	assert.equal((await client.answer()).json.body_len, 0);
	assert.deepEqual((await client.answer()).json.params, ['5']);
	client.close();
});

test('a body behind another request is not taken for something else', { skip }, async (t) => {
	const server = await serve(t);
	const other = await Client.open(server.port);
	for (const [path, first] of [['/things/1', get('/things/1')], ['/quick', get('/quick')], ['/echo', post('/echo', 'one')]]) {
		const client = await Client.open(server.port);
		client.write(first + post('/echo', 'x'.repeat(60)) + get('/things/3'));
		assert.equal((await client.answer()).json.path, path);
		assert.equal(await client.answer(), null);
		assert.equal((await other.write(post('/echo', 'mine')).answer()).json.body, 'mine');
	}
	other.close();
});

test('many requests on one connection, large and small', { skip }, async (t) => {
	const server = await serve(t);
	const client = await Client.open(server.port);
	for (let i = 0; i < 40; i++) {
		const bytes = i % 4 === 3 ? 300000 : i;
		const answer = await client.write(get(`/big?bytes=${bytes}`)).answer();
		assert.equal(answer.body.length, bytes);
	}
	client.close();
});

test('HTTP/1.0 and Connection: close end after one answer', { skip }, async (t) => {
	const server = await serve(t);
	for (const text of ['GET /echo HTTP/1.0\r\n\r\n', 'GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
		get('/echo', 'Connection: close')]) {
		const client = await Client.open(server.port);
		const answer = await client.write(text).answer();
		assert.equal(answer.status, 200);
		assert.equal(answer.headers.connection, 'close');
		assert.equal(await client.end(), '');
	}
});

test('every answer says how it may be used', { skip }, async (t) => {
	const server = await serve(t, 'public_url=https://ki.example');
	const answers = [await ask(server, get('/echo')), await ask(server, get('/nowhere')),
		await ask(server, get('/page')), await ask(server, get('/stream?pieces=1&bytes=1')),
		await ask(server, 'DELETE /empty HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n'),
		await ask(server, get('/student')), await ask(server, 'GET /echo HTTP/1.1\r\n\r\n')];
	for (const { status, headers } of answers) {
		assert.match(headers['x-request-id'], /^[\w-]{22}$/, status);
		assert.equal(headers['x-content-type-options'], 'nosniff');
		assert.match(headers['content-security-policy'], /^default-src 'none'/);
		assert.match(headers['content-security-policy'], /frame-ancestors [^;]+$/);
		assert.match(headers['permissions-policy'], /camera=\(\)/);
		assert.ok(headers['referrer-policy'] && headers['cross-origin-resource-policy'] && headers.date);
		assert.ok(!('x-frame-options' in headers));
		assert.ok(!('strict-transport-security' in headers));
	}
	const page = answers[2].headers['content-security-policy'];
	assert.match(page, /script-src 'self';.*connect-src 'self' wss:\/\/ki.example;/);
	assert.match(page, /frame-ancestors https:\/\/lms.test$/);
	assert.match(answers[0].headers['content-security-policy'], /frame-ancestors 'none'$/);
	const secure = await ask(server, get('/echo', 'X-Forwarded-Proto: https'));
	assert.match(secure.headers['strict-transport-security'], /^max-age=\d+/);
	assert.equal(new Set(answers.map(({ headers }) => headers['x-request-id'])).size, answers.length);
});

test('only a trusted proxy says who the client is', { skip }, async (t) => {
	const trusting = await serve(t);
	const seen = (await ask(trusting, get('/echo', 'X-Forwarded-For: 10.0.0.9, 192.0.2.7',
		'X-Forwarded-Proto: https'))).json;
	assert.equal(seen.remote, '192.0.2.7');
	assert.equal(seen.secure, true);
	const distrusting = await serve(t, 'trusted_proxies=10.0.0.1');
	const plain = (await ask(distrusting, get('/echo', 'X-Forwarded-For: 192.0.2.7',
		'X-Forwarded-Proto: https'))).json;
	assert.equal(plain.remote, '127.0.0.1');
	assert.equal(plain.secure, false);
});

test('an address that knocks too often has to wait', { skip }, async (t) => {
	const server = await serve(t, 'rate_per_minute=5');
	const from = (address, path = '/echo') => ask(server, get(path, `X-Forwarded-For: ${address}`));
	for (let i = 0; i < 5; i++) assert.equal((await from('192.0.2.1')).status, 200);
	const refused = await from('192.0.2.1');
	assert.equal(refused.status, 429);
	assert.equal(problem(refused), 'rate-limited');
	assert.match(refused.headers['retry-after'], /^\d+$/);
	assert.equal((await from('192.0.2.2')).status, 200, 'another address');
	assert.equal((await from('192.0.2.1', '/quick')).status, 200, 'what is not metered');
	assert.equal((await from('192.0.2.1', '/student')).status, 401, 'what needs a session');
});

test('a session is needed, and of the right rank', { skip }, async (t) => {
	const server = await serve(t);
	const as = (token) => ask(server, get('/lecturer', ...token ? [`Authorization: ${token}`] : []));
	for (const token of [null, 'Bearer', 'Bearer ', 'Bearer wrong', `Basic ${server.admin}`,
		server.admin, `Bearer ${server.admin}x`]) {
		const answer = await as(token);
		assert.equal(answer.status, 401, token);
		assert.equal(answer.headers['www-authenticate'], 'Bearer');
	}
	const low = await as(`Bearer ${server.student}`);
	assert.equal(low.status, 403);
	assert.equal(problem(low), 'rank-too-low');
	assert.equal((await as(`Bearer ${server.lecturer}`)).body, 'lecturer');
	assert.equal((await as(`bearer ${server.admin}`)).body, 'admin');
});

test('a request that does not come whole is given up', { skip }, async (t) => {
	const server = await serve(t, 'request_s=1');
	const cases = [
		['nothing at all', '', null],
		['half a head', 'GET /echo HTTP/1.1\r\nHos', null],
		['half a body', 'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf', 408],
	];
	await Promise.all(cases.map(async ([what, text, status]) => {
		const client = await Client.open(server.port);
		const answer = await client.write(text).answer();
		assert.equal(answer?.status ?? null, status, what);
		await client.end();
	}));
});

test('a body that drips is given up', { skip }, async (t) => {
	const server = await serve(t, 'request_s=1');
	const client = await Client.open(server.port);
	client.write('POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n');
	const drip = setInterval(() => client.socket.writable && client.write('x'), 20);
	assert.equal((await client.answer()).status, 408);
	clearInterval(drip);
	client.close();
});

test('half requests of all clients together have a bound', { skip }, async (t) => {
	const server = await serve(t, 'half_bytes=100000');
	const half = (size) => `POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 65000\r\n\r\n${'x'.repeat(size)}`;
	let first;
	await eventually(async () => { /* whichever comes second is refused */
		first?.close();
		first = (await Client.open(server.port)).write(half(60000));
		return ask(server, post('/echo', 'x'.repeat(50000)));
	}, (answer) => answer?.status === 503);
	assert.equal((await ask(server, post('/echo', 'x'.repeat(30000)))).status, 200);
	assert.equal((await first.write('x'.repeat(5000)).answer()).status, 200);
	assert.equal((await ask(server, post('/echo', 'x'.repeat(60000)))).status, 200, 'all is given back');
	first.close();
});

test('a client may leave while a worker is busy for it', { skip }, async (t) => {
	const server = await serve(t);
	const waiting = () => ask(server, get('/gate/waiting'));
	const clients = [];
	for (const text of [get('/gate'), post('/gate', 'x'), get('/stream/gated?pieces=1&bytes=1')])
		clients.push((await Client.open(server.port)).write(text));
	await eventually(waiting, ({ body }) => body === '3');
	clients[0].socket.resetAndDestroy();
	clients[1].socket.destroy();
	clients[2].socket.destroy();
	await ask(server, post('/gate/open', ''));
	await eventually(() => ask(server, get('/stream/counts')), ({ body }) => body === '1 0' || body === '0 1');
	assert.equal((await ask(server, get('/echo'))).status, 200);
});

test('metrics have their own listener', { skip }, async (t) => {
	const server = await serve(t);
	await ask(server, get('/things/secret-name?token=secret'));
	const answer = await ask({ port: server.metrics }, get('/metrics'));
	assert.equal(answer.status, 200);
	assert.match(answer.headers['content-type'], /^text\/plain; version=0.0.4/);
	assert.match(answer.body, /^kibridge_http_requests_total\{route="\/things\/\{thing\}",code="2xx"\} 1$/m);
	assert.doesNotMatch(answer.body, /secret/);
	assert.equal((await ask(server, get('/metrics'))).status, 404);
	assert.equal((await ask({ port: server.metrics }, get('/echo'))).status, 404);
});

test('the index page may be framed by the platform that launched it', { skip }, async (t) => {
	const server = await serve(t);
	const ancestors = async (path) => {
		const { status, headers } = await ask(server, get(path));
		assert.equal(status, 200, path);
		assert.equal(headers['cache-control'], 'no-store');
		return /frame-ancestors (.*)$/.exec(headers['content-security-policy'])[1];
	};
	assert.match(await ancestors('/app/?p=p'), /https:\/\/lms\.test/);
	assert.equal(await ancestors('/app/'), "'none'");
	assert.equal(await ancestors('/app/?p=unknown'), "'none'");
	assert.equal((await ask(server, get('/app/index.html'))).status, 404);
	assert.equal((await ask(server, get('/app/../../etc/passwd'))).status, 404);
});

test('embedded files are cached, and smaller for who can read that', { skip }, async (t) => {
	const server = await serve(t);
	const page = await ask(server, get('/app/?p=p'));
	const name = /src="\.\/([^"]+\.js)"/.exec(page.body)?.[1];
	if (!name) return t.skip('built without bridge/web/dist');
	const path = `/app/${name}`;
	const plain = await ask(server, get(path));
	assert.equal(plain.status, 200);
	assert.match(plain.headers['content-type'], /^text\/javascript/);
	assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable');
	assert.equal(plain.headers.vary, 'Accept-Encoding');
	const codings = [['gzip, deflate, br', 'br'], ['gzip', 'gzip'], ['gzip;q=0.5', 'gzip'], ['br;q=0, gzip', 'gzip'],
		['br;q=0', undefined], ['identity', undefined], ['brotli', undefined]];
	for (const [accepted, coding] of codings) {
		const answer = await ask(server, get(path, `Accept-Encoding: ${accepted}`));
		assert.equal(answer.headers['content-encoding'], coding, accepted);
		assert.notEqual(answer.headers.etag, coding ? plain.headers.etag : '', accepted);
		if (coding) assert.ok(answer.body.length < plain.body.length / 2);
	}
	const again = await ask(server, get(path, `If-None-Match: ${plain.headers.etag}`));
	assert.equal(again.status, 304);
	assert.equal(again.body, '');
	assert.equal(again.headers.etag, plain.headers.etag);
	assert.equal((await ask(server, get('/app/nothing.js'))).status, 404);
	assert.equal((await ask(server, get(`/app/x/../${name}`))).status, 200);
});

test('health', { skip }, async (t) => {
	const server = await serve(t);
	assert.equal((await ask(server, get('/healthz'))).status, 200);
	assert.equal((await ask(server, get('/readyz'))).status, 200);
});
