// The plugin in a real ILIAS, in Chromium: ./dev test ilias DIR, where DIR is an ILIAS that is set up (libraries, database,
// this plugin activated) and is served at ILIAS_URL. ILIAS_LOGIN and ILIAS_PASSWORD are an administrator's, whose language
// is English. The test connects it with a kibridge of its own and leaves a course behind: take an ILIAS for trials.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openBrowser } from '../harness/browser.mjs'
import { startKibridge } from '../harness/kibridge.mjs'
import { endAll } from '../harness/teardown.mjs'

const PAGE_MS = 120_000 // an ILIAS for trials is slow
const { ILIAS_URL, ILIAS_LOGIN, ILIAS_PASSWORD, KIBRIDGE = '', LMS_DIR = '' } = process.env

function missing() {
	if (!['libs/composer/vendor', 'vendor/composer/vendor'].some((libraries) => existsSync(join(LMS_DIR, libraries)))) return `${LMS_DIR} has no libraries (composer install)`
	if (!existsSync(join(LMS_DIR, 'ilias.ini.php'))) return `${LMS_DIR} is not set up (setup/setup.php install)`
	if (!ILIAS_URL || !ILIAS_LOGIN || !ILIAS_PASSWORD) return 'no ILIAS_URL, ILIAS_LOGIN, ILIAS_PASSWORD'
	return existsSync(KIBRIDGE) ? false : 'no KIBRIDGE'
}

describe('the plugin in a real ILIAS', { skip: missing() }, () => {
	let folder, kibridge, browser, page, course

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), 'kibridge-real-ilias-'))
		kibridge = await startKibridge({ folder, backends: { none: { url: 'http://127.0.0.1:9/v1' } } })
		await kibridge.command('tenant', 'add', 'demo')
		await kibridge.start()
		browser = await openBrowser({ locale: 'en-US' })
		browser.context.setDefaultTimeout(PAGE_MS)
		page = await browser.context.newPage()
		await open('login.php')
		await page.fill('#username', ILIAS_LOGIN)
		await page.fill('#password', ILIAS_PASSWORD)
		await submit('doStandardAuthentication')
	})
	after(() => endAll({ stop: () => browser?.close() }, kibridge, folder))

	const arrives = () => page.waitForNavigation({ waitUntil: 'domcontentloaded' }) // frames load as they like
	const open = (path) => page.goto(new URL(path, `${ILIAS_URL}/`).href, { waitUntil: 'domcontentloaded' })
	const submit = (command) => Promise.all([arrives(), page.locator(`input[name="cmd[${command}]"]:visible`).first().click()])
	const create = (type, parent) => open(`ilias.php?baseClass=ilRepositoryGUI&ref_id=${parent}&cmd=create&new_type=${type}`)
	const refOf = () => Number(new URL(page.url()).searchParams.get('ref_id'))
	const tab = async (name) => Promise.all([arrives(), page.locator('.nav-tabs a').filter({ hasText: name }).first().click()])
	const frame = () => page.frameLocator('iframe')

	async function makeObject(title, kind) {
		await create('xkib', course)
		await page.fill('input[name="title"]', title)
		await page.check(`input[name="kind"][value="${kind}"]`)
		await submit('save')
		await page.check('input[name="online"]')
		await submit('saveSettings')
		await page.getByText('The settings were saved.').waitFor()
		await tab('Content')
		return refOf()
	}

	test('an administrator connects it with an invite, and the checks are fine', async () => {
		await open('ilias.php?baseClass=ilDashboardGUI')
		await open(await page.$$eval('a', (all) => all.find((one) => one.textContent.trim() === 'Plugins').href)) // in the main menu
		const configure = await page.$$eval('[data-action],a', (all) => all.map((one) => one.dataset.action ?? one.getAttribute('href')).find((url) => /ilKIBridgeConfigGUI/i.test(url)))
		await open(configure)
		await page.fill('input[name="invite"]', (await kibridge.command('invite', '--tenant', 'demo')).trim())
		await Promise.all([arrives(), page.locator('input[value="Connect"]').first().click()])
		await page.getByText('Connected. The points below show what works.').waitFor()
		assert.equal(await page.getByText('Does not work').count(), 0, await page.innerText('body'))
	})

	test('an AI tutor opens in its frame', async () => {
		await create('crs', 1)
		await page.fill('input[name="title"]', `kibridge ${Date.now()}`)
		await submit('save')
		course = refOf()
		await makeObject('Questions', 'tutor')
		await frame().getByText('System prompt').first().waitFor()
	})

	test('AI feedback is of its kind', async () => {
		const listed = page.waitForResponse((answer) => answer.url() === `${kibridge.url}/api/v1/activities`)
		await makeObject('Essay', 'feedback')
		const { activities } = await (await listed).json()
		assert.deepEqual(Object.fromEntries(activities.map(({ title, kind }) => [title, kind])), { Questions: 'tutor', Essay: 'feedback' })
	})

	test('ILIAS has its tabs for it', async () => {
		for (const name of ['Info', 'Export', 'Permissions', 'Settings']) {
			await tab(name)
			await page.locator('.nav-tabs .active').filter({ hasText: name }).waitFor()
		}
	})
})
