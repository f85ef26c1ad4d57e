/* Every row of the service's route table: wrong method, one byte too many, one rank too low. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, missing, serve } from './server.mjs';

const skip = missing;
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']; /* as the bits of enum http_method */
const ranks = [null, 'student', 'lecturer', 'admin'];
const concrete = (path) => path.replace(/\{[^}]*\}/g, 'x');
/* A fixed word may stand where another row takes any: both answer there. */
const pattern = (path) => new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{[^}]*\*\}/g, '.*').replace(/\{[^}]*\}/g, '[^/]+')}$`);

const request = (method, path, length, token) => [`${method} ${path} HTTP/1.1`, 'Host: kibridge.test',
	`Content-Length: ${length}`, ...token ? [`Authorization: Bearer ${token}`] : [], '', ''].join('\r\n');

const names = (bits) => methods.filter((_, i) => bits & 1 << i);

test('every row of the table', { skip }, async (t) => {
	const server = await serve(t, '--service');
	assert.ok(server.routes.length > 20);
	for (const route of server.routes) {
		const path = concrete(route.path);
		const known = new Set(server.routes.filter((other) => pattern(other.path).test(path))
			.flatMap(({ methods: bits }) => names(bits)));
		if (known.has('GET')) known.add('HEAD');

		const wrong = methods.find((method) => !known.has(method) && method !== 'HEAD');
		if (wrong) {
			const answer = await ask(server, request(wrong, path, 0));
			assert.equal(answer.status, 405, `${wrong} ${path}`);
			for (const method of known) assert.match(answer.headers.allow, new RegExp(`\\b${method}\\b`));
		}
		for (const method of names(route.methods)) {
			const long = await ask(server, request(method, path, route.body_max + 1, server.admin), { head: method === 'HEAD' });
			assert.equal(long.status, 413, `${method} ${path} with ${route.body_max + 1} bytes`);
			if (route.needs === 0) continue;
			assert.equal((await ask(server, request(method, path, 0))).status, 401, `${method} ${path} by nobody`);
			if (route.needs === 1) continue;
			const low = await ask(server, request(method, path, 0, server[ranks[route.needs - 1]]));
			assert.equal(low.status, 403, `${method} ${path} by a ${ranks[route.needs - 1]}`);
		}
	}
});
