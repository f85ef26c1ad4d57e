// How real platforms differ from the specification, as seen on Moodle 4.5 and ILIAS 8.
// A profile changes what the conforming platform would have sent; it never checks more leniently.
import { AGS, LTI, NRPS } from './claims.mjs'
import { OUTCOMES, outcomesClaim } from './outcomes.mjs'
import { ilias10, ilias11, ilias8, settingsOf } from './ilias.mjs'

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
	newTool: () => ({}),
	registrationUrl: (address, parameters) => `${address}${address.includes('?') ? '&' : '?'}${parameters}`,
	refuseLaunch: () => undefined,
	subject: (person) => person.id,
	storedScore: (score) => score,
	refuseScore: () => undefined,
	item: (item) => item,
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

// An LMS with a gradebook of LTI 1.1: no line items, no roster.
const older = {
	...generic,
	family: 'older',
	claims(claims, launch, platform) {
		delete claims[AGS]
		delete claims[NRPS]
		if (launch.activity) claims[OUTCOMES] = outcomesClaim(platform, launch)
	},
}

export const profiles = { generic, moodle, older, ilias: ilias8, ilias10, ilias11 }

/** The sub this platform gives a person, as far as no object and no tool plays a part. */
export const subjectOf = (profile, person) => profile.subject(person, undefined, settingsOf({}))
