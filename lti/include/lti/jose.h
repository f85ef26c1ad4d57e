/*
 * Jose: signed tokens (compact JWS), keys and key sets, on OpenSSL's EVP. RS256, RS384,
 * RS512, ES256 and ES384; never "none", never HMAC. Which of them holds comes from the
 * registration, which key from its key set: the token's own jku, jwk, x5u and x5c are not
 * even looked at. [RFC 7515, RFC 7517, RFC 7518, RFC 7638, RFC 8725]
 *
 * Keys and key sets are immutable once made and may be shared between threads.
 */
#ifndef LTI_JOSE_H
#define LTI_JOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lti/status.h>

#define LTI_JWS_MAX (256 * 1024) /* bytes of a compact JWS */
#define LTI_JWKS_MAX (256 * 1024) /* bytes of a key set */
#define LTI_JWKS_KEYS_MAX 100 /* keys in it; more are an error, not a cut */

enum lti_alg {
	LTI_ALG_RS256 = 1 << 0,
	LTI_ALG_RS384 = 1 << 1,
	LTI_ALG_RS512 = 1 << 2,
	LTI_ALG_ES256 = 1 << 3,
	LTI_ALG_ES384 = 1 << 4,
};
/** The bit of "RS256" …; 0 for every other name, "none" and NULL included. */
unsigned lti_alg_parse(const char *name);
const char *lti_alg_name(enum lti_alg alg);

/* --- base64url and random text --- */

#define LTI_BASE64URL_TEXT(bytes) (((bytes)*4 + 2) / 3 + 1) /* characters and a NUL */

/**
 * @out at least LTI_BASE64URL_TEXT(len) characters. Returns the length without the NUL.
 */
size_t lti_base64url_encode(char *out, const void *bytes, size_t len);
/**
 * Strict: no padding, no blanks, no stray bits in the last character.
 * @out  at least text_len * 3 / 4 bytes
 * @return false if the text is not canonical; then out is undefined
 */
LTI_NODISCARD bool lti_base64url_decode(uint8_t *out, size_t *len, const char *text,
					size_t text_len);

#define LTI_RANDOM_TEXT LTI_BASE64URL_TEXT(24)
/** 192 bits from OpenSSL's generator: nonces, states, jti. */
LTI_NODISCARD enum lti_status lti_random_text(char out[LTI_RANDOM_TEXT]);

/* --- our own keys --- */

struct lti_key; /* a private key and its kid */

/** A new RSA key of 2048 bits. Takes a tenth of a second or more. */
LTI_NODISCARD enum lti_status lti_key_generate(struct lti_key **out);
/** PKCS#8 or traditional PEM, unencrypted: RSA of 2048 to 4096 bits, P-256 or P-384. */
LTI_NODISCARD enum lti_status lti_key_read_pem(struct lti_key **out, const char *pem,
					       size_t len);
/** PKCS#8 PEM, NUL-terminated; wipe and free() it: lti_secret_free(). */
LTI_NODISCARD enum lti_status lti_key_write_pem(char **out, const struct lti_key *key);
void lti_secret_free(char *secret); /* NULL is fine */
void lti_key_free(struct lti_key *key); /* NULL is fine */

/** RFC 7638 SHA-256 thumbprint in base64url: 43 characters; lives as long as the key. */
const char *lti_key_kid(const struct lti_key *key);
/** What the key signs with: RS256, ES256 or ES384. */
enum lti_alg lti_key_alg(const struct lti_key *key);

/** Our JWK set for jwks_uri: kty, n, e (or crv, x, y), kid, alg and use of each. free()
 * it. */
LTI_NODISCARD enum lti_status lti_jwks_write(char **out,
					     const struct lti_key *const *keys,
					     size_t count);
/** One public key as a JWK (Canvas' public_jwk). free() it. */
LTI_NODISCARD enum lti_status lti_jwk_write(char **out, const struct lti_key *key);

/**
 * RFC 7638 thumbprint of a public JWK as JSON. Errors: LTI_ERR_JSON, LTI_ERR_TOO_LONG,
 * LTI_ERR_KEY (none we could use), LTI_ERR_MEMORY.
 */
#define LTI_THUMBPRINT_TEXT LTI_BASE64URL_TEXT(32)
LTI_NODISCARD enum lti_status lti_jwk_thumbprint(char out[LTI_THUMBPRINT_TEXT],
						 const char *jwk, size_t len);

/* --- the platform's keys --- */

struct lti_jwks;

/**
 * Read a JWK set into ready keys. Keys that we cannot use (other kty, curve, alg or use,
 * no kid, RSA under 2048 bits, private parts) are left out, as are doubled kids of one
 * type after the first; a set of none is valid.
 * @out  on LTI_OK a set for lti_jwks_free(); otherwise NULL
 * Errors: LTI_ERR_TOO_LONG, LTI_ERR_JSON, LTI_ERR_KEY_SET, LTI_ERR_MEMORY.
 */
LTI_NODISCARD enum lti_status lti_jwks_parse(struct lti_jwks **out, const char *json,
					     size_t len, struct lti_error *why);
size_t lti_jwks_count(const struct lti_jwks *keys); /* usable keys */
bool lti_jwks_has(const struct lti_jwks *keys, const char *kid);
void lti_jwks_free(struct lti_jwks *keys); /* NULL is fine */

/* --- tokens --- */

/**
 * Sign a JSON text. @typ the header's typ, usually "JWT". @out free() it.
 * Errors: LTI_ERR_MEMORY, LTI_ERR_CRYPTO.
 */
LTI_NODISCARD enum lti_status lti_jws_sign(char **out, const struct lti_key *key,
					   const char *typ, const char *payload,
					   size_t payload_len);

struct lti_jws_policy {
	unsigned algs; /* enum lti_alg bits; 0: RS256 alone */
	bool lone_key; /* a token without kid fits a set of exactly one key */
};

/**
 * Check a compact JWS and hand out its payload bytes.
 *
 * Checks in this order and stops at the first that fails:
 *   1. length, three parts, strict base64url, header a JSON object   [RFC 7515 §5.2]
 *   2. crit absent, b64 absent                                       [RFC 7515 §4.1.11]
 *   3. alg in @policy                                                [RFC 8725 §3.1]
 *   4. kid a text, in @keys, and that key one for alg                [Sec §6.3]
 *   5. signature                                                     [RFC 7515 §5.2]
 *
 * @out  on LTI_OK the payload, NUL-terminated behind *out_len, for free(); otherwise NULL
 * @why  may be NULL
 */
LTI_NODISCARD enum lti_status lti_jws_verify(char **out, size_t *out_len,
					     const char *token,
					     const struct lti_jwks *keys,
					     const struct lti_jws_policy *policy,
					     struct lti_error *why);

void lti_key_freep(struct lti_key **key);
void lti_jwks_freep(struct lti_jwks **keys);
#define LTI_AUTO_KEY __attribute__((cleanup(lti_key_freep))) struct lti_key
#define LTI_AUTO_JWKS __attribute__((cleanup(lti_jwks_freep))) struct lti_jwks

#endif
