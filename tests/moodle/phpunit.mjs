// The plugins' PHPUnit tests inside Moodle's own test environment, with Debian's PHPUnit in place of composer's.
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const AUTOLOAD = '/usr/share/php/PHPUnit/Autoload.php'
const LOCALE = '/usr/share/i18n/locales/en_AU'

/** Why these tests cannot run here, or undefined. */
export function phpunitMissing() {
	const wanted = process.env.LMS_DIR && JSON.parse(readFileSync(join(process.env.LMS_DIR, 'composer.json'), 'utf8'))['require-dev']['phpunit/phpunit']
	if (wanted && !wanted.includes('9.')) return `this Moodle needs PHPUnit ${wanted}, Debian has 9`
	if (!existsSync(AUTOLOAD) || !existsSync('/usr/bin/phpunit')) return 'needs Debian\'s phpunit'
	if (!existsSync(LOCALE)) return 'needs Debian\'s locales: Moodle tests in Australian English'
	return undefined
}

/** Makes the test environment in the tree of a running Moodle (a copy); yields run(FOLDER) -> output. Takes a minute. */
export function preparePhpunit({ tree }) {
	const state = join(tree, '..')
	const folder = (name, mode = 0o755) => {
		mkdirSync(join(state, name), { recursive: true })
		chmodSync(join(state, name), mode)
		return join(state, name)
	}
	const data = folder('phpunit-data', 0o777)
	const locales = folder('phpunit-locales')
	if (!existsSync(join(locales, 'en_AU.UTF-8'))) execFileSync('localedef', ['-i', 'en_AU', '-f', 'UTF-8', join(locales, 'en_AU.UTF-8')])

	folder('tree/vendor/bin')
	folder('tree/vendor/phpunit/phpunit')
	copyFileSync('/usr/bin/phpunit', join(tree, 'vendor/bin/phpunit'))
	writeFileSync(join(tree, 'vendor/phpunit/phpunit/composer.json'), '{}')
	writeFileSync(join(tree, 'vendor/autoload.php'), `<?php require_once '${AUTOLOAD}';\n`)
	const config = join(tree, 'config.php')
	const settings = `$CFG->phpunit_prefix = 'phpu_';\n$CFG->phpunit_dataroot = '${data}';\n`
	writeFileSync(config, readFileSync(config, 'utf8').replace('require_once(', () => `${settings}require_once(`))

	const php = (...args) =>
		execFileSync('runuser', ['-u', 'www-data', '--', 'env', 'HOME=/tmp', `LOCPATH=${locales}`, 'php', '-c', join(state, 'run/php.ini'), ...args], {
			cwd: tree,
			encoding: 'utf8',
			timeout: 300_000,
		})
	const util = 'admin/tool/phpunit/cli/util.php'
	php(util, '--drop')
	php(util, '--install')
	return (tests) =>
		php('vendor/bin/phpunit', '--bootstrap', 'lib/phpunit/bootstrap.php', '--no-configuration', '--do-not-cache-result', '--test-suffix', '_test.php', tests)
}
