/*
 * Marking plain: three passes, each on what the one before left: unseen characters, markup,
 * addresses. What one removal could put together is not caught by looking again but by two
 * rules on what is written: no "<" before what would open a tag, no "(" right behind "]".
 */
#include "marking/marking.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/letters.h"
#include "base/text.h"
#include "base/utf8.h"

#define TAG_MAX 1000 /* bytes from "<" to ">" */
#define LINK_MAX 2000 /* bytes of a link's words, and of its address */
#define NESTED_MAX 3
#define SCHEME_MAX 16 /* letters before "://" */
#define ELSEWHERE "[…]" /* stands for an address */

static bool opens_tag(char byte)
{
	return isalpha((unsigned char)byte) || byte == '/' || byte == '!' || byte == '?';
}

/* All that is written goes through here; what does not fit is left out. */
static void emit(struct buf *out, char byte)
{
	char before = out->len ? out->bytes[out->len - 1] : '\0';
	bool apart = (before == '<' && opens_tag(byte)) || (before == ']' && byte == '(');

	(void)!(buf_add(out, " ", apart) && buf_add(out, &byte, 1));
}

/* ---- characters ---- */

static void visible_only(struct buf *out, const char *text, size_t len)
{
	char bytes[4];

	for (size_t at = 0; at < len;) {
		size_t size = utf8_char(text + at);
		uint32_t code;

		if (!size) {
			at++; /* not UTF-8 */
			continue;
		}
		code = letters_next(text, len, &at);
		if (letter_invisible(code) || letter_control(code))
			continue;
		if (letter_blank(code) && code != '\n')
			code = ' ';
		size = letters_write(bytes, code);
		if (!buf_add(out, bytes, size))
			return;
	}
}

/* ---- markup ---- */

struct markup {
	struct buf *out;
	int depth;
	bool code; /* between backquotes */
};

static void markup_copy(struct markup *markup, const char *at, const char *end);

static bool breaks_line(const char *name, size_t len)
{
	static const char *const names[] = {"br", "p", "li", "div", "tr", "h1", "h2"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strlen(names[i]) == len && strncasecmp(names[i], name, len) == 0)
			return true;
	}
	return false;
}

static bool is_element(const char *name, size_t len)
{
	static const char *const names[] = {
		"a",	  "abbr",   "audio",	"b",	  "base",     "blockquote",
		"body",	  "br",	    "button",	"canvas", "center",   "cite",
		"code",	  "del",    "details",	"div",	  "dd",	      "dl",
		"dt",	  "em",	    "embed",	"font",	  "form",     "frame",
		"h1",	  "h2",	    "h3",	"h4",	  "h5",	      "h6",
		"head",	  "hr",	    "html",	"i",	  "iframe",   "img",
		"input",  "ins",    "kbd",	"label",  "li",	      "link",
		"mark",	  "meta",   "math",	"object", "ol",	      "option",
		"p",	  "param",  "pre",	"q",	  "s",	      "samp",
		"script", "select", "small",	"span",	  "strike",   "strong",
		"style",  "sub",    "summary",	"sup",	  "svg",      "table",
		"tbody",  "td",	    "textarea", "tfoot",  "template", "th",
		"thead",  "title",  "tr",	"tt",	  "u",	      "ul",
		"var",	  "video",
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strlen(names[i]) == len && strncasecmp(names[i], name, len) == 0)
			return true;
	}
	return false;
}

/* The length of a tag or comment of HTML; 0 if it is none that we know. */
static size_t tag_len(const char *at, const char *end, bool *line)
{
	const char *name = at + 1, *after, *close;
	size_t left = (size_t)(end - at);

	*line = false;
	if (left >= 4 && memcmp(at, "<!--", 4) == 0) {
		close = memmem(at, left, "-->", 3);
		return close ? (size_t)(close - at) + 3 : left;
	}
	name += name < end && *name == '/';
	for (after = name; after < end && isalnum((unsigned char)*after);)
		after++;
	if (!is_element(name, (size_t)(after - name)) || after == end ||
	    !(isspace((unsigned char)*after) || *after == '>' || *after == '/'))
		return 0;
	left = (size_t)(end - after);
	close = memchr(after, '>', left < TAG_MAX ? left : TAG_MAX);
	*line = breaks_line(name, (size_t)(after - name));
	return close ? (size_t)(close - at) + 1 : 0;
}

/* The bracket that belongs to the one at `at`, before a line ends. */
static const char *bracket_end(const char *at, const char *end)
{
	char open = *at, close = open == '[' ? ']' : ')';
	size_t left = (size_t)(end - at);
	int depth = 0;

	end = at + (left < LINK_MAX ? left : LINK_MAX);
	for (; at < end && *at != '\n'; at++) {
		if (*at == open)
			depth++;
		else if (*at == close && --depth == 0)
			return at;
	}
	return NULL;
}

/* [words](address) and ![words](address): the words. @return its length, or 0 */
static size_t link_copy(struct markup *markup, const char *at, const char *end)
{
	const char *open = at + (*at == '!'), *words_end, *close;

	if (open == end || *open != '[' || markup->depth == NESTED_MAX)
		return 0;
	words_end = bracket_end(open, end);
	if (!words_end || words_end + 1 == end || words_end[1] != '(')
		return 0;
	close = bracket_end(words_end + 1, end);
	if (!close)
		return 0;
	markup->depth++;
	markup_copy(markup, open + 1, words_end);
	markup->depth--;
	return (size_t)(close - at) + 1;
}

/* The "**" that ends what one opens here, on the same line. */
static const char *strong_end(const char *at, const char *end)
{
	if (end - at < 5 || at[1] != '*' || isspace((unsigned char)at[2]) || at[2] == '*')
		return NULL;
	if (end - at > LINK_MAX)
		end = at + LINK_MAX;
	for (at += 3; at + 1 < end && *at != '\n'; at++) {
		if (at[0] == '*' && at[1] == '*' && !isspace((unsigned char)at[-1]) &&
		    (at + 2 == end || !isalnum((unsigned char)at[2])))
			return at;
	}
	return NULL;
}

static size_t strong_copy(struct markup *markup, const char *at, const char *end)
{
	const struct buf *out = markup->out;
	const char *close;

	if (*at != '*' || markup->depth == NESTED_MAX ||
	    (out->len && isalnum((unsigned char)out->bytes[out->len - 1])))
		return 0;
	close = strong_end(at, end);
	if (!close)
		return 0;
	markup->depth++;
	markup_copy(markup, at + 2, close);
	markup->depth--;
	return (size_t)(close - at) + 2;
}

/* "## " at the beginning of a line. */
static size_t heading_len(const struct buf *out, const char *at, const char *end)
{
	size_t marks = 0;

	if (out->len && out->bytes[out->len - 1] != '\n')
		return 0;
	while (marks < 6 && at + marks < end && at[marks] == '#')
		marks++;
	return marks && at + marks < end && at[marks] == ' ' ? marks + 1 : 0;
}

static size_t markup_step(struct markup *markup, const char *at, const char *end)
{
	bool line = false;
	size_t len = 0;

	if (*at == '<')
		len = tag_len(at, end, &line);
	if (len && line)
		emit(markup->out, '\n');
	if (!len && (*at == '[' || *at == '!'))
		len = link_copy(markup, at, end);
	if (!len && !markup->code && *at == '*')
		len = strong_copy(markup, at, end);
	if (!len && !markup->code && *at == '#')
		len = heading_len(markup->out, at, end);
	return len;
}

static void markup_copy(struct markup *markup, const char *at, const char *end)
{
	while (at < end) {
		size_t len = markup_step(markup, at, end);

		if (!len && *at == '`')
			markup->code = !markup->code;
		if (!len)
			emit(markup->out, *at);
		at += len ? len : 1;
	}
}

/* ---- addresses, blanks, length ---- */

/* How many bytes of an address begin here, at the beginning of a word; 0 for none. */
static size_t address_len(const char *at)
{
	size_t scheme = 0, len;
	bool whole;

	while (scheme < SCHEME_MAX && isalpha((unsigned char)at[scheme]))
		scheme++;
	whole = strncmp(at + scheme, "://", 3) == 0;
	if (!whole && strncasecmp(at, "www.", 4) != 0 &&
	    strncasecmp(at, "mailto:", 7) != 0)
		return 0;
	len = strcspn(at, " \n<>\"'`)]}");
	while (len && strchr(".,;:!?", at[len - 1]))
		len--;
	return whole || len > 4 ? len : 0;
}

/* At most one empty line, no blanks at the ends of lines. */
static void add_line_end(struct buf *out)
{
	while (out->len && out->bytes[out->len - 1] == ' ')
		out->len--;
	if (!out->len ||
	    (out->len > 1 && memcmp(out->bytes + out->len - 2, "\n\n", 2) == 0))
		return;
	emit(out, '\n');
}

static void without_addresses(struct buf *out, const char *text)
{
	bool word = false; /* inside one */

	while (*text) {
		size_t len = word && *text != ':' ? 0 : address_len(text);

		word = isalpha((unsigned char)*text);
		for (const char *more = ELSEWHERE; len && *more; more++)
			emit(out, *more);
		if (!len && *text == '\n')
			add_line_end(out);
		else if (!len && !(*text == ' ' && !out->len))
			emit(out, *text);
		text += len ? len : 1;
	}
	while (out->len && strchr(" \n", out->bytes[out->len - 1]))
		out->len--;
}

/* At most max bytes, cut between words where one is near. */
static const char *cut(struct arena *arena, const char *text, size_t len, size_t max)
{
	size_t end = max - strlen("…"), word;

	if (len <= max)
		return arena_strndup(arena, text, len);
	while (end && (text[end] & 0xc0) == 0x80)
		end--;
	for (word = end; word > end / 2 && text[word] != ' ' && text[word] != '\n';)
		word--;
	if (word > end / 2)
		end = word;
	while (end && strchr(" \n,;:<", text[end - 1]))
		end--;
	return arena_printf(arena, "%.*s…", (int)end, text);
}

const char *marking_plain(struct arena *arena, const char *text, size_t max)
{
	size_t len = text ? strnlen(text, MARKING_TEXT_MAX) : 0;
	AUTO_BUF seen, words, plain;
	struct markup markup = {.out = &words};

	buf_init(&seen, len + 1);
	buf_init(&words, 3 * len + 1);
	buf_init(&plain, 5 * len + 8);
	visible_only(&seen, text, len);
	markup_copy(&markup, seen.bytes, seen.bytes + seen.len);
	without_addresses(&plain, words.bytes);
	return cut(arena, plain.bytes, plain.len, max);
}
