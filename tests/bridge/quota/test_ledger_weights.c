/* Weights: what tokens of cheaper, dearer and free models count in limits. */
#include "base/text.h"
#include "bridge/quota/world.h"

enum { QUESTIONS, TOKENS };

static void setup(void)
{
	world_setup();
	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_REQUESTS, WINDOW_DAY, 3);
	world_limit(LEVEL_COURSE, SCOPE_COURSE, "", METRIC_TOKENS, WINDOW_DAY, 10000);
}

static void teardown(void)
{
	world_check();
	fixture_teardown();
}

static void expect(int64_t questions, int64_t tokens)
{
	ck_assert_int_eq(world_used(QUESTIONS), questions);
	ck_assert_int_eq(world_used(TOKENS), tokens);
	ck_assert_int_eq(world_reserved(TOKENS), 0);
}

START_TEST(the_model_that_answered_decides_if_it_has_a_weight)
{
	static const struct weight list[] = {{"fast", 500}, {"big", 3000}};
	static const struct weights weights = {list, ARRAY_LEN(list)};
	struct quota_use use = {100, 201, true, "done", "big", &weights};

	world.model = "fast";
	world.weights = &weights;
	ck_assert(world_granted("a", 100, 500));
	ck_assert_int_eq(world_reserved(TOKENS), 50 + 250);
	ck_assert(world_settle_as("a", &use));
	expect(1, 300 + 603);
	use.model = "fast-2026-11";
	ck_assert(world_granted("b", 100, 500));
	ck_assert(world_settle_as("b", &use));
	expect(2, 903 + 50 + 101); /* half a token counts as one */
}
END_TEST

START_TEST(a_cheaper_model_fits_where_the_dear_one_does_not)
{
	static const struct weight list[] = {{"small", 100}};
	static const struct weights weights = {list, ARRAY_LEN(list)};

	world.weights = &weights;
	ck_assert(world_granted("big", 4000, 5500));
	ck_assert(!world_granted("another", 400, 300));
	world.model = "small";
	ck_assert_int_eq(world_ask("a", 1000, 9000).output_tokens, 4000);
	ck_assert(world_settle("a", 1000, 4000));
	ck_assert(world_settle("big", 4000, 5500));
	expect(2, 10000);
}
END_TEST

START_TEST(blocked_is_blocked_for_a_free_model)
{
	static const struct weight list[] = {{"small", 0}};
	static const struct weights weights = {list, ARRAY_LEN(list)};

	world_limit(LEVEL_COURSE, SCOPE_COURSE, "", METRIC_TOKENS, WINDOW_DAY, 0);
	world.model = "small";
	world.weights = &weights;
	ck_assert(!world_granted("a", 10, 10));
}
END_TEST

/* The sum of rows is the counter, whatever the weights: rounded per row, in the store as here. */
START_TEST(a_counter_made_anew_is_the_one_that_was_kept)
{
	static const struct weight list[] = {{"third", 333}};
	static const struct weights weights = {list, ARRAY_LEN(list)};
	struct standing before, after;

	world.model = "third";
	world.weights = &weights;
	for (int i = 0; i < 3; i++) {
		const char request[2] = {(char)('a' + i), '\0'};

		ck_assert(world_granted(request, 101, 300));
		ck_assert(world_settle(request, 10 + i, 7));
	}
	before = world_standing(TOKENS);
	world_limit(LEVEL_TENANT, SCOPE_COURSE, "", METRIC_TOKENS, WINDOW_MONTH, 10000);
	after = world_standing(2);
	ck_assert_int_eq(before.used, (4 + 3) + (4 + 3) + (4 + 3));
	ck_assert_int_eq(after.used, before.used);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("ledger weights");
	TCase *tests = tcase_create("weights");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, the_model_that_answered_decides_if_it_has_a_weight);
	tcase_add_test(tests, a_cheaper_model_fits_where_the_dear_one_does_not);
	tcase_add_test(tests, blocked_is_blocked_for_a_free_model);
	tcase_add_test(tests, a_counter_made_anew_is_the_one_that_was_kept);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
