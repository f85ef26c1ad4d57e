/* Inside: what backends and relays share. Loop thread only, but for the snapshot. */
#ifndef KIBRIDGE_BACKEND_INSIDE_H
#define KIBRIDGE_BACKEND_INSIDE_H

#include <json-c/json.h>
#include <pthread.h>

#include "backend/backend.h"
#include "backend/fleet.h"
#include "backend/hall.h"
#include "backend/probe.h"
#include "backend/relay.h"
#include "backend/upstream.h"
#include "base/buf.h"

struct snapshot_row {
	struct backend_model model; /* but for available, which is: from this tick on */
	int64_t available_from_ms;
};

struct backends {
	struct loop *loop;
	struct metrics *metrics; /* may be NULL */
	struct endpoint_tuning tuning;
	struct upstream *upstream;
	struct fleet fleet;
	bool shared; /* with other nodes: a dealer says what is ours */
	struct probe *probes[FLEET_MAX]; /* by the endpoint's bit */
	struct hall *hall;

	struct relay *relays; /* all that have not ended */
	struct relay *ended; /* freed a turn of the loop later: strings were borrowed */
	struct loop_timer *burial;
	/* One stream's bytes are read at a time, so one of each serves all relays. */
	struct json_tokener *tokener;
	struct buf mended;

	pthread_mutex_t lock; /* for the rest */
	struct arena *snapshot_arena;
	struct snapshot_row *snapshot;
	size_t snapshot_count;
};

/** With other times than endpoint_tuning_default; for tests. */
struct backends *backends_new_tuned(struct loop *loop, const struct config *config,
				    struct metrics *metrics,
				    const struct endpoint_tuning *tuning);
/** An endpoint's state changed: tell other threads and the hall. */
void backends_changed(struct backends *backends);

/* The hall's news for a relay (relay.c). */
extern const struct hall_events relay_hall_events;
/** Frees what has ended; all: also what has not, without calling back. */
void relays_bury(struct backends *backends, bool all);

#endif
