// Programs that a test starts: each is ended by its own process id, also when the test dies.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, createWriteStream, openSync, readFileSync } from 'node:fs'
import net from 'node:net'

const running = new Set()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

export async function freePort() {
	const server = net.createServer().listen(0, '127.0.0.1')
	await once(server, 'listening')
	const { port } = server.address()
	server.close()
	await once(server, 'close')
	return port
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
