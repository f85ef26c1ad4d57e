// Documents made in memory, as small as readers take them: a DOCX and a PDF of plain sentences.
import { crc32 } from 'node:zlib'

/** A zip of texts by their names, nothing compressed. */
function zip(files) {
	const bodies = [], directory = []
	let at = 0
	for (const [name, text] of Object.entries(files)) {
		const bytes = Buffer.from(text)
		const about = Buffer.alloc(26) // what the local header and the directory have in common
		about.writeUInt16LE(20, 0)
		about.writeUInt32LE(crc32(bytes), 10)
		about.writeUInt32LE(bytes.length, 14)
		about.writeUInt32LE(bytes.length, 18)
		about.writeUInt16LE(name.length, 22)
		const place = Buffer.alloc(14)
		place.writeUInt32LE(at, 10)
		bodies.push(Buffer.from('PK\x03\x04'), about, Buffer.from(name), bytes)
		directory.push(Buffer.from('PK\x01\x02\x14\x00'), about, place, Buffer.from(name))
		at += 4 + about.length + name.length + bytes.length
	}
	const entries = Buffer.concat(directory)
	const end = Buffer.alloc(22)
	end.write('PK\x05\x06')
	end.writeUInt16LE(Object.keys(files).length, 8)
	end.writeUInt16LE(Object.keys(files).length, 10)
	end.writeUInt32LE(entries.length, 12)
	end.writeUInt32LE(at, 16)
	return Buffer.concat([...bodies, entries, end])
}

/** For a file chooser; one paragraph per line. */
export function docx(name, ...lines) {
	const paragraphs = lines.map((line) => `<w:p><w:r><w:t>${line}</w:t></w:r></w:p>`).join('')
	const buffer = zip({
		'[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
		'word/document.xml': `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${paragraphs}</w:body></w:document>`,
	})
	return { name, mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', buffer }
}

/** For a file chooser; one page, ASCII; a line may be `{ text, look }` with operators that come before it. */
export function pdf(name, ...lines) {
	const shown = lines.map((line) => (line.text ? `q ${line.look} (${line.text}) ' Q` : `(${line}) '`)).join('\n')
	const content = `BT /F1 12 Tf 14 TL 72 760 Td\n${shown}\nET`
	const objects = [
		'<</Type/Catalog/Pages 2 0 R>>',
		'<</Type/Pages/Kids[3 0 R]/Count 1>>',
		'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
		`<</Length ${content.length}>>stream\n${content}\nendstream`,
		'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
	]
	let text = '%PDF-1.4\n'
	const places = objects.map((object, i) => {
		const place = text.length
		text += `${i + 1} 0 obj\n${object}\nendobj\n`
		return `${String(place).padStart(10, '0')} 00000 n \n`
	})
	const start = text.length
	text += `xref\n0 ${places.length + 1}\n0000000000 65535 f \n${places.join('')}`
	text += `trailer<</Root 1 0 R/Size ${places.length + 1}>>\nstartxref\n${start}\n%%EOF\n`
	return { name, mimeType: 'application/pdf', buffer: Buffer.from(text) }
}
