/* Zone: the cache of zone files, and calendar windows on them. */
#include "base/zone.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/log.h"
#include "base/text.h"
#include "base/tzif.h"

#define ZONE_DIR "/usr/share/zoneinfo/"
#define NAME_MAX_LEN 64

struct zone {
	struct zone *next;
	struct tzif *tzif; /* NULL: UTC, which needs no file */
	char name[NAME_MAX_LEN + 1];
};

static struct zone utc = {.name = "UTC"};
static struct zone *cache = &utc; /* only ever grows, at its head */
static pthread_mutex_t cache_lock = PTHREAD_MUTEX_INITIALIZER;

static const char *const window_names[WINDOW_COUNT] = {
	"minute", "hour", "day", "week", "month", "term",
};

/* ---- finding ---- */

/*
 * Nothing that could leave the folder: letters, digits and "_+-" between single slashes.
 */
static bool name_sound(const char *name)
{
	size_t len = strlen(name);

	if (!len || len > NAME_MAX_LEN || name[0] == '/' || name[len - 1] == '/')
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = name[i];

		if (c == '/' && name[i + 1] == '/')
			return false;
		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		      (c >= '0' && c <= '9') || strchr("_+-/", c)))
			return false;
	}
	return true;
}

static struct tzif *file_read(const char *name)
{
	char path[sizeof(ZONE_DIR) + NAME_MAX_LEN];
	struct tzif *tzif = NULL;
	char *bytes;
	size_t len;
	FILE *file;

	snprintf(path, sizeof(path), ZONE_DIR "%s", name);
	file = fopen(path, "re");
	if (!file)
		return NULL;
	bytes = malloc(TZIF_MAX + 1);
	if (!bytes)
		log_fatal("memory.exhausted", "what=zone");
	len = fread(bytes, 1, TZIF_MAX + 1, file);
	if (!ferror(file))
		tzif = tzif_parse(bytes, len);
	free(bytes);
	fclose(file);
	return tzif;
}

static struct zone *zone_load(const char *name)
{
	struct tzif *tzif = file_read(name);
	struct zone *zone;

	if (!tzif)
		return NULL;
	zone = calloc(1, sizeof(*zone));
	if (!zone)
		log_fatal("memory.exhausted", "what=zone");
	snprintf(zone->name, sizeof(zone->name), "%s", name);
	zone->tzif = tzif;
	return zone;
}

const struct zone *zone_find(const char *name)
{
	struct zone *zone;

	if (!name || !name_sound(name))
		return NULL;
	pthread_mutex_lock(&cache_lock);
	for (zone = cache; zone && strcmp(zone->name, name) != 0; zone = zone->next)
		;
	if (!zone) {
		zone = zone_load(name);
		if (zone) {
			zone->next = cache;
			cache = zone;
		}
	}
	pthread_mutex_unlock(&cache_lock);
	return zone;
}

const char *zone_name(const struct zone *zone)
{
	return zone->name;
}

/* ---- local time ---- */

static int offset_s(const struct zone *zone, int64_t at_s)
{
	return zone->tzif ? tzif_offset_s(zone->tzif, at_s) : 0;
}

struct zone_time zone_local(const struct zone *zone, int64_t at_s)
{
	struct zone_time time = {.offset_s = offset_s(zone, at_s)};
	int64_t local_s = at_s + time.offset_s;
	int64_t days = civil_floor_div(local_s, DAY_S);
	int second = (int)(local_s - days * DAY_S);

	civil_date(days, &time.year, &time.month, &time.day);
	time.weekday = civil_weekday(days);
	time.hour = second / 3600;
	time.minute = second / 60 % 60;
	time.second = second % 60;
	return time;
}

/*
 * The first instant whose local time is local_s; inside a gap, as if the clock had not
 * jumped.
 */
static int64_t instant(const struct zone *zone, int64_t local_s)
{
	int before_s = offset_s(zone, local_s - DAY_S);
	int after_s = offset_s(zone, local_s + DAY_S);

	if (offset_s(zone, local_s - before_s) == before_s)
		return local_s - before_s;
	if (offset_s(zone, local_s - after_s) == after_s)
		return local_s - after_s;
	return local_s - before_s;
}

int64_t zone_instant(const struct zone *zone, int year, int month, int day, int hour,
		     int minute)
{
	return instant(zone,
		       civil_days(year, month, day) * DAY_S + hour * 3600 + minute * 60);
}

/* ---- windows ---- */

/* Local midnight at which the step-th window after the one that holds the date begins. */
static int64_t boundary(const struct zone *zone, enum window window,
			const struct zone_time *time, int step)
{
	int64_t days = civil_days(time->year, time->month, time->day);
	int months;

	switch (window) {
	case WINDOW_DAY:
		days += step;
		break;
	case WINDOW_WEEK:
		days += 1 - time->weekday + 7 * step;
		break;
	case WINDOW_MONTH:
		days = civil_days(time->year, time->month + step, 1);
		break;
	default: /* a term: months 4 to 9, and 10 to 3 */
		months = time->month < 4 ? -2 : time->month < 10 ? 4 : 10;
		days = civil_days(time->year, months + 6 * step, 1);
	}
	return instant(zone, days * DAY_S);
}

struct span zone_window(const struct zone *zone, enum window window, int64_t at_s)
{
	struct zone_time time = zone_local(zone, at_s);
	struct span span;
	int64_t len;
	int step = 0;

	if (window == WINDOW_MINUTE ||
	    window == WINDOW_HOUR) { /* of equal length, always */
		len = window == WINDOW_MINUTE ? 60 : 3600;
		span.start_s =
			civil_floor_div(at_s + time.offset_s, len) * len - time.offset_s;
		span.end_s = span.start_s + len;
		return span;
	}
	/* Where midnight comes twice, the date alone may name the neighbour. */
	if (at_s < boundary(zone, window, &time, 0))
		step = -1;
	else if (at_s >= boundary(zone, window, &time, 1))
		step = 1;
	span.start_s = boundary(zone, window, &time, step);
	span.end_s = boundary(zone, window, &time, step + 1);
	return span;
}

const char *window_name(enum window window)
{
	return window_names[window];
}

bool window_parse(enum window *out, const char *name)
{
	int found = text_index(name, window_names, WINDOW_COUNT);

	if (found < 0)
		return false;
	*out = (enum window)found;
	return true;
}
