/* Tz rule: parse and apply the POSIX TZ text of a zone file's footer. */
#include "base/tz_rule.h"

#include "base/civil.h"

/* What is left of the text; every step checks the end. */
struct cursor {
	const char *at, *end;
};

static bool accept(struct cursor *cursor, char wanted)
{
	if (cursor->at == cursor->end || *cursor->at != wanted)
		return false;
	cursor->at++;
	return true;
}

static bool number(int *out, struct cursor *cursor, int least, int most)
{
	int value = 0, digits = 0;

	while (cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9') {
		value = value * 10 + (*cursor->at++ - '0');
		if (++digits > 3)
			return false;
	}
	*out = value;
	return digits && value >= least && value <= most;
}

/* "CET" or "<+03>": at least three characters. */
static bool name(struct cursor *cursor)
{
	bool quoted = accept(cursor, '<');
	int len = 0;

	for (; cursor->at < cursor->end; cursor->at++, len++) {
		char c = *cursor->at;
		bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		bool more = (c >= '0' && c <= '9') || c == '+' || c == '-';

		if (!letter && !(quoted && more))
			break;
	}
	return len >= 3 && (!quoted || accept(cursor, '>'));
}

/* [+-]hh[:mm[:ss]] */
static bool time_of(int *out_s, struct cursor *cursor, int hours_most)
{
	int hours, minutes = 0, seconds = 0, sign = 1;

	if (accept(cursor, '-'))
		sign = -1;
	else
		accept(cursor, '+');
	if (!number(&hours, cursor, 0, hours_most))
		return false;
	if (accept(cursor, ':')) {
		if (!number(&minutes, cursor, 0, 59))
			return false;
		if (accept(cursor, ':') && !number(&seconds, cursor, 0, 59))
			return false;
	}
	*out_s = sign * (hours * 3600 + minutes * 60 + seconds);
	return true;
}

static bool change(struct tz_change *out, struct cursor *cursor)
{
	*out = (struct tz_change){.time_s = 2 * 3600};
	if (accept(cursor, 'M')) {
		out->kind = CHANGE_MONTH_WEEK;
		if (!number(&out->month, cursor, 1, 12) || !accept(cursor, '.') ||
		    !number(&out->week, cursor, 1, 5) || !accept(cursor, '.') ||
		    !number(&out->day, cursor, 0, 6))
			return false;
	} else if (accept(cursor, 'J')) {
		out->kind = CHANGE_JULIAN;
		if (!number(&out->day, cursor, 1, 365))
			return false;
	} else {
		out->kind = CHANGE_DAY;
		if (!number(&out->day, cursor, 0, 365))
			return false;
	}
	return !accept(cursor, '/') || time_of(&out->time_s, cursor, 167);
}

bool tz_rule_parse(struct tz_rule *rule, const char *text, size_t len)
{
	struct cursor cursor = {text, text + len};
	int west_s;

	*rule = (struct tz_rule){0};
	if (!name(&cursor) || !time_of(&west_s, &cursor, 24))
		return false;
	rule->standard_s = -west_s; /* POSIX counts westwards */
	if (cursor.at == cursor.end)
		return true;
	rule->summer = true;
	rule->summer_s = rule->standard_s + 3600;
	if (!name(&cursor))
		return false;
	if (!accept(&cursor, ',')) {
		if (!time_of(&west_s, &cursor, 24) || !accept(&cursor, ','))
			return false;
		rule->summer_s = -west_s;
	}
	return change(&rule->begins, &cursor) && accept(&cursor, ',') &&
	       change(&rule->ends, &cursor) && cursor.at == cursor.end;
}

/* The change's day and time in that year, as seconds of local time. */
static int64_t change_local_s(const struct tz_change *change, int year)
{
	int64_t first, day;

	switch (change->kind) {
	case CHANGE_JULIAN: /* 29 February is never counted */
		day = civil_days(year, 1, change->day);
		if (civil_is_leap(year) && change->day >= 60)
			day++;
		break;
	case CHANGE_DAY:
		day = civil_days(year, 1, 1) + change->day;
		break;
	default:
		first = civil_days(year, change->month, 1);
		day = first + (change->day - civil_weekday(first) % 7 + 7) % 7 +
		      (change->week - 1) * 7;
		if (day >= first + civil_month_days(year, change->month))
			day -= 7;
	}
	return day * DAY_S + change->time_s;
}

int tz_rule_offset_s(const struct tz_rule *rule, int64_t at_s)
{
	int64_t begins_s, ends_s;
	int year, month, day;
	bool summer;

	if (!rule->summer)
		return rule->standard_s;
	civil_date(civil_floor_div(at_s + rule->standard_s, DAY_S), &year, &month, &day);
	begins_s = change_local_s(&rule->begins, year) - rule->standard_s;
	ends_s = change_local_s(&rule->ends, year) - rule->summer_s;
	if (begins_s < ends_s)
		summer = at_s >= begins_s && at_s < ends_s;
	else /* the southern hemisphere's summer spans new year */
		summer = at_s >= begins_s || at_s < ends_s;
	return summer ? rule->summer_s : rule->standard_s;
}
