// What students say of answers, and what their lecturers read of it; search in texts, and paper.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { World, ask, becomes, idle, violations } from './harness.mjs'

let world
before(async () => {
	world = await World.open()
})
after(() => world.close())

async function visiting(code, run, options = {}) {
	const visit = await world.visit(code, { width: 1280, height: 900, motion: 'reduce', ...options })
	visit.session = () => [...visit.mock.sessions.values()][0]
	try {
		await run(visit)
		assert.deepEqual(
			visit.errors.filter((e) => !/status of 404/.test(e)),
			[],
			'nothing was complained about in the console',
		)
	} finally {
		await visit.close()
	}
}

async function answered({ tutor, mock }) {
	mock.pace = 1
	await tutor.locator('#ask').waitFor()
	await ask(tutor, 'What is a heap?')
	await idle(tutor)
	await tutor.locator('.turn__acts').waitFor()
}

const asked = ({ session }) => [...session().turns.values()].at(-1).turn

test('an answer is helpful or not, and what was said can be taken back', () =>
	visiting('student-en-open-empty', async (visit) => {
		await answered(visit)
		const { tutor } = visit
		const up = tutor.getByRole('button', { name: 'Helpful', exact: true })
		const down = tutor.getByRole('button', { name: 'Not helpful' })
		await up.click()
		await becomes(() => up.getAttribute('aria-pressed'), 'true')
		await down.click()
		await becomes(() => up.getAttribute('aria-pressed'), 'false')
		await becomes(() => down.getAttribute('aria-pressed'), 'true')
		assert.equal(asked(visit).rating, 'down')
		await down.click()
		await becomes(() => down.getAttribute('aria-pressed'), 'false')
		assert.equal(asked(visit).rating, null)
	}))

test('a rating that was not stored is not shown', () =>
	visiting('student-en-open-empty', async (visit) => {
		await answered(visit)
		const { tutor } = visit
		visit.session().refuseRatings = true
		await tutor.getByRole('button', { name: 'Helpful', exact: true }).click()
		await tutor.locator('.toast').waitFor()
		await becomes(() => tutor.getByRole('button', { name: 'Helpful', exact: true }).getAttribute('aria-pressed'), 'false')
	}))

for (const lang of ['en', 'de'])
	test(`a report says before what the lecturers will read, ${lang}`, () =>
		visiting(`student-${lang}-open-empty`, async (visit) => {
			await answered(visit)
			const { tutor, session, frame } = visit
			const words =
				lang === 'en'
					? { button: 'Report this answer', harmful: 'It is harmful or dangerous', show: 'Show them this question and this answer', send: 'Report', said: 'Reported. Report again or change it' }
					: { button: 'Diese Antwort melden', harmful: 'Sie ist schädlich oder gefährlich', show: 'Ihnen diese Frage und diese Antwort zeigen', send: 'Melden', said: 'Gemeldet. Erneut melden oder ändern' }
			await tutor.getByRole('button', { name: words.button }).click()
			const dialog = tutor.locator('dialog[open]')
			await dialog.getByText(words.harmful).click()
			await becomes(() => dialog.getByLabel(words.show).isChecked(), false, 'nothing is shown unasked')
			await becomes(() => dialog.innerText(), lang === 'en' ? /without your name/ : /ohne Ihren Namen/)
			assert.deepEqual(await violations(frame()), [])
			await dialog.locator('textarea').fill('It says there is no worst case.')
			await dialog.getByLabel(words.show).check()
			await dialog.getByRole('button', { name: words.send, exact: true }).click()
			await dialog.waitFor({ state: 'detached' })
			assert.deepEqual(session().reported, {
				turn: asked(visit).id,
				reason: 'harmful',
				note: 'It says there is no worst case.',
				show: true,
			})
			const button = tutor.getByRole('button', { name: words.said })
			await button.waitFor()
			assert.ok(await button.evaluate((node) => node === document.activeElement), 'the focus comes back')
		}))

test('a report that could not be sent keeps what was written', () =>
	visiting('student-en-open-empty', async (visit) => {
		await answered(visit)
		const { tutor } = visit
		visit.session().refuseRatings = true
		await tutor.getByRole('button', { name: 'Report this answer' }).click()
		await tutor.locator('dialog textarea').fill('Mine.')
		await tutor.locator('dialog').getByRole('button', { name: 'Report', exact: true }).click()
		await tutor.getByText('The report could not be sent. Please try again.').waitFor()
		await becomes(() => tutor.locator('dialog textarea').inputValue(), 'Mine.')
	}))

test('a lecturer reads a report, which is noted, and sees to it', () =>
	visiting('lecturer-en-open', async ({ tutor, session, frame }) => {
		await tutor.locator('.tabs a').first().click()
		await tutor.getByText('2 open').waitFor()
		await tutor.getByText('211 helpful, 17 not helpful').waitFor()
		await tutor.getByText('fewer than 5 students rated answers').waitFor()
		assert.equal(session().reads ?? 0, 0, 'a list reads nothing')
		await tutor.getByRole('button', { name: /Read the report: wrong or misleading/ }).click()
		const dialog = tutor.locator('dialog[open]')
		await dialog.getByText('The lecture says the worst case is quadratic.').waitFor()
		await dialog.locator('.md strong').getByText('always').waitFor()
		await dialog.getByText('Your reading is noted in the audit log.').waitFor()
		assert.equal(session().reads, 1)
		assert.deepEqual(await violations(frame()), [])
		await dialog.getByRole('button', { name: 'Seen to' }).click()
		await tutor.getByText('1 open').waitFor()
		await tutor.getByRole('button', { name: /Read the report: harmful/ }).click()
		await dialog.getByText('The student did not show question and answer').waitFor()
		await becomes(() => dialog.locator('.md').count(), 0)
	}))

test('words in answers are found, not only titles', () =>
	visiting('student-en-open', async ({ tutor, frame }) => {
		const search = tutor.locator('#side-q')
		await search.fill('Pivot choice')
		await tutor.locator('.app__side .nav li').nth(1).waitFor({ state: 'detached' })
		await search.fill('def merge')
		await tutor.getByText('Found in questions and answers').waitFor()
		await becomes(() => tutor.locator('.app__side .nav li').count(), 1)
		await tutor.locator('.app__side .nav a').click()
		await tutor.getByText('def', { exact: true }).first().waitFor()
		await search.fill('zzzz')
		await tutor.getByText('Nothing found').waitFor()
		await becomes(() => frame().evaluate(() => document.activeElement.id), 'side-q')
	}))

test('on paper there is the conversation and nothing else', () =>
	visiting(
		'student-en-open',
		async ({ tutor, page, frame }) => {
			await tutor.locator('.app__side .nav .btn--icon').first().click()
			await tutor.locator('.nav__item').filter({ hasText: 'Print' }).first().click()
			await frame().waitForFunction(() => window.printed)
			const printed = await frame().evaluate(() => window.printed)
			assert.equal(printed.title, 'Why n log n?')
			assert.equal(printed.turns, 4, 'all of it was drawn')
			assert.ok(printed.formulas > 8)
			await page.emulateMedia({ media: 'print' })
			const shown = await frame().evaluate(() => {
				const seen = (s) => [...document.querySelectorAll(s)].some((n) => n.checkVisibility())
				return {
					log: seen('.md'),
					title: seen('.top__title'),
					rest: ['.app__side', '.dock', '.turn__acts', '.composer'].filter(seen),
					cut: document.querySelector('.log').scrollHeight > document.querySelector('.log').clientHeight + 1,
				}
			})
			assert.deepEqual(shown, { log: true, title: true, rest: [], cut: false })
		},
		{
			frame: false,
			init: () => {
				const now = performance.now.bind(performance)
				let late = 0
				performance.now = () => now() + (late += 5) // so slow that a frame draws one block
				window.print = () => {
					window.printed = {
						title: document.title,
						turns: document.querySelectorAll('.turn').length,
						formulas: document.querySelectorAll('.md math').length,
					}
				}
			},
		},
	))
