// An LMS from its registration to a tutor that a lecturer added: what its admin, a lecturer and a
// student meet, step by step, against the stand-in.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { existsSync } from 'node:fs'
import { readForm, send } from '../harness/send.mjs'
import { startUniversity } from '../harness/university.mjs'
import { beginLaunch, enter, finishLaunch } from '../harness/visitor.mjs'
import { startPlatform } from '../platform/platform.mjs'
import { inviteTool } from '../platform/registration.mjs'

const skip = existsSync(process.env.KIBRIDGE ?? '') ? false : 'no KIBRIDGE'
const backends = { none: { url: 'http://127.0.0.1:9/v1' } }
let university

before(async () => {
	if (!skip) university = await startUniversity({ backends })
})
after(() => university?.stop())

const invite = async () => (await university.kibridge.command('invite', '--tenant', 'demo')).trim()

/** An LMS of that family, registered by its own admin with an invite. */
async function registered(t, profile) {
	const platform = await startPlatform({ host: '127.0.0.1', ca: university.tls.ca, profile })
	t.after(() => platform.stop())
	const page = await send(inviteTool(platform, await invite()), { ca: university.tls.ca })
	assert.equal(page.status, 200, page.text)
	for (const { settings } of platform.tools.values()) // what the page has asked the admin to tick
		if (settings) Object.assign(settings, { deepLinking: true, gradeSync: true })
	return { platform, page, place: { ...university, platform } }
}

/** A lecturer picks a tutor; yields the LMS's answer to the signed choice. */
async function pick(place, fields) {
	const begun = await beginLaunch(place, { deep_linking: '1', person: 'lecturer' })
	const form = await finishLaunch(place, begun)
	assert.equal(form.status, 200, form.text)
	const choice = readForm(form.text)
	const preset = /<option value="([^"]*)"/.exec(form.text)[1] // what the page has chosen
	const answer = await send(choice.action, { form: { ...choice.fields, preset, ...fields }, ca: place.tls.ca })
	assert.equal(answer.status, 200, answer.text)
	const back = readForm(answer.text)
	assert.match(answer.headers['content-security-policy'], new RegExp(`form-action ${new URL(back.action).origin}`))
	return send(back.action, { form: back.fields, ca: place.tls.ca })
}

for (const profile of ['moodle', 'ilias']) {
	test(`${profile}: its admin registers it with one address, once`, { skip }, async (t) => {
		const { platform, page } = await registered(t, profile)
		assert.match(page.text, profile === 'moodle' ? /Activate/ : /Deep Linking/)
		assert.match(page.text, /close\.js/)
		const asked = platform.journal.find((entry) => entry.event === 'registration').asked
		assert.equal(asked.initiate_login_uri, `${university.kibridge.url}/lti/login`)
		const listed = JSON.parse(await university.kibridge.command('platform', 'list', '--json'))
		assert.equal(listed.find((row) => row.issuer === platform.issuer).profile, profile)
	})

	test(`${profile}: a lecturer adds a tutor and a student opens it`, { skip }, async (t) => {
		const { platform, place } = await registered(t, profile)
		const answer = await pick(place, { do: 'add', title: 'Sortieren üben' })
		assert.equal(answer.status, 200, answer.text)
		const { added } = platform.journal.findLast((entry) => entry.event === 'deep-linking')
		assert.equal(added.length, 1)
		assert.equal(added[0].title, 'Sortieren üben')

		const student = await enter(place, { activity: added[0].id })
		const me = await student.get('me')
		assert.equal(me.role, 'student')
		assert.equal(me.activity.title, 'Sortieren üben')
		const lecturer = await enter(place, { activity: added[0].id, person: 'lecturer' })
		const { document } = await lecturer.get('policies/activity')
		assert.equal(typeof document.system_prompt, 'string') // the preset that was chosen first
		assert.equal((await lecturer.get('activities')).activities.length, 1)
	})
}

test('moodle: a feedback activity comes with its place in the gradebook', { skip }, async (t) => {
	const { platform, place } = await registered(t, 'moodle')
	const answer = await pick(place, { do: 'add', kind: 'feedback', title: 'Essay 1', graded_feedback: '1', maximum: '20', label: 'Essay' })
	assert.equal(answer.status, 200, answer.text)
	const [added] = platform.journal.findLast((entry) => entry.event === 'deep-linking').added
	assert.equal(added.lineItem.scoreMaximum, 20)
	assert.equal(added.lineItem.label, 'Essay')
	const student = await enter(place, { activity: added.id })
	assert.equal((await student.get('me')).activity.kind, 'feedback')
	assert.equal(added.lineItem.resourceId, (await student.get('me')).activity.id)
})

test('ilias: grade items are not offered where they would be lost', { skip }, async (t) => {
	const { platform, place } = await registered(t, 'ilias')
	const answer = await pick(place, { do: 'add', kind: 'feedback', title: 'Essay 1', graded_feedback: '1', maximum: '20', label: 'Essay' })
	assert.equal(answer.status, 200, answer.text)
	const [added] = platform.journal.findLast((entry) => entry.event === 'deep-linking').added
	assert.equal(added.lineItem, undefined)
	assert.equal((await (await enter(place, { activity: added.id })).get('me')).activity.kind, 'feedback')
})

test('a lecturer who cancels leaves nothing behind', { skip }, async (t) => {
	const { platform, place } = await registered(t, 'moodle')
	const answer = await pick(place, { do: 'cancel' })
	assert.equal(answer.status, 200, answer.text)
	assert.deepEqual(platform.journal.findLast((entry) => entry.event === 'deep-linking').added, [])
})

test('a used invite says so, to its admin and to a stranger', { skip }, async (t) => {
	const platform = await startPlatform({ host: '127.0.0.1', ca: university.tls.ca, profile: 'moodle' })
	t.after(() => platform.stop())
	const address = await invite()
	assert.equal((await send(inviteTool(platform, address), { ca: university.tls.ca })).status, 200)
	assert.equal((await send(inviteTool(platform, address), { ca: university.tls.ca })).status, 410)
	assert.equal((await send(address.replace(/(register\/)(.)/, (_, path, c) => path + (c === '_' ? 'A' : '_')), { ca: university.tls.ca })).status, 404)
})

test('a deployment that nobody knows waits, and an admin of the LMS confirms it', { skip }, async (t) => {
	const { platform, place } = await registered(t, 'moodle')
	const { id } = JSON.parse(await university.kibridge.command('platform', 'list', '--json')).find((row) => row.issuer === platform.issuer)
	const admin = await enter(place, { person: 'admin' })
	const [tool] = [...platform.tools.values()]
	const known = tool.deploymentId
	tool.deploymentId = 'second-deployment'
	const waiting = await finishLaunch(place, await beginLaunch(place))
	assert.equal(waiting.status, 403)
	assert.match(waiting.text, /second-deployment/)

	const { platforms } = await admin.get('platforms')
	const deployments = platforms.find((row) => row.id === id).deployments
	assert.equal(deployments.find((row) => row.deployment_id === 'second-deployment').status, 'pending')
	const confirmed = await admin.api('PUT', `platforms/${id}/deployments`, { deployment_id: 'second-deployment', status: 'active' })
	assert.equal(confirmed.status, 204)
	assert.equal((await finishLaunch(place, await beginLaunch(place))).status, 303)

	tool.deploymentId = known
	const student = await enter(place)
	assert.equal((await student.api('GET', 'platforms')).status, 403)
})

test('the addresses that an admin may fetch by hand are there', { skip }, async () => {
	for (const [path, type] of [
		['/lti/config', 'text/html'],
		['/lti/jwks.json', 'application/json'],
		['/lti/canvas.json', 'application/json'],
		['/lti/cartridge.xml', 'application/xml'],
		['/lti/page.css', 'text/css'],
		['/lti/storage.js', 'text/javascript'],
		['/schema/policy.json', 'application/schema+json'],
	]) {
		const answer = await send(university.kibridge.url + path, { ca: university.tls.ca })
		assert.equal(answer.status, 200, path)
		assert.ok(answer.headers['content-type'].startsWith(type), path)
	}
	const opened = await send(`${university.kibridge.url}/lti/launch`, { ca: university.tls.ca })
	assert.equal(opened.status, 400)
	assert.match(opened.text, /opens from a course/)
})
