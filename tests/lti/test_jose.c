/*
 * Base64url and signed tokens, against the standards' own examples and a foreign signer.
 */
#include <lti/jose.h>
#include <stdio.h>
#include <string.h>

#include "mint.h"
#include "run.h"

/* --- base64url --- */

static const struct {
	const char *text, *bytes;
	size_t len;
} pairs[] = {
	/* [RFC 4648 §10], without the padding */
	{"", "", 0},
	{"Zg", "f", 1},
	{"Zm8", "fo", 2},
	{"Zm9v", "foo", 3},
	{"Zm9vYg", "foob", 4},
	{"Zm9vYmE", "fooba", 5},
	{"Zm9vYmFy", "foobar", 6},
	/* [RFC 7515 App. C] */
	{"A-z_4ME", "\x03\xec\xff\xe0\xc1", 5},
};

START_TEST(base64url_goes_both_ways)
{
	char text[32];
	uint8_t bytes[32];
	size_t len;

	ck_assert_uint_eq(lti_base64url_encode(text, pairs[_i].bytes, pairs[_i].len),
			  strlen(pairs[_i].text));
	ck_assert_str_eq(text, pairs[_i].text);
	ck_assert(lti_base64url_decode(bytes, &len, text, strlen(text)));
	ck_assert_uint_eq(len, pairs[_i].len);
	ck_assert_mem_eq(bytes, pairs[_i].bytes, len);
}
END_TEST

static const struct {
	const char *what, *text;
} not_base64url[] = {
	{"padding", "Zg=="},
	{"one character", "Z"},
	{"five characters", "Zm9vY"},
	{"stray bits behind one byte", "Zh"},
	{"stray bits behind two bytes", "Zm9"},
	{"the other alphabet's plus", "A+z_"},
	{"the other alphabet's slash", "A/z_"},
	{"a blank", "Zm 9v"},
	{"a line break", "Zm9v\n"},
	{"a byte outside of ASCII", "Zm9\xfc"},
};

START_TEST(base64url_is_strict)
{
	uint8_t bytes[32];
	size_t len;

	ck_assert_msg(!lti_base64url_decode(bytes, &len, not_base64url[_i].text,
					    strlen(not_base64url[_i].text)),
		      "%s is let through", not_base64url[_i].what);
}
END_TEST

START_TEST(random_texts_differ)
{
	char a[LTI_RANDOM_TEXT], b[LTI_RANDOM_TEXT];

	ck_assert_int_eq(lti_random_text(a), LTI_OK);
	ck_assert_int_eq(lti_random_text(b), LTI_OK);
	ck_assert_uint_eq(strlen(a), 32);
	ck_assert_str_ne(a, b);
}
END_TEST

/* --- the examples of RFC 7515 Appendix A, all about one payload --- */

#define RFC_PAYLOAD                                                                      \
	"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc1" \
	"9yb2"                                                                           \
	"90Ijp0cnVlfQ"
#define RFC_N                                                                            \
	"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-"          \
	"4qPCJrcS2mJPMEz"                                                                \
	"P1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_"        \
	"7OMg0LOL-bSf6"                                                                  \
	"3kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-"                                          \
	"UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5Zw"                                \
	"Kh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_"                                   \
	"h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRW"                                       \
	"yuXpoQ"
#define RFC_RS256                                                                        \
	"eyJhbGciOiJSUzI1NiJ9." RFC_PAYLOAD                                              \
	".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-"    \
	"0Qc_lF5YKt"                                                                     \
	"_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"                     \
	"nZLgrnbyTyWzO75vRK5h6xBArL"                                                     \
	"IARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"                \
	"eOkHWEsqtFZESc6BfI7no"                                                          \
	"OPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_"    \
	"IoypGlUPQ"                                                                      \
	"Ge77Rw"
#define RFC_EC                                                                           \
	"\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"                                        \
	"\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","                               \
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""
#define RFC_ES256                                                                        \
	"eyJhbGciOiJFUzI1NiJ9." RFC_PAYLOAD ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-"          \
	"F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1"                          \
	"Q"
#define RFC_HS256                                                                        \
	"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." RFC_PAYLOAD                          \
	".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define RFC_NONE "eyJhbGciOiJub25lIn0." RFC_PAYLOAD ".AA"

#define RFC_KEY_RSA                                                                      \
	"{\"keys\":[{\"kid\":\"a2\",\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" RFC_N "\"}" \
	"]}"
#define RFC_KEY_EC "{\"keys\":[{\"kid\":\"a3\"," RFC_EC "}]}"

static const struct {
	const char *what, *token, *keys;
	unsigned algs;
	enum lti_status status;
} rfc7515[] = {
	{"A.2, RS256", RFC_RS256, RFC_KEY_RSA, LTI_ALG_RS256, LTI_OK},
	{"A.2 by default", RFC_RS256, RFC_KEY_RSA, 0, LTI_OK},
	{"A.2, not registered", RFC_RS256, RFC_KEY_RSA, LTI_ALG_ES256, LTI_ERR_ALGORITHM},
	{"A.2 with A.3's key", RFC_RS256, RFC_KEY_EC, LTI_ALG_RS256, LTI_ERR_KEY_UNFIT},
	{"A.3, ES256", RFC_ES256, RFC_KEY_EC, LTI_ALG_ES256, LTI_OK},
	{"A.3, not registered", RFC_ES256, RFC_KEY_EC, 0, LTI_ERR_ALGORITHM},
	{"A.3 with A.2's key", RFC_ES256, RFC_KEY_RSA, LTI_ALG_ES256, LTI_ERR_KEY_UNFIT},
	{"A.1, HS256", RFC_HS256, RFC_KEY_RSA, ~0u, LTI_ERR_ALGORITHM},
	{"A.5, none", RFC_NONE, RFC_KEY_RSA, ~0u, LTI_ERR_ALGORITHM},
	{"A.5 as printed", "eyJhbGciOiJub25lIn0." RFC_PAYLOAD ".", RFC_KEY_RSA, ~0u,
	 LTI_ERR_MALFORMED},
};

START_TEST(the_examples_of_rfc_7515)
{
	LTI_AUTO_JWKS *keys = NULL;
	struct lti_jws_policy policy = {rfc7515[_i].algs, true};
	struct lti_error why;
	char *payload;
	size_t len;
	enum lti_status status;

	ck_assert_int_eq(
		lti_jwks_parse(&keys, rfc7515[_i].keys, strlen(rfc7515[_i].keys), &why),
		LTI_OK);
	ck_assert_uint_eq(lti_jwks_count(keys), 1);
	status = lti_jws_verify(&payload, &len, rfc7515[_i].token, keys, &policy, &why);
	ck_assert_msg(status == rfc7515[_i].status, "%s: %s %s", rfc7515[_i].what,
		      lti_status_name(status), why.detail);
	if (status == LTI_OK) {
		ck_assert_str_eq(payload, "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n "
					  "\"http://example.com/is_root\":true}");
		ck_assert_uint_eq(len, strlen(payload));
	}
	free(payload);
}
END_TEST

/* Every bit of every part counts. */
START_TEST(a_changed_token_does_not_verify)
{
	LTI_AUTO_JWKS *keys = NULL;
	struct lti_jws_policy policy = {LTI_ALG_ES256, true};
	char token[512], *payload;
	size_t len, i;

	ck_assert_int_eq(lti_jwks_parse(&keys, RFC_KEY_EC, strlen(RFC_KEY_EC), NULL),
			 LTI_OK);
	for (i = 0; i < strlen(RFC_ES256); i++) {
		snprintf(token, sizeof(token), "%s", RFC_ES256);
		token[i] = token[i] == 'A' ? 'B' : 'A';
		ck_assert_int_ne(
			lti_jws_verify(&payload, &len, token, keys, &policy, NULL),
			LTI_OK);
		ck_assert_ptr_null(payload);
	}
}
END_TEST

/* --- tokens by a foreign signer --- */

static const struct {
	const char *alg, *kid;
	enum mint_kind kind;
	int sha_bits;
} foreign[] = {
	{"RS256", "rsa", MINT_RSA, 256},   {"RS384", "rsa", MINT_RSA, 384},
	{"RS512", "rsa", MINT_RSA, 512},   {"ES256", "p256", MINT_P256, 256},
	{"ES384", "p384", MINT_P384, 384},
};

START_TEST(every_algorithm_verifies_what_others_signed)
{
	LTI_AUTO_JWKS *keys = mint_set();
	struct lti_jws_policy policy = {lti_alg_parse(foreign[_i].alg), false};
	char header[128], *token, *payload;
	size_t len;

	snprintf(header, sizeof(header), "{\"alg\":\"%s\",\"kid\":\"%s\"}",
		 foreign[_i].alg, foreign[_i].kid);
	token = mint_jws(header, "{\"a\":1}", foreign[_i].kind, foreign[_i].sha_bits);
	ck_assert_int_eq(lti_jws_verify(&payload, &len, token, keys, &policy, NULL),
			 LTI_OK);
	ck_assert_str_eq(payload, "{\"a\":1}");
	free(payload);
	policy.algs = ~0u & ~lti_alg_parse(foreign[_i].alg);
	ck_assert_int_eq(lti_jws_verify(&payload, &len, token, keys, &policy, NULL),
			 LTI_ERR_ALGORITHM);
	free(token);
}
END_TEST

static const struct {
	const char *what, *header;
	bool lone_key;
	enum lti_status status;
} headers[] = {
	{"a usual one", "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"rsa\"}", false,
	 LTI_OK},
	{"a key inside",
	 "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\"}}",
	 false, LTI_OK},
	{"an address for keys",
	 "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"jku\":\"https://evil.example/jwks\"}",
	 false, LTI_OK},
	{"an address and no kid",
	 "{\"alg\":\"RS256\",\"jku\":\"https://evil.example/jwks\"}", false,
	 LTI_ERR_KID_ABSENT},
	{"a certificate and no kid", "{\"alg\":\"RS256\",\"x5c\":[\"AA\"]}", false,
	 LTI_ERR_KID_ABSENT},
	{"no kid", "{\"alg\":\"RS256\"}", false, LTI_ERR_KID_ABSENT},
	{"no kid where the set has several keys", "{\"alg\":\"RS256\"}", true,
	 LTI_ERR_KID_ABSENT},
	{"an empty kid", "{\"alg\":\"RS256\",\"kid\":\"\"}", false, LTI_ERR_KID_ABSENT},
	{"a number as kid", "{\"alg\":\"RS256\",\"kid\":1}", false, LTI_ERR_HEADER},
	{"an unknown kid", "{\"alg\":\"RS256\",\"kid\":\"other\"}", false,
	 LTI_ERR_KID_UNKNOWN},
	{"the kid of an EC key", "{\"alg\":\"RS256\",\"kid\":\"p256\"}", false,
	 LTI_ERR_KEY_UNFIT},
	{"no alg", "{\"kid\":\"rsa\"}", false, LTI_ERR_ALGORITHM},
	{"alg null", "{\"alg\":null,\"kid\":\"rsa\"}", false, LTI_ERR_ALGORITHM},
	{"alg none", "{\"alg\":\"none\",\"kid\":\"rsa\"}", false, LTI_ERR_ALGORITHM},
	{"alg in lower case", "{\"alg\":\"rs256\",\"kid\":\"rsa\"}", false,
	 LTI_ERR_ALGORITHM},
	{"HMAC with the public key", "{\"alg\":\"HS256\",\"kid\":\"rsa\"}", false,
	 LTI_ERR_ALGORITHM},
	{"PSS", "{\"alg\":\"PS256\",\"kid\":\"rsa\"}", false, LTI_ERR_ALGORITHM},
	{"a list of algs", "{\"alg\":[\"RS256\"],\"kid\":\"rsa\"}", false,
	 LTI_ERR_ALGORITHM},
	{"crit", "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[\"exp\"],\"exp\":1}",
	 false, LTI_ERR_CRITICAL},
	{"an empty crit", "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[]}", false,
	 LTI_ERR_CRITICAL},
	{"crit null", "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":null}", false,
	 LTI_ERR_CRITICAL},
	{"an unencoded payload", "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"b64\":false}",
	 false, LTI_ERR_CRITICAL},
	{"two algs", "{\"alg\":\"RS256\",\"alg\":\"none\",\"kid\":\"rsa\"}", false,
	 LTI_ERR_JSON},
	{"a list", "[\"RS256\"]", false, LTI_ERR_HEADER},
	{"a text", "\"RS256\"", false, LTI_ERR_JSON},
	{"no JSON", "RS256", false, LTI_ERR_JSON},
};

START_TEST(headers_are_taken_or_refused)
{
	LTI_AUTO_JWKS *keys = mint_set();
	struct lti_jws_policy policy = {0, headers[_i].lone_key};
	struct lti_error why = {0};
	char *token = mint_jws(headers[_i].header, "{}", MINT_RSA, 256), *payload;
	size_t len;
	enum lti_status status =
		lti_jws_verify(&payload, &len, token, keys, &policy, &why);

	ck_assert_msg(status == headers[_i].status, "%s: %s %s", headers[_i].what,
		      lti_status_name(status), why.detail);
	ck_assert_int_eq(payload != NULL, status == LTI_OK);
	if (status != LTI_OK)
		ck_assert_int_eq(why.status, status);
	free(payload);
	free(token);
}
END_TEST

static const struct {
	const char *what, *token;
	enum lti_status status;
} shapes[] = {
	{"nothing", "", LTI_ERR_MALFORMED},
	{"one part", "e30", LTI_ERR_MALFORMED},
	{"two parts", "e30.e30", LTI_ERR_MALFORMED},
	{"four parts", "e30.e30.e30.e30", LTI_ERR_MALFORMED},
	{"five parts, as of an encrypted token", "e30.e30.e30.e30.e30",
	 LTI_ERR_MALFORMED},
	{"three empty parts", "..", LTI_ERR_MALFORMED},
	{"no header", ".e30.e30", LTI_ERR_MALFORMED},
	{"padding", "e30=.e30.e30", LTI_ERR_BASE64URL},
	{"a blank", " e30.e30.e30", LTI_ERR_BASE64URL},
	{"JSON serialisation", "{\"payload\":\"e30\"}", LTI_ERR_MALFORMED},
};

START_TEST(tokens_have_three_parts)
{
	LTI_AUTO_JWKS *keys = mint_set();
	struct lti_jws_policy policy = {0};
	char *payload;
	size_t len;
	enum lti_status status =
		lti_jws_verify(&payload, &len, shapes[_i].token, keys, &policy, NULL);

	ck_assert_msg(status == shapes[_i].status, "%s: %s", shapes[_i].what,
		      lti_status_name(status));
}
END_TEST

START_TEST(a_token_has_its_cap)
{
	LTI_AUTO_JWKS *keys = mint_set();
	struct lti_jws_policy policy = {0};
	char *token = malloc(LTI_JWS_MAX + 2), *payload;
	size_t len;

	memset(token, 'A', LTI_JWS_MAX + 1);
	token[10] = token[20] = '.';
	token[LTI_JWS_MAX + 1] = '\0';
	ck_assert_int_eq(lti_jws_verify(&payload, &len, token, keys, &policy, NULL),
			 LTI_ERR_TOO_LONG);
	free(token);
}
END_TEST

START_TEST(a_lone_key_needs_no_kid_where_that_is_allowed)
{
	LTI_AUTO_JWKS *keys = NULL;
	struct lti_jws_policy policy = {0, true};
	char *jwk = mint_jwk(MINT_RSA, "only", ""), set[2048], *payload;
	char *token = mint_jws("{\"alg\":\"RS256\"}", "{}", MINT_RSA, 256);
	size_t len;

	snprintf(set, sizeof(set), "{\"keys\":[%s]}", jwk);
	ck_assert_int_eq(lti_jwks_parse(&keys, set, strlen(set), NULL), LTI_OK);
	ck_assert_int_eq(lti_jws_verify(&payload, &len, token, keys, &policy, NULL),
			 LTI_OK);
	free(payload);
	policy.lone_key = false;
	ck_assert_int_eq(lti_jws_verify(&payload, &len, token, keys, &policy, NULL),
			 LTI_ERR_KID_ABSENT);
	free(token);
	free(jwk);
}
END_TEST

/* --- names --- */

START_TEST(every_status_has_a_name_and_a_sentence)
{
	ck_assert(strncmp(lti_status_name(_i), _i ? "LTI_ERR_" : "LTI_OK", _i ? 8 : 6) ==
		  0);
	ck_assert_uint_gt(strlen(lti_status_sentence(_i)), 5);
	ck_assert_ptr_nonnull(lti_status_spec(_i));
	ck_assert_str_eq(lti_status_name(LTI_STATUS_COUNT), "unknown");
	ck_assert_str_eq(lti_status_name((enum lti_status) - 1), "unknown");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("jose");
	TCase *tcase = tcase_create("tokens");

	mint_keys();
	suite_add_tcase(suite, tcase);
	add_rows(tcase, base64url_goes_both_ways, pairs);
	add_rows(tcase, base64url_is_strict, not_base64url);
	tcase_add_test(tcase, random_texts_differ);
	add_rows(tcase, the_examples_of_rfc_7515, rfc7515);
	tcase_add_test(tcase, a_changed_token_does_not_verify);
	add_rows(tcase, every_algorithm_verifies_what_others_signed, foreign);
	add_rows(tcase, headers_are_taken_or_refused, headers);
	add_rows(tcase, tokens_have_three_parts, shapes);
	tcase_add_test(tcase, a_token_has_its_cap);
	tcase_add_test(tcase, a_lone_key_needs_no_kid_where_that_is_allowed);
	tcase_add_loop_test(tcase, every_status_has_a_name_and_a_sentence, 0,
			    LTI_STATUS_COUNT);
	return run_suite(suite);
}
