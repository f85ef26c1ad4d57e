// Attempts on several nodes: followed where they are not judged, and given up when their node dies.
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { assign, placeFeedback, student, submit } from '../harness/feedback.mjs'
import { nodesMissing, startNodes } from '../harness/nodes.mjs'
import { waitFor } from '../harness/process.mjs'
import { startScripted } from '../harness/scripted.mjs'
import { endAll } from '../harness/teardown.mjs'
import { visitor } from '../harness/visitor.mjs'

const skip = nodesMissing()
const PATIENT = { timeoutMs: 120_000, everyMs: 250 }
const WORK = 'The claim is that the sea is deep. A source says so.'
let world, scripted, folder

before(async () => {
	if (skip) return
	folder = mkdtempSync(join(tmpdir(), 'kibridge-judge-'))
	scripted = await startScripted({ folder, models: ['judge'], backend: { max_in_flight: '40' } })
	world = await startNodes({ backends: { central: scripted.backend }, count: 3 })
})
after(() => endAll(world, scripted, folder))

const at = (i, one) => visitor(world.at(i), one.token)

test('what one node judges is followed on another, and handed in once on both', { skip }, async () => {
	const activity = await placeFeedback(world, { title: 'Followed' })
	await assign(world, activity)
	const one = await student(world, activity)
	const [here, there] = [await at(0, one).live(), await at(1, one).live()]
	await scripted.next('judge:slow:150')
	const handed = submit(here, WORK)
	const { attempt } = await handed.queued
	const again = submit(there, WORK, { request: handed.request })
	assert.equal((await again.queued).attempt, attempt)
	const judged = await there.next('judged', (message) => message.type === 'judged' && message.attempt === attempt, 120_000)
	assert.equal(judged.status, 'ready')
	assert.equal((await handed.end).status, 'ready')
	const told = there.messages.filter((message) => message.type === 'criterion' && message.attempt === attempt)
	assert.deepEqual([...new Set(told.map(({ index }) => index))].sort(), [0, 1])
	assert.equal((await at(2, one).get('submission')).attempts.length, 1)
	here.close()
	there.close()
})

test('a node that dies takes no attempt along', { skip }, async () => {
	const activity = await placeFeedback(world, { title: 'Dies' })
	await assign(world, activity, { attempts: 1 })
	const one = await student(world, activity)
	const live = await at(0, one).live()
	await scripted.next('judge:slow:3000')
	const { attempt } = await submit(live, WORK).queued
	await scripted.wait('open', 1)
	await world.nodes[0].kill()
	const lost = await waitFor('another node to give it up', async () => {
		const found = await at(1, one).get(`submission/attempts/${attempt}`)
		return found.status !== 'judging' && found
	}, PATIENT)
	assert.equal(lost.status, 'failed')
	const again = await at(1, one).live()
	assert.equal((await submit(again, WORK).end).status, 'ready')
	again.close()
	await world.nodes[0].start()
	await world.kibridge.command('check', '--ledger')
})

test('scores are sent by one node each, and those of a dead node by another', { skip }, async () => {
	const sql = (statement) => world.postgres.primary.sql(statement)
	const claimed = async () => (await sql(`SELECT person FROM score WHERE status = 'waiting' AND next_s > ${Math.floor(Date.now() / 1000)}`)).length
	const activity = await placeFeedback(world, { title: 'Scores', graded: true })
	const lecturer = await assign(world, activity, { visibility: 'draft' })
	const ids = await Promise.all(Array.from({ length: 9 }, async (_, i) => {
		const live = await at(i % 3, await student(world, activity, `student-${i + 1}`)).live()
		const { attempt } = await submit(live, WORK).end
		live.close()
		return attempt
	}))
	let answer
	world.platform.trouble.slow = new Promise((resolve) => (answer = resolve))
	const held = (world.platform.trouble.held = [])
	const before = world.platform.journal.length
	assert.deepEqual((await lecturer.api('POST', 'feedback/release', { ids })).json().refused, [])
	await waitFor('every node to be sending another one', async () => (await claimed()) === 3, { timeoutMs: 25_000, everyMs: 100 })

	await world.nodes[2].kill()
	await waitFor('the LMS to notice', () => held.some((socket) => socket.destroyed)) // or it would take the score after all
	world.platform.trouble.slow = world.platform.trouble.held = null
	answer()
	await waitFor('the others to send the rest', () => world.platform.grades.scores.length === 8, PATIENT)
	assert.equal(await claimed(), 1, 'nobody touches what may be on its way')
	await sql("UPDATE score SET next_s = next_s - 120 WHERE status = 'waiting'") // two minutes later
	await waitFor('the last one', () => world.platform.grades.scores.length === 9, PATIENT)
	await waitFor('all to be noted as sent', async () => (await sql("SELECT 1 FROM score WHERE status <> 'sent'")).length === 0, PATIENT)
	const sent = world.platform.journal.slice(before).filter(({ event, path }) => event === 'ags' && path.endsWith('/scores'))
	assert.equal(sent.length, 9)
	assert.equal(new Set(sent.map(({ body }) => JSON.parse(body).userId)).size, 9)
	await world.nodes[2].start()
})
