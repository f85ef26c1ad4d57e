/* Reported answers and ratings, for the lecturers of the course. */
#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/activity.h"
#include "course/policy.h"
#include "course/session.h"
#include "course/usage.h"
#include "privacy/audit.h"
#include "privacy/pseudonym.h"
#include "tutor/api.h"
#include "tutor/report.h"

/* Whether the review mode of the activity lets its lecturers read conversations anyway. */
static enum db_status is_open_to_staff(bool *open, struct call *call,
				       const char *activity)
{
	struct policy *policy;
	enum db_status status =
		policy_effective(&policy, db_reader(call->parts->db), call->arena,
				 call->session->tenant, call->session->course, activity);

	*open = status == DB_OK && (text_equal(policy->review, "pseudonymous") ||
				    text_equal(policy->review, "named"));
	return status;
}

static struct json_object *report_json(struct call *call, const struct report *report,
				       bool readable)
{
	struct json_object *json =
		json_put_text(json_new(call->arena), "turn", report->turn);

	json_put_text(json, "activity", report->activity);
	json_put_text(json, "reason", report->reason);
	json_put_text(json, "status", report->status);
	json_put_bool(json, "readable", readable);
	return json_put_time(json, "at", report->at_s);
}

static struct json_object *rating_json(struct call *call, const struct rating_count *of)
{
	struct json_object *json = json_new(call->arena);
	bool few = of->people < USAGE_FEW;

	json_put_text(json, "activity", of->activity);
	json_put_int(json, "up", few ? 0 : of->up);
	json_put_int(json, "down", few ? 0 : of->down);
	return json_put_bool(json, "few", few);
}

struct reply *tutor_reports(struct call *call)
{
	struct json_object *reports = json_list(call->arena),
			   *ratings = json_list(call->arena),
			   *body = json_new(call->arena);
	struct db_conn *conn = db_reader(call->parts->db);
	struct rating_count *counts;
	struct report *list;
	size_t count, rated;

	if (!call->session->course)
		return reply_error(call, 404, "not-found", "There is no course here.");
	if (report_list(&list, &count, conn, call->arena, call->session->course) !=
		    DB_OK ||
	    rating_counts(&counts, &rated, conn, call->arena, call->session->course) !=
		    DB_OK)
		return reply_store_failed(call);
	for (size_t i = 0; i < count; i++) {
		bool open;

		if (is_open_to_staff(&open, call, list[i].activity) != DB_OK)
			return reply_store_failed(call);
		json_add(reports, report_json(call, &list[i], open || list[i].shown));
	}
	for (size_t i = 0; i < rated; i++)
		json_add(ratings, rating_json(call, &counts[i]));
	json_put(body, "reports", reports);
	return reply_json(call, 200, json_put(body, "ratings", ratings));
}

/* ---- one of them ---- */

static struct reply *find(struct report *out, struct call *call)
{
	enum db_status status = DB_ABSENT;

	if (call->session->course)
		status = report_find(out, db_reader(call->parts->db), call->arena,
				     call->request->params[0], call->session->course);
	if (status == DB_ABSENT)
		return reply_error(call, 404, "not-found",
				   "There is no such report in this course.");
	return status == DB_OK ? NULL : reply_store_failed(call);
}

struct act {
	const struct call *call;
	const struct report *report;
	const char *action;
	const char *status; /* the new one, or NULL */
};

static enum db_status write_act(struct db_conn *tx, void *arg)
{
	const struct act *act = arg;
	const struct session *session = act->call->session;
	const struct audit_entry entry = {
		.tenant = session->tenant,
		.course = session->course,
		.actor = session->person,
		.action = act->action,
		.object = arena_printf(act->call->arena, "report:%s", act->report->turn),
		.at_s = act->call->now_s,
	};
	enum db_status status = DB_OK;

	if (act->status)
		status = report_set_status(tx, act->report->turn, act->status);
	return status == DB_OK ? audit_add(tx, &entry) : status;
}

struct reply *tutor_report_read(struct call *call)
{
	struct json_object *body;
	struct report report;
	struct act act = {.call = call, .report = &report, .action = "report.read"};
	char name[PSEUDONYM_SHORT];
	bool open, readable;
	struct reply *refusal = find(&report, call);

	if (refusal)
		return refusal;
	if (is_open_to_staff(&open, call, report.activity) != DB_OK ||
	    db_write(call->parts->db, write_act, &act) != DB_OK)
		return reply_store_failed(call); /* nobody reads what was not noted */
	readable = open || report.shown;
	body = report_json(call, &report, readable);
	json_put_text(body, "note", report.note);
	json_put_text(body, "question", readable ? report.question : NULL);
	json_put_text(body, "answer", readable ? report.answer : NULL);
	json_put_text(body, "model", readable ? report.model : NULL);
	json_put_text(body, "name",
		      open ? pseudonym_short(name, call->session->course, report.person)
			   : NULL);
	return reply_json(call, 200, body);
}

struct reply *tutor_report_close(struct call *call)
{
	struct json_object *body =
		json_parse(call->arena, call->request->body, call->request->body_len);
	const char *status = json_text(body, "status");
	struct report report;
	struct act act = {.call = call, .report = &report};
	struct reply *refusal = find(&report, call);

	if (refusal)
		return refusal;
	if (!text_equal(status, "open") && !text_equal(status, "closed"))
		return reply_field_error(call, "/status", "open or closed");
	act.status = status;
	act.action = text_equal(status, "open") ? "report.opened" : "report.closed";
	if (db_write(call->parts->db, write_act, &act) != DB_OK)
		return reply_store_failed(call);
	return reply_empty(call, 204);
}
