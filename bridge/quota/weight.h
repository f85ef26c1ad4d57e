/*
 * Weight: what one token of a model counts in limits on tokens. 1 where nothing is said; 0 is a
 * model that costs the institution nothing, whose requests count all the same.
 */
#ifndef KIBRIDGE_QUOTA_WEIGHT_H
#define KIBRIDGE_QUOTA_WEIGHT_H

#include <stddef.h>
#include <stdint.h>

#define WEIGHT_ONE INT64_C(1000) /* thousandths: the weight 1 */
#define WEIGHT_MOST (1000 * WEIGHT_ONE)

struct weight {
	const char *model;
	int64_t milli;
};

struct weights {
	const struct weight *list;
	size_t count;
};

/** Of this model, else what to take instead; weights NULL: none are set. */
int64_t weight_of(const struct weights *weights, const char *model, int64_t otherwise);
/** What so many tokens count, rounded up. */
int64_t weight_count(int64_t milli, int64_t tokens);
/** How many tokens count at most so much; INT64_MAX if none counts anything. */
int64_t weight_room(int64_t milli, int64_t left);

#endif
