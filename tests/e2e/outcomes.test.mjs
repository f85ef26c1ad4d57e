// An LMS that offers only Basic Outcomes: its grades go out as XML, with a token or signed as in LTI 1.1.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { waitFor } from '../harness/process.mjs'
import { readForm, send } from '../harness/send.mjs'
import { startUniversity } from '../harness/university.mjs'
import { beginLaunch, enter, finishLaunch } from '../harness/visitor.mjs'

const skip = existsSync(process.env.KIBRIDGE ?? '') ? false : 'no KIBRIDGE'
const run = promisify(execFile)
const SCORE_MS = 60_000 // the outbox looks every ten seconds
let university, activity

const services = (...words) => run(join(dirname(process.env.KIBRIDGE), 'moodle_services'), [university.kibridge.config, ...words])

before(async () => {
	if (skip) return
	university = await startUniversity({ backends: { none: { url: 'http://127.0.0.1:9/v1' } }, profile: 'older' })
	const form = await finishLaunch(university, await beginLaunch(university, { deep_linking: '1', person: 'lecturer' }))
	const choice = readForm(form.text)
	const fields = { ...choice.fields, do: 'add', kind: 'feedback', title: 'Essay' }
	const answer = await send(choice.action, { form: fields, ca: university.tls.ca })
	const back = readForm(answer.text)
	await send(back.action, { form: back.fields, ca: university.tls.ca })
	const [added] = university.platform.journal.findLast((entry) => entry.event === 'deep-linking').added
	activity = added.id
})
after(() => university?.stop())

async function graded(given, maximum) {
	const before = university.platform.outcomes.length
	const { activity: { id } } = await (await enter(university, { activity })).get('me')
	await services('grade', id, given, maximum)
	await waitFor('the grade', () => university.platform.outcomes.length > before, { timeoutMs: SCORE_MS, everyMs: 200 })
	return university.platform.outcomes.at(-1)
}

test('a grade goes out with a token, as a share of the points', { skip }, async () => {
	assert.deepEqual(await graded('15', '20'), { activity, person: '101', score: 0.75 })
	assert.equal(university.platform.journal.findLast((entry) => entry.event === 'outcome').authorization, 'Bearer')
})

test('a stored consumer of LTI 1.1 signs it, and a wrong secret is told to the lecturer', { skip }, async () => {
	const { id } = JSON.parse(await university.kibridge.command('platform', 'list', '--json')).find((row) => row.issuer === university.platform.issuer)
	const file = join(university.folder, 'consumer')
	const set = (secret) => {
		writeFileSync(file, `${secret}\n`)
		return university.kibridge.command('platform', 'set-legacy', id, '--key', 'old key', '--secret-file', file)
	}
	university.platform.consumer = { key: 'old key', secret: 's&cret' }
	await set('another')
	const lecturer = await enter(university, { person: 'lecturer', activity })
	const { activity: { id: ours } } = await lecturer.get('me')
	await enter(university, { person: 'student2', activity })
	await services('grade', ours, '1', '4')
	const waiting = await waitFor('a refusal', async () => (await lecturer.get('scores')).scores.find((row) => row.reason), { timeoutMs: SCORE_MS, everyMs: 500 })
	assert.equal(waiting.status, 'waiting')
	assert.equal(waiting.reason, 'token-refused')
	await set('s&cret')
	assert.equal((await lecturer.api('POST', `scores/${ours}/${waiting.person}/retry`)).status, 204)
	await waitFor('the grade', () => university.platform.outcomes.some(({ score }) => score === 0.25), { timeoutMs: SCORE_MS, everyMs: 200 })
	assert.equal(university.platform.journal.findLast((entry) => entry.event === 'outcome').authorization, 'OAuth')
	const shown = JSON.parse(await university.kibridge.command('platform', 'show', id, '--json'))
	assert.deepEqual(shown.legacy, [{ key: 'old key', from: id }])
})
