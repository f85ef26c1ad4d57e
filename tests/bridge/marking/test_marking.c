/* Markings: what is understood of an answer, in whatever shape and pieces it comes. */
#include <stdio.h>
#include <string.h>

#include "assignment/assignment.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "check_main.h"
#include "marking/marking.h"

static struct arena *arena;
static struct rubric rubric;

/* Criteria "content", "reasoning" and "language" with four levels each. */
static void setup(void)
{
	struct json_check check;

	arena = arena_new(64 << 20);
	check = (struct json_check){.arena = arena};
	ck_assert(rubric_read(&rubric, &check, "",
			      json_member(assignment_default(arena, "en"), "rubric")));
}

static void teardown(void)
{
	arena_free(arena);
}

/* "2 - 0 | summary" */
static const char *shown(const struct marking *marking)
{
	AUTO_BUF out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < rubric.criterion_count; i++) {
		const struct marking_criterion *criterion = &marking->criteria[i];

		ck_assert(!criterion->given || criterion->level < 4);
		ck_assert(criterion->given ? buf_printf(&out, "%zu ", criterion->level)
					   : buf_printf(&out, "- "));
	}
	ck_assert(buf_printf(&out, "| %s", marking->summary));
	return arena_strdup(arena, out.bytes);
}

#define ONE "{\"evidence\":[],\"level\":1,\"advice\":\"a\",\"next_step\":\"n\"}"

/* clang-format off */
static const struct row {
	const char *what, *text, *shown;
	size_t invalid, repeated;
} rows[] = {
	{ "the form", "{\"criteria\":{\"content\":" ONE ",\"reasoning\":" ONE ",\"language\":" ONE "},\"summary\":\"s\"}", "1 1 1 | s", 0, 0 },
	{ "a fence", "Here you are:\n```json\n{\"criteria\":{\"content\":" ONE "},\"summary\":\"s\"}\n```\nIt's done.", "1 - - | s", 0, 0 },
	{ "braces in the words before", "I use {this} and {'that'} form. {\"criteria\":{\"content\":" ONE "}}", "1 - - | ", 0, 0 },
	{ "a brace that stays open", "A { it's open. {\"criteria\":{\"content\":" ONE "},\"summary\":\"s\"}", "1 - - | s", 0, 0 },
	{ "a list", "{\"criteria\":[{\"id\":\"content\",\"level\":2},{\"id\":\"language\",\"level\":0}]}", "2 - 0 | ", 0, 0 },
	{ "a list alone", "[{\"criterion\":\"Content\",\"level\":2},{\"name\":\"presentation\",\"level\":3}]", "2 - 3 | ", 0, 0 },
	{ "criteria one after the other", "{\"id\":\"content\",\"level\":1}\n{\"id\":\"language\",\"level\":2}", "1 - 2 | ", 0, 0 },
	{ "without the level around", "{\"content\":{\"level\":1},\"summary\":\"s\"}", "1 - - | s", 0, 0 },
	{ "packed once more", "{\"result\":{\"feedback\":{\"criteria\":{\"content\":{\"level\":1}}}}}", "1 - - | ", 0, 0 },
	{ "thinking aloud", "<think>Perhaps {\"criteria\":{\"content\":{\"level\":0}}}?</think>{\"criteria\":{\"content\":{\"level\":3}}}", "3 - - | ", 0, 0 },
	{ "thinking without an end", "<think>{\"criteria\":{\"content\":{\"level\":0}}}", "- - - | ", 0, 0 },
	{ "trailing commas", "{\"criteria\":{\"content\":{\"level\":1,\"evidence\":[],},},}", "1 - - | ", 0, 0 },
	{ "missing commas", "{\"criteria\":{\"content\":{\"level\":1 \"evidence\":[]}\n\"reasoning\":{\"level\":2}}}", "1 2 - | ", 0, 0 },
	{ "single quotes", "{'criteria':{'content':{'level':1,'advice':'it\\'s so, isn't it?'}},'summary':'s'}", "1 - - | s", 0, 0 },
	{ "bare names", "{criteria:{content:{level:1,advice:fine}},summary:\"s\"}", "1 - - | s", 0, 0 },
	{ "comments", "{\"criteria\":{// the first: \"}\n\"content\":{\"level\":1 /* of {3} */}}}", "1 - - | ", 0, 0 },
	{ "NaN and null", "{\"criteria\":{\"content\":{\"level\":NaN},\"reasoning\":{\"level\":null},\"language\":{\"level\":0}}}", "- - 0 | ", 2, 0 },
	{ "marks inside a text", "{\"criteria\":{\"content\":{\"advice\":\"Say \"why\" it is so\",\"level\":2}}}", "2 - - | ", 0, 0 },
	{ "raw line ends", "{\"criteria\":{\"content\":{\"advice\":\"One.\nTwo.\",\"level\":2}},\"summary\":\"a\nb\"}", "2 - - | a\nb", 0, 0 },
	{ "levels by name", "{\"content\":{\"level\":\"Throughout\"},\"reasoning\":{\"level\":\" in part \"},\"language\":{\"level\":\"not visible: 3\"}}", "3 1 0 | ", 0, 0 },
	{ "levels as words around a number", "{\"content\":{\"level\":\"2\"},\"reasoning\":{\"level\":\"Level 1\"},\"language\":{\"level\":\"3 - throughout\"}}", "2 1 3 | ", 0, 0 },
	{ "levels that are none", "{\"content\":{\"level\":4},\"reasoning\":{\"level\":-1},\"language\":{\"level\":\"excellent\"}}", "- - - | ", 3, 0 },
	{ "broken levels", "{\"content\":{\"level\":2.5},\"reasoning\":{\"level\":2.0},\"language\":{\"level\":99999999999999999999}}", "- 2 - | ", 2, 0 },
	{ "levels of another kind", "{\"content\":{\"level\":true},\"reasoning\":{\"level\":[1]},\"language\":{\"level\":{\"n\":1}}}", "- - - | ", 3, 0 },
	{ "a criterion twice", "{\"content\":{\"level\":1},\"content\":{\"level\":3}}", "1 - - | ", 0, 1 },
	{ "a criterion that is right the second time", "{\"content\":{\"level\":7},\"content\":{\"level\":3}}", "3 - - | ", 1, 0 },
	{ "criteria that nobody asked for", "{\"criteria\":{\"style\":{\"level\":1},\"content\":{\"level\":1,\"grade\":\"A\"}}}", "1 - - | ", 0, 0 },
	{ "cut off in an advice", "{\"criteria\":{\"content\":" ONE ",\"reasoning\":{\"level\":2,\"advice\":\"You sh", "1 - - | ", 0, 0 },
	{ "cut off in the summary", "{\"criteria\":{\"content\":" ONE "},\"summary\":\"You sh", "1 - - | ", 0, 0 },
	{ "cut off behind the summary", "{\"criteria\":{\"content\":" ONE "},\"summary\":\"s\"", "1 - - | s", 0, 0 },
	{ "brackets that do not fit", "{\"criteria\":[{\"id\":\"content\",\"level\":1},{\"id\":\"reasoning\",\"level\":2}}", "1 2 - | ", 0, 0 },
	{ "a summary of a criterion", "{\"criteria\":{\"content\":{\"level\":1,\"summary\":\"no\"}},\"summary\":\"yes\"}", "1 - - | yes", 0, 0 },
	{ "a summary inside, then one outside", "{\"x\":{\"summary\":\"no\"},\"summary\":\"yes\"}", "- - - | yes", 0, 0 },
	{ "no answer", "I cannot help with that.", "- - - | ", 0, 0 },
	{ "nothing", "", "- - - | ", 0, 0 },
	{ "only brackets", "{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[", "- - - | ", 0, 0 },
	{ "only ends", "}]}]}]}]", "- - - | ", 0, 0 },
};
/* clang-format on */

static const struct marking *in_pieces(const char *text, size_t piece)
{
	struct marking_reader *reader = marking_reader_new(arena, &rubric, NULL, NULL);

	for (size_t at = 0, len = strlen(text); at < len; at += piece)
		marking_reader_feed(reader, text + at,
				    len - at < piece ? len - at : piece);
	return marking_reader_end(reader);
}

START_TEST(what_can_be_understood_is_understood)
{
	const struct row *row = &rows[_i];
	const struct marking *marking =
		marking_read(arena, &rubric, row->text, strlen(row->text));

	ck_assert_msg(text_equal(shown(marking), row->shown), "%s: %s", row->what,
		      shown(marking));
	ck_assert_msg(marking->invalid == row->invalid, "%s: %zu", row->what,
		      marking->invalid);
	ck_assert_msg(marking->repeated == row->repeated, "%s: %zu", row->what,
		      marking->repeated);
}
END_TEST

START_TEST(it_does_not_matter_how_it_is_cut)
{
	for (size_t piece = 1; piece < 12; piece++) {
		const struct row *row = &rows[_i];
		const struct marking *marking = in_pieces(row->text, piece);

		ck_assert_msg(text_equal(shown(marking), row->shown),
			      "%s, in pieces of %zu: %s", row->what, piece,
			      shown(marking));
		ck_assert_uint_eq(marking->invalid, row->invalid);
		ck_assert_uint_eq(marking->repeated, row->repeated);
	}
}
END_TEST

/* ---- as it grows ---- */

static size_t told_order[8], told_count;

static void told(void *owner, size_t index, const struct marking_criterion *criterion)
{
	ck_assert_ptr_eq(owner, &told_count);
	ck_assert(criterion->given);
	told_order[told_count++] = index;
}

START_TEST(a_criterion_is_told_when_its_last_brace_is_there)
{
	struct marking_reader *reader =
		marking_reader_new(arena, &rubric, told, &told_count);
	const char first[] = "{\"criteria\":{\"language\":{\"level\":1,\"advice\":\"a\"";

	told_count = 0;
	marking_reader_feed(reader, first, strlen(first));
	ck_assert_uint_eq(told_count, 0);
	marking_reader_feed(reader, "}", 1);
	ck_assert_uint_eq(told_count, 1);
	marking_reader_feed(reader, ",\"content\":{\"level\":2}", 22);
	ck_assert_uint_eq(told_count, 2);
	marking_reader_feed(reader, ",\"content\":{\"level\":3}}}", 24);
	marking_reader_end(reader);
	ck_assert_uint_eq(told_count, 2);
	ck_assert_uint_eq(told_order[0], 2);
	ck_assert_uint_eq(told_order[1], 0);
}
END_TEST

START_TEST(what_is_missing_is_asked_for_and_added)
{
	static const char first[] =
		"{\"content\":{\"level\":1},\"reasoning\":{\"level\":9}}";
	static const char second[] =
		"{\"content\":{\"level\":3},\"reasoning\":{\"level\":2},"
		"\"summary\":\"s\"}";
	struct marking marking = *marking_read(arena, &rubric, first, strlen(first));
	size_t missing[RUBRIC_CRITERIA_MAX];

	ck_assert_uint_eq(marking_missing(missing, &marking, &rubric), 2);
	ck_assert_uint_eq(missing[0], 1);
	ck_assert_uint_eq(missing[1], 2);
	marking_merge(&marking, marking_read(arena, &rubric, second, strlen(second)),
		      &rubric);
	ck_assert_str_eq(shown(&marking), "1 2 - | s");
}
END_TEST

START_TEST(evidence_is_taken_with_its_kind)
{
	static const char text[] = "{\"content\":{\"level\":1,\"evidence\":[{\"quote\":"
				   "\"one\",\"kind\":\"strength\"},"
				   "{\"quote\":\"two\",\"kind\":\"work\"},\"three\",{"
				   "\"quote\":\"four\"},{\"quote\":5},"
				   "{\"kind\":\"work\"},{\"quote\":\"\"},{\"quote\":\"a "
				   "\\u00e4\\ud83d\\ude00\"},"
				   "\"6\",\"7\",\"8\",\"9\"],\"Next step\":\"Go "
				   "\\frac{1}{2}\\u0000\\ud800on.\"}}";
	const struct marking *marking = marking_read(arena, &rubric, text, strlen(text));
	const struct marking_criterion *content = &marking->criteria[0];

	ck_assert_uint_eq(content->quote_count, MARKING_QUOTES_MAX);
	ck_assert_str_eq(content->quotes[0].quote, "one");
	ck_assert_int_eq(content->quotes[0].kind, QUOTE_STRENGTH);
	ck_assert_int_eq(content->quotes[1].kind, QUOTE_WORK);
	ck_assert_str_eq(content->quotes[2].quote, "three");
	ck_assert_int_eq(content->quotes[3].kind, QUOTE_WORK);
	ck_assert_str_eq(content->quotes[4].quote, "a ä😀");
	ck_assert_str_eq(content->next_step, "Go \\frac{1}{2}on.");
	ck_assert_str_eq(content->advice, "");
}
END_TEST

START_TEST(texts_and_answers_have_an_end)
{
	AUTO_BUF text;
	const struct marking *marking;

	buf_init(&text, 4 << 20);
	ck_assert(buf_add_text(&text, "{\"content\":{\"level\":1,\"advice\":\""));
	for (int i = 0; i < 2000; i++)
		ck_assert(buf_add_text(&text, "wörter "));
	ck_assert(buf_add_text(&text, "\"}"));
	marking = marking_read(arena, &rubric, text.bytes, text.len);
	ck_assert_uint_le(strlen(marking->criteria[0].advice), MARKING_ADVICE_MAX);
	ck_assert(text_ends_with(marking->criteria[0].advice, "wörter…"));

	while (text.len < MARKING_TEXT_MAX)
		ck_assert(buf_add_text(&text, "            "));
	ck_assert(buf_add_text(&text, ",\"reasoning\":{\"level\":1}}"));
	marking = marking_read(arena, &rubric, text.bytes, text.len);
	ck_assert_str_eq(shown(marking), "1 - - | ");
}
END_TEST

/* Every way to be slow that we know: each would take minutes if it were quadratic. */
START_TEST(no_answer_takes_long)
{
	static const char *const pieces[] = {
		"{",  "[{",	 "\"",	 "{\"a\":", "'",    "//",
		"/*", "<think>", "\\\"", "{}",	    "**a ", "[a]("};
	AUTO_BUF text;

	buf_init(&text, MARKING_TEXT_MAX + 64);
	ck_assert(buf_add_text(&text, "{\"content\":{\"level\":1,\"advice\":"));
	while (text.len < MARKING_TEXT_MAX)
		ck_assert(buf_add_text(&text, pieces[_i]));
	in_pieces(text.bytes, 4);
	marking_plain(arena, text.bytes, MARKING_ADVICE_MAX);
}
END_TEST

/* ---- the schema ---- */

START_TEST(the_schema_asks_for_every_criterion_and_nothing_else)
{
	struct json_object *format = marking_response_format(arena, &rubric, NULL, 0),
			   *at;
	static const size_t only[] = {1};

	ck_assert_str_eq(json_text(format, "type"), "json_schema");
	ck_assert(json_flag(json_member(format, "json_schema"), "strict", false));
	ck_assert_int_eq(
		json_pointer_get(format, "/json_schema/schema/properties/criteria", &at),
		0);
	ck_assert_uint_eq(json_object_array_length(json_array_of(at, "required")), 3);
	ck_assert(!json_flag(at, "additionalProperties", true));
	ck_assert_int_eq(
		json_pointer_get(at, "/properties/language/properties/level", &at), 0);
	ck_assert_str_eq(json_write(json_member(at, "enum")), "[0,1,2,3]");
	ck_assert_str_eq(
		json_text(at, "description"),
		"0: not visible; 1: in part; 2: for the most part; 3: throughout");

	format = marking_response_format(arena, &rubric, only, 1);
	ck_assert_int_eq(json_pointer_get(format, "/json_schema/schema", &at), 0);
	ck_assert_str_eq(json_write(json_member(at, "required")), "[\"criteria\"]");
	ck_assert_int_eq(json_pointer_get(at, "/properties/criteria/required", &at), 0);
	ck_assert_str_eq(json_write(at), "[\"reasoning\"]");
}
END_TEST

/* ---- plain text ---- */

/* clang-format off */
static const struct { const char *text, *plain; } plains[] = {
	{ "Gut. Weiter so!", "Gut. Weiter so!" },
	{ "  One.\r\n\r\n\r\n\r\nTwo.\t \n ", "One.\n\nTwo." },
	{ "- a\n- b\n1. c", "- a\n- b\n1. c" },
	{ "See [the guide](https://evil.example/x?y=1) now", "See the guide now" },
	{ "![x](https://evil.example/pixel.png)", "x" },
	{ "[[a](b)](c)", "a" },
	{ "[x][](b)(c)", "[x] (c)" },
	{ "a[i](x)", "ai" },
	{ "**Good**: more", "Good: more" },
	{ "f(**kwargs) and 2**3**4", "f(**kwargs) and 2**3**4" },
	{ "__init__ stays", "__init__ stays" },
	{ "# Head\ntext #1\n### More", "Head\ntext #1\nMore" },
	{ "<b>bold</b> and <script>alert(1)</script>", "bold and alert(1)" },
	{ "one<br/>two<p class=\"x\">three</p>", "one\ntwo\nthree" },
	{ "<!-- hidden --> seen", "seen" },
	{ "#include <stdio.h> and a<b and a < b", "#include < stdio.h> and a< b and a < b" },
	{ "<xyz onmouseover=alert(1)>", "< xyz onmouseover=alert(1)>" },
	{ "<scr<b>ipt>alert(1)</scr</b>ipt>", "< script>alert(1)< /script>" },
	{ "<\xe2\x80\x8bscript>x", "x" },
	{ "<\xe2\x80\x8bxyz>", "< xyz>" },
	{ "<img src=x onerror=alert(1)", "< img src=x onerror=alert(1)" },
	{ "Read https://evil.example/a, then go on. (www.evil.example)", "Read […], then go on. ([…])" },
	{ "ht\xe2\x80\x8btps://evil.example", "[…]" },
	{ "ht**t**ps://evil.example", "ht**t**[…]" },
	{ "1https://evil.example javascript:alert(1) mailto:a@b.example", "1[…] javascript:alert(1) […]" },
	{ "2://x aaaaaaaaaaaaaaaaaaaaaaaa://y", "2[…] aaaaaaaaaaaaaaaaaaaaaaaa[…]" },
	{ "<https://evil.example>", "< […]>" },
	{ "`x = a[0]` stays", "`x = a[0]` stays" },
	{ "a\x01\x7f" "b\xc2\x85" "c\xff", "abc" },
	{ "", "" },
};
/* clang-format on */

START_TEST(a_text_is_plain)
{
	const char *plain = marking_plain(arena, plains[_i].text, 1000);

	ck_assert_str_eq(plain, plains[_i].plain);
	ck_assert_str_eq(marking_plain(arena, plain, 1000), plain);
}
END_TEST

START_TEST(a_long_text_is_cut_between_words)
{
	ck_assert_str_eq(marking_plain(arena, "eins zwei drei", 14), "eins zwei drei");
	ck_assert_str_eq(marking_plain(arena, "eins zwei drei", 13), "eins zwei…");
	ck_assert_str_eq(marking_plain(arena, "ööööööö", 10), "ööö…");
	ck_assert_str_eq(marking_plain(arena, NULL, 10), "");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("marking");
	TCase *tests = tcase_create("answers");
	int count = (int)ARRAY_LEN(rows);

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, what_can_be_understood_is_understood, 0, count);
	tcase_add_loop_test(tests, it_does_not_matter_how_it_is_cut, 0, count);
	tcase_add_test(tests, a_criterion_is_told_when_its_last_brace_is_there);
	tcase_add_test(tests, what_is_missing_is_asked_for_and_added);
	tcase_add_test(tests, evidence_is_taken_with_its_kind);
	tcase_add_test(tests, texts_and_answers_have_an_end);
	tcase_add_loop_test(tests, no_answer_takes_long, 0, 12);
	tcase_add_test(tests, the_schema_asks_for_every_criterion_and_nothing_else);
	tcase_add_loop_test(tests, a_text_is_plain, 0, (int)ARRAY_LEN(plains));
	tcase_add_test(tests, a_long_text_is_cut_between_words);
	suite_add_tcase(suite, tests);
	return check_run(suite);
}
