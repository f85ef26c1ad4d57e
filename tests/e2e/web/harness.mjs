/*
 * Harness of the page tests: the stand-in server behind TLS as tool.test, an LMS page on lms.test
 * that frames it, and Chromium. Two registrable domains on loopback, so that the frame is as
 * cross-site as it is in a university.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { Mock } from '../../../bridge/web/dev/mock.mjs'

process.env.TZ = 'Europe/Berlin' // the stand-in's midnight is the browser's

const WHOLE = '/usr/bin/chromium'
const SMALL = '/usr/bin/chromium-headless-shell'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

function certificate(dir) {
	execFileSync(
		'openssl',
		[
			'req',
			'-x509',
			'-newkey',
			'ec',
			'-pkeyopt',
			'ec_paramgen_curve:P-256',
			'-nodes',
			'-days',
			'2',
			'-subj',
			'/CN=test',
			'-addext',
			'subjectAltName=DNS:lms.test,DNS:tool.test,DNS:evil.test,IP:127.0.0.1',
			'-keyout',
			join(dir, 'key.pem'),
			'-out',
			join(dir, 'cert.pem'),
		],
		{ stdio: 'ignore' },
	)
	return { key: readFileSync(join(dir, 'key.pem')), cert: readFileSync(join(dir, 'cert.pem')) }
}

const framePage = (
	src,
) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Course page</title>
<style>html,body{margin:0;block-size:100%}iframe{border:0;inline-size:100%;block-size:100vh;display:block}</style></head>
<body><main><iframe title="Tutor" src="${src}" allow="clipboard-write"></iframe></main></body></html>`

export class World {
	mocks = new Set()

	/**
	 * A stand-in server, an LMS page and a browser; end with close(). `whole`: Chromium as people have
	 * it, which keeps frames from storing; else its small sister, which draws the same in half the time.
	 */
	static async open({ whole = false } = {}) {
		if (!existsSync(new URL('../../../bridge/web/dist/manifest.json', import.meta.url)))
			throw new Error('the pages are not built: node bridge/web/build.mjs')
		const world = new World()
		world.dir = mkdtempSync(join(tmpdir(), 'kibridge-web-'))
		const tls = certificate(world.dir)
		world.lms = createServer(tls, (req, res) => {
			res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
			res.end(
				framePage(
					decodeURIComponent(
						new URL(req.url, 'https://x').searchParams.get('src') ?? 'about:blank',
					),
				),
			)
		})
		await new Promise((done) => world.lms.listen(0, '127.0.0.1', done))
		world.lmsOrigin = `https://lms.test:${world.lms.address().port}`
		world.tls = tls
		world.browser = await chromium.launch({
			executablePath: process.env.CHROMIUM ?? (!whole && existsSync(SMALL) ? SMALL : WHOLE),
			headless: true,
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
				'--disable-dev-shm-usage',
				'--host-resolver-rules=MAP *.test 127.0.0.1',
			],
		})
		return world
	}

	async close() {
		for (const mock of this.mocks) await mock.close() // also of a test that failed half-way
		await this.browser.close()
		this.lms.closeAllConnections()
		await new Promise((done) => this.lms.close(done))
		rmSync(this.dir, { recursive: true, force: true })
	}

	/**
	 * A fresh server and page. `tutor` is the frame (or the page itself with frame: false); `held`: a
	 * promise that answers to requests of these paths wait for, as [pattern, promise].
	 */
	async visit(
		code,
		{
			frame = true,
			width = 980,
			height = 560,
			scheme = 'light',
			motion = 'no-preference',
			contrast = 'no-preference',
			init,
			held,
		} = {},
	) {
		const mock = await new Mock({ ancestors: this.lmsOrigin }).listen({ tls: this.tls })
		this.mocks.add(mock)
		const origin = `https://tool.test:${mock.port}`
		const context = await this.browser.newContext({
			ignoreHTTPSErrors: true,
			viewport: { width, height },
			colorScheme: scheme,
			reducedMotion: motion,
			contrast,
			locale: code.includes('-de') ? 'de-DE' : 'en-GB',
			timezoneId: 'Europe/Berlin',
			acceptDownloads: true,
		})
		const page = await context.newPage()
		const visit = {
			mock,
			context,
			page,
			origin,
			errors: [],
			requests: [],
			close: async () => {
				await context.close()
				await mock.close()
			},
		}
		page.on('pageerror', (e) => visit.errors.push(String(e)))
		page.on('console', (m) => {
			if (m.type() === 'error' || /Content Security Policy|Trusted/.test(m.text()))
				visit.errors.push(m.text())
		})
		page.on('request', (r) => visit.requests.push(r.url()))
		if (init) await context.addInitScript(init)
		if (held) await context.route(held[0], (route) => held[1].then(() => route.continue()))
		const address = `${origin}/app/${code && `#${code.padEnd(24, '-0')}`}`
		await page.goto(frame ? `${this.lmsOrigin}/?src=${encodeURIComponent(address)}` : address)
		visit.tutor = frame ? page.frameLocator('iframe[title=Tutor]') : page
		visit.frame = () =>
			frame
				? page.frames().find((f) => f.url().startsWith(origin) && !f.url().includes('other'))
				: page.mainFrame()
		return visit
	}
}

/** What a page shows is what it will show in a moment: waits until `read` yields `wanted`, or what matches it. */
export async function becomes(read, wanted, message) {
	const right = wanted instanceof RegExp ? (found) => wanted.test(found) : (found) => found === wanted
	const until = Date.now() + 10_000
	let found = await read()
	while (!right(found) && Date.now() < until) {
		await new Promise((done) => setTimeout(done, 20))
		found = await read()
	}
	if (wanted instanceof RegExp) assert.match(found, wanted, message)
	else assert.equal(found, wanted, message)
}

const ALL = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const RULES = {
	all: { type: 'tag', values: ALL },
	colours: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
}

/** axe in the page's own frame; answers the violations as short lines. `rules`: of RULES. */
export async function violations(frame, rules = 'all') {
	if (!(await frame.evaluate(() => 'axe' in globalThis))) await frame.evaluate(axeSource)
	// What passed is a hundred times as much: axe need not describe it, nor the page send it.
	const found = await frame.evaluate(
		async (runOnly) => (await globalThis.axe.run({ runOnly, resultTypes: ['violations'] })).violations,
		RULES[rules],
	)
	return found.map(
		(v) =>
			`${v.id}: ${v.nodes
				.map((n) => `${n.target} ${n.failureSummary.split('\n')[1] ?? ''}`)
				.slice(0, 3)
				.join(' | ')}`,
	)
}

/** No violation. The scheme changes nothing but colours, so who looks in two languages needs `dark` in one. */
export async function accessible(visit, what, { dark = true } = {}) {
	await visit.page.emulateMedia({ colorScheme: 'light' })
	assert.deepEqual(await violations(visit.frame()), [], `${what}, light`)
	if (!dark) return
	await visit.page.emulateMedia({ colorScheme: 'dark' })
	assert.deepEqual(await violations(visit.frame(), 'colours'), [], `${what}, dark`)
}

export const ask = async (tutor, text) => {
	await tutor.locator('#ask').fill(text)
	await tutor.locator('#ask').press('Enter')
}

export const idle = (tutor) =>
	tutor.locator('.composer .btn--stop').waitFor({ state: 'detached', timeout: 60_000 })
