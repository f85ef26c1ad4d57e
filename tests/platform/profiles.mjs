// How real platforms differ from the specification, as seen on Moodle 4.5 and ILIAS 8.
// A profile changes what the conforming platform would have sent; it never checks more leniently.
import { LTI } from './claims.mjs'
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

export const profiles = { generic, moodle, ilias: ilias8, ilias10, ilias11 }

/** The sub this platform gives a person, as far as no object and no tool plays a part. */
export const subjectOf = (profile, person) => profile.subject(person, undefined, settingsOf({}))
