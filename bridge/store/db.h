/*
 * Db: the store. SQLite in one file or PostgreSQL, behind one small interface; the only
 * room that knows either. SQL is written so that both run it: $1 parameters, RETURNING,
 * ON CONFLICT, types TEXT, BIGINT, DOUBLE PRECISION; secrets and digests as base64url
 * TEXT; times as BIGINT seconds since the epoch (columns end in _s) or milliseconds
 * (_ms).
 *
 * Reading: db_reader() gives the calling thread its own connection.
 * Writing: db_write() runs a function in a transaction and returns when the outcome is
 * durable. On SQLite one caller or the writer's thread runs the waiting functions together in
 * one transaction, each with its own outcome, and wakes the callers when its commit is synced;
 * on PostgreSQL the function runs on the caller's own connection and is retried on
 * serialisation failures, and once on a conflict: the row may be another node's of this moment.
 */
#ifndef KIBRIDGE_STORE_DB_H
#define KIBRIDGE_STORE_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/metrics.h"

struct db; /* the store */
struct db_conn; /* one connection: a thread's for reading, or a transaction in db_write */
struct db_rows; /* the answer of one query, row by row */

enum db_status {
	DB_OK,
	DB_CONFLICT, /* a unique or foreign key forbids it: the caller's news, not a fault
		      */
	DB_ABSENT, /* db_get_*: there is no such row */
	DB_REFUSED, /* a db_write function decided against it; everything it wrote is
			undone */
	DB_FULL, /* disk full; nothing was written */
	DB_FAILED, /* anything else; logged here with the store's own words */
};
const char *db_status_text(enum db_status status);

struct db_options {
	const char *url; /* sqlite:/path/file.db or postgresql://… */
	unsigned busy_ms; /* how long to wait for another process's lock; 0: 5,000 */
};

/** Opens, and migrates to the newest schema. @error on failure a sentence for the
 * operator. */
enum db_status db_open(struct db **out, const struct db_options *options,
		       char error[256]);
/** Count and time its writes there, from now on; before other threads use it. */
void db_measure(struct db *db, struct metrics *metrics);
/** Other nodes may work on it, too. */
bool db_is_shared(const struct db *db);
void db_close(struct db *db); /* waits for writes under way; NULL is fine */

/** The calling thread's connection for reading; NULL if the store cannot be reached. */
struct db_conn *db_reader(struct db *db);

/**
 * Run fn in a transaction. Any return of fn but DB_OK undoes what it wrote.
 * fn may run on another thread, and more than once: it touches only the store and arg,
 * and sets every output field anew each time. Never from inside fn, never on the loop.
 *
 * A statement that fails ends the transaction, on both databases: every later one answers
 * the same, and db_write does too should fn return DB_OK. To insert what may be there
 * already, say ON CONFLICT … DO NOTHING and look at db_changes.
 */
typedef enum db_status db_write_fn(struct db_conn *tx, void *arg);
enum db_status db_write(struct db *db, db_write_fn *fn, void *arg)
	__attribute__((warn_unused_result));

/**
 * The same, but it returns a moment earlier: what it wrote outlives the process whatever ends
 * that, and is durable soon after. A power failure in between may undo it.
 * docs/decisions/0029-told-before-the-sync.md
 */
enum db_status db_write_early(struct db *db, db_write_fn *fn, void *arg)
	__attribute__((warn_unused_result));

/**
 * As db_write_early, for a caller that has other things to do: done(owner, outcome) runs once, on
 * whatever thread wrote it (SQLite), or on the caller's before this returns (PostgreSQL). It must
 * not block, and asks the store nothing.
 */
typedef void db_written_fn(void *owner, enum db_status status);
void db_write_later(struct db *db, db_write_fn *fn, void *arg, db_written_fn *done,
		    void *owner);

/**
 * All queries of a reader between the two see the store at one moment. Keep it short, write
 * nothing meanwhile; inside db_write, where it is so anyway, both do nothing.
 */
enum db_status db_snapshot_begin(struct db_conn *reader)
	__attribute__((warn_unused_result));
/**
 * The same, and no write that it does not see comes before one that it sees. Waits until that can be
 * said, which takes as long as the writes under way; reading may take as long as it has to.
 * [PostgreSQL §13.2.3, safe snapshots; on SQLite writes come one after the other]
 */
enum db_status db_snapshot_begin_safe(struct db_conn *reader)
	__attribute__((warn_unused_result));
void db_snapshot_end(struct db_conn *reader);

/*
 * Statements. sql is a string literal: it is prepared once per connection and found again
 * by its address. types has one letter per argument: t const char * (NULL is NULL), i
 * int64_t (cast!), f double, n (no argument) NULL. At most 40 arguments; SQL that is put
 * together is an abort. "… FOR UPDATE" at the end of a SELECT locks its rows on
 * PostgreSQL until the transaction ends, "… FOR UPDATE SKIP LOCKED" those that nobody else
 * has locked. Who locks several rows of a kind does it in one ORDER BY, the same everywhere; on SQLite, where a transaction has the whole store, it means nothing.
 */
enum db_status db_exec(struct db_conn *conn, const char *sql, const char *types, ...)
	__attribute__((warn_unused_result));
/** Rows changed by the last db_exec on this connection. */
int64_t db_changes(struct db_conn *conn);

/** Never NULL; errors show in db_rows_status after the last row. */
struct db_rows *db_query(struct db_conn *conn, const char *sql, const char *types, ...);
bool db_next(struct db_rows *rows);
/* Columns from 0; text is borrowed until db_next; NULL columns give NULL, 0, 0.0. */
const char *db_text(struct db_rows *rows, int column);
int64_t db_int(struct db_rows *rows, int column);
double db_number(struct db_rows *rows, int column);
bool db_is_null(struct db_rows *rows, int column);
enum db_status db_rows_status(struct db_rows *rows); /* DB_OK when all rows were read */
/** Why the first db_next said no: DB_ABSENT, or what went wrong. */
enum db_status db_rows_absent(struct db_rows *rows);
void db_rows_free(struct db_rows *rows);
#define AUTO_ROWS __attribute__((cleanup(db_rows_freep))) struct db_rows
void db_rows_freep(struct db_rows **rows);

/** One value of one row; DB_ABSENT if there is none. Text is copied into the arena. */
enum db_status db_get_text(struct db_conn *conn, struct arena *arena, const char **out,
			   const char *sql, const char *types, ...);
enum db_status db_get_int(struct db_conn *conn, int64_t *out, const char *sql,
			  const char *types, ...);

/** Consistent copy of a SQLite store while it serves; PostgreSQL answers DB_REFUSED
 * (pg_dump). */
enum db_status db_backup(struct db *db, const char *path, char error[256]);

/** What this node listens for from the others (PostgreSQL: LISTEN/NOTIFY; SQLite: itself). */
typedef void db_notice_fn(void *owner, const char *channel, const char *payload);
/** The channel when the server was away: notices may have been lost, look everything up. */
#define DB_NOTICE_MISSED "missed"
/**
 * fn is called on a thread of the store's; hand over to the loop at once. At most 8 listeners,
 * until db_close or until fn is NULL: then nobody is told any more, and nobody is being told.
 */
void db_listen(struct db *db, db_notice_fn *fn, void *owner);
/** Inside db_write: told to every node, this one too, after the commit; at most 7,000 bytes. */
enum db_status db_notify(struct db_conn *tx, const char *channel, const char *payload)
	__attribute__((warn_unused_result));

#endif
