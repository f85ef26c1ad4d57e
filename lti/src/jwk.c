/* Jwk: reading a platform's public key, describing ours. */
#include "jwk.h"
#include "alg.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <string.h>

#define RSA_BITS_MIN 2048 /* [RFC 7518 §3.3] */
#define RSA_BITS_MAX                                                                     \
	8192 /* verifying with more costs a stranger nothing and us a lot                \
	      */
#define EXPONENT_BYTES_MAX 8
#define NUMBER_BYTES_MAX (RSA_BITS_MAX / 8 + 1)

static void bn_freep(BIGNUM **number)
{
	BN_free(*number);
}
static void build_freep(OSSL_PARAM_BLD **build)
{
	OSSL_PARAM_BLD_free(*build);
}
static void params_freep(OSSL_PARAM **params)
{
	OSSL_PARAM_free(*params);
}
static void pkey_ctx_freep(EVP_PKEY_CTX **ctx)
{
	EVP_PKEY_CTX_free(*ctx);
}
#define AUTO_BN __attribute__((cleanup(bn_freep))) BIGNUM
#define AUTO_BUILD __attribute__((cleanup(build_freep))) OSSL_PARAM_BLD
#define AUTO_PARAMS __attribute__((cleanup(params_freep))) OSSL_PARAM
#define AUTO_PKEY_CTX __attribute__((cleanup(pkey_ctx_freep))) EVP_PKEY_CTX

/*
 * A base64url member as bytes; false when it is absent, no text, empty or too long.
 * Padding is let through here and nowhere else: the standard's own example of a set has
 * it [Sec §6.3].
 */
static bool bytes_of(uint8_t *out, size_t *len, size_t max, struct lti_json *jwk,
		     const char *name)
{
	const char *wrong = NULL;
	const char *text = lti_json_text(jwk, name, &wrong);
	size_t text_len = text ? strlen(text) : 0;

	if (text_len % 4 == 0 && text_len && text[text_len - 1] == '=')
		text_len -= text[text_len - 2] == '=' ? 2 : 1;
	return text && text_len * 3 / 4 <= max &&
	       lti_base64url_decode(out, len, text, text_len) && *len > 0;
}

static bool make_public(EVP_PKEY **out, const char *type, OSSL_PARAM_BLD *build)
{
	AUTO_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	AUTO_PARAMS *params = OSSL_PARAM_BLD_to_param(build);

	return ctx && params && EVP_PKEY_fromdata_init(ctx) == 1 &&
	       EVP_PKEY_fromdata(ctx, out, EVP_PKEY_PUBLIC_KEY, params) == 1;
}

/* An exponent that is even or 1 verifies what nobody signed. */
static bool read_rsa(EVP_PKEY **out, struct lti_json *jwk)
{
	AUTO_BUILD *build = OSSL_PARAM_BLD_new();
	AUTO_BN *n = NULL;
	AUTO_BN *e = NULL;
	uint8_t bytes[NUMBER_BYTES_MAX];
	size_t len;

	if (!build || !bytes_of(bytes, &len, sizeof(bytes), jwk, "n"))
		return false;
	n = BN_bin2bn(bytes, (int)len, NULL);
	if (!bytes_of(bytes, &len, EXPONENT_BYTES_MAX, jwk, "e"))
		return false;
	e = BN_bin2bn(bytes, (int)len, NULL);
	if (!n || !e || !BN_is_odd(n) || !BN_is_odd(e) || BN_is_one(e))
		return false;
	return OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
	       OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1 &&
	       make_public(out, "RSA", build);
}

/* Coordinates have their full length, also with leading zeros [RFC 7518 §6.2.1.2]. */
static bool read_ec(EVP_PKEY **out, struct lti_json *jwk,
		    const struct lti_alg_facts *curve)
{
	AUTO_BUILD *build = OSSL_PARAM_BLD_new();
	uint8_t point[1 + 2 * 48];
	size_t x_len, y_len, size = curve->coordinate_bytes;

	point[0] = 4; /* uncompressed */
	if (!build || !bytes_of(point + 1, &x_len, size, jwk, "x") || x_len != size ||
	    !bytes_of(point + 1 + size, &y_len, size, jwk, "y") || y_len != size)
		return false;
	return OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME,
					       curve->group, 0) == 1 &&
	       OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point,
						1 + 2 * size) == 1 &&
	       make_public(out, "EC", build); /* refuses points off the curve */
}

unsigned lti_pkey_algs(const EVP_PKEY *pkey)
{
	const struct lti_alg_facts *facts;
	unsigned algs = 0;
	char group[32];
	bool rsa = EVP_PKEY_is_a(pkey, "RSA");
	size_t i, len;

	if (rsa && (EVP_PKEY_get_bits(pkey) < RSA_BITS_MIN ||
		    EVP_PKEY_get_bits(pkey) > RSA_BITS_MAX))
		return 0;
	if (!rsa && (!EVP_PKEY_is_a(pkey, "EC") ||
		     EVP_PKEY_get_group_name(pkey, group, sizeof(group), &len) != 1))
		return 0;
	for (i = 0; (facts = lti_alg_at(i)); i++)
		if (rsa ? !facts->group
			: facts->group && strcmp(facts->group, group) == 0)
			algs |= facts->alg;
	return algs;
}

/* use and key_ops, where given, must be about signatures [RFC 7517 §4.2, §4.3]. */
static bool is_for_signatures(struct lti_json *jwk)
{
	struct lti_json *use = lti_json_member(jwk, "use");
	struct lti_json *ops = lti_json_member(jwk, "key_ops"), *op;

	if (use && !lti_json_is(use, "sig"))
		return false;
	if (!ops)
		return true;
	if (!lti_json_is_type(ops, LTI_JSON_ARRAY))
		return false;
	for (op = ops->first; op; op = op->next)
		if (lti_json_is(op, "verify"))
			return true;
	return false;
}

static const struct lti_alg_facts *curve_of(struct lti_json *jwk)
{
	struct lti_json *crv = lti_json_member(jwk, "crv");
	const struct lti_alg_facts *facts;
	size_t i;

	for (i = 0; (facts = lti_alg_at(i)); i++)
		if (facts->crv && lti_json_is(crv, facts->crv))
			return facts;
	return NULL;
}

enum lti_status lti_jwk_read(EVP_PKEY **out, unsigned *algs, struct lti_json *jwk)
{
	QUIET_OPENSSL;
	AUTO_PKEY *pkey = NULL;
	struct lti_json *kty = lti_json_member(jwk, "kty");
	struct lti_json *alg = lti_json_member(jwk, "alg");
	const struct lti_alg_facts *curve = curve_of(jwk);
	bool made = false;

	*out = NULL;
	*algs = 0;
	/* A private key that the whole world can read proves nothing any more. */
	if (lti_json_member(jwk, "d") || lti_json_member(jwk, "k") ||
	    !is_for_signatures(jwk))
		return LTI_OK;
	if (lti_json_is(kty, "RSA"))
		made = read_rsa(&pkey, jwk);
	else if (lti_json_is(kty, "EC") && curve)
		made = read_ec(&pkey, jwk, curve);
	if (!made)
		return ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE
			       ? LTI_ERR_MEMORY
			       : LTI_OK;
	*algs = lti_pkey_algs(pkey);
	if (alg)
		*algs &= lti_alg_parse(lti_json_string(alg));
	if (*algs) {
		*out = pkey;
		pkey = NULL;
	}
	return LTI_OK;
}

/* A big number as base64url, padded on the left to at least size bytes. */
static char *number_text(const EVP_PKEY *pkey, const char *param, size_t size)
{
	AUTO_BN *number = NULL;
	uint8_t bytes[NUMBER_BYTES_MAX];
	size_t len;
	char *text;

	if (EVP_PKEY_get_bn_param(pkey, param, &number) != 1)
		return NULL;
	len = (size_t)BN_num_bytes(number);
	if (len < size)
		len = size;
	if (len > sizeof(bytes) || BN_bn2binpad(number, bytes, (int)len) < 0)
		return NULL;
	text = malloc(LTI_BASE64URL_TEXT(len));
	if (text)
		lti_base64url_encode(text, bytes, len);
	return text;
}

enum lti_status lti_jwk_parts(struct lti_jwk_parts *out, const EVP_PKEY *pkey)
{
	QUIET_OPENSSL;
	unsigned algs = lti_pkey_algs(pkey);
	const struct lti_alg_facts *facts =
		lti_alg_facts(algs & LTI_ALG_RS256 ? LTI_ALG_RS256 : algs);

	*out = (struct lti_jwk_parts){0};
	if (!facts)
		return LTI_ERR_KEY;
	out->kty = facts->kty;
	out->crv = facts->crv;
	out->first = number_text(
		pkey, facts->crv ? OSSL_PKEY_PARAM_EC_PUB_X : OSSL_PKEY_PARAM_RSA_N,
		facts->coordinate_bytes);
	out->second = number_text(
		pkey, facts->crv ? OSSL_PKEY_PARAM_EC_PUB_Y : OSSL_PKEY_PARAM_RSA_E,
		facts->coordinate_bytes);
	if (out->first && out->second)
		return LTI_OK;
	lti_jwk_parts_clear(out);
	return LTI_ERR_MEMORY;
}

void lti_jwk_parts_clear(struct lti_jwk_parts *parts)
{
	free(parts->first);
	free(parts->second);
	*parts = (struct lti_jwk_parts){0};
}
