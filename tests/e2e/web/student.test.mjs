// The student's page in a cross-site frame, against the stand-in of the API.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { World, ask, becomes, idle } from './harness.mjs'

let world
before(async () => {
	world = await World.open({ whole: true })
})
after(() => world.close())

async function visiting(code, options, run) {
	const visit = await world.visit(code, options)
	try {
		await run(visit)
		const gone = /WebSocket connection to .* failed/ // a network that the test took away
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
const spoken = (tutor) => tutor.locator('#announcer')

/** Something has the focus again once the page has settled: it fails by waiting in vain. */
const focused = (frame) => frame().waitForFunction(() => document.activeElement !== document.body)

test('the code leaves the address, and a reload keeps the session', () =>
	visiting('student-en-open', {}, async ({ tutor, frame, mock }) => {
		await tutor.locator('#ask').waitFor()
		assert.equal(new URL(frame().url()).hash, '')
		await frame().evaluate(() => location.reload())
		await tutor.locator('#ask').waitFor()
		assert.equal(mock.seen.filter((r) => r.path === '/api/v1/session').length, 1)
	}))

test("two tutors in one LMS page do not take each other's session", () =>
	visiting('student-en-open', {}, async ({ page, tutor, origin, frame }) => {
		await tutor.locator('#ask').waitFor()
		await page.evaluate((src) => {
			const other = document.createElement('iframe')
			other.id = 'other'
			other.src = src
			document.body.append(other)
		}, `${origin}/app/#student-de-open-1111111111`)
		const other = page.frameLocator('#other')
		await other.getByLabel('Ihre Frage').waitFor()
		await frame().evaluate(() => location.reload())
		await tutor.getByLabel('Your question').first().waitFor()
	}))

test('without a launch the page says where to begin', () =>
	visiting('', { frame: false }, async ({ tutor }) => {
		await tutor.getByRole('heading', { name: 'Please open the tutor from your course' }).waitFor()
	}))

test('the first-use notice comes before the first question and only once', () =>
	visiting('student-de-fresh', {}, async ({ tutor, frame }) => {
		await tutor.getByRole('heading', { name: 'Sie schreiben gleich mit einem KI-System' }).waitFor()
		await becomes(() => tutor.locator('.facts4').innerText(), /mistral-small-3\.2-24b.*Universität Lindental, Rechenzentrum.*180 Tage/s)
		await tutor.getByRole('button', { name: 'Verstanden, anfangen' }).click()
		await tutor.getByRole('heading', { name: 'Woran arbeiten Sie gerade?' }).waitFor()
		await becomes(() => frame().evaluate(() => document.activeElement.id), 'ask')
		await frame().evaluate(() => location.reload())
		await tutor.locator('.starter').first().waitFor()
	}))

test('a question is answered with formulas, code and a list, and announced at its ends only', () =>
	visiting('student-en-open-empty', {}, async ({ tutor, frame }) => {
		await tutor.locator('#ask').waitFor()
		await frame().evaluate(() => {
			window.said = []
			new MutationObserver(() =>
				window.said.push(document.getElementById('announcer').textContent.trim()),
			).observe(document.getElementById('announcer'), {
				childList: true,
				characterData: true,
				subtree: true,
			})
		})
		await tutor.locator('.starter').first().click()
		await becomes(() => tutor.locator('#ask').inputValue(), 'Where does the log in n log n come from?', 'a way in fills the field, and does not send')
		await ask(tutor, '/merge')
		await tutor.locator('.turn[aria-busy=true] .md strong').waitFor()
		assert.ok(
			await frame().evaluate(() => {
				// the caret stands behind the last word
				const walker = document.createTreeWalker(
					document.querySelector('[aria-busy] .md'),
					NodeFilter.SHOW_ALL,
				)
				let last = null
				for (let node = walker.nextNode(); node; node = walker.nextNode())
					if (node.className === 'caret' || (node.nodeType === 3 && node.data.trim())) last = node
				return last.className === 'caret'
			}),
		)
		await idle(tutor)
		await tutor.locator('math[display=block]').waitFor()
		await tutor.locator('.code .hljs-keyword').first().waitFor()
		await becomes(() => tutor.locator('.md ol li').count(), 3)
		await becomes(() => tutor.locator('.caret').count(), 0)
		await becomes(() => tutor.locator('.log').getAttribute('aria-live'), 'off')
		const said = await frame().evaluate(() => window.said)
		assert.equal(said[0], 'Answering')
		assert.match(said.at(-1), /^Answer complete, \d+ words$/)
		assert.equal(said.length, 2)
		await tutor.getByText('11 of 20 left').waitFor()
		await tutor.getByText('Its reasoning').click()
		await tutor
			.getByText('Do not give the fix')
			.or(tutor.getByText('Ask for the state after the loop'))
			.waitFor()
	}))

test('a finished block is drawn once: streaming does not touch what is complete', () =>
	visiting('student-en-open-empty', {}, async ({ tutor, frame, mock }) => {
		mock.pace = 0
		await tutor.locator('#ask').waitFor()
		await ask(tutor, '/stream 2000')
		await tutor.locator('.md p').nth(3).waitFor()
		await frame().evaluate(() => {
			window.first = document.querySelector('.md p')
			window.removed = 0
			new MutationObserver((list) => {
				for (const m of list) for (const n of m.removedNodes) if (n === window.first) window.removed++
			}).observe(document.querySelector('.md'), { childList: true })
		})
		await idle(tutor)
		const seen = await frame().evaluate(() => ({
			same: document.querySelector('.md p') === window.first,
			removed: window.removed,
			words: document.querySelector('.md').textContent.match(/word\d+/g).length,
			end:
				document.querySelector('.log').scrollHeight -
				document.querySelector('.log').scrollTop -
				document.querySelector('.log').clientHeight,
		}))
		assert.deepEqual({ ...seen, end: seen.end < 130 }, { same: true, removed: 0, words: 1950, end: true })
	}))

test('a dropped connection in the middle of an answer is invisible', () =>
	visiting('student-en-open-empty', {}, async ({ tutor, mock }) => {
		mock.pace = 2
		await tutor.locator('#ask').waitFor()
		await ask(tutor, '/emoji')
		await tutor.locator('.md p').first().waitFor()
		for (const words of [60, 200]) {
			await tutor
				.locator('.md')
				.filter({ hasText: new RegExp(`(größer[^]*){${Math.round(words / 20)}}`) })
				.waitFor()
			mock.drop()
		}
		await idle(tutor)
		await becomes(() => tutor.locator('.notice').count(), 0)
		assert.equal(
			(await tutor.locator('.md').innerText()).trim(),
			'Grüße 👩‍🎓 aus Köln: größer, schöner, 𝔘𝔫𝔦𝔠𝔬𝔡𝔢. '.repeat(40).trim(),
		)
		assert.equal(mock.asks.length, 1, 'the question was asked once')
	}))

test('a reload in the middle of an answer takes it up again', () =>
	visiting('student-en-open-empty', {}, async ({ tutor, frame, mock }) => {
		await tutor.locator('#ask').waitFor()
		await ask(tutor, '/emoji')
		await tutor.locator('.md').filter({ hasText: 'größer' }).waitFor()
		await frame().evaluate(() => location.reload())
		await tutor.locator('.turn[aria-busy=true]').waitFor()
		mock.pace = 1
		await idle(tutor)
		assert.equal((await tutor.locator('.md').innerText()).split('Grüße').length - 1, 40)
	}))

test('without a connection a question waits, can be taken back, and is sent later', () =>
	visiting('student-en-open-empty', {}, async ({ tutor, mock }) => {
		await tutor.locator('#ask').waitFor()
		mock.refuseSockets = true
		mock.drop()
		await tutor.locator('.notice', { hasText: 'No connection' }).waitFor()
		await ask(tutor, 'hello?')
		await becomes(() => tutor.locator('#ask').inputValue(), 'hello?', 'while it is known to be offline nothing is sent from the field')
		mock.refuseSockets = false
		await tutor.locator('.notice', { hasText: 'No connection' }).waitFor({ state: 'detached' })
		await tutor.locator('#ask').press('Enter')
		await idle(tutor)
		assert.equal(mock.asks.length, 1)
	}))

test('a question asked just as the connection dies is kept and sent', () =>
	visiting('student-en-open-empty', {}, async ({ tutor, mock, frame }) => {
		await tutor.locator('#ask').waitFor()
		await tutor.locator('#ask').fill('Where is my answer?')
		mock.refuseSockets = true
		mock.drop()
		await frame().evaluate(() => new Promise((next) => setTimeout(next, 50)))
		await tutor.locator('#ask').press('Enter')
		await tutor.getByText('Your question will be sent as soon as you are online again.').waitFor()
		await tutor.getByRole('button', { name: 'Do not send' }).click()
		await becomes(() => tutor.locator('#ask').inputValue(), 'Where is my answer?')
		assert.equal(mock.asks.length, 0)
	}))

test('stop, by button and by Escape, keeps what was written and says what it counts', () =>
	visiting('student-en-open-empty', {}, async ({ tutor, frame, mock }) => {
		await tutor.locator('#ask').waitFor()
		for (const how of ['button', 'Escape']) {
			await ask(tutor, '/merge')
			await tutor.locator('.turn[aria-busy=true] .md').filter({ hasText: 'levels' }).waitFor()
			if (how === 'button') await tutor.getByRole('button', { name: 'Stop' }).click()
			else await tutor.locator('#ask').press('Escape')
			await idle(tutor)
			await becomes(() => spoken(tutor).textContent(), /Answer stopped/)
			await becomes(() => frame().evaluate(() => document.activeElement.id), 'ask')
		}
		await becomes(() => tutor.getByText(/You stopped this answer. It counts as 1 question and \d+ tokens/).count(), 2)
		assert.equal([...mock.sessions.values()][0].limits[0].remaining, 10)
	}))

test('a wait that is over in a moment is not shown', () =>
	visiting('student-en-open-empty', {}, async ({ tutor, frame, mock }) => {
		mock.queuePace = 20
		await tutor.locator('#ask').waitFor()
		await frame().evaluate(() => {
			window.said = []
			new MutationObserver(() =>
				window.said.push(document.getElementById('announcer').textContent),
			).observe(document.getElementById('announcer'), { childList: true, subtree: true })
		})
		await ask(tutor, '/queue')
		await tutor.locator('.md').waitFor()
		await idle(tutor)
		assert.deepEqual(
			(await frame().evaluate(() => window.said)).map((s) => s.split(' ')[0]),
			['Answering', 'Answer'],
		)
	}))

test('the place in the queue is shown and announced once', () =>
	visiting('student-de-open-empty', {}, async ({ tutor, frame, mock }) => {
		mock.queuePace = 1500
		await tutor.locator('#ask').waitFor()
		await frame().evaluate(() => {
			window.said = []
			new MutationObserver(() =>
				window.said.push(document.getElementById('announcer').textContent),
			).observe(document.getElementById('announcer'), { childList: true, subtree: true })
		})
		await ask(tutor, '/queue')
		await tutor.getByText('Platz 3, etwa 21 Sekunden', { exact: true }).waitFor()
		await tutor.getByRole('button', { name: 'Verlassen' }).waitFor()
		await idle(tutor)
		const said = await frame().evaluate(() => window.said)
		assert.deepEqual(
			said.map((s) => s.split(/[ ,]/)[0]),
			['Platz', 'Antwort', 'Antwort'],
		)
	}))

for (const [what, question, words] of [
	['the AI service is down', '/down', 'Your question was not counted and is kept below.'],
	['the AI service is busy', '/busy', 'Too many people are asking at this moment.'],
])
	test(`${what}: the question is back in the field and can be tried again`, () =>
		visiting('student-en-open-empty', {}, async ({ tutor }) => {
			await tutor.locator('#ask').waitFor()
			await ask(tutor, question)
			await tutor.getByText(words).waitFor()
			await becomes(() => tutor.locator('#ask').inputValue(), question)
			await tutor.getByRole('button', { name: 'Try again' }).waitFor()
			await becomes(() => tutor.locator('.turn').count(), 0)
		}))

test('a used-up limit says which, until when, and leaves the draft alone', () =>
	visiting('student-en-out', {}, async ({ tutor, mock }) => {
		await tutor.getByText('Your 20 questions for today are used').waitFor()
		await tutor.getByText(/New questions from tonight at 00:00, in /).waitFor()
		await ask(tutor, 'My next question')
		await becomes(() => tutor.locator('#ask').inputValue(), 'My next question')
		assert.equal(mock.asks.length, 0)
	}))

test('too long is said while typing', () =>
	visiting('student-de-open-empty', {}, async ({ tutor, mock }) => {
		await tutor.locator('#ask').fill('ä'.repeat(9000))
		await tutor.getByText('Etwa 500 Token zu lang. Bitte kürzen.').waitFor()
		await tutor.locator('#ask').press('Enter')
		assert.equal(mock.asks.length, 0)
	}))

test('an answer at its length limit offers to go on, with its price', () =>
	visiting('student-en-open-empty', {}, async ({ tutor, mock }) => {
		await tutor.locator('#ask').waitFor()
		await ask(tutor, '/cut')
		await tutor.getByRole('button', { name: 'Continue (1 question)' }).click()
		await idle(tutor)
		assert.equal(mock.asks.length, 2)
	}))

for (const [lang, again] of [['en', 'Opens again'], ['de', 'Öffnet wieder']])
	test(`an exam lock with an end says when, and opens by itself: ${lang}`, () =>
		visiting(`student-${lang}-open-empty`, {}, async ({ tutor, mock }) => {
			await tutor.locator('#ask').waitFor()
			mock.setGate('exam', new Date(Date.now() + 4000).toISOString())
			await tutor.locator('.notice', { hasText: again }).waitFor()
			await becomes(() => tutor.locator('#ask').isVisible(), false)
			await tutor.locator('#ask').waitFor({ timeout: 15_000 })
		}))

test('an exam lock arrives in the middle of an answer', () =>
	visiting('student-en-open-empty', {}, async ({ tutor, mock }) => {
		await tutor.locator('#ask').waitFor()
		await ask(tutor, '/merge')
		await tutor.locator('.md').filter({ hasText: 'levels' }).waitFor()
		mock.setGate('exam')
		await tutor.getByText('Locked during the exam').last().waitFor()
		await tutor.locator('#ask').waitFor({ state: 'detached' })
		await tutor.getByText('Ended by the exam lock.').waitFor()
		mock.setGate('open')
		await tutor.locator('#ask').waitFor()
	}))

test('a session that ended says so, keeps the draft, and leads back to the course', () =>
	visiting('student-en-open-empty', {}, async ({ tutor, mock, frame, errors }) => {
		await tutor.locator('#ask').fill('half a thought')
		mock.sessions.clear()
		mock.drop()
		await tutor.getByText('Please open the tutor again from the course').waitFor()
		await becomes(() => tutor.getByRole('link', { name: 'Open again' }).getAttribute('target'), '_top')
		await frame().waitForFunction(() => history.state.kept?.['draft.a1'] === 'half a thought', null, {
			timeout: 5000,
		})
		errors.length = 0 // the browser notes the 401
	}))

test('Enter and Shift+Enter, the last question by arrow, a new conversation by Alt+N, search by Alt+K, the map by ?', () =>
	visiting('student-en-open', {}, async ({ tutor, page, frame }) => {
		const field = tutor.locator('#ask')
		await field.fill('one')
		await field.press('Shift+Enter')
		await page.keyboard.type('two')
		await becomes(() => field.inputValue(), 'one\ntwo')
		await field.press('Enter')
		await idle(tutor)
		await field.press('ArrowUp')
		await becomes(() => field.inputValue(), 'one\ntwo')
		await field.press('Alt+n')
		await tutor.locator('.starter').first().waitFor()
		await becomes(() => frame().evaluate(() => document.activeElement.id), 'ask')
		await field.press('Alt+k')
		await tutor.locator('#convs [data-search]').waitFor()
		await becomes(() => frame().evaluate(() => document.activeElement.id), 'pop-q')
		await page.keyboard.press('Escape')
		await tutor.locator('.log').focus()
		await page.keyboard.press('?')
		await tutor.getByRole('dialog', { name: 'Keyboard' }).waitFor()
		await page.keyboard.press('Escape')
		await tutor.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'detached' })
		await becomes(() => frame().evaluate(() => document.activeElement.className), 'log')
	}))

test('conversations: search, rename, export, delete; the focus never falls to the body', () =>
	visiting('student-en-open', { width: 1280, height: 800 }, async ({ tutor, page, frame }) => {
		const side = tutor.locator('.app__side')
		await side.getByLabel('Search conversations').fill('heap')
		await side.getByText('Heaps as arrays').waitFor()
		await becomes(() => side.locator('.nav li').count(), 1)
		await side.getByRole('button', { name: /Rename, export or delete: Heaps/ }).click()
		await tutor.getByRole('button', { name: 'Rename', exact: true }).click()
		await tutor.getByRole('textbox', { name: 'Title' }).fill('Heaps, <b>again</b>')
		await frame().evaluate(() => {
			const search = document.querySelector('[data-search]')
			search.value = 'heaps'
			search.dispatchEvent(new Event('input', { bubbles: true })) // the page is drawn anew meanwhile
		})
		await page.keyboard.press('Enter')
		await side.getByText('Heaps, <b>again</b>').waitFor()
		await focused(frame)
		const menu = side.getByRole('button', { name: /Rename, export or delete: Heaps/ })
		await menu.click()
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			tutor.getByRole('button', { name: 'Export as text' }).click(),
		])
		assert.equal(download.suggestedFilename(), 'Heaps-b-again-b.md')
		await menu.click()
		await tutor.getByRole('button', { name: 'Delete', exact: true }).click()
		await tutor
			.getByRole('dialog', { name: 'Delete this conversation?' })
			.getByRole('button', { name: 'Delete', exact: true })
			.click()
		await side.getByText('Nothing found').waitFor()
		await focused(frame)
	}))

test('a person takes their data along and deletes it', () =>
	visiting('student-en-open', { width: 1280, height: 800 }, async ({ tutor, page, mock }) => {
		const side = tutor.locator('.app__side')
		await side.getByRole('button', { name: 'Your data' }).click()
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			tutor.getByRole('button', { name: 'Download' }).click(),
		])
		assert.equal(download.suggestedFilename(), 'my-data.json')
		await tutor.getByRole('button', { name: 'Delete everything' }).click()
		await tutor
			.getByRole('dialog', { name: 'Delete everything about you?' })
			.getByRole('button', { name: 'Delete everything' })
			.click()
		await side.getByText('No conversations yet').waitFor()
		assert.equal([...mock.sessions.values()][0].conversations.size, 0)
	}))

test('the receipt shows every word that was sent', () =>
	visiting('student-en-open', {}, async ({ tutor, page }) => {
		await tutor.getByRole('button', { name: 'Conversations' }).click()
		await tutor.locator('#convs').getByText('Why n log n?').click()
		await tutor.getByRole('button', { name: 'What was sent' }).last().click()
		const receipt = tutor.getByRole('dialog', { name: 'Receipt for this answer' })
		await receipt.getByText('1 question, 1,204 tokens (968 sent, 236 written)').waitFor()
		await receipt.getByText('Instructions of this tutor').click()
		await receipt.getByText('Never give a finished solution to an exercise sheet.').waitFor()
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			receipt.getByRole('button', { name: 'JSON' }).click(),
		])
		assert.match(download.suggestedFilename(), /^receipt-.*\.json$/)
		await page.keyboard.press('Escape')
		await receipt.waitFor({ state: 'hidden' })
	}))

test('the language can be changed in the middle of a conversation', () =>
	visiting('student-en-open', {}, async ({ tutor, page, frame }) => {
		await tutor.locator('#ask').fill('kept')
		await tutor.getByRole('button', { name: 'Display and language' }).click()
		await tutor.getByText('Deutsch').click()
		await tutor.getByRole('heading', { name: 'Darstellung' }).waitFor()
		await tutor.getByText('Dunkel').click()
		await page.keyboard.press('Escape')
		await becomes(() => tutor.locator('#ask').inputValue(), 'kept')
		assert.deepEqual(
			await frame().evaluate(() => [
				document.documentElement.lang,
				document.documentElement.dataset.theme,
			]),
			['de', 'dark'],
		)
		await frame().evaluate(() => location.reload())
		await tutor.getByRole('button', { name: 'Fragen' }).waitFor()
	}))
