/* Reading model lists. */
#include "backend/models.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

#define CONTEXT_MAX 100000000 /* tokens; larger is nonsense and counts as not told */

static bool id_fits(const char *id)
{
	size_t len = id ? strlen(id) : 0;

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)id[i] < 0x20 || id[i] == 0x7f || id[i] == ';')
			return false;
	return len > 0 && len <= MODELS_ID_MAX;
}

/* max_model_len: vLLM; meta.n_ctx: llama-server; the others say nothing. */
static unsigned context_of(struct json_object *entry)
{
	int64_t tokens = json_int(entry, "max_model_len", 0);

	if (tokens == 0)
		tokens = json_int(json_object_of(entry, "meta"), "n_ctx", 0);
	return tokens > 0 && tokens <= CONTEXT_MAX ? (unsigned)tokens : 0;
}

bool models_read(struct model_list *out, struct arena *arena, const char *body,
		 size_t len)
{
	struct json_object *tree = json_parse(arena, body, len);
	struct json_object *data = json_array_of(tree, "data");
	size_t count = data ? json_object_array_length(data) : 0;

	*out = (struct model_list){0};
	if (!data)
		return false;
	if (count > MODELS_MAX)
		count = MODELS_MAX;
	out->models = arena_alloc(arena, (count + 1) * sizeof(*out->models));
	for (size_t i = 0; i < count; i++) {
		struct json_object *entry = json_object_array_get_idx(data, i);
		const char *id = json_text(entry, "id");

		if (!id_fits(id) || models_find(out, id))
			continue;
		out->models[out->count].id = arena_strdup(arena, id);
		out->models[out->count++].context_tokens = context_of(entry);
	}
	return true;
}

void models_split(struct model_list *out, struct arena *arena, const char *ids)
{
	size_t most = 1;

	for (const char *at = ids; *at; at++)
		most += *at == ';';
	*out = (struct model_list){
		.models = arena_alloc(arena, most * sizeof(*out->models)),
	};
	while (*ids) {
		size_t len = strcspn(ids, ";");
		const char *begin = ids;

		ids += len + (ids[len] == ';');
		while (len && (*begin == ' ' || *begin == '\t'))
			begin++, len--;
		while (len && (begin[len - 1] == ' ' || begin[len - 1] == '\t'))
			len--;
		if (len)
			out->models[out->count++].id = arena_strndup(arena, begin, len);
	}
}

const struct model *models_find(const struct model_list *list, const char *id)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_equal(list->models[i].id, id))
			return &list->models[i];
	return NULL;
}
