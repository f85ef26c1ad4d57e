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
		/** Until the last answer is complete. */
		async finished() {
			await answers.last().waitFor()
			await root.locator('article[aria-busy="true"]').waitFor({ state: 'detached' })
		},
		/** Asks and waits until the answer is complete; yields its text. */
		async ask(text) {
			const before = await answers.count()
			await this.send(text)
			await answers.nth(before).waitFor()
			await this.finished()
			return answers.nth(before).innerText()
		},
	}
}

/**
 * The session token of the next launch in this page, for a test that goes on over the API. Call it
 * before the launch, await it after: the token is in the tool's memory only.
 */
export async function nextSession(page) {
	const answer = await page.waitForResponse((one) => one.url().endsWith('/api/v1/session') && one.status() === 201)
	return (await answer.json()).token
}
