/*
 * Node: this process among all that work on the same store. Each renews its row while it lives;
 * whose row is older than NODE_SILENT_S counts as dead.
 */
#ifndef KIBRIDGE_STORE_NODE_H
#define KIBRIDGE_STORE_NODE_H

#include "store/db.h"

#define NODE_RENEW_S 5
#define NODE_SILENT_S 20

struct node_place {
	unsigned rank; /* from 0: each living node has another one */
	unsigned count; /* of living nodes, this one too */
};

/** In a transaction. This node is alive. @id random_id, the same for the process's whole life */
enum db_status node_seen(struct db_conn *tx, const char *id, int64_t now_s,
			 struct node_place *place) __attribute__((warn_unused_result));
/** In a transaction. It ends, and the others need not wait until it is missed. */
enum db_status node_gone(struct db_conn *tx, const char *id)
	__attribute__((warn_unused_result));

#endif
