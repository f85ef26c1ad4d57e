// Three nodes behind HAProxy on one PostgreSQL with a standby, as docs/scaling.md has it: any node
// serves any session, and whatever dies on the way, nothing is lost, doubled or left hanging.
import assert from 'node:assert/strict'
import WebSocket from 'ws'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { checkBooks } from '../harness/books.mjs'
import { nodesMissing, startNodes } from '../harness/nodes.mjs'
import { waitFor } from '../harness/process.mjs'
import { startScripted } from '../harness/scripted.mjs'
import { endAll } from '../harness/teardown.mjs'
import { enter, visitor } from '../harness/visitor.mjs'

const skip = nodesMissing()
const PATIENT = { timeoutMs: 120_000, everyMs: 250 }
let world, scripted, folder
let activity = 500

before(async () => {
	if (skip) return
	folder = mkdtempSync(join(tmpdir(), 'kibridge-scripted-'))
	scripted = await startScripted({ folder, backend: { max_in_flight: '9' } })
	world = await startNodes({ backends: { central: scripted.backend } })
})
after(() => endAll(world, scripted, folder))
beforeEach(async () => {
	if (skip) return
	activity++
	await scripted.control({ then: [], always: null })
})

const lecturerOf = () => enter(world, { person: 'lecturer', activity: String(activity) })
const student = async (person = 'student') => {
	const one = await enter(world, { person, activity: String(activity) })
	await one.accept()
	return one
}
/** The same session, as it is at one node. */
const at = (i, one) => visitor(world.at(i), one.token)
const sql = (statement) => server().sql(statement)
let server = () => world.postgres.primary
const booksAreRight = () => checkBooks(world.kibridge, sql)

/** Asks as page would: again with the same request id until the question has an end. */
async function askUntilItEnds(university, one, text, i) {
	const request = `load-${activity}-${i}-${'x'.repeat(16)}`
	let told
	await waitFor(`question ${i} to end`, async () => {
		let live
		try {
			live = await visitor(university, one.token).live()
			const end = await live.ask(text, { request }).end
			// nothing of it was counted or stored: ask again, as the page offers
			if (end.type === 'failed' && end.turn === null && /store-unavailable|restarting/.test(end.problem.type)) return false
			told = end
			return true
		} catch {
			return false // the connection went
		} finally {
			live?.close()
		}
	}, PATIENT)
	return { request, ...told }
}

test('any node serves any session', { skip }, async () => {
	const one = await student()
	for (let i = 0; i < 3; i++) {
		assert.equal((await at(i, one).get('me')).role, 'student')
		const live = await at(i, one).live()
		assert.equal((await live.ask(`Said at node ${i}.`).end).type, 'done')
		live.close()
	}
	const { conversations } = await at(2, one).get('conversations')
	assert.equal(conversations.length, 3)
})

test('a socket that reconnects to another node gets the rest of its answer', { skip }, async () => {
	const one = await student()
	await scripted.always('words:400:25')
	const first = await at(0, one).live()
	const question = first.ask('Tell me something long.')
	const { turn } = await question.queued
	await first.next('a piece', (message) => message.type === 'delta')
	first.drop()
	const before = first.text(turn)

	const second = await at(1, one).live()
	assert.deepEqual(second.ready.running.map((running) => running.turn), [turn], 'the page would not know of it')
	second.say({ type: 'resume', turn, after: Buffer.byteLength(before) })
	const done = await second.next('the end', (message) => message.type === 'done' && message.turn === turn, 90_000)
	assert.equal(done.status, 'done')
	const [[stored]] = await sql(`SELECT answer FROM turn WHERE id = '${turn}'`)
	assert.equal(before + second.text(turn), stored)
	assert.equal(stored.split(' ').filter(Boolean).length, 400)
	second.close()
	await booksAreRight()
})

test('an answer is stopped from another node', { skip }, async () => {
	const one = await student()
	await scripted.always('words:4000:25')
	const first = await at(0, one).live()
	const { turn } = await first.ask('Count to four thousand.').queued
	await first.next('a piece', (message) => message.type === 'delta')
	const second = await at(2, one).live()
	second.say({ type: 'stop', turn })
	const end = await first.next('the end', (message) => message.type === 'done' && message.turn === turn)
	assert.equal(end.status, 'stopped')
	first.close()
	second.close()
	await booksAreRight()
})

test('nobody stops another person’s answer, at whichever node', { skip }, async () => {
	const [one, other] = [await student(), await student('student2')]
	await scripted.always('words:60:25')
	const first = await at(0, one).live()
	const question = first.ask('Count to sixty.')
	const { turn } = await question.queued
	const second = await at(1, other).live()
	second.say({ type: 'stop', turn })
	assert.equal((await question.end).status, 'done')
	first.close()
	second.close()
})

test('an exam lock reaches the sockets of every node and ends what runs', { skip }, async () => {
	const lecturer = await lecturerOf()
	const people = ['student', 'student2', 'lecturer2']
	await scripted.always('words:4000:25')
	const sockets = await Promise.all(people.slice(0, 2).map(async (person, i) => at(i, await student(person)).live()))
	const watching = await at(2, await student()).live() // asks nothing
	const questions = sockets.map((socket) => socket.ask('Count.'))
	const turns = await Promise.all(questions.map(async (question) => (await question.queued).turn))
	await Promise.all(sockets.map((socket) => socket.next('a piece', (message) => message.type === 'delta')))

	assert.equal((await at(2, lecturer).api('PUT', 'exam-lock', { locked: true })).status, 200)
	for (const socket of [...sockets, watching])
		await socket.next('the lock', (message) => message.type === 'policy' && message.gate.state === 'exam')
	for (const [i, question] of questions.entries()) {
		const end = await question.end
		assert.equal(end.status, 'stopped')
		assert.equal(end.finish, 'closed')
		const [[used]] = await sql(`SELECT output_tokens FROM ledger WHERE request = '${turns[i]}' AND kind = 'settle'`)
		assert.ok(Number(used) > 0, 'what was delivered is charged')
	}
	assert.equal((await at(0, lecturer).api('PUT', 'exam-lock', { locked: false })).status, 200)
	for (const socket of [...sockets, watching]) {
		await socket.next('the end of it', (message) => message.type === 'policy' && message.gate.state === 'open')
		socket.close()
	}
	await booksAreRight()
})

test('an exam lock with an end ends by itself, at every node', { skip }, async () => {
	const lecturer = await lecturerOf()
	const one = await student()
	const until = new Date(Math.floor(Date.now() / 1000) * 1000 + 4000).toISOString().replace('.000', '')
	assert.equal((await at(2, lecturer).api('PUT', 'exam-lock', { locked: true, until })).status, 200)
	for (const i of [0, 1, 2]) assert.deepEqual((await at(i, one).get('me')).gate, { state: 'exam', opens_at: until })
	const sockets = await Promise.all([0, 1, 2].map((i) => at(i, one).live()))
	assert.equal((await sockets[0].ask('Now?').end).problem.type, '/problems/exam-locked')
	await new Promise((go) => setTimeout(go, Date.parse(until) - Date.now() + 50))
	for (const [i, live] of sockets.entries()) {
		assert.equal((await at(i, one).get('me')).gate.state, 'open')
		assert.equal((await live.ask('And now?').end).type, 'done')
		live.close()
	}
	const { values } = await lecturer.get('policy/effective')
	assert.deepEqual([values.exam_lock, values.exam_until], [false, null])
	await at(1, lecturer).api('PUT', 'exam-lock', { locked: false })
})

test('a limit holds over all nodes together', { skip }, async () => {
	const lecturer = await lecturerOf()
	await lecturer.setPolicy('activity', { quotas: [{ scope: 'activity', metric: 'requests', window: 'day', value: 7 }] })
	const people = await Promise.all(['student', 'student2'].map(student))
	const ends = await Promise.all(Array.from({ length: 18 }, async (_, i) => {
		const live = await at(i % 3, people[i % 2]).live()
		for (;;) { // nobody has more than two answers at once: whoever is told so asks again
			const end = await live.ask(`Question ${i}`).end
			if (end.problem?.type === '/problems/too-many-running') continue
			live.close()
			return end
		}
	}))
	const refused = ends.filter((end) => end.type === 'failed')
	for (const { problem } of refused) assert.match(problem.type, /quota-exceeded/)
	const [[requests]] = await sql(`SELECT sum(requests) FROM ledger WHERE kind = 'settle' AND activity_id = (SELECT activity_id FROM resource_link WHERE resource_link_id = '${activity}')`)
	assert.equal(Number(requests), 7)
	assert.equal(Number(requests), ends.length - refused.length)
	await booksAreRight()
})

test('a person has two answers at once, on all nodes together', { skip }, async () => {
	const one = await student()
	await scripted.always('words:400:25')
	const sockets = await Promise.all([0, 1, 2].map((i) => at(i, one).live()))
	const asked = sockets.flatMap((live, i) => [0, 1].map((n) => live.ask(`Question ${n} at node ${i}`)))
	const told = await Promise.all(asked.map((question) => Promise.race([question.queued, question.end])))
	const refused = told.filter(({ type }) => type === 'failed')
	assert.equal(refused.length, 4, JSON.stringify(told))
	for (const { problem } of refused) assert.equal(problem.type, '/problems/too-many-running')
	for (const { turn } of told.filter(({ type }) => type === 'queued')) sockets[0].say({ type: 'stop', turn })
	await booksAreRight()
	await scripted.always(null)
	assert.equal((await sockets[1].ask('And now?').end).type, 'done')
	sockets.forEach((live) => live.close())
})

/** Three questions at every node at the same moment; yields how many the backend was writing at most. */
async function hall(people, nodes) {
	const sockets = await Promise.all(people.map((one, i) => at(nodes[i % nodes.length], one).live()))
	await scripted.forget()
	const ends = await Promise.all(sockets.map((live) => live.ask('A question from the hall.').end))
	assert.deepEqual(ends.filter((end) => end.type !== 'done'), [])
	sockets.forEach((live) => live.close())
	return (await scripted.log()).most
}

test('nodes share the slots of a backend, and all are to be had at each', { skip }, async () => {
	const people = []
	for (let i = 0; i < 24; i++) people.push(await student(`student-${i + 1}`))
	await scripted.always('words:20:25')
	assert.equal(await hall(people, [0, 1, 2]), 9)
	assert.equal(await hall(people, [2]), 9, 'what the others do not need')

	await world.nodes[2].stop()
	assert.equal(await hall(people, [0, 1]), 9, 'what it held is the others’ at once')
	await world.nodes[2].start()
	assert.equal(await hall(people, [0, 1, 2]), 9)
	await booksAreRight()
})

test('while the store is away a session has not ended', { skip }, async () => {
	const one = await student()
	await world.postgres.primary.halt()
	const { kibridge } = world.at(0)
	const socket = new WebSocket(`${kibridge.url.replace(/^http/, 'ws')}/api/v1/live`, 'kibridge.v1', { origin: kibridge.origin })
	const said = new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse(data))))
	const closed = new Promise((resolve) => socket.once('close', resolve))
	socket.once('open', () => socket.send(JSON.stringify({ type: 'hello', session: one.token })))
	assert.equal((await said).problem.type, '/problems/store-unavailable')
	assert.equal(await closed, 1013)
	assert.equal((await at(1, one).api('GET', 'me')).status, 503)
	await world.postgres.primary.start()
	for (let i = 0; i < 3; i++) {
		await waitFor(`node ${i} to know the session again`, async () => (await at(i, one).api('GET', 'me')).status === 200, PATIENT)
		await waitFor(`node ${i} to write again`, async () => (await at(i, one).accept()).status < 300, PATIENT)
	}
})

test('PostgreSQL restarts under load: nothing is lost, nothing doubled', { skip }, async () => {
	const people = await Promise.all(['student', 'student2'].map(student))
	await scripted.always('words:40:25')
	const asked = Array.from({ length: 24 }, (_, i) => askUntilItEnds(world, people[i % 2], `Question ${i}`, i))
	await scripted.wait('open', 2)
	await world.postgres.primary.restart()
	const ends = await Promise.all(asked)
	await booksAreRight()
	await everyEndIsStored(ends)
})

/** What the browser was told is what the store says, once. */
async function everyEndIsStored(ends) {
	for (const { request, type, status, turn, problem } of ends) {
		const rows = await sql(`SELECT id, status FROM turn WHERE request = '${request}'`)
		if (type === 'done') assert.deepEqual(rows, [[turn, status]], request)
		else if (turn) assert.deepEqual(rows, [[turn, 'failed']], `${request}: ${JSON.stringify(problem)}`)
		else assert.match(problem.type, /too-many-running/, `${request}: ${JSON.stringify(problem)}`)
	}
	assert.ok(ends.some(({ type }) => type === 'done'), 'nobody was answered')
}

test('kill -9 of one of three nodes under load: the others settle what it ran and go on', { skip }, async () => {
	const people = await Promise.all(['student', 'student2'].map(student))
	await scripted.always('words:300:50')
	const sockets = await Promise.all(people.map((one) => at(1, one).live()))
	const running = await Promise.all(sockets.map(async (socket) => (await socket.ask('Something long.').queued).turn))
	await Promise.all(sockets.map((socket) => socket.next('a piece', (message) => message.type === 'delta')))
	await waitFor('the first words to be stored', async () => (await sql(`SELECT 1 FROM turn WHERE id = '${running[0]}' AND answer <> ''`)).length, PATIENT)
	const elsewhere = await at(0, people[0]).live() // follows the same answer at another node
	elsewhere.say({ type: 'resume', turn: running[0], after: 0 })

	await world.nodes[1].kill()
	await Promise.all(sockets.map((socket) => socket.closed))
	const told = await elsewhere.next('the end', (message) => ['done', 'failed'].includes(message.type) && message.turn === running[0], 120_000)
	assert.equal(told.type, 'failed')
	assert.equal(told.problem.type, '/problems/answer-lost')
	assert.ok(elsewhere.text(running[0]).length > 0, 'what was stored of it is shown')
	elsewhere.close()
	await scripted.always(null)

	// through the proxy, which has two nodes left
	const ends = await Promise.all(Array.from({ length: 12 }, (_, i) => askUntilItEnds(world, people[i % 2], `After ${i}`, `k${i}`)))
	await booksAreRight()
	await everyEndIsStored(ends)
	for (const turn of running) {
		const [[reason, exact, input]] = await sql(`SELECT reason, exact, input_tokens FROM ledger WHERE request = '${turn}' AND kind = 'settle'`)
		assert.deepEqual([reason, exact], ['swept', '0'])
		assert.ok(Number(input) > 0)
	}
	await world.nodes[1].start()
	assert.equal((await at(1, people[0]).get('me')).role, 'student')
})

test('the primary dies and the standby takes over: what was promised is there', { skip }, async () => {
	const people = await Promise.all(['student', 'student2'].map(student))
	await scripted.always('words:40:25')
	const asked = Array.from({ length: 16 }, (_, i) => askUntilItEnds(world, people[i % 2], `Question ${i}`, `f${i}`))
	await scripted.wait('open', 2)
	await world.postgres.primary.crash()
	await world.postgres.standby.promote()
	server = () => world.postgres.standby
	const ends = await Promise.all(asked)
	await booksAreRight()
	await everyEndIsStored(ends)
	const lecturer = await lecturerOf() // pushes work at the new server, too
	const live = await at(0, await student()).live()
	await waitFor('a push from the new server', async () => {
		await at(1, lecturer).api('PUT', 'exam-lock', { locked: true })
		await at(1, lecturer).api('PUT', 'exam-lock', { locked: false })
		return live.messages.some((message) => message.type === 'policy')
	}, PATIENT)
	live.close()
})
