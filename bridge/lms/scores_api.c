/* Scores on the lecturer's desk: what became of grades on their way to the LMS. */
#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/activity.h"
#include "course/session.h"
#include "lms/api.h"
#include "lms/grades.h"
#include "privacy/audit.h"

static struct json_object *score_json(struct arena *arena, const struct grade_row *row)
{
	struct json_object *activity = json_new(arena), *json = json_new(arena);

	json_put_text(activity, "id", row->activity);
	json_put_text(activity, "title", row->activity_title);
	json_put(json, "activity", activity);
	json_put_text(json, "person", row->person);
	json_put_text(json, "status", row->status);
	json_put_text(json, "reason", text_empty(row->reason) ? NULL : row->reason);
	json_put_int(json, "attempts", row->attempts);
	json_put_time(json, "at", row->at_ms / 1000);
	return json_put_time(json, "next_at", row->next_s);
}

struct reply *lms_scores(struct call *call)
{
	struct json_object *answer = json_new(call->arena),
			   *list = json_list(call->arena),
			   *counted = json_new(call->arena);
	struct db_conn *conn = db_reader(call->parts->db);
	const char *course = call->session->course;
	struct grade_counts counts = {0};
	struct grade_row *rows = NULL;
	size_t count = 0;

	if (course &&
	    (!conn || grade_count_course(&counts, conn, course) != DB_OK ||
	     grade_list_course(&rows, &count, conn, call->arena, course) != DB_OK))
		return reply_store_failed(call);
	for (size_t i = 0; i < count; i++)
		json_add(list, score_json(call->arena, &rows[i]));
	json_put_int(counted, "waiting", counts.waiting);
	json_put_int(counted, "sent", counts.sent);
	json_put_int(counted, "refused", counts.refused);
	return reply_json(call, 200,
			  json_put(json_put(answer, "counts", counted), "scores", list));
}

struct retry {
	const struct call *call;
	const char *activity, *person;
};

static enum db_status retry_write(struct db_conn *tx, void *arg)
{
	const struct retry *retry = arg;
	const struct session *session = retry->call->session;
	struct arena *arena = retry->call->arena;
	struct audit_entry entry = {
		.tenant = session->tenant,
		.course = session->course,
		.actor = session->person,
		.action = "score.retried",
		.object = arena_printf(arena, "person:%s", retry->person),
		.detail = json_put_text(json_new(arena), "activity", retry->activity),
		.at_s = retry->call->now_s,
	};
	struct activity activity;
	enum db_status status =
		activity_find(&activity, tx, arena, retry->activity, session->course);

	if (status == DB_OK)
		status = grade_retry(tx, activity.id, retry->person,
				     retry->call->now_s * 1000);
	return status == DB_OK ? audit_add(tx, &entry) : status;
}

struct reply *lms_score_retry(struct call *call)
{
	struct retry retry = {.call = call,
			      .activity = call->request->params[0],
			      .person = call->request->params[1]};
	enum db_status status = DB_ABSENT;

	if (call->session->course)
		status = db_write(call->parts->db, retry_write, &retry);
	if (status == DB_ABSENT)
		return reply_error(call, 404, "not-found",
				   "There is no such grade in this course.");
	return status == DB_OK ? reply_empty(call, 204) : reply_store_failed(call);
}
