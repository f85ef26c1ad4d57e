/*
 * Pictures of the pages, made with the stand-in of the API so that they are always the same.
 *
 *   node tests/e2e/shots.mjs          the ones that the documentation shows, into docs/screenshots/
 *   node tests/e2e/shots.mjs --all    every state, both languages, light and dark, three sizes
 *   SHOTS=DIR …                       into DIR instead
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FEEDBACK_STATES } from './shots-feedback.mjs'
import { withPalette } from './palette.mjs'
import { ask, idle, World } from './web/harness.mjs'

const SIZES = { window: [1280, 900], frame: [980, 500], phone: [390, 780] }
const folder = process.env.SHOTS ?? fileURLToPath(new URL('../../docs/screenshots', import.meta.url))

const ready = (tutor) => tutor.locator('#ask').waitFor()
async function openFirst({ tutor }) {
	await ready(tutor)
	const list = tutor.locator('[popovertarget=convs]')
	if (await list.isVisible()) await list.click()
	await tutor.locator('.nav a:visible').first().click()
	await tutor.locator('.hljs-keyword').first().waitFor()
	await tutor.locator('.md math').nth(8).waitFor()
}
async function asked(visit, question) {
	await ready(visit.tutor)
	await ask(visit.tutor, question)
}
const section =
	(id) =>
	async ({ tutor, frame }) => {
		await tutor.locator('.lines li').first().waitFor()
		await frame().evaluate(
			(name) => document.getElementById(`sec-${name}`).scrollIntoView({ block: 'start' }),
			id,
		)
	}

const STATES = {
	'first-use': [
		'student',
		'fresh',
		async ({ tutor }) => {
			await tutor.locator('#go').waitFor()
		},
	],
	start: [
		'student',
		'open-empty',
		async ({ tutor }) => {
			await tutor.locator('.starter').first().waitFor()
		},
	],
	chat: [
		'student',
		'open',
		async (visit) => {
			await openFirst(visit)
			visit.mock.pace = 1
			visit.mock.holdAt = visit.lang === 'de' ? 'versucht' : 'tried'
			await ask(
				visit.tutor,
				visit.lang === 'de'
					? 'Die 9 wird nie kopiert. Hänge ich also den Rest beider Listen an?'
					: 'The 9 is never copied. So I append the rest of both lists?',
			)
			await visit.tutor
				.locator('[aria-busy] .md')
				.filter({ hasText: visit.mock.holdAt })
				.waitFor()
		},
	],
	receipt: [
		'student',
		'open',
		async (visit) => {
			await openFirst(visit)
			await visit.tutor.locator('[popovertarget=receipt]').last().click()
			await visit.tutor.locator('#receipt .facts').waitFor()
		},
	],
	report: [
		'student',
		'open',
		async (visit) => {
			await openFirst(visit)
			await visit.tutor.getByRole('button', { name: /Report this answer|Diese Antwort melden/ }).last().click()
			await visit.tutor.locator('dialog textarea').waitFor()
		},
	],
	conversations: [
		'student',
		'open',
		async ({ tutor }) => {
			await ready(tutor)
			const list = tutor.locator('[popovertarget=convs]')
			if (await list.isVisible()) await list.click()
			await tutor.locator('.nav .btn--icon:visible').nth(1).click()
			await tutor.locator('.nav__item').first().waitFor()
		},
	],
	left: [
		'student',
		'low',
		async ({ tutor }) => {
			await tutor.locator('.composer__meter').click()
			await tutor.locator('#left .bar').first().waitFor()
		},
	],
	queue: [
		'student',
		'open-empty',
		async (visit) => {
			visit.mock.queuePace = 60_000
			await asked(visit, '/queue')
			await visit.tutor.locator('.qplace').waitFor()
		},
	],
	limit: [
		'student',
		'out',
		async (visit) => {
			await openFirst(visit)
			await visit.tutor.locator('.notice--warn').waitFor()
		},
	],
	exam: [
		'student',
		'open',
		async (visit) => {
			await openFirst(visit)
			await ask(visit.tutor, '/merge')
			await visit.tutor.locator('[aria-busy] .md').filter({ hasText: 'levels' }).waitFor()
			visit.mock.setGate('exam')
			await visit.tutor.locator('.notice--info').waitFor()
		},
	],
	hours: [
		'student',
		'hours',
		async ({ tutor }) => {
			await tutor.locator('.notice').waitFor()
		},
	],
	later: [
		'student',
		'later',
		async ({ tutor }) => {
			await tutor.locator('.empty').waitFor()
		},
	],
	closed: [
		'student',
		'over',
		async ({ tutor }) => {
			await tutor.locator('.empty .btn').first().waitFor()
		},
	],
	offline: [
		'student',
		'open-empty',
		async (visit) => {
			await ready(visit.tutor)
			visit.mock.refuseSockets = true
			visit.mock.drop()
			await ask(
				visit.tutor,
				visit.lang === 'de'
					? 'Geben Sie mir einen Hinweis zu Aufgabe 4.'
					: 'Give me a hint for exercise 4.',
			)
			await visit.tutor.locator('.notice--warn').waitFor()
		},
	],
	reconnecting: [
		'student',
		'open-empty',
		async (visit) => {
			await asked(visit, '/merge')
			await visit.tutor.locator('.md').filter({ hasText: 'levels' }).waitFor()
			visit.mock.refuseSockets = true
			visit.mock.hold = true
			visit.mock.drop()
			await visit.tutor.locator('.dock .notice').waitFor()
		},
	],
	down: [
		'student',
		'open',
		async (visit) => {
			await openFirst(visit)
			await ask(visit.tutor, '/down')
			await visit.tutor.locator('.notice--danger').waitFor()
		},
	],
	cut: [
		'student',
		'open-empty',
		async (visit) => {
			visit.mock.pace = 1
			await asked(visit, '/cut')
			await visit.tutor.locator('.dock .notice').waitFor()
		},
	],
	stopped: [
		'student',
		'open-empty',
		async (visit) => {
			await asked(visit, '/merge')
			await visit.tutor.locator('.md').filter({ hasText: 'def merge' }).waitFor()
			await visit.tutor.locator('#ask').press('Escape')
			await idle(visit.tutor)
		},
	],
	long: [
		'student',
		'open-empty',
		async ({ tutor }) => {
			await tutor
				.locator('#ask')
				.fill(Array.from({ length: 900 }, (_, n) => `import module_${n}`).join('\n'))
			await tutor.locator('.composer__error').waitFor()
		},
	],
	ended: [
		'student',
		'open',
		async (visit) => {
			await openFirst(visit)
			visit.mock.sessions.clear()
			visit.mock.drop()
			await visit.tutor.locator('.dock .notice').waitFor()
		},
	],
	display: [
		'student',
		'open-empty',
		async ({ tutor }) => {
			await ready(tutor)
			await tutor.locator('[popovertarget=display]').click()
			await tutor.locator('#display .seg').first().waitFor()
		},
	],
	spent: [
		'student',
		'spent',
		async ({ tutor }) => {
			await tutor.locator('.empty').waitFor()
		},
	],
	lecturer: [
		'lecturer',
		'open',
		async (visit) => {
			await visit.tutor.locator('.lines li').first().waitFor()
			visit.mock.pace = 1
			await visit.tutor
				.locator('#tryq')
				.fill(
					visit.lang === 'de'
						? 'Gib mir einfach die Lösung zu Blatt 4, Aufgabe 2.'
						: 'Just give me the solution to sheet 4, exercise 2.',
				)
			await visit.tutor.locator('#tryq').press('Enter')
			await visit.tutor.locator('.try .turn__acts').waitFor()
			await visit.tutor.locator('.try math').first().waitFor()
			await visit.frame().evaluate(() => document.activeElement.blur())
		},
	],
	overview: [
		'lecturer',
		'open',
		async ({ tutor }) => {
			await tutor.locator('.tabs a').first().click()
			await tutor.locator('.u-wrap canvas').waitFor()
			await tutor.locator('.near li').first().waitFor()
		},
	],
	'overview-report': [
		'lecturer',
		'open',
		async ({ tutor }) => {
			await tutor.locator('.tabs a').first().click()
			await tutor.locator('.u-wrap canvas').waitFor()
			await tutor.locator('.lines--row').first().locator('.btn').first().click()
			await tutor.locator('dialog .md').waitFor()
		},
	],
	'lecturer-limits': ['lecturer', 'open', section('quotas')],
	'lecturer-schedule': [
		'lecturer',
		'open',
		async (visit) => {
			await visit.tutor.locator('#add-hours').click()
			await visit.tutor.locator('#add-hours').click()
			await section('schedule')(visit)
		},
	],
	'lecturer-force': ['lecturer', 'open', section('force')],
	'lecturer-versions': [
		'lecturer',
		'open',
		async (visit) => {
			await visit.tutor.locator('.lines .btn--quiet').last().click()
			await visit.tutor.locator('.diff del').first().waitFor()
			await section('versions')(visit)
		},
	],
	'lecturer-faults': [
		'lecturer',
		'open',
		async (visit) => {
			await visit.tutor.locator('#temperature').fill('3')
			await visit.tutor.locator('.savebar .btn--main').click()
			await visit.tutor.locator('.field__error').first().waitFor()
		},
	],
	'lecturer-stale': [
		'lecturer',
		'open',
		async (visit) => {
			await visit.tutor.locator('#prompt').fill('Mine.')
			;[...visit.mock.sessions.values()][0].policies.store('activity', { system_prompt: 'Theirs.' })
			await visit.tutor.locator('.savebar .btn--main').click()
			await visit.tutor.locator('.savebar .notice').waitFor()
		},
	],
	'lecturer-locked': [
		'lecturer',
		'open',
		async (visit) => {
			await visit.tutor.locator('.lines li').first().waitFor()
			await visit.tutor.locator('.switch--lock input').click()
			await visit.tutor.locator('.tag--danger').waitFor()
		},
	],
	admin: ['admin', 'open', ({ tutor }) => tutor.locator('.steps li').first().waitFor()],
	'admin-platforms': [
		'admin',
		'open',
		async ({ tutor }) => {
			await tutor.getByRole('link', { name: /^Plat/ }).click()
			for (const name of [/^Test Moodle|Moodle testen/, /^Test ILIAS|ILIAS testen/])
				await tutor.getByRole('button', { name }).click()
			await tutor.locator('.notice--danger').waitFor()
		},
	],
	...FEEDBACK_STATES,
}

/* What the documentation shows: [state, size, language, scheme]. */
const DOCUMENTED = [
	['first-use', 'frame', 'en', 'light'],
	['first-use', 'frame', 'de', 'light'],
	['start', 'frame', 'en', 'light'],
	['chat', 'window', 'en', 'light'],
	['chat', 'window', 'en', 'dark'],
	['chat', 'frame', 'de', 'light'],
	['chat', 'phone', 'en', 'light'],
	['receipt', 'window', 'en', 'light'],
	['left', 'frame', 'en', 'light'],
	['queue', 'frame', 'de', 'light'],
	['limit', 'frame', 'en', 'light'],
	['exam', 'frame', 'en', 'light'],
	['report', 'phone', 'en', 'light'],
	['report', 'phone', 'de', 'light'],
	['overview', 'window', 'en', 'light'],
	['overview', 'window', 'de', 'light'],
	['overview', 'phone', 'en', 'light'],
	['lecturer', 'window', 'en', 'light'],
	['lecturer', 'window', 'de', 'dark'],
	['lecturer-limits', 'window', 'en', 'light'],
	['lecturer-force', 'window', 'en', 'light'],
	['lecturer-versions', 'window', 'en', 'light'],
	['admin', 'window', 'en', 'light'],
	['admin-platforms', 'window', 'en', 'light'],
	['feedback-write', 'window', 'en', 'light'],
	['feedback-read', 'window', 'en', 'light'],
	['feedback-read', 'frame', 'de', 'dark'],
	['feedback-read', 'phone', 'en', 'light'],
	['feedback-compare', 'frame', 'en', 'light'],
	['feedback-upload', 'frame', 'de', 'light'],
	['feedback-rubric', 'window', 'en', 'light'],
	['feedback-try', 'window', 'de', 'light'],
	['feedback-release', 'window', 'en', 'light'],
	['feedback-release', 'window', 'de', 'light'],
	['feedback-bulk', 'frame', 'en', 'light'],
]

const wanted = process.argv.slice(2).filter((a) => !a.startsWith('--'))
const every = Object.keys(STATES).flatMap((state) =>
	Object.keys(SIZES).flatMap((size) =>
		['en', 'de'].flatMap((lang) => ['light', 'dark'].map((scheme) => [state, size, lang, scheme])),
	),
)
const list = (process.argv.includes('--all') || wanted.length ? every : DOCUMENTED).filter((row) =>
	wanted.every((w) => row.includes(w)),
)

mkdirSync(folder, { recursive: true })
const world = await World.open()
try {
	for (const [state, size, lang, scheme] of list) {
		const [role, words, reach] = STATES[state]
		const [width, height] = SIZES[size]
		const visit = await world.visit(`${role}-${lang}-${words}`, {
			width,
			height,
			scheme,
			motion: 'reduce',
			frame: false,
		})
		visit.lang = lang
		await reach(visit)
		await visit.page.mouse.move(0, 0)
		const picture = await visit.page.screenshot({ animations: 'disabled' })
		const name = `${state}-${size}-${lang}${scheme === 'dark' ? '-dark' : ''}.png`
		writeFileSync(join(folder, name), withPalette(picture))
		await visit.close()
	}
	console.log(`${list.length} pictures in ${folder}`)
} finally {
	await world.close()
}
