/*
 * Place: the feedback activity that a call is about, found inside the session's own course; and
 * whose work a session may see there. A submission review launch [LTI Submission Review] is for
 * one person: its lecturer sees only that one's attempts, and it is that student's own.
 */
#ifndef KIBRIDGE_FEEDBACK_PLACE_H
#define KIBRIDGE_FEEDBACK_PLACE_H

#include "assignment/assignment.h"
#include "call/call.h"
#include "call/reply.h"
#include "course/activity.h"
#include "course/session.h"
#include "feedback/submission.h"

struct place {
	struct activity activity;
	struct assignment *assignment; /* NULL: nothing was saved yet */
	int64_t version; /* 0 then */
	bool line_item;
};

/** For lecturers: ?activity=ID of the course, else the session's. @return NULL: found */
struct reply *place_find(struct place *out, struct call *call);
/** For students: the session's. 403 for a review of somebody else's work. */
struct reply *place_own(struct place *out, struct call *call);

/** 403 for a student who has not read the notice: nothing is stored before. */
struct reply *place_without_consent(struct call *call);

/** For staff: the attempt of the path, in the session's course, within a review's bounds. */
struct reply *place_submission(struct submission *out, struct call *call);
/** NULL: everybody's. */
const char *place_only_person(const struct session *session);

/** A grade will reach the LMS: there is a column, and something is released into it. */
bool place_is_scored(const struct place *place);

#endif
