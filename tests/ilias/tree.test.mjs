// The plugin and the source of a real ILIAS: ./dev test ilias DIR. DIR is a source tree of ILIAS 8 to 11, with or
// without its libraries.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const tree = process.env.LMS_DIR ?? ''
const script = join(dirname(fileURLToPath(import.meta.url)), 'php/tree.php')
const skip = ['ilias.php', 'public/ilias.php'].some((file) => existsSync(join(tree, file))) ? false : `${tree || 'no DIR'} is no source tree of ILIAS`

test('the plugin fits this ILIAS: its classes, and every method it calls', { skip }, async (t) => {
	const { stdout } = await run('php', ['-d', 'memory_limit=1G', script, tree]).catch(({ stdout, stderr }) => {
		throw new Error(stdout + stderr)
	})
	assert.match(stdout, /^ok /)
	t.diagnostic(`started as ILIAS ${stdout.slice(3).trim()}`)
})
