// The token endpoint: client credentials with a signed assertion [Sec §4.1; RFC 7523 §3].
import { randomBytes } from 'node:crypto'
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose'
import { fetchJson, json } from './exchange.mjs'

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const TOKEN_LIFE_S = 3600

export async function issueToken(platform, body, contentType) {
	const params = new URLSearchParams(body)
	platform.journal.push({ event: 'token', params: Object.fromEntries(params) })
	if (platform.trouble.token) return json({ error: platform.trouble.token }, 400)
	if (!contentType?.startsWith('application/x-www-form-urlencoded')) return refuse('invalid_request')
	if (params.get('grant_type') !== 'client_credentials') return refuse('unsupported_grant_type')
	if (params.get('client_assertion_type') !== ASSERTION_TYPE) return refuse('invalid_request')

	const tool = await checkAssertion(platform, params.get('client_assertion') ?? '')
	if (!tool) return refuse('invalid_client', 401)
	const scopes = (params.get('scope') ?? '').split(' ').filter(Boolean)
	if (!scopes.length) return refuse('invalid_scope')
	const token = randomBytes(16).toString('hex')
	platform.tokens.set(token, { tool, scopes, expiresAtMs: Date.now() + TOKEN_LIFE_S * 1000 })
	const reply = { access_token: token, token_type: 'Bearer', expires_in: TOKEN_LIFE_S, scope: scopes.join(' ') }
	const { value, type } = platform.profile.tokenReply(reply)
	return json(value, 200, { 'content-type': type })
}

function refuse(error, status = 400) {
	return json({ error }, status)
}

// The tool that signed this, or undefined. Strict where Moodle is: no leeway, jti once, kid known.
async function checkAssertion(platform, assertion) {
	try {
		const tool = platform.toolByClientId(decodeJwt(assertion).iss)
		const { payload, protectedHeader } = await verifyByTool(platform, tool, assertion, {
			audience: [`${platform.serviceOrigin}/token`, `${platform.origin}/token`],
			requiredClaims: ['iat', 'exp', 'jti'],
		})
		if (payload.sub !== tool.clientId || !protectedHeader.kid || platform.seenJti.has(payload.jti)) return undefined
		platform.seenJti.add(payload.jti)
		return tool
	} catch (error) {
		platform.journal.push({ event: 'assertion-refused', reason: error.message })
		return undefined
	}
}

// Checks a tool's signature against the key set it publishes now.
export async function verifyByTool(platform, tool, token, options) {
	const keys = createLocalJWKSet(await fetchJson(tool.jwksUrl, { ca: platform.ca }))
	return jwtVerify(token, keys, { issuer: tool.clientId, algorithms: ['RS256'], ...options })
}

// A service call's bearer, if it may do one of `scopes`; otherwise the refusal to send.
export function checkBearer(platform, request, scopes) {
	const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? []
	const grant = platform.tokens.get(token)
	if (!grant || grant.expiresAtMs < Date.now()) return { refusal: json({ error: 'invalid_token' }, 401) }
	if (!scopes.some((scope) => grant.scopes.includes(scope)))
		return { refusal: json({ error: 'insufficient_scope' }, 403) }
	return { tool: grant.tool }
}
