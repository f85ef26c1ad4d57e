// A visitor without a browser: walks a launch step by step, then speaks the pages' API and the
// live socket. Most tests need no more; what needs a real browser is in *.browser.test.mjs.
import WebSocket from 'ws'
import { randomBytes } from 'node:crypto'
import { readForm, send, toLoopback } from './send.mjs'

/** The login up to the form that carries the id_token; `options` as for platform.launchUrl(). */
export async function beginLaunch(university, options = {}, { platform = university.platform } = {}) {
	const ca = university.tls.ca
	const start = await send(platform.launchUrl(options), { ca })
	const login = start.status === 302
		? await send(start.headers.location, { ca })
		: await send(readForm(start.text).action, { form: readForm(start.text).fields, ca })
	if (login.status !== 302 && login.status !== 303) return { login }
	const authorization = await send(login.headers.location, { ca })
	const cookies = (login.headers['set-cookie'] ?? []).map((line) => line.split(';')[0])
	return { login, authorization, cookies, form: readForm(authorization.text) }
}

/** Posts the form as the browser would; `cookies: []` is a browser that keeps none. */
export function finishLaunch(university, { form, cookies }) {
	const headers = cookies.length ? { cookie: cookies.join('; ') } : {}
	return send(form.action, { form: form.fields, headers, ca: university.tls.ca })
}

/** A whole launch; yields the tool's answer to the id_token. */
export async function launch(university, options, where) {
	return finishLaunch(university, await beginLaunch(university, options, where))
}

/** Enters the tutor as `person`; yields a visitor with a session. */
export async function enter(university, options, where) {
	const answer = await launch(university, options, where)
	if (answer.status !== 303 && answer.status !== 302) throw new Error(`launch refused: ${answer.status} ${answer.text}`)
	const code = new URL(answer.headers.location, university.kibridge.url).hash.slice(1)
	const session = await send(`${university.kibridge.url}/api/v1/session`, {
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ code }),
		ca: university.tls.ca,
	})
	if (session.status !== 201) throw new Error(`no session: ${session.status} ${session.text}`)
	return visitor(university, session.json().token, code)
}

/** A visitor with a session from elsewhere, such as a browser's. */
export function visitor(university, token, code) {
	const { kibridge, tls } = university
	const api = async (method, path, value) => {
		const body = value === undefined ? undefined : JSON.stringify(value)
		const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) }
		return send(`${kibridge.url}/api/v1/${path}`, { method, headers, body, ca: tls.ca })
	}
	return {
		token,
		code,
		api,
		get: async (path) => {
			const answer = await api('GET', path)
			if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.text}`)
			return answer.json()
		},
		accept: () => api('POST', 'notice', { accepted: true }),
		/** Changes this level's policy; yields the answer. */
		async setPolicy(level, change) {
			const { document, version } = await this.get(`policies/${level}`)
			return api('PUT', `policies/${level}`, { document: { ...document, ...change }, base_version: version })
		},
		live: () => openLive(kibridge, tls, token),
	}
}

// The live socket after hello and ready.
async function openLive(kibridge, tls, token) {
	const url = `${kibridge.url.replace(/^http/, 'ws')}/api/v1/live`
	const socket = new WebSocket(url, 'kibridge.v1', { ca: tls.ca, lookup: toLoopback, origin: kibridge.origin ?? kibridge.url })
	const messages = []
	const waiting = new Set()
	socket.on('message', (data) => {
		messages.push(JSON.parse(data))
		waiting.forEach((look) => look())
	})
	const closed = new Promise((resolve) => socket.once('close', resolve))
	const say = (message) => socket.send(JSON.stringify(message))
	const next = (what, fits, timeoutMs = 20_000) =>
		new Promise((resolve, reject) => {
			const finish = (settle, value) => {
				waiting.delete(look)
				clearTimeout(cut)
				settle(value)
			}
			const cut = setTimeout(() => finish(reject, new Error(`no ${what} in ${JSON.stringify(messages)}`)), timeoutMs)
			const look = () => {
				const found = messages.find(fits)
				if (found) finish(resolve, found)
			}
			closed.then(() => finish(reject, new Error(`closed before ${what}`)))
			waiting.add(look)
			look()
		})

	await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
	say({ type: 'hello', session: token })
	const ready = await next('ready', (message) => message.type === 'ready')
	return {
		ready,
		messages,
		say,
		next,
		closed,
		close: () => socket.close(),
		/** Drops the connection without a word, as a train in a tunnel does. */
		drop: () => socket.terminate(),
		/** Asks; yields the turn as soon as it is known and its end. */
		ask(text, rest = {}) {
			const request = rest.request ?? randomBytes(12).toString('hex')
			say({ type: 'ask', request, text, ...rest })
			const queued = next('queued', (message) => message.type === 'queued' && message.request === request)
			queued.catch(() => {})
			const failed = next('failed', (message) => message.type === 'failed' && message.request === request)
			failed.catch(() => {})
			const done = queued.then(({ turn }) => next('done', (message) => message.type === 'done' && message.turn === turn))
			const end = Promise.race([failed, done])
			end.catch(() => {})
			return { request, queued, end }
		},
		/** The answer's text so far. */
		text: (turn) =>
			messages
				.filter((message) => message.type === 'delta' && message.turn === turn && message.channel !== 'reasoning')
				.map((message) => message.text)
				.join(''),
	}
}
