// The Moodle plugins in a real Moodle, as people meet them: an admin pastes an invite, a lecturer switches
// the course tutor on and limits it, a student uses drawer and AI functions and meets the limit.
//   ./dev test moodle DIR
import assert from 'node:assert/strict'
import { chmodSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openBrowser } from '../harness/browser.mjs'
import { startKibridge } from '../harness/kibridge.mjs'
import { startModel } from '../harness/model.mjs'
import { endAll } from '../harness/teardown.mjs'
import { nextSession, tutorPage } from '../harness/tutor-page.mjs'
import { visitor } from '../harness/visitor.mjs'
import { phpunitMissing, preparePhpunit } from './phpunit.mjs'
import { missing, startMoodle } from './site.mjs'

const PLUGINS = resolve(import.meta.dirname, '../../plugins/moodle')
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PATIENCE_MS = 30_000 // Moodle's first pages after an upgrade are slow
const places = { local_kibridge: 'local/kibridge', aiprovider_kibridge: 'ai/provider/kibridge' }
const perDay = (value) => ({ scope: 'user', role: 'student', metric: 'requests', window: 'day', value })

// A data request as Moodle's privacy tool carries it out, for this plugin alone.
const REQUEST = `<?php
define('CLI_SCRIPT', true);
require(__DIR__ . '/../../config.php');
$user = core_user::get_user_by_username($argv[2]);
core\\session\\manager::set_user(get_admin());
if ($argv[1] === 'delete') {
    $contexts = local_kibridge\\privacy\\provider::get_contexts_for_userid($user->id)->get_contextids();
    $approved = new core_privacy\\local\\request\\approved_contextlist($user, 'local_kibridge', $contexts);
    local_kibridge\\privacy\\provider::delete_data_for_user($approved);
} else {
    echo json_encode((new local_kibridge\\person(new local_kibridge\\bridge(), $user->id))->export());
}
`

describe('Moodle plugins', { skip: missing() }, () => {
	let folder, moodle, model, kibridge, browser, course
	const people = {} // their browsers, by name

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), 'kibridge-moodle-plugins-'))
		moodle = await startMoodle({ toolUrl: 'http://unused.invalid', copy: true })
		for (const [name, place] of Object.entries(places)) {
			rmSync(join(moodle.tree, place), { recursive: true, force: true })
			cpSync(join(PLUGINS, name), join(moodle.tree, place), { recursive: true })
		}
		moodle.php('admin/cli/upgrade.php', '--non-interactive')
		moodle.sql('UPDATE mdl_tool_usertours_tours SET enabled = 0')
		moodle.php('admin/cli/purge_caches.php')
		course = moodle.course.id
		model = await startModel({ folder, tokensPerSecond: 60 })
		kibridge = await startKibridge({ folder, backends: { central: model.backend } })
		await kibridge.command('tenant', 'add', 'demo')
		await kibridge.start()
		browser = await openBrowser()
	})
	after(() => endAll({ stop: () => browser?.close() }, kibridge, model, moodle, folder))

	const at = (path) => `${moodle.platform.issuer}/${path}`
	const drawerOf = (page) => page.frameLocator('.local_kibridge-frame iframe')
	const tutorButton = (page) => page.getByRole('button', { name: 'AI tutor', exact: true })

	// A tab of somebody's browser, logged in.
	async function enter(user) {
		people[user] ??= logIn(user)
		return (await people[user]).newPage()
	}

	async function logIn(user, options) {
		const context = await browser.newContext(options)
		context.setDefaultTimeout(PATIENCE_MS)
		const form = await context.request.get(at('login/index.php'))
		const [, logintoken] = (await form.text()).match(/name="logintoken" value="(\w+)"/)
		const fields = { username: user, password: moodle.users[user].password, logintoken }
		const answer = await context.request.post(at('login/index.php'), { form: fields })
		assert.doesNotMatch(answer.url(), /\/login\//, `${user} is logged in`)
		return context
	}

	// What Moodle's AI button in the editor calls.
	const askMoodle = (page, prompt) =>
		page.evaluate(
			(prompttext) =>
				new Promise((done, failed) =>
					require(['core/ajax'], ({ call }) =>
						call([{ methodname: 'aiplacement_editor_generate_text', args: { contextid: M.cfg.contextid, prompttext } }])[0].then(done, (error) => failed(new Error(error.message)))),
				),
			prompt,
		)

	test('an invite that is none, or used up, is refused in words', async () => {
		const page = await enter('admin')
		await page.goto(at('local/kibridge/setup.php'))
		const field = page.getByRole('textbox', { name: 'Invite address' })
		await field.fill('https://example.org/')
		await page.getByRole('button', { name: 'Connect', exact: true }).click()
		await page.getByText('This is not an invite address').waitFor()
		await field.fill(`${kibridge.url}/lti/register/${'x'.repeat(43)}?by=link`)
		await page.getByRole('button', { name: 'Connect', exact: true }).click()
		await page.getByText('This registration address is not known').waitFor()
		assert.equal(moodle.sql(`SELECT count(*) FROM mdl_lti_types WHERE baseurl LIKE '${kibridge.url}%'`), '0')
		await page.close()
	})

	test('an admin pastes the invite, and every check is well but for https', async () => {
		const page = await enter('admin')
		await page.goto(at('local/kibridge/setup.php'))
		const invite = (await kibridge.command('invite', '--tenant', 'demo')).trim()
		await page.getByRole('textbox', { name: 'Invite address' }).fill(invite)
		await page.getByRole('button', { name: 'Connect', exact: true }).click()
		await page.getByText('It works. Lecturers can use AI tutors now.').waitFor()
		const checks = await page.locator('[data-check]').evaluateAll((lines) => lines.map(({ dataset }) => [dataset.check, dataset.status]))
		const unwell = checks.filter(([, status]) => status !== 'ok').map(([check]) => check)
		assert.deepEqual(unwell, ['https', 'stealth'])
		assert.ok(checks.some(([check]) => check === 'known'))
		await page.close()
	})

	test('a tool that somebody has set wrong is seen, and set right', async () => {
		const page = await enter('admin')
		moodle.sql("UPDATE mdl_lti_types_config SET value = '1' WHERE name = 'sendname' AND typeid = (SELECT max(id) FROM mdl_lti_types)")
		moodle.php('admin/cli/purge_caches.php')
		await page.goto(at('local/kibridge/setup.php'))
		await page.getByRole('button', { name: 'Check the connection' }).click()
		await page.getByText('It is sent names or e-mail addresses').waitFor()
		await page.getByRole('button', { name: 'Set it right' }).click()
		await page.getByText('It works.').waitFor()
		await page.close()
	})

	test('a student may neither configure nor set up', async () => {
		const page = await enter('student1')
		for (const path of [`local/kibridge/course.php?id=${course}`, 'local/kibridge/setup.php', `local/kibridge/tutor.php?id=${course}`]) {
			const answer = await page.goto(at(path))
			assert.notEqual(answer.status(), 200, path)
		}
		await page.goto(at(`course/view.php?id=${course}`))
		assert.equal(await tutorButton(page).count(), 0, 'nobody has switched it on')
		await page.close()
	})

	test('a lecturer sets the course tutor up, limits it and switches it on', async () => {
		const page = await enter('teacher1')
		await page.goto(at(`course/view.php?id=${course}`))
		await page.goto(await page.getByRole('menuitem', { name: 'AI tutors', includeHidden: true }).getAttribute('href'))
		const token = nextSession(page)
		await page.getByRole('button', { name: 'Set up the course tutor' }).click()
		await page.frameLocator('.local_kibridge-desk').getByRole('heading').first().waitFor()
		const lecturer = visitor({ kibridge, tls: {} }, await token)
		assert.equal((await lecturer.get('me')).role, 'lecturer')
		const saved = await lecturer.setPolicy('course', { quotas: [perDay(2)] })
		assert.equal(saved.status, 200, saved.text)
		await page.getByRole('button', { name: 'Switch on for students' }).click()
		await page.getByText('The course tutor is on').waitFor()
		await page.close()
	})

	test('an admin gives the AI provider a key of the tenant', async () => {
		const page = await enter('admin')
		const token = nextSession(page)
		await page.goto(at(`local/kibridge/course.php?id=${course}`))
		await page.frameLocator('.local_kibridge-desk').getByRole('heading').first().waitFor()
		const admin = visitor({ kibridge, tls: {} }, await token)
		const made = await admin.api('POST', 'keys', { name: 'Moodle', level: 'tenant' })
		assert.equal(made.status, 201, made.text)
		await page.goto(at('admin/settings.php?section=aiprovider_kibridge'))
		await page.locator('#id_s_aiprovider_kibridge_baseurl').fill(kibridge.url)
		await page.locator('#id_s_aiprovider_kibridge_apikey').evaluate((field, key) => (field.value = key), made.json().secret)
		await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Save changes' }).first().click()])
		assert.equal(moodle.sql("SELECT value LIKE 'kb-%' FROM mdl_config_plugins WHERE plugin = 'aiprovider_kibridge' AND name = 'apikey'"), 't')
		for (const plugin of ['aiprovider_kibridge', 'aiplacement_editor']) moodle.php('admin/cli/cfg.php', `--component=${plugin}`, '--name=enabled', '--set=1')
		moodle.php('admin/cli/purge_caches.php')
		await page.close()
	})

	test('the drawer asks nothing before the first click, is accessible, and stays open', async () => {
		const page = await enter('student1')
		const asked = []
		page.on('request', (request) => request.url().startsWith(kibridge.url) && asked.push(request.url()))
		await page.goto(at(`course/view.php?id=${course}`), { waitUntil: 'networkidle' })
		assert.deepEqual(asked, [])
		await tutorButton(page).and(page.locator(':enabled')).focus()
		await page.keyboard.press('Enter')
		const drawer = page.getByRole('complementary', { name: 'AI tutor' })
		await drawer.getByText('Opened on: LTI test course').waitFor()
		assert.equal(await page.evaluate(() => document.activeElement.textContent), 'AI tutor', 'focus is on the heading')
		await drawerOf(page).getByRole('button', { name: 'Understood, begin' }).waitFor()

		await page.evaluate(AXE)
		const { violations } = await page.evaluate(() => axe.run('.local_kibridge-tutor', { iframes: false }))
		assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), [])

		await page.keyboard.press('Tab')
		await page.keyboard.press('Escape')
		await drawer.waitFor({ state: 'hidden' })
		assert.equal(await page.evaluate(() => document.activeElement.dataset.action), 'toggle', 'focus went back to the button')
		await tutorButton(page).click()
		await page.reload()
		await drawerOf(page).getByRole('button', { name: 'Understood, begin' }).waitFor()
		await page.close()
	})

	test("a student's questions in the drawer and Moodle's AI functions count against one limit", async () => {
		const page = await enter('student1')
		await page.goto(at(`course/view.php?id=${course}`))
		await tutorButton(page).click()
		const tutor = tutorPage(drawerOf(page))
		await tutor.begin()
		assert.match(await tutor.ask('What is 2 + 2?'), /2 \+ 2/)
		const answered = await askMoodle(page, 'What is recursion?')
		assert.ok(answered.success, answered.error)
		assert.match(answered.generatedcontent, /calls itself/)
		const refused = await askMoodle(page, 'What is recursion?')
		assert.equal(refused.errorcode, 429)
		assert.match(refused.error, /limit in this course is used up. There is more from \w+/)
		await page.reload()
		await page.getByText('Your AI limit in this course is used up').first().waitFor()
		await drawerOf(page).getByText('Your 2 questions for today are used').waitFor()
		assert.equal(moodle.sql("SELECT count(*) > 0 FROM mdl_logstore_standard_log WHERE eventname LIKE '%course_tutor_opened' AND other NOT LIKE '%2 + 2%'"), 't')
		await page.close()
	})

	test('outside of courses there is no AI unless the admin allows it', async () => {
		const page = await enter('student2')
		await page.goto(at('my/'))
		const answer = await askMoodle(page, 'What is recursion?').catch((error) => ({ error: String(error) }))
		assert.ok(!answer.success, JSON.stringify(answer))
		await page.close()
	})

	test('neither Safe Exam Browser nor an admin in somebody\'s place gets the drawer', async () => {
		const seb = await logIn('student2', { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0 SEB/3.5' })
		const exam = await seb.newPage()
		await exam.goto(at(`course/view.php?id=${course}`))
		assert.equal(await tutorButton(exam).count(), 0)
		await seb.close()

		const other = await logIn('admin')
		const admin = await other.newPage()
		await admin.goto(at('user/profile.php'))
		const key = await admin.evaluate(() => M.cfg.sesskey)
		await admin.goto(at(`course/loginas.php?id=${course}&user=${moodle.users.student2.id}&sesskey=${key}`))
		await admin.goto(at(`course/view.php?id=${course}`))
		assert.equal(await tutorButton(admin).count(), 0)
		const ours = await admin.evaluate(() => M.cfg.sesskey)
		assert.notEqual((await admin.goto(at(`local/kibridge/tutor.php?id=${course}&sesskey=${ours}`))).status(), 200)
		await other.close()
	})

	test('a copy of the course has its course tutor, switched as it was', async () => {
		const backups = mkdtempSync(join(tmpdir(), 'kibridge-moodle-backup-'))
		chmodSync(backups, 0o777) // Moodle's scripts run as the web server's user
		moodle.php('admin/cli/backup.php', `--courseid=${course}`, `--destination=${backups}`)
		const [file] = readdirSync(backups)
		moodle.php('admin/cli/restore_backup.php', `--file=${join(backups, file)}`, '--categoryid=1')
		const copy = moodle.sql('SELECT max(id) FROM mdl_course')
		const page = await enter('admin')
		await page.goto(at(`local/kibridge/course.php?id=${copy}`))
		await page.getByText('The course tutor is on').waitFor()
		await page.frameLocator('.local_kibridge-desk').getByRole('heading').first().waitFor()
		rmSync(backups, { recursive: true })
		await page.close()
	})

	test("a data request in Moodle reaches exactly one person's data, and deletes it", async () => {
		const held = (user) => JSON.parse(moodle.php('local/kibridge/request.php', 'export', user))
		writeFileSync(join(moodle.tree, 'local/kibridge/request.php'), REQUEST)
		assert.ok(held('student1').conversations.length > 0, 'what the student asked in the drawer')
		const teacher = held('teacher1')
		moodle.php('local/kibridge/request.php', 'delete', 'student1')
		assert.deepEqual(held('student1').conversations, [])
		assert.deepEqual(held('student1').sessions, [])
		assert.deepEqual(held('teacher1').sessions, teacher.sessions, "somebody else's data stays")
		rmSync(join(moodle.tree, 'local/kibridge/request.php'))
	})

	test('a bridge that is down costs a course page nothing, and everyone is told what to do', async () => {
		await kibridge.stop()
		const page = await enter('student2')
		await page.goto(at(`course/view.php?id=${course}`))
		await tutorButton(page).waitFor()
		const answer = await askMoodle(page, 'What is recursion?')
		assert.match(answer.error, /cannot be reached/)
		await page.close()
		const admin = await enter('admin')
		await admin.goto(at('local/kibridge/setup.php'))
		await admin.getByRole('button', { name: 'Check the connection' }).click()
		await admin.getByText('Is the bridge running?').waitFor()
		await admin.close()
		await kibridge.start()
	})

	test("the plugins' PHPUnit tests pass in Moodle's test environment", { skip: phpunitMissing() }, () => {
		const run = preparePhpunit(moodle)
		for (const place of Object.values(places)) assert.match(run(`${place}/tests`), /^OK \(\d+ tests/m)
	})

	test('uninstalling leaves nothing behind', () => {
		moodle.php('admin/cli/uninstall_plugins.php', `--plugins=${Object.keys(places).join(',')}`, '--run')
		const left = [
			"SELECT name FROM mdl_config_plugins WHERE plugin LIKE '%_kibridge'",
			"SELECT name FROM mdl_capabilities WHERE component LIKE '%_kibridge'",
			"SELECT capability FROM mdl_role_capabilities WHERE capability LIKE '%kibridge:%'",
			"SELECT id FROM mdl_course_modules WHERE idnumber LIKE 'kibridge%'",
			`SELECT id FROM mdl_lti_types WHERE baseurl LIKE '${kibridge.url}%'`,
		].map((query) => moodle.sql(query))
		assert.deepEqual(left, ['', '', '', '', ''])
	})
})
