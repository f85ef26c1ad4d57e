/* Choosing among backends. */
#include "backend/fleet.h"

#include "base/text.h"

static bool less_loaded(const struct endpoint *a, const struct endpoint *b)
{
	return (uint64_t)a->in_flight * b->max_in_flight <
	       (uint64_t)b->in_flight * a->max_in_flight;
}

struct endpoint *fleet_pick(const struct fleet *fleet, const struct wanted *wanted,
			    int64_t now_ms)
{
	struct endpoint *best = NULL;

	for (size_t i = 0; i < fleet->count; i++) {
		struct endpoint *endpoint = fleet->endpoints[i];

		if ((wanted->avoid & endpoint->bit) ||
		    !endpoint_free_slot(endpoint, now_ms) ||
		    !endpoint_serves(endpoint, wanted->model))
			continue;
		if (!best || (text_equal(best->operator_name, endpoint->operator_name) &&
			      less_loaded(endpoint, best)))
			best = endpoint;
	}
	return best;
}

enum outlook fleet_outlook(const struct fleet *fleet, const struct wanted *wanted,
			   int64_t until_ms, int64_t now_ms, int64_t *cool_ms)
{
	enum outlook outlook = OUTLOOK_NOBODY;

	*cool_ms = INT64_MAX;
	for (size_t i = 0; i < fleet->count; i++) {
		const struct endpoint *endpoint = fleet->endpoints[i];

		if (endpoint_unknown(endpoint)) /* its first probe tells soon */
			return OUTLOOK_WAIT;
		if (!endpoint_serves(endpoint, wanted->model))
			continue;
		if (outlook == OUTLOOK_NOBODY)
			outlook = OUTLOOK_DOWN;
		if ((wanted->avoid & endpoint->bit) ||
		    !endpoint_available(endpoint, now_ms))
			continue;
		if (endpoint->cool_until_ms <= until_ms)
			return OUTLOOK_WAIT;
		outlook = OUTLOOK_COOLING;
		if (endpoint->cool_until_ms < *cool_ms)
			*cool_ms = endpoint->cool_until_ms;
	}
	return outlook;
}

uint32_t fleet_open(const struct fleet *fleet, const struct wanted *wanted,
		    int64_t now_ms)
{
	uint32_t mask = 0;

	for (size_t i = 0; i < fleet->count; i++) {
		const struct endpoint *endpoint = fleet->endpoints[i];

		if (!(wanted->avoid & endpoint->bit) && endpoint_open(endpoint, now_ms) &&
		    endpoint_serves(endpoint, wanted->model))
			mask |= endpoint->bit;
	}
	return mask;
}

struct endpoint *fleet_by_bit(const struct fleet *fleet, uint32_t bit)
{
	for (size_t i = 0; i < fleet->count; i++)
		if (fleet->endpoints[i]->bit == bit)
			return fleet->endpoints[i];
	return NULL;
}

uint32_t fleet_mask(const struct fleet *fleet, const char *model)
{
	uint32_t mask = 0;

	for (size_t i = 0; i < fleet->count; i++)
		if (endpoint_serves(fleet->endpoints[i], model))
			mask |= fleet->endpoints[i]->bit;
	return mask;
}

unsigned fleet_wait_s(const struct fleet *fleet, uint32_t mask, unsigned place,
		      int64_t now_ms)
{
	double slots_per_ms = 0;
	double seconds;

	for (size_t i = 0; i < fleet->count; i++) {
		const struct endpoint *endpoint = fleet->endpoints[i];

		if ((mask & endpoint->bit) && endpoint_available(endpoint, now_ms) &&
		    endpoint->hold_ms > 0)
			slots_per_ms += endpoint->max_in_flight / endpoint->hold_ms;
	}
	if (slots_per_ms <= 0)
		return 0;
	seconds = place / slots_per_ms / 1000.0;
	return seconds > 86400 ? 86400 : (unsigned)seconds + 1;
}

static void sooner(int64_t *next_ms, int64_t at_ms, int64_t now_ms)
{
	if (at_ms > now_ms && at_ms < *next_ms)
		*next_ms = at_ms;
}

int64_t fleet_next_ms(const struct fleet *fleet, int64_t now_ms)
{
	int64_t next_ms = INT64_MAX;

	for (size_t i = 0; i < fleet->count; i++) {
		const struct endpoint *endpoint = fleet->endpoints[i];

		sooner(&next_ms, endpoint->cool_until_ms, now_ms);
		if (endpoint->breaker.state == BREAKER_OPEN)
			sooner(&next_ms, endpoint->breaker.until_ms, now_ms);
	}
	return next_ms;
}

uint32_t fleet_free_bit(const struct fleet *fleet)
{
	uint32_t taken = 0;

	for (size_t i = 0; i < fleet->count; i++)
		taken |= fleet->endpoints[i]->bit;
	return ~taken & (taken + 1); /* the lowest that is not taken */
}

void fleet_prune(struct fleet *fleet)
{
	size_t kept = 0;

	for (size_t i = 0; i < fleet->count; i++) {
		struct endpoint *endpoint = fleet->endpoints[i];

		if (endpoint->retired && endpoint->in_flight == 0)
			endpoint_free(endpoint);
		else
			fleet->endpoints[kept++] = endpoint;
	}
	fleet->count = kept;
}

void fleet_clear(struct fleet *fleet)
{
	for (size_t i = 0; i < fleet->count; i++)
		endpoint_free(fleet->endpoints[i]);
	fleet->count = 0;
}
