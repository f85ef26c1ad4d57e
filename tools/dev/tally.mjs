// What a test run counted, from ctest's JUnit file or node's TAP file.
//   tally.mjs count FILE    prints "passed failed skipped"
//   tally.mjs failed FILE   prints the name of each failed test
import { readFileSync } from 'node:fs'

const [, , what, file] = process.argv
const text = readFileSync(file, 'utf8')
const run = file.endsWith('.xml') ? readCtest(text) : readTap(text)

if (what === 'count') console.log(run.passed, run.failed, run.skipped)
else if (run.names.length) console.log(run.names.join('\n'))

// A Check program prints `90%: Checks: 10, Failures: 1, Errors: 0` per suite and a line per failure;
// a program that prints no such line is one test.
function readCtest(xml) {
	const run = { passed: 0, failed: 0, skipped: 0, names: [] }
	for (const [, attributes, body] of xml.matchAll(/<testcase\s([^>]*)>([\s\S]*?)<\/testcase>/g)) {
		const name = /name="([^"]*)"/.exec(attributes)[1]
		const status = /status="([^"]*)"/.exec(attributes)[1]
		if (status === 'disabled' || status === 'notrun') {
			run.skipped++
			continue
		}
		const sums = [...body.matchAll(/Checks: (\d+), Failures: (\d+), Errors: (\d+)/g)]
		const checks = sums.reduce((sum, m) => sum + Number(m[1]), 0)
		let failed = sums.reduce((sum, m) => sum + Number(m[2]) + Number(m[3]), 0)
		if (status === 'fail' && failed === 0) failed = 1 // crashed, cut, or a leak at exit
		run.failed += failed
		run.passed += status === 'run' ? Math.max(checks, 1) - failed : Math.max(checks - failed, 0)
		for (const m of body.matchAll(/^\S+:\d+:[FE]:([^:]+:[^:]+)/gm)) run.names.push(`${name}: ${m[1]}`)
		if (failed && !run.names.some((n) => n.startsWith(`${name}:`))) run.names.push(name)
	}
	return run
}

function readTap(tap) {
	const sum = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0)
	const names = [...tap.matchAll(/^\s*not ok \d+ - (?!.*# (?:skip|todo))(.*)$/gim)].map((m) => m[1])
	if (!/^# tests \d+$/m.test(tap)) return { passed: 0, failed: 1, skipped: 0, names: ['no summary'] }
	return {
		passed: sum('pass'),
		failed: sum('fail') + sum('cancelled'),
		skipped: sum('skipped') + sum('todo'),
		names,
	}
}
