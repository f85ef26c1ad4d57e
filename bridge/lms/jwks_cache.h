/*
 * Jwks cache: the public keys of every LMS, fetched once for all launches that need them. Any
 * thread; a fetch blocks the caller, and others who want the same set and have no older one wait
 * for its outcome instead of asking again.
 *
 * A set is good for its Cache-Control max-age (JWKS_DEFAULT_S without one, between JWKS_FLOOR_S
 * and JWKS_CAP_S).
 * A token with an unknown kid may force a fetch, once in JWKS_FORCED_S per URL, so that forged
 * kids cannot make us hammer an LMS. When a fetch fails the old set serves for JWKS_STALE_S more,
 * without another launch waiting for the LMS: a chore asks again (jwks_retry). Where there is no
 * set, nobody asks again for JWKS_RETRY_S.
 */
#ifndef KIBRIDGE_LMS_JWKS_CACHE_H
#define KIBRIDGE_LMS_JWKS_CACHE_H

#include <lti/jose.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

#define JWKS_DEFAULT_S 3600
#define JWKS_CAP_S (24 * 3600)
#define JWKS_FLOOR_S 60 /* PHP says no-store of everything; not once per launch */
#define JWKS_FORCED_S 30
#define JWKS_RETRY_S 10
#define JWKS_STALE_S (24 * 3600)

struct jwks_cache;

/**
 * Gets a key set. Blocks.
 * @body, @len  on true the bytes, in the arena
 * @max_age_s   what Cache-Control allows; -1 if it says nothing
 */
typedef bool jwks_fetch_fn(void *owner, const char *url, struct arena *arena,
			   const char **body, size_t *len, int64_t *max_age_s);

struct jwks_cache *jwks_cache_new(jwks_fetch_fn *fetch, void *owner);
void jwks_cache_free(struct jwks_cache *cache); /* NULL is fine; nobody may be in it */

/** The keys at url, for jwks_release(); NULL if there are none to be had. */
struct jwks_lease *jwks_get(struct jwks_cache *cache, const char *url, int64_t now_s);
/**
 * The keys at url were not the ones: fetch again, if that is due. NULL if they are still the
 * same as in old (borrowed), so that a second look is of no use.
 */
struct jwks_lease *jwks_get_newer(struct jwks_cache *cache, const char *url,
				  const struct jwks_lease *old, int64_t now_s);

/** Ask again the LMS that did not answer last time. Blocks; not on a launch. */
void jwks_retry(struct jwks_cache *cache, int64_t now_s);

/** Verifies one token with these keys. */
typedef enum lti_status jwks_verify_fn(void *owner, const struct lti_jwks *keys);
/**
 * Verify with the keys we have; a token that they do not fit is worth one more look at the LMS's
 * keys [Sec §6.3]. LTI_ERR_KEY_SET: there are no keys to be had, and verify was not called.
 */
enum lti_status jwks_verify(struct jwks_cache *cache, const char *url, int64_t now_s,
			    jwks_verify_fn *verify, void *owner);

const struct lti_jwks *jwks_keys(const struct jwks_lease *lease);
void jwks_release(struct jwks_lease *lease); /* NULL is fine; any thread */

void jwks_releasep(struct jwks_lease **lease);
#define AUTO_JWKS_LEASE __attribute__((cleanup(jwks_releasep))) struct jwks_lease

#endif
