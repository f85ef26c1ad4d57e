// A feedback activity in a real Moodle, all of it in a browser: a lecturer places it with a grade item and
// writes the assignment, two students hand in a DOCX and a PDF, the lecturer releases one of them alone and
// the other in bulk, corrects a grade, and opens a student's work from the gradebook.
//   ./dev test moodle DIR      DIR: a Moodle source tree, readable by everyone
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openBrowser } from '../harness/browser.mjs'
import { docx, pdf } from '../harness/documents.mjs'
import { beginWriting, handIn, upload, writeAssignment } from '../harness/feedback-pages.mjs'
import { startKibridge } from '../harness/kibridge.mjs'
import { freePort, waitFor } from '../harness/process.mjs'
import { startScripted } from '../harness/scripted.mjs'
import { endAll } from '../harness/teardown.mjs'
import { missing, startMoodle } from './site.mjs'
import { visits } from './visits.mjs'

const TITLE = `Essay ${Date.now().toString(36)}` // a kept Moodle has those of earlier runs
const MAXIMUM = 20 // of the grade item; the rubric has 10 points
const SCORE_MS = 60_000 // the outbox looks every ten seconds
// The scripted judge counts the criteria's ids, c1 and c2: 9 of 10 points, and 4.
const WORKS = {
	student1: docx('essay.docx', 'The claim c1 is that the sea is deep.', 'A source, c2, says so: the atlas.', 'Another claim, c1, is that it is blue.'),
	student2: pdf('essay.pdf', 'The claim c1 is that the sea is salty.', 'Nothing else is said.'),
}
const NAMES = { student1: "Sören O'Student", student2: 'Sue Second' }

describe('feedback in Moodle', { skip: missing() }, () => {
	let folder, moodle, scripted, kibridge, browser, visit, open, place
	let activity // its page in Moodle

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), 'kibridge-moodle-feedback-'))
		const port = await freePort()
		moodle = await startMoodle({ toolUrl: `http://localhost:${port}` })
		scripted = await startScripted({ folder, models: ['judge'] })
		kibridge = await startKibridge({ folder, port, backends: { central: scripted.backend } })
		await kibridge.command('tenant', 'add', 'demo')
		await kibridge.command('platform', 'add', '--tenant', 'demo', ...moodle.platformWords)
		await kibridge.start()
		browser = await openBrowser()
		;({ visit, open, place } = visits({ browser, moodle, kibridge }))
	})
	after(() => endAll({ stop: () => browser?.close() }, kibridge, scripted, moodle, folder))

	const enter = async (user) => {
		const { context, page, frame, api } = await open(user, activity)
		return { context, page, tool: frame, api }
	}

	// What Moodle's gradebook holds of a person.
	const grade = (user) => {
		const [value, comment] = moodle.sql(
			`SELECT g.finalgrade::numeric(9,2), replace(g.feedback, E'\\n', ' ') FROM mdl_grade_grades g JOIN mdl_grade_items i ON i.id = g.itemid
			WHERE i.itemname = '${TITLE}' AND g.userid = ${moodle.users[user].id}`,
		).split('|')
		return { value, comment }
	}
	const graded = (user, value) =>
		waitFor(`${value} for ${user}`, () => grade(user).value === value && grade(user), { timeoutMs: SCORE_MS, everyMs: 500 })

	// What a student reads there themselves.
	async function ownReport(user) {
		const { context, page } = await visit(user, `grade/report/user/index.php?id=${moodle.course.id}`)
		return { context, page, row: page.locator('tr', { hasText: TITLE }) }
	}

	// From the grade in such a report to the tool: where "Grade analysis" in the cell's menu leads.
	async function analyse(page) {
		const entry = page.locator('tr', { hasText: TITLE }).locator('a[href*="/mod/lti/grade.php"]').first()
		assert.match(await entry.textContent(), /Grade analysis/)
		await page.goto(await entry.getAttribute('href'))
	}

	test('a lecturer places it with a grade item, and writes the assignment', async () => {
		activity = await place(TITLE, { type: moodle.platform.deployment_id, maximum: MAXIMUM })
		assert.ok(activity)
		const desk = await enter('teacher1')
		await writeAssignment(desk, 'Nothing before you release it')
		await desk.tool.getByText('With your release the points go to the gradebook column').waitFor()
		await desk.context.close()
	})

	for (const [user, work] of Object.entries(WORKS))
		test(`${user} hands in ${work.name}, and waits for a human`, async () => {
			const { context, page, tool, api } = await enter(user)
			await beginWriting(tool)
			await upload({ page, tool }, work)
			assert.match(await tool.locator('#text').inputValue(), /The claim c1 is that the sea is/)
			await handIn(tool)
			await tool.getByText('Your lecturer reads and releases it.').waitFor()
			assert.equal(await tool.locator('.crit').count(), 0)
			const [attempt] = await waitFor('the draft', async () => {
				const { attempts } = await api.get('submission')
				return attempts[0].status !== 'judging' && attempts
			})
			assert.deepEqual([attempt.status, attempt.files], ['held', [work.name]])
			await context.close()
		})

	test('the lecturer reads one and releases it: only that one is in the gradebook', async () => {
		const { context, tool } = await enter('teacher1')
		await tool.getByRole('navigation').getByRole('link', { name: 'Release' }).click()
		await tool.getByRole('link', { name: NAMES.student1 }).click()
		await tool.locator('.quote q', { hasText: 'The claim c1 is that the sea is deep.' }).first().waitFor()
		await tool.locator('#adv-c1').fill('Better than it looks.')
		await tool.getByRole('button', { name: /^Release/ }).click()
		const { comment } = await graded('student1', '18.00')
		assert.match(comment, /Better than it looks\./)
		assert.equal(grade('student2').value ?? '', '')
		await context.close()

		const report = await ownReport('student1')
		await report.row.getByText('18.00').first().waitFor()
		await report.row.getByText('Better than it looks.').waitFor()
		await report.context.close()
		const { context: theirs, tool: page } = await enter('student1')
		await page.getByText('A human has read this feedback').waitFor()
		await page.getByText('Better than it looks.').waitFor()
		await theirs.close()
	})

	test('the others are released in bulk', async () => {
		const { context, tool } = await enter('teacher1')
		await tool.getByRole('navigation').getByRole('link', { name: 'Release' }).click()
		await tool.getByLabel('Select all that can be released').check()
		await tool.getByRole('button', { name: /^Release 1/ }).click()
		await tool.getByRole('dialog').getByRole('button', { name: /^Release/ }).click()
		await graded('student2', '8.00')
		await context.close()
	})

	test('a correction reaches the gradebook, with its comment', async () => {
		const { context, page, tool } = await enter('teacher1')
		await tool.getByRole('navigation').getByRole('link', { name: 'Release' }).click()
		await tool.getByRole('link', { name: NAMES.student1 }).click()
		await tool.locator('#pts-c1').fill('6')
		await tool.locator('#adv-c1').fill('The second claim is a weak one.')
		await tool.getByRole('button', { name: 'Release again' }).click()
		const { comment } = await graded('student1', '14.00')
		assert.match(comment, /The second claim is a weak one\./)
		assert.doesNotMatch(comment, /Better than it looks\./)
		await context.close()
	})

	test("the lecturer opens a student's work from the gradebook, and sees that one only", async () => {
		const { context, page } = await visit('teacher1', `grade/report/user/index.php?id=${moodle.course.id}&userid=${moodle.users.student2.id}`)
		await analyse(page)
		const tool = page.frameLocator('#contentframe')
		await tool.getByRole('heading', { name: NAMES.student2 }).waitFor()
		await tool.locator('.quote q', { hasText: 'The claim c1 is that the sea is salty.' }).first().waitFor()
		assert.equal(await tool.getByText(NAMES.student1).count(), 0)
		assert.equal(await tool.getByRole('navigation').count(), 0)
		await context.close()
	})

	test('the student opens their own from there', async () => {
		const { context, page } = await ownReport('student2')
		await analyse(page)
		const tool = page.frameLocator('#contentframe')
		await tool.getByText('A human has read this feedback').waitFor()
		await tool.locator('.own', { hasText: 'the sea is salty' }).first().waitFor()
		await context.close()
	})
})
