/* The lecturer's table over HTTP, and one attempt with all that is known of it. */
#include <string.h>

#include "assignment/assignment_store.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/policy.h"
#include "feedback/api.h"
#include "feedback/feedback.h"
#include "feedback/names.h"
#include "feedback/place.h"
#include "feedback/release.h"

/* ---- who may be read, and by name ---- */

/*
 * What is handed in for a lecturer's eyes is read by them, with the name that their LMS shows them
 * anyway. Formative work is between student and machine; there the review mode decides.
 */
struct reach {
	bool texts, names;
};

static enum db_status reach_find(struct reach *out, struct call *call,
				 const char *activity, const char *visibility)
{
	const struct session *session = call->session;
	struct policy *policy;
	enum db_status status;

	*out = (struct reach){true, true};
	if (text_equal(visibility, "draft"))
		return DB_OK;
	status = policy_effective(&policy, db_reader(call->parts->db), call->arena,
				  session->tenant, session->course, activity);
	if (status != DB_OK)
		return status;
	out->names = text_equal(policy->review, "named");
	out->texts = out->names || text_equal(policy->review, "pseudonymous");
	return DB_OK;
}

static struct json_object *student_json(struct call *call, const struct roll *roll,
					const char *person)
{
	struct json_object *json = json_put_text(json_new(call->arena), "person", person);

	return json_put_text(json, "name", roll ? roll_name(roll, person) : NULL);
}

static struct roll *roll_of(struct call *call)
{
	return names_of_course(feedback_names(call->parts->feedback), call->parts,
			       call->arena, call->session->course, call->now_s);
}

/* ---- the table ---- */

static void put_points(struct json_object *json, const char *name, bool known,
		       double points)
{
	if (known)
		json_put_number(json, name, points);
	else
		json_put(json, name, NULL);
}

static struct json_object *row_json(struct call *call, const struct release_row *row,
				    const struct reach *reach, const struct roll *roll)
{
	struct json_object *json = json_put_text(json_new(call->arena), "id", row->id);
	bool judged = !text_equal(row->status, "judging") &&
		      !text_equal(row->status, "failed") && reach->texts;

	json_put(json, "student",
		 student_json(call, reach->names ? roll : NULL, row->person));
	json_put_int(json, "number", row->number);
	json_put_time(json, "handed_in_at", row->handed_in_s);
	put_points(json, "draft_points", judged, row->model_points);
	put_points(json, "points", judged, row->points);
	json_put_text(json, "state", release_state(row));
	json_put_bool(json, "suspicion", row->suspicion);
	json_put_bool(json, "seen", row->seen);
	return json_put_bool(json, "reported", row->reported);
}

static struct json_object *counts_json(struct arena *arena,
				       const struct release_counts *counts)
{
	struct json_object *json = json_put_int(json_new(arena), "all", counts->all);

	json_put_int(json, "open", counts->open);
	json_put_int(json, "look", counts->look);
	return json_put_int(json, "released", counts->released);
}

static bool read_query(struct release_query *out, struct call *call,
		       const struct place *place)
{
	static const char *const filters[] = {"all", "open", "look", "released"};
	const struct request *request = call->request;
	const struct form *query =
		form_parse(call->arena, request->query, strlen(request->query));
	const char *only = place_only_person(call->session);

	*out = (struct release_query){.activity = place->activity.id,
				      .most = RELEASE_PAGE + 1};
	out->filter = form_get(query, "filter");
	if (text_empty(out->filter))
		out->filter = "all";
	out->person = form_get(query, "person");
	if (text_empty(out->person))
		out->person = NULL;
	out->after = form_get(query, "after");
	if (text_empty(out->after))
		out->after = NULL;
	if (only) { /* a review is of one person, whatever the query says */
		if (out->person && !text_equal(out->person, only))
			out->filter = "";
		out->person = only;
	}
	if (out->person)
		out->most = SUBMISSIONS_OWN_MAX;
	return text_index(out->filter, filters, ARRAY_LEN(filters)) >= 0;
}

/* Names are for drafts alone, unless the review mode says otherwise. */
static enum db_status rows_json(struct json_object *items, struct call *call,
				const struct release_row *list, size_t count,
				const char *activity)
{
	struct roll *roll = count ? roll_of(call) : NULL;
	struct reach draft, formative;
	enum db_status status = reach_find(&draft, call, activity, "draft");

	if (status == DB_OK)
		status = reach_find(&formative, call, activity, "formative");
	for (size_t i = 0; status == DB_OK && i < count; i++)
		json_add(items,
			 row_json(call, &list[i],
				  text_equal(list[i].visibility, "draft") ? &draft
									  : &formative,
				  roll));
	return status;
}

struct reply *feedback_list(struct call *call)
{
	struct json_object *body = json_new(call->arena), *items = json_list(call->arena);
	struct db_conn *conn = db_reader(call->parts->db);
	struct release_counts counts;
	struct release_query query;
	struct release_row *list;
	struct place place;
	struct reply *refusal = place_find(&place, call);
	struct json_object *activity;
	size_t count;
	bool more;

	if (refusal)
		return refusal;
	if (!read_query(&query, call, &place))
		return reply_field_error(call, "/filter", "all, open, look or released");
	if (release_list(&list, &count, conn, call->arena, &query) != DB_OK ||
	    release_count(&counts, conn, place.activity.id,
			  place_only_person(call->session)) != DB_OK)
		return reply_store_failed(call);
	more = !query.person && count > RELEASE_PAGE;
	count = more ? RELEASE_PAGE : count;
	if (rows_json(items, call, list, count, place.activity.id) != DB_OK)
		return reply_store_failed(call);
	activity = json_put_text(json_new(call->arena), "id", place.activity.id);
	json_put(body, "activity",
		 json_put_text(activity, "title", place.activity.title));
	put_points(body, "max_points", place.assignment != NULL,
		   place.assignment ? place.assignment->max_points : 0);
	json_put_bool(body, "scored", place_is_scored(&place));
	json_put(body, "counts", counts_json(call->arena, &counts));
	json_put(body, "rows", items);
	json_put_text(body, "next",
		      more ? release_next(call->arena, &list[count - 1]) : NULL);
	return reply_json(call, 200, body);
}

/* ---- one attempt ---- */

static struct json_object *parsed(struct call *call, const char *text)
{
	return json_parse(call->arena, text, strlen(text));
}

/* Each criterion with what the model had said of it. */
static struct json_object *criteria_json(struct call *call,
					 const struct submission *submission)
{
	static const char *const members[] = {"level", "points", "advice", "next_step"};
	struct json_object *list = parsed(call, submission->criteria);
	struct json_object *model = parsed(call, submission->model_criteria);

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *draft = json_new(call->arena);
		struct json_object *own = json_object_array_get_idx(model, i);

		for (size_t k = 0; own && k < ARRAY_LEN(members); k++)
			json_put(draft, members[k],
				 json_share(json_member(own, members[k])));
		json_put(json_object_array_get_idx(list, i), "draft", own ? draft : NULL);
	}
	return list;
}

static struct json_object *grade_json(struct call *call, const struct release_row *row)
{
	struct json_object *json;

	if (!row->graded || !row->grade_status)
		return NULL;
	json = json_put_text(json_new(call->arena), "status", row->grade_status);
	json_put_text(json, "reason",
		      text_empty(row->grade_reason) ? NULL : row->grade_reason);
	return json_put_time(json, "at", row->grade_at_s);
}

static struct json_object *event_json(struct call *call,
				      const struct submission_event *event)
{
	struct json_object *json =
		json_put_time(json_new(call->arena), "at", event->at_s);

	json_put_text(json, "author", text_empty(event->author) ? NULL : event->author);
	json_put_text(json, "what", event->what);
	if (!text_empty(event->text))
		json_put_text(json, "text", event->text);
	return json;
}

static enum db_status put_history(struct json_object *body, struct call *call,
				  const char *id, const struct release_row *row)
{
	struct json_object *items = json_list(call->arena);
	struct submission_event *list, grade = {.author = "", .at_s = row->grade_at_s};
	size_t count;
	enum db_status status = submission_events(
		&list, &count, db_reader(call->parts->db), call->arena, id);

	for (size_t i = 0; i < count; i++)
		json_add(items, event_json(call, &list[i]));
	grade.what = text_equal(row->grade_status, "sent")	? "grade-sent"
		     : text_equal(row->grade_status, "refused") ? "grade-refused"
								: NULL;
	if (row->graded && grade.what)
		json_add(items, event_json(call, &grade));
	json_put(body, "history", items);
	return status;
}

struct looking {
	struct release_act act;
	const struct submission *submission;
};

static enum db_status write_look(struct db_conn *tx, void *arg)
{
	const struct looking *looking = arg;

	return release_look(tx, &looking->act, looking->submission);
}

static struct json_object *whole_json(struct call *call, struct submission *submission,
				      const struct assignment *assignment)
{
	struct json_object *json;
	const char *status = submission->status;

	/* Staff see what a student sees after release. */
	submission->status = text_equal(status, "held") ? "released" : status;
	json = submission_student_json(call->arena, submission, assignment, true);
	submission->status = status;
	json_put_text(json, "status", status);
	json_put(json, "criteria", criteria_json(call, submission));
	return json_put(json, "suspicions", parsed(call, submission->suspicions));
}

struct reply *feedback_one(struct call *call)
{
	struct looking looking = {{call->session, call->arena, call->now_s * 1000}, NULL};
	struct db_conn *conn = db_reader(call->parts->db);
	struct submission submission;
	struct assignment *assignment;
	struct release_row row;
	struct reach reach;
	struct json_object *body;
	struct reply *refusal = place_submission(&submission, call);

	if (refusal)
		return refusal;
	if (reach_find(&reach, call, submission.activity, submission.visibility) != DB_OK)
		return reply_store_failed(call);
	if (!reach.texts)
		return reply_error(call, 403, "review-closed",
				   "What students hand in here is for themselves.");
	looking.submission = &submission;
	if (db_write(call->parts->db, write_look, &looking) != DB_OK ||
	    assignment_find(&assignment, NULL, conn, call->arena, submission.activity,
			    submission.assignment_version) != DB_OK ||
	    release_row_of(&row, conn, call->arena, submission.id) != DB_OK)
		return reply_store_failed(call);
	body = whole_json(call, &submission, assignment);
	json_put(body, "student",
		 student_json(call, reach.names ? roll_of(call) : NULL,
			      submission.person));
	json_put_text(body, "state", release_state(&row));
	json_put_bool(body, "seen", true);
	json_put_bool(body, "reported", submission.reported);
	json_put(body, "grade", grade_json(call, &row));
	if (put_history(body, call, submission.id, &row) != DB_OK)
		return reply_store_failed(call);
	return reply_json(call, 200, body);
}
