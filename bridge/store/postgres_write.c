/*
 * Postgres transactions: SERIALIZABLE, so that they have the outcome of SQLite's, one after
 * another; done again when another was faster or the server went away. A connection that is lost
 * during COMMIT does not know what became of it: every transaction writes its number into a row
 * of the connection's, and that row is asked.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/postgres.h"

#define TRIES_MAX 200
#define TRIES_FREE 2 /* afterwards one after another: see queue_enter */
/* Afterwards alone: those that are at it for the first time are so many that one in the line always
 * finds a counter that all of them move taken, or moved since it began. */
#define TRIES_IN_LINE 20
#define AGAIN_MAX_MS 50
#define WAIT_FIRST_MS 20
#define WAIT_MAX_MS 500
/* Advisory locks of ours; numbers without a meaning. [PostgreSQL §13.3.5] */
#define LOCK_QUEUE "7142001"
#define LOCK_SCHEMA "7142002"

enum attempt {
	ATTEMPT_DONE, /* committed, or undone for good; status says which */
	ATTEMPT_AGAIN, /* undone: another transaction was faster */
	ATTEMPT_LOST, /* undone: the connection was lost before COMMIT */
	ATTEMPT_UNKNOWN, /* the connection was lost during COMMIT */
};

static void undo(struct postgres_conn *conn)
{
	if (postgres_is_up(conn))
		(void)!postgres_run(conn, "ROLLBACK");
}

static enum attempt undone(struct postgres_conn *conn)
{
	if (!postgres_is_up(conn))
		return ATTEMPT_LOST;
	if (conn->opening) /* it asked for nothing */
		return ATTEMPT_DONE;
	undo(conn);
	return conn->again ? ATTEMPT_AGAIN : ATTEMPT_DONE;
}

static enum attempt commit(struct postgres_conn *conn, enum db_status *status)
{
	int64_t begun_us = db_tick_us();
	AUTO_RESULT *result = PQexec(conn->pg, "COMMIT");

	postgres_note(conn, result);
	if (!postgres_is_up(conn))
		return ATTEMPT_UNKNOWN;
	*status = postgres_status(conn, result);
	if (*status == DB_OK)
		db_committed(conn->conn.db, begun_us, 1);
	return conn->again ? ATTEMPT_AGAIN : ATTEMPT_DONE;
}

static enum attempt attempt(struct postgres_conn *conn, db_write_fn *fn, void *arg,
			    enum db_status *status)
{
	enum attempt outcome;

	conn->again = false;
	conn->serial++;
	conn->opening = OPENING_WRITE;
	*status = db_conn_run(&conn->conn, fn, arg);
	/* Whatever fn made of it: a statement that must be done again, or never arrived. */
	if (*status != DB_OK || conn->again || conn->opening || !postgres_is_up(conn))
		outcome = undone(conn);
	else
		outcome = commit(conn, status);
	conn->opening = OPENING_NONE;
	return outcome;
}

static void pause_ms(int64_t ms)
{
	struct timespec moment = {ms / 1000, (ms % 1000) * 1000000};

	nanosleep(&moment, NULL);
}

/* Waits for a server that is away, up to the deadline. */
static bool redial_until(struct postgres_conn *conn, int64_t deadline_ms)
{
	int64_t wait_ms = WAIT_FIRST_MS;

	while (!postgres_redial(conn)) {
		if (clock_tick_ms() + wait_ms > deadline_ms) {
			log_error("store.unreachable", "engine=postgres");
			return false;
		}
		pause_ms(wait_ms);
		wait_ms = wait_ms * 2 < WAIT_MAX_MS ? wait_ms * 2 : WAIT_MAX_MS;
	}
	return true;
}

/*
 * Did the transaction commit? Writing the row waits for the server process of the lost connection
 * if it still holds it; afterwards the row says what is final.
 */
static enum db_status ask_mark(struct postgres_conn *conn, bool *committed)
{
	char sql[512];
	enum db_status status;
	PGresult *result;

	snprintf(sql, sizeof(sql),
		 "BEGIN READ WRITE; INSERT INTO store_mark (connection, serial, at_s) "
		 "VALUES ('%s', 0, %" PRId64 ") ON CONFLICT (connection) DO UPDATE "
		 "SET at_s = excluded.at_s RETURNING serial",
		 conn->mark, clock_now_s());
	result = PQexec(conn->pg, sql);
	status = postgres_status(conn, result);
	if (status == DB_OK)
		*committed = strtoll(PQgetvalue(result, 0, 0), NULL, 10) == conn->serial;
	PQclear(result);
	return status == DB_OK ? postgres_run(conn, "COMMIT") : status;
}

/*
 * Transactions that keep losing against others stand in line: whoever has the lock meets only
 * those that are at it for the first time. Taken outside the transaction, whose view of the store
 * begins when it is there.
 */
static void queue_enter(struct postgres_conn *conn, bool *queued)
{
	*queued = postgres_run(conn, "SELECT pg_advisory_lock(" LOCK_QUEUE ")") == DB_OK;
}

static void queue_leave(struct postgres_conn *conn, bool queued)
{
	if (!queued || !postgres_is_up(conn)) /* it went with the connection */
		return;
	if (postgres_run(conn, "SELECT pg_advisory_unlock(" LOCK_QUEUE ")") != DB_OK)
		conn->lost = true; /* or the others would wait for it */
}

/* The connection is back, and we know what became of the last attempt. */
static enum db_status recover(struct postgres_conn *conn, enum attempt outcome,
			      int64_t deadline_ms, bool *committed)
{
	*committed = false;
	do {
		if (!redial_until(conn, deadline_ms))
			break;
		if (outcome == ATTEMPT_LOST || ask_mark(conn, committed) == DB_OK)
			return DB_OK;
	} while (clock_tick_ms() < deadline_ms);
	if (outcome == ATTEMPT_UNKNOWN)
		log_error("store.outcome_unknown", "engine=postgres");
	return DB_FAILED;
}

static enum db_status write_until_done(struct postgres_conn *conn, db_write_fn *fn,
				       void *arg, int64_t deadline_ms, bool *queued)
{
	bool conflicted = false;

	for (int tries = 1; tries <= TRIES_MAX; tries++) {
		enum db_status status = DB_FAILED;
		enum attempt outcome;
		bool committed;

		conn->alone = tries > TRIES_IN_LINE;
		outcome = attempt(conn, fn, arg, &status);

		/*
		 * Another transaction may have made the row after we had looked for it: this
		 * is told as a conflict, too, and gone when one looks again.
		 */
		if (outcome == ATTEMPT_DONE && status == DB_CONFLICT && !conflicted) {
			conflicted = true;
			continue;
		}
		if (outcome == ATTEMPT_DONE)
			return status;
		if (outcome == ATTEMPT_AGAIN) {
			/*
			 * Losing even so: the other may have committed and wait for its
			 * standby, which takes seconds to come back after a restart.
			 */
			if (*queued)
				pause_ms(tries < AGAIN_MAX_MS ? tries : AGAIN_MAX_MS);
			else if (tries >= TRIES_FREE)
				queue_enter(conn, queued);
			continue;
		}
		*queued = false;
		if (recover(conn, outcome, deadline_ms, &committed) != DB_OK)
			return DB_FAILED;
		if (committed)
			return DB_OK;
	}
	log_error("store.contended", "engine=postgres tries=%d", TRIES_MAX);
	return DB_FAILED;
}

enum db_status postgres_write(struct db *db, db_write_fn *fn, void *arg)
{
	struct postgres_conn *conn = (struct postgres_conn *)db_thread_conn(db);
	int64_t deadline_ms = clock_tick_ms() + ((struct postgres_db *)db)->busy_ms;
	bool queued = false;
	enum db_status status = DB_FAILED;

	if (postgres_is_up(conn) || redial_until(conn, deadline_ms))
		status = write_until_done(conn, fn, arg, deadline_ms, &queued);
	queue_leave(conn, queued);
	db_count_write(db, status);
	return status;
}

/* Without a mark, whose table may not be there yet; one process at a time. */
enum db_status postgres_write_schema(struct db *db, db_write_fn *fn, void *arg)
{
	struct postgres_conn *conn = (struct postgres_conn *)db_thread_conn(db);
	enum db_status status =
		postgres_run(conn, "SET lock_timeout = 0; "
				   "SELECT pg_advisory_lock(" LOCK_SCHEMA ")");

	if (status != DB_OK)
		return status;
	status = postgres_run(conn, "BEGIN READ WRITE");
	if (status == DB_OK) {
		status = db_conn_run(&conn->conn, fn, arg);
		if (status == DB_OK)
			status = postgres_run(conn, "COMMIT");
		else
			undo(conn);
	}
	(void)!postgres_run(conn, "SELECT pg_advisory_unlock(" LOCK_SCHEMA "); "
				  "SET lock_timeout = " POSTGRES_LOCK_TIMEOUT);
	return status;
}
