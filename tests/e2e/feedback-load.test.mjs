// A lecture hall hands in at the bell, the plug is pulled, strangers knock: feedback activities under stress.
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { assign, placeFeedback, student, submit } from '../harness/feedback.mjs'
import { waitFor } from '../harness/process.mjs'
import { startScripted } from '../harness/scripted.mjs'
import { endAll } from '../harness/teardown.mjs'
import { startUniversity } from '../harness/university.mjs'
import { enter } from '../harness/visitor.mjs'

const WORK = 'The claim is that the sea is deep. A source says so.'
const HALL = 200

let university, scripted, folder

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kibridge-hall-'))
	scripted = await startScripted({ folder, models: ['judge'], backend: { max_in_flight: '8' } })
	university = await startUniversity({
		backends: { central: scripted.backend },
		profile: 'moodle',
		settings: { server: { drain_s: '15' } },
	})
})
after(() => endAll(university, scripted, folder))

test(`${HALL} hand in at once: everybody is told a place, everybody gets feedback, slots are kept`, async () => {
	const activity = await placeFeedback(university, { title: 'The bell' })
	const lecturer = await assign(university, activity)
	const sockets = []
	for (let i = 0; i < HALL; i++) sockets.push(await (await student(university, activity, `student-${i}`)).live())
	await scripted.control({ always: 'judge:slow:5' })
	const handed = sockets.map((live) => submit(live, WORK))
	const ends = await Promise.all(handed.map(({ end }) => end))
	await scripted.control({ always: null })
	assert.deepEqual(ends.filter(({ type, status }) => type !== 'judged' || status !== 'ready'), [])
	const places = sockets.map((live) => live.messages.filter(({ type }) => type === 'queued').map(({ place }) => place))
	assert.ok(places.every((list) => list.length > 0), 'somebody was told nothing')
	const waited = places.filter((list) => list.some((one) => one > 0))
	assert.ok(waited.length >= HALL - 2 * 8, `only ${waited.length} were told that they wait`)
	assert.ok(waited.filter((list) => list.length > 2).length > HALL / 2, 'places did not move')
	assert.ok((await scripted.log()).most <= 8)
	assert.equal((await lecturer.get('feedback')).counts.all, HALL)
	let rows = 0
	for (let next = ''; next !== null; ) {
		const page = await lecturer.get(`feedback?after=${next}`)
		rows += page.rows.length
		next = page.next
	}
	assert.equal(rows, HALL)
	sockets.forEach((live) => live.close())
})

test('after kill -9 the attempt is failed, counts as none, the books are right, and another succeeds', async () => {
	const activity = await placeFeedback(university, { title: 'The plug' })
	await assign(university, activity, { attempts: 1 })
	const visitor = await student(university, activity)
	const live = await visitor.live()
	await scripted.next('judge:slow:2000')
	const { attempt } = await submit(live, WORK).queued
	await scripted.wait('open', 1)
	await university.kibridge.kill()
	const db = new DatabaseSync(join(university.folder, 'kibridge.db'))
	db.exec('UPDATE reservation SET expires_s = 0')
	db.close()
	await university.kibridge.start()
	const lost = await waitFor('the attempt to be given up', async () => {
		const found = await visitor.get(`submission/attempts/${attempt}`)
		return found.status !== 'judging' && found
	}, { timeoutMs: 60_000 })
	assert.equal(lost.status, 'failed')
	assert.equal(lost.text, WORK, 'what was handed in is not lost')
	assert.equal((await visitor.get('submission')).attempts_left, 1)
	const again = await visitor.live()
	assert.equal((await submit(again, WORK).end).status, 'ready')
	assert.equal((await submit(again, WORK).end).problem.type, '/problems/no-attempts-left')
	again.close()
	await university.kibridge.command('check')
})

test('SIGTERM lets an attempt finish', async () => {
	const activity = await placeFeedback(university, { title: 'The broom' })
	await assign(university, activity)
	const visitor = await student(university, activity)
	const live = await visitor.live()
	await scripted.next('judge:slow:30')
	const handed = submit(live, WORK)
	await handed.queued
	await scripted.wait('open', 1)
	const stopped = university.kibridge.stop()
	assert.equal((await handed.end).status, 'ready')
	await stopped
	await university.kibridge.start()
})

test("another course's and another student's ids open nothing", async () => {
	const activity = await placeFeedback(university, { title: 'Ours' })
	const lecturer = await assign(university, activity, { visibility: 'draft' })
	const owner = await student(university, activity)
	const live = await owner.live()
	const handed = submit(live, WORK)
	const { attempt } = await handed.queued
	await handed.end
	live.close()
	const ours = (await lecturer.get('assignment')).activity.id
	const other = await university.addPlatform({ profile: 'moodle' })
	const elsewhere = { ...university, platform: other.platform }
	const theirs = await placeFeedback(elsewhere, { title: 'Theirs' })
	const stranger = await assign(elsewhere, theirs)
	const fellow = await student(university, activity, 'student2')

	const refusals = [
		[stranger, 'GET', `assignment?activity=${ours}`], [stranger, 'GET', `assignment/versions?activity=${ours}`],
		[stranger, 'GET', `assignment/versions/1?activity=${ours}`], [stranger, 'GET', `assignment/rubric?format=csv&activity=${ours}`],
		[stranger, 'PUT', `assignment?activity=${ours}`, { document: {}, base_version: 0 }],
		[stranger, 'GET', `feedback?activity=${ours}`], [stranger, 'GET', `feedback/export.csv?activity=${ours}`],
		[stranger, 'GET', `feedback/${attempt}`], [stranger, 'PUT', `feedback/${attempt}`, { criteria: [], summary: '', base_revision: 1 }],
		[fellow, 'GET', `submission/attempts/${attempt}`], [fellow, 'GET', `submission/attempts/${attempt}/receipt`],
		[fellow, 'POST', `submission/attempts/${attempt}/report`, { text: '' }],
		[lecturer, 'GET', `submission/attempts/${attempt}`], [stranger, 'GET', `submission/attempts/${attempt}`],
	]
	for (const [who, method, path, body] of refusals) {
		const answer = await who.api(method, path, body)
		assert.equal(answer.status, 404, `${method} ${path}: ${answer.status} ${answer.text}`)
	}
	for (const [who, path] of [[owner, `feedback/${attempt}`], [owner, 'feedback'], [owner, 'assignment'], [fellow, 'feedback/export.csv']])
		assert.equal((await who.api('GET', path)).status, 403, path)
	const released = (await stranger.api('POST', 'feedback/release', { ids: [attempt] })).json()
	assert.deepEqual(released, { released: [], refused: [{ id: attempt, reason: 'gone' }] })
	const socket = await fellow.live()
	socket.say({ type: 'follow', attempt })
	assert.equal((await socket.next('a refusal', ({ type }) => type === 'failed')).problem.type, '/problems/not-found')
	socket.close()
	assert.equal((await lecturer.get(`feedback/${attempt}`)).state, 'draft')
	await assert.rejects(enter(university, { person: 'student2', activity, message: 'review', of: 'student' }), /launch refused: 403/)
})
