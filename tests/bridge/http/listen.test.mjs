/* Where and how the server listens: addresses, TLS, and what it says when it cannot. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import tls from 'node:tls';
import WebSocket from 'ws';
import { ask, Client, eventually, get, missing, post, program, serve } from './server.mjs';

const skip = missing;

function issue(key, cert, name) {
	execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
		'-keyout', key, '-out', cert, '-days', '2', '-subj', `/CN=${name}`], { stdio: 'ignore' });
}

function certificate(t) {
	const dir = mkdtempSync(join(tmpdir(), 'kibridge-tls-'));
	t.after(() => rmSync(dir, { recursive: true }));
	const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(dir, name));
	issue(key, cert, 'kibridge.test');
	return [`tls_key=${key}`, `tls_cert=${cert}`, 'public_url=https://kibridge.test'];
}

async function secure(server, options = {}) {
	const socket = tls.connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false,
		servername: 'kibridge.test', ALPNProtocols: ['h2', 'http/1.1'], ...options });
	await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
	return new Client(socket);
}

test('TLS: requests, streams and large answers', { skip }, async (t) => {
	const server = await serve(t, ...certificate(t));
	const client = await secure(server);
	assert.equal(client.socket.alpnProtocol, 'http/1.1');
	assert.equal(client.socket.getProtocol(), 'TLSv1.3');
	const answer = await client.write(post('/echo', 'hello')).answer();
	assert.equal(answer.json.body, 'hello');
	assert.equal(answer.json.secure, true);
	assert.match(answer.headers['strict-transport-security'], /^max-age=/);
	assert.equal((await client.write(get('/big?bytes=3000000')).answer()).body.length, 3000000);
	assert.equal((await client.write(get('/stream?pieces=300&bytes=10000')).answer()).body.length, 3000000);
	const slow = await secure(server);
	slow.socket.pause();
	slow.write(get('/stream?pieces=300&bytes=10000'));
	await client.write(get('/echo')).answer();
	slow.socket.resume();
	assert.equal((await slow.answer()).body.length, 3000000);
	client.close();
	slow.close();
});

test('TLS: the WebSocket', { skip }, async (t) => {
	const server = await serve(t, ...certificate(t));
	const socket = new WebSocket(`wss://127.0.0.1:${server.port}/api/v1/live`, 'kibridge.v1',
		{ origin: 'https://kibridge.test', rejectUnauthorized: false });
	const messages = [];
	socket.on('message', (text) => {
		messages.push(text.toString());
		socket.send(messages.length === 1 ? 'y'.repeat(200000) : 'end 1000');
	});
	assert.equal(await new Promise((resolve) => socket.on('close', resolve)), 1000);
	assert.deepEqual(messages.map(({ length }) => length), [7, 200000]);
});

test('TLS: what is old or not TLS at all', { skip }, async (t) => {
	const server = await serve(t, ...certificate(t));
	const twelve = await secure(server, { maxVersion: 'TLSv1.2' });
	assert.equal((await twelve.write(get('/echo')).answer()).status, 200);
	twelve.close();
	await assert.rejects(secure(server, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }));
	const plain = await Client.open(server.port);
	assert.doesNotMatch(await plain.write(get('/echo')).end(), / 200 /);
	const half = await Client.open(server.port);
	half.write(Buffer.from([0x16, 3, 1, 1, 0]));
	assert.equal((await ask({ port: server.metrics }, get('/metrics'))).status, 200);
	half.close();
});

test('TLS: a client may leave at any time', { skip }, async (t) => {
	const server = await serve(t, ...certificate(t));
	for (const text of [get('/stream'), get('/stream?pieces=100000&bytes=16000'), get('/big?bytes=9000000'), get('/gate')]) {
		const client = await secure(server);
		client.socket.pause();
		client.write(text);
		await new Promise(setImmediate);
		client.socket.destroy();
	}
	const client = await secure(server);
	await eventually(async () => (await client.write(get('/gate/waiting')).answer()).body, (waiting) => waiting === '1');
	await client.write(post('/gate/open', '')).answer();
	client.close();
});

test('TLS: a client that comes again is remembered by its ticket', { skip }, async (t) => {
	const server = await serve(t, ...certificate(t));
	const first = await secure(server);
	const ticket = new Promise((resolve) => first.socket.once('session', resolve));
	await first.write(get('/echo')).answer();
	const again = await secure(server, { session: await ticket });
	assert.equal(again.socket.isSessionReused(), true);
	assert.equal((await again.write(get('/echo')).answer()).status, 200);
	first.close();
	again.close();
});

test('TLS: a renewed certificate is taken over, a broken one is not', { skip }, async (t) => {
	const settings = certificate(t);
	const [key, cert] = settings.map((setting) => setting.split('=')[1]);
	const server = await serve(t, ...settings);
	const subject = async () => {
		const client = await secure(server);
		const { CN } = client.socket.getPeerCertificate().subject;
		client.close();
		return CN;
	};
	const old = await secure(server);
	assert.equal(await subject(), 'kibridge.test');
	issue(key, cert, 'renewed.test');
	server.say('reload');
	await eventually(subject, (name) => name === 'renewed.test');
	assert.equal((await old.write(get('/echo')).answer()).status, 200);
	issue(join(key, '..', 'other.pem'), cert, 'broken.test'); /* not its key */
	server.say('reload');
	await eventually(() => server.complaints(), (words) => words.includes('http.certificate'));
	assert.equal(await subject(), 'renewed.test');
	assert.match(server.complaints(), /kept the old one: key values mismatch/);
	server.forgive();
	old.close();
});

test('IPv6 and all addresses', { skip }, async (t) => {
	for (const [listen, host] of [['[::1]:0', '::1'], [':0', '127.0.0.1'], ['0.0.0.0:0', '127.0.0.1']]) {
		const server = await serve(t, `listen=${listen}`, 'trusted_proxies=');
		let client;
		try {
			client = await Client.open(server.port, { host });
		} catch (error) {
			assert.equal(error.code, 'EADDRNOTAVAIL', listen); /* this machine has no IPv6 */
			continue;
		}
		assert.equal((await client.write(get('/echo')).answer()).json.remote, host);
		client.close();
	}
});

test('what it cannot do it says in a sentence', { skip }, async (t) => {
	const taken = net.createServer().listen(0, '127.0.0.1');
	await new Promise((resolve) => taken.once('listening', resolve));
	t.after(() => taken.close());
	const cases = [
		[`listen=127.0.0.1:${taken.address().port}`, /^cannot listen on 127\.0\.0\.1:\d+/],
		['listen=nonsense', /^'nonsense' is not an address to listen on/],
		['listen=127.0.0.1:70000', /is not an address to listen on/],
		['listen=192.0.2.1:0', /^cannot listen on 192\.0\.2\.1:0/],
		['trusted_proxies=proxy.example', /^trusted_proxies: 'proxy\.example' is not an address/],
		['public_url=ftp://x', /^public_url is not a URL/],
		['tls_cert=/nowhere.pem', /^cannot listen on/],
	];
	for (const [setting, words] of cases) {
		const { status, stderr } = spawnSync(program, [setting], { input: '', encoding: 'utf8' });
		assert.equal(status, 1, setting);
		assert.match(stderr, words, setting);
		assert.equal(stderr.trim().split('\n').length, 1, stderr);
	}
});
