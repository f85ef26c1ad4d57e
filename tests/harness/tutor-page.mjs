// The student's page inside a frame (or a window), by what people see and hear: names and roles.

const words = {
	en: { begin: 'Understood, begin', question: 'Your question', ask: 'Ask', stop: 'Stop', answer: 'Answer of the tutor' },
	de: { begin: 'Verstanden, anfangen', question: 'Ihre Frage', ask: 'Fragen', stop: 'Stopp', answer: 'Antwort des Tutors' },
}

/** @param root a page or a frame locator */
export function tutorPage(root, locale = 'en') {
	const say = words[locale]
	const answers = root.getByRole('article', { name: say.answer })
	return {
		root,
		answers,
		/** Reads and accepts the first-use notice. */
		begin: () => root.getByRole('button', { name: say.begin }).click(),
		question: root.getByRole('textbox', { name: say.question }),
		askButton: root.getByRole('button', { name: say.ask, exact: true }),
		stopButton: root.getByRole('button', { name: say.stop, exact: true }),
		async send(text) {
			await this.question.fill(text)
			await this.askButton.click()
		},
		/** Asks and waits until the answer is complete; yields its text. */
		async ask(text) {
			const before = await answers.count()
			await this.send(text)
			const answer = answers.nth(before)
			await answer.waitFor()
			await root.locator('article[aria-busy="true"]').waitFor({ state: 'detached' })
			return answer.innerText()
		},
	}
}

/** The session token of the page in this frame, for a test that goes on over the API. */
export function sessionOf(frame) {
	return frame.evaluate(() => {
		const key = Object.keys(sessionStorage).find((name) => name.startsWith('kibridge.session.'))
		return JSON.parse(sessionStorage[key]).token
	})
}
