import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load } from './load.mjs'

const { Live } = await load('live/live.ts')
const bytes = (text) => Buffer.byteLength(text)

/** A server and a clock that do what the test says. */
class Stage {
	constructor({ probe = 'alive', online = true } = {}) {
		this.wires = []
		this.timers = []
		this.log = []
		this.text = ''
		this.isOnline = online
		const world = {
			connect: (events) => {
				const wire = {
					events,
					sent: [],
					closed: false,
					send: (text) => wire.sent.push(JSON.parse(text)),
					close: () => {
						wire.closed = true
					},
				}
				this.wires.push(wire)
				return wire
			},
			after: (ms, run) => {
				const timer = { ms, run, alive: true }
				this.timers.push(timer)
				return () => {
					timer.alive = false
				}
			},
			random: () => 0.5,
			online: () => this.isOnline,
			probe: async () => probe,
		}
		const note =
			(what) =>
			(...args) =>
				this.log.push([what, ...args])
		this.live = new Live('token', world, {
			link: note('link'),
			ready: note('ready'),
			queued: note('queued'),
			delta: (turn, text, channel) => {
				if (channel === 'answer') this.text += text
				this.log.push(['delta', turn, text, channel])
			},
			done: note('done'),
			failed: note('failed'),
			policy: note('policy'),
		})
	}
	get wire() {
		return this.wires.at(-1)
	}
	get sent() {
		return this.wire.sent
	}
	events(what) {
		return this.log.filter(([name]) => name === what)
	}
	say(message) {
		this.wire.events.message(JSON.stringify(message))
	}
	ready(running = []) {
		this.wire.events.opened()
		this.say({ type: 'ready', role: 'student', limits: [], gate: { state: 'open' }, running })
	}
	fire() {
		const timer = this.timers.findLast((t) => t.alive)
		timer.alive = false
		timer.run()
		return timer.ms
	}
	cut(code = 1006) {
		this.wire.events.closed(code)
	}
	start() {
		this.live.start()
		this.ready()
		return this
	}
	/** Ask and have it admitted as turn t1. */
	asked() {
		this.live.ask({ request: 'r1', text: 'why?' })
		this.say({ type: 'queued', turn: 't1', request: 'r1', conversation: 'c1', place: 0, wait_s: 0 })
		return this
	}
	delta(text, seq) {
		this.say({ type: 'delta', turn: 't1', seq, text, channel: 'answer' })
	}
}

test('hello comes first, with the session', () => {
	const stage = new Stage()
	stage.live.start()
	stage.wire.events.opened()
	assert.deepEqual(stage.sent, [{ type: 'hello', session: 'token' }])
})

test('a question before ready is asked once ready', () => {
	const stage = new Stage()
	stage.live.start()
	stage.live.ask({ request: 'r1', text: 'why?', conversation: 'c1' })
	assert.equal(stage.sent.length, 0)
	stage.ready()
	assert.deepEqual(stage.sent[1], { type: 'ask', request: 'r1', text: 'why?', conversation: 'c1' })
})

test('deltas arrive in order and the end forgets the question', () => {
	const stage = new Stage().start().asked()
	stage.delta('Grü', bytes('Grü'))
	stage.delta('ße', bytes('Grüße'))
	stage.say({ type: 'done', turn: 't1', conversation: 'c1', finish: 'stop', status: 'done' })
	assert.equal(stage.text, 'Grüße')
	assert.equal(stage.events('done')[0][3], false, 'nothing was patched')
	assert.equal(stage.live.busy, false)
})

test('what came twice is dropped, what overlaps is cut at the byte', () => {
	const stage = new Stage().start().asked()
	stage.delta('größ', bytes('größ'))
	stage.delta('größ', bytes('größ'))
	stage.delta('ößer', bytes('größer'))
	assert.equal(stage.text, 'größer')
})

test('a gap is asked for once and closed', () => {
	const stage = new Stage().start().asked()
	stage.delta('ab', 2)
	stage.delta('ef', 6)
	stage.delta('gh', 8)
	assert.deepEqual(
		stage.sent.filter((m) => m.type === 'resume'),
		[{ type: 'resume', turn: 't1', after: 2 }],
	)
	stage.delta('cdefgh', 8)
	stage.delta('i', 9)
	assert.equal(stage.text, 'abcdefghi')
})

test('a drop in the middle of an answer is resumed behind the last byte', () => {
	const stage = new Stage().start().asked()
	stage.delta('größ', bytes('größ'))
	stage.cut()
	stage.fire()
	stage.ready([{ turn: 't1', conversation: 'c1', request: 'r1' }])
	assert.deepEqual(stage.sent.slice(1), [{ type: 'resume', turn: 't1', after: bytes('größ') }])
	stage.delta('er', bytes('größer'))
	stage.say({ type: 'done', turn: 't1', conversation: 'c1', finish: 'stop', status: 'done' })
	assert.equal(stage.text, 'größer')
	assert.equal(stage.events('done')[0][3], true, 'the page should look at the stored turn')
	assert.deepEqual(stage.events('ready')[1][1], [], 'its own answer is no stranger')
})

test('a question that got no answer before the drop is asked again under the same id', () => {
	const stage = new Stage().start()
	stage.live.ask({ request: 'r1', text: 'why?' })
	stage.cut()
	stage.fire()
	stage.ready()
	assert.deepEqual(stage.sent[1], { type: 'ask', request: 'r1', text: 'why?' })
})

test('a question that was admitted just before the drop is recognised, not asked again', () => {
	const stage = new Stage().start()
	stage.live.ask({ request: 'r1', text: 'why?' })
	stage.cut()
	stage.fire()
	stage.ready([{ turn: 't1', conversation: 'c1', request: 'r1' }])
	assert.deepEqual(stage.sent.slice(1), [{ type: 'resume', turn: 't1', after: 0 }])
	assert.deepEqual(stage.events('queued')[0], ['queued', 'r1', 't1', 'c1', 0, 0])
})

test('a question that never left can be taken back, one that left cannot', () => {
	const stage = new Stage()
	stage.live.start()
	stage.live.ask({ request: 'r1', text: 'why?' })
	assert.equal(stage.live.withdraw('r1'), true)
	stage.ready()
	assert.equal(stage.sent.length, 1)
	stage.live.ask({ request: 'r2', text: 'why?' })
	assert.equal(stage.live.withdraw('r2'), false)
})

test('stop before admission and stop without a connection are kept', () => {
	const stage = new Stage().start().asked()
	stage.cut()
	stage.live.stop('t1')
	stage.fire()
	stage.ready()
	assert.deepEqual(stage.sent.slice(1), [
		{ type: 'resume', turn: 't1', after: 0 },
		{ type: 'stop', turn: 't1' },
	])
})

test('it waits longer after each failure, and not at all after ready', () => {
	const stage = new Stage()
	stage.live.start()
	const waits = []
	for (let n = 0; n < 8; n++) {
		stage.cut()
		waits.push(stage.fire())
	}
	assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 8000, 15000, 15000])
	stage.ready()
	stage.cut()
	assert.equal(stage.fire(), 250)
})

test('the network coming back ends the waiting', () => {
	const stage = new Stage({ online: false })
	stage.live.start()
	stage.cut()
	assert.equal(stage.wires.length, 1)
	stage.live.hurry()
	assert.equal(stage.wires.length, 2)
	stage.live.hurry()
	assert.equal(stage.wires.length, 2, 'only one connection at a time')
})

test('an unauthorized close ends the session for good', () => {
	const stage = new Stage()
	stage.live.start()
	stage.cut(4401)
	assert.equal(stage.live.state, 'ended')
	assert.equal(
		stage.timers.some((t) => t.alive),
		false,
	)
})

test('a server that hangs up before ready is asked over HTTP whether the session lives', async () => {
	const stage = new Stage({ probe: 'ended' })
	stage.live.start()
	stage.cut()
	await new Promise(setImmediate)
	assert.equal(stage.live.state, 'ended')
})

test('an unreachable server is no ended session', async () => {
	const stage = new Stage({ probe: 'unreachable' })
	stage.live.start()
	stage.cut()
	await new Promise(setImmediate)
	assert.equal(stage.live.state, 'waiting')
})

test('silence in the middle of an answer means a dead socket', () => {
	const stage = new Stage().start().asked()
	const ms = stage.fire()
	assert.equal(ms, 40_000)
	assert.equal(stage.wires.length, 2)
	assert.equal(stage.wires[0].closed, true)
})

test('late events of an old connection are ignored', () => {
	const stage = new Stage().start().asked()
	const old = stage.wire
	stage.cut()
	stage.fire()
	stage.ready()
	old.events.message(JSON.stringify({ type: 'delta', turn: 't1', seq: 3, text: 'old', channel: 'answer' }))
	old.events.closed(1006)
	assert.equal(stage.text, '')
	assert.equal(stage.live.state, 'ready')
})

test('an answer found running is followed from its beginning', () => {
	const stage = new Stage().start()
	stage.live.follow('t9', 0)
	assert.deepEqual(stage.sent[1], { type: 'resume', turn: 't9', after: 0 })
	stage.say({ type: 'delta', turn: 't9', seq: 2, text: 'hi', channel: 'answer' })
	assert.equal(stage.text, 'hi')
})

test('a refused question ends with its own id', () => {
	const stage = new Stage().start()
	stage.live.ask({ request: 'r1', text: 'why?' })
	const problem = { type: '/problems/quota-exceeded', status: 429 }
	stage.say({ type: 'failed', turn: null, request: 'r1', problem, limits: [] })
	assert.deepEqual(stage.events('failed'), [['failed', 'r1', null, problem, []]])
	assert.equal(stage.live.busy, false)
})

for (const [what, text] of [
	['no JSON', '{'],
	['an unknown type', '{"type":"party"}'],
	['a delta of an unknown turn', '{"type":"delta","turn":"x","seq":1,"text":"a"}'],
	['an end of an unknown turn', '{"type":"done","turn":"x"}'],
])
	test(`it is not disturbed by ${what}`, () => {
		const stage = new Stage().start()
		stage.wire.events.message(text)
		assert.equal(stage.live.state, 'ready')
		assert.equal(stage.log.length, 3)
	})
