/* The table: everybody's latest attempt, with what became of its grade. */
#include <string.h>

#include "base/text.h"
#include "feedback/release.h"
#include "lms/grades.h"

/* Of a person's grades on their way, the newest. */
#define SCORE(column)                                                                    \
	"(SELECT " column " FROM score g WHERE g.activity_id = s.activity_id AND "       \
	"g.person = s.person ORDER BY g.at_ms DESC LIMIT 1)"
#define COLUMNS                                                                          \
	"s.id, s.person, s.status, s.visibility, s.number, s.handed_in_s, "              \
	"s.model_points, s.points, s.suspicion, s.seen, s.edited, s.reported, "          \
	"s.graded, " SCORE("g.status") ", " SCORE("g.reason") ", " SCORE("g.at_ms")
/* A failed attempt only where there is no other. */
#define IS_LATEST                                                                        \
	"s.id = (SELECT t.id FROM submission t WHERE t.activity_id = s.activity_id "     \
	"AND t.person = s.person ORDER BY CASE t.status WHEN 'failed' THEN 1 ELSE 0 "    \
	"END, t.number DESC LIMIT 1)"
#define IS_OPEN "s.status = 'held'"
#define IS_LOOK "s.suspicion = 1 AND s.seen = 0 AND s.status IN ('held', 'ready')"
#define IS_RELEASED "s.status IN ('released', 'ready')"

const char *release_state(const struct release_row *row)
{
	if (text_equal(row->status, "judging") || text_equal(row->status, "failed"))
		return row->status;
	if (row->suspicion && !row->seen && !text_equal(row->status, "released"))
		return "look";
	if (text_equal(row->status, "held"))
		return row->edited ? "edited" : "draft";
	return row->graded && row->grade_status ? row->grade_status : "released";
}

static void row_read(struct release_row *out, struct db_rows *rows, struct arena *arena)
{
	*out = (struct release_row){
		.id = arena_strdup(arena, db_text(rows, 0)),
		.person = arena_strdup(arena, db_text(rows, 1)),
		.status = arena_strdup(arena, db_text(rows, 2)),
		.visibility = arena_strdup(arena, db_text(rows, 3)),
		.number = db_int(rows, 4),
		.handed_in_s = db_int(rows, 5),
		.model_points = db_number(rows, 6),
		.points = db_number(rows, 7),
		.suspicion = db_int(rows, 8) != 0,
		.seen = db_int(rows, 9) != 0,
		.edited = db_int(rows, 10) != 0,
		.reported = db_int(rows, 11) != 0,
		.graded = db_int(rows, 12) != 0,
		.grade_status = arena_strdup(arena, db_text(rows, 13)),
		.grade_reason = arena_strdup(arena, db_text(rows, 14)),
		.grade_at_s = db_int(rows, 15) / 1000,
	};
}

const char *release_next(struct arena *arena, const struct release_row *last)
{
	return arena_printf(arena, "%lld.%s", (long long)last->handed_in_s, last->id);
}

/* @return whether it is one of ours */
static bool read_after(int64_t *at_s, const char **id, struct arena *arena,
		       const char *after)
{
	const char *dot = after ? strchr(after, '.') : NULL;

	*at_s = 0;
	*id = "";
	if (!after)
		return true;
	if (!dot || !text_int(at_s, arena_strndup(arena, after, (size_t)(dot - after))))
		return false;
	*id = dot + 1;
	return true;
}

static struct db_rows *rows_of_person(struct db_conn *conn,
				      const struct release_query *query)
{
	return db_query(conn,
			"SELECT " COLUMNS " FROM submission s WHERE s.activity_id = $1 "
			"AND s.person = $2 ORDER BY s.number DESC LIMIT $3",
			"tti", query->activity, query->person, (int64_t)query->most);
}

static struct db_rows *rows_of_all(struct db_conn *conn,
				   const struct release_query *query, int64_t after_s,
				   const char *after)
{
	return db_query(conn,
			"SELECT " COLUMNS " FROM submission s WHERE s.activity_id = $1 "
			"AND " IS_LATEST " AND ($2 = 'all' OR ($2 = 'open' AND " IS_OPEN
			") OR ($2 = 'look' AND " IS_LOOK ") OR ($2 = 'released' "
			"AND " IS_RELEASED ")) AND (s.handed_in_s > $3 OR "
			"(s.handed_in_s = $3 AND s.id > $4)) "
			"ORDER BY s.handed_in_s, s.id LIMIT $5",
			"ttiti", query->activity, query->filter, after_s, after,
			(int64_t)query->most);
}

enum db_status release_list(struct release_row **list, size_t *count,
			    struct db_conn *conn, struct arena *arena,
			    const struct release_query *query)
{
	AUTO_ROWS *rows = NULL;
	const char *after;
	int64_t after_s;

	*count = 0;
	*list = arena_alloc(arena, (query->most + 1) * sizeof(**list));
	if (!read_after(&after_s, &after, arena, query->after))
		return DB_OK; /* no page of ours: nothing behind it */
	rows = query->person ? rows_of_person(conn, query)
			     : rows_of_all(conn, query, after_s, after);
	while (*count < query->most && db_next(rows))
		row_read(&(*list)[(*count)++], rows, arena);
	return db_rows_status(rows);
}

enum db_status release_row_of(struct release_row *out, struct db_conn *conn,
			      struct arena *arena, const char *id)
{
	AUTO_ROWS *rows = db_query(
		conn, "SELECT " COLUMNS " FROM submission s WHERE s.id = $1", "t", id);

	if (!db_next(rows))
		return db_rows_absent(rows);
	row_read(out, rows, arena);
	return DB_OK;
}

enum db_status release_count(struct release_counts *out, struct db_conn *conn,
			     const char *activity, const char *person)
{
	AUTO_ROWS *rows = db_query(
		conn,
		"SELECT COUNT(*), COALESCE(SUM(CASE WHEN " IS_OPEN " THEN 1 ELSE 0 END), "
		"0), COALESCE(SUM(CASE WHEN " IS_LOOK " THEN 1 ELSE 0 END), 0), "
		"COALESCE(SUM(CASE WHEN " IS_RELEASED " THEN 1 ELSE 0 END), 0) "
		"FROM submission s WHERE s.activity_id = $1 AND ($2 = '' OR s.person = "
		"$2) "
		"AND " IS_LATEST,
		"tt", activity, person ? person : "");

	*out = (struct release_counts){0};
	if (db_next(rows))
		*out = (struct release_counts){
			.all = db_int(rows, 0),
			.open = db_int(rows, 1),
			.look = db_int(rows, 2),
			.released = db_int(rows, 3),
		};
	return db_rows_status(rows);
}
