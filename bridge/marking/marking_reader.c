/*
 * Marking reader: walks the answer once, as it comes, and knows three things: which brackets
 * are open, under which name each was opened, and whether it stands in a string. An object
 * that closes is read; whether it is a criterion, its name or its members say. What is around
 * the answer, and how deep it is packed, does not matter.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/text.h"
#include "marking/lenient.h"
#include "marking/marking_parts.h"

#define OPEN_MAX 24 /* brackets inside each other; more are no answer */

enum place { OUTSIDE, THINKING, INSIDE, STRING, LINE_COMMENT, BLOCK_COMMENT };

struct name {
	size_t start, len; /* in the text; len 0: none */
};

struct bracket {
	char open;
	size_t start;
	struct name name;
	bool holds; /* a criterion is in it: it is none itself */
};

struct marking_reader {
	struct arena *arena;
	const struct rubric *rubric;
	marking_fn *told;
	void *owner;
	struct marking marking;
	struct buf text;
	size_t at;
	bool ended;
	enum place place;
	char before; /* the last byte that was no blank, outside strings */
	struct name word; /* the last string */
	struct name name; /* what stood before the last ":" */
	struct lenient_string string;
	size_t string_start;
	struct bracket open[OPEN_MAX];
	size_t depth;
	size_t summary_depth; /* of the one that holds; 0: none yet */
};

static void release(void *object)
{
	struct marking_reader *reader = object;

	buf_clear(&reader->text);
}

struct marking_reader *marking_reader_new(struct arena *arena,
					  const struct rubric *rubric, marking_fn *told,
					  void *owner)
{
	struct marking_reader *reader = arena_alloc(arena, sizeof(*reader));

	reader->arena = arena;
	reader->rubric = rubric;
	reader->told = told;
	reader->owner = owner;
	reader->marking.summary = "";
	buf_init(&reader->text, MARKING_TEXT_MAX);
	arena_adopt(arena, reader, release);
	return reader;
}

/* ---- what was found ---- */

static void criterion_take(struct marking_reader *reader, size_t index,
			   struct json_object *object)
{
	struct marking_criterion *to = &reader->marking.criteria[index], read;

	if (!marking_criterion_read(&read, reader->arena,
				    &reader->rubric->criteria[index], object)) {
		reader->marking.invalid++;
		return;
	}
	for (size_t i = 0; i < reader->depth; i++)
		reader->open[i].holds = true;
	if (to->given) {
		reader->marking.repeated++;
		return;
	}
	*to = read;
	if (reader->told)
		reader->told(reader->owner, index, to);
}

static int named(const struct marking_reader *reader, const struct name *name)
{
	if (!name->len)
		return -1;
	return marking_criterion_find(reader->rubric, reader->text.bytes + name->start,
				      name->len);
}

static void object_take(struct marking_reader *reader, const struct bracket *bracket,
			size_t end)
{
	struct json_object *object =
		lenient_parse(reader->text.bytes + bracket->start, end - bracket->start);
	int index = named(reader, &bracket->name);

	if (index < 0)
		index = marking_criterion_named(reader->rubric, object);
	if (index >= 0)
		criterion_take(reader, (size_t)index, object);
	json_object_put(object);
}

/* The outermost member of that name, not a criterion's own. */
static void summary_take(struct marking_reader *reader, size_t end)
{
	const struct name *name = &reader->name;
	struct json_object *summary;

	if (name->len != 7 ||
	    strncasecmp(reader->text.bytes + name->start, "summary", 7) != 0)
		return;
	if (reader->summary_depth && reader->summary_depth <= reader->depth)
		return;
	if (reader->depth && named(reader, &reader->open[reader->depth - 1].name) >= 0)
		return;
	summary = lenient_parse(reader->text.bytes + reader->string_start,
				end - reader->string_start);
	if (json_object_is_type(summary, json_type_string)) {
		reader->marking.summary =
			marking_plain(reader->arena, json_object_get_string(summary),
				      MARKING_SUMMARY_MAX);
		reader->summary_depth = reader->depth;
	}
	json_object_put(summary);
}

/* ---- brackets and strings ---- */

static void open_bracket(struct marking_reader *reader, char byte)
{
	static const struct name none;

	if (reader->depth == OPEN_MAX)
		reader->depth = 0;
	reader->open[reader->depth++] = (struct bracket){
		.open = byte,
		.start = reader->at,
		.name = reader->before == ':' ? reader->name : none,
	};
	reader->place = INSIDE;
}

/* Brackets inside that nobody closed end here too; what is an object then, was cut off. */
static void close_bracket(struct marking_reader *reader, char byte)
{
	char open = byte == '}' ? '{' : '[';
	size_t depth = reader->depth;

	while (depth && reader->open[depth - 1].open != open)
		depth--;
	if (!depth)
		return;
	reader->depth = depth - 1;
	if (open == '{' && !reader->open[depth - 1].holds)
		object_take(reader, &reader->open[depth - 1], reader->at + 1);
	if (!reader->depth)
		reader->place = OUTSIDE;
}

static void open_string(struct marking_reader *reader, char quote)
{
	reader->place = STRING;
	reader->string_start = reader->at;
	reader->string = (struct lenient_string){.quote = quote};
}

/* @return false if more of the answer is needed */
static bool string_step(struct marking_reader *reader)
{
	if (!lenient_string_step(&reader->string, reader->text.bytes, reader->text.len,
				 &reader->at, reader->ended))
		return false;
	reader->word.start = reader->string_start + 1;
	reader->word.len = reader->at - 1 - reader->word.start;
	if (reader->before == ':')
		summary_take(reader, reader->at);
	reader->before = reader->string.quote;
	reader->place = INSIDE;
	return true;
}

/* The name before the ":" at hand: the last string, or a bare word. */
static void take_name(struct marking_reader *reader)
{
	const char *bytes = reader->text.bytes;
	size_t end = reader->at, start;

	if (reader->before == '"' || reader->before == '\'') {
		reader->name = reader->word;
		return;
	}
	while (end && isspace((unsigned char)bytes[end - 1]))
		end--;
	for (start = end; start && end - start < RUBRIC_ID_MAX &&
			  (isalnum((unsigned char)bytes[start - 1]) ||
			   strchr("_-", bytes[start - 1]));)
		start--;
	reader->name = (struct name){start, end - start};
}

/* ---- steps: each reads from at on; false if more of the answer is needed ---- */

static bool starts_here(const struct marking_reader *reader, const char *word, bool *wait)
{
	size_t left = reader->text.len - reader->at, len = strlen(word);

	*wait = left < len && !reader->ended &&
		memcmp(reader->text.bytes + reader->at, word, left) == 0;
	return left >= len && memcmp(reader->text.bytes + reader->at, word, len) == 0;
}

static bool outside_step(struct marking_reader *reader)
{
	char byte = reader->text.bytes[reader->at];
	bool wait = false;

	if (byte == '<' && starts_here(reader, "<think>", &wait))
		reader->place = THINKING;
	else if (byte == '{' || byte == '[')
		open_bracket(reader, byte);
	if (wait)
		return false;
	reader->before = byte;
	reader->at++;
	return true;
}

/* Skips to behind a mark; keeps what may be its beginning. */
static bool skip_to(struct marking_reader *reader, const char *mark, enum place after)
{
	size_t left = reader->text.len - reader->at, len = strlen(mark);
	const char *found = memmem(reader->text.bytes + reader->at, left, mark, len);

	if (!found) {
		reader->at += left < len ? 0 : left - len + 1;
		return false;
	}
	reader->at = (size_t)(found - reader->text.bytes) + len;
	reader->place = after;
	return true;
}

static bool inside_step(struct marking_reader *reader)
{
	char byte = reader->text.bytes[reader->at];
	bool line_wait = false, block_wait = false;

	if (byte == '/' && starts_here(reader, "//", &line_wait)) {
		reader->place = LINE_COMMENT;
		return true;
	}
	if (byte == '/' && starts_here(reader, "/*", &block_wait)) {
		reader->place = BLOCK_COMMENT;
		return true;
	}
	if (line_wait || block_wait)
		return false;
	if (byte == '"' || (byte == '\'' && strchr("{[,:", reader->before))) {
		open_string(reader, byte);
		reader->at++;
		return true;
	}
	if (byte == '{' || byte == '[')
		open_bracket(reader, byte);
	else if (byte == '}' || byte == ']')
		close_bracket(reader, byte);
	else if (byte == ':')
		take_name(reader);
	if (!isspace((unsigned char)byte))
		reader->before = byte;
	reader->at++;
	return true;
}

static bool step(struct marking_reader *reader)
{
	switch (reader->place) {
	case THINKING:
		return skip_to(reader, "</think>", OUTSIDE);
	case STRING:
		return string_step(reader);
	case LINE_COMMENT:
		return skip_to(reader, "\n", INSIDE);
	case BLOCK_COMMENT:
		return skip_to(reader, "*/", INSIDE);
	case INSIDE:
		return inside_step(reader);
	case OUTSIDE:
		break;
	}
	return outside_step(reader);
}

void marking_reader_feed(struct marking_reader *reader, const char *bytes, size_t len)
{
	size_t room = MARKING_TEXT_MAX - reader->text.len;

	if (!buf_add(&reader->text, bytes, len < room ? len : room))
		return;
	while (reader->at < reader->text.len && step(reader))
		continue;
}

const struct marking *marking_reader_end(struct marking_reader *reader)
{
	reader->ended = true;
	while ((reader->at < reader->text.len || reader->place == STRING) && step(reader))
		continue;
	return &reader->marking;
}
