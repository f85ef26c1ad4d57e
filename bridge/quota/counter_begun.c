/* Counter, begun: the three steps. */
#include "quota/counter_begun.h"

enum db_status counter_begin(struct db_conn *tx, const struct counter_key *key)
{
	return db_exec(tx,
		       "INSERT INTO counter (" COUNTER_KEY
		       ", end_s, used, reserved, whole) "
		       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0) "
		       "ON CONFLICT (" COUNTER_KEY ") DO NOTHING",
		       COUNTER_KEY_TYPES "i", COUNTER_KEY_VALUES(key), key->span.end_s);
}

enum db_status counter_look_back(struct counter *before, struct db_conn *conn,
				 const struct counter_key *key)
{
	AUTO_ROWS *rows =
		db_query(conn,
			 "SELECT used, reserved FROM counter WHERE " COUNTER_IS
			 " AND end_s = $9 AND whole = 0",
			 COUNTER_KEY_TYPES "i", COUNTER_KEY_VALUES(key), key->span.end_s);
	struct counter since = {0};
	enum db_status status;

	*before = (struct counter){0};
	if (!db_next(rows))
		return db_rows_status(rows);
	since.used = db_int(rows, 0);
	since.reserved = db_int(rows, 1);
	status = counter_add_up(before, conn, key);
	before->used -= since.used;
	before->reserved -= since.reserved;
	return status;
}

enum db_status counter_complete(struct db_conn *tx, const struct counter_key *key,
				const struct counter *before)
{
	return db_exec(tx,
		       "UPDATE counter SET used = used + $9, reserved = reserved + $10, "
		       "whole = 1 WHERE " COUNTER_IS " AND whole = 0",
		       COUNTER_KEY_TYPES "ii", COUNTER_KEY_VALUES(key), before->used,
		       before->reserved);
}
