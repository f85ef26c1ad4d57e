/* Rows of the table assignment. */
#include "assignment/assignment_store.h"

#include <string.h>

#include "base/json.h"
#include "base/log.h"

#define COLUMNS "version, author, created_s, document"

static void version_read(struct assignment_version *out, struct db_rows *rows,
			 struct arena *arena)
{
	*out = (struct assignment_version){
		.version = db_int(rows, 0),
		.author = arena_strdup(arena, db_text(rows, 1)),
		.created_s = db_int(rows, 2),
	};
}

/* Takes the rows over. */
static enum db_status only_row(struct assignment_version *out, struct db_rows *taken,
			       struct arena *arena)
{
	AUTO_ROWS *rows = taken;
	const char *text;

	if (!db_next(rows))
		return db_rows_absent(rows);
	version_read(out, rows, arena);
	text = db_text(rows, 3);
	out->document = json_parse(arena, text, strlen(text));
	return out->document ? DB_OK : DB_FAILED;
}

enum db_status assignment_version_find(struct assignment_version *out,
				       struct db_conn *conn, struct arena *arena,
				       const char *activity, int64_t version)
{
	if (version > 0)
		return only_row(out,
				db_query(conn,
					 "SELECT " COLUMNS " FROM assignment "
					 "WHERE activity_id = $1 AND version = $2",
					 "ti", activity, version),
				arena);
	return only_row(out,
			db_query(conn,
				 "SELECT " COLUMNS " FROM assignment "
				 "WHERE activity_id = $1 ORDER BY version DESC LIMIT 1",
				 "t", activity),
			arena);
}

enum db_status assignment_find(struct assignment **out, int64_t *found,
			       struct db_conn *conn, struct arena *arena,
			       const char *activity, int64_t version)
{
	struct assignment_version row = {0};
	struct json_fault fault;
	enum db_status status =
		assignment_version_find(&row, conn, arena, activity, version);

	*out = NULL;
	if (found)
		*found = status == DB_OK ? row.version : 0;
	if (status != DB_OK)
		return status;
	*out = assignment_read(arena, row.document, &fault);
	if (*out)
		return DB_OK;
	log_error("assignment.unreadable", "activity=%s version=%lld field=%s", activity,
		  (long long)row.version, fault.field);
	return DB_FAILED;
}

enum db_status assignment_version_list(struct assignment_version **list, size_t *count,
				       struct db_conn *conn, struct arena *arena,
				       const char *activity)
{
	AUTO_ROWS *rows =
		db_query(conn,
			 "SELECT version, author, created_s FROM assignment "
			 "WHERE activity_id = $1 ORDER BY version DESC LIMIT $2",
			 "ti", activity, (int64_t)ASSIGNMENT_VERSIONS_MAX);

	*count = 0;
	*list = arena_alloc(arena, ASSIGNMENT_VERSIONS_MAX * sizeof(**list));
	while (*count < ASSIGNMENT_VERSIONS_MAX && db_next(rows))
		version_read(&(*list)[(*count)++], rows, arena);
	return db_rows_status(rows);
}

enum db_status assignment_version_add(struct db_conn *tx, const char *activity,
				      struct assignment_version *version)
{
	int64_t in_force, base = version->version;
	enum db_status status =
		db_get_int(tx, &in_force,
			   "SELECT COALESCE(MAX(version), 0) FROM assignment "
			   "WHERE activity_id = $1",
			   "t", activity);

	if (status != DB_OK)
		return status;
	version->version = in_force;
	if (base != in_force)
		return DB_REFUSED;
	version->version++;
	return db_exec(tx,
		       "INSERT INTO assignment (activity_id, version, document, author, "
		       "created_s) VALUES ($1, $2, $3, $4, $5)",
		       "titti", activity, version->version, json_write(version->document),
		       version->author, version->created_s);
}

static enum db_status is_there(bool *there, enum db_status status)
{
	*there = status == DB_OK;
	return status == DB_ABSENT ? DB_OK : status;
}

enum db_status assignment_started(bool *started, struct db_conn *conn,
				  const char *activity)
{
	int64_t one;

	return is_there(started, db_get_int(conn, &one,
					    "SELECT 1 FROM submission "
					    "WHERE activity_id = $1 LIMIT 1",
					    "t", activity));
}

enum db_status assignment_has_line_item(bool *has, struct db_conn *conn,
					const char *activity)
{
	int64_t one;

	return is_there(has, db_get_int(conn, &one,
					"SELECT 1 FROM grade_place "
					"WHERE activity_id = $1 LIMIT 1",
					"t", activity));
}
