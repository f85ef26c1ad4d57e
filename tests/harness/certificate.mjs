// A private authority and one certificate for the names that tests use, made by openssl.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const NAMES = 'DNS:localhost,DNS:lms.test,DNS:lms2.test,DNS:tool.test,IP:127.0.0.1'
const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

export function makeCertificate(folder) {
	const at = (name) => join(folder, name)
	const openssl = (...args) => execFileSync('openssl', args, { stdio: 'pipe' })
	writeFileSync(at('names.ext'), `subjectAltName=${NAMES}\nextendedKeyUsage=serverAuth\n`)
	openssl('req', '-x509', ...EC, '-days', '30', '-subj', '/CN=Test authority', '-keyout', at('ca.key'), '-out', at('ca.crt'))
	openssl('req', ...EC, '-subj', '/CN=localhost', '-keyout', at('leaf.key'), '-out', at('leaf.csr'))
	openssl('x509', '-req', '-in', at('leaf.csr'), '-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-CAcreateserial',
		'-days', '30', '-extfile', at('names.ext'), '-out', at('leaf.crt'))
	const read = (name) => readFileSync(at(name), 'utf8')
	return { ca: read('ca.crt'), cert: read('leaf.crt'), key: read('leaf.key'), certFile: at('leaf.crt'), keyFile: at('leaf.key') }
}
