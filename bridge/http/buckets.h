/*
 * Buckets: how often an address may knock. A fixed table (no peer can make it grow); a full set
 * forgets the address that owes least. IPv6 addresses count by their /64, which is one household.
 */
#ifndef KIBRIDGE_HTTP_BUCKETS_H
#define KIBRIDGE_HTTP_BUCKETS_H

#include <stdint.h>

struct buckets;

/** @per_minute as many at once, and refilled at that rate; 0: no limit */
struct buckets *buckets_new(unsigned per_minute);
void buckets_set_rate(struct buckets *buckets, unsigned per_minute);
void buckets_free(struct buckets *buckets); /* NULL is fine */

/** 0: go ahead; else so many seconds are to be waited. @tick_ms of the monotonic clock */
unsigned buckets_take(struct buckets *buckets, const char *address, int64_t tick_ms);

#endif
