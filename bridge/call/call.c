/* Call: reading what the request carries in its headers. */
#include "call/call.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

const char *request_header(const struct request *request, const char *name)
{
	for (size_t i = 0; i < request->header_count; i++) {
		if (text_equal(request->headers[i].name, name))
			return request->headers[i].value;
	}
	return NULL;
}

/*
 * The value of one cookie of a Cookie header, "a=b; c=d" [RFC 6265 §4.2.1]; NULL if not
 * there.
 */
static const char *cookie_in(const char *line, const char *name, struct arena *arena)
{
	size_t name_len = strlen(name);

	while (*line) {
		size_t len;

		line += strspn(line, " \t;");
		len = strcspn(line, ";");
		if (len > name_len && line[name_len] == '=' &&
		    strncmp(line, name, name_len) == 0) {
			const char *value = line + name_len + 1;
			size_t value_len = len - name_len - 1;

			while (value_len && strchr(" \t", value[value_len - 1]))
				value_len--;
			return arena_strndup(arena, value, value_len);
		}
		line += len;
	}
	return NULL;
}

const char *request_bearer(const struct request *request)
{
	const char *value = request_header(request, "authorization");

	if (!value || strncasecmp(value, "Bearer ", 7) != 0)
		return NULL;
	return value + 7 + strspn(value + 7, " ");
}

const char *request_cookie(const struct request *request, struct arena *arena,
			   const char *name)
{
	for (size_t i = 0; i < request->header_count;
	     i++) { /* HTTP/2 may split the header */
		const char *value;

		if (!text_equal(request->headers[i].name, "cookie"))
			continue;
		value = cookie_in(request->headers[i].value, name, arena);
		if (value)
			return value;
	}
	return NULL;
}
