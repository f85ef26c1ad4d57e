/* Key sets of platforms and keys of our own. */
#include <lti/jose.h>
#include <stdio.h>
#include <string.h>

#include "mint.h"
#include "run.h"

/* The keys of RFC 7515 A.2 and A.3. */
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
#define RFC_EC                                                                           \
	"\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"                                        \
	"\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","                               \
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""

/* --- key sets --- */

static const struct {
	const char *what, *more;
	size_t usable;
} members[] = {
	{"nothing more", "", 1},
	{"its alg", ",\"alg\":\"RS256\"", 1},
	{"another RSA alg", ",\"alg\":\"RS512\"", 1},
	{"an alg for encryption", ",\"alg\":\"RSA-OAEP\"", 0},
	{"an alg of another type", ",\"alg\":\"ES256\"", 0},
	{"an alg that is no text", ",\"alg\":256", 0},
	{"its use", ",\"use\":\"sig\"", 1},
	{"another use", ",\"use\":\"enc\"", 0},
	{"its operation", ",\"key_ops\":[\"verify\"]", 1},
	{"another operation", ",\"key_ops\":[\"encrypt\"]", 0},
	{"operations that are no list", ",\"key_ops\":\"verify\"", 0},
	{"the private half too", ",\"d\":\"AQAB\"", 0},
	{"a certificate", ",\"x5c\":[\"MII\"],\"x5t\":\"AA\"", 1},
};

START_TEST(a_key_is_used_for_what_it_is_for)
{
	LTI_AUTO_JWKS *keys = NULL;
	char *jwk = mint_jwk(MINT_RSA, "k", members[_i].more), set[4096];

	snprintf(set, sizeof(set), "{\"keys\":[%s]}", jwk);
	ck_assert_int_eq(lti_jwks_parse(&keys, set, strlen(set), NULL), LTI_OK);
	ck_assert_msg(lti_jwks_count(keys) == members[_i].usable, "a key with %s",
		      members[_i].what);
	free(jwk);
}
END_TEST

static const struct {
	const char *what, *set;
	enum lti_status status;
	size_t usable;
} sets[] = {
	{"an empty one", "{\"keys\":[]}", LTI_OK, 0},
	{"an unknown type",
	 "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\"}]}", LTI_OK, 0},
	{"a secret", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"a\"}]}",
	 LTI_OK, 0},
	{"no kid", "{\"keys\":[{" RFC_EC "}]}", LTI_OK, 0},
	{"a number as kid", "{\"keys\":[{\"kid\":1," RFC_EC "}]}", LTI_OK, 0},
	{"an unknown curve",
	 "{\"keys\":[{\"kid\":\"a\",\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AA\","
	 "\"y\":\"AA\"}]}",
	 LTI_OK, 0},
	{"a point off the curve",
	 "{\"keys\":[{\"kid\":\"a\",\"kty\":\"EC\",\"crv\":\"P-256\","
	 "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
	 "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1\"}]}",
	 LTI_OK, 0},
	{"a point in the wrong length",
	 "{\"keys\":[{\"kid\":\"a\",\"kty\":\"EC\",\"crv\":\"P-384\","
	 "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
	 "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}",
	 LTI_OK, 0},
	{"512 bits of RSA",
	 "{\"keys\":[{\"kid\":\"a\",\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"t8-"
	 "0jT5Uen6zPzWyuLJv1s0cmxkq"
	 "3i5fVn7tW8ipVuNlgK0T3gBM2L8RAqM8Iu2ioAK-hvcfM5zX2Zq3W2rS9w\"}]}",
	 LTI_OK, 0},
	{"an exponent of one",
	 "{\"keys\":[{\"kid\":\"a\",\"kty\":\"RSA\",\"e\":\"AQ\",\"n\":\"" RFC_N "\"}]}",
	 LTI_OK, 0},
	{"an even exponent",
	 "{\"keys\":[{\"kid\":\"a\",\"kty\":\"RSA\",\"e\":\"Ag\",\"n\":\"" RFC_N "\"}]}",
	 LTI_OK, 0},
	{"no exponent",
	 "{\"keys\":[{\"kid\":\"a\",\"kty\":\"RSA\",\"n\":\"" RFC_N "\"}]}", LTI_OK, 0},
	{"a padded modulus, as in the standard's example",
	 "{\"keys\":[{\"kid\":\"a\",\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" RFC_N
	 "==\"}]}",
	 LTI_OK, 1},
	{"a modulus padded too much",
	 "{\"keys\":[{\"kid\":\"a\",\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" RFC_N
	 "======\"}]}",
	 LTI_OK, 0},
	{"a modulus padded too little",
	 "{\"keys\":[{\"kid\":\"a\",\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" RFC_N
	 "=\"}]}",
	 LTI_OK, 0},
	{"things that are no keys", "{\"keys\":[1,null,\"a\",[],{}]}", LTI_OK, 0},
	{"one key twice",
	 "{\"keys\":[{\"kid\":\"a\"," RFC_EC "},{\"kid\":\"a\"," RFC_EC "}]}", LTI_OK, 1},
	{"one kid for two types",
	 "{\"keys\":[{\"kid\":\"a\"," RFC_EC
	 "},{\"kid\":\"a\",\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" RFC_N "\"}]}",
	 LTI_OK, 2},
	{"a good key behind a bad one",
	 "{\"keys\":[{\"kty\":\"?\"},{\"kid\":\"a\"," RFC_EC "}]}", LTI_OK, 1},
	{"a single key", "{\"kid\":\"a\"," RFC_EC "}", LTI_ERR_KEY_SET, 0},
	{"a list", "[{\"kid\":\"a\"," RFC_EC "}]", LTI_ERR_KEY_SET, 0},
	{"keys that are no list", "{\"keys\":{}}", LTI_ERR_KEY_SET, 0},
	{"an error page", "<html>Error</html>", LTI_ERR_JSON, 0},
	{"nothing", "", LTI_ERR_JSON, 0},
};

START_TEST(sets_are_read_key_by_key)
{
	LTI_AUTO_JWKS *keys = NULL;
	struct lti_error why = {0};
	enum lti_status status =
		lti_jwks_parse(&keys, sets[_i].set, strlen(sets[_i].set), &why);

	ck_assert_msg(status == sets[_i].status, "%s: %s %s", sets[_i].what,
		      lti_status_name(status), why.detail);
	if (status == LTI_OK)
		ck_assert_msg(lti_jwks_count(keys) == sets[_i].usable, "%s",
			      sets[_i].what);
	else
		ck_assert_ptr_null(keys);
}
END_TEST

START_TEST(a_set_of_a_hundred_and_one_keys_is_refused)
{
	LTI_AUTO_JWKS *keys = NULL;
	char set[1024] = "{\"keys\":[";
	int i;

	for (i = 0; i < 100; i++)
		strncat(set, "{},", sizeof(set) - strlen(set) - 1);
	set[strlen(set) - 1] = ']';
	strncat(set, "}", 2);
	ck_assert_int_eq(lti_jwks_parse(&keys, set, strlen(set), NULL), LTI_OK);
	set[strlen(set) - 2] = ',';
	set[strlen(set) - 1] = '{';
	strncat(set, "}]}", 4);
	lti_jwks_free(keys);
	ck_assert_int_eq(lti_jwks_parse(&keys, set, strlen(set), NULL), LTI_ERR_KEY_SET);
}
END_TEST

START_TEST(a_key_with_an_alg_verifies_no_other)
{
	LTI_AUTO_JWKS *keys = NULL;
	struct lti_jws_policy policy = {LTI_ALG_RS256 | LTI_ALG_RS512, false};
	char *jwk = mint_jwk(MINT_RSA, "k", ",\"alg\":\"RS512\""), set[2048], *payload;
	char *token = mint_jws("{\"alg\":\"RS256\",\"kid\":\"k\"}", "{}", MINT_RSA, 256);
	size_t len;

	snprintf(set, sizeof(set), "{\"keys\":[%s]}", jwk);
	ck_assert_int_eq(lti_jwks_parse(&keys, set, strlen(set), NULL), LTI_OK);
	ck_assert_int_eq(lti_jws_verify(&payload, &len, token, keys, &policy, NULL),
			 LTI_ERR_KEY_UNFIT);
	free(token);
	free(jwk);
}
END_TEST

/*
 * [RFC 7517 App. A.1]: an EC key for encryption and an RSA key; [RFC 7638 §3.1] is about
 * it.
 */
#define RFC7638_N                                                                        \
	"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhD" \
	"R1L6tSoc_"                                                                      \
	"BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_"                \
	"RN5w6Cf0h4QyQ5v-65YGjQR0"                                                       \
	"_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyr" \
	"dkt-bFTWh"                                                                      \
	"AI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-"                \
	"kEgU8awapJzKnqDKgw"
#define RFC7638_KEY                                                                      \
	"{\"kty\":\"RSA\",\"n\":\"" RFC7638_N                                            \
	"\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}"

START_TEST(the_set_of_rfc_7517)
{
	static const char set[] =
		"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
		"\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu"
		"6KPAqv7D4\",\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\","
		"\"use\":\"enc\",\"kid"
		"\":\"1\"}," RFC7638_KEY "]}";
	LTI_AUTO_JWKS *keys = NULL;

	ck_assert_int_eq(lti_jwks_parse(&keys, set, strlen(set), NULL), LTI_OK);
	ck_assert_uint_eq(lti_jwks_count(keys), 1);
	ck_assert(lti_jwks_has(keys, "2011-04-29"));
	ck_assert(!lti_jwks_has(keys, "1"));
}
END_TEST

START_TEST(the_thumbprint_of_rfc_7638)
{
	char thumbprint[LTI_THUMBPRINT_TEXT];

	ck_assert_int_eq(lti_jwk_thumbprint(thumbprint, RFC7638_KEY, strlen(RFC7638_KEY)),
			 LTI_OK);
	ck_assert_str_eq(thumbprint, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
	ck_assert_int_eq(lti_jwk_thumbprint(thumbprint, "{}", 2), LTI_ERR_KEY);
}
END_TEST

/* --- our own keys --- */

START_TEST(our_keys_sign_what_their_published_form_verifies)
{
	LTI_AUTO_KEY *key = NULL;
	LTI_AUTO_JWKS *keys = NULL;
	struct lti_jws_policy policy = {0};
	const struct lti_key *list[1];
	char *set, *token, *payload;
	size_t len;

	ck_assert_int_eq(lti_key_read_pem(&key, mint_pem(_i), strlen(mint_pem(_i))),
			 LTI_OK);
	policy.algs = lti_key_alg(key);
	list[0] = key;
	ck_assert_int_eq(lti_jwks_write(&set, list, 1), LTI_OK);
	ck_assert_int_eq(lti_jwks_parse(&keys, set, strlen(set), NULL), LTI_OK);
	ck_assert(lti_jwks_has(keys, lti_key_kid(key)));
	ck_assert_ptr_nonnull(strstr(set, "\"use\":\"sig\""));
	ck_assert_ptr_nonnull(strstr(set, lti_alg_name(lti_key_alg(key))));
	ck_assert_ptr_null(strstr(set, "\"d\""));
	ck_assert_int_eq(lti_jws_sign(&token, key, "JWT", "{\"x\":1}", 7), LTI_OK);
	ck_assert_int_eq(lti_jws_verify(&payload, &len, token, keys, &policy, NULL),
			 LTI_OK);
	ck_assert_str_eq(payload, "{\"x\":1}");
	free(payload);
	free(token);
	free(set);
}
END_TEST

START_TEST(a_key_survives_being_written)
{
	LTI_AUTO_KEY *key = NULL;
	LTI_AUTO_KEY *again = NULL;
	char *pem;

	ck_assert_int_eq(lti_key_read_pem(&key, mint_pem(_i), strlen(mint_pem(_i))),
			 LTI_OK);
	ck_assert_int_eq(lti_key_write_pem(&pem, key), LTI_OK);
	ck_assert_int_eq(lti_key_read_pem(&again, pem, strlen(pem)), LTI_OK);
	ck_assert_str_eq(lti_key_kid(key), lti_key_kid(again));
	lti_secret_free(pem);
}
END_TEST

START_TEST(new_keys_are_rsa_and_new)
{
	LTI_AUTO_KEY *a = NULL;
	LTI_AUTO_KEY *b = NULL;
	char thumbprint[LTI_THUMBPRINT_TEXT], *jwk;

	ck_assert_int_eq(lti_key_generate(&a), LTI_OK);
	ck_assert_int_eq(lti_key_generate(&b), LTI_OK);
	ck_assert_int_eq(lti_key_alg(a), LTI_ALG_RS256);
	ck_assert_str_ne(lti_key_kid(a), lti_key_kid(b));
	ck_assert_int_eq(lti_jwk_write(&jwk, a), LTI_OK);
	ck_assert_int_eq(lti_jwk_thumbprint(thumbprint, jwk, strlen(jwk)), LTI_OK);
	ck_assert_str_eq(thumbprint, lti_key_kid(a));
	free(jwk);
}
END_TEST

static const struct {
	const char *what, *pem;
} not_keys[] = {
	{"nothing", ""},
	{"text", "hello"},
	{"an empty envelope", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"},
	{"an encrypted key",
	 "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
	 "MIGjMF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBBHdRXqYZ0EE6fpdQRo\n"
	 "-----END ENCRYPTED PRIVATE KEY-----\n"},
	{"an Ed25519 key",
	 "-----BEGIN PRIVATE KEY-----\n"
	 "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
	 "-----END PRIVATE KEY-----\n"},
};

START_TEST(other_texts_are_no_keys)
{
	struct lti_key *key;

	ck_assert_msg(lti_key_read_pem(&key, not_keys[_i].pem,
				       strlen(not_keys[_i].pem)) == LTI_ERR_KEY,
		      "%s is taken for a key", not_keys[_i].what);
	ck_assert_ptr_null(key);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("keys");
	TCase *tcase = tcase_create("sets and our own");

	mint_keys();
	suite_add_tcase(suite, tcase);
	add_rows(tcase, a_key_is_used_for_what_it_is_for, members);
	add_rows(tcase, sets_are_read_key_by_key, sets);
	tcase_add_test(tcase, a_set_of_a_hundred_and_one_keys_is_refused);
	tcase_add_test(tcase, a_key_with_an_alg_verifies_no_other);
	tcase_add_test(tcase, the_set_of_rfc_7517);
	tcase_add_test(tcase, the_thumbprint_of_rfc_7638);
	tcase_add_loop_test(tcase, our_keys_sign_what_their_published_form_verifies, 0,
			    MINT_KINDS);
	tcase_add_loop_test(tcase, a_key_survives_being_written, 0, MINT_KINDS);
	tcase_add_test(tcase, new_keys_are_rsa_and_new);
	add_rows(tcase, other_texts_are_no_keys, not_keys);
	return run_suite(suite);
}
