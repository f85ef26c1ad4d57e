// The launches of the certification suite for tools, and attacks on top: each by name, with what a
// tool must do (accept or refuse). A fault may change the claims, the header, or how it is signed.
import { SignJWT, UnsecuredJWT } from 'jose'
import { AGS, LTI, NRPS } from './claims.mjs'
import { role } from './people.mjs'

const accept = (what, claims) => ({ what, verdict: 'accept', claims })
const refuse = (what, rest) => ({ what, verdict: 'refuse', ...rest })
const without = (...names) => ({ claims: (c) => names.forEach((name) => delete c[name]) })
const nameless = (c) => ['name', 'given_name', 'family_name'].forEach((name) => delete c[name])

// Signs as told by the fault, or properly.
export async function signToken(keys, claims, fault) {
	fault?.claims?.(claims)
	if (fault?.sign) return fault.sign(keys, claims)
	const header = { alg: 'RS256', typ: 'JWT', kid: keys.current.kid }
	fault?.header?.(header)
	return new SignJWT(claims).setProtectedHeader(header).sign((fault?.key?.(keys) ?? keys.current).privateKey)
}

export const faults = {
	// what must be accepted
	'several-roles': accept('several roles', (c) => c[`${LTI}roles`].push(role.institutionStudent)),
	'short-role': accept('a role by its short, deprecated name', (c) => {
		c[`${LTI}roles`] = c[`${LTI}roles`].map((uri) => uri.split('#').pop())
	}),
	'unknown-role': accept('a role beside ours that nobody knows', (c) =>
		c[`${LTI}roles`].push('http://purl.imsglobal.org/vocab/lis/v2/uknownrole/unknown#Helper')),
	'no-role': accept('an empty list of roles', (c) => (c[`${LTI}roles`] = [])),
	'email-only': accept('an address but no names', nameless),
	'names-only': accept('names but no address', (c) => delete c.email),
	'no-personal-data': accept('neither names nor address', (c) => {
		nameless(c)
		delete c.email
	}),
	'email-no-context': accept('an address but no course', (c) => {
		nameless(c)
		for (const claim of [`${LTI}context`, AGS, NRPS]) delete c[claim]
	}),

	// what must be refused
	'no-kid': refuse('no kid in the header', { header: (h) => delete h.kid }),
	'wrong-kid': refuse('a kid that is not published', { header: (h) => (h.kid = 'nobody') }),
	'wrong-version': refuse('another version', { claims: (c) => (c[`${LTI}version`] = '11.3') }),
	'no-version': refuse('no version', without(`${LTI}version`)),
	'not-lti': refuse('a token without any LTI claim', {
		claims: (c) => Object.keys(c).filter((name) => name.startsWith('https:')).forEach((name) => delete c[name]),
	}),
	'claims-missing': refuse('required claims missing', without(`${LTI}message_type`, `${LTI}roles`, `${LTI}deployment_id`)),
	'bad-times': refuse('issued and expired long ago', { claims: (c) => Object.assign(c, { iat: 11111, exp: 22222 }) }),
	'no-message-type': refuse('no message_type', without(`${LTI}message_type`)),
	'roles-missing': refuse('no roles claim', without(`${LTI}roles`)),
	'no-deployment': refuse('no deployment_id', without(`${LTI}deployment_id`)),
	'no-resource-link-id': refuse('a resource link without id', { claims: (c) => delete c[`${LTI}resource_link`]?.id }),
	'no-sub': refuse('no sub', without('sub')),

	// attacks and mix-ups
	'wrong-key': refuse('signed by a key that is not published', { key: (keys) => keys.wrong }),
	'alg-none': refuse('alg none', { sign: (keys, claims) => new UnsecuredJWT(claims).encode() }),
	'alg-hs256': refuse('HS256 with the public key as secret', {
		sign: (keys, claims) =>
			new SignJWT(claims)
				.setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: keys.current.kid })
				.sign(new TextEncoder().encode(keys.current.publicPem)),
	}),
	'wrong-audience': refuse('meant for another tool', { claims: (c) => (c.aud = 'somebody-else') }),
	'extra-audience': refuse('meant for another tool too', { claims: (c) => (c.aud = [c.aud, 'somebody-else']) }),
	'wrong-azp': refuse('another authorized party', { claims: (c) => (c.azp = 'somebody-else') }),
	'wrong-issuer': refuse('another issuer', { claims: (c) => (c.iss = 'https://evil.test') }),
	'wrong-nonce': refuse('a nonce that was not asked for', { claims: (c) => (c.nonce = `x${c.nonce}`) }),
	'no-nonce': refuse('no nonce', without('nonce')),
	'unknown-deployment': refuse('a deployment nobody registered', { claims: (c) => (c[`${LTI}deployment_id`] = '999') }),
	'from-the-future': refuse('issued in an hour', {
		claims: (c) => Object.assign(c, { iat: c.iat + 3600, exp: c.exp + 3600 }),
	}),
	'roles-not-a-list': refuse('roles as one string', { claims: (c) => (c[`${LTI}roles`] = 'Instructor') }),
	'wrong-state': refuse('a state that was not given out', { form: (f) => (f.state = 'made-up') }),
	'no-state': refuse('no state', { form: (f) => delete f.state }),
	'no-token': refuse('no id_token', { form: (f) => delete f.id_token }),
	'not-a-token': refuse('an id_token that is none', { form: (f) => (f.id_token = 'a.b.c') }),
	'access-denied': refuse('an OpenID error instead of a token', {
		form: (f) => {
			delete f.id_token
			Object.assign(f, { error: 'access_denied', error_description: '<b>no</b> access' })
		},
	}),
}
