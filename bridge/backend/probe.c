/* Probing, one exchange at a time; the timer is either the time limit or the pause. */
#include "backend/probe.h"

#include <stdlib.h>

#include "backend/memory.h"
#include "base/buf.h"
#include "base/text.h"

#define ARENA_BYTES_MAX (4 * MIB) /* a list of MODELS_BYTES_MAX, read */

struct probe {
	struct loop *loop;
	struct upstream *upstream;
	struct endpoint *endpoint;
	const struct endpoint_tuning *tuning;
	void (*ended)(void *owner);
	void *owner;
	struct upstream_call *call;
	struct loop_timer *timer;
	struct buf body;
	int status;
};

static void probe_begin(void *arg);

enum probe_finding probe_judge(struct model_list *list, struct arena *arena, int status,
			       const char *body, size_t len)
{
	*list = (struct model_list){0};
	if (status == 200)
		return models_read(list, arena, body, len) ? PROBE_LISTS : PROBE_STRANGE;
	if (status == 401 || status == 403)
		return PROBE_KEY_REFUSED;
	if (status == 404 || status == 405 || status == 501)
		return PROBE_ANSWERS;
	return status == 429 || status >= 500 ? PROBE_NOT_READY : PROBE_STRANGE;
}

const char *probe_sentence(enum probe_finding finding)
{
	static const char *const sentences[] = {
		[PROBE_LISTS] = "it answers",
		[PROBE_ANSWERS] = "it answers but lists no models",
		[PROBE_KEY_REFUSED] = "it does not accept the API key",
		[PROBE_NOT_READY] = "it is not ready",
		[PROBE_STRANGE] = "it does not speak the OpenAI protocol",
	};

	return sentences[finding];
}

static void probe_end(struct probe *probe, bool complete)
{
	const struct endpoint_tuning *tuning = probe->tuning;
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
	struct model_list list;
	enum probe_finding finding =
		probe_judge(&list, arena, complete ? probe->status : 599,
			    probe->body.bytes, probe->body.len);
	bool fine = finding == PROBE_LISTS ||
		    (finding == PROBE_ANSWERS && !probe->endpoint->any_model);

	if (!fine)
		log_warn("backend.probe_failed", "backend=%s status=%d body_bytes=%zu",
			 probe->endpoint->name, complete ? probe->status : 0,
			 probe->body.len);
	endpoint_probed(probe->endpoint, fine ? &list : NULL, arena);
	if (!fine)
		arena_free(arena);
	buf_clear(&probe->body);
	loop_timer_cancel(&probe->timer);
	probe->timer = loop_timer_start(
		probe->loop,
		(uint64_t)(fine ? tuning->probe_every_ms : tuning->probe_again_ms), 0,
		probe_begin, probe);
	probe->ended(probe->owner);
}

static void on_head(void *owner, const struct upstream_head *head)
{
	((struct probe *)owner)->status = head->status;
}

static bool on_body(void *owner, const char *bytes, size_t len)
{
	return buf_add(&((struct probe *)owner)->body, bytes, len);
}

static void on_ended(void *owner, enum upstream_end end)
{
	struct probe *probe = owner;

	probe->call = NULL;
	probe_end(probe, end == UPSTREAM_COMPLETE);
}

static void on_timeout(void *arg)
{
	struct probe *probe = arg;

	upstream_cancel(&probe->call);
	probe_end(probe, false);
}

static void probe_begin(void *arg)
{
	static const struct upstream_events events = {on_head, on_body, on_ended};
	struct probe *probe = arg;
	struct upstream_request request = {
		.url = probe->endpoint->models_url,
		.api_key = probe->endpoint->api_key,
		.connect_timeout_s = probe->endpoint->connect_timeout_s,
	};

	buf_reset(&probe->body);
	probe->status = 0;
	loop_timer_cancel(&probe->timer);
	probe->timer =
		loop_timer_start(probe->loop, (uint64_t)probe->tuning->probe_timeout_ms,
				 0, on_timeout, probe);
	probe->call = upstream_start(probe->upstream, &request, &events, probe);
}

struct probe *probe_new(struct loop *loop, struct upstream *upstream,
			struct endpoint *endpoint, const struct endpoint_tuning *tuning,
			void (*ended)(void *owner), void *owner)
{
	struct probe *probe = memory_new(sizeof(*probe));

	probe->loop = loop;
	probe->upstream = upstream;
	probe->endpoint = endpoint;
	probe->tuning = tuning;
	probe->ended = ended;
	probe->owner = owner;
	buf_init(&probe->body, MODELS_BYTES_MAX);
	probe_begin(probe);
	return probe;
}

void probe_now(struct probe *probe)
{
	upstream_cancel(&probe->call);
	probe_begin(probe);
}

void probe_free(struct probe *probe)
{
	if (!probe)
		return;
	upstream_cancel(&probe->call);
	loop_timer_cancel(&probe->timer);
	buf_clear(&probe->body);
	free(probe);
}
