/* Squeeze: one pass over the characters, one character of memory. */
#include "marking/squeeze.h"

#include <string.h>

#include "base/letters.h"
#include "base/text.h"

#define HYPHEN 0x2010 /* what stands for hyphens until it is known what is behind */
#define SOFT_HYPHEN 0xad

struct pass {
	struct squeeze *out;
	unsigned flags;
	uint32_t sentence;
	bool blank; /* white space waits to be written */
	bool line_end, paragraph; /* with one in it; with an empty line in it */
	uint32_t blank_from;
	bool hyphen; /* behind a letter; waits for what follows */
	uint32_t hyphen_from;
	uint32_t before; /* the last character written */
	bool short_word; /* it ended a word of one letter */
	bool stop; /* it was ".", "!" or "?", perhaps with quotation marks behind */
};

static void put_bytes(struct pass *pass, const char *bytes, size_t len, uint32_t from)
{
	struct squeeze *out = pass->out;

	for (size_t i = 0; i < len; i++) {
		out->bytes[out->len] = bytes[i];
		out->from[out->len] = from;
		out->sentence[out->len++] = pass->sentence;
	}
}

/* Abbreviations such as "z. B." end no sentence: a single letter before the stop. */
static void put(struct pass *pass, uint32_t code, uint32_t from)
{
	bool stop = code == '.' || code == '!' || code == '?';
	char bytes[4];

	if (pass->flags & SQUEEZE_LOWER)
		code = letter_lower(code);
	put_bytes(pass, bytes, letters_write(bytes, code), from);
	if (stop)
		pass->stop = !(code == '.' && pass->short_word);
	else if (code != '\'' && code != ')')
		pass->stop = false;
	pass->short_word = letter_in_word(code) && !letter_in_word(pass->before);
	pass->before = code;
}

/* What waited, now that the next visible character is known. */
static void settle(struct pass *pass, uint32_t next)
{
	bool joins = pass->hyphen && letter_in_word(next);

	if (pass->hyphen && !joins)
		put(pass, '-', pass->hyphen_from);
	if (pass->blank && !joins && pass->out->len) {
		bool stop = pass->stop;

		put(pass, ' ', pass->blank_from);
		if (pass->paragraph ||
		    (stop && (letter_upper(next) || next == '\'' || next >= 0x1f000)))
			pass->sentence++;
	}
	pass->hyphen = pass->blank = pass->line_end = pass->paragraph = false;
}

/* What a character is to a comparison: 0 for nothing. */
static uint32_t plain(uint32_t code)
{
	switch (code) {
	case '"':
	case '`':
	case 0xab:
	case 0xb4:
	case 0xbb:
	case 0x2032:
	case 0x2033:
	case 0x2039:
	case 0x203a:
	case 0x300c:
	case 0x300d:
		return '\'';
	case '-':
	case HYPHEN:
	case SOFT_HYPHEN:
	case 0x2011:
		return HYPHEN;
	case 0x2212:
	case 0xfe58:
	case 0xff0d:
		return '-';
	default:
		break;
	}
	if (code >= 0x2012 && code <= 0x2015)
		return '-';
	if (code >= 0x2018 && code <= 0x201f)
		return '\'';
	return code;
}

static const char *spelt_out(uint32_t code)
{
	static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl"};

	if (code == 0x2026)
		return "...";
	if (code >= 0xfb00 && code <= 0xfb04)
		return ligatures[code - 0xfb00];
	return NULL;
}

/* A vowel with a diaeresis as a character of its own behind it. */
static uint32_t composed(uint32_t code, const char *text, size_t len, size_t *at)
{
	static const char vowels[] = "aouAOUei";
	static const uint32_t umlauts[] = {0xe4, 0xf6, 0xfc, 0xc4,
					   0xd6, 0xdc, 0xeb, 0xef};
	const char *found;
	size_t behind = *at;

	if (code >= 0x80 || letters_next(text, len, &behind) != 0x308)
		return code;
	found = strchr(vowels, (int)code);
	if (!code || !found)
		return code;
	*at = behind;
	return umlauts[found - vowels];
}

static void take_blank(struct pass *pass, uint32_t code, uint32_t from)
{
	if (!pass->blank)
		pass->blank_from = from;
	pass->blank = true;
	pass->paragraph |= (code == '\n' && pass->line_end) || code == 0x2029;
	pass->line_end |= code == '\n';
}

static void take(struct pass *pass, uint32_t code, uint32_t from)
{
	const char *spelt = spelt_out(code);

	code = plain(code);
	if (code == HYPHEN && letter_in_word(pass->before) && !pass->blank &&
	    !pass->hyphen) {
		pass->hyphen = true;
		pass->hyphen_from = from;
		return;
	}
	settle(pass, spelt ? (unsigned char)spelt[0] : code);
	if (!spelt)
		put(pass, code == HYPHEN ? '-' : code, from);
	for (; spelt && *spelt; spelt++)
		put(pass, (unsigned char)*spelt, from);
}

void squeeze_make(struct squeeze *out, struct arena *arena, const char *text, size_t len,
		  unsigned flags)
{
	struct pass pass = {.out = out, .flags = flags};
	size_t room = len + 1; /* no character becomes longer than it was */

	*out = (struct squeeze){.source = text, .source_len = len};
	out->bytes = arena_alloc(arena, room);
	out->from = arena_alloc(arena, room * sizeof(*out->from));
	out->sentence = arena_alloc(arena, room * sizeof(*out->sentence));
	for (size_t at = 0; at < len;) {
		uint32_t from = (uint32_t)at, code = letters_next(text, len, &at);

		if (letter_blank(code)) {
			take_blank(&pass, code, from);
			continue;
		}
		if ((letter_invisible(code) && code != SOFT_HYPHEN) ||
		    letter_control(code))
			continue;
		take(&pass, composed(code, text, len, &at), from);
	}
	if (pass.hyphen)
		put(&pass, '-', pass.hyphen_from);
}

size_t squeeze_source_end(const struct squeeze *squeeze, size_t end)
{
	size_t at, behind;
	uint32_t code;

	if (!end)
		return 0;
	at = squeeze->from[end - 1];
	letters_next(squeeze->source, squeeze->source_len, &at);
	for (behind = at; behind < squeeze->source_len; at = behind) {
		code = letters_next(squeeze->source, squeeze->source_len, &behind);
		if (code < 0x300 || code > 0x36f)
			break;
	}
	return at;
}
