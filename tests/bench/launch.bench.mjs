// Launches against what one core can verify: the signed message becomes a session. The peer, in the
// same run, is OpenSSL's own RSA-2048 verification, the physical bound of any LTI tool.
//
// Two figures, as one machine serves and asks at once: launches in a second of wall-clock time at
// saturation (who asks, and the disk, have their part in it), and the processor time of kibridge for one,
// which says what a core of its own would do.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { introduce, startKibridge } from '../harness/kibridge.mjs'
import { readForm, send } from '../harness/send.mjs'
import { authorize, startLogin } from '../platform/launch.mjs'
import { startPlatform } from '../platform/platform.mjs'
import { aim, inParallel, measure, median, report, spread } from './measure.mjs'
import { replay } from './replay.mjs'

const ROUNDS = 7
const COUNT = 8000 // launches of a round: prepared before, over connections that stay open
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
const agent = new http.Agent({ keepAlive: true })

try {
	await post(await prepareAll()) // warm
	const rounds = []
	for (let i = 0; i < ROUNDS; i++) {
		const ready = await prepareAll()
		const verifiesBefore = verifiesPerSecond()
		const { cpuUs, perSecond } = await post(ready)
		const verifies = (verifiesBefore + verifiesPerSecond()) / 2
		rounds.push({ cpuUs, perSecond, verifies, wall: (perSecond / verifies) * 100, core: (1e6 / cpuUs / verifies) * 100 })
	}
	const all = (what) => rounds.map((one) => one[what])
	report(`${ROUNDS} rounds of ${COUNT} launches, ${AT_ONCE} at once, median (least to most)`, [
		['launches per second of wall-clock time', ...spread(all('perSecond')), '/s'],
		['processor time of kibridge per launch', ...spread(all('cpuUs')), 'µs'],
		['RSA-2048 verifications of one core', ...spread(all('verifies')), '/s'],
		['launches to verifications, wall clock', ...spread(all('wall')), '%'],
		['launches to verifications, per core of kibridge', ...spread(all('core')), '%'],
	])
	aim("launches, wall clock, of one core's RSA-2048 verifications", median(all('wall')), { least: 30, unit: '%' })
	aim("launches of a core's time, of its RSA-2048 verifications", median(all('core')), { least: 30, unit: '%' })
} finally {
	await kibridge.stop()
	await platform.stop()
	rmSync(folder, { recursive: true, force: true })
}

/** Posts each once; yields what one took. */
async function post(requests) {
	const before = launchesOk()
	const { cpuMs, result } = await measure(kibridge.pid(), () => replay({ port: kibridge.port, requests, atOnce: AT_ONCE, folder }))
	const done = launchesOk() - before
	if (done !== COUNT) throw new Error(`${done} of ${COUNT} launches`)
	return { cpuUs: (cpuMs * 1000) / COUNT, perSecond: COUNT / result }
}

function launchesOk() {
	return kibridge.logText().split(' launch.ok ').length
}

async function prepareAll() {
	const ready = []
	await inParallel(COUNT, 8, async (i) => ready.push(await prepare(i)))
	return ready
}

/** The platform is asked as a function: only the tool's login goes over a connection. A launch that is over is
 * taken away, as the platform looks through all of them for each. */
async function prepare(i) {
	const start = startLogin(platform, new URLSearchParams({ person: i % 2 ? 'student' : 'student2', method: 'get' }))
	const login = await send(start.headers.location, { agent })
	const asked = new URL(login.headers.location).searchParams
	const form = readForm((await authorize(platform, asked)).body)
	platform.launches.delete(asked.get('lti_message_hint'))
	const cookie = login.headers['set-cookie'].map((line) => line.split(';')[0]).join('; ')
	return requestOf(new URL(form.action), cookie, String(new URLSearchParams(form.fields)))
}

function requestOf(url, cookie, body) {
	return [
		`POST ${url.pathname} HTTP/1.1`,
		`Host: ${url.host}`,
		`Cookie: ${cookie}`,
		'Content-Type: application/x-www-form-urlencoded',
		`Content-Length: ${Buffer.byteLength(body)}`,
		'',
		body,
	].join('\r\n')
}

function verifiesPerSecond() {
	const text = execFileSync('openssl', ['speed', '-seconds', '1', 'rsa2048'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
	return Number(/rsa 2048 bits\s+\S+\s+\S+\s+\S+\s+(\S+)/.exec(text)[1])
}
