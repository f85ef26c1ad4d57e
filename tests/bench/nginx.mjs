// The peer of everything that streams: nginx as a plain proxy, one worker, bytes passed on as they come.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { freePort, waitFor } from '../harness/process.mjs'

/** Yields { port, worker (its process id), stop }. `upstream` is a port of this machine. */
export async function startNginx(folder, upstream) {
	const port = await freePort()
	const config = join(folder, 'nginx.conf')
	writeFileSync(config, configText(folder, port, upstream))
	const child = spawn('nginx', ['-p', folder, '-c', config], { stdio: ['ignore', 'inherit', 'inherit'] })
	const gone = once(child, 'exit')
	process.once('exit', () => child.kill())
	await waitFor('nginx to listen', () => listens(port))
	return {
		port,
		worker: Number(readdirSync('/proc').find((pid) => parentOf(pid) === child.pid)),
		async stop() {
			child.kill()
			await gone
		},
	}
}

function configText(folder, port, upstream) {
	const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')
	return `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
		events { worker_connections 1024; }
		http { access_log off; ${temporary}
			upstream inference { server 127.0.0.1:${upstream}; keepalive 128; }
			server { listen 127.0.0.1:${port}; location / {
				proxy_pass http://inference; proxy_http_version 1.1; proxy_set_header Connection "";
				proxy_buffering off; } } }`
}

function listens(port) {
	return new Promise((resolve) => {
		const socket = net.connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true))).on('error', () => resolve(false))
	})
}

function parentOf(pid) {
	try {
		return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1])
	} catch {
		return undefined
	}
}
