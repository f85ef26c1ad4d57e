// The plug is pulled while answers run: nothing is lost that was promised, nothing is charged twice.
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, beforeEach, test } from 'node:test'
import { startModel } from '../harness/model.mjs'
import { waitFor } from '../harness/process.mjs'
import { endAll } from '../harness/teardown.mjs'
import { startUniversity } from '../harness/university.mjs'
import { enter } from '../harness/visitor.mjs'

let university, model, folder, visitor
let activity = 300

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kibridge-model-'))
	model = await startModel({ folder, tokensPerSecond: 20 })
	university = await startUniversity({ backends: { central: model.backend }, settings: { server: { drain_s: '15' } } })
})
after(() => endAll(university, model, folder))
beforeEach(async () => {
	activity++
	const lecturer = await enter(university, { person: 'lecturer', activity: String(activity) })
	await lecturer.setPolicy('activity', { quotas: [{ scope: 'user', metric: 'requests', window: 'day', value: 10 }] })
	visitor = await enter(university, { activity: String(activity) })
	await visitor.accept()
})

// A crash that lasted: until the reservations of what ran then have run out (a minute).
async function crashForAMinute() {
	await university.kibridge.kill()
	const db = new DatabaseSync(join(university.folder, 'kibridge.db'))
	db.exec('UPDATE reservation SET expires_s = 0')
	db.close()
	await university.kibridge.start()
}

async function askAndReadOnePiece() {
	const live = await visitor.live()
	const question = live.ask('Write a hello world program in C.')
	const { turn, conversation } = await question.queued
	await live.next('a piece', (message) => message.type === 'delta' && message.turn === turn)
	return { live, question, turn, conversation }
}

test('after kill -9 the session lives, the answer is marked, and the question can be asked again', async () => {
	const { live, turn, conversation } = await askAndReadOnePiece()
	await crashForAMinute()
	await live.closed

	const stored = await waitFor('the lost answer to be marked', async () => {
		const found = (await visitor.get(`conversations/${conversation}`)).turns.find((one) => one.id === turn)
		return found.status !== 'running' && found
	})
	assert.equal(stored.status, 'failed')
	assert.equal(stored.question, 'Write a hello world program in C.')

	const again = await visitor.live()
	assert.equal((await again.ask('What is 1 + 1?', { conversation }).end).type, 'done')
	const [limit] = (await visitor.get('limits')).limits
	assert.equal(limit.reserved, 0)
	assert.ok(limit.used <= 2, `charged ${limit.used} for 2 questions`)
	again.close()
})

test('after kill -9 the books are right', async () => {
	await askAndReadOnePiece()
	await crashForAMinute()
	await waitFor('reservations to be settled', async () => (await visitor.get('limits')).limits[0].reserved === 0)
	await university.kibridge.command('check')
})

test('whoever says it again and again gets the same good end', async () => {
	const again = setInterval(() => university.kibridge.signal('SIGINT'), 1)
	await university.kibridge.stop().finally(() => clearInterval(again))
	await university.kibridge.start()
})

test('SIGTERM lets a running answer finish, then the program ends well', async () => {
	const { question, live, turn } = await askAndReadOnePiece()
	const stopped = university.kibridge.stop()
	assert.equal((await question.end).status, 'done')
	assert.match(live.text(turn), /return 0;/)
	await stopped
	await university.kibridge.start()
	const { conversations } = await visitor.get('conversations')
	const [stored] = (await visitor.get(`conversations/${conversations[0].id}`)).turns
	assert.equal(stored.status, 'done')
})
