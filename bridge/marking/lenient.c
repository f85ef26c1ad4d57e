/* Lenient: recursive descent that never gives up on a mistake, and never goes back. */
#include "marking/lenient.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/letters.h"
#include "base/log.h"
#include "base/text.h"
#include "base/utf8.h"

#define WHOLE_MAX 9 /* digits of a number that counts as one */

struct reading {
	const char *text;
	size_t len, at;
	int depth;
};

static struct json_object *value(struct reading *reading);

static struct json_object *must(struct json_object *made)
{
	if (!made)
		log_fatal("memory.exhausted", "what=json");
	return made;
}

/* ---- strings ---- */

bool lenient_string_step(struct lenient_string *string, const char *text, size_t len,
			 size_t *at, bool end)
{
	for (; *at < len; (*at)++) {
		char byte = text[*at];

		if (string->maybe && isspace((unsigned char)byte))
			continue;
		if (string->maybe && strchr(",:}]", byte) && byte) {
			*at = string->maybe;
			return true;
		}
		string->maybe = 0;
		if (string->escape)
			string->escape = false;
		else if (byte == '\\')
			string->escape = true;
		else if (byte == string->quote)
			string->maybe = *at + 1;
	}
	if (!end || !string->maybe)
		return false;
	*at = string->maybe;
	return true;
}

/* Four hexadecimal digits at `at`; -1 if they are not. */
static int32_t hex4(const char *at, const char *end)
{
	int32_t code = 0;

	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char digit = at[i];

		if (!isxdigit((unsigned char)digit))
			return -1;
		code = code * 16 +
		       (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
	}
	return code;
}

/* \uXXXX, with its second half where it has one. @return bytes behind the "u" */
static size_t unicode(struct buf *out, const char *at, const char *end)
{
	int32_t code = hex4(at, end), low;
	size_t used = 4;
	char bytes[4];

	if (code < 0)
		return 0;
	if (code >= 0xd800 && code < 0xe000) {
		low = code < 0xdc00 && end - at >= 10 && at[4] == '\\' && at[5] == 'u'
			      ? hex4(at + 6, end)
			      : -1;
		if (low < 0xdc00 || low > 0xdfff)
			return used; /* a half character is none */
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
		used = 10;
	}
	return !code || buf_add(out, bytes, letters_write(bytes, (uint32_t)code)) ? used
										  : 0;
}

/*
 * What stands behind a backslash. Formulas are often not escaped: \frac and \beta are no form
 * feed and no backspace.
 */
static size_t escape(struct buf *out, const char *at, const char *end)
{
	static const char from[] = "nrt\"\\/'", to[] = "\n\r\t\"\\/'";
	const char *found = *at ? strchr(from, *at) : NULL;

	if (*at == 'u' && hex4(at + 1, end) >= 0)
		return 1 + unicode(out, at + 1, end);
	if (found)
		return buf_add(out, &to[found - from], 1);
	return buf_add(out, "\\", 1) ? 0 : 1; /* what follows is a byte like any other */
}

static void drop_invalid(struct buf *text)
{
	size_t kept = 0;

	for (size_t at = 0; at < text->len;) {
		size_t size = utf8_char(text->bytes + at);

		memmove(text->bytes + kept, text->bytes + at, size);
		kept += size;
		at += size ? size : 1;
	}
	text->len = kept;
}

static struct json_object *text_value(const char *at, const char *end)
{
	AUTO_BUF out;

	buf_init(&out, 2 * (size_t)(end - at) + 4);
	while (at < end) {
		if (*at == '\\' && at + 1 < end)
			at += 1 + escape(&out, at + 1, end);
		else if (!*at || buf_add(&out, at, 1))
			at++;
	}
	if (!utf8_valid(out.bytes, out.len))
		drop_invalid(&out);
	return must(json_object_new_string_len(out.bytes, (int)out.len));
}

static struct json_object *string(struct reading *reading)
{
	struct lenient_string state = {.quote = reading->text[reading->at]};
	size_t start = ++reading->at;
	bool ended = lenient_string_step(&state, reading->text, reading->len,
					 &reading->at, true);

	return text_value(reading->text + start,
			  reading->text + reading->at - (ended ? 1 : 0));
}

/* ---- words ---- */

static struct json_object *word_value(const char *at, size_t len)
{
	static const char *const nothing[] = {"null", "none", "nan", "undefined"};
	char digits[WHOLE_MAX + 2] = "";
	int64_t whole;

	while (len && isspace((unsigned char)at[len - 1]))
		len--;
	for (size_t i = 0; i < ARRAY_LEN(nothing); i++) {
		if (strlen(nothing[i]) == len && strncasecmp(nothing[i], at, len) == 0)
			return NULL;
	}
	if (len && len < sizeof(digits)) {
		memcpy(digits, at, len);
		if (text_int(&whole, digits))
			return must(json_object_new_int64(whole));
	}
	return len ? text_value(at, at + len) : NULL;
}

/* A number, a name, or words that somebody forgot the marks of. */
static struct json_object *word(struct reading *reading, const char *ends)
{
	size_t start = reading->at;

	while (reading->at < reading->len && reading->text[reading->at] &&
	       !strchr(ends, reading->text[reading->at]))
		reading->at++;
	return word_value(reading->text + start, reading->at - start);
}

/* ---- structure ---- */

static bool comment(struct reading *reading)
{
	const char *at = reading->text + reading->at, *end;
	size_t left = reading->len - reading->at;

	if (left < 2 || at[0] != '/' || (at[1] != '/' && at[1] != '*'))
		return false;
	end = at[1] == '/' ? memchr(at, '\n', left) : memmem(at + 2, left - 2, "*/", 2);
	reading->at = end ? (size_t)(end - reading->text) + (at[1] == '/' ? 1 : 2)
			  : reading->len;
	return true;
}

/* The next byte that matters, '\0' at the end. */
static char next(struct reading *reading)
{
	while (reading->at < reading->len) {
		char byte = reading->text[reading->at];

		if (byte && !isspace((unsigned char)byte) && !comment(reading))
			return byte;
		if (!byte || isspace((unsigned char)byte))
			reading->at++;
	}
	return '\0';
}

static struct json_object *list(struct reading *reading)
{
	struct json_object *out = must(json_object_new_array()), *entry;
	char byte;

	reading->at++;
	while ((byte = next(reading)) && byte != ']' && byte != '}') {
		if (byte == ',' || byte == ':') {
			reading->at++;
			continue;
		}
		entry = value(reading);
		if (entry)
			json_object_array_add(out, entry);
	}
	reading->at += byte == ']';
	return out;
}

/* "name": value; a second of the same name does not replace the first. */
static void member(struct reading *reading, struct json_object *out)
{
	char byte = reading->text[reading->at];
	struct json_object *name =
		byte == '"' || byte == '\'' ? string(reading) : word(reading, ":,}]\n");
	struct json_object *content = NULL;

	if (next(reading) == ':') {
		reading->at++;
		byte = next(reading);
		if (byte && byte != ',' && byte != '}' && byte != ']')
			content = value(reading);
	}
	if (name && content &&
	    !json_object_object_get_ex(out, json_object_get_string(name), NULL))
		json_object_object_add(out, json_object_get_string(name),
				       json_object_get(content));
	json_object_put(content);
	json_object_put(name);
}

static struct json_object *object(struct reading *reading)
{
	struct json_object *out = must(json_object_new_object());
	char byte;

	reading->at++;
	while ((byte = next(reading)) && byte != '}' && byte != ']') {
		if (strchr(",:{[", byte))
			reading->at++;
		else
			member(reading, out);
	}
	reading->at += byte == '}';
	return out;
}

static struct json_object *value(struct reading *reading)
{
	char byte = next(reading);
	struct json_object *out = NULL;

	if (!byte)
		return NULL;
	if (byte == '"' || byte == '\'')
		return string(reading);
	if (byte != '{' && byte != '[')
		return word(reading, ",}]\n");
	if (reading->depth == LENIENT_DEPTH_MAX) {
		reading->at = reading->len; /* nobody means this */
		return NULL;
	}
	reading->depth++;
	out = byte == '{' ? object(reading) : list(reading);
	reading->depth--;
	return out;
}

struct json_object *lenient_parse(const char *text, size_t len)
{
	struct reading reading = {text, len, 0, 0};

	return value(&reading);
}
