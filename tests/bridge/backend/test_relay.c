/* Relays against the scripted server: every variant of the wire, and how each stream ends. */
#include <string.h>

#include "base/text.h"
#include "bridge/backend/stage.h"
#include "check_main.h"

#define RECITAL "Grüße! The \"mean\" of 2, 4\nis $\\frac{6}{2}$ = 3 🌾."

static struct script script;
static struct stage stage;
static struct listener listener;

static void start_script(void)
{
	script_start(&script);
}

static void stop_script(void)
{
	script_stop(&script);
}

static void setup(void)
{
	ck_assert_uint_ne(script.port, 0);
	script_reset(&script);
	stage_init(&stage);
	listener_init(&listener, &stage);
}

static void teardown(void)
{
	listener_clear(&listener);
	stage_close(&stage);
}

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
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("relay");
	TCase *tcase = tcase_create("relay");

	suite_add_tcase(suite, tcase);
	tcase_add_unchecked_fixture(tcase, start_script, stop_script);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, every_variant_of_the_wire_is_understood, 0,
			    ARRAY_LEN(variants));
	return check_run(suite);
}
