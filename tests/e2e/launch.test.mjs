// Launches over HTTP: what the certification suite sends and what attackers would.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { waitFor } from '../harness/process.mjs'
import { startUniversity } from '../harness/university.mjs'
import { beginLaunch, enter, finishLaunch, launch } from '../harness/visitor.mjs'
import { send } from '../harness/send.mjs'
import { faults } from '../platform/faults.mjs'

let university

before(async () => {
	university = await startUniversity({ backends: { none: { url: 'http://127.0.0.1:9/v1' } } })
})
after(() => university?.stop())

// A refusal that a person can act on: a sentence, an id to quote, the same id in the log.
async function assertRefused(answer) {
	assert.ok(answer.status >= 400 && answer.status < 500, `status ${answer.status}`)
	assert.match(answer.headers['content-type'], /text\/html/)
	assert.equal(answer.headers['cache-control'], 'no-store')
	const id = /Reference ([A-Za-z0-9_-]{6,})/.exec(answer.text)?.[1]
	assert.ok(id, `no correlation id on the page: ${answer.text}`)
	await waitFor(`the log to name ${id}`, () => university.kibridge.logText().includes(id))
}

describe('the certification suite and beyond', () => {
	for (const [name, fault] of Object.entries(faults))
		for (const person of fault.verdict === 'accept' ? ['student', 'lecturer'] : ['student'])
			test(`${fault.verdict === 'accept' ? 'takes' : 'refuses'} ${fault.what} (${person})`, async () => {
				const answer = await launch(university, { person, fault: name })
				if (fault.verdict === 'refuse') return assertRefused(answer)
				assert.equal(answer.status, 303, answer.text)
				assert.match(answer.headers.location, /\/app\/\?p=[A-Za-z0-9_-]+#[A-Za-z0-9_-]{16,}$/)
			})
})

describe('roles', () => {
	const expected = { student: 'student', lecturer: 'lecturer', admin: 'admin' }
	for (const [person, role] of Object.entries(expected))
		test(`${person} enters as ${role}`, async () => {
			const me = await (await enter(university, { person })).get('me')
			assert.equal(me.role, role)
			assert.equal(me.course.title, 'Introduction to Programming')
		})

	test('without any role one is a student', async () => {
		assert.equal((await (await enter(university, { person: 'lecturer', fault: 'no-role' })).get('me')).role, 'student')
	})
})

test('the language of the launch is the language of the page', async () => {
	assert.match((await (await enter(university, { locale: 'de' })).get('me')).locale, /^de/)
})

describe('login', () => {
	for (const method of ['get', 'post'])
		test(`begins by ${method} and goes to the platform by a plain redirect`, async () => {
			const { login } = await beginLaunch(university, { method })
			assert.equal(login.status, 302)
			const cookie = login.headers['set-cookie'][0]
			for (const word of ['__Host-', 'Secure', 'HttpOnly', 'SameSite=None', 'Partitioned', 'Path=/']) assert.ok(cookie.includes(word), word)
			const asked = new URL(login.headers.location).searchParams
			assert.match(asked.get('state'), /^[A-Za-z0-9_-]+$/)
			assert.match(asked.get('nonce'), /^[A-Za-z0-9_-]{20,}$/)
			assert.equal(login.headers['cache-control'], 'no-store')
		})

	test('of an unknown platform is refused and leads nowhere', async () => {
		const query = new URLSearchParams({ iss: 'https://evil.test', login_hint: '1', target_link_uri: 'https://evil.test/' })
		const answer = await send(`${university.kibridge.url}/lti/login?${query}`, { ca: university.tls.ca })
		await assertRefused(answer)
		assert.equal(answer.headers.location, undefined)
	})

	test('without its fields is refused', async () => {
		await assertRefused(await send(`${university.kibridge.url}/lti/login`, { ca: university.tls.ca }))
	})
})

describe('replay', () => {
	test('the same message sent again by the same browser leads back to the live session', async () => {
		const begun = await beginLaunch(university)
		assert.equal((await finishLaunch(university, begun)).status, 303)
		assert.equal((await finishLaunch(university, begun)).status, 303)
	})

	test('the same message sent again by another browser is refused', async () => {
		const begun = await beginLaunch(university)
		assert.equal((await finishLaunch(university, begun)).status, 303)
		await assertRefused(await finishLaunch(university, { ...begun, cookies: [] }))
	})

	test('a message needs the cookie of the browser that began', async () => {
		const begun = await beginLaunch(university)
		await assertRefused(await finishLaunch(university, { ...begun, cookies: [] }))
		const other = await beginLaunch(university)
		await assertRefused(await finishLaunch(university, { ...begun, cookies: other.cookies }))
	})

	test('the code behind # works once', async () => {
		const visitor = await enter(university)
		const again = await send(`${university.kibridge.url}/api/v1/session`, {
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ code: visitor.code }),
			ca: university.tls.ca,
		})
		assert.equal(again.status, 410)
	})
})

describe('keys of a platform', () => {
	const ownPlatform = () => university.addPlatform({ host: 'lms2.test' })

	test('made-up names do not make us ask for keys again and again', async () => {
		const where = await ownPlatform()
		for (let i = 0; i < 5; i++) await launch(university, { fault: 'wrong-kid' }, where)
		assert.ok(where.platform.jwksFetches <= 2, `${where.platform.jwksFetches} times`)
	})

	test('an LMS that is down for a moment does not stop launches', async () => {
		const where = await ownPlatform()
		assert.equal((await launch(university, {}, where)).status, 303)
		where.platform.trouble.jwks = 500
		assert.equal((await launch(university, {}, where)).status, 303)
	})
})

for (const profile of ['moodle', 'ilias'])
	test(`a launch as ${profile} sends it`, async () => {
		const where = await university.addPlatform({ host: 'lms2.test', profile })
		const me = await (await enter(university, { person: 'lecturer' }, where)).get('me')
		assert.equal(me.role, 'lecturer')
		assert.equal(me.activity.title, 'AI tutor')
	})

test('our keys are public and complete', async () => {
	const answer = await send(`${university.kibridge.url}/lti/jwks.json`, { ca: university.tls.ca })
	for (const key of answer.json().keys) {
		assert.deepEqual([key.kty, key.alg, key.use], ['RSA', 'RS256', 'sig'])
		assert.ok(key.kid && key.n && key.e)
		assert.equal(key.d, undefined)
	}
})
