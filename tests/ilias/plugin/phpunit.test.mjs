// The plugin's own tests, of everything that needs no ILIAS.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const here = dirname(fileURLToPath(import.meta.url))

test("the plugin's classes, by PHPUnit", { skip: existsSync('/usr/bin/phpunit') ? false : 'needs phpunit' }, async () => {
	await run('/usr/bin/phpunit', ['-c', join(here, '../phpunit.xml')]).catch(({ stdout, stderr }) => {
		throw new Error(stdout + stderr)
	})
})
