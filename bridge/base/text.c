/* Text: the small helpers that live once. */
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool text_equal(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return strcmp(a, b) == 0;
}

static char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool text_equal_nocase(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	for (; *a && ascii_lower(*a) == ascii_lower(*b); a++, b++)
		;
	return ascii_lower(*a) == ascii_lower(*b);
}

bool text_empty(const char *text)
{
	return !text || !*text;
}

bool text_starts_with(const char *text, const char *prefix)
{
	return text && prefix && strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends_with(const char *text, const char *suffix)
{
	size_t len, tail;

	if (!text || !suffix)
		return false;
	len = strlen(text);
	tail = strlen(suffix);
	return len >= tail && strcmp(text + len - tail, suffix) == 0;
}

int text_index(const char *text, const char *const *names, size_t count)
{
	for (size_t i = 0; text && i < count; i++) {
		if (strcmp(text, names[i]) == 0)
			return (int)i;
	}
	return -1;
}

bool text_int(int64_t *out, const char *text)
{
	const char *digits = text;
	long long value;
	char *end;

	if (!text)
		return false;
	if (*digits == '-')
		digits++;
	if (*digits < '0' || *digits > '9') /* strtoll would skip spaces and take a '+' */
		return false;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno || *end)
		return false;
	*out = value;
	return true;
}
