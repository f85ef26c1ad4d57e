// What kibridge adds before the first word: from a question on an open live socket to its first
// delta, against the same request sent to the inference server directly, one after the other at
// low load (kibridge, direct, direct, kibridge …). The server answers at once, so what is left is
// the way. No Nagle on either leg.
//
// One part of it is the disk's: a question is admitted when its reservation is safely written. How
// long that took is seen at "queued", and beside it stands what the same disk needs for one write.
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { introduce, startKibridge } from '../harness/kibridge.mjs'
import { startScripted } from '../harness/scripted.mjs'
import { enter } from '../harness/visitor.mjs'
import { startPlatform } from '../platform/platform.mjs'
import { aim, percentile } from './measure.mjs'
import { openQuietly } from './socket.mjs'

const QUESTIONS = 1000 // of each kind: the last hundredth is ten of them
const WARM = 40
const scenario = 'words:2:1'

const agent = new http.Agent({ keepAlive: true, noDelay: true })
const added = (run, share) => percentile(run.first, share) - percentile(run.straight, share)
try {
	const disk = await measureAt(tmpdir(), 'database on the disk')
	aim('first word, added, 99 of 100', added(disk, 0.99), { most: 1, unit: 'ms' })
	aim('first word, added, median', added(disk, 0.5), { most: 1, unit: 'ms' })
	const memory = await measureAt('/dev/shm', 'database in memory: the same without the disk')
	aim('first word, added, 99 of 100, without the disk', added(memory, 0.99), { most: 1, unit: 'ms' })
	aim('first word, added, median, without the disk', added(memory, 0.5), { most: 1, unit: 'ms' })
} finally {
	agent.destroy()
}

/** Yields the times of the first word in ms, through kibridge and directly. */
async function measureAt(place, name) {
	const folder = mkdtempSync(join(place, 'kibridge-bench-'))
	const scripted = await startScripted({ folder })
	const kibridge = await startKibridge({
		folder,
		backends: { central: scripted.backend },
		settings: { server: { rate_per_minute: '1000000' } },
	})
	await kibridge.command('tenant', 'add', 'demo')
	const platform = await startPlatform({ host: '127.0.0.1' })
	await introduce(kibridge, platform)
	await kibridge.start()
	try {
		await scripted.always(scenario)
		const visitor = await enter({ kibridge, platform, tls: {} })
		await visitor.accept()
		const socket = await openQuietly(kibridge, visitor.token)
		const url = `${scripted.backend.url}/chat/completions`
		for (let i = 0; i < WARM; i++) await asked(socket), await direct(url)
		const through = []
		const straight = []
		for (let i = 0; i < QUESTIONS / 2; i++) {
			through.push(await asked(socket))
			straight.push(await direct(url), await direct(url))
			through.push(await asked(socket))
		}
		socket.close()
		const first = through.map((one) => one.firstMs)
		tell(name, [
			['through kibridge', first],
			['directly', straight],
			['added, question by question', first.map((ms, i) => ms - straight[i])],
			['until the reservation is written', through.map((one) => one.queuedMs)],
			['from there to the first word', through.map((one) => one.firstMs - one.queuedMs)],
			['one write of a page, made safe', writes(folder, QUESTIONS)],
		])
		return { first, straight }
	} finally {
		await kibridge.stop()
		await platform.stop()
		await scripted.stop()
		rmSync(folder, { recursive: true, force: true })
	}
}

function tell(name, rows) {
	console.log(`\nfirst word, ${QUESTIONS} questions one at a time, ${name}: µs for 50, 90 and 99 of 100`)
	for (const [what, values] of rows) {
		const figures = [0.5, 0.9, 0.99].map((share) => (percentile(values, share) * 1000).toFixed(0).padStart(9))
		console.log(`  ${what.padEnd(44)}${figures.join('')}`)
	}
}

async function asked(socket) {
	const start = performance.now()
	let queuedMs
	let firstMs
	await socket.ask(
		() => (firstMs ??= performance.now() - start),
		() => (queuedMs ??= performance.now() - start),
	)
	return { queuedMs, firstMs }
}

function direct(url) {
	const body = JSON.stringify({ model: scenario, stream: true, messages: [{ role: 'user', content: 'Go on.' }] })
	const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
	const start = performance.now()
	let firstMs
	return new Promise((resolve, reject) => {
		const request = http.request(url, { method: 'POST', headers, agent }, (reply) => {
			reply
				.on('data', (bytes) => bytes.includes('word1') && (firstMs ??= performance.now() - start))
				.on('end', () => resolve(firstMs))
				.on('error', reject)
		})
		request.on('error', reject).end(body)
	})
}

/** What the folder's file system needs for that, in ms. */
function writes(folder, count) {
	const file = openSync(join(folder, 'disk'), 'w')
	const page = Buffer.alloc(4096, 1)
	const took = Array.from({ length: count }, () => {
		const start = performance.now()
		writeSync(file, page)
		fdatasyncSync(file)
		return performance.now() - start
	})
	closeSync(file)
	return took
}
