// The service under test: its settings, its commands, its life and its sudden death.
import { execFile } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, startProgram, waitFor } from './process.mjs'

const run = promisify(execFile)

/**
 * Starts kibridge in `folder` (database, settings, log).
 *   program    the binary, default $KIBRIDGE
 *   host       the name browsers use
 *   tls        { certFile, keyFile, ca } for https, else plain http
 *   backends   { NAME: { url, … } } as in the settings file
 *   settings   { section: { name: value } } on top of what tests usually need
 */
export async function startKibridge({ folder, program = process.env.KIBRIDGE, host = 'localhost', port, tls, backends = {}, settings = {} }) {
	if (!program || !existsSync(program)) throw new Error(`no kibridge at ${program}; ./dev build makes one`)
	port ??= await freePort()
	const publicUrl = `${tls ? 'https' : 'http'}://${host}:${port}`
	const config = join(folder, 'kibridge.conf')
	const log = join(folder, 'kibridge.log')
	let child
	let ended = true

	const kibridge = {
		url: publicUrl,
		port,
		config,
		log,
		/** kibridge WORD… on this installation's settings; yields what it printed. */
		async command(...words) {
			const { stdout } = await run(program, [...words, '--config', config])
			return stdout
		},
		start: async () => {
			ended = false
			child = startProgram(program, ['serve', '--config', config], { log, cwd: folder })
			await waitFor('kibridge to be ready', () => isReady(child, port, tls))
		},
		/** Ends it as a supervisor does; with sanitizers a leak makes the exit code differ from 0. */
		async stop() {
			const { code, signal } = await child.stop()
			ended = true
			if (code !== 0) throw new Error(`kibridge ended with ${signal ?? code}:\n${child.logText().slice(-6000)}`)
		},
		/** Pulls the plug. */
		async kill() {
			ended = true
			child.signal('SIGKILL')
			await child.exited
		},
		/** Whether somebody here ended it, rather than it itself. */
		isEnded: () => ended,
		pid: () => child.pid,
		signal: (name) => child.signal(name),
		logText: () => child.logText(),
		isRunning: () => child.isRunning(),
		/** Another version is installed: it runs commands, and what is started from now on. */
		install: (other) => (program = other),
		configure: (more) => writeFileSync(config, configText(merge(base, more))),
	}
	const base = merge(
		{
			server: {
				public_url: publicUrl,
				listen: `127.0.0.1:${port}`,
				allow_private_lms: 'yes',
				operator_name: 'Demo University, IT Services',
				...(tls && { tls_cert: tls.certFile, tls_key: tls.keyFile }),
			},
			store: { url: `sqlite:${join(folder, 'kibridge.db')}` },
			...Object.fromEntries(Object.entries(backends).map(([name, backend]) => [`backend ${name}`, backend])),
		},
		settings,
	)
	kibridge.configure({})
	return kibridge
}

/** Registers a stand-in platform, and the tool there. */
export async function introduce(kibridge, platform, { tenant = 'demo', profile, ...tool } = {}) {
	const registered = platform.addTool({ base: kibridge.url, ...tool })
	await kibridge.command(
		'platform', 'add', '--tenant', tenant, '--issuer', platform.issuer, '--client-id', registered.clientId,
		'--auth-url', platform.endpoints.auth, '--token-url', platform.endpoints.token, '--jwks-url', platform.endpoints.jwks,
		'--deployment', registered.deploymentId, '--profile', profile ?? 'generic',
	)
	return registered
}

function isReady(child, port, tls) {
	if (!child.isRunning()) throw new Error(`kibridge ended:\n${child.logText().slice(-4000)}`)
	const client = tls ? https : http
	return new Promise((resolve) => {
		client
			.get({ host: '127.0.0.1', port, path: '/readyz', ca: tls?.ca, agent: false, servername: 'localhost' }, (response) => {
				response.resume()
				resolve(response.statusCode === 200)
			})
			.on('error', () => resolve(false))
	})
}

function merge(left, right) {
	const both = { ...left }
	for (const [section, values] of Object.entries(right)) both[section] = { ...left[section], ...values }
	return both
}

function configText(sections) {
	const lines = (values) => Object.entries(values).map(([name, value]) => `${name} = ${value}\n`).join('')
	return Object.entries(sections).map(([section, values]) => `[${section}]\n${lines(values)}`).join('\n')
}
