// A real Moodle on this machine, served by a script that is not part of this repository: whoever
// has it beside the checkout (../shared/lms/moodle-site.sh) and a Moodle tree can run these tests.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePort } from '../harness/process.mjs'

const SCRIPT = resolve(import.meta.dirname, '../../../shared/lms/moodle-site.sh')
const INSTALL_MS = 600_000

/** Why these tests cannot run here, or undefined. */
export function missing() {
	if (!process.env.LMS_DIR) return 'needs a Moodle tree: ./dev test moodle DIR'
	if (!existsSync(SCRIPT)) return `needs ${SCRIPT}`
	if (process.getuid() !== 0) return 'needs root, to start a database and a web server as other users'
	return undefined
}

/** From 5.1 on, the pages are in a folder of their own. */
const hasPublic = (tree) => existsSync(join(tree, 'public/version.php'))

/**
 * Installs if needed and starts Moodle with our tool in it. MOODLE_STATE keeps the installation for
 * the next run; then MOODLE_PORT must stay the same too. With `copy` it runs from a copy of the tree
 * that a test may change. `tree` of the answer is where its pages are, `branch` 405, 500, 501…
 */
export async function startMoodle({ toolUrl, copy = false }) {
	const keep = process.env.MOODLE_STATE
	const state = keep ?? mkdtempSync(join(tmpdir(), 'kibridge-moodle-'))
	chmodSync(state, 0o755) // the web server's user goes through it
	const tree = copy || hasPublic(process.env.LMS_DIR) ? copyTree(state) : process.env.LMS_DIR
	const env = {
		...process.env,
		MOODLE_PORT: process.env.MOODLE_PORT ?? String(await freePort()),
		TOOL_BASE: toolUrl,
		TOOL_LOGIN: '/lti/login',
		TOOL_LAUNCH: '/lti/launch',
		TOOL_JWKS: '/lti/jwks.json',
		TOOL_NAME: 'AI tutor',
	}
	const run = (...args) =>
		execFileSync('bash', [SCRIPT, ...args, tree, state], {
			env,
			stdio: ['ignore', 'pipe', 'inherit'],
			timeout: INSTALL_MS,
		})
	run()
	const seed = JSON.parse(readFileSync(join(state, 'seed.json'), 'utf8'))
	return {
		...seed,
		tree,
		/** Words for `kibridge platform add`: this Moodle, and the tool it knows us as. */
		platformWords: platformWords(seed.platform),
		branch: Number(readFileSync(join(tree, 'version.php'), 'utf8').match(/^\$branch\s*=\s*'(\d+)'/m)[1]),
		/** Runs a script of Moodle's as the web server's user; yields what it printed. */
		php: (script, ...args) => runAs('www-data', 'php', '-c', join(state, 'run/php.ini'), join(tree, script), ...args),
		/** One query; yields a line per row. */
		sql: (query) => runAs('postgres', 'psql', '-qAt', '-h', join(state, 'run/pgsock'), '-d', 'moodle', '-c', query).trim(),
		stop() {
			run('--stop')
			if (!keep) rmSync(state, { recursive: true, force: true })
		},
	}
}

function platformWords({ issuer, client_id: client, deployment_id: deployment, auth_login_url: auth, auth_token_url: token, key_set_url: keys }) {
	return [
		'--profile', 'moodle', '--issuer', issuer, '--client-id', client, '--auth-url', auth, '--token-url', token,
		'--jwks-url', keys, '--deployment', deployment,
	]
}

function copyTree(state) {
	const tree = join(state, 'tree')
	if (!existsSync(tree)) {
		cpSync(process.env.LMS_DIR, tree, { recursive: true, filter: (path) => !path.endsWith('/.git') })
		rmSync(join(tree, 'config.php'), { force: true })
		if (hasPublic(tree)) everythingInPublic(tree)
	}
	return hasPublic(tree) ? join(tree, 'public') : tree
}

// The script that serves it knows one folder: settings and command line are to be found there, too.
function everythingInPublic(tree) {
	writeFileSync(join(tree, 'config.php'), "<?php\nrequire_once(__DIR__ . '/public/config.php');\n")
	symlinkSync('../../admin/cli', join(tree, 'public/admin/cli'))
}

function runAs(user, ...command) {
	return execFileSync('runuser', ['-u', user, '--', 'env', 'HOME=/tmp', ...command], { encoding: 'utf8', cwd: '/', timeout: INSTALL_MS })
}
