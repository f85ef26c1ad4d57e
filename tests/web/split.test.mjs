import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load } from './load.mjs'

const { Splitter, mend } = await load('markdown/split.ts')
const { formulaAt } = await load('markdown/tex.ts')

function blocksOf(text, size = text.length || 1) {
	const splitter = new Splitter()
	const blocks = []
	for (let at = 0; at < text.length; at += size) blocks.push(...splitter.push(text.slice(at, at + size)))
	return [...blocks, ...splitter.end()].map((block) => block.replace(/\n+$/, ''))
}

const cases = [
	['two paragraphs', 'one\n\ntwo', ['one\n\n', 'two']],
	['a paragraph of two lines stays one block', 'one\ntwo\n\nthree', ['one\ntwo\n\n', 'three']],
	['a heading ends with its line', '# head\ntext', ['# head\n', 'text']],
	['a fence begins and ends a block', 'a\n```c\nx\n\ny\n```\nb', ['a\n', '```c\nx\n\ny\n```\n', 'b']],
	['a blank line inside a fence is code', '```\na\n\n\nb\n```', ['```\na\n\n\nb\n```']],
	['a shorter fence does not close a longer one', '````\n```\n````\nx', ['````\n```\n````\n', 'x']],
	['tildes do not close backticks', '```\n~~~\n```\n', ['```\n~~~\n```\n']],
	['a loose list is one block', '- a\n\n- b\n\ntext', ['- a\n\n- b\n\n', 'text']],
	[
		'a list goes on after an indented paragraph',
		'1. a\n\n   more\n\n2. b\n\nend',
		['1. a\n\n   more\n\n2. b\n\n', 'end'],
	],
	[
		'a fence inside a list stays in it',
		'- a\n  ```\n  x\n\n  y\n  ```\n- b\n\nend',
		['- a\n  ```\n  x\n\n  y\n  ```\n- b\n\n', 'end'],
	],
	['a table is one block', '|a|b|\n|-|-|\n|1|2|\n\nend', ['|a|b|\n|-|-|\n|1|2|\n\n', 'end']],
	['blank lines alone are nothing', '\n\n\n', []],
	['an open fence at the end is one block', 'a\n\n```py\nx = 1\n', ['a\n\n', '```py\nx = 1\n']],
	['inline code with three backticks opens no fence', '``` a ``` b\n\nc', ['``` a ``` b\n\n', 'c']],
]

for (const [what, text, expected] of cases)
	test(`splitting: ${what}`, () => {
		for (const size of [1, 2, 3, 7, 1000])
			assert.deepEqual(
				blocksOf(text, size),
				expected.map((block) => block.replace(/\n+$/, '')),
				`in pieces of ${size}`,
			)
	})

test('splitting loses nothing, however the text arrives', () => {
	const text = cases.map(([, source]) => source).join('\n\n')
	const whole = blocksOf(text).join('')
	for (const size of [1, 5, 64]) assert.equal(blocksOf(text, size).join(''), whole)
	assert.equal(whole.replace(/\s+/g, ''), text.replace(/\s+/g, ''))
})

test('an open fence gives its language and its code as it grows', () => {
	const splitter = new Splitter()
	splitter.push('text\n\n```python numbered\nx = ')
	assert.deepEqual(splitter.openFence, { info: 'python numbered', code: 'x = ' })
	splitter.push('1\ny')
	assert.deepEqual(splitter.openFence, { info: 'python numbered', code: 'x = 1\ny' })
	splitter.push('\n```\n')
	assert.equal(splitter.openFence, null)
})

test('splitting a long text takes time in proportion', () => {
	const text = `${'word '.repeat(20)}\n`.repeat(20_000)
	const splitter = new Splitter()
	for (let at = 0; at < text.length; at += 5000) splitter.push(text.slice(at, at + 5000))
	assert.equal(splitter.end().join('').length, text.length)
})

for (const [what, tail, expected] of [
	['bold that is not closed is closed', 'a **bo', 'a **bo**'],
	['bare asterisks are held back', 'a **', 'a '],
	['closed bold is left alone', 'a **b** c', 'a **b** c'],
	['code that is not closed is closed', 'use `pri', 'use `pri`'],
	['asterisks inside code do not count', '`**` and', '`**` and'],
	['half a link shows its words', 'see [the page](https://exam', 'see the page'],
	['half a picture shows its words', 'see ![a cat](https://evil', 'see a cat'],
	['only the last paragraph is looked at', 'a **b\n\nc', 'a **b\n\nc'],
])
	test(`mending: ${what}`, () => assert.equal(mend(tail), expected))

for (const [what, text, expected] of [
	['dollars around a formula', '$a+b$', { tex: 'a+b', display: false, end: 5 }],
	['prices are no formula', '$5 and $6', null],
	['a price range is no formula', '$5-$10', null],
	['a number with an operator is one', '$2^k$ x', { tex: '2^k', display: false, end: 5 }],
	['a space behind the dollar is no formula', '$ a$', null],
	['a blank line ends the search', '$a\n\nb$', null],
	['parentheses', '\\(x\\)', { tex: 'x', display: false, end: 5 }],
	['brackets', '\\[x\\]', { tex: 'x', display: true, end: 5 }],
	['two dollars', '$$x$$', { tex: 'x', display: true, end: 5 }],
	['an escaped dollar inside', '$a\\$b$', { tex: 'a\\$b', display: false, end: 6 }],
	['no end', '\\(x', null],
	['nothing in it', '$$ $$', null],
	['far too long', `$$${'x'.repeat(5000)}$$`, null],
])
	test(`formulas: ${what}`, () => assert.deepEqual(formulaAt(text, 0), expected))

test('formulas: while the text grows, an unfinished one is a place kept for it', () => {
	assert.deepEqual(formulaAt('\\[ \\frac{1', 0, true), { tex: '', display: true, end: 10 })
	assert.equal(formulaAt('$a', 0, true), null)
})
