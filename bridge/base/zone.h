/*
 * Zone: calendar windows in a tenant's time zone. Days have 23, 24 or 25 hours, weeks begin on
 * Monday (ISO 8601), months and terms as the calendar has them. Works on the system's zoneinfo
 * files and on no global state: two tenants in two zones do not meet.
 */
#ifndef KIBRIDGE_BASE_ZONE_H
#define KIBRIDGE_BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

struct zone;

/** An IANA name, "Europe/Berlin". NULL if there is no such zone. Shared, cached, never freed. */
const struct zone *zone_find(const char *name);
const char *zone_name(const struct zone *zone);

enum window {
	WINDOW_MINUTE,
	WINDOW_HOUR,
	WINDOW_DAY,
	WINDOW_WEEK, /* from Monday 00:00 */
	WINDOW_MONTH,
	WINDOW_TERM, /* German semesters: from 1 April and from 1 October */
	WINDOW_COUNT
};

struct span {
	int64_t start_s; /* inclusive, seconds since the epoch */
	int64_t end_s; /* exclusive: when the window refills */
};

/** The window of that kind which holds at_s. */
struct span zone_window(const struct zone *zone, enum window window, int64_t at_s);

struct zone_time {
	int year, month, day; /* month and day from 1 */
	int hour, minute, second;
	int weekday; /* 1 Monday … 7 Sunday */
	int offset_s; /* east of UTC */
};
struct zone_time zone_local(const struct zone *zone, int64_t at_s);

/** Local wall time to an instant; a time that a clock change skips moves forward. */
int64_t zone_instant(const struct zone *zone, int year, int month, int day, int hour,
		     int minute);

const char *window_name(enum window window); /* "day" */
bool window_parse(enum window *out, const char *name);

#endif
