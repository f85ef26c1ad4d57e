// What a running process has used: processor time and memory, from /proc.
import { readFileSync } from 'node:fs'

const TICKS_PER_S = 100 // Linux' USER_HZ
const PAGE_KIB = 4

export function usage(pid) {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
	const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
	return { cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_S, rssKib: pages * PAGE_KIB }
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

export function report(name, rows) {
	console.log(`\n${name}`)
	for (const [what, value, unit] of rows) console.log(`  ${what.padEnd(44)} ${value.toFixed(1).padStart(10)} ${unit}`)
}

/** `count` jobs, `parallel` at a time. */
export async function inParallel(count, parallel, job) {
	let next = 0
	const worker = async () => {
		while (next < count) await job(next++)
	}
	await Promise.all(Array.from({ length: parallel }, worker))
}
