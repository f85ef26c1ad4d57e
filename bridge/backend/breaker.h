/*
 * Breaker: keeps requests away from a backend that fails them. Pure; the caller brings the
 * monotonic time.
 *
 *   CLOSED --failures in a row--> OPEN --time is up--> HALF_OPEN --one success--> CLOSED
 *                                  ^______________________| failure, for twice as long
 */
#ifndef KIBRIDGE_BACKEND_BREAKER_H
#define KIBRIDGE_BACKEND_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

enum breaker_state { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN };

struct breaker {
	enum breaker_state state; /* as last written; breaker_state() knows the time */
	unsigned failures_max; /* this many in a row open it */
	unsigned failures;
	int64_t least_ms, most_ms; /* how long it stays open: at first, and at most */
	int64_t open_ms; /* this time */
	int64_t until_ms;
	bool trying; /* half open: the one request is under way */
};

void breaker_init(struct breaker *breaker, unsigned failures_max, int64_t least_ms,
		  int64_t most_ms);
enum breaker_state breaker_state(const struct breaker *breaker, int64_t now_ms);
const char *breaker_state_name(enum breaker_state state); /* "half-open" */

/** May a request go through now? */
bool breaker_allows(const struct breaker *breaker, int64_t now_ms);
/** One goes through; one of the three below follows. A stream may succeed first and fail later. */
void breaker_enter(struct breaker *breaker, int64_t now_ms);
void breaker_succeeded(struct breaker *breaker);
void breaker_failed(struct breaker *breaker, int64_t now_ms);
/* Cancelled: says nothing about the backend. */
void breaker_left(struct breaker *breaker);

#endif
