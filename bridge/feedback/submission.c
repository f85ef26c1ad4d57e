/* Rows of the table submission, read and told. */
#include "feedback/submission.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

#define COLUMNS_WITH(body, criteria, summary, model_criteria, suspicions, receipt)       \
	"id, activity_id, person, request, number, status, visibility, "                 \
	"assignment_version, language, words, files, quotes_kept, quotes_dropped, "      \
	"points, model_points, max_points, suspicion, seen, edited, reported, graded, "  \
	"revision, problem, input_tokens, output_tokens, exact, handed_in_s, "           \
	"changed_s, " body ", " criteria ", " summary ", " model_criteria ", "           \
	"model_summary, " suspicions ", " receipt
#define COLUMNS                                                                          \
	COLUMNS_WITH("body", "criteria", "summary", "model_criteria", "suspicions",      \
		     "receipt")
/* Lists need no texts: receipts alone hold every word that was sent. */
#define COLUMNS_BRIEF COLUMNS_WITH("''", "'[]'", "''", "'[]'", "'[]'", "NULL")

static void submission_read(struct submission *out, struct db_rows *rows,
			    struct arena *arena)
{
#define TEXT(column) arena_strdup(arena, db_text(rows, column))
	*out = (struct submission){
		.id = TEXT(0),
		.activity = TEXT(1),
		.person = TEXT(2),
		.request = TEXT(3),
		.number = db_int(rows, 4),
		.status = TEXT(5),
		.visibility = TEXT(6),
		.assignment_version = db_int(rows, 7),
		.language = TEXT(8),
		.words = db_int(rows, 9),
		.files = TEXT(10),
		.quotes_kept = db_int(rows, 11),
		.quotes_dropped = db_int(rows, 12),
		.points = db_number(rows, 13),
		.model_points = db_number(rows, 14),
		.max_points = db_number(rows, 15),
		.suspicion = db_int(rows, 16) != 0,
		.seen = db_int(rows, 17) != 0,
		.edited = db_int(rows, 18) != 0,
		.reported = db_int(rows, 19) != 0,
		.graded = db_int(rows, 20) != 0,
		.revision = db_int(rows, 21),
		.problem = TEXT(22),
		.input_tokens = db_int(rows, 23),
		.output_tokens = db_int(rows, 24),
		.exact = db_int(rows, 25) != 0,
		.handed_in_s = db_int(rows, 26),
		.changed_s = db_int(rows, 27),
		.text = TEXT(28),
		.criteria = TEXT(29),
		.summary = TEXT(30),
		.model_criteria = TEXT(31),
		.model_summary = TEXT(32),
		.suspicions = TEXT(33),
		.receipt = TEXT(34),
	};
#undef TEXT
}

/* Takes the rows over. */
static enum db_status only_row(struct submission *out, struct db_rows *taken,
			       struct arena *arena)
{
	AUTO_ROWS *rows = taken;

	if (!db_next(rows))
		return db_rows_absent(rows);
	submission_read(out, rows, arena);
	return DB_OK;
}

enum db_status submission_find_own(struct submission *out, struct db_conn *conn,
				   struct arena *arena, const char *id,
				   const char *activity, const char *person)
{
	return only_row(out,
			db_query(conn,
				 "SELECT " COLUMNS " FROM submission WHERE id = $1 "
				 "AND activity_id = $2 AND person = $3",
				 "ttt", id, activity, person),
			arena);
}

enum db_status submission_find_request(struct submission *out, struct db_conn *conn,
				       struct arena *arena, const char *person,
				       const char *request)
{
	return only_row(out,
			db_query(conn,
				 "SELECT " COLUMNS " FROM submission "
				 "WHERE person = $1 AND request = $2",
				 "tt", person, request),
			arena);
}

enum db_status submission_find_in(struct submission *out, struct db_conn *conn,
				  struct arena *arena, const char *id, const char *course)
{
	return only_row(out,
			db_query(conn,
				 "SELECT " COLUMNS " FROM submission WHERE id = $1 "
				 "AND activity_id IN "
				 "(SELECT id FROM activity WHERE course_id = $2)",
				 "tt", id, course),
			arena);
}

enum db_status submission_list_own(struct submission **list, size_t *count,
				   struct db_conn *conn, struct arena *arena,
				   const char *activity, const char *person)
{
	AUTO_ROWS *rows = db_query(conn,
				   "SELECT " COLUMNS_BRIEF " FROM submission "
				   "WHERE activity_id = $1 AND person = $2 "
				   "ORDER BY number DESC LIMIT $3",
				   "tti", activity, person, (int64_t)SUBMISSIONS_OWN_MAX);

	*count = 0;
	*list = arena_alloc(arena, SUBMISSIONS_OWN_MAX * sizeof(**list));
	while (*count < SUBMISSIONS_OWN_MAX && db_next(rows))
		submission_read(&(*list)[(*count)++], rows, arena);
	return db_rows_status(rows);
}

enum db_status submission_used(int64_t *used, bool *judging, struct db_conn *conn,
			       const char *activity, const char *person)
{
	AUTO_ROWS *rows =
		db_query(conn,
			 "SELECT COUNT(*), COALESCE(SUM(CASE WHEN status = 'judging' "
			 "THEN 1 ELSE 0 END), 0) FROM submission "
			 "WHERE activity_id = $1 AND person = $2 AND status <> 'failed'",
			 "tt", activity, person);

	*used = 0;
	*judging = false;
	if (db_next(rows)) {
		*used = db_int(rows, 0);
		*judging = db_int(rows, 1) > 0;
	}
	return db_rows_status(rows);
}

/* --- as a student sees it ---------------------------------------------------------------- */

static struct json_object *parsed(struct arena *arena, const char *text)
{
	return text ? json_parse(arena, text, strlen(text)) : NULL;
}

bool submission_is_shown(const struct submission *submission)
{
	return text_equal(submission->status, "ready") ||
	       text_equal(submission->status, "released");
}

struct json_object *submission_quotes_json(const struct submission *submission)
{
	struct json_object *quotes = json_object_new_object();

	json_put_int(quotes, "kept", submission->quotes_kept);
	return json_put_int(quotes, "dropped", submission->quotes_dropped);
}

struct json_object *submission_rubric_json(struct arena *arena,
					   const struct assignment *assignment)
{
	struct json_object *shown = assignment_student_json(arena, assignment, false);

	return json_share(json_array_of(shown, "criteria"));
}

static void put_feedback(struct json_object *json, struct arena *arena,
			 const struct submission *submission)
{
	bool shown = submission_is_shown(submission);
	bool growing = text_equal(submission->status, "judging") &&
		       text_equal(submission->visibility, "formative");

	json_put(json, "criteria",
		 shown || growing ? parsed(arena, submission->criteria)
				  : json_list(arena));
	json_put_text(json, "summary", shown ? submission->summary : "");
}

struct json_object *submission_student_json(struct arena *arena,
					    const struct submission *submission,
					    const struct assignment *assignment,
					    bool whole)
{
	struct json_object *json = json_new(arena);
	bool shown = submission_is_shown(submission);

	json_put_text(json, "id", submission->id);
	json_put_int(json, "number", submission->number);
	json_put_text(json, "status", submission->status);
	json_put_time(json, "handed_in_at", submission->handed_in_s);
	json_put_int(json, "words", submission->words);
	json_put_text(json, "language", submission->language);
	json_put(json, "files", parsed(arena, submission->files));
	if (whole) {
		json_put_text(json, "text", submission->text);
		put_feedback(json, arena, submission);
		json_put(json, "rubric", submission_rubric_json(arena, assignment));
	}
	json_put(json, "quotes", shown ? submission_quotes_json(submission) : NULL);
	if (text_equal(submission->status, "released"))
		json_put_number(json, "points", submission->points);
	else
		json_put(json, "points", NULL);
	json_put_number(json, "max_points", submission->max_points);
	json_put_int(json, "revision", submission->revision);
	return json_put(json, "problem", parsed(arena, submission->problem));
}
