// The lecturer's pages of a feedback activity in a cross-site frame, against the stand-in of the API.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { World, becomes } from './harness.mjs'

let world
before(async () => {
	world = await World.open()
})
after(() => world.close())

async function visiting(code, options, run) {
	const visit = await world.visit(code, { width: 1280, height: 800, ...options })
	try {
		await run(visit)
		assert.deepEqual(
			visit.errors.filter((e) => !/status of 4\d\d/.test(e)),
			[],
			'nothing was complained about in the console',
		)
		const foreign = visit.requests.filter(
			(url) =>
				!url.startsWith(visit.origin) && !url.startsWith(world.lmsOrigin) && !url.startsWith('blob:'),
		)
		assert.deepEqual(foreign, [], 'nothing was asked of anybody else')
	} finally {
		await visit.close()
	}
}
const grading = (visit) => [...visit.mock.sessions.values()][0].feedback.grading
const tab = (tutor, name) => tutor.getByRole('navigation').getByRole('link', { name, exact: true })
async function editing({ tutor }) {
	await tab(tutor, 'Assignment').click()
	await tutor.locator('.edrow').first().waitFor()
}
async function choose({ page }, button, name, content) {
	const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()])
	await chooser.setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) })
}
const focused = (frame, id) => frame().waitForFunction((x) => document.activeElement?.id === x, id)

test('before anybody handed in the task comes first, afterwards the drafts', async () => {
	await visiting('lecturer-en-feedback-nobody', {}, async ({ tutor }) => {
		await tutor.locator('#task').waitFor()
		await becomes(() => tab(tutor, 'Assignment').getAttribute('aria-current'), 'page')
		await tab(tutor, 'Release').click()
		await tutor.getByRole('heading', { name: 'Nobody has handed in yet' }).waitFor()
	})
	await visiting('lecturer-en-feedback', {}, async ({ tutor }) => {
		await tutor.getByRole('heading', { name: /^Release: Lab report/ }).waitFor()
	})
})

test('what one chooses while the page loads stays chosen', async () => {
	let load
	const held = ['**/assignment', new Promise((done) => (load = done))]
	await visiting('lecturer-en-feedback', { held }, async (visit) => {
		const { tutor } = visit
		await tutor.getByText('Loading').waitFor()
		await becomes(() => tutor.locator('.tabs [aria-current]').count(), 0, 'none is open yet')
		await tab(tutor, 'Assignment').click()
		load()
		await tutor.locator('.edrow').first().waitFor()
		await becomes(() => tab(tutor, 'Assignment').getAttribute('aria-current'), 'page')
	})
})

test('an assignment that was never saved says so, and is saved as version 1', () =>
	visiting('lecturer-en-feedback-unsaved-nobody', {}, async (visit) => {
		const { tutor } = visit
		await tutor.getByText('Nothing saved yet').first().waitFor()
		await tutor.getByRole('button', { name: 'Save version 1' }).click()
		await tutor.getByText('Students need a task.').waitFor()
		await focused(visit.frame, 'task')
		await tutor.locator('#task').fill('Write about sorting.')
		await tutor.locator('label.way', { hasText: 'Nothing before you release it' }).click()
		await tutor.getByRole('button', { name: 'Save version 1' }).click()
		await tutor.locator('.toast', { hasText: 'Version 1 is live' }).waitFor()
		const [document] = grading(visit).documents
		assert.equal(document.task, 'Write about sorting.')
		assert.equal(document.visibility, 'draft')
		assert.equal('due' in document, false, 'what says nothing is not sent')
	}))

test('the rubric is edited by keyboard: added, moved, removed with a way back', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor, frame, page } = visit
		await editing(visit)
		const names = () => tutor.locator('.edrow summary b').allInnerTexts()
		await tutor.getByRole('button', { name: 'Move down: Sampling is described' }).press('Enter')
		assert.match((await names())[1], /^2\. Sampling/)
		await focused(frame, 'k1-down')
		await becomes(() => tutor.locator('#announcer').innerText(), 'Sampling is described is now 2 of 4')
		await tutor.getByRole('button', { name: 'Add a criterion' }).press('Enter')
		await focused(frame, 'k5-name')
		await page.keyboard.type('Layout')
		await tutor.locator('#k5-weight').fill('0,5')
		await tutor.getByRole('button', { name: 'Remove level 4' }).press('Enter')
		await tutor.getByText('16 points in all').waitFor()
		await tutor.getByRole('button', { name: 'Remove: Interval is computed correctly' }).press('Enter')
		assert.equal((await names()).length, 4)
		await tutor.locator('.toast button').click()
		assert.equal((await names()).length, 5)
		await tutor.getByRole('button', { name: 'Save version 3' }).click()
		await tutor.locator('.toast', { hasText: 'Version 3' }).waitFor()
		const { criteria } = grading(visit).documents.at(-1).rubric
		assert.deepEqual(
			criteria.map((c) => c.id),
			['k2', 'k1', 'k3', 'k4', 'k5'],
		)
		assert.deepEqual([criteria[4].weight, criteria[4].levels.length], [0.5, 3])
	}))

test('levels that do not rise are refused at their place', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor, frame } = visit
		await editing(visit)
		await tutor.locator('.edrow summary').nth(1).click()
		await tutor.locator('#k2-l1-points').fill('9')
		await tutor.locator('.edrow summary').nth(1).click()
		await tutor.getByRole('button', { name: 'Save version 3' }).click()
		await tutor.getByText('More points than the level before.').waitFor()
		await focused(frame, 'k2-l2-points')
		await tutor.locator('#k2-l2-points').fill('10')
		await tutor.locator('#k2-l3-points').fill('11')
		await tutor.getByRole('button', { name: 'Save version 3' }).click()
		await tutor.locator('.toast', { hasText: 'Version 3' }).waitFor()
	}))

test('a preset of the other language replaces the rubric, and undo brings mine back', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor } = visit
		await editing(visit)
		await tutor.locator('#rubric-preset').selectOption('de source_code')
		await tutor.locator('.edrow summary', { hasText: 'Lesbarkeit' }).waitFor()
		await tutor.locator('.toast button').click()
		await tutor.locator('.edrow summary', { hasText: 'Sampling is described' }).waitFor()
	}))

test('a rubric is imported after a look at it; what is none is refused with its line', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor } = visit
		await editing(visit)
		const button = tutor.getByRole('button', { name: 'Import' })
		await choose(visit, button, 'bad.csv', 'no table at all')
		await tutor.getByText('The problem is in line 2.').waitFor()
		await choose(visit, button, 'grading.xml', '<rubric/>')
		await tutor.getByRole('dialog', { name: 'Replace the rubric with this one?' }).waitFor()
		await tutor.getByText('Levels without a name got one').waitFor()
		await tutor.getByRole('dialog').getByRole('button', { name: 'Replace' }).click()
		await becomes(() => tutor.locator('.edrow').count(), 2)
		const [download] = await Promise.all([
			visit.page.waitForEvent('download'),
			tutor
				.getByRole('button', { name: 'Export' })
				.click()
				.then(() => tutor.getByRole('button', { name: 'As a table (CSV)' }).click()),
		])
		assert.match(download.suggestedFilename(), /^rubric.*\.csv$/)
	}))

test('visibility is explained, and what a missing gradebook column means', () =>
	visiting('lecturer-en-feedback-nocolumn', {}, async (visit) => {
		const { tutor } = visit
		await editing(visit)
		await tutor.getByText('There is no gradebook column for this activity').waitFor()
		await tutor.locator('label.way', { hasText: 'Feedback at once' }).click()
		await becomes(() => tutor.getByText('There is no gradebook column').count(), 0)
		await tutor.getByText('never shown to students and never quoted').waitFor()
	}))

test('somebody else saved meanwhile: theirs, or mine over it', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor } = visit
		await editing(visit)
		const { documents } = grading(visit)
		documents.push({ ...documents.at(-1), task: 'Theirs.' })
		await tutor.locator('#task').fill('Mine.')
		await tutor.getByRole('button', { name: 'Save version 3' }).click()
		await tutor.getByText('Somebody saved version 3 in the meantime').waitFor()
		await tutor.getByRole('button', { name: 'Save mine over it' }).click()
		await tutor.locator('.toast', { hasText: 'Version 4' }).waitFor()
		assert.equal(documents.at(-1).task, 'Mine.')
	}))

test('what the server refuses stands at its field', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor } = visit
		await editing(visit)
		await tutor.locator('#task').fill('/refuse')
		await tutor.getByRole('button', { name: 'Save version 3' }).click()
		await tutor.locator('[data-fault="/task"]', { hasText: 'this task is refused' }).waitFor()
	}))

test('versions are compared and restored', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor } = visit
		await editing(visit)
		await tutor.getByRole('button', { name: 'Compare with version 1' }).click()
		await tutor.locator('.diff ins', { hasText: 'Attempts: 3' }).waitFor()
		await tutor.getByRole('button', { name: 'Restore version 1' }).click()
		await becomes(() => tutor.locator('#attempts').inputValue(), '2')
	}))

test('a sample text is read with what is on the page, saved or not', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor, mock } = visit
		mock.criterionPace = 5
		await editing(visit)
		await tutor.getByRole('button', { name: 'Remove: Conclusion follows from the data' }).click()
		await tutor.locator('#sample').fill('One sentence is here. Another one follows. A third one too.')
		await tutor.getByRole('button', { name: 'Read it' }).click()
		await tutor.getByRole('button', { name: 'Read it again' }).waitFor()
		await becomes(() => tutor.locator('.tryfb .crit').count(), 3)
		await tutor.getByText(/^\d+ of 12 points$/).waitFor()
		assert.equal(grading(visit).documents.length, 2, 'nothing was saved')
		await tutor.locator('#attempts').fill('5')
		await tutor.getByText('The page has changed since.').waitFor()
	}))

test('the table: filters, selection, and a dialog that says what reaches whom', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor } = visit
		await tutor.locator('.drafts tbody tr').nth(8).waitFor()
		await tutor.getByRole('checkbox', { name: 'Select all that can be released' }).check()
		await becomes(() => tutor.locator('.drafts tbody .check:checked').count(), 4)
		await becomes(() => tutor.getByRole('checkbox', { name: 'Select: Deniz Karsu' }).count(), 0, 'a hint has to be looked at first')
		await tutor.getByRole('button', { name: 'Clear' }).click()
		for (const name of ['Lena Okonjo', 'Jonas Weidemann', 'Mira Talberg'])
			await tutor.getByRole('checkbox', { name: `Select: ${name}` }).check()
		await tutor.getByRole('button', { name: 'Release 3' }).click()
		const dialog = tutor.getByRole('dialog', { name: 'Release 3 feedbacks?' })
		await becomes(() => dialog.innerText(), /Lena Okonjo, Jonas Weidemann and Mira Talberg see.*\(6; 9\.5; 6 of 15\).*You did not open 2 of them/s)
		await dialog.getByRole('button', { name: 'Go on checking' }).click()
		assert.deepEqual(grading(visit).released, [])
		await tutor.getByRole('button', { name: 'Release 3' }).click()
		await dialog.getByRole('button', { name: 'Release 3' }).click()
		await tutor.locator('.toast', { hasText: '3 released.' }).waitFor()
		assert.equal(grading(visit).released.length, 3)
		await tutor.locator('.seg label', { hasText: 'To release' }).click()
		await tutor.locator('.drafts tbody tr').nth(1).waitFor()
		await becomes(() => tutor.locator('.drafts tbody tr').count(), 2)
	}))

test('a draft is changed, saved, restored, released; the focus goes to the next', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor, frame } = visit
		await tutor.getByRole('link', { name: 'Lena Okonjo' }).click()
		await focused(frame, 'det-h')
		await tutor.getByRole('radiogroup', { name: 'Level of Sampling is described' }).locator('label', { hasText: 'Excellent' }).click()
		await becomes(() => tutor.locator('#pts-k1').inputValue(), '3')
		await tutor.getByText('AI draft: Partial, 1 points').waitFor()
		await tutor.locator('#pts-k1').fill('2,5')
		await tutor.locator('#adv-k1').fill('Much better than before.')
		await tutor.locator('.fb__points', { hasText: '7.5' }).waitFor()
		await tutor.getByRole('button', { name: 'Save', exact: true }).click()
		await tutor.locator('.detail .tag', { hasText: 'Edited' }).waitFor()
		const draft = grading(visit).drafts[0]
		assert.deepEqual([draft.criteria[0].points, draft.criteria[0].advice], [2.5, 'Much better than before.'])
		await tutor.getByRole('button', { name: 'AI draft: back into the fields' }).click()
		await becomes(() => tutor.locator('#pts-k1').inputValue(), '1')
		await tutor.locator('.toast button').click()
		await becomes(() => tutor.locator('#pts-k1').inputValue(), '2.5')
		await tutor.locator('#summary').fill('Well done.')
		await tutor.getByRole('button', { name: 'Release and next' }).click()
		await tutor.getByRole('heading', { name: 'Jonas Weidemann' }).waitFor()
		await focused(frame, 'det-h')
		assert.deepEqual(grading(visit).released, [draft.id])
		assert.equal(draft.summary, 'Well done.', 'what was changed went along')
	}))

test('points that are no number are not saved', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor, frame } = visit
		await tutor.getByRole('link', { name: 'Lena Okonjo' }).click()
		await tutor.locator('#pts-k2').fill('many')
		await tutor.getByRole('button', { name: 'Release and next' }).click()
		await focused(frame, 'pts-k2')
		await becomes(() => tutor.locator('#pts-k2').getAttribute('aria-invalid'), 'true')
		assert.deepEqual(grading(visit).released, [])
	}))

test('a suspicion is a hint: quoted, marked in the text, and gone from "Please look" once seen', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor } = visit
		await tutor.locator('.seg label', { hasText: 'Please look' }).click()
		await tutor.getByRole('link', { name: 'Deniz Karsu' }).click()
		const notice = tutor.locator('.detail .notice--warn')
		await becomes(() => notice.innerText(), /seems to speak to the AI.*and rate this report as excellent.*a hint, not an accusation/s)
		await notice.getByRole('button', { name: 'Read the text' }).click()
		await tutor.locator('.ev--hint', { hasText: 'rate this report' }).waitFor()
		await tutor.locator('.seg label', { hasText: 'All' }).first().click()
		await tutor.getByRole('checkbox', { name: 'Select: Deniz Karsu' }).waitFor()
	}))

test('a refused grade says why in plain words, and is sent again', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor } = visit
		await tutor.getByRole('link', { name: 'Aylin Sommerfeld' }).click()
		await tutor.getByText('The grade item was deleted in the LMS.').waitFor()
		await tutor.getByRole('button', { name: 'Send the points again' }).click()
		await tutor.locator('.detail .tag', { hasText: 'On its way' }).waitFor()
	}))

test('a released score is corrected: what waits for release again says so', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor } = visit
		await tutor.getByRole('link', { name: 'Paula Ritterbach' }).click()
		await tutor.getByText('The points reached the gradebook').waitFor()
		await becomes(() => tutor.getByRole('button', { name: /^Release/ }).count(), 0)
		await tutor.locator('#pts-k1').fill('3')
		await tutor.getByRole('button', { name: 'Release again' }).click()
		await tutor.locator('.detail .tag', { hasText: 'On its way' }).waitFor()
		assert.equal(grading(visit).released.length, 1)
		await tutor.getByText('History').click()
		await tutor.locator('.detail__history li', { hasText: 'edited' }).first().waitFor()
	}))

test('what a student reported stands with the draft', () =>
	visiting('lecturer-en-feedback', {}, async ({ tutor }) => {
		await tutor.getByRole('link', { name: 'Mira Talberg' }).click()
		await tutor.locator('.notice', { hasText: 'The second quotation is about another question.' }).waitFor()
	}))

test('two lecturers at one draft: nothing is overwritten unseen', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor } = visit
		await tutor.getByRole('link', { name: 'Lena Okonjo' }).click()
		await tutor.locator('#summary').fill('Mine.')
		Object.assign(grading(visit).drafts[0], { revision: 7, summary: 'Theirs.' })
		await tutor.getByRole('button', { name: 'Save', exact: true }).click()
		await tutor.getByText('Somebody else has edited this draft').waitFor()
		await tutor.getByRole('button', { name: 'Load theirs' }).click()
		await tutor.locator('.detail__foot .notice').waitFor({ state: 'detached' })
		await becomes(() => tutor.locator('#summary').inputValue(), 'Theirs.')
	}))

test('79 drafts come in parts', () =>
	visiting('lecturer-en-feedback-burst', {}, async ({ tutor }) => {
		await tutor.getByText('Showing 50 of 79').waitFor()
		await tutor.getByRole('button', { name: 'Show more' }).click()
		await tutor.locator('.drafts tbody tr').nth(78).waitFor()
	}))

test('on a phone it is the table or the draft, and the way back keeps the place', () =>
	visiting('lecturer-en-feedback', { width: 390, height: 844 }, async ({ tutor, frame }) => {
		await tutor.getByRole('link', { name: 'Mira Talberg' }).click()
		await focused(frame, 'det-h')
		await becomes(() => tutor.locator('.drafts').count(), 0)
		await tutor.getByRole('button', { name: 'All drafts' }).click()
		await frame().waitForFunction(() => document.activeElement?.textContent === 'Mira Talberg')
	}))

test('a submission review shows exactly one student, and nothing of the desk', () =>
	visiting('lecturer-en-feedback-review', {}, async (visit) => {
		const { tutor, mock } = visit
		await tutor.getByRole('heading', { name: 'Attempts of Lena Okonjo' }).waitFor()
		await tutor.getByRole('heading', { name: 'Lena Okonjo', exact: true }).waitFor()
		await becomes(() => tutor.getByRole('navigation').count(), 0)
		await becomes(() => tutor.locator('.drafts tbody tr').count(), 2)
		const asked = mock.seen.filter((r) => r.path === '/api/v1/feedback')
		assert.equal(asked.length, 1)
	}))

test('the student view is a preview: nothing is kept', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor, mock } = visit
		mock.criterionPace = 5
		await tab(tutor, 'Student view').click()
		await tutor.locator('#text').fill('One sentence is here. Another one follows. A third one too.')
		await tutor.getByRole('button', { name: 'Hand in' }).click()
		await tutor.getByRole('dialog').getByRole('button', { name: 'Try it' }).click()
		await tutor.getByText('quotations were checked').waitFor()
		assert.equal([...mock.sessions.values()][0].feedback.attempts.length, 0)
		assert.equal(mock.seen.filter((r) => r.method === 'PUT').length, 0)
		await tutor.getByRole('button', { name: 'Back to the desk' }).click()
		await tutor.locator('#task').waitFor()
	}))

test('rules and overview of the course are beside it', () =>
	visiting('lecturer-en-feedback', {}, async ({ tutor }) => {
		await tab(tutor, 'Rules').click()
		await tutor.locator('#prompt').waitFor()
		await becomes(() => tab(tutor, 'Release').count(), 1)
		await tab(tutor, 'Overview').click()
		await tutor.locator('.tiles').waitFor()
	}))

test('names and words of others stay words', () =>
	visiting('lecturer-en-feedback-hostile', {}, async (visit) => {
		const { tutor, frame } = visit
		await tutor.locator('.drafts tbody a').first().waitFor()
		const [draft] = grading(visit).drafts
		draft.student.name = '<img src=x onerror=window.pwned=1>\u202eevil'
		draft.history.push({ at: draft.handed_in_at, author: 'x', what: 'reported', text: '<b>hi</b>' })
		await tutor.locator('.seg label', { hasText: 'To release' }).click()
		await tutor.locator('.drafts tbody a', { hasText: '<img' }).click()
		await tutor.locator('#det-h', { hasText: '<img' }).waitFor()
		await tutor.getByText('<b>hi</b>').first().waitFor()
		assert.equal(await frame().evaluate(() => window.pwned), undefined)
		await becomes(() => tutor.locator('main img, main script').count(), 0)
		assert.ok(await frame().evaluate(() => document.documentElement.scrollWidth <= innerWidth))
	}))

test('practice is read where the review mode allows it, and changed by nobody', async () => {
	await visiting('lecturer-en-feedback-practice', {}, async ({ tutor }) => {
		await tutor.getByText('What they hand in here is theirs').waitFor()
		await tutor.locator('.drafts tbody a').first().click()
		await tutor.locator('.detail .crit .quote').first().waitFor()
		await becomes(() => tutor.locator('.detail textarea, .detail__foot').count(), 0)
	})
	await visiting('lecturer-en-feedback-practice-closed', {}, async ({ tutor }) => {
		await tutor.locator('.drafts tbody a').first().click()
		await tutor.getByText('between the student and the AI system').waitFor()
	})
})

test('a text that its student deleted is not there, and nothing can be released', () =>
	visiting('lecturer-en-feedback', {}, async (visit) => {
		const { tutor } = visit
		await tutor.locator('.drafts tbody a').first().waitFor()
		Object.assign(grading(visit).drafts[0], { text: '', criteria: [], history: [] })
		await tutor.getByRole('link', { name: 'Lena Okonjo' }).click()
		await tutor.getByText('The student has deleted this text.').waitFor()
		await becomes(() => tutor.locator('.detail__foot').count(), 0)
	}))
