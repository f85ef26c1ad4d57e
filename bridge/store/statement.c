/*
 * Statement: its arguments, its rows, and what it answers once the transaction is broken; the same for
 * both engines.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/workers.h"
#include "store/engine.h"

static bool failed_next(struct db_rows *rows)
{
	(void)rows;
	return false;
}

static void failed_free(struct db_rows *rows)
{
	free(rows);
}

struct db_rows *db_rows_failed(struct db_conn *conn, enum db_status status)
{
	static const struct db_engine failed = {.next = failed_next,
						.rows_free = failed_free};
	struct db_rows *rows = store_alloc(sizeof(*rows));

	rows->engine = &failed;
	rows->conn = conn;
	rows->status = db_conn_break(conn, status);
	return rows;
}

static size_t values_collect(struct db_value values[DB_VALUES_MAX], const char *types,
			     va_list args)
{
	size_t count = strlen(types);

	if (count > DB_VALUES_MAX)
		store_misused("store.too_many_arguments");
	for (size_t i = 0; i < count; i++) {
		values[i].type = types[i];
		switch (types[i]) {
		case 't':
			values[i].text = va_arg(args, const char *);
			break;
		case 'i':
			values[i].integer = va_arg(args, int64_t);
			break;
		case 'f':
			values[i].number = va_arg(args, double);
			break;
		case 'n':
			break;
		default:
			store_misused("store.unknown_type");
		}
	}
	return count;
}

static void statement_begin(const struct db_conn *conn)
{
	if (conn->engine->remote)
		worker_wait_begin();
}

static void statement_end(const struct db_conn *conn)
{
	if (conn->engine->remote)
		worker_wait_end();
}

static struct db_rows *query_values(struct db_conn *conn, const char *sql,
				    const char *types, va_list args)
{
	struct db_value values[DB_VALUES_MAX];
	size_t count = values_collect(values, types, args);
	struct db_rows *rows;

	if (conn->in_write && conn->broken != DB_OK)
		return db_rows_failed(conn, conn->broken);
	statement_begin(conn);
	rows = conn->engine->query(conn, sql, values, count);
	statement_end(conn);
	return rows;
}

enum db_status db_exec(struct db_conn *conn, const char *sql, const char *types, ...)
{
	struct db_value values[DB_VALUES_MAX];
	enum db_status status;
	size_t count;
	va_list args;

	va_start(args, types);
	count = values_collect(values, types, args);
	va_end(args);
	conn->changes = 0;
	if (conn->in_write && conn->broken != DB_OK)
		return conn->broken;
	statement_begin(conn);
	status = conn->engine->exec(conn, sql, values, count);
	statement_end(conn);
	return db_conn_break(conn, status);
}

int64_t db_changes(struct db_conn *conn)
{
	return conn->changes;
}

struct db_rows *db_query(struct db_conn *conn, const char *sql, const char *types, ...)
{
	struct db_rows *rows;
	va_list args;

	va_start(args, types);
	rows = query_values(conn, sql, types, args);
	va_end(args);
	return rows;
}

bool db_next(struct db_rows *rows)
{
	return rows->engine->next(rows);
}

const char *db_text(struct db_rows *rows, int column)
{
	return rows->engine->text(rows, column);
}

int64_t db_int(struct db_rows *rows, int column)
{
	return rows->engine->integer(rows, column);
}

double db_number(struct db_rows *rows, int column)
{
	return rows->engine->number(rows, column);
}

bool db_is_null(struct db_rows *rows, int column)
{
	return rows->engine->is_null(rows, column);
}

enum db_status db_rows_status(struct db_rows *rows)
{
	return rows->status;
}

enum db_status db_rows_absent(struct db_rows *rows)
{
	return rows->status == DB_OK ? DB_ABSENT : rows->status;
}

void db_rows_free(struct db_rows *rows)
{
	if (rows)
		rows->engine->rows_free(rows);
}

void db_rows_freep(struct db_rows **rows)
{
	db_rows_free(*rows);
}

enum db_status db_get_text(struct db_conn *conn, struct arena *arena, const char **out,
			   const char *sql, const char *types, ...)
{
	AUTO_ROWS *rows = NULL;
	va_list args;

	*out = NULL;
	va_start(args, types);
	rows = query_values(conn, sql, types, args);
	va_end(args);
	if (!db_next(rows))
		return db_rows_absent(rows);
	*out = arena_strdup(arena, db_text(rows, 0));
	return DB_OK;
}

enum db_status db_get_int(struct db_conn *conn, int64_t *out, const char *sql,
			  const char *types, ...)
{
	AUTO_ROWS *rows = NULL;
	va_list args;

	*out = 0;
	va_start(args, types);
	rows = query_values(conn, sql, types, args);
	va_end(args);
	if (!db_next(rows))
		return db_rows_absent(rows);
	*out = db_int(rows, 0);
	return DB_OK;
}
