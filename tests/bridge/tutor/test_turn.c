/* How turns end and who is told: charged by their rule, followed, resumed, stopped. */
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

static enum db_status status_write(struct db_conn *tx, void *status)
{
	return db_exec(tx, "UPDATE activity SET status = $1", "t", status);
}

START_TEST(a_copied_tutor_waits_for_its_lecturer)
{
	char draft[] = "draft", active[] = "active";
	struct json_object *ready;

	ck_assert_int_eq(db_write(house.parts.db, status_write, draft), DB_OK);
	browser_hello(&anna, "anna");
	ready = browser_wait(&anna, "ready", 0);
	ck_assert_str_eq(json_text(json_object_of(ready, "gate"), "state"), "setup");
	browser_say(&anna, "{\"type\":\"ask\",\"request\":\"r1\",\"text\":\"Me?\"}");
	ck_assert_str_eq(problem_type(browser_wait(&anna, "failed", 0)),
			 "/problems/being-set-up");
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM turn"), 0);

	ck_assert_int_eq(db_write(house.parts.db, status_write, active), DB_OK);
	browser_ask(&anna, "r2", "Now?");
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

static Suite *turn_suite(void)
{
	Suite *suite = suite_create("turn");
	TCase *tests = tcase_create("turn");

	tcase_add_checked_fixture(tests, setup, teardown);
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
	tcase_add_test(tests, a_copied_tutor_waits_for_its_lecturer);
	tcase_add_test(tests, a_lecturers_test_uses_its_draft_and_its_own_pool);
	tcase_add_test(tests, a_student_cannot_use_the_preview);
	tcase_add_test(tests, a_drain_takes_no_question_and_waits_for_answers);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(turn_suite(), argc, argv);
}
