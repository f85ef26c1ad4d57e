/* Url: the few questions this library asks about a URL; it never opens one. [RFC 3986] */
#ifndef LTI_SRC_URL_H
#define LTI_SRC_URL_H

#include <stdbool.h>
#include <stddef.h>

#include <lti/link.h>

#define LTI_URL_MAX 2048

/* The parts of a web URL, as slices of it. */
struct lti_url {
	const char *scheme, *authority, *path, *query; /* query NULL if there is none */
	size_t scheme_len, authority_len, path_len,
		query_len; /* query without '?' and fragment */
};
bool lti_url_split(struct lti_url *out, const char *url);

#endif
