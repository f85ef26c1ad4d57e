// A store that was used for a year: how long a write waits beside its daily upkeep, on SQLite.
import { aim } from './measure.mjs'
import { runNative } from './native.mjs'

const [, day, midnight] = runNative('bench_age').trimEnd().split('\n').at(-1).split(' ').map(Number)
aim("a write beside a day's retention, the longest", day, { most: 100, unit: 'ms' })
aim('a write while the counters of a day are forgotten, the longest', midnight, { most: 100, unit: 'ms' })
