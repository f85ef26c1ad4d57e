// LTI Advantage in a real Moodle: its admin registers the tool by one address, a lecturer places two
// tutors and a feedback activity by deep linking, people use them, a score reaches the gradebook, the roster is read, and a
// course is copied.
//   ./dev test moodle DIR      DIR: a Moodle source tree, readable by everyone
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { openBrowser } from '../harness/browser.mjs'
import { startKibridge } from '../harness/kibridge.mjs'
import { startModel } from '../harness/model.mjs'
import { waitFor } from '../harness/process.mjs'
import { endAll } from '../harness/teardown.mjs'
import { tutorPage } from '../harness/tutor-page.mjs'
import { missing, startMoodle } from './site.mjs'
import { visits } from './visits.mjs'

const run = promisify(execFile)
const TITLES = ['Ask about loops', 'Sortieren üben']
const GRADED = 'Essay 1' // a feedback activity, placed with its grade item
const SCORE_MS = 60_000 // the outbox looks every ten seconds

// The words may still be on their way onto a busy machine's screen when the answer is complete.
async function askRecursion(tutor) {
	await tutor.ask('What is recursion?')
	await waitFor('the answer', async () => /calls itself/.test(await tutor.answers.last().innerText()), { everyMs: 200 })
}

describe('LTI Advantage in Moodle', { skip: missing() }, () => {
	const placed = {} // by title: the activity's page in Moodle
	let folder, shelf, moodle, site, model, kibridge, browser
	let visit, open, find, place
	let type // Moodle's number of the tool: our deployment_id

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), 'kibridge-advantage-'))
		shelf = mkdtempSync(join(tmpdir(), 'kibridge-advantage-shelf-'))
		chmodSync(shelf, 0o777) // Moodle puts a backup there
		moodle = await startMoodle({ toolUrl: 'http://localhost:9' }) // another tool: ours registers itself
		site = moodle.platform.issuer
		model = await startModel({ folder, tokensPerSecond: 60 })
		kibridge = await startKibridge({ folder, backends: { central: model.backend } })
		await kibridge.command('tenant', 'add', 'demo')
		await kibridge.start()
		browser = await openBrowser()
		;({ visit, open, find, place } = visits({ browser, moodle, kibridge }))
	})
	after(() => endAll({ stop: () => browser?.close() }, kibridge, model, moodle, folder, shelf))

	const services = async (...words) => {
		const { stdout } = await run(join(dirname(process.env.KIBRIDGE), 'moodle_services'), [kibridge.config, ...words])
		return stdout && JSON.parse(stdout)
	}

	test('the admin pastes one address, and the tool registers itself', async () => {
		const invite = (await kibridge.command('invite', '--tenant', 'demo')).trim()
		const { context, page } = await visit('admin', 'mod/lti/toolconfigure.php')
		await page.locator('#tool-url').fill(invite)
		await page.locator('#tool-create-button').click()
		const frame = page.frameLocator('#external-registration-template-container iframe')
		await frame.getByText('Manage tools').first().waitFor() // what to do next, in Moodle's words
		assert.match(await frame.locator('body').innerText(), /Activate/)
		await frame.locator('#done').click()

		const [platform] = JSON.parse(await kibridge.command('platform', 'list', '--json'))
		assert.equal(platform.issuer, site)
		assert.equal(platform.profile, 'moodle')
		const shown = JSON.parse(await kibridge.command('platform', 'show', platform.id, '--json'))
		assert.deepEqual(shown.deployments.map(({ status }) => status), ['active'])
		type = shown.deployments[0].deployment_id

		const card = page.locator(`.tool-card[data-type-id="${type}"]`)
		await card.locator('.activate').click()
		await card.locator('.activate').waitFor({ state: 'detached' })
		await context.close()
	})

	test('the admin shows it in the activity chooser', async () => {
		const { context, page } = await visit('admin', 'mod/lti/toolconfigure.php')
		await page.goto(await page.locator(`.tool-card[data-type-id="${type}"] a.edit`).getAttribute('href'))
		assert.equal(await page.locator('#id_lti_contentitem').isChecked(), true)
		assert.equal(await page.locator('[name="ltiservice_gradesynchronization"]').inputValue(), '2')
		assert.equal(await page.locator('[name="ltiservice_memberships"]').inputValue(), '1')
		await page.locator('[name="lti_coursevisible"]').selectOption('2')
		await page.locator('#id_submitbutton').click()
		await page.locator(`.tool-card[data-type-id="${type}"]`).waitFor()
		await context.close()
	})

	for (const title of [...TITLES, GRADED])
		test(`a lecturer selects content: ${title}`, async () => {
			placed[title] = await place(title, { type, maximum: title === GRADED && 20 })
			assert.ok(placed[title])
		})

	for (const title of TITLES)
		test(`lecturer and student open ${title}, and the student asks`, async () => {
			const lecturer = await open('teacher1', placed[title])
			const theirs = await lecturer.api.get('me')
			assert.equal(theirs.role, 'lecturer')
			assert.equal(theirs.activity.title, title)
			const limited = await lecturer.api.setPolicy('activity', {
				quotas: [{ scope: 'user', role: 'student', metric: 'requests', window: 'day', value: 5 }],
			})
			assert.equal(limited.status, 200, limited.text)
			await lecturer.context.close()

			const student = await open('student1', placed[title])
			const me = await student.api.get('me')
			assert.equal(me.role, 'student')
			assert.equal(me.activity.id, theirs.activity.id)
			const tutor = tutorPage(student.frame)
			await tutor.begin()
			await askRecursion(tutor)
			const [limit] = (await student.api.get('limits')).limits
			assert.equal(limit.used, 1)
			await student.context.close()
		})

	test('a score reaches the gradebook; one for a lecturer is refused in words', async () => {
		const title = GRADED
		const lecturer = await open('teacher1', placed[title])
		const { activity } = await lecturer.api.get('me')
		assert.equal(activity.kind, 'feedback')
		const student = await open('student1', placed[title])
		await student.context.close()

		await services('grade', activity.id, '17', '20')
		const rows = await waitFor('the outbox', async () => {
			const list = await services('grades', activity.id)
			return list.length === 2 && list.every(({ status }) => status !== 'waiting') && list
		}, { timeoutMs: SCORE_MS, everyMs: 1000 })
		assert.deepEqual(rows.map(({ status }) => status), ['refused', 'sent'])
		const { counts, scores } = await lecturer.api.get('scores')
		await lecturer.context.close()
		assert.deepEqual(counts, { waiting: 0, sent: 1, refused: 1 })
		assert.equal(scores[0].reason, 'person-refused') // Moodle grades nobody without a student role

		const { context, page } = await visit('student1', `grade/report/user/index.php?id=${moodle.course.id}`)
		const row = page.locator('tr', { hasText: title })
		await row.getByText('17.00').first().waitFor()
		await context.close()
	})

	test('the roster is who is in the course', async () => {
		const lecturer = await open('teacher1', placed[GRADED])
		const { course } = await lecturer.api.get('me')
		await lecturer.context.close()
		const people = await services('roster', course.id)
		assert.deepEqual(people.map(({ role }) => role).sort(), ['lecturer', 'student', 'student'])
		assert.equal(new Set(people.map(({ person }) => person)).size, 3)
		assert.doesNotMatch(JSON.stringify(people), /student1|Teacher/)
	})

	test('a copied course begins afresh, once a lecturer has confirmed it', async () => {
		const title = TITLES[1]
		moodle.php('admin/cli/backup.php', `--courseid=${moodle.course.id}`, `--destination=${shelf}`)
		const [file] = readdirSync(shelf)
		moodle.php('admin/cli/restore_backup.php', `--file=${join(shelf, file)}`, '--categoryid=1')
		const copy = moodle.sql('SELECT max(id) FROM mdl_course')
		const { context, page } = await visit('teacher1')
		const url = await find(page, copy, title)
		await context.close()
		assert.notEqual(url, placed[title])

		// A student comes first: the copy is there, and waits.
		const early = await open('student1', url)
		const waiting = await early.api.get('me')
		assert.equal(waiting.activity.status, 'draft')
		assert.equal(waiting.gate.state, 'setup')
		assert.deepEqual((await early.api.get('conversations')).conversations, [])
		assert.equal(waiting.limits[0].limit, 5) // the rules came along, what was used did not
		assert.equal(waiting.limits[0].used, 0)
		await tutorPage(early.frame).begin()
		await early.frame.getByText('This tutor is being set up').waitFor()
		assert.equal(await tutorPage(early.frame).question.count(), 0)

		const lecturer = await open('teacher1', url)
		await lecturer.frame.getByText('This tutor came with a copied course').waitFor()
		await lecturer.frame.getByRole('button', { name: 'Confirm', exact: true }).click()
		await lecturer.frame.getByText('This tutor came with a copied course').waitFor({ state: 'detached' })
		await lecturer.context.close()

		// The student's page opens by itself.
		await askRecursion(tutorPage(early.frame))
		await early.context.close()

		const original = await open('student1', placed[title])
		const before = await original.api.get('me')
		assert.notEqual(before.activity.id, waiting.activity.id)
		assert.equal(before.limits[0].used, 1)
		assert.equal((await original.api.get('conversations')).conversations.length, 1)
		await original.context.close()
	})
})
