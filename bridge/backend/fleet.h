/*
 * Fleet: all backends in the order of the config, and the questions a request has for them.
 * No I/O; loop thread only.
 */
#ifndef KIBRIDGE_BACKEND_FLEET_H
#define KIBRIDGE_BACKEND_FLEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "backend/endpoint.h"

#define FLEET_MAX 32 /* CONFIG_BACKENDS_MAX, and those that a reload has retired */

struct fleet {
	struct endpoint *endpoints[FLEET_MAX]; /* owned */
	size_t count;
};

/* What is asked of the fleet: a model, but not from these. */
struct wanted {
	const char *model;
	uint32_t avoid; /* bits of endpoints that have failed this request */
};

/**
 * The backend to ask now; NULL if none has a free slot. Students are told beforehand who
 * answers: that is the first backend's operator. Backends of one operator share the load,
 * another operator's steps in when those cannot.
 */
struct endpoint *fleet_pick(const struct fleet *fleet, const struct wanted *wanted,
			    int64_t now_ms);

enum outlook {
	OUTLOOK_WAIT, /* a slot may come free */
	OUTLOOK_COOLING, /* all that serve it asked to be left alone for longer than that */
	OUTLOOK_DOWN, /* none of those that serve it can be asked */
	OUTLOOK_NOBODY, /* none serves this model */
};
/** @until_ms how long the request would wait; @cool_ms with OUTLOOK_COOLING: until when */
enum outlook fleet_outlook(const struct fleet *fleet, const struct wanted *wanted,
			   int64_t until_ms, int64_t now_ms, int64_t *cool_ms);
/** Which could serve it now, had they a slot free. */
uint32_t fleet_open(const struct fleet *fleet, const struct wanted *wanted,
		    int64_t now_ms);
struct endpoint *fleet_by_bit(const struct fleet *fleet, uint32_t bit); /* or NULL */
/** Which backends serve the model, as bits. */
uint32_t fleet_mask(const struct fleet *fleet, const char *model);
/** Expected seconds until this many slots of these backends come free, all nodes' together;
 * 0: nobody knows. */
unsigned fleet_wait_s(const struct fleet *fleet, uint32_t mask, unsigned place,
		      int64_t now_ms);
/** When time alone changes something next (breakers, cooling down); INT64_MAX: never. */
int64_t fleet_next_ms(const struct fleet *fleet, int64_t now_ms);

/** A bit that no endpoint has; 0: the fleet is full. */
uint32_t fleet_free_bit(const struct fleet *fleet);
/** Frees the retired ones that nobody uses any more. */
void fleet_prune(struct fleet *fleet);
void fleet_clear(struct fleet *fleet);

#endif
