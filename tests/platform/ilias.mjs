// ILIAS 8, 10 and 11 as platforms: how they differ from the specification and from each other, as
// seen on 8.12 and read in the sources of the others.
import { createHash, randomBytes } from 'node:crypto'
import { AGS, LTI, NRPS } from './claims.mjs'

const INSTALLATION = '20a2f1c4-0000-4000-8000-00000000d3e0.ilias'
const OUTCOMES = 'https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome'

// "Identity" of the provider's settings: what stands before the '@' of a person's ident.
const idents = {
	'user-id': ({ id }) => id,
	'external-account': ({ email }) => email.split('@')[0],
	login: ({ given, family }) => `${given}.${family}`.toLowerCase().replace(/[^a-z.]/g, ''),
	'real-email': ({ email }) => email, // and nothing is appended
	random: (person, launch) => (randoms[`${person.id} ${launch?.activity?.id}`] ??= randomBytes(6).toString('hex')),
	sha256: ({ id }) => createHash('sha256').update(id).digest('hex'),
}
const randoms = {}

// "Name" of the provider's settings.
const names = {
	none: () => ({ given_name: '-', family_name: '-', name: '-' }),
	firstname: ({ given }) => ({ given_name: given, family_name: '-', name: given }),
	fullname: ({ given, family }) => ({ given_name: given, family_name: family, name: `${given} ${family}` }),
}

const bare = (person, launch, settings) => idents[settings.ident](person, launch)
const whole = (person, launch, settings) => {
	const ident = bare(person, launch, settings)
	return ident.includes('@') ? ident : `${ident}@${INSTALLATION}`
}

const unavailable = { status: 404, value: { error: 'User not available' } }

function makeIlias(version, own) {
	const legacy = version < 11
	return {
		family: 'ilias',
		version,
		loginMethod: 'post',
		messageHint: (launch) => `${launch.activity?.id ?? 0}:default:${launch.id}`,
		launchIdOnce: false,
		gradesEverything: true, // each object has a result, sent or not
		needsState: true, // state and prompt are not optional here
		// What a new provider is: the admin ticks the rest by hand.
		newTool: (asked) => ({
			settings: { ident: 'user-id', name: 'none', deepLinking: false, gradeSync: !legacy && /scope\/score/.test(asked.scope ?? '') },
		}),
		// ILIAS 8 and 10 append to the address as it is, and so break one without a '?'.
		registrationUrl(address, parameters) {
			return `${address}${legacy || address.includes('?') ? '&' : '?'}${parameters}`
		},
		// Who lacks add_consume_provider meets ILIAS' own page, and the tool nothing.
		refuseLaunch({ deepLinking, person, tool }, { deepLinkers }) {
			if (!deepLinking) return undefined
			if (!tool.settings?.deepLinking && tool.settings) return 'content selection is switched off'
			return deepLinkers && !deepLinkers.includes(person.id) ? 'permission denied!' : undefined
		},
		subject: (person, launch, settings) => (version === 8 ? whole : bare)(person, launch, settings),
		claims(claims, launch) {
			const settings = settingsOf(launch.tool)
			claims.sub = this.subject(launch.person, launch, settings)
			claims.email = whole(launch.person, launch, settings)
			claims.picture = ''
			Object.assign(claims, names[settings.name](launch.person))
			claims[`${LTI}target_link_uri`] = launch.redirectUri
			if (launch.deepLinking) delete claims[`${LTI}target_link_uri`]
			claims[`${LTI}roles`] = [claims[`${LTI}roles`].at(-1)]
			const context = claims[`${LTI}context`]
			if (context) Object.assign(context, { type: ['CourseOffering'], label: `CourseOffering ${context.id}` })
			Object.assign(claims[`${LTI}tool_platform`], { product_family_code: 'ilias', version: `${version}.0` })
			claims[`${LTI}launch_presentation`].return_url = ''
			delete claims[NRPS]
			if (!settings.gradeSync) delete claims[AGS]
			else if (claims[AGS] && legacy) claims[AGS].lineitems = claims[AGS].lineitems.replace('lineitems', 'linetitems/')
			if (claims[AGS] && legacy)
				claims[OUTCOMES] = {
					lis_outcome_service_url: `${claims.iss}/result.php?client_id=default`,
					lis_result_sourcedid: version === 8 ? '' : 'a-token',
				}
		},
		formExtras: () => ({}),
		tokenReply: (reply) => ({ value: { ...reply, token_type: 'bearer' }, type: 'application/json' }),
		services: { lineitems: !legacy, roster: false, strictAccept: false, scoreStatus: 200 },
		rosterRole: (uri) => uri,
		nextLink: (url) => `<${url}>; rel="next"`,
		// Whatever is not FullyGraded makes the result 0 up to ILIAS 10.
		storedScore: (score) => (legacy && score.gradingProgress !== 'FullyGraded' ? { ...score, scoreGiven: undefined } : score),
		/** Undefined: the person is known by that name; `seen` are the subs of past launches. */
		refuseScore({ userId }, seen) {
			const known = version === 8 ? [...seen].some((sub) => sub === userId || sub.startsWith(`${userId}@`)) : seen.has(userId)
			return known ? undefined : unavailable
		},
		item: ({ title, text, custom }) => ({ title, text, custom }), // nothing else of a content item is kept
		...own,
	}
}

/** A tool that was not registered dynamically has everything switched on. */
export const settingsOf = (tool) => ({ ident: 'user-id', name: 'none', deepLinking: true, gradeSync: true, ...tool.settings })

export const ilias8 = makeIlias(8, {
	// 8.12 also posts the launch in clear beside the token, and misspells "bearer".
	formExtras: (claims) => ({ user_id: claims.sub, lti_version: 'LTI-1p3', launch_presentation_css_url: '' }),
	tokenReply: (reply) => ({ value: { ...reply, token_type: 'baerer' }, type: 'application/json' }),
})
export const ilias10 = makeIlias(10, {})
export const ilias11 = makeIlias(11, {})
