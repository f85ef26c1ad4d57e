/*
 * Plain chunks, read where they lie. Nearly every event of a stream is one choice with a piece of
 * text, numbers and names around it; building and releasing its tree costs more than all else that
 * is done to it. What is understood here is a small part of JSON: names and texts without escapes,
 * whole numbers, and objects only where the piece and the usage are. Everything else is refused.
 */
#include "backend/chunk.h"

#include <string.h>

#define DIGITS_MAX 12 /* a larger number is somebody else's business: see TOKENS_MAX */

enum kind { TEXT, NUMBER, TRUE_OR_FALSE, NOTHING };

struct scalar {
	enum kind kind;
	const char *text; /* without its quotes */
	size_t len;
	int64_t number;
};

struct scan {
	const char *at, *end;
	struct chunk *chunk;
	/* Each may come once: of two members with one name the last would count. */
	bool choices, usage, delta, content, index, prompt, completion;
};

typedef bool member_fn(struct scan *scan, const struct scalar *name);

static bool next_is(struct scan *scan, char byte)
{
	while (scan->at < scan->end && *scan->at == ' ')
		scan->at++;
	if (scan->at == scan->end || *scan->at != byte)
		return false;
	scan->at++;
	return true;
}

static bool scan_text(struct scan *scan, struct scalar *out)
{
	const char *from = scan->at;

	while (scan->at < scan->end && *scan->at != '"') {
		if ((unsigned char)*scan->at < 0x20 || *scan->at == '\\')
			return false;
		scan->at++;
	}
	*out = (struct scalar){
		.kind = TEXT, .text = from, .len = (size_t)(scan->at - from)};
	return scan->at++ < scan->end;
}

/* Not below zero, and without a sign, a point or a leading zero. */
static bool scan_number(struct scan *scan, struct scalar *out)
{
	const char *from = scan->at;

	*out = (struct scalar){.kind = NUMBER};
	for (; scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9'; scan->at++)
		out->number = scan->at - from < DIGITS_MAX
				      ? out->number * 10 + (*scan->at - '0')
				      : -1;
	return scan->at > from && out->number >= 0 &&
	       (*from != '0' || scan->at - from == 1);
}

static bool scan_word(struct scan *scan, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(scan->end - scan->at) < len || memcmp(scan->at, word, len) != 0)
		return false;
	scan->at += len;
	return true;
}

static bool scan_scalar(struct scan *scan, struct scalar *out)
{
	if (next_is(scan, '"'))
		return scan_text(scan, out);
	*out = (struct scalar){.kind = NOTHING};
	if (scan_word(scan, "null"))
		return true;
	out->kind = TRUE_OR_FALSE;
	return scan_word(scan, "true") || scan_word(scan, "false") ||
	       scan_number(scan, out);
}

static bool scan_object(struct scan *scan, member_fn *member)
{
	struct scalar name;

	if (!next_is(scan, '{'))
		return false;
	if (next_is(scan, '}'))
		return true;
	do {
		if (!next_is(scan, '"') || !scan_text(scan, &name) ||
		    !next_is(scan, ':') || !member(scan, &name))
			return false;
	} while (next_is(scan, ','));
	return next_is(scan, '}');
}

static bool named(const struct scalar *name, const char *wanted)
{
	return name->len == strlen(wanted) && memcmp(name->text, wanted, name->len) == 0;
}

/* Notes that it came. @return false the second time */
static bool once(bool *seen)
{
	bool first = !*seen;

	*seen = true;
	return first;
}

static bool delta_member(struct scan *scan, const struct scalar *name)
{
	struct scalar value;

	if (!scan_scalar(scan, &value))
		return false;
	if (named(name, "reasoning") || named(name, "reasoning_content"))
		return value.kind == NOTHING;
	if (!named(name, "content"))
		return true;
	if (value.kind == TEXT) {
		scan->chunk->text = value.text;
		scan->chunk->text_len = value.len;
		scan->chunk->counts = value.len > 0;
	}
	return once(&scan->content);
}

static bool choice_member(struct scan *scan, const struct scalar *name)
{
	struct scalar value;

	if (named(name, "delta"))
		return once(&scan->delta) && scan_object(scan, delta_member);
	if (!scan_scalar(scan, &value))
		return false;
	if (named(name, "index"))
		return once(&scan->index) && value.kind == NUMBER && value.number == 0;
	return !named(name, "finish_reason") || value.kind == NOTHING;
}

static bool usage_member(struct scan *scan, const struct scalar *name)
{
	struct relay_usage *usage = &scan->chunk->usage;
	bool prompt = named(name, "prompt_tokens");
	struct scalar value;

	if (!scan_scalar(scan, &value))
		return false;
	if (!prompt && !named(name, "completion_tokens"))
		return true;
	if (value.kind != NUMBER || !once(prompt ? &scan->prompt : &scan->completion))
		return false;
	*(prompt ? &usage->prompt_tokens : &usage->completion_tokens) = value.number;
	scan->chunk->has_usage = usage->reported = true;
	return true;
}

static bool chunk_member(struct scan *scan, const struct scalar *name)
{
	struct scalar value;

	if (named(name, "choices"))
		return once(&scan->choices) && next_is(scan, '[') &&
		       scan_object(scan, choice_member) && next_is(scan, ']');
	if (named(name, "usage")) {
		if (!once(&scan->usage))
			return false;
		if (next_is(scan, '{')) {
			scan->at--;
			return scan_object(scan, usage_member);
		}
	}
	return scan_scalar(scan, &value);
}

bool chunk_read_plain(struct chunk *out, const char *data, size_t len)
{
	struct scan scan = {.at = data, .end = data + len, .chunk = out};

	*out = (struct chunk){0};
	return scan_object(&scan, chunk_member) && scan.at == scan.end && scan.delta;
}
