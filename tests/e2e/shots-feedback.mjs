/* Pictures of feedback activities: [role, words of the stand-in's code, how to get there]. See shots.mjs. */

const shown = ({ tutor }) => tutor.locator('#c4 .quote').first().waitFor()
const editor = ({ tutor }) => tutor.locator('#text').waitFor()

export const FEEDBACK_STATES = {
	'feedback-first': ['student', 'feedback-new-fresh', ({ tutor }) => tutor.locator('#go').waitFor()],
	'feedback-write': [
		'student',
		'feedback-new',
		async (visit) => {
			await editor(visit)
			await visit.tutor.locator('.task .md strong').waitFor()
		},
	],
	'feedback-read': ['student', 'feedback', shown],
	'feedback-streaming': [
		'student',
		'feedback-new',
		async (visit) => {
			await editor(visit)
			const { c } = [...visit.mock.sessions.values()][0].feedback
			await visit.tutor.locator('#text').fill(c.texts[1])
			visit.mock.criterionPace = 30
			await visit.tutor.locator('.fb__foot .btn--main').click()
			await visit.tutor.locator('dialog .btn--main').click()
			await visit.tutor.locator('#c1:not(.crit--waiting)').waitFor()
			visit.mock.hold = true
		},
	],
	'feedback-dialog': [
		'student',
		'feedback-new',
		async (visit) => {
			await editor(visit)
			const { c } = [...visit.mock.sessions.values()][0].feedback
			await visit.tutor.locator('#text').fill(c.texts[1])
			await visit.tutor.locator('.fb__foot .btn--main').click()
			await visit.tutor.locator('dialog .btn--main').waitFor()
		},
	],
	'feedback-upload': [
		'student',
		'feedback-new',
		async (visit) => {
			await editor(visit)
			const [chooser] = await Promise.all([
				visit.page.waitForEvent('filechooser'),
				visit.tutor.locator('.fb__foot .btn').first().click(),
			])
			await chooser.setFiles({ name: 'report.docx', mimeType: 'x/y', buffer: Buffer.from('docx') })
			await visit.tutor.locator('.extract').waitFor()
		},
	],
	'feedback-refused': [
		'student',
		'feedback-new',
		async (visit) => {
			await editor(visit)
			const [chooser] = await Promise.all([
				visit.page.waitForEvent('filechooser'),
				visit.tutor.locator('.fb__foot .btn').first().click(),
			])
			await chooser.setFiles({ name: 'scan.pdf', mimeType: 'x/y', buffer: Buffer.from('pdf') })
			await visit.tutor.locator('.fb__write .notice').waitFor()
		},
	],
	'feedback-revise': [
		'student',
		'feedback',
		async (visit) => {
			await shown(visit)
			await visit.tutor.locator('.fb__revise').click()
			await editor(visit)
		},
	],
	'feedback-compare': [
		'student',
		'feedback',
		async (visit) => {
			await shown(visit)
			const { tutor } = visit
			const seg = tutor.locator('.fb__bar .seg label').nth(2)
			if (await seg.isVisible()) await seg.click()
			else await tutor.locator('#attempt').selectOption('compare')
			await tutor.locator('.cmp__row').nth(2).waitFor()
		},
	],
	'feedback-ask': [
		'student',
		'feedback',
		async (visit) => {
			await shown(visit)
			visit.mock.pace = 1
			await visit.tutor.locator('#talk-open').click()
			await visit.tutor.locator('.starter').first().waitFor()
		},
	],
	'feedback-held': ['student', 'feedback-held', ({ tutor }) => tutor.locator('.notice').waitFor()],
	'feedback-released': ['student', 'feedback-released', shown],
	'feedback-failed': ['student', 'feedback-fail', ({ tutor }) => tutor.locator('.notice').waitFor()],
	'feedback-due': ['student', 'feedback-due', shown],
	'feedback-code': ['student', 'feedback-code', ({ tutor }) => tutor.locator('.own--code .ev').first().waitFor()],
	'feedback-hostile': ['student', 'feedback-hostile', ({ tutor }) => tutor.locator('#c4').waitFor()],
}
