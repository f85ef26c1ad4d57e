// A launch: the platform starts a login at the tool, the tool comes back to the authorization
// endpoint, and the browser carries the id_token to the tool [Sec §5.1.1; Core §5].
import { randomBytes } from 'node:crypto'
import { buildClaims, messages } from './claims.mjs'
import { activityById } from './course.mjs'
import { escapeHtml, html, redirect, selfSubmittingForm } from './exchange.mjs'
import { faults, signToken } from './faults.mjs'
import { personByName } from './people.mjs'

// GET /launch?person=…&activity=…: options are in the query, so that a link is a whole test case.
//   tool, person (see personByName), activity, deep_linking, fault, locale, presentation (iframe|window), method (get|post),
//   message (review|privacy|old-privacy|proctoring: another kind of message), of (whom it is about: a person's name)
export function startLogin(platform, query) {
	const tool = platform.tools.get(query.get('tool') ?? platform.tools.keys().next().value)
	const person = personByName(query.get('person') ?? 'student')
	const faultName = query.get('fault')
	if (!tool || !person || (faultName && !faults[faultName])) return html('no such tool, person or fault', 404)
	if (query.has('message') && !messages[query.get('message')]) return html('no such message', 404)

	const deepLinking = query.has('deep_linking')
	const activity = deepLinking ? undefined : activityById(platform.course, query.get('activity') ?? undefined)
	const launch = {
		id: `ltilaunch_${randomBytes(8).toString('hex')}`,
		tool,
		person,
		activity,
		deepLinking,
		fault: faults[faultName],
		message: messages[query.get('message')],
		of: query.has('of') ? personByName(query.get('of')) : undefined,
		locale: query.get('locale') ?? 'en',
		presentation: query.get('presentation') ?? 'iframe',
		target: activity?.url ?? tool.targetUrl,
		used: false,
	}
	const denied = platform.profile.refuseLaunch(launch, platform)
	if (denied) return html(`<h1>Demo University</h1><p role="alert">${escapeHtml(denied)}</p>`, 403)
	platform.launches.set(launch.id, launch)
	return sendLogin(platform, launch, query.get('method') ?? platform.profile.loginMethod)
}

function sendLogin(platform, launch, method) {
	const fields = {
		iss: platform.issuer,
		target_link_uri: launch.target,
		login_hint: launch.person.id,
		lti_message_hint: platform.profile.messageHint(launch),
		client_id: launch.tool.clientId,
		lti_deployment_id: launch.tool.deploymentId,
	}
	if (method === 'post') return selfSubmittingForm(launch.tool.loginUrl, fields)
	return redirect(`${launch.tool.loginUrl}?${new URLSearchParams(fields)}`)
}

// GET, POST /auth: the authorization endpoint [OpenID Connect Core §3.1.2].
export async function authorize(platform, params) {
	const asked = Object.fromEntries(params)
	platform.journal.push({ event: 'auth', asked })
	const launch = [...platform.launches.values()].find(
		(candidate) => platform.profile.messageHint(candidate) === asked.lti_message_hint,
	)
	const problem = checkAuthorizationRequest(platform, asked, launch)
	if (problem) return html(`<h1>Demo University</h1><p role="alert">${escapeHtml(problem)}</p>`, 400)

	launch.used = true
	launch.nonce = asked.nonce
	launch.redirectUri = asked.redirect_uri
	const claims = buildClaims(platform, launch)
	launch.message?.(claims, launch)
	platform.profile.claims(claims, launch, platform)
	const form = { ...platform.profile.formExtras(claims), state: asked.state }
	form.id_token = await signToken(platform.keys, claims, launch.fault)
	launch.fault?.form?.(form)
	platform.seen.add(claims.sub)
	platform.journal.push({ event: 'launch', launch: launch.id, claims, form })
	return selfSubmittingForm(asked.redirect_uri, form)
}

function checkAuthorizationRequest(platform, asked, launch) {
	const fixed = { scope: 'openid', response_type: 'id_token', response_mode: 'form_post', prompt: 'none' }
	for (const [name, value] of Object.entries(fixed))
		if (asked[name] !== value) return `${name} must be ${value}`
	if (!launch) return 'This launch does not exist (lti_message_hint).'
	if (platform.profile.launchIdOnce && launch.used) return 'No launch id: please open the activity again.'
	if (asked.client_id !== launch.tool.clientId) return 'client_id is not the one that was launched'
	if (!launch.tool.redirectUris.includes(asked.redirect_uri)) return 'redirect_uri is not registered'
	if (asked.login_hint !== launch.person.id) return 'login_hint is not the one that was given'
	if (!asked.nonce) return 'nonce is missing'
	if (platform.profile.needsState && !asked.state) return 'state is missing'
	return undefined
}
