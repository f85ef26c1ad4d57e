/* Url: the few questions this library asks about a URL; it never opens one. [RFC 3986] */
#ifndef LTI_SRC_URL_H
#define LTI_SRC_URL_H

#include <stdbool.h>
#include <stddef.h>

#include <lti/link.h>

#include "kit.h"

#define LTI_URL_MAX 2048

/* The parts of a web URL, as slices of it. */
struct lti_url {
	const char *scheme, *authority, *path, *query; /* query NULL if there is none */
	size_t scheme_len, authority_len, path_len,
		query_len; /* query without '?' and fragment */
};
bool lti_url_split(struct lti_url *out, const char *url);

/** Hand out a URL that was built. Errors: LTI_ERR_TOO_LONG, LTI_ERR_MEMORY. */
LTI_NODISCARD enum lti_status lti_url_take(char **out, struct lti_text *text);

struct lti_param {
	const char *name, *value; /* value NULL: left out */
};
/**
 * The URL with all of the parameters in its query. Errors: LTI_ERR_URL, LTI_ERR_MEMORY.
 */
LTI_NODISCARD enum lti_status lti_url_add_all(char **out, const char *url,
					      const struct lti_param *params,
					      size_t count);

#endif
