/* Node: rows of the table node; long dead ones are deleted by whoever looks. */
#include "store/node.h"

#define FORGET_AFTER_S 3600

static enum db_status place_read(struct node_place *place, struct db_conn *tx,
				 const char *id, int64_t now_s)
{
	AUTO_ROWS *rows =
		db_query(tx,
			 "SELECT COUNT(*), COALESCE(SUM(CASE WHEN id < $1 THEN 1 ELSE 0 "
			 "END), 0) FROM node WHERE seen_s > $2",
			 "ti", id, now_s - NODE_SILENT_S);

	*place = (struct node_place){0, 1};
	if (!db_next(rows))
		return db_rows_status(rows) == DB_OK ? DB_FAILED : db_rows_status(rows);
	*place = (struct node_place){
		.rank = (unsigned)db_int(rows, 1),
		.count = (unsigned)db_int(rows, 0),
	};
	return DB_OK;
}

enum db_status node_seen(struct db_conn *tx, const char *id, int64_t now_s,
			 struct node_place *place)
{
	enum db_status status =
		db_exec(tx,
			"INSERT INTO node (id, seen_s) VALUES ($1, $2) "
			"ON CONFLICT (id) DO UPDATE SET seen_s = excluded.seen_s",
			"ti", id, now_s);

	if (status == DB_OK)
		status = db_exec(tx, "DELETE FROM node WHERE seen_s < $1", "i",
				 now_s - FORGET_AFTER_S);
	return status == DB_OK ? place_read(place, tx, id, now_s) : status;
}

enum db_status node_gone(struct db_conn *tx, const char *id)
{
	return db_exec(tx, "DELETE FROM node WHERE id = $1", "t", id);
}
