// Launches: login, signed message, session; each with its own TLS connections, as browsers bring them.
import { startUniversity } from '../harness/university.mjs'
import { enter } from '../harness/visitor.mjs'
import { inParallel, measure, report } from './measure.mjs'

const COUNT = 300
const university = await startUniversity({
	backends: { none: { url: 'http://127.0.0.1:9/v1' } },
	settings: { server: { rate_per_minute: '1000000' } },
})
try {
	await inParallel(20, 4, () => enter(university)) // warm
	const { wallMs, cpuMs, rssKib } = await measure(university.kibridge.pid(), () => inParallel(COUNT, 8, () => enter(university)))
	report(`${COUNT} launches, 8 at a time`, [
		['launches per second, the browser side included', COUNT / (wallMs / 1000), '/s'],
		['processor time of kibridge per launch', (cpuMs * 1000) / COUNT, 'µs'],
		['memory', rssKib / 1024, 'MiB'],
	])
} finally {
	await university.stop()
}
