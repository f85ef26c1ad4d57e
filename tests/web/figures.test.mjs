// What the overview says of a course's figures.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load } from './load.mjs'

const { barsOf, change, finding, valueText } = await load('lecturer/figures.ts')
const { deskEn } = await load('i18n/desk.en.ts')
const { deskDe } = await load('i18n/desk.de.ts')
const { en } = await load('i18n/en.ts')
const { de } = await load('i18n/de.ts')
const { Format } = await load('i18n/format.ts')

const f = new Format('en', en.span, 'Europe/Berlin')
const g = new Format('de', de.span, 'Europe/Berlin')
const nothing = { questions: 0, input_tokens: 0, output_tokens: 0, students: 0, refused: 0, wait_s: null, few: false }
const day = (date, more) => ({ ...nothing, date, ...more })
const hour = (n, more) => ({
	hour: n,
	questions_percent: 0,
	input_tokens_percent: 0,
	output_tokens_percent: 0,
	refused_percent: 0,
	students: 0,
	wait_s: null,
	few: false,
	...more,
})
const usage = (days, hours = []) => ({ few: 5, days, hours })
const said = (of, measure, cut, d = deskEn, format = f) => finding(barsOf(of, measure, cut, d, format), measure, cut, d, format)

const week = usage([
	day('2026-11-16', { questions: 41, input_tokens: 900, output_tokens: 100, wait_s: 2 }),
	day('2026-11-17', { few: true }),
	day('2026-11-18', { questions: 323, input_tokens: 9000, output_tokens: 1000, wait_s: 20 }),
])

test('the finding names the least, the most and when', () => {
	assert.equal(said(week, 'questions', 'day'), 'Between 41 and 323 questions a day, most on 18 November.')
	assert.equal(said(week, 'tokens', 'day'), 'Between 1,000 and 10,000 tokens a day, most on 18 November.')
	assert.match(said(week, 'wait', 'day'), /within 20 seconds.*18 November/)
	assert.equal(
		said(week, 'questions', 'day', deskDe, g),
		'Zwischen 41 und 323 Fragen am Tag, die meisten am 18. November.',
	)
})

test('a day that is withheld is no day with nothing', () => {
	const bars = barsOf(week, 'questions', 'day', deskEn, f)
	assert.deepEqual(
		bars.map((b) => b.value),
		[41, null, 323],
	)
	assert.deepEqual(
		bars.map((b) => b.label),
		['16', '17', '18'],
	)
	const partly = usage([day('2026-11-16', { questions: 9, few: true })])
	assert.equal(barsOf(partly, 'questions', 'day', deskEn, f)[0].value, 9, 'what may be shown is')
})

test('without use there is a sentence, too', () => {
	assert.equal(said(usage([day('2026-11-16')]), 'questions', 'day'), deskEn.overview.chart.none.day)
	assert.equal(said(usage([], [hour(3)]), 'students', 'hour'), deskEn.overview.chart.none.hour)
})

test('hours are told as shares, students and waits as they are', () => {
	const of = usage([], [hour(14, { questions_percent: 12, students: 30, wait_s: 5 }), hour(15, { questions_percent: 14, students: 41, wait_s: 8 })])
	assert.equal(said(of, 'questions', 'hour'), 'Most questions come from 15:00 to 16:00: 14% of all.')
	assert.equal(said(of, 'students', 'hour'), 'Most students ask from 15:00 to 16:00: 41.')
	assert.match(said(of, 'wait', 'hour'), /15:00 to 16:00: up to 8 seconds/)
	assert.equal(valueText(14, 'questions', 'hour', g), '14\u00a0%')
})

test('a comparison needs something to compare with', () => {
	assert.equal(change(118, 100, deskEn, f), '18% more than before')
	assert.equal(change(75, 100, deskEn, f), '25% fewer than before')
	assert.equal(change(100, 100, deskEn, f), 'as many as before')
	assert.equal(change(7, 0, deskEn, f), '')
})
