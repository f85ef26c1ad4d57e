/* Report: rows of the table report, and ratings added up. */
#include "tutor/report.h"

#include "base/text.h"

bool report_reason_valid(const char *reason)
{
	static const char *const reasons[] = {"wrong", "harmful", "unfair", "private",
					      "other"};

	return text_index(reason, reasons, ARRAY_LEN(reasons)) >= 0;
}

enum db_status report_put(struct db_conn *tx, const struct report *report)
{
	return db_exec(
		tx,
		"INSERT INTO report (turn_id, activity_id, person, reason, note, shown,"
		" status, at_s) VALUES ($1, $2, $3, $4, $5, $6, 'open', $7)"
		" ON CONFLICT (turn_id) DO UPDATE SET reason = excluded.reason,"
		" note = excluded.note, shown = excluded.shown, status = 'open',"
		" at_s = excluded.at_s",
		"tttttii", report->turn, report->activity, report->person, report->reason,
		report->note, (int64_t)report->shown, report->at_s);
}

enum db_status report_set_status(struct db_conn *tx, const char *turn, const char *status)
{
	return db_exec(tx, "UPDATE report SET status = $2 WHERE turn_id = $1", "tt", turn,
		       status);
}

#define COLUMNS                                                                          \
	"r.turn_id, r.activity_id, r.person, r.reason, r.note, r.shown, r.status, "      \
	"r.at_s"
#define OF_COURSE " r.activity_id IN (SELECT id FROM activity WHERE course_id = $1)"

static void read_row(struct report *out, struct db_rows *rows, struct arena *arena)
{
	out->turn = arena_strdup(arena, db_text(rows, 0));
	out->activity = arena_strdup(arena, db_text(rows, 1));
	out->person = arena_strdup(arena, db_text(rows, 2));
	out->reason = arena_strdup(arena, db_text(rows, 3));
	out->note = arena_strdup(arena, db_text(rows, 4));
	out->shown = db_int(rows, 5) != 0;
	out->status = arena_strdup(arena, db_text(rows, 6));
	out->at_s = db_int(rows, 7);
}

enum db_status report_list(struct report **list, size_t *count, struct db_conn *conn,
			   struct arena *arena, const char *course)
{
	AUTO_ROWS *rows = db_query(conn,
				   "SELECT " COLUMNS " FROM report r WHERE" OF_COURSE
				   " ORDER BY r.status DESC, r.at_s DESC, r.turn_id"
				   " LIMIT $2",
				   "ti", course, (int64_t)REPORTS_MAX);

	*count = 0;
	*list = arena_alloc(arena, REPORTS_MAX * sizeof(**list));
	while (*count < REPORTS_MAX && db_next(rows))
		read_row(&(*list)[(*count)++], rows, arena);
	return db_rows_status(rows);
}

enum db_status report_find(struct report *out, struct db_conn *conn, struct arena *arena,
			   const char *turn, const char *course)
{
	AUTO_ROWS *rows = db_query(
		conn,
		"SELECT " COLUMNS ", t.question, t.answer, t.model FROM report r"
		" JOIN turn t ON t.id = r.turn_id WHERE" OF_COURSE " AND r.turn_id = $2",
		"tt", course, turn);

	if (!db_next(rows))
		return db_rows_absent(rows);
	read_row(out, rows, arena);
	out->question = arena_strdup(arena, db_text(rows, 8));
	out->answer = arena_strdup(arena, db_text(rows, 9));
	out->model = arena_strdup(arena, db_text(rows, 10));
	return DB_OK;
}

enum db_status rating_counts(struct rating_count **list, size_t *count,
			     struct db_conn *conn, struct arena *arena,
			     const char *course)
{
	AUTO_ROWS *rows = NULL;
	int64_t room;
	enum db_status status = db_get_int(
		conn, &room, "SELECT count(*) FROM activity WHERE course_id = $1", "t",
		course);

	*count = 0;
	if (status != DB_OK)
		return status;
	*list = arena_alloc(arena, (size_t)room * sizeof(**list) + 1);
	/* What lecturers think of answers to their own questions is not counted. */
	rows = db_query(
		conn,
		"SELECT c.activity_id, sum(CASE WHEN t.rating = 'up' THEN 1 ELSE 0 END),"
		" sum(CASE WHEN t.rating = 'down' THEN 1 ELSE 0 END),"
		" count(DISTINCT c.person) FROM conversation c"
		" JOIN turn t ON t.conversation_id = c.id"
		" JOIN ledger l ON l.id = t.id || '.reserve'"
		" WHERE c.activity_id IN (SELECT id FROM activity WHERE course_id = $1)"
		" AND t.rating <> '' AND ' ' || l.role || ' ' LIKE '% student %'"
		" GROUP BY c.activity_id LIMIT $2",
		"ti", course, room);
	while (db_next(rows))
		(*list)[(*count)++] = (struct rating_count){
			.activity = arena_strdup(arena, db_text(rows, 0)),
			.up = db_int(rows, 1),
			.down = db_int(rows, 2),
			.people = db_int(rows, 3),
		};
	return db_rows_status(rows);
}
