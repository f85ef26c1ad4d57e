// Open tutors that wait: memory of 1,000 live sockets after hello, over plain http as behind a proxy, and what
// they cost everybody else's requests.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { introduce, startKibridge } from '../harness/kibridge.mjs'
import { enter } from '../harness/visitor.mjs'
import { startPlatform } from '../platform/platform.mjs'
import { aim, inParallel, measure, median, report, spread } from './measure.mjs'
import { replay } from './replay.mjs'

const COUNT = 1000
const ROUNDS = 5
const REQUESTS = 40_000

const folder = mkdtempSync(join(tmpdir(), 'kibridge-bench-'))
const kibridge = await startKibridge({
	folder,
	backends: { none: { url: 'http://127.0.0.1:9/v1' } },
	settings: { server: { rate_per_minute: '1000000' } },
})
await kibridge.command('tenant', 'add', 'demo')
const platform = await startPlatform({ host: '127.0.0.1' })
await introduce(kibridge, platform)
await kibridge.start()
try {
	const visitor = await enter({ kibridge, platform, tls: {} })
	const open = async (count) => {
		const sockets = []
		await inParallel(count, 8, async () => sockets.push(await visitor.live()))
		return sockets
	}
	const requests = Array(REQUESTS).fill(`GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${kibridge.port}\r\n\r\n`)
	const requestUs = async () => {
		const { cpuMs } = await measure(kibridge.pid(), () => replay({ port: kibridge.port, requests, atOnce: 16, folder }))
		return (cpuMs * 1000) / REQUESTS
	}
	const close = async (sockets) => {
		sockets.forEach((socket) => socket.close())
		await setTimeout(1000)
	}
	await close(await open(50)) // warm: pools, statements, arenas
	await requestUs()
	const memory = []
	const [alone, among] = [[], []]
	for (let i = 0; i < ROUNDS; i++) {
		alone.push(await requestUs())
		const { grownKib, result } = await measure(kibridge.pid(), () => open(COUNT))
		memory.push(grownKib / COUNT)
		among.push(await requestUs())
		await close(result)
	}
	report(`${COUNT} idle open tutors`, [
		['memory for each, the first time', memory[0], 'KiB'],
		['a request while none is open, processor time', ...spread(alone), 'µs'],
		['a request while they are', ...spread(among), 'µs'],
	])
	aim('an idle open tutor, memory', memory[0], { most: 16, unit: 'KiB' })
	aim(`a request among ${COUNT} open tutors`, median(among.map((us, i) => us / alone[i])), { most: 1.25, unit: 'times' })
} finally {
	await kibridge.stop()
	await platform.stop()
	rmSync(folder, { recursive: true, force: true })
}
