// A real Moodle with our plugins in it, a bridge and a model, and people in their browsers: what the
// tests of the plugins and their pictures begin with.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openBrowser } from '../harness/browser.mjs'
import { startKibridge } from '../harness/kibridge.mjs'
import { startModel } from '../harness/model.mjs'
import { endAll } from '../harness/teardown.mjs'
import { startMoodle } from './site.mjs'

const PLUGINS = resolve(import.meta.dirname, '../../plugins/moodle')
const PATIENCE_MS = 30_000 // Moodle's first pages after an upgrade are slow
export const places = { local_kibridge: 'local/kibridge', aiprovider_kibridge: 'ai/provider/kibridge' }

/** Yields { moodle, model, kibridge, browser, course, at, enter, logIn, runPhp, stop }. */
export async function startPluginSite() {
	const folder = mkdtempSync(join(tmpdir(), 'kibridge-moodle-plugins-'))
	const moodle = await startMoodle({ toolUrl: 'http://unused.invalid', copy: true })
	for (const [name, place] of Object.entries(places)) {
		rmSync(join(moodle.tree, place), { recursive: true, force: true })
		cpSync(join(PLUGINS, name), join(moodle.tree, place), { recursive: true })
	}
	moodle.php('admin/cli/upgrade.php', '--non-interactive')
	moodle.sql('UPDATE mdl_tool_usertours_tours SET enabled = 0')
	moodle.php('admin/cli/purge_caches.php')
	const model = await startModel({ folder, tokensPerSecond: 60 })
	const kibridge = await startKibridge({ folder, backends: { central: model.backend } })
	await kibridge.command('tenant', 'add', 'demo')
	await kibridge.start()
	const browser = await openBrowser()
	const people = {} // their browsers, by name
	const at = (path) => `${moodle.platform.issuer}/${path}`

	async function logIn(user, options) {
		const context = await browser.newContext(options)
		context.setDefaultTimeout(PATIENCE_MS)
		const form = await context.request.get(at('login/index.php'))
		const [, logintoken] = (await form.text()).match(/name="logintoken" value="(\w+)"/)
		const fields = { username: user, password: moodle.users[user].password, logintoken }
		const answer = await context.request.post(at('login/index.php'), { form: fields })
		assert.doesNotMatch(answer.url(), /\/login\//, `${user} is logged in`)
		return context
	}

	return {
		moodle,
		model,
		kibridge,
		browser,
		course: moodle.course.id,
		at,
		/** A new browser, in which `user` is logged in. */
		logIn,
		/** A tab of somebody's browser. */
		async enter(user) {
			people[user] ??= logIn(user)
			return (await people[user]).newPage()
		},
		/** Runs lines of PHP in this Moodle, as an admin; yields what they print. */
		runPhp(lines, ...args) {
			const script = join(moodle.tree, 'local/kibridge/test-script.php')
			writeFileSync(script, `<?php\ndefine('CLI_SCRIPT', true);\nrequire(__DIR__ . '/../../config.php');\ncore\\session\\manager::set_user(get_admin());\n${lines}\n`)
			try {
				return moodle.php('local/kibridge/test-script.php', ...args)
			} finally {
				rmSync(script)
			}
		},
		stop: () => endAll({ stop: () => browser.close() }, kibridge, model, moodle, folder),
	}
}

/** The button that opens the drawer, and what is in the drawer's frame. */
export const tutorButton = (page) => page.getByRole('button', { name: 'AI tutor', exact: true })
export const drawerOf = (page) => page.frameLocator('.local_kibridge-frame iframe')

/** What Moodle's AI button in the editor calls. `error` is the reason, under whatever name this branch gives it. */
export async function askMoodle(page, prompt) {
	const answer = await page.evaluate(
		(prompttext) =>
			new Promise((done, failed) =>
				require(['core/ajax'], ({ call }) =>
					call([{ methodname: 'aiplacement_editor_generate_text', args: { contextid: M.cfg.contextid, prompttext } }])[0].then(done, (error) => failed(new Error(error.message)))),
			),
		prompt,
	)
	return { ...answer, error: answer.errormessage || answer.error }
}

/** An admin turns Moodle's own switches: the provider's and the editor's. */
export async function switchAiOn(site) {
	const page = await site.enter('admin')
	for (const [section, name] of [['aiprovider', 'kibridge'], ['aiplacement', 'Text editor placement']]) {
		await page.goto(site.at(`admin/settings.php?section=${section}`), { waitUntil: 'networkidle' }) // its script listens
		const off = page.getByLabel(`Enable ${name}`)
		const on = page.getByLabel(`Disable ${name}`)
		await off.or(on).waitFor({ state: 'attached' })
		if (await off.count()) await off.evaluate((box) => box.click())
		await on.waitFor({ state: 'attached' })
	}
	await page.close()
}
