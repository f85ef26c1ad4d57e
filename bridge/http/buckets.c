/*
 * Buckets, each one number: when it will be full again. Taking moves that on by a token's
 * worth; a minute ahead of now is an empty bucket.
 */
#include "http/buckets.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/random.h"

#define SETS 4096
#define WAYS 8 /* places an address may be in */
#define WINDOW_US ((int64_t)60 * 1000 * 1000)

struct bucket {
	uint64_t key; /* 0: free place */
	int64_t full_at_us;
};

struct buckets {
	int64_t token_us; /* time in which one token comes back; 0: no limit */
	uint64_t seed; /* strangers cannot choose whom they share a set with */
	struct bucket sets[SETS][WAYS];
};

static int64_t token_of(unsigned per_minute)
{
	return per_minute ? WINDOW_US / per_minute : 0;
}

struct buckets *buckets_new(unsigned per_minute)
{
	struct buckets *buckets = calloc(1, sizeof(*buckets));

	if (!buckets)
		log_fatal("memory.exhausted", "what=buckets");
	buckets->token_us = token_of(per_minute);
	random_bytes(&buckets->seed, sizeof(buckets->seed));
	return buckets;
}

void buckets_set_rate(struct buckets *buckets, unsigned per_minute)
{
	buckets->token_us = token_of(per_minute);
}

void buckets_free(struct buckets *buckets)
{
	free(buckets);
}

static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

static uint64_t key_of(const struct buckets *buckets, const char *address)
{
	unsigned char bytes[16] = {0};
	uint64_t half[2], key;

	if (inet_pton(AF_INET, address, bytes) != 1 &&
	    inet_pton(AF_INET6, address, bytes) == 1)
		memset(bytes + 8, 0xff, 8);
	memcpy(half, bytes, sizeof(half));
	key = mix(mix(half[0] ^ buckets->seed) ^ half[1]);
	return key ? key : 1;
}

static struct bucket *bucket_find(struct buckets *buckets, uint64_t key)
{
	struct bucket *set = buckets->sets[key % SETS], *place = &set[0];

	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].key == key)
			return &set[i];
		if (set[i].full_at_us < place->full_at_us)
			place = &set[i];
	}
	place->key = key;
	place->full_at_us = 0;
	return place;
}

unsigned buckets_take(struct buckets *buckets, const char *address, int64_t tick_ms)
{
	int64_t now_us = tick_ms * 1000, full_at_us;
	struct bucket *bucket;

	if (!buckets->token_us)
		return 0;
	bucket = bucket_find(buckets, key_of(buckets, address));
	full_at_us = bucket->full_at_us > now_us ? bucket->full_at_us : now_us;
	full_at_us += buckets->token_us;
	if (full_at_us - now_us > WINDOW_US)
		return (unsigned)((full_at_us - now_us - WINDOW_US) / 1000000 + 1);
	bucket->full_at_us = full_at_us;
	return 0;
}
