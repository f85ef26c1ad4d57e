/* Alg: the signature algorithms as a table, and OpenSSL's habits kept in one place. */
#ifndef LTI_SRC_ALG_H
#define LTI_SRC_ALG_H

#include <openssl/err.h>
#include <openssl/evp.h>
#include <stddef.h>

#include <lti/jose.h>

struct lti_alg_facts {
	enum lti_alg alg;
	const char *name; /* in the header [RFC 7518 §3.1] */
	const char *kty; /* of its keys */
	const char *crv; /* of its keys; NULL for RSA */
	const char *group; /* OpenSSL's name of the curve */
	const char *digest;
	size_t coordinate_bytes; /* of r, s, x and y; 0 for RSA */
};

/** NULL for anything but exactly one known bit. */
const struct lti_alg_facts *lti_alg_facts(unsigned alg);
/** Walk over the table: NULL behind the last. */
const struct lti_alg_facts *lti_alg_at(size_t i);

/*
 * Looked up once for the whole process, as OpenSSL otherwise does with every use, under a lock.
 * NULL when OpenSSL cannot; asked again the next time.
 */
const EVP_MD *lti_sha256(void);
const EVP_CIPHER *lti_aes_256_gcm(void);

/* Leave OpenSSL's error queue as it was: our failures are told by status, and a host
 * program must not find them in its own TLS errors. Declared first in a function that may
 * fail. */
static inline void lti_errors_forget(int *marked)
{
	if (*marked)
		ERR_pop_to_mark();
}
#define QUIET_OPENSSL                                                                    \
	__attribute__((cleanup(lti_errors_forget), unused)) int openssl_marked =         \
		ERR_set_mark()

static inline void lti_pkey_freep(EVP_PKEY **pkey)
{
	EVP_PKEY_free(*pkey);
}
#define AUTO_PKEY __attribute__((cleanup(lti_pkey_freep))) EVP_PKEY

static inline void lti_md_freep(EVP_MD_CTX **md)
{
	EVP_MD_CTX_free(*md);
}
#define AUTO_MD __attribute__((cleanup(lti_md_freep))) EVP_MD_CTX

#endif
