/* Writing requests. */
#include "backend/request_text.h"

#include "backend/memory.h"
#include "base/text.h"

const char *request_text_open(struct arena *arena, struct json_object *body, size_t *len)
{
	struct json_object *ours = memory_must(json_object_new_object());
	const char *text;

	json_object_object_foreach(body, name, value)
	{
		if (!text_equal(name, "stream") && !text_equal(name, "stream_options"))
			json_object_object_add(ours, name, json_object_get(value));
	}
	text = json_object_to_json_string_length(
		ours, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, len);
	(*len)--; /* the brace */
	text = arena_strndup(arena, text, *len);
	json_object_put(ours);
	return text;
}

char *request_text_close(size_t *len, const char *object, size_t object_len,
			 enum usage_ask ask, const char *format)
{
	static const char *const tails[] = {
		[ASK_NOTHING] = "\"stream\":true}",
		[ASK_AT_END] =
			"\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
		[ASK_EVERY_CHUNK] =
			"\"stream\":true,\"stream_options\":"
			"{\"include_usage\":true,\"continuous_usage_stats\":true}}",
	};
	const char *tail = tails[ask];
	size_t tail_len = strlen(tail);
	const char *name = format ? "\"response_format\":" : "";
	size_t format_len = format ? strlen(name) + strlen(format) + 1 : 0;
	bool comma = object_len > 1; /* not "{" alone */
	char *text = memory_new(object_len + comma + format_len + tail_len + 1);
	char *at = text;

	at = mempcpy(at, object, object_len);
	if (comma)
		*at++ = ',';
	if (format) {
		at = mempcpy(at, name, strlen(name));
		at = mempcpy(at, format, strlen(format));
		*at++ = ',';
	}
	at = mempcpy(at, tail, tail_len);
	*len = (size_t)(at - text);
	return text;
}

char *request_text_end(size_t *len, const char *object, size_t object_len)
{
	char *text = memory_new(object_len + 2);

	memcpy(text, object, object_len);
	text[object_len] = '}';
	*len = object_len + 1;
	return text;
}

const char *request_text_model(struct json_object *body)
{
	struct json_object *model = NULL;

	json_object_object_get_ex(body, "model", &model);
	return json_object_is_type(model, json_type_string)
		       ? json_object_get_string(model)
		       : "";
}
