// A live socket for benchmarks: it looks at the first bytes of a frame only, to need little itself.
import { randomBytes } from 'node:crypto'
import WebSocket from 'ws'
import { toLoopback } from '../harness/send.mjs'

const kinds = ['delta', 'queued', 'done', 'failed', 'ready']
const beginnings = kinds.map((kind) => [kind, Buffer.from(`{"type":"${kind}"`)])

const kindOf = (data) => beginnings.find(([, bytes]) => data.subarray(0, bytes.length).equals(bytes))?.[0]

/** After hello and ready. ask(delta, queued) resolves when the answer is done. */
export async function openQuietly(kibridge, token) {
	const url = `${kibridge.url.replace(/^http/, 'ws')}/api/v1/live`
	const socket = new WebSocket(url, 'kibridge.v1', { lookup: toLoopback, origin: kibridge.url, perMessageDeflate: false })
	const say = (message) => socket.send(JSON.stringify(message))
	let told = {}
	socket.on('message', (data) => told[kindOf(data)]?.(data))
	await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
	const ready = new Promise((resolve, reject) => {
		told = { ready: resolve, failed: (data) => reject(new Error(String(data))) }
		socket.once('close', () => reject(new Error('the live socket was closed')))
	})
	say({ type: 'hello', session: token })
	await ready
	return {
		ask: (delta, queued = () => {}) =>
			new Promise((resolve, reject) => {
				told = { delta, queued, done: resolve, failed: (data) => reject(new Error(String(data))) }
				say({ type: 'ask', request: randomBytes(12).toString('hex'), text: 'Go on.' })
			}),
		close: () => socket.close(),
	}
}
