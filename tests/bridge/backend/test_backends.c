/* What is known of backends: models, probes, reload, the operator's check, metrics. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "bridge/backend/scene.h"

/* Models */

static struct arena *arena;
static struct backend_model *models;

static size_t list_models(void)
{
	return backends_models(stage.backends, arena, &models);
}

START_TEST(models_are_listed_once_the_first_backends_wins)
{
	struct config_backend *one = stage_backend(&stage, "one", script.url, "*");
	struct config_backend *two = stage_backend(&stage, "two", other.url, "b c ; d");

	script_control(&script, "{\"models\":[\"a\",\"b c\"]}");
	script_control(&other, "{\"models\":[\"d\"]}");
	one->label = "Fast";
	two->operator_name = "A company";
	two->context_tokens = 77;
	arena = arena_new(MIB);
	stage_open(&stage);
	ck_assert_uint_eq(list_models(), 2); /* the config's, before anybody was asked */
	ck_assert(!models[0].available);
	stage_until_probed(&stage);
	ck_assert_uint_eq(list_models(), 3);
	ck_assert_str_eq(models[0].id, "a");
	ck_assert_str_eq(models[1].id, "b c");
	ck_assert_str_eq(models[1].backend, "one");
	ck_assert_str_eq(models[1].label, "Fast");
	ck_assert_str_eq(models[1].operator_name, "Computing centre");
	ck_assert_uint_eq(models[1].context_tokens, 8192);
	ck_assert(models[1].available);
	ck_assert_str_eq(models[2].id, "d");
	ck_assert_str_eq(models[2].operator_name, "A company");
	ck_assert_uint_eq(models[2].context_tokens, 77);
	arena_free(arena);
}
END_TEST

START_TEST(a_question_for_a_model_that_nobody_serves_is_refused)
{
	stage_backend(&stage, "one", script.url, "*");
	stage_open(&stage);
	listener_hear(&listener, "nonesuch"); /* waits for the first probe, then knows */
	ck_assert_int_eq(listener.outcome.end, RELAY_REFUSED);
	ck_assert_str_eq(listener.backend, "");
	ck_assert_uint_eq(script_requests(&script), 0);
}
END_TEST

START_TEST(the_first_question_waits_for_the_first_probe)
{
	stage_backend(&stage, "one", script.url, "*");
	stage_open(&stage);
	listener_hear(&listener, "echo");
	ck_assert_int_eq(listener.outcome.end, RELAY_FINISHED);
}
END_TEST

/* clang-format off */
static const struct {
	const char *control;
	const char *models;
	const char *key;
	bool available;
} probes[] = {
	{ "{}", "echo", "", true },
	{ "{\"models_status\":503}", "echo", "", false },
	{ "{\"models_status\":404}", "echo", "", true },
	{ "{\"models_status\":404}", "*", "", false },
	{ "{\"key\":\"right\"}", "echo", "wrong", false },
	{ "{\"key\":\"right\"}", "echo", "right", true },
};
/* clang-format on */

START_TEST(a_probe_says_whether_a_backend_is_there)
{
	stage_backend(&stage, "one", script.url, probes[_i].models)->api_key =
		probes[_i].key;
	script_control(&script, probes[_i].control);
	stage_open(&stage);
	stage_until_probed(&stage);
	listener_hear(&listener, "echo");
	ck_assert_int_eq(listener.outcome.end == RELAY_FINISHED, probes[_i].available);
}
END_TEST

START_TEST(a_backend_that_comes_back_is_found)
{
	stage_backend(&stage, "one", script.url, "echo");
	script_control(&script, "{\"models_status\":503}");
	stage_open(&stage);
	stage_until_probed(&stage);
	listener_hear(&listener, "echo");
	ck_assert_int_eq(listener.outcome.end, RELAY_UNAVAILABLE);
	script_control(&script, "{\"models_status\":null}");
	for (int i = 0; i < 100 && listener.outcome.end != RELAY_FINISHED; i++) {
		stage_run_ms(&stage, 20);
		listener_hear(&listener, "echo");
	}
	ck_assert_int_eq(listener.outcome.end, RELAY_FINISHED);
}
END_TEST

START_TEST(a_backend_too_busy_for_probes_is_not_down)
{
	stage_backend(&stage, "one", script.url, "echo");
	stage.tuning.probe_every_ms = 10;
	stage_open(&stage);
	listener_hear(&listener, "echo");
	script_control(&script, "{\"models_status\":503}");
	stage_run_ms(&stage, 200);
	ck_assert_uint_ge(stage.backends->fleet.endpoints[0]->probe_failures, 2);
	listener_hear(&listener, "echo");
	ck_assert_int_eq(listener.outcome.end, RELAY_FINISHED);
}
END_TEST

static void *list_again_and_again(void *arg)
{
	atomic_bool *over = arg;

	while (!*over) {
		AUTO_ARENA *own = arena_new(MIB);
		struct backend_model *listed;
		size_t count = backends_models(stage.backends, own, &listed);

		for (size_t i = 0; i < count; i++)
			ck_assert_str_eq(listed[i].backend, "one");
	}
	return NULL;
}

START_TEST(any_thread_may_list_models_meanwhile)
{
	atomic_bool over = false;
	pthread_t thread;

	stage_backend(&stage, "one", script.url, "*");
	stage.tuning.probe_every_ms = 1;
	stage_open(&stage);
	pthread_create(&thread, NULL, list_again_and_again, &over);
	for (int i = 0; i < 20; i++) {
		backends_reload(stage.backends, &stage.config);
		stage_run_ms(&stage, 5);
	}
	over = true;
	pthread_join(thread, NULL);
}
END_TEST

/* Reload */

START_TEST(a_reload_takes_over_settings_and_keeps_what_runs)
{
	struct config_backend *backend =
		stage_backend(&stage, "one", script.url, "mute;echo");

	backend->max_in_flight = 1;
	stage_open(&stage);
	person_asks("mute", "c");
	stage_until(&stage, &people[0].started, 1);
	person_asks("echo", "c");
	stage_run_ms(&stage, 20);
	ck_assert_uint_eq(people[1].started, 0);
	backend->max_in_flight = 2;
	backends_reload(stage.backends, &stage.config);
	stage_until(&stage, &people[1].ended, 1);
	ck_assert_int_eq(people[1].outcome.end, RELAY_FINISHED);
	ck_assert_uint_eq(people[0].ended, 0);
}
END_TEST

START_TEST(a_backend_that_left_the_config_finishes_its_answers)
{
	struct config without = stage.config;

	stage_backend(&stage, "one", script.url, "words:20:10");
	stage_open(&stage);
	person_asks("words:20:10", "c");
	stage_until(&stage, &people[0].deltas, 1);
	backends_reload(stage.backends, &without);
	listener_hear(&listener, "words:20:10");
	ck_assert_int_eq(listener.outcome.end, RELAY_REFUSED);
	until_all_ended();
	ck_assert_int_eq(people[0].outcome.end, RELAY_FINISHED);
	ck_assert_str_eq(people[0].backend, "one");
	stage_run_ms(&stage, 5);
	ck_assert_uint_eq(stage.backends->fleet.count, 0);
}
END_TEST

START_TEST(a_new_backend_and_a_new_order_count_at_once)
{
	struct config_backend *one = stage_backend(&stage, "one", script.url, "echo");

	one->operator_name = "A";
	stage_open(&stage);
	stage_backend(&stage, "two", other.url, "echo")->operator_name = "B";
	stage.config.backends[2] = stage.config.backends[0];
	stage.config.backends[0] = stage.config.backends[1];
	stage.config.backends[1] = stage.config.backends[2];
	backends_reload(stage.backends, &stage.config);
	stage_until_probed(&stage);
	listener_hear(&listener, "echo");
	ck_assert_str_eq(listener.backend, "two");
	ck_assert_uint_eq(stage.backends->fleet.count, 2);
}
END_TEST

/* The operator's check */

/* clang-format off */
static const struct {
	const char *control;
	const char *models, *key;
	bool fine;
	const char *detail; /* part of it */
} checks[] = {
	{ "{}", "*", "", true, "lists 6 models" },
	{ "{\"models\":[\"a\"]}", "a", "", true, "lists 1 model" },
	{ "{\"models\":[]}", "*", "", false, "lists 0 models" },
	{ "{\"models\":[\"a\"]}", "a;b c", "", false, "does not list the model b" },
	{ "{\"models_status\":404}", "a", "", true, "lists no models" },
	{ "{\"models_status\":404}", "*", "", false, "lists no models" },
	{ "{\"models_status\":503}", "*", "", false, "not ready (HTTP 503)" },
	{ "{\"models_status\":302}", "*", "", false, "does not speak" },
	{ "{\"key\":\"right\"}", "*", "wrong", false, "API key" },
	{ "{\"key\":\"right\"}", "*", "right", true, "lists" },
};
/* clang-format on */

START_TEST(a_check_says_what_is_wrong)
{
	struct config_backend *backend =
		stage_backend(&stage, "one", script.url, checks[_i].models);
	char detail[256] = "";

	backend->api_key = checks[_i].key;
	script_control(&script, checks[_i].control);
	ck_assert_int_eq(backend_check(backend, detail), checks[_i].fine);
	ck_assert_msg(strstr(detail, checks[_i].detail) != NULL, "%s", detail);
	if (*checks[_i].key)
		ck_assert_ptr_null(strstr(detail, checks[_i].key));
}
END_TEST

START_TEST(a_check_of_nobody_says_so)
{
	char detail[256];

	ck_assert(!backend_check(
		stage_backend(&stage, "one", "http://127.0.0.1:9/v1", "*"), detail));
	ck_assert_ptr_nonnull(strstr(detail, "does not answer"));
}
END_TEST

START_TEST(what_happens_is_counted)
{
	stage_backend(&stage, "o\"ne", script.url, "echo");
	stage_open(&stage);
	listener_hear(&listener, "echo");
	stage_run_ms(&stage, 5);
	ck_assert(stage_metrics_say(&stage,
				    "kibridge_backend_requests_total{backend=\"o_ne\","
				    "outcome=\"finished\"} 1"));
	ck_assert(stage_metrics_say(&stage,
				    "kibridge_backend_in_flight{backend=\"o_ne\"} 0"));
	ck_assert(stage_metrics_say(&stage, "kibridge_queue_wait_seconds_count 1"));
	ck_assert(stage_metrics_say(&stage, "kibridge_queue_length 0"));
	ck_assert(stage_metrics_say(
		&stage, "kibridge_backend_first_token_seconds_count{backend="));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("backends");
	TCase *tcase = tcase_create("backends");

	suite_add_tcase(suite, tcase);
	scene_add(tcase);
	tcase_add_test(tcase, models_are_listed_once_the_first_backends_wins);
	tcase_add_test(tcase, a_question_for_a_model_that_nobody_serves_is_refused);
	tcase_add_test(tcase, the_first_question_waits_for_the_first_probe);
	tcase_add_loop_test(tcase, a_probe_says_whether_a_backend_is_there, 0,
			    ARRAY_LEN(probes));
	tcase_add_test(tcase, a_backend_that_comes_back_is_found);
	tcase_add_test(tcase, a_backend_too_busy_for_probes_is_not_down);
	tcase_add_test(tcase, any_thread_may_list_models_meanwhile);
	tcase_add_test(tcase, a_reload_takes_over_settings_and_keeps_what_runs);
	tcase_add_test(tcase, a_backend_that_left_the_config_finishes_its_answers);
	tcase_add_test(tcase, a_new_backend_and_a_new_order_count_at_once);
	tcase_add_loop_test(tcase, a_check_says_what_is_wrong, 0, ARRAY_LEN(checks));
	tcase_add_test(tcase, a_check_of_nobody_says_so);
	tcase_add_test(tcase, what_happens_is_counted);
	return check_run(suite);
}
