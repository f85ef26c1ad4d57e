// Assignment and Grade Services: line items, scores, results [AGS §3].
import { SCOPE } from './claims.mjs'
import { json } from './exchange.mjs'
import { checkBearer } from './token.mjs'

const TYPE = {
	lineItem: 'application/vnd.ims.lis.v2.lineitem+json',
	lineItems: 'application/vnd.ims.lis.v2.lineitemcontainer+json',
	results: 'application/vnd.ims.lis.v2.resultcontainer+json',
	score: 'application/vnd.ims.lis.v1.score+json',
}
const ACTIVITY_PROGRESS = ['Initialized', 'Started', 'InProgress', 'Submitted', 'Completed']
const GRADING_PROGRESS = ['FullyGraded', 'Pending', 'PendingManual', 'Failed', 'NotReady']

export function makeGrades() {
	const items = new Map() // number -> line item
	const scores = [] // everything accepted, oldest first

	return {
		items,
		scores,
		add: (item) => items.set(String(items.size + 1), item) && String(items.size),
		// The one line item of an activity, made with it if deep linking asked for one.
		itemOfActivity(activity, services) {
			if (activity.lineItem && !activity.lineItemNumber)
				activity.lineItemNumber = this.add({ label: activity.title, ...activity.lineItem, resourceLinkId: activity.id })
			const own = [...items].filter(([, item]) => item.resourceLinkId === activity.id)
			return own.length === 1 ? withId(own[0], services) : undefined
		},
	}
}

const withId = ([number, item], services) => ({ ...item, id: `${services}/lineitems/${number}/lineitem?type_id=1` })

// Everything below /context/{id}/lineitems
export async function serveGrades(platform, request, url, body) {
	const services = `${platform.serviceOrigin}/context/${platform.course.id}`
	const [, number, , tail] = /\/lineitems(?:\/(\d+)\/(lineitem)(?:\/(scores|results))?)?$/.exec(url.pathname) ?? []
	if (platform.trouble.slow) {
		platform.trouble.held?.push(request.socket)
		await platform.trouble.slow
	}
	if (request.socket.destroyed) return json({}, 500) // who asked has gone meanwhile
	platform.journal.push({ event: 'ags', method: request.method, path: url.pathname, body })
	if (platform.trouble.ags) return json({ reason: 'out of order' }, platform.trouble.ags)
	if (!platform.profile.services.lineitems && tail !== 'scores') return json({}, 400)
	const context = { platform, request, url, body, services, number, grades: platform.grades }
	if (tail === 'scores') return postScore(context)
	if (tail === 'results') return getResults(context)
	return number ? serveItem(context) : serveItems(context)
}

// Refuses a wrong bearer, a wrong Accept or Content-Type; undefined: go on.
function refuseCall({ platform, request }, scopes, accept, contentType) {
	const { refusal } = checkBearer(platform, request, scopes)
	if (refusal) return refusal
	if (platform.profile.services.strictAccept && accept && (request.headers.accept ?? accept) !== accept)
		return json({ reason: 'Accept must be exactly one media type' }, 400)
	if (contentType && request.headers['content-type']?.split(';')[0] !== contentType)
		return json({ reason: `Content-Type must be ${contentType}` }, 400)
	return undefined
}

function parse(body) {
	try {
		return JSON.parse(body)
	} catch {
		return undefined
	}
}

function serveItems(context) {
	const { platform, request, url, body, services, grades } = context
	if (request.method === 'POST') {
		const refusal = refuseCall(context, [SCOPE.lineitem], TYPE.lineItem, TYPE.lineItem)
		if (refusal) return refusal
		const item = parse(body)
		if (!item?.label || !(item.scoreMaximum > 0)) return json({ reason: 'label and scoreMaximum' }, 400)
		const number = grades.add(item)
		return json(withId([number, item], services), 201, { 'content-type': TYPE.lineItem })
	}
	const refusal = refuseCall(context, [SCOPE.lineitem, SCOPE.lineitemReadonly], TYPE.lineItems)
	if (refusal) return refusal
	const wanted = { resourceLinkId: 'resource_link_id', resourceId: 'resource_id', tag: 'tag' }
	const matches = [...grades.items].filter(([, item]) =>
		Object.entries(wanted).every(([field, name]) => !url.searchParams.has(name) || item[field] === url.searchParams.get(name)),
	)
	const { page, headers } = cutPage(platform, url, matches)
	return json(page.map((entry) => withId(entry, services)), 200, { 'content-type': TYPE.lineItems, ...headers })
}

// One page of a list, with a Link to the next [AGS §3.2.6; NRPS §2.4.2].
export function cutPage(platform, url, list) {
	const from = Number(url.searchParams.get('from') ?? 0)
	const limit = Number(url.searchParams.get('limit') ?? platform.pageSize)
	const headers = {}
	if (from + limit < list.length) {
		const next = new URL(url)
		next.searchParams.set('from', from + limit)
		next.searchParams.set('limit', limit)
		headers.link = Buffer.from(platform.profile.nextLink(String(next))).toString('latin1')
	}
	return { page: list.slice(from, from + limit), headers }
}

function serveItem(context) {
	const { request, body, services, number, grades } = context
	const scopes = request.method === 'GET' ? [SCOPE.lineitem, SCOPE.lineitemReadonly] : [SCOPE.lineitem]
	const refusal = refuseCall(context, scopes, TYPE.lineItem, request.method === 'PUT' ? TYPE.lineItem : undefined)
	if (refusal) return refusal
	if (!grades.items.has(number)) return json({}, 404)
	if (request.method === 'DELETE') {
		grades.items.delete(number)
		return json({}, 204)
	}
	if (request.method === 'PUT') grades.items.set(number, parse(body))
	return json(withId([number, grades.items.get(number)], services), 200, { 'content-type': TYPE.lineItem })
}

function postScore(context) {
	const { platform, number, grades, body } = context
	const refusal = refuseCall(context, [SCOPE.score], undefined, TYPE.score)
	if (refusal) return refusal
	const score = parse(body)
	const problem = checkScore(score)
	if (!grades.items.has(number)) return json({}, 404)
	if (problem) return json({ reason: problem }, 400)
	const refused = platform.profile.refuseScore(score, platform.seen)
	if (refused) return json(refused.value, refused.status)
	const last = grades.scores.findLast((s) => s.item === number && s.userId === score.userId)
	if (last && Date.parse(last.timestamp) >= Date.parse(score.timestamp)) return json({}, 409)
	grades.scores.push({ ...platform.profile.storedScore(score), item: number })
	return { status: platform.profile.services.scoreStatus, headers: {}, body: '' }
}

function checkScore(score) {
	if (!score?.userId) return 'userId'
	if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d\d:\d\d)$/.test(score.timestamp ?? '')) return 'timestamp'
	if (!ACTIVITY_PROGRESS.includes(score.activityProgress)) return 'activityProgress'
	if (!GRADING_PROGRESS.includes(score.gradingProgress)) return 'gradingProgress'
	if (score.scoreGiven !== undefined && !(score.scoreGiven >= 0 && score.scoreMaximum > 0)) return 'scoreGiven'
	return undefined
}

function getResults(context) {
	const { url, services, number, grades } = context
	const refusal = refuseCall(context, [SCOPE.result], TYPE.results)
	if (refusal) return refusal
	const latest = new Map()
	for (const score of grades.scores.filter((s) => s.item === number)) latest.set(score.userId, score)
	const user = url.searchParams.get('user_id')
	const results = [...latest.values()].filter((s) => !user || s.userId === user).map((s) => ({
		id: `${services}/lineitems/${number}/results/${s.userId}`,
		userId: s.userId,
		resultScore: s.scoreGiven,
		resultMaximum: s.scoreMaximum,
		comment: s.comment,
	}))
	return json(results, 200, { 'content-type': TYPE.results })
}
