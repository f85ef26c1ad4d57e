/*
 * Node: this process among all that work on the same store. Each renews its row while it lives,
 * and says in it what the others should know; whose row is older than NODE_SILENT_S counts as dead.
 */
#ifndef KIBRIDGE_STORE_NODE_H
#define KIBRIDGE_STORE_NODE_H

#include <stddef.h>

#include "store/db.h"

#define NODE_RENEW_S 5
#define NODE_SILENT_S 20
#define NODES_MAX 64 /* more are not looked at */

struct node {
	const char *id;
	const char *said;
	int64_t said_count; /* another one whenever it has spoken */
};

/**
 * In a transaction. The others that live, in the order of their ids; in the arena.
 * @rank before how many of them this one comes, counted from 0
 */
enum db_status nodes_others(struct db_conn *tx, struct arena *arena, const char *id,
			    int64_t now_s, struct node **out, size_t *count,
			    unsigned *rank) __attribute__((warn_unused_result));
/** In a transaction. This node is alive. @id random_id, the same for the process's whole life */
enum db_status node_say(struct db_conn *tx, const char *id, const char *said,
			int64_t now_s) __attribute__((warn_unused_result));
/** In a transaction. It ends, and the others need not wait until it is missed. */
enum db_status node_gone(struct db_conn *tx, const char *id)
	__attribute__((warn_unused_result));

#endif
