/* Launch: what a signed message opens, what it does not, and what either leaves in the store. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "call/form.h"
#include "course/session.h"
#include "lms/api.h"

#define ROLE(name) "http://purl.imsglobal.org/vocab/lis/v2/membership#" name

static struct reply *launch(const struct kit_login *login, struct json_object *claims)
{
	return lms_launch(kit_call(HTTP_POST, kit_form(login->state, kit_sign(claims)),
				   login->cookie));
}

static enum db_status trade(struct db_conn *tx, void *arg)
{
	const char **code_and_token = arg;
	char token[SESSION_SECRET];
	enum db_status status = session_trade(tx, code_and_token[0], KIT_NOW + 1, token);

	code_and_token[1] = arena_strdup(kit_arena, token);
	return status;
}

/* The session that the page behind a reply gets; NULL if its code is worth nothing. */
static struct session *session_of(const struct reply *reply)
{
	const char *to = kit_header(reply, "Location");
	const char *code_and_token[2] = {to ? strchr(to, '#') + 1 : "", NULL};
	struct session *session;

	if (db_write(fixture_db, trade, code_and_token) != DB_OK ||
	    session_find(&session, db_reader(fixture_db), kit_arena, code_and_token[1],
			 KIT_NOW + 2) != DB_OK)
		return NULL;
	return session;
}

START_TEST(a_student_opens_a_tutor)
{
	struct kit_login login = kit_log_in();
	struct reply *reply = launch(&login, kit_claims(login.nonce));
	const char *to = kit_header(reply, "Location");
	struct session *session;

	ck_assert_msg(reply_status(reply) == 303, "%s", kit_body(reply));
	ck_assert_str_eq(kit_param(to, "p"), kit_platform);
	ck_assert(text_starts_with(to, "https://ki.test/app/?p="));
	ck_assert_str_eq(kit_header(reply, "Cache-Control"), "no-store");
	ck_assert_str_eq(kit_header(reply, "Referrer-Policy"), "no-referrer");
	session = session_of(reply);
	ck_assert_ptr_nonnull(session);
	ck_assert_int_eq(session->rank, RANK_STUDENT);
	ck_assert_str_eq(session->tenant, kit_tenant);
	ck_assert_str_eq(session->platform, kit_platform);
	ck_assert_str_eq(session->locale, "de");
	ck_assert_str_eq(session->message, "LtiResourceLinkRequest");
	ck_assert_str_eq(session->return_url, "https://lms.test/course/1");
	ck_assert_str_eq(session->frame_origin, "https://lms.test");
	ck_assert_int_eq(session->expires_s, KIT_NOW + 3600);
	ck_assert_ptr_nonnull(session->activity);
	ck_assert_ptr_null(strstr(session->person, "user-7"));
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM nonce"), 1);
	ck_assert_int_eq(
		kit_count("SELECT COUNT(*) FROM course WHERE title = 'Algorithms'"), 1);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM activity WHERE title = 'Tutor'"),
			 1);
}
END_TEST

START_TEST(the_same_person_in_the_same_course_finds_the_same_things)
{
	struct kit_login one = kit_log_in(), two = kit_log_in();
	struct session *first = session_of(launch(&one, kit_claims(one.nonce)));
	struct session *second = session_of(launch(&two, kit_claims(two.nonce)));

	ck_assert_str_eq(first->person, second->person);
	ck_assert_str_eq(first->course, second->course);
	ck_assert_str_eq(first->activity, second->activity);
	ck_assert_str_ne(first->id, second->id);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM course"), 1);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM activity"), 1);
}
END_TEST

START_TEST(launches_side_by_side_do_not_meet)
{
	struct kit_login one = kit_log_in(), two = kit_log_in();
	const char *both = arena_printf(kit_arena, "%s; %s", one.cookie, two.cookie);

	one.cookie = two.cookie = both;
	ck_assert_int_eq(reply_status(launch(&two, kit_claims(two.nonce))), 303);
	ck_assert_int_eq(reply_status(launch(&one, kit_claims(one.nonce))), 303);
}
END_TEST

START_TEST(an_administrator_of_no_course_belongs_to_none)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = kit_claims(login.nonce);
	struct session *session;

	kit_put(claims, CLAIM("roles"),
		"[\"http://purl.imsglobal.org/vocab/lis/v2/system/"
		"person#Administrator\"]");
	session = session_of(launch(&login, claims));
	ck_assert_ptr_nonnull(session);
	ck_assert_int_eq(session->rank, RANK_ADMIN);
	ck_assert_ptr_null(session->course);
	ck_assert_ptr_null(session->activity);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM course"), 0);
}
END_TEST

START_TEST(a_link_outside_of_any_course_is_one_of_its_own)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = kit_claims(login.nonce);

	kit_put(claims, CLAIM("context"), NULL);
	ck_assert_int_eq(reply_status(launch(&login, claims)), 303);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM course WHERE title = 'Tutor'"),
			 1);
}
END_TEST

static enum db_status plugin_write(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "UPDATE platform SET profile = 'kibridge_ilias'", "");
}

/* The launch of a link of that id with these custom parameters. */
static void launch_link(const char *link, const char *custom)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = kit_claims(login.nonce);

	kit_put(claims, CLAIM("resource_link"), link);
	kit_put(claims, CLAIM("custom"), custom);
	ck_assert_int_eq(reply_status(launch(&login, claims)), 303);
}

#define KINDS(kind) kit_count("SELECT COUNT(*) FROM activity WHERE kind = '" kind "'")

START_TEST(our_plugin_says_what_a_new_link_is_and_what_it_copies)
{
	ck_assert_int_eq(db_write(fixture_db, plugin_write, NULL), DB_OK);
	launch_link("{\"id\":\"x\"}", "{\"kibridge_kind\":\"feedback\"}");
	launch_link("{\"id\":\"y\"}", "{\"kibridge_kind\":\"anything\"}");
	ck_assert_int_eq(KINDS("feedback"), 1);
	ck_assert_int_eq(KINDS("tutor"), 1);
	launch_link("{\"id\":\"z\"}", "{\"kibridge_link_history\":\"w,x\"}");
	ck_assert_int_eq(KINDS("feedback"), 2);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM activity"
				   " WHERE copied_from IS NOT NULL"),
			 1);
}
END_TEST

START_TEST(anybody_elses_custom_parameters_say_nothing)
{
	launch_link("{\"id\":\"x\"}", "{\"kibridge_kind\":\"feedback\"}");
	launch_link("{\"id\":\"z\"}", "{\"kibridge_link_history\":\"x\"}");
	ck_assert_int_eq(KINDS("tutor"), 2);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM activity"
				   " WHERE copied_from IS NOT NULL"),
			 0);
}
END_TEST

/* --- what is refused -------------------------------------------------------------------------- */

/* clang-format off */
static const struct {
	const char *what, *claim, *json; /* json NULL: the claim is left out */
	int status;
	const char *says;
} bad_claims[] = {
	{ "another issuer",          "iss", "\"https://evil.test\"", 401, "could not be verified" },
	{ "no issuer",               "iss", NULL, 401, "could not be verified" },
	{ "another audience",        "aud", "\"other\"", 401, "could not be verified" },
	{ "no audience",             "aud", NULL, 401, "could not be verified" },
	{ "a second audience",       "aud", "[\"client-1\",\"other\"]", 401, "could not be verified" },
	{ "another azp",             "azp", "\"other\"", 401, "could not be verified" },
	{ "an old token",            "exp", "1799999000", 401, "too old" },
	{ "no exp",                  "exp", NULL, 401, "too old" },
	{ "a token of the future",   "iat", "1800001000", 401, "too old" },
	{ "another nonce",           "nonce", "\"somebodys-else-nonce\"", 401, "could not be verified" },
	{ "no nonce",                "nonce", NULL, 401, "could not be verified" },
	{ "nobody",                  "sub", NULL, 401, "sign in first" },
	{ "another version",         CLAIM("version"), "\"1.1\"", 401, "could not be verified" },
	{ "no version",              CLAIM("version"), NULL, 401, "could not be verified" },
	{ "an unknown message",      CLAIM("message_type"), "\"LtiEulaRequest\"", 400, "cannot be opened here" },
	{ "no message",              CLAIM("message_type"), NULL, 400, "cannot be opened here" },
	{ "another deployment than the login's", CLAIM("deployment_id"), "\"d2\"", 401, "could not be verified" },
	{ "no deployment",           CLAIM("deployment_id"), NULL, 401, "could not be verified" },
	{ "another target",          CLAIM("target_link_uri"), "\"https://ki.test/other\"", 401, "could not be verified" },
	{ "roles that are no list",  CLAIM("roles"), "\"Learner\"", 401, "could not be verified" },
	{ "no roles",                CLAIM("roles"), NULL, 401, "could not be verified" },
	{ "a link without an id",    CLAIM("resource_link"), "{\"title\":\"x\"}", 401, "could not be verified" },
	{ "no link",                 CLAIM("resource_link"), NULL, 401, "could not be verified" },
};
/* clang-format on */

START_TEST(a_claim_that_is_wrong_opens_nothing_and_writes_nothing)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = kit_claims(login.nonce);
	int64_t before = kit_rows();
	struct reply *reply;

	kit_put(claims, bad_claims[_i].claim, bad_claims[_i].json);
	reply = launch(&login, claims);
	ck_assert_msg(reply_status(reply) == bad_claims[_i].status, "%s: %d",
		      bad_claims[_i].what, reply_status(reply));
	ck_assert_msg(strstr(kit_body(reply), bad_claims[_i].says) != NULL, "%s: %s",
		      bad_claims[_i].what, kit_body(reply));
	ck_assert_ptr_null(kit_header(reply, "Location"));
	ck_assert_int_eq(kit_rows(), before);
}
END_TEST

static const char *forged(struct json_object *claims)
{
	const char *text = json_write(claims), *kept;
	char *token;

	ck_assert_int_eq(lti_jws_sign(&token, kit_other_key, "JWT", text, strlen(text)),
			 LTI_OK);
	kept = arena_strdup(kit_arena, token);
	free(token);
	return kept;
}

static const char *changed(struct json_object *claims)
{
	char *token = arena_strdup(kit_arena, kit_sign(claims));
	char *last = token + strlen(token) - 10;

	*last = *last == 'A' ? 'B' : 'A';
	return token;
}

static const char *unsigned_token(struct json_object *claims)
{
	const char *text = json_write(claims);
	char *part = arena_alloc(kit_arena, strlen(text) * 2);

	lti_base64url_encode(part, text, strlen(text));
	return arena_printf(kit_arena, "eyJhbGciOiJub25lIn0.%s.", part);
}

static const char *rubbish(struct json_object *claims)
{
	(void)claims;
	return "a.b.c";
}

static const struct {
	const char *what;
	const char *(*token)(struct json_object *claims);
} bad_tokens[] = {
	{"signed by a stranger", forged},
	{"changed on its way", changed},
	{"not signed", unsigned_token},
	{"not a token", rubbish},
};

START_TEST(a_token_that_the_platform_did_not_sign_burns_no_nonce)
{
	struct kit_login login = kit_log_in();
	int64_t before = kit_rows();
	struct reply *reply = lms_launch(kit_call(
		HTTP_POST,
		kit_form(login.state, bad_tokens[_i].token(kit_claims(login.nonce))),
		login.cookie));

	ck_assert_msg(reply_status(reply) == 401, "%s: %d", bad_tokens[_i].what,
		      reply_status(reply));
	ck_assert_int_eq(kit_rows(), before);
	/* The real one still opens. */
	ck_assert_int_eq(reply_status(launch(&login, kit_claims(login.nonce))), 303);
}
END_TEST

START_TEST(a_state_that_is_not_ours_is_refused_before_anything_else)
{
	struct kit_login login = kit_log_in();
	char *state = arena_strdup(kit_arena, login.state);

	state[10] = state[10] == 'A' ? 'B' : 'A';
	login.state = state;
	ck_assert_int_eq(reply_status(launch(&login, kit_claims(login.nonce))), 400);
	ck_assert_int_eq(
		reply_status(lms_launch(kit_call(HTTP_POST, "id_token=x", NULL))), 400);
	ck_assert_int_eq(reply_status(lms_launch(kit_call(HTTP_POST, "%zz", NULL))), 400);
	ck_assert_int_eq(reply_status(lms_launch(kit_call(HTTP_GET, "", NULL))), 400);
	ck_assert_int_eq(kit_jwks_fetches, 0);
}
END_TEST

START_TEST(a_token_in_an_address_opens_nothing)
{
	struct kit_login login = kit_log_in();
	const char *form = kit_form(login.state, kit_sign(kit_claims(login.nonce)));

	ck_assert_int_eq(reply_status(lms_launch(kit_call(HTTP_GET, form, login.cookie))),
			 400);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM nonce"), 0);
}
END_TEST

START_TEST(a_state_lives_ten_minutes)
{
	struct kit_login login = kit_log_in();
	const char *form = kit_form(login.state, kit_sign(kit_claims(login.nonce)));
	struct reply *reply = lms_launch(kit_call_at(KIT_NOW + LTI_STATE_LIFE_S + 1,
						     HTTP_POST, form, login.cookie));

	ck_assert_int_eq(reply_status(reply), 400);
	ck_assert_ptr_nonnull(strstr(kit_body(reply), "took too long"));
}
END_TEST

START_TEST(without_its_cookie_a_launch_is_a_strangers)
{
	struct kit_login login = kit_log_in(), other = kit_log_in();
	const char *value = strchr(other.cookie, '=');
	const char *wrong =
		arena_printf(kit_arena, "%.*s%s", (int)strcspn(login.cookie, "="),
			     login.cookie, value);
	const char *cookies[] = {NULL, other.cookie, wrong};
	int64_t before = kit_rows();

	for (size_t i = 0; i < ARRAY_LEN(cookies); i++) {
		struct kit_login bare = {login.state, login.nonce, cookies[i]};
		struct reply *reply = launch(&bare, kit_claims(login.nonce));

		ck_assert_int_eq(reply_status(reply), 401);
		ck_assert_ptr_nonnull(strstr(kit_body(reply), "blocks cookies"));
		ck_assert_str_eq(reply_ancestors(reply), "https://lms.test");
	}
	ck_assert_int_eq(kit_rows(), before);
}
END_TEST

START_TEST(an_error_of_the_platform_is_shown_escaped)
{
	struct kit_login login = kit_log_in();
	const char *form = arena_printf(
		kit_arena, "state=%s&error=login_required&error_description=%s",
		login.state, url_encode(kit_arena, "<b>Sign in</b>"));
	struct reply *reply = lms_launch(kit_call(HTTP_POST, form, login.cookie));

	ck_assert_int_eq(reply_status(reply), 401);
	ck_assert_ptr_nonnull(strstr(kit_body(reply), "&lt;b&gt;Sign in&lt;/b&gt;"));
	/* But not to somebody who did not begin this launch. */
	reply = lms_launch(kit_call(HTTP_POST, form, NULL));
	ck_assert_ptr_null(strstr(kit_body(reply), "Sign in&lt;"));
}
END_TEST

START_TEST(keys_that_cannot_be_had_are_our_trouble)
{
	struct kit_login login = kit_log_in();
	int64_t before = kit_rows();

	kit_jwks = NULL;
	ck_assert_int_eq(reply_status(launch(&login, kit_claims(login.nonce))), 503);
	ck_assert_int_eq(kit_rows(), before);
}
END_TEST

static enum db_status disable(struct db_conn *tx, void *arg)
{
	(void)arg;
	return platform_set_status(tx, kit_platform, PLATFORM_DISABLED);
}

START_TEST(a_platform_that_was_switched_off_meanwhile_opens_nothing)
{
	struct kit_login login = kit_log_in();

	ck_assert_int_eq(db_write(fixture_db, disable, NULL), DB_OK);
	ck_assert_int_eq(reply_status(launch(&login, kit_claims(login.nonce))), 403);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM session"), 0);
}
END_TEST

START_TEST(an_unknown_deployment_waits_for_its_confirmation)
{
	const char *id = kit_add_platform("https://fresh.test", "f1", NULL, "generic",
					  PLATFORM_ACTIVE);
	struct kit_login login =
		kit_seal(id, "nonce-of-fresh-platform", KIT_LAUNCH, NULL, KIT_NOW);
	struct json_object *claims = kit_claims(login.nonce);
	struct reply *reply;

	json_put_text(claims, "iss", "https://fresh.test");
	json_put_text(claims, "aud", "f1");
	json_put_text(claims, CLAIM("deployment_id"), "new-one");
	reply = launch(&login, claims);
	ck_assert_int_eq(reply_status(reply), 403);
	ck_assert_ptr_nonnull(strstr(kit_body(reply), "new-one"));
	ck_assert_ptr_nonnull(strstr(kit_body(reply), "https://fresh.test"));
	ck_assert_ptr_nonnull(strstr(kit_body(reply), "f1"));
	ck_assert_int_eq(
		kit_count("SELECT COUNT(*) FROM deployment "
			  "WHERE deployment_id = 'new-one' AND status = 'pending'"),
		1);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM session"), 0);
	/* Shown again, it says the same; once somebody said yes, it opens. */
	ck_assert_int_eq(reply_status(launch(&login, claims)), 403);
}
END_TEST

/* --- keys that change ------------------------------------------------------------------------------ */

START_TEST(a_platform_that_changed_its_key_is_asked_again)
{
	struct kit_login one = kit_log_in(), two;
	struct json_object *claims;
	const struct lti_key *other = kit_other_key;
	char *text;
	struct call *call;

	ck_assert_int_eq(reply_status(launch(&one, kit_claims(one.nonce))), 303);
	ck_assert_int_eq(lti_jwks_write(&text, &other, 1), LTI_OK);
	kit_jwks = arena_strdup(kit_arena, text);
	free(text);
	two = kit_log_in();
	claims = kit_claims(two.nonce);
	call = kit_call_at(KIT_NOW + 40, HTTP_POST, kit_form(two.state, forged(claims)),
			   two.cookie);
	ck_assert_int_eq(reply_status(lms_launch(call)), 303);
	ck_assert_int_eq(kit_jwks_fetches, 2);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("launch");
	TCase *tests = tcase_create("launch");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, kit_setup, kit_teardown);
	tcase_add_test(tests, a_student_opens_a_tutor);
	tcase_add_test(tests, the_same_person_in_the_same_course_finds_the_same_things);
	tcase_add_test(tests, launches_side_by_side_do_not_meet);
	tcase_add_test(tests, an_administrator_of_no_course_belongs_to_none);
	tcase_add_test(tests, a_link_outside_of_any_course_is_one_of_its_own);
	tcase_add_test(tests, our_plugin_says_what_a_new_link_is_and_what_it_copies);
	tcase_add_test(tests, anybody_elses_custom_parameters_say_nothing);
	tcase_add_test(tests, a_state_that_is_not_ours_is_refused_before_anything_else);
	tcase_add_test(tests, a_token_in_an_address_opens_nothing);
	tcase_add_test(tests, a_state_lives_ten_minutes);
	tcase_add_test(tests, without_its_cookie_a_launch_is_a_strangers);
	tcase_add_test(tests, an_error_of_the_platform_is_shown_escaped);
	tcase_add_test(tests, keys_that_cannot_be_had_are_our_trouble);
	tcase_add_test(tests, a_platform_that_was_switched_off_meanwhile_opens_nothing);
	tcase_add_test(tests, an_unknown_deployment_waits_for_its_confirmation);
	tcase_add_test(tests, a_platform_that_changed_its_key_is_asked_again);
	if (argc == 1) { /* the same statements for every row: one database will do */
		tcase_add_loop_test(
			tests, a_claim_that_is_wrong_opens_nothing_and_writes_nothing, 0,
			ARRAY_LEN(bad_claims));
		tcase_add_loop_test(tests,
				    a_token_that_the_platform_did_not_sign_burns_no_nonce,
				    0, ARRAY_LEN(bad_tokens));
	}
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
