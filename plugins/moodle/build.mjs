// The AMD modules that Moodle serves, from the ES modules beside them: NAME/amd/src/*.js -> NAME/amd/build/*.min.js.
//   node plugins/moodle/build.mjs [--check]     --check: fails if a built file is not of its source
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

const here = import.meta.dirname
const { transformSync } = createRequire(join(here, '../../bridge/web/package.json'))('esbuild')
const check = process.argv.includes('--check')
let stale = 0

for (const source of globSync('*/amd/src/*.js', { cwd: here })) {
	const component = source.split('/')[0]
	const name = basename(source, '.js')
	const built = join(here, dirname(source), '../build', `${name}.min.js`)
	const text = amd(`${component}/${name}`, readFileSync(join(here, source), 'utf8'))
	if (!check) {
		mkdirSync(dirname(built), { recursive: true })
		writeFileSync(built, text)
	} else if (!existsSync(built) || readFileSync(built, 'utf8') !== text) {
		console.error(`${source}: the built file is not of this source; node plugins/moodle/build.mjs`)
		stale++
	}
}
process.exitCode = stale ? 1 : 0

// Our modules import nothing, so CommonJS inside a define() is all that is needed.
function amd(id, source) {
	const { code } = transformSync(source, { format: 'cjs', minify: true, target: 'es2020', legalComments: 'none' })
	return `define(${JSON.stringify(id)},["require","exports","module"],function(require,exports,module){${code.trim()}});\n`
}
