/* Grant: rows of quota_grant; they are never changed, only run out. */
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
			"SELECT metric, time_window, SUM(amount) FROM quota_grant "
			"WHERE course_id = $1 AND person = $2 AND until_s > $3 "
			"GROUP BY metric, time_window",
			"tti", subject->course, subject->person, now_s);
	while (db_next(rows))
		if (metric_parse(&metric, db_text(rows, 0)) &&
		    window_parse(&window, db_text(rows, 1)))
			out->amount[metric][window] = db_int(rows, 2);
	return db_rows_status(rows);
}

int64_t grants_for(const struct grants *grants, const struct limit *limit)
{
	if (limit->scope != SCOPE_USER || limit->level == LEVEL_TENANT)
		return 0;
	return grants->amount[limit->metric][limit->window];
}
