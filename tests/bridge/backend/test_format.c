/* A format that is asked for: sent along, refused, learnt. Against the scripted server. */
#include "base/text.h"
#include "bridge/backend/scene.h"

static void hear_with_format(const char *model)
{
	struct relay_request request = {
		.id = "turn-1",
		.body = question(model, "Hello"),
		.format = json_tokener_parse("{\"type\":\"json_object\"}"),
		.tenant = "t",
		.course = "c",
		.person = "p",
	};

	buf_reset(&listener.text);
	listener.ended = 0;
	listener_ask_with(&listener, &request);
	json_object_put(request.body);
	json_object_put(request.format);
	stage_until(&stage, &listener.ended, 1);
}

static bool format_was_sent(struct json_object *log, size_t n)
{
	return json_object_object_get_ex(
		json_object_object_get(script_request(log, n), "body"), "response_format",
		NULL);
}

START_TEST(a_format_is_asked_for_and_the_rest_is_sent_with_it)
{
	struct json_object *log;

	stage_backend(&stage, "one", script.url, "echo");
	stage_open(&stage);
	hear_with_format("echo");
	ck_assert_str_eq(listener.text.bytes, "You said: Hello");
	ck_assert(listener.outcome.usage.reported);
	log = script_get(&script, "/log");
	ck_assert(format_was_sent(log, 0));
	json_object_put(log);
}
END_TEST

static const char *const formless[] = {"no-format:told", "no-format:bare"};

START_TEST(a_format_that_was_refused_is_left_out_and_never_asked_for_again)
{
	struct json_object *log;

	stage_backend(&stage, "one", script.url, "no-format:told;no-format:bare");
	stage_open(&stage);
	for (int i = 0; i < 2; i++) {
		hear_with_format(formless[_i]);
		ck_assert_int_eq(listener.outcome.end, RELAY_FINISHED);
		ck_assert_str_eq(listener.text.bytes, "Free text.");
	}
	ck_assert(listener.outcome.usage.reported);
	log = script_get(&script, "/log");
	ck_assert_uint_eq(
		json_object_array_length(json_object_object_get(log, "requests")), 3);
	ck_assert(format_was_sent(log, 0));
	ck_assert(!format_was_sent(log, 1));
	ck_assert(!format_was_sent(log, 2));
	json_object_put(log);
}
END_TEST

START_TEST(a_request_that_is_bad_without_its_format_too_is_refused)
{
	stage_backend(&stage, "one", script.url, "old-error");
	stage_open(&stage);
	hear_with_format("old-error");
	ck_assert_int_eq(listener.outcome.end, RELAY_REFUSED);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("format");
	TCase *tcase = tcase_create("format");

	suite_add_tcase(suite, tcase);
	scene_add(tcase);
	tcase_add_test(tcase, a_format_is_asked_for_and_the_rest_is_sent_with_it);
	tcase_add_loop_test(
		tcase, a_format_that_was_refused_is_left_out_and_never_asked_for_again, 0,
		ARRAY_LEN(formless));
	tcase_add_test(tcase, a_request_that_is_bad_without_its_format_too_is_refused);
	return check_run(suite);
}
