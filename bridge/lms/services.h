/*
 * Services: what a launch says about the LMS's grade and roster services, kept for when somebody
 * wants them later. Addresses may change with every launch, so each refreshes them [AGS §3.1].
 */
#ifndef KIBRIDGE_LMS_SERVICES_H
#define KIBRIDGE_LMS_SERVICES_H

#include <lti/launch.h>

#include "call/call.h"
#include "course/activity.h"
#include "store/db.h"

struct service_notes {
	struct call *call; /* its sealer and clock */
	const struct lti_launch *launch;
	const struct activity *activity;
	const char *deployment; /* our id */
	const char *resource_link_id; /* as the activity's link has it */
	const char *person; /* pseudonym */
	const char *memberships_url; /* as the store has it; NULL: not known */
	int64_t memberships_seen_s;
};

/**
 * In a transaction. The roster's address for the course; and for an activity that is graded
 * (kind feedback), the line item, or the older outcomes service where there is no other, and,
 * sealed, who the person is to the LMS. Nothing of people in activities without grades.
 */
enum db_status services_note(struct db_conn *tx, const struct service_notes *notes)
	__attribute__((warn_unused_result));

#endif
