// Feedback pages: what can be checked without a browser: comparing, marks, words, the judge.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load } from './load.mjs'

const { compareLevels, compareTexts, compareWords, likeness } = await load('feedback/compare.ts')
const { marksOf, paragraphs, stretches } = await load('feedback/marks.ts')
const { checkDocument, freshId, maxPoints, moved, pointsOf, tidyDocument, withLevel } =
	await load('feedback/rubric.ts')
const { Judge } = await load('feedback/judge.ts')
const { countWords, plainName } = await load('feedback/count.ts')
const { attemptMarkdown } = await load('feedback/markdown.ts')
const { leftWords, savedWords, when } = await load('feedback/when.ts')
const { feedbackEn } = await load('i18n/feedback.en.ts')
const { feedbackDe } = await load('i18n/feedback.de.ts')
const { en } = await load('i18n/en.ts')
const { de } = await load('i18n/de.ts')
const { Format } = await load('i18n/format.ts')

const f = new Format('en', en.span, 'Europe/Berlin')
const fDe = new Format('de', de.span, 'Europe/Berlin')
const level = (name, points) => ({ name, description: '', points })
const criterion = (id, names = ['none', 'some', 'all'], weight = 1) => ({
	id,
	name: `criterion ${id}`,
	description: '',
	weight,
	levels: names.map((name, n) => level(name, n)),
})
const feedback = (id, at, evidence = []) => ({ id, level: at, evidence, advice: 'a', next_step: 'n' })

const left = (rows) => rows.map((r) => r.pieces.filter((p) => p.kind !== 'added').map((p) => p.text).join(''))
const right = (rows) =>
	rows.map((r) => r.pieces.filter((p) => p.kind !== 'removed').map((p) => p.text).join(''))

test('compared words: both sides can be put together again', () => {
	for (const [a, b] of [
		['', ''],
		['one two', ''],
		['', 'one two'],
		['the mean is 6.4', 'the true mean is 6.4 minutes'],
		['a\nb c', 'a\nb  d'],
		['x \u2028 y', 'x z'],
	]) {
		const pieces = compareWords(a, b)
		const side = (not) => pieces.filter((p) => p.kind !== not).map((p) => p.text).join('')
		assert.equal(side('added'), a.replace('\u2028', ' '))
		assert.equal(side('removed'), b)
	}
})
test('compared words: only what changed is marked', () =>
	assert.deepEqual(compareWords('We took every guest', 'We asked every guest'), [
		{ kind: 'same', text: 'We ' },
		{ kind: 'removed', text: 'took ' },
		{ kind: 'added', text: 'asked ' },
		{ kind: 'same', text: 'every guest' },
	]))
test('compared texts: a paragraph in front does not tear the others apart', () => {
	const rows = compareTexts('first one here\n\nthe second', 'brand new words\n\nfirst one there\n\nthe second')
	assert.deepEqual(
		rows.map((r) => r.kind),
		['added', 'changed', 'same'],
	)
	assert.deepEqual(left(rows).filter(Boolean), ['first one here', 'the second'])
	assert.deepEqual(right(rows), ['brand new words', 'first one there', 'the second'])
})
test('compared texts: two that have nothing in common are told apart whole', () =>
	assert.deepEqual(
		compareTexts('apples and pears', 'entirely different').map((r) => r.kind),
		['removed', 'added'],
	))
test('compared texts: very many changed paragraphs are compared in order', () => {
	const long = (word) => Array.from({ length: 90 }, (_, n) => `${word} ${n} tail`).join('\n\n')
	const rows = compareTexts(long('left'), long('right'))
	assert.equal(rows.length, 90)
	assert.ok(rows.every((r) => r.kind === 'changed'))
})
test('compared code: line by line', () =>
	assert.deepEqual(
		compareTexts('a = 1\n\nb = 2\n', 'a = 1\n\nb = 3\n', true).map((r) => r.kind),
		['same', 'same', 'changed'],
	))
test('likeness: 1 for the same words in any order, 0 for none', () => {
	assert.equal(likeness('one two', 'two one'), 1)
	assert.equal(likeness('one', 'two'), 0)
})

test('levels: up, down, as before, and not compared when the levels were rewritten', () => {
	const rubric = ['a', 'b', 'c', 'd', 'e'].map((id) => criterion(id))
	const before = {
		criteria: [feedback('a', 0), feedback('b', 2), feedback('c', 1), feedback('d', 0)],
		rubric: rubric.map((c) => (c.id === 'd' ? criterion('d', ['other', 'names']) : c)),
	}
	const after = { criteria: ['a', 'b', 'c', 'd', 'e'].map((id) => feedback(id, 1)) }
	assert.deepEqual(
		compareLevels(before, after, rubric).map((c) => c.change),
		['up', 'down', 'same', 'unknown', 'unknown'],
	)
})

const evidence = (text, quote, kind = 'strength') => ({
	quote,
	kind,
	start: text.indexOf(quote),
	end: text.indexOf(quote) + quote.length,
})
test('marks are named after their criterion, whatever came first', () => {
	const text = 'one two three'
	const rubric = [criterion('a'), criterion('b')]
	const b = feedback('b', 1, [evidence(text, 'one'), evidence(text, 'two', 'work')])
	const names = (list) => marksOf(rubric, list).map((m) => m.label)
	assert.deepEqual(names([b]), ['2a', '2b'])
	assert.deepEqual(names([b, feedback('a', 0, [evidence(text, 'three')])]), ['1', '2a', '2b'])
})
test('stretches: put together they are the text, marks lie where they belong', () => {
	const text = 'First, second.\n\nThird and fourth 👩‍🎓 end.\n'
	const marks = [
		{ label: '1', criterion: 0, kind: 'strength', quote: 'second', ...evidence(text, 'second') },
		{ label: '2', criterion: 1, kind: 'work', ...evidence(text, 'second.\n\nThird') },
		{ label: '3', criterion: 2, kind: 'work', ...evidence(text, 'fourth 👩‍🎓') },
	]
	const parts = stretches(text, marks)
	assert.deepEqual(
		parts.map((p) => p.map((s) => s.text).join('')),
		['First, second.', 'Third and fourth 👩‍🎓 end.\n'],
	)
	const flat = parts.flat()
	for (const mark of marks) {
		const covered = flat.filter((s) => s.marks.includes(mark)).map((s) => s.text)
		assert.equal(covered.join(''), mark.quote.replace('\n\n', ''))
		assert.equal(flat.filter((s) => s.ends.includes(mark)).length, 1, 'its number stands once')
	}
	assert.equal(flat.find((s) => s.text === 'second').marks.length, 2)
})
test('marks: what lies outside the text, or is no place at all, is left out', () => {
	const bad = [
		[-1, 2],
		[2, 2],
		[3, 99],
		[NaN, 2],
		[0.5, 2],
		['0', 2],
	].map(([start, end], n) => ({ label: `${n}`, criterion: 0, kind: 'work', quote: '', start, end }))
	assert.deepEqual(
		stretches('short', bad).map((p) => p.map((s) => [s.text, s.marks.length])),
		[[['short', 0]]],
	)
})
test('a mark that ends in the gap between paragraphs has its number behind the first', () => {
	const text = 'one\n\ntwo'
	const mark = { label: '1', criterion: 0, kind: 'work', quote: '', start: 0, end: 4 }
	assert.equal(stretches(text, [mark])[0].at(-1).ends.length, 1)
})
test('paragraphs: blank lines part them; an empty text is one', () => {
	const cut = (text, code) => paragraphs(text, code).map(({ start, end }) => text.slice(start, end))
	assert.deepEqual(cut('a\nb\n\n \nc\r\n\r\nd'), ['a\nb', 'c', 'd'])
	assert.deepEqual(cut(''), [''])
	assert.deepEqual(cut('\n\na'), ['a'])
	assert.deepEqual(cut('a\n\nb', true), ['a', '', 'b'])
})

test('points: level times weight, rounded to two decimals', () => {
	const thirds = criterion('a', ['x', 'y'], 1 / 3)
	assert.equal(pointsOf(thirds, 1), 0.33)
	assert.equal(maxPoints([thirds, criterion('b')]), 2.33)
})
test('a rubric is edited: ids stay unique, levels rise, moves keep everything', () => {
	assert.equal(freshId([criterion('k2'), criterion('x')]), 'k3')
	assert.equal(freshId([criterion('k2')]), 'k3')
	assert.deepEqual(moved([1, 2, 3], 2, 0), [3, 1, 2])
	assert.deepEqual(moved([1, 2, 3], 0, -1), [1, 2, 3])
	assert.equal(withLevel([level('a', 0), level('b', 2)]).at(-1).points, 4)
	assert.equal(withLevel([]).at(-1).points, 0)
})
const document = (more = {}) => ({
	task: 'Write.',
	kind: 'essay',
	tone: 'neutral',
	attempts: 3,
	visibility: 'draft',
	rubric: { criteria: [criterion('a')] },
	...more,
})
for (const [what, doc, fields] of [
	['a whole one', document(), []],
	['no task', document({ task: ' ' }), ['/task']],
	['a task beyond the cap', document({ task: 'ä'.repeat(17000) }), ['/task']],
	['21 attempts', document({ attempts: 21 }), ['/attempts']],
	['half an attempt', document({ attempts: 1.5 }), ['/attempts']],
	['no criterion', document({ rubric: { criteria: [] } }), ['/rubric/criteria']],
	[
		'levels that do not rise',
		document({ rubric: { criteria: [{ ...criterion('a'), levels: [level('x', 2), level('y', 2)] }] } }),
		['/rubric/criteria/0/levels/1/points'],
	],
	[
		'a level without a name, points that are no number',
		document({ rubric: { criteria: [{ ...criterion('a'), levels: [level('', NaN), level('y', 1)] }] } }),
		['/rubric/criteria/0/levels/0/name', '/rubric/criteria/0/levels/0/points', '/rubric/criteria/0/levels/1/points'],
	],
	['nothing to win', document({ rubric: { criteria: [criterion('a', ['x', 'y'], 0)] } }), ['/rubric/criteria']],
])
	test(`an assignment is checked: ${what}`, () =>
		assert.deepEqual(
			checkDocument(doc).map((x) => x.field),
			fields,
		))
test('what says nothing is not sent', () =>
	assert.deepEqual(
		Object.keys(tidyDocument(document({ due: '', language: '', sample_solution: ' ' }))).sort(),
		['attempts', 'kind', 'rubric', 'task', 'tone', 'visibility'],
	))

test('words are counted, signs are not', () => {
	assert.equal(countWords(''), 0)
	assert.equal(countWords(' one – two\n\n3 ... Ünï'), 4)
})
test('a file name cannot turn the direction of writing', () =>
	assert.equal(plainName('a\u202efdp.exe\n'), 'a\ufffdfdp.exe\ufffd'))

test('times are said as people say them', () => {
	const now = Date.parse('2026-11-19T13:00:00Z')
	assert.equal(when('2026-11-19T15:20:00Z', feedbackEn, f, now), 'today, 16:20')
	assert.equal(when('2026-11-20T15:20:00Z', feedbackDe, fDe, now), 'morgen, 16:20\u00a0Uhr')
	assert.equal(when('2026-12-12T22:59:00Z', feedbackEn, f, now), 'Sat 12 Dec, 23:59')
	const saved = (saving, savedAt = null) => savedWords({ saving, savedAt, preview: false }, feedbackEn, f, now)
	assert.equal(saved('saved', '2026-11-19T13:02:00Z'), 'Saved 14:02')
	assert.equal(saved('saved', '2026-11-18T13:02:00Z'), 'Saved yesterday, 14:02')
	assert.match(saved('failed'), /no connection/)
	const work = {
		submission: { attempts_left: 1, assignment: { attempts: 3, due: '2026-12-12T22:59:00Z' } },
	}
	assert.equal(
		leftWords(work, feedbackEn, f, false, now),
		'1 of 3 attempts left, due Sat 12 Dec, 23:59',
	)
	assert.equal(
		leftWords(work, feedbackEn, f, true, Date.parse('2027-01-01')),
		'1 of 3 left, was due Sat 12 Dec, 23:59',
	)
})

test('an exported attempt: foreign words make no headings, links or fences of their own', () => {
	const text = 'plain\n```\n# not mine'
	const attempt = {
		number: 2,
		status: 'ready',
		handed_in_at: '2026-11-19T15:20:00Z',
		text,
		criteria: [{ ...feedback('a', 1, [evidence(text, 'plain')]), advice: '# big [x](javascript:y)' }],
	}
	const out = attemptMarkdown('Report <1>', attempt, [criterion('a')], feedbackEn, f)
	assert.match(out, /^# Report \\<1\\>\n/)
	assert.match(out, /\\# big \\\[x\\\]\(javascript:y\)/)
	assert.match(out, /\n````text\nplain\n```\n# not mine\n````\n$/)
	assert.match(out, /Level: \*\*some\*\*/)
	assert.match(out, /> plain/)
})

/* ---- the judge ---- */

function judging(connected = true) {
	const sent = []
	const heard = []
	const log = (what) => (...args) => heard.push([what, ...args])
	const state = { connected }
	const judge = new Judge(
		(message) => {
			if (state.connected) sent.push(message)
			return state.connected
		},
		Object.fromEntries(['queued', 'criterion', 'judged', 'failed', 'limits'].map((k) => [k, log(k)])),
	)
	return { judge, sent, heard, state }
}
const handIn = { request: 'r1', text: 'my text', files: [] }

test('judge: what could not be sent is sent with the connection, under the same id', () => {
	const { judge, sent, state } = judging(false)
	judge.submit(handIn)
	assert.equal(sent.length, 0)
	state.connected = true
	judge.ready()
	assert.deepEqual(sent, [{ type: 'submit', request: 'r1', text: 'my text' }])
	judge.ready()
	assert.equal(sent[1].request, 'r1', 'not admitted yet: once more')
})
test('judge: once admitted it is followed and never handed in again', () => {
	const { judge, sent } = judging()
	judge.submit(handIn)
	judge.receive({ type: 'queued', attempt: 'f1', request: 'r1', place: 2, wait_s: 9 })
	judge.ready()
	assert.deepEqual(sent.at(-1), { type: 'follow', attempt: 'f1' })
	assert.equal(judge.busy, true)
	judge.receive({ type: 'judged', attempt: 'f1', status: 'ready' })
	assert.equal(judge.busy, false)
	judge.ready()
	assert.equal(sent.length, 2)
})
test('judge: what is about other attempts, or comes after the end, is not heard', () => {
	const { judge, heard } = judging()
	judge.follow('f1')
	judge.follow('f1')
	judge.receive({ type: 'criterion', attempt: 'f2', index: 0, feedback: {} })
	judge.receive({ type: 'queued', attempt: 'f2', request: 'r9', place: 0, wait_s: 0 })
	judge.receive({ type: 'judged', attempt: 'f1', status: 'held', limits: [] })
	judge.receive({ type: 'judged', attempt: 'f1', status: 'ready' })
	assert.deepEqual(
		heard.map(([what]) => what),
		['limits', 'judged'],
	)
})
test('judge: a refusal names the request, a failure the attempt', () => {
	const { judge, heard } = judging()
	const problem = { type: '/problems/busy' }
	judge.submit(handIn)
	judge.receive({ type: 'failed', attempt: null, request: 'other', problem })
	assert.equal(heard.length, 0)
	judge.receive({ type: 'failed', attempt: null, request: 'r1', problem })
	assert.deepEqual(heard.at(-1), ['failed', 'r1', null, problem])
	judge.submit({ ...handIn, request: 'r2' })
	judge.receive({ type: 'queued', attempt: 'f2', request: 'r2', place: 0, wait_s: 0 })
	judge.receive({ type: 'failed', attempt: 'f2', request: '', problem })
	assert.deepEqual(heard.at(-1), ['failed', 'r2', 'f2', problem])
	assert.equal(judge.busy, false)
})
