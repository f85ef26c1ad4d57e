// People in a real Moodle, each in a browser of their own.
import { nextSession } from '../harness/tutor-page.mjs'
import { visitor } from '../harness/visitor.mjs'

const PATIENCE_MS = 150_000 // Moodle's pages take their time on a busy machine

/** @param parts { browser, moodle, kibridge } */
export function visits({ browser, moodle, kibridge }) {
	const site = moodle.platform.issuer
	const logins = {} // by login: who is logged in

	async function logIn(user) {
		const context = await browser.newContext()
		context.setDefaultTimeout(PATIENCE_MS)
		const page = await context.newPage()
		await page.goto(`${site}/login/index.php`)
		await page.locator('#username').fill(user)
		await page.locator('#password').fill(moodle.users[user].password)
		await page.locator('#loginbtn').click()
		await page.waitForURL((url) => !url.pathname.startsWith('/login'), { waitUntil: 'commit' })
		const cookies = await context.storageState()
		await context.close()
		return cookies
	}

	/** A browser of one person, at a page of Moodle. */
	async function visit(user, path) {
		logins[user] ??= await logIn(user)
		const context = await browser.newContext({ storageState: logins[user] })
		context.setDefaultTimeout(PATIENCE_MS)
		const page = await context.newPage()
		if (path) await page.goto(new URL(path, `${site}/`).href)
		return { context, page }
	}

	/** The activity as `user`: the tool in its frame, and a visitor with the same session. */
	async function open(user, url) {
		const { context, page } = await visit(user)
		const token = nextSession(page)
		await page.goto(url)
		return { context, page, frame: page.frameLocator('#contentframe'), api: visitor({ kibridge, tls: {} }, await token) }
	}

	/** The page of the activity with that title in a course. */
	async function find(page, course, title) {
		await page.goto(`${site}/course/view.php?id=${course}`)
		return page.locator('a[href*="/mod/lti/view.php"]', { hasText: title }).last().getAttribute('href')
	}

	/** teacher1 places an activity by deep linking, of the tool `type`; `maximum`: a feedback activity with a grade item. Yields its page. */
	async function place(title, { type, maximum }) {
		const { context, page } = await visit('teacher1', `course/modedit.php?add=lti&course=${moodle.course.id}&section=1&return=0&typeid=${type}`)
		await page.locator('[name="selectcontent"]').click()
		const frame = page.frameLocator('#contentitem-page-iframe')
		await frame.locator('#title').fill(title)
		if (maximum) {
			await frame.locator('#kind-feedback').check()
			await frame.locator('#maximum').fill(String(maximum))
		}
		await frame.locator('button[value="add"]').click()
		await page.waitForFunction((name) => document.querySelector('#id_name')?.value === name, title)
		await page.locator('#id_submitbutton2').click()
		await page.waitForURL(/course\/view\.php/)
		const url = await find(page, moodle.course.id, title)
		await context.close()
		return url
	}

	return { visit, open, find, place }
}
