/*
 * Backends: builds and tears down the room, takes over new settings, and keeps a snapshot of
 * the models for other threads.
 */
#include "backend/backend.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "backend/chunk.h"
#include "backend/inside.h"
#include "backend/memory.h"
#include "base/clock.h"
#include "base/text.h"

#define SNAPSHOT_BYTES_MAX (16 * MIB) /* FLEET_MAX times MODELS_MAX of MODELS_ID_MAX */
#define MENDED_BYTES_MAX (4 * MIB) /* three times an event and a little */
#define CONNECTIONS_MIN 8 /* beside one for each slot: probes, and answers being left */

/* The snapshot */

static int64_t available_from_ms(const struct endpoint *endpoint)
{
	if (!endpoint->alive)
		return INT64_MAX;
	return endpoint->breaker.state == BREAKER_OPEN ? endpoint->breaker.until_ms
						       : INT64_MIN;
}

static size_t snapshot_add(struct snapshot_row *rows, size_t count, struct arena *arena,
			   const struct endpoint *endpoint)
{
	const struct model_list *list =
		endpoint->any_model ? &endpoint->listed : &endpoint->own;

	for (size_t i = 0; i < list->count; i++) {
		bool known = false;

		for (size_t j = 0; j < count && !known; j++)
			known = text_equal(rows[j].model.id, list->models[i].id);
		if (known) /* the first backend's wins */
			continue;
		rows[count].available_from_ms = available_from_ms(endpoint);
		rows[count++].model = (struct backend_model){
			.id = arena_strdup(arena, list->models[i].id),
			.backend = arena_strdup(arena, endpoint->name),
			.operator_name = arena_strdup(arena, endpoint->operator_name),
			.label = arena_strdup(arena, endpoint->label),
			.context_tokens = endpoint_context(endpoint, &list->models[i]),
		};
	}
	return count;
}

static void snapshot_take(struct backends *backends)
{
	struct arena *arena = arena_new(SNAPSHOT_BYTES_MAX);
	struct arena *old;
	struct snapshot_row *rows;
	size_t most = 1, count = 0;

	for (size_t i = 0; i < backends->fleet.count; i++)
		most += backends->fleet.endpoints[i]->own.count +
			backends->fleet.endpoints[i]->listed.count;
	rows = arena_alloc(arena, most * sizeof(*rows));
	for (size_t i = 0; i < backends->fleet.count; i++)
		if (!backends->fleet.endpoints[i]->retired)
			count = snapshot_add(rows, count, arena,
					     backends->fleet.endpoints[i]);
	pthread_mutex_lock(&backends->lock);
	old = backends->snapshot_arena;
	backends->snapshot_arena = arena;
	backends->snapshot = rows;
	backends->snapshot_count = count;
	pthread_mutex_unlock(&backends->lock);
	arena_free(old);
}

size_t backends_models(struct backends *backends, struct arena *arena,
		       struct backend_model **out)
{
	int64_t now_ms = clock_tick_ms();
	size_t count;

	pthread_mutex_lock(&backends->lock);
	count = backends->snapshot_count;
	*out = arena_alloc(arena, (count + 1) * sizeof(**out));
	for (size_t i = 0; i < count; i++) {
		const struct snapshot_row *row = &backends->snapshot[i];
		const struct backend_model *model = &row->model;

		(*out)[i] = (struct backend_model){
			.id = arena_strdup(arena, model->id),
			.backend = arena_strdup(arena, model->backend),
			.operator_name = arena_strdup(arena, model->operator_name),
			.label = arena_strdup(arena, model->label),
			.context_tokens = model->context_tokens,
			.available = now_ms >= row->available_from_ms,
		};
	}
	pthread_mutex_unlock(&backends->lock);
	return count;
}

/* Changes */

static double breaker_level(enum breaker_state state)
{
	return state == BREAKER_CLOSED ? 0 : state == BREAKER_HALF_OPEN ? 1 : 2;
}

void backends_changed(struct backends *backends)
{
	int64_t now_ms = clock_tick_ms();

	for (size_t i = 0; i < backends->fleet.count && backends->metrics; i++) {
		const struct endpoint *endpoint = backends->fleet.endpoints[i];

		metrics_set(backends->metrics, "kibridge_backend_up",
			    endpoint->metric_label, endpoint_available(endpoint, now_ms));
		metrics_set(backends->metrics, "kibridge_backend_breaker",
			    endpoint->metric_label,
			    breaker_level(breaker_state(&endpoint->breaker, now_ms)));
	}
	snapshot_take(backends);
	hall_look(backends->hall);
}

static void on_probed(void *owner)
{
	backends_changed(owner);
}

static unsigned bit_index(uint32_t bit)
{
	return (unsigned)__builtin_ctz(bit);
}

static void endpoint_add(struct backends *backends, const struct config_backend *config)
{
	struct fleet *fleet = &backends->fleet;
	uint32_t bit = fleet_free_bit(fleet);
	struct endpoint *endpoint;

	if (!bit || fleet->count == FLEET_MAX) {
		log_error("backend.too_many", "backend=%s", config->name);
		return;
	}
	endpoint = endpoint_new(config, bit, &backends->tuning, backends->metrics);
	if (backends->shared)
		endpoint_share(endpoint);
	fleet->endpoints[fleet->count++] = endpoint;
	backends->probes[bit_index(bit)] =
		probe_new(backends->loop, backends->upstream, endpoint, &backends->tuning,
			  on_probed, backends);
}

static void endpoint_retire(struct backends *backends, struct endpoint *endpoint)
{
	struct probe **probe = &backends->probes[bit_index(endpoint->bit)];

	endpoint->retired = true;
	probe_free(*probe);
	*probe = NULL;
}

static struct endpoint *endpoint_for(struct backends *backends,
				     const struct config_backend *config)
{
	for (size_t i = 0; i < backends->fleet.count; i++) {
		struct endpoint *endpoint = backends->fleet.endpoints[i];

		if (!endpoint->retired && endpoint_same_place(endpoint, config))
			return endpoint;
	}
	return NULL;
}

static bool in_config(const struct endpoint *endpoint, const struct config *config)
{
	for (size_t i = 0; i < config->backend_count; i++)
		if (endpoint_same_place(endpoint, &config->backends[i]))
			return true;
	return false;
}

/* The order of the config says which backend is asked first. */
static void fleet_sort(struct fleet *fleet, const struct config *config)
{
	size_t sorted = 0;

	for (size_t i = 0; i < config->backend_count; i++) {
		for (size_t j = sorted; j < fleet->count; j++) {
			struct endpoint *endpoint = fleet->endpoints[j];

			if (endpoint->retired ||
			    !endpoint_same_place(endpoint, &config->backends[i]))
				continue;
			fleet->endpoints[j] = fleet->endpoints[sorted];
			fleet->endpoints[sorted++] = endpoint;
			break;
		}
	}
}

void backends_reload(struct backends *backends, const struct config *config)
{
	struct fleet *fleet = &backends->fleet;
	unsigned connections = CONNECTIONS_MIN;

	for (size_t i = 0; i < fleet->count; i++)
		if (!fleet->endpoints[i]->retired &&
		    !in_config(fleet->endpoints[i], config))
			endpoint_retire(backends, fleet->endpoints[i]);
	fleet_prune(fleet);
	for (size_t i = 0; i < config->backend_count; i++) {
		const struct config_backend *backend = &config->backends[i];
		struct endpoint *endpoint = endpoint_for(backends, backend);

		connections += backend->max_in_flight;
		if (!endpoint) {
			endpoint_add(backends, backend);
			continue;
		}
		endpoint_update(endpoint, backend);
		probe_now(backends->probes[bit_index(endpoint->bit)]);
	}
	fleet_sort(fleet, config);
	upstream_connections(backends->upstream, connections);
	backends_changed(backends);
}

/* Life */

struct backends *backends_new_tuned(struct loop *loop, const struct config *config,
				    struct metrics *metrics,
				    const struct endpoint_tuning *tuning)
{
	struct backends *backends = memory_new(sizeof(*backends));

	curl_global_init(CURL_GLOBAL_DEFAULT); /* counted; the program's is the first */
	backends->loop = loop;
	backends->metrics = metrics;
	backends->tuning = *tuning;
	backends->upstream = upstream_new(loop, CONNECTIONS_MIN);
	backends->hall = hall_new(loop, &backends->fleet, &backends->tuning,
				  &relay_hall_events, metrics);
	backends->tokener = chunk_tokener();
	buf_init(&backends->mended, MENDED_BYTES_MAX);
	pthread_mutex_init(&backends->lock, NULL);
	backends_reload(backends, config);
	return backends;
}

struct backends *backends_new(struct loop *loop, const struct config *config,
			      struct metrics *metrics)
{
	return backends_new_tuned(loop, config, metrics, &endpoint_tuning_default);
}

void backends_free(struct backends *backends)
{
	if (!backends)
		return;
	relays_bury(backends, true);
	for (size_t i = 0; i < FLEET_MAX; i++)
		probe_free(backends->probes[i]);
	loop_timer_cancel(&backends->burial);
	hall_free(backends->hall);
	upstream_free(backends->upstream);
	fleet_clear(&backends->fleet);
	json_tokener_free(backends->tokener);
	buf_clear(&backends->mended);
	arena_free(backends->snapshot_arena);
	pthread_mutex_destroy(&backends->lock);
	free(backends);
	curl_global_cleanup();
}
