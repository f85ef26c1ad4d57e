// The pictures of the plugins' READMEs, from a real Moodle in English and German.
//   ./dev shots moodle DIR
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { tutorPage } from '../harness/tutor-page.mjs'
import { askMoodle, drawerOf, startPluginSite, switchAiOn } from './plugin-site.mjs'

const PLUGINS = resolve(import.meta.dirname, '../../plugins/moodle')
const WIDTH = 1000
const QUESTION = 'What is recursion?'
const words = {
	en: { setUp: 'Set up the course tutor', on: 'Switch on for students', check: 'Check the connection', connect: 'Connect', tutor: 'AI tutor' },
	de: { tutor: 'KI-Tutor', check: 'Verbindung prüfen' },
}

// Moodle's own German comes from the network; what it says inside our pages is all that the pictures need.
const GERMAN = {
	'langconfig.php': "$string['thislanguage'] = 'Deutsch';\n$string['strftimedate'] = '%d. %B %Y';\n",
	'ai.php': "$string['aiproviders'] = 'KI-Anbieter';\n$string['aiplacements'] = 'KI-Platzierungen';\n",
	'moodle.php': "$string['settings'] = 'Einstellungen';\n",
}

const site = await startPluginSite()
try {
	addGerman()
	await prepare()
	for (const language of ['en', 'de']) await shoot(language)
} finally {
	await site.stop()
}
process.exit(0)

function addGerman() {
	const [data] = site.runPhp('echo $CFG->langotherroot;').split('\n')
	mkdirSync(join(data, 'de'), { recursive: true })
	for (const [file, strings] of Object.entries(GERMAN)) writeFileSync(join(data, 'de', file), `<?php\n${strings}`)
	site.moodle.php('admin/cli/purge_caches.php')
}

/** A connected site, a course with its tutor, one question a day. */
async function prepare() {
	const admin = await site.enter('admin')
	await admin.goto(site.at('local/kibridge/setup.php'))
	const invite = (await site.kibridge.command('invite', '--tenant', 'demo')).trim()
	await admin.locator('#id_invite').fill(invite)
	await admin.getByRole('button', { name: words.en.connect, exact: true }).click()
	await admin.locator('[data-check]').first().waitFor()
	await switchAiOn(site)
	await admin.goto(site.at(`local/kibridge/course.php?id=${site.course}`))
	await admin.getByRole('button', { name: words.en.setUp }).click()
	await admin.getByRole('button', { name: words.en.on }).click()
	await admin.getByText('The course tutor is on').waitFor()
	await admin.close()
}

async function shoot(language) {
	const text = words[language]
	const open = async (user, path, { width = WIDTH, height = 1500 } = {}) => { // tall: Moodle's head lies over what is scrolled
		const page = await site.enter(user)
		await page.setViewportSize({ width, height })
		await page.goto(site.at(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`), { waitUntil: 'networkidle' })
		return page
	}
	const keep = (part, plugin, name) => {
		const folder = join(PLUGINS, plugin, 'docs')
		mkdirSync(folder, { recursive: true })
		return part.screenshot({ path: join(folder, `${name}.${language}.png`), animations: 'disabled' })
	}

	const setup = await open('admin', 'local/kibridge/setup.php')
	await setup.getByRole('button', { name: text.check }).click()
	await setup.locator('[data-check]').first().waitFor()
	await keep(setup.locator('.local_kibridge-setup'), 'local_kibridge', 'setup')
	await setup.close()

	const desk = await open('admin', `local/kibridge/course.php?id=${site.course}`)
	await desk.frameLocator('.local_kibridge-desk').getByRole('heading').first().waitFor()
	await keep(desk.locator('.local_kibridge-course'), 'local_kibridge', 'course')
	await desk.close()

	const course = await open(language === 'en' ? 'student1' : 'student2', `course/view.php?id=${site.course}`, { width: 1200, height: 760 })
	await course.getByRole('button', { name: text.tutor, exact: true }).click()
	const frame = drawerOf(course)
	const tutor = tutorPage(frame, language)
	await tutor.begin()
	await tutor.ask(QUESTION)
	await keep(course.locator('.local_kibridge-drawer'), 'local_kibridge', 'drawer')
	await course.close()

	const path = site.moodle.branch >= 500 ? 'admin/settings.php?section=aiprovider' : 'admin/settings.php?section=aiprovider_kibridge'
	const provider = await open('admin', path)
	await keep(provider.locator('#adminsettings, table').first(), 'aiprovider_kibridge', 'settings')
	await provider.close()

	const stopped = await open('admin', `course/view.php?id=${site.course}`)
	await site.kibridge.stop()
	await askMoodle(stopped, QUESTION)
	await stopped.reload()
	await keep(stopped.locator('#user-notifications'), 'aiprovider_kibridge', 'refusal')
	await site.kibridge.start()
	await stopped.close()
}
