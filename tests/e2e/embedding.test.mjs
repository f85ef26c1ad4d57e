// The main job in a real browser: the tutor inside the LMS page, on another site than the LMS, with
// third-party cookies blocked (as browsers do) and allowed.
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openBrowser } from '../harness/browser.mjs'
import { lecturerPage } from '../harness/lecturer-page.mjs'
import { startModel } from '../harness/model.mjs'
import { tutorPage } from '../harness/tutor-page.mjs'
import { endAll } from '../harness/teardown.mjs'
import { startUniversity } from '../harness/university.mjs'

let university, model, folder
let activity = 500

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kibridge-model-'))
	model = await startModel({ folder, tokensPerSecond: 60 })
	university = await startUniversity({ backends: { central: model.backend } })
})
after(() => endAll(university, model, folder))

const courseUrl = (options) => university.platform.courseUrl({ person: 'student', ...options })

async function openTutor(context, options) {
	const page = await context.newPage()
	await page.goto(courseUrl(options))
	return { page, tutor: tutorPage(page.frameLocator('iframe[name=tool]')) }
}

for (const thirdPartyCookies of [false, true])
	describe(`with third-party cookies ${thirdPartyCookies ? 'allowed' : 'blocked'}`, () => {
		let browser
		before(async () => (browser = await openBrowser({ thirdPartyCookies })))
		after(() => browser.close())

		test('a student asks inside the course page and watches the answer grow', async () => {
			const { page, tutor } = await openTutor(browser.context, { activity: String(++activity) })
			await tutor.begin()
			await tutor.send('Write a hello world program in C.')
			await tutor.stopButton.waitFor() // it is still writing
			assert.match(await tutor.answers.last().innerText(), /AI-generated/)
			await tutor.askButton.waitFor()
			assert.match(await tutor.answers.last().innerText(), /puts\("Hello, world!"\);/)
			assert.match(await tutor.answers.last().innerText(), /Demonstration model/)
			await page.close()
		})

		test('two tutors on one page keep apart', async () => {
			const [one, two] = [String(++activity), String(++activity)]
			const launches = [one, two].map((id) => university.platform.launchUrl({ activity: id }))
			const page = await browser.context.newPage()
			await page.goto(university.platform.framesUrl(launches))
			const [left, right] = ['tool1', 'tool2'].map((name) => tutorPage(page.frameLocator(`iframe[name=${name}]`)))
			await left.begin()
			await left.send('Write a hello world program in C.')
			await right.begin() // not before: a page that has just opened takes the focus, and with it what is typed
			await right.send('What is recursion?') // while the other one is still writing
			await right.finished()
			await left.finished()
			assert.match(await left.answers.innerText(), /puts/)
			assert.match(await right.answers.innerText(), /calls itself/)
			await page.close()
		})
	})

describe('in one course page', () => {
	let browser
	before(async () => (browser = await openBrowser()))
	after(() => browser.close())

	test('a lecturer writes a prompt and sets two questions per student and day; the third is refused', async () => {
		const id = String(++activity)
		const desk = await browser.context.newPage()
		await desk.goto(courseUrl({ person: 'lecturer', activity: id }))
		const lecturer = lecturerPage(desk.frameLocator('iframe[name=tool]'))
		await lecturer.prompt.fill('Answer like a pirate.')
		await lecturer.limitQuestions(2, 'day')
		await lecturer.save()
		await desk.close()

		const { page, tutor } = await openTutor(browser.context, { activity: id })
		await tutor.begin()
		await tutor.ask('What is 1 + 1?')
		await tutor.root.getByRole('button', { name: 'What was sent' }).click()
		await tutor.root.getByText('Answer like a pirate.').first().waitFor({ state: 'attached' })
		await page.keyboard.press('Escape')
		await tutor.ask('What is 2 + 2?')
		await tutor.root.getByText('Your 2 questions for today are used').waitFor()
		await tutor.root.getByText(/New questions (from tonight|from) .* in \d+/).waitFor()
		await tutor.question.fill('What is 3 + 3?')
		assert.equal(await tutor.askButton.getAttribute('aria-disabled'), 'true')
		await page.close()
	})

	test('reloading the frame leads back to the live session and its conversation', async () => {
		const { page, tutor } = await openTutor(browser.context, { activity: String(++activity) })
		await tutor.begin()
		await tutor.ask('What is recursion?')
		await page.frame({ name: 'tool' }).evaluate(() => location.reload())
		await tutor.question.waitFor()
		await tutor.answers.filter({ hasText: /calls itself/ }).waitFor() // its title comes a frame earlier
		assert.match(await tutor.ask('What is 2 + 2?'), /2 \+ 2/)
		await page.close()
	})

	test('a reload in the middle of an answer finds it again', async () => {
		const { page, tutor } = await openTutor(browser.context, { activity: String(++activity) })
		await tutor.begin()
		await tutor.send('Write a hello world program in C.')
		await tutor.stopButton.waitFor()
		await page.frame({ name: 'tool' }).evaluate(() => location.reload())
		await tutor.root.getByText('return 0;').first().waitFor()
		await page.close()
	})

	test('the page speaks the language of the launch', async () => {
		const { page } = await openTutor(browser.context, { activity: String(++activity), locale: 'de' })
		const tutor = tutorPage(page.frameLocator('iframe[name=tool]'), 'de')
		await tutor.begin()
		assert.match(await tutor.ask('Was ist eine Primzahl?'), /ganze Zahl/)
		await page.close()
	})

	test('a refused launch says in plain words what to do', async () => {
		const { page } = await openTutor(browser.context, { fault: 'wrong-key' })
		const frame = page.frameLocator('iframe[name=tool]')
		await frame.getByRole('heading', { name: 'This launch could not be verified' }).waitFor()
		await frame.getByText(/Reference [A-Za-z0-9_-]{6,}/).waitFor()
		await page.close()
	})

	test('another site may not frame the tutor', async () => {
		const { page, tutor } = await openTutor(browser.context, { activity: String(++activity) })
		await tutor.begin()
		const inside = page.frame({ name: 'tool' }).url()
		const { platform: other } = await university.addPlatform({ host: 'lms2.test', tenant: 'demo' })
		const stranger = await browser.context.newPage()
		const refusal = stranger.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
		await stranger.goto(other.framesUrl([inside]))
		await refusal
		assert.equal(await stranger.frameLocator('iframe').locator('#root').count(), 0)
		await stranger.close()
		await page.close()
	})

	test('nothing is loaded from anywhere but the tutor itself, and nothing complains', async () => {
		const page = await browser.context.newPage()
		const foreign = []
		const complaints = []
		page.on('request', (request) => {
			const { origin, protocol } = new URL(request.url())
			const ours = [university.platform.origin, university.kibridge.url].includes(origin)
			if (!ours && /^http/.test(protocol)) foreign.push(request.url())
		})
		page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
		page.on('pageerror', (error) => complaints.push(error.message))
		await page.goto(courseUrl({ activity: String(++activity) }))
		const tutor = tutorPage(page.frameLocator('iframe[name=tool]'))
		await tutor.begin()
		await tutor.ask('Explain the quadratic formula.')
		assert.deepEqual(foreign, [])
		assert.deepEqual(complaints, [])
		await page.close()
	})
})
