// A small LMS that speaks LTI 1.3: Demo University. Its crypto is jose's, never ours, so that both
// sides of a test cannot share a mistake. Tests start it as a library, the demo as a program.
import { randomBytes } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import { makeCourse } from './course.mjs'
import { receiveDeepLinks } from './deep-linking.mjs'
import { html, json, readBody } from './exchange.mjs'
import { makeGrades, serveGrades } from './grades.mjs'
import { makeKeys } from './keys.mjs'
import { authorize, startLogin } from './launch.mjs'
import { serveOutcomes } from './outcomes.mjs'
import { coursePage, framesPage, returnPage } from './pages.mjs'
import { profiles } from './profiles.mjs'
import { openidConfiguration, registerTool } from './registration.mjs'
import { serveRoster } from './roster.mjs'
import { issueToken } from './token.mjs'

/**
 * Options, all optional:
 *   host       the name browsers use, default localhost; it must lead to this machine
 *   port       0 for any
 *   tls        { key, cert } in PEM; then a second, plain listener on 127.0.0.1 serves what the tool
 *              itself calls (keys, token, grades, roster): no certificate to trust there
 *   ca         PEM of who signed the tool's certificate
 *   profile    generic, moodle, ilias (8), ilias10 or ilias11
 *   pageSize   of service lists
 */
export async function startPlatform({ host = 'localhost', port = 0, tls, ca, profile = 'generic', pageSize = 50 } = {}) {
	const platform = {
		profile: profiles[profile],
		ca,
		pageSize,
		keys: await makeKeys(),
		tools: new Map(),
		course: makeCourse(),
		grades: makeGrades(),
		launches: new Map(),
		outcomes: [], // what Basic Outcomes took, oldest first
		consumer: undefined, // { key, secret }: outcomes are signed as in LTI 1.1; else with a token
		seen: new Set(), // subs of people who came in
		deepLinkers: undefined, // ids of those who may select content, where an LMS asks; undefined: everybody
		tokens: new Map(),
		seenJti: new Set(),
		registrationTokens: new Set(),
		journal: [], // what happened, for tests to look at: { event, … }
		trouble: {}, // what is out of order: { token: 'invalid_client', ags: 503, jwks: 500, slow: promise, held: [sockets] }
		jwksFetches: 0,
	}
	const answer = (request, response) => serve(platform, request, response)
	const main = await listen(tls ? https.createServer(tls, answer) : http.createServer(answer), port, '127.0.0.1')
	platform.origin = `${tls ? 'https' : 'http'}://${host}:${main.address().port}`
	platform.issuer = platform.origin
	const services = tls ? await listen(http.createServer(answer), 0, '127.0.0.1') : main
	platform.serviceOrigin = tls ? `http://127.0.0.1:${services.address().port}` : platform.origin

	platform.addTool = (tool) => addTool(platform, tool)
	platform.toolByClientId = (id) => [...platform.tools.values()].find((tool) => tool.clientId === id)
	platform.launchUrl = (options = {}) => `${platform.origin}/launch${queryOf(options)}`
	platform.courseUrl = (options = {}) => `${platform.origin}/${queryOf(options)}`
	platform.framesUrl = (urls) => `${platform.origin}/frames?${new URLSearchParams(urls.map((url) => ['src', url]))}`
	platform.endpoints = {
		auth: `${platform.origin}/auth`,
		token: `${platform.serviceOrigin}/token`,
		jwks: `${platform.serviceOrigin}/jwks.json`,
	}
	/** The LMS is upgraded: it keeps its data and behaves like another version from now on. */
	platform.become = (name) => (platform.profile = profiles[name])
	platform.stop = () => Promise.all([...new Set([main, services])].map(close))
	return platform
}

function queryOf(options) {
	const query = String(new URLSearchParams(options))
	return query && `?${query}`
}

// A registered tool; `base` alone suffices for one with our paths.
function addTool(platform, tool) {
	const number = platform.tools.size + 1
	const base = tool.base?.replace(/\/$/, '')
	const whole = {
		id: String(number),
		name: 'AI tutor',
		clientId: randomBytes(8).toString('hex'),
		deploymentId: String(number),
		loginUrl: `${base}/lti/login`,
		redirectUris: [`${base}/lti/launch`],
		jwksUrl: `${base}/lti/jwks.json`,
		targetUrl: `${base}/lti/launch`,
		custom: {},
		...tool,
	}
	platform.tools.set(whole.id, whole)
	return whole
}

async function serve(platform, request, response) {
	let answer
	try {
		answer = await route(platform, request)
	} catch (error) {
		answer = html('<h1>Demo University is out of order</h1>', 500)
		platform.journal.push({ event: 'error', message: error.stack })
	}
	response.writeHead(answer.status, { 'cache-control': 'no-store', ...answer.headers })
	response.end(answer.body)
}

async function route(platform, request) {
	const url = new URL(request.url, request.socket.encrypted ? platform.origin : platform.serviceOrigin)
	const body = request.method === 'GET' ? '' : await readBody(request)
	switch (url.pathname) {
	case '/':
		return coursePage(platform, url.searchParams)
	case '/frames':
		return framesPage(url.searchParams.getAll('src'))
	case '/launch':
		return startLogin(platform, url.searchParams)
	case '/auth':
		return authorize(platform, request.method === 'GET' ? url.searchParams : new URLSearchParams(body))
	case '/return':
		return returnPage(url.searchParams)
	case '/deep-links':
		return receiveDeepLinks(platform, new URLSearchParams(body))
	case '/jwks.json':
		return serveKeys(platform)
	case '/token':
		return issueToken(platform, body, request.headers['content-type'])
	case '/.well-known/openid-configuration':
		return openidConfiguration(platform)
	case '/outcomes':
		return serveOutcomes(platform, request, url, body)
	case '/register':
		return registerTool(platform, request, body)
	}
	const services = `/context/${platform.course.id}`
	if (url.pathname === `${services}/members`) return serveRoster(platform, request, url)
	if (url.pathname.startsWith(`${services}/lineitems`)) return serveGrades(platform, request, url, body)
	return html('<h1>There is no such page at Demo University</h1>', 404)
}

function serveKeys(platform) {
	platform.jwksFetches++
	if (platform.trouble.jwks) return json({}, platform.trouble.jwks)
	return json({ keys: platform.keys.published })
}

function listen(server, port, host) {
	return new Promise((resolve, reject) => {
		server.once('error', reject)
		server.listen(port, host, () => resolve(server))
	})
}

function close(server) {
	server.closeAllConnections()
	return new Promise((resolve) => server.close(resolve))
}
