/*
 * Hall: where requests wait for a slot of a backend. Gives slots in the queue's order, says
 * places, and sends away whom waiting does not help. Loop thread only.
 *
 * Everything happens a turn of the loop later, never inside a call: hall_enter() and hall_look()
 * call nobody back.
 */
#ifndef KIBRIDGE_BACKEND_HALL_H
#define KIBRIDGE_BACKEND_HALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "backend/deal.h"
#include "backend/fleet.h"
#include "backend/queue.h"
#include "backend/relay.h"
#include "base/loop.h"
#include "base/metrics.h"

#define HALL_GUESTS_MAX 4096

/* Part of whoever waits; lives at least until the loop's next turn after it has left. */
struct guest {
	void *owner;
	struct wanted wanted;
	const char *tenant, *course, *person;
	unsigned weight;
	int64_t not_before_ms; /* a pause before another try */
	int64_t give_up_ms;
	/* The hall's own. */
	struct ticket ticket;
	struct guest *next, **link; /* link NULL: not here */
	bool no_room; /* the line was full */
	unsigned place; /* as last foreseen; 0: not yet */
	bool place_new, place_told;
	int claim; /* which of the last deal's it was part of, or one of the two below */
};

#define CLAIM_NONE (-1) /* came since, or no backend could serve it then */
#define CLAIM_BEHIND (-2) /* more courses wait here than a deal takes */

struct hall_events {
	/* A slot of this backend is the guest's; it has left the hall. */
	void (*served)(void *owner, struct endpoint *endpoint);
	void (*place)(void *owner, unsigned place, unsigned wait_s);
	/* It has left the hall without. */
	void (*sent_away)(void *owner, enum relay_end end, unsigned retry_after_s);
};

struct hall;
struct hall *hall_new(struct loop *loop, struct fleet *fleet,
		      const struct endpoint_tuning *tuning,
		      const struct hall_events *events, struct metrics *metrics);
void hall_free(struct hall *hall);

void hall_enter(struct hall *hall, struct guest *guest);
/** Again, to the front of one's own: the slot that was given was none. */
void hall_reenter(struct hall *hall, struct guest *guest);
void hall_leave(struct hall *hall, struct guest *guest); /* not here: fine */
/** Something changed: a slot, a backend. */
void hall_look(struct hall *hall);
/**
 * Slots are shared with other nodes: ask(owner) says, any number of times, that a deal is due.
 * Then hall_claim() says who waits (strings in the arena), and with what came of it hall_dealt()
 * serves whoever got a slot and tells the places in the line of all nodes; hall_alone() if
 * nothing came of it: until the next deal this node's line is all that is known.
 */
void hall_deal_by(struct hall *hall, void (*ask)(void *owner), void *owner);
void hall_claim(struct hall *hall, struct deal *deal, struct arena *arena);
void hall_dealt(struct hall *hall, struct deal *deal);
void hall_alone(struct hall *hall);

/** Whoever waits, one after the other (leaving is fine); NULL: nobody. */
struct guest *hall_first(struct hall *hall);

#endif
