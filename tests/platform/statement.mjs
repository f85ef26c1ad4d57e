// What an LMS says of its own accord, outside of any launch: signed with its launch keys, for one
// request to the tool [RFC 7523 §3].
import { SignJWT } from 'jose'
import { randomBytes } from 'node:crypto'

const LIFE_S = 60

/** A statement to `audience`; `claims` replace ours, `key` what it is signed with. */
export function statement(platform, tool, audience, { claims = {}, key = platform.keys.current } = {}) {
	const now = Math.floor(Date.now() / 1000)
	return new SignJWT({
		iss: platform.issuer,
		sub: tool.clientId,
		aud: audience,
		iat: now,
		exp: now + LIFE_S,
		jti: randomBytes(12).toString('hex'),
		...claims,
	})
		.setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'JWT' })
		.sign(key.privateKey)
}
