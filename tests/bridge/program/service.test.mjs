// The service as its supervisor meets it: how it starts, reloads, refuses to start, and ends.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const program = process.env.KIBRIDGE ?? fileURLToPath(new URL('../../../build/dev/kibridge', import.meta.url))
const skip = existsSync(program) ? false : `${program} is not built`

function folder(t) {
	const path = mkdtempSync(join(tmpdir(), 'kibridge-service-'))
	t.after(() => rmSync(path, { recursive: true, force: true }))
	return path
}

function configure(path, { server = '', store = `sqlite:${path}/k.db`, more = '' } = {}) {
	const file = join(path, 'k.conf')
	writeFileSync(file, `[server]\npublic_url = http://localhost\nallow_private_lms = yes\nlisten = 127.0.0.1:0\n${server}\n[store]\nurl = ${store}\n${more}`)
	return file
}

/** Starts `serve`; resolves `ready` with the port, `ended` with the exit code. */
function serve(t, config) {
	const child = spawn(program, ['serve', '--config', config])
	let said = ''
	const service = { child, said: () => said }
	service.ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)))
	service.heard = (pattern) => new Promise((resolve, reject) => {
		const look = () => {
			const found = pattern.exec(said)
			if (found) resolve(found)
			return found
		}
		if (look()) return
		child.stdout.on('data', look)
		child.stderr.on('data', look)
		service.ended.then((code) => look() || reject(new Error(`ended with ${code}: ${said}`)))
	})
	child.stdout.on('data', (bytes) => { said += bytes })
	child.stderr.on('data', (bytes) => { said += bytes })
	t.after(async () => {
		child.kill('SIGKILL')
		await service.ended
	})
	return service
}

const ready = async (service) => Number((await service.heard(/kibridge: serving http:\/\/localhost on 127\.0\.0\.1:(\d+)\n/))[1])

const get = (port, path) => new Promise((resolve, reject) => {
	http.get({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
		answer.resume()
		answer.on('end', () => resolve(answer.statusCode))
	}).on('error', reject)
})

test('it says where it listens, serves, and ends well when told to', { skip }, async (t) => {
	const service = serve(t, configure(folder(t)))
	const port = await ready(service)
	assert.equal(await get(port, '/readyz'), 200)
	assert.equal(await get(port, '/lti/jwks.json'), 200)
	service.child.kill('SIGTERM')
	assert.equal(await service.ended, 0, service.said())
	assert.match(service.said(), /service\.draining/)
})

test('an interrupt from the keyboard ends it as well', { skip }, async (t) => {
	const service = serve(t, configure(folder(t)))
	await ready(service)
	service.child.kill('SIGINT')
	assert.equal(await service.ended, 0, service.said())
})

test('its signing key outlives it', { skip }, async (t) => {
	const config = configure(folder(t))
	const kids = []
	for (let life = 0; life < 2; life++) {
		const service = serve(t, config)
		const port = await ready(service)
		const answer = await fetch(`http://127.0.0.1:${port}/lti/jwks.json`)
		kids.push((await answer.json()).keys[0].kid)
		service.child.kill('SIGTERM')
		assert.equal(await service.ended, 0)
	}
	assert.equal(kids[0], kids[1])
})

test('a reload takes over what it can and names what it cannot', { skip }, async (t) => {
	const path = folder(t)
	const service = serve(t, configure(path))
	const port = await ready(service)
	configure(path, { server: 'workers = 3', more: '[backend one]\nurl = http://127.0.0.1:9/v1\n' })
	service.child.kill('SIGHUP')
	await service.heard(/config\.reloaded backends=1/)
	assert.match(service.said(), /workers in \[server\] takes effect at the next start only/)
	assert.equal(await get(port, '/readyz'), 200)
	service.child.kill('SIGTERM')
	assert.equal(await service.ended, 0, service.said())
})

test('a reload of a broken file changes nothing', { skip }, async (t) => {
	const path = folder(t)
	const service = serve(t, configure(path))
	const port = await ready(service)
	configure(path, { server: 'colour = blue' })
	service.child.kill('SIGHUP')
	await service.heard(/the settings stay as they were/)
	assert.match(service.said(), /unknown setting colour/)
	assert.equal(await get(port, '/readyz'), 200)
})

test('a port that is taken, a store that is not there: a sentence and exit code 1', { skip }, async (t) => {
	const path = folder(t)
	const taken = createServer().listen(0, '127.0.0.1')
	await new Promise((resolve) => taken.on('listening', resolve))
	t.after(() => taken.close())
	writeFileSync(join(path, 'p.conf'), `[server]\npublic_url = http://localhost\nallow_private_lms = yes\nlisten = 127.0.0.1:${taken.address().port}\n[store]\nurl = sqlite:${path}/k.db\n`)
	const busy = serve(t, join(path, 'p.conf'))
	assert.equal(await busy.ended, 1, busy.said())
	assert.match(busy.said(), /kibridge: .*listen/)

	const lost = serve(t, configure(path, { store: 'sqlite:/nonexistent/folder/k.db' }))
	assert.equal(await lost.ended, 1, lost.said())
	assert.match(lost.said(), /kibridge: the store cannot be opened/)
})

test('a second life of a killed service begins where the first ended', { skip }, async (t) => {
	const config = configure(folder(t))
	const first = serve(t, config)
	await ready(first)
	first.child.kill('SIGKILL')
	await first.ended
	const second = serve(t, config)
	assert.equal(await get(await ready(second), '/readyz'), 200)
	second.child.kill('SIGTERM')
	assert.equal(await second.ended, 0, second.said())
})
