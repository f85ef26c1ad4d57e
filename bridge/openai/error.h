/* Error: answers in OpenAI's shape, {"error":{message, type, param, code}}. */
#ifndef KIBRIDGE_OPENAI_ERROR_H
#define KIBRIDGE_OPENAI_ERROR_H

#include <json-c/json.h>

#include "backend/relay.h"
#include "call/call.h"
#include "call/reply.h"
#include "quota/limit.h"

struct openai_error {
	int status; /* HTTP */
	const char *type; /* "invalid_request_error" … */
	const char *code; /* "context_length_exceeded" …; NULL is null */
	const char *param; /* the member at fault; NULL is null */
	const char *message;
	unsigned retry_after_s; /* 0: not said */
	struct json_object
		*limit; /* quota: the standing that binds, as `kibridge`; or NULL */
};

struct json_object *openai_error_json(struct arena *arena,
				      const struct openai_error *error);
struct reply *openai_error_reply(struct call *call, const struct openai_error *error);

/** What a relay's end without an answer means to a client. */
struct openai_error openai_error_of(const struct relay_outcome *outcome);
/** 429 insufficient_quota-like refusal, with scope, use and refill. */
struct openai_error openai_error_quota(struct arena *arena,
				       const struct standing *binding, int64_t now_s);

#endif
