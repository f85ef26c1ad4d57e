// The Moodle plugins in a real Moodle, as people meet them: an admin pastes an invite, a lecturer switches
// the course tutor on and limits it, a student uses drawer and AI functions and meets the limit.
//   ./dev test moodle DIR
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { waitFor } from '../harness/process.mjs'
import { nextSession, tutorPage } from '../harness/tutor-page.mjs'
import { visitor } from '../harness/visitor.mjs'
import { phpunitMissing, preparePhpunit } from './phpunit.mjs'
import { askMoodle, drawerOf, places, startPluginSite, switchAiOn, tutorButton } from './plugin-site.mjs'
import { missing } from './site.mjs'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const perDay = (value) => ({ scope: 'user', role: 'student', metric: 'requests', window: 'day', value })

// A data request as Moodle's privacy tool carries it out, for this plugin alone.
const REQUEST = `
$user = core_user::get_user_by_username($argv[2]);
if ($argv[1] === 'delete') {
    $contexts = local_kibridge\\privacy\\provider::get_contexts_for_userid($user->id)->get_contextids();
    $approved = new core_privacy\\local\\request\\approved_contextlist($user, 'local_kibridge', $contexts);
    local_kibridge\\privacy\\provider::delete_data_for_user($approved);
} else {
    echo json_encode((new local_kibridge\\person(new local_kibridge\\bridge(), $user->id))->export());
}`

// A service of Moodle's with the editor's AI function, and a token of somebody's for it.
const TOKEN = `
require_once($CFG->dirroot . '/webservice/lib.php');
set_config('enablewebservices', 1);
set_config('webserviceprotocols', 'rest');
assign_capability('webservice/rest:use', CAP_ALLOW, $DB->get_field('role', 'id', ['shortname' => 'user']), SYSCONTEXTID, true);
$manager = new webservice();
$id = $manager->add_external_service((object) ['name' => 'AI', 'shortname' => 'ai', 'enabled' => 1, 'restrictedusers' => 0, 'downloadfiles' => 0, 'uploadfiles' => 0, 'requiredcapability' => '']);
$manager->add_external_function_to_service('aiplacement_editor_generate_text', $id);
$user = core_user::get_user_by_username($argv[1]);
echo core_external\\util::generate_token(EXTERNAL_TOKEN_PERMANENT, $manager->get_external_service_by_id($id), $user->id, context_system::instance()), ' ', context_course::instance($argv[2])->id;`

// Suspends somebody in a course, or takes them back.
const SUSPEND = `
$instance = $DB->get_record('enrol', ['courseid' => $argv[1], 'enrol' => 'manual']);
$status = $argv[3] === 'yes' ? ENROL_USER_SUSPENDED : ENROL_USER_ACTIVE;
enrol_get_plugin('manual')->update_user_enrol($instance, core_user::get_user_by_username($argv[2])->id, $status);`

// Guests may look at the course, or may not any more.
const GUESTS = `
$instance = $DB->get_record('enrol', ['courseid' => $argv[1], 'enrol' => 'guest']);
enrol_get_plugin('guest')->update_status($instance, $argv[2] === 'yes' ? ENROL_INSTANCE_ENABLED : ENROL_INSTANCE_DISABLED);`

// Takes every connection and says nothing. `asked`: what they asked; a browser also connects to where it has
// been before, just in case.
async function startSilent(port) {
	const sockets = new Set()
	const asked = [] // first lines
	const server = createServer((socket) => {
		sockets.add(socket)
		socket.once('data', (bytes) => asked.push(String(bytes).split('\r\n')[0]))
		socket.on('error', () => {})
	})
	await new Promise((ready) => server.listen(port, '127.0.0.1', ready))
	return {
		asked: () => asked,
		async stop() {
			sockets.forEach((socket) => socket.destroy())
			await new Promise((closed) => server.close(closed))
		},
	}
}

describe('Moodle plugins', { skip: missing() }, () => {
	let site, moodle, kibridge, course

	before(async () => {
		site = await startPluginSite()
		;({ moodle, kibridge, course } = site)
	})
	after(() => site?.stop())

	const at = (path) => site.at(path)
	const enter = (user) => site.enter(user)
	const logIn = (user, options) => site.logIn(user, options)
	/** The plugin's events in Moodle's log, as "name other". */
	const logged = (name) => moodle.sql(`SELECT DISTINCT other FROM mdl_logstore_standard_log WHERE eventname = '\\local_kibridge\\event\\${name}'`)

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

	test("an admin switches Moodle's AI functions on, and pastes nothing", async () => {
		const page = await enter('admin')
		await page.goto(at('local/kibridge/setup.php'))
		await page.getByText('Moodle has a key of its own for them').waitFor()
		const kept = moodle.sql("SELECT value FROM mdl_config_plugins WHERE plugin = 'local_kibridge' AND name = 'apikey'")
		assert.match(kept, /^(sodium|openssl-aes-256-ctr):/)
		for (const path of ['local/kibridge/setup.php', 'admin/settings.php?section=aiprovider']) {
			await page.goto(at(path))
			assert.doesNotMatch(await page.content(), /kb-[A-Za-z0-9_-]{20}/, path)
		}
		await page.close()
		await switchAiOn(site)
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
		if (moodle.branch < 501) await page.getByText('Your AI limit in this course is used up').first().waitFor() // later: at the button
		await drawerOf(page).getByText('Your 2 questions for today are used').waitFor()
		await page.close()
	})

	test("Moodle's log has the events, without what was said", () => {
		const events = ['bridge_connected', 'api_key_fetched', 'course_tutor_switched', 'course_tutor_opened']
		const seen = moodle.sql("SELECT DISTINCT eventname FROM mdl_logstore_standard_log WHERE component = 'local_kibridge'").split('\n')
		assert.deepEqual(seen.sort(), events.map((name) => `\\local_kibridge\\event\\${name}`).sort())
		assert.equal(logged('course_tutor_switched'), '{"on":true}')
		for (const name of events.filter((name) => name !== 'course_tutor_switched')) assert.equal(logged(name), 'null', name)
	})

	test('a key that was revoked at the bridge says so, and an admin fetches the next', async () => {
		const page = await enter('admin')
		const token = nextSession(page)
		await page.goto(at(`local/kibridge/course.php?id=${course}`))
		await page.frameLocator('.local_kibridge-desk').getByRole('heading').first().waitFor()
		const admin = visitor({ kibridge, tls: {} }, await token)
		const [key] = (await admin.get('keys')).keys.filter(({ by_lms, revoked_at }) => by_lms && !revoked_at)
		assert.equal((await admin.api('DELETE', `keys/${key.id}`)).status, 204)

		const student = await enter('student2')
		await student.goto(at(`course/view.php?id=${course}`))
		assert.match((await askMoodle(student, 'What is recursion?')).error, /key for the AI is not valid/)
		await page.goto(at('local/kibridge/setup.php'))
		await page.getByRole('button', { name: 'Check the connection' }).click()
		await page.locator('[data-check=aikey][data-status=warning]').waitFor()
		await page.getByRole('button', { name: 'Fetch a new key' }).click()
		await page.locator('[data-check=aikey][data-status=ok]').waitFor()
		const answered = await askMoodle(student, 'What is recursion?')
		assert.ok(answered.success, answered.error)
		await page.close()
		await student.close()
	})

	test("web service users are people of the course like others: one's own limit holds", async () => {
		const [token, contextid] = site.runPhp(TOKEN, 'student2', course).split(' ')
		const call = async () => {
			const form = { wstoken: token, wsfunction: 'aiplacement_editor_generate_text', moodlewsrestformat: 'json', contextid, prompttext: 'What is recursion?' }
			const answer = await fetch(at('webservice/rest/server.php'), { method: 'POST', body: new URLSearchParams(form) })
			return answer.json()
		}
		const first = await call()
		assert.ok(first.success, JSON.stringify(first))
		const second = await call() // student2 has asked once in the browser
		assert.equal(second.errorcode, 429, JSON.stringify(second))
	})

	test('guests and suspended people get neither drawer nor AI', async () => {
		site.runPhp(GUESTS, course, 'yes')
		const visit = await (await site.browser.newContext()).newPage()
		await visit.goto(at('login/index.php'))
		await visit.getByRole('button', { name: 'Access as a guest' }).click()
		await visit.goto(at(`course/view.php?id=${course}`))
		await visit.getByRole('heading', { name: /LTI test course/ }).first().waitFor()
		assert.equal(await tutorButton(visit).count(), 0)
		const key = await visit.evaluate(() => M.cfg.sesskey)
		const refused = await askMoodle(visit, 'What is recursion?').catch((error) => ({ error: String(error) }))
		assert.ok(!refused.success, JSON.stringify(refused))
		assert.notEqual((await visit.goto(at(`local/kibridge/tutor.php?id=${course}&sesskey=${key}`))).status(), 200)
		await visit.context().close()

		const page = await enter('student2')
		await page.goto(at(`course/view.php?id=${course}`))
		await tutorButton(page).waitFor()
		const sesskey = await page.evaluate(() => M.cfg.sesskey)
		site.runPhp(SUSPEND, course, 'student2', 'yes')
		const fromOpenPage = await askMoodle(page, 'What is recursion?').catch((error) => ({ error: String(error) }))
		assert.ok(!fromOpenPage.success, JSON.stringify(fromOpenPage))
		await page.goto(at(`course/view.php?id=${course}`)) // guests may still look at it, and so may they
		assert.equal(await tutorButton(page).count(), 0)
		await page.goto(at(`local/kibridge/tutor.php?id=${course}&sesskey=${sesskey}`))
		assert.ok(!page.url().startsWith(kibridge.url), 'no launch')
		site.runPhp(GUESTS, course, 'no')
		site.runPhp(SUSPEND, course, 'student2', 'no')
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
		const asked = await askMoodle(admin, 'What is recursion?')
		assert.match(asked.error, /logged in as somebody else/)
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
		const held = (user) => JSON.parse(site.runPhp(REQUEST, 'export', user))
		assert.ok(held('student1').conversations.length > 0, 'what the student asked in the drawer')
		const teacher = held('teacher1')
		site.runPhp(REQUEST, 'delete', 'student1')
		assert.deepEqual(held('student1').conversations, [])
		assert.deepEqual(held('student1').sessions, [])
		assert.deepEqual(held('teacher1').sessions, teacher.sessions, "somebody else's data stays")
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

	test('a bridge that never answers costs a course page nothing, and the drawer says so', async () => {
		await kibridge.stop()
		const silent = await startSilent(new URL(kibridge.url).port)
		try {
			const page = await enter('student2')
			for (const path of [`course/view.php?id=${course}`, `user/index.php?id=${course}`, 'my/', `course/view.php?id=${course}`]) await page.goto(at(path))
			assert.deepEqual(silent.asked(), [], 'no page has asked the bridge')

			// While an AI button waits for its answer, the same person's pages do not.
			const waiting = askMoodle(page, 'What is recursion?').catch(() => 'given up')
			await waitFor('Moodle to ask the bridge', () => silent.asked().length > 0)
			const beside = await enter('student2')
			await beside.goto(at(`course/view.php?id=${course}`))
			await tutorButton(beside).click()
			const drawer = beside.getByRole('complementary', { name: 'AI tutor' })
			await drawer.getByText('The tutor does not answer at the moment').waitFor()

			await silent.stop()
			await waiting
			await kibridge.start()
			await drawer.getByRole('button', { name: 'Load again' }).click()
			await drawerOf(beside).getByRole('button', { name: 'Understood, begin' }).waitFor()
			await beside.close()
			await page.close()
		} finally {
			await silent.stop()
		}
	})

	test('a reset course keeps its course tutor', async () => {
		site.runPhp('require_once($CFG->dirroot . "/course/lib.php"); reset_course_userdata((object) ["id" => $argv[1], "reset_start_date" => 0, "reset_gradebook_grades" => 1, "reset_roles_local" => 1]);', course)
		const page = await enter('teacher1')
		await page.goto(at(`local/kibridge/course.php?id=${course}`))
		await page.getByText('The course tutor is on').waitFor()
		await page.close()
	})

	test("the plugins' PHPUnit tests pass in Moodle's test environment", { skip: phpunitMissing() }, () => {
		const run = preparePhpunit(moodle)
		for (const place of Object.values(places)) assert.match(run(`${place}/tests`), /^OK \(\d+ tests/m)
	})

	test('uninstalling leaves nothing behind', async () => {
		const page = await enter('admin')
		const token = nextSession(page)
		await page.goto(at(`local/kibridge/course.php?id=${course}`))
		const admin = visitor({ kibridge, tls: {} }, await token)
		await page.close()
		moodle.php('admin/cli/uninstall_plugins.php', `--plugins=${Object.keys(places).join(',')}`, '--run')
		const left = [
			"SELECT name FROM mdl_config_plugins WHERE plugin LIKE '%_kibridge'",
			"SELECT name FROM mdl_config WHERE name LIKE '%kibridge%'",
			"SELECT name FROM mdl_capabilities WHERE component LIKE '%_kibridge'",
			"SELECT classname FROM mdl_task_scheduled WHERE component LIKE '%_kibridge'",
			"SELECT name FROM mdl_user_preferences WHERE name LIKE '%kibridge%'",
			"SELECT capability FROM mdl_role_capabilities WHERE capability LIKE '%kibridge:%'",
			"SELECT id FROM mdl_course_modules WHERE idnumber LIKE 'kibridge%'",
			`SELECT id FROM mdl_lti_types WHERE baseurl LIKE '${kibridge.url}%'`,
			...(moodle.branch >= 500 ? ["SELECT name FROM mdl_ai_providers WHERE provider LIKE '%kibridge%'"] : []),
		].map((query) => moodle.sql(query))
		assert.equal(left.join(''), '', JSON.stringify(left))
		const { keys } = await admin.get('keys')
		assert.deepEqual(keys.filter(({ by_lms, revoked_at }) => by_lms && !revoked_at), [], 'the key was given back')
	})
})
