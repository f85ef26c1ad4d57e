// One HTTP request to a server of this test: always to this machine, with the test's authority
// trusted and nothing followed, so that a test sees each step.
import http from 'node:http'
import https from 'node:https'
import { readBody } from '../platform/exchange.mjs'

export const toLoopback = (host, options, done) =>
	options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)

/** Yields { status, headers, text, json() }. `form` is posted urlencoded, `body` as it is. Without `agent` on a
 * connection of its own. */
export function send(url, { method, headers = {}, form, body, ca, agent = false } = {}) {
	const content = form ? String(new URLSearchParams(form)) : body
	if (form) headers = { 'content-type': 'application/x-www-form-urlencoded', ...headers }
	if (content !== undefined) headers = { 'content-length': Buffer.byteLength(content), ...headers }
	const client = new URL(url).protocol === 'https:' ? https : http
	return new Promise((resolve, reject) => {
		const options = { method: method ?? (content === undefined ? 'GET' : 'POST'), headers, ca, lookup: toLoopback, agent }
		const request = client.request(url, { ...options, timeout: 20_000 }, async (response) => {
			const text = await readBody(response).catch(reject)
			resolve({ status: response.statusCode, headers: response.headers, text, json: () => JSON.parse(text) })
		})
		request.on('timeout', () => request.destroy(new Error(`${url} did not answer`)))
		request.on('error', reject)
		request.end(content)
	})
}

/** The first form of a page: { action, fields }. */
export function readForm(page) {
	const fields = {}
	for (const [input, name, value] of page.matchAll(/<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"[^>]*>/g))
		if (!/type="(radio|checkbox)"/.test(input) || / checked/.test(input)) fields[name] = decode(value)
	return { action: decode(/<form[^>]*action="([^"]*)"/.exec(page)?.[1] ?? ''), fields }
}

function decode(text) {
	const character = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }
	return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name) => character[name])
}
