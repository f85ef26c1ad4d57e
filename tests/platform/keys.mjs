// The platform's signing keys. `wrong` signs with a key that nobody publishes.
import { exportJWK, exportSPKI, generateKeyPair } from 'jose'

export async function makeKeys() {
	const current = await makeKey('platform-1')
	const wrong = await makeKey('platform-1')
	return { current, wrong, published: [current.jwk] }
}

// Publishes a new key beside the old one and signs with it from now on.
export async function rotateKeys(keys) {
	const next = await makeKey(`platform-${keys.published.length + 1}`)
	keys.published.push(next.jwk)
	keys.current = next
}

async function makeKey(kid) {
	const { publicKey, privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true })
	const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }
	return { kid, privateKey, jwk, publicPem: await exportSPKI(publicKey) }
}
