// ILIAS 8, 10 and 11 against the stand-in that plays them: registration, who may select content, whom
// a person is after an upgrade and under each identity setting, and grades.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { waitFor } from '../harness/process.mjs'
import { readForm, send } from '../harness/send.mjs'
import { startUniversity } from '../harness/university.mjs'
import { beginLaunch, enter, finishLaunch } from '../harness/visitor.mjs'
import { startPlatform } from '../platform/platform.mjs'
import { inviteTool } from '../platform/registration.mjs'

const skip = existsSync(process.env.KIBRIDGE ?? '') ? false : 'no KIBRIDGE'
const run = promisify(execFile)
const versions = { ilias: 8, ilias10: 10, ilias11: 11 }
const SCORE_MS = 60_000 // the outbox looks every ten seconds
let university

before(async () => {
	if (!skip) university = await startUniversity({ backends: { none: { url: 'http://127.0.0.1:9/v1' } } })
})
after(() => university?.stop())

/** An ILIAS that registered us by its own dialogue; `tick` what its admin has switched on since. */
async function registered(t, profile, tick = { deepLinking: true, gradeSync: true }) {
	const platform = await startPlatform({ host: '127.0.0.1', ca: university.tls.ca, profile })
	t.after(() => platform.stop())
	const address = (await university.kibridge.command('invite', '--tenant', 'demo')).trim()
	const page = await send(inviteTool(platform, address), { ca: university.tls.ca })
	assert.equal(page.status, 200, page.text)
	const [tool] = platform.tools.values()
	Object.assign(tool.settings, tick)
	return { platform, tool, page, place: { ...university, platform } }
}

async function place(where, fields) {
	const form = await finishLaunch(where, await beginLaunch(where, { deep_linking: '1', person: 'lecturer' }))
	assert.equal(form.status, 200, form.text)
	const choice = readForm(form.text)
	const answer = await send(choice.action, { form: { ...choice.fields, do: 'add', ...fields }, ca: where.tls.ca })
	assert.equal(answer.status, 200, answer.text)
	const back = readForm(answer.text)
	assert.equal((await send(back.action, { form: back.fields, ca: where.tls.ca })).status, 200)
	return where.platform.journal.findLast((entry) => entry.event === 'deep-linking').added[0]
}

const services = async (...words) => {
	const { stdout } = await run(join(dirname(process.env.KIBRIDGE), 'moodle_services'), [university.kibridge.config, ...words])
	return stdout && JSON.parse(stdout)
}

for (const [profile, version] of Object.entries(versions)) {
	test(`ILIAS ${version}: registers by its dialogue, and the page says what to tick`, { skip }, async (t) => {
		const { platform, tool, page, place: where } = await registered(t, profile, {})
		assert.match(page.text, /Deep linking/)
		assert.match(page.text, /close\.js/)
		// What is off stays off until somebody ticks it; grades are on where ILIAS goes by what we asked for.
		assert.equal(tool.settings.deepLinking, false)
		assert.equal(tool.settings.gradeSync, version >= 11)
		const denied = await send(platform.launchUrl({ deep_linking: '1', person: 'lecturer' }))
		assert.equal(denied.status, 403)
		// The deployment came as a number and launches as a text.
		assert.equal((await (await enter(where)).get('me')).role, 'student')
		const shown = JSON.parse(await university.kibridge.command('platform', 'list', '--json')).find((row) => row.issuer === platform.issuer)
		assert.equal(shown.profile, 'ilias')
	})

	test(`ILIAS ${version}: who may not select content meets ILIAS' page, the others ours`, { skip }, async (t) => {
		const { platform, place: where } = await registered(t, profile)
		platform.deepLinkers = ['1'] // the administrator
		const denied = await send(platform.launchUrl({ deep_linking: '1', person: 'lecturer' }))
		assert.match(denied.text, /permission denied!/)
		platform.deepLinkers.push('201')
		const added = await place(where, { title: 'Sortieren üben' })
		assert.deepEqual(Object.keys(added.custom).sort(), ['context_history', 'kibridge_activity'])
		assert.equal(added.url, undefined)
		const me = await (await enter(where, { activity: added.id })).get('me')
		assert.equal(me.activity.id, added.custom.kibridge_activity)
	})

	test(`ILIAS ${version}: a grade arrives once it is complete, under the name of the launch`, { skip }, async (t) => {
		const { platform, place: where } = await registered(t, profile)
		const added = await place(where, { title: 'Essay', kind: 'feedback' })
		const student = await enter(where, { activity: added.id })
		const { activity } = await student.get('me')
		await services('progress', activity.id, '3', '10')
		await services('grade', activity.id, '7', '10')
		await waitFor('the grade', () => platform.grades.scores.length > 0, { timeoutMs: SCORE_MS, everyMs: 200 })
		assert.equal(platform.grades.scores.length, 1) // a draft's points never left: they would make the result 0
		const [score] = platform.grades.scores
		assert.equal(score.userId, platform.profile.version === 8 ? '101@20a2f1c4-0000-4000-8000-00000000d3e0.ilias' : '101')
		assert.equal(score.gradingProgress, 'FullyGraded')
		assert.equal(score.scoreGiven, 7)
		assert.equal(score.scoreMaximum, 10)
	})
}

test('an upgrade from ILIAS 8 to 10 changes every sub, and nobody loses anything', { skip }, async (t) => {
	const { platform, place: where } = await registered(t, 'ilias')
	const before = await enter(where)
	const activity = (await before.get('me')).activity.id
	const { person } = await before.get('me/data')
	assert.equal((await before.accept()).status, 204)
	platform.become('ilias10')
	const now = await enter(where)
	assert.equal(platform.journal.findLast((entry) => entry.event === 'launch').claims.sub, '101')
	const me = await now.get('me')
	assert.equal(me.activity.id, activity)
	assert.equal(me.notice.accepted, true)
	assert.equal((await now.get('me/data')).person, person)
	// Somebody else is somebody else.
	assert.equal((await (await enter(where, { person: 'student2' })).get('me')).notice.accepted, false)
	// And a grade goes to the person under the name that the new version knows.
	const added = await place(where, { title: 'Essay', kind: 'feedback' })
	const graded = (await (await enter(where, { activity: added.id })).get('me')).activity.id
	await services('grade', graded, '1', '1')
	await waitFor('the grade', () => platform.grades.scores.length > 0, { timeoutMs: SCORE_MS, everyMs: 200 })
	assert.equal(platform.grades.scores[0].userId, '101')
})

for (const version of ['ilias', 'ilias10'])
	for (const ident of ['user-id', 'external-account', 'login', 'real-email', 'sha256'])
		test(`${version}: one person under the identity setting "${ident}", without a name in our store`, { skip }, async (t) => {
			const { place: where } = await registered(t, version, { ident, name: 'fullname', deepLinking: true })
			const first = await (await enter(where)).get('me/data')
			const elsewhere = await (await enter(where, { activity: '88' })).get('me/data')
			assert.equal(elsewhere.person, first.person)
			assert.notEqual((await (await enter(where, { person: 'student2' })).get('me/data')).person, first.person)
			assert.doesNotMatch(JSON.stringify(elsewhere), /\bMia\b|\bSommer\b|example\.edu/)
		})

test('with a random identity per object one is a stranger in each, and that is what ILIAS means', { skip }, async (t) => {
	const { place: where } = await registered(t, 'ilias', { ident: 'random' })
	const first = await (await enter(where, { activity: '31' })).get('me/data')
	assert.equal((await (await enter(where, { activity: '31' })).get('me/data')).person, first.person)
	assert.notEqual((await (await enter(where, { activity: '88' })).get('me/data')).person, first.person)
})
