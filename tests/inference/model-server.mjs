// A small real model behind the OpenAI wire: /v1/models, /v1/chat/completions (streamed or not), /health.
//   node model-server.mjs [--port N] [--tokens-per-second N] [--api-key KEY]
// Prints one JSON line when it is ready.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import http from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { judgementOf, piecesOf } from './judge.mjs'
import { CONTEXT_TOKENS, loadTinychat } from './model/tinychat.mjs'

const BODY_MAX = 1024 * 1024

const { values: options } = parseArgs({
	options: {
		port: { type: 'string', default: '0' },
		'tokens-per-second': { type: 'string', default: '0' }, // 0: as fast as it can; slower is nicer to watch
		'api-key': { type: 'string', default: '' },
	},
})
const pauseMs = Number(options['tokens-per-second']) ? 1000 / Number(options['tokens-per-second']) : 0
const model = await loadTinychat()

const server = http.createServer(async (request, response) => {
	try {
		await serve(request, response)
	} catch (error) {
		console.error(error)
		response.destroy()
	}
})
server.listen(Number(options.port), '127.0.0.1', () => {
	const url = `http://127.0.0.1:${server.address().port}/v1`
	console.log(JSON.stringify({ url, model: model.id }))
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0))

async function serve(request, response) {
	if (request.url === '/health') return sendJson(response, 200, { status: 'ok' })
	if (!isAuthorized(request)) return sendError(response, 401, 'Invalid API key', 'authentication_error')
	if (request.url === '/v1/models') return sendJson(response, 200, models())
	if (request.url !== '/v1/chat/completions' || request.method !== 'POST')
		return sendError(response, 404, 'Not Found', 'not_found_error')

	const asked = await readJson(request)
	const problem = checkRequest(asked)
	if (problem) return sendError(response, problem.status, problem.message, 'invalid_request_error')
	return complete(asked, response)
}

function isAuthorized(request) {
	const expected = Buffer.from(`Bearer ${options['api-key']}`)
	const given = Buffer.from(request.headers.authorization ?? '')
	return !options['api-key'] || (given.length === expected.length && timingSafeEqual(given, expected))
}

function models() {
	const one = { id: model.id, object: 'model', created: 0, owned_by: 'kibridge', max_model_len: CONTEXT_TOKENS }
	return { object: 'list', data: [one] }
}

function checkRequest(asked) {
	if (!asked) return { status: 400, message: 'the body is not JSON' }
	if (!Array.isArray(asked.messages) || !asked.messages.length) return { status: 400, message: "'messages' is required" }
	if (asked.model && asked.model !== model.id) return { status: 404, message: `The model \`${asked.model}\` does not exist.` }
	return undefined
}

async function complete(asked, response) {
	const gone = new AbortController()
	response.on('close', () => gone.abort())
	const prompt = asked.messages.reduce((sum, message) => sum + model.count(String(message.content)) + 4, 0)
	const frame = { id: `chatcmpl-${randomBytes(12).toString('hex')}`, created: Math.floor(Date.now() / 1000), model: model.id }
	const wire = asked.stream ? streamed(response, frame, asked) : whole(response, frame)
	if (asked.response_format?.type === 'json_schema') return recite(judgementOf(asked.messages), wire, prompt, gone.signal)
	const answer = model.answer(asked.messages, {
		maxTokens: asked.max_completion_tokens ?? asked.max_tokens,
		temperature: asked.temperature,
		signal: gone.signal,
	})

	let tokens = 0
	let step = await answer.next()
	while (!step.done) {
		tokens = step.value.tokens
		wire.text(step.value.text)
		await pause(pauseMs)
		step = await answer.next()
	}
	if (gone.signal.aborted) return
	wire.end(step.value, { prompt_tokens: prompt, completion_tokens: tokens, total_tokens: prompt + tokens })
}

// The model is too small to judge a text against a rubric: a script does, and says so.
async function recite(text, wire, prompt, signal) {
	const pieces = piecesOf(text)
	for (const piece of pieces) {
		if (signal.aborted) return
		wire.text(piece)
		await pause(pauseMs)
	}
	wire.end('stop', { prompt_tokens: prompt, completion_tokens: pieces.length, total_tokens: prompt + pieces.length })
}

// The answer as server-sent events, one chunk per token.
function streamed(response, frame, asked) {
	const send = (rest) => response.write(`data: ${JSON.stringify({ ...frame, object: 'chat.completion.chunk', ...rest })}\n\n`)
	const chunk = (delta, finish = null) => send({ choices: [{ index: 0, delta, finish_reason: finish }] })
	response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
	chunk({ role: 'assistant', content: '' })
	return {
		text: (text) => chunk({ content: text }),
		end(finish, usage) {
			chunk({}, finish)
			if (asked.stream_options?.include_usage) send({ choices: [], usage })
			response.end('data: [DONE]\n\n')
		},
	}
}

// The answer in one piece.
function whole(response, frame) {
	let content = ''
	return {
		text: (text) => (content += text),
		end(finish, usage) {
			const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: finish }]
			sendJson(response, 200, { ...frame, object: 'chat.completion', choices, usage })
		},
	}
}

async function readJson(request) {
	let body = ''
	request.setEncoding('utf8')
	for await (const chunk of request) {
		body += chunk
		if (body.length > BODY_MAX) return undefined
	}
	try {
		return JSON.parse(body)
	} catch {
		return undefined
	}
}

function sendJson(response, status, value) {
	response.writeHead(status, { 'content-type': 'application/json' })
	response.end(JSON.stringify(value))
}

function sendError(response, status, message, type) {
	sendJson(response, status, { error: { message, type, param: null, code: status } })
}
