/*
 * Reading chunks and errors. A member that is missing, null or of an unexpected type counts as
 * absent: servers differ in all three, and none of it is worth an error.
 */
#include "backend/chunk.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "backend/memory.h"

#define TOKENS_MAX                                                                       \
	((int64_t)1 << 40) /* a larger report is nonsense and counts as absent */

struct json_tokener *chunk_tokener(void)
{
	struct json_tokener *tokener = memory_must(json_tokener_new_ex(CHUNK_DEPTH_MAX));

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	return tokener;
}

static struct json_object *member(struct json_object *object, const char *name,
				  enum json_type type)
{
	struct json_object *found;

	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, name, &found) ||
	    !json_object_is_type(found, type))
		return NULL;
	return found;
}

static const char *text_of(struct json_object *object, const char *name)
{
	struct json_object *found = member(object, name, json_type_string);

	return found ? json_object_get_string(found) : NULL;
}

static bool tokens_of(int64_t *out, struct json_object *object, const char *name)
{
	struct json_object *found = member(object, name, json_type_int);
	int64_t tokens = found ? json_object_get_int64(found) : -1;

	if (tokens < 0 || tokens > TOKENS_MAX)
		return false;
	*out = tokens;
	return true;
}

static bool same(const char *a, const char *b)
{
	return a && strcmp(a, b) == 0;
}

/* Errors */

static bool mentions(const char *text, const char *words)
{
	return text && strcasestr(text, words);
}

static enum chunk_fault fault_of(const char *type, const char *code, const char *param,
				 const char *message)
{
	/* Codes first; the sentences are those of vLLM (two forms), Ollama and LiteLLM. */
	if (same(code, "context_length_exceeded") ||
	    same(type, "exceed_context_size_error") || same(param, "input_tokens") ||
	    mentions(message, "maximum context length") ||
	    mentions(message, "exceeds the context length") ||
	    mentions(message, "exceeds the available context size") ||
	    mentions(message, "ContextWindowExceededError"))
		return FAULT_TOO_LONG;
	if (same(code, "insufficient_quota") || same(type, "insufficient_quota") ||
	    same(type, "budget_exceeded"))
		return FAULT_QUOTA;
	if (mentions(param, "stream_options") || mentions(message, "stream_options") ||
	    mentions(message, "continuous_usage_stats") ||
	    mentions(message, "include_usage"))
		return FAULT_OPTION;
	if (mentions(param, "response_format") || mentions(message, "response_format") ||
	    mentions(message, "json_schema"))
		return FAULT_FORMAT;
	return FAULT_OTHER;
}

static void keep_word(char *out, size_t size, const char *word)
{
	size_t len = 0;

	for (; word && *word && len + 1 < size; word++)
		if (isalnum((unsigned char)*word) || *word == '_' || *word == '-')
			out[len++] = *word;
	out[len] = '\0';
}

static int http_status(int64_t code)
{
	return code >= 400 && code <= 599 ? (int)code : 0;
}

/* `code` is an int in vLLM and llama-server, text in OpenAI and LiteLLM ("429"). */
static int status_of(struct json_object *error)
{
	struct json_object *number = member(error, "code", json_type_int);
	const char *text = text_of(error, "code");

	if (number)
		return http_status(json_object_get_int64(number));
	return text ? http_status(strtol(text, NULL, 10)) : 0;
}

static void read_error_object(struct chunk_error *out, struct json_object *error)
{
	const char *type = text_of(error, "type");
	const char *code = text_of(error, "code");
	const char *message = text_of(error, "message");

	out->status = status_of(error);
	out->fault = fault_of(type, code, text_of(error, "param"), message);
	out->message_len = message ? strlen(message) : 0;
	keep_word(out->type, sizeof(out->type), type ? type : code);
}

/* @return whether this object tells of an error */
static bool read_error(struct chunk_error *out, struct json_object *tree)
{
	struct json_object *error = member(tree, "error", json_type_object);
	const char *text = text_of(tree, "error");

	*out = (struct chunk_error){0};
	if (error) {
		read_error_object(out, error);
		return true;
	}
	if (!text && same(text_of(tree, "object"), "error")) { /* older vLLM */
		read_error_object(out, tree);
		return true;
	}
	if (!text) /* FastAPI's default */
		text = text_of(tree, "detail");
	if (!text)
		return false;
	out->message_len = strlen(text);
	out->fault = fault_of(NULL, NULL, NULL, text);
	return true;
}

void chunk_error_read(struct chunk_error *out, const char *body, size_t len)
{
	struct json_tokener *tokener = chunk_tokener();
	struct json_object *tree = json_tokener_parse_ex(tokener, body, (int)len);

	if (!read_error(out, tree))
		out->message_len = len;
	json_object_put(tree);
	json_tokener_free(tokener);
}

/* Chunks */

static bool same_object(struct json_object *object, const char *name)
{
	return member(object, name, json_type_object) != NULL;
}

static size_t string_of(const char **out, struct json_object *object, const char *name)
{
	struct json_object *found = member(object, name, json_type_string);

	*out = found ? json_object_get_string(found) : NULL;
	return found ? (size_t)json_object_get_string_len(found) : 0;
}

static void read_finish(char out[CHUNK_FINISH], const char *finish)
{
	size_t len = finish ? strlen(finish) : 0;

	if (len == 0)
		return;
	if (len >= CHUNK_FINISH || strspn(finish, "abcdefghijklmnopqrstuvwxyz_") != len)
		finish = "other", len = 5;
	memcpy(out, finish, len + 1);
}

/* `message` stands where `delta` should when a server answers without streaming. */
static struct json_object *delta_of(struct json_object *choice)
{
	return member(choice, same_object(choice, "delta") ? "delta" : "message",
		      json_type_object);
}

static void read_choice(struct chunk *out, struct json_object *choice)
{
	struct json_object *index = member(choice, "index", json_type_int);
	struct json_object *delta = delta_of(choice);
	struct json_object *tools = member(delta, "tool_calls", json_type_array);
	const char *text, *reasoning;
	size_t text_len = string_of(&text, delta, "content");
	size_t reasoning_len = string_of(&reasoning, delta, "reasoning");

	/* Two names for one thing; servers in between send both at once, so never add them. */
	if (reasoning_len == 0)
		reasoning_len = string_of(&reasoning, delta, "reasoning_content");
	if (text_len || reasoning_len || (tools && json_object_array_length(tools)))
		out->counts = true;
	if (index && json_object_get_int64(index) != 0)
		return; /* with n > 1 only the first choice is told as text */
	out->text = text, out->text_len = text_len;
	out->reasoning = reasoning, out->reasoning_len = reasoning_len;
	read_finish(out->finish, text_of(choice, "finish_reason"));
}

static void read_usage(struct chunk *out, struct json_object *usage)
{
	struct relay_usage *read = &out->usage;
	struct json_object *prompt, *completion;

	if (!usage)
		return;
	out->has_usage = tokens_of(&read->prompt_tokens, usage, "prompt_tokens");
	out->has_usage |= tokens_of(&read->completion_tokens, usage, "completion_tokens");
	prompt = member(usage, "prompt_tokens_details", json_type_object);
	completion = member(usage, "completion_tokens_details", json_type_object);
	tokens_of(&read->cached_tokens, prompt, "cached_tokens");
	tokens_of(&read->reasoning_tokens, completion, "reasoning_tokens");
	read->reported = out->has_usage;
}

static bool is_done(const char *data, size_t len)
{
	while (len && data[len - 1] == ' ')
		len--;
	return len == 6 && memcmp(data, "[DONE]", 6) == 0;
}

enum chunk_status chunk_read(struct chunk *out, struct json_tokener *tokener,
			     const char *data, size_t len)
{
	struct json_object *choices;
	size_t count;

	*out = (struct chunk){0};
	if (is_done(data, len))
		return CHUNK_DONE;
	json_tokener_reset(tokener);
	out->tree = json_tokener_parse_ex(tokener, data, (int)len);
	if (!json_object_is_type(out->tree, json_type_object))
		return CHUNK_GARBAGE;
	choices = member(out->tree, "choices", json_type_array);
	if (!choices && read_error(&out->error, out->tree))
		return CHUNK_ERROR;
	if (choices && same_object(out->tree, "error") &&
	    read_error(&out->error, out->tree))
		return CHUNK_ERROR;

	count = choices ? json_object_array_length(choices) : 0;
	for (size_t i = 0; i < count; i++)
		read_choice(out, json_object_array_get_idx(choices, i));
	read_usage(out, member(out->tree, "usage", json_type_object));
	out->id = text_of(out->tree, "id");
	out->model = text_of(out->tree, "model");
	return CHUNK_OK;
}

void chunk_clear(struct chunk *chunk)
{
	json_object_put(chunk->tree);
	chunk->tree = NULL;
}
