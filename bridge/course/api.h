/*
 * Course's handlers: the one-time code, the activities and the rules of a course (docs/api.md).
 * All but course_session_trade need a session. Each finds its object inside the session's own
 * course: another course's activity is 404, whoever asks.
 */
#ifndef KIBRIDGE_COURSE_API_H
#define KIBRIDGE_COURSE_API_H

#include "call/call.h"
#include "call/reply.h"

/** GET /schema/policy.json; for anyone */
struct reply *course_policy_schema(struct call *call);
/** POST session; for anyone */
struct reply *course_session_trade(struct call *call);
/** GET activities; lecturer */
struct reply *course_activities(struct call *call);
/** POST activities/{id}/confirm; lecturer */
struct reply *course_activity_confirm(struct call *call);
/** GET policies/{level}; lecturer */
struct reply *course_policy_get(struct call *call);
/** PUT policies/{level}; lecturer, 300 KiB */
struct reply *course_policy_put(struct call *call);
/** GET policies/{level}/versions; lecturer */
struct reply *course_policy_versions(struct call *call);
/** GET policies/{level}/versions/{n}; lecturer */
struct reply *course_policy_version(struct call *call);
/** GET policy/effective; lecturer */
struct reply *course_policy_effective(struct call *call);
/** PUT exam-lock; lecturer */
struct reply *course_exam_lock(struct call *call);
/** GET grants, ?person=; lecturer */
struct reply *course_grants(struct call *call);
/** POST grants {person, metric, window, amount, until}; lecturer */
struct reply *course_grant_add(struct call *call);
/** DELETE grants/{id}; lecturer */
struct reply *course_grant_end(struct call *call);
/** GET usage; lecturer */
struct reply *course_usage(struct call *call);
/** GET near-limit; lecturer */
struct reply *course_near_limit(struct call *call);
/** GET presets; lecturer */
struct reply *course_presets(struct call *call);

/*
 * The university's own, for its admin.
 */
/** GET tenant; admin */
struct reply *course_tenant(struct call *call);
/** PUT tenant {setting: value, …}; admin */
struct reply *course_tenant_put(struct call *call);
/** GET courses, ?q=; admin */
struct reply *course_courses(struct call *call);
/** GET audit, ?after=; admin */
struct reply *course_audit(struct call *call);

#endif
