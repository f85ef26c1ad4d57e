/* Sqlite: one connection and its statements; the writer thread builds on it.
 * Room-internal. */
#ifndef KIBRIDGE_STORE_SQLITE_H
#define KIBRIDGE_STORE_SQLITE_H

#include <sqlite3.h>
#include <stdatomic.h>

#include "store/engine.h"
#include "store/literals.h"

struct sqlite_notice {
	struct sqlite_notice *next;
	char *channel;
	char *payload;
};

struct sqlite_conn {
	struct db_conn conn;
	sqlite3 *handle;
	struct literals statements;
	int wal_pages; /* after the last commit of this connection */
	/* db_tick_us() of its first commit that nobody syncs yet; or 0. Another thread does. */
	_Atomic int64_t unsynced_us;
	bool wrote; /* a statement that may change something has run; reset by whom it interests */
	/* Of the writer's transaction under way; told after the commit. */
	struct sqlite_notice *notices, **notices_end;
};

struct sqlite_writer;

struct sqlite_db {
	struct db db;
	char *path;
	unsigned busy_ms;
	struct sqlite_writer *writer;
};

/** @error a sentence; NULL if it could not be opened */
struct sqlite_conn *sqlite_conn_open(struct sqlite_db *db, bool for_writing,
				     char error[256]);
/** For a thread that works on the log beside the writer: it has read, so the log is open. */
struct sqlite_conn *sqlite_conn_beside(struct sqlite_db *db, char error[256]);
void sqlite_conn_close(struct sqlite_conn *conn);
/** Our word for a result code of this connection; logs what is not the caller's news. */
enum db_status sqlite_status(struct sqlite_conn *conn, int code);
/** Makes durable, through @conn, what @writing has committed. It may go on meanwhile. */
enum db_status sqlite_sync(struct sqlite_conn *conn, struct sqlite_conn *writing);
/** How soon somebody has to, for those told before; 0: at once; -1: all is durable, or somebody is at
 * it. From any thread. */
int64_t sqlite_unsynced_in_us(const struct sqlite_conn *writing);
/** One statement without arguments. */
enum db_status sqlite_run(struct sqlite_conn *conn, const char *sql);

/* sqlite_statement.c: these functions of the engine. */
enum db_status sqlite_exec(struct db_conn *conn, const char *sql,
			   const struct db_value *values, size_t count);
struct db_rows *sqlite_query(struct db_conn *conn, const char *sql,
			     const struct db_value *values, size_t count);
bool sqlite_next(struct db_rows *rows);
const char *sqlite_text(struct db_rows *rows, int column);
int64_t sqlite_integer(struct db_rows *rows, int column);
double sqlite_number(struct db_rows *rows, int column);
bool sqlite_is_null(struct db_rows *rows, int column);
void sqlite_rows_free(struct db_rows *rows);
void sqlite_statement_free(void *statement);

struct sqlite_writer *sqlite_writer_start(struct sqlite_db *db, char error[256]);
/** Runs what is waiting, then ends the thread and closes its connection. */
void sqlite_writer_stop(struct sqlite_writer *writer);
/** @early  as of db_write_early() */
enum db_status sqlite_writer_run(struct sqlite_writer *writer, db_write_fn *fn, void *arg,
				 bool early);

void sqlite_writer_add(struct sqlite_writer *writer, db_write_fn *fn, void *arg,
		       db_written_fn *done, void *owner);

enum db_status sqlite_backup(struct db *db, const char *path, char error[256]);
enum db_status sqlite_notify(struct db_conn *tx, const char *channel,
			     const char *payload);

#endif
