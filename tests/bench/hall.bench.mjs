// A lecture hall: 300 students of three courses ask within five seconds, a backend answers 16 at a time.
// Through the whole service: what they waited, against the least that 16 slots allow.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { introduce, startKibridge } from '../harness/kibridge.mjs'
import { startScripted } from '../harness/scripted.mjs'
import { enter } from '../harness/visitor.mjs'
import { startPlatform } from '../platform/platform.mjs'
import { aim, inParallel, median, percentile, report } from './measure.mjs'

const STUDENTS = 300
const COURSES = 3
const SLOTS = 16
const WITHIN_MS = 5000
const ANSWER = 'words:20:25' // half a second

const folder = mkdtempSync(join(tmpdir(), 'kibridge-bench-'))
const scripted = await startScripted({ folder, backend: { max_in_flight: String(SLOTS) } })
const kibridge = await startKibridge({ folder, backends: { hall: scripted.backend }, settings: { server: { rate_per_minute: '1000000' } } })
await kibridge.command('tenant', 'add', 'demo')
const platform = await startPlatform({ host: '127.0.0.1' })
await introduce(kibridge, platform)
await kibridge.start()
try {
	const university = { kibridge, platform, tls: {} }
	const students = []
	await inParallel(STUDENTS, 1, async (i) => {
		platform.course.id = `hall${i % COURSES}`
		const student = await enter(university, { person: `student-${i + 1}`, activity: String(i % COURSES) })
		await student.accept()
		students.push({ course: i % COURSES, live: await student.live() })
	})
	await scripted.always(ANSWER)
	const started = performance.now()
	const since = () => performance.now() - started
	const told = await Promise.all(students.map(async ({ course, live }, i) => {
		await new Promise((go) => setTimeout(go, (i / STUDENTS) * WITHIN_MS))
		const asked = since()
		const question = live.ask('A question from the hall.')
		const { turn } = await question.queued
		const heard = since() // admitted, with a place or without
		await live.next('the first word', (message) => message.type === 'delta' && message.turn === turn, 600_000)
		const first = since()
		const end = await live.next('the end', (message) => ['done', 'failed'].includes(message.type) && message.turn === turn, 600_000)
		const places = live.messages.filter((message) => message.type === 'queued' && message.turn === turn && message.place > 0)
		return { course, asked, heard, first, ended: since(), answered: end.type === 'done', places: places.map(({ place }) => place) }
	}))
	const total = Math.max(...told.map(({ ended }) => ended))
	const least = (STUDENTS / SLOTS) * 525
	const byCourse = Array.from({ length: COURSES }, (_, c) => median(told.filter(({ course }) => course === c).map(({ asked, first }) => first - asked)))
	const waits = told.map(({ asked, first }) => first - asked)
	// A place may get worse when a course joins that had nothing yet; but nobody waits without one.
	const unsaid = told.filter(({ asked, first, places }) => first - asked > 2000 && !places.length).length
	report(`A lecture hall: ${STUDENTS} students, ${SLOTS} slots`, [
		['answered', told.filter(({ answered }) => answered).length, ''],
		['told a place before they waited', told.filter(({ places }) => places.length).length, ''],
		['until a place or an answer began, 99 of 100', percentile(told.map(({ asked, heard }) => heard - asked), 0.99), 'ms'],
		['until the first word, half', median(waits), 'ms'],
		['until the first word, the last', Math.max(...waits), 'ms'],
		['until the last answer ended', total, 'ms'],
	])
	aim('lecture hall: answered of 300', told.filter(({ answered }) => answered).length, { least: STUDENTS, unit: '' })
	aim('lecture hall: waited without being told a place', unsaid, { most: 0, unit: '' })
	aim('lecture hall: the whole, of what 16 slots allow', total / least, { most: 1.5, unit: 'times' })
	aim('lecture hall: median wait, slowest against fastest course', Math.max(...byCourse) / Math.min(...byCourse), { most: 1.25, unit: 'times' })
	students.forEach(({ live }) => live.close())
} finally {
	await kibridge.stop()
	await scripted.stop()
	await platform.stop()
	rmSync(folder, { recursive: true, force: true })
}
