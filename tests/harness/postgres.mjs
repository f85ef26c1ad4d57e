// A private PostgreSQL on a unix socket, and a standby of it; never the machine's own.
import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startProgram, waitFor } from './process.mjs'

const run = promisify(execFile)
const ROOT = process.getuid() === 0

/** Where initdb and postgres are; null if they are not installed. */
export function postgresBin() {
	const debian = '/usr/lib/postgresql'
	const versions = existsSync(debian) ? readdirSync(debian) : []
	return versions.map((version) => join(debian, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ?? null
}

/** As root a server does not start: then it runs as the user postgres. Null: there is none. */
export function postgresUser() {
	if (!ROOT) return {}
	try {
		const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
		return { uid: id('-u'), gid: id('-g') }
	} catch {
		return null
	}
}

function serverFolder(folder, name, user) {
	const own = (path) => {
		mkdirSync(path, { mode: 0o700 })
		if (ROOT) chownSync(path, user.uid, user.gid)
		return path
	}
	const home = own(join(folder, name))
	return { home, data: own(join(home, 'data')), sockets: own(join(home, 's')) }
}

/** One server's life: start, restart as an operator does, crash, promote, stop. */
function life({ bin, user, home, data, sockets }, options) {
	const sets = ['listen_addresses=', 'fsync=off', 'max_connections=100', 'shared_buffers=32MB', ...options]
	const args = ['-D', data, '-k', sockets, ...sets.flatMap((one) => ['-c', one])]
	let server
	const end = async (signal) => {
		server?.signal(signal)
		await server?.exited
		server = undefined
	}
	const start = async () => {
		server = startProgram(join(bin, 'postgres'), args, { log: `${home}.log`, user })
		await waitFor('PostgreSQL to answer', () => {
			if (!server.isRunning()) throw new Error(`PostgreSQL ended:\n${server.logText().slice(-3000)}`)
			return run(join(bin, 'pg_isready'), ['-q', '-h', sockets], { stdio: 'ignore' }).then(() => true, () => false)
		}, { timeoutMs: 60_000 })
	}
	return {
		sockets,
		start,
		/** "fast": every connection is ended, what runs is undone. */
		restart: () => end('SIGINT').then(start),
		halt: () => end('SIGINT'),
		/** "immediate": as if the machine had lost its power. */
		crash: () => end('SIGQUIT'),
		promote: () => run(join(bin, 'pg_ctl'), ['promote', '-D', data], user),
		stop: () => end('SIGINT'),
		/** One statement; yields its rows as lists of texts. */
		async sql(statement, database = 'kibridge') {
			const { stdout } = await run('psql', ['-h', sockets, '-U', 'postgres', '-d', database, '-AtX', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-c', statement])
			return stdout.split('\n').filter(Boolean).map((line) => line.split('\t'))
		},
	}
}

/** A primary whose commits wait for its standby. Yields { primary, standby, url, stop }. */
export async function startPostgres(folder) {
	const bin = postgresBin()
	const user = postgresUser()
	chmodSync(folder, 0o711)
	const first = { bin, user, ...serverFolder(folder, 'pg1', user) }
	const second = { bin, user, ...serverFolder(folder, 'pg2', user) }
	await run(join(bin, 'initdb'), ['-D', first.data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions'], { ...user, cwd: '/' })
	const primary = life(first, [])
	const standby = life(second, [`primary_conninfo=host=${first.sockets} user=postgres application_name=standby`])
	await primary.start()
	await primary.sql('CREATE DATABASE kibridge', 'postgres')
	await run(join(bin, 'pg_basebackup'), ['-h', first.sockets, '-U', 'postgres', '-D', second.data, '-R', '--checkpoint=fast', '--no-sync'], { ...user, cwd: '/' })
	await standby.start()
	await primary.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'", 'postgres')
	await primary.sql('SELECT pg_reload_conf()', 'postgres')
	await waitFor('the standby to follow', async () => (await primary.sql("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'", 'postgres')).length)
	return {
		primary,
		standby,
		/** Whichever of the two takes writes. */
		url: `postgresql:///kibridge?host=${first.sockets},${second.sockets}&user=postgres&target_session_attrs=read-write`,
		async stop() {
			await standby.stop()
			await primary.crash() // it would wait for the standby
		},
	}
}
