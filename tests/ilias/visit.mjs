// Somebody in ILIAS, in a browser: what they click and see. Words are English; forms go by their fields.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withPalette } from '../e2e/palette.mjs'
import { tutorPage } from '../harness/tutor-page.mjs'

const PAGE_MS = 60_000 // an ILIAS for trials is slow
const SHOTS = process.env.ILIAS_SHOTS // a folder for pictures; docs/screenshots has some of them

/** Logs in. `site` is startIlias()'s. */
export async function visit(site, browser, name, options) {
	const context = await browser.newContext(options)
	context.setDefaultTimeout(PAGE_MS)
	const page = await context.newPage()
	const arrives = () => page.waitForNavigation({ waitUntil: 'domcontentloaded' }) // frames load as they like
	const open = (path) => page.goto(new URL(path, `${site.url}/`).href, { waitUntil: 'domcontentloaded' })
	const follow = (locator) => Promise.all([arrives(), locator.first().click()])
	const submit = (command) => follow(page.locator(`input[name="cmd[${command}]"]:visible`))
	const entry = (title) => page.locator('.ilContainerListItemOuter').filter({ hasText: title })
	const me = {
		page,
		open,
		follow,
		submit,
		entry,
		frame: () => page.frameLocator('iframe'),
		tutor: (locale) => tutorPage(page.frameLocator('iframe'), locale),
		close: () => context.close(),
		/** A course or folder, and what is in it. */
		container: (ref) => open(`ilias.php?baseClass=ilRepositoryGUI&ref_id=${ref}`),
		refOf: () => Number(new URL(page.url()).searchParams.get('ref_id')),
		tab: (text) => follow(page.locator('.nav-tabs a').filter({ hasText: text })),
		async enter(ref, title) {
			await me.container(ref)
			await follow(page.getByRole('link', { name: title, exact: true }))
		},
		/** Begins to copy object `source`, which lies in `ref`, to `target`. */
		async copy(ref, source, target) {
			await me.container(ref)
			await open(await page.$$eval('a, button', (all, part) => {
				const addresses = all.map((one) => one.href || one.dataset.action || '')
				return addresses.find((address) => address.includes('cmd=initTargetSelection') && new URL(address).searchParams.get('source_id') === part)
			}, String(source)))
			await page.locator(`[name^="target"][value="${target}"]`).evaluate((one) => (one.checked = true)) // in a tree that is folded
			await submit('saveTarget')
		},
		/** Add New Item, then the two forms; yields the object's number. */
		async add(ref, { title, kind }) {
			await me.container(ref)
			await page.getByRole('button', { name: /^(Add New Item|Neues Objekt hinzufügen)/ }).click()
			await follow(page.locator('.dropdown-menu a, .dropdown-menu button').filter({ hasText: /AI tutor or AI feedback|KI-Tutor oder KI-Feedback/ }))
			await page.fill('input[name="title"]', title)
			await page.check(`input[name="kind"][value="${kind}"]`)
			await me.picture('ilias-add')
			await submit('save')
			return me.refOf()
		},
		async putOnline() {
			await page.check('input[name="online"]')
			await submit('saveSettings')
			await page.locator('.alert-success').waitFor()
		},
		/** For the guides, when somebody asks for it. */
		async picture(what) {
			if (SHOTS) writeFileSync(join(SHOTS, `${what}-window-${options?.locale?.slice(0, 2) ?? 'en'}.png`), withPalette(await page.screenshot()))
		},
	}
	await open('login.php')
	await page.fill('#username', site.people[name].login)
	await page.fill('#password', site.people[name].password)
	await submit('doStandardAuthentication')
	return me
}
