// Bundles a TypeScript module of bridge/web for Node, so that tests import what browsers run.
import { createRequire } from 'node:module'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const web = fileURLToPath(new URL('../../bridge/web/', import.meta.url))
export const webRequire = createRequire(join(web, 'package.json'))
const esbuild = webRequire('esbuild')

/** load('live/live.ts'): its exports. */
export async function load(module) {
	const folder = mkdtempSync(join(tmpdir(), 'kibridge-web-'))
	try {
		const outfile = join(folder, 'module.mjs')
		await esbuild.build({
			entryPoints: [join(web, 'src', module)],
			outfile,
			bundle: true,
			format: 'esm',
			platform: 'neutral',
			mainFields: ['module', 'main'],
			jsx: 'automatic',
			jsxImportSource: 'preact',
			logLevel: 'error',
		})
		return await import(pathToFileURL(outfile))
	} finally {
		rmSync(folder, { recursive: true, force: true })
	}
}
