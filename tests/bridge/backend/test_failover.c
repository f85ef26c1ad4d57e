/* When a backend fails: another one, the same again, or the truth. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "bridge/backend/scene.h"

/* Other backends, other tries */

/* clang-format off */
static const struct {
	const char *what;
	const char *first; /* what the first backend does, always */
	enum relay_end end;
	const char *backend;
	size_t asked_first, asked_second;
} failovers[] = {
	{ "overload goes elsewhere", "status:503", RELAY_FINISHED, "two", 1, 1 },
	{ "a crash goes elsewhere", "status:500", RELAY_FINISHED, "two", 1, 1 },
	{ "429 goes elsewhere", "status:429:60", RELAY_FINISHED, "two", 1, 1 },
	{ "a wrong key goes elsewhere", "unauthorized", RELAY_FINISHED, "two", 1, 1 },
	{ "an unknown model goes elsewhere", "no-model", RELAY_FINISHED, "two", 1, 1 },
	{ "an account used up goes elsewhere", "quota", RELAY_FINISHED, "two", 1, 1 },
	{ "an empty stream goes elsewhere", "cut:0", RELAY_FINISHED, "two", 1, 1 },
	{ "an error for a stream goes elsewhere", "error-done:0", RELAY_FINISHED, "two", 1, 1 },
	{ "HTML goes elsewhere", "html-200", RELAY_FINISHED, "two", 1, 1 },
	{ "a prompt too long does not", "context:vllm", RELAY_TOO_LONG, "one", 1, 0 },
	{ "a bad request does not", "status:400", RELAY_REFUSED, "one", 1, 0 },
	{ "nothing does after the first token", "cut:1", RELAY_BROKEN, "one", 1, 0 },
	{ "nor an error then", "error-done:1", RELAY_BROKEN, "one", 1, 0 },
};
/* clang-format on */

START_TEST(another_backend_helps_before_the_first_token_only)
{
	script_always(&script, failovers[_i].first);
	stage_backend(&stage, "one", script.url, "echo");
	stage_backend(&stage, "two", other.url, "echo")->operator_name = "Somebody else";
	stage_open(&stage);
	stage_until_probed(&stage);
	listener_hear(&listener, "echo");
	ck_assert_msg(listener.outcome.end == failovers[_i].end, "%s: %d",
		      failovers[_i].what, listener.outcome.end);
	ck_assert_str_eq(listener.backend, failovers[_i].backend);
	ck_assert_uint_eq(script_requests(&script), failovers[_i].asked_first);
	ck_assert_uint_eq(script_requests(&other), failovers[_i].asked_second);
	if (failovers[_i].end == RELAY_FINISHED)
		ck_assert_str_eq(listener.text.bytes, "You said: Hello");
	ck_assert_int_eq(stage_metrics_say(&stage, "kibridge_backend_failovers_total 1"),
			 failovers[_i].asked_second);
}
END_TEST

START_TEST(nobody_at_home_goes_elsewhere)
{
	stage_backend(&stage, "one", "http://127.0.0.1:9/v1", "echo");
	stage_backend(&stage, "two", script.url, "echo");
	stage_open(&stage);
	stage_until_probed(&stage);
	listener_hear(&listener, "echo");
	ck_assert_int_eq(listener.outcome.end, RELAY_FINISHED);
	ck_assert_str_eq(listener.backend, "two");
}
END_TEST

/* clang-format off */
static const struct {
	const char *what;
	const char *then; /* what the only backend does, in turn */
	enum relay_end end;
	size_t requests;
} tries[] = {
	{ "a crash is tried once more", "\"status:500\",\"echo\"", RELAY_FINISHED, 2 },
	{ "and not twice", "\"status:500\",\"status:500\",\"echo\"", RELAY_UNAVAILABLE, 2 },
	{ "an overload is tried twice more", "\"status:503\",\"html:502\",\"echo\"", RELAY_FINISHED, 3 },
	{ "and not for ever", "\"status:503\",\"status:503\",\"status:503\",\"echo\"", RELAY_UNAVAILABLE, 3 },
	{ "an overload that names a time is waited for", "\"status:503:1\",\"echo\"", RELAY_FINISHED, 2 },
	{ "429 is waited for", "\"status:429:1\",\"echo\"", RELAY_FINISHED, 2 },
	{ "429 with a date too", "\"status:429:date\",\"echo\"", RELAY_FINISHED, 2 },
	{ "429 without a time too", "\"status:429\",\"echo\"", RELAY_FINISHED, 2 },
	{ "a wrong key is not tried again", "\"unauthorized\",\"echo\"", RELAY_REFUSED, 1 },
	{ "an empty stream is", "\"cut:0\",\"echo\"", RELAY_FINISHED, 2 },
};
/* clang-format on */

START_TEST(the_same_backend_is_tried_again_where_that_helps)
{
	char json[256];

	snprintf(json, sizeof(json), "{\"then\":[%s]}", tries[_i].then);
	script_control(&script, json);
	stage_backend(&stage, "one", script.url, "echo");
	stage.tuning.failures_max = 10;
	stage_open(&stage);
	listener_hear(&listener, "echo");
	ck_assert_msg(listener.outcome.end == tries[_i].end, "%s: %d", tries[_i].what,
		      listener.outcome.end);
	ck_assert_uint_eq(script_requests(&script), tries[_i].requests);
	ck_assert_uint_eq(listener.ended, 1);
}
END_TEST

START_TEST(who_waits_because_of_429_is_told_a_place)
{
	script_control(&script, "{\"then\":[\"status:429:1\",\"echo\"]}");
	stage_backend(&stage, "one", script.url, "echo");
	stage_open(&stage);
	listener_hear(&listener, "echo");
	ck_assert_uint_eq(listener.places[0], 1);
	ck_assert_uint_eq(listener.started,
			  2); /* the slot that was none, and the real one */
}
END_TEST

static int64_t arrived_ms(struct json_object *log, size_t n)
{
	return json_object_get_int64(
		json_object_object_get(script_request(log, n), "at_ms"));
}

START_TEST(nobody_asks_again_before_the_time_named)
{
	struct json_object *log;

	script_control(&script, "{\"then\":[\"status:429:1\",\"echo\"]}");
	stage_backend(&stage, "one", script.url, "echo")->max_in_flight = 1;
	stage_open(&stage);
	listener_ask(&listener, "echo", "t", "c", "p");
	stage_until(&stage, &listener.started, 1);
	person_asks("echo", "c"); /* nor does anybody else */
	stage_until(&stage, &listener.ended, 1);
	stage_until(&stage, &people[0].ended, 1);
	log = script_get(&script, "/log");
	for (size_t n = 1; n < 3; n++)
		ck_assert_int_ge(arrived_ms(log, n) - arrived_ms(log, 0), 950);
	json_object_put(log);
}
END_TEST

START_TEST(a_long_retry_after_is_told_and_nobody_waits)
{
	script_always(&script, "status:429:3600");
	stage_backend(&stage, "one", script.url, "echo");
	stage_open(&stage);
	listener_hear(&listener, "echo");
	ck_assert_int_eq(listener.outcome.end, RELAY_BUSY);
	ck_assert_uint_ge(listener.outcome.retry_after_s, 3590);
	ck_assert_uint_le(listener.outcome.retry_after_s, 3600);
	listener_hear(&listener, "echo"); /* the next one does not even ask */
	ck_assert_int_eq(listener.outcome.end, RELAY_BUSY);
	ck_assert_uint_ge(listener.outcome.retry_after_s, 3590);
	ck_assert_uint_eq(script_requests(&script), 1);
}
END_TEST

START_TEST(a_breaker_opens_and_recovers)
{
	stage_backend(&stage, "one", script.url, "echo");
	stage.tuning.open_least_ms = stage.tuning.open_most_ms = 300;
	stage_open(&stage);
	script_always(&script, "status:500");
	listener_hear(&listener, "echo");
	listener_hear(&listener, "echo"); /* three failures by now */
	ck_assert_uint_eq(script_requests(&script), 3);
	listener_hear(&listener, "echo");
	ck_assert_int_eq(listener.outcome.end, RELAY_UNAVAILABLE);
	ck_assert_int_eq(listener.outcome.http_status, 0);
	ck_assert_uint_eq(script_requests(&script), 3); /* it was left alone */
	ck_assert(stage_metrics_say(&stage, "kibridge_backend_up{backend=\"one\"} 0"));

	script_always(&script, "echo");
	for (int i = 0; i < 100 && listener.outcome.end != RELAY_FINISHED; i++) {
		stage_run_ms(&stage, 20);
		listener_hear(&listener, "echo");
	}
	ck_assert_int_eq(listener.outcome.end, RELAY_FINISHED);
	ck_assert_uint_eq(script_requests(&script), 4);
	ck_assert(stage_metrics_say(&stage, "kibridge_backend_up{backend=\"one\"} 1"));
}
END_TEST

START_TEST(backends_of_one_operator_share_and_others_step_in)
{
	int first = 0, second = 0, third = 0;

	stage_backend(&stage, "one", script.url, "mute")->max_in_flight = 2;
	stage_backend(&stage, "two", other.url, "mute")->max_in_flight = 2;
	stage_backend(&stage, "three", script.url, "mute")->operator_name = "A company";
	stage_open(&stage);
	stage_until_probed(&stage);
	for (int i = 0; i < 5; i++) {
		person_asks("mute", "c");
		stage_until(&stage, &people[i].started, 1);
		first = (int)stage.backends->fleet.endpoints[0]->in_flight;
		second = (int)stage.backends->fleet.endpoints[1]->in_flight;
		third = (int)stage.backends->fleet.endpoints[2]->in_flight;
		ck_assert_int_le(first - second, 1);
		ck_assert_int_eq(third, i == 4);
	}
	ck_assert_int_eq(first + second, 4);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("failover");
	TCase *tcase = tcase_create("failover");

	suite_add_tcase(suite, tcase);
	scene_add(tcase);
	tcase_add_loop_test(tcase, another_backend_helps_before_the_first_token_only, 0,
			    ARRAY_LEN(failovers));
	tcase_add_test(tcase, nobody_at_home_goes_elsewhere);
	tcase_add_loop_test(tcase, the_same_backend_is_tried_again_where_that_helps, 0,
			    ARRAY_LEN(tries));
	tcase_add_test(tcase, who_waits_because_of_429_is_told_a_place);
	tcase_add_test(tcase, nobody_asks_again_before_the_time_named);
	tcase_add_test(tcase, a_long_retry_after_is_told_and_nobody_waits);
	tcase_add_test(tcase, a_breaker_opens_and_recovers);
	tcase_add_test(tcase, backends_of_one_operator_share_and_others_step_in);
	return check_run(suite);
}
