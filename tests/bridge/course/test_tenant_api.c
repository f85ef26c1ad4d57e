/* The admin's page: the own university's settings, courses and audit log, and nobody else's. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/course/seed.h"
#include "call/reply.h"
#include "course/api.h"

static struct session admin;

static void setup(void)
{
	seed_setup();
	admin = seed_session(RANK_ADMIN);
	admin.course = admin.activity = NULL; /* launched from outside of any course */
}

static struct json_object *answer(const struct reply *reply)
{
	ck_assert_msg(reply_status(reply) == 200, "%s", seed_text(reply));
	return seed_answer(reply);
}

static struct json_object *got(struct reply *(*handler)(struct call *), const char *query)
{
	const struct request request = {.method = HTTP_GET, .query = query, .body = ""};

	return answer(seed_call(handler, &admin, &request));
}

static int set(const char *body)
{
	return reply_status(seed_send(course_tenant_put, &admin, NULL, body));
}

static struct json_object *first_of(struct json_object *tree, const char *list)
{
	return json_object_array_get_idx(json_array_of(tree, list), 0);
}

START_TEST(settings_are_read_and_changed)
{
	struct json_object *tenant = got(course_tenant, "");

	ck_assert_str_eq(json_text(tenant, "copies"), "draft");
	ck_assert_ptr_null(json_member(tenant, "privacy_checked_at"));
	ck_assert_int_eq(set("{\"copies\":\"active\",\"retention_days\":30,"
			     "\"privacy_url\":\"https://uni.test/privacy\","
			     "\"time_zone\":\"Europe/Lisbon\",\"privacy_checked\":true}"),
			 204);
	tenant = got(course_tenant, "");
	ck_assert_str_eq(json_text(tenant, "copies"), "active");
	ck_assert_str_eq(json_text(tenant, "time_zone"), "Europe/Lisbon");
	ck_assert_str_eq(json_text(tenant, "privacy_url"), "https://uni.test/privacy");
	ck_assert_int_eq(json_int(tenant, "retention_days", 0), 30);
	ck_assert_str_eq(json_text(tenant, "privacy_checked_at"), "2026-11-21T09:00:00Z");
	ck_assert(json_flag(json_object_of(tenant, "steps"), "privacy", false));
	ck_assert_int_eq(set("{\"privacy_url\":\"\",\"privacy_checked\":false}"), 204);
	tenant = got(course_tenant, "");
	ck_assert_ptr_null(json_member(tenant, "privacy_url"));
	ck_assert_ptr_null(json_member(tenant, "privacy_checked_at"));
}
END_TEST

/* clang-format off */
static const struct {
	const char *body, *field;
} refused[] = {
	{ "{\"name\":\"Mine\"}",                                   "/name" }, /* the operator's */
	{ "{\"privacy_checked_s\":5}",                             "/privacy_checked_s" },
	{ "{\"privacy_checked\":\"yes\"}",                         "/privacy_checked" },
	{ "{\"copies\":\"never\"}",                                "/copies" },
	{ "{\"retention_days\":0}",                                "/retention_days" },
	{ "{\"retention_days\":null}",                             "/retention_days" },
	{ "{\"retention_days\":181}",                              "/retention_days" },
	{ "{\"time_zone\":\"Mars/Olympus\"}",                      "/time_zone" },
	{ "{\"privacy_url\":\"http://uni.test/\"}",                "/privacy_url" },
	{ "{\"privacy_url\":\"javascript:alert(1)\"}",             "/privacy_url" },
	{ "{\"privacy_url\":\"https://uni.test/\\\"onclick=\"}",   "/privacy_url" },
	{ "{\"copies\":\"active\",\"unknown\":1}",                 "/unknown" },
	{ "[]",                                                    "" },
};
/* clang-format on */

START_TEST(a_wrong_setting_changes_nothing)
{
	struct reply *reply =
		seed_send(course_tenant_put, &admin, NULL, refused[_i].body);
	const char *text = seed_text(reply);

	ck_assert_msg(reply_status(reply) == 422, "%s", text);
	ck_assert_str_eq(json_text(json_parse(seed_arena, text, strlen(text)), "field"),
			 refused[_i].field);
	ck_assert_int_eq(seed_int("SELECT COUNT(*) FROM tenant WHERE settings <> '{}'"),
			 0);
	ck_assert_int_eq(seed_int("SELECT COUNT(*) FROM audit"), 0);
}
END_TEST

START_TEST(set_up_is_told_by_what_it_left_behind)
{
	struct json_object *steps = json_object_of(got(course_tenant, ""), "steps");

	ck_assert(!json_flag(steps, "models", true));
	ck_assert(!json_flag(steps, "ceilings", true));
	ck_assert(json_flag(steps, "launch", false));
	seed_exec("INSERT INTO policy VALUES ('tenant', 'uni', 1, "
		  "'{\"allowed_models\":[\"m\"],\"quotas\":[]}', 'adam', 1)");
	steps = json_object_of(got(course_tenant, ""), "steps");
	ck_assert(json_flag(steps, "models", false));
	ck_assert(json_flag(steps, "ceilings", false));
}
END_TEST

static void used(const char *course, int tokens, int64_t at_s)
{
	seed_exec(arena_printf(seed_arena,
			       "INSERT INTO ledger (id, request, kind, tenant_id, "
			       "course_id, activity_id,"
			       " person, role, pool, requests, input_tokens, "
			       "output_tokens, exact, model,"
			       " reason, admitted_s, expires_s, at_s) VALUES ('l%1$s', "
			       "'r%1$s', 'settle',"
			       " 'uni', '%1$s', 'a', 'max', 'student', 'main', 1, %2$d, "
			       "20, 1, 'm', 'done',"
			       " %3$lld, 0, %3$lld)",
			       course, tokens - 20, (long long)at_s));
}

START_TEST(courses_with_what_they_used)
{
	struct json_object *tree;

	used("c2", 120, SEED_NOW - 600);
	used("c1", 920, SEED_NOW - 60 * 86400);
	tree = got(course_courses, "");
	ck_assert_uint_eq(json_object_array_length(json_array_of(tree, "courses")), 2);
	ck_assert_str_eq(json_text(first_of(tree, "courses"), "id"), "c2");
	ck_assert_int_eq(json_int(first_of(tree, "courses"), "tokens", 0), 120);
	ck_assert_int_eq(json_int(first_of(tree, "courses"), "questions", 0), 1);
	ck_assert(!json_flag(tree, "more", true));
	/* What somebody looks for holds no wildcards. */
	tree = got(course_courses, "q=%25");
	ck_assert_uint_eq(json_object_array_length(json_array_of(tree, "courses")), 0);
}
END_TEST

START_TEST(the_audit_log_page_by_page)
{
	struct json_object *tree;
	const char *next;

	for (int i = 0; i < 120; i++)
		seed_exec(arena_printf(
			seed_arena,
			"INSERT INTO audit VALUES ('u%03d', 'uni', 'c1', 'lea', "
			"'policy.stored', 'course:c1', '{\"n\":%d}', %d)",
			i, i, 1000 + i / 60));
	seed_exec("INSERT INTO audit VALUES ('x', 'other', NULL, 'eve', 'tenant.set', "
		  "'tenant:other', '{}', 5000)");
	tree = got(course_audit, "");
	ck_assert_uint_eq(json_object_array_length(json_array_of(tree, "entries")), 50);
	ck_assert_str_eq(json_text(first_of(tree, "entries"), "id"), "u119");
	ck_assert_str_eq(
		json_text(json_object_of(first_of(tree, "entries"), "course"), "id"),
		"c1");
	next = json_text(tree, "next");
	tree = got(course_audit, arena_printf(seed_arena, "after=%s", next));
	ck_assert_str_eq(json_text(first_of(tree, "entries"), "id"), "u069");
	next = json_text(tree, "next");
	tree = got(course_audit, arena_printf(seed_arena, "after=%s", next));
	ck_assert_uint_eq(json_object_array_length(json_array_of(tree, "entries")), 20);
	ck_assert_ptr_null(json_text(tree, "next"));
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("tenant api");
	TCase *tests = tcase_create("admin");

	tcase_add_checked_fixture(tests, setup, seed_teardown);
	tcase_add_test(tests, settings_are_read_and_changed);
	tcase_add_loop_test(tests, a_wrong_setting_changes_nothing, 0,
			    ARRAY_LEN(refused));
	tcase_add_test(tests, set_up_is_told_by_what_it_left_behind);
	tcase_add_test(tests, courses_with_what_they_used);
	tcase_add_test(tests, the_audit_log_page_by_page);
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
