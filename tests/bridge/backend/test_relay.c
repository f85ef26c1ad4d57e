/* Relays against the scripted server: every variant of the wire, and how each stream ends. */
#include <string.h>

#include "base/text.h"
#include "bridge/backend/scene.h"

#define RECITAL "Grüße! The \"mean\" of 2, 4\nis $\\frac{6}{2}$ = 3 🌾."

/* clang-format off */
static const struct {
	const char *model; /* the scenario */
	const char *text;
	const char *reasoning;
	enum relay_end end;
	const char *finish;
	int64_t completion_tokens; /* -1: not looked at */
	bool reported;
} variants[] = {
	{ "echo",                   "You said: Hello",  "", RELAY_FINISHED, "stop", 3, true },
	{ "vllm",                   RECITAL,            "", RELAY_FINISHED, "stop", -1, true },
	{ "llama-server",           RECITAL,            "", RELAY_FINISHED, "stop", -1, true },
	{ "openai",                 RECITAL,            "", RELAY_FINISHED, "stop", -1, true },
	{ "litellm",                RECITAL,            "", RELAY_FINISHED, "stop", -1, true },
	{ "ollama",                 RECITAL,            "", RELAY_FINISHED, "stop", -1, true },
	{ "whole",                  RECITAL,            "", RELAY_FINISHED, "stop", 1, true },
	{ "reasoning:reasoning",    "Three.", "Let me think.", RELAY_FINISHED, "stop", 3, true },
	{ "reasoning:reasoning_content", "Three.", "Let me think.", RELAY_FINISHED, "stop", 3, true },
	{ "reasoning:both",         "Three.", "Let me think.", RELAY_FINISHED, "stop", 3, true },
	{ "tools",                  "",                 "", RELAY_FINISHED, "tool_calls", 2, true },
	{ "usage:missing",          "One two three",    "", RELAY_FINISHED, "stop", 3, false },
	{ "usage:null",             "One two three",    "", RELAY_FINISHED, "stop", 3, false },
	{ "usage:choice",           "One two three",    "", RELAY_FINISHED, "stop", 3, true },
	{ "usage:twice",            "One two three",    "", RELAY_FINISHED, "stop", 3, true },
	{ "usage:strange",          "One two three",    "", RELAY_FINISHED, "stop", 3, false },
	{ "finish:length",          "Some text",        "", RELAY_FINISHED, "length", 2, true },
	{ "finish:content_filter",  "Some text",        "", RELAY_FINISHED, "content_filter", 2, true },
	{ "finish:<script>",        "Some text",        "", RELAY_FINISHED, "other", 2, true },
	{ "split:1",                RECITAL,            "", RELAY_FINISHED, "stop", -1, true },
	{ "split:7",                RECITAL,            "", RELAY_FINISHED, "stop", -1, true },
	{ "halves",                 "ä🌾\xef\xbf\xbd",   "", RELAY_FINISHED, "stop", -1, true },
	{ "crlf",                   "Two lines",        "", RELAY_FINISHED, "stop", 2, false },
	{ "mislabelled",            "A stream after all", "", RELAY_FINISHED, "stop", 4, true },
	{ "no-done",                "All of it",        "", RELAY_FINISHED, "stop", 3, true },
	{ "no-options",             "Plain.",           "", RELAY_FINISHED, "stop", 1, false },
	{ "garbage-between",        "Before after",     "", RELAY_FINISHED, "stop", 2, true },

	{ "cut:3",                  "la la la ",        "", RELAY_BROKEN,   "", 3, false },
	{ "no-finish",              "Half an answer",   "", RELAY_BROKEN,   "", 3, true },
	{ "error-done",             "la la ",           "", RELAY_BROKEN,   "", 2, false },
	{ "error-end",              "la la ",           "", RELAY_BROKEN,   "", 2, false },

	{ "cut:0",                  "", "", RELAY_UNAVAILABLE, "", 0, false },
	{ "error-done:0",           "", "", RELAY_UNAVAILABLE, "", 0, false },
	{ "error-end:0",            "", "", RELAY_UNAVAILABLE, "", 0, false },
	{ "garbage",                "", "", RELAY_UNAVAILABLE, "", 0, false },
	{ "html-200",               "", "", RELAY_UNAVAILABLE, "", 0, false },
	{ "endless-line",           "", "", RELAY_UNAVAILABLE, "", 0, false },
	{ "status:500",             "", "", RELAY_UNAVAILABLE, "", 0, false },
	{ "status:503",             "", "", RELAY_UNAVAILABLE, "", 0, false },
	{ "html:502",               "", "", RELAY_UNAVAILABLE, "", 0, false },
	{ "empty:504",              "", "", RELAY_UNAVAILABLE, "", 0, false },
	{ "quota",                  "", "", RELAY_UNAVAILABLE, "", 0, false },
	{ "status:429:3600",        "", "", RELAY_BUSY,        "", 0, false },
	{ "context:vllm",           "", "", RELAY_TOO_LONG,    "", 0, false },
	{ "context:llama-server",   "", "", RELAY_TOO_LONG,    "", 0, false },
	{ "context:openai",         "", "", RELAY_TOO_LONG,    "", 0, false },
	{ "context:litellm",        "", "", RELAY_TOO_LONG,    "", 0, false },
	{ "context:ollama",         "", "", RELAY_TOO_LONG,    "", 0, false },
	{ "empty:413",              "", "", RELAY_TOO_LONG,    "", 0, false },
	{ "unauthorized",           "", "", RELAY_REFUSED,     "", 0, false },
	{ "no-model",               "", "", RELAY_REFUSED,     "", 0, false },
	{ "status:400",             "", "", RELAY_REFUSED,     "", 0, false },
	{ "old-error",              "", "", RELAY_REFUSED,     "", 0, false },
	{ "huge-error",             "", "", RELAY_REFUSED,     "", 0, false },
	{ "status:302",             "", "", RELAY_REFUSED,     "", 0, false },
};
/* clang-format on */

START_TEST(every_variant_of_the_wire_is_understood)
{
	stage_backend(&stage, "one", script.url, variants[_i].model);
	stage_open(&stage);
	listener_hear(&listener, variants[_i].model);
	ck_assert_str_eq(listener.text.bytes, variants[_i].text);
	ck_assert_str_eq(listener.reasoning.bytes, variants[_i].reasoning);
	ck_assert_int_eq(listener.outcome.end, variants[_i].end);
	ck_assert_str_eq(listener.finish, variants[_i].finish);
	ck_assert_int_eq(listener.outcome.usage.reported, variants[_i].reported);
	if (variants[_i].completion_tokens >= 0)
		ck_assert_int_eq(listener.outcome.usage.completion_tokens,
				 variants[_i].completion_tokens);
	ck_assert_uint_eq(listener.ended, 1);
	ck_assert_str_eq(listener.backend, "one");
	if (listener.outcome.end == RELAY_FINISHED && listener.deltas > 1)
		ck_assert_uint_gt(listener.rested, 0); /* before the end */
}
END_TEST

/* What is sent */

static const char *header_of(struct json_object *request, const char *name)
{
	struct json_object *headers = json_object_object_get(request, "headers");

	return json_object_get_string(json_object_object_get(headers, name));
}

START_TEST(the_request_says_what_it_must_and_no_more)
{
	struct config_backend *backend = stage_backend(&stage, "one", script.url, "echo");
	struct relay_request request = {
		.id = "turn-77",
		.body = question("echo", "Hello"),
		.tenant = "secret-tenant",
		.course = "secret-course",
		.person = "secret-person",
	};
	struct json_object *log, *sent, *options;

	backend->api_key = "sk-test";
	script_control(&script, "{\"key\":\"sk-test\"}");
	json_object_object_add(request.body, "stream", json_object_new_boolean(false));
	json_object_object_add(request.body, "stream_options", NULL);
	json_object_object_add(request.body, "temperature", json_object_new_double(0.5));
	stage_open(&stage);
	listener_ask_with(&listener, &request);
	json_object_put(request.body);
	stage_until(&stage, &listener.ended, 1);
	ck_assert_int_eq(listener.outcome.end, RELAY_FINISHED);

	log = script_get(&script, "/log");
	sent = script_request(log, 0);
	ck_assert_str_eq(header_of(sent, "x-request-id"), "turn-77");
	ck_assert_str_eq(header_of(sent, "authorization"), "Bearer sk-test");
	ck_assert_str_eq(header_of(sent, "content-type"), "application/json");
	ck_assert_ptr_null(header_of(sent, "expect"));
	sent = json_object_object_get(sent, "body");
	options = json_object_object_get(sent, "stream_options");
	ck_assert(json_object_get_boolean(json_object_object_get(sent, "stream")));
	ck_assert(json_object_get_boolean(
		json_object_object_get(options, "include_usage")));
	ck_assert_double_eq(
		json_object_get_double(json_object_object_get(sent, "temperature")), 0.5);
	ck_assert_ptr_null(strstr(json_object_to_json_string(log), "secret"));
	json_object_put(log);
}
END_TEST

START_TEST(an_option_that_was_refused_is_not_sent_again)
{
	struct json_object *log;

	stage_backend(&stage, "one", script.url, "openai;no-options");
	stage_open(&stage);
	listener_hear(&listener, "openai");
	listener_hear(&listener, "openai");
	ck_assert_int_eq(listener.outcome.end, RELAY_FINISHED);
	log = script_get(&script, "/log");
	ck_assert_uint_eq(
		json_object_array_length(json_object_object_get(log, "requests")), 3);
	json_object_put(log);
}
END_TEST

START_TEST(a_backend_that_is_not_asked_for_usage_is_counted)
{
	stage_backend(&stage, "one", script.url, "echo")->ask_usage = false;
	stage_open(&stage);
	listener_hear(&listener, "echo");
	ck_assert(!listener.outcome.usage.reported);
	ck_assert_int_eq(listener.outcome.usage.completion_tokens, 3);
}
END_TEST

START_TEST(the_backends_own_names_are_told)
{
	stage_backend(&stage, "one", script.url, "ollama");
	stage_open(&stage);
	listener_hear(&listener, "ollama");
	ck_assert_str_eq(listener.upstream_id, "chatcmpl-7");
	ck_assert_str_eq(listener.model, "ollama");
	ck_assert_int_eq(listener.outcome.http_status, 200);
	ck_assert(listener.outcome.sent);
	ck_assert_uint_gt(listener.chunks, 3);
}
END_TEST

START_TEST(connections_serve_again)
{
	struct json_object *log;

	stage_backend(&stage, "one", script.url, "echo");
	stage_open(&stage);
	stage_until_probed(&stage);
	for (int i = 0; i < 5; i++) {
		listener_hear(&listener, "echo");
		ck_assert_int_eq(listener.outcome.end, RELAY_FINISHED);
	}
	log = script_get(&script, "/log");
	for (size_t i = 1; i < 5; i++)
		ck_assert(json_object_get_boolean(
			json_object_object_get(script_request(log, i), "reused")));
	json_object_put(log);
}
END_TEST

START_TEST(a_kept_connection_that_died_is_replaced)
{
	stage_backend(&stage, "one", script.url, "stale");
	stage_open(&stage);
	stage_until_probed(&stage);
	for (int i = 0; i < 3; i++) {
		listener_hear(&listener, "stale");
		ck_assert_int_eq(listener.outcome.end, RELAY_FINISHED);
	}
	ck_assert_str_eq(listener.text.bytes, "Fresh.");
	ck_assert_int_eq(stage.backends->fleet.endpoints[0]->breaker.failures, 0);
}
END_TEST

/* Time limits */

START_TEST(silence_before_the_first_byte_is_unavailable)
{
	stage_backend(&stage, "one", script.url, "mute")->first_byte_timeout_s = 1;
	stage_open(&stage);
	listener_hear(&listener, "mute");
	ck_assert_int_eq(listener.outcome.end, RELAY_UNAVAILABLE);
	ck_assert(listener.outcome.sent);
	json_object_put(script_get(&script, "/wait?cancelled=1"));
}
END_TEST

START_TEST(silence_after_it_is_a_broken_answer)
{
	stage_backend(&stage, "one", script.url, "stall:2")->idle_timeout_s = 1;
	stage_open(&stage);
	listener_hear(&listener, "stall:2");
	ck_assert_int_eq(listener.outcome.end, RELAY_BROKEN);
	ck_assert_str_eq(listener.text.bytes, "la la ");
	json_object_put(script_get(&script, "/wait?cancelled=1"));
}
END_TEST

START_TEST(silence_after_an_empty_beginning_is_unavailable)
{
	stage_backend(&stage, "one", script.url, "pings:1:3000")->idle_timeout_s = 1;
	stage_open(&stage);
	listener_hear(&listener, "pings:1:3000");
	ck_assert_int_eq(listener.outcome.end, RELAY_UNAVAILABLE);
}
END_TEST

START_TEST(comments_are_signs_of_life)
{
	struct config_backend *backend =
		stage_backend(&stage, "one", script.url, "pings:6:300");

	backend->idle_timeout_s = backend->first_byte_timeout_s = 1;
	stage_open(&stage);
	listener_hear(&listener, "pings:6:300");
	ck_assert_int_eq(listener.outcome.end, RELAY_FINISHED);
	ck_assert_str_eq(listener.text.bytes, "Awake.");
}
END_TEST

/* The owner's wishes */

START_TEST(cancelling_in_the_middle_closes_the_connection)
{
	struct json_object *log, *tokens;

	stage_backend(&stage, "one", script.url, "words:5000:2");
	stage_open(&stage);
	listener.cancel_after = 3;
	listener_ask(&listener, "words:5000:2", "t", "c", "p");
	stage_until(&stage, &listener.deltas, 3);
	stage_run_ms(&stage, 1);
	json_object_put(script_get(&script, "/wait?cancelled=1"));
	ck_assert_uint_eq(listener.ended, 0);
	ck_assert_uint_eq(listener.deltas, 3);
	ck_assert(listener.outcome.sent);
	ck_assert(listener.outcome.usage.reported); /* on every chunk */
	ck_assert_int_eq(listener.outcome.usage.completion_tokens, 3);
	log = script_get(&script, "/log");
	tokens = json_object_object_get(script_request(log, 0), "tokens");
	ck_assert_int_lt(json_object_get_int(tokens), 1000);
	json_object_put(log);
	ck_assert_uint_eq(stage.backends->fleet.endpoints[0]->in_flight, 0);
}
END_TEST

START_TEST(cancelling_before_the_first_token_tells_that_it_was_sent)
{
	struct relay_outcome outcome;

	stage_backend(&stage, "one", script.url, "mute");
	stage_open(&stage);
	listener_ask(&listener, "mute", "t", "c", "p");
	stage_until(&stage, &listener.started, 1);
	stage_run_ms(&stage, 20);
	json_object_put(script_get(&script, "/wait?open=1"));
	relay_cancel(&listener.relay, &outcome);
	ck_assert(outcome.sent);
	ck_assert_int_eq(outcome.usage.completion_tokens, 0);
	stage_run_ms(&stage, 1);
	json_object_put(script_get(&script, "/wait?cancelled=1"));
}
END_TEST

START_TEST(cancelling_at_once_sends_nothing)
{
	struct relay_outcome outcome;
	struct json_object *log;

	stage_backend(&stage, "one", script.url, "echo");
	stage_open(&stage);
	listener_ask(&listener, "echo", "t", "c", "p");
	relay_cancel(&listener.relay, &outcome);
	ck_assert_ptr_null(listener.relay);
	relay_cancel(&listener.relay, NULL); /* fine */
	ck_assert(!outcome.sent);
	ck_assert_str_eq(outcome.backend, "");
	ck_assert_str_eq(outcome.model, "echo");
	stage_run_ms(&stage, 50);
	ck_assert_uint_eq(listener.ended + listener.started, 0);
	log = script_get(&script, "/log");
	ck_assert_uint_eq(
		json_object_array_length(json_object_object_get(log, "requests")), 0);
	json_object_put(log);
}
END_TEST

START_TEST(a_stream_is_cut_at_the_limit_of_tokens)
{
	struct relay_request request = {.id = "t", .body = question("words:500:1", "Hi")};

	stage_backend(&stage, "one", script.url, "words:500:1");
	stage_open(&stage);
	request.cut_at_tokens = 40;
	listener_ask_with(&listener, &request);
	json_object_put(request.body);
	stage_until(&stage, &listener.ended, 1);
	ck_assert_int_eq(listener.outcome.end, RELAY_CUT);
	ck_assert(listener.outcome.usage.reported);
	ck_assert_int_eq(listener.outcome.usage.prompt_tokens +
				 listener.outcome.usage.completion_tokens,
			 40);
	stage_run_ms(&stage, 1);
	json_object_put(script_get(&script, "/wait?cancelled=1"));
}
END_TEST

START_TEST(a_paused_stream_waits_and_loses_nothing)
{
	unsigned before;

	stage_backend(&stage, "one", script.url, "words:5000")->idle_timeout_s = 1;
	stage_open(&stage);
	listener.pause_after_first = true;
	listener_ask(&listener, "words:5000", "t", "c", "p");
	stage_until(&stage, &listener.deltas, 1);
	stage_run_ms(&stage, 1300); /* longer than the idle limit: the silence is ours */
	before = listener.deltas;
	ck_assert_uint_lt(before, 200); /* what was in curl's hands, and no more */
	stage_run_ms(&stage, 50);
	ck_assert_uint_eq(listener.deltas, before);
	ck_assert_uint_eq(listener.ended, 0);
	relay_resume(listener.relay);
	stage_until(&stage, &listener.ended, 1);
	ck_assert_int_eq(listener.outcome.end, RELAY_FINISHED);
	ck_assert_uint_eq(listener.deltas, 5000);
}
END_TEST

START_TEST(what_is_paused_before_it_starts_stays_paused)
{
	stage_backend(&stage, "one", script.url, "echo");
	stage_open(&stage);
	listener_ask(&listener, "echo", "t", "c", "p");
	relay_pause(listener.relay);
	stage_until(&stage, &listener.started, 1);
	stage_run_ms(&stage, 100);
	ck_assert_uint_eq(listener.deltas, 0);
	relay_resume(listener.relay);
	stage_until(&stage, &listener.ended, 1);
	ck_assert_str_eq(listener.text.bytes, "You said: Hello");
}
END_TEST

START_TEST(going_down_in_the_middle_is_silent)
{
	stage_backend(&stage, "one", script.url, "words:500:2;mute")->max_in_flight = 1;
	stage_open(&stage);
	listener_ask(&listener, "words:500:2", "t", "c", "p");
	stage_until(&stage, &listener.deltas, 2);
	listener_ask(&listener, "mute", "t", "c", "p"); /* and one that waits */
	backends_free(stage.backends);
	stage.backends = NULL;
	stage_run_ms(&stage, 20);
	ck_assert_uint_eq(listener.ended, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("relay");
	TCase *tcase = tcase_create("relay");

	suite_add_tcase(suite, tcase);
	scene_add(tcase);
	tcase_add_loop_test(tcase, every_variant_of_the_wire_is_understood, 0,
			    ARRAY_LEN(variants));
	tcase_add_test(tcase, the_request_says_what_it_must_and_no_more);
	tcase_add_test(tcase, an_option_that_was_refused_is_not_sent_again);
	tcase_add_test(tcase, a_backend_that_is_not_asked_for_usage_is_counted);
	tcase_add_test(tcase, the_backends_own_names_are_told);
	tcase_add_test(tcase, connections_serve_again);
	tcase_add_test(tcase, a_kept_connection_that_died_is_replaced);
	tcase_add_test(tcase, silence_before_the_first_byte_is_unavailable);
	tcase_add_test(tcase, silence_after_it_is_a_broken_answer);
	tcase_add_test(tcase, silence_after_an_empty_beginning_is_unavailable);
	tcase_add_test(tcase, comments_are_signs_of_life);
	tcase_add_test(tcase, cancelling_in_the_middle_closes_the_connection);
	tcase_add_test(tcase, cancelling_before_the_first_token_tells_that_it_was_sent);
	tcase_add_test(tcase, cancelling_at_once_sends_nothing);
	tcase_add_test(tcase, a_stream_is_cut_at_the_limit_of_tokens);
	tcase_add_test(tcase, a_paused_stream_waits_and_loses_nothing);
	tcase_add_test(tcase, what_is_paused_before_it_starts_stays_paused);
	tcase_add_test(tcase, going_down_in_the_middle_is_silent);
	return check_run(suite);
}
