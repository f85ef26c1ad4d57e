// What Prometheus reads: complete, without a word about any person or course, and all that the
// dashboard of docs/grafana.json asks for.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { freePort, waitFor } from '../harness/process.mjs'
import { startScripted } from '../harness/scripted.mjs'
import { send } from '../harness/send.mjs'
import { endAll } from '../harness/teardown.mjs'
import { startUniversity } from '../harness/university.mjs'
import { enter, launch } from '../harness/visitor.mjs'

// Every name a label may have. A new one is added here by somebody who has thought about it.
const LABELS = ['backend', 'code', 'direction', 'exact', 'kept', 'le', 'level', 'metric', 'outcome', 'overflow', 'preview', 'reason', 'route', 'scope', 'service', 'status', 'table', 'version']
const dashboard = readFileSync(new URL('../../docs/grafana.json', import.meta.url), 'utf8')
let university, scripted, folder, port, page

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kibridge-scripted-'))
	scripted = await startScripted({ folder })
	port = await freePort()
	university = await startUniversity({ backends: { central: scripted.backend }, settings: { server: { metrics_listen: `127.0.0.1:${port}` } } })
	await live()
	page = await scrape()
})
after(() => endAll(university, scripted, folder))

const scrape = async () => (await send(`http://127.0.0.1:${port}/metrics`)).text

/** A little of everything, good and bad. */
async function live() {
	const lecturer = await enter(university, { person: 'lecturer' })
	await lecturer.setPolicy('course', { quotas: [{ scope: 'user', metric: 'requests', window: 'day', value: 2 }] })
	const student = await enter(university)
	await student.accept()
	const socket = await student.live()
	await socket.ask('What is a secret question?').end
	await scripted.next('usage:missing')
	await socket.ask('And another?').end
	assert.equal((await socket.ask('One too many.').end).type, 'failed')
	const key = (await lecturer.api('POST', 'keys', { name: 'plugin' })).json()
	const api = (path, body) => send(`${university.kibridge.url}/v1/${path}`, { headers: { authorization: `Bearer ${key.secret}` }, body: JSON.stringify(body), ca: university.tls.ca })
	await api('chat/completions', { model: 'echo', messages: [{ role: 'user', content: 'hi' }], user: 'somebody' })
	await api('embeddings', { model: 'echo', input: 'hi' })
	await launch(university, { fault: 'signature' }).catch(() => {})
	await student.api('GET', 'conversations/there-is-none')
	socket.close()
	await waitFor('the outbox to be looked at', async () => (await scrape()).includes('\nkibridge_outbox_waiting 0'), { timeoutMs: 60_000 })
}

const value = (name, labels = '') => Number(page.split('\n').find((line) => line.startsWith(`${name}${labels} `))?.split(' ').at(-1))

test('what happened is counted', () => {
	for (const [name, labels, expected] of [
		['kibridge_turns_total', '{status="done"}', 2],
		['kibridge_refusals_total', '{reason="quota-exceeded"}', 1],
		['kibridge_quota_refused_total', '{level="course",scope="user",metric="requests"}', 1],
		['kibridge_quota_admissions_total', '{outcome="granted"}', 4],
		['kibridge_quota_admissions_total', '{outcome="refused"}', 1],
		['kibridge_usage_estimated_total', '', 1],
		['kibridge_completions_total', '{outcome="ok"}', 1],
		['kibridge_embeddings_total', '{outcome="ok"}', 1],
		['kibridge_launches_total', '{outcome="ok"}', 2],
		['kibridge_backend_breaker', '{backend="central"}', 0],
		['kibridge_backend_up', '{backend="central"}', 1],
		['kibridge_queue_length', '', 0],
		['kibridge_outbox_waiting', '', 0],
		['kibridge_first_token_seconds_count', '', 2],
	])
		assert.equal(value(name, labels), expected, `${name}${labels} in\n${page}`)
	for (const name of ['kibridge_store_commit_seconds_count', 'kibridge_store_sync_seconds_count', 'kibridge_store_batch_count', 'kibridge_queue_wait_seconds_count'])
		assert.ok(value(name) > 0, name)
	assert.ok(value('kibridge_store_writes_total', '{outcome="ok"}') > 0)
})

test('no label holds a person, a course or anything they wrote', async () => {
	const labels = [...page.matchAll(/^\w+\{(.*)\} /gm)].flatMap(([, list]) => [...list.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, text]) => [name, text]))
	assert.ok(labels.length > 50)
	assert.deepEqual([...new Set(labels.map(([name]) => name))].filter((name) => !LABELS.includes(name)), [])
	const told = ['Mia', 'Sommer', 'Anna', 'Kühn', 'example.edu', 'secret', 'question', 'somebody', 'plugin', 'lms.test', 'there-is-none', university.platform.course.title, university.platform.course.label]
	for (const [name, text] of labels) {
		for (const word of told) assert.ok(!text.includes(word), `${name}="${text}"`)
		if (name !== 'route') assert.ok(!/[A-Za-z0-9_-]{22}/.test(text), `${name}="${text}" looks like an id`)
	}
})

test('every metric of the dashboard exists', () => {
	const known = new Set([...page.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name, kind]) => (kind === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name])))
	const asked = [...new Set(dashboard.match(/kibridge_\w+/g))]
	assert.ok(asked.length > 25)
	assert.deepEqual(asked.filter((name) => !known.has(name)), [])
})

test('the dashboard asks by labels that exist', () => {
	const byName = new Map()
	for (const [, name, list] of page.matchAll(/^(kibridge_\w+)\{(.*)\} /gm)) byName.set(name, [...list.matchAll(/(\w+)="/g)].map(([, label]) => label))
	for (const { targets = [] } of JSON.parse(dashboard).panels)
		for (const { expr, legendFormat } of targets) {
			const [, by] = /by \(([^)]*)\)/.exec(expr) ?? []
			const [metric] = /kibridge_\w+/.exec(expr)
			const given = byName.get(metric)
			for (const label of by?.split(/,\s*/) ?? []) if (given) assert.ok(given.includes(label), `${metric} has no ${label}`)
			for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) assert.ok(by?.includes(label), `${legendFormat} without by (${label})`)
		}
})
