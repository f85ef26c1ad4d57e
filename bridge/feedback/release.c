/* Opened, edited, released: each leaves a line in the history. */
#include "feedback/release.h"

#include <string.h>

#include "assignment/assignment_store.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "lms/grades.h"
#include "privacy/audit.h"

#define COMMENT_MAX 8000 /* bytes; some gradebooks cut at 64 KiB */

static enum db_status note(struct db_conn *tx, const struct release_act *act,
			   const char *submission, const char *what)
{
	const struct submission_event event = {
		.author = act->session->person,
		.what = what,
		.at_s = act->now_ms / 1000,
	};

	return submission_event_add(tx, submission, &event);
}

static enum db_status audit(struct db_conn *tx, const struct release_act *act,
			    const struct submission *submission, const char *action)
{
	struct json_object *detail =
		json_put_text(json_new(act->arena), "attempt", submission->id);
	const struct audit_entry entry = {
		.tenant = act->session->tenant,
		.course = act->session->course,
		.actor = act->session->person,
		.action = action,
		.object = arena_printf(act->arena, "person:%s", submission->person),
		.detail = detail,
		.at_s = act->now_ms / 1000,
	};

	return audit_add(tx, &entry);
}

enum db_status release_look(struct db_conn *tx, const struct release_act *act,
			    const struct submission *submission)
{
	int64_t one;
	enum db_status status = audit(tx, act, submission, "feedback.read");

	if (status == DB_OK)
		status = db_exec(tx, "UPDATE submission SET seen = 1 WHERE id = $1", "t",
				 submission->id);
	if (status != DB_OK)
		return status;
	status = db_get_int(tx, &one,
			    "SELECT 1 FROM submission_event WHERE submission_id = $1 "
			    "AND author = $2 AND what = 'opened' LIMIT 1",
			    "tt", submission->id, act->session->person);
	return status == DB_ABSENT ? note(tx, act, submission->id, "opened") : status;
}

enum db_status release_edit(struct db_conn *tx, const struct release_act *act,
			    const struct release_edit *edit)
{
	enum db_status status =
		db_exec(tx,
			"UPDATE submission SET criteria = $2, summary = $3, points = $4, "
			"edited = 1, seen = 1, status = 'held', revision = revision + 1, "
			"changed_s = $5 WHERE id = $1 AND revision = $6 "
			"AND status IN ('held', 'released')",
			"tttfii", edit->submission->id, edit->criteria, edit->summary,
			edit->points, act->now_ms / 1000, edit->base_revision);

	if (status != DB_OK)
		return status;
	if (db_changes(tx) == 0)
		return DB_REFUSED;
	status = audit(tx, act, edit->submission, "feedback.edited");
	return status == DB_OK ? note(tx, act, edit->submission->id, "edited") : status;
}

/* ---- releasing ---- */

/* Only the newest grade of a person is the LMS's. */
static enum db_status grade_send(struct db_conn *tx, const struct release_act *act,
				 const struct submission *submission)
{
	struct assignment *assignment;
	struct grade grade = {
		.activity = submission->activity,
		.person = submission->person,
		.progress = LTI_ACTIVITY_COMPLETED,
		.grading = LTI_GRADING_FULLY_GRADED,
		.graded = true,
		.given = submission->points,
		.maximum = submission->max_points,
	};
	enum db_status status =
		assignment_find(&assignment, NULL, tx, act->arena, submission->activity,
				submission->assignment_version);

	if (status != DB_OK)
		return status == DB_ABSENT ? DB_FAILED : status;
	grade.comment = release_comment(act->arena, submission, assignment);
	status = grade_put(tx, act->arena, &grade, act->now_ms);
	if (status != DB_OK) /* no column: the feedback is released all the same */
		return status == DB_ABSENT ? DB_OK : status;
	return db_exec(
		tx,
		"UPDATE submission SET graded = CASE WHEN id = $3 THEN 1 ELSE 0 END "
		"WHERE activity_id = $1 AND person = $2",
		"ttt", submission->activity, submission->person, submission->id);
}

static const char *why_not(const struct submission *submission)
{
	if (text_equal(submission->status, "judging") ||
	    text_equal(submission->status, "failed") ||
	    text_equal(submission->status, "released"))
		return submission->status;
	if (text_equal(submission->status, "ready")) /* formative: released as it is */
		return "released";
	/* Who has erased their words has taken the feedback with them. */
	return text_equal(submission->model_criteria, "[]") ? "gone" : NULL;
}

/* Released before, and the LMS would not have it: once more. */
static enum db_status send_again(struct db_conn *tx, const struct release_act *act,
				 const struct submission *submission, const char **reason)
{
	struct release_row row;
	enum db_status status = release_row_of(&row, tx, act->arena, submission->id);

	if (status != DB_OK || !text_equal(release_state(&row), "refused"))
		return status;
	*reason = NULL;
	return grade_send(tx, act, submission);
}

enum db_status release_one(struct db_conn *tx, const struct release_act *act,
			   const struct submission *submission, const char **reason)
{
	enum db_status status;

	*reason = why_not(submission);
	if (text_equal(submission->status, "released"))
		return send_again(tx, act, submission, reason);
	if (*reason)
		return DB_OK;
	status = db_exec(tx,
			 "UPDATE submission SET status = 'released', seen = 1, "
			 "changed_s = $2 WHERE id = $1 AND status = 'held' "
			 "AND revision = $3",
			 "tii", submission->id, act->now_ms / 1000, submission->revision);
	if (status != DB_OK)
		return status;
	if (db_changes(tx) == 0) { /* edited or released by somebody else just now */
		*reason = "gone";
		return DB_OK;
	}
	status = grade_send(tx, act, submission);
	if (status == DB_OK)
		status = audit(tx, act, submission, "feedback.released");
	return status == DB_OK ? note(tx, act, submission->id, "released") : status;
}

/* ---- the comment ---- */

static bool add_criterion(struct buf *out, const struct rubric *rubric,
			  struct json_object *feedback)
{
	const char *id = json_text(feedback, "id");
	int at = id ? rubric_find(rubric, id) : -1;
	int64_t level = json_int(feedback, "level", -1);
	const char *advice = json_text(feedback, "advice");
	const struct rubric_criterion *criterion;

	if (at < 0)
		return true;
	criterion = &rubric->criteria[at];
	return buf_printf(out, "\n\n%s: %s (%g/%g)%s%s", criterion->name,
			  level >= 0 && level < (int64_t)criterion->level_count
				  ? criterion->levels[level].name
				  : "?",
			  json_number(feedback, "points", 0),
			  rubric_points(criterion, criterion->level_count - 1),
			  text_empty(advice) ? "" : "\n", advice ? advice : "");
}

const char *release_comment(struct arena *arena, const struct submission *submission,
			    const struct assignment *assignment)
{
	struct json_object *list =
		json_parse(arena, submission->criteria, strlen(submission->criteria));
	bool german = text_equal(submission->language, "de");
	AUTO_BUF out;
	bool fits;

	buf_init(&out, COMMENT_MAX);
	fits = buf_add_text(&out, submission->summary);
	for (size_t i = 0; fits && i < json_object_array_length(list); i++)
		fits = add_criterion(&out, &assignment->rubric,
				     json_object_array_get_idx(list, i));
	return arena_printf(
		arena, "%s\n\n%s", out.bytes,
		german ? "Mit KI vorbereitet, von einer Lehrperson freigegeben."
		       : "Prepared with AI, released by a lecturer.");
}
