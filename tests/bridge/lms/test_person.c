/* Person: an LMS sees and deletes what is held on its own people, and nobody else does. */
#include <check.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "call/form.h"
#include "lms/api.h"

static int serial; /* every statement has an id of its own */

static struct json_object *statement(const char *client)
{
	struct json_object *claims = json_new(kit_arena);

	json_put_text(claims, "iss", KIT_ISSUER);
	json_put_text(claims, "sub", client);
	json_put_text(claims, "aud", KIT_BASE);
	json_put_int(claims, "iat", KIT_NOW);
	json_put_int(claims, "exp", KIT_NOW + 60);
	json_put_text(claims, "jti", arena_printf(kit_arena, "s-%d", ++serial));
	return claims;
}

static struct reply *ask(enum http_method method, const char *client, const char *subject,
			 const char *token)
{
	struct call *call = kit_call(HTTP_GET, "", NULL);
	struct request *request = arena_alloc(kit_arena, sizeof(*request));
	struct request_header *header = arena_alloc(kit_arena, sizeof(*header));

	*header = (struct request_header){"authorization",
					  arena_printf(kit_arena, "Bearer %s", token)};
	*request = *call->request;
	request->method = method;
	request->query = arena_printf(kit_arena, "iss=%s&client_id=%s&sub=%s",
				      url_encode(kit_arena, KIT_ISSUER), client,
				      url_encode(kit_arena, subject));
	request->headers = header;
	request->header_count = token ? 1 : 0;
	call->request = request;
	return lms_person(call);
}

static struct reply *told(enum http_method method, const char *subject)
{
	return ask(method, KIT_CLIENT, subject, kit_sign(statement(KIT_CLIENT)));
}

static void a_launch_of(const char *subject)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = kit_claims(login.nonce);

	json_put_text(claims, "sub", subject);
	ck_assert_int_eq(reply_status(lms_launch(kit_call(
				 HTTP_POST, kit_form(login.state, kit_sign(claims)),
				 login.cookie))),
			 303);
}

static size_t sessions_in(const struct reply *reply)
{
	const char *body = kit_body(reply);
	struct json_object *document = json_parse(kit_arena, body, strlen(body));

	return json_object_array_length(json_object_object_get(document, "sessions"));
}

START_TEST(an_lms_exports_one_person)
{
	struct reply *reply;

	a_launch_of("user-7");
	a_launch_of("user-8");
	reply = told(HTTP_GET, "user-7");
	ck_assert_int_eq(reply_status(reply), 200);
	ck_assert_int_eq(sessions_in(reply), 1);
	ck_assert_str_eq(kit_header(reply, "Cache-Control"), "no-store");
	ck_assert_int_eq(sessions_in(told(HTTP_GET, "nobody")), 0);
	ck_assert_int_eq(
		kit_count("SELECT COUNT(*) FROM audit WHERE action = 'person.exported'"),
		2);
}
END_TEST

START_TEST(an_lms_deletes_exactly_one_person)
{
	a_launch_of("user-7");
	a_launch_of("user-8");
	ck_assert_int_eq(reply_status(told(HTTP_DELETE, "user-7")), 204);
	ck_assert_int_eq(sessions_in(told(HTTP_GET, "user-7")), 0);
	ck_assert_int_eq(sessions_in(told(HTTP_GET, "user-8")), 1);
	ck_assert_int_eq(
		kit_count("SELECT COUNT(*) FROM audit WHERE action = 'person.erased'"),
		1);
}
END_TEST

START_TEST(a_statement_is_good_for_one_request)
{
	const char *token = kit_sign(statement(KIT_CLIENT));

	a_launch_of("user-7");
	ck_assert_int_eq(reply_status(ask(HTTP_GET, KIT_CLIENT, "user-7", token)), 200);
	ck_assert_int_eq(reply_status(ask(HTTP_DELETE, KIT_CLIENT, "user-7", token)),
			 401);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM session"), 1);
}
END_TEST

START_TEST(one_lms_does_not_reach_the_people_of_another)
{
	kit_add_platform(KIT_ISSUER, "client-2", "d1", "generic", PLATFORM_ACTIVE);
	a_launch_of("user-7");
	/* Its own statement, the other's client in the address; then wholly the other's. */
	ck_assert_int_eq(reply_status(ask(HTTP_DELETE, KIT_CLIENT, "user-7",
					  kit_sign(statement("client-2")))),
			 401);
	ck_assert_int_eq(reply_status(ask(HTTP_DELETE, "client-2", "user-7",
					  kit_sign(statement("client-2")))),
			 204);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM session"), 1);
}
END_TEST

START_TEST(what_is_no_statement_opens_nothing)
{
	struct json_object *old = statement(KIT_CLIENT);
	int64_t rows;

	a_launch_of("user-7");
	json_put_int(old, "exp", KIT_NOW - 61);
	json_put_int(old, "iat", KIT_NOW - 200);
	kit_add_platform("https://off.test", "off", NULL, "generic", PLATFORM_DISABLED);
	rows = kit_rows();
	ck_assert_int_eq(reply_status(ask(HTTP_GET, KIT_CLIENT, "user-7", NULL)), 401);
	ck_assert_int_eq(reply_status(ask(HTTP_GET, KIT_CLIENT, "user-7", "a.b.c")), 401);
	ck_assert_int_eq(reply_status(ask(HTTP_GET, KIT_CLIENT, "user-7", kit_sign(old))),
			 401);
	ck_assert_int_eq(reply_status(ask(HTTP_GET, KIT_CLIENT, "user-7",
					  kit_sign(kit_claims("n")))),
			 401);
	ck_assert_int_eq(reply_status(ask(HTTP_GET, "nobody", "user-7",
					  kit_sign(statement("nobody")))),
			 401);
	ck_assert_int_eq(reply_status(told(HTTP_GET, "")), 400);
	ck_assert_int_eq(kit_rows(), rows);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("person");
	TCase *tests = tcase_create("person");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, kit_setup, kit_teardown);
	tcase_add_test(tests, an_lms_exports_one_person);
	tcase_add_test(tests, an_lms_deletes_exactly_one_person);
	tcase_add_test(tests, a_statement_is_good_for_one_request);
	tcase_add_test(tests, one_lms_does_not_reach_the_people_of_another);
	tcase_add_test(tests, what_is_no_statement_opens_nothing);
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
