/* Joining deltas: text by appending, tool calls by their index. */
#include "openai/assembly.h"

#include "base/json.h"
#include "base/text.h"

#define TEXT_MAX (4 * MIB)
#define TOOL_CALLS_MAX 128

void assembly_init(struct assembly *assembly, struct arena *arena)
{
	assembly->arena = arena;
	assembly->tool_calls = NULL;
	buf_init(&assembly->content, TEXT_MAX);
	buf_init(&assembly->reasoning, TEXT_MAX);
}

void assembly_clear(struct assembly *assembly)
{
	buf_clear(&assembly->content);
	buf_clear(&assembly->reasoning);
}

static void append_member(struct json_object *object, const char *name, const char *more)
{
	const char *before = json_text(object, name);
	AUTO_BUF joined;

	if (!more)
		return;
	buf_init(&joined, TEXT_MAX);
	if (buf_printf(&joined, "%s%s", before ? before : "", more))
		json_put_text(object, name, joined.bytes);
}

/* id, type and name come once; arguments come in pieces. */
static bool add_tool_call(struct assembly *assembly, struct json_object *piece)
{
	int64_t index = json_int(piece, "index", 0);
	struct json_object *call, *function, *said = json_object_of(piece, "function");

	if (index < 0 || index >= TOOL_CALLS_MAX)
		return false;
	if (!assembly->tool_calls)
		assembly->tool_calls = json_list(assembly->arena);
	while (json_object_array_length(assembly->tool_calls) <= (size_t)index) {
		call = json_put_text(json_object_new_object(), "type", "function");
		json_put(call, "function",
			 json_put_text(json_object_new_object(), "arguments", ""));
		json_add(assembly->tool_calls, call);
	}
	call = json_object_array_get_idx(assembly->tool_calls, (size_t)index);
	function = json_object_of(call, "function");
	if (json_text(piece, "id"))
		json_put_text(call, "id", json_text(piece, "id"));
	if (json_text(said, "name"))
		json_put_text(function, "name", json_text(said, "name"));
	append_member(function, "arguments", json_text(said, "arguments"));
	return true;
}

static bool add_text(struct buf *to, const char *text)
{
	return !text || buf_add_text(to, text);
}

bool assembly_add(struct assembly *assembly, struct json_object *chunk)
{
	struct json_object *choices = json_array_of(chunk, "choices");
	struct json_object *choice, *delta, *tools;
	const char *reasoning;

	if (!choices || json_object_array_length(choices) == 0)
		return true;
	choice = json_object_array_get_idx(choices, 0);
	delta = json_object_of(choice, "delta");
	reasoning = json_text(delta, "reasoning_content");
	if (!reasoning)
		reasoning = json_text(delta, "reasoning");
	if (!add_text(&assembly->content, json_text(delta, "content")) ||
	    !add_text(&assembly->reasoning, reasoning))
		return false;
	tools = json_array_of(delta, "tool_calls");
	for (size_t i = 0; tools && i < json_object_array_length(tools); i++)
		if (!add_tool_call(assembly, json_object_array_get_idx(tools, i)))
			return false;
	return true;
}

struct json_object *assembly_message(const struct assembly *assembly)
{
	struct json_object *message =
		json_put_text(json_new(assembly->arena), "role", "assistant");
	bool only_tools = assembly->tool_calls && assembly->content.len == 0;

	json_put_text(message, "content", only_tools ? NULL : assembly->content.bytes);
	if (assembly->reasoning.len)
		json_put_text(message, "reasoning_content", assembly->reasoning.bytes);
	if (assembly->tool_calls)
		json_put(message, "tool_calls", assembly->tool_calls);
	return message;
}
