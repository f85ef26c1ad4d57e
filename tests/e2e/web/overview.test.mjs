// The overview of a course: its figures, who is near a limit, all activities.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { World, becomes, violations } from './harness.mjs'

let world
before(async () => {
	world = await World.open()
})
after(() => world.close())

async function looking(code, run, size = { width: 1280, height: 900 }) {
	const visit = await world.visit(code, { motion: 'reduce', ...size })
	try {
		await visit.tutor.locator('.tabs a').first().click()
		await visit.tutor.locator('.tiles').waitFor()
		await run(visit)
		assert.deepEqual(visit.errors, [], 'nothing was complained about in the console')
	} finally {
		await visit.close()
	}
}

test('the chart says its finding, draws it, and shows the numbers', () =>
	looking('lecturer-en-open', async ({ tutor }) => {
		await tutor.locator('.u-wrap canvas').waitFor()
		await tutor.getByText(/Between 38 and 237 questions a day, most on/).waitFor()
		await tutor.getByText(/fewer than 5 students did on one day is left out/).waitFor()
		await tutor.getByText('Show the numbers').click()
		const rows = tutor.locator('.numbers tbody tr')
		await becomes(() => rows.count(), 14)
		await becomes(() => rows.nth(8).innerText(), /few\s+few/, 'a day of few says so')
		await becomes(() => rows.nth(12).innerText(), /237/)
		await tutor.getByLabel('by hour of day').check()
		await tutor.getByText('Most questions come from 15:00 to 16:00: 10% of all.').waitFor()
		await becomes(() => rows.count(), 24)
		await tutor.getByLabel('Waiting time').check()
		await tutor.getByRole('heading', { name: 'Waiting time' }).waitFor()
	}))

test('another time span is asked for, and the table comes as a file', () =>
	looking('lecturer-en-open', async ({ tutor, page, mock }) => {
		const before = mock.seen.length
		await tutor.getByLabel('7 days').check()
		await tutor.getByText('Show the numbers').click()
		await tutor.locator('.numbers tbody tr').nth(6).waitFor()
		await tutor.locator('.numbers tbody tr').nth(7).waitFor({ state: 'detached' })
		assert.ok(mock.seen.slice(before).some((r) => r.path.endsWith('/usage')))
		const download = page.waitForEvent('download')
		await tutor.getByRole('button', { name: 'Download the figures as CSV' }).click()
		const file = await download
		assert.equal(file.suggestedFilename(), 'usage.csv')
		assert.match(await readFile(await file.path(), 'utf8'), /^date,questions\r\n/)
	}))

test('activities leave as a cartridge and come back, with what was left out', () =>
	looking('lecturer-en-open', async ({ tutor, page }) => {
		const download = page.waitForEvent('download')
		await tutor.getByRole('button', { name: 'Export', exact: true }).click()
		assert.equal((await download).suggestedFilename(), 'tutors-of-this-course.imscc')
		await tutor.locator('input[type=file]').setInputFiles({
			name: 'course.imscc',
			mimeType: 'application/zip',
			buffer: Buffer.from('PK'),
		})
		const dialog = tutor.getByRole('dialog', { name: '1 activity was imported' })
		await dialog.getByText('Sorting <b>').waitFor()
		await dialog.getByText('belongs to another tool').waitFor()
		await dialog.getByRole('button', { name: 'Close' }).last().click()
		await dialog.waitFor({ state: 'detached' })
	}))

test('a grant is one click, and can be taken back', () =>
	looking('lecturer-en-open', async ({ tutor, mock }) => {
		const session = () => [...mock.sessions.values()][0]
		await tutor.getByRole('button', { name: 'Grant 10 more questions today to K7QX' }).click()
		await tutor.locator('.toast').getByText('10 more questions today for K7QX.').waitFor()
		await tutor.locator('.near').getByText('K7QX').waitFor({ state: 'detached' })
		const [grant] = session().grants.values()
		assert.equal(grant.person, 'person-K7QX')
		assert.equal(grant.window, 'day')
		assert.equal(grant.amount, 10)
		await tutor.getByRole('button', { name: 'Undo' }).click()
		await tutor.locator('.near').getByText('K7QX').waitFor()
		assert.equal(session().grants.size, 0)
	}))

test('grades that did not arrive say why, and are sent again together', () =>
	looking('lecturer-en-open', async ({ tutor }) => {
		await tutor.getByText('2 grades could not be delivered').waitFor()
		await tutor.getByText('Tutor: graphs: The grade item was deleted in the LMS.').waitFor()
		await tutor.getByRole('button', { name: 'Send again: Tutor: graphs' }).click()
		await tutor.getByText('2 grades could not be delivered').waitFor({ state: 'detached' })
		await tutor.getByText('9 sent, 2 on their way').waitFor()
	}))

test('an activity is opened in the editor from its row', () =>
	looking('lecturer-en-open', async ({ tutor }) => {
		await tutor.getByRole('button', { name: 'Edit: Tutor: graphs' }).click()
		await tutor.getByRole('heading', { level: 1, name: 'Tutor: graphs' }).waitFor()
		await tutor.locator('.tabs').getByRole('link', { name: 'Overview' }).click()
		await tutor.locator('.tiles').waitFor()
	}))

test('the big lock is the same switch as the one in the bar', () =>
	looking('lecturer-en-open', async ({ tutor }) => {
		await tutor.locator('.lockbox').getByRole('switch').click()
		await tutor.getByText('On: everything is closed').waitFor()
		await becomes(() => tutor.locator('.lockchip input').isChecked(), true)
		await tutor.locator('.table .tag--danger').waitFor()
	}))

test('a course without use says so', () =>
	looking('lecturer-en-open-empty', async ({ tutor }) => {
		await tutor.getByText('Nothing happened in these days.').waitFor()
		await tutor.getByText('Nobody has used 80% of a limit.').waitFor()
	}))

test('on a phone what needs somebody comes before the table', () =>
	looking(
		'lecturer-de-open',
		async ({ tutor, frame }) => {
			await tutor.locator('.near li').first().waitFor()
			await tutor.locator('.u-wrap canvas').waitFor()
			const tops = await frame().evaluate(() =>
				['.tiles', '#near-h', '#chart-h', '#acts-h'].map((s) => document.querySelector(s).getBoundingClientRect().top),
			)
			assert.deepEqual(tops, [...tops].sort((a, b) => a - b))
			const wide = await frame().evaluate(() => document.querySelector('.desk__scroll').scrollWidth - innerWidth)
			assert.ok(wide <= 0, 'nothing scrolls sideways')
		},
		{ width: 320, height: 640 },
	))

for (const lang of ['en', 'de'])
	test(`axe finds nothing, ${lang}`, () =>
		looking(`lecturer-${lang}-open`, async ({ tutor, page, frame }) => {
			await tutor.locator('.near li').first().waitFor()
			await tutor.locator('.chart .fold summary').click()
			for (const colorScheme of ['light', 'dark']) {
				await page.emulateMedia({ colorScheme })
				assert.deepEqual(await violations(frame()), [], colorScheme)
			}
		}))
