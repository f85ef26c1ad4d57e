/*
 * Launch: each check of an id_token, and the liberties that a platform may be given. The
 * certification's cases are in test_certification.c, the real platforms' in
 * test_recordings.c.
 */
#include <stdio.h>
#include <string.h>

#include "mint.h"
#include "run.h"

struct edit {
	const char *path, *json; /* json NULL: taken away */
};

static struct lti_registration registration;
static struct lti_launch_expect expect;
static struct lti_error why;

static void set_up(void)
{
	registration = mint_registration();
	expect = mint_expect();
}

/* Takes the payload over. */
static enum lti_status verify(struct lti_launch **out, struct json_object *payload)
{
	return mint_launch(out, payload, &registration, &expect, &why);
}

/* --- one check after the other --- */

static const struct {
	const char *what;
	struct edit edits[3];
	enum lti_status status;
} checks[] = {
	{"nothing changed", {{0}}, LTI_OK},
	/* iss */
	{"no iss", {{"iss", NULL}}, LTI_ERR_ISSUER},
	{"another iss", {{"iss", "\"https://evil.example\""}}, LTI_ERR_ISSUER},
	{"iss with a slash more", {{"iss", "\"https://lms.example/\""}}, LTI_ERR_ISSUER},
	{"iss in capitals", {{"iss", "\"https://LMS.example\""}}, LTI_ERR_ISSUER},
	{"iss a list", {{"iss", "[\"https://lms.example\"]"}}, LTI_ERR_ISSUER},
	/* aud and azp */
	{"no aud", {{"aud", NULL}}, LTI_ERR_AUDIENCE},
	{"another aud", {{"aud", "\"tool-8\""}}, LTI_ERR_AUDIENCE},
	{"aud a list of us", {{"aud", "[\"tool-7\"]"}}, LTI_OK},
	{"aud a list of us twice", {{"aud", "[\"tool-7\",\"tool-7\"]"}}, LTI_OK},
	{"aud an empty list", {{"aud", "[]"}}, LTI_ERR_AUDIENCE},
	{"aud with a stranger", {{"aud", "[\"tool-7\",\"tool-8\"]"}}, LTI_ERR_AUDIENCE},
	{"aud with a number", {{"aud", "[\"tool-7\",7]"}}, LTI_ERR_AUDIENCE},
	{"aud a number", {{"aud", "7"}}, LTI_ERR_AUDIENCE},
	{"aud an object", {{"aud", "{\"tool-7\":1}"}}, LTI_ERR_AUDIENCE},
	{"azp is us", {{"azp", "\"tool-7\""}}, LTI_OK},
	{"azp is another", {{"azp", "\"tool-8\""}}, LTI_ERR_AZP},
	{"azp a number", {{"azp", "7"}}, LTI_ERR_AZP},
	{"two trusted audiences without azp",
	 {{"aud", "[\"tool-7\",\"friend\"]"}},
	 LTI_ERR_AZP},
	{"two trusted audiences with azp",
	 {{"aud", "[\"friend\",\"tool-7\"]"}, {"azp", "\"tool-7\""}},
	 LTI_OK},
	{"a trusted audience without us", {{"aud", "[\"friend\"]"}}, LTI_ERR_AUDIENCE},
	/* exp, iat, nbf */
	{"no exp", {{"exp", NULL}}, LTI_ERR_EXPIRED},
	{"exp a text", {{"exp", "\"1800000050\""}}, LTI_ERR_EXPIRED},
	{"exp a fraction", {{"exp", "1800000050.5"}}, LTI_OK},
	{"exp beyond all times", {{"exp", "1e300"}}, LTI_ERR_EXPIRED},
	{"exp true", {{"exp", "true"}}, LTI_ERR_EXPIRED},
	{"expired within the leeway", {{"exp", "1799999991"}}, LTI_OK},
	{"expired a minute ago",
	 {{"exp", "1799999940"}, {"iat", "1799999900"}},
	 LTI_ERR_EXPIRED},
	{"exp before iat", {{"exp", "1799999980"}}, LTI_ERR_EXPIRED},
	{"no iat", {{"iat", NULL}}, LTI_ERR_ISSUED_AT},
	{"iat a text", {{"iat", "\"now\""}}, LTI_ERR_ISSUED_AT},
	{"iat a minute ahead", {{"iat", "1800000060"}, {"exp", "1800000120"}}, LTI_OK},
	{"iat farther ahead",
	 {{"iat", "1800000061"}, {"exp", "1800000121"}},
	 LTI_ERR_ISSUED_AT},
	{"nbf passed", {{"nbf", "1799999990"}}, LTI_OK},
	{"nbf far ahead", {{"nbf", "1800000100"}}, LTI_ERR_ISSUED_AT},
	/* nonce */
	{"no nonce", {{"nonce", NULL}}, LTI_ERR_NONCE},
	{"another nonce", {{"nonce", "\"n-0S6_WzA2Mk\""}}, LTI_ERR_NONCE},
	{"a longer nonce", {{"nonce", "\"n-0S6_WzA2Mjx\""}}, LTI_ERR_NONCE},
	{"nonce a list", {{"nonce", "[\"n-0S6_WzA2Mj\"]"}}, LTI_ERR_NONCE},
	/* sub */
	{"sub a number", {{"sub", "1"}}, LTI_ERR_SUBJECT},
	{"an empty sub", {{"sub", "\"\""}}, LTI_ERR_SUBJECT},
	{"sub null", {{"sub", "null"}}, LTI_ERR_SUBJECT},
	{"sub with a line break", {{"sub", "\"a\\nb\""}}, LTI_ERR_SUBJECT},
	/* version, message_type */
	{"version a number", {{CLAIM "version", "1.3"}}, LTI_ERR_VERSION},
	{"version 1.3", {{CLAIM "version", "\"1.3\""}}, LTI_ERR_VERSION},
	{"an unknown message",
	 {{CLAIM "message_type", "\"LtiEulaRequest\""}},
	 LTI_ERR_MESSAGE_TYPE},
	{"a message in lower case",
	 {{CLAIM "message_type", "\"ltiresourcelinkrequest\""}},
	 LTI_ERR_MESSAGE_TYPE},
	/* deployment_id */
	{"an empty deployment", {{CLAIM "deployment_id", "\"\""}}, LTI_ERR_DEPLOYMENT},
	{"a numeric deployment", {{CLAIM "deployment_id", "1"}}, LTI_ERR_DEPLOYMENT},
	{"another deployment",
	 {{CLAIM "deployment_id", "\"2\""}},
	 LTI_ERR_DEPLOYMENT_CHANGED},
	/* target_link_uri */
	{"no target", {{CLAIM "target_link_uri", NULL}}, LTI_ERR_TARGET},
	{"a target that is no text", {{CLAIM "target_link_uri", "1"}}, LTI_ERR_TARGET},
	{"another target",
	 {{CLAIM "target_link_uri", "\"https://tool.example/other\""}},
	 LTI_ERR_TARGET},
	/* roles */
	{"roles a text", {{CLAIM "roles", "\"Instructor\""}}, LTI_ERR_ROLES},
	{"roles with a number", {{CLAIM "roles", "[1]"}}, LTI_ERR_ROLES},
	{"roles with null", {{CLAIM "roles", "[null]"}}, LTI_ERR_ROLES},
	{"roles null", {{CLAIM "roles", "null"}}, LTI_ERR_ROLES},
	/* resource_link */
	{"no resource_link", {{CLAIM "resource_link", NULL}}, LTI_ERR_RESOURCE_LINK},
	{"resource_link an empty list",
	 {{CLAIM "resource_link", "[]"}},
	 LTI_ERR_RESOURCE_LINK},
	{"an empty link id", {{CLAIM "resource_link|id", "\"\""}}, LTI_ERR_RESOURCE_LINK},
	{"a numeric link id", {{CLAIM "resource_link|id", "1"}}, LTI_ERR_RESOURCE_LINK},
	/* optional claims: absent, null and empty are one; other types are not */
	{"context null", {{CLAIM "context", "null"}}, LTI_OK},
	{"context an empty list, as PHP writes it", {{CLAIM "context", "[]"}}, LTI_OK},
	{"context a text", {{CLAIM "context", "\"c1\""}}, LTI_ERR_CLAIM},
	{"context without id", {{CLAIM "context|id", NULL}}, LTI_ERR_CLAIM},
	{"context type a text", {{CLAIM "context|type", "\"Group\""}}, LTI_ERR_CLAIM},
	{"name a number", {{"name", "1"}}, LTI_ERR_CLAIM},
	{"name null", {{"name", "null"}}, LTI_OK},
	{"custom a list", {{CLAIM "custom", "[1]"}}, LTI_ERR_CLAIM},
	{"custom a text", {{CLAIM "custom", "\"a=b\""}}, LTI_ERR_CLAIM},
	{"scopes a text", {{AGS_CLAIM "|scope", "\"x\""}}, LTI_ERR_CLAIM},
	{"a line item that is no text", {{AGS_CLAIM "|lineitem", "1"}}, LTI_ERR_CLAIM},
	{"unknown claims",
	 {{"https://lms.example/x", "{\"a\":[1]}"}, {"x", "null"}},
	 LTI_OK},
};

START_TEST(each_check_has_its_reason)
{
	static const char *const trusted[] = {"friend"};
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload = mint_payload(STUDENT);
	enum lti_status status;
	int i;

	registration.trusted_audiences = trusted;
	registration.trusted_audiences_count = 1;
	for (i = 0; checks[_i].edits[i].path; i++)
		mint_edit(payload, checks[_i].edits[i].path, checks[_i].edits[i].json);
	status = verify(&launch, payload);
	ck_assert_msg(status == checks[_i].status, "%s: %s %s", checks[_i].what,
		      lti_status_name(status), why.detail);
	ck_assert_int_eq(launch != NULL, status == LTI_OK);
}
END_TEST

START_TEST(ids_have_255_characters_at_most)
{
	static const struct {
		const char *path;
		enum lti_status status;
	} ids[] = {
		{"sub", LTI_ERR_SUBJECT},
		{CLAIM "deployment_id", LTI_ERR_DEPLOYMENT},
		{CLAIM "resource_link|id", LTI_ERR_RESOURCE_LINK},
		{CLAIM "context|id", LTI_ERR_CLAIM},
	};
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload;
	char longest[300] = "\"", longer[300] = "\"";
	size_t i;

	expect.deployment_id = NULL;
	memset(longest + 1, 'a', 255);
	memset(longer + 1, 'a', 256);
	longest[256] = longer[257] = '"';
	for (i = 0; i < ARRAY_LEN(ids); i++) {
		payload = mint_payload(STUDENT);
		mint_edit(payload, ids[i].path, longer);
		ck_assert_int_eq(verify(&launch, payload), ids[i].status);
		payload = mint_payload(STUDENT);
		mint_edit(payload, ids[i].path, longest);
		ck_assert_int_eq(verify(&launch, payload), LTI_OK);
		lti_launch_free(launch);
		launch = NULL;
	}
}
END_TEST

START_TEST(a_clock_that_differs_is_told_by_how_much)
{
	LTI_AUTO_LAUNCH *launch = NULL;

	expect.now_s += 200;
	ck_assert_int_eq(verify(&launch, mint_payload(STUDENT)), LTI_ERR_EXPIRED);
	ck_assert_ptr_nonnull(strstr(why.detail, "150 s"));
	expect.leeway_s = 10000; /* capped at five minutes */
	ck_assert_int_eq(verify(&launch, mint_payload(STUDENT)), LTI_OK);
	expect.now_s += 200;
	lti_launch_free(launch);
	ck_assert_int_eq(verify(&launch, mint_payload(STUDENT)), LTI_ERR_EXPIRED);
	expect.leeway_s = -5;
	expect.now_s = 1800000049;
	ck_assert_int_eq(verify(&launch, mint_payload(STUDENT)), LTI_OK);
}
END_TEST

static enum lti_status verify_token(const char *token)
{
	LTI_AUTO_LAUNCH *launch = NULL;
	LTI_AUTO_JWKS *keys = mint_set();

	return lti_launch_verify(&launch, token, &registration, keys, &expect, &why);
}

START_TEST(nothing_is_looked_at_before_the_signature)
{
	struct json_object *payload = mint_payload(STUDENT);
	char *token, *changed;

	mint_edit(payload, "iss", "1");
	token = mint_token(payload);
	ck_assert_int_eq(verify_token(token), LTI_ERR_ISSUER);
	changed = token + strlen(token) - 10; /* stays in the alphabet */
	*changed = *changed == 'A' ? 'B' : 'A';
	ck_assert_int_eq(verify_token(token), LTI_ERR_SIGNATURE);
	free(token);
	json_object_put(payload);
}
END_TEST

/* Two readers could see two different people. */
START_TEST(a_doubled_claim_is_refused)
{
	struct json_object *payload = mint_payload(STUDENT);
	char text[8192], *token;

	snprintf(text, sizeof(text), "{\"sub\":\"admin\",%s",
		 json_object_to_json_string_ext(payload, JSON_C_TO_STRING_PLAIN) + 1);
	token = mint_jws("{\"alg\":\"RS256\",\"kid\":\"rsa\"}", text, MINT_RSA, 256);
	ck_assert_int_eq(verify_token(token), LTI_ERR_JSON);
	free(token);
	json_object_put(payload);
}
END_TEST

START_TEST(an_alias_is_the_same_platform)
{
	static const char *const aliases[] = {"http://old.example",
					      "https://lms2.example"};
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload = mint_payload(STUDENT);

	registration.issuer_aliases = aliases;
	registration.issuer_aliases_count = 2;
	mint_edit(payload, "iss", "\"https://lms2.example\"");
	ck_assert_int_eq(verify(&launch, payload), LTI_OK);
	ck_assert_str_eq(lti_launch_claims(launch)->issuer, "https://lms2.example");
}
END_TEST

START_TEST(a_login_without_deployment_takes_the_signed_one)
{
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload = mint_payload(STUDENT);

	expect.deployment_id = NULL;
	mint_edit(payload, CLAIM "deployment_id", "\"other\"");
	ck_assert_int_eq(verify(&launch, payload), LTI_OK);
	ck_assert_str_eq(lti_launch_claims(launch)->deployment_id, "other");
}
END_TEST

START_TEST(only_served_messages_are_taken)
{
	LTI_AUTO_LAUNCH *launch = NULL;

	expect.messages = LTI_MESSAGE_DEEP_LINKING;
	ck_assert_int_eq(verify(&launch, mint_payload(TEACHER)), LTI_ERR_MESSAGE_TYPE);
	ck_assert_int_eq(verify(&launch, mint_deep_linking()), LTI_OK);
	ck_assert_int_eq(lti_launch_claims(launch)->message, LTI_MESSAGE_DEEP_LINKING);
}
END_TEST

/* --- quirks --- */

START_TEST(an_integer_deployment_is_a_text_where_that_is_allowed)
{
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload = mint_payload(STUDENT);

	registration.quirks = LTI_QUIRK_DEPLOYMENT_INTEGER;
	mint_edit(payload, CLAIM "deployment_id", "1");
	ck_assert_int_eq(verify(&launch, payload), LTI_OK);
	ck_assert_str_eq(lti_launch_claims(launch)->deployment_id, "1");
	lti_launch_free(launch);
	payload = mint_payload(STUDENT);
	mint_edit(payload, CLAIM "deployment_id", "1.5");
	ck_assert_int_eq(verify(&launch, payload), LTI_ERR_DEPLOYMENT);
}
END_TEST

static const struct {
	const char *what, *claim, *login, *redirect, *wanted;
	bool target_signed;
	enum lti_status status;
} targets[] = {
	{"the login's", "\"https://t/a\"", "https://t/a", "https://t/l", "https://t/a",
	 true, LTI_OK},
	{"absent", NULL, "https://t/a", "https://t/l", "https://t/a", false, LTI_OK},
	{"empty", "\"\"", "https://t/a", "https://t/l", "https://t/a", false, LTI_OK},
	{"our redirect_uri", "\"https://t/l\"", "https://t/a", "https://t/l",
	 "https://t/a", false, LTI_OK},
	{"a third one", "\"https://t/b\"", "https://t/a", "https://t/l", NULL, false,
	 LTI_ERR_TARGET},
	{"a third one, redirect_uri unknown", "\"https://t/b\"", "https://t/a", NULL,
	 NULL, false, LTI_ERR_TARGET},
	{"any, when the login is forgotten", "\"https://t/b\"", NULL, "https://t/l",
	 "https://t/b", true, LTI_OK},
	{"none at all", NULL, NULL, "https://t/l", NULL, false, LTI_OK},
};

START_TEST(loose_targets_say_that_nobody_signed_them)
{
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload = mint_payload(STUDENT);
	enum lti_status status;

	registration.quirks = LTI_QUIRK_TARGET_LOOSE;
	expect.target_link_uri = targets[_i].login;
	expect.redirect_uri = targets[_i].redirect;
	mint_edit(payload, CLAIM "target_link_uri", targets[_i].claim);
	status = verify(&launch, payload);
	ck_assert_msg(status == targets[_i].status, "%s: %s", targets[_i].what,
		      why.detail);
	if (status != LTI_OK)
		return;
	ck_assert_int_eq(lti_launch_claims(launch)->target_signed,
			 targets[_i].target_signed);
	if (targets[_i].wanted)
		ck_assert_str_eq(lti_launch_claims(launch)->target_link_uri,
				 targets[_i].wanted);
	else
		ck_assert_ptr_null(lti_launch_claims(launch)->target_link_uri);
}
END_TEST

static struct json_object *anonymous(void)
{
	struct json_object *payload = mint_payload(STUDENT);
	static const char *const gone[] = {"sub", "name", "given_name", "family_name",
					   "email"};
	size_t i;

	for (i = 0; i < ARRAY_LEN(gone); i++)
		mint_edit(payload, gone[i], NULL);
	return payload;
}

START_TEST(an_anonymous_launch_is_nobody_with_no_services)
{
	LTI_AUTO_LAUNCH *launch = NULL;

	ck_assert_int_eq(verify(&launch, anonymous()), LTI_ERR_SUBJECT);
	registration.quirks = LTI_QUIRK_ANONYMOUS;
	ck_assert_int_eq(verify(&launch, anonymous()), LTI_OK);
	ck_assert_ptr_null(lti_launch_claims(launch)->person.subject);
	ck_assert_uint_eq(lti_launch_claims(launch)->grades.scopes, 0);
	ck_assert_ptr_null(lti_launch_claims(launch)->grades.line_item);
	ck_assert_ptr_null(lti_launch_claims(launch)->roster.memberships_url);
}
END_TEST

START_TEST(an_anonymous_launch_with_a_name_is_a_contradiction)
{
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload = anonymous();

	registration.quirks = LTI_QUIRK_ANONYMOUS;
	mint_edit(payload, "email", "\"ada@uni.example\"");
	ck_assert_int_eq(verify(&launch, payload), LTI_ERR_SUBJECT);
	payload = anonymous();
	mint_edit(payload, CLAIM "message_type", "\"LtiSubmissionReviewRequest\"");
	ck_assert_int_eq(verify(&launch, payload), LTI_ERR_SUBJECT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("launch");
	TCase *tcase = tcase_create("checks");

	mint_keys();
	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, set_up, NULL);
	add_rows(tcase, each_check_has_its_reason, checks);
	tcase_add_test(tcase, ids_have_255_characters_at_most);
	tcase_add_test(tcase, a_clock_that_differs_is_told_by_how_much);
	tcase_add_test(tcase, nothing_is_looked_at_before_the_signature);
	tcase_add_test(tcase, a_doubled_claim_is_refused);
	tcase_add_test(tcase, an_alias_is_the_same_platform);
	tcase_add_test(tcase, a_login_without_deployment_takes_the_signed_one);
	tcase_add_test(tcase, only_served_messages_are_taken);
	tcase_add_test(tcase, an_integer_deployment_is_a_text_where_that_is_allowed);
	add_rows(tcase, loose_targets_say_that_nobody_signed_them, targets);
	tcase_add_test(tcase, an_anonymous_launch_is_nobody_with_no_services);
	tcase_add_test(tcase, an_anonymous_launch_with_a_name_is_a_contradiction);
	return run_suite(suite);
}
