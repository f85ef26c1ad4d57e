/*
 * Strict JSON, seen through the one public door that reads nothing but JSON: a JWK set
 * with one member more. What a reader must refuse, and what it must not.
 */
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
	return run_suite(suite);
}
