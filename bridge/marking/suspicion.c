/* Suspicion: gathers what its parts find, in the order of the text. */
#include "marking/suspicion.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/letters.h"
#include "base/text.h"
#include "marking/suspicion_parts.h"

const char *suspicion_reason_name(enum suspicion_reason reason)
{
	static const char *const names[] = {"speaks-to-the-ai",	 "asks-for-points",
					    "fake-rubric",	 "role-play",
					    "hidden-characters", "hidden-text"};

	return names[reason];
}

/* Not in the middle of a character. */
static const char *cut(struct arena *arena, const char *text, size_t len)
{
	if (len <= SUSPICION_QUOTE_MAX)
		return arena_strndup(arena, text, len);
	len = SUSPICION_QUOTE_MAX - strlen("…");
	while (len && (text[len] & 0xc0) == 0x80)
		len--;
	return arena_printf(arena, "%.*s…", (int)len, text);
}

void suspicion_add(struct suspicion_list *list, enum suspicion_reason reason,
		   size_t start, size_t end, const char *quote)
{
	struct suspicion *to;

	if (list->count == SUSPICIONS_MAX)
		return;
	to = &list->items[list->count++];
	to->reason = reason;
	to->start = start;
	to->end = end;
	to->quote = quote ? quote : cut(list->arena, list->text + start, end - start);
}

static int by_place(const void *a, const void *b)
{
	const struct suspicion *first = a, *second = b;

	if (first->start != second->start)
		return first->start < second->start ? -1 : 1;
	return (first->reason > second->reason) - (first->reason < second->reason);
}

/* Places are sorted: each counts on from the one before. */
static void count_utf16(struct suspicion_list *list)
{
	size_t at = 0, units = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct suspicion *item = &list->items[i];

		units += letters_utf16(list->text + at, item->start - at);
		at = item->start;
		item->start_utf16 = units;
		item->end_utf16 = units + letters_utf16(list->text + at, item->end - at);
	}
}

size_t suspicion_find(struct suspicion out[SUSPICIONS_MAX], struct arena *arena,
		      const char *text, size_t len, const char *hidden)
{
	struct suspicion_list list = {arena, text, len, out, 0};
	size_t first = 0;

	memset(out, 0, SUSPICIONS_MAX * sizeof(*out));
	if (!text_empty(hidden)) {
		suspicion_add(&list, SUSPICION_HIDDEN_TEXT, 0, 0,
			      cut(arena, hidden, strlen(hidden)));
		first = 1;
	}
	suspicion_characters(&list);
	suspicion_phrases(&list);
	qsort(out + first, list.count - first, sizeof(*out), by_place);
	count_utf16(&list);
	return list.count;
}

struct json_object *suspicion_json(struct arena *arena, const struct suspicion *list,
				   size_t count)
{
	struct json_object *out = json_list(arena);

	for (size_t i = 0; i < count; i++) {
		struct json_object *item = json_new(arena);

		json_put_text(item, "quote", list[i].quote);
		json_put_int(item, "start", (int64_t)list[i].start_utf16);
		json_put_int(item, "end", (int64_t)list[i].end_utf16);
		json_put_text(item, "reason", suspicion_reason_name(list[i].reason));
		json_add(out, item);
	}
	return out;
}
