// The stand-in LMS itself: a tiny tool made of fetch and jose walks through its front door.
import assert from 'node:assert/strict'
import http from 'node:http'
import { after, before, describe, test } from 'node:test'
import { createLocalJWKSet, createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { AGS, LTI, NRPS, SCOPE } from './claims.mjs'
import { faults } from './faults.mjs'
import { startPlatform } from './platform.mjs'
import { inviteTool } from './registration.mjs'

let platform, tool, toolKey, toolServer

before(async () => {
	const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
	toolKey = privateKey
	const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'tool', alg: 'RS256', use: 'sig' }] }
	toolServer = http.createServer((_, response) => response.end(JSON.stringify(jwks)))
	await new Promise((done) => toolServer.listen(0, '127.0.0.1', done))
	platform = await startPlatform({ pageSize: 3 })
	tool = platform.addTool({ base: `http://127.0.0.1:${toolServer.address().port}` })
})
after(async () => {
	toolServer.close()
	await platform.stop()
})

const fields = (page) =>
	Object.fromEntries([...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, unescape(value)]))
const unescape = (text) => text.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&')

// Login and authorization as a browser and a tool would do them; yields the form for the tool.
async function launch(options, change = {}) {
	const login = fields(await (await fetch(platform.launchUrl(options))).text())
	const asked = {
		scope: 'openid',
		response_type: 'id_token',
		response_mode: 'form_post',
		prompt: 'none',
		client_id: login.client_id,
		redirect_uri: tool.redirectUris[0],
		login_hint: login.login_hint,
		lti_message_hint: login.lti_message_hint,
		state: 'the-state',
		nonce: 'the-nonce',
		...change,
	}
	const answer = await fetch(`${platform.endpoints.auth}?${new URLSearchParams(asked)}`)
	return { status: answer.status, form: fields(await answer.text()) }
}

async function verify(form) {
	const keys = createRemoteJWKSet(new URL(platform.endpoints.jwks))
	return (await jwtVerify(form.id_token, keys, { issuer: platform.issuer, audience: tool.clientId })).payload
}

async function accessToken(scope, change = {}) {
	const assertion = await new SignJWT({ jti: String(Math.random()), ...change })
		.setProtectedHeader({ alg: 'RS256', kid: 'tool' })
		.setIssuer(tool.clientId)
		.setSubject(tool.clientId)
		.setAudience(platform.endpoints.token)
		.setIssuedAt()
		.setExpirationTime('5m')
		.sign(toolKey)
	return fetch(platform.endpoints.token, {
		method: 'POST',
		body: new URLSearchParams({
			grant_type: 'client_credentials',
			client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
			client_assertion: assertion,
			scope,
		}),
	})
}

test('a launch carries a token that verifies and echoes state and nonce', async () => {
	const { form } = await launch({ person: 'lecturer', locale: 'de' })
	const claims = await verify(form)
	assert.equal(form.state, 'the-state')
	assert.equal(claims.nonce, 'the-nonce')
	assert.equal(claims.name, 'Anna Kühn')
	assert.equal(claims[`${LTI}launch_presentation`].locale, 'de')
})

test('a request that the specification does not allow is refused', async () => {
	for (const change of [{ prompt: 'login' }, { redirect_uri: 'https://evil.test/' }, { nonce: '' }, { client_id: 'x' }])
		assert.equal((await launch({}, change)).status, 400, JSON.stringify(change))
})

describe('faults', () => {
	for (const [name, fault] of Object.entries(faults))
		test(`${name} changes the launch`, async () => {
			const { status, form } = await launch({ person: 'student', fault: name })
			assert.equal(status, 200)
			if (fault.verdict === 'accept') await verify(form)
		})
})

test('the token endpoint takes a good assertion once and no other', async () => {
	assert.equal((await accessToken(SCOPE.score, { jti: 'once' })).status, 200)
	assert.equal((await accessToken(SCOPE.score, { jti: 'once' })).status, 401)
	const { privateKey } = await generateKeyPair('RS256')
	const kept = toolKey
	toolKey = privateKey
	assert.equal((await accessToken(SCOPE.score)).status, 401)
	toolKey = kept
})

test('scores need a token of their scope and go into the results', async () => {
	const { form } = await launch({})
	const { lineitems } = (await verify(form))[AGS]
	const bearer = async (scope) => `Bearer ${(await (await accessToken(scope)).json()).access_token}`
	const made = await fetch(lineitems, {
		method: 'POST',
		headers: { authorization: await bearer(SCOPE.lineitem), 'content-type': 'application/vnd.ims.lis.v2.lineitem+json' },
		body: JSON.stringify({ label: 'Essay', scoreMaximum: 10, resourceLinkId: '31' }),
	})
	const at = new URL((await made.json()).id)
	const scores = `${at.origin}${at.pathname}/scores${at.search}`
	const score = { userId: '101', timestamp: '2026-01-31T12:00:00.123+00:00', activityProgress: 'Completed', gradingProgress: 'FullyGraded', scoreGiven: 7, scoreMaximum: 10 }
	const post = async (scope, body) =>
		(await fetch(scores, {
			method: 'POST',
			headers: { authorization: await bearer(scope), 'content-type': 'application/vnd.ims.lis.v1.score+json' },
			body: JSON.stringify(body),
		})).status
	assert.equal(await post(SCOPE.result, score), 403)
	assert.equal(await post(SCOPE.score, { ...score, timestamp: 'yesterday' }), 400)
	assert.equal(await post(SCOPE.score, score), 204)
	assert.equal(await post(SCOPE.score, score), 409)
	const results = await fetch(`${at.origin}${at.pathname}/results${at.search}`, { headers: { authorization: await bearer(SCOPE.result) } })
	assert.deepEqual((await results.json()).map((r) => [r.userId, r.resultScore]), [['101', 7]])
})

test('the roster comes in pages', async () => {
	const { form } = await launch({})
	const url = (await verify(form))[NRPS].context_memberships_url
	const { access_token: token } = await (await accessToken(SCOPE.roster)).json()
	const first = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
	const next = /<([^>]+)>/.exec(first.headers.get('link'))[1]
	const second = await fetch(next, { headers: { authorization: `Bearer ${token}` } })
	assert.equal((await first.json()).members.length + (await second.json()).members.length, 4)
	assert.equal(second.headers.get('link'), null)
})

test('a tool registers itself with a token that works once', async () => {
	const start = new URL(inviteTool(platform, 'https://tool.test/lti/register/x'))
	const configuration = await (await fetch(start.searchParams.get('openid_configuration'))).json()
	const body = JSON.stringify({
		client_name: 'Self-made',
		initiate_login_uri: 'https://tool.test/login',
		redirect_uris: ['https://tool.test/launch'],
		jwks_uri: 'https://tool.test/jwks',
		response_types: ['id_token'],
		token_endpoint_auth_method: 'private_key_jwt',
		'https://purl.imsglobal.org/spec/lti-tool-configuration': { domain: 'tool.test', target_link_uri: 'https://tool.test/', messages: [] },
	})
	const headers = { authorization: `Bearer ${start.searchParams.get('registration_token')}`, 'content-type': 'application/json' }
	const register = () => fetch(configuration.registration_endpoint, { method: 'POST', headers, body })
	assert.ok((await (await register()).json()).client_id)
	assert.equal((await register()).status, 401)
})

test('the moodle profile refuses a launch id that was used', async () => {
	const moodle = await startPlatform({ profile: 'moodle' })
	moodle.addTool({ base: 'https://tool.test' })
	const login = fields(await (await fetch(moodle.launchUrl())).text())
	assert.match(login.lti_message_hint, /^\{"cmid":31,"launchid":/)
	const asked = new URLSearchParams({
		scope: 'openid', response_type: 'id_token', response_mode: 'form_post', prompt: 'none', nonce: 'n', state: 's',
		client_id: login.client_id, redirect_uri: 'https://tool.test/lti/launch', login_hint: login.login_hint,
		lti_message_hint: login.lti_message_hint,
	})
	const first = await fetch(`${moodle.endpoints.auth}?${asked}`)
	const claims = (await jwtVerify(fields(await first.text()).id_token, createLocalJWKSet({ keys: moodle.keys.published }))).payload
	assert.deepEqual(claims[`${LTI}context`].type, ['CourseSection'])
	assert.equal((await fetch(`${moodle.endpoints.auth}?${asked}`)).status, 400)
	await moodle.stop()
})
