// The demo as a newcomer meets it: one address, a student, a lecturer, a limit, and nothing left behind.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openBrowser } from '../harness/browser.mjs'
import { lecturerPage } from '../harness/lecturer-page.mjs'
import { startProgram, waitFor } from '../harness/process.mjs'
import { endAll } from '../harness/teardown.mjs'
import { tutorPage } from '../harness/tutor-page.mjs'

const DEMO = new URL('../../tools/demo/demo.mjs', import.meta.url).pathname

let folder, demo, browser, page

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kibridge-demo-'))
	// A session of its own, as in a terminal: Ctrl-C reaches everything in it at once.
	const command = [process.execPath, DEMO, '--folder', join(folder, 'demo')]
	demo = startProgram('setsid', command, { log: join(folder, 'log') })
	browser = await openBrowser()
	page = await browser.context.newPage()
})
after(() => endAll(browser && { stop: () => browser.close() }, demo, folder))

async function openAs(who) {
	await page.getByRole('link', { name: `Open as ${who}` }).click()
	return page.frameLocator('iframe[name=tool]')
}

function address() {
	if (!demo.isRunning()) throw new Error(demo.logText())
	return demo.logText().match(/^ {2}(http:\S+)$/m)?.[1]
}

// What /proc says of a process: its state and its parent. Nothing if it is gone.
function look(pid) {
	try {
		const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')
		return { state, parent: Number(parent) }
	} catch {}
}
const childrenOf = (pid) => readdirSync('/proc').filter((name) => /^\d+$/.test(name) && look(name)?.parent === pid)
const isRunning = (pid) => !['Z', undefined].includes(look(pid)?.state) // Z: nobody has asked for its end yet

test('a student asks, a lecturer sets a limit, the third question is refused', async () => {
	await page.goto(await waitFor('the address', address, { timeoutMs: 60_000 }))
	const tutor = tutorPage(await openAs('student'))
	await tutor.begin()
	await tutor.send('What is recursion?')
	await tutor.stopButton.waitFor() // it streams
	await tutor.finished()
	assert.match(await tutor.answers.last().innerText(), /calls itself/)

	const lecturer = lecturerPage(await openAs('lecturer'))
	await lecturer.prompt.fill('Answer like a pirate.')
	await lecturer.limitQuestions(2, 'day')
	await lecturer.save()

	await openAs('student')
	await tutor.ask('What is 1 + 1?')
	await tutor.root.getByText('Your 2 questions for today are used').waitFor()
	await tutor.root.getByText(/New questions (from tonight|from) .* in \d+/).waitFor()
	assert.equal(await tutor.askButton.getAttribute('aria-disabled'), 'true')
})

test('Ctrl-C ends everything it started', async () => {
	const started = childrenOf(demo.pid)
	assert.equal(started.length, 2) // the service and the model
	process.kill(-demo.pid, 'SIGINT')
	assert.deepEqual(await demo.exited, { code: 0, signal: null })
	assert.deepEqual(started.filter(isRunning), [])
})
