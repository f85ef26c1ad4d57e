/* PUT feedback/{id} and POST feedback/release: what a human makes of the model's draft. */
#include <string.h>

#include "assignment/assignment_store.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "feedback/api.h"
#include "feedback/place.h"
#include "feedback/release.h"

#define EDIT_TEXT_MAX 4000 /* bytes of advice, next step or summary */
#define RELEASE_MAX 200

/* ---- editing ---- */

struct editing {
	struct release_act act;
	struct release_edit edit;
	bool stale;
};

static enum db_status write_edit(struct db_conn *tx, void *arg)
{
	struct editing *editing = arg;
	enum db_status status = release_edit(tx, &editing->act, &editing->edit);

	editing->stale = status == DB_REFUSED;
	return status;
}

static bool edit_text(struct json_check *check, const char *field,
		      struct json_object *edit, const char *name)
{
	return json_check_text(check, json_check_name(check, field, name),
			       json_member(edit, name), 0, EDIT_TEXT_MAX);
}

/* One criterion's edit into its feedback, evidence kept. */
static bool apply(struct json_check *check, const char *field,
		  const struct rubric_criterion *criterion, struct json_object *edit,
		  struct json_object *feedback)
{
	double most = rubric_points(criterion, criterion->level_count - 1);

	if (!json_check_whole(check, json_check_name(check, field, "level"),
			      json_member(edit, "level"), 0,
			      (int64_t)criterion->level_count - 1) ||
	    !json_check_number(check, json_check_name(check, field, "points"),
			       json_member(edit, "points"), 0, most) ||
	    !edit_text(check, field, edit, "advice") ||
	    !edit_text(check, field, edit, "next_step"))
		return false;
	json_put_int(feedback, "level", (int64_t)json_number(edit, "level", 0));
	json_put_number(feedback, "points", json_number(edit, "points", 0));
	json_put_text(feedback, "advice", json_text(edit, "advice"));
	json_put_text(feedback, "next_step", json_text(edit, "next_step"));
	return true;
}

static struct json_object *edit_of(struct json_object *edits, const char *id, size_t *at)
{
	for (*at = 0; *at < json_object_array_length(edits); (*at)++) {
		struct json_object *edit = json_object_array_get_idx(edits, *at);

		if (text_equal(json_text(edit, "id"), id))
			return edit;
	}
	return NULL;
}

/* Every criterion of the rubric, each once. @return NULL: check has the fault */
static struct json_object *edited_criteria(struct json_check *check, double *points,
					   const struct rubric *rubric,
					   const struct submission *submission,
					   struct json_object *edits)
{
	struct json_object *list = json_parse(check->arena, submission->criteria,
					      strlen(submission->criteria));

	*points = 0;
	if (!json_check_list(check, "/criteria", edits, rubric->criterion_count,
			     rubric->criterion_count))
		return NULL;
	for (size_t i = 0; i < rubric->criterion_count; i++) {
		const struct rubric_criterion *criterion = &rubric->criteria[i];
		struct json_object *feedback = json_object_array_get_idx(list, i);
		size_t at;
		struct json_object *edit = edit_of(edits, criterion->id, &at);

		if (!edit || !feedback) {
			json_check_refuse(check, "/criteria",
					  "Each criterion of the rubric once.");
			return NULL;
		}
		if (!apply(check, json_check_index(check, "/criteria", at), criterion,
			   edit, feedback))
			return NULL;
		*points += json_number(feedback, "points", 0);
	}
	return list;
}

static struct reply *edit_stale(struct call *call, int64_t revision)
{
	const struct problem problem = {
		.status = 409,
		.name = "stale-version",
		.detail = "Somebody else has changed this feedback meanwhile.",
		.extra = json_put_int(json_new(call->arena), "revision", revision),
	};

	return reply_problem(call, &problem);
}

static struct reply *not_to_be_edited(struct call *call,
				      const struct submission *submission)
{
	bool there = text_equal(submission->status, "held") ||
		     text_equal(submission->status, "released");

	if (!there)
		return reply_error(call, 409, "not-editable",
				   "Only feedback that waits for release can be edited.");
	if (text_equal(submission->model_criteria, "[]"))
		return reply_error(call, 409, "gone",
				   "The student has deleted this attempt.");
	return NULL;
}

struct reply *feedback_edit(struct call *call)
{
	struct json_object *body =
		json_parse(call->arena, call->request->body, call->request->body_len);
	struct editing editing = {
		{call->session, call->arena, call->now_s * 1000}, {0}, 0};
	struct json_check check = {.arena = call->arena};
	struct submission submission;
	struct assignment *assignment;
	struct json_object *criteria;
	struct reply *refusal = place_submission(&submission, call);
	enum db_status status;

	if (!refusal)
		refusal = not_to_be_edited(call, &submission);
	if (refusal)
		return refusal;
	if (!json_object_is_type(body, json_type_object))
		return reply_error(call, 400, "malformed",
				   "The request is not valid JSON.");
	if (assignment_find(&assignment, NULL, db_reader(call->parts->db), call->arena,
			    submission.activity, submission.assignment_version) != DB_OK)
		return reply_store_failed(call);
	editing.edit.base_revision = json_int(body, "base_revision", -1);
	if (editing.edit.base_revision < 0)
		return reply_field_error(call, "/base_revision",
					 "Which revision was this made from?");
	criteria = edited_criteria(&check, &editing.edit.points, &assignment->rubric,
				   &submission, json_member(body, "criteria"));
	if (!criteria || !edit_text(&check, "", body, "summary"))
		return reply_field_error(call, check.fault.field, check.fault.reason);

	editing.edit.submission = &submission;
	editing.edit.criteria = json_write(criteria);
	editing.edit.summary = json_text(body, "summary");
	status = db_write(call->parts->db, write_edit, &editing);
	if (editing.stale)
		return edit_stale(call, submission.revision);
	if (status != DB_OK)
		return reply_store_failed(call);
	body = json_put_int(json_new(call->arena), "revision",
			    editing.edit.base_revision + 1);
	return reply_json(call, 200,
			  json_put_number(body, "points", editing.edit.points));
}

/* ---- releasing ---- */

struct releasing {
	struct release_act act;
	struct json_object *ids;
	struct json_object *released, *refused;
};

static void refuse(struct releasing *releasing, const char *id, const char *reason)
{
	struct json_object *one = json_put_text(json_new(releasing->act.arena), "id", id);

	json_add(releasing->refused, json_put_text(one, "reason", reason));
}

/* Another course's is as good as none. */
static enum db_status release_id(struct db_conn *tx, struct releasing *releasing,
				 const char *id)
{
	const struct session *session = releasing->act.session;
	const char *only = place_only_person(session);
	const char *reason = "gone";
	struct submission submission;
	enum db_status status;

	status = submission_find_in(&submission, tx, releasing->act.arena, id,
				    session->course);
	if (status == DB_OK &&
	    (!only || (text_equal(submission.person, only) &&
		       text_equal(submission.activity, session->activity))))
		status = release_one(tx, &releasing->act, &submission, &reason);
	if (status != DB_OK && status != DB_ABSENT)
		return status;
	if (reason)
		refuse(releasing, id, reason);
	else
		json_add_text(releasing->released, id);
	return DB_OK;
}

static enum db_status write_release(struct db_conn *tx, void *arg)
{
	struct releasing *releasing = arg;
	enum db_status status = DB_OK;

	releasing->released = json_list(releasing->act.arena);
	releasing->refused = json_list(releasing->act.arena);
	for (size_t i = 0;
	     status == DB_OK && i < json_object_array_length(releasing->ids); i++)
		status = release_id(tx, releasing,
				    json_object_get_string(json_object_array_get_idx(
					    releasing->ids, i)));
	return status;
}

static bool ids_are_texts(struct json_object *ids)
{
	size_t count = json_object_is_type(ids, json_type_array)
			       ? json_object_array_length(ids)
			       : 0;

	for (size_t i = 0; i < count; i++) {
		struct json_object *id = json_object_array_get_idx(ids, i);

		if (!json_object_is_type(id, json_type_string) ||
		    json_object_get_string_len(id) > 64)
			return false;
	}
	return count >= 1 && count <= RELEASE_MAX;
}

struct reply *feedback_release(struct call *call)
{
	struct json_object *body =
		json_parse(call->arena, call->request->body, call->request->body_len);
	struct releasing releasing = {
		.act = {call->session, call->arena, clock_now_ms()}};
	size_t count;

	releasing.ids = json_member(body, "ids");
	if (!ids_are_texts(releasing.ids))
		return reply_field_error(call, "/ids", "1 to 200 attempts.");
	if (!call->session->course)
		return reply_error(call, 404, "not-found", "There is no course here.");
	if (db_write(call->parts->db, write_release, &releasing) != DB_OK)
		return reply_store_failed(call);
	count = json_object_array_length(releasing.released);
	metrics_add(call->parts->metrics, "kibridge_feedback_released_total", "",
		    (double)count);
	log_info("feedback.released", "count=%zu refused=%zu session=%s req=%s", count,
		 json_object_array_length(releasing.refused), call->session->id,
		 call->id);
	body = json_put(json_new(call->arena), "released", releasing.released);
	return reply_json(call, 200, json_put(body, "refused", releasing.refused));
}
