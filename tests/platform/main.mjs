// Demo University as a program: prints one JSON line with what a tool needs to register it, and
// serves until it is told to end.
//   node main.mjs --tool http://127.0.0.1:8080 [--port N] [--host localhost] [--profile generic|moodle|ilias]
import { parseArgs } from 'node:util'
import { startPlatform } from './platform.mjs'

const { values } = parseArgs({
	options: {
		tool: { type: 'string' },
		port: { type: 'string', default: '0' },
		host: { type: 'string', default: 'localhost' },
		profile: { type: 'string', default: 'generic' },
	},
})
const platform = await startPlatform({ host: values.host, port: Number(values.port), profile: values.profile })
const { clientId, deploymentId } = platform.addTool({ base: values.tool, clientId: 'demo-tutor' })
const { issuer, endpoints } = platform
console.log(JSON.stringify({ issuer, clientId, deploymentId, endpoints, url: platform.courseUrl() }))

for (const signal of ['SIGINT', 'SIGTERM'])
	process.once(signal, async () => {
		await platform.stop()
		process.exit(0)
	})
