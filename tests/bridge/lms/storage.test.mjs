// storage.js without a browser: what it keeps, what it asks the LMS, and whose answers it takes.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import vm from 'node:vm'

const code = readFileSync(new URL('../../../bridge/lms/storage.js', import.meta.url), 'utf8')
const LMS = 'https://lms.test'

/** A page with that element; `lms` answers messages, `timers` run when told. */
function open({ tag = 'A', dataset, stored = {}, blocked = false, lms }) {
	const world = { listeners: new Set(), timers: [], went: null, submitted: 0, sent: [] }
	const page = {
		tagName: tag,
		dataset: { key: 'k', origin: LMS, frame: '', ...dataset },
		href: 'https://lms.test/auth?x=1',
		elements: { proof: { value: '' } },
		submit: () => { world.submitted++ },
	}
	const guard = () => { if (blocked) throw new Error('blocked') }
	const parent = {
		frames: {},
		postMessage(message, target) {
			world.sent.push({ message, target })
			lms?.(message, (data, origin = LMS) => world.listeners.forEach((hear) => hear({ origin, data })))
		},
	}
	const window = { parent, opener: null }
	const context = {
		window,
		document: { getElementById: () => page },
		localStorage: {
			getItem: (key) => { guard(); return stored[key] ?? null },
			setItem: (key, value) => { guard(); stored[key] = value },
			removeItem: (key) => { guard(); delete stored[key] },
		},
		location: { replace: (to) => { world.went = to } },
		crypto,
		addEventListener: (_, hear) => world.listeners.add(hear),
		removeEventListener: (_, hear) => world.listeners.delete(hear),
		setTimeout: (run) => world.timers.push(run),
		Array, Uint32Array, Promise, String,
	}
	vm.runInNewContext(code, context)
	return { world, page, stored, parent }
}

const settle = () => new Promise((resolve) => { setImmediate(resolve) })

test('a login keeps its secret and goes on', async () => {
	const { world, stored } = open({ dataset: { secret: 's3cret' } })
	await settle()
	assert.equal(stored.k, 's3cret')
	assert.equal(world.went, 'https://lms.test/auth?x=1')
	assert.deepEqual(world.sent, [])
})

test('an LMS that offers storage keeps it too, and nobody else hears of it', async () => {
	const { world } = open({
		dataset: { secret: 's3cret', frame: '_parent' },
		lms: ({ subject, message_id }, answer) => answer({ subject: `${subject}.response`, message_id }),
	})
	await settle()
	assert.equal(world.sent[0].message.subject, 'lti.put_data')
	assert.equal(world.sent[0].message.value, 's3cret')
	assert.equal(world.sent[0].target, LMS)
	assert.equal(world.went, 'https://lms.test/auth?x=1')
})

test('an LMS that does not answer holds nobody up for long', async () => {
	const { world } = open({ dataset: { secret: 's', frame: '_parent' } })
	await settle()
	assert.equal(world.went, null)
	world.timers.forEach((run) => run())
	await settle()
	assert.equal(world.went, 'https://lms.test/auth?x=1')
})

test('a browser that blocks storage still goes on', async () => {
	const { world } = open({ dataset: { secret: 's' }, blocked: true })
	await settle()
	assert.equal(world.went, 'https://lms.test/auth?x=1')
})

test('a launch sends what was kept, once', async () => {
	const { world, page, stored } = open({ tag: 'FORM', stored: { k: 's3cret' } })
	await settle()
	assert.equal(page.elements.proof.value, 's3cret')
	assert.equal(world.submitted, 1)
	assert.deepEqual(stored, {})
})

test('a launch asks the LMS for it', async () => {
	const { world, page } = open({
		tag: 'FORM',
		dataset: { frame: '_parent' },
		blocked: true,
		lms: ({ subject, message_id }, answer) => answer({ subject: `${subject}.response`, message_id, value: 's3cret' }),
	})
	await settle()
	assert.equal(page.elements.proof.value, 's3cret')
	assert.equal(world.submitted, 1)
	assert.equal(world.sent.at(-1).message.value, null) // and the LMS forgets it
})

test('answers of strangers and to other questions are not heard', async () => {
	const { world } = open({
		tag: 'FORM',
		dataset: { frame: '_parent' },
		lms: ({ subject, message_id }, answer) => {
			answer({ subject: `${subject}.response`, message_id, value: 'evil' }, 'https://evil.test')
			answer({ subject: `${subject}.response`, message_id: 'another', value: 'evil' })
			answer({ subject: 'lti.capabilities.response', message_id, value: 'evil' })
		},
	})
	await settle()
	world.timers.forEach((run) => run())
	await settle()
	assert.equal(world.submitted, 0)
})

test('nothing kept leaves the page as it is', async () => {
	const { world } = open({ tag: 'FORM' })
	await settle()
	assert.equal(world.submitted, 0)
	assert.equal(world.went, null)
})
