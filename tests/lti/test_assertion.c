/*
 * Token requests as a foreign reader sees them, and token replies as platforms wrote
 * them.
 */
#include <lti/assertion.h>
#include <stdio.h>
#include <string.h>

#include "mint.h"
#include "run.h"
#include "vector.h"

#define GRADES                                                                           \
	(LTI_SCOPE_LINE_ITEM | LTI_SCOPE_LINE_ITEM_READ | LTI_SCOPE_RESULT_READ |        \
	 LTI_SCOPE_SCORE)

static struct lti_key *key;

static void set_up(void)
{
	ck_assert_int_eq(
		lti_key_read_pem(&key, mint_pem(MINT_RSA), strlen(mint_pem(MINT_RSA))),
		LTI_OK);
}

static void tear_down(void)
{
	lti_key_free(key);
}

/* The payload of a token that our published key verifies. */
static struct json_object *open_token(const char *token)
{
	LTI_AUTO_JWKS *keys = NULL;
	struct lti_jws_policy policy = {0};
	struct json_object *payload;
	const struct lti_key *list[] = {key};
	char *set, *text;
	size_t len;

	ck_assert_int_eq(lti_jwks_write(&set, list, 1), LTI_OK);
	ck_assert_int_eq(lti_jwks_parse(&keys, set, strlen(set), NULL), LTI_OK);
	ck_assert_int_eq(lti_jws_verify(&text, &len, token, keys, &policy, NULL), LTI_OK);
	payload = json_tokener_parse(text);
	free(text);
	free(set);
	return payload;
}

START_TEST(an_assertion_is_what_platforms_expect)
{
	struct lti_registration registration = mint_registration();
	struct json_object *payload;
	char *token;

	ck_assert_int_eq(lti_assertion_sign(&token, &registration, "1", key, MINT_NOW_S),
			 LTI_OK);
	payload = open_token(token);
	ck_assert_str_eq(vector_text(payload, "iss"), MINT_CLIENT);
	ck_assert_str_eq(vector_text(payload, "sub"), MINT_CLIENT);
	ck_assert_str_eq(vector_text(payload, "aud"), "https://lms.example/token");
	ck_assert(json_object_is_type(vector_at(payload, "iat"), json_type_int));
	ck_assert_int_eq(json_object_get_int64(vector_at(payload, "iat")),
			 MINT_NOW_S - 5);
	ck_assert_int_eq(json_object_get_int64(vector_at(payload, "exp")),
			 MINT_NOW_S + 295);
	ck_assert_uint_eq(strlen(vector_text(payload, "jti")), 32);
	json_object_put(payload);
	free(token);
}
END_TEST

START_TEST(an_assertion_is_never_the_same_twice)
{
	struct lti_registration registration = mint_registration();
	char *a, *b;

	ck_assert_int_eq(lti_assertion_sign(&a, &registration, NULL, key, MINT_NOW_S),
			 LTI_OK);
	ck_assert_int_eq(lti_assertion_sign(&b, &registration, NULL, key, MINT_NOW_S),
			 LTI_OK);
	ck_assert_str_ne(a, b);
	free(a);
	free(b);
}
END_TEST

START_TEST(another_audience_and_no_deployment)
{
	struct lti_registration registration = mint_registration();
	struct json_object *payload, *member;
	char *token;

	registration.token_audience = "https://auth.example";
	ck_assert_int_eq(lti_assertion_sign(&token, &registration, NULL, key, MINT_NOW_S),
			 LTI_OK);
	payload = open_token(token);
	ck_assert_str_eq(vector_text(payload, "aud"), "https://auth.example");
	ck_assert(!json_object_object_get_ex(payload, CLAIM "deployment_id", &member));
	json_object_put(payload);
	free(token);
}
END_TEST

START_TEST(a_token_form_has_its_four_fields)
{
	static const char head[] =
		"grant_type=client_credentials&client_assertion_type="
		"urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
		"&client_assertion=ey";
	static const char tail[] = "&scope=https%3A%2F%2Fpurl.imsglobal.org%2Fspec%2Flti-"
				   "ags%2Fscope%2Fscore%20"
				   "https%3A%2F%2Fpurl.imsglobal.org%2Fspec%2Flti-nrps%"
				   "2Fscope%2Fcontextmembership"
				   ".readonly";
	struct lti_registration registration = mint_registration();
	char *form;

	ck_assert_int_eq(lti_token_form(&form, &registration, "1",
					LTI_SCOPE_SCORE | LTI_SCOPE_ROSTER, key,
					MINT_NOW_S),
			 LTI_OK);
	ck_assert_msg(strncmp(form, head, strlen(head)) == 0, "%s", form);
	ck_assert_str_eq(form + strlen(form) - strlen(tail), tail);
	free(form);
}
END_TEST

/* --- replies --- */

static const struct {
	const char *what;
	int http_status;
	const char *body;
	enum lti_status status;
	int64_t life_s;
	unsigned scopes;
} replies[] = {
	{"by the book", 200,
	 "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":3600,"
	 "\"scope\":"
	 "\"https://purl.imsglobal.org/spec/lti-ags/scope/score\"}",
	 LTI_OK, 3600, LTI_SCOPE_SCORE},
	{"no more than the token", 200, "{\"access_token\":\"t\"}", LTI_OK, 300, GRADES},
	{"ILIAS' type", 200, "{\"access_token\":\"t\",\"token_type\":\"baerer\"}", LTI_OK,
	 300, GRADES},
	{"a life in quotes", 200, "{\"access_token\":\"t\",\"expires_in\":\"60\"}",
	 LTI_OK, 60, GRADES},
	{"a life of nonsense", 200, "{\"access_token\":\"t\",\"expires_in\":[]}", LTI_OK,
	 300, GRADES},
	{"no life", 200, "{\"access_token\":\"t\",\"expires_in\":-5}", LTI_OK, 1, GRADES},
	{"an endless life", 200, "{\"access_token\":\"t\",\"expires_in\":1e12}", LTI_OK,
	 86400, GRADES},
	{"scopes nobody asked for", 200,
	 "{\"access_token\":\"t\",\"scope\":\"openid  "
	 "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly\"}",
	 LTI_OK, 300, 0},
	{"no token", 200, "{\"token_type\":\"Bearer\"}", LTI_ERR_TOKEN_REPLY, 0, 0},
	{"an empty token", 200, "{\"access_token\":\"\"}", LTI_ERR_TOKEN_REPLY, 0, 0},
	{"a token that is no text", 200, "{\"access_token\":1}", LTI_ERR_TOKEN_REPLY, 0,
	 0},
	{"a token with a header in it", 200, "{\"access_token\":\"t\\r\\nX: y\"}",
	 LTI_ERR_TOKEN_REPLY, 0, 0},
	{"a token with a blank", 200, "{\"access_token\":\"a b\"}", LTI_ERR_TOKEN_REPLY,
	 0, 0},
	{"a token outside of ASCII", 200, "{\"access_token\":\"\xc3\xbc\"}",
	 LTI_ERR_TOKEN_REPLY, 0, 0},
	{"a page", 200, "<html>", LTI_ERR_TOKEN_REPLY, 0, 0},
	{"nothing", 200, "", LTI_ERR_TOKEN_REPLY, 0, 0},
	{"a list", 200, "[]", LTI_ERR_TOKEN_REPLY, 0, 0},
	{"a refusal", 400, "{\"error\":\"invalid_scope\"}", LTI_ERR_TOKEN_REFUSED, 0, 0},
	{"a refusal with a token in it", 401, "{\"access_token\":\"t\"}",
	 LTI_ERR_TOKEN_REFUSED, 0, 0},
	{"a redirect", 302, "", LTI_ERR_TOKEN_REFUSED, 0, 0},
	{"a broken server", 502, "<html>Bad gateway", LTI_ERR_TOKEN_REFUSED, 0, 0},
};

START_TEST(replies_are_told_apart)
{
	struct lti_token token;
	struct lti_error why = {0};
	enum lti_status status =
		lti_token_read(&token, replies[_i].http_status, replies[_i].body,
			       strlen(replies[_i].body), GRADES, &why);

	ck_assert_msg(status == replies[_i].status, "%s: %s", replies[_i].what,
		      lti_status_name(status));
	ck_assert_int_eq(token.access != NULL, status == LTI_OK);
	ck_assert_int_eq(token.life_s, replies[_i].life_s);
	ck_assert_uint_eq(token.scopes, replies[_i].scopes);
	lti_token_clear(&token);
	ck_assert_ptr_null(token.access);
}
END_TEST

START_TEST(a_refusal_is_quoted_harmlessly)
{
	static const char body[] = "{\"error\":\"bad\\nlevel=info \\u001b[31m\\u00fc\"}";
	struct lti_token token;
	struct lti_error why;

	ck_assert_int_eq(lti_token_read(&token, 400, body, strlen(body), 0, &why),
			 LTI_ERR_TOKEN_REFUSED);
	ck_assert_str_eq(why.detail, "HTTP 400, bad?level=info ?[31m??");
}
END_TEST

START_TEST(a_huge_reply_is_not_read)
{
	char *body = calloc(1, 100000);
	struct lti_token token;

	memset(body, ' ', 99999);
	ck_assert_int_eq(lti_token_read(&token, 200, body, 99999, 0, NULL),
			 LTI_ERR_TOO_LONG);
	free(body);
}
END_TEST

/* --- what the platforms said --- */

static const char *const files[] = {
	"moodle-4.5/token-ok.json", "moodle-4.5/token-errors.json",
	"ilias-8.12/token-ok.json", "ilias-8.12/token-errors.json"};

START_TEST(recorded_replies_are_understood)
{
	struct json_object *file = vector_read(files[_i]);
	struct vector_answer answer;
	struct lti_token token;
	size_t i;

	for (i = 0; vector_answer(&answer, file, i); i++) {
		const char *access = vector_text(answer.exchange,
						 "response.body_decoded.access_token");
		enum lti_status status = lti_token_read(&token, answer.status,
							answer.body, strlen(answer.body),
							GRADES | LTI_SCOPE_ROSTER, NULL);

		if (access && answer.status == 200) {
			ck_assert_msg(status == LTI_OK, "%s", answer.what);
			ck_assert_str_eq(token.access, access);
			ck_assert_int_eq(token.life_s, 3600);
			ck_assert_uint_ne(token.scopes, 0);
		} else {
			ck_assert_msg(status == (answer.status == 200
							 ? LTI_ERR_TOKEN_REPLY
							 : LTI_ERR_TOKEN_REFUSED),
				      "%s: %s", answer.what, lti_status_name(status));
		}
		lti_token_clear(&token);
	}
	ck_assert_uint_gt(i, 0);
	json_object_put(file);
}
END_TEST

START_TEST(fewer_scopes_than_asked_are_noticed)
{
	struct json_object *file = vector_read("moodle-4.5/token-errors.json");
	struct vector_answer answer;
	struct lti_token token;
	size_t i;

	for (i = 0; vector_answer(&answer, file, i); i++)
		if (strstr(answer.what, "grade sync only"))
			break;
	ck_assert_int_eq(lti_token_read(&token, 200, answer.body, strlen(answer.body),
					GRADES, NULL),
			 LTI_OK);
	ck_assert_uint_eq(token.scopes & LTI_SCOPE_LINE_ITEM, 0);
	ck_assert_uint_ne(token.scopes & LTI_SCOPE_SCORE, 0);
	lti_token_clear(&token);
	json_object_put(file);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("assertion");
	TCase *tcase = tcase_create("tokens for services");

	mint_keys();
	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, an_assertion_is_what_platforms_expect);
	tcase_add_test(tcase, an_assertion_is_never_the_same_twice);
	tcase_add_test(tcase, another_audience_and_no_deployment);
	tcase_add_test(tcase, a_token_form_has_its_four_fields);
	add_rows(tcase, replies_are_told_apart, replies);
	tcase_add_test(tcase, a_refusal_is_quoted_harmlessly);
	tcase_add_test(tcase, a_huge_reply_is_not_read);
	add_rows(tcase, recorded_replies_are_understood, files);
	tcase_add_test(tcase, fewer_scopes_than_asked_are_noticed);
	return run_suite(suite);
}
