// fetch() towards the names of a test, on this machine and with its authority trusted; for clients
// that take a fetch of one's own. Bodies stream, an aborted signal closes the connection.
import https from 'node:https'
import { Readable } from 'node:stream'
import { toLoopback } from './send.mjs'

export const fetchWith = (ca) => (url, { method = 'GET', headers = {}, body, signal } = {}) =>
	new Promise((resolve, reject) => {
		const options = { method, headers: Object.fromEntries(new Headers(headers)), ca, lookup: toLoopback, agent: false, signal }
		const request = https.request(url, options, (response) => {
			const lines = Object.entries(response.headers).flatMap(([name, value]) => [value].flat().map((one) => [name, one]))
			const empty = response.statusCode === 204 || method === 'HEAD'
			resolve(new Response(empty ? null : Readable.toWeb(response), { status: response.statusCode, headers: lines }))
		})
		request.on('error', reject)
		request.end(body)
	})
