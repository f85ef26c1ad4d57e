// The course and the activities in it; deep linking adds more.

export function makeCourse(overrides = {}) {
	const course = {
		id: '7',
		label: 'PROG1',
		title: 'Introduction to Programming',
		activities: [{ id: '31', title: 'AI tutor', description: 'Ask when you are stuck.' }],
		...overrides,
	}
	course.nextActivityId = 40
	return course
}

/** The activity of this id, made if there is none: a link in a test needs no preparation. */
export function activityById(course, id = course.activities[0].id) {
	return course.activities.find((activity) => activity.id === id) ?? addActivity(course, { id, title: `Activity ${id}` })
}

// One deep-linked content item becomes one activity; a test may choose its id.
export function addActivity(course, item, tool) {
	const activity = {
		id: item.id ?? String(course.nextActivityId++),
		title: item.title || 'Untitled',
		description: item.text ?? '',
		url: item.url,
		custom: item.custom,
		lineItem: item.lineItem,
		tool,
	}
	course.activities.push(activity)
	return activity
}
