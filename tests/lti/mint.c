/* Mint: the other side of the wire. */
#include "mint.h"

#include <check.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static EVP_PKEY *pkeys[MINT_KINDS];
static char *pems[MINT_KINDS];

static char *pem_of(EVP_PKEY *pkey)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *bytes, *pem;
	long len;

	PEM_write_bio_PKCS8PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL);
	len = BIO_get_mem_data(bio, &bytes);
	pem = strndup(bytes, (size_t)len);
	BIO_free(bio);
	return pem;
}

void mint_keys(void)
{
	int i;

	pkeys[MINT_RSA] = EVP_RSA_gen(2048);
	pkeys[MINT_P256] = EVP_EC_gen("P-256");
	pkeys[MINT_P384] = EVP_EC_gen("P-384");
	for (i = 0; i < MINT_KINDS; i++)
		pems[i] = pem_of(pkeys[i]);
}

const char *mint_pem(enum mint_kind kind)
{
	return pems[kind];
}

char *mint_base64url(const void *bytes, size_t len)
{
	char *text = malloc((len + 2) / 3 * 4 + 1), *at;

	EVP_EncodeBlock((unsigned char *)text, bytes, (int)len);
	text[strcspn(text, "=")] = '\0';
	for (at = text; *at; at++)
		*at = *at == '+' ? '-' : *at == '/' ? '_' : *at;
	return text;
}

static char *number(enum mint_kind kind, const char *param, int size)
{
	unsigned char bytes[512];
	BIGNUM *value = NULL;
	char *text;

	EVP_PKEY_get_bn_param(pkeys[kind], param, &value);
	if (!size)
		size = BN_num_bytes(value);
	BN_bn2binpad(value, bytes, size);
	text = mint_base64url(bytes, (size_t)size);
	BN_free(value);
	return text;
}

char *mint_jwk(enum mint_kind kind, const char *kid, const char *extra)
{
	int size = kind == MINT_RSA ? 0 : kind == MINT_P256 ? 32 : 48;
	char *first = number(
		kind, size ? OSSL_PKEY_PARAM_EC_PUB_X : OSSL_PKEY_PARAM_RSA_N, size);
	char *second = number(
		kind, size ? OSSL_PKEY_PARAM_EC_PUB_Y : OSSL_PKEY_PARAM_RSA_E, size);
	char *jwk = malloc(2048);

	if (kind == MINT_RSA)
		snprintf(jwk, 2048,
			 "{\"kty\":\"RSA\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"%s}",
			 kid, first, second, extra);
	else
		snprintf(jwk, 2048,
			 "{\"kty\":\"EC\",\"crv\":\"P-%d\",\"kid\":\"%s\",\"x\":\"%s\","
			 "\"y\":\"%s\"%s}",
			 size * 8, kid, first, second, extra);
	free(first);
	free(second);
	return jwk;
}

struct lti_jwks *mint_set(void)
{
	char *rsa = mint_jwk(MINT_RSA, "rsa", ""),
	     *p256 = mint_jwk(MINT_P256, "p256", ""),
	     *p384 = mint_jwk(MINT_P384, "p384", "");
	struct lti_jwks *keys;
	char text[4096];

	snprintf(text, sizeof(text), "{\"keys\":[%s,%s,%s]}", rsa, p256, p384);
	ck_assert_int_eq(lti_jwks_parse(&keys, text, strlen(text), NULL), LTI_OK);
	free(rsa);
	free(p256);
	free(p384);
	return keys;
}

/* r and s side by side, as JWS has them. */
static size_t raw_of(unsigned char *signature, size_t len, int size)
{
	const unsigned char *der = signature;
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)len);
	unsigned char raw[96];

	BN_bn2binpad(ECDSA_SIG_get0_r(pair), raw, size);
	BN_bn2binpad(ECDSA_SIG_get0_s(pair), raw + size, size);
	ECDSA_SIG_free(pair);
	memcpy(signature, raw, (size_t)size * 2);
	return (size_t)size * 2;
}

char *mint_jws(const char *header, const char *payload, enum mint_kind kind, int sha_bits)
{
	char *first = mint_base64url(header, strlen(header));
	char *second = mint_base64url(payload, strlen(payload)), *third, *token;
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned char signature[512];
	size_t len = sizeof(signature), size = strlen(first) + strlen(second) + 1024;
	char digest[16];

	token = malloc(size);
	snprintf(digest, sizeof(digest), "SHA%d", sha_bits);
	snprintf(token, size, "%s.%s", first, second);
	ck_assert_int_eq(
		EVP_DigestSignInit_ex(md, NULL, digest, NULL, NULL, pkeys[kind], NULL),
		1);
	ck_assert_int_eq(EVP_DigestSign(md, signature, &len, (unsigned char *)token,
					strlen(token)),
			 1);
	if (kind != MINT_RSA)
		len = raw_of(signature, len, kind == MINT_P256 ? 32 : 48);
	third = mint_base64url(signature, len);
	snprintf(token, size, "%s.%s.%s", first, second, third);
	EVP_MD_CTX_free(md);
	free(first);
	free(second);
	free(third);
	return token;
}

struct json_object *mint_payload(const char *role)
{
	struct json_object *payload = json_tokener_parse(
		"{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_CLIENT
		"\",\"sub\":\"user-1\","
		"\"iat\":1799999990,\"exp\":1800000050,\"nonce\":\"" MINT_NONCE "\","
		"\"name\":\"Ada "
		"Lovelace\",\"given_name\":\"Ada\",\"family_name\":\"Lovelace\","
		"\"email\":\"ada@uni.example\",\"locale\":\"de-DE\","
		"\"" CLAIM "version\":\"1.3.0\","
		"\"" CLAIM "message_type\":\"LtiResourceLinkRequest\","
		"\"" CLAIM "deployment_id\":\"1\","
		"\"" CLAIM "target_link_uri\":\"" MINT_TARGET "\","
		"\"" CLAIM "resource_link\":{\"id\":\"link-1\",\"title\":\"Tutor\"},"
		"\"" CLAIM
		"context\":{\"id\":\"c1\",\"label\":\"RHE\",\"title\":\"Rhetorik\","
		"\"type\":[\"http://purl.imsglobal.org/vocab/lis/v2/"
		"course#CourseSection\"]},"
		"\"" CLAIM "custom\":{\"bot\":\"7\",\"empty\":\"\"},"
		"\"" CLAIM
		"launch_presentation\":{\"return_url\":\"https://lms.example/r?c=1\","
		"\"locale\":\"de\",\"document_target\":\"iframe\"},"
		"\"" CLAIM
		"tool_platform\":{\"guid\":\"g\",\"product_family_code\":\"x\"},"
		"\"" AGS_CLAIM "\":{\"scope\":["
		"\"https://purl.imsglobal.org/spec/lti-ags/scope/score\"],"
		"\"lineitems\":\"https://lms.example/items?t=1\","
		"\"lineitem\":\"https://lms.example/items/1/lineitem?t=1\"},"
		"\"" NRPS_CLAIM "\":{\"context_memberships_url\":"
		"\"https://lms.example/members\",\"service_versions\":[\"2.0\"]}}");
	struct json_object *roles = json_object_new_array();

	ck_assert_ptr_nonnull(payload);
	json_object_array_add(roles, json_object_new_string(role));
	json_object_object_add(payload, CLAIM "roles", roles);
	return payload;
}

struct json_object *mint_deep_linking(void)
{
	struct json_object *payload = mint_payload(TEACHER);

	mint_edit(payload, CLAIM "message_type", "\"LtiDeepLinkingRequest\"");
	mint_edit(payload, CLAIM "resource_link", NULL);
	mint_edit(payload, DL_CLAIM "deep_linking_settings",
		  "{\"deep_link_return_url\":\"https://lms.example/deep?x=1\","
		  "\"accept_types\":[\"ltiResourceLink\",\"link\"],"
		  "\"accept_presentation_document_targets\":[\"iframe\",\"window\"],"
		  "\"accept_multiple\":true,\"data\":\"csrf=1&x\"}");
	return payload;
}

void mint_edit(struct json_object *payload, const char *path, const char *json)
{
	char name[256];
	size_t len;

	while (path[len = strcspn(path, "|")]) {
		snprintf(name, sizeof(name), "%.*s", (int)len, path);
		ck_assert(json_object_object_get_ex(payload, name, &payload));
		path += len + 1;
	}
	json_object_object_del(payload, path);
	if (json) /* null is a value too: json-c's NULL */
		json_object_object_add(
			payload, path,
			strcmp(json, "null") == 0 ? NULL : json_tokener_parse(json));
}

char *mint_token(struct json_object *payload)
{
	return mint_jws("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"rsa\"}",
			json_object_to_json_string_ext(payload, JSON_C_TO_STRING_PLAIN),
			MINT_RSA, 256);
}

enum lti_status mint_launch(struct lti_launch **out, struct json_object *payload,
			    const struct lti_registration *registration,
			    const struct lti_launch_expect *expect, struct lti_error *why)
{
	struct lti_jwks *keys = mint_set();
	char *token = mint_token(payload);
	enum lti_status status;

	status = lti_launch_verify(out, token, registration, keys, expect, why);
	free(token);
	lti_jwks_free(keys);
	json_object_put(payload);
	return status;
}

struct lti_registration mint_registration(void)
{
	return (struct lti_registration){
		.issuer = MINT_ISSUER,
		.client_id = MINT_CLIENT,
		.auth_url = "https://lms.example/auth",
		.token_url = "https://lms.example/token",
	};
}

struct lti_launch_expect mint_expect(void)
{
	return (struct lti_launch_expect){
		.nonce = MINT_NONCE,
		.deployment_id = "1",
		.target_link_uri = MINT_TARGET,
		.redirect_uri = MINT_TARGET,
		.now_s = MINT_NOW_S,
		.leeway_s = 60,
	};
}
