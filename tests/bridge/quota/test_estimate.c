/* Estimate: an upper bound for a prompt, tighter as a backend reports what it counted. */
#include "base/text.h"
#include "bridge/store/fixture.h"
#include "quota/estimate.h"

struct report {
	const char *model;
	size_t bytes, messages;
	int64_t tokens;
};

static enum db_status learn(struct db_conn *tx, void *arg)
{
	const struct report *report = arg;

	return estimate_learn(tx, report->model, report->bytes, report->messages,
			      report->tokens, 1000);
}

static void reports(const char *model, size_t bytes, size_t messages, int64_t tokens,
		    int times)
{
	struct report report = {model, bytes, messages, tokens};

	for (int i = 0; i < times; i++)
		ck_assert_int_eq(db_write(fixture_db, learn, &report), DB_OK);
}

static int64_t estimate(const char *model, size_t bytes, size_t messages)
{
	return estimate_prompt(db_reader(fixture_db), model, bytes, messages);
}

START_TEST(an_unknown_model_is_taken_byte_by_byte)
{
	ck_assert_int_eq(estimate("new", 4000, 3),
			 4000 + 3 * ESTIMATE_TOKENS_PER_MESSAGE);
	ck_assert_int_eq(estimate("new", 0, 0), 0);
}
END_TEST

START_TEST(a_few_reports_are_not_believed_yet)
{
	reports("llama", 4000, 4, 1000, 15);
	ck_assert_int_eq(estimate("llama", 4000, 0), 4000);
	reports("llama", 4000, 4, 1000, 1);
	ck_assert_int_eq(estimate("llama", 4000, 0), 1334); /* 4 bytes seen, 3 believed */
	ck_assert_int_eq(estimate("other", 4000, 0), 4000);
}
END_TEST

START_TEST(the_densest_text_decides)
{
	reports("llama", 4000, 4, 1000, 300);
	reports("llama", 2000, 4, 1000, 1); /* digits, or another script */
	ck_assert_int_eq(estimate("llama", 3000, 0), 2000);
	reports("llama", 8000, 4, 1000, 5);
	ck_assert_int_eq(estimate("llama", 3000, 0), 2000);
}
END_TEST

START_TEST(what_was_reported_is_never_estimated_lower)
{
	static const struct report seen[] = {
		{"m", 1000, 1, 330},
		{"m", 5000, 12, 1900},
		{"m", 60000, 40, 14000},
		{"m", 1200, 10, 700},
	};

	for (size_t i = 0; i < ARRAY_LEN(seen); i++)
		reports("m", seen[i].bytes, seen[i].messages, seen[i].tokens, 5);
	for (size_t i = 0; i < ARRAY_LEN(seen); i++)
		ck_assert_int_ge(estimate("m", seen[i].bytes, seen[i].messages),
				 seen[i].tokens);
}
END_TEST

START_TEST(short_messages_tell_nothing_about_text)
{
	reports("llama", 2, 1, 40, 20); /* nearly all of it the template */
	reports("llama", 1500, 100, 2500, 20);
	reports("llama", 4000, 4, 1000, 16);
	ck_assert_int_eq(estimate("llama", 4000, 0), 1334);
}
END_TEST

START_TEST(nonsense_does_not_move_the_bound_below_a_byte)
{
	reports("mad", 2000, 2, INT64_MAX, 20);
	reports("mad", 2000, 2, 0, 20);
	reports("mad", 2000, 2, -7, 20);
	ck_assert_int_eq(estimate("mad", 4000, 0), 4000);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("estimate");
	TCase *tests = tcase_create("bound");

	tcase_add_checked_fixture(tests, fixture_setup, fixture_teardown);
	tcase_add_test(tests, an_unknown_model_is_taken_byte_by_byte);
	tcase_add_test(tests, a_few_reports_are_not_believed_yet);
	tcase_add_test(tests, the_densest_text_decides);
	tcase_add_test(tests, what_was_reported_is_never_estimated_lower);
	tcase_add_test(tests, short_messages_tell_nothing_about_text);
	tcase_add_test(tests, nonsense_does_not_move_the_bound_below_a_byte);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
