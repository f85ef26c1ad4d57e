// A whole university for a test: an LMS on https://lms.test, kibridge on https://tool.test, and a
// backend, all on free ports of this machine; one call starts it and one ends it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPlatform } from '../platform/platform.mjs'
import { makeCertificate } from './certificate.mjs'
import { introduce, startKibridge } from './kibridge.mjs'

/**
 * Options: backends (as in the settings file), settings, profile of the platform, course overrides.
 * Yields { folder, tls, platform, kibridge, tool, addPlatform, stop }.
 * With KIBRIDGE_KEEP set the folder with settings, database and log stays.
 */
export async function startUniversity({ backends, settings = {}, profile = 'generic', program } = {}) {
	const folder = mkdtempSync(join(tmpdir(), 'kibridge-test-'))
	const tls = makeCertificate(folder)
	const platforms = []
	const kibridge = await startKibridge({ folder, program, host: 'tool.test', tls, backends, settings })
	await kibridge.command('tenant', 'add', 'demo')

	const university = {
		folder,
		tls,
		kibridge,
		/** Another LMS of the same tenant or another one. */
		async addPlatform({ host = 'lms.test', profile = 'generic', ...tool } = {}) {
			const platform = await startPlatform({ host, tls, ca: tls.ca, profile })
			platforms.push(platform)
			return { platform, tool: await introduce(kibridge, platform, { profile: profile === 'older' ? 'generic' : profile.replace(/\d+$/, ''), ...tool }) }
		},
		/** Ends everything; throws if kibridge crashed, leaked, or did not end well. */
		async stop() {
			let failure
			if (!kibridge.isEnded()) await kibridge.stop().catch((error) => (failure = error))
			await Promise.all(platforms.map((platform) => platform.stop()))
			if (failure || process.env.KIBRIDGE_KEEP) console.error(`kept: ${folder}`)
			else rmSync(folder, { recursive: true, force: true })
			if (failure) throw failure
		},
	}
	Object.assign(university, await university.addPlatform({ profile }))
	await kibridge.start()
	return university
}
