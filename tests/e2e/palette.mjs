// Palette: a screenshot with 256 colours at most, a third of the size. Flat pages lose nothing that
// an eye sees. Reads and writes PNG as Chromium makes it: 8 bits a channel, not interlaced.
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function* chunksOf(png) {
	for (let at = 8; at < png.length; ) {
		const length = png.readUInt32BE(at)
		yield [png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length)]
		at += length + 12
	}
}

function paeth(a, b, c) {
	const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)]
	return pa <= pb && pa <= pc ? a : pb <= pc ? b : c
}

/** { width, height, channels, pixels } */
function decode(png) {
	const chunks = [...chunksOf(png)]
	const head = chunks.find(([name]) => name === 'IHDR')[1]
	const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)]
	const channels = { 2: 3, 6: 4 }[head[9]]
	if (head[8] !== 8 || !channels || head[12] !== 0) throw new Error('not a PNG as Chromium makes it')
	const packed = inflateSync(Buffer.concat(chunks.filter(([name]) => name === 'IDAT').map(([, data]) => data)))
	const stride = width * channels
	const pixels = Buffer.alloc(stride * height)
	for (let y = 0; y < height; y++) {
		const filter = packed[y * (stride + 1)]
		for (let x = 0; x < stride; x++) {
			const at = y * stride + x
			const a = x >= channels ? pixels[at - channels] : 0
			const b = y ? pixels[at - stride] : 0
			const c = x >= channels && y ? pixels[at - stride - channels] : 0
			const guess = [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter]
			pixels[at] = packed[y * (stride + 1) + 1 + x] + guess
		}
	}
	return { width, height, channels, pixels }
}

/** The 256 colours that are there most often, and for each colour the nearest of them. */
function palette({ channels, pixels }) {
	const counts = new Map()
	for (let at = 0; at < pixels.length; at += channels) {
		const colour = (pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2]
		counts.set(colour, (counts.get(colour) ?? 0) + 1)
	}
	// A colour next to one that is taken already is left out while there are others.
	const sorted = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour)
	const taken = []
	const far = (colour, least) => taken.every((other) => distance(colour, other) > least)
	for (const least of [300, 60, 0])
		for (const colour of sorted) if (taken.length < 256 && far(colour, taken.length < 48 ? 0 : least)) taken.push(colour)
	const nearest = new Map(taken.map((colour, i) => [colour, i]))
	for (const colour of sorted) {
		if (nearest.has(colour)) continue
		let best = 0
		for (let i = 1; i < taken.length; i++) if (distance(colour, taken[i]) < distance(colour, taken[best])) best = i
		nearest.set(colour, best)
	}
	return { taken, nearest }
}

function distance(a, b) {
	const [r, g, blue] = [(a >> 16) - (b >> 16), ((a >> 8) & 255) - ((b >> 8) & 255), (a & 255) - (b & 255)]
	return 2 * r * r + 4 * g * g + 3 * blue * blue
}

function chunk(name, data) {
	const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
	const out = Buffer.alloc(body.length + 8)
	out.writeUInt32BE(data.length, 0)
	body.copy(out, 4)
	out.writeUInt32BE(crc32(body), body.length + 4)
	return out
}

/** A PNG with a palette, or the given one where that is no smaller. */
export function withPalette(png) {
	const image = decode(png)
	const { taken, nearest } = palette(image)
	const rows = Buffer.alloc((image.width + 1) * image.height)
	for (let y = 0, at = 0; y < image.height; y++)
		for (let x = 0; x < image.width; x++, at += image.channels)
			rows[y * (image.width + 1) + 1 + x] = nearest.get(
				(image.pixels[at] << 16) | (image.pixels[at + 1] << 8) | image.pixels[at + 2],
			)
	const head = Buffer.alloc(13)
	head.writeUInt32BE(image.width, 0)
	head.writeUInt32BE(image.height, 4)
	head.set([8, 3, 0, 0, 0], 8)
	const colours = Buffer.from(taken.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]))
	const small = Buffer.concat([
		SIGNATURE,
		chunk('IHDR', head),
		chunk('PLTE', colours),
		chunk('IDAT', deflateSync(rows, { level: 9 })),
		chunk('IEND', Buffer.alloc(0)),
	])
	return small.length < png.length ? small : png
}
