/* A chat completion for a client: admitted, relayed chunk by chunk or joined, settled. */
#include "openai/completion.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/loop.h"
#include "base/metrics.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/sink.h"
#include "openai/assembly.h"
#include "openai/booking.h"

#define ARENA_MAX (64 * MIB)

struct completion {
	const struct parts *parts;
	struct arena *arena; /* owns all of this */
	struct booking booking;
	struct json_object *body;
	bool stream, include_usage;
	struct sink *sink; /* NULL: the client is gone */
	struct relay *relay; /* NULL: it ended */
	bool begun; /* the head was written */
	const char *reason; /* of its end, for the ledger; set by the loop */
	bool settling;
	struct assembly assembly;
	struct relay_outcome outcome;
};

static void prepare(struct completion *it, const struct caller *caller,
		    const struct chat_request *request, int64_t now_s)
{
	int64_t most = caller->policy->max_output_tokens;

	it->stream = request->stream;
	it->include_usage = request->include_usage;
	it->body = json_copy(it->arena, request->body);
	it->booking = (struct booking){
		.parts = it->parts,
		.arena = it->arena,
		.wanted = request->model,
		.bytes = request->bytes,
		.messages = request->messages,
		.output_tokens = request->max_tokens && request->max_tokens < most
					 ? request->max_tokens
					 : most,
		.created_s = now_s,
	};
	assembly_init(&it->assembly, it->arena);
}

static void completion_free(struct completion *it)
{
	booking_let_go(&it->booking);
	assembly_clear(&it->assembly);
	arena_free(it->arena); /* it lives in there */
}

/* --- the end, on a worker ------------------------------------------------------------------ */

static bool delivered(const struct completion *it)
{
	return it->begun || it->assembly.content.len || it->assembly.tool_calls;
}

static void settle_run(void *arg)
{
	struct completion *it = arg;

	booking_end(&it->booking, &it->outcome, delivered(it), it->reason);
}

static void send_text(struct completion *it, const char *text)
{
	if (it->sink)
		(void)it->sink->send(it->sink, text, strlen(text));
}

static struct json_object *usage_json(const struct completion *it)
{
	const struct relay_usage *usage = &it->outcome.usage;
	int64_t prompt = booking_prompt_tokens(&it->booking, usage);
	struct json_object *json = json_new(it->arena);

	json_put_int(json, "prompt_tokens", prompt);
	json_put_int(json, "completion_tokens", usage->completion_tokens);
	return json_put_int(json, "total_tokens", prompt + usage->completion_tokens);
}

static struct json_object *whole_answer(struct completion *it)
{
	struct json_object *choice = json_new(it->arena), *body = json_new(it->arena);
	struct json_object *choices = json_list(it->arena);

	json_put_int(choice, "index", 0);
	json_put(choice, "message", assembly_message(&it->assembly));
	json_put_text(choice, "finish_reason",
		      it->outcome.end == RELAY_CUT ? "length" : it->outcome.finish);
	json_add(choices, choice);
	json_put_text(body, "id", arena_printf(it->arena, "chatcmpl-%s", it->booking.id));
	json_put_text(body, "object", "chat.completion");
	json_put_int(body, "created", it->booking.created_s);
	json_put_text(body, "model",
		      it->outcome.model ? it->outcome.model : it->booking.model);
	json_put(body, "choices", choices);
	return json_put(body, "usage", usage_json(it));
}

static void answer_whole(struct completion *it, bool success)
{
	struct openai_error error = openai_error_of(&it->outcome);

	it->sink->head(it->sink, success ? 200 : error.status, "application/json");
	send_text(it, json_write(success ? whole_answer(it)
					 : openai_error_json(it->arena, &error)));
}

static void answer_stream_end(struct completion *it, bool success)
{
	struct openai_error error = openai_error_of(&it->outcome);

	if (!success && !it->begun) { /* nothing was sent: the status can still tell */
		answer_whole(it, false);
		return;
	}
	if (!it->begun)
		it->sink->head(it->sink, 200, "text/event-stream");
	if (!success)
		send_text(it,
			  arena_printf(it->arena, "data: %s\n\n",
				       json_write(openai_error_json(it->arena, &error))));
	send_text(it, "data: [DONE]\n\n");
}

static void settle_done(void *arg)
{
	struct completion *it = arg;
	bool success = it->outcome.end == RELAY_FINISHED || it->outcome.end == RELAY_CUT;

	if (it->sink) {
		if (it->stream)
			answer_stream_end(it, success);
		else
			answer_whole(it, success);
	}
	metrics_add(it->parts->metrics, "kibridge_completions_total",
		    success ? "outcome=\"ok\"" : "outcome=\"failed\"", 1);
	if (it->sink) {
		struct sink *sink = it->sink;

		sink->closed = NULL;
		sink->owner = NULL;
		sink->end(sink, 0, NULL);
	}
	completion_free(it);
}

static void settle(struct completion *it)
{
	if (it->settling)
		return;
	it->settling = true;
	it->reason = it->sink ? "done" : "gone";
	booking_let_go(&it->booking);
	loop_work(it->parts->loop, settle_run, settle_done, it);
}

/* --- answering, on the loop ----------------------------------------------------------------- */

static void give_up(struct completion *it)
{
	struct relay_outcome outcome = {0};

	if (it->settling)
		return;
	relay_cancel(&it->relay, &outcome);
	outcome.end = RELAY_BROKEN;
	relay_outcome_keep(&it->outcome, it->arena, &outcome);
	settle(it);
}

static void ignore_delta(void *owner, const char *text, size_t len, bool reasoning)
{
	(void)owner;
	(void)text;
	(void)len;
	(void)reasoning;
}

/* The last report has no choices: it is passed on only to whom it was promised. */
static bool is_usage_only(struct json_object *chunk)
{
	struct json_object *choices = json_array_of(chunk, "choices");

	return json_member(chunk, "usage") &&
	       (!choices || json_object_array_length(choices) == 0);
}

static void pass_on(struct completion *it, struct json_object *chunk)
{
	struct buf *line = &it->assembly.content; /* unused while streaming */

	if (is_usage_only(chunk) && !it->include_usage)
		return;
	if (!it->begun)
		it->sink->head(it->sink, 200, "text/event-stream");
	it->begun = true;
	buf_reset(line);
	if (!buf_printf(line, "data: %s\n\n", json_write(chunk)) ||
	    !it->sink->send(it->sink, line->bytes, line->len))
		give_up(it);
}

static void relay_chunk(void *owner, struct json_object *chunk)
{
	struct completion *it = owner;

	if (it->stream && it->sink)
		pass_on(it, chunk);
	else if (!it->stream && !assembly_add(&it->assembly, chunk))
		give_up(it);
}

static void relay_queued(void *owner, unsigned place, unsigned wait_s)
{
	(void)owner;
	(void)place;
	(void)wait_s;
}

static void relay_ended(void *owner, const struct relay_outcome *outcome)
{
	struct completion *it = owner;

	it->relay = NULL;
	relay_outcome_keep(&it->outcome, it->arena, outcome);
	settle(it);
}

static void client_gone(void *owner)
{
	struct completion *it = owner;

	it->sink = NULL;
	give_up(it);
}

static void stream_start(void *owner, struct sink *sink)
{
	static const struct relay_events events = {
		.queued = relay_queued,
		.delta = ignore_delta,
		.chunk = relay_chunk,
		.ended = relay_ended,
	};
	struct completion *it = owner;
	struct relay_request request = {
		.id = it->booking.id,
		.body = it->body,
		.tenant = it->booking.subject.tenant,
		.course = it->booking.subject.course,
		.person = it->booking.subject.person,
		.cut_at_tokens = it->booking.prompt_tokens + it->booking.output_tokens,
	};

	it->sink = sink;
	sink->owner = it;
	sink->closed = client_gone;
	it->relay = relay_start(it->parts->backends, &request, &events, it);
	booking_keep(&it->booking);
}

/* The client left between its request and our first byte: nothing was sent to a backend. */
static void stream_abandoned(void *owner)
{
	struct completion *it = owner;

	it->outcome.end = RELAY_UNAVAILABLE;
	it->outcome.finish = "";
	settle(it);
}

struct reply *completion_begin(struct call *call, const struct caller *caller,
			       const struct chat_request *request)
{
	struct arena *arena = arena_new(ARENA_MAX);
	struct completion *it = arena_alloc(arena, sizeof(*it));
	struct reply_stream stream = {stream_start, stream_abandoned, it};
	struct openai_error error;
	struct reply *reply;

	it->arena = arena;
	it->parts = call->parts;
	prepare(it, caller, request, call->now_s);
	if (!booking_make(&it->booking, caller, &error)) {
		reply = openai_error_reply(call, &error);
		completion_free(it);
		return reply;
	}
	json_put_text(it->body, "model", it->booking.model);
	json_put_int(it->body, "max_tokens", it->booking.output_tokens);
	reply = reply_streamed_late(call, &stream);
	return reply_header(reply, "Cache-Control", "no-store");
}
