// The API for plugins and scripts, by the client that they use: the npm package `openai`.
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import OpenAI from 'openai'
import { fetchWith } from '../harness/fetch.mjs'
import { waitFor } from '../harness/process.mjs'
import { startScripted } from '../harness/scripted.mjs'
import { endAll } from '../harness/teardown.mjs'
import { people } from '../platform/people.mjs'
import { startUniversity } from '../harness/university.mjs'
import { enter } from '../harness/visitor.mjs'

const MESSAGES = [{ role: 'user', content: 'Why is the sky blue?' }]
let university, scripted, folder, lecturer, admin, key, client
let activity = 900

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kibridge-scripted-'))
	scripted = await startScripted({ folder, models: ['echo', 'small', 'embed', 'secret'], backend: { max_in_flight: '4' } })
	university = await startUniversity({ backends: { central: scripted.backend } })
})
after(() => endAll(university, scripted, folder))
beforeEach(async () => {
	activity++
	university.platform.course.id = `course${activity}` // with limits of its own, nothing used yet
	await scripted.control({ then: [], always: null })
	await scripted.forget()
	lecturer = await enter(university, { person: 'lecturer', activity: String(activity) })
	admin = await enter(university, { person: 'admin', activity: String(activity) })
	await rules({})
	key = (await made({ name: 'plugin' })).secret
	client = clientOf(key)
})

/** The whole document of the course, whatever it was. */
async function rules(document, level = 'course', by = lecturer) {
	const { version } = await by.get(`policies/${level}`)
	const answer = await by.api('PUT', `policies/${level}`, { document, base_version: version })
	assert.equal(answer.status, 200, answer.text)
}

async function made(wish, by = lecturer) {
	const answer = await by.api('POST', 'keys', wish)
	assert.equal(answer.status, 201, answer.text)
	return answer.json()
}

function clientOf(apiKey, headers = {}) {
	return new OpenAI({ apiKey, baseURL: `${university.kibridge.url}/v1`, maxRetries: 0, defaultHeaders: headers, fetch: fetchWith(university.tls.ca) })
}

const sent = async () => (await scripted.log()).requests.at(-1).body
/** How the course's limits stand; all that was reserved has been settled. */
const standing = () =>
	waitFor('the ledger to settle', async () => {
		const { limits } = await lecturer.get('policy/effective')
		return limits.every((limit) => limit.reserved === 0) && limits
	})

async function refusal(promise) {
	const error = await promise.then(() => assert.fail('it was not refused'), (thrown) => thrown)
	assert.ok(error instanceof OpenAI.APIError, String(error))
	return error
}

describe('chat completions', () => {
	test('an answer in one piece', async () => {
		const answer = await client.chat.completions.create({ model: 'echo', messages: MESSAGES })
		assert.equal(answer.object, 'chat.completion')
		assert.equal(answer.choices[0].message.content, 'You said: Why is the sky blue?')
		assert.equal(answer.choices[0].finish_reason, 'stop')
		assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens)
		assert.ok(answer.usage.completion_tokens > 0)
	})

	test('a stream, with usage for whom it was promised', async () => {
		for (const include_usage of [true, false]) {
			const stream = await client.chat.completions.create({ model: 'echo', messages: MESSAGES, stream: true, stream_options: { include_usage } })
			let text = ''
			const reports = []
			for await (const chunk of stream) {
				text += chunk.choices[0]?.delta?.content ?? ''
				if (chunk.choices.length === 0) reports.push(chunk.usage)
			}
			assert.equal(text, 'You said: Why is the sky blue?')
			assert.equal(reports.length, include_usage ? 1 : 0)
			if (include_usage) assert.ok(reports[0].prompt_tokens > 0)
		}
	})

	test('the client’s own helper reads it', async () => {
		const runner = client.chat.completions.stream({ model: 'echo', messages: MESSAGES })
		assert.equal(await runner.finalContent(), 'You said: Why is the sky blue?')
	})

	test('tools are passed on, and calls come back, streamed or not', async () => {
		await scripted.always('tools')
		const tools = [{ type: 'function', function: { name: 'get_time', description: 'The time', parameters: { type: 'object', properties: {} } } }]
		const answer = await client.chat.completions.create({ model: 'echo', messages: MESSAGES, tools, tool_choice: 'auto' })
		assert.deepEqual((await sent()).tools, tools)
		assert.equal((await sent()).tool_choice, 'auto')
		assert.equal(answer.choices[0].finish_reason, 'tool_calls')
		const [call] = answer.choices[0].message.tool_calls
		assert.ok(call.id)
		assert.doesNotThrow(() => JSON.parse(call.function.arguments))
		const runner = client.chat.completions.stream({ model: 'echo', messages: MESSAGES, tools })
		const message = await runner.finalMessage()
		assert.deepEqual(message.tool_calls.map(({ function: { name, arguments: given } }) => [name, given]), [[call.function.name, call.function.arguments]])
	})

	test('what a tool said goes back', async () => {
		const messages = [...MESSAGES, { role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'get_time', arguments: '{}' } }] }, { role: 'tool', tool_call_id: 'c1', content: '12:00' }]
		await client.chat.completions.create({ model: 'echo', messages })
		assert.deepEqual((await sent()).messages, messages)
	})

	test('nothing that names a person reaches the backend', async () => {
		await client.chat.completions.create({ model: 'echo', messages: MESSAGES, user: 'mia-310', metadata: { name: 'Mia' }, safety_identifier: 'mia', store: true })
		const { requests: [request] } = await scripted.log()
		assert.ok(!/mia/i.test(JSON.stringify(request)), JSON.stringify(request))
		assert.ok(!JSON.stringify(request).includes(key))
	})

	test('a client that goes away closes the upstream and is charged for what came', async () => {
		await rules({ quotas: [{ scope: 'course', metric: 'output_tokens', window: 'day', value: 100000 }] })
		await scripted.always('words:2000:20')
		const stream = await client.chat.completions.create({ model: 'echo', messages: MESSAGES, stream: true })
		for await (const chunk of stream) if (chunk.choices[0]?.delta?.content) break // leaves
		await scripted.wait('cancelled', 1)
		const [limit] = await standing()
		assert.ok(limit.used >= 1 && limit.used < 2000, `${limit.used}`)
	})
})

describe('embeddings', () => {
	test('as the client asks for them (base64), and as plain numbers', async () => {
		const input = ['Grüße', 'a second text']
		const answer = await client.embeddings.create({ model: 'embed', input })
		assert.equal(answer.data.length, 2)
		assert.equal(answer.data[0].embedding.length, 4)
		assert.equal((await sent()).encoding_format, 'base64')
		const plain = await client.embeddings.create({ model: 'embed', input, encoding_format: 'float', dimensions: 8 })
		assert.equal(plain.data[1].embedding.length, 8)
		assert.deepEqual((await sent()).input, input)
		assert.equal((await sent()).stream, undefined)
		assert.equal(plain.usage.prompt_tokens, 4)
	})

	test('a large answer comes whole', async () => {
		const input = Array.from({ length: 256 }, (_, i) => `text ${i}`)
		const answer = await client.embeddings.create({ model: 'embed', input, encoding_format: 'float', dimensions: 2000 })
		assert.equal(answer.data.length, 256)
		assert.equal(answer.data.at(-1).embedding.length, 2000)
	})

	test('they count in tokens for the course, not as anybody’s question', async () => {
		await rules({ quotas: [
			{ scope: 'course', metric: 'tokens', window: 'day', value: 1000 },
			{ scope: 'user', metric: 'tokens', window: 'day', value: 1000 },
			{ scope: 'course', metric: 'requests', window: 'day', value: 1 },
		] })
		for (let i = 0; i < 3; i++) await client.embeddings.create({ model: 'embed', input: 'one two three', user: 'mia-310' })
		const used = Object.fromEntries((await standing()).map(({ scope, metric, used }) => [`${scope} ${metric}`, used]))
		assert.deepEqual(used, { 'course tokens': 9, 'user tokens': 0, 'course requests': 0 })
	})

	test('without the backend’s report the estimate is charged', async () => {
		await rules({ quotas: [{ scope: 'course', metric: 'tokens', window: 'day', value: 1000 }] })
		await scripted.next('no-usage')
		await client.embeddings.create({ model: 'embed', input: 'one two three' })
		assert.ok((await standing())[0].used >= 13)
	})

	test('a budget holds, says what binds, and no other model’s vectors step in', async () => {
		await rules({ model_weights: { small: 0 } }, 'tenant', admin)
		await rules({ fallback_model: 'small', quotas: [{ scope: 'course', metric: 'input_tokens', window: 'day', value: 20 }] })
		const error = await refusal(client.embeddings.create({ model: 'embed', input: 'x'.repeat(50) }))
		assert.equal(error.status, 429)
		assert.equal(error.code, 'quota_exceeded')
		assert.equal((await scripted.log()).requests.length, 0)
		await rules({}, 'tenant', admin)
	})

	test('what a backend fails at is free and in OpenAI’s shape', async () => {
		await rules({ quotas: [{ scope: 'course', metric: 'tokens', window: 'day', value: 1000 }] })
		for (const [fault, status] of [['status:400', 502], ['garbage', 502]]) {
			await scripted.next(fault)
			const error = await refusal(client.embeddings.create({ model: 'embed', input: 'one' }))
			assert.equal(error.status, status, fault)
			assert.ok(!JSON.stringify(error.error).includes('scripted'), 'the backend’s own words were passed on')
		}
		assert.equal((await standing())[0].used, 0)
	})

	for (const [what, body, param] of [
		['no model', { input: 'x' }, 'model'],
		['nothing', { model: 'embed' }, 'input'],
		['an empty text', { model: 'embed', input: '' }, 'input'],
		['no texts', { model: 'embed', input: [] }, 'input'],
		['tokens', { model: 'embed', input: [1, 2, 3] }, 'input'],
		['too many texts', { model: 'embed', input: Array(257).fill('x') }, 'input'],
	])
		test(`refused: ${what}`, async () => {
			const error = await refusal(client.post('/embeddings', { body }))
			assert.equal(error.status, 400)
			assert.equal(error.type, 'invalid_request_error')
			assert.equal(error.param, param)
		})
})

describe('rules and limits', () => {
	test('the course’s models are all there is', async () => {
		await rules({ allowed_models: ['echo', 'embed'] })
		const models = []
		for await (const model of client.models.list()) models.push(model.id)
		assert.deepEqual(models.sort(), ['echo', 'embed'])
		for (const call of [() => client.chat.completions.create({ model: 'secret', messages: MESSAGES }), () => client.embeddings.create({ model: 'secret', input: 'x' })]) {
			const error = await refusal(call())
			assert.equal(error.status, 404)
			assert.equal(error.code, 'model_not_found')
		}
	})

	test('a limit per person holds for the person that `user` names', async () => {
		await rules({ quotas: [{ scope: 'user', metric: 'requests', window: 'day', value: 1 }] })
		await client.chat.completions.create({ model: 'echo', messages: MESSAGES, user: 'a' })
		const error = await refusal(client.chat.completions.create({ model: 'echo', messages: MESSAGES, user: 'a' }))
		assert.equal(error.status, 429)
		assert.equal(error.type, 'insufficient_quota')
		assert.equal(error.error.limit.limit, 1)
		assert.equal(error.error.limit.remaining, 0)
		assert.ok(Number(error.headers.get('retry-after')) > 0)
		await client.chat.completions.create({ model: 'echo', messages: MESSAGES, user: 'b' })
	})

	test('a question in the page and one by the API are the same person’s', async () => {
		await rules({ quotas: [{ scope: 'user', metric: 'requests', window: 'day', value: 1 }] })
		const person = people.student.id
		const student = await enter(university, { person: 'student', activity: String(activity) })
		await student.accept()
		const live = await student.live()
		assert.equal((await live.ask('Mine.').end).type, 'done')
		live.close()
		const answers = await Promise.all([person, 'somebody else'].map((user) => client.chat.completions.create({ model: 'echo', messages: MESSAGES, user }).then(() => 200, (error) => error.status)))
		assert.deepEqual(answers, [429, 200])
	})

	test('a cheaper model answers instead of a refusal, and says so', async () => {
		await rules({ model_weights: { small: 0.01 } }, 'tenant', admin)
		await rules({ fallback_model: 'small', quotas: [{ scope: 'course', metric: 'tokens', window: 'day', value: 250 }] })
		const answer = await client.chat.completions.create({ model: 'echo', messages: MESSAGES, max_tokens: 2000 })
		assert.equal(answer.model, 'small')
		await rules({}, 'tenant', admin)
	})

	test('an exam lock closes it', async () => {
		await lecturer.api('PUT', 'exam-lock', { locked: true })
		const error = await refusal(client.chat.completions.create({ model: 'echo', messages: MESSAGES }))
		assert.equal(error.status, 403)
		assert.equal(error.code, 'exam_locked')
		assert.equal((await refusal(client.embeddings.create({ model: 'embed', input: 'x' }))).code, 'exam_locked')
	})
})

describe('errors in OpenAI’s shape', () => {
	test('a key that is none', async () => {
		const error = await refusal(clientOf('kb-nonsense').models.list())
		assert.ok(error instanceof OpenAI.AuthenticationError)
		assert.equal(error.code, 'invalid_api_key')
	})

	test('a key that was revoked', async () => {
		const { id, secret } = await made({ name: 'for a moment' })
		const mine = clientOf(secret)
		await mine.models.list()
		assert.equal((await lecturer.api('DELETE', `keys/${id}`)).status, 204)
		assert.ok((await refusal(mine.models.list())) instanceof OpenAI.AuthenticationError)
	})

	test('a key for something else', async () => {
		const { secret, scopes } = await made({ name: 'vectors only', scopes: ['embeddings'] })
		assert.equal(scopes, 'embeddings')
		const mine = clientOf(secret)
		await mine.embeddings.create({ model: 'embed', input: 'x' })
		const error = await refusal(mine.chat.completions.create({ model: 'echo', messages: MESSAGES }))
		assert.ok(error instanceof OpenAI.PermissionDeniedError)
		assert.equal(error.code, 'insufficient_scope')
		assert.equal((await lecturer.api('POST', 'keys', { name: 'x', scopes: ['everything'] })).status, 422)
	})

	test('a secret is shown once', async () => {
		const { secret } = await made({ name: 'once' })
		assert.match(secret, /^kb-/)
		assert.ok(!(await lecturer.api('GET', 'keys')).text.includes(secret))
	})

	test('a tenant’s key names its course, and only one of its own', async () => {
		await rules({ allowed_models: ['small'] })
		const { secret } = await made({ name: 'everywhere', level: 'tenant' }, admin)
		const names = async (mine) => (await mine.models.list()).data.map(({ id }) => id)
		assert.deepEqual(await names(clientOf(secret, { 'X-Kibridge-Context': `course${activity}` })), ['small'])
		assert.ok((await names(clientOf(secret))).length > 1)
		const error = await refusal(clientOf(secret, { 'X-Kibridge-Context': 'nowhere' }).models.list())
		assert.equal(error.code, 'context_not_found')
	})

	test('a backend that fails before the first word', async () => {
		await rules({ quotas: [{ scope: 'course', metric: 'requests', window: 'day', value: 9 }] })
		await scripted.always('status:400')
		for (const stream of [true, false]) {
			const error = await refusal(client.chat.completions.create({ model: 'echo', messages: MESSAGES, stream }))
			assert.equal(error.status, 502)
			assert.equal(error.code, 'backend_refused')
		}
		assert.equal((await standing())[0].used, 0)
	})

	test('a stream that breaks off', async () => {
		await scripted.always('cut:3')
		const stream = await client.chat.completions.create({ model: 'echo', messages: MESSAGES, stream: true })
		let text = ''
		const error = await refusal((async () => {
			for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? ''
		})())
		assert.ok(text.length > 0)
		assert.equal(error.code, 'answer_broken')
	})

	test('a member that is wrong is named', async () => {
		const error = await refusal(client.chat.completions.create({ model: 'echo', messages: [], n: 1 }))
		assert.ok(error instanceof OpenAI.BadRequestError)
		assert.equal(error.param, 'messages')
	})
})
