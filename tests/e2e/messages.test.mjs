// The messages beside opening an activity: a submission opened from the gradebook, and one's data.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { openBrowser } from '../harness/browser.mjs'
import { startUniversity } from '../harness/university.mjs'
import { enter, launch } from '../harness/visitor.mjs'

const skip = existsSync(process.env.KIBRIDGE ?? '') ? false : 'no KIBRIDGE'
let university, browser

before(async () => {
	if (skip) return
	university = await startUniversity({ backends: { none: { url: 'http://127.0.0.1:9/v1' } } })
	browser = await openBrowser()
	await enter(university) // somebody has opened the activity
})
after(async () => {
	await browser?.close()
	await university?.stop()
})

test('a lecturer opens a submission from the gradebook', { skip }, async () => {
	const me = await (await enter(university, { person: 'lecturer', message: 'review', of: 'student' })).get('me')
	assert.equal(me.message, 'LtiSubmissionReviewRequest')
	assert.equal(me.role, 'lecturer')
	assert.equal(me.activity.title, 'AI tutor')
})

test("a student opens only what is the student's own", { skip }, async () => {
	const own = await (await enter(university, { message: 'review', of: 'student' })).get('me')
	assert.equal(own.role, 'student')
	const foreign = await launch(university, { message: 'review', of: 'student2' })
	assert.equal(foreign.status, 403)
	assert.match(foreign.text, /belongs to somebody else/)
})

test('a submission of an activity that nobody opened is not made up', { skip }, async () => {
	const answer = await launch(university, { person: 'lecturer', message: 'review', of: 'student', activity: '77' })
	assert.equal(answer.status, 404)
	assert.match(answer.text, /nothing to look at yet/)
})

for (const message of ['privacy', 'old-privacy'])
	test(`${message}: people see their data, and an administrator another's`, { skip }, async () => {
		const visitor = await enter(university, { message })
		const me = await visitor.get('me')
		assert.equal(me.data_of, 'own')
		assert.equal(me.activity, null)
		const { person } = await visitor.get('me/data')
		const admin = await enter(university, { person: 'admin', message, of: 'student' })
		assert.equal((await admin.get('me')).data_of, 'other')
		assert.equal((await admin.get('me/data')).person, person)
		assert.equal((await launch(university, { person: 'lecturer', message, of: 'student' })).status, 403)
	})

test('an administrator deletes what is held on a person', { skip }, async () => {
	await enter(university, { person: 'student2' })
	const admin = await enter(university, { person: 'admin', message: 'privacy', of: 'student2' })
	assert.ok((await admin.get('me/data')).sessions.length > 0)
	assert.equal((await admin.api('DELETE', 'me/data')).status, 204)
	assert.deepEqual((await admin.get('me/data')).sessions, []) // nor the administrator's own
	assert.equal((await admin.get('me')).data_of, 'other')
})

test('any other message gets a page in words', { skip }, async () => {
	const answer = await launch(university, { message: 'proctoring' })
	assert.equal(answer.status, 400)
	assert.match(answer.text, /does not serve/)
})

for (const [locale, title, remove] of [['en', 'Your data', 'Delete everything'], ['de', 'Ihre Daten', 'Alles löschen']])
	test(`the page of one's data, in ${locale}`, { skip }, async () => {
		const page = await browser.context.newPage()
		await page.goto(university.platform.launchUrl({ message: 'privacy', locale }))
		await page.getByRole('heading', { name: title }).waitFor()
		await page.getByRole('button', { name: remove }).click()
		await page.getByRole('dialog').getByRole('button', { name: remove }).click()
		await page.getByRole('dialog').waitFor({ state: 'detached' })
		await page.close()
	})
