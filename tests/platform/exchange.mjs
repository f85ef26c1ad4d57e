// Requests and answers: reading bodies with a cap, and the few kinds of answer a platform gives.
import http from 'node:http'
import https from 'node:https'

const BODY_MAX = 1024 * 1024

export function html(body, status = 200) {
	return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
}

export function json(value, status = 200, headers = {}) {
	return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

export function redirect(url) {
	return { status: 302, headers: { location: String(url) }, body: '' }
}

export function escapeHtml(text) {
	const entity = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
	return String(text).replace(/[&<>"']/g, (c) => entity[c])
}

// A page that posts its fields at once, as platforms do to reach a tool through the browser.
export function selfSubmittingForm(action, fields, method = 'post') {
	const inputs = Object.entries(fields)
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
	return html(`<!doctype html><meta charset="utf-8"><title>One moment</title>
<form id="f" method="${method}" action="${escapeHtml(action)}">${inputs.join('')}
<noscript><button>Continue</button></noscript></form><script>document.getElementById('f').submit()</script>`)
}

export function readBody(request) {
	return new Promise((resolve, reject) => {
		const chunks = []
		let length = 0
		request.on('data', (chunk) => {
			length += chunk.length
			if (length > BODY_MAX) request.destroy(new Error('body too long'))
			else chunks.push(chunk)
		})
		request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
		request.on('error', reject)
	})
}

// The platform's own calls: always to this machine, whatever the name says (*.test needs no DNS).
export function fetchJson(url, { ca, timeoutMs = 5000 } = {}) {
	const client = new URL(url).protocol === 'https:' ? https : http
	const lookup = (host, options, done) =>
		options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
	return new Promise((resolve, reject) => {
		const request = client.get(url, { ca, lookup, timeout: timeoutMs, agent: false }, async (response) => {
			try {
				const body = await readBody(response)
				if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`)
				resolve(JSON.parse(body))
			} catch (error) {
				reject(error)
			}
		})
		request.on('timeout', () => request.destroy(new Error(`${url} did not answer`)))
		request.on('error', reject)
	})
}
