/*
 * Platform cache: the platforms whose launches this process has seen. Nothing in it grows stale,
 * as a platform's row never changes but for its status; and that is in nobody's memory: whoever
 * finds a platform here asks the store whether it is still active.
 */
#ifndef KIBRIDGE_LMS_PLATFORM_CACHE_H
#define KIBRIDGE_LMS_PLATFORM_CACHE_H

#include "lms/platform.h"

#define PLATFORM_CACHE_MOST 1024 /* further ones are read each time */
#define PLATFORM_CACHE_TEXT 8192 /* bytes of one platform's strings; a longer one, too */

struct platform_cache;

struct platform_cache *platform_cache_new(void);
void platform_cache_free(struct platform_cache *cache); /* NULL is fine */

/* Any thread. A NULL cache remembers nothing. */

/** Lives as long as the cache; NULL: not seen yet. Its status is no news. */
const struct platform *platform_cache_find(struct platform_cache *cache, const char *id);
/** Keeps a copy, if it has none yet. */
void platform_cache_keep(struct platform_cache *cache, const struct platform *platform);

#endif
