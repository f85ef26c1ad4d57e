// The admin's console: set-up, platforms, models, courses, privacy, keys, audit log.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { accessible, becomes, World } from './harness.mjs'

let world
before(async () => {
	world = await World.open()
})
after(() => world.close())

async function administering(code, view, run, options = {}) {
	const visit = await world.visit(code, { motion: 'reduce', width: 1280, height: 900, ...options })
	const university = () => [...visit.mock.sessions.values()][0].university
	try {
		await visit.tutor.locator('.desk__main section').first().waitFor()
		if (view) await visit.tutor.getByRole('navigation').getByRole('link', { name: view }).click()
		await run(visit, university)
		assert.deepEqual(
			visit.errors.filter((e) => !/status of 422/.test(e)),
			[],
			'nothing was complained about in the console',
		)
	} finally {
		await visit.close()
	}
}

test('the first run says what is left, and leads there', () =>
	administering('admin-en-open-new', null, async ({ tutor }) => {
		await tutor.getByRole('heading', { name: 'First run: 0 of 5 done' }).waitFor()
		await tutor.getByRole('button', { name: 'New invitation link' }).click()
		await tutor.getByText('No LMS is registered yet.').waitFor()
	}))

test('an invitation link is shown once, to copy', () =>
	administering('admin-en-open', 'Platforms', async ({ tutor, page }) => {
		await tutor.getByRole('button', { name: 'New invitation link' }).click()
		const dialog = tutor.getByRole('dialog', { name: 'Invitation link' })
		await dialog.getByText('https://ki.lindental.example/lti/register/').waitFor()
		await dialog.getByRole('button', { name: 'Copy' }).click()
		await tutor.getByText('Copied').first().waitFor()
		await page.keyboard.press('Escape')
		await dialog.waitFor({ state: 'detached' })
	}))

test('a test of a platform tells each result, and what helps', () =>
	administering('admin-en-open', 'Platforms', async ({ tutor }) => {
		await tutor.getByRole('button', { name: 'Test Moodle' }).click()
		await tutor.getByText('Grades: fine').waitFor()
		await tutor.getByRole('button', { name: 'Test ILIAS' }).click()
		await tutor.getByText('ILIAS: Clock: 48 s ahead').waitFor()
		await tutor.getByText('Ask its operator to correct the time').waitFor()
		await tutor.getByText('Roster: not tested, needs a token').waitFor()
	}))

test('a platform is switched off only after a question, and on again', () =>
	administering('admin-en-open', 'Platforms', async ({ tutor }, university) => {
		await tutor.getByRole('button', { name: 'Disable ILIAS' }).click()
		const dialog = tutor.getByRole('dialog', { name: 'Disable ILIAS?' })
		await dialog.getByRole('button', { name: 'Cancel' }).click()
		assert.equal(university().platforms[1].status, 'active')
		await tutor.getByRole('button', { name: 'Disable ILIAS' }).click()
		await dialog.getByRole('button', { name: 'Disable' }).click()
		await tutor.getByRole('button', { name: 'Enable ILIAS' }).click()
		await tutor.getByRole('button', { name: 'Test ILIAS' }).waitFor()
		assert.equal(university().platforms[1].status, 'active')
	}))

test('a deployment that waits is counted at the side and confirmed', () =>
	administering('admin-en-open', 'Platforms', async ({ tutor }, university) => {
		await tutor.locator('.sidenav').getByText('1 waits').waitFor()
		await tutor.getByRole('button', { name: 'Confirm the deployment 7' }).click()
		await tutor.locator('.sidenav').getByText('1 waits').waitFor({ state: 'detached' })
		assert.equal(university().platforms[1].deployments[1].status, 'active')
	}))

test('models are allowed and weighed', () =>
	administering('admin-en-open', 'Models', async ({ tutor, mock }) => {
		const stored = () => [...mock.sessions.values()][0].policies.document('tenant')
		await tutor.getByRole('switch', { name: 'Allow gpt-oss-120b' }).check()
		await tutor.getByLabel('Weight of gpt-oss-120b').fill('2.5')
		await tutor.getByRole('button', { name: 'Save version 2' }).click()
		await tutor.getByText('Everything is saved').waitFor()
		assert.deepEqual(stored().model_weights, { 'gpt-oss-120b': 2.5 })
		assert.ok(stored().allowed_models.includes('gpt-oss-120b'))
		await tutor.getByRole('switch', { name: 'All models of the service are allowed' }).check()
		await tutor.getByLabel('Weight of gpt-oss-120b').fill('')
		await tutor.getByRole('button', { name: 'Save version 3' }).click()
		await tutor.getByText('Everything is saved').waitFor()
		assert.equal(stored().allowed_models, undefined)
		assert.equal(stored().model_weights, undefined)
	}))

test('ceilings and defaults; what is not saved stays while one looks elsewhere', () =>
	administering('admin-en-open', 'Ceilings', async ({ tutor, mock }) => {
		await tutor.getByLabel('Longest answer').fill('2500')
		await tutor.getByRole('navigation').getByRole('link', { name: 'Courses' }).click()
		await tutor.getByText('Statistics I').waitFor()
		await tutor.getByRole('button', { name: 'Save version 2' }).click()
		await tutor.getByRole('button', { name: 'Save version 2' }).waitFor({ state: 'detached' })
		assert.equal([...mock.sessions.values()][0].policies.document('tenant').max_output_tokens, 2500)
	}))

test('courses are found by name; their titles are text', () =>
	administering('admin-en-open', 'Courses', async ({ tutor }) => {
		await tutor.getByText('Lineare Algebra I <script>').waitFor()
		await tutor.getByLabel('Search courses').fill('stat')
		await tutor.getByText('Physiologie 2').waitFor({ state: 'detached' })
		await becomes(() => tutor.locator('tbody tr').count(), 1)
		await tutor.getByLabel('Search courses').fill('nothing like it')
		await tutor.getByText('No course of that name.').waitFor()
	}))

test('settings are saved together, and a wrong one is shown at its field', () =>
	administering('admin-en-open', 'Privacy', async ({ tutor }, university) => {
		await tutor.getByLabel('Keep conversations, days').fill('500')
		await tutor.getByRole('button', { name: 'Save' }).click()
		await tutor.getByText('From 1 to 180.').waitFor()
		await tutor.getByLabel('Keep conversations, days').fill('30')
		await tutor.getByLabel('Address of your own privacy notice').fill('https://uni.example/privacy')
		await tutor.getByLabel('When a course is copied').selectOption('active')
		await tutor.getByRole('button', { name: 'Save' }).click()
		await tutor.getByRole('link', { name: 'Privacy notice of your university' }).waitFor()
		assert.equal(university().tenant.retention_days, 30)
		assert.equal(university().tenant.copies, 'active')
	}))

test('the privacy texts are read and confirmed', () =>
	administering('admin-en-open', 'Privacy', async ({ tutor }) => {
		await tutor.getByText('State data centre').waitFor()
		await tutor.getByRole('button', { name: 'Our data protection office has read this' }).click()
		await tutor.getByText('Read and confirmed on').waitFor()
		await tutor.getByRole('navigation').getByRole('link', { name: 'First run' }).click()
		await tutor.getByRole('heading', { name: 'First run: 5 of 5 done' }).waitFor()
	}))

test('a key is made, shown once and revoked', () =>
	administering('admin-en-open', 'API keys', async ({ tutor, frame }, university) => {
		await tutor.getByRole('button', { name: 'New key' }).click()
		await tutor.getByLabel('Name').fill('Notebook <b>')
		await tutor.getByLabel('Valid for').selectOption('90')
		await tutor.getByRole('button', { name: 'Make the key' }).click()
		await tutor.getByText('kb-8Qw3').waitFor()
		await tutor.getByRole('button', { name: 'I have copied it' }).click()
		await tutor.getByText('Notebook <b>').waitFor()
		assert.doesNotMatch(await frame().evaluate(() => document.body.innerHTML), /kb-8Qw3/)
		await tutor.getByRole('button', { name: 'Revoke the key Notebook <b>' }).click()
		await tutor.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
		await tutor.getByText('The key is revoked').first().waitFor()
		assert.ok(university().keys.at(-1).revoked_at)
	}))

test('a key that the LMS fetched itself says so, and what revoking means for it', () =>
	administering('admin-en-open', 'API keys', async ({ tutor }, university) => {
		const line = tutor.getByRole('listitem').filter({ hasText: 'https://moodle.lindental.example' })
		await line.getByText('fetched by the LMS itself').waitFor()
		await line.getByRole('button', { name: 'Revoke the key' }).click()
		await tutor.getByRole('dialog').getByText('The LMS gets no new key by itself.').waitFor()
		await tutor.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
		await tutor.getByText('The key is revoked').first().waitFor()
		assert.ok(university().keys[0].revoked_at)
	}))

test('the audit log is read page by page, and kept as a table', () =>
	administering('admin-en-open', 'Audit log', async ({ tutor, page }) => {
		await tutor.getByText('Granted more to one person').first().waitFor()
		await becomes(() => tutor.locator('tbody tr').count(), 50)
		await tutor.getByRole('button', { name: 'Show more' }).click()
		await tutor.locator('tbody tr').nth(99).waitFor()
		const download = page.waitForEvent('download')
		await tutor.getByRole('button', { name: 'CSV' }).click()
		const text = await readFile(await (await download).path(), 'utf8')
		assert.equal(text.trim().split('\r\n').length, 101)
	}))

const VIEWS = {
	en: ['First run', 'Platforms', 'Models', 'Ceilings', 'Courses', 'Privacy', 'API keys', 'Audit log'],
	de: ['Erste Schritte', 'Plattformen', 'Modelle', 'Obergrenzen', 'Kurse', 'Datenschutz', 'API-Schlüssel', 'Protokoll'],
}
for (const [lang, views] of Object.entries(VIEWS))
	test(`every part, ${lang}: no violation, nothing sideways`, () =>
		administering(`admin-${lang}-open`, null, async (visit) => {
			for (const view of views) {
				await visit.page.setViewportSize({ width: 1100, height: 800 })
				await visit.tutor.locator('.sidenav').getByRole('link', { name: view }).click()
				await visit.tutor.locator('.split--nav .card').first().waitFor()
				await accessible(visit, view)
				for (const [width, height] of [
					[700, 500],
					[320, 640],
				]) {
					await visit.page.setViewportSize({ width, height })
					const over = await visit
						.frame()
						.evaluate(() =>
							Math.max(
								document.documentElement.scrollWidth - window.innerWidth,
								...[...document.querySelectorAll('.desk__scroll')].map((n) => n.scrollWidth - n.clientWidth),
							),
						)
					assert.ok(over <= 0, `${view} at ${width} is ${over} px too wide`)
				}
			}
		}))
