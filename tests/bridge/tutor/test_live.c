/* The live protocol and the life of a turn, on a real store with a scripted backend. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/tutor/fake_relay.h"
#include "bridge/tutor/house.h"

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

/* --- ends: the table of cases ---------------------------------------------------------------- */

/* clang-format off */
static const struct {
	const char *what;
	enum relay_end end;
	int deltas;
	bool reported;
	const char *problem; /* NULL: done */
	const char *kind; /* of the ledger's end */
	int64_t output;
	int exact;
} ends[] = {
	{ "finished, usage reported",       RELAY_FINISHED,    2, true,  NULL, "settle", 9, 1 },
	{ "finished, final usage missing",  RELAY_FINISHED,    2, false, NULL, "settle", 2, 0 },
	{ "cut at its reservation",         RELAY_CUT,         3, true,  NULL, "settle", 9, 1 },
	{ "error mid-stream",               RELAY_BROKEN,      2, false, "/problems/answer-broken", "settle", 2, 0 },
	{ "backend down before tokens",     RELAY_UNAVAILABLE, 0, false, "/problems/backend-unavailable", "release", 0, 0 },
	{ "backend busy",                   RELAY_BUSY,        0, false, "/problems/backend-busy", "release", 0, 0 },
	{ "prompt too long for the model",  RELAY_TOO_LONG,    0, false, "/problems/question-too-long", "release", 0, 0 },
	{ "refused by the backend",         RELAY_REFUSED,     0, false, "/problems/backend-refused", "release", 0, 0 },
};
/* clang-format on */

START_TEST(each_end_of_an_answer_is_charged_by_its_rule)
{
	struct json_object *end;
	const char *turn;

	browser_hello(&anna, "anna");
	turn = browser_ask(&anna, "r1", "Question");
	for (int i = 0; i < ends[_i].deltas; i++)
		fake_delta(fake_relay_last(), "word ");
	if (ends[_i].reported)
		fake_end(fake_relay_last(), ends[_i].end, 20, 9);
	else
		fake_end_unreported(fake_relay_last(), ends[_i].end, ends[_i].deltas);
	end = browser_wait(&anna, ends[_i].problem ? "failed" : "done", 0);
	if (ends[_i].problem)
		ck_assert_str_eq(problem_type(end), ends[_i].problem);
	ck_assert_str_eq(json_text(end, "turn"), turn);
	ck_assert_str_eq(
		house_text(&house, "SELECT kind FROM ledger WHERE kind <> 'reserve'"),
		ends[_i].kind);
	ck_assert_int_eq(house_number(&house, "SELECT output_tokens FROM turn"),
			 ends[_i].output);
	ck_assert_int_eq(house_number(&house, "SELECT exact FROM turn"), ends[_i].exact);
	ck_assert_uint_eq(strlen(house_text(&house, "SELECT answer FROM turn")),
			  5 * (size_t)ends[_i].deltas);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM reservation"), 0);
}
END_TEST

/* clang-format off */
static const struct {
	const char *what;
	bool sent;
	int deltas;
	const char *kind;
} stops[] = {
	{ "before it went upstream",         false, 0, "release" },
	{ "after send, before first token",  true,  0, "settle" },
	{ "mid-stream",                      true,  3, "settle" },
};
/* clang-format on */

START_TEST(a_stop_is_charged_by_how_far_it_came)
{
	struct json_object *done;
	const char *turn;

	browser_hello(&anna, "anna");
	turn = browser_ask(&anna, "r1", "Question");
	fake_relay_last()->on_cancel.sent = stops[_i].sent;
	for (int i = 0; i < stops[_i].deltas; i++)
		fake_delta(fake_relay_last(), "word ");
	browser_say(&anna, "{\"type\":\"stop\",\"turn\":\"%s\"}", turn);
	done = browser_wait(&anna, "done", 0);
	ck_assert(fake_relay_last()->cancelled);
	ck_assert_str_eq(json_text(done, "status"), "stopped");
	ck_assert_int_eq(output_of(done), stops[_i].deltas);
	ck_assert_str_eq(
		house_text(&house, "SELECT kind FROM ledger WHERE kind <> 'reserve'"),
		stops[_i].kind);
	ck_assert_str_eq(house_text(&house, "SELECT status FROM turn"), "stopped");
}
END_TEST

/* --- sockets come and go ---------------------------------------------------------------------- */

START_TEST(a_dropped_socket_resumes_where_it_was)
{
	struct browser again;
	const char *turn;

	browser_hello(&anna, "anna");
	turn = browser_ask(&anna, "r1", "Question");
	fake_delta(fake_relay_last(), "one ");
	browser_close(&anna);
	fake_delta(fake_relay_last(), "two ");

	browser_open(&again, &house);
	browser_hello(&again, "anna");
	ck_assert_int_eq((int)json_object_array_length(json_array_of(
				 browser_find(&again, "ready", 0), "running")),
			 1);
	browser_say(&again, "{\"type\":\"resume\",\"turn\":\"%s\",\"after\":4}", turn);
	fake_delta(fake_relay_last(), "three");
	fake_end(fake_relay_last(), RELAY_FINISHED, 5, 3);
	browser_wait(&again, "done", 0);
	ck_assert_str_eq(browser_answer(&again, turn), "two three");
	ck_assert_int_eq(json_int(browser_find(&again, "delta", 0), "seq", -1), 8);
	browser_close(&again);
}
END_TEST

START_TEST(an_answer_that_ended_meanwhile_is_told_from_the_store)
{
	struct browser again;
	const char *turn;

	browser_hello(&anna, "anna");
	turn = browser_ask(&anna, "r1", "Question");
	fake_delta(fake_relay_last(), "complete");
	fake_end(fake_relay_last(), RELAY_FINISHED, 5, 3);
	browser_wait(&anna, "done", 0);

	browser_open(&again, &house);
	browser_hello(&again, "anna");
	browser_say(&again, "{\"type\":\"resume\",\"turn\":\"%s\",\"after\":4}", turn);
	browser_wait(&again, "done", 0);
	ck_assert_str_eq(browser_answer(&again, turn), "lete");
	browser_close(&again);
}
END_TEST

START_TEST(nobody_resumes_or_stops_another_persons_turn)
{
	struct browser ben;
	const char *turn;

	browser_hello(&anna, "anna");
	turn = browser_ask(&anna, "r1", "Question");
	fake_delta(fake_relay_last(), "secret");
	browser_open(&ben, &house);
	browser_hello(&ben, "ben");
	browser_say(&ben, "{\"type\":\"stop\",\"turn\":\"%s\"}", turn);
	browser_say(&ben, "{\"type\":\"resume\",\"turn\":\"%s\",\"after\":0}", turn);
	ck_assert_str_eq(problem_type(browser_wait(&ben, "failed", 0)),
			 "/problems/not-found");
	ck_assert(!fake_relay_last()->cancelled);
	ck_assert_ptr_null(browser_find(&ben, "delta", 0));
	browser_close(&ben);
}
END_TEST

START_TEST(a_conversation_of_another_course_is_not_found)
{
	struct browser elsewhere;
	struct json_object *queued;

	browser_hello(&anna, "anna");
	browser_ask(&anna, "r1", "Question");
	queued = browser_find(&anna, "queued", 0);
	browser_open(&elsewhere, &house);
	browser_say(&elsewhere, "{\"type\":\"hello\",\"session\":\"%s\"}",
		    house_foreign_token(&house, "anna"));
	browser_wait(&elsewhere, "ready", 0);
	browser_say(&elsewhere,
		    "{\"type\":\"ask\",\"request\":\"r9\",\"text\":\"x\","
		    "\"conversation\":\"%s\"}",
		    json_text(queued, "conversation"));
	ck_assert_str_eq(problem_type(browser_wait(&elsewhere, "failed", 0)),
			 "/problems/not-found");
	browser_close(&elsewhere);
}
END_TEST

static bool is_settled(void *arg)
{
	return house_number(arg, "SELECT COUNT(*) FROM ledger WHERE kind = 'settle'") ==
	       1;
}

START_TEST(a_browser_that_vanished_is_charged_what_was_delivered)
{
	house.config.grace_s = 0;
	browser_hello(&anna, "anna");
	browser_ask(&anna, "r1", "Question");
	fake_delta(fake_relay_last(), "word ");
	browser_close(&anna);
	house_run_until(&house, is_settled, &house, "the settlement");
	ck_assert(fake_relay_last()->cancelled);
	ck_assert_str_eq(
		house_text(&house, "SELECT reason FROM ledger WHERE kind = 'settle'"),
		"gone");
	ck_assert_str_eq(house_text(&house, "SELECT answer FROM turn"), "word ");
}
END_TEST

START_TEST(a_slow_browser_gets_fewer_and_larger_pieces)
{
	const char *turn;
	size_t before;

	browser_hello(&anna, "anna");
	turn = browser_ask(&anna, "r1", "Question");
	fake_delta(fake_relay_last(), "a");
	anna.choked = 1000;
	before = anna.count;
	for (int i = 0; i < 100; i++)
		fake_delta(fake_relay_last(), "b");
	ck_assert_uint_eq(anna.count, before);
	anna.choked = 0;
	anna.sink.drained(anna.sink.owner);
	ck_assert_uint_eq(anna.count, before + 1);
	fake_end(fake_relay_last(), RELAY_FINISHED, 5, 101);
	browser_wait(&anna, "done", 0);
	ck_assert_uint_eq(strlen(browser_answer(&anna, turn)), 101);
}
END_TEST

/* --- rules change ------------------------------------------------------------------------------ */

START_TEST(an_exam_lock_ends_running_answers_and_is_told)
{
	struct json_object *done;
	size_t from;

	browser_hello(&anna, "anna");
	browser_ask(&anna, "r1", "Question");
	fake_delta(fake_relay_last(), "so far");
	from = anna.count;
	house_policy(&house, "course", "{\"exam_lock\":true}");
	done = browser_wait(&anna, "done", from);
	ck_assert_str_eq(json_text(done, "finish"), "closed");
	ck_assert_str_eq(
		json_text(json_object_of(browser_wait(&anna, "policy", from), "gate"),
			  "state"),
		"exam");
	ck_assert_str_eq(house_text(&house, "SELECT answer FROM turn"), "so far");

	from = anna.count;
	browser_say(&anna, "{\"type\":\"ask\",\"request\":\"r2\",\"text\":\"Again\"}");
	ck_assert_str_eq(problem_type(browser_wait(&anna, "failed", from)),
			 "/problems/exam-locked");
}
END_TEST

START_TEST(a_lecturers_test_uses_its_draft_and_its_own_pool)
{
	struct browser lea;

	house_policy(&house, "course",
		     "{\"exam_lock\":true,\"quotas\":[{\"scope\":\"user\",\"metric\":"
		     "\"requests\","
		     "\"window\":\"day\",\"value\":0}]}");
	browser_open(&lea, &house);
	browser_hello(&lea, "lea");
	browser_say(
		&lea,
		"{\"type\":\"ask\",\"request\":\"p1\",\"text\":\"Try\",\"preview\":true,"
		"\"draft\":{\"activity_prompt\":\"Speak like a pirate\"}}");
	browser_wait(&lea, "queued", 0);
	ck_assert_ptr_nonnull(strstr(fake_relay_last()->body, "Speak like a pirate"));
	fake_end(fake_relay_last(), RELAY_FINISHED, 5, 3);
	browser_wait(&lea, "done", 0);
	ck_assert_str_eq(
		house_text(&house, "SELECT pool FROM ledger WHERE kind = 'settle'"),
		"preview");
	browser_close(&lea);
}
END_TEST

START_TEST(a_student_cannot_use_the_preview)
{
	size_t from;

	house_policy(&house, "course", "{\"exam_lock\":true}");
	browser_hello(&anna, "anna");
	from = anna.count;
	browser_say(&anna, "{\"type\":\"ask\",\"request\":\"p1\",\"text\":\"Try\","
			   "\"preview\":true}");
	ck_assert_str_eq(problem_type(browser_wait(&anna, "failed", from)),
			 "/problems/exam-locked");
}
END_TEST

/* --- the service stops -------------------------------------------------------------------------- */

static void set_true(void *owner)
{
	*(bool *)owner = true;
}

START_TEST(a_drain_takes_no_question_and_waits_for_answers)
{
	bool idle = false;
	size_t from;

	browser_hello(&anna, "anna");
	browser_ask(&anna, "r1", "Question");
	live_drain(house.parts.live, set_true, &idle);
	from = anna.count;
	browser_say(&anna, "{\"type\":\"ask\",\"request\":\"r2\",\"text\":\"Late\"}");
	ck_assert_str_eq(problem_type(browser_wait(&anna, "failed", from)),
			 "/problems/restarting");
	ck_assert(!idle);
	fake_end(fake_relay_last(), RELAY_FINISHED, 5, 3);
	browser_wait(&anna, "done", from);
	ck_assert(idle);
}
END_TEST

static Suite *live_suite(void)
{
	Suite *suite = suite_create("live");
	TCase *tests = tcase_create("live");

	tcase_add_checked_fixture(tests, setup, teardown);
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
	tcase_add_loop_test(tests, each_end_of_an_answer_is_charged_by_its_rule, 0,
			    sizeof(ends) / sizeof(ends[0]));
	tcase_add_loop_test(tests, a_stop_is_charged_by_how_far_it_came, 0,
			    sizeof(stops) / sizeof(stops[0]));
	tcase_add_test(tests, a_dropped_socket_resumes_where_it_was);
	tcase_add_test(tests, an_answer_that_ended_meanwhile_is_told_from_the_store);
	tcase_add_test(tests, nobody_resumes_or_stops_another_persons_turn);
	tcase_add_test(tests, a_conversation_of_another_course_is_not_found);
	tcase_add_test(tests, a_browser_that_vanished_is_charged_what_was_delivered);
	tcase_add_test(tests, a_slow_browser_gets_fewer_and_larger_pieces);
	tcase_add_test(tests, an_exam_lock_ends_running_answers_and_is_told);
	tcase_add_test(tests, a_lecturers_test_uses_its_draft_and_its_own_pool);
	tcase_add_test(tests, a_student_cannot_use_the_preview);
	tcase_add_test(tests, a_drain_takes_no_question_and_waits_for_answers);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(void)
{
	SRunner *runner = srunner_create(live_suite());
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
