/* Standing: one limit, its counter and what is left. Room-internal. */
#ifndef KIBRIDGE_QUOTA_STANDING_H
#define KIBRIDGE_QUOTA_STANDING_H

#include "quota/counter.h"
#include "quota/grant.h"

/* A limit as one subject meets it. */
struct check {
	struct limit limit; /* with what was granted */
	struct counter_key key;
	struct counter counter;
};

/** value + granted, without overflow. */
int64_t check_ceiling(const struct check *check);
/** What is left; negative when more was used than is allowed (now). */
int64_t check_left(const struct check *check);
void check_standing(struct standing *out, const struct check *check);

#endif
