/*
 * Dealer: when several nodes work on one store, brings about this node's rounds: every five
 * seconds as a sign of life, every second while somebody waits here, and when something changed,
 * at most ten a second. While the store is away or slow, the node goes on with the slots it held.
 * Loop thread only, but for dealer_notice.
 */
#ifndef KIBRIDGE_BACKEND_DEALER_H
#define KIBRIDGE_BACKEND_DEALER_H

#include "backend/backend.h"
#include "store/db.h"

struct dealer;

/** NULL if the store is this node's alone: then all slots are. */
struct dealer *dealer_start(struct loop *loop, struct db *db, struct backends *backends,
			    struct metrics *metrics);
/** Another node has told of the line (ROUND_CHANNEL), or may have: payload NULL. Any thread. */
void dealer_notice(struct dealer *dealer, const char *payload);
/** After the loop has stopped: the others need not wait until we are missed. Nulls the pointer. */
void dealer_stop(struct dealer **dealer);

#endif
