/* The stage and its listeners. */
#include "bridge/backend/stage.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "base/utf8.h"

#define PATIENCE_MS 20000

static unsigned slots_given;

void stage_init(struct stage *stage)
{
	*stage = (struct stage){
		.tuning =
			{
				.probe_every_ms = 60000,
				.probe_again_ms = 20,
				.probe_timeout_ms = 5000,
				.open_least_ms = 50,
				.open_most_ms = 400,
				.failures_max = 3,
				.again_ms = 5,
				.tick_ms = 20,
				.places_ms = 0,
			},
	};
	slots_given = 0;
	log_level_set(LOG_ERROR);
}

struct config_backend *stage_backend(struct stage *stage, const char *name,
				     const char *url, const char *models)
{
	struct config_backend *backend =
		&stage->config.backends[stage->config.backend_count++];

	*backend = (struct config_backend){
		.name = name,
		.url = url,
		.api_key = "",
		.models = models,
		.operator_name = "Computing centre",
		.label = "",
		.max_in_flight = 4,
		.connect_timeout_s = 5,
		.first_byte_timeout_s = 10,
		.idle_timeout_s = 10,
		.ask_usage = true,
	};
	return backend;
}

void stage_open(struct stage *stage)
{
	stage->loop = loop_new(2);
	stage->metrics = metrics_new();
	stage->backends = backends_new_tuned(stage->loop, &stage->config, stage->metrics,
					     &stage->tuning);
}

void stage_close(struct stage *stage)
{
	if (!stage->loop)
		return;
	backends_free(stage->backends);
	uv_run(loop_uv(stage->loop), UV_RUN_NOWAIT);
	loop_free(stage->loop);
	metrics_free(stage->metrics);
}

static void note(void *arg)
{
	*(bool *)arg = true;
}

void stage_until(struct stage *stage, const unsigned *what, unsigned count)
{
	bool late = false;
	struct loop_timer *guard =
		loop_timer_start(stage->loop, PATIENCE_MS, 0, note, &late);

	while (*what < count && !late)
		uv_run(loop_uv(stage->loop), UV_RUN_ONCE);
	loop_timer_cancel(&guard);
	ck_assert_msg(!late, "waited in vain for %u (%u came)", count, *what);
}

void stage_run_ms(struct stage *stage, unsigned ms)
{
	bool over = false;
	struct loop_timer *timer = loop_timer_start(stage->loop, ms, 0, note, &over);

	while (!over)
		uv_run(loop_uv(stage->loop), UV_RUN_ONCE);
	loop_timer_cancel(&timer);
}

void stage_until_probed(struct stage *stage)
{
	const struct fleet *fleet = &stage->backends->fleet;
	unsigned probed = 0;

	for (int turn = 0; turn < PATIENCE_MS && probed < fleet->count; turn++) {
		stage_run_ms(stage, 1);
		probed = 0;
		for (size_t i = 0; i < fleet->count; i++)
			probed += fleet->endpoints[i]->probed;
	}
	ck_assert_uint_eq(probed, fleet->count);
}

bool stage_metrics_say(struct stage *stage, const char *line)
{
	AUTO_BUF text;

	buf_init(&text, MIB);
	metrics_write(stage->metrics, &text);
	return strstr(text.bytes, line) != NULL;
}

/* Listeners */

static void keep_outcome(struct listener *listener, const struct relay_outcome *outcome)
{
	listener->outcome = *outcome;
	snprintf(listener->finish, sizeof(listener->finish), "%s", outcome->finish);
	snprintf(listener->backend, sizeof(listener->backend), "%s", outcome->backend);
	snprintf(listener->model, sizeof(listener->model), "%s", outcome->model);
	snprintf(listener->upstream_id, sizeof(listener->upstream_id), "%s",
		 outcome->upstream_id);
}

static void cancel(struct listener *listener)
{
	struct relay_outcome outcome;

	relay_cancel(&listener->relay, &outcome);
	ck_assert_ptr_null(listener->relay);
	keep_outcome(listener, &outcome);
}

static void on_queued(void *owner, unsigned place, unsigned wait_s)
{
	struct listener *listener = owner;

	ck_assert_ptr_nonnull(listener->relay); /* not before relay_start returned */
	ck_assert_uint_ge(place, 1);
	ck_assert_uint_lt(listener->place_count, PLACES_MAX);
	listener->waits[listener->place_count] = wait_s;
	listener->places[listener->place_count++] = place;
	if (listener->cancel_when_queued)
		cancel(listener);
}

static void on_started(void *owner)
{
	struct listener *listener = owner;

	listener->started++;
	listener->order = ++slots_given;
}

static void on_delta(void *owner, const char *text, size_t len, bool reasoning)
{
	struct listener *listener = owner;

	ck_assert_uint_gt(len, 0);
	ck_assert(utf8_valid(text, len));
	ck_assert_uint_eq(listener->ended, 0);
	ck_assert(buf_add(reasoning ? &listener->reasoning : &listener->text, text, len));
	listener->deltas++;
	if (listener->pause_after_first && listener->deltas == 1)
		relay_pause(listener->relay);
	if (listener->cancel_after && listener->deltas == listener->cancel_after)
		cancel(listener);
}

static void on_chunk(void *owner, struct json_object *chunk)
{
	struct listener *listener = owner;

	ck_assert(json_object_is_type(chunk, json_type_object));
	listener->chunks++;
}

static void on_ended(void *owner, const struct relay_outcome *outcome)
{
	struct listener *listener = owner;

	ck_assert_ptr_nonnull(listener->relay);
	listener->ended++;
	keep_outcome(listener, outcome);
	listener->relay = NULL;
}

void listener_init(struct listener *listener, struct stage *stage)
{
	*listener = (struct listener){.stage = stage};
	buf_init(&listener->text, 16 * MIB);
	buf_init(&listener->reasoning, MIB);
}

void listener_clear(struct listener *listener)
{
	buf_clear(&listener->text);
	buf_clear(&listener->reasoning);
}

struct json_object *question(const char *model, const char *text)
{
	struct json_object *body = json_object_new_object();
	struct json_object *messages = json_object_new_array();
	struct json_object *message = json_object_new_object();

	json_object_object_add(message, "role", json_object_new_string("user"));
	json_object_object_add(message, "content", json_object_new_string(text));
	json_object_array_add(messages, message);
	json_object_object_add(body, "model", json_object_new_string(model));
	json_object_object_add(body, "messages", messages);
	return body;
}

static void on_rest(void *owner)
{
	struct listener *listener = owner;

	ck_assert_uint_eq(listener->ended, 0);
	listener->rested = listener->deltas;
}

void listener_ask_with(struct listener *listener, const struct relay_request *request)
{
	static const struct relay_events events = {on_queued, on_started, on_delta,
						   on_chunk,  on_ended,	  on_rest};

	listener->relay =
		relay_start(listener->stage->backends, request, &events, listener);
	ck_assert_uint_eq(listener->ended, 0);
}

void listener_ask(struct listener *listener, const char *model, const char *tenant,
		  const char *course, const char *person)
{
	struct relay_request request = {
		.id = "turn-1",
		.body = question(model, "Hello"),
		.tenant = tenant,
		.course = course,
		.person = person,
	};

	listener_ask_with(listener, &request);
	json_object_put(request.body);
}

void listener_hear(struct listener *listener, const char *model)
{
	buf_reset(&listener->text);
	buf_reset(&listener->reasoning);
	listener->ended = 0;
	listener_ask(listener, model, "t", "c", "p");
	stage_until(listener->stage, &listener->ended, 1);
}
