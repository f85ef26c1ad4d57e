// A private MariaDB on a unix socket; never the machine's own.
import { execFile } from 'node:child_process'
import { chownSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startProgram, waitFor } from '../harness/process.mjs'

const run = promisify(execFile)
const SERVER = '/usr/sbin/mariadbd'
const START_MS = 60_000

export const mariadbMissing = () => (existsSync(SERVER) ? false : 'needs MariaDB (mariadb-server-core)')

/**
 * `folder` is an empty one, or one that an earlier run left, of `user`: { uid, gid }, for root must not run it.
 * Whoever reaches the socket may do everything: the folder is nobody else's. Yields { socket, stop }.
 */
export async function startMariadb({ folder, user }) {
	const data = join(folder, 'data')
	const socket = join(folder, 'sock')
	// The machine's own settings do not count, and a trial's data need not survive a power cut.
	const common = ['--no-defaults', `--datadir=${data}`]
	if (!existsSync(data)) {
		mkdirSync(data, { mode: 0o700 })
		if (user.uid !== undefined) chownSync(data, user.uid, user.gid)
		await run('mariadb-install-db', [...common, '--auth-root-authentication-method=normal', '--skip-test-db'], { ...user, cwd: '/' })
	}
	const args = [...common, `--socket=${socket}`, '--skip-networking', '--skip-grant-tables', '--skip-log-bin', '--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0', '--innodb-buffer-pool-size=256M', '--character-set-server=utf8mb3', '--collation-server=utf8mb3_general_ci']
	const server = startProgram(SERVER, args, { log: join(folder, 'mariadb.log'), user, cwd: '/' })
	await waitFor('MariaDB to answer', () => {
		if (!server.isRunning()) throw new Error(`MariaDB ended:\n${server.logText().slice(-3000)}`)
		return /ready for connections/.test(server.logText().slice(-4000)) && existsSync(socket)
	}, { timeoutMs: START_MS })
	return { socket, stop: () => server.stop(60_000) }
}
