/*
 * Zone: calendar windows where days have 23 and 25 hours, and the reader of zone files.
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/tz_rule.h"
#include "base/tzif.h"
#include "base/zone.h"
#include "check_main.h"

static int64_t at(const char *text)
{
	int64_t at_s = 0;

	ck_assert_msg(clock_parse(&at_s, text), "%s", text);
	return at_s;
}

static const struct zone *zone_of(const char *name)
{
	const struct zone *zone = zone_find(name);

	ck_assert_msg(zone != NULL, "is tzdata installed? %s", name);
	return zone;
}

/* clang-format off */
static const struct {
	const char *what, *zone;
	enum window window;
	const char *now, *start, *end; /* start and end in local time */
} windows[] = {
	{ "a minute", "Europe/Berlin", WINDOW_MINUTE, "2026-11-21T09:00:59Z",
	  "2026-11-21T10:00:00+01:00", "2026-11-21T10:01:00+01:00" },
	{ "an hour where offsets have half ones", "Asia/Kolkata", WINDOW_HOUR, "2026-11-21T09:00:00Z",
	  "2026-11-21T14:00:00+05:30", "2026-11-21T15:00:00+05:30" },
	{ "a plain day", "Europe/Berlin", WINDOW_DAY, "2026-11-21T23:30:00Z",
	  "2026-11-22T00:00:00+01:00", "2026-11-23T00:00:00+01:00" },
	{ "the day of 23 hours", "Europe/Berlin", WINDOW_DAY, "2026-03-29T12:00:00Z",
	  "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00" },
	{ "the day of 25 hours", "Europe/Berlin", WINDOW_DAY, "2026-10-25T12:00:00Z",
	  "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00" },
	{ "its last second", "Europe/Berlin", WINDOW_DAY, "2026-10-25T22:59:59Z",
	  "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00" },
	{ "a week over new year", "Europe/Berlin", WINDOW_WEEK, "2026-01-01T12:00:00Z",
	  "2025-12-29T00:00:00+01:00", "2026-01-05T00:00:00+01:00" },
	{ "a week from its Monday", "Europe/Berlin", WINDOW_WEEK, "2026-11-15T23:00:00Z",
	  "2026-11-16T00:00:00+01:00", "2026-11-23T00:00:00+01:00" },
	{ "a week to its Sunday, with the clock change", "Europe/Berlin", WINDOW_WEEK, "2026-03-29T21:59:59Z",
	  "2026-03-23T00:00:00+01:00", "2026-03-30T00:00:00+02:00" },
	{ "the end of February", "Europe/Berlin", WINDOW_MONTH, "2028-02-29T12:00:00Z",
	  "2028-02-01T00:00:00+01:00", "2028-03-01T00:00:00+01:00" },
	{ "the end of January", "Europe/Berlin", WINDOW_MONTH, "2026-01-31T22:59:59Z",
	  "2026-01-01T00:00:00+01:00", "2026-02-01T00:00:00+01:00" },
	{ "December", "Europe/Berlin", WINDOW_MONTH, "2026-12-31T12:00:00Z",
	  "2026-12-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00" },
	{ "March with its change", "Europe/Berlin", WINDOW_MONTH, "2026-03-31T21:59:59Z",
	  "2026-03-01T00:00:00+01:00", "2026-04-01T00:00:00+02:00" },
	{ "a summer term", "Europe/Berlin", WINDOW_TERM, "2026-04-01T00:00:00+02:00",
	  "2026-04-01T00:00:00+02:00", "2026-10-01T00:00:00+02:00" },
	{ "a winter term in autumn", "Europe/Berlin", WINDOW_TERM, "2026-11-21T09:00:00Z",
	  "2026-10-01T00:00:00+02:00", "2027-04-01T00:00:00+02:00" },
	{ "a winter term after new year", "Europe/Berlin", WINDOW_TERM, "2027-02-01T09:00:00Z",
	  "2026-10-01T00:00:00+02:00", "2027-04-01T00:00:00+02:00" },
	{ "far beyond the file's last transition", "Europe/Berlin", WINDOW_DAY, "2080-07-01T12:00:00Z",
	  "2080-07-01T00:00:00+02:00", "2080-07-02T00:00:00+02:00" },
	{ "the southern summer over new year", "America/Santiago", WINDOW_DAY, "2080-01-01T12:00:00Z",
	  "2080-01-01T00:00:00-03:00", "2080-01-02T00:00:00-03:00" },
	{ "a day whose midnight is skipped", "America/Sao_Paulo", WINDOW_DAY, "2018-11-04T12:00:00Z",
	  "2018-11-04T01:00:00-02:00", "2018-11-05T00:00:00-02:00" },
	{ "UTC, with no file", "UTC", WINDOW_MONTH, "2026-11-21T09:00:00Z",
	  "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z" },
	{ "before 1970", "UTC", WINDOW_DAY, "1969-12-31T23:59:59Z",
	  "1969-12-31T00:00:00Z", "1970-01-01T00:00:00Z" },
};

static const char *const no_zones[] = {
	"", "/etc/passwd", "../etc/passwd", "Europe/../UTC", "Europe//Berlin", "Europe/", "Mars/Olympus",
	"Europe/Berlin.", "zone.tab", "tzdata.zi", "Europe", "posixrules%",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL,
};

static const struct {
	const char *text;
	bool good;
} rules[] = {
	{ "CET-1CEST,M3.5.0,M10.5.0/3", true }, { "UTC0", true }, { "<+0330>-3:30", true },
	{ "IST-1GMT0,M10.5.0,M3.5.0/1", true }, { "EST5EDT,J60/-2,300/26:30:15", true },
	{ "", false }, { "CE-1", false }, { "CET", false }, { "CET-1CEST", false },
	{ "CET-1CEST,M3.5.0", false }, { "CET-1CEST,M3.6.0,M10.5.0", false },
	{ "CET-1CEST,M13.5.0,M10.5.0", false }, { "CET-1CEST,M3.5.7,M10.5.0", false },
	{ "CET-1CEST,J0,J365", false }, { "CET-1CEST,366,1", false }, { "CET-25", false },
	{ "CET-1CEST,M3.5.0/168,M10.5.0", false }, { "CET-1CEST,M3.5.0,M10.5.0x", false },
	{ "<+03-3", false }, { "CET-1:60", false }, { "CET-99999999999", false },
};
/* clang-format on */

START_TEST(windows_are_the_calendars)
{
	struct span span = zone_window(zone_of(windows[_i].zone), windows[_i].window,
				       at(windows[_i].now));

	ck_assert_msg(span.start_s == at(windows[_i].start) &&
			      span.end_s == at(windows[_i].end),
		      "%s: starts %lld s, ends %lld s off", windows[_i].what,
		      (long long)(span.start_s - at(windows[_i].start)),
		      (long long)(span.end_s - at(windows[_i].end)));
}
END_TEST

START_TEST(windows_tile_the_year) /* no instant is in two windows or in none */
{
	static const char *const zones[] = {"Europe/Berlin", "America/St_Johns", "UTC",
					    "Australia/Lord_Howe"};

	for (size_t z = 0; z < ARRAY_LEN(zones); z++) {
		const struct zone *zone = zone_of(zones[z]);
		int64_t now =
			at("2006-01-01T00:00:00Z"); /* St John's changed at 00:01 then */
		struct span before = zone_window(zone, (enum window)_i, now);

		for (int i = 0; i < 10000; i++) {
			struct span span;

			now += 3607;
			span = zone_window(zone, (enum window)_i, now);
			ck_assert(span.start_s <= now && now < span.end_s);
			ck_assert(span.start_s == before.start_s
					  ? span.end_s == before.end_s
					  : span.start_s == before.end_s);
			before = span;
		}
	}
}
END_TEST

START_TEST(a_skipped_local_time_moves_forward)
{
	const struct zone *zone = zone_of("Europe/Berlin");

	ck_assert_int_eq(zone_instant(zone, 2026, 3, 29, 2, 30),
			 at("2026-03-29T03:30:00+02:00"));
	ck_assert_int_eq(zone_instant(zone, 2026, 3, 29, 1, 59),
			 at("2026-03-29T01:59:00+01:00"));
	ck_assert_int_eq(zone_instant(zone, 2026, 3, 29, 3, 0),
			 at("2026-03-29T03:00:00+02:00"));
}
END_TEST

START_TEST(a_repeated_local_time_is_the_first_one)
{
	const struct zone *zone = zone_of("Europe/Berlin");

	ck_assert_int_eq(zone_instant(zone, 2026, 10, 25, 2, 30),
			 at("2026-10-25T02:30:00+02:00"));
	ck_assert_int_eq(zone_instant(zone, 2026, 10, 25, 3, 0),
			 at("2026-10-25T03:00:00+01:00"));
}
END_TEST

START_TEST(local_time_knows_its_weekday_and_offset)
{
	struct zone_time time =
		zone_local(zone_of("Europe/Berlin"), at("2026-10-25T01:30:05Z"));

	ck_assert(time.year == 2026 && time.month == 10 && time.day == 25);
	ck_assert(time.hour == 2 && time.minute == 30 && time.second == 5);
	ck_assert_int_eq(time.weekday, 7);
	ck_assert_int_eq(time.offset_s, 3600);
}
END_TEST

START_TEST(history_is_in_the_file)
{
	/* before the first transition Berlin kept its own mean time */
	ck_assert_int_eq(
		zone_local(zone_of("Europe/Berlin"), at("1890-01-01T00:00:00Z")).offset_s,
		53 * 60 + 28);
}
END_TEST

START_TEST(a_zone_is_found_once)
{
	ck_assert_ptr_eq(zone_of("Europe/Berlin"), zone_of("Europe/Berlin"));
	ck_assert_str_eq(zone_name(zone_of("Europe/Berlin")), "Europe/Berlin");
}
END_TEST

START_TEST(what_is_no_zone_is_not_found)
{
	ck_assert_ptr_null(zone_find(no_zones[_i]));
}
END_TEST

START_TEST(footers_are_read_strictly)
{
	struct tz_rule rule;

	ck_assert_int_eq(tz_rule_parse(&rule, rules[_i].text, strlen(rules[_i].text)),
			 rules[_i].good);
}
END_TEST

START_TEST(footers_count_days_as_posix_does)
{
	static const char text[] = "AAA0BBB,J60/0,J300/0"; /* 1 March, leap year or not */
	static const char zero[] =
		"AAA0BBB,59/0,300/0"; /* the 60th day, 29 February or not */
	struct tz_rule rule;

	ck_assert(tz_rule_parse(&rule, text, strlen(text)));
	ck_assert_int_eq(tz_rule_offset_s(&rule, at("2028-02-29T23:59:59Z")), 0);
	ck_assert_int_eq(tz_rule_offset_s(&rule, at("2028-03-01T00:00:00Z")), 3600);
	ck_assert_int_eq(tz_rule_offset_s(&rule, at("2027-03-01T00:00:00Z")), 3600);
	ck_assert(tz_rule_parse(&rule, zero, strlen(zero)));
	ck_assert_int_eq(tz_rule_offset_s(&rule, at("2028-02-29T00:00:00Z")), 3600);
	ck_assert_int_eq(tz_rule_offset_s(&rule, at("2027-02-28T23:59:59Z")), 0);
}
END_TEST

/* A whole version 2 file: an empty old block, one type, no transitions, a footer. */
static size_t small_file(unsigned char out[256], const char *footer)
{
	size_t len = 0;

	memset(out, 0, 256);
	for (int block = 0; block < 2; block++) {
		memcpy(out + len, "TZif2", 5);
		out[len + 39] = 1; /* types */
		out[len + 43] = 4; /* characters */
		len += 44 + 6 + 4;
	}
	memcpy(out + len, footer, strlen(footer));
	return len + strlen(footer);
}

START_TEST(a_file_cut_anywhere_is_refused)
{
	unsigned char bytes[256];
	size_t len = small_file(bytes, "\nCET-1CEST,M3.5.0,M10.5.0/3\n");
	struct tzif *tzif = tzif_parse(bytes, len);

	ck_assert_ptr_nonnull(tzif);
	ck_assert_int_eq(tzif_offset_s(tzif, at("2026-07-01T00:00:00Z")), 7200);
	tzif_free(tzif);
	for (size_t cut = 0; cut < len; cut++)
		ck_assert_ptr_null(tzif_parse(bytes, cut));
}
END_TEST

START_TEST(a_file_that_lies_about_its_counts_is_refused)
{
	unsigned char bytes[256];
	size_t len = small_file(bytes, "\nUTC0\n");

	for (size_t count = 0; count < 6; count++) {
		for (size_t block = 0; block < 2; block++) {
			unsigned char lie[256];

			memcpy(lie, bytes, sizeof(lie));
			memset(lie + block * 54 + 20 + count * 4, 0xff, 4);
			ck_assert_ptr_null(tzif_parse(lie, len));
		}
	}
	bytes[54 + 39] = 0; /* no types at all */
	ck_assert_ptr_null(tzif_parse(bytes, len));
}
END_TEST

START_TEST(window_names_go_there_and_back)
{
	enum window window;

	ck_assert(window_parse(&window, window_name((enum window)_i)));
	ck_assert_int_eq(window, _i);
	ck_assert(!window_parse(&window, "year") && !window_parse(&window, NULL));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("zone");
	TCase *tcase = tcase_create("zone");

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, windows_are_the_calendars, 0, ARRAY_LEN(windows));
	tcase_add_loop_test(tcase, windows_tile_the_year, WINDOW_DAY, WINDOW_COUNT);
	tcase_add_test(tcase, a_skipped_local_time_moves_forward);
	tcase_add_test(tcase, a_repeated_local_time_is_the_first_one);
	tcase_add_test(tcase, local_time_knows_its_weekday_and_offset);
	tcase_add_test(tcase, history_is_in_the_file);
	tcase_add_test(tcase, a_zone_is_found_once);
	tcase_add_loop_test(tcase, what_is_no_zone_is_not_found, 0, ARRAY_LEN(no_zones));
	tcase_add_loop_test(tcase, footers_are_read_strictly, 0, ARRAY_LEN(rules));
	tcase_add_test(tcase, footers_count_days_as_posix_does);
	tcase_add_test(tcase, a_file_cut_anywhere_is_refused);
	tcase_add_test(tcase, a_file_that_lies_about_its_counts_is_refused);
	tcase_add_loop_test(tcase, window_names_go_there_and_back, 0, WINDOW_COUNT);
	return check_run(suite);
}
