/* Login initiation, the authorization request, and the state between them. */
#include <lti/login.h>
#include <stdio.h>
#include <string.h>

#include "mint.h"
#include "run.h"
#include "vector.h"

#define SECRET "browser-secret"

/* A request as pairs of name and value, ended by NULL. */
static const char *from_pairs(void *context, const char *name)
{
	const char *const *pair = context;

	for (; *pair; pair += 2)
		if (strcmp(pair[0], name) == 0)
			return pair[1];
	return NULL;
}

#define REQUIRED                                                                         \
	"iss", "https://lms.example", "login_hint", "u1", "target_link_uri", MINT_TARGET

static char long_id[257], long_url[2050], long_hint[4098];

static const struct {
	const char *what;
	const char *pairs[16];
	enum lti_status status;
} requests[] = {
	{"the three required ones", {REQUIRED}, LTI_OK},
	{"unknown ones too",
	 {REQUIRED, "canvas_region", "eu", "deployment_id", "7"},
	 LTI_OK},
	{"no iss",
	 {"login_hint", "u", "target_link_uri", MINT_TARGET},
	 LTI_ERR_LOGIN_ISSUER},
	{"an empty iss", {"iss", "", "login_hint", "u"}, LTI_ERR_LOGIN_ISSUER},
	{"no login_hint", {"iss", "i", "target_link_uri", "t"}, LTI_ERR_LOGIN_HINT},
	{"no target_link_uri", {"iss", "i", "login_hint", "u"}, LTI_ERR_LOGIN_TARGET},
	{"a long client_id", {REQUIRED, "client_id", long_id}, LTI_ERR_LOGIN_PARAM},
	{"a long deployment",
	 {REQUIRED, "lti_deployment_id", long_id},
	 LTI_ERR_LOGIN_PARAM},
	{"a long iss", {"iss", long_url}, LTI_ERR_LOGIN_PARAM},
	{"a long message hint",
	 {REQUIRED, "lti_message_hint", long_hint},
	 LTI_ERR_LOGIN_PARAM},
	{"a line break",
	 {REQUIRED, "client_id", "a\r\nSet-Cookie: x"},
	 LTI_ERR_LOGIN_PARAM},
	{"nothing", {NULL}, LTI_ERR_LOGIN_ISSUER},
};

START_TEST(a_login_needs_its_three_parameters)
{
	struct lti_login_request request;
	struct lti_error why = {0};
	enum lti_status status;

	memset(long_id, 'a', sizeof(long_id) - 1);
	memset(long_url, 'a', sizeof(long_url) - 1);
	memset(long_hint, 'a', sizeof(long_hint) - 1);
	status = lti_login_read(&request, from_pairs, (void *)requests[_i].pairs, &why);
	ck_assert_msg(status == requests[_i].status, "with %s: %s %s", requests[_i].what,
		      lti_status_name(status), why.detail);
}
END_TEST

START_TEST(a_login_is_read_completely)
{
	const char *pairs[] = {REQUIRED,
			       "lti_message_hint",
			       "{\"a\":\"b c\"}",
			       "client_id",
			       "c",
			       "lti_deployment_id",
			       "d",
			       "lti_storage_target",
			       "_parent",
			       NULL};
	struct lti_login_request request;

	ck_assert_int_eq(lti_login_read(&request, from_pairs, pairs, NULL), LTI_OK);
	ck_assert_str_eq(request.iss, "https://lms.example");
	ck_assert_str_eq(request.login_hint, "u1");
	ck_assert_str_eq(request.target_link_uri, MINT_TARGET);
	ck_assert_str_eq(request.lti_message_hint, "{\"a\":\"b c\"}");
	ck_assert_str_eq(request.client_id, "c");
	ck_assert_str_eq(request.deployment_id, "d");
	ck_assert_str_eq(request.storage_target, "_parent");
}
END_TEST

static const struct {
	const char *auth_url, *begins;
} endpoints[] = {
	{"https://lms/auth", "https://lms/auth?scope=openid&"},
	{"https://lms/auth?x=1", "https://lms/auth?x=1&scope=openid&"},
	{"https://lms/auth?x=1&y", "https://lms/auth?x=1&y&scope=openid&"},
	{"https://lms/auth?", "https://lms/auth?scope=openid&"},
	{"https://lms/auth#top", "https://lms/auth?scope=openid&"},
	{"https://lms/auth?x=1#top?", "https://lms/auth?x=1&scope=openid&"},
	{"https://lms/auth#top?x", "https://lms/auth?scope=openid&"},
};

START_TEST(the_endpoint_keeps_its_query)
{
	struct lti_registration registration = {.auth_url = endpoints[_i].auth_url,
						.client_id = "c"};
	struct lti_login_request request = {.login_hint = "h"};
	char *url;

	ck_assert_int_eq(
		lti_login_url(&url, &registration, &request, "https://t/l", "s", "n"),
		LTI_OK);
	ck_assert_msg(strncmp(url, endpoints[_i].begins, strlen(endpoints[_i].begins)) ==
			      0,
		      "%s", url);
	ck_assert_ptr_null(strchr(url, '#'));
	ck_assert_ptr_null(strstr(url, "lti_message_hint"));
	free(url);
}
END_TEST

/* The recorder, another implementation, sent what the two platforms accepted. */
static const char *const recorded[][2] = {
	{"moodle-4.5", "login-initiation-student.json"},
	{"moodle-4.5", "login-initiation-teacher.json"},
	{"moodle-4.5", "login-initiation-admin.json"},
	{"moodle-4.5", "login-initiation-deep-linking.json"},
	{"ilias-8.12", "login-initiation-student.json"},
	{"ilias-8.12", "login-initiation-lecturer.json"},
	{"ilias-8.12", "login-initiation-admin.json"},
	{"ilias-8.12", "login-initiation-deep-linking.json"},
};

static const char *from_vector(void *pairs, const char *name)
{
	size_t i;

	for (i = 0; i < json_object_array_length(pairs); i++) {
		struct json_object *pair = json_object_array_get_idx(pairs, i);

		if (strcmp(json_object_get_string(json_object_array_get_idx(pair, 0)),
			   name) == 0)
			return json_object_get_string(json_object_array_get_idx(pair, 1));
	}
	return NULL;
}

START_TEST(recorded_logins_are_answered_as_the_platforms_liked_it)
{
	struct lti_login_request request;
	struct json_object *file, *answer;
	struct lti_registration registration = {0};
	const char *location;
	char path[256], auth_url[512], *url;

	snprintf(path, sizeof(path), "%s/%s", recorded[_i][0], recorded[_i][1]);
	file = vector_read(path);
	answer = vector_at(file, "tool_answer.params");
	location = vector_text(file, "tool_answer.location");
	ck_assert_int_eq(lti_login_read(&request, from_vector,
					vector_at(file, "request.params"), NULL),
			 LTI_OK);
	snprintf(auth_url, sizeof(auth_url), "%.*s", (int)strcspn(location, "?"),
		 location);
	registration.auth_url = auth_url;
	registration.client_id = request.client_id;
	ck_assert_int_eq(lti_login_url(&url, &registration, &request,
				       from_vector(answer, "redirect_uri"),
				       from_vector(answer, "state"),
				       from_vector(answer, "nonce")),
			 LTI_OK);
	ck_assert_str_eq(url, location);
	free(url);
	json_object_put(file);
}
END_TEST

START_TEST(a_refusal_is_told_from_a_launch)
{
	const char *refusal[] = {
		"error", "login_required", "error_description", "no", "state", "s", NULL};
	const char *launch[] = {"id_token", "t", "state", "s", NULL};
	const char *empty[] = {"error", "", NULL};
	struct lti_login_refusal out;

	ck_assert(lti_login_refused(&out, from_pairs, refusal));
	ck_assert_str_eq(out.error, "login_required");
	ck_assert_str_eq(out.description, "no");
	ck_assert_ptr_null(out.uri);
	ck_assert(!lti_login_refused(&out, from_pairs, launch));
	ck_assert(!lti_login_refused(&out, from_pairs, empty));
}
END_TEST

/* --- state --- */

static const uint8_t key[LTI_STATE_KEY_BYTES] = "0123456789abcdef0123456789abcde";
static const uint8_t other_key[LTI_STATE_KEY_BYTES] = "0123456789abcdef0123456789abcdf";

static struct lti_state full_state(void)
{
	struct lti_state state = {
		.nonce = "nonce",
		.registration_id = "reg-1",
		.target_link_uri = MINT_TARGET,
		.deployment_id = "1",
		.storage_target = "_parent",
		.return_data = "",
		.issued_s = MINT_NOW_S,
	};

	ck_assert_int_eq(lti_binding(state.binding, SECRET), LTI_OK);
	return state;
}

START_TEST(what_was_sealed_comes_out)
{
	struct lti_state state = full_state(), *opened;
	char *sealed;

	ck_assert_int_eq(lti_state_seal(&sealed, &state, key), LTI_OK);
	ck_assert_int_eq(lti_state_open(&opened, sealed, key, MINT_NOW_S), LTI_OK);
	ck_assert_str_eq(opened->nonce, "nonce");
	ck_assert_str_eq(opened->registration_id, "reg-1");
	ck_assert_str_eq(opened->target_link_uri, MINT_TARGET);
	ck_assert_str_eq(opened->deployment_id, "1");
	ck_assert_str_eq(opened->storage_target, "_parent");
	ck_assert_str_eq(opened->return_data, "");
	ck_assert_int_eq(opened->issued_s, MINT_NOW_S);
	ck_assert(lti_state_bound(opened, SECRET));
	ck_assert(!lti_state_bound(opened, "another browser's"));
	ck_assert(!lti_state_bound(opened, NULL));
	free(opened);
	free(sealed);
}
END_TEST

START_TEST(what_was_not_said_stays_unsaid)
{
	struct lti_state state = full_state(), *opened;
	char *sealed;

	state.target_link_uri = state.deployment_id = state.storage_target =
		state.return_data = NULL;
	ck_assert_int_eq(lti_state_seal(&sealed, &state, key), LTI_OK);
	ck_assert_int_eq(lti_state_open(&opened, sealed, key, MINT_NOW_S), LTI_OK);
	ck_assert_ptr_null(opened->target_link_uri);
	ck_assert_ptr_null(opened->deployment_id);
	ck_assert_ptr_null(opened->storage_target);
	ck_assert_ptr_null(opened->return_data);
	free(opened);
	free(sealed);
}
END_TEST

/* Moodle cleans state and nonce of everything else. */
START_TEST(a_state_is_base64url_and_compact)
{
	struct lti_state state = full_state();
	char *sealed, *again;

	ck_assert_int_eq(lti_state_seal(&sealed, &state, key), LTI_OK);
	ck_assert_int_eq(lti_state_seal(&again, &state, key), LTI_OK);
	ck_assert_uint_eq(strspn(sealed,
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				 "0123456789-_"),
			  strlen(sealed));
	ck_assert_uint_lt(strlen(sealed), 300);
	ck_assert_str_ne(sealed, again); /* says nothing about being equal */
	free(sealed);
	free(again);
}
END_TEST

START_TEST(any_change_breaks_the_seal)
{
	struct lti_state state = full_state(), *opened;
	size_t i;
	char *sealed;

	ck_assert_int_eq(lti_state_seal(&sealed, &state, key), LTI_OK);
	for (i = 0; sealed[i]; i++) {
		char kept = sealed[i];

		sealed[i] = kept == 'A' ? 'B' : 'A';
		ck_assert_int_eq(lti_state_open(&opened, sealed, key, MINT_NOW_S),
				 LTI_ERR_STATE);
		ck_assert_ptr_null(opened);
		sealed[i] = '\0'; /* and so does any cut */
		ck_assert_int_eq(lti_state_open(&opened, sealed, key, MINT_NOW_S),
				 LTI_ERR_STATE);
		sealed[i] = kept;
	}
	ck_assert_int_eq(lti_state_open(&opened, sealed, other_key, MINT_NOW_S),
			 LTI_ERR_STATE);
	ck_assert_int_eq(lti_state_open(&opened, NULL, key, MINT_NOW_S), LTI_ERR_STATE);
	free(sealed);
}
END_TEST

static const struct {
	const char *what;
	int64_t later_s;
	enum lti_status status;
} ages[] = {
	{"at once", 0, LTI_OK},
	{"on a node whose clock is a minute behind", -60, LTI_OK},
	{"from the future", -61, LTI_ERR_STATE},
	{"after ten minutes", 600, LTI_OK},
	{"a second later", 601, LTI_ERR_STATE_EXPIRED},
	{"a year later", 31536000, LTI_ERR_STATE_EXPIRED},
};

START_TEST(a_state_lives_ten_minutes)
{
	struct lti_state state = full_state(), *opened;
	char *sealed;

	ck_assert_int_eq(lti_state_seal(&sealed, &state, key), LTI_OK);
	ck_assert_msg(lti_state_open(&opened, sealed, key,
				     MINT_NOW_S + ages[_i].later_s) == ages[_i].status,
		      "%s", ages[_i].what);
	free(opened);
	free(sealed);
}
END_TEST

START_TEST(a_state_has_its_cap)
{
	struct lti_state state = full_state(), *opened;
	char *huge = malloc(70000), *sealed;
	size_t fits = 5900;

	memset(huge, 'x', 69999);
	huge[69999] = '\0';
	state.return_data = huge;
	ck_assert_int_eq(lti_state_seal(&sealed, &state, key), LTI_ERR_TOO_LONG);
	ck_assert_int_eq(lti_state_open(&opened, huge, key, MINT_NOW_S), LTI_ERR_STATE);
	huge[fits] = '\0';
	ck_assert_int_eq(lti_state_seal(&sealed, &state, key), LTI_OK);
	ck_assert_uint_le(strlen(sealed), LTI_STATE_MAX);
	ck_assert_int_eq(lti_state_open(&opened, sealed, key, MINT_NOW_S), LTI_OK);
	ck_assert_str_eq(opened->return_data, huge);
	free(opened);
	free(sealed);
	free(huge);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("login");
	TCase *login = tcase_create("login"), *state = tcase_create("state");

	suite_add_tcase(suite, login);
	add_rows(login, a_login_needs_its_three_parameters, requests);
	tcase_add_test(login, a_login_is_read_completely);
	add_rows(login, the_endpoint_keeps_its_query, endpoints);
	add_rows(login, recorded_logins_are_answered_as_the_platforms_liked_it, recorded);
	tcase_add_test(login, a_refusal_is_told_from_a_launch);
	suite_add_tcase(suite, state);
	tcase_add_test(state, what_was_sealed_comes_out);
	tcase_add_test(state, what_was_not_said_stays_unsaid);
	tcase_add_test(state, a_state_is_base64url_and_compact);
	tcase_add_test(state, any_change_breaks_the_seal);
	add_rows(state, a_state_lives_ten_minutes, ages);
	tcase_add_test(state, a_state_has_its_cap);
	return run_suite(suite);
}
