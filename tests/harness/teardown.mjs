// Ends what a test started, all of it, and only then says what went wrong.
import { rmSync } from 'node:fs'

/** Each part has a stop() or is a folder's path; undefined parts never came to be. */
export async function endAll(...parts) {
	const failures = []
	for (const part of parts) {
		try {
			if (typeof part === 'string') rmSync(part, { recursive: true, force: true })
			else await part?.stop()
		} catch (error) {
			failures.push(error)
		}
	}
	if (failures.length) throw failures[0]
}
