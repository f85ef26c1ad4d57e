/* The circuit breaker. */
#include "backend/breaker.h"

void breaker_init(struct breaker *breaker, unsigned failures_max, int64_t least_ms,
		  int64_t most_ms)
{
	*breaker = (struct breaker){
		.failures_max = failures_max,
		.least_ms = least_ms,
		.most_ms = most_ms,
	};
}

enum breaker_state breaker_state(const struct breaker *breaker, int64_t now_ms)
{
	if (breaker->state == BREAKER_OPEN && now_ms >= breaker->until_ms)
		return BREAKER_HALF_OPEN;
	return breaker->state;
}

const char *breaker_state_name(enum breaker_state state)
{
	static const char *const names[] = {
		[BREAKER_CLOSED] = "closed",
		[BREAKER_OPEN] = "open",
		[BREAKER_HALF_OPEN] = "half-open",
	};

	return names[state];
}

bool breaker_allows(const struct breaker *breaker, int64_t now_ms)
{
	switch (breaker_state(breaker, now_ms)) {
	case BREAKER_CLOSED:
		return true;
	case BREAKER_HALF_OPEN:
		return !breaker->trying;
	case BREAKER_OPEN:
		break;
	}
	return false;
}

void breaker_enter(struct breaker *breaker, int64_t now_ms)
{
	breaker->state = breaker_state(breaker, now_ms);
	breaker->trying = breaker->state == BREAKER_HALF_OPEN;
}

void breaker_succeeded(struct breaker *breaker)
{
	breaker->trying = false;
	breaker->failures = 0;
	/* One that began before it opened and ends well is no sign that new ones do. */
	if (breaker->state == BREAKER_HALF_OPEN)
		breaker->state = BREAKER_CLOSED;
	if (breaker->state == BREAKER_CLOSED)
		breaker->open_ms = 0;
}

static void open_breaker(struct breaker *breaker, int64_t now_ms)
{
	int64_t twice_ms = breaker->open_ms * 2;

	breaker->open_ms = twice_ms < breaker->least_ms	 ? breaker->least_ms
			   : twice_ms > breaker->most_ms ? breaker->most_ms
							 : twice_ms;
	breaker->until_ms = now_ms + breaker->open_ms;
	breaker->state = BREAKER_OPEN;
	breaker->trying = false;
}

void breaker_failed(struct breaker *breaker, int64_t now_ms)
{
	breaker->failures++;
	if (breaker->state == BREAKER_HALF_OPEN ||
	    (breaker->state == BREAKER_CLOSED &&
	     breaker->failures >= breaker->failures_max))
		open_breaker(breaker, now_ms);
}

void breaker_left(struct breaker *breaker)
{
	breaker->trying = false;
}
