/*
 * Strict JSON, seen through the one public door that reads nothing but JSON: a JWK set
 * with one member more. What a reader must refuse, and what it must not.
 */
#include <lti/grades.h>
#include <lti/jose.h>
#include <stdio.h>
#include <string.h>

#include "run.h"

static enum lti_status read_value(const char *value, size_t len)
{
	static char text[600000];
	struct lti_jwks *keys;
	enum lti_status status;
	size_t head;

	head = (size_t)snprintf(text, sizeof(text), "{\"keys\":[],\"x\":");
	memcpy(text + head, value, len);
	text[head + len] = '}';
	status = lti_jwks_parse(&keys, text, head + len + 1, NULL);
	lti_jwks_free(keys);
	return status;
}

static const char *const good[] = {
	"0",
	"-0",
	"1",
	"-1.5",
	"1e5",
	"1E+5",
	"1.25e-10",
	"123456789012345678901234567890",
	"true",
	"false",
	"null",
	"\"\"",
	"\"a\"",
	"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
	"\"\\u00fc\"",
	"\"\\ud83d\\ude00\"",
	"\"\xc3\xbc\"",
	"\"\xe2\x82\xac\"",
	"\"\xf0\x9f\x98\x80\"",
	"\"\x7f\"",
	"[]",
	"[ ]",
	"[1,2]",
	"[ 1 , 2 ]",
	"{}",
	"{ }",
	"{\"a\":{\"b\":[{}]}}",
	"{\"a\":1,\"A\":2}",
	"{\"\":1}",
	"\r\n\t 1 ",
};

START_TEST(json_of_the_standard_is_read)
{
	ck_assert_int_eq(read_value(good[_i], strlen(good[_i])), LTI_OK);
}
END_TEST

static const struct {
	const char *what, *text;
} bad[] = {
	{"nothing", ""},
	{"a bare word", "yes"},
	{"a word in capitals", "True"},
	{"NaN", "NaN"},
	{"Infinity", "Infinity"},
	{"a leading plus", "+1"},
	{"a leading zero", "01"},
	{"a leading dot", ".5"},
	{"a trailing dot", "1."},
	{"an empty exponent", "1e"},
	{"hexadecimal", "0x10"},
	{"a lone minus", "-"},
	{"single quotes", "'a'"},
	{"an open text", "\"a"},
	{"an unknown escape", "\"\\x41\""},
	{"a short escape", "\"\\u12\""},
	{"an escaped NUL", "\"\\u0000\""},
	{"a lone high surrogate", "\"\\ud800\""},
	{"a lone low surrogate", "\"\\udc00\""},
	{"two high surrogates", "\"\\ud800\\ud800\""},
	{"a line break in a text", "\"a\nb\""},
	{"a tab in a text", "\"a\tb\""},
	{"an overlong slash", "\"\xc0\xaf\""},
	{"an overlong euro", "\"\xf0\x82\x82\xac\""},
	{"a surrogate in UTF-8", "\"\xed\xa0\x80\""},
	{"a character behind U+10FFFF", "\"\xf4\x90\x80\x80\""},
	{"a lone continuation", "\"\x80\""},
	{"a cut character", "\"\xe2\x82\""},
	{"Latin-1", "\"\xfc\""},
	{"a trailing comma", "[1,]"},
	{"a leading comma", "[,1]"},
	{"two commas", "[1,,2]"},
	{"no comma", "[1 2]"},
	{"an open array", "[1"},
	{"the wrong bracket", "[1}"},
	{"a bare name", "{a:1}"},
	{"no colon", "{\"a\" 1}"},
	{"no value", "{\"a\":}"},
	{"a trailing comma in an object", "{\"a\":1,}"},
	{"a comment", "1 /* one */"},
	{"a line comment", "1 // one"},
	{"two values", "1 2"},
	{"a doubled member", "{\"a\":1,\"a\":1}"},
	{"a doubled member, escaped", "{\"a\":1,\"\\u0061\":2}"},
	{"a doubled member deep down", "[[{\"b\":{\"a\":1,\"a\":{\"c\":1}}}]]"},
	{"a doubled key set", "1,\"keys\":[]"},
};

START_TEST(other_json_is_refused)
{
	enum lti_status status = read_value(bad[_i].text, strlen(bad[_i].text));

	ck_assert_msg(status == LTI_ERR_JSON, "%s is taken for JSON", bad[_i].what);
}
END_TEST

START_TEST(a_nul_byte_ends_nothing)
{
	ck_assert_int_eq(read_value("\"a\0b\"", 5), LTI_ERR_JSON);
	ck_assert_int_eq(read_value("1\0", 2), LTI_ERR_JSON);
}
END_TEST

/* The set itself is the first level. */
START_TEST(thirty_two_levels_are_enough)
{
	char text[128];

	memset(text, '[', 31);
	memset(text + 31, ']', 31);
	ck_assert_int_eq(read_value(text, 62), LTI_OK);
	memset(text, '[', 32);
	memset(text + 32, ']', 32);
	ck_assert_int_eq(read_value(text, 64), LTI_ERR_JSON);
}
END_TEST

START_TEST(a_hundred_thousand_brackets_are_refused_before_they_hurt)
{
	static char text[100000];

	memset(text, '[', sizeof(text));
	ck_assert_int_eq(read_value(text, sizeof(text)), LTI_ERR_JSON);
}
END_TEST

START_TEST(a_huge_document_is_not_even_read)
{
	static char text[LTI_JWKS_MAX];

	memset(text, ' ', sizeof(text));
	ck_assert_int_eq(read_value(text, sizeof(text)), LTI_ERR_TOO_LONG);
}
END_TEST

/* An object of so many members, the last two of one name or not. */
static enum lti_status read_many(int count, bool doubled)
{
	static char text[4000];
	size_t len = (size_t)snprintf(text, sizeof(text), "{\"z\":0");

	for (int i = 1; i < count; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, ",\"n%d\":%d",
					doubled && i == count - 1 ? 1 : i, i);
	len += (size_t)snprintf(text + len, sizeof(text) - len, "}");
	return read_value(text, len);
}

START_TEST(a_doubled_member_is_found_among_few_and_many)
{
	for (int count = 3; count < 80; count++) {
		ck_assert_int_eq(read_many(count, false), LTI_OK);
		ck_assert_int_eq(read_many(count, true), LTI_ERR_JSON);
	}
}
END_TEST

/* What the bytes mean, seen through a list of results. */
static const struct {
	const char *written, *meant;
} texts[] = {
	{"", NULL},
	{"a", "a"},
	{"seven c", "seven c"},
	{"eight ch", "eight ch"},
	{"nine char", "nine char"},
	{"seventeen of them", "seventeen of them"},
	{"\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t"},
	{"\\u0041\\u00fc\\u20ac\\ud83d\\ude00", "A\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80"},
	{"before \\u00FC and a long way behind", "before \xc3\xbc and a long way behind"},
	{"K\xc3\xbchn, \xe2\x82\xac and \xf0\x9f\x98\x80!",
	 "K\xc3\xbchn, \xe2\x82\xac and \xf0\x9f\x98\x80!"},
	{"\\\\u0041", "\\u0041"},
};

START_TEST(texts_come_out_as_they_were_meant)
{
	char body[300];
	struct lti_results results;
	int len = snprintf(body, sizeof(body), "[{\"comment\":\"%s\",\"userId\":\"u\"}]",
			   texts[_i].written);

	ck_assert_int_eq(lti_results_read(&results, body, (size_t)len, NULL), LTI_OK);
	ck_assert_uint_eq(results.count, 1);
	ck_assert_pstr_eq(results.results[0].comment, texts[_i].meant);
	lti_results_clear(&results);
}
END_TEST

static const struct {
	const char *written;
	double meant;
} numbers[] = {
	{"0", 0},	 {"-0", 0},	 {"17", 17},
	{"17 ", 17},	 {"0.83", 0.83}, {"-1.5", -1.5},
	{"1.25e2", 125}, {"2E-1", 0.2},	 {"9007199254740993", 9007199254740992.0},
};

START_TEST(numbers_come_out_as_they_were_meant)
{
	char body[300];
	struct lti_results results;
	int len = snprintf(body, sizeof(body),
			   "[{\"userId\":\"u\",\"resultScore\":%s},{\"userId\":\"v\"}]",
			   numbers[_i].written);

	ck_assert_int_eq(lti_results_read(&results, body, (size_t)len, NULL), LTI_OK);
	ck_assert_uint_eq(results.count, 2);
	ck_assert(results.results[0].graded && !results.results[1].graded);
	ck_assert_double_eq(results.results[0].score, numbers[_i].meant);
	lti_results_clear(&results);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json");
	TCase *tcase = tcase_create("strictness");

	suite_add_tcase(suite, tcase);
	add_rows(tcase, json_of_the_standard_is_read, good);
	add_rows(tcase, other_json_is_refused, bad);
	tcase_add_test(tcase, a_nul_byte_ends_nothing);
	tcase_add_test(tcase, thirty_two_levels_are_enough);
	tcase_add_test(tcase, a_hundred_thousand_brackets_are_refused_before_they_hurt);
	tcase_add_test(tcase, a_huge_document_is_not_even_read);
	tcase_add_test(tcase, a_doubled_member_is_found_among_few_and_many);
	add_rows(tcase, texts_come_out_as_they_were_meant, texts);
	add_rows(tcase, numbers_come_out_as_they_were_meant, numbers);
	return run_suite(suite);
}
