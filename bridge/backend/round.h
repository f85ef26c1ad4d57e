/*
 * Round: a node's turn at the table of all nodes. In one transaction it reads what the others say,
 * deals itself the free slots that its waiters are next for, and says what it holds and who still
 * waits. The transactions of all nodes come one after another: no slot is given twice, and a node
 * may die at any point of it.
 */
#ifndef KIBRIDGE_BACKEND_ROUND_H
#define KIBRIDGE_BACKEND_ROUND_H

#include "backend/deal.h"
#include "base/random.h"
#include "store/node.h"

#define ROUND_CHANNEL                                                                    \
	"line" /* told of a slot left for another, or of a line: the node's id */
#define ROUND_SILENT_MS 3000 /* whoever waits speaks every second */

/* Another node, as last heard by our own clock: those of machines differ. */
struct round_ear {
	char id[RANDOM_ID];
	int64_t said_count, heard_ms;
};

struct round {
	char node[RANDOM_ID]; /* ours; the same for the process's whole life */
	struct round_ear ears[NODES_MAX];
	uint32_t
		waited; /* backends at which the last round left somebody of ours waiting */
	/* Asked: backends, and our claims; what they point to outlives the round. */
	struct deal asked;
	/* Dealt, and what it was dealt by. */
	struct arena *arena;
	struct deal deal;
	struct node *others;
	size_t other_count;
};

/** In a transaction; may run again, and touches nothing but what is dealt. */
enum db_status round_run(struct round *round, struct db_conn *tx, int64_t now_s,
			 int64_t tick_ms) __attribute__((warn_unused_result));
/** After the commit: what the next one needs to know of it. */
void round_keep(struct round *round, int64_t tick_ms);
void round_clear(struct round *round);

#endif
