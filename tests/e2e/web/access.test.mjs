// Every page and state, in both languages, light and dark: no violation that axe can find, and no
// scrolling sideways from 320 pixels on.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible, ask, idle, World } from './harness.mjs'

let world
before(async () => {
	world = await World.open()
})
after(() => world.close())

const opened = (tutor, id) => tutor.locator(`[popovertarget="${id}"]`).last().click()
const STATES = [
	[
		'first use',
		'fresh',
		async ({ tutor }) => {
			await tutor.locator('#go').waitFor()
		},
	],
	[
		'empty',
		'open-empty',
		async ({ tutor }) => {
			await tutor.locator('.starter').first().waitFor()
		},
	],
	[
		'a conversation and its receipt',
		'open',
		async ({ tutor }) => {
			await tutor.locator('[popovertarget=convs]').click()
			await tutor.locator('#convs .nav a').first().click()
			await tutor.locator('.md math').first().waitFor()
			await tutor.locator('.hljs-keyword').first().waitFor()
			await tutor.locator('.think summary').click()
			await opened(tutor, 'receipt')
			await tutor.locator('#receipt .facts').waitFor()
		},
	],
	[
		'streaming',
		'open-empty',
		async ({ tutor, mock }) => {
			await tutor.locator('#ask').waitFor()
			await ask(tutor, '/merge')
			await tutor.locator('.md').filter({ hasText: 'def merge' }).waitFor()
			mock.hold = true
		},
	],
	[
		'queue',
		'open-empty',
		async ({ tutor, mock }) => {
			mock.queuePace = 60_000
			await tutor.locator('#ask').waitFor()
			await ask(tutor, '/queue')
			await tutor.locator('.qplace').waitFor()
		},
	],
	[
		'near the limit, with the meter open',
		'low',
		async ({ tutor }) => {
			await tutor.locator('.meter--low').click()
			await tutor.locator('#left .bar').first().waitFor()
		},
	],
	[
		'limit reached',
		'out',
		async ({ tutor }) => {
			await tutor.locator('.notice--warn').waitFor()
		},
	],
	[
		'exam',
		'exam',
		async ({ tutor }) => {
			await tutor.locator('.notice--info').waitFor()
		},
	],
	[
		'outside hours',
		'hours',
		async ({ tutor }) => {
			await tutor.locator('.notice').waitFor()
		},
	],
	[
		'not open yet',
		'later',
		async ({ tutor }) => {
			await tutor.locator('.empty').waitFor()
		},
	],
	[
		'closed',
		'over',
		async ({ tutor }) => {
			await tutor.locator('.empty .btn').first().waitFor()
		},
	],
	[
		'down',
		'open-empty',
		async ({ tutor }) => {
			await tutor.locator('#ask').waitFor()
			await ask(tutor, '/down')
			await tutor.locator('.notice--danger').waitFor()
		},
	],
	[
		'cut',
		'open-empty',
		async ({ tutor }) => {
			await tutor.locator('#ask').waitFor()
			await ask(tutor, '/cut')
			await idle(tutor)
			await tutor.locator('.dock .notice').waitFor()
		},
	],
	[
		'stopped',
		'open-empty',
		async ({ tutor }) => {
			await tutor.locator('#ask').waitFor()
			await ask(tutor, '/merge')
			await tutor.locator('.md').waitFor()
			await tutor.locator('#ask').press('Escape')
			await idle(tutor)
		},
	],
	[
		'too long',
		'open-empty',
		async ({ tutor }) => {
			await tutor.locator('#ask').fill('x'.repeat(20_000))
			await tutor.locator('.composer__error').waitFor()
		},
	],
	[
		'offline',
		'open-empty',
		async ({ tutor, mock }) => {
			await tutor.locator('#ask').waitFor()
			mock.refuseSockets = true
			mock.drop()
			await tutor.locator('.notice--warn').waitFor()
		},
	],
	[
		'session ended',
		'open-empty',
		async ({ tutor, mock }) => {
			await tutor.locator('#ask').waitFor()
			mock.sessions.clear()
			mock.drop()
			await tutor.locator('.dock .notice').waitFor()
		},
	],
	[
		'display',
		'open-empty',
		async ({ tutor }) => {
			await tutor.locator('[popovertarget=display]').click()
			await tutor.locator('#display .seg').first().waitFor()
		},
	],
	[
		'the menu of a conversation',
		'open',
		async ({ tutor }) => {
			await tutor.locator('[popovertarget=convs]').click()
			await tutor.locator('#convs .nav .btn--icon').first().click()
			await tutor.locator('.nav__item').filter({ hasText: /Print|Drucken/ }).first().waitFor()
		},
	],
	[
		'renaming',
		'open',
		async ({ tutor }) => {
			await tutor.locator('[popovertarget=convs]').click()
			await tutor.locator('#convs .nav .btn--icon').first().click()
			await tutor.locator('.nav__item').first().click()
			await tutor.locator('#rename').waitFor()
		},
	],
	[
		'found in texts',
		'open',
		async ({ tutor }) => {
			await tutor.locator('[popovertarget=convs]').click()
			await tutor.locator('#pop-q').fill('def merge')
			await tutor.getByText(/Found in questions|In Fragen und Antworten/).first().waitFor()
		},
	],
	[
		'the keyboard map',
		'open-empty',
		async ({ tutor }) => {
			await tutor.locator('[popovertarget=display]').click()
			await tutor.locator('#display .btn').filter({ hasText: /Keyboard|Tastatur/ }).click()
			await tutor.locator('.keymap').waitFor()
		},
	],
	[
		'one’s data',
		'open',
		async ({ tutor }) => {
			await tutor.locator('[popovertarget=convs]').click()
			await tutor.locator('#convs .nav__data').click()
			await tutor.locator('dialog[open]').waitFor()
		},
	],
	[
		'reconnecting',
		'open-empty',
		async ({ tutor, mock }) => {
			await tutor.locator('#ask').waitFor()
			await ask(tutor, '/merge')
			await tutor.locator('.md').filter({ hasText: 'levels' }).waitFor()
			mock.refuseSockets = true
			mock.hold = true
			mock.drop()
			await tutor.locator('.dock .notice').waitFor()
		},
	],
	[
		'link used',
		'spent',
		async ({ tutor }) => {
			await tutor.locator('.empty').waitFor()
		},
	],
]

for (const lang of ['en', 'de'])
	for (const [what, words, reach] of STATES)
		test(`student, ${lang}: ${what}`, async () => {
			const visit = await world.visit(`student-${lang}-${words}`, { motion: 'reduce' })
			try {
				await reach(visit)
				await accessible(visit, what, { dark: lang === 'en' })
			} finally {
				await visit.close()
			}
		})

for (const lang of ['en', 'de'])
	for (const role of ['lecturer', 'admin'])
		test(`${role}, ${lang}`, async () => {
			const visit = await world.visit(`${role}-${lang}-open`, {
				width: 1100,
				height: 800,
				motion: 'reduce',
			})
			try {
				await visit.tutor.locator('.lines li, .steps li').first().waitFor()
				await accessible(visit, role, { dark: lang === 'en' })
			} finally {
				await visit.close()
			}
		})

test('raised contrast, by the system and by choice', async () => {
	const visit = await world.visit('student-en-open', { contrast: 'more', motion: 'reduce' })
	await visit.tutor.locator('#ask').waitFor()
	await accessible(visit, 'system')
	await visit.frame().evaluate(() => {
		document.documentElement.dataset.contrast = 'more'
	})
	await accessible(visit, 'choice')
	await visit.close()
})

for (const [code, page] of [
	['student-de-open'],
	['student-de-fresh'],
	['lecturer-de-open'],
	['lecturer-de-open', 'overview'],
	['admin-de-open'],
])
	test(`no scrolling sideways: ${[code, page].filter(Boolean).join(', ')}`, async () => {
		const visit = await world.visit(code, { width: 1280, height: 800, frame: false, motion: 'reduce' })
		await visit.tutor.locator('.composer, .first, .lines li, .steps li').first().waitFor()
		if (page === 'overview') {
			await visit.tutor.locator('.tabs a').first().click()
			await visit.tutor.locator('.u-wrap canvas').waitFor()
			await visit.tutor.locator('.chart .fold summary').click()
		}
		if (code === 'student-de-open') {
			await visit.tutor.locator('.app__side .nav a').first().click()
			await visit.tutor.locator('.md math').first().waitFor()
		}
		for (const [width, height] of [
			[1280, 800],
			[980, 500],
			[700, 500],
			[490, 250],
			[320, 640],
		]) {
			await visit.page.setViewportSize({ width, height })
			const wide = await visit
				.frame()
				.evaluate(() => ({
					page: document.documentElement.scrollWidth - window.innerWidth,
				spills: [...document.querySelectorAll('.card *')]
					.filter((n) => n.getBoundingClientRect().right > n.closest('.card').getBoundingClientRect().right + 1)
					.filter((n) => !n.closest('.code, .md__wide, .scrollx, .u-wrap, .vh'))
					.filter((n) => !n.closest('thead') || getComputedStyle(n.closest('thead')).clipPath === 'none') // heads of cards are for screen readers
					.map((n) => `${n.localName}.${n.className} ${n.textContent.slice(0, 20)}`),
					log: Math.max(
						0,
						...[...document.querySelectorAll('.log, .desk__scroll')].map(
							(n) => n.scrollWidth - n.clientWidth,
						),
					),
				}))
			assert.deepEqual(wide, { page: 0, log: 0, spills: [] }, `${width}x${height}`)
		}
		await visit.close()
	})
