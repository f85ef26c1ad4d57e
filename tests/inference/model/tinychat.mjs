// The demonstration model in this process: one thread, one answer at a time.
import { fileURLToPath } from 'node:url'
import { getLlama } from 'node-llama-cpp'

export const CONTEXT_TOKENS = 1024 // as trained
const MODEL = fileURLToPath(new URL('tinychat.gguf', import.meta.url))

export async function loadTinychat() {
	const llama = await getLlama({ build: 'never', gpu: false, logLevel: 'error', maxThreads: 1 })
	const model = await llama.loadModel({ modelPath: MODEL })
	const context = await model.createContext({ contextSize: CONTEXT_TOKENS, threads: 1, sequences: 1 })
	const sequence = context.getSequence()
	let last = Promise.resolve() // who came before us

	const count = (text) => model.tokenize(text, true).length

	/**
	 * Answers the last question of a conversation.
	 * @yields {{ text: string, tokens: number }} the next piece, and how many tokens there are so far
	 * @returns 'stop' or 'length'
	 */
	async function* answer(messages, { maxTokens = CONTEXT_TOKENS, temperature = 0, signal }) {
		const turn = Promise.withResolvers()
		const before = last
		last = turn.promise
		await before
		try {
			if (signal?.aborted) return 'stop'
			return yield* run(lastQuestion(messages), maxTokens, temperature, signal)
		} finally {
			turn.resolve()
		}
	}

	async function* run(question, maxTokens, temperature, signal) {
		const prompt = `<|im_start|>user\n${question}<|im_end|>\n<|im_start|>assistant\n`
		const tokens = [model.tokens.bos, ...model.tokenize(prompt, true)].slice(-CONTEXT_TOKENS / 2)
		const room = Math.min(maxTokens, CONTEXT_TOKENS - tokens.length)
		const made = []
		let sent = ''
		await sequence.clearHistory()
		for await (const token of sequence.evaluate(tokens, { temperature })) {
			if (signal?.aborted || model.isEogToken(token)) return 'stop'
			made.push(token)
			const whole = model.detokenize(made)
			if (!whole.endsWith('\ufffd')) { // not in the middle of a character
				yield { text: whole.slice(sent.length), tokens: made.length }
				sent = whole
			}
			if (made.length >= room) return 'length'
		}
		return 'stop'
	}

	return { id: 'tinychat', count, answer, dispose: () => llama.dispose() }
}

function lastQuestion(messages) {
	const { content } = messages.findLast((message) => message.role === 'user') ?? { content: '' }
	if (typeof content === 'string') return content.trim()
	return content.filter((part) => part.type === 'text').map((part) => part.text).join(' ')
}
