// Names and Role Provisioning: who is in the course [NRPS §2].
import { SCOPE } from './claims.mjs'
import { json } from './exchange.mjs'
import { cutPage } from './grades.mjs'
import { people } from './people.mjs'
import { subjectOf } from './profiles.mjs'
import { checkBearer } from './token.mjs'

const TYPE = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json'

export function serveRoster(platform, request, url) {
	platform.journal.push({ event: 'nrps', path: url.pathname })
	if (!platform.profile.services.roster) return json({}, 404)
	const { refusal } = checkBearer(platform, request, [SCOPE.roster])
	if (refusal) return refusal
	if (platform.profile.services.strictAccept && request.headers.accept !== TYPE) return json({}, 400)

	const { page, headers } = cutPage(platform, url, Object.values(people))
	const { id, label, title } = platform.course
	const body = { id: String(url), context: { id, label, title }, members: page.map((one) => member(platform, one)) }
	return json(body, 200, { 'content-type': TYPE, ...headers })
}

function member(platform, person) {
	return {
		user_id: subjectOf(platform.profile, person),
		status: 'Active',
		roles: person.roles.map(platform.profile.rosterRole),
		name: person.name,
		given_name: person.given,
		family_name: person.family,
		email: person.email,
	}
}
