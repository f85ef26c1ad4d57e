// Launches against what one core can verify: the signed message becomes a session. The peer, in the
// same run, is OpenSSL's own RSA-2048 verification, the physical bound of any LTI tool.
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { introduce, startKibridge } from '../harness/kibridge.mjs'
import { readForm, send } from '../harness/send.mjs'
import { startPlatform } from '../platform/platform.mjs'
import { inParallel, measure, report } from './measure.mjs'

const ROUNDS = 5
const COUNT = 1500 // launches of a round: prepared before, posted by wrk over connections that stay open
const AT_ONCE = 64

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
const replay = new URL('replay.lua', import.meta.url).pathname

try {
	await round() // warm
	const shares = []
	const costs = []
	for (let i = 0; i < ROUNDS; i++) {
		const verifiesBefore = verifiesPerSecond()
		const cpuUs = await round()
		const verifies = (verifiesBefore + verifiesPerSecond()) / 2
		costs.push(cpuUs)
		shares.push((1e6 / cpuUs / verifies) * 100)
	}
	report(`${ROUNDS} rounds of ${COUNT} launches, median (least to most)`, [
		['processor time of kibridge per launch', ...spread(costs), 'µs'],
		["share of one core's RSA-2048 verify rate", ...spread(shares), '%'],
	])
} finally {
	await kibridge.stop()
	await platform.stop()
	rmSync(folder, { recursive: true, force: true })
}

/** Prepares launches, then posts each once; yields the processor time of one in µs. */
async function round() {
	const ready = []
	await inParallel(COUNT, 8, async (i) => ready.push(await prepare(i)))
	const file = join(folder, 'launches')
	writeFileSync(file, ready.map(({ cookie, body }) => `${cookie}\t${body}\n`).join(''))
	const before = launchesOk()
	const env = { ...process.env, REPLAY: file, REPLAY_PATH: ready[0].url.pathname }
	const { cpuMs } = await measure(kibridge.pid(), () =>
		promisify(execFile)('wrk', ['-t1', `-c${AT_ONCE}`, '-d20s', '-s', replay, `http://127.0.0.1:${ready[0].url.port}`], { env }),
	)
	const done = launchesOk() - before
	if (done < COUNT * 0.9) throw new Error(`${done} of ${COUNT} launches`)
	return (cpuMs * 1000) / done
}

function launchesOk() {
	return kibridge.logText().split(' launch.ok ').length
}

async function prepare(i) {
	const start = await send(platform.launchUrl({ person: i % 2 ? 'student' : 'student2' }))
	const login = start.status === 302
		? await send(start.headers.location)
		: await send(readForm(start.text).action, { form: readForm(start.text).fields })
	const page = await send(login.headers.location)
	const cookie = login.headers['set-cookie'].map((line) => line.split(';')[0]).join('; ')
	const form = readForm(page.text)
	return { url: new URL(form.action), cookie, body: String(new URLSearchParams(form.fields)) }
}

function verifiesPerSecond() {
	const text = execFileSync('openssl', ['speed', '-seconds', '1', 'rsa2048'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
	return Number(/rsa 2048 bits\s+\S+\s+\S+\s+\S+\s+(\S+)/.exec(text)[1])
}

function spread(values) {
	const sorted = values.toSorted((a, b) => a - b)
	return [sorted[Math.floor(sorted.length / 2)], sorted[0], sorted.at(-1)]
}
