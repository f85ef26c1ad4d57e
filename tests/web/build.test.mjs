import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { web } from './load.mjs'

const { bundle, firstLoad } = await import(join(web, 'build.mjs'))

let folder, built, manifest
before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kibridge-build-'))
	built = await bundle({ outdir: folder })
	manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
})
after(() => rmSync(folder, { recursive: true, force: true }))

test("the student's first page costs at most 60 kB", () => {
	const { gzip } = firstLoad(built)
	assert.ok(gzip <= 60_000, `${gzip} bytes`)
	assert.ok(gzip > 20_000, `${gzip} bytes: was everything counted?`)
})

test('the manifest names every file and its compressed twins', () => {
	const listed = manifest.files
		.flatMap((f) => [f.path, f.br, f.gz].filter(Boolean))
		.concat('manifest.json')
		.sort()
	assert.deepEqual(listed, readdirSync(folder).sort())
	for (const file of manifest.files) {
		const plain = readFileSync(join(folder, file.path))
		assert.equal(plain.length, file.bytes)
		if (file.br) assert.deepEqual(brotliDecompressSync(readFileSync(join(folder, file.br))), plain)
		if (file.gz) assert.deepEqual(gunzipSync(readFileSync(join(folder, file.gz))), plain)
		assert.equal(file.immutable, /-[A-Z0-9]{8}\.(js|css)$/.test(file.path), file.path)
	}
})

test('the same source gives the same files', async () => {
	const again = mkdtempSync(join(tmpdir(), 'kibridge-build-'))
	await bundle({ outdir: again })
	const names = readdirSync(again).sort()
	assert.deepEqual(names, readdirSync(folder).sort())
	for (const name of names)
		assert.equal(statSync(join(again, name)).size, statSync(join(folder, name)).size)
	rmSync(again, { recursive: true, force: true })
})

test('nothing is loaded from anywhere else, and nothing is written inline', () => {
	const page = readFileSync(join(folder, 'index.html'), 'utf8')
	assert.doesNotMatch(page, /<style|style=|<script(?![^>]*src=)|\son\w+=/)
	for (const [, address] of page.matchAll(/(?:src|href)="([^"]+)"/g)) assert.match(address, /^\.\//)
	for (const name of readdirSync(folder).filter((n) => n.endsWith('.css')))
		assert.doesNotMatch(readFileSync(join(folder, name), 'utf8'), /url\(|@import/)
})

test('the licences of what is bundled are bundled too', () => {
	const text = readFileSync(join(folder, 'licenses.txt'), 'utf8')
	for (const name of ['preact', 'markdown-it', 'dompurify', 'katex', 'highlight.js', 'linkify-it'])
		assert.match(text, new RegExp(`^${name} \\d`, 'm'))
})
