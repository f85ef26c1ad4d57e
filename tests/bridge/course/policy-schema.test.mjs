// The published schema says of every document in the table what the C reader says (test_policy_document.c).
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import Ajv2020 from 'ajv/dist/2020.js'

const read = path => JSON.parse(readFileSync(new URL(path, import.meta.url)))
const schema = read('../../../docs/policy.schema.json')
const documents = read('../../vectors/policy/documents.json')
// format is an annotation in this draft; the pattern beside it decides.
const ajv = new Ajv2020({ strict: true, strictTypes: false, validateFormats: false, formats: { 'date-time': true } })
ajv.addSchema(schema, 'policy')

for (const { what, level, document, field, beyond } of documents) {
	test(`${level}: ${what}`, () => {
		const validate = ajv.getSchema(`policy#/$defs/${level}`)
		assert.equal(validate(document), field === undefined || beyond === true, JSON.stringify(validate.errors))
	})
}
