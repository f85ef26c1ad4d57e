/*
 * Json scan: the grammar of RFC 8259, nothing else. A recursive descent over bytes that
 * are not NUL-terminated; builds nothing, allocates nothing.
 */
#include "json.h"

#include <string.h>

struct scan {
	const unsigned char *at, *end;
	size_t members;
	int depth;
};

static bool scan_value(struct scan *scan);

static void skip_blanks(struct scan *scan)
{
	while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\t' ||
					*scan->at == '\n' || *scan->at == '\r'))
		scan->at++;
}

static bool next_is(struct scan *scan, unsigned char byte)
{
	if (scan->at == scan->end || *scan->at != byte)
		return false;
	scan->at++;
	return true;
}

static size_t skip_digits(struct scan *scan)
{
	const unsigned char *start = scan->at;

	while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9')
		scan->at++;
	return (size_t)(scan->at - start);
}

/* [RFC 8259 §6]: no leading zeros, no bare dot, no plus. */
static bool scan_number(struct scan *scan)
{
	next_is(scan, '-');
	if (!next_is(scan, '0') && !skip_digits(scan))
		return false;
	if (next_is(scan, '.') && !skip_digits(scan))
		return false;
	if (scan->at < scan->end && (*scan->at | 0x20) == 'e') {
		scan->at++;
		if (!next_is(scan, '-'))
			next_is(scan, '+');
		if (!skip_digits(scan))
			return false;
	}
	return true;
}

static int hex_value(unsigned char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	digit |= 0x20;
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

static long scan_hex4(struct scan *scan)
{
	long unit = 0;
	int i, digit;

	if (scan->end - scan->at < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		digit = hex_value(*scan->at++);
		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

/* Behind the backslash. Surrogates only as pairs, and never U+0000: C texts end there. */
static bool scan_escape(struct scan *scan)
{
	long unit;

	if (scan->at == scan->end)
		return false;
	if (*scan->at != 'u')
		return strchr("\"\\/bfnrt", *scan->at) && *scan->at++;
	scan->at++;
	unit = scan_hex4(scan);
	if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff))
		return false;
	if (unit < 0xd800 || unit > 0xdbff)
		return true;
	if (!next_is(scan, '\\') || !next_is(scan, 'u'))
		return false;
	unit = scan_hex4(scan);
	return unit >= 0xdc00 && unit <= 0xdfff;
}

/* One character of several bytes: shortest form, no surrogates, at most U+10FFFF. */
static bool scan_utf8(struct scan *scan)
{
	unsigned char lead = *scan->at++;
	unsigned char low = 0x80, high = 0xbf;
	int more;

	if (lead >= 0xc2 && lead <= 0xdf)
		more = 1;
	else if (lead >= 0xe0 && lead <= 0xef)
		more = 2;
	else if (lead >= 0xf0 && lead <= 0xf4)
		more = 3;
	else
		return false;
	if (lead == 0xe0)
		low = 0xa0;
	else if (lead == 0xed)
		high = 0x9f;
	else if (lead == 0xf0)
		low = 0x90;
	else if (lead == 0xf4)
		high = 0x8f;
	for (; more; more--, low = 0x80, high = 0xbf) {
		if (scan->at == scan->end || *scan->at < low || *scan->at > high)
			return false;
		scan->at++;
	}
	return true;
}

static bool scan_string(struct scan *scan)
{
	if (!next_is(scan, '"'))
		return false;
	while (scan->at < scan->end) {
		unsigned char byte = *scan->at;

		if (byte >= 0x80) {
			if (!scan_utf8(scan))
				return false;
			continue;
		}
		scan->at++;
		if (byte == '"')
			return true;
		if (byte < 0x20 || (byte == '\\' && !scan_escape(scan)))
			return false;
	}
	return false;
}

static bool scan_member(struct scan *scan)
{
	scan->members++;
	skip_blanks(scan);
	if (!scan_string(scan))
		return false;
	skip_blanks(scan);
	return next_is(scan, ':') && scan_value(scan);
}

/* Members or values, separated by commas, up to the closing bracket. */
static bool scan_list(struct scan *scan, bool item(struct scan *scan),
		      unsigned char close)
{
	bool good;

	if (++scan->depth > LTI_JSON_DEPTH_MAX)
		return false;
	skip_blanks(scan);
	if (next_is(scan, close)) {
		scan->depth--;
		return true;
	}
	do {
		good = item(scan);
	} while (good && next_is(scan, ','));
	scan->depth--;
	return good && next_is(scan, close);
}

static bool scan_word(struct scan *scan, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(scan->end - scan->at) < len || memcmp(scan->at, word, len) != 0)
		return false;
	scan->at += len;
	return true;
}

/* A value with the blanks on both sides of it. */
static bool scan_value(struct scan *scan)
{
	bool good;

	skip_blanks(scan);
	if (scan->at == scan->end)
		return false;
	if (next_is(scan, '{'))
		good = scan_list(scan, scan_member, '}');
	else if (next_is(scan, '['))
		good = scan_list(scan, scan_value, ']');
	else if (*scan->at == '"')
		good = scan_string(scan);
	else if (*scan->at == '-' || (*scan->at >= '0' && *scan->at <= '9'))
		good = scan_number(scan);
	else
		good = scan_word(scan, "true") || scan_word(scan, "false") ||
		       scan_word(scan, "null");
	skip_blanks(scan);
	return good;
}

bool lti_json_scan(const char *text, size_t len, size_t *members)
{
	struct scan scan = {(const unsigned char *)text,
			    (const unsigned char *)text + len, 0, 0};
	bool good = scan_value(&scan) && scan.at == scan.end;

	*members = scan.members;
	return good;
}
