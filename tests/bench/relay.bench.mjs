// The relay alone against nginx as a plain proxy, in the same minute and at the same fixed rate:
// processor time for one piece of an answer. nginx passes bytes on; the relay reads each event,
// makes its text whole, counts it, and sends it on. Turn by turn (relay, nginx, nginx, relay …).
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { median, report } from './measure.mjs'
import { startNginx } from './nginx.mjs'

const STREAMS = 100
const WORDS = 150
const PAUSE_MS = 20
const ROUNDS = 2

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'kibridge-bench-'))
const run = promisify(execFile)
const model = `words:${WORDS}:${PAUSE_MS}`

async function build() {
	const build = join(root, 'build/bench')
	await run('cmake', ['-S', root, '-B', build, '-DCMAKE_BUILD_TYPE=RelWithDebInfo', '-DKIBRIDGE_TESTS=ON'])
	await run('cmake', ['--build', build, '--target', 'relay_bench', '-j', '2'], { maxBuffer: 1 << 26 })
	return join(build, 'relay_bench')
}

function startScripted() {
	const child = spawn(process.execPath, [join(root, 'tests/inference/scripted.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] })
	return new Promise((resolve) => {
		child.stdout.once('data', (line) => resolve({ child, port: Number(/:(\d+)/.exec(line)[1]) }))
	})
}

function startSink() {
	const server = net.createServer((socket) => socket.on('error', () => {}).resume())
	return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

const cpuNs = (pid) => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0])

async function nginxRound({ port, worker }) {
	const agent = new http.Agent({ keepAlive: false, maxSockets: Infinity })
	const body = JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'Hello' }] })
	const one = () =>
		new Promise((resolve, reject) => {
			const request = http.request({ port, host: '127.0.0.1', path: '/v1/chat/completions', method: 'POST', agent }, (reply) => {
				reply.resume().on('end', resolve).on('error', reject)
			})
			request.on('error', reject).end(body)
		})
	const before = cpuNs(worker)
	await Promise.all(Array.from({ length: STREAMS }, one))
	return (cpuNs(worker) - before) / (STREAMS * WORDS) / 1000
}

async function relayRound(program, scripted, sink) {
	const { stdout } = await run(program, [`http://127.0.0.1:${scripted.port}/v1`, model, String(STREAMS), String(sink.address().port)])
	const told = JSON.parse(stdout)
	if (told.failures || told.events !== STREAMS * WORDS) throw new Error(`not all arrived: ${stdout}`)
	return { us: told.cpu_ns / told.events / 1000, kib: told.kib_per_stream }
}

const program = await build()
const [scripted, sink] = await Promise.all([startScripted(), startSink()])
const nginx = await startNginx(folder, scripted.port)
try {
	const relay = []
	const proxy = []
	for (let round = 0; round < ROUNDS; round++) {
		relay.push(await relayRound(program, scripted, sink))
		proxy.push(await nginxRound(nginx))
		proxy.push(await nginxRound(nginx))
		relay.push(await relayRound(program, scripted, sink))
	}
	const ours = median(relay.map((round) => round.us))
	const theirs = median(proxy)
	report(`${STREAMS} streams of ${WORDS} words, one every ${PAUSE_MS} ms each, ${ROUNDS * 2} rounds`, [
		['relay, processor time per piece', ours, 'µs'],
		['nginx, processor time per piece', theirs, 'µs'],
		['relay to nginx', ours / theirs, 'times'],
		['relay, memory per stream', median(relay.map((round) => round.kib)), 'KiB'],
	])
} finally {
	await nginx.stop()
	scripted.child.kill()
	await once(scripted.child, 'exit')
	sink.close()
	rmSync(folder, { recursive: true, force: true })
}
