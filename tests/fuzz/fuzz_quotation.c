/* Fuzz: a quotation (the first line) in a text (the rest), and the suspicions of that text. */
#include "base/utf8.h"
#include "fuzz.h"
#include "marking/quotation.h"
#include "marking/suspicion.h"

static void check_place(const char *text, size_t len, size_t start, size_t end)
{
	MUST(start < end && end <= len);
	MUST(utf8_valid(text, start) && utf8_valid(text + start, end - start));
}

static void check_suspicions(struct arena *arena, const char *text, size_t len)
{
	struct suspicion list[SUSPICIONS_MAX];
	size_t count = suspicion_find(list, arena, text, len, NULL);

	for (size_t i = 0; i < count; i++) {
		check_place(text, len, list[i].start, list[i].end);
		MUST(utf8_valid(list[i].quote, strlen(list[i].quote)));
		MUST(list[i].end_utf16 - list[i].start_utf16 <=
		     list[i].end - list[i].start);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ARENA *arena = arena_new(64 << 20);
	char *quote, *text, *line;
	struct quotation_place place;
	size_t len;

	if (size > 65536 || !utf8_valid((const char *)data, size))
		return 0;
	quote = text_of(data, size);
	line = strchr(quote, '\n');
	text = line ? line + 1 : quote;
	len = size - (size_t)(text - quote);
	if (line)
		*line = '\0';
	if (quotation_find(&place, quotation_prepare(arena, text, len), quote) ==
	    QUOTATION_FOUND)
		check_place(text, len, place.start, place.end);
	check_suspicions(arena, text, len);
	free(quote);
	return 0;
}
