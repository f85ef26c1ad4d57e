/* Narrowing, folding and opening hours: the parts of the policy that need no store. */
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "check_main.h"
#include "course/policy_parts.h"

static struct arena *arena;

static void setup(void)
{
	arena = arena_new(1 << 20);
}

static void teardown(void)
{
	arena_free(arena);
}

/* A document in single quotes, for tables that can be read. */
static struct json_object *document(const char *quoted)
{
	char *text = arena_strdup(arena, quoted ? quoted : "{}");
	struct json_object *tree;

	for (char *at = text; *at; at++) {
		if (*at == '\'')
			*at = '"';
	}
	tree = json_parse(arena, text, strlen(text));
	ck_assert_msg(tree != NULL, "%s", quoted);
	return tree;
}

static struct policy_stack stack_of(const char *tenant, const char *course,
				    const char *activity)
{
	return (struct policy_stack){
		{document(tenant), document(course), document(activity)}};
}

/* clang-format off */
#define DAY20 "{'quotas':[{'scope':'user','metric':'requests','window':'day','value':20}]}"
#define DAY21 "{'quotas':[{'scope':'user','metric':'requests','window':'day','value':21}]}"
#define WEEK21 "{'quotas':[{'scope':'user','metric':'requests','window':'week','value':21}]}"
#define LECTURERS21 "{'quotas':[{'scope':'user','role':'lecturer','metric':'requests','window':'day','value':21}]}"
#define OFFICE "{'weekly':[{'days':[1,2],'from':'08:00','until':'12:00'},{'days':[1],'from':'12:00','until':'18:00'}]}"

static const struct {
	const char *what, *tenant, *course;
	enum level level;
	const char *document, *field; /* NULL: it narrows */
} narrowing[] = {
	{ "nothing set above", NULL, NULL, LEVEL_ACTIVITY, DAY21, NULL },
	{ "a subset of models", "{'allowed_models':['a','b']}", NULL, LEVEL_COURSE, "{'allowed_models':['b']}", NULL },
	{ "a model too many", "{'allowed_models':['a','b']}", NULL, LEVEL_COURSE, "{'allowed_models':['b','c']}", "/allowed_models/1" },
	{ "an allowed model", "{'allowed_models':['a','b']}", NULL, LEVEL_ACTIVITY, "{'model':'a','fallback_model':'b'}", NULL },
	{ "a model that the tenant has not", "{'allowed_models':['a']}", NULL, LEVEL_ACTIVITY, "{'model':'b'}", "/model" },
	{ "a model that the course has not", "{'allowed_models':['a','b']}", "{'allowed_models':['a']}", LEVEL_ACTIVITY, "{'fallback_model':'b'}", "/fallback_model" },
	{ "a model outside its own list", NULL, NULL, LEVEL_TENANT, "{'allowed_models':['a'],'model':'b'}", "/model" },
	{ "the same length", "{'max_output_tokens':800}", NULL, LEVEL_COURSE, "{'max_output_tokens':800}", NULL },
	{ "a longer answer", "{'max_output_tokens':800}", NULL, LEVEL_COURSE, "{'max_output_tokens':801}", "/max_output_tokens" },
	{ "longer than the tenant, two levels up", "{'max_output_tokens':800}", "{}", LEVEL_ACTIVITY, "{'max_output_tokens':801}", "/max_output_tokens" },
	{ "more memory", "{'memory_tokens':0}", NULL, LEVEL_COURSE, "{'memory_tokens':1}", "/memory_tokens" },
	{ "a higher temperature is free", "{'temperature':0}", NULL, LEVEL_COURSE, "{'temperature':2}", NULL },
	{ "an earlier opening", "{'open_from':'2026-10-01T00:00:00Z'}", NULL, LEVEL_COURSE, "{'open_from':'2026-09-30T23:59:59Z'}", "/open_from" },
	{ "the same opening in another zone", "{'open_from':'2026-10-01T00:00:00Z'}", NULL, LEVEL_COURSE, "{'open_from':'2026-10-01T02:00:00+02:00'}", NULL },
	{ "an opening after the end", "{'open_until':'2026-10-01T00:00:00Z'}", NULL, LEVEL_COURSE, "{'open_from':'2026-10-01T00:00:00Z'}", "/open_from" },
	{ "a later end", NULL, "{'open_until':'2026-10-01T00:00:00Z'}", LEVEL_ACTIVITY, "{'open_until':'2026-10-01T00:00:01Z'}", "/open_until" },
	{ "an end before the opening", NULL, "{'open_from':'2026-10-01T00:00:00Z'}", LEVEL_ACTIVITY, "{'open_until':'2026-10-01T00:00:00Z'}", "/open_until" },
	{ "hours inside, over two entries", OFFICE, NULL, LEVEL_COURSE, "{'weekly':[{'days':[1],'from':'09:00','until':'17:00'}]}", NULL },
	{ "a minute outside", OFFICE, NULL, LEVEL_COURSE, "{'weekly':[{'days':[2],'from':'09:00','until':'12:01'}]}", "/weekly" },
	{ "another day", OFFICE, NULL, LEVEL_COURSE, "{'weekly':[{'days':[3],'from':'09:00','until':'10:00'}]}", "/weekly" },
	{ "a narrower review", "{'review':'pseudonymous'}", NULL, LEVEL_COURSE, "{'review':'themes'}", NULL },
	{ "a wider review", "{'review':'pseudonymous'}", NULL, LEVEL_COURSE, "{'review':'named'}", "/review" },
	{ "an equal limit", DAY20, NULL, LEVEL_COURSE, DAY20, NULL },
	{ "a higher limit", DAY20, NULL, LEVEL_COURSE, DAY21, "/quotas/0/value" },
	{ "higher than the course's", NULL, DAY20, LEVEL_ACTIVITY, DAY21, "/quotas/0/value" },
	{ "a limit of another window", DAY20, NULL, LEVEL_COURSE, WEEK21, NULL },
	{ "a limit of another role", DAY20, NULL, LEVEL_COURSE, LECTURERS21, NULL },
	{ "no lock under a lock", "{'exam_lock':true}", NULL, LEVEL_COURSE, "{'exam_lock':false}", NULL },
};
/* clang-format on */

START_TEST(a_lower_level_may_only_narrow)
{
	struct policy_stack stack =
		stack_of(narrowing[_i].tenant, narrowing[_i].course, NULL);
	struct policy_fault fault = {0};
	bool narrows = policy_narrows(&stack, narrowing[_i].level,
				      document(narrowing[_i].document), arena, &fault);

	ck_assert_msg(narrows == !narrowing[_i].field, "%s: %s", narrowing[_i].what,
		      fault.reason ? fault.reason : "was taken");
	ck_assert_pstr_eq(fault.field, narrowing[_i].field);
}
END_TEST

static const char *origin(const struct policy *policy, const char *name)
{
	return json_text(policy->origins, name);
}

START_TEST(with_nothing_set_there_are_defaults)
{
	struct policy_stack stack = stack_of(NULL, NULL, NULL);
	struct policy *policy = policy_fold(arena, &stack);

	ck_assert_str_eq(policy->course_prompt, "");
	ck_assert_str_eq(policy->activity_prompt, "");
	ck_assert_ptr_null(policy->model);
	ck_assert_ptr_null(policy->allowed_models);
	ck_assert_ptr_null(policy->weekly);
	ck_assert(policy->max_output_tokens > 0 && policy->memory_tokens > 0);
	ck_assert(!policy->exam_lock && !policy->open_from_s && !policy->open_until_s);
	ck_assert_str_eq(policy->review, "none");
	ck_assert_uint_eq(policy->limit_count, 0);
	ck_assert_str_eq(origin(policy, "model"), "default");
	ck_assert_str_eq(origin(policy, "max_output_tokens"), "default");
}
END_TEST

START_TEST(each_value_knows_who_set_it)
{
	struct policy_stack stack =
		stack_of("{'model':'a','max_output_tokens':4000,'review':'named'}",
			 "{'system_prompt':'C','temperature':0.1,'memory_tokens':100,"
			 "'review':'themes','starters':['c']}",
			 "{'system_prompt':'A','model':'b','max_output_tokens':800}");
	struct policy *policy = policy_fold(arena, &stack);

	ck_assert_str_eq(policy->course_prompt, "C");
	ck_assert_str_eq(policy->activity_prompt, "A");
	ck_assert_str_eq(policy->model, "b");
	ck_assert_str_eq(origin(policy, "model"), "activity");
	ck_assert_double_eq(policy->temperature, 0.1);
	ck_assert_str_eq(origin(policy, "temperature"), "course");
	ck_assert_int_eq(policy->max_output_tokens, 800);
	ck_assert_str_eq(origin(policy, "max_output_tokens"), "activity");
	ck_assert_int_eq(policy->memory_tokens, 100);
	ck_assert_str_eq(policy->review, "themes");
	ck_assert_str_eq(origin(policy, "review"), "course");
	ck_assert_str_eq(json_write(policy->starters), "[\"c\"]");
}
END_TEST

START_TEST(a_higher_level_that_tightened_later_wins)
{
	struct policy_stack stack = stack_of(
		"{'allowed_models':['a'],'max_output_tokens':500,'review':'themes',"
		"'open_until':'2026-10-01T00:00:00Z',"
		"'weekly':[{'days':[1,2],'from':'08:00','until':'12:00'}]}",
		"{'allowed_models':['a','b'],'review':'named',"
		"'open_until':'2026-12-01T00:00:00Z',"
		"'weekly':[{'days':[2,3],'from':'10:00','until':'14:00'}]}",
		"{'model':'b','fallback_model':'a','max_output_tokens':800}");
	struct policy *policy = policy_fold(arena, &stack);

	ck_assert_ptr_null(policy->model);
	ck_assert_str_eq(policy->fallback_model, "a");
	ck_assert_str_eq(policy->allowed_models[0], "a");
	ck_assert_ptr_null(policy->allowed_models[1]);
	ck_assert_int_eq(policy->max_output_tokens, 500);
	ck_assert_str_eq(origin(policy, "max_output_tokens"), "tenant");
	ck_assert_str_eq(policy->review, "themes");
	ck_assert_str_eq(origin(policy, "review"), "tenant");
	ck_assert_str_eq(origin(policy, "open_until"), "tenant");
	ck_assert_str_eq(json_write(policy->weekly),
			 "[{\"days\":[2],\"from\":\"10:00\",\"until\":\"12:00\"}]");
}
END_TEST

START_TEST(lists_that_share_no_model_allow_none)
{
	struct policy_stack stack =
		stack_of("{'allowed_models':['a']}", "{'allowed_models':['b']}", NULL);

	ck_assert_ptr_null(policy_fold(arena, &stack)->allowed_models[0]);
}
END_TEST

START_TEST(the_tenants_review_opens_nothing_by_itself)
{
	struct policy_stack stack = stack_of("{'review':'named'}", NULL, NULL);

	ck_assert_str_eq(policy_fold(arena, &stack)->review, "none");
}
END_TEST

static int64_t at(const char *text)
{
	int64_t at_s = 0;

	ck_assert(!text || clock_parse(&at_s, text));
	return at_s;
}

START_TEST(any_level_may_lock)
{
	struct policy_stack stack =
		stack_of(NULL, "{'exam_lock':true}", "{'exam_lock':false}");
	struct policy *policy = policy_fold(arena, &stack);

	ck_assert(policy->exam_lock);
	ck_assert_str_eq(origin(policy, "exam_lock"), "course");
}
END_TEST

START_TEST(of_several_locks_the_last_end_counts)
{
	struct policy_stack stack =
		stack_of("{'exam_lock':true,'exam_until':'2026-11-21T16:00:00Z'}",
			 "{'exam_lock':true,'exam_until':'2026-11-21T17:00:00Z'}",
			 "{'exam_lock':false}");
	struct policy *policy = policy_fold(arena, &stack);

	ck_assert_int_eq(policy->exam_until_s, at("2026-11-21T17:00:00Z"));
	ck_assert_str_eq(origin(policy, "exam_lock"), "tenant");
	ck_assert_str_eq(origin(policy, "exam_until"), "course");
	ck_assert(policy_exam_locked(policy, at("2026-11-21T16:59:59Z")));
	ck_assert(!policy_exam_locked(policy, at("2026-11-21T17:00:00Z")));

	stack = stack_of("{'exam_lock':true,'exam_until':'2026-11-21T16:00:00Z'}",
			 "{'exam_lock':true}", NULL);
	policy = policy_fold(arena, &stack);
	ck_assert_int_eq(policy->exam_until_s, 0);
	ck_assert_str_eq(origin(policy, "exam_until"), "default");
	ck_assert(policy_exam_locked(policy, at("2099-01-01T00:00:00Z")));
}
END_TEST

START_TEST(limits_of_all_levels_stand_side_by_side)
{
	struct policy_stack stack = stack_of(DAY21, DAY20, WEEK21);
	struct policy *policy = policy_fold(arena, &stack);

	ck_assert_uint_eq(policy->limit_count, 3);
	ck_assert_int_eq(policy->limits[0].level, LEVEL_TENANT);
	ck_assert_int_eq(policy->limits[1].value, 20);
	ck_assert_int_eq(policy->limits[2].window, WINDOW_WEEK);
	ck_assert_str_eq(policy->limits[0].role, "");
}
END_TEST

/* ---- the gate ---- */

#define HOURS "{'weekly':[{'days':[1,2,3,4,5],'from':'08:00','until':'18:00'}]}"
#define NIGHT "{'weekly':[{'days':[7],'from':'02:00','until':'03:00'}]}"
#define NEVER_MET                                                                        \
	"{'open_until':'2026-11-23T06:00:00Z',"                                          \
	"'weekly':[{'days':[1],'from':'08:00','until':'18:00'}]}"

/* clang-format off */
static const struct {
	const char *what, *document, *now;
	enum policy_gate gate;
	const char *opens; /* NULL: nobody knows */
} gates[] = { /* in Europe/Berlin; 21 November 2026 is a Saturday */
	{ "no rules", "{}", "2026-11-21T09:00:00Z", GATE_OPEN, NULL },
	{ "a lock", "{'exam_lock':true}", "2026-11-21T09:00:00Z", GATE_EXAM, NULL },
	{ "the last second of a lock", "{'exam_lock':true,'exam_until':'2026-11-21T10:00:01+01:00'}", "2026-11-21T09:00:00Z", GATE_EXAM, "2026-11-21T09:00:01Z" },
	{ "a lock that has ended", "{'exam_lock':true,'exam_until':'2026-11-21T09:00:00Z'}", "2026-11-21T09:00:00Z", GATE_OPEN, NULL },
	{ "a lock until the weekend", "{'exam_lock':true,'exam_until':'2026-11-21T16:00:00Z','weekly':[{'days':[1],'from':'08:00','until':'18:00'}]}", "2026-11-20T09:00:00Z", GATE_EXAM, "2026-11-23T07:00:00Z" },
	{ "a lock beyond the end", "{'exam_lock':true,'exam_until':'2026-11-21T16:00:00Z','open_until':'2026-11-21T15:00:00Z'}", "2026-11-21T09:00:00Z", GATE_EXAM, NULL },
	{ "the last second before", "{'open_from':'2026-11-21T09:00:01Z'}", "2026-11-21T09:00:00Z", GATE_NOT_YET, "2026-11-21T09:00:01Z" },
	{ "the first second", "{'open_from':'2026-11-21T09:00:00Z'}", "2026-11-21T09:00:00Z", GATE_OPEN, NULL },
	{ "the last second", "{'open_until':'2026-11-21T09:00:01Z'}", "2026-11-21T09:00:00Z", GATE_OPEN, NULL },
	{ "the first second after", "{'open_until':'2026-11-21T09:00:00Z'}", "2026-11-21T09:00:00Z", GATE_OVER, NULL },
	{ "a weekend", HOURS, "2026-11-21T09:00:30Z", GATE_HOURS, "2026-11-23T07:00:00Z" },
	{ "early in the morning", HOURS, "2026-11-23T06:59:59Z", GATE_HOURS, "2026-11-23T07:00:00Z" },
	{ "from eight", HOURS, "2026-11-23T07:00:00Z", GATE_OPEN, NULL },
	{ "to six", HOURS, "2026-11-23T16:59:59Z", GATE_OPEN, NULL },
	{ "after six", HOURS, "2026-11-23T17:00:00Z", GATE_HOURS, "2026-11-24T07:00:00Z" },
	{ "over the end of summer time", HOURS, "2026-10-23T16:00:00Z", GATE_HOURS, "2026-10-26T07:00:00Z" },
	{ "a day that begins outside the hours", "{'open_from':'2026-11-21T00:00:00Z','weekly':[{'days':[1],'from':'08:00','until':'09:00'}]}", "2026-11-20T09:00:00Z", GATE_NOT_YET, "2026-11-23T07:00:00Z" },
	{ "hours that the end cuts off", NEVER_MET, "2026-11-21T09:00:00Z", GATE_HOURS, NULL },
	{ "an hour that the clock skips", NIGHT, "2026-03-28T12:00:00Z", GATE_HOURS, "2026-04-05T00:00:00Z" },
	{ "an hour that comes twice", NIGHT, "2026-10-25T00:30:00Z", GATE_OPEN, NULL },
	{ "the second time", NIGHT, "2026-10-25T01:30:00Z", GATE_OPEN, NULL },
};
/* clang-format on */

START_TEST(the_gate_opens_on_time)
{
	struct policy_stack stack = stack_of(NULL, gates[_i].document, NULL);
	struct policy *policy = policy_fold(arena, &stack);
	int64_t opens_s;
	enum policy_gate gate = policy_gate(policy, zone_find("Europe/Berlin"),
					    at(gates[_i].now), &opens_s);
	char text[CLOCK_RFC3339];

	ck_assert_msg(gate == gates[_i].gate, "%s: %s", gates[_i].what,
		      policy_gate_name(gate));
	ck_assert_msg(opens_s == at(gates[_i].opens), "%s: opens %s", gates[_i].what,
		      clock_rfc3339(text, opens_s));
}
END_TEST

START_TEST(hours_are_written_as_they_are_read)
{
	static const char text[] =
		"[{\"days\":[1,3],\"from\":\"00:00\",\"until\":\"08:15\"},"
		"{\"days\":[1,3],\"from\":\"12:00\",\"until\":\"24:00\"},"
		"{\"days\":[7],\"from\":\"23:59\",\"until\":\"24:00\"}]";
	struct policy_week week;

	policy_week_read(&week, json_parse(arena, text, strlen(text)));
	ck_assert_str_eq(json_write(policy_week_json(arena, &week)), text);
}
END_TEST

START_TEST(no_hours_at_all_never_open)
{
	struct policy_week week = {0};

	ck_assert_int_eq(policy_week_opens(&week, zone_find("UTC"), 1795251600), 0);
	ck_assert_str_eq(json_write(policy_week_json(arena, &week)), "[]");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy_fold");
	TCase *tcase = tcase_create("policy_fold");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, a_lower_level_may_only_narrow, 0,
			    ARRAY_LEN(narrowing));
	tcase_add_test(tcase, with_nothing_set_there_are_defaults);
	tcase_add_test(tcase, each_value_knows_who_set_it);
	tcase_add_test(tcase, a_higher_level_that_tightened_later_wins);
	tcase_add_test(tcase, lists_that_share_no_model_allow_none);
	tcase_add_test(tcase, the_tenants_review_opens_nothing_by_itself);
	tcase_add_test(tcase, any_level_may_lock);
	tcase_add_test(tcase, of_several_locks_the_last_end_counts);
	tcase_add_test(tcase, limits_of_all_levels_stand_side_by_side);
	tcase_add_loop_test(tcase, the_gate_opens_on_time, 0, ARRAY_LEN(gates));
	tcase_add_test(tcase, hours_are_written_as_they_are_read);
	tcase_add_test(tcase, no_hours_at_all_never_open);
	return check_run(suite);
}
