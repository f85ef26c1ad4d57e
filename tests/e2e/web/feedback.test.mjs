// The student's page of a feedback activity in a cross-site frame, against the stand-in of the API.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { World, becomes, idle } from './harness.mjs'

let world
before(async () => {
	world = await World.open()
})
after(() => world.close())

async function visiting(code, options, run) {
	const visit = await world.visit(code, options)
	try {
		await run(visit)
		const gone = /WebSocket connection to .* failed|status of 4(0|1|2)\d|status of 503/ // what the test arranged
		assert.deepEqual(
			visit.errors.filter((e) => !gone.test(e)),
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
const state = (visit) => [...visit.mock.sessions.values()][0].feedback
const spoken = (tutor) => tutor.locator('#announcer')
const text = (tutor) => tutor.locator('#text')

/** Everything the announcer says from here on. */
async function listening({ frame }) {
	await frame().evaluate(() => {
		window.said = []
		const line = document.getElementById('announcer')
		new MutationObserver(() => window.said.push(line.textContent.trim())).observe(line, {
			childList: true,
			characterData: true,
			subtree: true,
		})
	})
	return () => frame().evaluate(() => window.said)
}
async function handIn({ tutor }, words) {
	await text(tutor).fill(words)
	await tutor.getByRole('button', { name: 'Hand in' }).click()
	await tutor.getByRole('dialog').getByRole('button', { name: 'Hand in' }).click()
}
async function upload({ page, tutor }, name, content = 'bytes') {
	const [chooser] = await Promise.all([
		page.waitForEvent('filechooser'),
		tutor.locator('.fb__foot .btn').first().click(),
	])
	await chooser.setFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) })
}

test('the first-use notice speaks of texts, and comes before the first one only', () =>
	visiting('student-de-feedback-new-fresh', {}, async ({ tutor, frame }) => {
		await tutor.getByRole('heading', { name: 'Ein KI-System wird Ihren Text lesen' }).waitFor()
		await becomes(() => tutor.locator('.facts4').innerText(), /Namen Ihrer Dateien.*180 Tage/s)
		await tutor.locator('#go').click()
		await text(tutor).waitFor()
		await frame().evaluate(() => location.reload())
		await text(tutor).waitFor()
	}))

test('before the lecturer has written the task there is nothing to do but wait', () =>
	visiting('student-en-feedback-new-unset', {}, async ({ tutor }) => {
		await tutor.getByRole('heading', { name: 'There is no task here yet' }).waitFor()
	}))

test('the notice says who reads: the lecturers only what is handed in for release', async () => {
	for (const [words, sentence] of [
		['new-fresh', /not by whom and not what/],
		['new-fresh-scored', /lecturers of this course, with your name/],
	])
		await visiting(`student-en-feedback-${words}`, {}, async ({ tutor }) => {
			await tutor.locator('.facts4', { hasText: sentence }).waitFor()
		})
})

test('task and rubric stand beside the empty editor', () =>
	visiting('student-en-feedback-new', {}, async ({ tutor }) => {
		await tutor.locator('.task strong', { hasText: '80 to 150 words' }).waitFor()
		await becomes(() => tutor.locator('.rubric > li').count(), 4)
		await tutor.getByText('3 of 3 left, due').waitFor()
		const button = tutor.getByRole('button', { name: 'Hand in' })
		await becomes(() => button.getAttribute('aria-disabled'), 'true')
		await button.click({ force: true })
		await becomes(() => tutor.getByRole('dialog').count(), 0)
		await tutor.locator('.rubric summary').first().click()
		await tutor.getByText('It is there in part.').first().waitFor()
	}))

test('what is written is saved by itself and is there after a reload', () =>
	visiting('student-en-feedback-new', {}, async (visit) => {
		const { tutor, frame } = visit
		await text(tutor).fill('A beginning of mine')
		await tutor.getByText('4 words').waitFor()
		await tutor.getByText(/^Saved \d\d:\d\d$/).waitFor()
		assert.equal(state(visit).draft.text, 'A beginning of mine')
		await frame().evaluate(() => location.reload())
		await tutor.getByText(/^Saved \d\d:\d\d$/).waitFor()
		await becomes(() => text(tutor).inputValue(), 'A beginning of mine')
	}))

test('a text that could not be saved survives a reload, and is saved later', () =>
	visiting('student-en-feedback-new', {}, async (visit) => {
		const { tutor, frame, mock } = visit
		await text(tutor).waitFor()
		const session = [...mock.sessions.values()][0]
		session.refuseDrafts = true
		await text(tutor).fill('Not yet on the server')
		await tutor.getByText('Your text is kept in this browser').waitFor()
		session.refuseDrafts = false
		await frame().evaluate(() => location.reload())
		await tutor.getByText(/^Saved \d\d:\d\d$/).waitFor()
		assert.equal(state(visit).draft.text, 'Not yet on the server')
	}))

test('handing in: a dialog says what it costs, criteria arrive in place, one voice says so', () =>
	visiting('student-en-feedback-new', { height: 900, width: 1280 }, async (visit) => {
		const { tutor, frame, mock } = visit
		mock.criterionPace = 1
		mock.holdAfter = 0
		const words = (await text(tutor).waitFor(), state(visit).c.texts[1])
		await text(tutor).fill(words)
		await tutor.getByRole('button', { name: 'Hand in' }).click()
		const dialog = tutor.getByRole('dialog', { name: 'Hand in attempt 1?' })
		await becomes(() => dialog.innerText(), /1 of the 3 attempts.*4 criteria.*mistral-small.*12\/20/s)
		await tutor.getByRole('button', { name: 'Go on writing' }).click()
		assert.equal(state(visit).attempts.length, 0)
		const said = await listening(visit)
		await tutor.getByRole('button', { name: 'Hand in' }).click()
		await dialog.getByRole('button', { name: 'Hand in' }).click()
		await tutor.locator('.crit--waiting').nth(3).waitFor()
		await becomes(() => tutor.locator('.crit').count(), 4, 'all have their place before they come')
		mock.holdAfter = 2
		await tutor.locator('.crit:not(.crit--waiting)').nth(1).waitFor()
		await becomes(() => tutor.locator('.crit--waiting').count(), 2)
		mock.holdAfter = undefined
		await tutor.getByText('All 5 quotations were checked against your text.').waitFor()
		await becomes(() => tutor.locator('.crit--waiting').count(), 0)
		const spokenWords = await said()
		assert.equal(spokenWords.at(-1), 'Feedback complete, 4 criteria')
		assert.equal(spokenWords.filter((s) => /of 4 criteria ready/.test(s)).length, 3)
		await frame().waitForFunction(() => document.activeElement?.id === 'fb-h')
		assert.equal(mock.asks.length, 1)
		await tutor.getByText('2 of 3 attempts left').waitFor()
		assert.equal(state(visit).draft, null)
	}))

test('a place in the queue is shown and said once', () =>
	visiting('student-en-feedback-new', {}, async (visit) => {
		const { tutor, mock } = visit
		mock.queuePace = 150
		mock.criterionPace = 1
		await text(tutor).waitFor()
		const said = await listening(visit)
		await handIn(visit, '/queue and then read me. It is a text. It has sentences. Four of them.')
		await tutor.locator('.qplace').waitFor()
		await tutor.getByRole('heading', { name: 'Feedback on attempt 1' }).waitFor()
		await tutor.getByText('quotations were checked').waitFor()
		assert.equal((await said()).filter((s) => /^Place/.test(s)).length, 1)
	}))

test('a dropped connection while it is being read changes nothing', () =>
	visiting('student-en-feedback-new', {}, async (visit) => {
		const { tutor, mock } = visit
		mock.criterionPace = 1
		mock.holdAfter = 1
		await text(tutor).waitFor()
		await handIn(visit, state(visit).c.texts[1])
		await tutor.locator('.crit:not(.crit--waiting)').first().waitFor()
		mock.drop()
		await tutor.locator('.crit--waiting').first().waitFor()
		mock.holdAfter = undefined
		await tutor.getByText('All 5 quotations').waitFor()
		assert.equal(mock.asks.length, 1)
		assert.equal(state(visit).attempts.length, 1)
	}))

test('a reload while it is being read takes it up again', () =>
	visiting('student-en-feedback-new', {}, async (visit) => {
		const { tutor, mock, frame } = visit
		await text(tutor).waitFor()
		mock.criterionPace = 1
		mock.holdAfter = 1
		await handIn(visit, state(visit).c.texts[1])
		await tutor.locator('.crit:not(.crit--waiting)').first().waitFor()
		await frame().evaluate(() => location.reload())
		await tutor.locator('.crit').nth(3).waitFor()
		mock.holdAfter = undefined
		await tutor.getByText('All 5 quotations').waitFor()
	}))

test('evidence and text lead to each other, and say which kind they are', () =>
	visiting('student-en-feedback', {}, async ({ tutor, frame }) => {
		const focused = (id) => frame().waitForFunction((x) => document.activeElement?.id === x, id)
		await tutor.getByRole('link', { name: 'Show quotation 3b in your text, to work on' }).click()
		await focused('e-3b')
		await becomes(() => tutor.locator('.ev.is-lit').innerText(), 'most guests wait between 5.6 and 7.2 minutes3b')
		await tutor.getByRole('link', { name: 'Quotation 1, strength: go to criterion 1' }).click()
		await focused('c1')
		const line = (name) =>
			tutor.locator(name).first().evaluate((node) => getComputedStyle(node).borderBlockEndStyle)
		assert.deepEqual([await line('.ev--good'), await line('.ev--work')], ['solid', 'dashed'])
	}))

test('attempts: switched, compared side by side, revised from the last text', () =>
	visiting('student-en-feedback', {}, async (visit) => {
		const { tutor, frame } = visit
		await tutor.getByText('up from Partial').waitFor()
		await tutor.locator('.seg label', { hasText: 'Attempt 1' }).click()
		await tutor.getByRole('heading', { name: 'Feedback on attempt 1' }).waitFor()
		await tutor.locator('.own', { hasText: 'So 95% of the guests wait' }).waitFor()
		await tutor.locator('.seg label', { hasText: 'Compare' }).click()
		await tutor.getByText('2 up, 2 as before').waitFor()
		const row = tutor.getByRole('row', { name: /Interval is interpreted/ })
		await becomes(() => row.innerText(), /Missing\s+Partial\s+up/)
		await becomes(() => tutor.locator('.cmp__row--head b').first().innerText(), 'Text of attempt 1')
		await becomes(() => tutor.locator('.cmp__new ins').first().innerText(), /n = $/)
		await tutor.getByRole('button', { name: 'Revise my text' }).click()
		await frame().waitForFunction(() => document.activeElement?.id === 'text')
		await becomes(() => text(tutor).inputValue(), state(visit).c.texts[1])
		await tutor.getByText('word for word the text of your last attempt').waitFor()
		await tutor.locator('.fb__side .crit').first().waitFor()
		await tutor.locator('.fb__side .seg label').first().click()
		await tutor.locator('.fb__side .rubric').waitFor()
	}))

test('six attempts fit the bar, and any two can be compared', () =>
	visiting('student-en-feedback-many', {}, async ({ tutor }) => {
		const pick = tutor.locator('#attempt')
		await pick.selectOption({ label: 'Compare' })
		await tutor.locator('#cmp-before').selectOption({ label: 'Attempt 1' })
		await tutor.locator('.cmp__row--head b', { hasText: 'attempt 1' }).waitFor()
		await tutor.locator('#cmp-before').selectOption({ label: 'Attempt 6' })
		assert.deepEqual(await tutor.locator('.cmp__row--head b').allInnerTexts(), [
			'Text of attempt 1',
			'Text of attempt 6',
		])
	}))

test('a file is read, shown for confirmation, and its text can be added', () =>
	visiting('student-en-feedback-new', {}, async (visit) => {
		const { tutor } = visit
		await text(tutor).fill('My own words.')
		await upload(visit, 'notes.txt', 'From the file.')
		const dialog = tutor.getByRole('dialog', { name: 'Is this your text?' })
		await becomes(() => dialog.innerText(), /Read from notes\.txt: 3 words.*From the file\./s)
		await dialog.getByRole('button', { name: 'Add it to my text' }).click()
		await becomes(() => text(tutor).inputValue(), 'My own words.\n\nFrom the file.')
		await upload(visit, 'report.docx')
		await tutor.getByText('Images were left out').waitFor()
		await tutor.getByRole('button', { name: 'Replace my text' }).click()
		await becomes(() => text(tutor).inputValue(), state(visit).c.texts[1])
	}))

for (const [name, sentence] of [
	['scan.pdf', /no text in the file/],
	['secret.pdf', /has a password/],
	['broken.docx', /damaged/],
	['bomb.zip', /far too large/],
	['tool.exe', /kind of file cannot be read/],
])
	test(`a file that cannot be read is refused in plain words: ${name}`, () =>
		visiting('student-en-feedback-new', {}, async (visit) => {
			const { tutor } = visit
			await text(tutor).waitFor()
			await upload(visit, name)
			const notice = tutor.locator('.notice')
			await becomes(() => notice.innerText(), sentence)
			await becomes(() => notice.innerText(), /No attempt was used up/)
			await becomes(() => spoken(tutor).innerText(), 'The file could not be read')
		}))

test('a file beyond 10 MB is refused before it is sent', () =>
	visiting('student-en-feedback-new', {}, async (visit) => {
		await text(visit.tutor).waitFor()
		await upload(visit, 'film.pdf', Buffer.alloc(10 * 1024 * 1024 + 1))
		await visit.tutor.getByText('larger than 10 MB').waitFor()
		assert.equal(visit.mock.seen.filter((r) => r.path.endsWith('/files')).length, 0)
	}))

test('a file can be dropped', () =>
	visiting('student-en-feedback-new', {}, async ({ tutor, frame }) => {
		await text(tutor).waitFor()
		await frame().evaluate(() => {
			const data = new DataTransfer()
			data.items.add(new File(['Dropped words'], 'drop.md'))
			const at = document.querySelector('#text')
			for (const name of ['dragenter', 'dragover', 'drop'])
				at.dispatchEvent(new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }))
		})
		await tutor.getByRole('button', { name: 'Use this text' }).click()
		await becomes(() => text(tutor).inputValue(), 'Dropped words')
	}))

test('a refused hand-in keeps the text and the attempt', () =>
	visiting('student-en-feedback-new', {}, async (visit) => {
		const { tutor } = visit
		await text(tutor).waitFor()
		await handIn(visit, '/down is what this says')
		await tutor.locator('.notice--danger', { hasText: 'No attempt was used up' }).waitFor()
		await becomes(() => text(tutor).inputValue(), '/down is what this says')
		await tutor.getByText('3 of 3 left').waitFor()
	}))

test('feedback that could not be made counts as no attempt, and its text can be handed in again', () =>
	visiting('student-en-feedback-new', {}, async (visit) => {
		const { tutor, mock } = visit
		mock.criterionPace = 5
		await text(tutor).waitFor()
		await handIn(visit, '/fail this one. It has two sentences.')
		await tutor.locator('.notice--danger', { hasText: 'counts as no attempt' }).waitFor()
		await tutor.getByText('3 of 3 attempts left').waitFor()
		await tutor.getByRole('button', { name: 'Hand in again' }).click()
		await becomes(() => text(tutor).inputValue(), /^\/fail this one/)
	}))

test('held for a lecturer: nothing is shown before release, and release comes to the open page', () =>
	visiting('student-en-feedback-held', {}, async (visit) => {
		const { tutor, frame } = visit
		await tutor.getByText('Your lecturer reads and releases it.').waitFor()
		await becomes(() => tutor.locator('.crit').count(), 0)
		Object.assign(state(visit).attempts[0], { status: 'released', points: 8 })
		await frame().evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
		await tutor.getByText('A human has read this feedback').waitFor()
		await tutor.locator('.fb__points', { hasText: '8' }).waitFor()
		await becomes(() => tutor.locator('.crit').count(), 4)
	}))

test('in a graded activity the text is handed in and held, without a word of the draft', () =>
	visiting('student-en-feedback-new-scored', {}, async (visit) => {
		const { tutor, mock } = visit
		mock.criterionPace = 1
		await text(tutor).waitFor()
		await text(tutor).fill(state(visit).c.texts[1])
		await tutor.getByRole('button', { name: 'Hand in' }).click()
		await becomes(() => tutor.getByRole('dialog').innerText(), /before your lecturer.*gradebook/s)
		await tutor.getByRole('dialog').getByRole('button', { name: 'Hand in' }).click()
		await tutor.locator('.notice--info', { hasText: 'Your lecturer reads and releases it' }).waitFor()
		await becomes(() => tutor.locator('.crit, .quote').count(), 0)
	}))

for (const [words, sentence] of [
	['due', /was due/],
	['used', /No attempt left/],
])
	test(`when nothing more can be handed in: ${words}`, () =>
		visiting(`student-en-feedback-${words}`, {}, async ({ tutor }) => {
			await tutor.locator('#c4 .quote').first().waitFor()
			await becomes(() => tutor.getByRole('button', { name: 'Revise my text' }).count(), 0)
			await becomes(() => tutor.locator('.fb__bar').innerText(), sentence)
		}))
test('the time is over and nothing was handed in', () =>
	visiting('student-en-feedback-new-due', {}, async ({ tutor }) => {
		await tutor.getByText('Nothing was handed in.').waitFor()
		await becomes(() => text(tutor).count(), 0)
	}))

test('an exam lock closes handing in, not writing', () =>
	visiting('student-en-feedback-new-exam', {}, async ({ tutor }) => {
		await tutor.locator('.notice--info', { hasText: 'Locked during the exam' }).waitFor()
		await text(tutor).fill('I go on writing')
		await tutor.getByText(/^Saved \d\d:\d\d$/).waitFor()
		await tutor.getByRole('button', { name: 'Hand in' }).click({ force: true })
		await becomes(() => tutor.getByRole('dialog').count(), 0)
	}))

test('without a question left nothing can be handed in, and the page says until when', () =>
	visiting('student-en-feedback-new-out', {}, async ({ tutor }) => {
		await tutor.locator('.notice--warn', { hasText: 'Your 20 questions for today are used' }).waitFor()
		await text(tutor).fill('I go on writing')
		await becomes(() => tutor.getByRole('button', { name: 'Hand in' }).getAttribute('aria-disabled'), 'true')
	}))

test('a question about the feedback goes along with its attempt, and is found again', () =>
	visiting('student-en-feedback', {}, async (visit) => {
		const { tutor, mock, frame } = visit
		mock.pace = 1
		await tutor.getByRole('button', { name: 'Ask about this feedback' }).click()
		await tutor.locator('.starter').first().click()
		await becomes(() => tutor.locator('#ask').inputValue(), /begin with/)
		await tutor.locator('#ask').press('Enter')
		await idle(tutor)
		const session = [...mock.sessions.values()][0]
		const [talk] = session.conversations.values()
		assert.equal(talk.attempt, state(visit).attempts[1].id)
		await tutor.getByRole('button', { name: 'Back to my text' }).click()
		await frame().waitForFunction(() => document.activeElement?.id === 'talk-open')
		await frame().evaluate(() => location.reload())
		await tutor.getByRole('button', { name: 'Ask about this feedback' }).click()
		await tutor.locator('.turn .md', { hasText: 'A good start' }).waitFor()
		await tutor.getByRole('button', { name: 'Back to my text' }).click()
		await tutor.locator('.seg label', { hasText: 'Attempt 1' }).click()
		await tutor.getByRole('button', { name: 'Ask about this feedback' }).click()
		await tutor.locator('.starter').first().waitFor()
	}))

test('receipt, export and report', () =>
	visiting('student-en-feedback', {}, async (visit) => {
		const { tutor, page } = visit
		await tutor.getByRole('button', { name: 'What was sent' }).click()
		await tutor.getByRole('heading', { name: 'Receipt for this feedback' }).waitFor()
		await tutor.locator('#receipt', { hasText: '2,120 tokens' }).waitFor()
		await page.keyboard.press('Escape')
		await tutor.getByRole('button', { name: 'Export' }).click()
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			tutor.getByRole('button', { name: 'Save as text' }).click(),
		])
		assert.match(download.suggestedFilename(), /^Lab-report-2.*2\.md$/)
		const saved = readFileSync(await download.path(), 'utf8')
		assert.match(saved, /## 3\. Interval is interpreted correctly\n\nLevel: \*\*Partial\*\*/)
		await tutor.getByRole('button', { name: 'Report' }).click()
		await tutor.locator('#report').fill('Quotation 3a is right.')
		await tutor.getByRole('button', { name: 'Send the report' }).click()
		await tutor.locator('.toast', { hasText: 'Your lecturer sees your report' }).waitFor()
		assert.deepEqual(state(visit).reports, [
			{ attempt: state(visit).attempts[1].id, text: 'Quotation 3a is right.' },
		])
	}))

test('hostile text, file name, rubric and model words stay words', () =>
	visiting('student-en-feedback-hostile', {}, async ({ tutor, frame, page }) => {
		await tutor.locator('#c4 .advice').first().waitFor()
		await becomes(() => tutor.locator('.own').innerText(), /<script>window\.pwned|<script>window/)
		assert.doesNotMatch(await tutor.locator('.fb__title').first().innerText(), /\u202e/)
		await becomes(() => tutor.locator('.fb script, .fb img, .fb a[href^=javascript]').count(), 0)
		await tutor.locator('.ev').first().hover()
		assert.equal(await frame().evaluate(() => window.pwned), undefined)
		assert.equal(await frame().evaluate(() => document.documentElement.scrollWidth > innerWidth), false)
		for (const pane of await tutor.locator('.fb__pane').all())
			assert.ok(await pane.evaluate((n) => n.scrollWidth <= n.clientWidth), 'nothing sticks out')
		await page.keyboard.press('Tab')
	}))

test('the whole way by keyboard: write, hand in, from a quotation to the text and back', () =>
	visiting('student-en-feedback-new', { frame: false }, async (visit) => {
		const { tutor, page, mock } = visit
		mock.criterionPace = 1
		await text(tutor).waitFor()
		const reach = async (match) => {
			for (let n = 0; n < 60; n++) {
				await page.keyboard.press('Tab')
				if (await page.evaluate(match)) return
			}
			assert.fail(`not reached: ${match}`)
		}
		await reach(() => document.activeElement.id === 'text')
		await page.keyboard.insertText(state(visit).c.texts[1])
		await reach(() => document.activeElement.textContent === 'Hand in')
		await page.keyboard.press('Enter')
		await page.waitForFunction(() => document.activeElement.closest('dialog'))
		await page.keyboard.press('Enter')
		await tutor.getByText('All 5 quotations').waitFor()
		await page.waitForFunction(() => document.activeElement.id === 'fb-h')
		await reach(() => /^Show quotation 1/.test(document.activeElement.getAttribute('aria-label')))
		await page.keyboard.press('Enter')
		await page.waitForFunction(() => document.activeElement.id === 'e-1')
		await page.keyboard.press('Enter')
		await page.waitForFunction(() => document.activeElement.id === 'c1')
	}))

test('a launch to review a submission shows the student their attempts', () =>
	visiting('student-en-feedback-review', {}, async ({ tutor }) => {
		await tutor.getByRole('heading', { name: 'Feedback on attempt 2' }).waitFor()
	}))

test('the language changes without losing what is open', () =>
	visiting('student-en-feedback', {}, async ({ tutor }) => {
		await tutor.locator('.seg label', { hasText: 'Attempt 1' }).click()
		await tutor.locator('[popovertarget=display]').click()
		await tutor.locator('#display').getByText('Deutsch').click()
		await tutor.getByRole('heading', { name: 'Feedback zu Versuch 1' }).waitFor()
	}))
