/* A cheaper model instead of a refusal: when it answers, what that costs, and who is told. */
#include <check.h>
#include <string.h>

#include "bridge/tutor/fake_relay.h"
#include "bridge/tutor/house.h"
#include "bridge/store/fixture.h"

static struct house house;
static struct browser anna;

#define TOKENS(value)                                                                    \
	"{\"scope\":\"course\",\"metric\":\"tokens\",\"window\":\"day\","                \
	"\"value\":" value "}"
#define QUESTIONS(value)                                                                 \
	"{\"scope\":\"user\",\"metric\":\"requests\",\"window\":\"day\","                \
	"\"value\":" value "}"
#define WITH_FALLBACK(quotas)                                                            \
	"{\"model\":\"" FAKE_MODEL "\",\"fallback_model\":\"" FAKE_SMALL_MODEL           \
	"\",\"quotas\":[" quotas "]}"

static void setup(void)
{
	house_open(&house);
	browser_open(&anna, &house);
	fake_models = 2;
	house_policy(&house, "tenant",
		     "{\"model_weights\":{\"" FAKE_SMALL_MODEL "\":0.1}}");
	browser_hello(&anna, "anna");
}

static void teardown(void)
{
	browser_close(&anna);
	house_close(&house);
}

static int64_t used_tokens(void)
{
	return house_number(&house, "SELECT used FROM counter WHERE metric = 'tokens'");
}

static struct json_object *answered(int64_t prompt, int64_t completion)
{
	size_t from = anna.count;

	fake_delta(fake_relay_last(), "word ");
	fake_end(fake_relay_last(), RELAY_FINISHED, prompt, completion);
	return json_object_of(browser_wait(&anna, "done", from), "receipt");
}

static struct json_object *refused(const char *request)
{
	size_t from = anna.count;

	browser_say(&anna, "{\"type\":\"ask\",\"request\":\"%s\",\"text\":\"Why?\"}",
		    request);
	return json_object_of(browser_wait(&anna, "failed", from), "problem");
}

START_TEST(a_budget_without_room_turns_to_the_other_model)
{
	struct json_object *receipt;

	house_policy(&house, "course", WITH_FALLBACK(TOKENS("3000")));
	browser_ask(&anna, "r1", "Why?");
	ck_assert_str_eq(fake_relay_last()->model, FAKE_MODEL);
	receipt = answered(500, 2300);
	ck_assert_ptr_null(json_text(receipt, "instead_of"));
	ck_assert_int_eq(used_tokens(), 2800);

	browser_ask(&anna, "r2", "Why?");
	ck_assert_str_eq(fake_relay_last()->model, FAKE_SMALL_MODEL);
	receipt = answered(500, 1000);
	ck_assert_str_eq(json_text(receipt, "model"), FAKE_SMALL_MODEL);
	ck_assert_str_eq(json_text(receipt, "instead_of"), FAKE_MODEL);
	ck_assert_str_eq(json_text(receipt, "instead_why"), "limit");
	ck_assert_int_eq(used_tokens(), 2800 + 150);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM ledger WHERE kind = "
					      "'reserve'"),
			 2);
}
END_TEST

START_TEST(its_own_weight_has_an_end_too)
{
	struct json_object *problem;

	house_policy(&house, "course", WITH_FALLBACK(TOKENS("20")));
	problem = refused("r1");
	ck_assert_str_eq(json_text(problem, "type"), "/problems/quota-exceeded");
	ck_assert_str_eq(json_text(problem, "metric"), "tokens");
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM ledger"), 0);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM turn"), 0);
	ck_assert_uint_eq(fake_relay_count, 0);
}
END_TEST

START_TEST(without_weights_a_limit_holds_for_both)
{
	house_policy(&house, "tenant", "{}");
	house_policy(&house, "course", WITH_FALLBACK(TOKENS("200")));
	ck_assert_str_eq(json_text(refused("r1"), "type"), "/problems/quota-exceeded");
	ck_assert_uint_eq(fake_relay_count, 0);
}
END_TEST

START_TEST(questions_count_the_same_for_both)
{
	house_policy(&house, "course", WITH_FALLBACK(QUESTIONS("1")));
	browser_ask(&anna, "r1", "Why?");
	answered(5, 2);
	ck_assert_str_eq(json_text(refused("r2"), "metric"), "requests");
	ck_assert_uint_eq(fake_relay_count, 1);
}
END_TEST

START_TEST(blocked_is_blocked)
{
	house_policy(&house, "course", WITH_FALLBACK(TOKENS("0")));
	ck_assert_int_eq(json_int(refused("r1"), "limit", -1), 0);
	ck_assert_uint_eq(fake_relay_count, 0);
}
END_TEST

START_TEST(where_the_lecturer_names_none_it_is_refused)
{
	house_policy(&house, "course",
		     "{\"model\":\"" FAKE_MODEL "\",\"quotas\":[" TOKENS("200") "]}");
	ck_assert_str_eq(json_text(refused("r1"), "type"), "/problems/quota-exceeded");
}
END_TEST

START_TEST(one_that_does_not_answer_is_stood_in_for)
{
	struct json_object *receipt;

	fake_model_down = true;
	house_policy(&house, "course", WITH_FALLBACK(TOKENS("9000")));
	browser_ask(&anna, "r1", "Why?");
	ck_assert_str_eq(fake_relay_last()->model, FAKE_SMALL_MODEL);
	receipt = answered(500, 500);
	ck_assert_str_eq(json_text(receipt, "instead_of"), FAKE_MODEL);
	ck_assert_str_eq(json_text(receipt, "instead_why"), "unavailable");
	ck_assert_int_eq(used_tokens(), 100);
}
END_TEST

START_TEST(the_stored_receipt_says_it_too)
{
	house_policy(&house, "course", WITH_FALLBACK(TOKENS("200")));
	browser_ask(&anna, "r1", "Why?");
	answered(5, 2);
	ck_assert_ptr_nonnull(strstr(house_text(&house, "SELECT receipt FROM turn"),
				     "\"instead_of\":\"" FAKE_MODEL "\""));
	ck_assert_str_eq(house_text(&house, "SELECT model FROM turn"), FAKE_SMALL_MODEL);
	ck_assert_str_eq(
		house_text(&house, "SELECT model FROM ledger WHERE kind = 'settle'"),
		FAKE_SMALL_MODEL);
}
END_TEST

static Suite *fallback_suite(void)
{
	Suite *suite = suite_create("fallback");
	TCase *tests = tcase_create("fallback");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_budget_without_room_turns_to_the_other_model);
	tcase_add_test(tests, its_own_weight_has_an_end_too);
	tcase_add_test(tests, without_weights_a_limit_holds_for_both);
	tcase_add_test(tests, questions_count_the_same_for_both);
	tcase_add_test(tests, blocked_is_blocked);
	tcase_add_test(tests, where_the_lecturer_names_none_it_is_refused);
	tcase_add_test(tests, one_that_does_not_answer_is_stood_in_for);
	tcase_add_test(tests, the_stored_receipt_says_it_too);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(fallback_suite(), argc, argv);
}
