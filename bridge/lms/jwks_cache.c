/*
 * Jwks cache: one entry per URL, for good; there are as many as registered LMS. The key set of an
 * entry is counted by those who hold it, so a newer one can take its place at any time. One lock
 * for all entries; it is never held during a fetch.
 */
#include "lms/jwks_cache.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/workers.h"

#define FETCH_ARENA_BYTES ((size_t)2 << 20)

struct jwks_lease { /* a key set and how many hold it; the entry's own hold counts, too */
	struct lti_jwks *keys;
	atomic_uint holders;
};

struct entry {
	struct entry *next;
	char *url;
	struct jwks_lease *current; /* NULL: never had one */
	int64_t fresh_until_s;
	int64_t tried_s; /* when the last fetch began; INT64_MIN: never */
	bool failed; /* the last fetch */
	bool fetching; /* a caller is at it; wait on done */
};

struct jwks_cache {
	jwks_fetch_fn *fetch;
	void *owner;
	pthread_mutex_t lock;
	pthread_cond_t done; /* some fetch ended */
	struct entry *entries;
};

/* --- key sets ------------------------------------------------------------------------------- */

static struct jwks_lease *lease_new(struct lti_jwks *keys)
{
	struct jwks_lease *lease = malloc(sizeof(*lease));

	if (!lease)
		abort();
	lease->keys = keys;
	atomic_init(&lease->holders, 1);
	return lease;
}

static struct jwks_lease *lease_hold(struct jwks_lease *lease)
{
	if (lease)
		atomic_fetch_add(&lease->holders, 1);
	return lease;
}

const struct lti_jwks *jwks_keys(const struct jwks_lease *lease)
{
	return lease->keys;
}

void jwks_release(struct jwks_lease *lease)
{
	if (!lease || atomic_fetch_sub(&lease->holders, 1) != 1)
		return;
	lti_jwks_free(lease->keys);
	free(lease);
}

void jwks_releasep(struct jwks_lease **lease)
{
	jwks_release(*lease);
}

/* --- entries --------------------------------------------------------------------------------- */

struct jwks_cache *jwks_cache_new(jwks_fetch_fn *fetch, void *owner)
{
	struct jwks_cache *cache = calloc(1, sizeof(*cache));

	if (!cache || pthread_mutex_init(&cache->lock, NULL) ||
	    pthread_cond_init(&cache->done, NULL))
		abort();
	cache->fetch = fetch;
	cache->owner = owner;
	return cache;
}

void jwks_cache_free(struct jwks_cache *cache)
{
	if (!cache)
		return;
	while (cache->entries) {
		struct entry *entry = cache->entries;

		cache->entries = entry->next;
		jwks_release(entry->current);
		free(entry->url);
		free(entry);
	}
	pthread_cond_destroy(&cache->done);
	pthread_mutex_destroy(&cache->lock);
	free(cache);
}

/* With the lock held. */
static struct entry *entry_of(struct jwks_cache *cache, const char *url)
{
	struct entry *entry;

	for (entry = cache->entries; entry; entry = entry->next)
		if (strcmp(entry->url, url) == 0)
			return entry;
	entry = calloc(1, sizeof(*entry));
	if (!entry || !(entry->url = strdup(url)))
		abort();
	entry->tried_s = INT64_MIN;
	entry->next = cache->entries;
	cache->entries = entry;
	return entry;
}

static bool tried_within(const struct entry *entry, int64_t now_s, int64_t span_s)
{
	return entry->tried_s != INT64_MIN && now_s < entry->tried_s + span_s;
}

static bool fresh(const struct entry *entry, int64_t now_s)
{
	return entry->current && now_s < entry->fresh_until_s;
}

/* Whether there is a set, and it is not stale beyond use. */
static bool usable(const struct entry *entry, int64_t now_s)
{
	return entry->current && now_s < entry->fresh_until_s + JWKS_STALE_S;
}

/* What the entry may serve now. */
static struct jwks_lease *entry_lease(struct entry *entry, int64_t now_s)
{
	return usable(entry, now_s) ? lease_hold(entry->current) : NULL;
}

/* Ask the LMS; without the lock. NULL: no answer, or none that is a key set. */
static struct jwks_lease *entry_ask(struct jwks_cache *cache, const char *url,
				    int64_t *life_s)
{
	AUTO_ARENA *arena = arena_new(FETCH_ARENA_BYTES);
	struct lti_error why = {0};
	struct lti_jwks *keys;
	int64_t max_age_s = -1;
	const char *body;
	char host[LOG_PEER];
	size_t len;

	*life_s = 0;
	if (!cache->fetch(cache->owner, url, arena, &body, &len, &max_age_s)) {
		log_warn("jwks.failed", "url=%s", log_peer(host, url));
		return NULL;
	}
	if (lti_jwks_parse(&keys, body, len, &why) != LTI_OK) {
		log_warn("jwks.unusable", "url=%s bytes=%zu reason=%s",
			 log_peer(host, url), len, lti_status_name(why.status));
		return NULL;
	}
	*life_s = max_age_s < 0 ? JWKS_DEFAULT_S : max_age_s;
	if (*life_s < JWKS_FLOOR_S)
		*life_s = JWKS_FLOOR_S;
	if (*life_s > JWKS_CAP_S)
		*life_s = JWKS_CAP_S;
	log_info("jwks.fetched", "url=%s keys=%zu life_s=%lld", log_peer(host, url),
		 lti_jwks_count(keys), (long long)*life_s);
	return lease_new(keys);
}

/* With the lock held, which is let go meanwhile. Afterwards somebody's fetch has ended. */
static void entry_fetch(struct jwks_cache *cache, struct entry *entry, int64_t now_s)
{
	struct jwks_lease *fetched, *old = NULL;
	int64_t life_s;

	if (entry->fetching) {
		worker_wait_begin();
		while (entry->fetching)
			pthread_cond_wait(&cache->done, &cache->lock);
		worker_wait_end();
		return;
	}
	entry->fetching = true;
	entry->tried_s = now_s;
	pthread_mutex_unlock(&cache->lock);
	fetched = entry_ask(cache, entry->url, &life_s);
	pthread_mutex_lock(&cache->lock);
	entry->fetching = false;
	entry->failed = !fetched;
	if (fetched) {
		old = entry->current;
		entry->current = fetched;
		entry->fresh_until_s = now_s + life_s;
	}
	pthread_cond_broadcast(&cache->done);
	jwks_release(old);
}

/* --- what callers ask ---------------------------------------------------------------------- */

/*
 * An LMS that is silent costs somebody a time-out once; from then on launches go by the set that is
 * there, and whoever retries waits alone.
 */
static bool served_meanwhile(const struct entry *entry, int64_t now_s)
{
	return usable(entry, now_s) && (entry->failed || entry->fetching);
}

struct jwks_lease *jwks_get(struct jwks_cache *cache, const char *url, int64_t now_s)
{
	struct jwks_lease *lease;
	struct entry *entry;

	pthread_mutex_lock(&cache->lock);
	entry = entry_of(cache, url);
	if (!fresh(entry, now_s) && !served_meanwhile(entry, now_s) &&
	    !(entry->failed && tried_within(entry, now_s, JWKS_RETRY_S)))
		entry_fetch(cache, entry, now_s);
	lease = entry_lease(entry, now_s);
	pthread_mutex_unlock(&cache->lock);
	return lease;
}

void jwks_retry(struct jwks_cache *cache, int64_t now_s)
{
	pthread_mutex_lock(&cache->lock);
	for (struct entry *entry = cache->entries; entry; entry = entry->next)
		if (entry->failed && usable(entry, now_s) &&
		    !tried_within(entry, now_s, JWKS_RETRY_S))
			entry_fetch(cache, entry, now_s);
	pthread_mutex_unlock(&cache->lock);
}

struct jwks_lease *jwks_get_newer(struct jwks_cache *cache, const char *url,
				  const struct jwks_lease *old, int64_t now_s)
{
	struct jwks_lease *lease = NULL;
	struct entry *entry;

	pthread_mutex_lock(&cache->lock);
	entry = entry_of(cache, url);
	if (entry->current == old && !tried_within(entry, now_s, JWKS_FORCED_S))
		entry_fetch(cache, entry, now_s);
	if (entry->current != old)
		lease = entry_lease(entry, now_s);
	pthread_mutex_unlock(&cache->lock);
	return lease;
}

enum lti_status jwks_verify(struct jwks_cache *cache, const char *url, int64_t now_s,
			    jwks_verify_fn *verify, void *owner)
{
	AUTO_JWKS_LEASE *keys = jwks_get(cache, url, now_s);
	AUTO_JWKS_LEASE *newer = NULL;
	enum lti_status status;

	if (!keys)
		return LTI_ERR_KEY_SET;
	status = verify(owner, jwks_keys(keys));
	if (status != LTI_ERR_KID_UNKNOWN && status != LTI_ERR_SIGNATURE)
		return status;
	newer = jwks_get_newer(cache, url, keys, now_s);
	return newer ? verify(owner, jwks_keys(newer)) : status;
}
