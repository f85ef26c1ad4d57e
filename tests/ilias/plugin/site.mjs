// The stand-in of ILIAS, with the plugin's real endpoints: PHP's built-in server on loopback.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, startProgram, waitFor } from '../../harness/process.mjs'
import { readForm, send } from '../../harness/send.mjs'
import { visitor } from '../../harness/visitor.mjs'

const PHP = '/usr/bin/php'
const SERVER = join(dirname(fileURLToPath(import.meta.url)), '../php/server.php')
export const PLUGIN = 'Customizing/global/plugins/Services/Repository/RepositoryObject/KIBridge'

/** Course 70 with a folder 71, course 72 beside it; 11 administers both, 12 is a tutor, 13 a tutor who edits what is in 80. */
const world = (members) => ({
	users: {
		6: { given: 'Root', family: 'User', root: true },
		11: { given: 'Ada', family: 'Admin' },
		12: { given: 'Tom', family: 'Tutor' },
		13: { given: 'Tea', family: 'Tutor' },
		30: { given: 'Zoe', family: 'Fremd' },
		...Object.fromEntries(members.map((id) => [id, { given: `Mia ${id}`, family: 'Mitglied' }])),
	},
	nodes: {
		70: { type: 'crs', title: 'Logik', parent: 1 },
		71: { type: 'fold', title: 'Woche 1', parent: 70 },
		72: { type: 'crs', title: 'Logik (Kopie)', parent: 1 },
	},
	people: {
		70: { 11: 'admin', 12: 'tutor', 13: 'tutor', ...Object.fromEntries(members.map((id) => [id, 'member'])) },
		72: { 11: 'admin', 21: 'member' },
	},
	editors: { 80: [13] },
})

export const missing = () => (existsSync(PHP) ? false : 'needs php-cli')

/** Options: folder for its state, members of course 70. */
export async function startIlias({ folder, members = [21, 22, 23] }) {
	const [port, backPort] = [await freePort(), await freePort()]
	const state = join(folder, 'ilias')
	mkdirSync(state)
	writeFileSync(join(state, 'world.json'), JSON.stringify(world(members)))
	const base = `http://localhost:${port}`
	const sessions = {}
	// PHP's server does one thing at a time: pages that wait until somebody has called back are served by a second one.
	const [child, back] = [port, backPort].map((number) =>
		startProgram(PHP, ['-d', 'display_errors=0', '-d', 'log_errors=1', '-S', `127.0.0.1:${number}`, SERVER], {
			log: join(folder, `php-${number}.log`),
			cwd: state,
			env: { ILIAS_STATE: state, ILIAS_BASE: base },
		}),
	)
	const ilias = {
		base,
		issuer: `${base}/${PLUGIN}`,
		stop: () => Promise.all([child.stop(), back.stop()]),
		log: () => (existsSync(join(state, 'log.txt')) ? readFileSync(join(state, 'log.txt'), 'utf8') : ''),
		/** Learning progress, as ILIAS was told of it. */
		progress: () =>
			existsSync(join(state, 'progress.jsonl'))
				? readFileSync(join(state, 'progress.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line))
				: [],
		/** A browser of that person: its headers. */
		logIn(user, lang = 'de') {
			const id = randomBytes(12).toString('hex')
			sessions[id] = { user, lang }
			writeFileSync(join(state, 'sessions.json'), JSON.stringify(sessions))
			return { cookie: `PHPSESSID=${id}` }
		},
		logOut({ cookie }) {
			delete sessions[cookie.split('=')[1]]
			writeFileSync(join(state, 'sessions.json'), JSON.stringify(sessions))
		},
		page: (path, headers = {}, form) => send(base + path, { headers, form }),
		/** An administrator's page that waits for the bridge, and the bridge for ILIAS. */
		adminPage: (path, form) => send(`http://localhost:${backPort}${path}`, { form }),
	}
	for (const [server, number] of [[child, port], [back, backPort]])
		await waitFor('the stand-in of ILIAS', async () => {
			if (!server.isRunning()) throw new Error(`php ended:\n${server.logText()}`)
			return send(`http://localhost:${number}/${PLUGIN}/services.php/health`).then((answer) => answer.status === 200, () => false)
		})
	return ilias
}

/** A launch up to ILIAS's answer to the authorization request; `change` is put into that request. */
export async function begin(ilias, browser, ref, change = {}) {
	const start = await ilias.page(`/launch?ref=${ref}`, browser)
	if (start.status !== 302) return { start }
	const login = await send(start.headers.location)
	if (login.status !== 302) return { start, login }
	const request = new URL(login.headers.location)
	for (const [name, value] of Object.entries(change)) request.searchParams.set(name, value)
	const cookies = (login.headers['set-cookie'] ?? []).map((line) => line.split(';')[0])
	return { start, login, cookies, request: request.href, answer: await send(request.href, { headers: browser }) }
}

/** Posts ILIAS's form to the bridge. */
export function finish({ answer, cookies }) {
	const form = readForm(answer.text)
	return send(form.action, { form: form.fields, headers: { cookie: cookies.join('; ') } })
}

/** The whole way: a visitor with a session in the bridge. */
export async function enter(kibridge, ilias, user, ref) {
	const begun = await begin(ilias, ilias.logIn(user), ref)
	if (begun.answer?.status !== 200) throw new Error(`${user} is refused: ${JSON.stringify(begun.answer ?? begun.login ?? begun.start)}`)
	const landed = await finish(begun)
	if (landed.status !== 303) throw new Error(`the bridge refuses ${user}: ${landed.status} ${landed.text}`)
	const code = new URL(landed.headers.location, kibridge.url).hash.slice(1)
	const session = await send(`${kibridge.url}/api/v1/session`, { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }) })
	return visitor({ kibridge, tls: {} }, session.json().token)
}
