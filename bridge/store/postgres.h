/*
 * Postgres: a connection of one thread, its statements, and its transactions. Room-internal.
 */
#ifndef KIBRIDGE_STORE_POSTGRES_H
#define KIBRIDGE_STORE_POSTGRES_H

#include <libpq-fe.h>

#include "base/random.h"
#include "store/engine.h"
#include "store/literals.h"

/* A transaction that was begun here, of which the server knows nothing yet. */
enum postgres_opening {
	OPENING_NONE,
	OPENING_SNAPSHOT,
	OPENING_SAFE_SNAPSHOT,
	OPENING_WRITE
};

struct postgres_conn {
	struct db_conn conn;
	PGconn *pg;
	enum postgres_opening opening; /* goes with the next statement */
	struct literals statements;
	unsigned statement_count; /* names them s1, s2 … */
	bool lost; /* beyond what PQstatus says */
	bool again; /* the transaction under way lost against another one: do it again */
	bool alone; /* the next one waits until no other writes, and they wait for it */
	char mark[RANDOM_ID]; /* of store_mark */
	int64_t serial; /* of the last transaction */
};

struct postgres_listener;

struct postgres_db {
	struct db db;
	char *url;
	unsigned busy_ms; /* how long a write waits for a server that is away */
	struct postgres_listener *listener; /* NULL until somebody listens */
};

#define POSTGRES_LOCK_TIMEOUT "'5s'"

/** A connection with our settings, or one that says why not (PQstatus, PQerrorMessage). */
PGconn *postgres_dial(const char *url);
bool postgres_is_up(const struct postgres_conn *conn);
/** Once more after it was lost; what was prepared is gone. */
bool postgres_redial(struct postgres_conn *conn);

/** Notices in a result that the connection was lost. */
void postgres_note(struct postgres_conn *conn, const PGresult *result);
/** Our word for a result; marks what must be done again; logs what is not the caller's news. */
enum db_status postgres_status(struct postgres_conn *conn, const PGresult *result);
/** Statements without arguments and without rows. */
enum db_status postgres_run(struct postgres_conn *conn, const char *sql);

/* postgres_statement.c: these functions of the engine. */
enum db_status postgres_exec(struct db_conn *conn, const char *sql,
			     const struct db_value *values, size_t count);
struct db_rows *postgres_query(struct db_conn *conn, const char *sql,
			       const struct db_value *values, size_t count);
bool postgres_next(struct db_rows *rows);
const char *postgres_text(struct db_rows *rows, int column);
int64_t postgres_integer(struct db_rows *rows, int column);
double postgres_number(struct db_rows *rows, int column);
bool postgres_is_null(struct db_rows *rows, int column);
void postgres_rows_free(struct db_rows *rows);
void postgres_statement_free(void *statement);

/* postgres_pipeline.c */
/** The prepared statement, and before it what begins the transaction that is opening. */
PGresult *postgres_open_with(struct postgres_conn *conn, const char *name, int count,
			     const char *const *values);

/* postgres_write.c */
enum db_status postgres_write(struct db *db, db_write_fn *fn, void *arg);
enum db_status postgres_write_schema(struct db *db, db_write_fn *fn, void *arg);

/* postgres_listen.c */
#define POSTGRES_CHANNEL                                                                 \
	"kibridge" /* ours go through one, with their own channel in front */
#define POSTGRES_NOTICE_MAX 7000 /* bytes; the server's limit is 8,000 */
void postgres_listen(struct db *db);
void postgres_listener_stop(struct postgres_listener *listener); /* NULL is fine */

#define AUTO_RESULT __attribute__((cleanup(postgres_result_clear))) PGresult
void postgres_result_clear(PGresult **result);

#endif
