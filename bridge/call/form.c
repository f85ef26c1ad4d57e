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

/* NULL: a bad escape, a NUL, or bytes that are not UTF-8. */
static const char *decode(struct arena *arena, const char *bytes, size_t len)
{
	char *text = arena_alloc(arena, len + 1);
	size_t out = 0;

	for (size_t i = 0; i < len; i++) {
		char c = bytes[i];

		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			int high = i + 2 < len ? hex_value(bytes[i + 1]) : -1;
			int low = i + 2 < len ? hex_value(bytes[i + 2]) : -1;

			if (high < 0 || low < 0)
				return NULL;
			c = (char)(high << 4 | low);
			i += 2;
		}
		if (!c)
			return NULL;
		text[out++] = c;
	}
	return utf8_valid(text, out) ? text : NULL;
}

static size_t field_count(const char *bytes, size_t len)
{
	size_t count = 1;

	for (size_t i = 0; i < len; i++)
		count += bytes[i] == '&';
	return count;
}

struct form *form_parse(struct arena *arena, const char *bytes, size_t len)
{
	const char *end = bytes + len;
	struct form *form;
	size_t room;

	room = field_count(bytes, len);
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
