// What the student's page costs and how it holds up in a browser: what a first visit loads, when it
// is ready, an answer of 10,000 tokens as it streams, 500 messages drawn and scrolled. Against the
// stand-in of the API, so that the page alone is measured. The peers here are what an eye notices: a
// task over 50 ms is a hitch, 60 updates a second are smooth.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { bundle, firstLoad } from '../../bridge/web/build.mjs'
import { ask, idle, World } from '../e2e/web/harness.mjs'
import { aim, report } from './measure.mjs'

const TOKENS = 10_000
const MESSAGES = 500
const PATIENT = { timeout: 120_000 }
const build = fileURLToPath(new URL('../../bridge/web/build.mjs', import.meta.url))

execFileSync(process.execPath, [build, '--sizes'], { stdio: 'inherit' })
const first = firstLoad(await bundle())
aim('first load of the student page, gzip', first.gzip / 1000, { most: 60, unit: 'kB' })

/** In the page: tasks that keep it from answering, and when the field could be used. */
const WATCH = () => {
	window.tasks = []
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries()) window.tasks.push(entry.duration)
	}).observe({ type: 'longtask', buffered: true })
	const look = () => {
		if (document.getElementById('ask')) window.readyMs = performance.now()
		else requestAnimationFrame(look)
	}
	requestAnimationFrame(look)
}
const longest = (frame) => frame().evaluate(() => Math.max(0, ...window.tasks))
const forget = (frame) => frame().evaluate(() => void (window.tasks = []))

/** Counts the frames in which what `selector` holds has changed, until stop(). */
const countUpdates = (frame, selector) =>
	frame().evaluate((s) => {
		const seen = { updates: 0, frames: 0, began: 0, ended: 0, length: -1 }
		window.counting = seen
		const step = (now) => {
			if (window.counting !== seen) return
			const length = document.querySelector(s)?.textContent.length ?? 0
			if (length > 0) {
				seen.began ||= now
				seen.frames++
				if (length !== seen.length) {
					seen.updates++
					seen.ended = now
				}
			}
			seen.length = length
			requestAnimationFrame(step)
		}
		requestAnimationFrame(step)
	}, selector)

async function ready(world) {
	const times = []
	for (let i = 0; i < 5; i++) {
		const visit = await world.visit('student-en-open-empty', { frame: false, init: WATCH })
		await visit.tutor.locator('#ask').waitFor()
		await visit.frame().waitForFunction(() => window.readyMs)
		times.push(await visit.frame().evaluate(() => window.readyMs))
		await visit.close()
	}
	times.sort((a, b) => a - b)
	report('The student page, loopback', [['ready to be typed into', times[2], times[0], times.at(-1), 'ms']])
	aim('student page ready, median of 5', times[2], { most: 1000, unit: 'ms' })
}

/** Frames a second of a page that does nothing: what this machine can draw just now. */
const idleFrames = (frame) =>
	frame().evaluate(
		() =>
			new Promise((done) => {
				let frames = 0
				const began = performance.now()
				const step = (now) => (now - began < 3000 ? (frames++, requestAnimationFrame(step)) : done(frames / 3))
				requestAnimationFrame(step)
			}),
	)

/** Processor time of the page's own thread so far, in ms: what the neighbours do does not count. */
async function threadClock(visit) {
	const cdp = await visit.context.newCDPSession(visit.page)
	await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
	return async () => {
		const { metrics } = await cdp.send('Performance.getMetrics')
		return metrics.find((m) => m.name === 'TaskDuration').value * 1000
	}
}

async function stream(world, name, question, pace) {
	const visit = await world.visit('student-en-open-empty', { frame: false, init: WATCH })
	visit.mock.pace = pace
	await visit.tutor.locator('#ask').waitFor()
	await ask(visit.tutor, 'Hello.') // what is loaded with the first answer is loaded
	await idle(visit.tutor)
	await visit.tutor.locator('.md math').waitFor()
	const free = await idleFrames(visit.frame)
	const spent = await threadClock(visit)
	await forget(visit.frame)
	await countUpdates(visit.frame, '.turn:last-child .md')
	const before = await spent()
	await ask(visit.tutor, question)
	await visit.tutor.locator('.turn').nth(3).locator('.turn__acts').waitFor({ timeout: 240_000 })
	const seen = await visit.frame().evaluate(() => window.counting)
	const seconds = (seen.ended - seen.began) / 1000
	const task = await longest(visit.frame)
	const work = ((await spent()) - before) / seen.updates
	report(name, [
		['took', seconds, 's'],
		['frames of the idle page just before', free, 'a second'],
		['frames drawn', seen.frames / seconds, 'a second'],
		['updates of the text', seen.updates / seconds, 'a second'],
		['processor time of the page, an update', work, 'ms'],
		['longest task', task, 'ms (0: none over 50)'],
	])
	await visit.close()
	return { work, updates: seen.updates / seconds / free, task }
}

async function longConversation(world) {
	const visit = await world.visit('student-en-open-many', { frame: false, width: 1280, height: 800, init: WATCH })
	await visit.tutor.locator('.app__side .nav li').first().waitFor()
	const [session] = visit.mock.sessions.values()
	const conversation = [...session.conversations.values()].find((c) => c.title === 'A long conversation')
	while (conversation.turns.length < MESSAGES / 2) session.stored(conversation, `Question ${conversation.turns.length}`, conversation.turns[0].answer, '')
	await forget(visit.frame)
	const began = performance.now()
	await visit.tutor.getByText('A long conversation').first().click()
	await visit.tutor.locator('.turn').nth(MESSAGES - 1).waitFor()
	await visit.frame().waitForFunction(() => !document.querySelector('.md:empty'), null, PATIENT)
	const drawnMs = performance.now() - began
	const drawing = await longest(visit.frame)
	await visit.frame().waitForFunction(() => !document.querySelector('.tex:not(.tex--raw):not(:has(math))'), null, PATIENT)
	await forget(visit.frame)
	const frames = await visit.frame().evaluate(
		() =>
			new Promise((done) => {
				const log = document.querySelector('.log')
				const gaps = []
				let last = 0
				const step = (now) => {
					if (last) gaps.push(now - last)
					last = now
					log.scrollTop -= 400
					if (gaps.length < 240 && log.scrollTop > 0) requestAnimationFrame(step)
					else done(gaps)
				}
				requestAnimationFrame(step)
			}),
	)
	frames.sort((a, b) => a - b)
	const scrolling = await longest(visit.frame)
	report(`${MESSAGES} messages`, [
		['drawn', drawnMs, 'ms'],
		['longest task while drawing', drawing, 'ms (0: none over 50)'],
		['a frame while scrolling, median', frames[frames.length >> 1], 'ms'],
		['a frame while scrolling, 95 of 100', frames[Math.floor(frames.length * 0.95)], 'ms'],
		['longest task while scrolling', scrolling, 'ms (0: none over 50)'],
	])
	aim(`${MESSAGES} messages, longest task while scrolling`, scrolling, { most: 50, unit: 'ms' })
	await visit.close()
}

const world = await World.open()
try {
	await ready(world)
	const runs = []
	for (let i = 0; i < 2; i++) runs.push(await stream(world, `An answer of ${TOKENS} tokens`, `/stream ${TOKENS}`, 1))
	// The quieter run: other programs' time slices are not ours.
	aim('10,000 tokens, updates for each frame of an idle page', Math.max(...runs.map((r) => r.updates)), { least: 0.9, unit: 'times' })
	aim('10,000 tokens, processor time of an update', Math.min(...runs.map((r) => r.work)), { most: 16.7, unit: 'ms' })
	aim('10,000 tokens, longest task', Math.min(...runs.map((r) => r.task)), { most: 50, unit: 'ms' })
	const rich = await stream(world, 'A long answer with code, tables and formulas', '/long 150', 4)
	aim('long answer with code and formulas, longest task', rich.task, { most: 50, unit: 'ms' })
	await longConversation(world)
} finally {
	await world.close()
}
