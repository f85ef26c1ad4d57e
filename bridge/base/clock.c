/* Clock: the two times there are, and RFC 3339 both ways. */
#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/civil.h"

/* Years beyond 9999 do not fit the format; the clamp keeps a wild value printable. */
#define AT_MOST_S INT64_C(253402300799)

static int64_t read_ms(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now_s(void)
{
	return clock_now_ms() / 1000;
}

int64_t clock_now_ms(void)
{
	return read_ms(CLOCK_REALTIME);
}

int64_t clock_tick_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

const char *clock_rfc3339(char out[CLOCK_RFC3339], int64_t at_s)
{
	int year, month, day, second;
	int64_t days;

	if (at_s < 0)
		at_s = 0;
	if (at_s > AT_MOST_S)
		at_s = AT_MOST_S;
	days = at_s / DAY_S;
	second = (int)(at_s % DAY_S);
	civil_date(days, &year, &month, &day);
	snprintf(out, CLOCK_RFC3339, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day,
		 second / 3600, second / 60 % 60, second % 60);
	return out;
}

/* Exactly count digits; moves on. */
static bool digits(int *out, const char **text, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++, (*text)++) {
		if (**text < '0' || **text > '9')
			return false;
		value = value * 10 + (**text - '0');
	}
	*out = value;
	return true;
}

static bool sign(const char **text, char wanted)
{
	return *(*text)++ == wanted;
}

static bool offset(int *out_s, const char **text)
{
	int hours, minutes;
	char kind = *(*text)++;

	*out_s = 0;
	if (kind == 'Z' || kind == 'z')
		return true;
	if (kind != '+' && kind != '-')
		return false;
	if (!digits(&hours, text, 2) || !sign(text, ':') || !digits(&minutes, text, 2))
		return false;
	if (hours > 23 || minutes > 59)
		return false;
	*out_s = (hours * 60 + minutes) * 60 * (kind == '-' ? -1 : 1);
	return true;
}

bool clock_parse(int64_t *at_s, const char *text) /* [RFC 3339 §5.6] */
{
	int year, month, day, hour, minute, second, east_s;

	if (!text)
		return false;
	if (!digits(&year, &text, 4) || !sign(&text, '-') || !digits(&month, &text, 2) ||
	    !sign(&text, '-') || !digits(&day, &text, 2))
		return false;
	if (*text != 'T' && *text != 't')
		return false;
	text++;
	if (!digits(&hour, &text, 2) || !sign(&text, ':') || !digits(&minute, &text, 2) ||
	    !sign(&text, ':') || !digits(&second, &text, 2))
		return false;
	if (*text == '.') {
		text++;
		if (!*text || strspn(text, "0123456789") == 0)
			return false;
		text += strspn(text, "0123456789");
	}
	if (!offset(&east_s, &text) || *text)
		return false;
	if (month < 1 || month > 12 || day < 1 || day > civil_month_days(year, month))
		return false;
	if (hour > 23 || minute > 59 || second > 60) /* 60: a leap second */
		return false;
	*at_s = civil_days(year, month, day) * DAY_S + hour * 3600 + minute * 60 +
		second - east_s;
	return true;
}
