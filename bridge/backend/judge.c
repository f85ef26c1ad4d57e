/* Judging backends. */
#include "backend/judge.h"

#include "base/clock.h"
#include "base/random.h"

#define COOL_MS 1000 /* after a 429 that names no time; up to twice that */
#define COOL_MAX_MS 60000 /* after an outage that names one; an account used up */

int64_t judge_jittered_ms(int64_t least_ms)
{
	uint16_t random;

	random_bytes(&random, sizeof(random));
	return least_ms + least_ms * random / UINT16_MAX;
}

/* A 429 is about our use of it and may last; an outage is over when it is over. */
static int64_t cool_ms_for(const struct attempt_end *end)
{
	int64_t asked_ms = (int64_t)end->retry_after_s * 1000;

	if (asked_ms)
		return end->status == 429 || asked_ms < COOL_MAX_MS ? asked_ms
								    : COOL_MAX_MS;
	return end->failure.error.fault == FAULT_QUOTA ? COOL_MAX_MS
						       : judge_jittered_ms(COOL_MS);
}

bool judge_endpoint(struct endpoint *endpoint, const struct attempt_end *end,
		    const struct verdict *verdict)
{
	int64_t now_ms = clock_tick_ms();

	if (verdict->cool || end->retry_after_s)
		endpoint->cool_until_ms = now_ms + cool_ms_for(end);
	if (verdict->blame)
		return endpoint_failed(endpoint, now_ms);
	/* It answers, if not to our liking. */
	return end->failure.status && endpoint_succeeded(endpoint);
}
