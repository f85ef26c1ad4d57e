// The plugin's LTI platform and a real kibridge: registered by an invite, opened by everybody, graded, copied.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { startKibridge } from '../../harness/kibridge.mjs'
import { waitFor } from '../../harness/process.mjs'
import { send } from '../../harness/send.mjs'
import { endAll } from '../../harness/teardown.mjs'
import { begin, enter, finish, missing, startIlias } from './site.mjs'

const run = promisify(execFile)
const skip = missing() || (existsSync(process.env.KIBRIDGE ?? '') ? false : 'no KIBRIDGE')
const MEMBERS = Array.from({ length: 230 }, (_, i) => 100 + i) // more than two pages
const SCORE_MS = 60_000 // the bridge looks every ten seconds

describe('the plugin in ILIAS', { skip }, () => {
	let folder, ilias, kibridge

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), 'kibridge-ilias-'))
		kibridge = await startKibridge({ folder, backends: { none: { url: 'http://127.0.0.1:9/v1' } } })
		await kibridge.command('tenant', 'add', 'demo')
		await kibridge.start()
		ilias = await startIlias({ folder, members: [21, 22, 23, ...MEMBERS] })
	})
	after(() => endAll(kibridge, ilias, folder))

	const services = async (...words) => {
		const { stdout } = await run(join(dirname(process.env.KIBRIDGE), 'moodle_services'), [kibridge.config, ...words])
		return stdout && JSON.parse(stdout)
	}
	const platform = async () => JSON.parse(await kibridge.command('platform', 'list', '--json')).find((row) => row.issuer === ilias.issuer)

	test('an administrator pastes an invite, and both sides know each other', async () => {
		const invite = (await kibridge.command('invite', '--tenant', 'demo')).trim()
		const answer = await ilias.adminPage('/connect', { invite })
		assert.equal(answer.status, 200, `${answer.text}\n${ilias.log()}`)
		assert.deepEqual(answer.json().redirectUris, [`${kibridge.url}/lti/launch`])
		assert.equal((await platform()).profile, 'kibridge_ilias')
		const shown = JSON.parse(await kibridge.command('platform', 'show', (await platform()).id, '--json'))
		assert.deepEqual(shown.deployments.map(({ status }) => status), ['active'])
	})

	test('the check of the connection is fine', async () => {
		const checks = (await ilias.adminPage('/checks')).json()
		assert.ok(checks.length >= 8)
		const bad = checks.filter(({ name, status }) => status !== 'ok' && name !== 'https') // the stand-in speaks http
		assert.deepEqual(bad, [])
	})

	test('an invite that was used says so, and the connection stays', async () => {
		const invite = (await kibridge.command('invite', '--tenant', 'demo')).trim()
		assert.equal((await ilias.adminPage('/connect', { invite: invite.replace(/register\/./, 'register/_') })).status, 422)
		assert.equal((await ilias.adminPage('/connect', { invite: 'https://example.org/' })).status, 422)
		assert.equal((await platform()).status, 'active')
	})

	test('lecturers, tutors and members are who they are, in a folder too', async () => {
		await ilias.page('/add?ref=80&parent=71&title=Aufsatz&kind=feedback')
		await ilias.page('/add?ref=81&parent=70&title=Fragen&kind=tutor')
		const roles = {}
		for (const [user, ref] of [[11, 80], [13, 80], [21, 80], [11, 81], [22, 81], [6, 81]]) {
			const me = await (await enter(kibridge, ilias, user, ref)).get('me')
			roles[`${user} in ${ref}`] = me.role
			assert.equal(me.activity.title, ref === 80 ? 'Aufsatz' : 'Fragen')
		}
		assert.deepEqual(roles, { '11 in 80': 'lecturer', '13 in 80': 'lecturer', '21 in 80': 'student', '11 in 81': 'lecturer', '22 in 81': 'student', '6 in 81': 'admin' })
	})

	test('an object is of the kind that its lecturer chose', async () => {
		const lecturer = await enter(kibridge, ilias, 11, 80)
		const { activities } = await lecturer.get('activities')
		assert.deepEqual(Object.fromEntries(activities.map(({ title, kind }) => [title, kind])), { Aufsatz: 'feedback', Fragen: 'tutor' })
	})

	test('opening it is progress', () => {
		assert.ok(ilias.progress().some(({ obj, user, mark }) => obj === 1080 && user === 21 && mark === null))
	})

	test('the roster comes page by page, with roles', async () => {
		const lecturer = await enter(kibridge, ilias, 11, 80)
		const { course } = await lecturer.get('me')
		const people = await services('roster', course.id)
		const count = (role) => people.filter((person) => person.role === role).length
		assert.equal(count('lecturer'), 3) // 11; 13, who may edit it; 12, an assistant, who lectures unless the operator says no
		assert.equal(people.length, 3 + 3 + MEMBERS.length)
		assert.ok(people.every(({ person }) => !MEMBERS.includes(Number(person))))
	})

	test('a score becomes learning progress', async () => {
		const lecturer = await enter(kibridge, ilias, 11, 80)
		const { activities } = await lecturer.get('activities')
		await services('grade', activities.find(({ kind }) => kind === 'feedback').id, '7.5', '10')
		await waitFor('the score', () => ilias.progress().some(({ user, mark }) => user === 21 && mark === '7.5 / 10'), SCORE_MS)
		assert.equal(ilias.progress().find(({ mark }) => mark)?.comment, 'Well argued.')
	})

	test('a copy in the same course is a tutor of its own, with the settings of the original', async () => {
		const lecturer = await enter(kibridge, ilias, 11, 81)
		await lecturer.setPolicy('activity', { system_prompt: 'Speak in riddles.' })
		await ilias.page('/copy?ref=82&from=81&parent=70&title=Fragen%202')
		const copy = await enter(kibridge, ilias, 11, 82)
		const [original, mine] = [await lecturer.get('me'), await copy.get('me')]
		assert.notEqual(mine.activity.id, original.activity.id)
		assert.equal(mine.course.id, original.course.id)
		assert.equal((await copy.get('policies/activity')).document.system_prompt, 'Speak in riddles.')
		await copy.setPolicy('activity', { system_prompt: 'Speak plainly.' })
		assert.equal((await lecturer.get('policies/activity')).document.system_prompt, 'Speak in riddles.')
	})

	test('a copy of a copy in a copied course finds its origin', async () => {
		await ilias.page('/copy?ref=83&from=82&parent=70&title=nie%20ge%C3%B6ffnet')
		await ilias.page('/copy?ref=84&from=83&parent=72&title=Fragen')
		const copy = await enter(kibridge, ilias, 11, 84)
		assert.equal((await copy.get('policies/activity')).document.system_prompt, 'Speak plainly.')
		assert.equal((await copy.get('me')).course.title, 'Logik (Kopie)')
	})

	test('a wrong redirect_uri gets a page of ILIAS, and no token', async () => {
		const { answer } = await begin(ilias, ilias.logIn(21), 80, { redirect_uri: 'https://evil.example/lti/launch' })
		assert.equal(answer.status, 400)
		assert.match(answer.text, /die es nicht kennt/)
		assert.doesNotMatch(answer.text, /id_token|evil/)
	})

	test('a hint that comes again, from another session, or for another object is refused', async () => {
		const browser = ilias.logIn(21)
		const begun = await begin(ilias, browser, 80)
		assert.equal(begun.answer.status, 200)
		assert.equal((await send(begun.request, { headers: browser })).status, 403)
		const other = await begin(ilias, browser, 80, { lti_message_hint: '81' })
		assert.equal(other.answer.status, 403)
		const fresh = await begin(ilias, browser, 80, { state: 'x', nonce: '' })
		assert.equal((await send(fresh.request.replace('nonce=', 'nonce=n'), { headers: ilias.logIn(22) })).status, 403)
	})

	test('a good token opens no object that is none of ours, and no other course', async () => {
		const { token } = (await ilias.page('/access-token')).json()
		const call = (path, { bearer = token, score } = {}) => {
			const type = score ? { 'content-type': 'application/vnd.ims.lis.v1.score+json' } : {}
			return send(`${ilias.issuer}/services.php${path}`, { headers: { authorization: `Bearer ${bearer}`, ...type }, body: score && JSON.stringify(score) })
		}
		const score = { userId: '21', scoreGiven: 9, scoreMaximum: 10, activityProgress: 'Completed', gradingProgress: 'FullyGraded', timestamp: new Date().toISOString() }
		const before = ilias.progress().length
		assert.equal((await call('/activities/80/lineitem')).status, 200)
		assert.equal((await call('/courses/70/members/80')).status, 200)
		assert.equal((await call('/activities/80/lineitem', { bearer: `${token.slice(0, -8)}AAAAAAAA` })).status, 401)
		// A course, a folder, a tutor without grades, nothing at all; somebody who is not in the course.
		for (const ref of [70, 71, 81, 4711]) {
			assert.equal((await call(`/activities/${ref}/lineitem`)).status, 404, `line item of ${ref}`)
			assert.equal((await call(`/activities/${ref}/lineitem/scores`, { score })).status, 404, `score for ${ref}`)
		}
		assert.equal((await call('/activities/80/lineitem/scores', { score: { ...score, userId: '30' } })).status, 404)
		for (const path of ['/courses/72/members/80', '/courses/71/members/80', '/courses/70/members/4711']) assert.equal((await call(path)).status, 404, path)
		assert.equal(ilias.progress().length, before)
	})

	test('a session that has ended is said in words', async () => {
		const browser = ilias.logIn(21)
		const start = await ilias.page('/launch?ref=80', browser)
		const login = await send(start.headers.location)
		ilias.logOut(browser)
		const answer = await send(login.headers.location, { headers: browser })
		assert.equal(answer.status, 401)
		assert.match(answer.text, /Your session in ILIAS has ended/) // nobody's language any more
		assert.doesNotMatch(answer.text, /\.php|Stack|#0/)
	})

	test('who is not in the course does not begin', async () => {
		const { start } = await begin(ilias, ilias.logIn(30), 80)
		assert.equal(start.status, 403)
	})

	test('a message is good for its browser and once', async () => {
		const begun = await begin(ilias, ilias.logIn(21), 80)
		const stranger = await finish({ ...begun, cookies: [] })
		assert.notEqual(stranger.status, 303)
		assert.equal((await finish(begun)).status, 303)
	})

	test('without a good token no service says whether something is there', async () => {
		for (const path of ['activities/81/lineitem', 'activities/4711/lineitem', 'courses/72/members/80', 'activities/70/lineitem/results']) {
			const answer = await send(`${ilias.issuer}/services.php/${path}`, { headers: { authorization: 'Bearer nonsense' } })
			assert.equal(answer.status, 401, path)
		}
	})

	test('keys and configuration are there for everybody', async () => {
		const configuration = (await send(`${ilias.issuer}/openid-configuration.php`)).json()
		assert.equal(configuration.issuer, ilias.issuer)
		const { keys } = (await send(configuration.jwks_uri)).json()
		assert.equal(keys[0].alg, 'RS256')
		assert.equal((await send(configuration.registration_endpoint, { body: '{}' })).status, 401)
		assert.equal((await send(configuration.token_endpoint, { form: { grant_type: 'password' } })).status, 400)
	})

	test('a bridge that is down leaves the course usable', async () => {
		await kibridge.stop()
		const browser = ilias.logIn(21)
		const page = await ilias.page('/content?ref=80', browser)
		assert.equal(page.status, 200)
		assert.match(page.text, /<iframe[^>]+src="\/launch\?ref=80"/)
		assert.match(page.text, /nicht erreichbar/)
		assert.equal((await ilias.page('/launch?ref=80', browser)).status, 302) // only the frame meets the silence
		const checks = (await ilias.adminPage('/checks')).json()
		assert.deepEqual(checks.filter(({ status }) => status === 'error').map(({ name }) => name), ['reachable'])
	})
})
