// The main job in a real Moodle: a lecturer opens the tutor in a course, sets two questions per day,
// a student asks, reads the streamed answers, and meets the limit.
//   ./dev test moodle DIR      DIR: a Moodle source tree, readable by everyone
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openBrowser } from '../harness/browser.mjs'
import { startKibridge } from '../harness/kibridge.mjs'
import { lecturerPage } from '../harness/lecturer-page.mjs'
import { startModel } from '../harness/model.mjs'
import { freePort } from '../harness/process.mjs'
import { endAll } from '../harness/teardown.mjs'
import { tutorPage } from '../harness/tutor-page.mjs'
import { missing, startMoodle } from './site.mjs'

describe('Moodle', { skip: missing() }, () => {
	let folder, moodle, model, kibridge, browser

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), 'kibridge-moodle-tool-'))
		const port = await freePort()
		moodle = await startMoodle({ toolUrl: `http://localhost:${port}` })
		model = await startModel({ folder, tokensPerSecond: 60 })
		kibridge = await startKibridge({ folder, port, backends: { central: model.backend } })
		await kibridge.command('tenant', 'add', 'demo')
		await kibridge.command('platform', 'add', '--tenant', 'demo', ...moodle.platformWords)
		await kibridge.start()
		browser = await openBrowser()
	})
	after(() => endAll({ stop: () => browser?.close() }, kibridge, model, moodle, folder))

	// The activity's page in Moodle, as `user`, with the tool in its frame.
	async function openActivity(user) {
		const context = await browser.newContext()
		const page = await context.newPage()
		await page.goto(`${moodle.platform.issuer}/login/index.php`)
		await page.locator('#username').fill(user)
		await page.locator('#password').fill(moodle.users[user].password)
		await page.locator('#loginbtn').click()
		await page.goto(moodle.activity.view_url)
		return { context, page, frame: page.frameLocator('#contentframe') }
	}

	test('a lecturer opens the tutor and limits it', async () => {
		const { context, frame } = await openActivity('teacher1')
		const lecturer = lecturerPage(frame)
		await lecturer.limitQuestions(2, 'day')
		await lecturer.save()
		await context.close()
	})

	test('a student asks twice and meets the limit', async () => {
		const { context, frame } = await openActivity('student1')
		const tutor = tutorPage(frame)
		await tutor.begin()
		assert.match(await tutor.ask('What is recursion?'), /calls itself/)
		assert.match(await tutor.ask('What is 2 + 2?'), /2 \+ 2/)
		await tutor.root.getByText('Your 2 questions for today are used').waitFor()
		await context.close()
	})

	test('reloading the activity leads into the same conversation', async () => {
		const { context, page, frame } = await openActivity('student1')
		const tutor = tutorPage(frame)
		await tutor.question.waitFor()
		await page.reload()
		await tutor.question.waitFor()
		await tutor.root.getByText('What is recursion?').first().waitFor({ state: 'attached' })
		await context.close()
	})
})
