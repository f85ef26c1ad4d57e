/* Json: strict reading, members, building, who owns what. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "check_main.h"

/* clang-format off */
static const struct {
	const char *what, *text;
	bool good;
} texts[] = {
	{ "an object",                   "{\"a\":[1,2.5,true,null,\"x\"]}", true },
	{ "a bare number",               "12",                true },
	{ "space around it",             " {} \n",            true },
	{ "an escaped character",        "\"\\u00e4\\n\"",    true },
	{ "an escaped backslash before u0000", "\"\\\\u0000\"", true },
	{ "nothing",                     "",                  false },
	{ "something behind it",         "{} {}",             false },
	{ "a comma too many",            "[1,]",              false },
	{ "a comment",                   "/*x*/1",            false },
	{ "single quotes",               "{'a':1}",           false },
	{ "a name without quotes",       "{a:1}",             false },
	{ "NaN",                         "NaN",               false },
	{ "Infinity inside",             "[-Infinity]",       false },
	{ "a number beyond doubles",     "[1e999]",           false },
	{ "a leading zero",              "[01]",              false },
	{ "a number that ends in a dot", "[1.]",              false },
	{ "a number that begins with one", "[.5]",            false },
	{ "a NUL in a text",             "\"a\\u0000b\"",     false },
	{ "a NUL in a name",             "{\"a\\u0000b\":1}", false },
	{ "a line break in a text",      "\"a\nb\"",          false },
	{ "broken UTF-8",                "\"\xff\"",          false },
	{ "a word in capitals",          "[TRUE]",            false },
	{ "half an object",              "{\"a\":",           false },
};
/* clang-format on */

static struct arena *arena;

static void setup(void)
{
	arena = arena_new(1 << 20);
}

static void teardown(void)
{
	arena_free(arena);
}

START_TEST(json_is_read_strictly)
{
	struct json_object *tree =
		json_parse(arena, texts[_i].text, strlen(texts[_i].text));

	ck_assert_msg(!!tree == texts[_i].good, "%s", texts[_i].what);
}
END_TEST

START_TEST(a_nul_byte_is_not_an_end)
{
	ck_assert_ptr_null(json_parse(arena, "{}\0{}", 5));
	ck_assert_ptr_null(json_parse(arena, "{}\0", 3));
	ck_assert_ptr_null(json_parse(arena, NULL, 0));
}
END_TEST

static struct json_object *nested(int depth)
{
	char text[200] = "";

	memset(text, '[', (size_t)depth);
	memset(text + depth, ']', (size_t)depth);
	return json_parse(arena, text, strlen(text));
}

START_TEST(depth_has_an_end)
{
	ck_assert_ptr_nonnull(nested(JSON_DEPTH_MAX - 1));
	ck_assert_ptr_null(nested(JSON_DEPTH_MAX + 1));
	ck_assert_ptr_null(nested(90));
}
END_TEST

START_TEST(members_of_the_wrong_type_count_as_absent)
{
	static const char text[] = "{\"t\":\"x\",\"i\":7,\"d\":0.5,\"b\":true,\"n\":null,"
				   "\"o\":{},\"a\":[]}";
	struct json_object *object = json_parse(arena, text, strlen(text));

	ck_assert_str_eq(json_text(object, "t"), "x");
	ck_assert_ptr_null(json_text(object, "i"));
	ck_assert_ptr_null(json_text(object, "n"));
	ck_assert_ptr_null(json_text(NULL, "t"));
	ck_assert_int_eq(json_int(object, "i", 1), 7);
	ck_assert_int_eq(json_int(object, "d", 1), 1);
	ck_assert_int_eq(json_int(object, "t", 1), 1);
	ck_assert_double_eq(json_number(object, "d", 1), 0.5);
	ck_assert_double_eq(json_number(object, "i", 1), 7);
	ck_assert_double_eq(json_number(object, "b", 1), 1);
	ck_assert(json_flag(object, "b", false) && json_flag(object, "i", true));
	ck_assert_ptr_nonnull(json_object_of(object, "o"));
	ck_assert_ptr_null(json_object_of(object, "a"));
	ck_assert_ptr_nonnull(json_array_of(object, "a"));
	ck_assert_ptr_null(json_member(object, "absent"));
}
END_TEST

START_TEST(replies_are_built_in_chains)
{
	struct json_object *reply = json_new(arena);

	json_put_text(json_put_int(reply, "n", 3), "slash", "a/b");
	json_put_text(reply, "none", NULL);
	json_put_number(reply, "t", 0.7);
	json_put_number(reply, "third", 1.0 / 3);
	json_put_number(reply, "inf", 1e300 * 1e300);
	json_put_bool(reply, "yes", true);
	json_put_time(json_put_time(reply, "at", 1795251600), "never", 0);
	ck_assert_str_eq(json_write(reply),
			 "{\"n\":3,\"slash\":\"a/b\",\"none\":null,\"t\":0.7,"
			 "\"third\":0.33333333333333331,\"inf\":null,\"yes\":true,"
			 "\"at\":\"2026-11-21T09:00:00Z\",\"never\":null}");
}
END_TEST

START_TEST(any_tree_may_be_put_into_another) /* the sanitizer is the judge */
{
	struct json_object *outer = json_new(arena), *shared = json_new(arena);
	struct json_object *list = json_list(arena), *free_one = json_object_new_object();

	json_put(outer, "shared", shared);
	json_put(outer, "again", shared);
	json_put(outer, "parsed", json_parse(arena, "[1.5]", 5));
	json_put(outer, "number", json_parse(arena, "1.5", 3));
	json_put(outer, "given", free_one);
	json_put(outer, "kept", json_share(free_one));
	json_put(outer, "kept", json_share(shared));
	json_put(outer, "null", NULL);
	json_add(json_add_text(list, "x"), shared);
	json_put(outer, "list", list);
	json_put_int(shared, "later", 1);
	ck_assert_str_eq(json_write(outer),
			 "{\"shared\":{\"later\":1},\"again\":{\"later\":1},"
			 "\"parsed\":[1.5],\"number\":1.5,\"given\":{},"
			 "\"kept\":{\"later\":1},\"null\":null,"
			 "\"list\":[\"x\",{\"later\":1}]}");
}
END_TEST

START_TEST(a_copy_is_its_own_tree)
{
	struct json_object *tree = json_put_int(json_new(arena), "a", 1);
	struct json_object *copy = json_copy(arena, tree);

	json_put_int(tree, "a", 2);
	ck_assert_str_eq(json_write(copy), "{\"a\":1}");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json");
	TCase *tcase = tcase_create("json");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, json_is_read_strictly, 0, ARRAY_LEN(texts));
	tcase_add_test(tcase, a_nul_byte_is_not_an_end);
	tcase_add_test(tcase, depth_has_an_end);
	tcase_add_test(tcase, members_of_the_wrong_type_count_as_absent);
	tcase_add_test(tcase, replies_are_built_in_chains);
	tcase_add_test(tcase, any_tree_may_be_put_into_another);
	tcase_add_test(tcase, a_copy_is_its_own_tree);
	return check_run(suite);
}
