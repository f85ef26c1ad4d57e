/* Our refusals and the backend's failures in the words OpenAI clients know. */
#include "openai/error.h"

#include "base/clock.h"
#include "base/json.h"

struct json_object *openai_error_json(struct arena *arena,
				      const struct openai_error *error)
{
	struct json_object *inner = json_new(arena);

	json_put_text(inner, "message", error->message);
	json_put_text(inner, "type", error->type);
	json_put_text(inner, "param", error->param);
	json_put_text(inner, "code", error->code);
	if (error->limit)
		json_put(inner, "limit", error->limit);
	return json_put(json_new(arena), "error", inner);
}

struct reply *openai_error_reply(struct call *call, const struct openai_error *error)
{
	struct reply *reply =
		reply_json(call, error->status, openai_error_json(call->arena, error));

	if (error->retry_after_s)
		reply_header(reply, "Retry-After",
			     arena_printf(call->arena, "%u", error->retry_after_s));
	if (error->status == 401)
		reply_header(reply, "WWW-Authenticate", "Bearer");
	return reply;
}

struct openai_error openai_error_of(const struct relay_outcome *outcome)
{
	/* clang-format off */
	static const struct openai_error errors[] = {
		[RELAY_FINISHED]    = { 500, "server_error", NULL, NULL, "No answer came.", 0, NULL },
		[RELAY_CUT]         = { 500, "server_error", NULL, NULL, "No answer came.", 0, NULL },
		[RELAY_UNAVAILABLE] = { 503, "server_error", "backend_unavailable", NULL,
				        "The inference backend does not answer. Nothing was counted.", 0, NULL },
		[RELAY_BUSY]        = { 503, "server_error", "server_is_overloaded", NULL,
				        "The inference backend is busy. Nothing was counted.", 0, NULL },
		[RELAY_TOO_LONG]    = { 400, "invalid_request_error", "context_length_exceeded", "messages",
				        "The messages do not fit the model's context.", 0, NULL },
		[RELAY_REFUSED]     = { 502, "server_error", "backend_refused", NULL,
				        "The inference backend refused the request.", 0, NULL },
		[RELAY_BROKEN]      = { 502, "server_error", "answer_broken", NULL,
				        "The answer broke off.", 0, NULL },
	};
	/* clang-format on */
	struct openai_error error = errors[outcome->end];

	error.retry_after_s = outcome->retry_after_s;
	return error;
}

struct openai_error openai_error_quota(struct arena *arena,
				       const struct standing *binding, int64_t now_s)
{
	struct openai_error error = {
		.status = 429,
		.type = "insufficient_quota",
		.code = "quota_exceeded",
		.limit = standing_json(binding),
	};
	char resets_at[CLOCK_RFC3339];
	int64_t wait_s = binding->resets_at_s - now_s;

	clock_rfc3339(resets_at, binding->resets_at_s);
	error.message = arena_printf(
		arena,
		"%lld of %lld %s per %s are used (set by the %s, for each %s). New from "
		"%s.",
		(long long)(binding->used + binding->reserved),
		(long long)(binding->limit.value + binding->limit.granted),
		metric_name(binding->limit.metric), window_name(binding->limit.window),
		level_name(binding->limit.level), scope_name(binding->limit.scope),
		resets_at);
	if (binding->limit.value > 0 && wait_s > 0)
		error.retry_after_s = (unsigned)wait_s;
	return error;
}
