// The small real model as a backend for a test.
import { startProgram } from './process.mjs'
import { join } from 'node:path'

const SERVER = new URL('../inference/model-server.mjs', import.meta.url).pathname

/** Yields { backend, stop }; `backend` goes into startUniversity({ backends: { central: … } }). */
export async function startModel({ folder, tokensPerSecond = 0 }) {
	const program = startProgram(process.execPath, [SERVER, '--tokens-per-second', String(tokensPerSecond)], {
		log: join(folder, 'model.log'),
		env: { OMP_NUM_THREADS: '1' },
	})
	const { url } = JSON.parse(await program.firstLine())
	return {
		backend: { url, label: 'Demonstration model', operator_name: 'this machine', max_in_flight: '4' },
		stop: () => program.stop(),
	}
}
