/*
 * Deal: who gets the free slots of the backends, among all who wait at all nodes. Each node deals
 * for itself: it takes what its own waiters are next for, and leaves what another's are next for.
 * Pure: no store, no clock.
 *
 * At each backend tenants take turns by their weight, the courses of a tenant turn by turn, and
 * the nodes of a course by how many of it wait there: always who has had the fewest turns.
 */
#ifndef KIBRIDGE_BACKEND_DEAL_H
#define KIBRIDGE_BACKEND_DEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define DEAL_BACKENDS_MAX 32 /* as many as a mask has bits */
#define DEAL_CLAIMS_MAX                                                                  \
	128 /* of one node; whoever is behind them waits to be one of them */
#define DEAL_TURN INT64_C(1000000) /* one turn at weight 1 */

/* A tenant, a course of it, or a node at which that waits. */
struct deal_party {
	const char *name;
	struct deal_party *within; /* NULL: a tenant */
	struct deal_party
		*next; /* in one list: who was there first is first among equals */
	int64_t turns; /* had, over its weight; counted from the least of those beside it */
	/* While it is dealt. */
	int64_t foreseen; /* with those that others will take */
	int64_t least; /* of those within */
	unsigned rank; /* in the list */
	bool waits, known;
};

struct deal_backend {
	const char *name;
	unsigned slots; /* for all nodes together */
	unsigned busy; /* ours under way */
	unsigned elsewhere; /* held by the others */
	double hold_ms; /* how long a slot is kept; 0: unknown. Ours, else the others' */
	struct deal_party *parties;
	/* Dealt. */
	unsigned held; /* how many are ours now */
	unsigned left; /* free, and another's turn */
	bool line; /* somebody waits even so: a slot that comes free is dealt again */
};

/* Those of one course who wait at one node for the same backends. */
struct claim {
	const char *node, *tenant, *course;
	unsigned weight; /* the tenant's */
	unsigned count;
	uint32_t backends; /* that could serve them now, a bit for each of the deal's */
	bool ours;
	struct claim *next;
	/* Dealt. */
	unsigned left; /* still waiting, and not foreseen to be served at once */
	unsigned waiting; /* still waiting */
	unsigned granted[DEAL_BACKENDS_MAX]; /* ours: go there now */
	unsigned *places; /* ours: of those who still wait, in their order */
	unsigned told; /* how many of the places have been given out */
	struct deal_party *party[3]; /* at the backend looked at */
};

struct deal {
	struct deal_backend backends[DEAL_BACKENDS_MAX];
	size_t backend_count; /* with gaps: "", without slots */
	struct claim *ours; /* an array, in the list, too */
	size_t our_count;
	struct claim *claims; /* the list of all */
	unsigned nodes, rank; /* how many live, and which of them we are */
	unsigned waiting; /* dealt: how many wait, at all nodes */
};

/** Of all slots, while nobody waits: together the nodes have exactly as many as there are. */
unsigned deal_share(unsigned slots, unsigned nodes, unsigned rank);

/** Puts a claim into the list, behind the others. */
void deal_add(struct deal *deal, struct claim *claim);
void deal_run(struct deal *deal, struct arena *arena);

/** The party of that name; made if it is not there. */
struct deal_party *deal_party(struct deal_backend *backend, struct arena *arena,
			      struct deal_party *within, const char *name);

#endif
