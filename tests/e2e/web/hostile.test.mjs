// What a model says is foreign: it loads nothing, runs nothing, and cannot break the page.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { World, ask, becomes, idle } from './harness.mjs'

let world
before(async () => {
	world = await World.open({ whole: true })
})
after(() => world.close())

test('hostile output makes no request, runs nothing, and keeps to its place', async () => {
	const visit = await world.visit('student-en-open-empty', { width: 700, height: 500 })
	const { tutor, frame, mock } = visit
	mock.pace = 0
	await tutor.locator('#ask').waitFor()
	await ask(tutor, '/hostile')
	await idle(tutor)
	await tutor.locator('.mdtable td').nth(500).waitFor()
	// Drawn last of all: an address given further below still makes a link.
	await tutor.locator('.md a[href="https://example.org/later"]').waitFor({ state: 'attached' })
	const foreign = visit.requests.filter(
		(url) => !url.startsWith(visit.origin) && !url.startsWith(world.lmsOrigin),
	)
	assert.deepEqual(foreign, [])
	assert.deepEqual(visit.errors, [], 'the content policy had nothing to stop')
	const found = await frame().evaluate(() => {
		const md = document.querySelector('.md')
		const links = [...md.querySelectorAll('a')]
		return {
			ran: window.pwned ?? null,
			elements: [...new Set([...md.querySelectorAll('*')].map((e) => e.localName))].filter((n) =>
				/^(script|img|iframe|object|embed|style|form|input|svg:animate|animate|link|meta|base|audio|video)$/.test(
					n,
				),
			),
			handlers: [...md.querySelectorAll('*')]
				.flatMap((e) => [...e.attributes])
				.filter((a) => /^on|^style$|^srcset$|^ping$|^formaction$/.test(a.name))
				.map((a) => a.name),
			schemes: [...new Set(links.map((a) => a.protocol))].sort(),
			safe: links.every(
				(a) =>
					a.target === '_blank' &&
					a.rel === 'noopener noreferrer nofollow' &&
					a.referrerPolicy === 'no-referrer',
			),
			bidi: /[\u202a-\u202e\u2066-\u2069]/.test(md.textContent),
			wide: document.documentElement.scrollWidth > window.innerWidth,
			mathLinks: md.querySelectorAll('math a, math [href], math img, math mglyph').length,
			covered: document.elementFromPoint(20, 20)?.closest('.top') === null,
		}
	})
	assert.equal(found.ran, null)
	assert.deepEqual(found.elements, [])
	assert.deepEqual(found.handlers, [])
	assert.deepEqual(
		found.schemes,
		['http:', 'https:', 'mailto:'].filter((s) => found.schemes.includes(s)),
	)
	assert.ok(found.safe)
	assert.equal(found.bidi, false)
	assert.equal(found.wide, false, 'the page does not scroll sideways')
	assert.equal(found.mathLinks, 0)
	assert.equal(found.covered, false, 'nothing lies over the bar')
	await visit.close()
})

test('what turns text around is gone while it streams, from thoughts, and from code', async () => {
	const visit = await world.visit('student-en-open-empty', { width: 700, height: 500 })
	const { tutor, frame, mock } = visit
	await tutor.locator('#ask').waitFor()
	await ask(tutor, '/turned')
	await tutor.locator('.think summary').click()
	await tutor.locator('.code code').filter({ hasText: 'accessLevel' }).waitFor() // the code has no end yet
	const turned = () => frame().evaluate(() => /[\u202a-\u202e\u2066-\u2069]/.test(document.querySelector('.log').textContent))
	assert.equal(await turned(), false, 'while it streams')
	mock.hold = false
	await idle(tutor)
	await frame().waitForFunction(() => !document.querySelector('.caret'))
	assert.equal(await turned(), false, 'when it has ended')
	await becomes(() => tutor.locator('.think__body').innerText(), /thought aloud/)
	await visit.close()
})

test('hostile titles and questions are text', async () => {
	const visit = await world.visit('student-en-open-empty', { width: 1280, height: 800 })
	const { tutor, frame } = visit
	await tutor.locator('#ask').waitFor()
	await ask(tutor, '<img src=x onerror="window.pwned=1"> \u202eevil ${7*7} {{7*7}}')
	await idle(tutor)
	await tutor.locator('.app__side .nav li').first().waitFor()
	assert.equal(await frame().evaluate(() => window.pwned ?? document.querySelectorAll('img').length), 0)
	await becomes(() => tutor.locator('.turn__mine').innerText(), /<img src=x/)
	assert.deepEqual(visit.errors, [])
	await visit.close()
})

const PATIENT = { timeout: 120_000 }
const LONGEST = () => {
	window.longest = 0
	new PerformanceObserver((list) => {
		for (const e of list.getEntries()) window.longest = Math.max(window.longest, e.duration)
	}).observe({ type: 'longtask', buffered: true })
}

test('a long conversation is drawn from its end, a piece at a time', async () => {
	const visit = await world.visit('student-en-open-many', { width: 1280, height: 800, init: LONGEST })
	const { tutor, frame } = visit
	await tutor.locator('.app__side .nav').getByText('A long conversation').click()
	await tutor.getByText('Question 119').waitFor()
	await frame().waitForFunction(() => document.querySelectorAll('.md math').length >= 60 * 11, null, PATIENT)
	const end = await frame().evaluate(() => {
		const log = document.querySelector('.log')
		return log.scrollHeight - log.scrollTop - log.clientHeight
	})
	assert.ok(end < 5, `${end} pixels from the end`)
	console.log(`longest task: ${Math.round(await frame().evaluate(() => window.longest))} ms`) // reported, not judged: other programs run here too
	assert.deepEqual(visit.errors, [])
	await visit.close()
})

test('a long answer is drawn without keeping the page from answering', async () => {
	const visit = await world.visit('student-en-open-empty', { init: LONGEST })
	const { tutor, frame, mock } = visit
	mock.pace = 0
	await tutor.locator('#ask').waitFor()
	await ask(tutor, '/long 150')
	await idle(tutor)
	await frame().waitForFunction(
		() =>
			document.querySelectorAll('.md h5, .md h4, .md h3').length === 150 &&
			document.querySelectorAll('.md math').length >= 150,
		null,
		PATIENT,
	)
	await becomes(() => tutor.locator('.code').count(), 150)
	console.log(`longest task: ${Math.round(await frame().evaluate(() => window.longest))} ms`) // reported, not judged: other programs run here too
	assert.deepEqual(visit.errors, [])
	await visit.close()
})
