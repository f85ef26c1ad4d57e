/* Course: rows of the table course. */
#include "course/course.h"

#include "base/random.h"
#include "base/text.h"

#define COLUMNS "id, tenant_id, deployment_id, context_id, title, label, created_s"

static void read_row(struct course *out, struct db_rows *rows, struct arena *arena)
{
	out->id = arena_strdup(arena, db_text(rows, 0));
	out->tenant = arena_strdup(arena, db_text(rows, 1));
	out->deployment = arena_strdup(arena, db_text(rows, 2));
	out->context_id = arena_strdup(arena, db_text(rows, 3));
	out->title = arena_strdup(arena, db_text(rows, 4));
	out->label = arena_strdup(arena, db_text(rows, 5));
	out->created_s = db_int(rows, 6);
}

/* Takes the rows over. */
static enum db_status only_row(struct course *out, struct db_rows *taken,
			       struct arena *arena)
{
	AUTO_ROWS *rows = taken;

	if (db_next(rows)) {
		read_row(out, rows, arena);
		return DB_OK;
	}
	return db_rows_absent(rows);
}

enum db_status course_find(struct course *out, struct db_conn *conn, struct arena *arena,
			   const char *id)
{
	return only_row(
		out,
		db_query(conn, "SELECT " COLUMNS " FROM course WHERE id = $1", "t", id),
		arena);
}

/* A launch that says no title takes none away. */
static bool same(const char *known, const char *said)
{
	return text_empty(said) || text_equal(known, said);
}

enum db_status course_take(struct course *out, struct db_conn *tx, struct arena *arena,
			   const char *tenant, const char *deployment,
			   const char *context_id, const char *title, const char *label,
			   int64_t now_s)
{
	char id[RANDOM_ID];
	enum db_status status;

	/* Nearly every launch finds the course as it was: a read, and nothing to write. */
	status = only_row(out,
			  db_query(tx,
				   "SELECT " COLUMNS " FROM course"
				   " WHERE deployment_id = $1 AND context_id = $2",
				   "tt", deployment, context_id),
			  arena);
	if (status != DB_ABSENT &&
	    (status != DB_OK || (same(out->title, title) && same(out->label, label))))
		return status;
	return only_row(
		out,
		db_query(tx,
			 "INSERT INTO course (id, tenant_id, deployment_id, context_id,"
			 " title, label, created_s) VALUES ($1, $2, $3, $4, $5, $6, $7)"
			 " ON CONFLICT (deployment_id, context_id) DO UPDATE SET"
			 " title = CASE WHEN excluded.title = '' THEN course.title"
			 " ELSE excluded.title END,"
			 " label = CASE WHEN excluded.label = '' THEN course.label"
			 " ELSE excluded.label END"
			 " RETURNING " COLUMNS,
			 "tttttti", random_id(id), tenant, deployment, context_id,
			 title ? title : "", label ? label : "", now_s),
		arena);
}

enum db_status course_list(struct course **list, size_t *count, struct db_conn *conn,
			   struct arena *arena, const char *tenant)
{
	AUTO_ROWS *rows = NULL;
	enum db_status status;
	int64_t room;

	*list = NULL;
	*count = 0;
	status = db_get_int(conn, &room,
			    "SELECT count(*) FROM course WHERE tenant_id = $1", "t",
			    tenant);
	if (status != DB_OK)
		return status;
	*list = arena_alloc(arena, (size_t)room * sizeof(**list) + 1);
	rows = db_query(conn,
			"SELECT " COLUMNS " FROM course WHERE tenant_id = $1"
			" ORDER BY title, id LIMIT $2",
			"ti", tenant, room);
	while (db_next(rows))
		read_row(&(*list)[(*count)++], rows, arena);
	return db_rows_status(rows);
}
