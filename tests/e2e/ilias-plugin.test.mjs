// The plugin's object as people see it: its page in (a stand-in of) ILIAS, in Chromium, with a real kibridge in the frame.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openBrowser } from '../harness/browser.mjs'
import { startKibridge } from '../harness/kibridge.mjs'
import { endAll } from '../harness/teardown.mjs'
import { missing, startIlias } from '../ilias/plugin/site.mjs'

const skip = missing() || (existsSync(process.env.KIBRIDGE ?? '') ? false : 'no KIBRIDGE')

describe('an AI tutor of the plugin, in a browser', { skip }, () => {
	let folder, kibridge, ilias, browser

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), 'kibridge-ilias-browser-'))
		kibridge = await startKibridge({ folder, backends: { none: { url: 'http://127.0.0.1:9/v1' } } })
		await kibridge.command('tenant', 'add', 'demo')
		await kibridge.start()
		ilias = await startIlias({ folder })
		const invite = (await kibridge.command('invite', '--tenant', 'demo')).trim()
		assert.equal((await ilias.adminPage('/connect', { invite })).status, 200)
		await ilias.page('/add?ref=81&parent=70&title=Fragen&kind=tutor')
		browser = await openBrowser({ locale: 'de-DE' })
	})
	after(() => endAll({ stop: () => browser?.close() }, kibridge, ilias, folder))

	async function open(user) {
		const context = await browser.newContext()
		const [name, value] = ilias.logIn(user).cookie.split('=')
		await context.addCookies([{ name, value, url: ilias.base }])
		const page = await context.newPage()
		await page.goto(`${ilias.base}/content?ref=81`)
		return { context, page, frame: page.frameLocator('iframe') }
	}

	test('a member reads first what it is, in the frame, and in German', async () => {
		const { context, frame } = await open(21)
		await frame.getByRole('heading', { name: /KI-System/ }).waitFor()
		await frame.getByRole('button', { name: /anfangen/ }).click()
		await frame.getByRole('textbox').first().waitFor()
		await context.close()
	})

	test('a lecturer meets the desk, and the frame can be loaded again', async () => {
		const { context, page, frame } = await open(11)
		await frame.getByText('Systemprompt').first().waitFor()
		await page.reload() // another hint: nothing is used up
		await frame.getByText('Systemprompt').first().waitFor()
		await context.close()
	})

	test('it opens in a window of its own, too', async () => {
		const { context, page } = await open(11)
		const opened = context.waitForEvent('page')
		await page.getByRole('link', { name: 'In neuem Fenster öffnen' }).click()
		await (await opened).getByText('Systemprompt').first().waitFor()
		await context.close()
	})
})
