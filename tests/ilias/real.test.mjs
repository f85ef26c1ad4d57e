// The plugin in a real ILIAS, in Chromium: ./dev test ilias DIR, where DIR is a source tree of ILIAS with its libraries.
// The test installs it (site.mjs): an admin connects it, lecturers add objects, members use them and meet a limit.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { openBrowser } from '../harness/browser.mjs'
import { startKibridge } from '../harness/kibridge.mjs'
import { lecturerPage } from '../harness/lecturer-page.mjs'
import { waitFor } from '../harness/process.mjs'
import { startScripted } from '../harness/scripted.mjs'
import { endAll } from '../harness/teardown.mjs'
import { missing, startIlias } from './site.mjs'
import { visit } from './visit.mjs'

const run = promisify(execFile)
const { KIBRIDGE = '' } = process.env
const SCORE_MS = 90_000 // the bridge looks every ten seconds
const skip = missing() || (existsSync(KIBRIDGE) ? false : 'no KIBRIDGE')

describe('the plugin in a real ILIAS', { skip }, () => {
	let folder, ilias, model, kibridge, browser, admin, lecturer, student
	const made = {} // objects, by what they are

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), 'kibridge-real-ilias-'))
		ilias = await startIlias()
		model = await startScripted({ folder })
		kibridge = await startKibridge({ folder, backends: { central: model.backend } })
		await kibridge.command('tenant', 'add', 'demo')
		await kibridge.start()
		browser = await openBrowser()
		admin = await visit(ilias, browser, 'admin')
		lecturer = await visit(ilias, browser, 'lecturer')
		student = await visit(ilias, browser, 'student')
	})
	after(() => endAll({ stop: () => browser?.close() }, kibridge, model, ilias, folder))

	const services = async (...words) => {
		const { stdout } = await run(join(dirname(KIBRIDGE), 'moodle_services'), [kibridge.config, ...words])
		return stdout && JSON.parse(stdout)
	}
	/** Who the bridge takes somebody for when they open what `who` is to open. */
	async function arrives(who, opening) {
		const told = who.page.waitForResponse((answer) => answer.url() === `${kibridge.url}/api/v1/me`)
		await opening()
		return (await told).json()
	}
	const invite = async () => (await kibridge.command('invite', '--tenant', 'demo')).trim()
	async function connect(address) {
		await admin.page.fill('input[name="invite"]', address)
		await admin.follow(admin.page.locator('input[value="Connect"]'))
	}

	test('what is no invite, or none any more, is said in words', async () => {
		await admin.open('ilias.php?baseClass=ilDashboardGUI')
		await admin.open(await admin.page.$$eval('a', (all) => all.find((one) => one.textContent.trim() === 'Plugins').href)) // in the main menu
		const addresses = await admin.page.$$eval('[data-action], a', (all) => all.map((one) => one.dataset.action ?? one.getAttribute('href')))
		await admin.open(addresses.find((address) => /ilKIBridgeConfigGUI/i.test(address)))
		await connect('https://example.org/')
		await admin.page.getByText('This is no invite of a kibridge').waitFor()
		await connect(`${kibridge.url}/lti/register/${'x'.repeat(43)}?by=link`)
		await admin.page.getByText('The connection did not come about').waitFor()
	})

	test('an administrator connects it, and every check is well but for https', async () => {
		await connect(await invite())
		await admin.page.getByText('Connected. The points below show what works.').waitFor()
		await admin.picture('ilias-connected')
		assert.equal(await admin.page.getByText('Does not work').count(), 0, await admin.page.innerText('body'))
		assert.equal(await admin.page.getByText('Look at it').count(), 1)
		assert.ok((await admin.page.getByText(/^Fine/).count()) >= 7)
	})

	test('a lecturer adds an AI tutor in the course, and limits it at the desk in its frame', async () => {
		made.tutor = await lecturer.add(ilias.course, { title: 'Questions', kind: 'tutor' })
		await lecturer.putOnline()
		await lecturer.picture('ilias-settings')
		const { role, course } = await arrives(lecturer, () => lecturer.tab('Content'))
		assert.equal(role, 'lecturer')
		assert.equal(course.title, 'Logic')
		made.course = course.id
		const desk = lecturerPage(lecturer.frame())
		await desk.prompt.fill('Speak in riddles.')
		await desk.limitQuestions(1, 'day')
		await desk.save()
	})

	test('a member asks, gets an answer, and meets the limit', async () => {
		const { role } = await arrives(student, () => student.enter(ilias.course, 'Questions'))
		assert.equal(role, 'student')
		const tutor = student.tutor()
		await tutor.begin()
		assert.match(await tutor.ask('What is a syllogism?'), /What is a syllogism\?/)
		await student.picture('ilias-content')
		await student.page.reload()
		await tutor.root.getByText(/Your question for today is used/).first().waitFor()
		await student.picture('ilias-limit')
	})

	test('in German it is German, in ILIAS and in the frame', async () => {
		const dozentin = await visit(ilias, browser, 'dozentin', { locale: 'de-DE' })
		await dozentin.add(ilias.course, { title: 'Fragen zur Vorlesung', kind: 'tutor' })
		await dozentin.putOnline()
		await dozentin.page.getByText('Die Einstellungen wurden gespeichert.').waitFor()
		await dozentin.picture('ilias-settings')
		await dozentin.tab('Inhalt')
		await dozentin.frame().getByText('Systemprompt').first().waitFor()
		const studentin = await visit(ilias, browser, 'studentin', { locale: 'de-DE' })
		await studentin.enter(ilias.course, 'Fragen zur Vorlesung')
		const tutor = studentin.tutor('de')
		await tutor.begin()
		await tutor.ask('Was ist ein Syllogismus?')
		await studentin.picture('ilias-content')
		assert.doesNotMatch(await studentin.page.innerText('body'), /-(\w+_)*xkib|-rep_robj/) // what ILIAS shows where a text is missing
		await dozentin.close()
		await studentin.close()
	})

	test('in a folder a course administrator is a lecturer too, a course tutor an assistant', async () => {
		made.inFolder = await lecturer.add(ilias.folder, { title: 'In a folder', kind: 'tutor' })
		await lecturer.putOnline()
		const me = await arrives(lecturer, () => lecturer.tab('Content'))
		assert.deepEqual([me.role, me.course.id], ['lecturer', made.course])
		assert.equal((await arrives(student, () => student.enter(ilias.folder, 'In a folder'))).role, 'student')
		const tutor = await visit(ilias, browser, 'tutor')
		assert.notEqual((await arrives(tutor, () => tutor.enter(ilias.folder, 'In a folder'))).role, 'student')
		assert.equal(await tutor.page.locator('.nav-tabs a').filter({ hasText: 'Settings' }).count(), 0) // no write permission
		await tutor.close()
		const people = await services('roster', made.course)
		assert.equal(people.length, 5)
	})

	test('who may not read an object meets ILIAS, and what is offline shows itself to nobody', async () => {
		await lecturer.enter(ilias.course, 'Questions')
		await lecturer.tab('Settings')
		await lecturer.page.uncheck('input[name="online"]')
		await lecturer.submit('saveSettings')
		await student.container(ilias.course)
		assert.equal(await student.entry('Questions').count(), 0)
		await student.open(`ilias.php?baseClass=ilObjPluginDispatchGUI&cmd=forward&ref_id=${made.tutor}&forwardCmd=showContent`)
		assert.equal(await student.page.locator('iframe').count(), 0)
		assert.doesNotMatch(await student.page.innerText('body'), /Stack|\.php/)
		await lecturer.putOnline()
	})

	test('a score of AI feedback is learning progress', async () => {
		await lecturer.add(ilias.course, { title: 'Essay', kind: 'feedback' })
		await lecturer.putOnline()
		await lecturer.tab('Content')
		await lecturer.frame().getByRole('link', { name: 'Overview' }).waitFor()
		const { activity } = await arrives(student, () => student.enter(ilias.course, 'Essay'))
		await services('grade', activity.id, '7', '10')
		await waitFor('the score', async () => {
			const { scores } = await ilias.script('progress.php', 'Essay')
			return scores.some(({ login, status, mark }) => login === 'student' && status === 'completed' && mark === '7 / 10')
		}, { timeoutMs: SCORE_MS, everyMs: 2000 })
		await student.enter(ilias.course, 'Essay')
		await student.tab('Learning Progress')
		await student.page.getByText('7 / 10').first().waitFor()
		await student.page.getByText('Well argued.').first().waitFor()
	})

	test('a copy starts offline, with the settings of its original', async () => {
		await lecturer.copy(ilias.course, made.tutor, ilias.folder)
		await lecturer.enter(ilias.folder, 'Questions - Copy')
		await student.container(ilias.folder)
		assert.equal(await student.entry('Questions').count(), 0)
		assert.equal(await lecturerPage(lecturer.frame()).prompt.inputValue(), 'Speak in riddles.')
	})

	test('what was exported comes in again as a copy', async () => {
		await lecturer.enter(ilias.course, 'Questions')
		await lecturer.tab('Export')
		await lecturer.follow(lecturer.page.getByText('Create Export File (XML)'))
		const [file] = await Promise.all([lecturer.page.waitForEvent('download'), lecturer.page.getByRole('link', { name: 'Download' }).first().click()])
		const zip = join(folder, file.suggestedFilename())
		await file.saveAs(zip)
		await lecturer.open(`ilias.php?baseClass=ilRepositoryGUI&ref_id=${ilias.folder}&cmd=create&new_type=xkib`)
		await lecturer.page.getByText('Option 2: Import').click()
		await lecturer.page.setInputFiles('input[type="file"][name="importfile"]', zip)
		await lecturer.submit('importFile')
		await lecturer.container(ilias.folder)
		assert.equal(await lecturer.page.getByRole('link', { name: 'Questions', exact: true }).count(), 1)
	})

	test('a copied course has its tutors, and their settings', async () => {
		await admin.copy(1, ilias.course, 1)
		await admin.submit('copyContainerToTargets')
		await admin.container(1)
		const links = await admin.page.getByRole('link', { name: /^Logic - Copy/ }).evaluateAll((all) => all.map(({ href }) => href))
		const copies = links.map((link) => Number(/(?:ref_id=|crs_)(\d+)/.exec(link)[1]))
		await admin.enter(Math.max(...copies), 'Questions')
		const desk = lecturerPage(admin.frame())
		await desk.prompt.waitFor()
		assert.equal(await desk.prompt.inputValue(), 'Speak in riddles.')
	})

	test('ILIAS has its tabs for it', async () => {
		await lecturer.enter(ilias.course, 'Questions')
		for (const name of ['Info', 'Learning Progress', 'Export', 'Permissions', 'Settings']) {
			await lecturer.tab(name)
			await lecturer.page.locator('.nav-tabs .active').filter({ hasText: name }).waitFor()
		}
	})

	test('a bridge that is down leaves the course usable', async () => {
		await kibridge.stop()
		await student.container(ilias.course)
		await student.follow(student.page.getByRole('link', { name: 'Questions', exact: true }))
		await student.page.getByText('Nothing to see?').waitFor()
		await student.tab('Info')
		await lecturer.enter(ilias.course, 'Questions')
		await lecturer.tab('Settings')
		await lecturer.putOnline()
		await kibridge.start()
		await student.enter(ilias.course, 'Questions')
		await student.frame().getByText('What is a syllogism?').first().waitFor()
	})

	test('uninstalled, it leaves nothing, and the course stays', { skip: process.env.ILIAS_STATE && 'the installation is kept' }, async () => {
		const left = await ilias.script('uninstall.php')
		assert.deepEqual(left, { tables: [], objects: 0, rights: 0 })
		await lecturer.container(ilias.course)
		await lecturer.page.getByText('Week 1').first().waitFor()
		assert.equal(await lecturer.entry('Questions').count(), 0)
	})
})
