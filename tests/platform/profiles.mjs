// How real platforms differ from the specification, as seen on Moodle 4.5 and ILIAS 8.
// A profile changes what the conforming platform would have sent; it never checks more leniently.
import { AGS, LTI, NRPS } from './claims.mjs'

const ILIAS_ID = '20a2f1c4-0000-4000-8000-00000000d3e0.ilias'

const generic = {
	family: 'demo',
	loginMethod: 'post',
	messageHint: (launch) => launch.id,
	launchIdOnce: false,
	claims: () => {},
	formExtras: () => ({}),
	tokenReply: (reply) => ({ value: reply, type: 'application/json' }),
	services: { lineitems: true, roster: true, strictAccept: false, scoreStatus: 204 },
	rosterRole: (uri) => uri,
	nextLink: (url) => `<${url}>; rel="next"`,
}

const moodle = {
	...generic,
	family: 'moodle',
	messageHint: (launch) => JSON.stringify({ cmid: Number(launch.activity?.id ?? 0), launchid: launch.id }),
	launchIdOnce: true, // a reload ends on an error page of the LMS
	claims(claims) {
		const context = claims[`${LTI}context`]
		if (context) context.type = ['CourseSection']
		delete claims[`${LTI}tool_platform`].version
		claims[`${LTI}tool_platform`].product_family_code = 'moodle'
		claims[`${LTI}lis`] = { person_sourcedid: '', course_section_sourcedid: '' }
		claims[`${LTI}ext`] = { user_username: `user${claims.sub}`, lms: 'moodle-2' }
	},
	tokenReply: (reply) => ({ value: reply, type: 'text/html; charset=utf-8' }),
	services: { lineitems: true, roster: true, strictAccept: true, scoreStatus: 200 },
	rosterRole: (uri) => uri.split('#').pop(),
	nextLink: (url) => `<${url.replaceAll('&', '&amp;')}>; rel=\u201cnext\u201d`,
}

const ilias = {
	...generic,
	family: 'ilias',
	messageHint: (launch) => `${launch.activity?.id ?? 0}:default:${launch.id}`,
	needsState: true, // state and prompt are not optional here
	claims(claims, launch) {
		claims.sub = `${claims.sub}@${ILIAS_ID}`
		claims.email = claims.sub
		claims.picture = ''
		Object.assign(claims, { given_name: '-', family_name: '-', name: '-' }) // names are off by default
		claims[`${LTI}target_link_uri`] = launch.redirectUri
		if (launch.deepLinking) delete claims[`${LTI}target_link_uri`]
		claims[`${LTI}roles`] = [claims[`${LTI}roles`].at(-1)]
		const context = claims[`${LTI}context`]
		if (context) Object.assign(context, { type: ['CourseOffering'], label: `CourseOffering ${context.id}` })
		claims[`${LTI}tool_platform`].product_family_code = 'ilias'
		claims[`${LTI}launch_presentation`].return_url = ''
		delete claims[NRPS]
		if (claims[AGS]) claims[AGS].lineitems = claims[AGS].lineitems.replace('lineitems', 'linetitems/')
	},
	// ILIAS 8 also posts the launch in clear beside the token.
	formExtras: (claims) => ({ user_id: claims.sub, lti_version: 'LTI-1p3', launch_presentation_css_url: '' }),
	tokenReply: (reply) => ({ value: { ...reply, token_type: 'baerer' }, type: 'application/json' }),
	services: { lineitems: false, roster: false, strictAccept: false, scoreStatus: 200 },
}

export const profiles = { generic, moodle, ilias }

// The sub this platform gives a person.
export function subjectOf(profile, person) {
	return profile.family === 'ilias' ? `${person.id}@${ILIAS_ID}` : person.id
}
