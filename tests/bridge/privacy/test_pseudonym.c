/* Pseudonyms: the same person stays the same, nobody else becomes them. */
#include <string.h>

#include "base/text.h"
#include "check_main.h"
#include "privacy/pseudonym.h"

/* clang-format off */
static const struct {
	const char *what;
	struct who {
		const char *secret, *platform, *profile, *subject;
	} a, b;
	bool same;
} pairs[] = {
	{ "the same launch again",           { "s", "p", "moodle", "5" }, { "s", "p", "moodle", "5" }, true },
	{ "another person",                  { "s", "p", "moodle", "5" }, { "s", "p", "moodle", "6" }, false },
	{ "another platform",                { "s", "p", "moodle", "5" }, { "s", "q", "moodle", "5" }, false },
	{ "another university's secret",     { "s", "p", "moodle", "5" }, { "t", "p", "moodle", "5" }, false },
	{ "the border between the parts",    { "s", "p", "moodle", "15" }, { "s", "p1", "moodle", "5" }, false },
	{ "ILIAS 8, then ILIAS 10",          { "s", "p", "ilias", "310@20a2-ff.ilias" }, { "s", "p", "ilias", "310" }, true },
	{ "ILIAS with mail addresses",       { "s", "p", "ilias", "lea@uni.example@20a2.ilias" }, { "s", "p", "ilias", "lea@uni.example" }, true },
	{ "two people of one ILIAS",         { "s", "p", "ilias", "310@20a2.ilias" }, { "s", "p", "ilias", "311@20a2.ilias" }, false },
	{ "a mail address is not a tail",    { "s", "p", "ilias", "lea@uni.example" }, { "s", "p", "ilias", "lea" }, false },
	{ "the tail in Moodle is no tail",   { "s", "p", "moodle", "310@20a2.ilias" }, { "s", "p", "moodle", "310" }, false },
	{ "a tail alone is a name",          { "s", "p", "ilias", "@a.ilias" }, { "s", "p", "ilias", "@b.ilias" }, false },
};
/* clang-format on */

static const char *pseudonym(char out[PSEUDONYM_TEXT], const struct who *who)
{
	return pseudonym_make(out, who->secret, who->platform, who->profile,
			      who->subject);
}

START_TEST(a_person_is_who_the_platform_says)
{
	char a[PSEUDONYM_TEXT], b[PSEUDONYM_TEXT];
	bool same = text_equal(pseudonym(a, &pairs[_i].a), pseudonym(b, &pairs[_i].b));

	ck_assert_msg(same == pairs[_i].same, "%s", pairs[_i].what);
	ck_assert_uint_eq(strlen(a), PSEUDONYM_TEXT - 1);
}
END_TEST

START_TEST(a_pseudonym_shows_nothing_of_the_subject)
{
	char out[PSEUDONYM_TEXT];

	pseudonym_make(out, "secret", "p", "moodle", "lea");
	ck_assert_ptr_null(strstr(out, "lea"));
}
END_TEST

START_TEST(an_absurd_subject_is_still_somebody)
{
	char long_one[5000], other[5000], a[PSEUDONYM_TEXT], b[PSEUDONYM_TEXT];

	memset(long_one, 'x', sizeof(long_one) - 1);
	long_one[sizeof(long_one) - 1] = '\0';
	memcpy(other, long_one, sizeof(other));
	other[4000] = 'y';
	pseudonym_make(a, "s", "p", "moodle", long_one);
	pseudonym_make(b, "s", "p", "moodle", other);
	ck_assert_str_ne(a, b);
}
END_TEST

START_TEST(a_short_name_is_a_courses_own)
{
	char a[PSEUDONYM_SHORT], b[PSEUDONYM_SHORT];

	ck_assert_str_eq(pseudonym_short(a, "c1", "lea"),
			 pseudonym_short(b, "c1", "lea"));
	ck_assert_uint_eq(strlen(a), 4);
	ck_assert_uint_eq(strspn(a, "23456789ABCDEFGHJKMNPQRSTVWXYZ"), 4);
	ck_assert_str_ne(a, pseudonym_short(b, "c2", "lea"));
	ck_assert_str_ne(a, pseudonym_short(b, "c1", "max"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pseudonym");
	TCase *tcase = tcase_create("pseudonym");

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, a_person_is_who_the_platform_says, 0,
			    ARRAY_LEN(pairs));
	tcase_add_test(tcase, a_pseudonym_shows_nothing_of_the_subject);
	tcase_add_test(tcase, an_absurd_subject_is_still_somebody);
	tcase_add_test(tcase, a_short_name_is_a_courses_own);
	return check_run(suite);
}
