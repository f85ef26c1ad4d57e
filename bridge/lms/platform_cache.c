/* Platform cache: a hash by id under one lock. What is in it is never changed or taken out. */
#include "lms/platform_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define BUCKETS 256
#define TEXTS 10
#define ARENA_BYTES ((size_t)PLATFORM_CACHE_MOST * (PLATFORM_CACHE_TEXT + 1024))

struct entry {
	struct entry *next;
	struct platform platform;
};

struct platform_cache {
	pthread_mutex_t lock;
	struct arena *arena;
	unsigned count;
	struct entry *buckets[BUCKETS];
};

struct platform_cache *platform_cache_new(void)
{
	struct platform_cache *cache = calloc(1, sizeof(*cache));

	if (!cache || pthread_mutex_init(&cache->lock, NULL))
		abort();
	cache->arena = arena_new(ARENA_BYTES);
	return cache;
}

void platform_cache_free(struct platform_cache *cache)
{
	if (!cache)
		return;
	arena_free(cache->arena);
	pthread_mutex_destroy(&cache->lock);
	free(cache);
}

/* The ids are ours, and at random: nobody picks them so that they meet in one bucket. */
static struct entry **bucket_of(struct platform_cache *cache, const char *id)
{
	unsigned hash = 0;

	for (; *id; id++)
		hash = hash * 31 + (unsigned char)*id;
	return &cache->buckets[hash % BUCKETS];
}

/* With the lock held. */
static const struct entry *entry_of(struct platform_cache *cache, const char *id)
{
	const struct entry *entry = *bucket_of(cache, id);

	while (entry && strcmp(entry->platform.id, id) != 0)
		entry = entry->next;
	return entry;
}

const struct platform *platform_cache_find(struct platform_cache *cache, const char *id)
{
	const struct entry *entry;

	if (!cache)
		return NULL;
	pthread_mutex_lock(&cache->lock);
	entry = entry_of(cache, id);
	pthread_mutex_unlock(&cache->lock);
	return entry ? &entry->platform : NULL;
}

/* --- keeping --------------------------------------------------------------------------------- */

/* Where its strings are. */
static void texts_of(const char **texts[TEXTS], struct platform *platform)
{
	struct lti_registration *registration = &platform->registration;
	const char **const all[TEXTS] = {
		&platform->id,
		&platform->tenant,
		&platform->profile,
		&platform->name,
		&platform->jwks_url,
		&registration->issuer,
		&registration->client_id,
		&registration->auth_url,
		&registration->token_url,
		&registration->token_audience,
	};

	memcpy(texts, all, sizeof(all));
}

static bool too_big(struct platform platform)
{
	const char **texts[TEXTS];
	size_t bytes = 0;

	texts_of(texts, &platform);
	for (size_t i = 0; i < TEXTS; i++)
		bytes += *texts[i] ? strlen(*texts[i]) + 1 : 0;
	return bytes > PLATFORM_CACHE_TEXT;
}

/* No row has lists; one that somebody made up is not copied by halves. */
static bool has_lists(const struct lti_registration *registration)
{
	return registration->issuer_aliases || registration->trusted_audiences;
}

/* With the lock held. */
static void entry_add(struct platform_cache *cache, const struct platform *platform)
{
	struct entry **bucket = bucket_of(cache, platform->id);
	struct entry *entry = arena_alloc(cache->arena, sizeof(*entry));
	const char **texts[TEXTS];

	entry->platform = *platform;
	texts_of(texts, &entry->platform);
	for (size_t i = 0; i < TEXTS; i++)
		*texts[i] = arena_strdup(cache->arena, *texts[i]);
	entry->next = *bucket;
	*bucket = entry;
	cache->count++;
}

void platform_cache_keep(struct platform_cache *cache, const struct platform *platform)
{
	if (!cache || too_big(*platform) || has_lists(&platform->registration))
		return;
	pthread_mutex_lock(&cache->lock);
	if (cache->count < PLATFORM_CACHE_MOST && !entry_of(cache, platform->id))
		entry_add(cache, platform);
	pthread_mutex_unlock(&cache->lock);
}
