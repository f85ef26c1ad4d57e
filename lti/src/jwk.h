/* Jwk: one public key between its JSON form and OpenSSL's. [RFC 7517 §4, RFC 7518 §6] */
#ifndef LTI_SRC_JWK_H
#define LTI_SRC_JWK_H

#include <openssl/evp.h>

#include "kit.h"
#include "json.h"

/**
 * A platform's key. @out NULL when the key is not one we can use, which is no error.
 * @algs  what it may verify
 */
LTI_NODISCARD enum lti_status lti_jwk_read(EVP_PKEY **out, unsigned *algs,
					   struct lti_json *jwk);

/* The public parts as base64url, in the form that both a JWK and its thumbprint need. */
struct lti_jwk_parts {
	const char *kty, *crv; /* crv NULL for RSA */
	char *first, *second; /* n and e, or x and y */
};
LTI_NODISCARD enum lti_status lti_jwk_parts(struct lti_jwk_parts *out,
					    const EVP_PKEY *pkey);
void lti_jwk_parts_clear(struct lti_jwk_parts *parts);

/** The bits an algorithm may use with a key: RSA 2048..8192, P-256, P-384; 0: unusable.
 */
unsigned lti_pkey_algs(const EVP_PKEY *pkey);

#endif
