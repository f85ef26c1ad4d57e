/*
 * Embeddings: charged to course and tenant, never to the person: they are part of what a plugin
 * does for somebody's question, or for nobody's (docs/limits.md).
 */
#include "openai/embedding.h"

#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/loop.h"
#include "base/metrics.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/sink.h"
#include "openai/booking.h"

#define ARENA_MAX (64 * MIB)
#define ANSWER_MAX (16 * MIB)
#define PIECE (256 * KIB) /* is sent at once; the next when the client has taken it */

/* --- the request ---------------------------------------------------------------------------- */

static bool fault(struct openai_error *error, const char *param, const char *message)
{
	*error = (struct openai_error){.status = 400,
				       .type = "invalid_request_error",
				       .param = param,
				       .message = message};
	return false;
}

static bool count_text(struct embedding_request *out, struct json_object *text)
{
	if (!json_object_is_type(text, json_type_string) ||
	    json_object_get_string_len(text) == 0)
		return false;
	out->bytes += (size_t)json_object_get_string_len(text);
	out->inputs++;
	return true;
}

static bool read_input(struct embedding_request *out, struct json_object *input,
		       struct openai_error *error)
{
	static const char *const what =
		"'input' is a text or an array of 1 to 256 texts, none of them empty.";
	size_t count;

	if (json_object_is_type(input, json_type_string))
		return count_text(out, input) || fault(error, "input", what);
	if (!json_object_is_type(input, json_type_array))
		return fault(error, "input", what);
	count = json_object_array_length(input);
	if (count == 0 || count > EMBEDDING_INPUTS_MAX)
		return fault(error, "input", what);
	for (size_t i = 0; i < count; i++)
		if (!count_text(out, json_object_array_get_idx(input, i)))
			return fault(error, "input", what);
	return true;
}

bool embedding_request_read(struct embedding_request *out, struct arena *arena,
			    const char *text, size_t len, struct openai_error *error)
{
	static const char *const passed[] = {"input", "encoding_format", "dimensions"};
	struct json_object *body = json_parse(arena, text, len);

	*out = (struct embedding_request){.body = json_new(arena)};
	if (!json_object_is_type(body, json_type_object))
		return fault(error, NULL, "The body is not a JSON object.");
	out->model = json_text(body, "model");
	out->user = json_text(body, "user");
	if (text_empty(out->model))
		return fault(error, "model", "Which model? There is no default.");
	if (!read_input(out, json_member(body, "input"), error))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(passed); i++)
		if (json_member(body, passed[i]))
			json_put(out->body, passed[i],
				 json_copy(arena, json_member(body, passed[i])));
	return true;
}

/* --- under way ------------------------------------------------------------------------------ */

struct embedding {
	const struct parts *parts;
	struct arena *arena; /* owns all of this */
	struct booking booking;
	struct json_object *body;
	struct sink *sink; /* NULL: the client is gone */
	struct relay *relay; /* NULL: it ended */
	struct relay_outcome outcome;
	struct buf answer;
	size_t sent;
	const char *reason; /* of its end, for the ledger; set by the loop */
	bool settling, success;
};

static void embedding_free(struct embedding *it)
{
	booking_let_go(&it->booking);
	buf_clear(&it->answer);
	arena_free(it->arena); /* it lives in there */
}

static void finish(struct embedding *it)
{
	struct sink *sink = it->sink;

	if (sink) {
		sink->closed = NULL;
		sink->drained = NULL;
		sink->owner = NULL;
		sink->end(sink, 0, NULL);
	}
	embedding_free(it);
}

/* A piece, and the next when it has been taken: nobody makes us keep the whole twice. */
static void send_on(void *owner)
{
	struct embedding *it = owner;

	while (it->sent < it->answer.len && it->sink->queued(it->sink) == 0) {
		size_t rest = it->answer.len - it->sent;
		size_t piece = rest < PIECE ? rest : PIECE;

		it->sent += piece;
		if (!it->sink->send(it->sink, it->answer.bytes + it->sent - piece, piece))
			return; /* closed() follows */
	}
	if (it->sent == it->answer.len)
		finish(it);
}

static void gone_while_sending(void *owner)
{
	struct embedding *it = owner;

	it->sink = NULL;
	embedding_free(it);
}

static void answer_error(struct embedding *it)
{
	struct openai_error error = openai_error_of(&it->outcome);

	it->sink->head(it->sink, error.status, "application/json");
	buf_reset(&it->answer);
	if (!buf_add_text(&it->answer, json_write(openai_error_json(it->arena, &error))))
		buf_reset(&it->answer);
}

static void settle_done(void *arg)
{
	struct embedding *it = arg;

	metrics_add(it->parts->metrics, "kibridge_embeddings_total",
		    it->success ? "outcome=\"ok\"" : "outcome=\"failed\"", 1);
	if (!it->sink) {
		embedding_free(it);
		return;
	}
	if (it->success)
		it->sink->head(it->sink, 200, "application/json");
	else
		answer_error(it);
	it->sink->closed = gone_while_sending;
	it->sink->drained = send_on;
	send_on(it);
}

/* What came may be anything: it counts as an answer if it holds as many vectors as texts. */
static bool read_answer(struct embedding *it)
{
	struct json_object *body =
		json_parse(it->arena, it->answer.bytes, it->answer.len);
	struct json_object *data = json_array_of(body, "data");
	struct json_object *usage = json_object_of(body, "usage");
	int64_t tokens = json_int(usage, "prompt_tokens", -1);

	if (!data || json_object_array_length(data) != it->booking.messages)
		return false;
	it->outcome.usage.reported = tokens >= 0;
	it->outcome.usage.prompt_tokens = tokens >= 0 ? tokens : 0;
	it->outcome.usage.completion_tokens = 0;
	if (json_text(body, "model"))
		it->outcome.model = arena_strdup(it->arena, json_text(body, "model"));
	return true;
}

static void settle_run(void *arg)
{
	struct embedding *it = arg;

	it->success = it->outcome.end == RELAY_FINISHED && read_answer(it);
	if (it->outcome.end == RELAY_FINISHED && !it->success)
		it->outcome.end = RELAY_REFUSED; /* nothing of use came: free */
	booking_end(&it->booking, &it->outcome, it->success, it->reason);
}

static void settle(struct embedding *it, const struct relay_outcome *outcome)
{
	if (it->settling)
		return;
	it->settling = true;
	it->reason = it->sink ? "done" : "gone";
	relay_outcome_keep(&it->outcome, it->arena, outcome);
	booking_let_go(&it->booking);
	loop_work(it->parts->loop, settle_run, settle_done, it);
}

static void relay_queued(void *owner, unsigned place, unsigned wait_s)
{
	(void)owner;
	(void)place;
	(void)wait_s;
}

static void give_up(struct embedding *it)
{
	struct relay_outcome outcome = {0};

	relay_cancel(&it->relay, &outcome);
	outcome.end = RELAY_BROKEN;
	settle(it, &outcome);
}

static void relay_delta(void *owner, const char *text, size_t len, bool reasoning)
{
	struct embedding *it = owner;

	(void)reasoning;
	if (!buf_add(&it->answer, text, len))
		give_up(it);
}

static void relay_ended(void *owner, const struct relay_outcome *outcome)
{
	struct embedding *it = owner;

	it->relay = NULL;
	settle(it, outcome);
}

static void client_gone(void *owner)
{
	struct embedding *it = owner;

	it->sink = NULL;
	give_up(it);
}

static void stream_start(void *owner, struct sink *sink)
{
	static const struct relay_events events = {
		.queued = relay_queued,
		.delta = relay_delta,
		.ended = relay_ended,
	};
	struct embedding *it = owner;
	struct relay_request request = {
		.kind = RELAY_EMBEDDINGS,
		.id = it->booking.id,
		.body = it->body,
		.tenant = it->booking.subject.tenant,
		.course = it->booking.subject.course,
		.person = it->booking.subject.person,
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
	static const struct relay_outcome nothing = {.end = RELAY_UNAVAILABLE};

	settle(owner, &nothing);
}

struct reply *embedding_begin(struct call *call, const struct caller *caller,
			      const struct embedding_request *request)
{
	struct arena *arena = arena_new(ARENA_MAX);
	struct embedding *it = arena_alloc(arena, sizeof(*it));
	struct reply_stream stream = {stream_start, stream_abandoned, it};
	struct openai_error error;
	struct reply *reply;

	it->arena = arena;
	it->parts = call->parts;
	it->body = json_copy(arena, request->body);
	buf_init(&it->answer, ANSWER_MAX);
	it->booking = (struct booking){
		.parts = it->parts,
		.arena = arena,
		.wanted = request->model,
		.exactly = true,
		.pool = POOL_BACKGROUND,
		.bytes = request->bytes,
		.messages = request->inputs,
		.created_s = call->now_s,
	};
	if (!booking_make(&it->booking, caller, &error)) {
		reply = openai_error_reply(call, &error);
		embedding_free(it);
		return reply;
	}
	json_put_text(it->body, "model", it->booking.model);
	reply = reply_streamed_late(call, &stream);
	return reply_header(reply, "Cache-Control", "no-store");
}
