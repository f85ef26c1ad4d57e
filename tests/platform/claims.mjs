// What an id_token says: the claims of a resource link launch and of a deep linking request
// [Core §5.3, §5.4; DL §3.4], before a profile or a fault changes them.
import { randomUUID } from 'node:crypto'

export const LTI = 'https://purl.imsglobal.org/spec/lti/claim/'
export const AGS = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint'
export const NRPS = 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice'
export const DEEP_LINKING = 'https://purl.imsglobal.org/spec/lti-dl/claim/'
export const SCOPE = {
	lineitem: 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem',
	lineitemReadonly: 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly',
	result: 'https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly',
	score: 'https://purl.imsglobal.org/spec/lti-ags/scope/score',
	roster: 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
}

const TOKEN_LIFE_S = 60 // what Moodle and ILIAS give

export function buildClaims(platform, launch) {
	const now = Math.floor(Date.now() / 1000)
	return {
		iss: platform.issuer,
		aud: launch.tool.clientId,
		iat: now,
		exp: now + TOKEN_LIFE_S,
		jti: randomUUID(),
		nonce: launch.nonce,
		...userClaims(launch.person),
		[`${LTI}version`]: '1.3.0',
		[`${LTI}deployment_id`]: launch.tool.deploymentId,
		[`${LTI}target_link_uri`]: launch.target,
		[`${LTI}roles`]: [...launch.person.roles],
		[`${LTI}context`]: contextClaim(platform.course),
		[`${LTI}tool_platform`]: { guid: 'demo.university', name: 'Demo University', product_family_code: 'demo', version: '1' },
		[`${LTI}launch_presentation`]: {
			locale: launch.locale,
			document_target: launch.presentation,
			return_url: `${platform.origin}/return`,
		},
		...(launch.deepLinking ? deepLinkingClaims(platform, launch) : resourceLinkClaims(platform, launch)),
	}
}

function userClaims(person) {
	return {
		sub: person.id,
		name: person.name,
		given_name: person.given,
		family_name: person.family,
		email: person.email,
	}
}

function contextClaim(course) {
	const type = ['http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering']
	return { id: course.id, label: course.label, title: course.title, type }
}

function resourceLinkClaims(platform, { activity, tool }) {
	if (platform.profile.gradesEverything) activity.lineItem ??= { label: activity.title, scoreMaximum: 1 }
	const services = `${platform.serviceOrigin}/context/${platform.course.id}`
	const claims = {
		[`${LTI}message_type`]: 'LtiResourceLinkRequest',
		[`${LTI}resource_link`]: { id: activity.id, title: activity.title, description: activity.description },
		[AGS]: {
			scope: [SCOPE.lineitem, SCOPE.result, SCOPE.score],
			lineitems: `${services}/lineitems`,
			lineitem: platform.grades.itemOfActivity(activity, services)?.id,
		},
		[NRPS]: { context_memberships_url: `${services}/members`, service_versions: ['2.0'] },
	}
	const custom = { ...tool.custom, ...activity.custom }
	if (Object.keys(custom).length) claims[`${LTI}custom`] = custom
	return claims
}

function deepLinkingClaims(platform, launch) {
	return {
		[`${LTI}message_type`]: 'LtiDeepLinkingRequest',
		[`${DEEP_LINKING}deep_linking_settings`]: {
			deep_link_return_url: `${platform.origin}/deep-links`,
			accept_types: ['ltiResourceLink'],
			accept_presentation_document_targets: ['iframe', 'window'],
			accept_multiple: true,
			auto_create: false,
			data: launch.id,
		},
	}
}

// Messages beside the usual two, made of a resource link launch. [Submission Review 1.0; Data Privacy Launch, draft]
const rename = (claims, type) => (claims[`${LTI}message_type`] = type)
function privacy(claims, { of }, type) {
	rename(claims, type)
	for (const claim of [`${LTI}resource_link`, `${LTI}context`, AGS, NRPS]) delete claims[claim]
	if (of) claims[`${LTI}for_user`] = { user_id: of.id }
}
export const messages = {
	review(claims, { of }) {
		rename(claims, 'LtiSubmissionReviewRequest')
		claims[`${LTI}for_user`] = { user_id: of?.id ?? claims.sub }
	},
	privacy: (claims, launch) => privacy(claims, launch, 'LtiDataPrivacyLaunchRequest'),
	'old-privacy': (claims, launch) => privacy(claims, launch, 'DataPrivacyLaunchRequest'),
	proctoring: (claims) => rename(claims, 'LtiStartProctoring'),
}
