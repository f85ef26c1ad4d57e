/* Node: rows of the table node; long dead ones are deleted by whoever speaks. */
#include "store/node.h"

#include <string.h>

#define FORGET_AFTER_S 3600

enum db_status nodes_others(struct db_conn *tx, struct arena *arena, const char *id,
			    int64_t now_s, struct node **out, size_t *count,
			    unsigned *rank)
{
	AUTO_ROWS *rows = db_query(tx,
				   "SELECT id, said, said_count FROM node "
				   "WHERE seen_s > $1 AND id <> $2 ORDER BY id LIMIT $3",
				   "iti", now_s - NODE_SILENT_S, id, (int64_t)NODES_MAX);

	*out = arena_alloc(arena, NODES_MAX * sizeof(**out));
	*count = 0;
	*rank = 0;
	while (db_next(rows)) {
		(*out)[*count] = (struct node){
			.id = arena_strdup(arena, db_text(rows, 0)),
			.said = arena_strdup(arena, db_text(rows, 1)),
			.said_count = db_int(rows, 2),
		};
		*rank += strcmp((*out)[(*count)++].id, id) < 0;
	}
	return db_rows_status(rows);
}

enum db_status node_say(struct db_conn *tx, const char *id, const char *said,
			int64_t now_s)
{
	enum db_status status = db_exec(
		tx,
		"INSERT INTO node (id, seen_s, said, said_count) VALUES ($1, $2, $3, 1) "
		"ON CONFLICT (id) DO UPDATE SET seen_s = excluded.seen_s, "
		"said = excluded.said, said_count = node.said_count + 1",
		"tit", id, now_s, said);

	if (status != DB_OK)
		return status;
	return db_exec(tx, "DELETE FROM node WHERE seen_s < $1", "i",
		       now_s - FORGET_AFTER_S);
}

enum db_status node_gone(struct db_conn *tx, const char *id)
{
	return db_exec(tx, "DELETE FROM node WHERE id = $1", "t", id);
}
