/* The pure rules: Retry-After, the breaker, verdicts, model lists. */
#include <string.h>

#include "backend/breaker.h"
#include "backend/models.h"
#include "backend/probe.h"
#include "backend/retry_after.h"
#include "backend/verdict.h"
#include "base/text.h"
#include "check_main.h"

#define NOW_S 1795225545 /* Sat, 21 Nov 2026 01:45:45 GMT */

/* clang-format off */
static const struct {
	const char *value;
	unsigned seconds;
} retries[] = {
	{ NULL, 0 }, { "", 0 }, { "0", 0 }, { "1", 1 }, { "120", 120 }, { " 7 ", 7 },
	{ "\t7", 7 }, { "86400", 86400 }, { "86401", 86400 }, { "999999999", 86400 },
	{ "99999999999999999999999", 86400 }, { "-5", 0 }, { "+5", 0 }, { "1.5", 0 },
	{ "5s", 0 }, { "5 5", 0 }, { "soon", 0 },
	{ "Sat, 21 Nov 2026 01:45:50 GMT", 5 },
	{ "Sat, 21 Nov 2026 01:45:45 GMT", 0 },
	{ "Sat, 21 Nov 2026 01:45:00 GMT", 0 },
	{ "Xyz, 21 Nov 2026 01:45:50 GMT", 5 }, /* nobody needs the weekday */
	{ "Sat, 21 Nov 2027 21:45:50 GMT", 86400 },
	{ "Sat, 21 Nov 2026 01:45:50 UTC", 0 },
	{ "Sat, 21 Nov 2026 24:45:50 GMT", 0 },
	{ "Sat, 21 Nov 2026 01:60:50 GMT", 0 },
	{ "Sat, 00 Nov 2026 01:45:50 GMT", 0 },
	{ "Sat, 32 Nov 2026 01:45:50 GMT", 0 },
	{ "Sat, 21 Nox 2026 01:45:50 GMT", 0 },
	{ "Sat, 21 Nov 2026 01:45:50 GMT ", 0 },
	{ "Saturday, 21-Nov-26 01:45:50 GMT", 0 }, /* RFC 850: nobody sends it any more */
	{ "Sat Nov 21 01:45:50 2026", 0 },
};
/* clang-format on */

START_TEST(retry_after_is_read_strictly)
{
	ck_assert_uint_eq(retry_after_s(retries[_i].value, NOW_S), retries[_i].seconds);
}
END_TEST

/* The breaker */

static struct breaker breaker;

static void fail_times(int times, int64_t now_ms)
{
	for (int i = 0; i < times; i++) {
		breaker_enter(&breaker, now_ms);
		breaker_failed(&breaker, now_ms);
	}
}

static void setup_breaker(void)
{
	breaker_init(&breaker, 3, 100, 350);
}

START_TEST(failures_in_a_row_open_the_breaker)
{
	fail_times(2, 0);
	breaker_succeeded(&breaker);
	fail_times(2, 0);
	ck_assert(breaker_allows(&breaker, 0));
	fail_times(1, 0);
	ck_assert(!breaker_allows(&breaker, 99));
	ck_assert_int_eq(breaker_state(&breaker, 99), BREAKER_OPEN);
	ck_assert_int_eq(breaker_state(&breaker, 100), BREAKER_HALF_OPEN);
}
END_TEST

START_TEST(half_open_lets_one_request_through)
{
	fail_times(3, 0);
	ck_assert(breaker_allows(&breaker, 100));
	breaker_enter(&breaker, 100);
	ck_assert(!breaker_allows(&breaker, 100));
	breaker_succeeded(&breaker);
	ck_assert_int_eq(breaker_state(&breaker, 100), BREAKER_CLOSED);
	ck_assert(breaker_allows(&breaker, 100));
	fail_times(2, 100); /* the count begins anew */
	ck_assert(breaker_allows(&breaker, 100));
}
END_TEST

START_TEST(a_failed_trial_opens_it_for_twice_as_long_up_to_the_most)
{
	fail_times(3, 0);
	fail_times(1, 100);
	ck_assert(!breaker_allows(&breaker, 299));
	ck_assert(breaker_allows(&breaker, 300));
	fail_times(1, 300);
	ck_assert(!breaker_allows(&breaker, 649));
	ck_assert(breaker_allows(&breaker, 650));
	breaker_enter(&breaker, 650);
	breaker_succeeded(&breaker);
	fail_times(3, 700);
	ck_assert(breaker_allows(&breaker, 800)); /* short again */
}
END_TEST

START_TEST(a_cancelled_trial_says_nothing)
{
	fail_times(3, 0);
	breaker_enter(&breaker, 100);
	breaker_left(&breaker);
	ck_assert_int_eq(breaker_state(&breaker, 100), BREAKER_HALF_OPEN);
	ck_assert(breaker_allows(&breaker, 100));
}
END_TEST

START_TEST(late_news_of_older_requests_does_not_close_it)
{
	fail_times(3, 0);
	breaker_succeeded(&breaker);
	ck_assert(!breaker_allows(&breaker, 50));
	breaker_failed(&breaker, 60); /* nor open it for longer */
	ck_assert(breaker_allows(&breaker, 100));
}
END_TEST

/* Verdicts */

/* clang-format off */
static const struct {
	const char *what;
	struct failure failure;
	enum relay_end end;
	enum remedy remedy;
	bool blame, cool;
} verdicts[] = {
	{ "no connection", { .end = UPSTREAM_UNREACHABLE }, RELAY_UNAVAILABLE, REMEDY_ELSEWHERE, true, false },
	{ "silence", { .end = UPSTREAM_BROKEN, .silent = true, .status = 200 }, RELAY_UNAVAILABLE, REMEDY_ELSEWHERE, true, false },
	{ "a dead kept connection", { .end = UPSTREAM_BROKEN, .reused = true }, RELAY_UNAVAILABLE, REMEDY_FRESH, false, false },
	{ "a dead new connection", { .end = UPSTREAM_BROKEN }, RELAY_UNAVAILABLE, REMEDY_AGAIN, true, false },
	{ "an empty stream", { .status = 200 }, RELAY_UNAVAILABLE, REMEDY_AGAIN, true, false },
	{ "a redirect", { .status = 302 }, RELAY_REFUSED, REMEDY_ELSEWHERE, true, false },
	{ "a bad request", { .status = 400 }, RELAY_REFUSED, REMEDY_NONE, false, false },
	{ "a prompt too long", { .status = 400, .error.fault = FAULT_TOO_LONG }, RELAY_TOO_LONG, REMEDY_NONE, false, false },
	{ "a crash that speaks of the context", { .status = 500, .error.fault = FAULT_TOO_LONG }, RELAY_UNAVAILABLE, REMEDY_AGAIN, true, false },
	{ "an unknown option", { .status = 422, .error.fault = FAULT_OPTION }, RELAY_REFUSED, REMEDY_PLAIN, false, false },
	{ "a wrong key", { .status = 401 }, RELAY_REFUSED, REMEDY_ELSEWHERE, true, false },
	{ "no money", { .status = 402 }, RELAY_UNAVAILABLE, REMEDY_ELSEWHERE, false, true },
	{ "no rights", { .status = 403 }, RELAY_REFUSED, REMEDY_ELSEWHERE, true, false },
	{ "no such model", { .status = 404 }, RELAY_REFUSED, REMEDY_ELSEWHERE, false, false },
	{ "a timeout of its own", { .status = 408 }, RELAY_UNAVAILABLE, REMEDY_AGAIN, false, false },
	{ "too large", { .status = 413 }, RELAY_TOO_LONG, REMEDY_NONE, false, false },
	{ "too many", { .status = 429 }, RELAY_BUSY, REMEDY_AGAIN, false, true },
	{ "an account used up", { .status = 429, .error.fault = FAULT_QUOTA }, RELAY_UNAVAILABLE, REMEDY_ELSEWHERE, false, true },
	{ "too many, of a long text", { .status = 429, .error.fault = FAULT_OPTION }, RELAY_BUSY, REMEDY_AGAIN, false, true },
	{ "a crash", { .status = 500 }, RELAY_UNAVAILABLE, REMEDY_AGAIN, true, false },
	{ "a proxy without backend", { .status = 502 }, RELAY_UNAVAILABLE, REMEDY_AGAIN, true, false },
	{ "overload", { .status = 503 }, RELAY_UNAVAILABLE, REMEDY_AGAIN, true, false },
	{ "an odd status", { .status = 599 }, RELAY_UNAVAILABLE, REMEDY_AGAIN, true, false },
};
/* clang-format on */

START_TEST(a_failure_has_its_verdict)
{
	struct verdict verdict = verdict_of(&verdicts[_i].failure);

	ck_assert_msg(verdict.end == verdicts[_i].end, "%s: end %d", verdicts[_i].what,
		      verdict.end);
	ck_assert_msg(verdict.remedy == verdicts[_i].remedy, "%s: remedy %d",
		      verdicts[_i].what, verdict.remedy);
	ck_assert_msg(verdict.blame == verdicts[_i].blame, "%s: blame",
		      verdicts[_i].what);
	ck_assert_msg(verdict.cool == verdicts[_i].cool, "%s: cool", verdicts[_i].what);
}
END_TEST

START_TEST(a_crash_is_tried_once_more_and_an_overload_twice)
{
	struct failure failure = {.status = 500};

	ck_assert_uint_eq(verdict_of(&failure).attempts_max, 2);
	failure.status = 503;
	ck_assert_uint_eq(verdict_of(&failure).attempts_max, 3);
}
END_TEST

/* Models */

/* clang-format off */
static const struct {
	const char *body;
	bool fine;
	size_t count;
	const char *first;
	unsigned context_tokens;
} lists[] = {
	{ "{\"object\":\"list\",\"data\":[{\"id\":\"a b/c\",\"max_model_len\":8192}]}", true, 1, "a b/c", 8192 },
	{ "{\"models\":[{}],\"data\":[{\"id\":\"l\",\"meta\":{\"n_ctx\":512,\"n_ctx_train\":9}}]}", true, 1, "l", 512 },
	{ "{\"data\":[{\"id\":\"o\",\"owned_by\":\"library\"}]}", true, 1, "o", 0 },
	{ "{\"data\":[{\"id\":\"x\"},{\"id\":\"x\"},{\"id\":\"y\"}]}", true, 2, "x", 0 },
	{ "{\"data\":[{\"id\":\"x\",\"max_model_len\":-1}]}", true, 1, "x", 0 },
	{ "{\"data\":[{\"id\":\"x\",\"max_model_len\":99999999999}]}", true, 1, "x", 0 },
	{ "{\"data\":[]}", true, 0, NULL, 0 },
	{ "{\"data\":[{},{\"id\":null},{\"id\":\"\"},{\"id\":\"a\\nb\"},{\"id\":\"a;b\"},7]}", true, 0, NULL, 0 },
	{ "{\"data\":{}}", false, 0, NULL, 0 },
	{ "{}", false, 0, NULL, 0 },
	{ "[]", false, 0, NULL, 0 },
	{ "<html>", false, 0, NULL, 0 },
	{ "", false, 0, NULL, 0 },
};

static const struct {
	const char *ids;
	size_t count;
	const char *last;
} splits[] = {
	{ "", 0, NULL },
	{ "one", 1, "one" },
	{ " one ; my model ;; ", 2, "my model" },
	{ ";;", 0, NULL },
};

static const struct {
	int status;
	const char *body;
	enum probe_finding finding;
} findings[] = {
	{ 200, "{\"data\":[]}", PROBE_LISTS },
	{ 200, "<html>", PROBE_STRANGE },
	{ 302, "", PROBE_STRANGE },
	{ 401, "", PROBE_KEY_REFUSED },
	{ 403, "", PROBE_KEY_REFUSED },
	{ 404, "", PROBE_ANSWERS },
	{ 405, "", PROBE_ANSWERS },
	{ 429, "", PROBE_NOT_READY },
	{ 501, "", PROBE_ANSWERS },
	{ 503, "", PROBE_NOT_READY },
};
/* clang-format on */

static struct arena *arena;

static void setup_arena(void)
{
	arena = arena_new(4 * MIB);
}

static void teardown_arena(void)
{
	arena_free(arena);
}

START_TEST(a_model_list_is_read_in_every_shape)
{
	struct model_list list;

	ck_assert_int_eq(
		models_read(&list, arena, lists[_i].body, strlen(lists[_i].body)),
		lists[_i].fine);
	ck_assert_uint_eq(list.count, lists[_i].count);
	if (!lists[_i].first)
		return;
	ck_assert_str_eq(list.models[0].id, lists[_i].first);
	ck_assert_uint_eq(list.models[0].context_tokens, lists[_i].context_tokens);
}
END_TEST

START_TEST(a_long_model_list_is_cut)
{
	struct buf body;
	struct model_list list;

	buf_init(&body, MIB);
	ck_assert(buf_add_text(&body, "{\"data\":["));
	for (int i = 0; i < MODELS_MAX + 100; i++)
		ck_assert(buf_printf(&body, "%s{\"id\":\"m%d\"}", i ? "," : "", i));
	ck_assert(buf_add_text(&body, "]}"));
	ck_assert(models_read(&list, arena, body.bytes, body.len));
	ck_assert_uint_eq(list.count, MODELS_MAX);
	buf_clear(&body);
}
END_TEST

START_TEST(the_configs_models_are_split)
{
	struct model_list list;

	models_split(&list, arena, splits[_i].ids);
	ck_assert_uint_eq(list.count, splits[_i].count);
	if (list.count)
		ck_assert_str_eq(list.models[list.count - 1].id, splits[_i].last);
}
END_TEST

START_TEST(an_answer_to_a_probe_has_its_finding)
{
	struct model_list list;

	ck_assert_int_eq(probe_judge(&list, arena, findings[_i].status, findings[_i].body,
				     strlen(findings[_i].body)),
			 findings[_i].finding);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rules");
	TCase *pure = tcase_create("pure"), *breakers = tcase_create("breaker"),
	      *models = tcase_create("models");

	suite_add_tcase(suite, pure);
	tcase_add_loop_test(pure, retry_after_is_read_strictly, 0, ARRAY_LEN(retries));
	tcase_add_loop_test(pure, a_failure_has_its_verdict, 0, ARRAY_LEN(verdicts));
	tcase_add_test(pure, a_crash_is_tried_once_more_and_an_overload_twice);

	suite_add_tcase(suite, breakers);
	tcase_add_checked_fixture(breakers, setup_breaker, NULL);
	tcase_add_test(breakers, failures_in_a_row_open_the_breaker);
	tcase_add_test(breakers, half_open_lets_one_request_through);
	tcase_add_test(breakers,
		       a_failed_trial_opens_it_for_twice_as_long_up_to_the_most);
	tcase_add_test(breakers, a_cancelled_trial_says_nothing);
	tcase_add_test(breakers, late_news_of_older_requests_does_not_close_it);

	suite_add_tcase(suite, models);
	tcase_add_checked_fixture(models, setup_arena, teardown_arena);
	tcase_add_loop_test(models, a_model_list_is_read_in_every_shape, 0,
			    ARRAY_LEN(lists));
	tcase_add_test(models, a_long_model_list_is_cut);
	tcase_add_loop_test(models, the_configs_models_are_split, 0, ARRAY_LEN(splits));
	tcase_add_loop_test(models, an_answer_to_a_probe_has_its_finding, 0,
			    ARRAY_LEN(findings));
	return check_run(suite);
}
