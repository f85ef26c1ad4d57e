/* Marking schema: what a backend that keeps to schemas is told to keep to. */
#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "marking/marking.h"

#define LEVELS_TEXT_MAX 4096

static struct json_object *of_type(struct arena *arena, const char *type)
{
	return json_put_text(json_new(arena), "type", type);
}

/* In strict schemas every member is required and no other is allowed. */
static struct json_object *strict_object(struct arena *arena,
					 struct json_object *properties)
{
	struct json_object *out = of_type(arena, "object"), *required = json_list(arena);

	json_object_object_foreach(properties, name, child)
	{
		(void)child;
		json_add_text(required, name);
	}
	json_put(out, "properties", properties);
	json_put(out, "required", required);
	return json_put_bool(out, "additionalProperties", false);
}

static struct json_object *level_schema(struct arena *arena,
					const struct rubric_criterion *criterion)
{
	struct json_object *out = of_type(arena, "integer"), *choices = json_list(arena);
	AUTO_BUF words;

	buf_init(&words, LEVELS_TEXT_MAX);
	for (size_t i = 0; i < criterion->level_count; i++) {
		json_add(choices, json_object_new_int64((int64_t)i));
		if (!buf_printf(&words, "%s%zu: %s", i ? "; " : "", i,
				criterion->levels[i].name))
			break;
	}
	json_put(out, "enum", choices);
	return json_put_text(out, "description", words.bytes);
}

static struct json_object *evidence_schema(struct arena *arena)
{
	struct json_object *properties = json_new(arena),
			   *kind = of_type(arena, "string");
	struct json_object *kinds = json_list(arena), *out = of_type(arena, "array");

	json_add_text(kinds, "strength");
	json_add_text(kinds, "work");
	json_put(kind, "enum", kinds);
	json_put(properties, "quote", of_type(arena, "string"));
	json_put(properties, "kind", kind);
	return json_put(out, "items", strict_object(arena, properties));
}

/* Evidence first: a level that is named before its reasons has none. */
static struct json_object *criterion_schema(struct arena *arena,
					    const struct rubric_criterion *criterion)
{
	struct json_object *properties = json_new(arena), *out;

	json_put(properties, "evidence", evidence_schema(arena));
	json_put(properties, "level", level_schema(arena, criterion));
	json_put(properties, "advice", of_type(arena, "string"));
	json_put(properties, "next_step", of_type(arena, "string"));
	out = strict_object(arena, properties);
	return json_put_text(out, "description", criterion->name);
}

struct json_object *marking_response_format(struct arena *arena,
					    const struct rubric *rubric,
					    const size_t *only, size_t only_count)
{
	size_t count = only ? only_count : rubric->criterion_count;
	struct json_object *criteria = json_new(arena), *properties = json_new(arena);
	struct json_object *schema = json_new(arena);

	for (size_t i = 0; i < count; i++) {
		const struct rubric_criterion *criterion =
			&rubric->criteria[only ? only[i] : i];

		json_put(criteria, criterion->id, criterion_schema(arena, criterion));
	}
	json_put(properties, "criteria", strict_object(arena, criteria));
	if (!only)
		json_put(properties, "summary", of_type(arena, "string"));
	json_put_text(schema, "name", "feedback");
	json_put_bool(schema, "strict", true);
	json_put(schema, "schema", strict_object(arena, properties));
	return json_put(json_put_text(json_new(arena), "type", "json_schema"),
			"json_schema", schema);
}
