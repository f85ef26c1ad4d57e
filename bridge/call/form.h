/* Form: application/x-www-form-urlencoded, from a body or a query string. */
#ifndef KIBRIDGE_CALL_FORM_H
#define KIBRIDGE_CALL_FORM_H

#include <stddef.h>

#include "base/arena.h"
#include "call/call.h"

struct form;

#define FORM_FIELDS_MAX 256 /* ILIAS posts about 40 beside the token */

/** NULL if malformed: bad escapes, NUL bytes, invalid UTF-8, or too many fields. */
struct form *form_parse(struct arena *arena, const char *bytes, size_t len);
/** The request's parameters: the body of a form post, else the query string. */
struct form *form_of(const struct request *request, struct arena *arena);
/** First value of that name, or NULL. */
const char *form_get(const struct form *form, const char *name);

/** RFC 3986 percent-encoding of everything but unreserved characters. */
char *url_encode(struct arena *arena, const char *text);
/** Append name=value to a URL's query, whatever it already has ('?', '&' or nothing). */
char *url_add_param(struct arena *arena, const char *url, const char *name,
		    const char *value);
/** scheme://host[:port] of an http(s) URL, lower case; NULL if it is not one. */
char *url_origin(struct arena *arena, const char *url);
char *html_escape(struct arena *arena, const char *text);

#endif
