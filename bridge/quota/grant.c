/* Grant: rows of quota_grant; their amount never changes, they run out or are ended. */
#include "quota/grant.h"

enum db_status grant_add(struct db_conn *tx, const struct grant *grant, int64_t now_s)
{
	return db_exec(
		tx,
		"INSERT INTO quota_grant (id, course_id, person, metric, time_window, "
		"amount, until_s, author, created_s) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		"tttttiiti", grant->id, grant->course, grant->person,
		metric_name(grant->metric), window_name(grant->window), grant->amount,
		grant->until_s, grant->author, now_s);
}

enum db_status grants_list(struct grant **list, size_t *count, struct db_conn *conn,
			   struct arena *arena, const char *course, const char *person,
			   int64_t now_s)
{
	AUTO_ROWS *rows = db_query(
		conn,
		"SELECT id, course_id, person, metric, time_window, amount, until_s, "
		"author, created_s FROM quota_grant WHERE course_id = $1 "
		"AND ($2 = '' OR person = $2) AND until_s > $3 "
		"ORDER BY until_s, created_s, id LIMIT 500",
		"tti", course, person ? person : "", now_s);

	*count = 0;
	*list = arena_alloc(arena, GRANTS_MAX * sizeof(**list));
	while (*count < GRANTS_MAX && db_next(rows)) {
		struct grant *grant = &(*list)[*count];

		if (!metric_parse(&grant->metric, db_text(rows, 3)) ||
		    !window_parse(&grant->window, db_text(rows, 4)))
			continue;
		grant->id = arena_strdup(arena, db_text(rows, 0));
		grant->course = arena_strdup(arena, db_text(rows, 1));
		grant->person = arena_strdup(arena, db_text(rows, 2));
		grant->amount = db_int(rows, 5);
		grant->until_s = db_int(rows, 6);
		grant->author = arena_strdup(arena, db_text(rows, 7));
		grant->created_s = db_int(rows, 8);
		(*count)++;
	}
	return db_rows_status(rows);
}

enum db_status grant_end(struct db_conn *tx, struct arena *arena, const char *id,
			 const char *course, int64_t now_s, const char **person)
{
	return db_get_text(tx, arena, person,
			   "UPDATE quota_grant SET until_s = $3 WHERE id = $1 "
			   "AND course_id = $2 AND until_s > $3 RETURNING person",
			   "tti", id, course, now_s);
}

enum db_status grants_read(struct grants *out, struct db_conn *conn,
			   const struct quota_subject *subject, int64_t now_s)
{
	AUTO_ROWS *rows = NULL;
	enum quota_metric metric;
	enum window window;

	*out = (struct grants){0};
	if (!subject->course || !subject->person)
		return DB_OK;
	rows = db_query(conn,
			"SELECT metric, time_window, SUM(amount), MIN(until_s) "
			"FROM quota_grant "
			"WHERE course_id = $1 AND person = $2 AND until_s > $3 "
			"GROUP BY metric, time_window",
			"tti", subject->course, subject->person, now_s);
	while (db_next(rows)) {
		if (!metric_parse(&metric, db_text(rows, 0)) ||
		    !window_parse(&window, db_text(rows, 1)))
			continue;
		out->amount[metric][window] = db_int(rows, 2);
		out->until_s[metric][window] = db_int(rows, 3);
	}
	return db_rows_status(rows);
}

static bool is_raised_by_grants(const struct limit *limit)
{
	return limit->scope == SCOPE_USER && limit->level != LEVEL_TENANT;
}

void grants_apply(const struct grants *grants, struct limit *limit)
{
	limit->granted = 0;
	limit->granted_until_s = 0;
	if (!is_raised_by_grants(limit))
		return;
	limit->granted = grants->amount[limit->metric][limit->window];
	limit->granted_until_s = grants->until_s[limit->metric][limit->window];
}

bool grant_raises(const struct grant *grant, const struct limit *limit)
{
	return is_raised_by_grants(limit) && limit->metric == grant->metric &&
	       limit->window == grant->window;
}
