/* Retry-After, strictly: what does not follow the grammar counts as absent. */
#include "backend/retry_after.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

static unsigned capped(int64_t seconds)
{
	if (seconds <= 0)
		return 0;
	return seconds > RETRY_AFTER_MAX_S ? RETRY_AFTER_MAX_S : (unsigned)seconds;
}

static int digits(const char *text, int count)
{
	int number = 0;

	for (int i = 0; i < count; i++) {
		if (!isdigit((unsigned char)text[i]))
			return -1;
		number = number * 10 + (text[i] - '0');
	}
	return number;
}

/* -1: not a month */
static int month_of(const char *text)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int month = 0; month < 12; month++)
		if (memcmp(text, names + 3 * month, 3) == 0)
			return month;
	return -1;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT"; the weekday is not compared. -1: not that. */
static int64_t fixdate_s(const char *text)
{
	static const char shape[] = "aaa, dd aaa dddd dd:dd:dd GMT";
	struct tm tm = {0};

	if (strlen(text) != sizeof(shape) - 1)
		return -1;
	for (size_t i = 0; shape[i]; i++) {
		unsigned char c = (unsigned char)text[i];

		if (shape[i] == 'a'   ? !isalpha(c)
		    : shape[i] == 'd' ? !isdigit(c)
				      : c != (unsigned char)shape[i])
			return -1;
	}
	tm.tm_mday = digits(text + 5, 2);
	tm.tm_mon = month_of(text + 8);
	tm.tm_year = digits(text + 12, 4) - 1900;
	tm.tm_hour = digits(text + 17, 2);
	tm.tm_min = digits(text + 20, 2);
	tm.tm_sec = digits(text + 23, 2);
	if (tm.tm_mon < 0 || tm.tm_mday < 1 || tm.tm_mday > 31 || tm.tm_hour > 23 ||
	    tm.tm_min > 59 || tm.tm_sec > 60)
		return -1;
	return (int64_t)timegm(&tm);
}

unsigned retry_after_s(const char *value, int64_t now_s)
{
	size_t len;
	int64_t at_s;

	if (!value)
		return 0;
	value += strspn(value, " \t");
	len = strspn(value, "0123456789");
	if (len > 0 && value[len + strspn(value + len, " \t")] == '\0')
		return len > 9 ? RETRY_AFTER_MAX_S : capped(digits(value, (int)len));
	at_s = fixdate_s(value);
	return at_s < 0 ? 0 : capped(at_s - now_s);
}
