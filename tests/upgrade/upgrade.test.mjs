// An upgrade that nobody notices: nodes with an older program ($OLDER), replaced one after another by this
// one ($KIBRIDGE) while students launch and ask at every node.
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkBooks } from '../harness/books.mjs'
import { nodesMissing, startNodes } from '../harness/nodes.mjs'
import { waitFor } from '../harness/process.mjs'
import { startScripted } from '../harness/scripted.mjs'
import { endAll } from '../harness/teardown.mjs'
import { enter, visitor } from '../harness/visitor.mjs'

const { OLDER, KIBRIDGE } = process.env
const skip = nodesMissing()
const NODES = 3
const PERSONS = ['student', 'student2']
const personAt = (i) => PERSONS[i % PERSONS.length]
const PHASE_MS = 4000

let world, scripted, folder

before(async () => {
	if (skip) return
	folder = mkdtempSync(join(tmpdir(), 'kibridge-upgrade-'))
	scripted = await startScripted({ folder })
	world = await startNodes({ backends: { central: scripted.backend }, program: OLDER, count: NODES })
})
after(() => endAll(world, scripted, folder))

const limit = (metric, value) => ({ scope: 'user', metric, window: 'day', value })
async function setLimits(at, lecturer, ...quotas) {
	assert.equal((await visitor(at, lecturer.token).setPolicy('activity', { quotas })).status, 200)
}

test('nodes are upgraded one after another while students ask', { skip }, async () => {
	const leave = new Set() // nodes that are to be replaced
	const left = new Set() // those that nobody asks any more
	const asked = new Map() // answers: of a node in a phase, and of a person
	const failures = []
	let phase = 0
	let over = false

	async function ask(i) {
		const session = await enter(world, { person: personAt(i) }) // by way of any node
		const one = visitor(world.at(i), session.token)
		assert.equal((await one.accept()).status, 204)
		const live = await one.live()
		const end = await live.ask('Why?').end
		live.close()
		assert.equal(end.type, 'done')
	}
	/** Launches anew and asks, again and again, at one node. */
	async function student(i) {
		while (!over) {
			await sleep(50)
			if (leave.has(i)) {
				left.add(i)
				continue
			}
			const keys = [`node ${i}, phase ${phase}`, personAt(i)]
			try {
				await ask(i)
				for (const key of keys) asked.set(key, (asked.get(key) ?? 0) + 1)
			} catch (error) {
				failures.push(`${keys}: ${error.message}`)
			}
		}
	}

	const lecturer = await enter(world, { person: 'lecturer' })
	await setLimits(world.at(0), lecturer, limit('requests', 100_000))
	const students = world.nodes.map((_, i) => student(i))
	try {
		await sleep(PHASE_MS)
		for (const [i, node] of world.nodes.entries()) {
			leave.add(i)
			await waitFor('the last answer there', () => left.has(i))
			await node.stop()
			node.install(KIBRIDGE)
			await node.start()
			phase++
			leave.delete(i)
			// Rules go on to be changed, at the newest and at the oldest, and hold on both.
			await setLimits(world.at(i), lecturer, limit('requests', 100_000), limit('tokens', 1_000_000 + i))
			await setLimits(world.at(NODES - 1), lecturer, limit('requests', 100_000), limit('input_tokens', 1_000_000 + i))
			await sleep(PHASE_MS)
		}
	} finally {
		over = true
		await Promise.all(students)
	}

	assert.deepEqual(failures, [])
	assert.equal(asked.size, NODES * (NODES + 1) + PERSONS.length) // each node answered in each phase
	await checkBooks(world.kibridge, (statement) => world.postgres.primary.sql(statement))
	for (const person of PERSONS) {
		const { limits } = await (await enter(world, { person })).get('limits')
		assert.equal(limits.find((one) => one.metric === 'requests').used, asked.get(person), person)
	}
	assert.equal((await visitor(world.at(0), lecturer.token).get('me')).role, 'lecturer') // the older one's session
})
