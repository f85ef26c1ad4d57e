/* The scripted stand-in for backend/. */
#include "fake_relay.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"

struct fake_relay fake_relays[64];
unsigned fake_relay_count;
size_t fake_models = 1;
bool fake_model_down;

void fake_relay_reset(void)
{
	memset(fake_relays, 0, sizeof(fake_relays));
	fake_relay_count = 0;
	fake_models = 1;
	fake_model_down = false;
}

struct fake_relay *fake_relay_last(void)
{
	return fake_relay_count ? &fake_relays[fake_relay_count - 1] : NULL;
}

struct relay *relay_start(struct backends *backends, const struct relay_request *request,
			  const struct relay_events *events, void *owner)
{
	struct fake_relay *relay = &fake_relays[fake_relay_count++];

	(void)backends;
	relay->events = *events;
	relay->owner = owner;
	relay->alive = true;
	relay->cut_at_tokens = request->cut_at_tokens;
	snprintf(relay->id, sizeof(relay->id), "%s", request->id);
	snprintf(relay->model, sizeof(relay->model), "%s",
		 json_text(request->body, "model"));
	snprintf(relay->body, sizeof(relay->body), "%s",
		 json_object_to_json_string_ext(request->body, JSON_C_TO_STRING_PLAIN));
	relay->on_cancel = (struct relay_outcome){.finish = "", .backend = "central"};
	return (struct relay *)relay;
}

void relay_cancel(struct relay **relay, struct relay_outcome *outcome)
{
	struct fake_relay *fake = (struct fake_relay *)*relay;

	if (!fake)
		return;
	fake->alive = false;
	fake->cancelled = true;
	if (outcome)
		*outcome = fake->on_cancel;
	*relay = NULL;
}

void relay_pause(struct relay *relay)
{
	(void)relay;
}

void relay_resume(struct relay *relay)
{
	(void)relay;
}

size_t backends_models(struct backends *backends, struct arena *arena,
		       struct backend_model **out)
{
	(void)backends;
	*out = arena_alloc(arena, 2 * sizeof(**out));
	(*out)[0] = (struct backend_model){
		.id = FAKE_MODEL,
		.backend = "central",
		.operator_name = "Test operator",
		.label = "",
		.available = !fake_model_down,
	};
	(*out)[1] = (*out)[0];
	(*out)[1].id = FAKE_SMALL_MODEL;
	(*out)[1].available = true;
	return fake_models;
}

void fake_delta(struct fake_relay *relay, const char *text)
{
	relay->on_cancel.sent = true;
	relay->on_cancel.usage.completion_tokens++;
	relay->events.delta(relay->owner, text, strlen(text), false);
}

void fake_rest(struct fake_relay *relay)
{
	relay->events.rest(relay->owner);
}

static void end_with(struct fake_relay *relay, enum relay_end end,
		     struct relay_usage usage)
{
	struct relay_outcome outcome = {
		.end = end,
		.finish = end == RELAY_FINISHED ? "stop" : "",
		.backend = "central",
		.model = relay->model,
		.upstream_id = "chatcmpl-1",
		.http_status = 200,
		.sent = end != RELAY_UNAVAILABLE && end != RELAY_BUSY,
		.usage = usage,
	};

	relay->alive = false;
	relay->events.ended(relay->owner, &outcome);
}

void fake_end(struct fake_relay *relay, enum relay_end end, int64_t prompt,
	      int64_t completion)
{
	end_with(relay, end,
		 (struct relay_usage){.reported = true,
				      .prompt_tokens = prompt,
				      .completion_tokens = completion});
}

void fake_end_unreported(struct fake_relay *relay, enum relay_end end, int64_t deltas)
{
	end_with(relay, end, (struct relay_usage){.completion_tokens = deltas});
}
