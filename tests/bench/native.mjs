// Benchmarks written in C: built once more with optimisation, and run.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export function runNative(program, ...args) {
	const quiet = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }
	execFileSync('cmake', ['-S', '.', '-B', 'build/bench', '-DCMAKE_BUILD_TYPE=RelWithDebInfo', '-DKIBRIDGE_TESTS=ON'], quiet)
	execFileSync('cmake', ['--build', 'build/bench', '-j2', '--target', program], quiet)
	execFileSync(`${root}/build/bench/${program}`, args, { stdio: 'inherit' })
}
