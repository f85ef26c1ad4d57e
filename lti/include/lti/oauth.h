/*
 * Oauth: the signature of LTI 1.1 services: OAuth 1.0 with HMAC-SHA1, no token, and the hash of
 * the body among the parameters. Nothing that speaks LTI 1.3 needs it. [RFC 5849 §3.4, OAuth Body Hash]
 */
#ifndef LTI_OAUTH_H
#define LTI_OAUTH_H

#include <stddef.h>
#include <stdint.h>

#include <lti/status.h>

struct lti_oauth {
	const char *consumer_key, *secret;
	const char *nonce; /* fresh: lti_random_text() */
	int64_t now_s;
};

/**
 * The value of the Authorization header of a POST whose body is no form.
 * @out  free() it
 * Errors: LTI_ERR_URL, LTI_ERR_TOO_LONG (more than 50 parameters in the query), LTI_ERR_MEMORY,
 * LTI_ERR_CRYPTO.
 */
LTI_NODISCARD enum lti_status lti_oauth_header(char **out, const char *url,
					       const char *body, size_t len,
					       const struct lti_oauth *oauth);

#endif
