// Asking and answering over the API and the live socket, with a real (small) model behind it.
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startModel } from '../harness/model.mjs'
import { send } from '../harness/send.mjs'
import { endAll } from '../harness/teardown.mjs'
import { startUniversity } from '../harness/university.mjs'
import { enter } from '../harness/visitor.mjs'

let university, model, folder

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kibridge-model-'))
	model = await startModel({ folder, tokensPerSecond: 100 })
	university = await startUniversity({ backends: { central: model.backend } })
})
after(() => endAll(university, model, folder))

let activities = 100
// Each test has an activity of its own, so that limits and review modes do not meet.
const ownActivity = () => String(activities++)

async function student(activity, person = 'student') {
	const visitor = await enter(university, { person, activity })
	assert.equal((await visitor.accept()).status, 204)
	return visitor
}

test('an answer comes in pieces, is counted, and has a receipt', async () => {
	const visitor = await student(ownActivity())
	const live = await visitor.live()
	const question = live.ask('What is recursion?')
	const { turn, conversation } = await question.queued
	const done = await question.end
	assert.equal(done.type, 'done')
	assert.equal(done.status, 'done')
	assert.match(live.text(turn), /calls itself/)
	assert.ok(live.messages.filter((message) => message.type === 'delta').length > 3)
	assert.ok(done.usage.input_tokens > 0 && done.usage.output_tokens > 0 && done.usage.exact)

	const stored = await visitor.get(`conversations/${conversation}`)
	assert.equal(stored.turns[0].answer, live.text(turn))
	const receipt = JSON.stringify(await visitor.get(`turns/${turn}/receipt`))
	assert.match(receipt, /What is recursion\?/)
	for (const secret of ['Mia', 'Sommer', 'example.edu', university.platform.issuer])
		assert.ok(!receipt.includes(secret), `${secret} was sent to the model`)
	live.close()
})

test('the first-use notice is shown until it was read, once per activity', async () => {
	const activity = ownActivity()
	const visitor = await enter(university, { activity })
	const { notice } = await visitor.get('me')
	assert.equal(notice.accepted, false)
	assert.equal(notice.operator, 'Demo University, IT Services')
	assert.ok(notice.retention_days > 0)
	await visitor.accept()
	assert.equal((await (await enter(university, { activity })).get('me')).notice.accepted, true)
	assert.equal((await (await enter(university, { activity: ownActivity() })).get('me')).notice.accepted, false)
})

test('the third question of the day is refused, with the reason and the time of the refill', async () => {
	const activity = ownActivity()
	const lecturer = await enter(university, { person: 'lecturer', activity })
	const quotas = [{ scope: 'user', role: 'student', metric: 'requests', window: 'day', value: 2 }]
	const saved = await lecturer.setPolicy('activity', { quotas })
	assert.equal(saved.status, 200, saved.text)

	const visitor = await student(activity)
	const live = await visitor.live()
	for (const question of ['What is 1 + 2?', 'What is 2 + 2?']) assert.equal((await live.ask(question).end).type, 'done')
	const { type, problem } = await live.ask('What is 3 + 2?').end
	assert.equal(type, 'failed')
	assert.equal(problem.type, '/problems/quota-exceeded')
	assert.deepEqual([problem.limit, problem.used, problem.remaining, problem.metric, problem.window], [2, 2, 0, 'requests', 'day'])
	assert.ok(Date.parse(problem.resets_at) > Date.now() && Date.parse(problem.resets_at) <= Date.now() + 25 * 3600_000)

	const other = await (await student(activity, 'student2')).live()
	assert.equal((await other.ask('What is 1 + 1?').end).type, 'done', "one student's limit is not another's")
	live.close()
	other.close()
})

test('twenty questions at once do not get past a limit of five', async () => {
	const activity = ownActivity()
	const lecturer = await enter(university, { person: 'lecturer', activity })
	await lecturer.setPolicy('activity', { quotas: [{ scope: 'user', metric: 'requests', window: 'day', value: 5 }] })
	const visitor = await student(activity)
	const sockets = await Promise.all(Array.from({ length: 20 }, () => visitor.live()))
	const ends = await Promise.all(sockets.map((live) => live.ask('What is 1 + 1?').end))
	const answered = ends.filter((end) => end.type === 'done').length
	assert.ok(answered <= 5 && answered > 0, `${answered} were answered`)
	const { limits } = await visitor.get('limits')
	assert.equal(limits.find((limit) => limit.metric === 'requests').used, answered)
	sockets.forEach((live) => live.close())
})

test('the same request id runs once', async () => {
	const live = await (await student(ownActivity())).live()
	const request = 'r'.repeat(20)
	const first = await live.ask('What is 1 + 1?', { request }).end
	const second = await live.ask('What is 1 + 1?', { request }).end
	assert.equal(second.turn, first.turn)
	live.close()
})

test('a stopped answer is kept as far as it came', async () => {
	const visitor = await student(ownActivity())
	const live = await visitor.live()
	const question = live.ask('Write a hello world program in C.')
	const { turn, conversation } = await question.queued
	await live.next('a piece', (message) => message.type === 'delta' && message.turn === turn)
	live.say({ type: 'stop', turn })
	assert.equal((await question.end).status, 'stopped')
	const [stored] = (await visitor.get(`conversations/${conversation}`)).turns
	assert.equal(stored.status, 'stopped')
	assert.ok(stored.answer.length > 0)
	live.close()
})

test('an answer goes on without its browser, and resume yields what is missing', async () => {
	const visitor = await student(ownActivity())
	const live = await visitor.live()
	const { turn } = await live.ask('Write a hello world program in C.').queued
	const first = await live.next('a piece', (message) => message.type === 'delta' && message.turn === turn)
	live.drop()
	await live.closed
	const got = live.text(turn)

	const again = await visitor.live()
	again.say({ type: 'resume', turn, after: Buffer.byteLength(got) })
	const done = await again.next('the end', (message) => message.type === 'done' && message.turn === turn)
	assert.equal(done.status, 'done')
	assert.match(got + again.text(turn), /#include <stdio\.h>[\s\S]*return 0;/)
	assert.ok(first.seq > 0)
	again.close()
})

describe('an exam lock', () => {
	test('ends running answers and refuses new ones, and lets go again', async () => {
		const activity = ownActivity()
		const lecturer = await enter(university, { person: 'lecturer', activity })
		const live = await (await student(activity)).live()
		const running = live.ask('Write a hello world program in C.')
		await live.next('a piece', (message) => message.type === 'delta')
		const lock = await lecturer.api('PUT', 'exam-lock', { locked: true })
		assert.equal(lock.status, 200, lock.text)
		await live.next('the news', (message) => message.type === 'policy' && message.gate.state === 'exam')
		const end = await running.end
		assert.ok(end.type === 'failed' || end.status === 'stopped', JSON.stringify(end))
		assert.equal((await live.ask('What is 1 + 1?').end).problem.type, '/problems/exam-locked')

		await lecturer.api('PUT', 'exam-lock', { locked: false })
		await live.next('the other news', (message) => message.type === 'policy' && message.gate.state === 'open')
		assert.equal((await live.ask('What is 1 + 1?').end).type, 'done')
		live.close()
	})

	test('is heard by each open page, once', async () => {
		const activity = ownActivity()
		const lecturer = await enter(university, { person: 'lecturer', activity })
		const pages = await Promise.all(Array.from({ length: 50 }, async () => (await student(activity)).live()))
		pages[7].close() // while it is told
		const told = (gate) => (message) => message.type === 'policy' && message.gate.state === gate
		for (const [locked, gate] of [[true, 'exam'], [false, 'open']]) {
			await lecturer.api('PUT', 'exam-lock', { locked })
			await Promise.all(pages.filter((_, i) => i !== 7).map((page) => page.next(gate, told(gate))))
		}
		for (const [i, page] of pages.entries()) {
			const news = page.messages.filter(({ type }) => type === 'policy').length
			if (i !== 7) assert.equal(news, 2, 'each change once')
			page.close()
		}
	})
})

describe('strangers', () => {
	test('read no conversation of another person or course', async () => {
		const activity = ownActivity()
		const visitor = await student(activity)
		const live = await visitor.live()
		const { turn, conversation } = await live.ask('What is 1 + 1?').end.then(() => live.messages.find((m) => m.type === 'queued'))
		const strangers = [await student(activity, 'student2'), await enter(university, { person: 'lecturer', activity })]
		for (const stranger of strangers)
			for (const path of [`conversations/${conversation}`, `turns/${turn}/receipt`, `conversations/${conversation}/export?format=json`])
				assert.equal((await stranger.api('GET', path)).status, 404, path)
		live.close()
	})

	test('students change no rules', async () => {
		const visitor = await student(ownActivity())
		assert.equal((await visitor.api('PUT', 'policies/activity', { document: {}, base_version: 0 })).status, 403)
		assert.equal((await visitor.api('PUT', 'exam-lock', { locked: true })).status, 403)
	})

	test('without a session get nothing', async () => {
		for (const path of ['me', 'limits', 'conversations', 'policies/activity', 'policy/effective', 'models']) {
			const answer = await send(`${university.kibridge.url}/api/v1/${path}`, { ca: university.tls.ca })
			assert.equal(answer.status, 401, path)
		}
	})
})

test('the log tells what happened and no word of what was said', async () => {
	const visitor = await student(ownActivity())
	const live = await visitor.live()
	await live.ask('Xylophonsecret: what is 1 + 1?').end
	live.close()
	const log = university.kibridge.logText()
	for (const secret of ['Xylophonsecret', visitor.token, visitor.code, 'Mia', 'Sommer']) assert.ok(!log.includes(secret), secret)
})
