import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { load, web, webRequire } from './load.mjs'

const { en } = await load('i18n/en.ts')
const { de } = await load('i18n/de.ts')
const { deskEn } = await load('i18n/desk.en.ts')
const { deskDe } = await load('i18n/desk.de.ts')
const { scoresEn } = await load('i18n/scores.en.ts')
const { scoresDe } = await load('i18n/scores.de.ts')
const { feedbackEn } = await load('i18n/feedback.en.ts')
const { feedbackDe } = await load('i18n/feedback.de.ts')
const { gradingEn } = await load('i18n/grading.en.ts')
const { gradingDe } = await load('i18n/grading.de.ts')
const { rubricsEn } = await load('i18n/rubrics.en.ts')
const { rubricsDe } = await load('i18n/rubrics.de.ts')
const { privacyEn } = await load('i18n/privacy.en.ts')
const { privacyDe } = await load('i18n/privacy.de.ts')
const { Format } = await load('i18n/format.ts')

/** Leaves of a dictionary as [path, value]. */
function leaves(value, path = '') {
	if (value !== null && typeof value === 'object')
		return Object.entries(value).flatMap(([key, child]) => leaves(child, `${path}/${key}`))
	return [[path, value]]
}

const SAME = new Set([
	'System',
	'Enter',
	'Esc',
	'↑',
	'Alt+N',
	'Alt+K',
	'?',
	'Tutor',
	'Code',
	'Text',
	'JSON',
	'Name',
	'Version',
	'Backend',
	'Version ',
	'Prompt',
	'Demonstration',
	'Student view',
	'CSV',
	'Budget',
	'Feedback',
	'feedback',
	'Filter',
	'CSV',
	'Deployment',
	'Token',
	'LMS',
])

for (const [what, english, german] of [
	['pages', en, de],
	['desk', deskEn, deskDe],
	['scores', scoresEn, scoresDe],
	['feedback', feedbackEn, feedbackDe],
	['grading', gradingEn, gradingDe],
	['rubrics', rubricsEn, rubricsDe],
	['privacy', privacyEn, privacyDe],
]) {
	test(`${what}: both languages have the same members, of the same kind`, () => {
		const shape = (dictionary) =>
			leaves(dictionary)
				.map(([path, value]) => `${path} ${typeof value}`)
				.sort()
		assert.deepEqual(shape(german), shape(english))
	})
	test(`${what}: no text is empty, and none was left untranslated`, () => {
		const other = new Map(leaves(german))
		for (const [path, text] of leaves(english)) {
			if (typeof text !== 'string') continue
			if (!path.endsWith('/user')) assert.notEqual(text.trim(), '', path)
			if (text && !SAME.has(text))
				assert.notEqual(other.get(path), text, `${path} is the same in both languages`)
		}
	})
	test(`${what}: the tone of voice: no exclamation mark, no "oops"; German says "Sie"`, () => {
		for (const dictionary of [english, german])
			for (const [path, text] of leaves(dictionary))
				if (typeof text === 'string' && !path.startsWith('/presets'))
					assert.doesNotMatch(text, /!|oops|ups\b/i, path)
		for (const [path, text] of leaves(german))
			if (typeof text === 'string' && !path.startsWith('/presets'))
				assert.doesNotMatch(text, /\b(du|dein\w*|dir|dich|klicke|wähle)\b/i, path)
	})
}

test('times of day and lengths of time are written the way each language does', () => {
	const [e, d] = [new Format('en', en.span, 'Europe/Berlin'), new Format('de', de.span, 'Europe/Berlin')]
	const at = '2026-11-23T07:00:00Z'
	assert.equal(e.clock(at), '08:00')
	assert.equal(d.weekdayDay(at), 'Montag, 23. November')
	assert.equal(e.span(33_120_000), '9 h 12 min')
	assert.equal(d.span(33_120_000), '9 Std. 12 Min.')
	assert.equal(d.number(2300), '2.300')
	assert.equal(e.roundNumber(6_000_000), '6 million')
	assert.equal(
		e.daysFromNow('2026-11-22T23:30:00Z', Date.parse('2026-11-22T12:00:00Z')),
		1,
		'half past midnight in Berlin is tomorrow',
	)
	assert.equal(e.clock('nonsense'), '')
})

/* ---- no words in the code ---- */

const { Parser } = webRequire('acorn')
const JsxParser = Parser.extend(webRequire('acorn-jsx')())
const { transformSync } = webRequire('esbuild')

function* walk(node) {
	if (!node || typeof node.type !== 'string') return
	yield node
	for (const value of Object.values(node))
		for (const child of Array.isArray(value) ? value : [value])
			if (child && typeof child === 'object') yield* walk(child)
}

const SPOKEN = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'text', 'hint', 'name', 'note'])
const NAME_OF_CONTROL = /^[a-z-]+$/ // name="theme" is a radio group
const SENTENCE = /^[A-ZÄÖÜ]?[\p{L}]{2,}[ ,][\p{L} ,]*[\p{L}.]{2,}/u

function wordsIn(path) {
	const source = readFileSync(path, 'utf8')
	const loader = path.endsWith('x') ? 'tsx' : 'ts'
	const { code } = transformSync(source, { loader, jsx: 'preserve', target: 'es2022' })
	const found = []
	const tree = JsxParser.parse(code, { ecmaVersion: 2023, sourceType: 'module' })
	for (const node of walk(tree)) {
		if (node.type === 'JSXText' && /\p{L}{2}/u.test(node.value)) found.push(node.value.trim())
		if (
			node.type === 'JSXAttribute' &&
			SPOKEN.has(node.name.name) &&
			node.value?.type === 'Literal' &&
			!NAME_OF_CONTROL.test(node.value.value)
		)
			found.push(`${node.name.name}="${node.value.value}"`)
		if (
			node.type === 'Literal' &&
			typeof node.value === 'string' &&
			/ /.test(node.value) &&
			SENTENCE.test(node.value) &&
			/^[A-ZÄÖÜ]/.test(node.value)
		)
			found.push(node.value)
		if (node.type === 'TemplateElement' && /^[A-ZÄÖÜ]\p{L}+ \p{L}+/u.test(node.value.raw))
			found.push(node.value.raw)
	}
	return found
}

test('no words for people stand outside the dictionaries', () => {
	const files = readdirSync(join(web, 'src'), { recursive: true }).filter(
		(f) => /\.tsx?$/.test(f) && !f.startsWith('i18n'),
	)
	assert.ok(files.length > 40, 'the files were found')
	const found = files.flatMap((file) => wordsIn(join(web, 'src', file)).map((words) => `${file}: ${words}`))
	assert.deepEqual(found, [])
})
