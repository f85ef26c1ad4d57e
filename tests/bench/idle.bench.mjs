// Open tutors that wait: memory of 1,000 live sockets after hello, over plain http as behind a proxy, and what
// they cost everybody else's requests.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { introduce, startKibridge } from '../harness/kibridge.mjs'
import { enter } from '../harness/visitor.mjs'
import { startPlatform } from '../platform/platform.mjs'
import { aim, inParallel, measure, median, report, spread, usage } from './measure.mjs'

const COUNT = 1000
const ROUNDS = 5

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
	const requestUs = () =>
		Array.from({ length: ROUNDS }, () => {
			const before = usage(kibridge.pid()).cpuMs
			const told = execFileSync('wrk', ['-t1', '-c16', '-d2s', `${kibridge.url}/healthz`], { encoding: 'utf8' })
			return ((usage(kibridge.pid()).cpuMs - before) * 1000) / Number(/(\d+) requests in/.exec(told)[1])
		})
	;(await open(50)).forEach((socket) => socket.close()) // warm: pools, statements, arenas
	const alone = requestUs()
	const { grownKib, result } = await measure(kibridge.pid(), () => open(COUNT))
	const among = requestUs()
	report(`${COUNT} idle open tutors`, [
		['memory for each', grownKib / COUNT, 'KiB'],
		['a request while none is open, processor time', ...spread(alone), 'µs'],
		['a request while they are', ...spread(among), 'µs'],
	])
	aim('an idle open tutor, memory', grownKib / COUNT, { most: 16, unit: 'KiB' })
	aim(`a request among ${COUNT} open tutors`, median(among) / median(alone), { most: 1.25, unit: 'times' })
	result.forEach((socket) => socket.close())
} finally {
	await kibridge.stop()
	await platform.stop()
	rmSync(folder, { recursive: true, force: true })
}
