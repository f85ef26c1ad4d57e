/*
 * Postgres pipeline: a transaction begins with its first statement. BEGIN and what belongs to it
 * travel ahead of that statement without waiting for their answers, so that beginning costs no way
 * to the server and back of its own. [PostgreSQL §34.5 Pipeline Mode]
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "store/postgres.h"

/* Without parameters, and nothing that it answers is needed. */
static bool send(struct postgres_conn *conn, const char *sql)
{
	return PQsendQueryParams(conn->pg, sql, 0, NULL, NULL, NULL, NULL, 0) == 1;
}

/* Written by every transaction: whoever loses the connection during COMMIT asks this row. */
static bool send_mark(struct postgres_conn *conn)
{
	char serial[24], at_s[24];
	const char *const values[] = {conn->mark, serial, at_s};

	snprintf(serial, sizeof(serial), "%" PRId64, conn->serial);
	snprintf(at_s, sizeof(at_s), "%" PRId64, clock_now_s());
	return PQsendQueryParams(conn->pg,
				 "INSERT INTO store_mark (connection, serial, at_s) "
				 "VALUES ($1, $2, $3) ON CONFLICT (connection) DO UPDATE "
				 "SET serial = excluded.serial, at_s = excluded.at_s",
				 3, NULL, values, NULL, NULL, 0) == 1;
}

/* @return how many answers to wait for */
static int send_opening(struct postgres_conn *conn, enum postgres_opening opening)
{
	if (opening == OPENING_SNAPSHOT)
		return send(conn, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
	if (opening == OPENING_SAFE_SNAPSHOT)
		return send(conn,
			    "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE");
	/*
	 * Index scans lock what they read, scans of a whole small table would lock all of it. A lock
	 * on the table comes before the transaction's view of the store begins. [§13.3.1]
	 */
	return send(conn, "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE") +
	       (conn->alone
			? send(conn, "LOCK TABLE store_mark IN SHARE ROW EXCLUSIVE MODE")
			: 0) +
	       send(conn, "SET LOCAL enable_seqscan = off") + send_mark(conn);
}

static bool is_good(const PGresult *result)
{
	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       PQresultStatus(result) == PGRES_TUPLES_OK;
}

/* The last answer; or the first that is none, which the server lets all others fail after. */
static PGresult *answer_of(struct postgres_conn *conn, int count)
{
	PGresult *kept = NULL, *next;

	for (int i = 0; i < count; i++) {
		while ((next = PQgetResult(conn->pg))) {
			PGresult *spare = kept && !is_good(kept) ? next : kept;

			kept = spare == next ? kept : next;
			PQclear(spare);
		}
	}
	return kept ? kept : PQmakeEmptyPGresult(conn->pg, PGRES_FATAL_ERROR);
}

PGresult *postgres_open_with(struct postgres_conn *conn, const char *name, int count,
			     const char *const *values)
{
	enum postgres_opening opening = conn->opening;
	PGresult *result;
	int sent;

	conn->opening = OPENING_NONE;
	if (!PQenterPipelineMode(conn->pg)) {
		conn->lost = true;
		return PQmakeEmptyPGresult(conn->pg, PGRES_FATAL_ERROR);
	}
	sent = send_opening(conn, opening);
	sent += PQsendQueryPrepared(conn->pg, name, count, values, NULL, NULL, 0);
	if (!PQpipelineSync(conn->pg))
		conn->lost = true;
	result = answer_of(conn, sent);
	PQclear(PQgetResult(conn->pg)); /* of the sync */
	if (!PQexitPipelineMode(conn->pg))
		conn->lost = true;
	return result;
}
