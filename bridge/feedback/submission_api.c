/* A student's own work over HTTP: the assignment, the draft, attempts, receipts, reports. */
#include <string.h>

#include "assignment/assignment_store.h"
#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/session.h"
#include "feedback/api.h"
#include "feedback/draft.h"
#include "feedback/place.h"
#include "feedback/submission.h"

#define REPORT_CHARACTERS_MAX 2000

static struct json_object *draft_json(struct arena *arena, const struct draft *draft)
{
	struct json_object *json = json_put_text(json_new(arena), "text", draft->text);

	return json_put_time(json, "saved_at", draft->saved_s);
}

/* Whether more may be handed in; the transaction that stores an attempt asks again. */
static void put_standing(struct json_object *body, const struct place *place,
			 int64_t used, int64_t now_s)
{
	const struct assignment *assignment = place->assignment;
	int64_t left = assignment ? assignment->attempts - used : 0;
	const char *closed = NULL;

	if (assignment && assignment->due_s && now_s > assignment->due_s)
		closed = "due";
	else if (assignment && left <= 0)
		closed = "attempts";
	json_put_int(body, "attempts_left", left > 0 ? left : 0);
	json_put_text(body, "closed", closed);
}

struct reply *feedback_submission(struct call *call)
{
	struct json_object *body = json_new(call->arena), *items = json_list(call->arena);
	const struct session *session = call->session;
	struct db_conn *conn = db_reader(call->parts->db);
	struct submission *list;
	struct draft draft;
	struct place place;
	struct reply *refusal = place_own(&place, call);
	enum db_status status;
	int64_t used;
	bool judging;
	size_t count;

	if (refusal)
		return refusal;
	status =
		draft_find(&draft, conn, call->arena, place.activity.id, session->person);
	json_put(body, "assignment",
		 place.assignment ? assignment_student_json(call->arena, place.assignment,
							    place_is_scored(&place))
				  : NULL);
	json_put(body, "draft", status == DB_OK ? draft_json(call->arena, &draft) : NULL);
	if ((status != DB_OK && status != DB_ABSENT) ||
	    submission_used(&used, &judging, conn, place.activity.id, session->person) !=
		    DB_OK ||
	    submission_list_own(&list, &count, conn, call->arena, place.activity.id,
				session->person) != DB_OK)
		return reply_store_failed(call);
	put_standing(body, &place, used, call->now_s);
	for (size_t i = 0; i < count; i++)
		json_add(items,
			 submission_student_json(call->arena, &list[i], NULL, false));
	return reply_json(call, 200, json_put(body, "attempts", items));
}

/* ---- the draft ---- */

struct saving {
	const struct session *session;
	struct draft draft;
};

static enum db_status write_draft(struct db_conn *tx, void *arg)
{
	const struct saving *saving = arg;

	return draft_save(tx, saving->session->activity, saving->session->person,
			  &saving->draft);
}

struct reply *feedback_draft_put(struct call *call)
{
	struct json_object *body =
		json_parse(call->arena, call->request->body, call->request->body_len);
	const char *text = json_text(body, "text");
	struct saving saving = {.session = call->session, .draft = {text, call->now_s}};
	struct place place;
	struct reply *refusal = place_own(&place, call);

	if (!refusal)
		refusal = place_without_consent(call);
	if (refusal)
		return refusal;
	if (!text || strlen(text) > SUBMISSION_TEXT_MAX)
		return reply_field_error(call, "/text", "A text of at most 256 KiB.");
	if (db_write(call->parts->db, write_draft, &saving) != DB_OK)
		return reply_store_failed(call);
	return reply_json(call, 200,
			  json_put_time(json_new(call->arena), "saved_at", call->now_s));
}

/* ---- attempts ---- */

static struct reply *own_attempt(struct submission *out, struct call *call)
{
	const struct session *session = call->session;
	struct place place;
	struct reply *refusal = place_own(&place, call);
	enum db_status status;

	if (refusal)
		return refusal;
	status = submission_find_own(out, db_reader(call->parts->db), call->arena,
				     call->request->params[0], session->activity,
				     session->person);
	if (status == DB_ABSENT)
		return reply_error(call, 404, "not-found",
				   "There is no such attempt of yours.");
	return status == DB_OK ? NULL : reply_store_failed(call);
}

struct reply *feedback_attempt(struct call *call)
{
	struct submission submission;
	struct assignment *assignment;
	struct reply *refusal = own_attempt(&submission, call);

	if (refusal)
		return refusal;
	if (assignment_find(&assignment, NULL, db_reader(call->parts->db), call->arena,
			    submission.activity, submission.assignment_version) != DB_OK)
		return reply_store_failed(call);
	return reply_json(
		call, 200,
		submission_student_json(call->arena, &submission, assignment, true));
}

struct reply *feedback_receipt(struct call *call)
{
	struct submission submission;
	struct json_object *receipt = NULL;
	struct reply *refusal = own_attempt(&submission, call);

	if (refusal)
		return refusal;
	if (submission.receipt)
		receipt = json_parse(call->arena, submission.receipt,
				     strlen(submission.receipt));
	if (!receipt)
		return reply_error(call, 404, "not-found", "There is no receipt.");
	return reply_json(call, 200, receipt);
}

/* ---- reports ---- */

struct report {
	const char *submission;
	struct submission_event event;
};

static enum db_status write_report(struct db_conn *tx, void *arg)
{
	const struct report *report = arg;
	enum db_status status =
		db_exec(tx, "UPDATE submission SET reported = 1 WHERE id = $1", "t",
			report->submission);

	return status == DB_OK
		       ? submission_event_add(tx, report->submission, &report->event)
		       : status;
}

static bool is_short(const char *text)
{
	size_t characters = 0;

	for (; *text; text++)
		characters += ((unsigned char)*text & 0xC0) != 0x80;
	return characters <= REPORT_CHARACTERS_MAX;
}

struct reply *feedback_report(struct call *call)
{
	struct json_object *body =
		json_parse(call->arena, call->request->body, call->request->body_len);
	const char *text = json_text(body, "text");
	struct report report = {
		.event = {call->session->person, "reported", text, call->now_s}};
	struct submission submission;
	struct reply *refusal = own_attempt(&submission, call);

	if (refusal)
		return refusal;
	if (!text || !is_short(text))
		return reply_field_error(call, "/text",
					 "A text of at most 2,000 characters.");
	if (!submission_is_shown(&submission))
		return reply_error(call, 409, "no-feedback-yet",
				   "There is no feedback on this attempt yet.");
	report.submission = submission.id;
	if (db_write(call->parts->db, write_report, &report) != DB_OK)
		return reply_store_failed(call);
	return reply_empty(call, 204);
}
