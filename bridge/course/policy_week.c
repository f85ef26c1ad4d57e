/* Policy week: a schedule as a set of minutes. */
#include "course/policy_week.h"

#include <string.h>

#include "base/json.h"

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

int policy_minute(const char *text)
{
	int minutes;

	if (!text || strlen(text) != 5 || text[2] != ':' || !digit(text[0]) ||
	    !digit(text[1]) || !digit(text[3]) || !digit(text[4]) || text[3] > '5')
		return -1;
	minutes = ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 +
		  text[4] - '0';
	return minutes <= MINUTES_PER_DAY ? minutes : -1;
}

static bool minute_open(const struct policy_week *week, int day, int minute)
{
	return week->open[day][minute / 8] & 1 << minute % 8;
}

static void entry_read(struct policy_week *week, struct json_object *entry)
{
	struct json_object *days = json_array_of(entry, "days");
	int from = policy_minute(json_text(entry, "from"));
	int until = policy_minute(json_text(entry, "until"));

	for (size_t i = 0; days && i < json_object_array_length(days); i++) {
		int day = json_object_get_int(json_object_array_get_idx(days, i));

		if (day < 1 || day > 7 || from < 0)
			continue;
		for (int minute = from; minute < until; minute++)
			week->open[day - 1][minute / 8] |= (uint8_t)(1 << minute % 8);
	}
}

void policy_week_read(struct policy_week *out, struct json_object *weekly)
{
	memset(out, weekly ? 0 : 0xff, sizeof(*out));
	for (size_t i = 0; weekly && i < json_object_array_length(weekly); i++)
		entry_read(out, json_object_array_get_idx(weekly, i));
}

bool policy_week_covers(const struct policy_week *outer, const struct policy_week *inner)
{
	for (size_t day = 0; day < 7; day++) {
		for (size_t i = 0; i < sizeof(outer->open[0]); i++) {
			if (inner->open[day][i] & ~outer->open[day][i])
				return false;
		}
	}
	return true;
}

void policy_week_intersect(struct policy_week *week, const struct policy_week *with)
{
	for (size_t day = 0; day < 7; day++) {
		for (size_t i = 0; i < sizeof(week->open[0]); i++)
			week->open[day][i] &= with->open[day][i];
	}
}

/* ---- back to a document ---- */

static const char *minute_text(struct arena *arena, int minute)
{
	return arena_printf(arena, "%02d:%02d", minute / 60, minute % 60);
}

/* Every day from first on that has the same hours as first. */
static struct json_object *days_like(struct arena *arena, const struct policy_week *week,
				     int first)
{
	struct json_object *days = json_list(arena);

	for (int day = first; day < 7; day++) {
		if (memcmp(week->open[day], week->open[first], sizeof(week->open[0])) ==
		    0)
			json_add(days, json_object_new_int(day + 1));
	}
	return days;
}

static bool seen_before(const struct policy_week *week, int day)
{
	for (int earlier = 0; earlier < day; earlier++) {
		if (memcmp(week->open[day], week->open[earlier], sizeof(week->open[0])) ==
		    0)
			return true;
	}
	return false;
}

struct json_object *policy_week_json(struct arena *arena, const struct policy_week *week)
{
	struct json_object *weekly = json_list(arena);

	for (int day = 0; day < 7; day++) {
		if (seen_before(week, day))
			continue;
		for (int from = 0, until; from < MINUTES_PER_DAY; from = until) {
			struct json_object *entry;

			for (until = from; until < MINUTES_PER_DAY; until++) {
				if (!minute_open(week, day, until))
					break;
			}
			if (until == from) {
				until++;
				continue;
			}
			entry = json_put(json_new(arena), "days",
					 days_like(arena, week, day));
			json_put_text(entry, "from", minute_text(arena, from));
			json_put_text(entry, "until", minute_text(arena, until));
			json_add(weekly, entry);
		}
	}
	return weekly;
}

/* ---- on the clock ---- */

bool policy_week_open(const struct policy_week *week, const struct zone *zone,
		      int64_t at_s)
{
	struct zone_time time = zone_local(zone, at_s);

	return minute_open(week, time.weekday - 1, time.hour * 60 + time.minute);
}

/*
 * Goes on minute by minute in the set, but asks the zone again every half hour at least, so
 * that a clock change between now and then is seen (all are at full half hours).
 */
int64_t policy_week_opens(const struct policy_week *week, const struct zone *zone,
			  int64_t at_s)
{
	int64_t last_s = at_s + INT64_C(8) * 24 * 3600;

	while (at_s < last_s) {
		struct zone_time time = zone_local(zone, at_s);
		int minute = time.hour * 60 + time.minute;
		int64_t minute_s = at_s - time.second;

		for (int end = minute / 30 * 30 + 30; minute < end; minute++) {
			if (minute_open(week, time.weekday - 1, minute))
				return minute_s > at_s ? minute_s : at_s;
			minute_s += 60;
		}
		at_s = minute_s;
	}
	return 0;
}
