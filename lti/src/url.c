/* Url: splitting and comparing. [RFC 3986 §3, §6.2] */
#include "url.h"

#include <string.h>
#include <strings.h>

#include "kit.h"

/* All that may stand in a URI, and the UTF-8 bytes that browsers let through. */
static bool is_url_byte(unsigned char byte)
{
	return byte > 0x20 && byte != 0x7f && !strchr("\"<>\\^`{|}", byte);
}

bool lti_url_split(struct lti_url *out, const char *url)
{
	size_t rest_len, scheme_len = strcspn(url, ":");
	const char *rest = url + scheme_len;

	if (!(scheme_len == 5 && strncasecmp(url, "https", 5) == 0) &&
	    !(scheme_len == 4 && strncasecmp(url, "http", 4) == 0))
		return false;
	if (!lti_starts_with(rest, "://"))
		return false;
	*out = (struct lti_url){.scheme = url, .scheme_len = scheme_len};
	out->authority = rest + 3;
	out->authority_len = strcspn(out->authority, "/?#");
	out->path = out->authority + out->authority_len;
	out->path_len = strcspn(out->path, "?#");
	rest = out->path + out->path_len;
	if (*rest == '?') {
		rest_len = strcspn(rest + 1, "#");
		out->query = rest + 1;
		out->query_len = rest_len;
	}
	return out->authority_len > 0;
}

/*
 * A name or an address in brackets, and perhaps a port. Stricter than RFC 3986 on
 * purpose: origins go into response headers, where ';' and ',' would begin something new.
 * Other names than ASCII come in their xn-- form.
 */
static bool is_authority(const char *text, size_t len)
{
	static const char name[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";
	static const char digits[] = "0123456789";
	size_t host_len, port_len;

	if (*text == '[') {
		host_len = 1 + strspn(text + 1, "0123456789ABCDEFabcdef:.");
		if (host_len == 1 || text[host_len] != ']')
			return false;
		host_len++;
	} else {
		host_len = strspn(text, name);
	}
	if (!host_len || host_len == len)
		return host_len == len && len > 0;
	port_len = text[host_len] == ':' ? strspn(text + host_len + 1, digits) : 0;
	return port_len >= 1 && port_len <= 5 && host_len + 1 + port_len == len;
}

bool lti_url_is_web(const char *url)
{
	struct lti_url parts;
	const char *at;

	if (lti_len_within(url, LTI_URL_MAX) > LTI_URL_MAX ||
	    !lti_url_split(&parts, url) ||
	    !is_authority(parts.authority, parts.authority_len))
		return false;
	for (at = url; *at; at++)
		if (!is_url_byte((unsigned char)*at))
			return false;
	return true;
}

struct authority {
	const char *host, *port;
	size_t host_len, port_len;
};

static struct authority read_authority(const struct lti_url *url)
{
	struct authority out = {.host = url->authority, .host_len = url->authority_len};
	size_t at = url->authority_len;

	while (at > 0 && url->authority[at - 1] >= '0' && url->authority[at - 1] <= '9')
		at--;
	if (at > 0 && url->authority[at - 1] == ':') {
		out.host_len = at - 1;
		out.port = url->authority + at;
		out.port_len = url->authority_len - at;
	}
	if (!out.port_len) {
		out.port = url->scheme_len == 5 ? "443" : "80";
		out.port_len = url->scheme_len == 5 ? 3 : 2;
	}
	return out;
}

bool lti_url_same_host(const char *a, const char *b)
{
	struct lti_url left, right;
	struct authority l, r;

	if (!lti_url_is_web(a) || !lti_url_is_web(b) || !lti_url_split(&left, a) ||
	    !lti_url_split(&right, b))
		return false;
	l = read_authority(&left);
	r = read_authority(&right);
	return l.host_len == r.host_len && strncasecmp(l.host, r.host, l.host_len) == 0;
}

bool lti_url_same_origin(const char *a, const char *b)
{
	struct lti_url left, right;
	struct authority l, r;

	if (!lti_url_same_host(a, b) || !lti_url_split(&left, a) ||
	    !lti_url_split(&right, b))
		return false;
	l = read_authority(&left);
	r = read_authority(&right);
	return left.scheme_len == right.scheme_len && l.port_len == r.port_len &&
	       memcmp(l.port, r.port, l.port_len) == 0;
}

enum lti_status lti_url_origin(char **out, const char *url)
{
	struct lti_url parts;
	char *at;

	*out = NULL;
	if (!lti_url_is_web(url) || !lti_url_split(&parts, url))
		return LTI_ERR_URL;
	*out = strndup(url, (size_t)(parts.path - url));
	if (!*out)
		return LTI_ERR_MEMORY;
	for (at = *out; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at += 'a' - 'A';
	return LTI_OK;
}

/* What is built here must pass for a URL here too. */
enum lti_status lti_url_take(char **out, struct lti_text *text)
{
	*out = NULL;
	if (!text->failed && text->len > LTI_URL_MAX)
		return LTI_ERR_TOO_LONG;
	*out = lti_text_take(text);
	return *out ? LTI_OK : LTI_ERR_MEMORY;
}

enum lti_status lti_url_add(char **out, const char *url, const char *name,
			    const char *value)
{
	AUTO_TEXT text = {0};
	struct lti_url parts;
	size_t len = strcspn(url, "#");

	*out = NULL;
	if (!lti_url_is_web(url) || !lti_url_split(&parts, url))
		return LTI_ERR_URL;
	lti_text_add_bytes(&text, url, len);
	if (!parts.query)
		lti_text_add(&text, "?");
	else if (parts.query_len)
		lti_text_add(&text, "&");
	lti_text_add_encoded(&text, name);
	lti_text_add(&text, "=");
	lti_text_add_encoded(&text, value);
	lti_text_add(&text, url + len);
	return lti_url_take(out, &text);
}

enum lti_status lti_url_add_all(char **out, const char *url,
				const struct lti_param *params, size_t count)
{
	AUTO_CHARS longest = NULL;
	enum lti_status status;
	char *longer;
	size_t i;

	*out = NULL;
	if (!lti_url_is_web(url))
		return LTI_ERR_URL;
	longest = strdup(url);
	if (!longest)
		return LTI_ERR_MEMORY;
	for (i = 0; i < count; i++) {
		if (!params[i].value)
			continue;
		status = lti_url_add(&longer, longest, params[i].name, params[i].value);
		if (status != LTI_OK)
			return status;
		free(longest);
		longest = longer;
	}
	*out = longest;
	longest = NULL;
	return LTI_OK;
}
