/* A chat completion for a client: admitted, relayed chunk by chunk or joined, settled. */
#include "openai/completion.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/metrics.h"
#include "base/random.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/sink.h"
#include "openai/assembly.h"
#include "quota/estimate.h"
#include "quota/lease.h"
#include "course/model.h"

#define ARENA_MAX (64 * MIB)
#define LEASE_S 60
#define LEASE_RENEW_MS 15000
#define OUTPUT_FLOOR 256

struct completion {
	const struct parts *parts;
	struct arena *arena; /* owns all of this */
	char id[RANDOM_ID];
	struct quota_subject subject;
	const char *model;
	struct json_object *body;
	struct openai_error error; /* why it was not admitted */
	bool stream, include_usage;
	size_t bytes, messages;
	int64_t prompt_tokens, output_tokens, created_s;
	struct sink *sink; /* NULL: the client is gone */
	struct relay *relay; /* NULL: it ended */
	struct loop_timer *renew;
	bool begun; /* the head was written */
	bool settling;
	struct assembly assembly;
	struct relay_outcome outcome;
};

/* --- admission, on the request's worker ---------------------------------------------------- */

struct admit {
	struct completion *completion;
	const struct caller *caller;
};

static enum db_status write_admission(struct db_conn *tx, void *arg)
{
	struct admit *admit = arg;
	struct completion *it = admit->completion;
	const struct policy *policy = admit->caller->policy;
	struct admission_result result;
	struct quota_need need = {
		.request = it->id,
		.input_tokens = it->prompt_tokens,
		.output_tokens = it->output_tokens,
		.output_floor = it->output_tokens < OUTPUT_FLOOR ? it->output_tokens
								 : OUTPUT_FLOOR,
		.now_s = it->created_s,
		.expires_s = it->created_s + LEASE_S,
		.backend_model = it->model,
	};
	enum db_status status;

	status = ledger_reserve(tx, admit->caller->zone, &it->subject, &need,
				policy->limits, policy->limit_count, &result);
	if (status != DB_OK)
		return status;
	if (result.admission != ADMISSION_GRANTED) {
		it->error = openai_error_quota(it->arena, &result.binding, it->created_s);
		return DB_REFUSED;
	}
	json_put_int(it->body, "max_tokens", result.output_tokens);
	return DB_OK;
}

static bool choose_model(struct completion *it, const struct caller *caller,
			 const char *wanted)
{
	struct backend_model *models;
	const struct backend_model *found;
	size_t count = backends_models(it->parts->backends, it->arena, &models);

	found = model_choose(caller->policy, wanted ? wanted : caller->policy->model,
			     models, count);
	if (found)
		it->model = found->id;
	else
		it->error = (struct openai_error){
			.status = 404,
			.type = "invalid_request_error",
			.code = "model_not_found",
			.param = "model",
			.message = "This model does not exist here, or the course may "
				   "not use it.",
		};
	return found != NULL;
}

static bool is_open(struct completion *it, const struct caller *caller)
{
	int64_t opens_s;
	enum policy_gate gate =
		policy_gate(caller->policy, caller->zone, it->created_s, &opens_s);

	if (gate == GATE_OPEN)
		return true;
	it->error = (struct openai_error){
		.status = 403,
		.type = "invalid_request_error",
		.code = gate == GATE_EXAM ? "exam_locked" : "closed",
		.message = gate == GATE_EXAM ? "Locked during the exam."
					     : "The course's AI is closed now.",
	};
	return false;
}

static void copy_subject(struct completion *it, const struct quota_subject *from)
{
	it->subject = *from;
	it->subject.tenant = arena_strdup(it->arena, from->tenant);
	it->subject.course = arena_strdup(it->arena, from->course);
	it->subject.activity = arena_strdup(it->arena, from->activity);
	it->subject.person = arena_strdup(it->arena, from->person);
	it->subject.role = arena_strdup(it->arena, from->role);
}

static void prepare(struct completion *it, const struct caller *caller,
		    const struct chat_request *request, int64_t now_s)
{
	random_id(it->id);
	copy_subject(it, &caller->subject);
	it->created_s = now_s;
	it->stream = request->stream;
	it->include_usage = request->include_usage;
	it->bytes = request->bytes;
	it->messages = request->messages;
	it->body = json_copy(it->arena, request->body);
	it->output_tokens = caller->policy->max_output_tokens;
	if (request->max_tokens && request->max_tokens < it->output_tokens)
		it->output_tokens = request->max_tokens;
	assembly_init(&it->assembly, it->arena);
}

static void completion_free(struct completion *it)
{
	loop_timer_cancel(&it->renew);
	assembly_clear(&it->assembly);
	arena_free(it->arena); /* it lives in there */
}

/* --- the end, on a worker ------------------------------------------------------------------ */

static bool delivered(const struct completion *it)
{
	return it->begun || it->assembly.content.len || it->assembly.tool_calls;
}

static bool is_charged(const struct completion *it)
{
	switch (it->outcome.end) {
	case RELAY_FINISHED:
	case RELAY_CUT:
	case RELAY_BROKEN:
		return it->outcome.sent || delivered(it);
	default:
		return false;
	}
}

static enum db_status write_end(struct db_conn *tx, void *arg)
{
	struct completion *it = arg;
	const struct relay_usage *usage = &it->outcome.usage;
	struct quota_use use = {
		.input_tokens =
			usage->reported ? usage->prompt_tokens : it->prompt_tokens,
		.output_tokens = usage->completion_tokens,
		.exact = usage->reported,
		.reason = it->sink ? "done" : "gone",
	};
	enum db_status status;
	bool ended;

	if (!is_charged(it))
		return ledger_release(tx, it->id, "failed", clock_now_s(), &ended);
	status = ledger_settle(tx, it->id, &use, clock_now_s(), &ended);
	if (status == DB_OK && usage->reported)
		status = estimate_learn(tx, it->model, it->bytes, it->messages,
					usage->prompt_tokens, clock_now_s());
	return status;
}

static void settle_run(void *arg)
{
	struct completion *it = arg;
	enum db_status status = db_write(it->parts->db, write_end, it);

	if (status != DB_OK) /* the sweeper settles it when its lease is over */
		log_warn("completion.end_not_stored", "request=%s status=%s", it->id,
			 db_status_text(status));
}

static void send_text(struct completion *it, const char *text)
{
	if (it->sink)
		(void)it->sink->send(it->sink, text, strlen(text));
}

static struct json_object *usage_json(const struct completion *it)
{
	const struct relay_usage *usage = &it->outcome.usage;
	int64_t prompt = usage->reported ? usage->prompt_tokens : it->prompt_tokens;
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
	json_put_text(body, "id", arena_printf(it->arena, "chatcmpl-%s", it->id));
	json_put_text(body, "object", "chat.completion");
	json_put_int(body, "created", it->created_s);
	json_put_text(body, "model", it->outcome.model ? it->outcome.model : it->model);
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
	loop_timer_cancel(&it->renew);
	loop_work(it->parts->loop, settle_run, settle_done, it);
}

/* --- answering, on the loop ----------------------------------------------------------------- */

static void keep_outcome(struct completion *it, const struct relay_outcome *outcome)
{
	it->outcome = *outcome;
	it->outcome.finish =
		arena_strdup(it->arena, outcome->finish ? outcome->finish : "stop");
	it->outcome.model = arena_strdup(it->arena, outcome->model);
	it->outcome.backend = arena_strdup(it->arena, outcome->backend);
	it->outcome.upstream_id = arena_strdup(it->arena, outcome->upstream_id);
}

static void give_up(struct completion *it)
{
	struct relay_outcome outcome = {0};

	if (it->settling)
		return;
	relay_cancel(&it->relay, &outcome);
	outcome.end = RELAY_BROKEN;
	keep_outcome(it, &outcome);
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
	keep_outcome(it, outcome);
	settle(it);
}

static void client_gone(void *owner)
{
	struct completion *it = owner;

	it->sink = NULL;
	give_up(it);
}

static enum db_status write_renewal(struct db_conn *tx, void *arg)
{
	return lease_renew(tx, arg, clock_now_s() + LEASE_S);
}

struct renewal {
	const struct parts *parts;
	char id[RANDOM_ID];
};

static void renew_run(void *arg)
{
	struct renewal *renewal = arg;

	if (db_write(renewal->parts->db, write_renewal, renewal->id) != DB_OK)
		log_warn("completion.renewal_failed", "request=%s", renewal->id);
}

static void renew(void *arg)
{
	struct completion *it = arg;
	struct renewal *renewal = calloc(1, sizeof(*renewal));

	if (!renewal)
		abort();
	renewal->parts = it->parts;
	memcpy(renewal->id, it->id, sizeof(renewal->id));
	loop_work(it->parts->loop, renew_run, free, renewal);
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
		.id = it->id,
		.body = it->body,
		.tenant = it->subject.tenant,
		.course = it->subject.course,
		.person = it->subject.person,
		.cut_at_tokens = it->prompt_tokens + it->output_tokens,
	};

	it->sink = sink;
	sink->owner = it;
	sink->closed = client_gone;
	it->relay = relay_start(it->parts->backends, &request, &events, it);
	it->renew = loop_timer_start(it->parts->loop, LEASE_RENEW_MS, LEASE_RENEW_MS,
				     renew, it);
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
	struct admit admit = {it, caller};
	struct reply_stream stream = {stream_start, stream_abandoned, it};
	struct reply *reply;
	enum db_status status = DB_REFUSED;

	it->arena = arena;
	it->parts = call->parts;
	prepare(it, caller, request, call->now_s);
	if (is_open(it, caller) && choose_model(it, caller, request->model)) {
		json_put_text(it->body, "model", it->model);
		it->prompt_tokens = estimate_prompt(db_reader(call->parts->db), it->model,
						    it->bytes, it->messages);
		status = db_write(call->parts->db, write_admission, &admit);
	}
	if (status == DB_OK) {
		reply = reply_streamed_late(call, &stream);
		return reply_header(reply, "Cache-Control", "no-store");
	}
	reply = status == DB_REFUSED
			? openai_error_reply(call, &it->error)
			: openai_error_reply(call,
					     &(struct openai_error){
						     .status = 503,
						     .type = "server_error",
						     .code = "store_unavailable",
						     .message = "Nothing was counted. "
								"Please try again.",
					     });
	completion_free(it);
	return reply;
}
