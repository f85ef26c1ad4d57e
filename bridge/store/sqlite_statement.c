/*
 * Sqlite statements: prepared once per connection, their arguments, and the rows they yield.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "store/sqlite.h"

struct sqlite_statement {
	sqlite3_stmt *stmt;
	int places[DB_VALUES_MAX]; /* where $1, $2 … are; 0 if not used */
	size_t place_count;
	bool in_use;
	bool kept; /* in the connection's table; else freed after use */
	bool writes; /* may change something */
};

struct sqlite_rows {
	struct db_rows rows;
	struct sqlite_statement *statement;
	bool first_waits; /* the first row was fetched by the query itself */
};

static struct sqlite_conn *sqlite_of(struct db_conn *conn)
{
	return (struct sqlite_conn *)conn;
}

void sqlite_statement_free(void *arg)
{
	struct sqlite_statement *statement = arg;

	sqlite3_finalize(statement->stmt);
	free(statement);
}

/*
 * SQLite numbers $1, $2 … by their first appearance, not by their digits: each is looked
 * up by its name, once.
 */
static void places_find(struct sqlite_statement *statement)
{
	int count = sqlite3_bind_parameter_count(statement->stmt);

	for (int i = 1; i <= count; i++) {
		const char *name = sqlite3_bind_parameter_name(statement->stmt, i);
		unsigned long number = name ? strtoul(name + 1, NULL, 10) : 0;

		if (number < 1 || number > DB_VALUES_MAX) {
			log_error("store.bad_parameter", "name=%s", name ? name : "?");
			abort();
		}
		statement->places[number - 1] = i;
		if (statement->place_count < number)
			statement->place_count = number;
	}
}

/* SQLite's transactions have the whole file: row locks of the other engine mean nothing. */
static int length_without_lock(const char *sql)
{
	static const char *const locks[] = {" FOR UPDATE", " FOR UPDATE SKIP LOCKED"};
	size_t len = strlen(sql);

	for (size_t i = 0; i < ARRAY_LEN(locks); i++)
		if (text_ends_with(sql, locks[i]))
			return (int)(len - strlen(locks[i]));
	return (int)len;
}

static struct sqlite_statement *statement_new(struct sqlite_conn *conn, const char *sql,
					      unsigned flags)
{
	struct sqlite_statement *statement;
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v3(conn->handle, sql, length_without_lock(sql), flags, &stmt,
			       NULL) != SQLITE_OK)
		return NULL;
	statement = store_alloc(sizeof(*statement));
	statement->stmt = stmt;
	statement->writes = !sqlite3_stmt_readonly(stmt);
	places_find(statement);
	return statement;
}

/* Prepared once per connection; a second use while the first still has rows gets its own.
 */
static struct sqlite_statement *statement_take(struct sqlite_conn *conn, const char *sql)
{
	struct sqlite_statement *statement = literals_get(&conn->statements, sql);

	if (!statement) {
		statement = statement_new(conn, sql, SQLITE_PREPARE_PERSISTENT);
		if (!statement)
			return NULL;
		statement->kept = true;
		literals_put(&conn->statements, sql, statement);
	} else if (statement->in_use) {
		statement = statement_new(conn, sql, 0);
		if (!statement)
			return NULL;
	}
	statement->in_use = true;
	conn->wrote |= statement->writes;
	return statement;
}

static void statement_give(struct sqlite_statement *statement)
{
	if (!statement->kept) {
		sqlite_statement_free(statement);
		return;
	}
	sqlite3_reset(statement->stmt);
	sqlite3_clear_bindings(statement->stmt);
	statement->in_use = false;
}

/* @keep: SQLITE_STATIC where the caller's texts outlive the statement's use, else copied */
static int bind_one(sqlite3_stmt *stmt, int place, const struct db_value *value,
		    sqlite3_destructor_type keep)
{
	switch (value->type) {
	case 't':
		return sqlite3_bind_text(stmt, place, value->text, -1, keep);
	case 'i':
		return sqlite3_bind_int64(stmt, place, value->integer);
	case 'f':
		return sqlite3_bind_double(stmt, place, value->number);
	}
	return sqlite3_bind_null(stmt, place);
}

static int bind_all(struct sqlite_statement *statement, const struct db_value *values,
		    size_t count, sqlite3_destructor_type keep)
{
	int code = SQLITE_OK;

	if (count < statement->place_count) {
		log_error("store.arguments_missing", "given=%zu needed=%zu", count,
			  statement->place_count);
		abort();
	}
	for (size_t i = 0; i < statement->place_count && code == SQLITE_OK; i++)
		if (statement->places[i])
			code = bind_one(statement->stmt, statement->places[i], &values[i],
					keep);
	return code;
}

enum db_status sqlite_exec(struct db_conn *base, const char *sql,
			   const struct db_value *values, size_t count)
{
	struct sqlite_conn *conn = sqlite_of(base);
	struct sqlite_statement *statement = statement_take(conn, sql);
	enum db_status status;
	int code;

	if (!statement)
		return sqlite_status(conn, sqlite3_extended_errcode(conn->handle));
	code = bind_all(statement, values, count, SQLITE_STATIC);
	while (code == SQLITE_OK || code == SQLITE_ROW)
		code = sqlite3_step(statement->stmt);
	status = sqlite_status(conn, code);
	if (status == DB_OK && statement->writes)
		base->changes = sqlite3_changes64(conn->handle);
	statement_give(statement);
	return status;
}

enum db_status sqlite_run(struct sqlite_conn *conn, const char *sql)
{
	return sqlite_exec(&conn->conn, sql, NULL, 0);
}

/* Rows. */

static bool rows_step(struct sqlite_rows *rows)
{
	struct sqlite_conn *conn = sqlite_of(rows->rows.conn);
	int code = sqlite3_step(rows->statement->stmt);

	if (code == SQLITE_ROW)
		return true;
	rows->rows.status = db_conn_break(&conn->conn, sqlite_status(conn, code));
	statement_give(
		rows->statement); /* at once: open reads keep the log from shrinking */
	rows->statement = NULL;
	return false;
}

/* The first step is taken here: an UPDATE … RETURNING has happened when the query
 * returns. */
struct db_rows *sqlite_query(struct db_conn *base, const char *sql,
			     const struct db_value *values, size_t count)
{
	struct sqlite_conn *conn = sqlite_of(base);
	struct sqlite_statement *statement = statement_take(conn, sql);
	struct sqlite_rows *rows;
	int code;

	if (!statement)
		return db_rows_failed(base, sqlite_status(conn, sqlite3_extended_errcode(
									conn->handle)));
	code = bind_all(statement, values, count, SQLITE_TRANSIENT);
	if (code != SQLITE_OK) {
		statement_give(statement);
		return db_rows_failed(base, sqlite_status(conn, code));
	}
	rows = store_alloc(sizeof(*rows));
	rows->rows.engine = &sqlite_engine;
	rows->rows.conn = base;
	rows->statement = statement;
	rows->first_waits = rows_step(rows);
	return &rows->rows;
}

bool sqlite_next(struct db_rows *base)
{
	struct sqlite_rows *rows = (struct sqlite_rows *)base;

	if (!rows->statement)
		return false;
	if (rows->first_waits) {
		rows->first_waits = false;
		return true;
	}
	return rows_step(rows);
}

const char *sqlite_text(struct db_rows *rows, int column)
{
	return (const char *)sqlite3_column_text(
		((struct sqlite_rows *)rows)->statement->stmt, column);
}

int64_t sqlite_integer(struct db_rows *rows, int column)
{
	return sqlite3_column_int64(((struct sqlite_rows *)rows)->statement->stmt,
				    column);
}

double sqlite_number(struct db_rows *rows, int column)
{
	return sqlite3_column_double(((struct sqlite_rows *)rows)->statement->stmt,
				     column);
}

bool sqlite_is_null(struct db_rows *rows, int column)
{
	return sqlite3_column_type(((struct sqlite_rows *)rows)->statement->stmt,
				   column) == SQLITE_NULL;
}

void sqlite_rows_free(struct db_rows *base)
{
	struct sqlite_rows *rows = (struct sqlite_rows *)base;

	if (rows->statement)
		statement_give(rows->statement);
	free(rows);
}
