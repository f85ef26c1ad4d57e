/* The live protocol: hello, questions and their refusals, on a real store. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/tutor/fake_relay.h"
#include "bridge/tutor/house.h"
#include "bridge/store/fixture.h"

static struct house house;
static struct browser anna;

static void setup(void)
{
	house_open(&house);
	browser_open(&anna, &house);
}

static void teardown(void)
{
	browser_close(&anna);
	house_close(&house);
}

static const char *problem_type(struct json_object *failed)
{
	return json_text(json_object_of(failed, "problem"), "type");
}

static int64_t output_of(struct json_object *done)
{
	return json_int(json_object_of(done, "usage"), "output_tokens", -1);
}

/* --- hello -------------------------------------------------------------------------------- */

START_TEST(hello_with_an_unknown_session_is_refused)
{
	browser_say(&anna, "{\"type\":\"hello\",\"session\":\"nobody\"}");
	ck_assert_str_eq(problem_type(browser_wait(&anna, "failed", 0)),
			 "/problems/session-ended");
	ck_assert(anna.ended);
}
END_TEST

START_TEST(nothing_may_be_asked_before_hello)
{
	browser_say(&anna, "{\"type\":\"ask\",\"request\":\"r1\",\"text\":\"Hello\"}");
	ck_assert_str_eq(problem_type(browser_wait(&anna, "failed", 0)),
			 "/problems/session-ended");
	ck_assert_uint_eq(fake_relay_count, 0);
}
END_TEST

/* clang-format off */
static const char *const not_messages[] = {
	"", "null", "[]", "{}", "{\"type\":7}", "{\"type\":\"shout\"}", "{\"type\":\"ask\"",
	"{\"type\":\"hello\"} and more", "\xff\xfe",
};
/* clang-format on */

START_TEST(what_is_no_message_is_answered_and_changes_nothing)
{
	live_message(anna.owner, not_messages[_i], strlen(not_messages[_i]));
	ck_assert_str_eq(problem_type(browser_wait(&anna, "failed", 0)),
			 "/problems/message-invalid");
	ck_assert(!anna.ended);
}
END_TEST

/* --- ask ---------------------------------------------------------------------------------- */

START_TEST(an_answer_streams_and_is_settled_by_the_backends_report)
{
	struct json_object *done;
	const char *turn;

	browser_hello(&anna, "anna");
	turn = browser_ask(&anna, "r1", "What is recursion?");
	ck_assert_ptr_nonnull(strstr(fake_relay_last()->body, "What is recursion?"));
	fake_delta(fake_relay_last(), "A function that ");
	fake_delta(fake_relay_last(), "calls \\\"itself\\\" – until\nit does not.");
	fake_end(fake_relay_last(), RELAY_FINISHED, 31, 12);

	done = browser_wait(&anna, "done", 0);
	ck_assert_str_eq(json_text(done, "turn"), turn);
	ck_assert_str_eq(json_text(done, "status"), "done");
	ck_assert_str_eq(json_text(done, "finish"), "stop");
	ck_assert_int_eq(output_of(done), 12);
	ck_assert(json_flag(json_object_of(done, "usage"), "exact", false));
	ck_assert_str_eq(browser_answer(&anna, turn),
			 "A function that calls \\\"itself\\\" – until\nit does not.");
	ck_assert_str_eq(house_text(&house, "SELECT answer FROM turn"),
			 browser_answer(&anna, turn));
	ck_assert_int_eq(house_number(&house,
				      "SELECT input_tokens + output_tokens FROM ledger "
				      "WHERE kind = 'settle' AND exact = 1"),
			 43);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM reservation"), 0);
}
END_TEST

START_TEST(the_backend_gets_texts_and_nothing_that_names_a_person_or_course_id)
{
	static const char *const secrets[] = {"anna", "\"C\"", "\"A\"", "\"T\"", "user"};

	house_policy(&house, "course", "{\"system_prompt\":\"Course {course_title}\"}");
	house_policy(&house, "activity", "{\"system_prompt\":\"In {language} {name}\"}");
	browser_hello(&anna, "anna");
	browser_ask(&anna, "r1", "Hi");
	ck_assert_ptr_nonnull(
		strstr(fake_relay_last()->body,
		       "Course Introduction to Programming\\n\\nIn English {name}"));
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (strcmp(secrets[i], "user") != 0)
			ck_assert_ptr_null(strstr(fake_relay_last()->body, secrets[i]));
	ck_assert_ptr_null(strstr(fake_relay_last()->body, "\"user\":"));
}
END_TEST

START_TEST(what_came_together_is_sent_together_and_at_once)
{
	struct json_object *delta;
	size_t from;

	browser_hello(&anna, "anna");
	browser_ask(&anna, "r1", "Go on");
	from = anna.count;
	fake_delta(fake_relay_last(), "Two ");
	fake_delta(fake_relay_last(), "words");
	ck_assert_uint_eq(anna.count, from);
	fake_rest(fake_relay_last());
	ck_assert_uint_eq(anna.count,
			  from + 1); /* before the end, of which nobody knows */
	delta = browser_find(&anna, "delta", from);
	ck_assert_str_eq(json_text(delta, "text"), "Two words");
	fake_rest(fake_relay_last());
	ck_assert_uint_eq(anna.count, from + 1); /* nothing new, no frame */
	fake_end(fake_relay_last(), RELAY_FINISHED, 5, 2);
	browser_wait(&anna, "done", from);
}
END_TEST

START_TEST(the_same_request_id_never_runs_twice)
{
	const char *turn;
	size_t from;

	browser_hello(&anna, "anna");
	turn = browser_ask(&anna, "same", "Once");
	fake_delta(fake_relay_last(), "The answer");
	from = anna.count;
	browser_say(&anna, "{\"type\":\"ask\",\"request\":\"same\",\"text\":\"Once\"}");
	ck_assert_str_eq(json_text(browser_wait(&anna, "queued", from), "turn"), turn);
	fake_end(fake_relay_last(), RELAY_FINISHED, 5, 2);
	browser_wait(&anna, "done", from);

	from = anna.count;
	browser_say(&anna, "{\"type\":\"ask\",\"request\":\"same\",\"text\":\"Once\"}");
	ck_assert_str_eq(json_text(browser_wait(&anna, "done", from), "turn"), turn);
	ck_assert_str_eq(json_text(browser_find(&anna, "delta", from), "text"),
			 "The answer");
	ck_assert_uint_eq(fake_relay_count, 1);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM turn"), 1);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM ledger"), 2);
}
END_TEST

/* clang-format off */
static const struct {
	const char *what, *message, *problem;
} refused[] = {
	{ "no request id",   "{\"type\":\"ask\",\"text\":\"x\"}", "/problems/request-invalid" },
	{ "a strange id",    "{\"type\":\"ask\",\"request\":\"a b\",\"text\":\"x\"}", "/problems/request-invalid" },
	{ "no text",         "{\"type\":\"ask\",\"request\":\"r\"}", "/problems/question-empty" },
	{ "only spaces",     "{\"type\":\"ask\",\"request\":\"r\",\"text\":\" \\n\"}", "/problems/question-empty" },
	{ "a foreign thread","{\"type\":\"ask\",\"request\":\"r\",\"text\":\"x\",\"conversation\":\"zz\"}", "/problems/not-found" },
};
/* clang-format on */

START_TEST(a_faulty_question_is_refused_with_its_reason)
{
	size_t from;

	browser_hello(&anna, "anna");
	from = anna.count;
	live_message(anna.owner, refused[_i].message, strlen(refused[_i].message));
	ck_assert_str_eq(problem_type(browser_wait(&anna, "failed", from)),
			 refused[_i].problem);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM ledger"), 0);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM turn"), 0);
}
END_TEST

START_TEST(a_question_of_a_megabyte_is_refused)
{
	static char text[70000];
	size_t from;

	memset(text, 'x', sizeof(text) - 1);
	browser_hello(&anna, "anna");
	from = anna.count;
	browser_say(&anna, "{\"type\":\"ask\",\"request\":\"r\",\"text\":\"%s\"}", text);
	ck_assert_str_eq(problem_type(browser_wait(&anna, "failed", from)),
			 "/problems/question-too-long");
}
END_TEST

START_TEST(the_third_question_of_two_is_refused_with_its_refill)
{
	struct json_object *problem;
	size_t from;

	house_policy(&house, "course",
		     "{\"quotas\":[{\"scope\":\"user\",\"role\":\"student\",\"metric\":"
		     "\"requests\","
		     "\"window\":\"day\",\"value\":2}]}");
	browser_hello(&anna, "anna");
	for (int i = 0; i < 2; i++) {
		from = anna.count;
		browser_ask(&anna, i ? "r2" : "r1", "Question");
		fake_end(fake_relay_last(), RELAY_FINISHED, 5, 2);
		browser_wait(&anna, "done", from);
	}
	from = anna.count;
	browser_say(&anna, "{\"type\":\"ask\",\"request\":\"r3\",\"text\":\"Question\"}");
	problem = json_object_of(browser_wait(&anna, "failed", from), "problem");
	ck_assert_str_eq(json_text(problem, "type"), "/problems/quota-exceeded");
	ck_assert_int_eq(json_int(problem, "limit", -1), 2);
	ck_assert_int_eq(json_int(problem, "used", -1), 2);
	ck_assert_int_eq(json_int(problem, "remaining", -1), 0);
	ck_assert_ptr_nonnull(json_text(problem, "resets_at"));
	ck_assert_uint_eq(fake_relay_count, 2);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM turn"), 2);
}
END_TEST

START_TEST(without_a_backend_the_question_is_not_counted)
{
	size_t from;

	fake_models = 0;
	browser_hello(&anna, "anna");
	from = anna.count;
	browser_say(&anna, "{\"type\":\"ask\",\"request\":\"r1\",\"text\":\"Hello\"}");
	ck_assert_str_eq(problem_type(browser_wait(&anna, "failed", from)),
			 "/problems/backend-unavailable");
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM ledger"), 0);
}
END_TEST

START_TEST(the_conversation_so_far_is_sent_along)
{
	struct json_object *done;
	size_t from;

	browser_hello(&anna, "anna");
	browser_ask(&anna, "r1", "First question");
	fake_delta(fake_relay_last(), "First answer");
	fake_end(fake_relay_last(), RELAY_FINISHED, 5, 2);
	done = browser_wait(&anna, "done", 0);
	from = anna.count;
	browser_say(&anna,
		    "{\"type\":\"ask\",\"request\":\"r2\",\"text\":\"Second\","
		    "\"conversation\":\"%s\"}",
		    json_text(done, "conversation"));
	browser_wait(&anna, "queued", from);
	ck_assert_ptr_nonnull(strstr(fake_relay_last()->body, "First question"));
	ck_assert_ptr_nonnull(strstr(fake_relay_last()->body, "First answer"));
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM conversation"), 1);
}
END_TEST

static Suite *live_suite(void)
{
	Suite *suite = suite_create("live");
	TCase *tests = tcase_create("live");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, what_came_together_is_sent_together_and_at_once);
	tcase_add_test(tests, hello_with_an_unknown_session_is_refused);
	tcase_add_test(tests, nothing_may_be_asked_before_hello);
	tcase_add_loop_test(tests, what_is_no_message_is_answered_and_changes_nothing, 0,
			    sizeof(not_messages) / sizeof(not_messages[0]));
	tcase_add_test(tests, an_answer_streams_and_is_settled_by_the_backends_report);
	tcase_add_test(
		tests,
		the_backend_gets_texts_and_nothing_that_names_a_person_or_course_id);
	tcase_add_test(tests, the_same_request_id_never_runs_twice);
	tcase_add_loop_test(tests, a_faulty_question_is_refused_with_its_reason, 0,
			    sizeof(refused) / sizeof(refused[0]));
	tcase_add_test(tests, a_question_of_a_megabyte_is_refused);
	tcase_add_test(tests, the_third_question_of_two_is_refused_with_its_refill);
	tcase_add_test(tests, without_a_backend_the_question_is_not_counted);
	tcase_add_test(tests, the_conversation_so_far_is_sent_along);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(live_suite(), argc, argv);
}
