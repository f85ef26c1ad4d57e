// What must be so after whatever happened: every request has one end, every counter is right.
import assert from 'node:assert/strict'
import { waitFor } from './process.mjs'

const PATIENT = { timeoutMs: 120_000, everyMs: 250 }

/** @param sql runs a statement on the store; yields its rows */
export async function checkBooks(kibridge, sql) {
	await waitFor('every reservation to be settled', async () => (await sql('SELECT 1 FROM reservation')).length === 0, PATIENT)
	await waitFor('no turn to run', async () => (await sql("SELECT 1 FROM turn WHERE status = 'running'")).length === 0, PATIENT)
	assert.deepEqual(await sql(`SELECT request, count(*) FROM ledger WHERE kind IN ('settle', 'release') GROUP BY request HAVING count(*) <> 1`), [], 'ended twice')
	assert.deepEqual(await sql(`SELECT request FROM ledger r WHERE kind = 'reserve' AND NOT EXISTS (SELECT 1 FROM ledger e WHERE e.request = r.request AND e.kind IN ('settle', 'release'))`), [], 'never ended')
	assert.deepEqual(await sql(`SELECT t.id FROM turn t WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.request = t.id AND l.kind = 'reserve')`), [], 'answered without a reservation')
	await kibridge.command('check', '--ledger')
}
