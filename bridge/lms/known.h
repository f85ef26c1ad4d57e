/*
 * Known: what earlier launches left that this one finds again: the deployment, course, link,
 * activity and roster that it names. One question asks for all of it, as nearly every launch
 * finds everything the way it says it, and has nothing of it to write.
 */
#ifndef KIBRIDGE_LMS_KNOWN_H
#define KIBRIDGE_LMS_KNOWN_H

#include "base/arena.h"
#include "course/activity.h"
#include "lms/platform.h"
#include "store/db.h"

struct known_names { /* NULL: the launch names none */
	const char *tenant, *platform; /* our ids */
	const char *deployment_id, *context_id, *resource_link_id; /* the platform's */
};

/* What nobody has seen yet has no id. */
struct known {
	enum platform_status platform_status; /* disabled where there is none */
	const char *secret, *settings; /* the tenant's; its settings as JSON */
	const char *deployment_id; /* ours */
	enum platform_status deployment_status;
	const char *course_id, *course_title, *course_label;
	struct activity activity; /* that the link opened last: id, course, kind, title */
	const char *link_title;
	const char *memberships_url; /* of the course's roster; NULL: it has none */
	int64_t memberships_seen_s;
};

/** Reader. DB_ABSENT: there is no such tenant. */
enum db_status known_find(struct known *out, struct db_conn *conn, struct arena *arena,
			  const struct known_names *names);
/** Course and activity are there, and named as a launch names them: there is nothing to write. */
bool known_as_said(const struct known *known, const struct activity_link *link,
		   const char *course_title, const char *course_label);

#endif
