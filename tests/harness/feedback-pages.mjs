// The pages of a feedback activity inside a frame, by what people see: names and roles (English).

/** A rubric of two criteria, as a spreadsheet has it; they get the ids c1 and c2, and 10 points at most. */
const RUBRIC_CSV = [
	'criterion,criterion_description,weight,level,level_description,points',
	'claim,Is there a claim?,2,None,,0',
	'claim,Is there a claim?,2,One,,2',
	'claim,Is there a claim?,2,Several,,4',
	'source,,1,None,,0',
	'source,,1,One,,1',
	'source,,1,Several,,2',
].join('\r\n')

async function choose(page, button, file) {
	const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()])
	await chooser.setFiles(file)
}

/** The lecturer writes the task, takes a rubric from a file, and saves; `visibility` in the page's words. */
export async function writeAssignment({ page, tool }, visibility) {
	await tool.locator('#task').fill('Write about the **sea**.')
	await choose(page, tool.getByRole('button', { name: 'Import' }), { name: 'rubric.csv', mimeType: 'text/csv', buffer: Buffer.from(RUBRIC_CSV) })
	await tool.getByRole('dialog').getByRole('button', { name: 'Replace' }).click()
	await tool.locator('label.way', { hasText: visibility }).click()
	await tool.getByRole('button', { name: 'Save version 1' }).click()
	await tool.getByText('Everything is saved').waitFor()
}

/** The student reads the notice, up to the empty page. */
export async function beginWriting(tool) {
	await tool.locator('#go').click()
	await tool.locator('#text').waitFor()
}

/** A file is read, and the student takes its words; `file` as `{ name, mimeType, buffer }`. */
export async function upload({ page, tool }, file) {
	await choose(page, tool.getByRole('button', { name: 'Upload a file' }), file)
	await tool.getByRole('button', { name: 'Use this text' }).click()
	await tool.getByText(/^Saved /).waitFor()
}

/** Hands in what is there, or `text`. */
export async function handIn(tool, text) {
	if (text !== undefined) await tool.locator('#text').fill(text)
	await tool.getByRole('button', { name: 'Hand in' }).click()
	await tool.getByRole('dialog').getByRole('button', { name: 'Hand in' }).click()
}
