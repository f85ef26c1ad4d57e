// The demo: Demo University (an LMS page), kibridge on SQLite, and a small model of our own, or the
// backend named by --backend. Prints one address; Ctrl-C ends everything it started.
//
// The LMS is at 127.0.0.1 and the tutor at localhost: two sites for a browser, as in real life, and
// both trusted enough for cookies marked Secure without https (Chromium and Firefox agree on these).
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { introduce, startKibridge } from '../../tests/harness/kibridge.mjs'
import { startProgram } from '../../tests/harness/process.mjs'
import { startPlatform } from '../../tests/platform/platform.mjs'

const root = new URL('../..', import.meta.url).pathname
const { values: options } = parseArgs({
	options: {
		backend: { type: 'string' },
		'api-key-file': { type: 'string' },
		profile: { type: 'string', default: 'generic' },
		folder: { type: 'string', default: join(root, '.demo') }, // emptied at the start
	},
})

const { folder } = options
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder)

const parts = [] // what runs, in the order of its start
let ending
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (ending ??= end()))

const backend = options.backend ? givenBackend() : await ownBackend()
const kibridge = await startKibridge({
	folder,
	backends: { central: backend },
	settings: { server: { drain_s: '2' } },
})
await kibridge.command('tenant', 'add', 'demo')
const platform = await startPlatform({ host: '127.0.0.1', profile: options.profile })
parts.push(platform)
await introduce(kibridge, platform, { profile: options.profile })
await kibridge.start()
parts.push(kibridge)
console.log(`\n  ${platform.courseUrl()}\n\nOpen it in a browser. Ctrl-C ends the demo.`)

function givenBackend() {
	if (options['api-key-file']) readFileSync(options['api-key-file']) // say now if it is not there
	return { url: options.backend, ...(options['api-key-file'] && { api_key_file: options['api-key-file'] }) }
}

async function ownBackend() {
	const file = join(root, 'tests/inference/model-server.mjs')
	const model = startProgram(process.execPath, [file, '--tokens-per-second', '40'], {
		log: join(folder, 'model.log'),
		env: { OMP_NUM_THREADS: '1' },
	})
	parts.push(model)
	const { url } = JSON.parse(await model.firstLine())
	return { url, label: 'Demonstration model', operator_name: 'this machine', max_in_flight: '4' }
}

async function end() {
	for (const part of parts.reverse()) await part.stop()
	process.exit(0)
}
