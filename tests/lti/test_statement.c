/* Statements: what an LMS may say outside of a launch, and everything that is not one. */
#include <lti/statement.h>
#include <stdio.h>
#include <string.h>

#include "mint.h"
#include "run.h"

#define TOOL "https://tool.example"

static struct lti_registration registration;
static struct lti_jwks *keys;

static void set_up(void)
{
	registration = mint_registration();
	keys = mint_set();
}

static void tear_down(void)
{
	lti_jwks_free(keys);
}

static struct json_object *statement(void)
{
	char text[300];

	snprintf(text, sizeof(text),
		 "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d,"
		 "\"jti\":\"one\"}",
		 MINT_ISSUER, MINT_CLIENT, TOOL, MINT_NOW_S, MINT_NOW_S + 300);
	return json_tokener_parse(text);
}

static enum lti_status verify(struct lti_statement *out, const char *token)
{
	struct lti_statement_expect expect = {
		.audience = TOOL, .now_s = MINT_NOW_S, .leeway_s = 60};

	return lti_statement_verify(out, token, &registration, keys, &expect, NULL);
}

START_TEST(an_lms_says_who_it_is)
{
	struct json_object *payload = statement();
	struct lti_statement out;
	char *token = mint_token(payload);

	ck_assert_int_eq(verify(&out, token), LTI_OK);
	ck_assert_str_eq(out.id, "one");
	ck_assert_int_eq(out.expires_s, MINT_NOW_S + 300);
	free(token);
	json_object_put(payload);
}
END_TEST

/* clang-format off */
static const struct {
	const char *what, *claim, *json; /* json NULL: the claim is left out */
	enum lti_status status;
} cases[] = {
	{ "a list of one audience",        "aud", "[\"" TOOL "\"]",             LTI_OK },
	{ "another issuer",                "iss", "\"https://evil.example\"",   LTI_ERR_ISSUER },
	{ "no issuer",                     "iss", NULL,                         LTI_ERR_ISSUER },
	{ "a launch's subject",            "sub", "\"user-7\"",                 LTI_ERR_SUBJECT },
	{ "no subject",                    "sub", NULL,                         LTI_ERR_SUBJECT },
	{ "a launch's audience",           "aud", "\"" MINT_CLIENT "\"",        LTI_ERR_AUDIENCE },
	{ "us and somebody else",          "aud", "[\"" TOOL "\",\"x\"]",       LTI_ERR_AUDIENCE },
	{ "no audience",                   "aud", NULL,                         LTI_ERR_AUDIENCE },
	{ "over before it began",          "exp", "1799999990.5",               LTI_ERR_EXPIRED },
	{ "expired",                       "exp", "1799999900",                 LTI_ERR_EXPIRED },
	{ "without an end",                "exp", NULL,                         LTI_ERR_EXPIRED },
	{ "an end that is no time",        "exp", "\"soon\"",                   LTI_ERR_EXPIRED },
	{ "longer than one request lives", "exp", "1800000601",                 LTI_ERR_EXPIRED },
	{ "just as long as it may",        "exp", "1800000600",                 LTI_OK },
	{ "from a clock a bit ahead",      "iat", "1800000050",                 LTI_OK },
	{ "from the future",               "iat", "1800000061",                 LTI_ERR_ISSUED_AT },
	{ "without a beginning",           "iat", NULL,                         LTI_ERR_ISSUED_AT },
	{ "without an id",                 "jti", NULL,                         LTI_ERR_STATEMENT_ID },
	{ "an empty id",                   "jti", "\"\"",                       LTI_ERR_STATEMENT_ID },
	{ "an id with a line break",       "jti", "\"a\\nb\"",                  LTI_ERR_STATEMENT_ID },
	{ "an id that is a number",        "jti", "7",                          LTI_ERR_STATEMENT_ID },
};
/* clang-format on */

START_TEST(claims_are_checked)
{
	struct json_object *payload = statement();
	struct lti_statement out;
	char *token;

	mint_edit(payload, cases[_i].claim, cases[_i].json);
	token = mint_token(payload);
	ck_assert_msg(verify(&out, token) == cases[_i].status, "%s", cases[_i].what);
	free(token);
	json_object_put(payload);
}
END_TEST

START_TEST(an_id_that_is_too_long_is_no_id)
{
	struct json_object *payload = statement();
	struct lti_statement out;
	char json[LTI_STATEMENT_ID_MAX + 4];
	char *token;

	for (int more = 0; more < 2; more++) {
		memset(json, 'x', sizeof(json));
		json[0] = json[LTI_STATEMENT_ID_MAX + more + 1] = '"';
		json[LTI_STATEMENT_ID_MAX + more + 2] = '\0';
		mint_edit(payload, "jti", json);
		token = mint_token(payload);
		ck_assert_int_eq(verify(&out, token),
				 more ? LTI_ERR_STATEMENT_ID : LTI_OK);
		free(token);
	}
	json_object_put(payload);
}
END_TEST

START_TEST(nothing_is_believed_without_the_signature)
{
	struct json_object *payload = statement();
	const char *text = json_object_to_json_string(payload);
	struct lti_statement out;
	char *token =
		mint_jws("{\"alg\":\"RS256\",\"kid\":\"unknown\"}", text, MINT_RSA, 256);
	char *last;

	ck_assert_int_eq(verify(&out, token), LTI_ERR_KID_UNKNOWN);
	free(token);
	token = mint_token(payload);
	last = strrchr(token, '.') + 1;
	*last = *last == 'A' ? 'B' : 'A';
	ck_assert_int_eq(verify(&out, token), LTI_ERR_SIGNATURE);
	free(token);
	ck_assert_int_eq(verify(&out, "eyJhbGciOiJub25lIn0.e30.AA"), LTI_ERR_ALGORITHM);
	json_object_put(payload);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lti statement");
	TCase *tcase = tcase_create("verify");

	mint_keys();
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, an_lms_says_who_it_is);
	add_rows(tcase, claims_are_checked, cases);
	tcase_add_test(tcase, an_id_that_is_too_long_is_no_id);
	tcase_add_test(tcase, nothing_is_believed_without_the_signature);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
