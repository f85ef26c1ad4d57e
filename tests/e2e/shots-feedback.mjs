/* Pictures of feedback activities: [role, words of the stand-in's code, how to get there]. See shots.mjs. */

const shown = ({ tutor }) => tutor.locator('#c4 .quote').first().waitFor()
const editor = ({ tutor }) => tutor.locator('#text').waitFor()

async function editing({ tutor }) {
	await tutor.locator('.tabs a').nth(1).click()
	await tutor.locator('.edrow').first().waitFor()
	await tutor.locator('.lines li').first().waitFor()
}
const releasing = ({ tutor }) => tutor.locator('.drafts tbody tr').nth(3).waitFor()
async function opened(visit, n) {
	await releasing(visit)
	await visit.tutor.locator('.drafts tbody a').nth(n).click()
	await visit.tutor.locator('.edcrit').first().waitFor()
}

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
			visit.mock.criterionPace = 1
			visit.mock.holdAfter = 3
			await visit.tutor.locator('.fb__foot .btn--main').click()
			await visit.tutor.locator('dialog .btn--main').click()
			await visit.tutor.locator('.crit:not(.crit--waiting)').nth(2).waitFor()
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
	'feedback-assignment': ['lecturer', 'feedback', editing],
	'feedback-rubric': [
		'lecturer',
		'feedback',
		async (visit) => {
			await editing(visit)
			await visit.tutor.locator('.edrow summary').first().click()
			await visit.tutor.locator('.edlevel').first().waitFor()
			await visit.frame().evaluate(() => {
				document.activeElement.blur()
				document.getElementById('sec-rubric').scrollIntoView()
			})
		},
	],
	'feedback-terms': [
		'lecturer',
		'feedback-nocolumn',
		async (visit) => {
			await editing(visit)
			await visit.frame().evaluate(() => document.getElementById('sec-terms').scrollIntoView())
		},
	],
	'feedback-try': [
		'lecturer',
		'feedback',
		async (visit) => {
			await editing(visit)
			visit.mock.criterionPace = 1
			const { c } = [...visit.mock.sessions.values()][0].feedback
			await visit.tutor.locator('#sample').fill(c.texts[1])
			await visit.tutor.locator('.tryfb .row .btn').click()
			await visit.tutor.locator('.tryfb .crit .quote').nth(3).waitFor()
			await visit.frame().evaluate(() => {
				document.activeElement.blur()
				document.querySelector('.tryfb .crit').scrollIntoView({ block: 'nearest' })
			})
		},
	],
	'feedback-faults': [
		'lecturer',
		'feedback',
		async (visit) => {
			await editing(visit)
			await visit.tutor.locator('#task').fill('')
			await visit.tutor.locator('.savebar .btn--main').click()
			await visit.tutor.locator('.field__error').first().waitFor()
		},
	],
	'feedback-release': ['lecturer', 'feedback', (visit) => opened(visit, 1)],
	'feedback-hint': ['lecturer', 'feedback', (visit) => opened(visit, 3)],
	'feedback-undelivered': ['lecturer', 'feedback', (visit) => opened(visit, 6)],
	'feedback-bulk': [
		'lecturer',
		'feedback',
		async (visit) => {
			await releasing(visit)
			for (const n of [1, 2, 3]) await visit.tutor.locator('.drafts tbody .check').nth(n - 1).check()
			await visit.tutor.locator('.drafts__head .btn--main').click()
			await visit.tutor.locator('dialog .btn--main').waitFor()
		},
	],
	'feedback-list': ['lecturer', 'feedback', releasing],
	'feedback-nobody': [
		'lecturer',
		'feedback-nobody',
		async (visit) => {
			await visit.tutor.locator('.tabs a').nth(2).click()
			await visit.tutor.locator('.empty').waitFor()
		},
	],
	'feedback-review': ['lecturer', 'feedback-review', ({ tutor }) => tutor.locator('#det-h').waitFor()],
}
