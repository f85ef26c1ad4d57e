// Feedback pages: every state, in both languages, light and dark: no violation that axe can find, and
// no scrolling sideways from 320 pixels on.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { FEEDBACK_STATES } from '../shots-feedback.mjs'
import { accessible, violations, World } from './harness.mjs'

let world
before(async () => {
	world = await World.open()
})
after(() => world.close())

for (const [state, [role, words, reach]] of Object.entries(FEEDBACK_STATES))
	for (const lang of ['en', 'de'])
		test(`axe: ${state}, ${lang}`, async () => {
			const visit = await world.visit(`${role}-${lang}-${words}`, {
				width: role === 'student' ? 980 : 1100,
				height: 700,
				motion: 'reduce',
			})
			try {
				await reach(visit)
				await accessible(visit, state, { dark: lang === 'en' })
			} finally {
				await visit.close()
			}
		})

const SIZES = [
	[1280, 800],
	[980, 500],
	[700, 500],
	[490, 250],
	[390, 844],
	[320, 640],
]
const NARROW = [
	'feedback-write',
	'feedback-read',
	'feedback-compare',
	'feedback-revise',
	'feedback-hostile',
	'feedback-rubric',
	'feedback-terms',
	'feedback-release',
	'feedback-hint',
	'feedback-list',
	'feedback-review',
]
for (const state of NARROW)
	test(`no scrolling sideways: ${state}`, async () => {
		const [role, words, reach] = FEEDBACK_STATES[state]
		const visit = await world.visit(`${role}-de-${words}`, {
			width: 1280,
			height: 800,
			frame: false,
			motion: 'reduce',
		})
		try {
			await reach(visit)
			for (const [width, height] of SIZES) {
				await visit.page.setViewportSize({ width, height })
				const wide = await visit.frame().evaluate(() => {
					const sideways = [...document.querySelectorAll('.desk__scroll, .fb *, .card, .card *')]
						.filter((n) => ['auto', 'scroll'].includes(getComputedStyle(n).overflowX))
						.filter((n) => n.scrollWidth > n.clientWidth + 1 && n.localName !== 'textarea')
						.filter((n) => !n.closest('.tabs, .code, .md__wide'))
						.map((n) => `${n.localName}.${n.className}`)
					return { page: document.documentElement.scrollWidth - window.innerWidth, sideways }
				})
				assert.deepEqual(wide, { page: 0, sideways: [] }, `${width}x${height}`)
			}
			await visit.page.setViewportSize({ width: 320, height: 640 })
			assert.deepEqual(await violations(visit.frame()), [], 'axe at 320 pixels')
		} finally {
			await visit.close()
		}
	})
