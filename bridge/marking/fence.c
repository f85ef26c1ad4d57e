/* Fence: clean characters, then no boundary, then the marks. */
#include "marking/fence.h"

#include <string.h>

#include "base/letters.h"

void fence_init(struct fence *fence)
{
	random_id(fence->boundary);
}

char *fence_clean(struct arena *arena, size_t *clean_len, const char *text, size_t len)
{
	char *out = arena_alloc(arena, len + 1);
	size_t kept = 0;

	for (size_t at = 0; at < len;) {
		size_t start = at;
		uint32_t code = letters_next(text, len, &at);

		if (letter_invisible(code) || letter_control(code))
			continue;
		memmove(out + kept, text + start, at - start);
		kept += at - start;
	}
	*clean_len = kept;
	return out;
}

/* Takes the boundary out while writing, so that what is left cannot put one together. */
static size_t without(char *text, size_t len, const char *boundary)
{
	size_t kept = 0, size = strlen(boundary);

	for (size_t at = 0; at < len; at++) {
		text[kept++] = text[at];
		if (kept >= size && memcmp(text + kept - size, boundary, size) == 0)
			kept -= size;
	}
	return kept;
}

bool fence_add(struct buf *out, const struct fence *fence, const char *name,
	       const char *text, size_t len)
{
	AUTO_ARENA *arena = arena_new(len + 4096);
	size_t clean_len, before = out->len;
	char *clean = fence_clean(arena, &clean_len, text, len);

	clean_len = without(clean, clean_len, fence->boundary);
	if (buf_printf(out, "<<<%s %s\n", name, fence->boundary) &&
	    buf_add(out, clean, clean_len) &&
	    buf_printf(out, "\n%s %s>>>\n", fence->boundary, name))
		return true;
	out->len = before;
	if (out->room)
		out->bytes[before] = '\0';
	return false;
}
