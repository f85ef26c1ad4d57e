/* Reading a chat completion request: strict about what limits rest on, lenient about the rest. */
#include "openai/request.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

#define MESSAGES_MAX 1000

/* Members that are ours to set, or that must not reach a backend. */
static const char *const held_back[] = {
	"user",
	"stream",
	"stream_options",
	"max_tokens",
	"max_completion_tokens",
	"model",
	"n",
	"best_of",
	"metadata",
	"safety_identifier",
	"service_tier",
	"store",
	"prompt_cache_key",
};

static bool fault(struct openai_error *error, const char *param, const char *message)
{
	*error = (struct openai_error){.status = 400,
				       .type = "invalid_request_error",
				       .param = param,
				       .message = message};
	return false;
}

static bool read_messages(struct chat_request *out, struct json_object *messages,
			  struct openai_error *error)
{
	size_t count = messages ? json_object_array_length(messages) : 0;

	if (count == 0 || count > MESSAGES_MAX)
		return fault(error, "messages",
			     "'messages' is an array of 1 to 1000 messages.");
	for (size_t i = 0; i < count; i++) {
		struct json_object *message = json_object_array_get_idx(messages, i);

		if (!json_object_is_type(message, json_type_object) ||
		    text_empty(json_text(message, "role")))
			return fault(error, "messages",
				     "Each message is an object with a 'role'.");
	}
	out->messages = count;
	out->bytes = strlen(json_object_to_json_string_ext(
		messages, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	return true;
}

static bool read_max_tokens(struct chat_request *out, struct json_object *body,
			    struct openai_error *error)
{
	static const char *const names[] = {"max_completion_tokens", "max_tokens"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct json_object *value = json_member(body, names[i]);

		if (!value)
			continue;
		if (!json_object_is_type(value, json_type_int) ||
		    json_object_get_int64(value) < 1)
			return fault(error, names[i], "A whole number from 1 on.");
		out->max_tokens = json_object_get_int64(value);
		return true;
	}
	return true;
}

bool chat_request_read(struct chat_request *out, struct arena *arena, const char *text,
		       size_t len, struct openai_error *error)
{
	struct json_object *body = json_parse(arena, text, len);
	struct json_object *tools;

	memset(out, 0, sizeof(*out));
	if (!body || !json_object_is_type(body, json_type_object))
		return fault(error, NULL, "The body is not a JSON object.");
	if (json_int(body, "n", 1) != 1)
		return fault(error, "n", "Only one answer at a time.");
	if (!read_messages(out, json_array_of(body, "messages"), error) ||
	    !read_max_tokens(out, body, error))
		return false;
	tools = json_member(body, "tools");
	if (tools)
		out->bytes += strlen(
			json_object_to_json_string_ext(tools, JSON_C_TO_STRING_PLAIN));
	out->model = json_text(body, "model");
	out->user = json_text(body, "user");
	out->stream = json_flag(body, "stream", false);
	out->include_usage =
		json_flag(json_object_of(body, "stream_options"), "include_usage", false);

	out->body = json_copy(arena, body);
	for (size_t i = 0; i < ARRAY_LEN(held_back); i++)
		json_object_object_del(out->body, held_back[i]);
	return true;
}
