// Benchmarks written in C: built once more with optimisation, and run.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Yields its path. */
export function buildNative(program) {
	const quiet = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }
	execFileSync('cmake', ['-S', '.', '-B', 'build/bench', '-DCMAKE_BUILD_TYPE=RelWithDebInfo', '-DKIBRIDGE_TESTS=ON'], quiet)
	execFileSync('cmake', ['--build', 'build/bench', '-j2', '--target', program], quiet)
	return `${root}build/bench/${program}`
}

/** Yields what it printed, which is shown as well. */
export function runNative(program, ...args) {
	const text = execFileSync(buildNative(program), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
	process.stdout.write(text)
	return text
}
