/* Policy place: every rule is found by way of the session's own tenant and course. */
#include "course/policy_place.h"

#include <string.h>

#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/activity.h"
#include "course/session.h"

static struct reply *not_found(struct call *call)
{
	return reply_error(call, 404, "not-found", "There are no such rules here.");
}

struct reply *policy_place_activity(const char **activity, struct call *call)
{
	const struct request *request = call->request;
	const struct form *query =
		form_parse(call->arena, request->query, strlen(request->query));
	struct activity found;
	enum db_status status;

	*activity = NULL;
	if (!query)
		return reply_error(call, 400, "malformed", "The query cannot be read.");
	*activity = form_get(query, "activity");
	if (!*activity)
		*activity = call->session->activity;
	if (!*activity)
		return NULL;
	if (!call->session->course)
		return not_found(call);
	status = activity_find(&found, db_reader(call->parts->db), call->arena, *activity,
			       call->session->course);
	if (status == DB_ABSENT)
		return not_found(call);
	return status == DB_OK ? NULL : reply_store_failed(call);
}

struct reply *policy_place_find(struct policy_place *out, struct call *call)
{
	const struct session *session = call->session;
	const char *name = call->request->params[0];
	struct reply *refusal;
	int level = 0;

	*out = (struct policy_place){0};
	while (level < LEVEL_COUNT && !text_equal(name, level_name((enum level)level)))
		level++;
	if (level == LEVEL_COUNT)
		return not_found(call);
	out->level = (enum level)level;
	out->editable = session->rank >= RANK_LECTURER;
	switch (out->level) {
	case LEVEL_TENANT:
		out->id = session->tenant;
		out->editable = session->rank >= RANK_ADMIN;
		break;
	case LEVEL_COURSE:
		out->id = session->course;
		break;
	default:
		refusal = policy_place_activity(&out->activity, call);
		if (refusal)
			return refusal;
		out->id = out->activity;
	}
	if (!out->id)
		return not_found(call);
	out->object = arena_printf(call->arena, "%s:%s", name, out->id);
	return NULL;
}
