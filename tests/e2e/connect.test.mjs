// Connecting an LMS by one link, and adding tutors from inside a course.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { readForm, send } from '../harness/send.mjs'
import { endAll } from '../harness/teardown.mjs'
import { startUniversity } from '../harness/university.mjs'
import { enter, launch } from '../harness/visitor.mjs'
import { startPlatform } from '../platform/platform.mjs'
import { inviteTool } from '../platform/registration.mjs'

let university, ca

before(async () => {
	university = await startUniversity({ backends: { none: { url: 'http://127.0.0.1:9/v1' } } })
	ca = university.tls.ca
})
after(() => endAll(university))

describe('dynamic registration', () => {
	const newInvite = async () => (await university.kibridge.command('invite', '--tenant', 'demo')).trim()

	for (const profile of ['generic', 'moodle', 'ilias'])
		test(`an admin of ${profile} pastes one link, and launches work`, async () => {
			const platform = await startPlatform({ host: '127.0.0.1', ca, profile })
			const page = await send(inviteTool(platform, await newInvite()), { ca })
			assert.equal(page.status, 200, page.text)
			assert.match(page.text, /close\.js/) // tells the LMS's window that it is done
			assert.equal(platform.tools.size, 1)
			const { asked } = platform.journal.find(({ event }) => event === 'registration')
			assert.equal(asked.jwks_uri, `${university.kibridge.url}/lti/jwks.json`)
			const me = await (await enter(university, { person: 'lecturer' }, { platform })).get('me')
			assert.equal(me.role, 'lecturer')
			await platform.stop()
		})

	test('an invite works once', async () => {
		const platform = await startPlatform({ host: '127.0.0.1', ca })
		const invite = await newInvite()
		assert.equal((await send(inviteTool(platform, invite), { ca })).status, 200)
		const again = await send(inviteTool(platform, invite), { ca })
		assert.ok(again.status >= 400 && again.status < 500, String(again.status))
		assert.equal(platform.tools.size, 1)
		await platform.stop()
	})

	test('an invite stays good when the LMS says no', async () => {
		const platform = await startPlatform({ host: '127.0.0.1', ca })
		const invite = await newInvite()
		const start = inviteTool(platform, invite)
		platform.registrationTokens.clear()
		assert.ok((await send(start, { ca })).status >= 400)
		assert.equal((await send(inviteTool(platform, invite), { ca })).status, 200)
		await platform.stop()
	})

	test('without an invite nobody registers', async () => {
		const platform = await startPlatform({ host: '127.0.0.1', ca })
		const answer = await send(inviteTool(platform, `${university.kibridge.url}/lti/register/${'x'.repeat(43)}`), { ca })
		assert.ok(answer.status >= 400 && answer.status < 500)
		assert.equal(platform.tools.size, 0)
		await platform.stop()
	})
})

describe('deep linking', () => {
	// The lecturer's form, filled in; yields the form that the browser then carries to the LMS.
	async function choose(fields, where = university) {
		const page = await launch(university, { person: 'lecturer', deep_linking: '1' }, where)
		assert.equal(page.status, 200, page.text)
		const { action, fields: hidden } = readForm(page.text)
		const answer = await send(action, { form: { request: hidden.request, ...fields }, ca })
		assert.equal(answer.status, 200, answer.text)
		return readForm(answer.text)
	}

	test('a lecturer adds a tutor with a preset, and students find it', async () => {
		const form = await choose({ title: 'Ask about loops', preset: 'socratic/en', do: 'add' })
		const back = await send(form.action, { form: form.fields, ca })
		assert.equal(back.status, 200, back.text)
		const { added } = university.platform.journal.findLast(({ event }) => event === 'deep-linking')
		assert.deepEqual(added.map(({ title }) => title), ['Ask about loops'])

		const me = await (await enter(university, { activity: added[0].id })).get('me')
		assert.equal(me.activity.title, 'Ask about loops')
		const lecturer = await enter(university, { person: 'lecturer', activity: added[0].id })
		assert.match((await lecturer.get('policies/activity')).document.system_prompt, /question/i)
	})

	test('who changes their mind adds nothing', async () => {
		const form = await choose({ title: 'x', preset: '', do: 'cancel' })
		const before = university.platform.course.activities.length
		assert.equal((await send(form.action, { form: form.fields, ca })).status, 200)
		assert.equal(university.platform.course.activities.length, before)
	})

	test('students are not offered the form', async () => {
		const page = await launch(university, { person: 'student', deep_linking: '1' })
		assert.ok(page.status >= 400 && page.status < 500, String(page.status))
	})

	test('a form that was tampered with is refused', async () => {
		const answer = await send(`${university.kibridge.url}/lti/deep-link`, { form: { request: 'made-up', title: 'x', preset: '', do: 'add' }, ca })
		assert.ok(answer.status >= 400 && answer.status < 500, String(answer.status))
	})
})
