/* Path: the checks behind libwebsockets' decoding, and the query encoded again. */
#include "http/path.h"

#include <string.h>

#include "base/utf8.h"

static bool segment_valid(const char *segment, size_t len)
{
	return !(len == 1 && segment[0] == '.') &&
	       !(len == 2 && segment[0] == '.' && segment[1] == '.');
}

bool path_valid(const char *path, size_t len)
{
	size_t start = 1;

	if (len == 0 || len > PATH_MAX_BYTES || path[0] != '/' || !utf8_valid(path, len))
		return false;
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)path[i] < 0x20 || path[i] == 0x7f || path[i] == '\\')
			return false;
	}
	for (size_t i = 1; i <= len; i++) {
		if (i < len && path[i] != '/')
			continue;
		if (!segment_valid(path + start, i - start))
			return false;
		start = i + 1;
	}
	return true;
}

static bool unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c && strchr("-._~", c));
}

bool query_add(struct buf *query, const char *pair, size_t len)
{
	bool in_name = true;

	if (query->len && !buf_add(query, "&", 1))
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)pair[i];

		if (unreserved(pair[i]) || (in_name && pair[i] == '=')) {
			in_name = in_name && pair[i] != '=';
			if (!buf_add(query, &pair[i], 1))
				return false;
		} else if (!buf_printf(query, "%%%02X", byte)) {
			return false;
		}
	}
	return true;
}
