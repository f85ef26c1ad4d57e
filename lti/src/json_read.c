/*
 * Json read: the grammar of RFC 8259 and nothing else, from text to tree in one pass.
 *
 * One block holds the values and, behind them, a copy of the text in which names and texts are
 * unescaped where they stand: what an escape stands for is never longer than the escape. Each
 * gets its NUL where its quotation mark was, a number where the comma or bracket behind it was.
 * The copy ends with a NUL, too, which the grammar knows nowhere: it ends every loop here.
 */
#include "json.h"

#include <limits.h>
#include <string.h>

#define PAIRS_MAX 32 /* members up to which each is compared with each */
#define WORD_BYTES sizeof(uint64_t)

struct reader {
	char *at; /* in the copy */
	struct lti_json *room; /* the next value of the block */
	int depth;
	enum lti_status status; /* and detail: why it ended early */
	const char *detail;
};

static bool read_value(struct reader *reader, struct lti_json *value);

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void skip_blanks(struct reader *reader)
{
	while (is_blank(*reader->at))
		reader->at++;
}

/* --- texts --- */

static int hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	digit |= 0x20;
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* The four digits at @digits; -1: they are not. */
static long hex4(const char *digits)
{
	long unit = 0;
	int i, digit;

	for (i = 0; i < 4; i++) {
		digit = hex_value(digits[i]);
		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

static char *put_utf8(char *to, unsigned long point)
{
	if (point < 0x80) {
		*to++ = (char)point;
	} else if (point < 0x800) {
		*to++ = (char)(0xc0 | point >> 6);
		*to++ = (char)(0x80 | (point & 0x3f));
	} else if (point < 0x10000) {
		*to++ = (char)(0xe0 | point >> 12);
		*to++ = (char)(0x80 | (point >> 6 & 0x3f));
		*to++ = (char)(0x80 | (point & 0x3f));
	} else {
		*to++ = (char)(0xf0 | point >> 18);
		*to++ = (char)(0x80 | (point >> 12 & 0x3f));
		*to++ = (char)(0x80 | (point >> 6 & 0x3f));
		*to++ = (char)(0x80 | (point & 0x3f));
	}
	return to;
}

/* Behind "\u". Surrogates only as pairs, and never U+0000: C texts end there. */
static char *read_unicode(struct reader *reader, char *to)
{
	long unit = hex4(reader->at), low;

	if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff))
		return NULL;
	reader->at += 4;
	if (unit < 0xd800 || unit > 0xdbff)
		return put_utf8(to, (unsigned long)unit);
	if (reader->at[0] != '\\' || reader->at[1] != 'u')
		return NULL;
	low = hex4(reader->at + 2);
	if (low < 0xdc00 || low > 0xdfff)
		return NULL;
	reader->at += 6;
	return put_utf8(to, 0x10000 + ((unsigned long)(unit - 0xd800) << 10) +
				    (unsigned long)(low - 0xdc00));
}

/* At a backslash; what it stands for goes to @to. Returns the end of that, or NULL. */
static char *read_escape(struct reader *reader, char *to)
{
	static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	char letter = reader->at[1];
	const char *known = letter ? strchr(letters, letter) : NULL;

	reader->at += letter ? 2 : 1;
	if (letter == 'u')
		return read_unicode(reader, to);
	if (!known)
		return NULL;
	*to++ = meant[known - letters];
	return to;
}

/* Bytes of one character of several: shortest form, no surrogates, at most U+10FFFF; else 0. */
static size_t utf8_len(const unsigned char *at)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t len, i;

	if (at[0] >= 0xc2 && at[0] <= 0xdf)
		len = 2;
	else if (at[0] >= 0xe0 && at[0] <= 0xef)
		len = 3;
	else if (at[0] >= 0xf0 && at[0] <= 0xf4)
		len = 4;
	else
		return 0;
	if (at[0] == 0xe0)
		low = 0xa0;
	else if (at[0] == 0xed)
		high = 0x9f;
	else if (at[0] == 0xf0)
		low = 0x90;
	else if (at[0] == 0xf4)
		high = 0x8f;
	for (i = 1; i < len; i++, low = 0x80, high = 0xbf)
		if (at[i] < low || at[i] > high)
			return 0;
	return len;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/*
 * Whether all eight bytes are plain: ASCII without controls, '"' and '\'. A byte below its bound
 * sets its highest bit when the bound is taken away; a borrow only ever makes us look closer.
 */
static bool all_plain(const char *at)
{
	uint64_t word, quote, backslash;

	memcpy(&word, at, WORD_BYTES);
	quote = word ^ EACH('"');
	backslash = word ^ EACH('\\');
	return !(
		(word | (word - EACH(0x20)) | (quote - EACH(1)) | (backslash - EACH(1))) &
		EACH(0x80));
}

/* The end of the characters from @at on that stand for themselves; no further than a NUL. */
static char *run_end(char *at)
{
	for (;;) {
		unsigned char byte;
		size_t len = 1;

		while (all_plain(at))
			at += WORD_BYTES;
		byte = (unsigned char)*at;
		if (byte >= 0x80)
			len = utf8_len((const unsigned char *)at);
		else if (byte < 0x20 || byte == '"' || byte == '\\')
			len = 0;
		if (!len)
			return at;
		at += len;
	}
}

static bool read_text(struct reader *reader, const char **text, size_t *text_len)
{
	char *to, *run, *end;

	if (*reader->at != '"')
		return false;
	to = ++reader->at;
	*text = to;
	for (;;) {
		run = reader->at;
		end = run_end(run);
		if (to != run)
			memmove(to, run, (size_t)(end - run));
		to += end - run;
		reader->at = end;
		if (*end == '"')
			break;
		to = *end == '\\' ? read_escape(reader, to) : NULL;
		if (!to)
			return false;
	}
	reader->at++;
	*to = '\0';
	*text_len = (size_t)(to - *text);
	return true;
}

/* --- numbers and words --- */

static bool skip_digits(struct reader *reader)
{
	const char *start = reader->at;

	while (*reader->at >= '0' && *reader->at <= '9')
		reader->at++;
	return reader->at > start;
}

/* [RFC 8259 §6]: no leading zeros, no bare dot, no plus. */
static bool read_number(struct reader *reader, struct lti_json *value)
{
	value->type = LTI_JSON_INTEGER;
	value->text = reader->at;
	if (*reader->at == '-')
		reader->at++;
	if (*reader->at == '0')
		reader->at++;
	else if (!skip_digits(reader))
		return false;
	if (*reader->at == '.') {
		value->type = LTI_JSON_REAL;
		reader->at++;
		if (!skip_digits(reader))
			return false;
	}
	if ((*reader->at | 0x20) == 'e') {
		value->type = LTI_JSON_REAL;
		reader->at++;
		if (*reader->at == '-' || *reader->at == '+')
			reader->at++;
		if (!skip_digits(reader))
			return false;
	}
	return true;
}

static bool read_word(struct reader *reader, struct lti_json *value, const char *word,
		      enum lti_json_type type)
{
	size_t len = strlen(word);

	if (strncmp(reader->at, word, len) != 0)
		return false;
	value->type = type;
	value->text = word;
	reader->at += len;
	return true;
}

/* --- lists --- */

static int name_order(const void *left, const void *right)
{
	const struct lti_json *const *a = left, *const *b = right;

	return strcmp((*a)->name, (*b)->name);
}

static bool any_doubled_sorted(struct reader *reader, struct lti_json *first,
			       size_t count)
{
	struct lti_json **members = malloc(count * sizeof(struct lti_json *)), *member;
	bool doubled = false;
	size_t i = 0;

	if (!members) {
		reader->status = LTI_ERR_MEMORY;
		return true;
	}
	for (member = first; member; member = member->next)
		members[i++] = member;
	qsort(members, count, sizeof(struct lti_json *), name_order);
	for (i = 1; i < count && !doubled; i++)
		doubled = name_order(&members[i - 1], &members[i]) == 0;
	if (!doubled)
		reader->detail = "";
	free(members);
	return doubled;
}

/* Of two members with one name each reader may take another: there must be none. */
static bool any_doubled(struct reader *reader, struct lti_json *first, size_t count)
{
	const struct lti_json *member, *other;

	reader->detail = "doubled member name";
	if (count > PAIRS_MAX)
		return any_doubled_sorted(reader, first, count);
	for (member = first; member; member = member->next)
		for (other = member->next; other; other = other->next)
			if (member->name_len == other->name_len &&
			    memcmp(member->name, other->name, member->name_len) == 0)
				return true;
	reader->detail = "";
	return false;
}

static bool read_name(struct reader *reader, struct lti_json *member)
{
	size_t len;

	skip_blanks(reader);
	if (!read_text(reader, &member->name, &len) || len > UINT32_MAX)
		return false;
	member->name_len = (uint32_t)len;
	skip_blanks(reader);
	return *reader->at++ == ':';
}

/* Members or elements, separated by commas, up to the closing bracket. */
static bool read_list(struct reader *reader, struct lti_json *list,
		      enum lti_json_type type, char close)
{
	struct lti_json **end = &list->first;
	size_t count = 0;
	char behind;

	list->type = type;
	list->first = NULL;
	if (++reader->depth > LTI_JSON_DEPTH_MAX)
		return false;
	reader->at++;
	skip_blanks(reader);
	behind = *reader->at == close ? close : ',';
	if (behind == close)
		reader->at++;
	while (behind == ',') {
		struct lti_json *item = reader->room++;

		item->name = NULL;
		item->next = NULL;
		*end = item;
		end = &item->next;
		count++;
		if ((type == LTI_JSON_OBJECT && !read_name(reader, item)) ||
		    !read_value(reader, item))
			return false;
		behind = *reader->at;
		*reader->at = '\0'; /* the end of a number */
		if (behind)
			reader->at++;
	}
	reader->depth--;
	return behind == close &&
	       (type == LTI_JSON_ARRAY || !any_doubled(reader, list->first, count));
}

/* A value with the blanks on both sides of it. */
static bool read_value(struct reader *reader, struct lti_json *value)
{
	bool good;

	skip_blanks(reader);
	switch (*reader->at) {
	case '{':
		good = read_list(reader, value, LTI_JSON_OBJECT, '}');
		break;
	case '[':
		good = read_list(reader, value, LTI_JSON_ARRAY, ']');
		break;
	case '"': {
		size_t len;

		value->type = LTI_JSON_TEXT;
		good = read_text(reader, &value->text, &len);
		break;
	}
	case 't':
		good = read_word(reader, value, "true", LTI_JSON_BOOL);
		break;
	case 'f':
		good = read_word(reader, value, "false", LTI_JSON_BOOL);
		break;
	case 'n':
		good = read_word(reader, value, "null", LTI_JSON_NULL);
		break;
	default:
		good = read_number(reader, value);
	}
	if (good && is_blank(*reader->at)) {
		*reader->at++ = '\0'; /* the end of a number, too */
		skip_blanks(reader);
	}
	return good;
}

/* Each value but the outermost stands behind one of these. */
static size_t values_most(const char *text, size_t len)
{
	static const unsigned char opens[UCHAR_MAX + 1] = {
		[','] = 1, ['['] = 1, ['{'] = 1};
	size_t count = 1, i;

	for (i = 0; i < len; i++)
		count += opens[(unsigned char)text[i]];
	return count;
}

enum lti_status lti_json_parse(struct lti_json **out, const char *text, size_t len,
			       size_t len_max, struct lti_error *why)
{
	struct reader reader = {.status = LTI_ERR_JSON, .detail = ""};
	AUTO_JSON *values = NULL;
	size_t count;
	char *copy;

	*out = NULL;
	if (len > len_max)
		return lti_fail(why, LTI_ERR_TOO_LONG,
				"JSON of %zu bytes, allowed are %zu", len, len_max);
	count = values_most(text, len);
	values = malloc(count * sizeof(*values) + len + WORD_BYTES);
	if (!values)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	copy = (char *)(values + count);
	memcpy(copy, text, len);
	memset(copy + len, 0, WORD_BYTES);
	reader.at = copy;
	reader.room = values + 1;
	values->name = NULL;
	values->next = NULL;
	if (!read_value(&reader, values) || reader.at != copy + len)
		return lti_fail(why, reader.status, "%s", reader.detail);
	if (values->type < LTI_JSON_ARRAY)
		return lti_fail(why, LTI_ERR_JSON, "neither object nor array");
	*out = values;
	values = NULL;
	return LTI_OK;
}
