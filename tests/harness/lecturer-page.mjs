// The lecturer's page inside a frame, by what people see: names and roles (English).

/** @param root a page or a frame locator */
export function lecturerPage(root) {
	return {
		root,
		prompt: root.getByRole('textbox', { name: 'System prompt' }),
		/** Adds "AMOUNT questions per student and WINDOW" as the first limit of this tutor. */
		async limitQuestions(amount, window) {
			await root.getByRole('button', { name: 'Add a limit' }).click()
			const limit = root.getByRole('group', { name: 'Limit 1' })
			await limit.getByLabel('Amount').fill(String(amount))
			await limit.getByLabel('of what').selectOption('requests')
			await limit.getByLabel('for whom').selectOption('user')
			await limit.getByLabel('time window').selectOption(window)
		},
		async save() {
			await root.getByRole('button', { name: /^Save version/ }).click()
			await root.getByText('Everything is saved').waitFor()
		},
	}
}
