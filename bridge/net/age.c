/* How long an answer may be kept. [RFC 9111 §5.2.2, §5.1] */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "net/client.h"

#define AGE_MAX_S (INT64_C(366) * 86400)

struct directives {
	bool never; /* no-store, no-cache */
	bool has_age;
	int64_t max_age_s;
};

static bool named(const char *name, size_t len, const char *expected)
{
	return len == strlen(expected) && strncasecmp(name, expected, len) == 0;
}

/* Digits, quoted or not; -1 if it is something else. More than a year is a year. */
static int64_t seconds(const char *text, size_t len)
{
	int64_t number = 0;

	if (len >= 2 && text[0] == '"' && text[len - 1] == '"')
		text++, len -= 2;
	if (len == 0)
		return -1;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = number * 10 + (text[i] - '0');
		if (number > AGE_MAX_S)
			number = AGE_MAX_S;
	}
	return number;
}

static void read_directive(struct directives *out, const char *text, size_t len)
{
	const char *equals = memchr(text, '=', len);
	size_t name_len = equals ? (size_t)(equals - text) : len;
	int64_t age_s;

	if (named(text, name_len, "no-store") || named(text, name_len, "no-cache")) {
		out->never = true;
	} else if (equals && named(text, name_len, "max-age")) {
		age_s = seconds(equals + 1, len - name_len - 1);
		/* Of two the shorter; what cannot be read counts as stale. [RFC 9111 §4.2.1] */
		if (age_s < 0)
			age_s = 0;
		if (!out->has_age || age_s < out->max_age_s)
			out->max_age_s = age_s;
		out->has_age = true;
	}
}

/* Commas inside quotes do not separate: private="a, b" is one directive. */
static void read_directives(struct directives *out, const char *value)
{
	while (*value) {
		const char *begin = value += strspn(value, " \t,");
		size_t len = 0;
		bool quoted = false;

		for (; *value && (quoted || *value != ','); value++)
			quoted ^= *value == '"';
		for (len = (size_t)(value - begin); len && strchr(" \t", begin[len - 1]);)
			len--;
		if (len)
			read_directive(out, begin, len);
	}
}

int64_t net_max_age_s(const struct net_response *response, int64_t fallback_s)
{
	struct directives directives = {0};
	const char *age = net_header(response, "age");
	int64_t age_s = age ? seconds(age, strlen(age)) : 0;

	for (size_t i = 0; i < response->header_count; i++)
		if (text_equal(response->headers[i].name, "cache-control"))
			read_directives(&directives, response->headers[i].value);
	if (directives.never)
		return 0;
	if (!directives.has_age)
		return fallback_s;
	if (age_s < 0)
		age_s = 0;
	return directives.max_age_s > age_s ? directives.max_age_s - age_s : 0;
}
