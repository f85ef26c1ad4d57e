// One line for all nodes: whose turn it is at a backend does not depend on the node at which one asks.
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { makeCourse } from '../platform/course.mjs'
import { nodesMissing, startNodes } from '../harness/nodes.mjs'
import { waitFor } from '../harness/process.mjs'
import { startScripted } from '../harness/scripted.mjs'
import { endAll } from '../harness/teardown.mjs'
import { enter, visitor } from '../harness/visitor.mjs'

const skip = nodesMissing()
const SLOTS = 4
const PATIENCE_MS = 60_000
let world, scripted, folder
const range = (from, to) => Array.from({ length: to - from }, (_, i) => from + i)
const people = { X: [], Y: [] } // of two courses

before(async () => {
	if (skip) return
	folder = mkdtempSync(join(tmpdir(), 'kibridge-scripted-'))
	scripted = await startScripted({ folder, backend: { max_in_flight: String(SLOTS) } })
	world = await startNodes({ backends: { central: scripted.backend } })
	for (const [course, activity, numbers] of [['X', '601', range(1, 23)], ['Y', '602', range(31, 37)]]) {
		world.platform.course = makeCourse({ id: `course-${course}`, title: course })
		for (const i of numbers) {
			const one = await enter(world, { person: `student-${i}`, activity })
			await one.accept()
			people[course].push(one.token)
		}
	}
})
after(() => endAll(world, scripted, folder))
beforeEach(async () => {
	if (skip) return
	await scripted.control({ then: [], always: 'words:10:30' })
	await scripted.forget()
})

/** Whoever is named of a course asks `times` at a node; yields one entry a question. */
async function ask(node, course, who, times = 1) {
	const sockets = await Promise.all(who.map((i) => visitor(world.at(node), people[course][i]).live()))
	return sockets.flatMap((live, i) => Array.from({ length: times }, (_, n) => {
		const question = live.ask(`${course} ${who[i]} ${n}`)
		const places = () => live.messages.filter(({ type, request, place }) => type === 'queued' && request === question.request && place > 0)
		return { ...question, places, live }
	}))
}

const hasPlace = (questions) => waitFor('everybody who waits to be told a place', () => questions.every(({ places }) => places().length > 0), { timeoutMs: PATIENCE_MS, everyMs: 20 })

/** The courses in the order in which the backend got their questions. */
async function served() {
	const { requests, most } = await scripted.log()
	return { order: requests.map(({ body }) => body.messages.at(-1).content[0]).join(''), most }
}

const count = (order, course) => [...order].filter((one) => one === course).length

async function allDone(questions) {
	const ends = await Promise.all(questions.map(async ({ queued, live }) => {
		const { turn } = await queued
		return live.next('the end', (message) => ['done', 'failed'].includes(message.type) && message.turn === turn, PATIENCE_MS)
	}))
	assert.deepEqual(ends.filter(({ type }) => type !== 'done'), [])
	questions.forEach(({ live }) => live.close())
}

test('a crowd of one course at one node leaves another course at another node its share', { skip }, async () => {
	const crowd = await ask(0, 'X', range(0, 20), 2)
	await scripted.wait('open', SLOTS)
	const before = (await served()).order.length
	const few = await ask(1, 'Y', range(0, 6))
	await allDone([...few, ...crowd])

	const { order, most } = await served()
	assert.equal(order.length, 46)
	assert.equal(most, SLOTS)
	// Behind what had its slot when Y came, every second one is Y's; what a node was dealt in that very moment aside.
	const turns = order.slice(before)
	for (let i = 1; i <= 6; i++)
		assert.ok(count(turns.slice(0, 2 * i + SLOTS), 'Y') >= i, `Y's number ${i} came too late: ${order}`)
	assert.ok(count(turns.slice(0, 12), 'X') >= 6 - SLOTS / 2, `X had too few: ${order}`)
	for (const [i, { places }] of few.entries())
		if (places().length) assert.ok(places()[0].place <= 2 * 6 + SLOTS, `Y's ${i} was told place ${places()[0].place}`)
})

test('the place and the wait that a student is told count those at other nodes', { skip }, async () => {
	const crowd = await ask(0, 'X', range(0, 20), 2)
	await hasPlace(crowd.slice(-10))
	const [late] = await ask(2, 'X', [20]) // alone at its node, of the same course
	await hasPlace([late])
	const { place, wait_s } = late.places()[0]
	assert.ok(place > 20, `told place ${place} of about 36`)
	assert.ok(wait_s >= 1, `told ${wait_s} s: this node has never asked this backend, others have`)
	await allDone([late, ...crowd])
	const told = late.places().map(({ place }) => place)
	assert.deepEqual(told, told.toSorted((a, b) => b - a), 'nobody came before who had come later')
})

test('a killed node’s waiters are not waited for, and its slots come back', { skip }, async () => {
	await scripted.always('words:60:50') // 3 s
	const theirs = await ask(1, 'Y', range(0, 6), 2)
	await scripted.wait('open', SLOTS)
	const ours = await ask(0, 'X', range(0, 10), 2)
	await hasPlace(ours)
	await world.nodes[1].kill()
	theirs.forEach(({ queued, live }) => (queued.catch(() => {}), live.drop()))
	// All four at once are only there when what the dead node held has come back.
	await waitFor('all slots to be X’s', async () => {
		const { requests } = await scripted.log()
		return requests.filter(({ state, body }) => state === 'open' && body.messages.at(-1).content[0] === 'X').length === SLOTS
	}, { timeoutMs: PATIENCE_MS, everyMs: 200 })
	await scripted.always('words:2:10')
	await allDone(ours)
	assert.equal((await served()).most, SLOTS)
	await world.nodes[1].start()
})
