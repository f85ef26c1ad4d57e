/* Rubrics in Moodle's XML and in CSV: what is read, what is written, and which line is wrong. */
#include <stdio.h>
#include <string.h>

#include "assignment/assignment.h"
#include "assignment/rubric_file.h"
#include "base/json.h"
#include "base/text.h"
#include "check_main.h"

static struct arena *arena;
static struct rubric rubric;
static struct rubric_fault fault;
static unsigned notes;

static void setup(void)
{
	arena = arena_new(64 << 20);
	fault = (struct rubric_fault){0};
}

static void teardown(void)
{
	arena_free(arena);
}

static bool csv(const char *text)
{
	return rubric_csv_read(&rubric, &notes, arena, text, strlen(text), &fault);
}

static bool moodle(const char *text)
{
	return rubric_moodle_read(&rubric, &notes, arena, text, strlen(text), &fault);
}

static const char *shown(void)
{
	return json_write(rubric_json(arena, &rubric));
}

static const char *notes_shown(void)
{
	return json_write(rubric_notes_json(arena, notes));
}

/* ---- CSV ---- */

#define TWO                                                                              \
	"\"levels\":[{\"name\":\"no\",\"description\":\"\",\"points\":0},"               \
	"{\"name\":\"yes\",\"description\":\"\",\"points\":1.5}]}"

/* clang-format off */
static const struct { const char *what, *text; } tables[] = {
	{ "commas", "criterion,level,points\nA,no,0\nA,yes,1.5\n" },
	{ "semicolons and decimal commas", "criterion;level;points\r\nA;no;0\r\nA;yes;1,5\r\n" },
	{ "tabs", "criterion\tlevel\tpoints\nA\tno\t0\n\tyes\t1.5" },
	{ "a byte order mark", "\xef\xbb\xbf" "criterion,level,points\nA,no,0\nA,yes,1.5\n" },
	{ "German names in another order", "Punkte;Stufe;Kriterium\n0;no;A\n1,5;yes;\n" },
	{ "quotation marks", "\"criterion\",\"level\",\"points\"\n\"A\",\"no\",\"0\"\n\"A\",\"yes\",\"1,5\"\n" },
	{ "empty lines", "criterion,level,points\n\nA,no,0\n,,\nA,yes,1.50\n\n" },
	{ "levels that fall", "criterion,level,points\nA,yes,1.5\nA,no,0\n" },
	{ "blanks around", "criterion,level,points\n A , no , 0 \n,yes ,1.5\n" },
	{ "old line ends", "criterion,level,points\rA,no,0\rA,yes,1.5\r" },
};
/* clang-format on */

START_TEST(a_csv_is_read_as_spreadsheets_write_it)
{
	ck_assert_msg(csv(tables[_i].text), "%s: %s", tables[_i].what, fault.reason);
	ck_assert_msg(text_equal(shown(), "{\"criteria\":[{\"id\":\"c1\",\"name\":\"A\","
					  "\"description\":\"\",\"weight\":1," TWO "]}"),
		      "%s: %s", tables[_i].what, shown());
}
END_TEST

/* clang-format off */
static const struct { const char *what, *text; size_t line; const char *field; } bad_tables[] = {
	{ "nothing", "", 1, NULL },
	{ "only the names", "criterion,level,points\n", 0, NULL },
	{ "a column that is missing", "criterion,level\nA,no\n", 1, NULL },
	{ "a column nobody knows", "criterion,level,points,colour\n", 1, NULL },
	{ "a column twice", "criterion,level,points,level\n", 1, NULL },
	{ "points that are none", "criterion,level,points\nA,no,0\nA,yes,many\n", 3, NULL },
	{ "points missing", "criterion,level,points\nA,no\n", 2, NULL },
	{ "points with an exponent", "criterion,level,points\nA,no,1e3\n", 2, NULL },
	{ "points that are infinite", "criterion,level,points\nA,no,inf\n", 2, NULL },
	{ "points below nothing", "criterion,level,points\nA,no,-1\nA,yes,1\n", 2, "/criteria/0/levels/0/points" },
	{ "the same points", "criterion,level,points\nB,x,0\nB,y,1\nA,no,1\nA,yes,1\n", 5, "/criteria/1/levels/1/points" },
	{ "too large points", "criterion,level,points\nA,no,1\nA,yes,1001\n", 3, "/criteria/0/levels/1/points" },
	{ "a weight that is none", "criterion,level,points,weight\nA,no,0,heavy\n", 2, NULL },
	{ "a single level", "criterion,level,points\nB,x,0\nB,y,1\nA,no,1\n", 4, "/criteria/1/levels" },
	{ "too many cells", "criterion,level,points\nA,no,0\nA,yes,1,2\n", 3, NULL },
	{ "no criterion", "criterion,level,points\n,no,0\n", 2, NULL },
	{ "a mark that stays open", "criterion,level,points\nA,\"no\n,0\nA,yes,1\n", 2, NULL },
	{ "something behind a mark", "criterion,level,points\nA,\"n\"o,0\n", 2, NULL },
	{ "lines inside cells are counted", "criterion,level,points\nA,\"no\n\n\",0\nA,yes,x\n", 5, NULL },
	{ "no UTF-8", "criterion,level,points\nA,no,0\nA,sch\xf6n,1\n", 3, NULL },
	{ "seven levels", "criterion,level,points\nA,a,0\nA,b,1\nA,c,2\nA,d,3\nA,e,4\nA,f,5\nA,g,6\n", 8, NULL },
};
/* clang-format on */

START_TEST(a_csv_that_is_wrong_says_in_which_line)
{
	ck_assert_msg(!csv(bad_tables[_i].text), "%s was taken", bad_tables[_i].what);
	ck_assert_msg(fault.line == bad_tables[_i].line, "%s: line %zu, %s",
		      bad_tables[_i].what, fault.line, fault.reason);
	ck_assert_msg(text_equal(fault.field, bad_tables[_i].field), "%s: %s",
		      bad_tables[_i].what, fault.field);
	ck_assert_ptr_nonnull(fault.reason);
}
END_TEST

START_TEST(cells_are_given_back_as_they_were)
{
	ck_assert(csv(
		"criterion,criterion_description,weight,level,level_description,points\n"
		"\"=1+1\",\"say \"\"why\"\"; or, not\nat all\",2,-bad,\"@x\",0\n"
		",,,\"a,b\",,2.25\n"));
	for (int i = 0; i < 2; i++) {
		const char *before = shown();
		const char *text = rubric_csv_write(arena, &rubric, i ? "de" : "en");

		ck_assert(text_starts_with(text,
					   i ? "\xef\xbb\xbf\"kriterium\";\"kriterium_"
					     : "\xef\xbb\xbf\"criterion\",\"criterion_"));
		ck_assert_ptr_nonnull(strstr(text, i ? ";2,25\r\n" : ",2.25\r\n"));
		ck_assert_ptr_nonnull(strstr(text, "\"'=1+1\""));
		ck_assert_ptr_nonnull(strstr(text, "\"'-bad\""));
		ck_assert_ptr_nonnull(strstr(text, "\"'@x\""));
		ck_assert_msg(csv(text), "%zu: %s", fault.line, fault.reason);
		ck_assert_str_eq(shown(), before);
	}
}
END_TEST

START_TEST(texts_that_are_too_long_are_cut_with_a_note)
{
	static const char head[] = "criterion,level,level_description,points\nA,no,";
	char *text = arena_alloc(arena, 20000);

	memcpy(text, head, sizeof(head));
	memset(text + strlen(text), 'x', 3000);
	memcpy(text + strlen(text), ",0\nA,yes,,1\n", 12);
	ck_assert_msg(csv(text), "%s", fault.reason);
	ck_assert_str_eq(notes_shown(), "[\"shortened\"]");
	ck_assert_uint_le(strlen(rubric.criteria[0].levels[0].description),
			  RUBRIC_DESCRIPTION_MAX);
	ck_assert(!rubric_csv_read(&rubric, &notes, arena, text, RUBRIC_FILE_MAX + 1,
				   &fault));
}
END_TEST

/* ---- Moodle ---- */

#define LEVEL(score, definition)                                                         \
	"<level id=\"1\"><score>" score "</score><definition>" definition                \
	"</definition><definitionformat>0</definitionformat></level>"

/* As a course's backup has it for one assignment. */
START_TEST(a_backup_of_moodle_is_read)
{
	char *text = arena_alloc(arena, 65536);
	FILE *file = fopen(TEST_VECTORS "/feedback/grading.xml", "r");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_gt(fread(text, 1, 65535, file), 0);
	fclose(file);
	ck_assert_msg(moodle(text), "%zu: %s", fault.line, fault.reason);
	ck_assert_str_eq(
		shown(),
		"{\"criteria\":[{\"id\":\"c1\",\"name\":\"First\",\"description\":\"is & "
		"stays\","
		"\"weight\":1,\"levels\":[{\"name\":\"0\",\"description\":\"\","
		"\"points\":0},"
		"{\"name\":\"good\",\"description\":\"and more\",\"points\":1.5}]},"
		"{\"id\":\"c2\",\"name\":\"Second\",\"description\":\"\",\"weight\":1,"
		"\"levels\":["
		"{\"name\":\"nothing\",\"description\":\"\",\"points\":0},"
		"{\"name\":\"all\",\"description\":\"\",\"points\":5}]}]}");
	ck_assert_str_eq(notes_shown(),
			 "[\"names-made\",\"sorted\",\"markup-left-out\"]");
}
END_TEST

START_TEST(long_definitions_get_a_name_of_their_first_words)
{
	char *text = arena_printf(
		arena,
		"<criteria><criterion><description>A</description><levels>" LEVEL(
			"0", "%s") LEVEL("1", "%s") "</levels></criterion></criteria>",
		"The text gives no reasons at all for what it claims, nor does it name "
		"any "
		"source, nor any author, nor any date, and it contradicts itself in "
		"several "
		"places, which is why it cannot convince anybody of anything that it "
		"says.",
		"Same");

	ck_assert_msg(moodle(text), "%s", fault.reason);
	ck_assert_str_eq(rubric.criteria[0].levels[0].name,
			 "The text gives no reasons at all for what it claims, nor…");
	ck_assert(text_ends_with(rubric.criteria[0].levels[0].description, "it says."));
	ck_assert_str_eq(notes_shown(), "[\"names-made\"]");
}
END_TEST

/* clang-format off */
static const struct { const char *what, *text; size_t line; } bad_documents[] = {
	{ "no XML", "criterion,level", 1 },
	{ "cut off", "<areas>\n<area>", 2 },
	{ "a marking guide", "<areas>\n<guide_criteria><guide_criterion/></guide_criteria></areas>", 0 },
	{ "a DTD", "<!DOCTYPE a [<!ENTITY b \"c\">]><criteria/>", 0 },
	{ "entities of its own", "<criteria>\n<criterion>&lol;</criterion></criteria>", 2 },
	{ "a score that is none", "<criteria><criterion><levels>\n" LEVEL("x", "a") "</levels></criterion></criteria>", 2 },
	{ "a level without score", "<criteria><criterion><levels>\n\n<level/></levels></criterion></criteria>", 3 },
	{ "a single level", "<criteria>\n<criterion><levels>" LEVEL("1", "a") "</levels></criterion></criteria>", 2 },
	{ "the same score", "<criteria><criterion><levels>" LEVEL("1", "a") "\n" LEVEL("1", "b") "</levels></criterion></criteria>", 2 },
	{ "a score below nothing", "<criteria><criterion><levels>\n" LEVEL("-1", "a") LEVEL("1", "b") "</levels></criterion></criteria>", 2 },
};
/* clang-format on */

START_TEST(a_document_that_is_wrong_says_in_which_line)
{
	ck_assert_msg(!moodle(bad_documents[_i].text), "%s was taken",
		      bad_documents[_i].what);
	ck_assert_msg(fault.line == bad_documents[_i].line, "%s: line %zu, %s",
		      bad_documents[_i].what, fault.line, fault.reason);
}
END_TEST

START_TEST(what_goes_to_moodle_comes_back)
{
	struct json_check check = {.arena = arena};
	struct rubric ours;
	const char *text;

	ck_assert(rubric_read(&ours, &check, "",
			      json_member(assignment_default(arena, "de"), "rubric")));
	ours.criteria[0].weight = 2.5;
	ours.criteria[1].weight = 0;
	ours.criteria[2].levels[1].description = "a < b & \"c\"";
	text = rubric_moodle_write(arena, &ours, "Essay <1>");
	ck_assert_ptr_nonnull(strstr(text, "<name>Essay &lt;1&gt;</name>"));
	ck_assert_ptr_nonnull(strstr(text, "<score>7.50000</score>"));
	ck_assert_msg(moodle(text), "%zu: %s", fault.line, fault.reason);
	ck_assert_uint_eq(notes, 0);
	ck_assert_uint_eq(rubric.criterion_count, 2);
	ck_assert_double_eq(rubric_max_points(&rubric), rubric_max_points(&ours));
	ck_assert_str_eq(rubric.criteria[0].name, "Inhalt");
	ck_assert_str_eq(rubric.criteria[1].levels[1].description, "a < b & \"c\"");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rubric_file");
	TCase *tests = tcase_create("files");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, a_csv_is_read_as_spreadsheets_write_it, 0,
			    (int)ARRAY_LEN(tables));
	tcase_add_loop_test(tests, a_csv_that_is_wrong_says_in_which_line, 0,
			    (int)ARRAY_LEN(bad_tables));
	tcase_add_test(tests, cells_are_given_back_as_they_were);
	tcase_add_test(tests, texts_that_are_too_long_are_cut_with_a_note);
	tcase_add_test(tests, a_backup_of_moodle_is_read);
	tcase_add_test(tests, long_definitions_get_a_name_of_their_first_words);
	tcase_add_loop_test(tests, a_document_that_is_wrong_says_in_which_line, 0,
			    (int)ARRAY_LEN(bad_documents));
	tcase_add_test(tests, what_goes_to_moodle_comes_back);
	suite_add_tcase(suite, tests);
	return check_run(suite);
}
