/* Jwks: a platform's key set. [RFC 7517 §5, Sec §6.3] */
#include "alg.h"
#include "kit.h"
#include "json.h"
#include "jwk.h"
#include "key.h"

#include <string.h>

#define KID_MAX 1024

/* Whether the set has a key of that kid for one of the algorithms already. */
static bool is_taken(const struct lti_jwks *keys, const char *kid, unsigned algs)
{
	size_t i;

	for (i = 0; i < keys->count; i++)
		if (keys->keys[i].algs & algs && strcmp(keys->keys[i].kid, kid) == 0)
			return true;
	return false;
}

/* What OpenSSL looks up for a key and a digest costs more than to copy what it found. */
static enum lti_status make_ready(struct lti_jwk *key)
{
	QUIET_OPENSSL;

	key->ready_for = (enum lti_alg)(key->algs & -key->algs);
	key->ready = EVP_MD_CTX_new();
	if (!key->ready)
		return LTI_ERR_MEMORY;
	return EVP_DigestVerifyInit_ex(key->ready, NULL,
				       lti_alg_facts(key->ready_for)->digest, NULL, NULL,
				       key->pkey, NULL) == 1
		       ? LTI_OK
		       : LTI_ERR_CRYPTO;
}

/* Keys we cannot use are left out: one odd key must not stop all launches. */
static enum lti_status add_key(struct lti_jwks *keys, struct lti_json *jwk)
{
	AUTO_PKEY *pkey = NULL;
	const char *wrong = NULL;
	const char *kid = lti_json_text(jwk, "kid", &wrong);
	struct lti_jwk *key = &keys->keys[keys->count];
	enum lti_status status;
	unsigned algs;

	if (!kid || strlen(kid) > KID_MAX)
		return LTI_OK;
	status = lti_jwk_read(&pkey, &algs, jwk);
	if (status != LTI_OK || !pkey || is_taken(keys, kid, algs))
		return status;
	key->kid = strdup(kid);
	if (!key->kid)
		return LTI_ERR_MEMORY;
	key->pkey = pkey;
	key->algs = algs;
	pkey = NULL;
	keys->count++;
	return make_ready(key);
}

static enum lti_status add_keys(struct lti_jwks *keys, struct lti_json *list)
{
	enum lti_status status = LTI_OK;
	struct lti_json *jwk;

	for (jwk = list->first; jwk && status == LTI_OK; jwk = jwk->next)
		status = add_key(keys, jwk);
	return status;
}

enum lti_status lti_jwks_parse(struct lti_jwks **out, const char *json, size_t len,
			       struct lti_error *why)
{
	AUTO_JSON *document = NULL;
	struct lti_jwks *keys;
	struct lti_json *list;
	const char *wrong = NULL;
	enum lti_status status;
	size_t count;

	*out = NULL;
	status = lti_json_parse(&document, json, len, LTI_JWKS_MAX, why);
	if (status != LTI_OK)
		return status;
	list = lti_json_array(document, "keys", &wrong);
	if (!list)
		return lti_fail(why, LTI_ERR_KEY_SET, "no array \"keys\"");
	count = lti_json_count(list);
	if (count > LTI_JWKS_KEYS_MAX)
		return lti_fail(why, LTI_ERR_KEY_SET, "%zu keys, allowed are %d", count,
				LTI_JWKS_KEYS_MAX);
	keys = calloc(1, sizeof(*keys) + count * sizeof(keys->keys[0]));
	if (!keys)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	status = add_keys(keys, list);
	if (status != LTI_OK) {
		lti_jwks_free(keys);
		return lti_fail_plain(why, status);
	}
	*out = keys;
	return LTI_OK;
}

size_t lti_jwks_count(const struct lti_jwks *keys)
{
	return keys->count;
}

bool lti_jwks_has(const struct lti_jwks *keys, const char *kid)
{
	return is_taken(keys, kid, ~0u);
}

void lti_jwks_free(struct lti_jwks *keys)
{
	size_t i;

	for (i = 0; keys && i < keys->count; i++) {
		free(keys->keys[i].kid);
		EVP_PKEY_free(keys->keys[i].pkey);
		EVP_MD_CTX_free(keys->keys[i].ready);
	}
	free(keys);
}

void lti_jwks_freep(struct lti_jwks **keys)
{
	lti_jwks_free(*keys);
}
