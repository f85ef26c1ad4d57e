// The scripted inference server as a backend for a test: it does what it is told.
import { startProgram } from './process.mjs'
import { join } from 'node:path'

const SERVER = new URL('../inference/scripted.mjs', import.meta.url).pathname

/** Yields { backend, next, always, control, log, wait, stop }; see tests/inference/scripted.mjs. */
export async function startScripted({ folder, name = 'scripted', delayMs = 0, models = ['echo'], backend = {} }) {
	const program = startProgram(process.execPath, [SERVER, '--delay', String(delayMs)], { log: join(folder, `${name}.log`) })
	const [, address] = /listening (\S+)/.exec(await program.firstLine())
	const at = (path) => `http://${address}${path}`
	const control = async (change) => {
		const answer = await fetch(at('/control'), { method: 'POST', body: JSON.stringify(change) })
		return answer.json()
	}
	await control({ models })
	return {
		backend: { url: at('/v1'), ...backend },
		control,
		/** What the next requests meet, whatever model they name. */
		next: (...scenarios) => control({ then: scenarios }),
		always: (scenario) => control({ always: scenario }),
		log: async () => (await fetch(at('/log'))).json(),
		forget: () => fetch(at('/log'), { method: 'DELETE' }),
		/** Until `count` requests are open, answered or cancelled. */
		wait: (state, count) => fetch(at(`/wait?${state}=${count}`)),
		signal: (name) => program.signal(name),
		stop: () => program.stop(),
	}
}
