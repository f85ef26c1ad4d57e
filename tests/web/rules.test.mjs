import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load } from './load.mjs'

const { diffLines, folded } = await load('lecturer/diff.ts')
const { changedMembers, check, tidy } = await load('lecturer/document.ts')
const { exhausted, isLow, newFrom, refillWhen, shownLimit } = await load('student/limits.ts')
const { problemKind } = await load('problem.ts')
const { deskEn } = await load('i18n/desk.en.ts')
const { de } = await load('i18n/de.ts')
const { en } = await load('i18n/en.ts')
const { Format } = await load('i18n/format.ts')

const { fromLocal, nextTime, toLocal } = await load('lecturer/zone.ts')

const f = new Format('en', en.span, 'Europe/Berlin')
const now = Date.parse('2026-11-19T13:48:00Z')
const limit = (more = {}) => ({
	level: 'activity',
	scope: 'user',
	metric: 'requests',
	window: 'day',
	limit: 20,
	used: 8,
	reserved: 0,
	remaining: 12,
	resets_at: '2026-11-19T23:00:00Z',
	...more,
})

test('differences: what was added and removed, in order', () => {
	const kinds = diffLines('a\nb\nc', 'a\nx\nc\nd').map((l) => `${l.kind[0]}${l.text}`)
	assert.deepEqual(kinds, ['sa', 'rb', 'ax', 'sc', 'ad'])
})
test('differences: applying them gives the new text back', () => {
	for (const [before, after] of [
		['', ''],
		['a', ''],
		['a\nb\nc\nd', 'b\nd\na'],
		['1\n2\n3\n4', '1\n3\n2\n4'],
	])
		assert.equal(
			diffLines(before, after)
				.filter((l) => l.kind !== 'removed')
				.map((l) => l.text)
				.join('\n'),
			after,
		)
})
test('differences: very long texts are told apart without comparing every pair', () => {
	const before = Array.from({ length: 5000 }, (_, n) => `line ${n}`).join('\n')
	const after = Array.from({ length: 5000 }, (_, n) => `other ${n}`).join('\n')
	assert.equal(diffLines(before, after).length, 10_000)
})
test('differences: long equal stretches become one line', () => {
	const before = Array.from({ length: 30 }, (_, n) => `${n}`).join('\n')
	const lines = folded(diffLines(before, `${before}\nnew`))
	assert.deepEqual(
		lines.map((l) => l.kind),
		['gap', 'same', 'same', 'added'],
	)
	assert.equal(lines[0].count, 28)
})

test('a document that says nothing new is not changed', () => {
	assert.deepEqual(changedMembers(tidy({ system_prompt: '', starters: [' '], quotas: [] }), tidy({})), [])
	assert.deepEqual(
		changedMembers({ quotas: [{ scope: 'user', value: 1 }] }, { quotas: [{ value: 1, scope: 'user' }] }),
		[],
	)
	assert.deepEqual(changedMembers({ temperature: 0.4 }, { temperature: 0.5, model: 'm' }), [
		'temperature',
		'model',
	])
})

for (const [what, document, fields] of [
	['a temperature above 2', { temperature: 2.1 }, ['/temperature']],
	['a temperature that is no number', { temperature: NaN }, ['/temperature']],
	['no room for an answer', { max_output_tokens: 0 }, ['/max_output_tokens']],
	[
		'an end before the beginning',
		{ open_from: '2026-11-20T00:00:00Z', open_until: '2026-11-19T00:00:00Z' },
		['/open_until'],
	],
	[
		'hours on no day that end before they begin',
		{ weekly: [{ days: [], from: '10:00', until: '09:00' }] },
		['/weekly/0/days', '/weekly/0/until'],
	],
	[
		'a negative limit',
		{ quotas: [{ scope: 'user', metric: 'requests', window: 'day', value: -1 }] },
		['/quotas/0/value'],
	],
	['a limit of 0', { quotas: [{ scope: 'user', metric: 'requests', window: 'day', value: 0 }] }, []],
	[
		'the same limit twice',
		{ quotas: [5, 6].map((value) => ({ scope: 'user', metric: 'requests', window: 'day', value })) },
		['/quotas/1/value'],
	],
	[
		'the same limit for two roles',
		{
			quotas: ['student', 'lecturer'].map((role) => ({
				scope: 'user',
				role,
				metric: 'requests',
				window: 'day',
				value: 5,
			})),
		},
		[],
	],
	['nothing', {}, []],
])
	test(`checking a document: ${what}`, () =>
		assert.deepEqual(
			check(document, deskEn).map((x) => x.field),
			fields,
		))

test("the meter shows one's own questions of the day, not the burst limit", () => {
	const shown = shownLimit([
		limit({ window: 'minute', limit: 4, remaining: 4 }),
		limit({ scope: 'course', metric: 'tokens', window: 'month', limit: 1e6, remaining: 5e5 }),
		limit(),
	])
	assert.equal(shown.window, 'day')
})
test('the meter shows what is nearly used up', () => {
	assert.equal(
		shownLimit([
			limit(),
			limit({ scope: 'course', metric: 'tokens', window: 'month', limit: 1e6, remaining: 1e4 }),
		]).metric,
		'tokens',
	)
})
test('of several empty limits the one that lasts longest is named', () => {
	const month = limit({ window: 'month', remaining: 0, resets_at: '2026-11-30T23:00:00Z' })
	assert.equal(exhausted([limit({ remaining: 0 }), month]), month)
	assert.equal(exhausted([limit()]), null)
	assert.equal(shownLimit([]), null)
})
test('amber begins at a tenth', () => {
	assert.equal(isLow(limit({ remaining: 2 })), true)
	assert.equal(isLow(limit({ remaining: 3 })), false)
})
for (const [name, words, one, another, twenty] of [
	[
		'English',
		en,
		'Your question for today is used',
		'The one question for this week is used',
		'Your 20 questions for today are used',
	],
	[
		'German',
		de,
		'Ihre Frage für heute ist verbraucht',
		'Die eine Frage für diese Woche ist verbraucht',
		'Ihre 20 Fragen für heute sind verbraucht',
	],
])
	test(`a limit of one question is told as one, in ${name}`, () => {
		const { limitTitle } = words.state
		assert.equal(limitTitle('requests', 'user', 'day', '1'), one)
		assert.equal(limitTitle('requests', 'course', 'week', '1'), another)
		assert.equal(limitTitle('requests', 'user', 'day', '20'), twenty)
	})
test('refills are told the way people say it', () => {
	assert.equal(refillWhen(limit(), en, f, now), 'at midnight')
	assert.equal(newFrom(limit(), en, f, now), 'from tonight at 00:00')
	assert.equal(refillWhen(limit({ resets_at: '2026-11-19T14:00:00Z' }), en, f, now), 'in 12 min')
	assert.equal(refillWhen(limit({ resets_at: '2026-11-22T23:00:00Z' }), en, f, now), 'on Monday')
	assert.equal(refillWhen(limit({ resets_at: '2026-11-30T23:00:00Z' }), en, f, now), 'on 1 December')
})

for (const [name, status, kind] of [
	['quota-exceeded', 429, 'quota'],
	['backend-busy', 503, 'busy'],
	['too-many-running', 429, 'running'],
	['backend-unavailable', 503, 'down'],
	['answer-broken', 502, 'down'],
	['question-too-long', 422, 'too_long'],
	['exam-locked', 403, 'gate'],
	['not-open-yet', 403, 'gate'],
	['closed', 403, 'gate'],
	['outside-hours', 403, 'gate'],
	['session-ended', 401, 'session'],
	['stale-version', 409, 'stale'],
	['forbidden', 403, 'forbidden'],
	['not-found', 404, 'gone'],
	['restarting', 503, 'other'],
	['store-unavailable', 503, 'other'],
	['model-unavailable', 409, 'model'],
	['policy-invalid', 422, 'field'],
	['party', 418, 'other'],
])
	test(`the problem ${name} is of the kind ${kind}`, () =>
		assert.equal(problemKind({ type: `/problems/${name}`, status }), kind))

for (const [what, wall, instant] of [
	['winter', '2027-01-31T23:59', '2027-01-31T22:59:00Z'],
	['summer', '2026-07-01T08:00', '2026-07-01T06:00:00Z'],
	['the hour after the clocks went forward', '2027-03-28T03:30', '2027-03-28T01:30:00Z'],
	['the day the clocks go back', '2026-10-25T12:00', '2026-10-25T11:00:00Z'],
	['midnight', '2026-11-21T00:00', '2026-11-20T23:00:00Z'],
])
	test(`dates of the university, on a device anywhere: ${what}`, () => {
		assert.equal(fromLocal(wall, 'Europe/Berlin'), instant)
		assert.equal(toLocal(instant, 'Europe/Berlin'), wall)
	})
test('an hour that the clocks skip moves forward, nothing is no date', () => {
	assert.equal(toLocal(fromLocal('2027-03-28T02:30', 'Europe/Berlin'), 'Europe/Berlin'), '2027-03-28T03:30')
	assert.equal(fromLocal('', 'Europe/Berlin'), undefined)
	assert.equal(toLocal('soon', 'Europe/Berlin'), '')
})

test('a time of the day is the next one', () => {
	const now = new Date(2026, 10, 21, 15, 30, 10)
	const at = (...parts) => new Date(2026, 10, ...parts).toISOString().replace('.000Z', 'Z')
	assert.equal(nextTime('16:00', now), at(21, 16, 0))
	assert.equal(nextTime('15:30', now), at(22, 15, 30))
	assert.equal(nextTime('00:00', now), at(22, 0, 0))
	assert.equal(nextTime('', now), undefined)
	assert.equal(nextTime('soon', now), undefined)
})
