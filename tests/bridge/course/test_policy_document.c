/* The strict reader of policy documents, over the table that the schema is tested with too. */
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "check_main.h"
#include "course/policy.h"
#include "vector.h"

static struct arena *arena;
static struct json_object *table;
static struct policy_fault fault;

static void setup(void)
{
	arena = arena_new(8 << 20);
	table = vector_json(arena, "policy/documents.json");
	ck_assert_ptr_nonnull(table);
}

static void teardown(void)
{
	arena_free(arena);
}

static enum level level_of(const char *name)
{
	for (int level = 0; level < LEVEL_COUNT; level++) {
		if (text_equal(name, level_name((enum level)level)))
			return (enum level)level;
	}
	ck_abort_msg("%s", name);
	return LEVEL_COUNT;
}

START_TEST(the_reader_names_the_member_that_is_wrong)
{
	struct json_object *row = json_object_array_get_idx(table, (size_t)_i);
	const char *what = json_text(row, "what"), *field = json_text(row, "field");
	bool good =
		policy_document_check(json_member(row, "document"),
				      level_of(json_text(row, "level")), arena, &fault);

	ck_assert_msg(good == !field, "%s: %s", what, good ? "was taken" : fault.reason);
	if (field)
		ck_assert_msg(text_equal(fault.field, field), "%s: %s", what,
			      fault.field);
}
END_TEST

static bool takes(struct json_object *document)
{
	return policy_document_check(document, LEVEL_COURSE, arena, &fault);
}

static char *text_of(size_t len)
{
	char *text = arena_alloc(arena, len + 1);

	return memset(text, 'a', len);
}

START_TEST(a_prompt_has_an_end)
{
	struct json_object *document = json_new(arena);

	ck_assert(takes(
		json_put_text(document, "system_prompt", text_of(POLICY_PROMPT_MAX))));
	ck_assert(!takes(json_put_text(document, "system_prompt",
				       text_of(POLICY_PROMPT_MAX + 1))));
	ck_assert_str_eq(fault.field, "/system_prompt");
}
END_TEST

START_TEST(numbers_that_are_none_are_refused)
{
	struct json_object *document = json_new(arena);

	json_put(document, "temperature", json_object_new_double(NAN));
	ck_assert(!takes(document));
	json_put(document, "temperature", json_object_new_double(0.5));
	json_put(document, "max_output_tokens", json_object_new_double(INFINITY));
	ck_assert(!takes(document));
	ck_assert_str_eq(fault.field, "/max_output_tokens");
}
END_TEST

START_TEST(there_is_a_largest_number_of_limits)
{
	struct json_object *quotas = json_list(arena);

	for (int i = 0; i < POLICY_QUOTAS_MAX + 1; i++)
		json_add(quotas, json_object_new_object());
	ck_assert(!takes(json_put(json_new(arena), "quotas", quotas)));
	ck_assert_str_eq(fault.field, "/quotas");
}
END_TEST

START_TEST(a_foreign_name_is_cut_short)
{
	ck_assert(!takes(json_put_int(json_new(arena), text_of(5000), 1)));
	ck_assert_uint_eq(strlen(fault.field), 65);
}
END_TEST

START_TEST(a_tree_of_nothing_is_refused)
{
	ck_assert(!takes(NULL));
	ck_assert_str_eq(fault.field, "");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy_document");
	TCase *tcase = tcase_create("policy_document");
	AUTO_ARENA *counting = arena_new(8 << 20);

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, the_reader_names_the_member_that_is_wrong, 0,
			    (int)json_object_array_length(
				    vector_json(counting, "policy/documents.json")));
	tcase_add_test(tcase, a_prompt_has_an_end);
	tcase_add_test(tcase, numbers_that_are_none_are_refused);
	tcase_add_test(tcase, there_is_a_largest_number_of_limits);
	tcase_add_test(tcase, a_foreign_name_is_cut_short);
	tcase_add_test(tcase, a_tree_of_nothing_is_refused);
	return check_run(suite);
}
