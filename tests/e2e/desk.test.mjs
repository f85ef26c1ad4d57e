// The lecturer's desk on the real service: what students did shows there as far as it may.
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startScripted } from '../harness/scripted.mjs'
import { endAll } from '../harness/teardown.mjs'
import { startUniversity } from '../harness/university.mjs'
import { enter } from '../harness/visitor.mjs'

const STUDENTS = [1, 2, 3, 4, 5].map((n) => `student-${n}`)
let university, scripted, lecturer, folder
const students = []

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kibridge-desk-'))
	scripted = await startScripted({ folder })
	university = await startUniversity({ backends: { central: scripted.backend } })
	await scripted.always('words:5:1')
	lecturer = await enter(university, { person: 'lecturer' })
	const { document, version } = await lecturer.get('policies/course')
	const quotas = [{ scope: 'user', metric: 'requests', window: 'day', value: 1 }]
	const stored = await lecturer.api('PUT', 'policies/course', { document: { ...document, quotas }, base_version: version })
	assert.equal(stored.status, 200, stored.text)
})
after(async () => {
	for (const { live } of students) live.close()
	await endAll(university, scripted, folder)
})

async function comes(person) {
	const visitor = await enter(university, { person })
	await visitor.accept()
	const live = await visitor.live()
	students.push({ visitor, live })
	const asked = live.ask('What is recursion?')
	const end = await asked.end
	assert.equal(end.type, 'done', JSON.stringify(end))
	return { visitor, live, turn: end.turn }
}

test('what few students did is withheld, what five did is told, refusals are counted', async () => {
	for (const person of STUDENTS.slice(0, 4)) await comes(person)
	const few = await lecturer.get('usage?span=7')
	assert.equal(few.total.questions, 0)
	assert.equal(few.days.at(-1).few, true)

	await comes(STUDENTS[4])
	for (const { live } of students) {
		const refused = await live.ask('And once more?').end
		assert.match(refused.problem.type, /quota-exceeded$/)
	}
	const five = await lecturer.get('usage?span=7')
	assert.equal(five.total.questions, 5)
	assert.equal(five.total.students, 5)
	assert.equal(five.total.refused, 5)
	assert.equal(five.total.refused_by.limit, 5)
	assert.ok(five.total.wait_s >= 1, 'waiting times are kept')
	assert.equal(five.activities.reduce((n, a) => n + a.questions, 0), 5)
	const csv = await lecturer.api('GET', 'usage?span=7&format=csv')
	assert.match(csv.headers['content-type'], /text\/csv/)
	assert.equal(csv.text.trim().split('\r\n').length, 1 + 7 * five.activities.length)
})

test('who is at the limit is granted more by the name they have here', async () => {
	const { people } = await lecturer.get('near-limit')
	assert.equal(people.length, 5)
	assert.match(people[0].name, /^[2-9A-Z]{4}$/)
	const granted = await lecturer.api('POST', 'grants', {
		person: people[0].person,
		metric: people[0].metric,
		window: people[0].window,
		amount: 1,
		until: people[0].resets_at,
	})
	assert.equal(granted.status, 201, granted.text)
	const after = (await lecturer.get('near-limit')).people
	assert.ok(!after.some((p) => p.person === people[0].person), 'one of two used is not near')
})

test('a report reaches the lecturer, its answer only if the student wished', async () => {
	const [{ visitor }] = students
	const [{ id }] = (await visitor.get('conversations')).conversations
	const [turn] = (await visitor.get(`conversations/${id}`)).turns
	assert.equal((await visitor.api('PUT', `turns/${turn.id}/rating`, { rating: 'up' })).status, 204)
	assert.equal((await visitor.api('POST', `turns/${turn.id}/report`, { reason: 'wrong', note: 'No.' })).status, 204)
	const told = (await visitor.get(`conversations/${id}`)).turns[0]
	assert.equal(told.rating, 'up')
	assert.equal(told.reported, true)

	const { reports } = await lecturer.get('reports')
	assert.equal(reports.length, 1)
	assert.equal((await lecturer.get(`reports/${turn.id}`)).answer, null)
	await visitor.api('POST', `turns/${turn.id}/report`, { reason: 'wrong', note: 'No.', show: true })
	assert.equal((await lecturer.get(`reports/${turn.id}`)).question, 'What is recursion?')
	assert.equal((await visitor.api('GET', 'reports')).status, 403, 'students read no reports')
})

test('words in answers are found by their owner alone', async () => {
	const [{ visitor }, other] = students
	assert.equal((await visitor.get('conversations?search=RECURSION')).conversations.length, 1)
	assert.equal((await visitor.get('conversations?search=induction')).conversations.length, 0)
	await other.visitor.api('DELETE', 'me/data')
	assert.equal((await other.visitor.get('conversations?search=recursion')).conversations.length, 0)
})
