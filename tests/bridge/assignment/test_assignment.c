/* The strict reader of assignments: a table of one change each to a document that is good. */
#include <string.h>

#include "assignment/assignment.h"
#include "base/json.h"
#include "base/text.h"
#include "check_main.h"
#include "vector.h"

static const char good[] =
	"{\"task\":\"Write.\",\"kind\":\"essay\",\"tone\":\"neutral\",\"attempts\":2,"
	"\"visibility\":\"formative\",\"rubric\":{\"criteria\":["
	"{\"id\":\"a\",\"name\":\"A\",\"description\":\"x\",\"weight\":1.5,\"levels\":["
	"{\"name\":\"bad\",\"description\":\"\",\"points\":0},"
	"{\"name\":\"fair\",\"description\":\"\",\"points\":1},"
	"{\"name\":\"good\",\"description\":\"\",\"points\":2.25}]},"
	"{\"id\":\"b\",\"name\":\"B\",\"description\":\"\",\"weight\":1,\"levels\":["
	"{\"name\":\"no\",\"description\":\"\",\"points\":0},"
	"{\"name\":\"yes\",\"description\":\"\",\"points\":4}]}]}}";

static struct arena *arena;
static struct json_object *table;
static struct json_fault fault;

static void setup(void)
{
	arena = arena_new(32 << 20);
	fault = (struct json_fault){0};
	table = vector_json(arena, "feedback/assignments.json");
	ck_assert_ptr_nonnull(table);
}

static void teardown(void)
{
	arena_free(arena);
}

static struct json_object *good_document(void)
{
	return json_parse(arena, good, strlen(good));
}

/* Takes the reference to value. */
static void set(struct json_object *document, const char *pointer,
		struct json_object *value)
{
	ck_assert_int_eq(json_pointer_set(&document, pointer, value), 0);
}

START_TEST(the_reader_names_the_member_that_is_wrong)
{
	struct json_object *row = json_object_array_get_idx(table, (size_t)_i);
	struct json_object *document = good_document();
	const char *what = json_text(row, "what"), *field = json_text(row, "field");
	struct assignment *read;

	json_object_object_foreach(json_object_of(row, "set"), pointer, value)
	{
		set(document, pointer, json_object_get(value));
	}
	read = assignment_read(arena, document, &fault);
	ck_assert_msg(!!read == !field, "%s: %s", what,
		      read ? "was taken" : fault.reason);
	if (field)
		ck_assert_msg(text_equal(fault.field, field), "%s: %s", what,
			      fault.field);
	if (!read)
		ck_assert_ptr_nonnull(fault.reason);
}
END_TEST

START_TEST(what_is_read_is_what_was_written)
{
	struct json_object *document = good_document();
	struct assignment *read;

	set(document, "/due", json_object_new_string("2026-12-24T18:00:00+01:00"));
	set(document, "/language", json_object_new_string("en"));
	set(document, "/kind", json_object_new_string("lab_report"));
	read = assignment_read(arena, document, &fault);
	ck_assert_ptr_nonnull(read);
	ck_assert_str_eq(read->task, "Write.");
	ck_assert_str_eq(read->language, "en");
	ck_assert_int_eq(read->kind, KIND_LAB_REPORT);
	ck_assert_int_eq(read->tone, TONE_NEUTRAL);
	ck_assert_int_eq(read->attempts, 2);
	ck_assert_int_eq(read->due_s, 1798131600);
	ck_assert_int_eq(read->visibility, VISIBILITY_FORMATIVE);
	ck_assert_ptr_null(read->sample_solution);
	ck_assert_uint_eq(read->rubric.criterion_count, 2);
	ck_assert_uint_eq(read->rubric.criteria[0].level_count, 3);
	ck_assert_str_eq(read->rubric.criteria[1].levels[1].name, "yes");
}
END_TEST

START_TEST(canonical_json_reads_back_the_same)
{
	struct assignment *read = assignment_read(arena, good_document(), &fault);
	struct json_object *once = assignment_json(arena, read);
	struct json_object *twice =
		assignment_json(arena, assignment_read(arena, once, &fault));

	ck_assert_str_eq(json_write(once), json_write(twice));
	ck_assert_str_eq(json_write(once), good);
}
END_TEST

START_TEST(points_are_weighted_and_add_up)
{
	struct assignment *read = assignment_read(arena, good_document(), &fault);

	ck_assert_double_eq(rubric_points(&read->rubric.criteria[0], 1), 1.5);
	ck_assert_double_eq(rubric_points(&read->rubric.criteria[0], 2), 3.38);
	ck_assert_double_eq(read->max_points, 7.38);
	ck_assert_int_eq(rubric_find(&read->rubric, "b"), 1);
	ck_assert_int_eq(rubric_find(&read->rubric, "c"), -1);
	ck_assert_int_eq(rubric_find(&read->rubric, NULL), -1);
}
END_TEST

START_TEST(there_are_most_criteria_and_longest_texts)
{
	struct json_object *document = good_document(), *criteria;
	char *text = arena_alloc(arena, ASSIGNMENT_TASK_MAX + 2);

	memset(text, 'a', ASSIGNMENT_TASK_MAX);
	set(document, "/task", json_object_new_string(text));
	ck_assert_ptr_nonnull(assignment_read(arena, document, &fault));
	text[ASSIGNMENT_TASK_MAX] = 'a';
	set(document, "/task", json_object_new_string(text));
	ck_assert_ptr_null(assignment_read(arena, document, &fault));
	ck_assert_str_eq(fault.field, "/task");

	document = good_document();
	ck_assert_int_eq(json_pointer_get(document, "/rubric/criteria", &criteria), 0);
	while (json_object_array_length(criteria) <= RUBRIC_CRITERIA_MAX)
		json_add(criteria, json_object_new_object());
	ck_assert_ptr_null(assignment_read(arena, document, &fault));
	ck_assert_str_eq(fault.field, "/rubric/criteria");
}
END_TEST

START_TEST(what_is_no_object_is_no_assignment)
{
	ck_assert_ptr_null(assignment_read(arena, NULL, &fault));
	ck_assert_str_eq(fault.field, "");
	ck_assert_ptr_null(assignment_read(arena, json_list(arena), &fault));
}
END_TEST

START_TEST(the_default_lacks_only_the_task)
{
	static const char *const languages[] = {"de", "en", NULL};
	struct json_object *document = assignment_default(arena, languages[_i]);

	ck_assert_ptr_null(assignment_read(arena, document, &fault));
	ck_assert_str_eq(fault.field, "/task");
	json_put_text(document, "task", "Write.");
	ck_assert_ptr_nonnull(assignment_read(arena, document, &fault));
}
END_TEST

START_TEST(a_student_never_sees_the_sample_solution)
{
	struct json_object *document = good_document(), *seen;
	struct assignment *read;

	set(document, "/sample_solution", json_object_new_string("The secret answer"));
	read = assignment_read(arena, document, &fault);
	ck_assert_ptr_nonnull(strstr(json_write(assignment_json(arena, read)), "secret"));
	seen = assignment_student_json(arena, read, true);
	ck_assert_ptr_null(strstr(json_write(seen), "secret"));
	ck_assert_str_eq(json_text(seen, "kind"), "essay");
	ck_assert(json_flag(seen, "scored", false));
	ck_assert_double_eq(json_number(seen, "max_points", 0), 7.38);
	ck_assert_uint_eq(json_object_array_length(json_array_of(seen, "criteria")), 2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("assignment");
	TCase *tests = tcase_create("documents");
	int rows;

	arena = arena_new(8 << 20);
	rows = (int)json_object_array_length(
		vector_json(arena, "feedback/assignments.json"));
	arena_free(arena);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, the_reader_names_the_member_that_is_wrong, 0, rows);
	tcase_add_test(tests, what_is_read_is_what_was_written);
	tcase_add_test(tests, canonical_json_reads_back_the_same);
	tcase_add_test(tests, points_are_weighted_and_add_up);
	tcase_add_test(tests, there_are_most_criteria_and_longest_texts);
	tcase_add_test(tests, what_is_no_object_is_no_assignment);
	tcase_add_loop_test(tests, the_default_lacks_only_the_task, 0, 3);
	tcase_add_test(tests, a_student_never_sees_the_sample_solution);
	suite_add_tcase(suite, tests);
	return check_run(suite);
}
