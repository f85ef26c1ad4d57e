// Feedback activities over the API and the live socket: handed in, judged, released, graded.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { DOCUMENT, assign, placeFeedback, student, submit } from '../harness/feedback.mjs'
import { waitFor } from '../harness/process.mjs'
import { startScripted } from '../harness/scripted.mjs'
import { send } from '../harness/send.mjs'
import { endAll } from '../harness/teardown.mjs'
import { startUniversity } from '../harness/university.mjs'
import { enter } from '../harness/visitor.mjs'

const WORK = 'The claim is that the sea is deep. A source says so: the atlas. Another claim is that it is blue.'

let university, scripted, folder

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kibridge-judge-'))
	scripted = await startScripted({ folder, models: ['judge'], backend: { max_in_flight: '4' } })
	university = await startUniversity({ backends: { central: scripted.backend }, profile: 'moodle' })
})
after(() => endAll(university, scripted, folder))

const place = async (change, options) => {
	const activity = await placeFeedback(university, options)
	return { activity, lecturer: await assign(university, activity, change) }
}
const criteria = (live, attempt) => live.messages.filter((message) => message.type === 'criterion' && message.attempt === attempt)

test('formative feedback streams criterion by criterion, with quotations that are there', async () => {
	const { activity } = await place({ sample_solution: 'The secret is the Mariana Trench, eleven kilometres deep.' })
	const visitor = await student(university, activity)
	const { assignment, attempts_left } = await visitor.get('submission')
	assert.equal(assignment.task, DOCUMENT.task)
	assert.equal(assignment.sample_solution, undefined)
	assert.equal(attempts_left, 3)

	const live = await visitor.live()
	const handed = submit(live, WORK)
	const { attempt } = await handed.queued
	const judged = await handed.end
	assert.equal(judged.type, 'judged', JSON.stringify(judged))
	assert.equal(judged.status, 'ready')
	const told = criteria(live, attempt)
	assert.deepEqual(told.map(({ index }) => index).sort(), [0, 1])
	const [claim] = told.filter(({ index }) => index === 0).map(({ feedback }) => feedback)
	assert.deepEqual([claim.level, claim.points], [2, 8])
	for (const { quote, start, end } of claim.evidence) assert.equal(WORK.slice(start, end), quote)

	const whole = await visitor.get(`submission/attempts/${attempt}`)
	assert.equal(whole.text, WORK)
	assert.equal(whole.criteria.length, 2)
	assert.equal(whole.rubric.length, 2)
	assert.equal(whole.points, null)
	const receipt = JSON.stringify(await visitor.get(`submission/attempts/${attempt}/receipt`))
	assert.match(receipt, /Write about the sea/)
	for (const secret of ['Mia', 'Sommer', 'example.edu', 'Mariana', university.platform.issuer])
		assert.ok(!receipt.includes(secret), `${secret} is in the receipt`)
	const sent = JSON.stringify((await scripted.log()).requests.at(-1).body)
	for (const secret of ['Mia', 'Sommer', 'example.edu', university.platform.issuer]) assert.ok(!sent.includes(secret), `${secret} was sent`)
	assert.match(sent, /Mariana/)
	assert.equal((await visitor.get('submission')).attempts_left, 2)
	live.close()
})

test('a draft is held, released by a human, graded, and corrected with a newer time', async () => {
	const { activity, lecturer } = await place({ visibility: 'draft' }, { graded: true, title: 'Graded' })
	const visitor = await student(university, activity)
	assert.equal((await visitor.get('submission')).assignment.scored, true)
	const live = await visitor.live()
	const handed = submit(live, WORK)
	const { attempt } = await handed.queued
	const judged = await handed.end
	assert.equal(judged.status, 'held')
	assert.equal(judged.summary, null)
	assert.equal(criteria(live, attempt).length, 0)
	const hidden = await visitor.get(`submission/attempts/${attempt}`)
	assert.deepEqual([hidden.criteria, hidden.summary, hidden.points], [[], '', null])

	const table = await lecturer.get('feedback?filter=open')
	assert.equal(table.scored, true)
	assert.equal(table.rows.length, 1)
	assert.deepEqual([table.rows[0].state, table.rows[0].draft_points], ['draft', 9])
	assert.equal(table.rows[0].student.name, 'Mia Sommer')
	assert.equal(university.platform.grades.scores.length, 0, 'nothing goes to the LMS before release')

	const one = await lecturer.get(`feedback/${attempt}`)
	const edits = one.criteria.map(({ id, level, points, advice, next_step }) => ({ id, level, points, advice, next_step }))
	edits[0] = { ...edits[0], level: 1, points: 5, advice: 'Better than it looks.' }
	const edit = (base_revision) => lecturer.api('PUT', `feedback/${attempt}`, { criteria: edits, summary: 'Well done.', base_revision })
	const edited = await edit(one.revision)
	assert.equal(edited.status, 200, edited.text)
	assert.equal(edited.json().points, 6)
	assert.equal((await edit(one.revision)).status, 409)

	const release = () => lecturer.api('POST', 'feedback/release', { ids: [attempt] })
	assert.deepEqual((await release()).json(), { released: [attempt], refused: [] })
	const score = (n) => waitFor(`score ${n}`, () => university.platform.grades.scores.length === n && university.platform.grades.scores.at(-1), { timeoutMs: 40_000 })
	const first = await score(1)
	assert.deepEqual([first.scoreGiven, first.scoreMaximum, first.gradingProgress], [6, 10, 'FullyGraded'])
	assert.match(first.comment, /Well done\.[\s\S]*Better than it looks\./)
	const shown = await visitor.get(`submission/attempts/${attempt}`)
	assert.deepEqual([shown.status, shown.points, shown.criteria[0].advice], ['released', 6, 'Better than it looks.'])
	await waitFor('the row to say so', async () => (await lecturer.get('feedback')).rows[0].state === 'sent')

	edits[0].points = 7
	assert.equal((await edit(one.revision + 1)).status, 200)
	assert.equal((await visitor.get(`submission/attempts/${attempt}`)).status, 'held', 'a correction waits for release again')
	assert.deepEqual((await release()).json().released, [attempt])
	const second = await score(2)
	assert.equal(second.scoreGiven, 8)
	assert.ok(Date.parse(second.timestamp) > Date.parse(first.timestamp))
	const { history, grade } = await lecturer.get(`feedback/${attempt}`)
	for (const what of ['handed-in', 'judged', 'opened', 'edited', 'released'])
		assert.ok(history.some((event) => event.what === what), `${what} is missing`)
	assert.ok(['sent', 'waiting'].includes(grade.status))
	const csv = await lecturer.api('GET', 'feedback/export.csv')
	assert.match(csv.text, /"Mia Sommer",1,/)
	live.close()
})

test('a review from the gradebook shows exactly that student', async () => {
	const { activity } = await place({ visibility: 'draft' }, { graded: true, title: 'Reviewed' })
	const ids = {}
	for (const person of ['student', 'student2']) {
		const live = await (await student(university, activity, person)).live()
		const handed = submit(live, WORK)
		ids[person] = (await handed.queued).attempt
		await handed.end
		live.close()
	}
	const reviewer = await enter(university, { person: 'lecturer', activity, message: 'review', of: 'student2' })
	const { review } = await reviewer.get('me')
	assert.equal(review.name, "Jonas O'Neill")
	const { rows } = await reviewer.get(`feedback?person=${review.person}`)
	assert.deepEqual(rows.map((row) => row.id), [ids.student2])
	assert.equal((await reviewer.api('GET', `feedback/${ids.student}`)).status, 404)
	assert.deepEqual((await reviewer.api('POST', 'feedback/release', { ids: [ids.student] })).json().refused.map(({ reason }) => reason), ['gone'])
	const own = await enter(university, { person: 'student', activity, message: 'review', of: 'student' })
	assert.equal((await own.get('me')).review.name, null)
	assert.equal((await own.get('submission')).attempts.length, 1)
})

test('files are read for the student to confirm, and a bad one uses up nothing', async () => {
	const { activity } = await place()
	const visitor = await student(university, activity)
	const upload = (name, body) => send(`${university.kibridge.url}/api/v1/submission/files?name=${name}`,
		{ method: 'POST', body, headers: { authorization: `Bearer ${visitor.token}` }, ca: university.tls.ca })
	const read = await upload('essay.md', `# Essay\n\n${WORK}\n`)
	assert.equal(read.status, 200, read.text)
	const { file } = read.json()
	assert.match(file.text, /The claim is/)
	const bad = await upload('essay.pdf', 'This is no PDF.')
	assert.equal(bad.status, 422)
	assert.match(bad.json().type, /^\/problems\/file-/)
	assert.equal((await visitor.get('submission')).attempts_left, 3)
	const live = await visitor.live()
	const handed = submit(live, file.text, { files: [file.id] })
	const { attempt } = await handed.queued
	assert.equal((await handed.end).type, 'judged')
	assert.deepEqual((await visitor.get(`submission/attempts/${attempt}`)).files, ['essay.md'])
	assert.doesNotMatch(JSON.stringify((await scripted.log()).requests.at(-1).body), /essay\.md/)
	assert.equal((await submit(live, WORK, { files: [file.id] }).end).problem.type, '/problems/file-gone')
	live.close()
})

test('no text of the injection set changes a level, and each attack is a suspicion', async () => {
	const texts = JSON.parse(readFileSync(new URL('../vectors/injection/texts.json', import.meta.url)))
	const { activity, lecturer } = await place({ visibility: 'draft', attempts: 1 })
	const chosen = texts.filter(({ kind }) => kind === 'attack')
	assert.ok(chosen.length >= 43)
	const unreported = []
	await Promise.all(chosen.map(async ({ language, what, text, expected }, i) => {
		const live = await (await student(university, activity, `student-${900 + i}`)).live()
		const honest = 'The claim is short. '
		const handed = submit(live, honest + text)
		const { attempt } = await handed.queued
		assert.equal((await handed.end).type, 'judged')
		live.close()
		const words = (word) => Math.min(2, (honest + text).toLowerCase().split(word).length - 1)
		const { criteria: found, suspicions } = await lecturer.get(`feedback/${attempt}`)
		assert.deepEqual(found.map(({ level }) => level), [words('claim'), words('source')], text)
		assert.ok(expected.every((reason) => suspicions.some((one) => one.reason === reason)), `${language}, ${what}`)
		if (!suspicions.length) unreported.push(what)
	}))
	assert.deepEqual(unreported, [])
})

test('a left out criterion is asked for once more; an invented quotation is dropped and counted', async () => {
	const { activity } = await place()
	const live = await (await student(university, activity)).live()
	await scripted.next('judge:skip:source', 'judge')
	const judged = await submit(live, WORK).end
	assert.equal(judged.status, 'ready')
	await scripted.next('judge:invent')
	const second = await submit(live, WORK).end
	assert.deepEqual([second.quotes.kept, second.quotes.dropped], [2, 2])
	await scripted.next('echo', 'echo')
	const failed = await submit(live, WORK).end
	assert.equal(failed.problem.type, '/problems/answer-incomplete')
	live.close()
})

test('a follow-up question is about the feedback, and carries its attempt', async () => {
	const { activity } = await place({ sample_solution: 'The secret is the Mariana Trench, eleven kilometres deep.' })
	const visitor = await student(university, activity)
	const live = await visitor.live()
	const { attempt } = await submit(live, WORK).queued
	await live.next('judged', (message) => message.type === 'judged' && message.attempt === attempt)
	await scripted.next('echo')
	const { conversation } = await live.ask('Why is there no second source?', { attempt }).queued
	const { conversations } = await visitor.get('conversations')
	assert.equal(conversations.find(({ id }) => id === conversation).attempt, attempt)
	const sent = JSON.stringify((await scripted.log()).requests.at(-1).body)
	assert.match(sent, /the sea is deep/)
	assert.doesNotMatch(sent, /Mariana/)
	assert.equal((await live.ask('Just chatting').end).problem.type, '/problems/no-activity')
	live.close()
})
