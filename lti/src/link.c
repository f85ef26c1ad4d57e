/*
 * Link: the Link header, as platforms write it. [RFC 8288 §3]
 *
 *   Link: <https://lms/…?page=2>; rel="next", <https://lms/…>; rel="differences"
 *
 * Moodle quotes with U+201C and U+201D and escapes the URL for HTML; quotes of both kinds
 * count as quotes here, and &amp; stands for &.
 */
#include <lti/link.h>

#include <string.h>
#include <strings.h>

#include "kit.h"
#include "url.h"

#define OPEN_QUOTE "\xe2\x80\x9c"
#define CLOSE_QUOTE "\xe2\x80\x9d"
#define BLANKS " \t"

/* A value up to its end: quoted, or up to the next separator. Moves *at behind it. */
static void read_value(const char **value, size_t *len, const char **at)
{
	const char *start = *at, *end;

	if (lti_starts_with(start, OPEN_QUOTE) || lti_starts_with(start, CLOSE_QUOTE)) {
		start += strlen(OPEN_QUOTE);
		end = strstr(start, CLOSE_QUOTE);
		*at = end ? end + strlen(CLOSE_QUOTE) : start + strlen(start);
	} else if (*start == '"') {
		for (end = ++start; *end && *end != '"'; end++)
			if (*end == '\\' && end[1])
				end++;
		*at = *end ? end + 1 : end;
	} else {
		end = start + strcspn(start, ";, \t");
		*at = end;
	}
	*value = start;
	*len = (size_t)((end ? end : *at) - start);
}

/* Relations are words between blanks, compared without case [RFC 8288 §3.3]. */
static bool has_word(const char *words, size_t len, const char *word)
{
	const char *end = words + len;
	size_t word_len = strlen(word), run;

	while (words < end) {
		words += strspn(words, BLANKS);
		for (run = 0; words + run < end && !strchr(BLANKS, words[run]); run++)
			;
		if (run == word_len && strncasecmp(words, word, run) == 0)
			return true;
		words += run ? run : 1;
	}
	return false;
}

/*
 * The parameters behind one target: whether rel has the word. Moves *at to the ',' or the
 * end.
 */
static bool read_params(const char **at, const char *rel)
{
	const char *name, *value;
	size_t name_len, value_len;
	bool found = false, seen = false;

	while (**at && **at != ',') {
		*at += strspn(*at, "; \t");
		name = *at;
		name_len = strcspn(name, "=;, \t");
		*at += name_len;
		*at += strspn(*at, BLANKS);
		if (**at == '=') {
			++*at;
			*at += strspn(*at, BLANKS);
			read_value(&value, &value_len, at);
			if (!seen && name_len == 3 && strncasecmp(name, "rel", 3) == 0) {
				seen = true; /* the first rel counts */
				found = has_word(value, value_len, rel);
			}
		} else if (!name_len && **at && **at != ',') {
			++*at; /* garbage: go on behind it */
		}
	}
	return found;
}

/* Without the HTML escapes, and only if it is a web URL. */
static enum lti_status take_target(char **out, const char *target, size_t len)
{
	AUTO_TEXT url = {0};
	size_t i;

	for (i = 0; i < len; i++) {
		lti_text_add_bytes(&url, target + i, 1);
		if (len - i >= 5 && memcmp(target + i, "&amp;", 5) == 0)
			i += 4;
	}
	*out = lti_text_take(&url);
	if (!*out)
		return LTI_ERR_MEMORY;
	if (lti_url_is_web(*out))
		return LTI_OK;
	free(*out);
	*out = NULL;
	return LTI_ERR_URL;
}

enum lti_status lti_link_find(char **out, const char *header, const char *rel)
{
	const char *at = header, *target;
	size_t len;

	*out = NULL;
	if (!header)
		return LTI_OK;
	if (lti_len_within(header, LTI_LINK_MAX) > LTI_LINK_MAX)
		return LTI_ERR_TOO_LONG;
	while ((at = strchr(at, '<'))) {
		target = ++at;
		len = strcspn(target, ">");
		if (!target[len])
			return LTI_OK;
		at += len + 1;
		if (read_params(&at, rel))
			return take_target(out, target, len);
	}
	return LTI_OK;
}

enum lti_status lti_link_next(char **out, const char *header, const char *service_url,
			      const char *page_url)
{
	AUTO_CHARS next = NULL;
	enum lti_status status = lti_link_find(&next, header, "next");

	*out = NULL;
	if (status != LTI_OK || !next)
		return status;
	/*
	 * A bearer token goes where it was meant for, and a page is not its own
	 * successor.
	 */
	if (!lti_url_same_origin(next, service_url) || strcmp(next, page_url) == 0)
		return LTI_ERR_ORIGIN;
	*out = next;
	next = NULL;
	return LTI_OK;
}
