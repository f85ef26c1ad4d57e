// Many prepared requests over connections that stay open (replay.c): little beside whom it asks, on a machine that
// both share.
import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildNative } from './native.mjs'

const native = buildNative('bench_replay')

/** Yields the seconds from the first request until the last answer; each must be 2xx or 3xx. We sleep meanwhile. */
export async function replay({ port, requests, atOnce, folder }) {
	const file = join(folder, 'requests')
	writeFileSync(file, requests.map((request) => `${Buffer.byteLength(request)}\n${request}`).join(''))
	const { stdout } = await promisify(execFile)(native, [port, atOnce, file].map(String))
	rmSync(file)
	return Number(stdout) / 1e9
}
