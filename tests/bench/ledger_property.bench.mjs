// Eight processes at one PostgreSQL, 100,000 requests: how fast, and is every limit kept?
import { runNative } from './native.mjs'

runNative('bench_ledger_property', '100000')
