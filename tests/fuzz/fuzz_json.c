/* Fuzz: what the strict JSON reader takes, it writes and takes again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ARENA *arena = arena_new(8 << 20);
	struct json_object *tree = json_parse(arena, (const char *)data, size);
	const char *text;

	if (!tree)
		return 0;
	text = json_write(tree);
	if (!json_parse(arena, text, strlen(text)))
		abort();
	return 0;
}
