// The demonstration model behind the OpenAI wire, asked by OpenAI's own client.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import OpenAI from 'openai'

let child, client

before(async () => {
	const file = new URL('model-server.mjs', import.meta.url).pathname
	child = spawn(process.execPath, [file, '--api-key', 'right'], {
		env: { ...process.env, OMP_NUM_THREADS: '1' },
		stdio: ['ignore', 'pipe', 'inherit'],
	})
	const [line] = await once(child.stdout, 'data')
	client = new OpenAI({ baseURL: JSON.parse(line).url, apiKey: 'right', maxRetries: 0 })
})
after(() => child.kill())

const ask = (text, rest = {}) => ({ model: 'tinychat', messages: [{ role: 'user', content: text }], ...rest })

test('it answers in one piece', async () => {
	const answer = await client.chat.completions.create(ask('What is 3 + 4?'))
	assert.match(answer.choices[0].message.content, /7/)
	assert.equal(answer.choices[0].finish_reason, 'stop')
})

test('it streams token by token and reports what was used', async () => {
	const stream = await client.chat.completions.create(
		ask('Was ist eine Primzahl?', { stream: true, stream_options: { include_usage: true } }),
	)
	const chunks = []
	for await (const chunk of stream) chunks.push(chunk)
	const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')
	assert.match(text, /^Eine Primzahl ist eine ganze Zahl/)
	const pieces = chunks.filter((chunk) => chunk.choices[0]?.delta.content).length
	assert.ok(pieces > 10)
	assert.ok(chunks.at(-1).usage.completion_tokens >= pieces)
})

test('an answer is cut at max_tokens and says so', async () => {
	const answer = await client.chat.completions.create(ask('What is recursion?', { max_tokens: 5 }))
	assert.equal(answer.choices[0].finish_reason, 'length')
	assert.equal(answer.usage.completion_tokens, 5)
})

test('two at once both get their own answer', async () => {
	const [one, two] = await Promise.all(['What is 1 + 1?', 'What is 2 + 3?'].map((q) => client.chat.completions.create(ask(q))))
	assert.match(one.choices[0].message.content, /^1 \+ 1 = /) // it is no calculator
	assert.match(two.choices[0].message.content, /^2 \+ 3 = /)
})

test('a wrong key, model or body is refused', async () => {
	const wrong = new OpenAI({ baseURL: client.baseURL, apiKey: 'wrong', maxRetries: 0 })
	await assert.rejects(wrong.models.list(), { status: 401 })
	await assert.rejects(client.chat.completions.create(ask('x', { model: 'gpt' })), { status: 404 })
	await assert.rejects(client.chat.completions.create({ model: 'tinychat' }), { status: 400 })
})

test('what asks for a judgement gets a scripted one that says so', async () => {
	const system = 'Write in English.\nCriterion "claim": Claim\n  0: None\n  1: One\n'
	const user = '<<<work abc\nThe claim is short enough.\nabc work>>>\n'
	const answer = await client.chat.completions.create({
		model: 'tinychat',
		messages: [{ role: 'system', content: system }, { role: 'user', content: user }],
		response_format: { type: 'json_schema', json_schema: { name: 'x', schema: {} } },
	})
	const { criteria, summary } = JSON.parse(answer.choices[0].message.content)
	assert.equal(criteria.claim.level, 1)
	assert.equal(criteria.claim.evidence[0].quote, 'The claim is short enough.')
	assert.match(summary, /Scripted feedback, no AI/)
})
