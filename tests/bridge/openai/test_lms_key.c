/* An LMS's key: fetched with a statement, good for that LMS's courses, and gone when told. */
#include <check.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "call/form.h"
#include "course/tenant.h"
#include "openai/api.h"
#include "openai/caller.h"
#include "openai/key.h"

#define DAY_S 86400

static int serial; /* every statement has an id of its own */

static struct json_object *statement(const char *issuer, const char *client)
{
	struct json_object *claims = json_new(kit_arena);

	json_put_text(claims, "iss", issuer);
	json_put_text(claims, "sub", client);
	json_put_text(claims, "aud", KIT_BASE);
	json_put_int(claims, "iat", KIT_NOW);
	json_put_int(claims, "exp", KIT_NOW + 60);
	json_put_text(claims, "jti", arena_printf(kit_arena, "s-%d", ++serial));
	return claims;
}

static struct reply *ask_as(enum http_method method, const char *issuer,
			    const char *client, const char *more, const char *token)
{
	struct call *call = kit_call(HTTP_GET, "", NULL);
	struct request *request = arena_alloc(kit_arena, sizeof(*request));
	struct request_header *header = arena_alloc(kit_arena, sizeof(*header));

	*header = (struct request_header){"authorization",
					  arena_printf(kit_arena, "Bearer %s", token)};
	*request = *call->request;
	request->method = method;
	request->query = arena_printf(kit_arena, "iss=%s&client_id=%s%s",
				      url_encode(kit_arena, issuer), client, more);
	request->headers = header;
	request->header_count = token ? 1 : 0;
	call->request = request;
	return openai_lms_key(call);
}

static struct reply *ask(enum http_method method, const char *more)
{
	return ask_as(method, KIT_ISSUER, KIT_CLIENT, more,
		      kit_sign(statement(KIT_ISSUER, KIT_CLIENT)));
}

static const char *member(const struct reply *reply, const char *name)
{
	const char *body = kit_body(reply);

	return json_text(json_parse(kit_arena, body, strlen(body)), name);
}

static struct reply *fetched(const char *more)
{
	struct reply *reply = ask(HTTP_POST, more);

	ck_assert_int_eq(reply_status(reply), 201);
	return reply;
}

static enum db_status opens(const char *secret, int64_t now_s)
{
	struct key key;

	return key_find(&key, db_reader(fixture_db), kit_arena, secret, now_s);
}

/* What the API makes of the key in a course, by the LMS's id of it; NULL: it is let in. */
static const char *refused_in(const char *secret, const char *context, const char *scope,
			      struct caller *caller)
{
	struct call *call = kit_call(HTTP_GET, "", NULL);
	struct request *request = arena_alloc(kit_arena, sizeof(*request));
	struct request_header *headers = arena_alloc(kit_arena, 2 * sizeof(*headers));
	struct openai_error error;

	headers[0] = (struct request_header){
		"authorization", arena_printf(kit_arena, "Bearer %s", secret)};
	headers[1] = (struct request_header){"x-kibridge-context", context};
	*request = *call->request;
	request->headers = headers;
	request->header_count = 2;
	call->request = request;
	return caller_find(caller, call, scope, "7", &error) ? NULL : error.code;
}

static enum db_status write_course(struct db_conn *tx, void *arg)
{
	return db_exec(
		tx,
		"INSERT INTO course (id, tenant_id, deployment_id, context_id, "
		"title, label, created_s) "
		"SELECT 'course-' || d.platform_id, $1, d.id, 'ctx-' || p.client_id, "
		"'', '', 0 FROM deployment d "
		"JOIN platform p ON p.id = d.platform_id WHERE p.id = $2",
		"tt", kit_tenant, (const char *)arg);
}

static void a_course_of(const char *platform)
{
	ck_assert_int_eq(db_write(fixture_db, write_course, (void *)platform), DB_OK);
}

static enum db_status write_status(struct db_conn *tx, void *arg)
{
	return platform_set_status(tx, kit_platform, *(enum platform_status *)arg);
}

static enum db_status write_revoke(struct db_conn *tx, void *arg)
{
	return key_revoke(tx, arg, kit_tenant, NULL, KIT_NOW);
}

START_TEST(an_lms_fetches_a_key_of_its_own)
{
	struct reply *reply = fetched("");
	struct key key;

	ck_assert_str_eq(kit_header(reply, "Cache-Control"), "no-store");
	ck_assert_int_eq(key_find(&key, db_reader(fixture_db), kit_arena,
				  member(reply, "secret"), KIT_NOW),
			 DB_OK);
	ck_assert_str_eq(key.id, member(reply, "id"));
	ck_assert_str_eq(key.tenant, kit_tenant);
	ck_assert_str_eq(key.platform, kit_platform);
	ck_assert_ptr_null(key.course);
	ck_assert_str_eq(key.scopes, "chat models");
	ck_assert_str_eq(key.author, arena_printf(kit_arena, "lms:%s", kit_platform));
	ck_assert_int_eq(opens(member(reply, "secret"), KIT_NOW + 179 * DAY_S), DB_OK);
	ck_assert_int_eq(opens(member(reply, "secret"), KIT_NOW + 181 * DAY_S),
			 DB_ABSENT);
	ck_assert_int_eq(
		kit_count("SELECT COUNT(*) FROM audit WHERE action = 'key.added' "
			  "AND actor LIKE 'lms:%' AND object LIKE 'key:%'"),
		1);
}
END_TEST

START_TEST(the_key_reaches_the_courses_of_that_lms_only)
{
	const char *secret = member(fetched(""), "secret");
	const char *neighbour = kit_add_platform("https://two.test", "client-2", "d1",
						 "generic", PLATFORM_ACTIVE);
	struct caller caller;

	a_course_of(kit_platform);
	a_course_of(neighbour);
	ck_assert_ptr_null(refused_in(secret, "ctx-" KIT_CLIENT, "chat", &caller));
	ck_assert_str_eq(caller.subject.course,
			 arena_printf(kit_arena, "course-%s", kit_platform));
	ck_assert_str_eq(refused_in(secret, "ctx-client-2", "chat", &caller),
			 "context_not_found");
	ck_assert_str_eq(refused_in(secret, "ctx-" KIT_CLIENT, "embeddings", &caller),
			 "insufficient_scope");
}
END_TEST

START_TEST(the_next_key_ends_the_last_one)
{
	struct reply *first = fetched("");
	const char *replaces =
		arena_printf(kit_arena, "&replaces=%s", member(first, "id"));
	struct reply *second = fetched(replaces);

	ck_assert_int_eq(opens(member(first, "secret"), KIT_NOW), DB_ABSENT);
	ck_assert_int_eq(opens(member(second, "secret"), KIT_NOW), DB_OK);
	ck_assert_int_eq(
		kit_count("SELECT COUNT(*) FROM audit WHERE action = 'key.revoked'"), 1);
	ck_assert_int_eq(reply_status(ask(HTTP_DELETE, "")), 204);
	ck_assert_int_eq(opens(member(second, "secret"), KIT_NOW), DB_ABSENT);
	ck_assert_int_eq(reply_status(ask(HTTP_DELETE, "")), 204); /* it has none */
}
END_TEST

START_TEST(what_an_admin_revoked_does_not_renew_itself)
{
	struct reply *first = fetched("");
	const char *replaces =
		arena_printf(kit_arena, "&replaces=%s", member(first, "id"));
	struct reply *refused;

	ck_assert_int_eq(db_write(fixture_db, write_revoke, (void *)member(first, "id")),
			 DB_OK);
	refused = ask(HTTP_POST, replaces);
	ck_assert_int_eq(reply_status(refused), 409);
	ck_assert_ptr_null(member(refused, "secret"));
	ck_assert_int_eq(
		kit_count("SELECT COUNT(*) FROM api_key WHERE revoked_s IS NULL"), 0);
	fetched(""); /* an administrator of the LMS asks for it */
}
END_TEST

START_TEST(a_key_ends_with_its_lms)
{
	const char *secret = member(fetched(""), "secret");
	enum platform_status off = PLATFORM_DISABLED, on = PLATFORM_ACTIVE;

	ck_assert_int_eq(db_write(fixture_db, write_status, &off), DB_OK);
	ck_assert_int_eq(opens(secret, KIT_NOW), DB_ABSENT);
	ck_assert_int_eq(reply_status(ask(HTTP_POST, "")), 401);
	ck_assert_int_eq(db_write(fixture_db, write_status, &on), DB_OK);
	ck_assert_int_eq(opens(secret, KIT_NOW), DB_OK);
}
END_TEST

START_TEST(a_statement_is_good_for_one_key)
{
	const char *token = kit_sign(statement(KIT_ISSUER, KIT_CLIENT));

	ck_assert_int_eq(
		reply_status(ask_as(HTTP_POST, KIT_ISSUER, KIT_CLIENT, "", token)), 201);
	ck_assert_int_eq(
		reply_status(ask_as(HTTP_POST, KIT_ISSUER, KIT_CLIENT, "", token)), 401);
	ck_assert_int_eq(
		reply_status(ask_as(HTTP_DELETE, KIT_ISSUER, KIT_CLIENT, "", token)),
		401);
	ck_assert_int_eq(
		kit_count("SELECT COUNT(*) FROM api_key WHERE revoked_s IS NULL"), 1);
}
END_TEST

static enum db_status write_tenant(struct db_conn *tx, void *arg)
{
	(void)arg;
	return tenant_add(tx, "Other", KIT_NOW, kit_tenant);
}

/* One LMS's statement neither gets nor ends the key of another university's. */
START_TEST(one_lms_does_not_reach_the_key_of_another)
{
	const char *secret = member(fetched(""), "secret");
	const char *theirs = "https://two.test";
	struct reply *second;
	struct key key;

	ck_assert_int_eq(db_write(fixture_db, write_tenant, NULL), DB_OK);
	kit_add_platform(theirs, "client-2", "d1", "generic", PLATFORM_ACTIVE);
	ck_assert_int_eq(reply_status(ask_as(HTTP_DELETE, KIT_ISSUER, KIT_CLIENT, "",
					     kit_sign(statement(theirs, "client-2")))),
			 401);
	ck_assert_int_eq(reply_status(ask_as(HTTP_POST, KIT_ISSUER, KIT_CLIENT, "",
					     kit_sign(statement(theirs, "client-2")))),
			 401);
	second = ask_as(HTTP_POST, theirs, "client-2", "",
			kit_sign(statement(theirs, "client-2")));
	ck_assert_int_eq(reply_status(second), 201);
	ck_assert_int_eq(key_find(&key, db_reader(fixture_db), kit_arena,
				  member(second, "secret"), KIT_NOW),
			 DB_OK);
	ck_assert_str_ne(key.platform, kit_platform);
	ck_assert_str_eq(key.tenant, kit_tenant);
	ck_assert_int_eq(opens(secret, KIT_NOW), DB_OK);
	/* Its replaces does not name ours either. */
	ck_assert_int_eq(
		reply_status(
			ask_as(HTTP_POST, theirs, "client-2",
			       arena_printf(kit_arena, "&replaces=%s",
					    key_find(&key, db_reader(fixture_db),
						     kit_arena, secret, KIT_NOW) == DB_OK
						    ? key.id
						    : ""),
			       kit_sign(statement(theirs, "client-2")))),
		409);
	ck_assert_int_eq(opens(secret, KIT_NOW), DB_OK);
}
END_TEST

static struct json_object *claims_but(const char *name, const char *text, int64_t number)
{
	struct json_object *claims = statement(KIT_ISSUER, KIT_CLIENT);

	return text ? json_put_text(claims, name, text)
		    : json_put_int(claims, name, number);
}

START_TEST(what_is_no_statement_gets_no_key)
{
	struct json_object *old = claims_but("exp", NULL, KIT_NOW - 61);
	struct json_object *long_lived = claims_but("exp", NULL, KIT_NOW + 3600);
	struct json_object *early = claims_but("iat", NULL, KIT_NOW + 120);
	const struct {
		const char *what, *token;
	} bad[] = {
		{"none", NULL},
		{"no token", "a.b.c"},
		{"a launch", kit_sign(kit_claims("n"))},
		{"for another service",
		 kit_sign(claims_but("aud", "https://else.test", 0))},
		{"of another issuer",
		 kit_sign(claims_but("iss", "https://else.test", 0))},
		{"of another client", kit_sign(claims_but("sub", "client-2", 0))},
		{"without an id", kit_sign(claims_but("jti", "", 0))},
		{"expired", kit_sign(json_put_int(old, "iat", KIT_NOW - 120))},
		{"good for an hour", kit_sign(long_lived)},
		{"of the future", kit_sign(json_put_int(early, "exp", KIT_NOW + 180))},
	};
	char *stranger = NULL;
	const char *text = json_object_to_json_string(statement(KIT_ISSUER, KIT_CLIENT));

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ck_assert_msg(reply_status(ask_as(HTTP_POST, KIT_ISSUER, KIT_CLIENT, "",
						  bad[i].token)) == 401,
			      "%s", bad[i].what);
	ck_assert_int_eq(
		lti_jws_sign(&stranger, kit_other_key, "JWT", text, strlen(text)),
		LTI_OK);
	ck_assert_int_eq(
		reply_status(ask_as(HTTP_POST, KIT_ISSUER, KIT_CLIENT, "", stranger)),
		401);
	free(stranger);
	ck_assert_int_eq(reply_status(ask_as(HTTP_POST, "", KIT_CLIENT, "", "a.b.c")),
			 400);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM api_key"), 0);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM audit"), 0);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("lms key");
	TCase *tests = tcase_create("lms key");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, kit_setup, kit_teardown);
	tcase_add_test(tests, an_lms_fetches_a_key_of_its_own);
	tcase_add_test(tests, the_key_reaches_the_courses_of_that_lms_only);
	tcase_add_test(tests, the_next_key_ends_the_last_one);
	tcase_add_test(tests, what_an_admin_revoked_does_not_renew_itself);
	tcase_add_test(tests, a_key_ends_with_its_lms);
	tcase_add_test(tests, a_statement_is_good_for_one_key);
	tcase_add_test(tests, one_lms_does_not_reach_the_key_of_another);
	tcase_add_test(tests, what_is_no_statement_gets_no_key);
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
