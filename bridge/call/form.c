/* Form: a strict reader of application/x-www-form-urlencoded. */
#include "call/form.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "base/utf8.h"

struct field {
	const char *name;
	const char *value;
};

struct form {
	size_t count;
	struct field fields[];
};

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The next c at or behind `at`, or the end. */
static const char *next_of(const char *at, const char *end, char c)
{
	const char *found = at < end ? memchr(at, c, (size_t)(end - at)) : NULL;

	return found ? found : end;
}

/* NULL: a bad escape, a NUL, or bytes that are not UTF-8. */
static const char *decode(struct arena *arena, const char *at, size_t len)
{
	const char *end = at + len;
	const char *plus = next_of(at, end, '+'), *escape = next_of(at, end, '%');
	char *text = arena_text(arena, len), *to = text;

	for (;;) { /* plain runs, the longest being an id_token of some kilobytes */
		const char *stop = plus < escape ? plus : escape;
		int high, low;

		memcpy(to, at, (size_t)(stop - at));
		to += stop - at;
		if (stop == end)
			break;
		at = stop + 1;
		if (stop == plus) {
			*to++ = ' ';
			plus = next_of(at, end, '+');
			continue;
		}
		high = end - at >= 2 ? hex_value(at[0]) : -1;
		low = end - at >= 2 ? hex_value(at[1]) : -1;
		if (high < 0 || low < 0)
			return NULL;
		*to++ = (char)(high << 4 | low);
		at += 2;
		escape = next_of(at, end, '%');
	}
	*to = '\0';
	len = (size_t)(to - text);
	return !memchr(text, '\0', len) && utf8_valid(text, len) ? text : NULL;
}

static size_t field_count(const char *bytes, const char *end)
{
	size_t count = 1;

	while ((bytes = next_of(bytes, end, '&')) < end) {
		count++;
		bytes++;
	}
	return count;
}

struct form *form_parse(struct arena *arena, const char *bytes, size_t len)
{
	const char *end = bytes + len;
	struct form *form;
	size_t room;

	room = field_count(bytes, end);
	if (room > FORM_FIELDS_MAX)
		return NULL;
	form = arena_alloc(arena, sizeof(*form) + room * sizeof(form->fields[0]));
	while (bytes < end) {
		struct field *field = &form->fields[form->count];
		const char *stop = memchr(bytes, '&', (size_t)(end - bytes));
		const char *equals;

		if (!stop)
			stop = end;
		equals = memchr(bytes, '=', (size_t)(stop - bytes));
		if (stop > bytes) { /* "a=1&&b=2" has two fields */
			const char *name_end = equals ? equals : stop;
			const char *value = equals ? equals + 1 : stop;

			field->name = decode(arena, bytes, (size_t)(name_end - bytes));
			field->value = decode(arena, value, (size_t)(stop - value));
			if (!field->name || !field->value)
				return NULL;
			form->count++;
		}
		bytes = stop + 1;
	}
	return form;
}

struct form *form_of(const struct request *request, struct arena *arena)
{
	static const char type[] = "application/x-www-form-urlencoded";
	const char *sent = request_header(request, "content-type");

	if (sent && strncasecmp(sent, type, sizeof(type) - 1) == 0 &&
	    strchr("; \t", sent[sizeof(type) - 1]))
		return form_parse(arena, request->body, request->body_len);
	return form_parse(arena, request->query, strlen(request->query));
}

const char *form_get(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++) {
		if (text_equal(form->fields[i].name, name))
			return form->fields[i].value;
	}
	return NULL;
}
