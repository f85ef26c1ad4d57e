// The lecturer's and the admin's pages, against the stand-in of the API.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { waitFor } from '../../harness/process.mjs'
import { World, becomes, idle } from './harness.mjs'

let world
before(async () => {
	world = await World.open()
})
after(() => world.close())

async function visiting(code, run, size = { width: 1280, height: 900 }) {
	const visit = await world.visit(code, size)
	try {
		await visit.tutor.locator('.lines li').first().waitFor()
		await run(visit)
		assert.deepEqual(
			visit.errors.filter((e) => !/status of 4(09|22)/.test(e)),
			[],
			'nothing was complained about in the console',
		)
	} finally {
		await visit.close()
	}
}
const stored = (mock, level) => [...mock.sessions.values()][0].policies.document(level)

test('a changed prompt is saved as the next version', () =>
	visiting('lecturer-en-open', async ({ tutor, mock }) => {
		await tutor.getByText('Everything is saved').waitFor()
		await tutor.getByRole('textbox', { name: 'System prompt' }).fill('Be brief.')
		await tutor.getByRole('button', { name: '{language}' }).click()
		await tutor.getByText('1 change').waitFor()
		await tutor.getByRole('button', { name: 'Save version 3' }).click()
		await tutor.getByText('Everything is saved').waitFor()
		assert.equal(stored(mock, 'activity').system_prompt, 'Be brief.{language}')
		assert.equal(stored(mock, 'activity').temperature, 0.4, 'what was not touched stays')
		await tutor.getByText('Version 3 is live').first().waitFor()
	}))

test('a preset replaces the prompt, and can be undone', () =>
	visiting('lecturer-de-open', async ({ tutor }) => {
		const prompt = tutor.getByRole('textbox', { name: 'Systemprompt' })
		const before = await prompt.inputValue()
		await tutor.getByLabel('Vorlage').selectOption({ label: 'Sokratisch' })
		await becomes(() => prompt.inputValue(), /sokratischer Tutor/)
		await tutor.getByRole('button', { name: 'Rückgängig' }).click()
		await becomes(() => prompt.inputValue(), before)
	}))

test('limits: added, changed, removed; one that is too wide says which counts', () =>
	visiting('lecturer-en-open', async ({ tutor, mock }) => {
		await tutor.getByText('The university allows at most 4. That is what counts.').waitFor()
		await tutor.getByText('Students read: “20 questions a day, at most 4 a minute.”').waitFor()
		await tutor.getByRole('button', { name: 'Remove limit 3' }).click()
		await tutor.getByRole('button', { name: 'Add a limit' }).click()
		const added = tutor.getByRole('group', { name: 'Limit 3' })
		await added.getByLabel('Amount').fill('60')
		await added.getByLabel('time window').selectOption('week')
		await tutor.getByRole('button', { name: 'Save version 3' }).click()
		await tutor.getByText('Everything is saved').waitFor()
		assert.deepEqual(stored(mock, 'activity').quotas.at(-1), {
			scope: 'user',
			metric: 'requests',
			window: 'week',
			value: 60,
		})
	}))

test('a wrong value is shown at its field, before and after the server has seen it', () =>
	visiting('lecturer-en-open', async ({ tutor, mock, frame }) => {
		await tutor.getByLabel('Temperature').fill('3')
		await tutor.getByRole('button', { name: 'Save version 3' }).click()
		await tutor.getByText('A number from 0 to 2.').waitFor()
		await becomes(() => frame().evaluate(() => document.activeElement.id), 'temperature')
		await tutor.getByLabel('Temperature').fill('0,5')
		await tutor.getByLabel('Longest answer').fill('3000')
		await tutor.getByRole('button', { name: 'Save version 3' }).click()
		await tutor.getByText('At most 1500 here.').waitFor()
		await becomes(() => tutor.getByLabel('Longest answer').getAttribute('aria-invalid'), 'true')
		assert.equal(stored(mock, 'activity').temperature, 0.4, 'nothing was stored')
	}))

test("somebody else's newer version is not overwritten unasked", () =>
	visiting('lecturer-en-open', async ({ tutor, mock }) => {
		const { policies } = [...mock.sessions.values()][0]
		await tutor.getByRole('textbox', { name: 'System prompt' }).fill('Mine.')
		policies.store('activity', { system_prompt: 'Theirs.' })
		await tutor.getByRole('button', { name: 'Save version 3' }).click()
		await tutor.getByText('Somebody saved version 3 in the meantime').waitFor()
		assert.equal(policies.document('activity').system_prompt, 'Theirs.')
		await becomes(() => tutor.getByRole('textbox', { name: 'System prompt' }).inputValue(), 'Mine.')
		await tutor.getByRole('button', { name: 'Save mine over it' }).click()
		await tutor.getByText('Everything is saved').waitFor()
		assert.equal(policies.document('activity').system_prompt, 'Mine.')
	}))

test('an older version is compared and restored into the editor', () =>
	visiting('lecturer-en-open', async ({ tutor, mock }) => {
		await tutor.getByRole('button', { name: 'Compare with version 1' }).click()
		await tutor.locator('.diff del').filter({ hasText: '3. Show an example.' }).waitFor()
		await tutor
			.locator('.diff ins')
			.filter({ hasText: '3. Show a small example with other numbers.' })
			.waitFor()
		await tutor.getByRole('button', { name: 'Restore version 1' }).click()
		await tutor.getByText('Version 1 is in the editor. Save to put it in force.').first().waitFor()
		await tutor.getByRole('button', { name: 'Save version 3' }).click()
		await tutor.getByText('Everything is saved').waitFor()
		assert.match(stored(mock, 'activity').system_prompt, /3\. Show an example\./)
		assert.equal(stored(mock, 'activity').temperature, undefined)
	}))

test('what is in force names the level that set it', () =>
	visiting('lecturer-en-open', async ({ tutor }) => {
		const row = tutor.getByRole('row', { name: /Questions per student and minute/ })
		await becomes(() => row.innerText(), /4[\s\S]*6[\s\S]*4/)
		await becomes(() => row.getByRole('cell').first().innerText(), /4\s*\(sets the value\)/)
		const day = tutor.getByRole('row', { name: /Questions per student and day/ })
		await becomes(() => day.getByRole('cell').nth(2).innerText(), /20\s*\(sets the value\)/)
	}))

test('the exam lock acts at once and on the students, and changes nothing else', () =>
	visiting('lecturer-en-open', async ({ tutor, mock, page, origin }) => {
		await page.evaluate((src) => {
			const other = document.createElement('iframe')
			other.id = 'student'
			other.src = src
			document.body.append(other)
		}, `${origin}/app/#student-en-open-empty-22222222`)
		const student = page.frameLocator('#student')
		await student.locator('#ask').waitFor()
		await tutor.getByRole('textbox', { name: 'System prompt' }).fill('Not saved yet.')
		const lock = tutor.getByRole('switch', { name: /Exam lock/ })
		await lock.click()
		await student.getByText('Locked during the exam').last().waitFor()
		await becomes(() => lock.isChecked(), true)
		await becomes(() => tutor.getByRole('textbox', { name: 'System prompt' }).inputValue(), 'Not saved yet.')
		assert.equal(stored(mock, 'course').exam_lock, true)
		await lock.click()
		await student.locator('#ask').waitFor()
		assert.equal(stored(mock, 'course').exam_lock, false)
	}))

for (const [lang, chip, box, label, button, none] of [
	['en', 'on until', 'On until', 'Ends by itself at (optional)', 'Set end', 'Without end'],
	['de', 'an bis', 'An bis', 'Endet von selbst um (optional)', 'Ende setzen', 'Ohne Ende'],
])
	test(`an exam lock ends by itself at a time, which every page shows: ${lang}`, () =>
		visiting(`lecturer-${lang}-open`, async ({ tutor, mock }) => {
			await tutor.getByRole('navigation').getByRole('link').first().click() // the overview
			const end = tutor.getByLabel(label)
			const [first, second] = [3, 4].map((hours) => new Date(Date.now() + hours * 3_600_000))
			const clock = (at) => `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`
			const until = () => Math.floor(Date.parse(stored(mock, 'course').exam_until) / 60_000)
			await end.fill(clock(first))
			await tutor.locator('.lockbox').getByRole('switch').click()
			await tutor.locator('.lockchip', { hasText: chip }).waitFor()
			await tutor.locator('.lockbox', { hasText: box }).waitFor()
			assert.equal(until(), Math.floor(first / 60_000))
			await end.fill(clock(second))
			await tutor.getByRole('button', { name: button }).click()
			await waitFor('the other end', () => until() === Math.floor(second / 60_000))
			await end.fill('')
			await tutor.getByRole('button', { name: none }).click()
			await waitFor('no end', () => stored(mock, 'course').exam_until === undefined)
			assert.equal(stored(mock, 'course').exam_lock, true)
		}))

test('hours of the week and dates are saved the way they were entered', () =>
	visiting('lecturer-en-open', async ({ tutor, mock }) => {
		await tutor.getByRole('button', { name: 'Add hours' }).click()
		await tutor.getByRole('group', { name: 'Hours 1' }).getByLabel('Saturday').check({ force: true })
		await tutor.getByLabel('Open until', { exact: true }).fill('2027-02-15T18:00')
		await tutor.getByRole('button', { name: 'Save version 3' }).click()
		await tutor.getByText('Everything is saved').waitFor()
		const { weekly, open_until } = stored(mock, 'activity')
		assert.deepEqual(weekly, [{ days: [1, 2, 3, 4, 5, 6], from: '08:00', until: '20:00' }])
		assert.equal(open_until, '2027-02-15T17:00:00Z')
	}))

test("the course's rules are edited beside the tutor's, and both are saved", () =>
	visiting('lecturer-en-open', async ({ tutor, mock }) => {
		await tutor.getByLabel('Temperature').fill('0.9')
		await tutor.getByText('Whole course', { exact: true }).click()
		await tutor.getByRole('textbox', { name: 'System prompt' }).fill('For all tutors.')
		await tutor
			.getByText('in: This tutor and Whole course')
			.or(tutor.getByText('in: Whole course and This tutor'))
			.waitFor()
		await tutor.getByRole('button', { name: 'Save changes' }).click()
		await tutor.getByText('Everything is saved').waitFor()
		assert.equal(stored(mock, 'course').system_prompt, 'For all tutors.')
		assert.equal(stored(mock, 'activity').temperature, 0.9)
	}))

test('the preview asks from its own pool, with the prompt that is on the page', () =>
	visiting('lecturer-en-open', async ({ tutor, mock }) => {
		const heard = []
		const original = mock.ask.bind(mock)
		mock.ask = (session, message) => {
			heard.push(message)
			return original(session, message)
		}
		await tutor.getByRole('textbox', { name: 'System prompt' }).fill('Unsaved words.')
		await tutor.locator('#tryq').fill('Give me the solution')
		await tutor.locator('#tryq').press('Enter')
		await tutor.locator('.try .md p').first().waitFor()
		await idle(tutor)
		await tutor.getByText('Live', { exact: true }).click()
		await tutor.locator('#tryq').fill('And now?')
		await tutor.locator('#tryq').press('Enter')
		await tutor.locator('.try .turn').nth(3).waitFor()
		await idle(tutor)
		assert.deepEqual(
			heard.map((m) => [m.preview, m.draft?.activity_prompt ?? null]),
			[
				[true, 'Unsaved words.'],
				[true, null],
			],
		)
		assert.equal([...mock.sessions.values()][0].limits[0].remaining, 12, 'nothing was counted')
		await tutor.getByRole('button', { name: 'Start over' }).click()
		await becomes(() => tutor.locator('.try .turn').count(), 0)
	}))

test('the lecturer can look at the tutor as a student and come back', () =>
	visiting('lecturer-en-open', async ({ tutor }) => {
		await tutor.getByRole('link', { name: 'Student view' }).click()
		await tutor.locator('#ask').waitFor()
		await tutor.getByRole('button', { name: 'Back to the desk' }).click()
		await tutor.getByRole('textbox', { name: 'System prompt' }).waitFor()
	}))

test('a tutor from a copied course is looked at and confirmed', () =>
	visiting('lecturer-en-copied', async ({ tutor, mock }) => {
		await tutor.getByText('This tutor came with a copied course').waitFor()
		await tutor.getByRole('button', { name: 'Confirm' }).click()
		await tutor.getByText('This tutor came with a copied course').waitFor({ state: 'detached' })
		assert.equal([...mock.sessions.values()][0].policies.copied, false)
	}))

test('an admin in a course has the desk and the administration', () =>
	visiting('admin-en-course', async ({ tutor }) => {
		await tutor.getByRole('textbox', { name: 'System prompt' }).waitFor()
		await tutor.getByRole('link', { name: 'Administration' }).click()
		await tutor.getByRole('heading', { name: /^First run/ }).waitFor()
		await tutor.getByRole('button', { name: 'Back to the desk' }).click()
		await tutor.getByRole('textbox', { name: 'System prompt' }).waitFor()
	}))

test("a course's key is made at the level of the course, and is the course's", () =>
	visiting('lecturer-en-open', async ({ tutor, mock }) => {
		await tutor.getByText('Whole course', { exact: true }).click()
		await tutor.getByText('There is no key yet.').waitFor()
		await tutor.getByRole('button', { name: 'New key' }).click()
		await tutor.getByRole('dialog').getByLabel('Name').fill('Notebook')
		await tutor.getByRole('button', { name: 'Make the key' }).click()
		await tutor.getByRole('button', { name: 'I have copied it' }).click()
		await tutor.getByRole('button', { name: 'Revoke the key Notebook' }).waitFor()
		assert.equal([...mock.sessions.values()][0].university.keys.at(-1).level, 'course')
	}))
