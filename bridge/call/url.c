/*
 * Url: the writing side of form.h: percent-encoding, parameters, origins, and HTML text.
 */
#include <string.h>

#include "base/text.h"
#include "call/form.h"

static bool unreserved(char c) /* [RFC 3986 §2.3] */
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

char *url_encode(struct arena *arena, const char *text)
{
	static const char hex[] = "0123456789ABCDEF";
	char *out = arena_alloc(arena, strlen(text) * 3 + 1), *to = out;

	for (; *text; text++) {
		if (unreserved(*text)) {
			*to++ = *text;
			continue;
		}
		*to++ = '%';
		*to++ = hex[(unsigned char)*text >> 4];
		*to++ = hex[(unsigned char)*text & 15];
	}
	return out;
}

char *url_add_param(struct arena *arena, const char *url, const char *name,
		    const char *value)
{
	size_t len = strcspn(url, "#"); /* a fragment stays at the end */
	const char *mark = memchr(url, '?', len), *glue = "&";

	if (!mark)
		glue = "?";
	else if (url[len - 1] == '?' || url[len - 1] == '&')
		glue = "";
	return arena_printf(arena, "%.*s%s%s=%s%s", (int)len, url, glue,
			    url_encode(arena, name), url_encode(arena, value), url + len);
}

/* Length of a host: a name or IPv4, or an address in brackets; 0 if neither. */
static size_t host_len(const char *host)
{
	size_t len;

	if (*host == '[') {
		len = strspn(host + 1, "0123456789abcdefABCDEF:.");
		return len && host[len + 1] == ']' ? len + 2 : 0;
	}
	for (len = 0; unreserved(host[len]) && host[len] != '~'; len++)
		;
	return len;
}

char *url_origin(struct arena *arena, const char *url)
{
	size_t scheme_len, host, port;
	const char *rest;
	char *origin;

	if (!url)
		return NULL;
	scheme_len = strcspn(url, ":");
	if (!(scheme_len == 5 &&
	      text_equal_nocase(arena_strndup(arena, url, 5), "https")) &&
	    !(scheme_len == 4 && text_equal_nocase(arena_strndup(arena, url, 4), "http")))
		return NULL;
	rest = url + scheme_len;
	if (!text_starts_with(rest, "://"))
		return NULL;
	rest += 3;
	host = host_len(rest);
	if (!host)
		return NULL;
	port = 0;
	if (rest[host] == ':') {
		port = 1 + strspn(rest + host + 1, "0123456789");
		if (port < 2 || port > 6)
			return NULL;
	}
	if (rest[host + port] &&
	    !strchr("/?#", rest[host + port])) /* user info and worse */
		return NULL;
	if (text_equal(arena_strndup(arena, rest + host, port),
		       scheme_len == 5 ? ":443" : ":80"))
		port = 0;
	origin = arena_strndup(arena, url, scheme_len + 3 + host + port);
	for (char *c = origin; *c; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	}
	return origin;
}

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

char *html_escape(struct arena *arena, const char *text)
{
	size_t len = 0;
	char *out, *to;

	for (const char *c = text; *c; c++)
		len += entity(*c) ? strlen(entity(*c)) : 1;
	out = to = arena_alloc(arena, len + 1);
	for (; *text; text++) {
		const char *as = entity(*text);

		if (!as) {
			*to++ = *text;
			continue;
		}
		memcpy(to, as, strlen(as));
		to += strlen(as);
	}
	return out;
}
