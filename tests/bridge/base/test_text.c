/* Text, UTF-8, base64url, digests, random ids, RFC 3339. */
#include <string.h>

#include "base/base64url.h"
#include "base/civil.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/random.h"
#include "base/text.h"
#include "base/utf8.h"
#include "check_main.h"

/* clang-format off */
static const struct {
	const char *text;
	bool number;
	int64_t value;
} numbers[] = {
	{ "0", true, 0 }, { "-12", true, -12 }, { "007", true, 7 },
	{ "9223372036854775807", true, INT64_MAX }, { "9223372036854775808", false, 0 },
	{ "", false, 0 }, { "-", false, 0 }, { "+1", false, 0 }, { " 1", false, 0 },
	{ "1 ", false, 0 }, { "1.0", false, 0 }, { "0x10", false, 0 }, { NULL, false, 0 },
};

static const struct {
	const char *bytes;
	bool valid;
} utf8[] = {
	{ "", true }, { "plain", true }, { "\xc3\xa4", true }, { "\xe2\x82\xac", true },
	{ "\xf0\x9f\x98\x80", true }, { "\xf4\x8f\xbf\xbf", true },
	{ "\xc3", false }, { "\xc0\x80", false }, { "\xc1\xbf", false }, { "\x80", false },
	{ "\xe0\x80\x80", false }, { "\xed\xa0\x80", false }, { "\xf0\x80\x80\x80", false },
	{ "\xf4\x90\x80\x80", false }, { "\xf5\x80\x80\x80", false }, { "\xff", false },
	{ "a\xe2\x82", false }, { "\xe2\x28\xa1", false },
};

static const struct { /* [RFC 4648 §10], without padding */
	const char *bytes, *text;
} base64[] = {
	{ "", "" }, { "f", "Zg" }, { "fo", "Zm8" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg" },
	{ "fooba", "Zm9vYmE" }, { "foobar", "Zm9vYmFy" }, { "\xfb\xff", "-_8" },
};

static const char *const not_base64[] = { "A", "Zg==", "Zh", "Zm9", "Z g", "Zm8+", "Zm8/", "ä" };

static const struct {
	const char *text;
	bool time;
	int64_t at_s;
} times[] = {
	{ "1970-01-01T00:00:00Z", true, 0 },
	{ "2026-11-21T09:00:00Z", true, 1795251600 },
	{ "2026-11-21T10:00:00+01:00", true, 1795251600 },
	{ "2026-11-21t04:30:00.250-04:30", true, 1795251600 },
	{ "2024-02-29T00:00:00Z", true, 1709164800 },
	{ "2023-02-29T00:00:00Z", false, 0 },
	{ "2026-13-01T00:00:00Z", false, 0 }, { "2026-11-31T00:00:00Z", false, 0 },
	{ "2026-11-21T24:00:00Z", false, 0 }, { "2026-11-21T09:60:00Z", false, 0 },
	{ "2026-11-21T09:00:00", false, 0 }, { "2026-11-21", false, 0 },
	{ "2026-11-21T09:00:00.Z", false, 0 }, { "2026-11-21T09:00:00+1:00", false, 0 },
	{ "2026-11-21T09:00:00Zx", false, 0 }, { "2026-11-21 09:00:00Z", false, 0 },
	{ "2026-11-21T09:00:00+24:00", false, 0 }, { "", false, 0 }, { NULL, false, 0 },
};
/* clang-format on */

START_TEST(texts_compare_without_surprises_about_null)
{
	ck_assert(text_equal("a", "a") && !text_equal("a", "A") &&
		  !text_equal("a", NULL));
	ck_assert(text_equal(NULL, NULL) && text_empty(NULL) && text_empty(""));
	ck_assert(text_equal_nocase("Bearer", "bEARER") && !text_equal_nocase("a", "ab"));
	ck_assert(text_starts_with("abc", "ab") && !text_starts_with("a", "ab"));
	ck_assert(text_ends_with("abc", "bc") && !text_ends_with("c", "bc"));
	ck_assert(!text_starts_with(NULL, "") && !text_ends_with(NULL, ""));
}
END_TEST

START_TEST(a_number_is_digits_and_nothing_else)
{
	int64_t value = 0;

	ck_assert_int_eq(text_int(&value, numbers[_i].text), numbers[_i].number);
	ck_assert_int_eq(value, numbers[_i].value);
}
END_TEST

START_TEST(utf8_is_what_the_rfc_says)
{
	ck_assert_int_eq(utf8_valid(utf8[_i].bytes, strlen(utf8[_i].bytes)),
			 utf8[_i].valid);
}
END_TEST

START_TEST(base64url_goes_there_and_back)
{
	char text[32], bytes[32];
	size_t len;

	base64url_encode(text, base64[_i].bytes, strlen(base64[_i].bytes));
	ck_assert_str_eq(text, base64[_i].text);
	ck_assert(base64url_decode(bytes, sizeof(bytes), &len, text));
	ck_assert_uint_eq(len, strlen(base64[_i].bytes));
	ck_assert_mem_eq(bytes, base64[_i].bytes, len);
	if (len)
		ck_assert(!base64url_decode(bytes, len - 1, &len, text));
}
END_TEST

START_TEST(what_is_not_base64url_is_refused)
{
	char bytes[32];
	size_t len;

	ck_assert(!base64url_decode(bytes, sizeof(bytes), &len, not_base64[_i]));
}
END_TEST

START_TEST(digests_match_public_vectors)
{
	char out[DIGEST_TEXT];

	/* [FIPS 180-2 B.1] and [RFC 4231 §4.3], written in base64url */
	ck_assert_str_eq(digest_sha256(out, "abc", 3),
			 "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
	ck_assert_str_eq(digest_hmac(out, "Jefe", 4, "what do ya want for nothing?", 28),
			 "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM");
}
END_TEST

START_TEST(digests_compare_whole)
{
	ck_assert(digest_equal("abc", "abc"));
	ck_assert(!digest_equal("abc", "abd") && !digest_equal("abc", "ab"));
	ck_assert(!digest_equal("", "a") && digest_equal("", ""));
}
END_TEST

START_TEST(ids_never_begin_like_an_option)
{
	char id[RANDOM_ID], other[RANDOM_ID], token[RANDOM_TOKEN];

	ck_assert_int_ne(random_id(id)[0], '-');
	ck_assert_uint_eq(strlen(id), RANDOM_ID - 1);
	ck_assert_uint_eq(strspn(id, "0123456789abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_"),
			  RANDOM_ID - 1);
	ck_assert_str_ne(random_id(other), id);
	ck_assert_uint_eq(strlen(random_token(token)), RANDOM_TOKEN - 1);
}
END_TEST

START_TEST(ids_follow_the_clock)
{
	char before[RANDOM_ID], after[RANDOM_ID];
	int64_t made_ms;

	random_id(before);
	made_ms = clock_now_ms();
	while (clock_now_ms() == made_ms)
		;
	ck_assert_int_lt(strcmp(before, random_id(after)), 0);
}
END_TEST

START_TEST(times_are_read_strictly)
{
	int64_t at_s = 0;

	ck_assert_int_eq(clock_parse(&at_s, times[_i].text), times[_i].time);
	ck_assert_int_eq(at_s, times[_i].at_s);
}
END_TEST

START_TEST(times_are_written_in_utc)
{
	char text[CLOCK_RFC3339];

	ck_assert_str_eq(clock_rfc3339(text, 1795251600), "2026-11-21T09:00:00Z");
	ck_assert_str_eq(clock_rfc3339(text, INT64_MAX), "9999-12-31T23:59:59Z");
	ck_assert_str_eq(clock_rfc3339(text, -1), "1970-01-01T00:00:00Z");
}
END_TEST

START_TEST(the_calendar_turns_back_into_itself)
{
	for (int64_t days = -800000; days < 800000; days += 13) {
		int year, month, day;

		civil_date(days, &year, &month, &day);
		ck_assert_int_eq(civil_days(year, month, day), days);
		ck_assert(day >= 1 && day <= civil_month_days(year, month));
	}
	ck_assert_int_eq(civil_weekday(civil_days(2026, 11, 21)), 6); /* a Saturday */
	ck_assert_int_eq(civil_days(2026, 14, 1), civil_days(2027, 2, 1));
	ck_assert_int_eq(civil_days(2026, -2, 1), civil_days(2025, 10, 1));
	ck_assert_int_eq(civil_month_days(2100, 2), 28);
	ck_assert_int_eq(civil_month_days(2000, 2), 29);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("text");
	TCase *tcase = tcase_create("text");

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, texts_compare_without_surprises_about_null);
	tcase_add_loop_test(tcase, a_number_is_digits_and_nothing_else, 0,
			    ARRAY_LEN(numbers));
	tcase_add_loop_test(tcase, utf8_is_what_the_rfc_says, 0, ARRAY_LEN(utf8));
	tcase_add_loop_test(tcase, base64url_goes_there_and_back, 0, ARRAY_LEN(base64));
	tcase_add_loop_test(tcase, what_is_not_base64url_is_refused, 0,
			    ARRAY_LEN(not_base64));
	tcase_add_test(tcase, digests_match_public_vectors);
	tcase_add_test(tcase, digests_compare_whole);
	tcase_add_test(tcase, ids_never_begin_like_an_option);
	tcase_add_test(tcase, ids_follow_the_clock);
	tcase_add_loop_test(tcase, times_are_read_strictly, 0, ARRAY_LEN(times));
	tcase_add_test(tcase, times_are_written_in_utc);
	tcase_add_test(tcase, the_calendar_turns_back_into_itself);
	return check_run(suite);
}
