/*
 * Stage: a loop with backends on it, and listeners that write down what a relay tells them.
 * One per test.
 */
#ifndef KIBRIDGE_TESTS_BACKEND_STAGE_H
#define KIBRIDGE_TESTS_BACKEND_STAGE_H

#include "backend/backend.h"
#include "backend/inside.h"
#include "backend/relay.h"
#include "base/buf.h"
#include "bridge/backend/script.h"

#define PLACES_MAX 512

struct stage {
	struct loop *loop;
	struct metrics *metrics;
	struct config config;
	struct endpoint_tuning tuning;
	struct backends *backends;
};

struct listener {
	struct stage *stage;
	struct relay *relay;
	struct buf text, reasoning;
	unsigned places[PLACES_MAX], waits[PLACES_MAX];
	size_t place_count;
	unsigned started, deltas, chunks, ended;
	unsigned
		rested; /* deltas told when everything of a read had been told, the last time */
	unsigned order; /* when it got its slot, among all listeners; from 1 */
	struct relay_outcome outcome; /* strings copied below */
	char finish[64], backend[64], model[256], upstream_id[256];
	unsigned cancel_after; /* deltas; 0: never */
	bool cancel_when_queued;
	bool pause_after_first;
};

/** Empty config, short times; add backends, then stage_open(). */
void stage_init(struct stage *stage);
struct config_backend *stage_backend(struct stage *stage, const char *name,
				     const char *url, const char *models);
void stage_open(struct stage *stage);
void stage_close(struct stage *stage);

/** Runs the loop until *what is at least count; fails the test after 20 s. */
void stage_until(struct stage *stage, const unsigned *what, unsigned count);
void stage_until_probed(struct stage *stage);
/** Is this a line of the metrics, or the beginning of one? */
bool stage_metrics_say(struct stage *stage, const char *line);
/** Runs the loop for a while. */
void stage_run_ms(struct stage *stage, unsigned ms);

void listener_init(struct listener *listener, struct stage *stage);
void listener_clear(struct listener *listener);
/** A question "Hello" to this model by this person. */
void listener_ask(struct listener *listener, const char *model, const char *tenant,
		  const char *course, const char *person);
void listener_ask_with(struct listener *listener, const struct relay_request *request);
/** Forgets what it heard, asks, and waits for the end. */
void listener_hear(struct listener *listener, const char *model);
struct json_object *question(const char *model, const char *text);

#endif
