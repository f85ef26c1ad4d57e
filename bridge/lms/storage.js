// A browser that keeps no cookie of ours inside a frame keeps the login's secret here instead: in
// our own storage, which browsers part by the site around us, or with the LMS [LTI Client Side
// postMessages]. At the login we put it there and go on; at the launch we take it out and send it
// to the server, which alone decides whether it is the right one.
const WAIT_MS = 1500
const page = document.getElementById('storage')
const { key, secret, origin, frame } = page.dataset

// One message to the LMS's storage; its answer, or undefined if there is none.
function ask(subject, fields) {
	const lms = window.opener || window.parent
	if (!frame || lms === window) return Promise.resolve()
	return new Promise((resolve) => {
		const id = Array.from(crypto.getRandomValues(new Uint32Array(4)), String).join('-')
		const end = (answer) => {
			removeEventListener('message', hear)
			resolve(answer)
		}
		const hear = ({ origin: from, data }) => {
			if (from === origin && data?.message_id === id && data.subject === `${subject}.response`) end(data)
		}
		addEventListener('message', hear)
		setTimeout(end, WAIT_MS)
		const target = frame === '_parent' ? lms : (lms.frames[frame] ?? lms)
		target.postMessage({ subject, message_id: id, ...fields }, origin)
	})
}

async function put() {
	try {
		localStorage.setItem(key, secret)
	} catch {} // blocked as well: the LMS may still keep it
	await ask('lti.put_data', { key, value: secret })
	location.replace(page.href)
}

async function take() {
	let found
	try {
		found = localStorage.getItem(key)
		localStorage.removeItem(key)
	} catch {}
	if (!found) {
		found = (await ask('lti.get_data', { key }))?.value
		ask('lti.put_data', { key, value: null })
	}
	if (typeof found !== 'string') return // the page says what helps
	page.elements.proof.value = found
	page.submit()
}

if (page.tagName === 'FORM') take()
else put()
