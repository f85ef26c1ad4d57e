// Several nodes for a test: kibridge processes behind HAProxy, with the settings of deploy/haproxy.cfg,
// on one PostgreSQL with a standby. Browsers see https://tool.test as with one node.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPlatform } from '../platform/platform.mjs'
import { makeCertificate } from './certificate.mjs'
import { introduce, startKibridge } from './kibridge.mjs'
import { postgresBin, postgresUser, startPostgres } from './postgres.mjs'
import { freePort, startProgram, waitFor } from './process.mjs'
import { send } from './send.mjs'

const HAPROXY = '/usr/sbin/haproxy'
const EXAMPLE = new URL('../../deploy/haproxy.cfg', import.meta.url)

/** Why it cannot be had here; false if it can. */
export function nodesMissing() {
	if (!existsSync(HAPROXY)) return 'haproxy is not installed'
	if (!postgresBin()) return 'PostgreSQL is not installed'
	if (!postgresUser()) return 'there is no user postgres to run PostgreSQL as'
	return false
}

// The example as it is, but for addresses, the certificate and where it may write.
function proxyConfig({ folder, port, pem, nodes }) {
	let text = readFileSync(EXAMPLE, 'utf8')
	const replace = (what, by) => {
		if (!text.includes(what)) throw new Error(`deploy/haproxy.cfg has no "${what}"`)
		text = text.replace(what, by)
	}
	replace('bind :443', `bind 127.0.0.1:${port}`)
	replace('/etc/haproxy/ki.example.org.pem', pem)
	nodes.forEach((node, i) => replace(`10.0.0.1${i + 1}:8080`, `127.0.0.1:${node.port}`))
	replace('\tmaxconn 20000', '\tmaxconn 1000')
	const file = join(folder, 'haproxy.cfg')
	writeFileSync(file, text)
	return file
}

/** Yields { kibridge: { url, command }, nodes, at(i), postgres, platform, tls, stop }. */
export async function startNodes({ backends, program, settings = {}, count = 3 }) {
	const folder = mkdtempSync(join(tmpdir(), 'kibridge-nodes-'))
	const tls = makeCertificate(folder)
	const postgres = await startPostgres(folder)
	const port = await freePort()
	const url = `https://tool.test:${port}`
	const nodes = []
	for (let i = 1; i <= count; i++) {
		const home = join(folder, `node${i}`)
		mkdirSync(home)
		nodes.push(await startKibridge({
			folder: home,
			program,
			host: '127.0.0.1',
			backends,
			settings: {
				...settings,
				server: { public_url: url, secret_file: join(folder, 'secret'), workers: '8', metrics_listen: `127.0.0.1:${await freePort()}`, ...settings.server },
				store: { url: postgres.url },
			},
		}))
	}
	const pem = join(folder, 'proxy.pem')
	writeFileSync(pem, tls.cert + tls.key)
	const proxy = startProgram(HAPROXY, ['-db', '-f', proxyConfig({ folder, port, pem, nodes })], { log: join(folder, 'haproxy.log') })
	const kibridge = { url, command: (...words) => (nodes.find((node) => !node.isEnded()) ?? nodes[0]).command(...words) }
	await nodes[0].command('tenant', 'add', 'demo')
	const platform = await startPlatform({ host: 'lms.test', tls, ca: tls.ca, profile: 'generic' })
	const tool = await introduce(kibridge, platform)
	await Promise.all(nodes.map((node) => node.start()))
	await waitFor('the proxy to find its nodes', () => send(`${url}/healthz`, { ca: tls.ca }).then((answer) => answer.status === 200, () => false))

	return {
		folder, tls, kibridge, nodes, postgres, platform, tool,
		/** The same university, but every request goes to one node. */
		at: (i) => ({ tls, platform, kibridge: { url: nodes[i].url, origin: url } }),
		async stop() {
			const failures = []
			const quietly = (part) => part.stop().catch((error) => failures.push(error))
			for (const node of nodes) if (!node.isEnded()) await quietly(node)
			await proxy.stop()
			await quietly(platform)
			await postgres.stop()
			if (failures.length || process.env.KIBRIDGE_KEEP) console.error(`kept: ${folder}`)
			else rmSync(folder, { recursive: true, force: true })
			if (failures.length) throw failures[0]
		},
	}
}
