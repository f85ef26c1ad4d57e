/* Policy place: which level's rules a request is about, and whether the caller may change them. */
#ifndef KIBRIDGE_COURSE_POLICY_PLACE_H
#define KIBRIDGE_COURSE_POLICY_PLACE_H

#include <stdbool.h>

#include "call/call.h"
#include "call/reply.h"
#include "quota/limit.h"

struct policy_place {
	enum level level;
	const char *id; /* the level's: of the tenant, course or activity */
	const char *activity; /* of the session's course; NULL unless one is meant */
	const char *object; /* for the audit log: "course:<id>" */
	bool editable;
};

/** From {level} and ?activity=. @return NULL if all is well, else the refusal */
struct reply *policy_place_find(struct policy_place *out, struct call *call);

/** The activity that is meant: ?activity= or the session's; NULL if neither. As above. */
struct reply *policy_place_activity(const char **activity, struct call *call);

#endif
