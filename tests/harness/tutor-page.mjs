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
		async begin() {
			const button = root.getByRole('button', { name: say.begin })
			await button.click()
			const stays = await button.waitFor({ state: 'detached', timeout: 5000 }).then(() => false, () => true)
			// A frame that has just been drawn may not get its first click: then nothing is being saved, and nothing failed.
			if (stays && (await button.getAttribute('aria-disabled')) === 'false' && !(await root.getByRole('alert').count())) await button.click()
		},
		question: root.getByRole('textbox', { name: say.question }),
		askButton: root.getByRole('button', { name: say.ask, exact: true }),
		stopButton: root.getByRole('button', { name: say.stop, exact: true }),
		async send(text) {
			await this.question.fill(text)
			// Typed keys go where the focus is, and another tutor that has just opened may have taken it.
			if ((await this.question.inputValue()) !== text) await this.question.fill(text)
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
