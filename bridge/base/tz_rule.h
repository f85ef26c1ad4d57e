/*
 * Tz rule: the POSIX TZ text in a zone file's footer, "CET-1CEST,M3.5.0,M10.5.0/3", with the
 * extension to -167…167 hours [RFC 9636 §3.3].
 */
#ifndef KIBRIDGE_BASE_TZ_RULE_H
#define KIBRIDGE_BASE_TZ_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tz_change {
	enum { CHANGE_MONTH_WEEK, CHANGE_JULIAN, CHANGE_DAY } kind;
	int month, week; /* CHANGE_MONTH_WEEK: week 5 is the last */
	int day; /* weekday 0 Sunday … 6; or 1…365 without 29 February; or 0…365 */
	int time_s; /* local time of day, may be negative or beyond a day */
};

struct tz_rule {
	int standard_s; /* east of UTC */
	bool summer; /* has summer time: the rest counts */
	int summer_s;
	struct tz_change begins, ends; /* begins in standard time, ends in summer time */
};

/** False if the text is not such a rule. */
bool tz_rule_parse(struct tz_rule *rule, const char *text, size_t len);
int tz_rule_offset_s(const struct tz_rule *rule, int64_t at_s);

#endif
