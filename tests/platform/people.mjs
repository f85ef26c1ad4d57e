// Who studies and teaches at Demo University, and what an LMS says about their roles.

const MEMBERSHIP = 'http://purl.imsglobal.org/vocab/lis/v2/membership#'
const INSTITUTION = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#'
const SYSTEM = 'http://purl.imsglobal.org/vocab/lis/v2/system/person#'

export const role = {
	learner: `${MEMBERSHIP}Learner`,
	instructor: `${MEMBERSHIP}Instructor`,
	assistant: 'http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant',
	courseAdministrator: `${MEMBERSHIP}Administrator`,
	institutionStudent: `${INSTITUTION}Student`,
	institutionAdministrator: `${INSTITUTION}Administrator`,
	systemAdministrator: `${SYSTEM}Administrator`,
}

export const people = {
	student: person('101', 'Mia', 'Sommer', [role.learner]),
	student2: person('102', 'Jonas', "O'Neill", [role.learner]),
	lecturer: person('201', 'Anna', 'Kühn', [role.instructor]),
	admin: person('1', 'Alex', 'Admin', [
		role.systemAdministrator,
		role.institutionAdministrator,
		role.instructor,
	]),
}

/** A person by name; `student-17` is one of as many students as a test wants. */
export function personByName(name) {
	const [, number] = /^student-(\d{1,5})$/.exec(name) ?? []
	return number ? person(String(100_000 + Number(number)), `Student${number}`, 'Muster', [role.learner]) : people[name]
}

function person(id, given, family, roles) {
	const name = `${given} ${family}`
	return { id, given, family, name, email: `${given.toLowerCase()}@example.edu`, roles }
}
