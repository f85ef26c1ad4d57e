// Basic Outcomes: the XML service of LTI 1.1 gradebooks, with the signature that came with it. Its
// crypto is Node's, its parser knows just what it needs. [BO; RFC 5849 §3.4]
import { createHash, createHmac } from 'node:crypto'
import { json } from './exchange.mjs'
import { checkBearer } from './token.mjs'

export const OUTCOMES = 'https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome'
const BEARER_SCOPE = 'https://purl.imsglobal.org/spec/lti-bo/scope/basicoutcome'

/** The claim of a launch; quotes and brackets in the id, as Moodle has them. */
export function outcomesClaim(platform, { activity, person }) {
	return {
		lis_outcome_service_url: `${platform.serviceOrigin}/outcomes?client=default`,
		lis_result_sourcedid: JSON.stringify({ data: { activity: activity.id, person: person.id }, hash: '<&>' }),
	}
}

const percent = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

// Whether the consumer's secret signed this request, body and all.
function isSigned({ key, secret }, url, header, body) {
	const oauth = Object.fromEntries([...header.matchAll(/(oauth_\w+)="([^"]*)"/g)].map(([, name, value]) => [name, decodeURIComponent(value)]))
	const { oauth_signature: given, ...signed } = oauth
	const all = [...Object.entries(signed), ...url.searchParams].map(([name, value]) => [percent(name), percent(value)])
	const parameters = all.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1)).map((pair) => pair.join('=')).join('&')
	const base = ['POST', `${url.origin}${url.pathname}`, parameters].map(percent).join('&')
	return (
		oauth.oauth_consumer_key === key &&
		oauth.oauth_body_hash === createHash('sha1').update(body).digest('base64') &&
		given === createHmac('sha1', `${percent(secret)}&`).update(base).digest('base64')
	)
}

const unescape = (text) => text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[name])
const element = (xml, name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]

// POST /outcomes: answers 200 also when it says no.
export function serveOutcomes(platform, request, url, body) {
	const header = request.headers.authorization ?? ''
	platform.journal.push({ event: 'outcome', authorization: header.split(' ')[0], body })
	if (platform.trouble.outcomes) return json({}, platform.trouble.outcomes)
	if (platform.consumer) {
		if (!isSigned(platform.consumer, url, header, body)) return json({}, 401)
	} else {
		const { refusal } = checkBearer(platform, request, [BEARER_SCOPE])
		if (refusal) return refusal
	}
	if (request.headers['content-type'] !== 'application/xml') return json({}, 400)
	const id = unescape(element(body, 'sourcedId') ?? '')
	const score = element(body, 'textString')
	const action = /<(replace|delete)ResultRequest>/.exec(body)?.[1]
	if (!id.startsWith('{') || !action || (action === 'replace' && !(score >= 0 && score <= 1))) return answer('failure')
	platform.outcomes.push({ ...JSON.parse(id).data, score: action === 'delete' ? undefined : Number(score) })
	return answer('success')
}

function answer(major) {
	return {
		status: 200,
		headers: { 'content-type': 'application/xml' },
		body: `<?xml version="1.0" encoding="UTF-8"?><imsx_POXEnvelopeResponse xmlns="http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0">
<imsx_POXHeader><imsx_POXResponseHeaderInfo><imsx_version>V1.0</imsx_version><imsx_messageIdentifier>1</imsx_messageIdentifier><imsx_statusInfo>
<imsx_codeMajor>${major}</imsx_codeMajor><imsx_severity>status</imsx_severity></imsx_statusInfo></imsx_POXResponseHeaderInfo></imsx_POXHeader>
<imsx_POXBody/></imsx_POXEnvelopeResponse>`,
	}
}
