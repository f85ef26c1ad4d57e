// Answers that stream, through the whole service and in the same minute through nginx as a plain
// proxy: the same upstream, the same words at the same fixed rate, plain http on both legs.
// kibridge reads each event, counts it, keeps the text, and sends it on as a WebSocket frame; nginx
// passes bytes on. Turn by turn (kibridge, nginx, nginx, kibridge …); what counts is processor
// time for one event while all streams run, and beside it that of whole turns.
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { introduce, startKibridge } from '../harness/kibridge.mjs'
import { startScripted } from '../harness/scripted.mjs'
import { enter } from '../harness/visitor.mjs'
import { startPlatform } from '../platform/platform.mjs'
import { aim, inParallel, median, report, spread, usage } from './measure.mjs'
import { startNginx } from './nginx.mjs'
import { openQuietly } from './socket.mjs'

const STREAMS = 100
const WORDS = 200
const PAUSE_MS = 20
const WINDOW_MS = 2500 // inside the four seconds that a stream takes
const ROUNDS = 3
const scenario = `words:${WORDS}:${PAUSE_MS}`

const folder = mkdtempSync(join(tmpdir(), 'kibridge-bench-'))
const scripted = await startScripted({ folder, backend: { max_in_flight: String(2 * STREAMS) } })
const upstream = Number(new URL(scripted.backend.url).port)
const kibridge = await startKibridge({
	folder,
	backends: { central: scripted.backend },
	settings: { server: { rate_per_minute: '1000000' } },
})
await kibridge.command('tenant', 'add', 'demo')
const platform = await startPlatform({ host: '127.0.0.1' })
await introduce(kibridge, platform)
await kibridge.start()
const nginx = await startNginx(folder, upstream)

try {
	await scripted.always(scenario)
	const sockets = []
	await inParallel(STREAMS, 4, async (i) => {
		const visitor = await enter({ kibridge, platform, tls: {} }, { person: `student-${i + 1}` })
		await visitor.accept()
		sockets.push(await openQuietly(kibridge, visitor.token))
	})
	const ours = () => round(kibridge.pid(), (event) => sockets.map((socket) => socket.ask(event)))
	const theirs = () => round(nginx.worker, (event) => Array.from({ length: STREAMS }, () => proxied(event)))

	await ours() // warm
	const own = []
	const peer = []
	for (let i = 0; i < ROUNDS; i++) own.push(await ours()), peer.push(await theirs(), await theirs()), own.push(await ours())
	const each = (rounds, what) => rounds.map((round) => round[what])
	const ratio = median(each(own, 'eventUs')) / median(each(peer, 'eventUs'))
	report(`${STREAMS} streams of ${WORDS} words, one every ${PAUSE_MS} ms each, ${2 * ROUNDS} rounds, median (least to most)`, [
		['kibridge, one event while all stream', ...spread(each(own, 'eventUs')), 'µs'],
		['nginx, one event while all stream', ...spread(each(peer, 'eventUs')), 'µs'],
		['kibridge to nginx', ratio, 'times'],
		['kibridge, per event of whole turns', ...spread(each(own, 'wholeUs')), 'µs'],
		['nginx, per event of whole requests', ...spread(each(peer, 'wholeUs')), 'µs'],
		['events per second', ...spread([...each(own, 'perSecond'), ...each(peer, 'perSecond')]), '/s'],
	])
	aim('one streamed event, processor time against nginx', ratio, { most: 1.5, unit: 'times' })
	for (const socket of sockets) socket.close()
} finally {
	await nginx.stop()
	await kibridge.stop()
	await platform.stop()
	await scripted.stop()
	rmSync(folder, { recursive: true, force: true })
}

/** `start` begins all streams, each tells `event` of every word; yields what `pid` needed. */
async function round(pid, start) {
	let events = 0
	const before = usage(pid)
	const all = Promise.all(start(() => events++))
	await until(() => events >= 10 * STREAMS)
	const window = { events, cpuMs: usage(pid).cpuMs, at: performance.now() }
	await pause(WINDOW_MS)
	const cpuMs = usage(pid).cpuMs - window.cpuMs
	const counted = events - window.events
	const wallMs = performance.now() - window.at
	await all
	if (events < STREAMS * WORDS) throw new Error(`${events} of ${STREAMS * WORDS} events`)
	return {
		eventUs: (cpuMs * 1000) / counted,
		wholeUs: ((usage(pid).cpuMs - before.cpuMs) * 1000) / events,
		perSecond: (counted * 1000) / wallMs,
	}
}

function proxied(event) {
	const body = JSON.stringify({ model: scenario, stream: true, messages: [{ role: 'user', content: 'Go on.' }] })
	const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
	return new Promise((resolve, reject) => {
		const request = http.request(
			{ port: nginx.port, host: '127.0.0.1', path: '/v1/chat/completions', method: 'POST', headers, agent: false },
			(reply) => {
				reply.on('data', (bytes) => countWords(bytes, event)).on('end', resolve).on('error', reject)
			},
		)
		request.on('error', reject).end(body)
	})
}

// Several events may come in one piece; none is cut in two, as the upstream writes each at once.
function countWords(bytes, event) {
	for (let at = bytes.indexOf('"content":"'); at >= 0; at = bytes.indexOf('"content":"', at + 1)) event()
}

function pause(ms) {
	return new Promise((done) => setTimeout(done, ms))
}

async function until(fits) {
	while (!fits()) await pause(5)
}
