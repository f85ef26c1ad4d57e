/*
 * Extract notebook: the cells of a Jupyter notebook [nbformat 4, also 3], and what they printed
 * as text. Pictures are left out.
 */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "extract/parts.h"

#define TREE_MAX ((size_t)64 << 20)
#define OUTPUT_MAX 2000 /* bytes of one output */

/* A text, or a list of its lines. */
static void add_lines(struct extract_out *out, struct json_object *value, size_t most)
{
	size_t before = out->text.len;

	if (json_object_is_type(value, json_type_string)) {
		const char *text = json_object_get_string(value);

		if (strlen(text) <= most)
			extract_out_add(out, false, text);
		return;
	}
	if (!json_object_is_type(value, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(value); i++) {
		struct json_object *line = json_object_array_get_idx(value, i);

		if (!json_object_is_type(line, json_type_string))
			continue;
		if (out->text.len - before + strlen(json_object_get_string(line)) > most)
			break;
		extract_out_add(out, false, json_object_get_string(line));
	}
}

static void add_output(struct extract_out *out, struct json_object *output)
{
	struct json_object *data = json_object_of(output, "data"), *text;

	text = data ? json_member(data, "text/plain") : json_member(output, "text");
	if (json_member(data, "image/png") || json_member(data, "image/jpeg") ||
	    json_member(data, "image/svg+xml") || json_member(output, "png")) {
		out->notes |= EXTRACT_IMAGES_LEFT_OUT;
		return; /* its text is only "<Figure size …>" */
	}
	if (!text)
		return;
	extract_out_add(out, false, "\n");
	add_lines(out, text, OUTPUT_MAX);
}

static void add_cell(struct extract_out *out, struct json_object *cell)
{
	struct json_object *outputs = json_array_of(cell, "outputs");
	struct json_object *source = json_member(cell, "source");

	add_lines(out, source ? source : json_member(cell, "input"), EXTRACT_TEXT_MAX);
	if (json_object_of(cell, "attachments"))
		out->notes |= EXTRACT_IMAGES_LEFT_OUT;
	for (size_t i = 0; outputs && i < json_object_array_length(outputs); i++)
		add_output(out, json_object_array_get_idx(outputs, i));
	extract_out_add(out, false, "\n\n");
}

static bool add_cells(struct extract_out *out, struct json_object *holder)
{
	struct json_object *cells = json_array_of(holder, "cells");

	for (size_t i = 0; cells && i < json_object_array_length(cells); i++)
		add_cell(out, json_object_array_get_idx(cells, i));
	return cells != NULL;
}

enum extract_status extract_notebook(struct extract_out *out, const void *bytes,
				     size_t len)
{
	AUTO_ARENA *arena = arena_new(TREE_MAX);
	struct json_object *notebook = json_parse(arena, bytes, len), *sheets;
	bool found;

	if (!notebook)
		return EXTRACT_BROKEN;
	found = add_cells(out, notebook);
	sheets = json_array_of(notebook, "worksheets"); /* nbformat 3 */
	for (size_t i = 0; sheets && i < json_object_array_length(sheets); i++)
		found |= add_cells(out, json_object_array_get_idx(sheets, i));
	return found ? EXTRACT_DONE : EXTRACT_TYPE;
}
