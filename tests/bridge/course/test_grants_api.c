/* "+20 questions until Friday": who may grant it, what it lifts and what it never does. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "base/zone.h"
#include "bridge/course/seed.h"
#include "call/reply.h"
#include "course/api.h"
#include "course/policy.h"
#include "quota/ledger.h"

#define FRIDAY "2026-11-27T22:00:00Z"
#define FRIDAY_S (SEED_NOW + INT64_C(565200))
#define GRANT(person, amount, until)                                                     \
	"{\"person\":\"" person "\",\"metric\":\"requests\",\"window\":\"day\","         \
	"\"amount\":" amount ",\"until\":\"" until "\"}"

static struct session lecturer;

static void rules(const char *level, const char *id, const char *quotas)
{
	seed_exec(arena_printf(seed_arena,
			       "INSERT INTO policy VALUES ('%s', '%s', 1, "
			       "'{\"quotas\":[%s]}', 'lea', 1)",
			       level, id, quotas));
}

#define QUOTA(scope, window, value)                                                      \
	"{\"scope\":\"" scope "\",\"metric\":\"requests\",\"window\":\"" window          \
	"\",\"value\":" value "}"

static void setup(void)
{
	seed_setup();
	lecturer = seed_session(RANK_LECTURER);
	seed_exec(
		"INSERT INTO session VALUES ('s9', NULL, NULL, NULL, 'uni', 'p1', 'd1', "
		"'c1', 'a1', 'max', 'student', 'de', '', NULL, NULL, '', 1, 2)");
}

static struct reply *grant(const char *body)
{
	return seed_send(course_grant_add, &lecturer, NULL, body);
}

static const char *granted(const char *body)
{
	const struct reply *reply = grant(body);

	ck_assert_msg(reply_status(reply) == 201, "%s", seed_text(reply));
	return json_text(seed_answer(reply), "id");
}

static struct json_object *listed(const char *query)
{
	const struct request request = {.method = HTTP_GET, .query = query, .body = ""};
	const struct reply *reply = seed_call(course_grants, &lecturer, &request);

	ck_assert_int_eq(reply_status(reply), 200);
	return json_array_of(seed_answer(reply), "grants");
}

/* ---- asking questions ---- */

struct asking {
	const char *person, *request;
	int64_t now_s;
	struct admission_result result;
};

static enum db_status ask_write(struct db_conn *tx, void *arg)
{
	struct asking *asking = arg;
	const struct quota_subject subject = {
		.tenant = "uni",
		.course = "c1",
		.activity = "a1",
		.person = asking->person,
		.role = "student",
	};
	const struct quota_need need = {
		.request = asking->request,
		.input_tokens = 1,
		.output_tokens = 1,
		.output_floor = 1,
		.now_s = asking->now_s,
		.expires_s = asking->now_s + 60,
	};
	struct policy *policy;
	enum db_status status =
		policy_effective(&policy, tx, seed_arena, "uni", "c1", "a1");

	return status != DB_OK ? status
			       : ledger_reserve(tx, zone_find("Europe/Berlin"), &subject,
						&need, policy->limits,
						policy->limit_count, &asking->result);
}

static struct admission_result asks(const char *person, int64_t now_s)
{
	static int serial;
	struct asking asking = {
		.person = person,
		.request = arena_printf(seed_arena, "r%d", serial++),
		.now_s = now_s,
	};

	seed_write(ask_write, &asking);
	return asking.result;
}

static int questions_let_through(const char *person, int64_t now_s)
{
	int count = 0;

	while (count < 100 && asks(person, now_s).admission == ADMISSION_GRANTED)
		count++;
	return count;
}

/* ---- what a grant does ---- */

START_TEST(a_grant_adds_to_that_persons_limit)
{
	rules("course", "c1", QUOTA("user", "day", "3"));
	granted(GRANT("max", "4", FRIDAY));
	ck_assert_int_eq(questions_let_through("max", SEED_NOW), 7);
	ck_assert_int_eq(questions_let_through("eva", SEED_NOW), 3);
}
END_TEST

START_TEST(it_adds_to_every_window_until_it_ends)
{
	rules("course", "c1", QUOTA("user", "day", "3"));
	granted(GRANT("max", "4", FRIDAY));
	ck_assert_int_eq(questions_let_through("max", SEED_NOW + 86400), 7);
	ck_assert_int_eq(questions_let_through("max", FRIDAY_S + 7200), 3);
}
END_TEST

START_TEST(grants_add_up)
{
	rules("activity", "a1", QUOTA("user", "day", "1"));
	granted(GRANT("max", "2", FRIDAY));
	granted(GRANT("max", "3", "2026-11-22T09:00:00Z"));
	ck_assert_int_eq(questions_let_through("max", SEED_NOW), 6);
}
END_TEST

START_TEST(the_courses_budget_holds_all_the_same)
{
	struct admission_result result;

	rules("course", "c1", QUOTA("user", "day", "3") "," QUOTA("course", "day", "5"));
	granted(GRANT("max", "20", FRIDAY));
	ck_assert_int_eq(questions_let_through("max", SEED_NOW), 5);
	result = asks("max", SEED_NOW);
	ck_assert_int_eq(result.binding.limit.scope, SCOPE_COURSE);
	ck_assert_int_eq(result.binding.limit.granted, 0);
}
END_TEST

START_TEST(the_universitys_limit_per_person_holds_all_the_same)
{
	rules("tenant", "uni", QUOTA("user", "day", "4"));
	rules("course", "c1", QUOTA("user", "day", "3"));
	granted(GRANT("max", "20", FRIDAY));
	ck_assert_int_eq(questions_let_through("max", SEED_NOW), 4);
}
END_TEST

START_TEST(the_standing_tells_of_it)
{
	struct admission_result result;
	struct json_object *json;

	rules("course", "c1", QUOTA("user", "day", "1"));
	granted(GRANT("max", "1", FRIDAY));
	ck_assert_int_eq(questions_let_through("max", SEED_NOW), 2);
	result = asks("max", SEED_NOW);
	json = standing_json(&result.binding);
	ck_assert_int_eq(json_int(json, "limit", 0), 2);
	ck_assert_int_eq(json_int(json, "granted", 0), 1);
	ck_assert_str_eq(json_text(json, "granted_until"), FRIDAY);
	json_object_put(json);
}
END_TEST

START_TEST(taken_back_it_adds_nothing_and_costs_nothing)
{
	const char *id;

	rules("course", "c1", QUOTA("user", "day", "2"));
	id = granted(GRANT("max", "2", FRIDAY));
	ck_assert_int_eq(asks("max", SEED_NOW).admission, ADMISSION_GRANTED);
	ck_assert_int_eq(reply_status(seed_send(course_grant_end, &lecturer, id, NULL)),
			 204);
	ck_assert_int_eq(questions_let_through("max", SEED_NOW), 1);
	ck_assert_int_eq(reply_status(seed_send(course_grant_end, &lecturer, id, NULL)),
			 404);
	ck_assert_int_eq((int)json_object_array_length(listed("")), 0);
}
END_TEST

/* ---- what is kept of it ---- */

START_TEST(the_list_names_what_is_in_force)
{
	struct json_object *first;

	rules("course", "c1", QUOTA("user", "day", "3"));
	seed_exec("INSERT INTO quota_grant VALUES ('past', 'c1', 'max', 'requests', "
		  "'day', 9, 1795251600, 'lea', 1), ('theirs', 'c2', 'max', 'requests', "
		  "'day', 9, 1995251600, 'lea', 1), ('eva', 'c1', 'eva', 'requests', "
		  "'day', 9, 1995251600, 'lea', 1)");
	granted(GRANT("max", "4", FRIDAY));
	ck_assert_int_eq((int)json_object_array_length(listed("")), 2);
	ck_assert_int_eq((int)json_object_array_length(listed("person=max")), 1);
	first = json_object_array_get_idx(listed("person=max"), 0);
	json_object_object_del(first, "id");
	ck_assert_str_eq(json_write(first),
			 "{\"person\":\"max\",\"metric\":\"requests\",\"window\":\"day\","
			 "\"amount\":4,\"until\":\"" FRIDAY "\",\"author\":\"lea\","
			 "\"created_at\":\"2026-11-21T09:00:00Z\"}");
}
END_TEST

START_TEST(both_acts_are_in_the_audit_log)
{
	rules("course", "c1", QUOTA("user", "day", "3"));
	seed_send(course_grant_end, &lecturer, granted(GRANT("max", "4", FRIDAY)), NULL);
	ck_assert_int_eq(
		seed_int("SELECT count(*) FROM audit WHERE tenant_id = 'uni' AND "
			 "course_id = 'c1' AND actor = 'lea' AND object = 'person:max' "
			 "AND ((action = 'grant.added' AND detail LIKE "
			 "'%\"amount\":4%" FRIDAY "%') OR action = 'grant.ended')"),
		2);
}
END_TEST

START_TEST(every_nodes_sockets_are_told)
{
	rules("course", "c1", QUOTA("user", "day", "3"));
	seed_listen();
	seed_send(course_grant_end, &lecturer, granted(GRANT("max", "4", FRIDAY)), NULL);
	seed_heard(2);
}
END_TEST

/* ---- what is refused ---- */

#define WITH(member) "{" member "}"
#define PERSON "\"person\":\"max\""
#define METRIC "\"metric\":\"requests\""
#define WINDOW "\"window\":\"day\""
#define AMOUNT "\"amount\":5"
#define UNTIL "\"until\":\"" FRIDAY "\""

/* clang-format off */
static const struct {
	const char *body;
	int status;
	const char *field;
} refused[] = {
	{ "",                                                                        400, NULL },
	{ "[]",                                                                      400, NULL },
	{ WITH(METRIC "," WINDOW "," AMOUNT "," UNTIL),                              422, "/person" },
	{ WITH("\"person\":7," METRIC "," WINDOW "," AMOUNT "," UNTIL),              422, "/person" },
	{ WITH("\"person\":\"nobody\"," METRIC "," WINDOW "," AMOUNT "," UNTIL),     422, "/person" },
	{ WITH(PERSON "," WINDOW "," AMOUNT "," UNTIL),                              422, "/metric" },
	{ WITH(PERSON ",\"metric\":\"money\"," WINDOW "," AMOUNT "," UNTIL),         422, "/metric" },
	{ WITH(PERSON ",\"metric\":\"tokens\"," WINDOW "," AMOUNT "," UNTIL),        422, "/metric" },
	{ WITH(PERSON "," METRIC "," AMOUNT "," UNTIL),                              422, "/window" },
	{ WITH(PERSON "," METRIC ",\"window\":\"year\"," AMOUNT "," UNTIL),          422, "/window" },
	{ WITH(PERSON "," METRIC ",\"window\":\"week\"," AMOUNT "," UNTIL),          422, "/metric" },
	{ WITH(PERSON "," METRIC "," WINDOW "," UNTIL),                              422, "/amount" },
	{ WITH(PERSON "," METRIC "," WINDOW ",\"amount\":0," UNTIL),                 422, "/amount" },
	{ WITH(PERSON "," METRIC "," WINDOW ",\"amount\":-3," UNTIL),                422, "/amount" },
	{ WITH(PERSON "," METRIC "," WINDOW ",\"amount\":1000000001," UNTIL),        422, "/amount" },
	{ WITH(PERSON "," METRIC "," WINDOW ",\"amount\":\"5\"," UNTIL),             422, "/amount" },
	{ WITH(PERSON "," METRIC "," WINDOW "," AMOUNT),                             422, "/until" },
	{ WITH(PERSON "," METRIC "," WINDOW "," AMOUNT ",\"until\":\"Friday\""),     422, "/until" },
	{ WITH(PERSON "," METRIC "," WINDOW "," AMOUNT ",\"until\":\"2026-11-21T09:00:00Z\""), 422, "/until" },
	{ WITH(PERSON "," METRIC "," WINDOW "," AMOUNT ",\"until\":\"2028-01-01T00:00:00Z\""), 422, "/until" },
};
/* clang-format on */

START_TEST(what_is_wrong_is_named_and_nothing_is_granted)
{
	struct reply *reply;

	rules("course", "c1", QUOTA("user", "day", "3"));
	rules("tenant", "uni", QUOTA("user", "week", "9"));
	reply = grant(refused[_i].body);
	ck_assert_msg(reply_status(reply) == refused[_i].status, "%s", seed_text(reply));
	ck_assert_pstr_eq(json_text(seed_answer(reply), "field"), refused[_i].field);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM quota_grant"), 0);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM audit"), 0);
}
END_TEST

START_TEST(a_person_of_another_course_is_not_found)
{
	rules("course", "c2", QUOTA("user", "day", "3"));
	lecturer.course = "c2";
	lecturer.activity = "b1";
	ck_assert_int_eq(reply_status(grant(GRANT("max", "4", FRIDAY))), 422);
}
END_TEST

START_TEST(another_courses_grant_is_not_found)
{
	const char *id;

	rules("course", "c1", QUOTA("user", "day", "3"));
	id = granted(GRANT("max", "4", FRIDAY));
	lecturer.course = "c2";
	ck_assert_int_eq(reply_status(seed_send(course_grant_end, &lecturer, id, NULL)),
			 404);
	lecturer.course = "c1";
	ck_assert_int_eq((int)json_object_array_length(listed("")), 1);
}
END_TEST

START_TEST(without_a_course_there_is_nothing_to_grant)
{
	lecturer.course = NULL;
	ck_assert_int_eq(reply_status(grant(GRANT("max", "4", FRIDAY))), 404);
	ck_assert_int_eq(reply_status(seed_send(course_grant_end, &lecturer, "x", NULL)),
			 404);
	ck_assert_int_eq(reply_status(seed_send(course_grants, &lecturer, NULL, NULL)),
			 404);
}
END_TEST

START_TEST(fifty_grants_are_enough)
{
	rules("course", "c1", QUOTA("user", "day", "3"));
	for (int i = 0; i < 50; i++)
		granted(GRANT("max", "1", FRIDAY));
	ck_assert_int_eq(reply_status(grant(GRANT("max", "1", FRIDAY))), 422);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("grants_api");
	TCase *tcase = tcase_create("grants_api");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, seed_teardown);
	tcase_add_test(tcase, a_grant_adds_to_that_persons_limit);
	tcase_add_test(tcase, it_adds_to_every_window_until_it_ends);
	tcase_add_test(tcase, grants_add_up);
	tcase_add_test(tcase, the_courses_budget_holds_all_the_same);
	tcase_add_test(tcase, the_universitys_limit_per_person_holds_all_the_same);
	tcase_add_test(tcase, the_standing_tells_of_it);
	tcase_add_test(tcase, taken_back_it_adds_nothing_and_costs_nothing);
	tcase_add_test(tcase, the_list_names_what_is_in_force);
	tcase_add_test(tcase, both_acts_are_in_the_audit_log);
	tcase_add_test(tcase, every_nodes_sockets_are_told);
	tcase_add_loop_test(tcase, what_is_wrong_is_named_and_nothing_is_granted, 0,
			    ARRAY_LEN(refused));
	tcase_add_test(tcase, a_person_of_another_course_is_not_found);
	tcase_add_test(tcase, another_courses_grant_is_not_found);
	tcase_add_test(tcase, without_a_course_there_is_nothing_to_grant);
	tcase_add_test(tcase, fifty_grants_are_enough);
	return fixture_run(suite, argc, argv);
}
