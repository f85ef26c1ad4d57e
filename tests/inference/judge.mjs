// A judge without a mind, for tests and the demonstration: it reads the instructions as a model would
// and finds for each criterion how often its id stands in the fenced work, and in nothing else. So a
// text that asks for points, brings a rubric or plays a role changes no level but by those words.
//
// "judge"               says it at once; "judge:slow:MS" MS between two tokens
// "judge:skip:ID"       leaves ID out of an answer that asks for more than that one
// "judge:never:ID"      leaves it out of every answer
// "judge:invent"        quotes what is not there beside what is
// "judge:tell"          gives the sample solution away
const between = (text, from, to) => {
	const start = text.indexOf(from)
	const end = start < 0 ? -1 : text.indexOf(to, start + from.length)
	return end < 0 ? '' : text.slice(start + from.length, end)
}

// What stands between the marks of a fence; the boundary is in both.
export function fenced(text, name) {
	const [, boundary] = new RegExp(`<<<${name} (\\S+)\\n`).exec(text) ?? []
	return boundary ? between(text, `<<<${name} ${boundary}\n`, `\n${boundary} ${name}>>>`) : ''
}

export function criteriaOf(system) {
	const found = [...system.matchAll(/^Criterion "([\w-]+)": .*\n((?: {2}\d+: .*\n?)+)/gm)]
	return found.map(([, id, levels]) => ({ id, levels: levels.trim().split('\n').length }))
}

const count = (text, word) => text.toLowerCase().split(word.toLowerCase()).length - 1

const words = {
	en: { there: (id) => `The word “${id}” is there.`, missing: (id) => `The word “${id}” is missing.`, next: 'Read it aloud once.', summary: 'Scripted feedback, no AI: it only looks for words.' },
	de: { there: (id) => `Das Wort „${id}“ kommt vor.`, missing: (id) => `Das Wort „${id}“ fehlt.`, next: 'Lesen Sie es einmal laut.', summary: 'Feedback nach Skript, ohne KI: Es sucht nur nach Wörtern.' },
}

function verdictOn({ id, levels }, work, say) {
	const level = Math.min(levels - 1, count(work, id))
	const sentence = work.split(/(?<=[.!?])\s+|\n/).find((one) => one.length >= 8 && one.length <= 200)
	return {
		evidence: sentence ? [{ quote: sentence.trim(), kind: level ? 'strength' : 'work' }] : [],
		level,
		advice: level ? say.there(id) : say.missing(id),
		next_step: say.next,
	}
}

/** The answer to messages that ask for a judgement, as text. */
export function judgementOf(messages, how = '', what = '') {
	const [system, user] = ['system', 'user'].map((role) => messages.findLast((one) => one.role === role)?.content ?? '')
	const say = /Write in German/.test(system) ? words.de : words.en
	const asked = criteriaOf(system)
	const work = fenced(user, 'work')
	const skips = (id) => id === what && (how === 'never' || (how === 'skip' && asked.length > 1))
	const criteria = Object.fromEntries(asked.filter(({ id }) => !skips(id)).map((one) => [one.id, verdictOn(one, work, say)]))
	for (const one of Object.values(criteria)) {
		if (how === 'invent') one.evidence.push({ quote: 'This sentence is nowhere in the text that was handed in.', kind: 'work' })
		if (how === 'tell') one.advice += ` ${fenced(system, 'solution')}`
	}
	return JSON.stringify({ criteria, summary: say.summary })
}

/** In pieces of a few characters, as tokens come. */
export const piecesOf = (text) => text.match(/.{1,12}/gsu)

export async function judge(answer, how = '', what = '') {
	await answer.chunk({ role: 'assistant', content: '' })
	await answer.say(piecesOf(judgementOf(answer.asked.messages, how, what)), how === 'slow' ? { delayMs: Number(what) } : {})
	await answer.close()
}
