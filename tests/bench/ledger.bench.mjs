// The ledger alone, on SQLite: processor time per admitted and settled turn, beside SQLite's own share.
import { aim } from './measure.mjs'
import { runNative } from './native.mjs'

const ratios = []
const times = []
const bounds = []
for (let round = 0; round < 3; round++) {
	const [ours, peer, bound] = runNative('bench_ledger').trimEnd().split('\n').at(-1).split(' ').map(Number)
	times.push(ours)
	ratios.push(ours / peer)
	bounds.push(bound)
}
const least = (values) => Math.min(...values) // the neighbours only ever add
aim('a turn admitted and settled, 16 to a commit', least(times), { most: 10, unit: 'µs' })
aim('the least of it by SQLite alone: one limit, no history', least(bounds), { most: 10, unit: 'µs' })
aim('a turn admitted and settled, of SQLite alone', least(ratios), { most: 3, unit: 'times' })
