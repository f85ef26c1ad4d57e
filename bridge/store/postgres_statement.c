/*
 * Postgres statements: prepared once per connection under a short name; arguments and results go
 * as text. A result is whole in memory before its first row is read.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/postgres.h"

/* Types by number. [PostgreSQL, catalog pg_type; they never change] */
#define OID_BOOL 16
#define OID_INT8 20
#define OID_TEXT 25
#define OID_FLOAT8 701
#define OID_INFERRED 0

#define NUMBER_TEXT 32

struct postgres_statement {
	char name[16];
};

struct postgres_rows {
	struct db_rows rows;
	PGresult *result;
	int row, count;
};

void postgres_statement_free(void *statement)
{
	free(statement);
}

static Oid oid_of(char type)
{
	switch (type) {
	case 't':
		return OID_TEXT;
	case 'i':
		return OID_INT8;
	case 'f':
		return OID_FLOAT8;
	}
	return OID_INFERRED;
}

/* NULL: *failed says why, for the caller to free. */
static struct postgres_statement *statement_take(struct postgres_conn *conn,
						 const char *sql,
						 const struct db_value *values,
						 size_t count, PGresult **failed)
{
	struct postgres_statement *statement = literals_get(&conn->statements, sql);
	Oid types[DB_VALUES_MAX];

	if (statement)
		return statement;
	for (size_t i = 0; i < count; i++)
		types[i] = oid_of(values[i].type);
	statement = store_alloc(sizeof(*statement));
	snprintf(statement->name, sizeof(statement->name), "s%u",
		 ++conn->statement_count);
	*failed = PQprepare(conn->pg, statement->name, sql, (int)count, types);
	if (PQresultStatus(*failed) != PGRES_COMMAND_OK) {
		free(statement);
		return NULL;
	}
	PQclear(*failed);
	*failed = NULL;
	literals_put(&conn->statements, sql, statement);
	return statement;
}

static const char *value_text(char number[NUMBER_TEXT], const struct db_value *value)
{
	switch (value->type) {
	case 't':
		return value->text;
	case 'i':
		snprintf(number, NUMBER_TEXT, "%" PRId64, value->integer);
		return number;
	case 'f':
		snprintf(number, NUMBER_TEXT, "%.17g", value->number);
		return number;
	}
	return NULL;
}

static PGresult *run_once(struct postgres_conn *conn, const char *sql,
			  const struct db_value *values, size_t count)
{
	char numbers[DB_VALUES_MAX][NUMBER_TEXT];
	const char *texts[DB_VALUES_MAX];
	PGresult *failed = NULL;
	struct postgres_statement *statement =
		statement_take(conn, sql, values, count, &failed);

	if (!statement)
		return failed;
	for (size_t i = 0; i < count; i++)
		texts[i] = value_text(numbers[i], &values[i]);
	if (conn->opening)
		return postgres_open_with(conn, statement->name, (int)count, texts);
	return PQexecPrepared(conn->pg, statement->name, (int)count, texts, NULL, NULL,
			      0);
}

/*
 * A reader's query is simply asked again when the server was restarted meanwhile, unless others of
 * its snapshot were answered before.
 */
static PGresult *run(struct postgres_conn *conn, const char *sql,
		     const struct db_value *values, size_t count)
{
	enum postgres_opening opening = conn->opening;
	PGresult *result = run_once(conn, sql, values, count);

	postgres_note(conn, result);
	if (postgres_is_up(conn) || conn->conn.in_write ||
	    (conn->conn.in_snapshot && !opening) || !postgres_redial(conn))
		return result;
	conn->opening = opening;
	PQclear(result);
	return run_once(conn, sql, values, count);
}

enum db_status postgres_exec(struct db_conn *base, const char *sql,
			     const struct db_value *values, size_t count)
{
	struct postgres_conn *conn = (struct postgres_conn *)base;
	AUTO_RESULT *result = run(conn, sql, values, count);
	enum db_status status = postgres_status(conn, result);

	if (status == DB_OK && PQresultStatus(result) == PGRES_COMMAND_OK)
		base->changes = strtoll(PQcmdTuples(result), NULL, 10);
	return status;
}

struct db_rows *postgres_query(struct db_conn *base, const char *sql,
			       const struct db_value *values, size_t count)
{
	struct postgres_conn *conn = (struct postgres_conn *)base;
	PGresult *result = run(conn, sql, values, count);
	enum db_status status = postgres_status(conn, result);
	struct postgres_rows *rows;

	if (status != DB_OK) {
		PQclear(result);
		return db_rows_failed(base, status);
	}
	rows = store_alloc(sizeof(*rows));
	rows->rows.engine = &postgres_engine;
	rows->rows.conn = base;
	rows->result = result;
	rows->row = -1;
	rows->count = PQntuples(result);
	return &rows->rows;
}

bool postgres_next(struct db_rows *base)
{
	struct postgres_rows *rows = (struct postgres_rows *)base;

	if (rows->row < rows->count)
		rows->row++;
	return rows->row < rows->count;
}

bool postgres_is_null(struct db_rows *base, int column)
{
	struct postgres_rows *rows = (struct postgres_rows *)base;

	return PQgetisnull(rows->result, rows->row, column);
}

const char *postgres_text(struct db_rows *base, int column)
{
	struct postgres_rows *rows = (struct postgres_rows *)base;

	return postgres_is_null(base, column)
		       ? NULL
		       : PQgetvalue(rows->result, rows->row, column);
}

int64_t postgres_integer(struct db_rows *base, int column)
{
	struct postgres_rows *rows = (struct postgres_rows *)base;
	const char *text = postgres_text(base, column);

	if (!text)
		return 0;
	if (PQftype(rows->result, column) ==
	    OID_BOOL) /* a comparison: 1 and 0 on SQLite */
		return *text == 't';
	return strtoll(text, NULL, 10);
}

double postgres_number(struct db_rows *base, int column)
{
	const char *text = postgres_text(base, column);

	return text ? strtod(text, NULL) : 0.0;
}

void postgres_rows_free(struct db_rows *base)
{
	struct postgres_rows *rows = (struct postgres_rows *)base;

	PQclear(rows->result);
	free(rows);
}
