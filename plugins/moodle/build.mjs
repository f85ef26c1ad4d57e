// The AMD modules that Moodle serves, from the ES modules beside them: NAME/amd/src/*.js -> NAME/amd/build/*.min.js.
//   node plugins/moodle/build.mjs [--check]     --check: fails if a built file is not of its source
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const { transformSync } = createRequire(join(here, '../../bridge/web/package.json'))('esbuild')
const check = process.argv.includes('--check')
let stale = 0

for (const { component, name, source } of modules()) {
	const folder = join(here, component, 'amd/build')
	const built = join(folder, `${name}.min.js`)
	const text = amd(`${component}/${name}`, readFileSync(source, 'utf8'))
	if (!check) {
		mkdirSync(folder, { recursive: true })
		writeFileSync(built, text)
	} else if (!existsSync(built) || readFileSync(built, 'utf8') !== text) {
		console.error(`${source}: the built file is not of this source; node plugins/moodle/build.mjs`)
		stale++
	}
}
process.exitCode = stale ? 1 : 0

function modules() {
	const folders = readdirSync(here).map((component) => ({ component, folder: join(here, component, 'amd/src') }))
	return folders
		.filter(({ folder }) => existsSync(folder))
		.flatMap(({ component, folder }) =>
			readdirSync(folder).map((file) => ({ component, name: file.replace(/\.js$/, ''), source: join(folder, file) })))
}

// Our modules import nothing, so CommonJS inside a define() is all that is needed.
function amd(id, source) {
	const { code } = transformSync(source, { format: 'cjs', minify: true, target: 'es2020', legalComments: 'none' })
	return `define(${JSON.stringify(id)},["require","exports","module"],function(require,exports,module){${code.trim()}});\n`
}
