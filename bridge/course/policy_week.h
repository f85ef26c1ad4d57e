/*
 * Policy week: the minutes of a week in which an activity is open, as a set. Reading, covering
 * and intersecting schedules are then the same few lines for any number of entries.
 */
#ifndef KIBRIDGE_COURSE_POLICY_WEEK_H
#define KIBRIDGE_COURSE_POLICY_WEEK_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/zone.h"

#define MINUTES_PER_DAY 1440

struct policy_week {
	uint8_t open[7][MINUTES_PER_DAY / 8]; /* [0] Monday; one bit a minute */
};

/** "08:00" to minutes since midnight, "24:00" included; -1 if it is not that. */
int policy_minute(const char *text);

/** From a checked `weekly` array; NULL: always open. */
void policy_week_read(struct policy_week *out, struct json_object *weekly);
bool policy_week_covers(const struct policy_week *outer, const struct policy_week *inner);
void policy_week_intersect(struct policy_week *week, const struct policy_week *with);
/** Back to `weekly`, days with the same hours together; the tree is the arena's. */
struct json_object *policy_week_json(struct arena *arena, const struct policy_week *week);

bool policy_week_open(const struct policy_week *week, const struct zone *zone,
		      int64_t at_s);
/** The first instant from at_s on that is open, within the next eight days; 0 if none is. */
int64_t policy_week_opens(const struct policy_week *week, const struct zone *zone,
			  int64_t at_s);

#endif
