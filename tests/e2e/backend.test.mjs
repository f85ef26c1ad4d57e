// What students meet when the inference backend misbehaves, and what they are charged.
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { waitFor } from '../harness/process.mjs'
import { startScripted } from '../harness/scripted.mjs'
import { endAll } from '../harness/teardown.mjs'
import { startUniversity } from '../harness/university.mjs'
import { enter } from '../harness/visitor.mjs'

let university, scripted, folder, visitor, live
let activity = 700

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kibridge-scripted-'))
	const timeouts = { first_byte_timeout_s: '2', idle_timeout_s: '2', max_in_flight: '2' }
	scripted = await startScripted({ folder, backend: timeouts })
	university = await startUniversity({ backends: { central: scripted.backend } })
})
after(() => endAll(university, scripted, folder))
beforeEach(async () => {
	activity++
	await calm()
	const lecturer = await enter(university, { person: 'lecturer', activity: String(activity) })
	await lecturer.setPolicy('activity', { quotas: [{ scope: 'user', metric: 'requests', window: 'day', value: 10 }] })
	visitor = await enter(university, { activity: String(activity) })
	await visitor.accept()
	live = await visitor.live()
})

// One good answer, so that the breaker forgets the failures of the test before.
async function calm() {
	await scripted.control({ then: [], always: null })
	const anyone = await enter(university, { person: 'student2' })
	const socket = await anyone.live()
	await waitFor('the backend to be trusted again', async () => (await socket.ask('Fine?').end).type === 'done')
	socket.close()
	await scripted.forget()
}

const used = async () => {
	const [limit] = (await visitor.get('limits')).limits
	assert.equal(limit.reserved, 0, 'something stayed reserved')
	return limit.used
}

test('an answer arrives as it was written, in any shape a real server gives it', async () => {
	for (const server of ['vllm', 'llama-server', 'openai', 'litellm', 'ollama', 'split:1', 'whole']) {
		await scripted.always(server)
		const question = live.ask(`As ${server} would.`)
		const { turn } = await question.queued
		assert.equal((await question.end).type, 'done', server)
		assert.equal(live.text(turn), 'Grüße! The "mean" of 2, 4\nis $\\frac{6}{2}$ = 3 🌾.', server)
	}
})

describe('a failure before the first word costs nothing and says so', () => {
	const failures = ['status:500', 'status:503', 'html:502', 'unauthorized', 'no-model', 'cut:0', 'mute', 'html-200', 'garbage', 'endless-line', 'huge-error']
	for (const failure of failures)
		test(failure, async () => {
			await scripted.always(failure)
			const { type, problem } = await live.ask('Anybody there?').end
			assert.equal(type, 'failed')
			assert.match(problem.type, /^\/problems\/[a-z-]+$/)
			assert.ok(problem.title)
			assert.ok(!JSON.stringify(problem).includes('scripted'), "the backend's own words were passed on")
			assert.equal(await used(), 0)
			await scripted.always(null)
		})
})

describe('a failure after the first words keeps them', () => {
	for (const failure of ['cut:3', 'error-done:3', 'error-end:3', 'no-finish', 'stall:3'])
		test(failure, async () => {
			await scripted.next(failure)
			const question = live.ask('Tell me something long.')
			const { turn, conversation } = await question.queued
			const end = await question.end
			assert.equal(end.type, 'failed', JSON.stringify(end))
			assert.ok(live.text(turn).length > 0)
			const [stored] = (await visitor.get(`conversations/${conversation}`)).turns
			assert.equal(stored.answer, live.text(turn))
			assert.equal(stored.status, 'failed')
			assert.ok(!JSON.stringify(end).includes('/secret/path'))
			await used()
		})
})

test('stopping closes the connection to the backend', async () => {
	await scripted.next('words:1000:20')
	const question = live.ask('Count to a thousand.')
	const { turn } = await question.queued
	await live.next('a piece', (message) => message.type === 'delta')
	live.say({ type: 'stop', turn })
	await question.end
	await scripted.wait('cancelled', 1)
	assert.equal((await scripted.log()).running, 0)
})

test('who comes third waits in line and is told the place', async () => {
	const others = await Promise.all(['student2', 'lecturer'].map((person) => enter(university, { person, activity: String(activity) })))
	await Promise.all(others.map((one) => one.accept()))
	const sockets = await Promise.all(others.map((one) => one.live()))
	await scripted.always('words:100:20')
	const running = sockets.map((socket) => socket.ask('Count slowly.'))
	await scripted.wait('open', 2)
	await scripted.next('echo')
	const question = live.ask('Me too.')
	const { turn } = await question.queued
	await live.next('the place', (message) => message.type === 'queued' && message.turn === turn && message.place >= 1)
	for (const [i, socket] of sockets.entries()) socket.say({ type: 'stop', turn: (await running[i].queued).turn })
	await Promise.all(running.map((one) => one.end))
	assert.equal((await question.end).type, 'done')
	assert.ok((await scripted.log()).most <= 2, 'more at once than the backend may have')
	sockets.forEach((socket) => socket.close())
})

test('the backend gets the texts and nothing about the person', async () => {
	await live.ask('A question of mine.').end
	const { requests } = await scripted.log()
	const sent = JSON.stringify(requests.at(-1))
	assert.match(sent, /A question of mine\./)
	for (const secret of ['Mia', 'Sommer', 'example.edu', '"101"', 'lms.test', visitor.token])
		assert.ok(!sent.includes(secret), `${secret} was sent`)
})
