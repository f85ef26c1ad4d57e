/* Rules over HTTP, on a real store: who may, what is kept, what is refused. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/course/seed.h"
#include "call/reply.h"
#include "course/api.h"
#include "course/policy.h"
#include "course/presets.h"

static struct session lecturer, student, admin;

static void setup(void)
{
	seed_setup();
	lecturer = seed_session(RANK_LECTURER);
	student = seed_session(RANK_STUDENT);
	admin = seed_session(RANK_ADMIN);
}

static struct reply *get(struct reply *(*handler)(struct call *call), const char *level,
			 const char *query)
{
	const struct request request = {
		.method = HTTP_GET,
		.query = query,
		.params = {level},
		.body = "",
	};

	return seed_call(handler, &lecturer, &request);
}

/* PUT policies/{level}; document in single quotes. */
static struct reply *put_by(const struct session *session, const char *level,
			    const char *quoted, int base)
{
	char *body = arena_printf(seed_arena, "{'document':%s,'base_version':%d}", quoted,
				  base);

	for (char *at = body; *at; at++) {
		if (*at == '\'')
			*at = '"';
	}
	return seed_send(course_policy_put, session, level, body);
}

static struct reply *put(const char *level, const char *quoted, int base)
{
	return put_by(&lecturer, level, quoted, base);
}

static void stored(const struct reply *reply, int64_t version)
{
	ck_assert_msg(reply_status(reply) == 200, "%s", seed_text(reply));
	ck_assert_int_eq(json_int(seed_answer(reply), "version", -1), version);
}

/* ---- reading and replacing ---- */

START_TEST(without_rules_there_is_an_empty_document)
{
	struct reply *reply = get(course_policy_get, "course", "");

	ck_assert_int_eq(reply_status(reply), 200);
	ck_assert_str_eq(seed_text(reply), "{\"level\":\"course\",\"version\":0,"
					   "\"document\":{},\"editable\":true}");
}
END_TEST

START_TEST(what_is_put_is_got)
{
	stored(put("activity", "{'temperature':0.3}", 0), 1);
	ck_assert_str_eq(seed_text(get(course_policy_get, "activity", "")),
			 "{\"level\":\"activity\",\"version\":1,"
			 "\"document\":{\"temperature\":0.3},\"editable\":true}");
	ck_assert_int_eq(seed_int("SELECT count(*) FROM policy WHERE level_id = 'a1'"
				  " AND author = 'lea' AND created_s = 1795251600"),
			 1);
}
END_TEST

START_TEST(another_activity_of_the_course_can_be_named)
{
	const struct request request = {
		.method = HTTP_PUT,
		.query = "activity=a2",
		.params = {"activity"},
		.body = "{\"document\":{},\"base_version\":0}",
		.body_len = 32,
	};

	stored(seed_call(course_policy_put, &lecturer, &request), 1);
	ck_assert_int_eq(seed_int("SELECT version FROM policy WHERE level_id = 'a2'"), 1);
}
END_TEST

/* clang-format off */
static const struct {
	const char *what, *level, *query;
} elsewhere[] = {
	{ "an activity of another course",     "activity", "activity=b1" },
	{ "an activity of another university", "activity", "activity=e1" },
	{ "an activity that is not there",     "activity", "activity=x" },
	{ "an unknown level",                  "faculty",  "" },
	{ "no level",                          NULL,       "" },
};
/* clang-format on */

START_TEST(what_is_elsewhere_is_not_found)
{
	static struct reply *(*const handlers[])(struct call * call) = {
		course_policy_get,
		course_policy_put,
		course_policy_versions,
		course_policy_version,
	};

	for (size_t i = 0; i < ARRAY_LEN(handlers); i++) {
		const struct request request = {
			.method = HTTP_GET,
			.query = elsewhere[_i].query,
			.params = {elsewhere[_i].level, "1"},
			.body = "{\"document\":{},\"base_version\":0}",
			.body_len = 32,
		};

		ck_assert_msg(reply_status(seed_call(handlers[i], &lecturer, &request)) ==
				      404,
			      "%s", elsewhere[_i].what);
	}
	ck_assert_int_eq(seed_int("SELECT count(*) FROM policy"), 0);
}
END_TEST

START_TEST(a_foreign_activity_has_no_rules_in_force_here)
{
	ck_assert_int_eq(reply_status(get(course_policy_effective, NULL, "activity=b1")),
			 404);
}
END_TEST

START_TEST(only_an_admin_changes_the_tenants_rules)
{
	ck_assert_int_eq(reply_status(put("tenant", "{'temperature':1}", 0)), 403);
	stored(put_by(&admin, "tenant", "{'temperature':1}", 0), 1);
	ck_assert_ptr_nonnull(strstr(seed_text(get(course_policy_get, "tenant", "")),
				     "\"temperature\":1},\"editable\":false"));
}
END_TEST

START_TEST(a_student_changes_nothing)
{
	ck_assert_int_eq(reply_status(put_by(&student, "activity", "{}", 0)), 403);
	ck_assert_int_eq(reply_status(put_by(&student, "course", "{}", 0)), 403);
}
END_TEST

START_TEST(a_launch_without_a_course_has_no_rules)
{
	admin.course = NULL;
	admin.activity = NULL;
	ck_assert_int_eq(reply_status(put_by(&admin, "course", "{}", 0)), 404);
	ck_assert_int_eq(reply_status(put_by(&admin, "activity", "{}", 0)), 404);
	stored(put_by(&admin, "tenant", "{}", 0), 1);
}
END_TEST

START_TEST(two_people_do_not_overwrite_each_other)
{
	struct reply *reply;

	stored(put("course", "{'temperature':1}", 0), 1);
	reply = put("course", "{'temperature':2}", 0);
	ck_assert_int_eq(reply_status(reply), 409);
	ck_assert_str_eq(json_text(seed_answer(reply), "type"),
			 "/problems/stale-version");
	ck_assert_int_eq(json_int(seed_answer(reply), "version", -1), 1);
	stored(put("course", "{'temperature':2}", 1), 2);
}
END_TEST

/* clang-format off */
static const struct {
	const char *body;
	int status;
	const char *field;
} bodies[] = {
	{ "",                                             400, NULL },
	{ "[]",                                           400, NULL },
	{ "{",                                            400, NULL },
	{ "{}",                                           422, "/document" },
	{ "{\"document\":[],\"base_version\":0}",         422, "/document" },
	{ "{\"document\":{}}",                            422, "/base_version" },
	{ "{\"document\":{},\"base_version\":-1}",        422, "/base_version" },
	{ "{\"document\":{},\"base_version\":\"0\"}",     422, "/base_version" },
	{ "{\"document\":{\"x\":1},\"base_version\":0}",  422, "/x" },
};
/* clang-format on */

START_TEST(malformed_bodies_store_nothing)
{
	struct reply *reply =
		seed_send(course_policy_put, &lecturer, "course", bodies[_i].body);

	ck_assert_int_eq(reply_status(reply), bodies[_i].status);
	ck_assert_pstr_eq(json_text(seed_answer(reply), "field"), bodies[_i].field);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM policy"), 0);
}
END_TEST

START_TEST(a_lower_level_cannot_widen)
{
	stored(put_by(&admin, "tenant", "{'max_output_tokens':800}", 0), 1);
	stored(put("course", "{'max_output_tokens':600}", 0), 1);
	seed_faulty(put("activity", "{'max_output_tokens':700}", 0),
		    "/max_output_tokens");
	seed_faulty(put("course", "{'max_output_tokens':900}", 1), "/max_output_tokens");
	stored(put("activity", "{'max_output_tokens':600}", 0), 1);
}
END_TEST

/* A question of before that nobody has answered yet: 40 and 60 tokens. */
#define A_STUDENT_ASKS                                                                   \
	"INSERT INTO ledger (id, request, kind, tenant_id, course_id, activity_id, "     \
	"person, role, pool, requests, input_tokens, output_tokens, exact, model, "      \
	"reason, expires_s, admitted_s, at_s) VALUES ('r.reserve', 'r', 'reserve', "     \
	"'uni', 'c1', 'a1', 'max', 'student', 'main', 1, 40, 60, 1, '', '', "            \
	"1795260000, 1795251000, 1795251000)"
#define TERM_LIMIT                                                                       \
	"{'quotas':[{'scope':'%s','metric':'tokens','window':'term','value':900}]}"

START_TEST(what_new_limits_count_is_added_up_before_they_hold)
{
	seed_exec(A_STUDENT_ASKS);
	seed_exec(
		"INSERT INTO reservation (request, expires_s) VALUES ('r', 1795260000)");
	seed_faulty(put("course", arena_printf(seed_arena, TERM_LIMIT, "moon"), 0),
		    "/quotas/0/scope");
	put("course", arena_printf(seed_arena, TERM_LIMIT, "course"), 7); /* stale */
	ck_assert_int_eq(seed_int("SELECT count(*) FROM counter"), 0);
	stored(put("course", arena_printf(seed_arena, TERM_LIMIT, "course"), 0), 1);
	ck_assert_int_eq(seed_int("SELECT reserved FROM counter WHERE whole = 1"
				  " AND level = 'course' AND level_id = 'c1'"),
			 100);
	stored(put_by(&admin, "tenant", arena_printf(seed_arena, TERM_LIMIT, "tenant"),
		      0),
	       1);
	ck_assert_int_eq(seed_int("SELECT reserved FROM counter WHERE whole = 1"
				  " AND level = 'tenant' AND level_id = 'uni'"),
			 100);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM counter"), 2);
}
END_TEST

#define A_STUDENT_WROTE(activity, pool)                                                  \
	seed_exec("INSERT INTO conversation VALUES ('k" activity "', '" activity         \
		  "', 'max', '" pool "', '', 1, 1, NULL)")

START_TEST(who_reads_is_settled_once_a_student_wrote)
{
	stored(put("course", "{'review':'themes'}", 0), 1);
	A_STUDENT_WROTE("a1", "main");
	seed_faulty(put("course", "{'review':'named'}", 1), "/review");
	seed_faulty(put("activity", "{'review':'pseudonymous'}", 0), "/review");
	stored(put("activity", "{'review':'none'}", 0), 1);
	seed_faulty(put("activity", "{'review':'themes'}", 1), "/review");
	/* now the only used activity promises less than the course does */
	stored(put("course", "{'review':'named'}", 1), 2);
}
END_TEST

START_TEST(a_lecturers_own_test_settles_nothing)
{
	A_STUDENT_WROTE("a1", "preview");
	A_STUDENT_WROTE("b1", "main");
	stored(put("course", "{'review':'named'}", 0), 1);
}
END_TEST

START_TEST(changes_are_in_the_audit_log)
{
	put("course", "{}", 0);
	put("course", "{'x':1}", 1);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM audit"), 1);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM audit WHERE actor = 'lea'"
				  " AND action = 'policy.stored' AND object = 'course:c1'"
				  " AND detail = '{\"version\":1}' AND tenant_id = 'uni'"
				  " AND course_id = 'c1'"),
			 1);
}
END_TEST

/* ---- looking back ---- */

START_TEST(older_versions_stay)
{
	const struct request first = {
		.query = "",
		.params = {"course", "1"},
		.body = "",
	};
	const struct request none = {
		.query = "",
		.params = {"course", "1x"},
		.body = "",
	};

	put("course", "{'temperature':1}", 0);
	put("course", "{'temperature':2}", 1);
	ck_assert_str_eq(seed_text(get(course_policy_versions, "course", "")),
			 "{\"versions\":[{\"version\":2,\"author\":\"lea\","
			 "\"created_at\":\"2026-11-21T09:00:00Z\"},"
			 "{\"version\":1,\"author\":\"lea\","
			 "\"created_at\":\"2026-11-21T09:00:00Z\"}]}");
	ck_assert_str_eq(seed_text(seed_call(course_policy_version, &lecturer, &first)),
			 "{\"version\":1,\"author\":\"lea\","
			 "\"created_at\":\"2026-11-21T09:00:00Z\","
			 "\"document\":{\"temperature\":1}}");
	ck_assert_int_eq(reply_status(seed_call(course_policy_version, &lecturer, &none)),
			 404);
}
END_TEST

/* ---- what is in force ---- */

START_TEST(what_is_in_force_names_its_origins)
{
	struct json_object *body;

	put_by(&admin, "tenant",
	       "{'quotas':[{'scope':'user','role':'lecturer','metric':'requests',"
	       "'window':'day','value':40}]}",
	       0);
	put("course", "{'temperature':0.2,'system_prompt':'C'}", 0);
	put("activity",
	    "{'system_prompt':'A','weekly':[{'days':[1],'from':'08:00',"
	    "'until':'09:00'}]}",
	    0);
	body = seed_answer(get(course_policy_effective, NULL, ""));
	ck_assert_str_eq(json_text(json_object_of(body, "values"), "course_prompt"), "C");
	ck_assert_str_eq(json_text(json_object_of(body, "values"), "activity_prompt"),
			 "A");
	ck_assert_str_eq(json_text(json_object_of(body, "origins"), "temperature"),
			 "course");
	ck_assert_str_eq(json_text(json_object_of(body, "origins"), "model"), "default");
	ck_assert_str_eq(json_write(json_member(body, "gate")),
			 "{\"state\":\"hours\",\"opens_at\":\"2026-11-23T07:00:00Z\"}");
	ck_assert_uint_eq(json_object_array_length(json_array_of(body, "limits")), 1);
	ck_assert_str_eq(json_text(body, "time_zone"), "Europe/Berlin");
}
END_TEST

/* ---- activities and presets ---- */

START_TEST(activities_are_the_courses_own)
{
	struct reply *reply = seed_send(course_activities, &lecturer, NULL, NULL);

	ck_assert_str_eq(seed_text(reply),
			 "{\"activities\":[{\"id\":\"a1\",\"title\":\"Tutor a1\","
			 "\"kind\":\"tutor\",\"status\":\"active\"},"
			 "{\"id\":\"a2\",\"title\":\"Tutor a2\","
			 "\"kind\":\"tutor\",\"status\":\"active\"}]}");
}
END_TEST

START_TEST(a_copy_is_confirmed_by_hand_or_by_saving)
{
	seed_exec("UPDATE activity SET status = 'draft'");
	ck_assert_int_eq(
		reply_status(seed_send(course_activity_confirm, &lecturer, "b1", NULL)),
		404);
	ck_assert_int_eq(
		reply_status(seed_send(course_activity_confirm, &lecturer, "a2", NULL)),
		204);
	stored(put("activity", "{}", 0), 1);
	ck_assert_int_eq(
		seed_int("SELECT count(*) FROM activity WHERE status = 'active'"), 2);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM audit"
				  " WHERE action = 'activity.confirmed'"),
			 1);
}
END_TEST

START_TEST(presets_come_in_both_languages_and_pass_as_prompts)
{
	struct json_object *items = json_array_of(
		seed_answer(seed_send(course_presets, &lecturer, NULL, NULL)), "presets");

	ck_assert_uint_eq(json_object_array_length(items), preset_count);
	ck_assert_uint_eq(preset_count, 12);
	ck_assert_str_eq(json_text(json_object_array_get_idx(items, 0), "title"),
			 "Hinweisleiter");
	lecturer.locale = "en";
	items = json_array_of(
		seed_answer(seed_send(course_presets, &lecturer, NULL, NULL)), "presets");
	ck_assert_str_eq(json_text(json_object_array_get_idx(items, 0), "title"),
			 "Hint ladder");
	for (size_t i = 0; i < preset_count; i++) {
		struct policy_fault fault;
		struct json_object *document = json_put_text(
			json_new(seed_arena), "system_prompt", presets[i].prompt);

		ck_assert(policy_document_check(document, LEVEL_ACTIVITY, seed_arena,
						&fault));
		ck_assert_ptr_nonnull(strstr(presets[i].prompt, "{course_title}"));
		ck_assert_ptr_nonnull(strstr(presets[i].prompt, "{language}"));
	}
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("policy_api");
	TCase *tcase = tcase_create("policy_api");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, seed_teardown);
	tcase_add_test(tcase, without_rules_there_is_an_empty_document);
	tcase_add_test(tcase, what_is_put_is_got);
	tcase_add_test(tcase, another_activity_of_the_course_can_be_named);
	tcase_add_loop_test(tcase, what_is_elsewhere_is_not_found, 0,
			    ARRAY_LEN(elsewhere));
	tcase_add_test(tcase, a_foreign_activity_has_no_rules_in_force_here);
	tcase_add_test(tcase, only_an_admin_changes_the_tenants_rules);
	tcase_add_test(tcase, a_student_changes_nothing);
	tcase_add_test(tcase, a_launch_without_a_course_has_no_rules);
	tcase_add_test(tcase, two_people_do_not_overwrite_each_other);
	tcase_add_loop_test(tcase, malformed_bodies_store_nothing, 0, ARRAY_LEN(bodies));
	tcase_add_test(tcase, a_lower_level_cannot_widen);
	tcase_add_test(tcase, what_new_limits_count_is_added_up_before_they_hold);
	tcase_add_test(tcase, who_reads_is_settled_once_a_student_wrote);
	tcase_add_test(tcase, a_lecturers_own_test_settles_nothing);
	tcase_add_test(tcase, changes_are_in_the_audit_log);
	tcase_add_test(tcase, older_versions_stay);
	tcase_add_test(tcase, what_is_in_force_names_its_origins);
	tcase_add_test(tcase, activities_are_the_courses_own);
	tcase_add_test(tcase, a_copy_is_confirmed_by_hand_or_by_saving);
	tcase_add_test(tcase, presets_come_in_both_languages_and_pass_as_prompts);
	return fixture_run(suite, argc, argv);
}
