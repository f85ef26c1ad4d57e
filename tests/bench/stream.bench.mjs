// Streams at a fixed rate, below saturation: what one piece of an answer costs, and idle sockets.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startScripted } from '../harness/scripted.mjs'
import { startUniversity } from '../harness/university.mjs'
import { enter } from '../harness/visitor.mjs'
import { inParallel, measure, percentile, report } from './measure.mjs'

const STREAMS = 50
const WORDS = 150
const PAUSE_MS = 20
const IDLE = 300

const folder = mkdtempSync(join(tmpdir(), 'kibridge-bench-'))
const scripted = await startScripted({ folder, backend: { max_in_flight: '200' } })
const university = await startUniversity({
	backends: { central: scripted.backend },
	settings: { server: { rate_per_minute: '1000000' } },
})
try {
	const visitor = await enter(university)
	await visitor.accept()
	const pid = university.kibridge.pid()

	const idle = []
	const { grownKib } = await measure(pid, () => inParallel(IDLE, 8, async () => idle.push(await visitor.live())))
	report(`${IDLE} idle live sockets over TLS`, [['memory for each', grownKib / IDLE, 'KiB']])

	await scripted.always(`words:${WORDS}:${PAUSE_MS}`)
	const visitors = await Promise.all(Array.from({ length: STREAMS }, (_, i) => enter(university, { activity: String(i + 1) })))
	const sockets = await Promise.all(visitors.map(async (one) => (await one.accept(), one.live())))
	const firstMs = []
	const stream = async (live) => {
		const start = performance.now()
		const question = live.ask('Go on.')
		await live.next('a piece', (message) => message.type === 'delta', 60_000)
		firstMs.push(performance.now() - start)
		await question.end
	}
	const { cpuMs, wallMs } = await measure(pid, () => Promise.all(sockets.map(stream)))
	report(`${STREAMS} streams of ${WORDS} words, one every ${PAUSE_MS} ms each`, [
		['words per second', (STREAMS * WORDS) / (wallMs / 1000), '/s'],
		['processor time of kibridge per word', (cpuMs * 1000) / (STREAMS * WORDS), 'µs'],
		['from question to first word, median', percentile(firstMs, 0.5), 'ms'],
		['from question to first word, 99 of 100', percentile(firstMs, 0.99), 'ms'],
	])
	for (const socket of [...idle, ...sockets]) socket.close()
} finally {
	await university.stop()
	await scripted.stop()
	rmSync(folder, { recursive: true, force: true })
}
