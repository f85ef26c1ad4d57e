// Feedback activities in a real browser, inside the LMS page, from the task to the gradebook.
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openBrowser } from '../harness/browser.mjs'
import { beginWriting, handIn, upload, writeAssignment } from '../harness/feedback-pages.mjs'
import { placeFeedback } from '../harness/feedback.mjs'
import { waitFor } from '../harness/process.mjs'
import { startScripted } from '../harness/scripted.mjs'
import { endAll } from '../harness/teardown.mjs'
import { startUniversity } from '../harness/university.mjs'

// The scripted judge looks for the ids that a rubric from a file has.
const WORK = 'The claim c1 is that the sea is deep. A source, c2, says so: the atlas. Another claim, c1, is that it is blue.'

let university, scripted, browser, folder
before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kibridge-judge-'))
	scripted = await startScripted({ folder, models: ['judge'] })
	university = await startUniversity({ backends: { central: scripted.backend }, profile: 'moodle' })
	browser = await openBrowser()
})
after(() => endAll(browser && { stop: () => browser.close() }, university, scripted, folder))

async function open(options) {
	const page = await browser.context.newPage()
	await page.goto(university.platform.courseUrl(options))
	return { page, tool: page.frameLocator('iframe[name=tool]') }
}
async function student(activity) {
	const { page, tool } = await open({ person: 'student', activity })
	await beginWriting(tool)
	return { page, tool }
}
async function assign(activity, visibility) {
	const desk = await open({ person: 'lecturer', activity })
	await writeAssignment(desk, visibility)
	return desk
}

test('practice: write, upload, hand in, read criterion by criterion, revise, compare, ask', async () => {
	const activity = await placeFeedback(university)
	const desk = await assign(activity, 'Feedback at once')
	await desk.tool.locator('#sample').fill(WORK)
	await desk.tool.getByRole('button', { name: 'Read it' }).click()
	await desk.tool.getByText('9 of 10 points').waitFor()
	await desk.page.close()

	const { page, tool } = await student(activity)
	await tool.locator('.task strong', { hasText: 'sea' }).waitFor()
	await upload({ page, tool }, { name: 'work.txt', mimeType: 'text/plain', buffer: Buffer.from('There is one claim, c1, in this text.') })
	await handIn(tool)
	await tool.locator('#c1 [aria-current]', { hasText: 'One' }).waitFor()
	await tool.getByText('quotations were checked against your text').waitFor()
	assert.ok((await tool.locator('.own .ev').count()) > 0)
	await tool.getByRole('button', { name: 'What was sent' }).click()
	await tool.locator('#receipt .facts').waitFor()
	await page.keyboard.press('Escape')

	await tool.getByRole('button', { name: 'Revise my text' }).click()
	assert.equal(await tool.locator('#text').inputValue(), 'There is one claim, c1, in this text.')
	await handIn(tool, WORK)
	await tool.locator('#c1 .tag--ok', { hasText: 'up from One' }).waitFor()
	await tool.locator('.seg label', { hasText: 'Compare' }).click()
	await tool.getByText(/2 up/).waitFor()

	await tool.locator('.seg label', { hasText: 'Attempt 2' }).click()
	await tool.getByRole('button', { name: 'Ask about this feedback' }).click()
	await tool.locator('#ask').fill('What should I do first?')
	await tool.locator('#ask').press('Enter')
	await tool.locator('.turn .md').first().waitFor()
	await page.close()
})

test('graded: held, released by a human, in the gradebook, seen by the student', async () => {
	const activity = await placeFeedback(university, { graded: true, title: 'Graded essay' })
	const desk = await assign(activity, 'Nothing before you release it')
	await desk.tool.getByText('With your release the points go to the gradebook column').waitFor()
	const { page, tool } = await student(activity)
	await handIn(tool, WORK)
	await tool.getByText('Your lecturer reads and releases it.').waitFor()
	assert.equal(await tool.locator('.crit').count(), 0)

	await desk.tool.getByRole('navigation').getByRole('link', { name: 'Release' }).click()
	await desk.tool.getByRole('link', { name: 'Mia Sommer' }).click()
	await desk.tool.locator('[id^=pts-]').first().fill('5')
	await desk.tool.locator('[id^=adv-]').first().fill('Better than it looks.')
	await desk.tool.getByRole('button', { name: /^Release/ }).click()
	const score = await waitFor('the score', () => university.platform.grades.scores.at(-1), { timeoutMs: 40_000 })
	assert.match(score.comment, /Better than it looks\./)
	await page.reload()
	await tool.getByText('A human has read this feedback').waitFor()
	await tool.getByText('Better than it looks.').waitFor()
	await page.close()

	// What has reached the gradebook can be read and corrected.
	await desk.page.reload()
	await desk.tool.getByRole('navigation').getByRole('link', { name: 'Release' }).click()
	await desk.tool.getByRole('link', { name: 'Mia Sommer' }).click()
	await desk.tool.getByText('The points reached the gradebook').waitFor()
	await desk.tool.locator('.detail__history summary').click()
	await desk.tool.getByText('points reached the gradebook', { exact: true }).waitFor()
	await desk.tool.locator('[id^=pts-]').first().fill('6')
	await desk.tool.getByRole('button', { name: 'Release again' }).click()
	await waitFor('the newer score', () => university.platform.grades.scores.at(-1).scoreGiven > score.scoreGiven, { timeoutMs: 40_000 })
	await desk.page.close()
})

test('a review from the gradebook opens that student only', async () => {
	const activity = await placeFeedback(university, { graded: true, title: 'Reviewed essay' })
	const desk = await assign(activity, 'Nothing before you release it')
	await desk.page.close()
	const { page, tool } = await student(activity)
	await handIn(tool, WORK)
	await tool.getByText('Your lecturer reads and releases it.').waitFor()
	await page.close()
	const review = await browser.context.newPage()
	const launch = university.platform.launchUrl({ person: 'lecturer', activity, message: 'review', of: 'student' })
	await review.goto(university.platform.framesUrl([launch]))
	const shown = review.frameLocator('iframe[name=tool1]')
	await shown.getByRole('heading', { name: 'Attempts of Mia Sommer' }).waitFor()
	await shown.getByRole('button', { name: 'Release' }).waitFor()
	assert.equal(await shown.getByRole('navigation').count(), 0)
	await review.close()
})
