// What a running process has used: processor time and memory, from /proc.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'

const PAGE_KIB = 4

/** Processor time of all threads in ms (to the nanosecond), memory in KiB. */
export function usage(pid) {
	const threads = readdirSync(`/proc/${pid}/task`).map((tid) => readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'utf8'))
	const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
	return { cpuMs: threads.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0) / 1e6, rssKib: pages * PAGE_KIB }
}

/** Runs `work` and says what it took: wall and processor time of `pid`, memory before and after. */
export async function measure(pid, work) {
	const before = usage(pid)
	const start = performance.now()
	const result = await work()
	const wallMs = performance.now() - start
	const after = usage(pid)
	return { result, wallMs, cpuMs: after.cpuMs - before.cpuMs, rssKib: after.rssKib, grownKib: after.rssKib - before.rssKib }
}

export function percentile(values, share) {
	const sorted = values.toSorted((a, b) => a - b)
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}

export const median = (values) => percentile(values, 0.5)

/** Median, least and most, as report() takes them. */
export const spread = (values) => [median(values), Math.min(...values), Math.max(...values)]

/** One line of the summary that ./dev bench prints at the end: what was aimed at and what came out. */
export function aim(what, value, { most, least, unit }) {
	const met = most === undefined ? value >= least : value <= most
	const wanted = most === undefined ? `at least ${least}` : `at most ${most}`
	const line = `  ${what.padEnd(58)} ${value.toFixed(2).padStart(8)} ${unit.padEnd(6)} ${wanted.padEnd(14)} ${met ? 'met' : 'not met'}\n`
	if (process.env.BENCH_SUMMARY) appendFileSync(process.env.BENCH_SUMMARY, line)
	else process.stdout.write(line)
}

/** Rows are [what, value, unit] or [what, median, least, most, unit]. */
export function report(name, rows) {
	console.log(`\n${name}`)
	for (const [what, value, ...rest] of rows) {
		const unit = rest.at(-1)
		const range = rest.length > 1 ? ` (${rest[0].toFixed(1)} to ${rest[1].toFixed(1)})` : ''
		console.log(`  ${what.padEnd(44)} ${value.toFixed(1).padStart(10)} ${unit}${range}`)
	}
}

/** `count` jobs, `parallel` at a time. */
export async function inParallel(count, parallel, job) {
	let next = 0
	const worker = async () => {
		while (next < count) await job(next++)
	}
	await Promise.all(Array.from({ length: parallel }, worker))
}
