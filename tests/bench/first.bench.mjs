// What kibridge adds before the first word: from a question on an open live socket to its first
// delta, against the same request sent to the inference server directly, one after the other at
// low load (kibridge, direct, direct, kibridge …). The server answers at once, so what is left is
// the way. No Nagle on either leg. Who asks and who answers are small C programs (first.c), whose
// times do not depend on a garbage collector; we sleep meanwhile.
//
// One part of it is the disk's: a question is admitted when its reservation is safely written. How
// long that took is seen at "queued", and beside it stands what the same disk needs for one write.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { introduce, startKibridge } from '../harness/kibridge.mjs'
import { startProgram } from '../harness/process.mjs'
import { enter } from '../harness/visitor.mjs'
import { startPlatform } from '../platform/platform.mjs'
import { aim, median, percentile } from './measure.mjs'
import { buildNative } from './native.mjs'

const QUESTIONS = 3000 // of each kind: the last hundredth is thirty of them

const native = buildNative('bench_first')
const added = (run, share) => percentile(run.first, share) - percentile(run.straight, share)
const disk = await measureAt(tmpdir(), 'database on the disk')
aim('first word, added, 99 of 100', added(disk, 0.99), { most: 1, unit: 'ms' })
aim('first word, added, median', added(disk, 0.5), { most: 1, unit: 'ms' })
const memory = await measureAt('/dev/shm', 'database in memory: the same without the disk')
aim('first word, added, 99 of 100, without the disk', added(memory, 0.99), { most: 1, unit: 'ms' })
aim('first word, added, median, without the disk', added(memory, 0.5), { most: 1, unit: 'ms' })

/** Yields the times of the first word in ms, through kibridge and directly. */
async function measureAt(place, name) {
	const folder = mkdtempSync(join(place, 'kibridge-bench-'))
	const upstream = startProgram(native, ['upstream'], { log: join(folder, 'upstream.log') })
	const [, address] = /listening (\S+)/.exec(await upstream.firstLine())
	const kibridge = await startKibridge({
		folder,
		backends: { central: { url: `http://${address}/v1` } },
		settings: { server: { rate_per_minute: '1000000' } },
	})
	await kibridge.command('tenant', 'add', 'demo')
	const platform = await startPlatform({ host: '127.0.0.1' })
	await introduce(kibridge, platform)
	await kibridge.start()
	try {
		const visitor = await enter({ kibridge, platform, tls: {} })
		await visitor.accept()
		const times = await asked(kibridge.port, visitor.token, address.split(':')[1], join(folder, 'disk'))
		const [queued, first, straight, page] = [0, 1, 2, 3].map((column) => times.map((line) => line[column]))
		tell(name, [
			['through kibridge', first],
			['directly', straight],
			['added, question by question', first.map((ms, i) => ms - straight[i])],
			['until the reservation is written', queued],
			['from there to the first word', first.map((ms, i) => ms - queued[i])],
			['one write of a page, made safe', page],
		])
		return { first, straight }
	} finally {
		await kibridge.stop()
		await platform.stop()
		await upstream.stop()
		rmSync(folder, { recursive: true, force: true })
	}
}

/** Yields a list for each question, in ms. */
async function asked(...args) {
	const [port, token, upstream, disk] = args.map(String)
	const { stdout } = await promisify(execFile)(native, ['ask', port, token, upstream, String(QUESTIONS), disk], { maxBuffer: 1 << 24 })
	return stdout.trimEnd().split('\n').map((line) => line.split(' ').map((ns) => Number(ns) / 1e6))
}

function tell(name, rows) {
	console.log(`\nfirst word, ${QUESTIONS} questions one at a time, ${name}: µs for 50, 90 and 99 of 100; over twice the median`)
	for (const [what, values] of rows) {
		const figures = [0.5, 0.9, 0.99].map((share) => (percentile(values, share) * 1000).toFixed(0).padStart(9))
		const over = values.filter((ms) => ms > 2 * median(values)).length
		console.log(`  ${what.padEnd(44)}${figures.join('')}${String(over).padStart(9)}`)
	}
}
