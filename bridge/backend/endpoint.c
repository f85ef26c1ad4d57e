/* Endpoints: settings copied from the config, and what is learnt about the backend. */
#include "backend/endpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/memory.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/text.h"

#define SETTINGS_BYTES_MAX (256 * KIB) /* the operator's own words */
#define HOLD_WEIGHT 0.1 /* of the newest in the smoothed duration */
#define PROBE_FAILURES_MAX 2 /* one lost answer does not take a backend down */
#define PROVED_MS 60000 /* nor do lost probes while it answers questions */

const struct endpoint_tuning endpoint_tuning_default = {
	.probe_every_ms = 30000,
	.probe_again_ms = 5000,
	.probe_timeout_ms = 10000,
	.open_least_ms = 5000,
	.open_most_ms = 60000,
	.failures_max = 5,
	.again_ms = 250,
	.tick_ms = 1000,
	.places_ms = 500,
};

/* A metric label's value: quotes and backslashes would end it early. */
static void metric_label_make(char out[128], const char *name)
{
	size_t len = 0;

	len += (size_t)snprintf(out, 128, "backend=\"");
	for (; *name && len < 125; name++)
		out[len++] = strchr("\"\\\n", *name) ? '_' : *name;
	out[len++] = '"';
	out[len] = '\0';
}

static const char *url_below(struct arena *arena, const char *url, const char *path)
{
	size_t len = strlen(url);

	while (len && url[len - 1] == '/')
		len--;
	return arena_printf(arena, "%.*s%s", (int)len, url, path);
}

static const char *copy(struct arena *arena, const char *text)
{
	return arena_strdup(arena, text ? text : "");
}

static unsigned or_else(unsigned value, unsigned fallback)
{
	return value ? value : fallback;
}

static void settings_forget(struct endpoint *endpoint)
{
	if (endpoint->api_key)
		digest_wipe(endpoint->api_key, strlen(endpoint->api_key));
	arena_free(endpoint->arena);
}

void endpoint_update(struct endpoint *endpoint, const struct config_backend *config)
{
	struct arena *arena = arena_new(SETTINGS_BYTES_MAX);

	settings_forget(endpoint);
	endpoint->arena = arena;
	endpoint->name = copy(arena, config->name);
	endpoint->operator_name = copy(arena, config->operator_name);
	endpoint->label = copy(arena, config->label);
	endpoint->api_key = arena_strdup(arena, config->api_key ? config->api_key : "");
	endpoint->chat_url = url_below(arena, config->url, "/chat/completions");
	endpoint->embeddings_url = url_below(arena, config->url, "/embeddings");
	endpoint->models_url = url_below(arena, config->url, "/models");
	endpoint->any_model =
		text_empty(config->models) || text_equal(config->models, "*");
	models_split(&endpoint->own, arena, endpoint->any_model ? "" : config->models);
	endpoint->max_in_flight = or_else(config->max_in_flight, 1);
	if (!endpoint->shared)
		endpoint->slots = endpoint->max_in_flight;
	endpoint->connect_timeout_s = or_else(config->connect_timeout_s, 5);
	endpoint->first_byte_timeout_s = or_else(config->first_byte_timeout_s, 120);
	endpoint->idle_timeout_s = or_else(config->idle_timeout_s, 60);
	endpoint->context_tokens = config->context_tokens;
	endpoint->ask = config->ask_usage ? ASK_EVERY_CHUNK : ASK_NOTHING;
	metric_label_make(endpoint->metric_label, endpoint->name);
}

void endpoint_share(struct endpoint *endpoint)
{
	endpoint->shared = true;
	endpoint_dealt(endpoint, 0, true);
}

void endpoint_dealt(struct endpoint *endpoint, unsigned held, bool by_turn)
{
	endpoint->held = endpoint->slots = held;
	endpoint->by_turn = by_turn;
}

void endpoint_offer(struct endpoint *endpoint)
{
	if (endpoint->in_flight < endpoint->slots)
		endpoint->slots = endpoint->in_flight;
}

void endpoint_keep(struct endpoint *endpoint)
{
	endpoint_dealt(endpoint, endpoint->held, false);
}

struct endpoint *endpoint_new(const struct config_backend *config, uint32_t bit,
			      const struct endpoint_tuning *tuning,
			      struct metrics *metrics)
{
	struct endpoint *endpoint = memory_new(sizeof(*endpoint));

	endpoint_update(endpoint, config);
	endpoint->bit = bit;
	endpoint->metrics = metrics;
	breaker_init(&endpoint->breaker, tuning->failures_max, tuning->open_least_ms,
		     tuning->open_most_ms);
	return endpoint;
}

bool endpoint_same_place(const struct endpoint *endpoint,
			 const struct config_backend *config)
{
	AUTO_ARENA *arena = arena_new(SETTINGS_BYTES_MAX);

	return text_equal(endpoint->name, config->name) &&
	       text_equal(endpoint->models_url, url_below(arena, config->url, "/models"));
}

void endpoint_free(struct endpoint *endpoint)
{
	if (!endpoint)
		return;
	settings_forget(endpoint);
	for (size_t i = 0; i < ENDPOINT_FORMLESS_MAX; i++)
		free(endpoint->formless[i]);
	arena_free(endpoint->listed_arena);
	free(endpoint);
}

bool endpoint_serves(const struct endpoint *endpoint, const char *model)
{
	if (endpoint->retired)
		return false;
	return models_find(endpoint->any_model ? &endpoint->listed : &endpoint->own,
			   model);
}

bool endpoint_takes_format(const struct endpoint *endpoint, const char *model)
{
	for (size_t i = 0; i < ENDPOINT_FORMLESS_MAX; i++)
		if (text_equal(endpoint->formless[i], model))
			return false;
	return true;
}

void endpoint_refused_format(struct endpoint *endpoint, const char *model)
{
	for (size_t i = 0; i < ENDPOINT_FORMLESS_MAX; i++) {
		if (endpoint->formless[i])
			continue;
		endpoint->formless[i] = memory_must(strdup(model));
		return;
	}
}

bool endpoint_unknown(const struct endpoint *endpoint)
{
	return !endpoint->probed && !endpoint->retired;
}

bool endpoint_available(const struct endpoint *endpoint, int64_t now_ms)
{
	return endpoint->alive && !endpoint->retired &&
	       breaker_state(&endpoint->breaker, now_ms) != BREAKER_OPEN;
}

bool endpoint_open(const struct endpoint *endpoint, int64_t now_ms)
{
	return endpoint_available(endpoint, now_ms) &&
	       breaker_allows(&endpoint->breaker, now_ms) &&
	       endpoint->cool_until_ms <= now_ms;
}

bool endpoint_free_slot(const struct endpoint *endpoint, int64_t now_ms)
{
	return endpoint->in_flight < endpoint->slots && !endpoint->by_turn &&
	       endpoint_open(endpoint, now_ms);
}

unsigned endpoint_context(const struct endpoint *endpoint, const struct model *model)
{
	const struct model *listed = models_find(&endpoint->listed, model->id);

	if (endpoint->context_tokens)
		return endpoint->context_tokens;
	return listed ? listed->context_tokens : 0;
}

static void tell_in_flight(const struct endpoint *endpoint)
{
	if (endpoint->metrics)
		metrics_set(endpoint->metrics, "kibridge_backend_in_flight",
			    endpoint->metric_label, endpoint->in_flight);
}

void endpoint_enter(struct endpoint *endpoint, int64_t now_ms)
{
	endpoint->in_flight++;
	breaker_enter(&endpoint->breaker, now_ms);
	tell_in_flight(endpoint);
}

void endpoint_exit(struct endpoint *endpoint, int64_t held_ms)
{
	endpoint->in_flight--;
	breaker_left(&endpoint->breaker);
	if (held_ms > 0 && endpoint->hold_ms > 0)
		endpoint->hold_ms += HOLD_WEIGHT * ((double)held_ms - endpoint->hold_ms);
	else if (held_ms > 0)
		endpoint->hold_ms = (double)held_ms;
	tell_in_flight(endpoint);
}

static void tell_breaker(const struct endpoint *endpoint)
{
	log_warn("backend.breaker", "backend=%s state=%s for_ms=%lld", endpoint->name,
		 breaker_state_name(endpoint->breaker.state),
		 (long long)endpoint->breaker.open_ms);
}

bool endpoint_succeeded(struct endpoint *endpoint)
{
	enum breaker_state before = endpoint->breaker.state;
	bool was_alive = endpoint->alive;

	breaker_succeeded(&endpoint->breaker);
	endpoint->alive = true;
	endpoint->proved_ms = clock_tick_ms();
	endpoint->probe_failures = 0;
	if (endpoint->breaker.state != before)
		tell_breaker(endpoint);
	return endpoint->breaker.state != before || !was_alive;
}

bool endpoint_failed(struct endpoint *endpoint, int64_t now_ms)
{
	enum breaker_state before = endpoint->breaker.state;

	breaker_failed(&endpoint->breaker, now_ms);
	if (endpoint->breaker.state != before)
		tell_breaker(endpoint);
	return endpoint->breaker.state != before;
}

/* A busy backend may be too slow for a probe: then the breaker judges alone. */
static bool proved_lately(const struct endpoint *endpoint)
{
	return endpoint->proved_ms && clock_tick_ms() - endpoint->proved_ms < PROVED_MS;
}

void endpoint_probed(struct endpoint *endpoint, const struct model_list *list,
		     struct arena *arena)
{
	bool before = endpoint->alive;

	if (list) {
		arena_free(endpoint->listed_arena);
		endpoint->listed_arena = arena;
		endpoint->listed = *list;
		endpoint->probe_failures = 0;
		endpoint->alive = true;
	} else {
		endpoint->probe_failures++;
		if (!endpoint->probed ||
		    (endpoint->probe_failures >= PROBE_FAILURES_MAX &&
		     !proved_lately(endpoint)))
			endpoint->alive = false;
	}
	if (before != endpoint->alive || !endpoint->probed)
		log_write(endpoint->alive ? LOG_INFO : LOG_WARN, "backend.probed",
			  "backend=%s alive=%s models=%zu", endpoint->name,
			  endpoint->alive ? "yes" : "no", endpoint->listed.count);
	endpoint->probed = true;
}
