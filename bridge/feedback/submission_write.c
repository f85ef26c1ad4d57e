/* Rows of the tables submission and submission_event, written. */
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "feedback/submission.h"

enum db_status submission_insert(struct db_conn *tx, struct submission *submission)
{
	enum db_status status;

	status = db_get_int(tx, &submission->number,
			    "SELECT COALESCE(MAX(number), 0) + 1 FROM submission "
			    "WHERE activity_id = $1 AND person = $2",
			    "tt", submission->activity, submission->person);
	if (status != DB_OK)
		return status;
	return db_exec(
		tx,
		"INSERT INTO submission (id, activity_id, person, request, number, "
		"status, visibility, assignment_version, language, body, words, files, "
		"criteria, summary, model_criteria, model_summary, quotes_kept, "
		"quotes_dropped, points, model_points, max_points, suspicions, "
		"suspicion, seen, edited, reported, graded, revision, receipt, "
		"input_tokens, output_tokens, exact, handed_in_s, changed_s) "
		"VALUES ($1, $2, $3, $4, $5, 'judging', $6, $7, $8, $9, $10, $11, '[]', "
		"'', '[]', '', 0, 0, 0, 0, $12, $13, $14, 0, 0, 0, 0, 0, $15, 0, 0, 0, "
		"$16, $16)",
		"ttttitittitftiti", submission->id, submission->activity,
		submission->person, submission->request, submission->number,
		submission->visibility, submission->assignment_version,
		submission->language, submission->text, submission->words,
		submission->files, submission->max_points, submission->suspicions,
		(int64_t)submission->suspicion, submission->receipt,
		submission->handed_in_s);
}

enum db_status submission_finish(struct db_conn *tx, const struct submission *submission,
				 bool *changed)
{
	enum db_status status;

	status = db_exec(
		tx,
		"UPDATE submission SET status = $2, criteria = $3, summary = $4, "
		"model_criteria = $3, model_summary = $4, quotes_kept = $5, "
		"quotes_dropped = $6, points = $7, model_points = $7, problem = $8, "
		"receipt = $9, input_tokens = $10, output_tokens = $11, exact = $12, "
		"changed_s = $13, revision = 1 WHERE id = $1 AND status = 'judging'",
		"ttttiifttiiii", submission->id, submission->status, submission->criteria,
		submission->summary, submission->quotes_kept, submission->quotes_dropped,
		submission->points, submission->problem, submission->receipt,
		submission->input_tokens, submission->output_tokens,
		(int64_t)submission->exact, submission->changed_s);
	*changed = status == DB_OK && db_changes(tx) > 0;
	return status;
}

enum db_status submission_checkpoint(struct db_conn *tx, const char *id,
				     const char *criteria)
{
	return db_exec(tx,
		       "UPDATE submission SET criteria = $2 "
		       "WHERE id = $1 AND status = 'judging'",
		       "tt", id, criteria);
}

const char *submission_again(struct arena *arena, const char *id)
{
	return arena_printf(arena, "%s.again", id);
}

#define LOST                                                                             \
	"'{\"type\":\"/problems/answer-lost\",\"title\":\"The feedback was "             \
	"interrupted\",\"status\":500}'"

enum db_status submission_sweep(struct db_conn *tx, int64_t now_s, int64_t *swept)
{
	enum db_status status;

	*swept = 0;
	status = db_exec(tx,
			 "UPDATE submission SET status = 'failed', changed_s = $1, "
			 "criteria = '[]', problem = " LOST " WHERE status = 'judging' "
			 "AND NOT EXISTS (SELECT 1 FROM reservation WHERE "
			 "reservation.request = submission.id OR reservation.request = "
			 "submission.id || '.again')",
			 "i", now_s);
	if (status == DB_OK)
		*swept = db_changes(tx);
	return status;
}

enum db_status submission_event_add(struct db_conn *tx, const char *submission,
				    const struct submission_event *event)
{
	char id[RANDOM_ID];

	return db_exec(tx,
		       "INSERT INTO submission_event (id, submission_id, author, what, "
		       "body, at_s) VALUES ($1, $2, $3, $4, $5, $6)",
		       "ttttti", random_id(id), submission, event->author, event->what,
		       event->text ? event->text : "", event->at_s);
}

enum db_status submission_events(struct submission_event **list, size_t *count,
				 struct db_conn *conn, struct arena *arena,
				 const char *submission)
{
	AUTO_ROWS *rows =
		db_query(conn,
			 "SELECT author, what, body, at_s FROM submission_event "
			 "WHERE submission_id = $1 ORDER BY at_s, what LIMIT $2",
			 "ti", submission, (int64_t)SUBMISSION_EVENTS_MAX);

	*count = 0;
	*list = arena_alloc(arena, SUBMISSION_EVENTS_MAX * sizeof(**list));
	while (*count < SUBMISSION_EVENTS_MAX && db_next(rows))
		(*list)[(*count)++] = (struct submission_event){
			.author = arena_strdup(arena, db_text(rows, 0)),
			.what = arena_strdup(arena, db_text(rows, 1)),
			.text = arena_strdup(arena, db_text(rows, 2)),
			.at_s = db_int(rows, 3),
		};
	return db_rows_status(rows);
}
