// A feedback activity for a test: placed by deep link, its assignment saved, handed in to.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readForm, send } from './send.mjs'
import { beginLaunch, enter, finishLaunch } from './visitor.mjs'

const level = (name, points) => ({ name, description: `${name}, in a sentence.`, points })
/** Two criteria; the scripted judge looks for the words "claim" and "source". */
export const RUBRIC = {
	criteria: [
		{ id: 'claim', name: 'Claim', description: 'Is there a claim?', weight: 2, levels: [level('None', 0), level('One', 2), level('Several', 4)] },
		{ id: 'source', name: 'Source', description: '', weight: 1, levels: [level('None', 0), level('One', 1), level('Several', 2)] },
	],
}
export const DOCUMENT = { task: 'Write about the sea.', kind: 'essay', tone: 'neutral', attempts: 3, visibility: 'formative', rubric: RUBRIC }

/** A lecturer places it; yields the activity's id in the LMS. */
export async function placeFeedback(place, { title = 'Essay', graded = false } = {}) {
	const form = await finishLaunch(place, await beginLaunch(place, { deep_linking: '1', person: 'lecturer' }))
	assert.equal(form.status, 200, form.text)
	const choice = readForm(form.text)
	const fields = { ...choice.fields, do: 'add', kind: 'feedback', title, preset: '' }
	const grade = graded ? { graded_feedback: '1', maximum: '10', label: title } : {}
	if (!graded) delete fields.graded_feedback
	const answer = await send(choice.action, { form: { ...fields, ...grade }, ca: place.tls.ca })
	assert.equal(answer.status, 200, answer.text)
	const back = readForm(answer.text)
	await send(back.action, { form: back.fields, ca: place.tls.ca })
	return place.platform.journal.findLast((entry) => entry.event === 'deep-linking').added[0].id
}

/** The lecturer with the assignment saved. */
export async function assign(place, activity, change = {}) {
	const lecturer = await enter(place, { person: 'lecturer', activity })
	const { version } = await lecturer.get('assignment')
	const saved = await lecturer.api('PUT', 'assignment', { document: { ...DOCUMENT, ...change }, base_version: version })
	assert.equal(saved.status, 200, saved.text)
	return lecturer
}

/** A student who has read the notice. */
export async function student(place, activity, person = 'student') {
	const visitor = await enter(place, { person, activity })
	assert.equal((await visitor.accept()).status, 204)
	return visitor
}

/** Hands in; `end` is `judged` or `failed`. */
export function submit(live, text, rest = {}) {
	const request = rest.request ?? randomBytes(12).toString('hex')
	live.say({ type: 'submit', request, text, ...rest })
	const of = (type) => (message) => message.type === type && message.request === request
	const queued = live.next('queued', of('queued'), 60_000)
	queued.catch(() => {})
	const judged = queued.then(({ attempt }) =>
		live.next('judged', (message) => message.type === 'judged' && message.attempt === attempt, 120_000))
	const failed = live.next('failed', of('failed'), 120_000)
	const end = Promise.race([judged, failed])
	for (const one of [judged, failed, end]) one.catch(() => {})
	return { request, queued, end }
}
