// A real ILIAS on this machine, made for a test: a copy of a source tree with the plugin's zip in it, a private MariaDB,
// PHP's built-in server on loopback. ILIAS's own command line installs it; php/seed.php gives it people and a course.
import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { freePort, startProgram, waitFor } from '../harness/process.mjs'
import { send } from '../harness/send.mjs'
import { mariadbMissing, startMariadb } from './mariadb.mjs'

const run = promisify(execFile)
const ROOT = resolve(import.meta.dirname, '../..')
const SLOT = 'Customizing/global/plugins/Services/Repository/RepositoryObject'
const CLIENT = 'trial'
const INSTALL_MS = 900_000
const START_MS = 60_000
const EXTENSIONS = ['curl', 'dom', 'gd', 'intl', 'mbstring', 'pdo_mysql', 'soap', 'xsl', 'zip']

// PHP's workers outlive it: it gets a process group, which is ended when we end it, or when we are gone and our end of
// the pipe with us.
const SERVE = 'exec 3<&0; { read -r _ <&3; kill -- -$$; } >/dev/null 2>&1 & exec setsid php "$@" </dev/null 3<&-'

/** Where things are in a tree: since ILIAS 10 the web server's files are below public/, and libraries elsewhere. */
function layoutOf(tree) {
	const first = (...paths) => paths.map((path) => join(tree, path)).find(existsSync)
	const version = first('include/inc.ilias_version.php', 'ilias_version.php')
	return {
		web: first('public/ilias.php') ? join(tree, 'public') : tree,
		libraries: first('libs/composer/vendor/autoload.php', 'vendor/composer/vendor/autoload.php'),
		setup: first('cli/setup.php', 'setup/cli.php'),
		major: version && Number(/ILIAS_VERSION_NUMERIC["']?\s*[,=]\s*["'](\d+)/.exec(readFileSync(version, 'utf8'))?.[1]),
	}
}

/** Why there can be no ILIAS here, or false. */
export function missing(tree = process.env.LMS_DIR ?? '') {
	const { libraries, setup, major } = layoutOf(tree)
	if (!setup || !major) return 'needs a source tree of ILIAS: ./dev test ilias DIR'
	if (!libraries) return `${tree} has no libraries: take a released ILIAS, or run composer install --no-dev in it`
	for (const program of ['php', 'composer', 'zip', 'unzip', 'convert']) if (!existsSync(`/usr/bin/${program}`)) return `needs ${program}`
	const loaded = execFileSync('php', ['-m'], { encoding: 'utf8' }).split('\n')
	const lacking = EXTENSIONS.filter((name) => !loaded.includes(name))
	return lacking.length ? `PHP lacks ${lacking.join(', ')}` : mariadbMissing()
}

/**
 * Installs and starts it. ILIAS_STATE names a folder that keeps the installation for the next run: then only the
 * plugin's files and the course are new. Yields { url, major, people, course, folder, script, stop }: see php/.
 */
export async function startIlias({ tree = process.env.LMS_DIR } = {}) {
	const keep = process.env.ILIAS_STATE
	const state = keep ?? mkdtempSync(join(tmpdir(), 'kibridge-ilias-'))
	const user = process.getuid() === 0 ? ordinaryUser() : {}
	const parts = []
	const stop = async () => {
		for (const part of parts.reverse()) await part.stop()
		if (!keep) rmSync(state, { recursive: true, force: true })
	}
	try {
		return { ...(await build({ tree, state, user, parts })), stop }
	} catch (error) {
		await stop()
		throw error
	}
}

const giveTo = async ({ uid, gid }, ...paths) => {
	if (uid !== undefined) await run('chown', ['-R', `${uid}:${gid}`, ...paths])
}

/** Neither the database nor ILIAS runs as root. */
function ordinaryUser() {
	const id = (flag) => Number(execFileSync('id', [flag, 'www-data'], { encoding: 'utf8' }))
	return { uid: id('-u'), gid: id('-g') }
}

async function build({ tree, state, user, parts }) {
	const copy = join(state, 'ilias')
	const at = (name) => join(state, name)
	mkdirSync(state, { recursive: true })
	chmodSync(state, 0o755)
	const port = existsSync(at('port')) ? Number(readFileSync(at('port'), 'utf8')) : await freePort()
	const url = `http://127.0.0.1:${port}`
	if (!existsSync(copy)) await copyTree(tree, copy)
	for (const folder of ['db', 'data', 'log']) mkdirSync(at(folder), { recursive: true })
	writeFileSync(at('port'), String(port))
	writeFileSync(at('php.ini'), phpIni(state))
	writeFileSync(at('setup.json'), JSON.stringify(setupConfig({ url, state })))
	await giveTo(user, copy, at('data'), at('log'), at('db'))
	parts.push(await startMariadb({ folder: at('db'), user }))

	const { web, setup, major } = layoutOf(copy)
	const php = async (...words) => {
		const options = { ...user, cwd: copy, env: { PATH: process.env.PATH, HOME: at('data') }, timeout: INSTALL_MS, maxBuffer: 1 << 26 }
		const { stdout } = await run('php', ['-c', at('php.ini'), ...words], options).catch((error) => {
			throw new Error(`php ${words.join(' ')}:\n${(error.stdout + error.stderr).slice(-6000)}`)
		})
		return stdout
	}
	/** One of the scripts in php/, inside of this ILIAS; yields what it answers. */
	const script = async (name, ...words) => JSON.parse(await php(join(ROOT, 'tests/ilias/php', name), copy, CLIENT, ...words))
	const once = async (name, make) => {
		if (!existsSync(at(name))) writeFileSync(at(name), JSON.stringify(await make()))
		return JSON.parse(readFileSync(at(name), 'utf8'))
	}

	await once('installed.json', async () => {
		await php(setup, 'install', '--yes', '--no-plugins', at('setup.json'))
		return script('languages.php')
	})
	await placePlugin({ copy, state, user })
	await php('/usr/bin/composer', 'dump-autoload', '--optimize', '--no-scripts', '--no-plugins', '--no-interaction', '--quiet')
	await php(setup, 'build-artifacts', '--yes')
	await php(setup, 'install', '--yes', '--plugin', 'KIBridge', at('setup.json'))
	const seeded = await once('seed.json', () => script('seed.php'))

	const server = startProgram('sh', ['-c', SERVE, 'php', '-c', at('php.ini'), '-S', `127.0.0.1:${port}`, '-t', web], {
		log: at('log/server.log'),
		cwd: web,
		user,
		env: { PHP_CLI_SERVER_WORKERS: '6' }, // a page waits for the bridge while the bridge asks ILIAS
	})
	parts.push({
		async stop() {
			if (server.isRunning()) process.kill(-server.pid, 'SIGTERM')
			await server.exited
		},
	})
	await waitFor('ILIAS to answer', async () => {
		if (!server.isRunning()) throw new Error(`php ended:\n${server.logText().slice(-4000)}`)
		return send(`${url}/login.php`).then(({ status }) => status === 200, () => false)
	}, { timeoutMs: START_MS })
	return { url, major, script, ...seeded, ...(await script('course.php')) }
}

async function copyTree(tree, copy) {
	const skip = new Set([join(tree, '.git'), join(tree, 'data'), join(tree, 'public/data'), join(tree, 'ilias.ini.php')])
	cpSync(tree, `${copy}.part`, { recursive: true, verbatimSymlinks: true, filter: (path) => !skip.has(path) })
	letPhpIn(`${copy}.part`)
	await run('mv', [`${copy}.part`, copy])
}

/** ILIAS 8 asks for PHP 8.0 at most, which Debian no longer has; with a newer one it works well enough for a trial. */
function letPhpIn(copy) {
	const agent = join(copy, 'setup/classes/class.ilSetupAgent.php')
	if (existsSync(agent)) writeFileSync(agent, readFileSync(agent, 'utf8').replace(/(PHP_MAX_VERSION = )"[\d.]+"/, '$1"8.999"'))
}

/** As an administrator does it: the zip of this version, unpacked in its place. */
async function placePlugin({ copy, state, user }) {
	const { web, major } = layoutOf(copy)
	const folder = join(web, SLOT)
	const { stdout: changes } = await run('git', ['stash', 'create'], { cwd: ROOT }) // a commit of what is not committed yet
	await run('bash', [join(ROOT, 'tools/package/ilias.sh'), join(state, 'zips'), changes.trim() || 'HEAD'])
	rmSync(join(folder, 'KIBridge'), { recursive: true, force: true })
	mkdirSync(folder, { recursive: true })
	await run('unzip', ['-q', join(state, `zips/KIBridge-ilias${major}.zip`), '-d', folder])
	await giveTo(user, folder)
}

const phpIni = (state) => `
memory_limit = 1G
display_errors = Off
log_errors = On
error_log = ${join(state, 'log/php.log')}
date.timezone = Europe/Berlin
session.gc_probability = 0
upload_max_filesize = 64M
post_max_size = 64M
opcache.enable_cli = 1
opcache.memory_consumption = 192
opcache.max_accelerated_files = 20000
pdo_mysql.default_socket = ${join(state, 'db/sock')}
auto_prepend_file = ${join(ROOT, 'tests/ilias/php/prepend.php')}
`

const setupConfig = ({ url, state }) => ({
	common: { client_id: CLIENT, server_timezone: 'Europe/Berlin', register_nic: false },
	database: { type: 'innodb', host: 'localhost', database: 'ilias', user: 'ilias', password: '', create_database: true },
	filesystem: { data_dir: join(state, 'data') },
	http: { path: url },
	logging: { enable: true, path_to_logfile: join(state, 'log/ilias.log'), errorlog_dir: join(state, 'log/errors') },
	systemfolder: { client: { name: 'Trial', description: '', institution: '' }, contact: { firstname: 'Ada', lastname: 'Admin', email: 'admin@example.invalid' } },
	utilities: { path_to_convert: '/usr/bin/convert', path_to_zip: '/usr/bin/zip', path_to_unzip: '/usr/bin/unzip' },
})
