// Programs that a test starts: each is ended by its own process id, also when the test dies.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, createWriteStream, openSync, readFileSync } from 'node:fs'
import net from 'node:net'

const running = new Set()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

// Ports for who cannot choose one himself. Not ephemeral ones where that can be helped: between our
// look and the program's, an outgoing connection of anybody may take it. Test files run beside each
// other, each in a process of its own, and begin apart.
const PORTS_FROM = 12_000
const PORTS_EACH = 37
const ephemeralFrom = Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t')[0])
const portCount = Math.max(ephemeralFrom - PORTS_FROM, 10_000)
let portsSeen = 0

export async function freePort() {
	for (let tries = 0; tries < 1000; tries++) {
		const port = PORTS_FROM + ((process.pid * PORTS_EACH + portsSeen++) % portCount)
		if (await isFree(port)) return port
	}
	throw new Error('there is no free port')
}

async function isFree(port) {
	const server = net.createServer().listen(port, '127.0.0.1')
	try {
		await once(server, 'listening')
	} catch {
		return false
	}
	server.close()
	await once(server, 'close')
	return true
}

/**
 * Starts a program that writes to a log file, its errors straight into it; `user` is { uid, gid } to run it as.
 * firstLine() is for programs that print one line when they are ready.
 */
export function startProgram(command, args, { log, env = {}, cwd, user = {} } = {}) {
	const errors = openSync(log, 'a') // not through us: a benchmark shares the machine with whom it measures
	const stdio = ['pipe', 'pipe', errors] // an open stdin says that we live
	const child = spawn(command, args, { cwd, ...user, env: { ...process.env, ...env }, stdio })
	closeSync(errors)
	const file = createWriteStream(log, { flags: 'a' })
	child.stdout.pipe(file, { end: false })
	running.add(child)
	const exited = once(child, 'exit').then(([code, signal]) => {
		running.delete(child)
		file.end()
		return { code, signal }
	})
	return {
		pid: child.pid,
		exited,
		logText: () => readFileSync(log, 'utf8'),
		isRunning: () => child.exitCode === null && child.signalCode === null,
		signal: (name) => child.kill(name),
		firstLine: () => firstLine(child, command, log),
		async stop(timeoutMs = 20_000) {
			child.kill('SIGTERM')
			const cut = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
			const end = await exited
			clearTimeout(cut)
			return end
		},
	}
}

function firstLine(child, command, log) {
	return new Promise((resolve, reject) => {
		let text = ''
		child.stdout.on('data', (chunk) => {
			text += chunk
			if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
		})
		child.once('exit', (code) => reject(new Error(`${command} ended with ${code}; see ${log}`)))
		child.once('error', reject)
	})
}

// Asks again until `ask` yields something true; for what has no event to wait for.
export async function waitFor(what, ask, { timeoutMs = 20_000, everyMs = 50 } = {}) {
	const end = Date.now() + timeoutMs
	for (;;) {
		const answer = await ask()
		if (answer) return answer
		if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms for ${what}`)
		await new Promise((done) => setTimeout(done, everyMs))
	}
}
