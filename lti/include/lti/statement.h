/*
 * Statement: what an LMS says of its own accord, outside of any launch: a short-lived JWT that
 * it signs with the keys it signs launches with. It shows that a request comes from the LMS
 * itself, without a secret that somebody would have to paste. [RFC 7523 §3]
 */
#ifndef LTI_STATEMENT_H
#define LTI_STATEMENT_H

#include <stdint.h>

#include <lti/jose.h>
#include <lti/platform.h>
#include <lti/status.h>

#define LTI_STATEMENT_LIFE_S                                                             \
	600 /* a longer life is refused: it is made for one request */
#define LTI_STATEMENT_ID_MAX 255 /* bytes of jti */

struct lti_statement_expect {
	const char *audience; /* our own URL, as the LMS knows it */
	int64_t now_s;
	int64_t leeway_s; /* clock skew allowed, 0..300 */
};

struct lti_statement {
	char id[LTI_STATEMENT_ID_MAX +
		1]; /* jti: good for one time, the caller spends it */
	int64_t expires_s;
};

/**
 * Checks in this order and stops at the first that fails:
 *   1. signature; alg from the registration      [RFC 7523 §3 item 9, RFC 8725 §3.1]
 *   2. iss is the issuer, sub the client_id      [RFC 7523 §3 items 1, 2]
 *   3. aud is expect->audience and nobody else   [RFC 7523 §3 item 3]
 *   4. exp and iat, not too far apart            [RFC 7523 §3 items 4, 6]
 *   5. jti                                       [RFC 7523 §3 item 7]
 *
 * @out    undefined unless LTI_OK
 * @token  compact JWS, borrowed
 * @why    may be NULL
 * Errors: those of lti_jws_verify(), LTI_ERR_JSON, LTI_ERR_ISSUER, LTI_ERR_SUBJECT,
 * LTI_ERR_AUDIENCE, LTI_ERR_EXPIRED, LTI_ERR_ISSUED_AT, LTI_ERR_STATEMENT_ID.
 */
LTI_NODISCARD enum lti_status lti_statement_verify(
	struct lti_statement *out, const char *token,
	const struct lti_registration *registration, const struct lti_jwks *keys,
	const struct lti_statement_expect *expect, struct lti_error *why);

#endif
