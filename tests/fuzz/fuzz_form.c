/* Fuzz: form bodies, query strings and what is made of URLs. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "call/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ARENA *arena = NULL;
	const char *value;
	struct form *form;
	char *text;

	if (size > 65536)
		return 0;
	arena = arena_new(8 << 20);
	form = form_parse(arena, (const char *)data, size);
	value = form ? form_get(form, "id_token") : NULL;
	if (value && !utf8_valid(value, strlen(value)))
		abort();
	text = arena_strndup(arena, (const char *)data, size);
	url_origin(arena, text);
	url_add_param(arena, text, "a", text);
	html_escape(arena, text);
	return 0;
}
