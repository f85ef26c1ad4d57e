/* Ledger, check: the counters and the sweeper's list against the rows, at one moment. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "quota/row.h"

#define NAME_MAX 512

struct inspection {
	struct db_conn *conn;
	ledger_difference_fn *tell;
	void *owner;
	int64_t differences;
};

static void differ(struct inspection *inspection, const char *what,
		   const struct counter *stored, const struct counter *real)
{
	inspection->differences++;
	if (inspection->tell)
		inspection->tell(inspection->owner, what, stored->used, real->used,
				 stored->reserved, real->reserved);
}

static void key_name(char name[NAME_MAX], const struct counter_key *key)
{
	snprintf(name, NAME_MAX, "%s %s%s%s%s%s%s%s %s per %s from %" PRId64, key->level,
		 key->level_id, *key->person ? " person " : "", key->person,
		 *key->role ? " role " : "", key->role, *key->pool ? " pool " : "",
		 key->pool, metric_name(key->metric), window_name(key->window),
		 key->span.start_s);
}

static enum db_status counters_inspect(struct inspection *inspection)
{
	AUTO_ROWS *rows =
		db_query(inspection->conn,
			 "SELECT level, level_id, person, role, pool, metric, "
			 "time_window, start_s, end_s, used, reserved FROM counter "
			 "WHERE whole = 1",
			 "");
	enum db_status status = DB_OK;

	while (status == DB_OK && db_next(rows)) {
		struct counter stored = {.used = db_int(rows, 9),
					 .reserved = db_int(rows, 10)},
			       real;
		struct counter_key key;
		char name[NAME_MAX];

		if (!counter_key_read(&key, rows))
			return DB_FAILED;
		status = counter_add_up(&real, inspection->conn, &key);
		if (status != DB_OK)
			return status;
		if (stored.used == real.used && stored.reserved == real.reserved)
			continue;
		key_name(name, &key);
		differ(inspection, name, &stored, &real);
	}
	return db_rows_status(rows);
}

/* Open requests without a place in the list would hang for ever; ended ones in it are wrong. */
static enum db_status reservations_inspect(struct inspection *inspection)
{
	AUTO_ROWS *rows = db_query(
		inspection->conn,
		"SELECT l.request, 0, 1 FROM ledger l WHERE l.kind = 'reserve' "
		"AND NOT EXISTS (SELECT 1 FROM ledger e WHERE e.id = " END_ID(
			"l.request") ") "
				     "AND NOT EXISTS (SELECT 1 FROM reservation r WHERE "
				     "r.request = "
				     "l.request) "
				     "UNION ALL SELECT r.request, 1, 0 FROM reservation "
				     "r "
				     "WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE "
				     "l.id = " RESERVE_ID(
					     "r.request") ") "
							  "OR EXISTS (SELECT 1 FROM "
							  "ledger e WHERE e.id = " END_ID(
								  "r.request") ")",
		"");

	while (db_next(rows)) {
		struct counter stored = {.reserved = db_int(rows, 1)};
		struct counter real = {.reserved = db_int(rows, 2)};
		char name[NAME_MAX];

		snprintf(name, sizeof(name), "reservation %s", db_text(rows, 0));
		differ(inspection, name, &stored, &real);
	}
	return db_rows_status(rows);
}

enum db_status ledger_check(struct db_conn *conn, ledger_difference_fn *tell, void *owner,
			    int64_t *differences)
{
	struct inspection inspection = {.conn = conn, .tell = tell, .owner = owner};
	enum db_status status = db_snapshot_begin(conn);

	*differences = 0;
	if (status != DB_OK)
		return status;
	status = counters_inspect(&inspection);
	if (status == DB_OK)
		status = reservations_inspect(&inspection);
	db_snapshot_end(conn);
	*differences = inspection.differences;
	return status;
}
