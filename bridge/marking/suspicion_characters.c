/*
 * Suspicion characters: what a text may carry without showing it. Innocent ones are let pass:
 * joiners and selectors of emoji, direction marks in texts of right-to-left scripts, a byte
 * order mark, soft hyphens, and the odd zero-width space between words that copying leaves.
 */
#include <string.h>

#include "base/buf.h"
#include "base/letters.h"
#include "base/text.h"
#include "marking/suspicion_parts.h"

#define RUN_MIN 3 /* unseen characters in a row that nobody types */
#define FLAG 0x1f3f4 /* emoji flags of regions spell their name in tags */

enum unseen { TAGS, BIDI, ZERO_WIDTH, KINDS };

struct found {
	size_t start, end; /* the first place */
	size_t count;
	uint32_t code; /* the first one */
};

static bool right_to_left(uint32_t code)
{
	return (code >= 0x590 && code <= 0x8ff) || (code >= 0xfb1d && code <= 0xfefc);
}

static bool text_is_right_to_left(const struct suspicion_list *list)
{
	for (size_t at = 0; at < list->len;) {
		if (right_to_left(letters_next(list->text, list->len, &at)))
			return true;
	}
	return false;
}

static void note(struct found *found, size_t start, size_t end, size_t count,
		 uint32_t code)
{
	if (!found->count)
		*found = (struct found){start, end, 0, code};
	found->count += count;
}

/* A run of unseen characters of one kind between two that can be seen. */
struct run {
	size_t start, count;
	uint32_t first, before;
};

static bool latin(uint32_t code)
{
	return letter_in_word(code) && code < 0x250;
}

static void run_judge(struct found found[KINDS], const struct run *run, size_t end,
		      uint32_t after, bool mirrored)
{
	if (!run->count)
		return;
	if (letter_tag(run->first)) {
		if (run->before != FLAG)
			note(&found[TAGS], run->start, end, run->count, run->first);
	} else if (letter_bidi(run->first)) {
		if (!mirrored)
			note(&found[BIDI], run->start, end, run->count, run->first);
	} else if (run->count >= RUN_MIN ||
		   (latin(run->before) && latin(after) && run->first != 0xfe0f)) {
		note(&found[ZERO_WIDTH], run->start, end, run->count, run->first);
	}
}

static int kind_of(uint32_t code)
{
	if (!letter_invisible(code) || code == 0xad)
		return -1;
	return letter_tag(code) ? TAGS : letter_bidi(code) ? BIDI : ZERO_WIDTH;
}

static void runs_find(struct found found[KINDS], const struct suspicion_list *list)
{
	bool mirrored = text_is_right_to_left(list);
	struct run run = {0};
	int kind_before = -1;

	for (size_t at = 0; at < list->len;) {
		size_t start = at;
		uint32_t code = letters_next(list->text, list->len, &at);
		int kind = kind_of(code);

		if (kind != kind_before) {
			run_judge(found, &run, start, code, mirrored);
			run = (struct run){start, 0, code, run.before};
		}
		if (kind >= 0)
			run.count++;
		else
			run.before = code;
		kind_before = kind;
	}
	run_judge(found, &run, list->len, 0, mirrored);
}

/* Tags are ASCII in disguise: what they say is more than how many there are. */
static const char *tags_spelt(const struct suspicion_list *list,
			      const struct found *found)
{
	AUTO_BUF out;

	buf_init(&out, SUSPICION_QUOTE_MAX);
	for (size_t at = found->start; at < found->end;) {
		char byte = (char)(letters_next(list->text, list->len, &at) & 0x7f);

		if (byte >= ' ' && byte < 0x7f && !buf_add(&out, &byte, 1))
			break;
	}
	return arena_strdup(list->arena, out.bytes);
}

void suspicion_characters(struct suspicion_list *list)
{
	struct found found[KINDS] = {0};

	runs_find(found, list);
	for (int kind = 0; kind < KINDS; kind++) {
		const struct found *what = &found[kind];
		const char *quote;

		if (!what->count)
			continue;
		quote = kind == TAGS ? tags_spelt(list, what) : "";
		if (!*quote)
			quote = arena_printf(list->arena, "U+%04X × %zu",
					     (unsigned)what->code, what->count);
		suspicion_add(list, SUSPICION_HIDDEN_CHARACTERS, what->start, what->end,
			      quote);
	}
}
