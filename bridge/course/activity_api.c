/* Activities of the session's course, for its lecturers. */
#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/activity.h"
#include "course/api.h"
#include "course/session.h"
#include "privacy/audit.h"

static struct json_object *activity_json(struct arena *arena,
					 const struct activity *activity)
{
	struct json_object *json = json_put_text(json_new(arena), "id", activity->id);

	json_put_text(json, "title", activity->title);
	json_put_text(json, "kind", activity->kind);
	return json_put_text(json, "status", activity->status);
}

struct reply *course_activities(struct call *call)
{
	struct json_object *items = json_list(call->arena);
	struct activity *list;
	size_t count = 0;

	if (call->session->course &&
	    activity_list(&list, &count, db_reader(call->parts->db), call->arena,
			  call->session->course) != DB_OK)
		return reply_store_failed(call);
	for (size_t i = 0; i < count; i++)
		json_add(items, activity_json(call->arena, &list[i]));
	return reply_json(call, 200,
			  json_put(json_new(call->arena), "activities", items));
}

struct confirmation {
	const struct session *session;
	const char *activity, *object;
	int64_t now_s;
};

static enum db_status write_confirmation(struct db_conn *tx, void *arg)
{
	const struct confirmation *confirmation = arg;
	const struct audit_entry entry = {
		.tenant = confirmation->session->tenant,
		.course = confirmation->session->course,
		.actor = confirmation->session->person,
		.action = "activity.confirmed",
		.object = confirmation->object,
		.at_s = confirmation->now_s,
	};
	enum db_status status = activity_confirm(tx, confirmation->activity);

	if (status == DB_OK) /* students' pages open by themselves */
		status = db_notify(tx, "policy", confirmation->session->course);
	return status == DB_OK ? audit_add(tx, &entry) : status;
}

struct reply *course_activity_confirm(struct call *call)
{
	struct confirmation confirmation = {.session = call->session,
					    .now_s = call->now_s};
	enum db_status status = DB_ABSENT;
	struct activity activity;

	if (call->session->course)
		status = activity_find(&activity, db_reader(call->parts->db), call->arena,
				       call->request->params[0], call->session->course);
	if (status == DB_ABSENT)
		return reply_error(call, 404, "not-found",
				   "There is no such activity in this course.");
	if (status != DB_OK)
		return reply_store_failed(call);

	confirmation.activity = activity.id;
	confirmation.object = arena_printf(call->arena, "activity:%s", activity.id);
	if (db_write(call->parts->db, write_confirmation, &confirmation) != DB_OK)
		return reply_store_failed(call);
	return reply_empty(call, 204);
}
