/*
 * Kit: what every file of the library leans on: reporting a failure, building text that
 * cannot be built half, and cleaning up. Shared with nobody outside of this folder.
 */
#ifndef LTI_SRC_KIT_H
#define LTI_SRC_KIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <lti/status.h>

#define ARRAY_LEN(array) (sizeof(array) / sizeof(*(array)))

/** Fill why, if there is one, and return the status: `return lti_fail(why, LTI_ERR_…,
 * "…")`. */
enum lti_status lti_fail(struct lti_error *why, enum lti_status status,
			 const char *detail, ...) __attribute__((format(printf, 3, 4)));
/** The same without a detail. */
enum lti_status lti_fail_plain(struct lti_error *why, enum lti_status status);

/*
 * A growing text. A failed addition is remembered, so a builder checks once, when it
 * takes the result; what was added after the failure is dropped.
 */
struct lti_text {
	char *bytes;
	size_t len, room;
	bool failed;
};

void lti_text_add(struct lti_text *text, const char *more);
void lti_text_add_bytes(struct lti_text *text, const char *more, size_t len);
void lti_text_printf(struct lti_text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/** Percent-encoded: all but the unreserved characters of RFC 3986. */
void lti_text_add_encoded(struct lti_text *text, const char *more);
/** Hand the text over: NULL if any addition failed. The builder is empty afterwards. */
char *lti_text_take(struct lti_text *text);
void lti_text_clear(struct lti_text *text);
#define AUTO_TEXT __attribute__((cleanup(lti_text_clear))) struct lti_text

void lti_charp_free(char **text);
#define AUTO_CHARS __attribute__((cleanup(lti_charp_free))) char *

/*
 * Blocks that go together; zeroed and aligned for any type. A pool starts as a NULL
 * pointer.
 */
struct lti_pool;
void *lti_pool_alloc(struct lti_pool **pool, size_t size);
void lti_pool_free(struct lti_pool *pool);
void lti_pool_freep(struct lti_pool **pool);
#define AUTO_POOL __attribute__((cleanup(lti_pool_freep))) struct lti_pool

/** Length up to max; max + 1 stands for "longer". */
size_t lti_len_within(const char *text, size_t max);
bool lti_has_control(const char *text);
bool lti_starts_with(const char *text, const char *prefix);

/** A peer's text for a detail: visible ASCII, others as '?', cut to fit. Returns out. */
const char *lti_harmless(char *out, size_t size, const char *text);

/** Constant time for texts of equal length; NULL equals nothing. */
bool lti_secret_equal(const char *a, const char *b);

#endif
