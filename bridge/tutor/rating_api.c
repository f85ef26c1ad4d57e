/* What a person says of an answer of theirs: helpful or not, or that the lecturers should know. */
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/session.h"
#include "tutor/api.h"
#include "tutor/report.h"
#include "tutor/turn.h"

/* The answer that the path names, if it is the caller's own and has ended. */
static struct reply *own_answer(struct turn *turn, struct call *call)
{
	enum db_status status = DB_ABSENT;

	if (call->session->activity)
		status = turn_find(turn, db_reader(call->parts->db), call->arena,
				   call->request->params[0], call->session->activity,
				   call->session->person);
	if (status != DB_OK && status != DB_ABSENT)
		return reply_store_failed(call);
	if (status == DB_ABSENT || text_equal(turn->status, "running"))
		return reply_error(call, 404, "not-found",
				   "There is no such answer of yours.");
	return NULL;
}

/* ---- PUT turns/{id}/rating {rating} ---- */

struct rate {
	const char *turn, *rating;
};

static enum db_status write_rating(struct db_conn *tx, void *arg)
{
	const struct rate *rate = arg;

	return turn_rate(tx, rate->turn, rate->rating);
}

struct reply *tutor_rate(struct call *call)
{
	static const char *const ratings[] = {"up", "down"};
	struct json_object *body =
		json_parse(call->arena, call->request->body, call->request->body_len);
	const char *rating = json_text(body, "rating");
	struct rate rate;
	struct turn turn;
	struct reply *refusal = own_answer(&turn, call);

	if (refusal)
		return refusal;
	if (!json_object_is_type(body, json_type_object) ||
	    (json_member(body, "rating") &&
	     text_index(rating, ratings, ARRAY_LEN(ratings)) < 0))
		return reply_field_error(call, "/rating", "up, down or null");
	rate = (struct rate){.turn = turn.id, .rating = rating ? rating : ""};
	if (db_write(call->parts->db, write_rating, &rate) != DB_OK)
		return reply_store_failed(call);
	return reply_empty(call, 204);
}

/* ---- POST turns/{id}/report {reason, note?, show?} ---- */

static enum db_status write_report(struct db_conn *tx, void *arg)
{
	return report_put(tx, arg);
}

struct reply *tutor_report(struct call *call)
{
	struct json_object *body =
		json_parse(call->arena, call->request->body, call->request->body_len);
	const char *note = json_text(body, "note");
	struct report report;
	struct turn turn;
	struct reply *refusal = own_answer(&turn, call);

	if (refusal)
		return refusal;
	if (!report_reason_valid(json_text(body, "reason")))
		return reply_field_error(
			call, "/reason",
			"This must be wrong, harmful, unfair, private or other.");
	if (note && strlen(note) > REPORT_NOTE_MAX)
		return reply_field_error(call, "/note", "At most 2,000 bytes.");
	report = (struct report){
		.turn = turn.id,
		.activity = call->session->activity,
		.person = call->session->person,
		.reason = json_text(body, "reason"),
		.note = note ? note : "",
		.shown = json_flag(body, "show", false),
		.at_s = call->now_s,
	};
	if (db_write(call->parts->db, write_report, &report) != DB_OK)
		return reply_store_failed(call);
	log_info("turn.reported", "turn=%s reason=%s session=%s req=%s", turn.id,
		 report.reason, call->session->id, call->id);
	return reply_empty(call, 204);
}
