/* Grades: the rows of `score`. */
#include "lms/grades.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "lms/grade_post.h"
#include "lms/outcome.h"
#include "lms/profile.h"

/* Where the score goes: the line item that the last launch of the activity named. */
struct place {
	const char *line_item, *deployment, *profile;
};

static enum db_status place_find(struct place *out, struct db_conn *tx,
				 struct arena *arena, const struct grade *grade)
{
	AUTO_ROWS *rows = db_query(
		tx,
		"SELECT g.line_item, g.deployment_id, p.profile FROM grade_place g "
		"JOIN deployment d ON d.id = g.deployment_id "
		"JOIN platform p ON p.id = d.platform_id "
		"WHERE g.activity_id = $1 AND EXISTS (SELECT 1 FROM subject s "
		"WHERE s.activity_id = $1 AND s.person = $2) "
		"ORDER BY g.seen_s DESC, g.line_item LIMIT 1",
		"tt", grade->activity, grade->person);

	if (!db_next(rows))
		return db_rows_absent(rows);
	out->line_item = arena_strdup(arena, db_text(rows, 0));
	out->deployment = arena_strdup(arena, db_text(rows, 1));
	out->profile = arena_strdup(arena, db_text(rows, 2));
	return DB_OK;
}

static const char *document_write(struct arena *arena, const struct grade *grade)
{
	struct json_object *document = json_new(arena);

	json_put_int(document, "progress", grade->progress);
	json_put_int(document, "grading", grade->grading);
	json_put_bool(document, "graded", grade->graded);
	if (grade->graded) {
		json_put_number(document, "given", grade->given);
		json_put_number(document, "maximum", grade->maximum);
	}
	if (grade->comment)
		json_put_text(document, "comment", grade->comment);
	return json_write(document);
}

enum db_status grade_put(struct db_conn *tx, struct arena *arena,
			 const struct grade *grade, int64_t now_ms)
{
	struct place place = {0};
	int64_t step_ms;
	enum db_status status = place_find(&place, tx, arena, grade);

	if (status != DB_OK)
		return status;
	if (grade->graded && grade->grading != LTI_GRADING_FULLY_GRADED &&
	    (profile_has(place.profile, PROFILE_PROGRESS_WIPES_GRADE) ||
	     outcome_is(place.line_item)))
		return DB_OK;
	step_ms = profile_has(place.profile, PROFILE_SCORE_SECONDS) ? 1000 : 1;
	return db_exec(
		tx,
		"INSERT INTO score (line_item, person, activity_id, deployment_id, "
		"document, "
		"revision, at_ms, status, attempts, next_s, reason, created_s) "
		"VALUES ($1, $2, $3, $4, $5, 1, $6, 'waiting', 0, 0, '', $7) "
		"ON CONFLICT (line_item, person) DO UPDATE SET document = "
		"excluded.document, "
		"deployment_id = excluded.deployment_id, revision = score.revision + 1, "
		"at_ms = CASE WHEN excluded.at_ms > score.at_ms + $8 THEN excluded.at_ms "
		"ELSE score.at_ms + $8 END, status = 'waiting', attempts = 0, next_s = "
		"0, "
		"reason = '', created_s = excluded.created_s",
		"tttttiii", place.line_item, grade->person, grade->activity,
		place.deployment, document_write(arena, grade), now_ms, now_ms / 1000,
		step_ms);
}

/* --- showing ------------------------------------------------------------------------------------- */

#define ROW_COLUMNS                                                                      \
	"SELECT s.person, s.activity_id, a.title, s.status, s.reason, s.at_ms, "         \
	"s.attempts, s.next_s FROM score s JOIN activity a ON a.id = s.activity_id "
#define ROW_ORDER                                                                        \
	"ORDER BY CASE s.status WHEN 'refused' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 "     \
	"END, s.at_ms DESC, s.person, s.line_item LIMIT $2"

/* Takes the rows over; the array has room for all of them. */
static enum db_status rows_read(struct grade_row *out, size_t *count,
				struct db_rows *taken, struct arena *arena)
{
	AUTO_ROWS *rows = taken;

	while (db_next(rows)) {
		struct grade_row *row = &out[(*count)++];

		row->person = arena_strdup(arena, db_text(rows, 0));
		row->activity = arena_strdup(arena, db_text(rows, 1));
		row->activity_title = arena_strdup(arena, db_text(rows, 2));
		row->status = arena_strdup(arena, db_text(rows, 3));
		row->reason = arena_strdup(arena, db_text(rows, 4));
		row->at_ms = db_int(rows, 5);
		row->attempts = db_int(rows, 6);
		row->next_s = text_equal(row->status, "waiting") ? db_int(rows, 7) : 0;
	}
	return db_rows_status(rows);
}

enum db_status grade_list(struct grade_row **out, size_t *count, struct db_conn *conn,
			  struct arena *arena, const char *activity)
{
	int64_t room = 0;
	enum db_status status = db_get_int(
		conn, &room, "SELECT COUNT(*) FROM score WHERE activity_id = $1", "t",
		activity);

	*out = NULL;
	*count = 0;
	if (status != DB_OK)
		return status;
	*out = arena_alloc(arena, ((size_t)room + 1) * sizeof(**out));
	return rows_read(*out, count,
			 db_query(conn, ROW_COLUMNS "WHERE s.activity_id = $1 " ROW_ORDER,
				  "ti", activity, room),
			 arena);
}

enum db_status grade_list_course(struct grade_row **out, size_t *count,
				 struct db_conn *conn, struct arena *arena,
				 const char *course)
{
	*out = arena_alloc(arena, GRADES_SHOWN * sizeof(**out));
	*count = 0;
	return rows_read(*out, count,
			 db_query(conn, ROW_COLUMNS "WHERE a.course_id = $1 " ROW_ORDER,
				  "ti", course, (int64_t)GRADES_SHOWN),
			 arena);
}

enum db_status grade_count_course(struct grade_counts *out, struct db_conn *conn,
				  const char *course)
{
	AUTO_ROWS *rows = db_query(
		conn,
		"SELECT s.status, COUNT(*) FROM score s JOIN activity a "
		"ON a.id = s.activity_id WHERE a.course_id = $1 GROUP BY s.status",
		"t", course);

	*out = (struct grade_counts){0};
	while (db_next(rows)) {
		const char *name = db_text(rows, 0);

		*(text_equal(name, "waiting") ? &out->waiting
		  : text_equal(name, "sent")  ? &out->sent
					      : &out->refused) = db_int(rows, 1);
	}
	return db_rows_status(rows);
}

enum db_status grade_retry(struct db_conn *tx, const char *activity, const char *person,
			   int64_t now_ms)
{
	/* A whole second: the least step that every LMS takes for later. */
	enum db_status status = db_exec(
		tx,
		"UPDATE score SET status = 'waiting', attempts = 0, next_s = 0, "
		"reason = '', revision = revision + 1, created_s = $3, at_ms = CASE "
		"WHEN at_ms + 1000 > $4 THEN at_ms + 1000 ELSE $4 END "
		"WHERE activity_id = $1 AND person = $2",
		"ttii", activity, person, now_ms / 1000, now_ms);

	if (status != DB_OK)
		return status;
	return db_changes(tx) > 0 ? DB_OK : DB_ABSENT;
}

/* --- sending -------------------------------------------------------------------------------------- */

struct due {
	const char *line_item, *person;
};

struct claim { /* one row, taken by one node for a while */
	struct arena *arena;
	struct due due;
	int64_t now_s;
	bool taken;
};

#define LEASE_S 120 /* longer than a send may take; then another node may try */

/* What has waited longest, but for what another node is just taking. */
static enum db_status claim_write(struct db_conn *tx, void *arg)
{
	struct claim *claim = arg;
	AUTO_ROWS *rows = db_query(
		tx,
		"SELECT line_item, person FROM score WHERE status = 'waiting' "
		"AND next_s <= $1 ORDER BY next_s, at_ms LIMIT 1 FOR UPDATE SKIP LOCKED",
		"i", claim->now_s);

	claim->taken = db_next(rows);
	if (!claim->taken)
		return db_rows_status(rows);
	claim->due.line_item = arena_strdup(claim->arena, db_text(rows, 0));
	claim->due.person = arena_strdup(claim->arena, db_text(rows, 1));
	return db_exec(tx,
		       "UPDATE score SET next_s = $3 WHERE line_item = $1 AND person = "
		       "$2",
		       "tti", claim->due.line_item, claim->due.person,
		       claim->now_s + LEASE_S);
}

struct outcome {
	const struct due *due;
	const struct grade_posting *posting;
	struct grade_answer answer;
	int64_t now_s;
};

static enum db_status outcome_write(struct db_conn *tx, void *arg)
{
	const struct outcome *outcome = arg;
	static const char *const statuses[] = {
		[GRADE_SENT] = "sent",
		[GRADE_LATER] = "waiting",
		[GRADE_REFUSED] = "refused",
	};

	/* A change meanwhile has another revision: it waits, and goes out next. */
	return db_exec(
		tx,
		"UPDATE score SET status = $4, attempts = attempts + 1, next_s = $5, "
		"reason = $6 WHERE line_item = $1 AND person = $2 AND revision = $3",
		"ttitit", outcome->due->line_item, outcome->due->person,
		outcome->posting->revision, statuses[outcome->answer.end],
		outcome->now_s + outcome->answer.wait_s, outcome->answer.reason);
}

/* @return whether there was one */
static bool send_one(const struct parts *parts, int64_t now_s)
{
	AUTO_ARENA *arena = arena_new(2 * MIB);
	struct claim claim = {.arena = arena, .now_s = now_s};
	struct outcome outcome = {.due = &claim.due, .now_s = now_s};
	struct grade_posting *posting;

	if (db_write(parts->db, claim_write, &claim) != DB_OK || !claim.taken)
		return false;
	if (!grade_posting_read(&posting, parts, arena, claim.due.line_item,
				claim.due.person))
		return true; /* the lease runs out, then again */
	outcome.posting = posting;
	outcome.answer = grade_post(parts, arena, posting, now_s);
	if (db_write(parts->db, outcome_write, &outcome) != DB_OK)
		log_warn("grade.outcome_not_stored",
			 NULL); /* sent again after the lease */
	return true;
}

/* On all nodes together: each of them says the same. */
static void count_waiting(const struct parts *parts, struct db_conn *conn, int64_t now_s)
{
	AUTO_ROWS *rows = db_query(conn,
				   "SELECT COUNT(*), COALESCE(MIN(created_s), $1) "
				   "FROM score WHERE status = 'waiting'",
				   "i", now_s);

	if (!db_next(rows))
		return;
	metrics_set(parts->metrics, "kibridge_outbox_waiting", "",
		    (double)db_int(rows, 0));
	metrics_set(parts->metrics, "kibridge_outbox_oldest_seconds", "",
		    (double)(now_s - db_int(rows, 1)));
}

unsigned grades_send(const struct parts *parts, int64_t now_s)
{
	struct db_conn *conn = db_reader(parts->db);
	unsigned count = 0;

	while (count < GRADES_AT_ONCE && send_one(parts, now_s))
		count++;
	if (conn)
		count_waiting(parts, conn, now_s);
	return count;
}
