/* Jws: compact signed tokens, both ways. [RFC 7515 §5 and §7.1, RFC 7518 §3] */
#include "alg.h"
#include "kit.h"
#include "json.h"
#include "key.h"

#include <openssl/ecdsa.h>
#include <string.h>

#define HEADER_MAX 8192 /* bytes of the decoded header */
#define SIGNATURE_MAX 1024 /* RSA with 8192 bits */

static void ecdsa_freep(ECDSA_SIG **signature)
{
	ECDSA_SIG_free(*signature);
}
#define AUTO_ECDSA __attribute__((cleanup(ecdsa_freep))) ECDSA_SIG

/* --- signing --- */

static bool add_encoded(struct lti_text *text, const void *bytes, size_t len)
{
	AUTO_CHARS encoded = malloc(LTI_BASE64URL_TEXT(len));

	if (!encoded)
		return false;
	lti_text_add_bytes(text, encoded, lti_base64url_encode(encoded, bytes, len));
	return !text->failed;
}

/* JWS wants r and s side by side, OpenSSL makes DER [RFC 7518 §3.4]. */
static bool ecdsa_to_raw(uint8_t *raw, const uint8_t *der, size_t der_len, size_t size)
{
	AUTO_ECDSA *signature = d2i_ECDSA_SIG(NULL, &der, (long)der_len);

	return signature &&
	       BN_bn2binpad(ECDSA_SIG_get0_r(signature), raw, (int)size) >= 0 &&
	       BN_bn2binpad(ECDSA_SIG_get0_s(signature), raw + size, (int)size) >= 0;
}

static enum lti_status make_signature(uint8_t out[SIGNATURE_MAX], size_t *len,
				      const struct lti_key *key,
				      const struct lti_text *input)
{
	QUIET_OPENSSL;
	const struct lti_alg_facts *facts = lti_alg_facts(key->alg);
	AUTO_MD *md = EVP_MD_CTX_new();
	uint8_t made[SIGNATURE_MAX];

	if (!md)
		return LTI_ERR_MEMORY;
	*len = sizeof(made);
	if (EVP_DigestSignInit_ex(md, NULL, facts->digest, NULL, NULL, key->pkey, NULL) !=
		    1 ||
	    EVP_DigestSign(md, made, len, (const uint8_t *)input->bytes, input->len) != 1)
		return LTI_ERR_CRYPTO;
	if (!facts->coordinate_bytes) {
		memcpy(out, made, *len);
		return LTI_OK;
	}
	if (!ecdsa_to_raw(out, made, *len, facts->coordinate_bytes))
		return LTI_ERR_CRYPTO;
	*len = 2 * facts->coordinate_bytes;
	return LTI_OK;
}

enum lti_status lti_jws_sign(char **out, const struct lti_key *key, const char *typ,
			     const char *payload, size_t payload_len)
{
	AUTO_TEXT header = {0};
	AUTO_TEXT token = {0};
	uint8_t signature[SIGNATURE_MAX];
	enum lti_status status;
	size_t len;

	*out = NULL;
	lti_text_printf(&header, "{\"alg\":\"%s\",\"typ\":\"%s\",\"kid\":\"%s\"}",
			lti_alg_name(key->alg), typ, key->kid);
	if (header.failed || !add_encoded(&token, header.bytes, header.len))
		return LTI_ERR_MEMORY;
	lti_text_add(&token, ".");
	if (!add_encoded(&token, payload, payload_len))
		return LTI_ERR_MEMORY;
	status = make_signature(signature, &len, key, &token);
	if (status != LTI_OK)
		return status;
	lti_text_add(&token, ".");
	if (!add_encoded(&token, signature, len))
		return LTI_ERR_MEMORY;
	*out = lti_text_take(&token);
	return *out ? LTI_OK : LTI_ERR_MEMORY;
}

/* --- verifying --- */

struct parts {
	const char *header, *payload, *signature;
	size_t header_len, payload_len, signature_len;
};

/* Three parts, none of them empty but perhaps the payload. */
static enum lti_status split(struct parts *out, const char *token, struct lti_error *why)
{
	size_t len = lti_len_within(token, LTI_JWS_MAX);
	const char *first, *second;

	if (len > LTI_JWS_MAX)
		return lti_fail(why, LTI_ERR_TOO_LONG, "token of more than %d bytes",
				LTI_JWS_MAX);
	first = memchr(token, '.', len);
	second = first ? strchr(first + 1, '.') : NULL;
	if (!second || strchr(second + 1, '.'))
		return lti_fail(why, LTI_ERR_MALFORMED, "not three parts");
	out->header = token;
	out->header_len = (size_t)(first - token);
	out->payload = first + 1;
	out->payload_len = (size_t)(second - out->payload);
	out->signature = second + 1;
	out->signature_len = len - (size_t)(out->signature - token);
	if (!out->header_len || !out->signature_len)
		return lti_fail(why, LTI_ERR_MALFORMED, "an empty part");
	return LTI_OK;
}

static enum lti_status read_header(struct lti_json **out, const struct parts *parts,
				   struct lti_error *why)
{
	char bytes[HEADER_MAX];
	enum lti_status status;
	size_t len;

	*out = NULL;
	if (parts->header_len * 3 / 4 > sizeof(bytes))
		return lti_fail(why, LTI_ERR_TOO_LONG, "header of more than %d bytes",
				HEADER_MAX);
	if (!lti_base64url_decode((uint8_t *)bytes, &len, parts->header,
				  parts->header_len))
		return lti_fail(why, LTI_ERR_BASE64URL, "header");
	status = lti_json_parse(out, bytes, len, HEADER_MAX, why);
	if (status == LTI_OK && !lti_json_is_type(*out, LTI_JSON_OBJECT)) {
		lti_json_free(*out);
		*out = NULL;
		return lti_fail(why, LTI_ERR_HEADER, "header is not an object");
	}
	return status;
}

/* An extension that must be understood is one we do not know [RFC 7515 §4.1.11, RFC
 * 7797]. */
static enum lti_status choose_alg(const struct lti_alg_facts **out,
				  struct lti_json *header,
				  const struct lti_jws_policy *policy,
				  struct lti_error *why)
{
	const char *wrong = NULL;
	const char *name = lti_json_text(header, "alg", &wrong);
	unsigned allowed = policy->algs ? policy->algs : LTI_ALG_RS256;
	unsigned alg = lti_alg_parse(name);

	if (lti_json_has(header, "crit") || lti_json_has(header, "b64"))
		return lti_fail_plain(why, LTI_ERR_CRITICAL);
	if (!(alg & allowed))
		return lti_fail(why, LTI_ERR_ALGORITHM, "alg %s", alg ? name : "unknown");
	*out = lti_alg_facts(alg);
	return LTI_OK;
}

/* kid picks the key, alg only says whether it fits: one kid may name an RSA and an EC
 * key. */
static enum lti_status choose_key(const struct lti_jwk **out, struct lti_json *header,
				  const struct lti_jwks *keys,
				  const struct lti_alg_facts *alg, bool lone_key,
				  struct lti_error *why)
{
	const char *wrong = NULL;
	const char *kid = lti_json_text(header, "kid", &wrong);
	bool named = false;
	size_t i;

	if (wrong)
		return lti_fail(why, LTI_ERR_HEADER, "kid is not a text");
	if (!kid && !(lone_key && keys->count == 1))
		return lti_fail_plain(why, LTI_ERR_KID_ABSENT);
	for (i = 0; i < keys->count; i++) {
		if (kid && strcmp(keys->keys[i].kid, kid) != 0)
			continue;
		named = true;
		if (keys->keys[i].algs & alg->alg) {
			*out = &keys->keys[i];
			return LTI_OK;
		}
	}
	return named ? lti_fail(why, LTI_ERR_KEY_UNFIT, "alg %s", alg->name)
		     : lti_fail(why, LTI_ERR_KID_UNKNOWN, "not among %zu keys",
				keys->count);
}

/* r and s side by side as the DER that OpenSSL checks; its length, 0 on failure. */
static size_t ecdsa_from_raw(uint8_t der[SIGNATURE_MAX], const uint8_t *raw, size_t size)
{
	AUTO_ECDSA *signature = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(raw, (int)size, NULL);
	BIGNUM *s = BN_bin2bn(raw + size, (int)size, NULL);
	int len;

	if (!signature || !r || !s || ECDSA_SIG_set0(signature, r, s) != 1) {
		BN_free(r);
		BN_free(s);
		return 0;
	}
	len = i2d_ECDSA_SIG(signature, &der); /* 2 * 48 + 8 at most */
	return len > 0 ? (size_t)len : 0;
}

static bool verify_begin(EVP_MD_CTX *md, const struct lti_jwk *key,
			 const struct lti_alg_facts *alg)
{
	if (key->ready_for == alg->alg)
		return EVP_MD_CTX_copy_ex(md, key->ready) == 1;
	return EVP_DigestVerifyInit_ex(md, NULL, alg->digest, NULL, NULL, key->pkey,
				       NULL) == 1;
}

static enum lti_status check_signature(const struct parts *parts,
				       const struct lti_jwk *key,
				       const struct lti_alg_facts *alg,
				       struct lti_error *why)
{
	QUIET_OPENSSL;
	AUTO_MD *md = NULL;
	uint8_t signature[SIGNATURE_MAX + 2], der[SIGNATURE_MAX];
	const uint8_t *checked = signature;
	size_t len, signed_len = parts->header_len + 1 + parts->payload_len;

	if (parts->signature_len > LTI_BASE64URL_TEXT(SIGNATURE_MAX))
		return lti_fail(why, LTI_ERR_SIGNATURE, "longer than any key's");
	if (!lti_base64url_decode(signature, &len, parts->signature,
				  parts->signature_len))
		return lti_fail(why, LTI_ERR_BASE64URL, "signature");
	if (alg->coordinate_bytes) {
		if (len != 2 * alg->coordinate_bytes)
			return lti_fail(why, LTI_ERR_SIGNATURE, "of %zu bytes", len);
		len = ecdsa_from_raw(der, signature, alg->coordinate_bytes);
		checked = der;
	}
	md = EVP_MD_CTX_new();
	if (!md || !len)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	if (!verify_begin(md, key, alg))
		return lti_fail_plain(why, LTI_ERR_CRYPTO);
	if (EVP_DigestVerify(md, checked, len, (const uint8_t *)parts->header,
			     signed_len) != 1)
		return lti_fail_plain(why, LTI_ERR_SIGNATURE);
	return LTI_OK;
}

enum lti_status lti_jws_verify(char **out, size_t *out_len, const char *token,
			       const struct lti_jwks *keys,
			       const struct lti_jws_policy *policy, struct lti_error *why)
{
	AUTO_JSON *header = NULL;
	AUTO_CHARS payload = NULL;
	const struct lti_alg_facts *alg = NULL;
	const struct lti_jwk *key = NULL;
	struct parts parts = {0};
	enum lti_status status;

	*out = NULL;
	*out_len = 0;
	status = split(&parts, token, why);
	if (status == LTI_OK)
		status = read_header(&header, &parts, why);
	if (status == LTI_OK)
		status = choose_alg(&alg, header, policy, why);
	if (status == LTI_OK)
		status = choose_key(&key, header, keys, alg, policy->lone_key, why);
	if (status == LTI_OK)
		status = check_signature(&parts, key, alg, why);
	if (status != LTI_OK)
		return status;

	payload = malloc(parts.payload_len * 3 / 4 + 1);
	if (!payload)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	if (!lti_base64url_decode((uint8_t *)payload, out_len, parts.payload,
				  parts.payload_len))
		return lti_fail(why, LTI_ERR_BASE64URL, "payload");
	payload[*out_len] = '\0';
	*out = payload;
	payload = NULL;
	return LTI_OK;
}
