// An LMS fetches the key of its own AI functions: signed for, not pasted. It chats in the courses of
// that LMS under their limits, and an admin sees and ends it.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startScripted } from '../harness/scripted.mjs'
import { send } from '../harness/send.mjs'
import { endAll } from '../harness/teardown.mjs'
import { startUniversity } from '../harness/university.mjs'
import { enter } from '../harness/visitor.mjs'
import { statement } from '../platform/statement.mjs'

describe("an LMS's own key", () => {
	let university, other, scripted, folder, lecturer, admin
	const MESSAGES = [{ role: 'user', content: 'Why is the sky blue?' }]

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), 'kibridge-lms-key-'))
		scripted = await startScripted({ folder, models: ['echo'], backend: { max_in_flight: '4' } })
		university = await startUniversity({ backends: { central: scripted.backend } })
		await university.kibridge.command('tenant', 'add', 'other')
		other = await university.addPlatform({ host: 'lms2.test', tenant: 'other' })
		other.platform.course.id = 'elsewhere'
		lecturer = await enter(university, { person: 'lecturer' })
		admin = await enter(university, { person: 'admin' })
		await enter(university, { person: 'lecturer' }, other)
	})
	after(() => endAll(university, scripted, folder))

	const ours = () => ({ platform: university.platform, tool: university.tool })
	const url = (path) => `${university.kibridge.url}${path}`
	const signed = ({ platform, tool }, options) => statement(platform, tool, university.kibridge.url, options)

	/** Asks as `lms` with the statement `token`, or one that it signs now. */
	async function ask(method, { lms = ours(), token, ...more } = {}) {
		const fields = new URLSearchParams({ iss: lms.platform.issuer, client_id: lms.tool.clientId, ...more })
		const headers = { authorization: `Bearer ${token ?? (await signed(lms))}` }
		const ca = university.tls.ca
		if (method !== 'POST') return send(url(`/lti/key?${fields}`), { method, headers, ca })
		return send(url('/lti/key'), { method, headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' }, body: String(fields), ca })
	}

	async function fetched(more) {
		const answer = await ask('POST', more)
		assert.equal(answer.status, 201, answer.text)
		return answer.json()
	}

	const chat = (secret, context, user = 'student-1') =>
		send(url('/v1/chat/completions'), {
			headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', 'x-kibridge-context': context },
			body: JSON.stringify({ messages: MESSAGES, user }),
			ca: university.tls.ca,
		})

	test('it chats in a course of that LMS, and the limits of the course hold', async () => {
		const saved = await lecturer.setPolicy('course', { quotas: [{ scope: 'user', metric: 'requests', window: 'day', value: 1 }] })
		assert.equal(saved.status, 200, saved.text)
		const { secret, level, scopes } = await fetched()
		assert.deepEqual([level, scopes], ['tenant', 'chat models'])
		const answer = await chat(secret, university.platform.course.id)
		assert.equal(answer.status, 200, answer.text)
		assert.equal(answer.json().choices[0].message.content, 'You said: Why is the sky blue?')
		const second = await chat(secret, university.platform.course.id)
		assert.equal(second.status, 429)
		assert.equal(second.json().error.code, 'quota_exceeded')
	})

	test("it reaches no course of another university's LMS, and the other way round", async () => {
		const { secret } = await fetched()
		assert.equal((await chat(secret, 'elsewhere')).json().error.code, 'context_not_found')
		const theirs = await fetched({ lms: other })
		assert.equal((await chat(theirs.secret, university.platform.course.id)).json().error.code, 'context_not_found')
		assert.equal((await chat(theirs.secret, 'elsewhere')).status, 200)
		assert.equal((await chat(secret, university.platform.course.id, 'student-2')).status, 200, 'each has its own')
	})

	test('without a good statement there is none', async () => {
		const now = Math.floor(Date.now() / 1000)
		const once = await signed(ours())
		await fetched({ token: once })
		const bad = {
			replayed: once,
			'for another service': await signed(ours(), { claims: { aud: 'https://else.test' } }),
			expired: await signed(ours(), { claims: { iat: now - 900, exp: now - 600 } }),
			'of a key that nobody publishes': await signed(ours(), { key: university.platform.keys.wrong }),
			"another university's": await signed(other),
		}
		for (const [what, token] of Object.entries(bad)) assert.equal((await ask('POST', { token })).status, 401, what)
		assert.equal((await ask('DELETE', { token: once })).status, 401)
	})

	test('an admin sees it, ends it, and it does not come back by itself', async () => {
		const first = await fetched()
		const { keys } = await admin.get('keys')
		const [listed] = keys.filter((key) => key.revoked_at === null)
		assert.deepEqual([listed.id, listed.by_lms], [first.id, true])
		assert.ok(!JSON.stringify(keys).includes(first.secret))
		assert.equal((await admin.api('DELETE', `keys/${first.id}`)).status, 204)
		assert.equal((await chat(first.secret, university.platform.course.id)).status, 401)
		assert.equal((await ask('POST', { replaces: first.id })).status, 409)
		const second = await fetched()
		const third = await fetched({ replaces: second.id })
		assert.equal((await chat(second.secret, university.platform.course.id)).status, 401)
		assert.equal((await ask('DELETE')).status, 204)
		assert.equal((await chat(third.secret, university.platform.course.id)).status, 401)
		const { entries } = await admin.get('audit')
		const told = entries.filter(({ object }) => object === `key:${third.id}`).map(({ action, actor }) => `${actor.slice(0, 4)} ${action}`)
		assert.deepEqual(told.sort(), ['lms: key.added', 'lms: key.revoked'])
		assert.ok(!readFileSync(university.kibridge.log, 'utf8').includes(third.secret))
	})
})
