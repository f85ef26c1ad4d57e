// Debian's Chromium, with third-party cookies blocked (its default) or allowed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const options = {
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	headless: true,
	args: [
		...(process.getuid() === 0 ? ['--no-sandbox'] : []),
		'--disable-gpu',
		'--disable-quic',
		'--no-first-run',
		'--disable-background-networking',
		'--disable-component-update',
		'--disable-sync',
		'--disable-dev-shm-usage',
		'--host-resolver-rules=MAP *.test 127.0.0.1', // real sites on loopback, without a hosts file
	],
}

/** A browser of one's own: { context, newContext, close }. */
export async function openBrowser({ thirdPartyCookies = false, locale = 'en-US', ...rest } = {}) {
	const view = { ignoreHTTPSErrors: true, locale, viewport: { width: 1200, height: 900 }, ...rest }
	if (thirdPartyCookies) return openPersistent(view)
	const browser = await chromium.launch(options)
	return {
		context: await browser.newContext(view),
		newContext: (more = {}) => browser.newContext({ ...view, ...more }),
		close: () => browser.close(),
	}
}

// Only a profile's preferences can allow third-party cookies; command line switches no longer do.
async function openPersistent(view) {
	const folder = mkdtempSync(join(tmpdir(), 'kibridge-browser-'))
	const profile = { cookie_controls_mode: 0, block_third_party_cookies: false }
	mkdirSync(join(folder, 'Default'))
	writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify({ profile }))
	const context = await chromium.launchPersistentContext(folder, { ...options, ...view })
	return {
		context,
		async close() {
			await context.close()
			rmSync(folder, { recursive: true, force: true })
		},
	}
}
