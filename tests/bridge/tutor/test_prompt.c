/* What a backend is sent: system prompts with variables, as much history as fits, the question. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "bridge/store/fixture.h"
#include "tutor/prompt.h"

static struct prompt_input input(void)
{
	return (struct prompt_input){
		.course_prompt = "",
		.activity_prompt = "",
		.course_title = "Lineare Algebra {I}",
		.activity_title = "Woche 1",
		.locale = "de",
		.zone = zone_find("Europe/Berlin"),
		.now_s = 1795230000, /* 2026-11-21 in Berlin */
		.model = "m",
		.memory_tokens = 4000,
		.output_tokens = 1000,
		.question = "Was ist ein Ring?",
	};
}

/* clang-format off */
static const struct {
	const char *text, *filled;
} variables[] = {
	{ "Kurs {course_title}, {activity_title}", "Kurs Lineare Algebra {I}, Woche 1" },
	{ "{language} am {date}", "Deutsch am 2026-11-21" },
	{ "{student_name} {unknown}", "{student_name} {unknown}" },
	{ "int main(void) { return 0; }", "int main(void) { return 0; }" },
	{ "{", "{" }, { "}{", "}{" }, { "{{date}}", "{2026-11-21}" }, { "", "" },
};
/* clang-format on */

START_TEST(variables_are_filled_in_and_other_braces_left_alone)
{
	AUTO_ARENA *arena = arena_new(1 << 20);
	struct prompt_input in = input();

	ck_assert_str_eq(prompt_fill(arena, variables[_i].text, &in),
			 variables[_i].filled);
}
END_TEST

static const char *content(struct prompt *prompt, size_t index)
{
	return json_text(json_object_array_get_idx(prompt->messages, index), "content");
}

START_TEST(the_courses_prompt_comes_before_the_activitys)
{
	AUTO_ARENA *arena = arena_new(1 << 20);
	struct prompt_input in = input();
	struct prompt prompt;

	in.course_prompt = "Kurs.";
	in.activity_prompt = "Aktivität.";
	ck_assert_int_eq(prompt_build(&prompt, db_reader(fixture_db), arena, &in), DB_OK);
	ck_assert_uint_eq(prompt.count, 2);
	ck_assert_str_eq(content(&prompt, 0), "Kurs.\n\nAktivität.");
	ck_assert_str_eq(content(&prompt, 1), "Was ist ein Ring?");
	ck_assert_uint_eq(prompt.bytes,
			  strlen(content(&prompt, 0)) + strlen(content(&prompt, 1)));
	ck_assert_int_ge(prompt.tokens, 1);
}
END_TEST

START_TEST(without_a_prompt_the_tutor_gives_hints_in_the_students_language)
{
	AUTO_ARENA *arena = arena_new(1 << 20);
	struct prompt_input in = input();
	struct prompt prompt;

	ck_assert_int_eq(prompt_build(&prompt, db_reader(fixture_db), arena, &in), DB_OK);
	ck_assert_ptr_nonnull(strstr(content(&prompt, 0), "Hinweise"));
	ck_assert_ptr_nonnull(strstr(content(&prompt, 0), "Lineare Algebra {I}"));
	in.locale = "fr";
	ck_assert_int_eq(prompt_build(&prompt, db_reader(fixture_db), arena, &in), DB_OK);
	ck_assert_ptr_nonnull(strstr(content(&prompt, 0), "hints"));
}
END_TEST

/* clang-format off */
static const char *const history[] = {
	"INSERT INTO tenant VALUES ('T', 't', 'Europe/Berlin', 's', '{}', 1)",
	"INSERT INTO platform VALUES ('P', 'T', 'i', 'c', 'a', 't', NULL, 'j', 'generic', 'n', 'active', 1)",
	"INSERT INTO deployment VALUES ('D', 'P', '1', 'active', 1)",
	"INSERT INTO course VALUES ('C', 'T', 'D', '10', 'x', 'x', 1)",
	"INSERT INTO activity (id, course_id, kind, title, status, created_s) VALUES ('A', 'C', 'tutor', 'x', 'active', 1)",
	"INSERT INTO conversation VALUES ('V', 'A', 'anna', 'main', 'x', 1, 1, NULL)",
};
/* clang-format on */

static enum db_status write_history(struct db_conn *tx, void *arg)
{
	char answer[201];
	enum db_status status = DB_OK;

	(void)arg;
	memset(answer, 'a', 200);
	answer[200] = '\0';
	for (size_t i = 0; i < sizeof(history) / sizeof(history[0]) && status == DB_OK;
	     i++)
		status = db_exec(tx, history[i], "");
	for (int64_t place = 1; place <= 30 && status == DB_OK; place++) {
		char id[8], question[32];

		snprintf(id, sizeof(id), "t%d", (int)place);
		snprintf(question, sizeof(question), "question %d", (int)place);
		status = db_exec(
			tx,
			"INSERT INTO turn (id, conversation_id, person, request, place, "
			"status, question, answer, reasoning, finish, input_tokens, "
			"output_tokens, exact, node, created_s) VALUES ($1, 'V', 'anna', "
			"$1, "
			"$2, $3, $4, $5, '', '', 0, 0, 0, '', 1)",
			"tittt", id, place, place == 30 ? "failed" : "done", question,
			answer);
	}
	return status;
}

START_TEST(the_newest_turns_that_fit_are_sent_oldest_first)
{
	AUTO_ARENA *arena = arena_new(1 << 20);
	struct prompt_input in = input();
	struct prompt prompt;

	ck_assert_int_eq(db_write(fixture_db, write_history, NULL), DB_OK);
	in.conversation = "V";
	in.memory_tokens = 1000;
	ck_assert_int_eq(prompt_build(&prompt, db_reader(fixture_db), arena, &in), DB_OK);
	ck_assert_uint_ge(prompt.turns, 2);
	ck_assert_uint_lt(prompt.turns, 29);
	ck_assert_uint_eq(prompt.turns + prompt.turns_left_out,
			  29); /* the failed one is no memory */
	ck_assert_uint_eq(prompt.count, 2 + 2 * prompt.turns);
	ck_assert_str_eq(content(&prompt, prompt.count - 3), "question 29");
	ck_assert_str_eq(content(&prompt, prompt.count - 1), "Was ist ein Ring?");
}
END_TEST

START_TEST(a_small_window_leaves_room_for_the_answer)
{
	AUTO_ARENA *arena = arena_new(1 << 20);
	struct prompt_input in = input();
	struct prompt prompt;

	ck_assert_int_eq(db_write(fixture_db, write_history, NULL), DB_OK);
	in.conversation = "V";
	in.context_tokens = 512;
	in.output_tokens = 256;
	ck_assert_int_eq(prompt_build(&prompt, db_reader(fixture_db), arena, &in), DB_OK);
	ck_assert_int_le(prompt.tokens, 256);
}
END_TEST

static Suite *prompt_suite(void)
{
	Suite *suite = suite_create("prompt");
	TCase *tests = tcase_create("prompt");

	tcase_add_checked_fixture(tests, fixture_setup, fixture_teardown);
	tcase_add_loop_test(tests, variables_are_filled_in_and_other_braces_left_alone, 0,
			    sizeof(variables) / sizeof(variables[0]));
	tcase_add_test(tests, the_courses_prompt_comes_before_the_activitys);
	tcase_add_test(tests,
		       without_a_prompt_the_tutor_gives_hints_in_the_students_language);
	tcase_add_test(tests, the_newest_turns_that_fit_are_sent_oldest_first);
	tcase_add_test(tests, a_small_window_leaves_room_for_the_answer);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(prompt_suite(), argc, argv);
}
