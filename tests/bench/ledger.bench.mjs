// The ledger alone, on SQLite: processor time per admitted and settled turn.
import { runNative } from './native.mjs'

runNative('bench_ledger')
