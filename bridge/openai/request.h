/* Request: a chat completion request of a client, checked, and as it goes on to a backend. */
#ifndef KIBRIDGE_OPENAI_REQUEST_H
#define KIBRIDGE_OPENAI_REQUEST_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "openai/error.h"

struct chat_request {
	const char *model; /* NULL: the course's */
	const char *user; /* NULL: none; never passed on */
	bool stream, include_usage;
	int64_t max_tokens; /* 0: not said */
	struct json_object
		*body; /* what a backend is sent, but for model and max_tokens */
	size_t bytes, messages; /* of the prompt, for the estimate */
};

/** Unknown members pass through; what names a person or would defeat the limits does not. */
bool chat_request_read(struct chat_request *out, struct arena *arena, const char *text,
		       size_t len, struct openai_error *error);

#endif
