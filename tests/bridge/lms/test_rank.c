/* Rank: who may do what, by every role that Moodle, ILIAS and the certification suite send. */
#include "lms/rank.h"

#include <check.h>

#include "base/text.h"
#include "check_main.h"

#define CONTEXT "http://purl.imsglobal.org/vocab/lis/v2/membership"
#define INSTITUTION "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
#define SYSTEM "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
#define TEST_USER "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
#define ASSISTANT CONTEXT "/Instructor#TeachingAssistant"

/* clang-format off */
static const struct {
	const char *what;
	const char *roles[4];
	const char *profile;
	enum rank rank;
	bool in_course;
} cases[] = {
	{ "a learner",                       { CONTEXT "#Learner" },                           "moodle",  RANK_STUDENT, true },
	{ "an instructor",                   { CONTEXT "#Instructor" },                        "moodle",  RANK_LECTURER, true },
	{ "a content developer",             { CONTEXT "#ContentDeveloper" },                  "generic", RANK_LECTURER, true },
	{ "the course's administrator",      { CONTEXT "#Administrator" },                     "generic", RANK_LECTURER, true },
	{ "ILIAS' only administrator role",  { CONTEXT "#Administrator" },                     "ilias",   RANK_ADMIN, true },
	{ "a Moodle site administrator",     { INSTITUTION "Administrator", SYSTEM "Administrator", CONTEXT "#Instructor" }, "moodle", RANK_ADMIN, true },
	{ "an administrator of no course",   { SYSTEM "Administrator" },                       "generic", RANK_ADMIN, false },
	{ "one of the institution",          { INSTITUTION "Administrator" },                  "generic", RANK_ADMIN, false },
	{ "an administrator who studies",    { SYSTEM "Administrator", CONTEXT "#Learner" },   "generic", RANK_STUDENT, true },
	{ "an instructor of elsewhere",      { INSTITUTION "Instructor" },                     "generic", RANK_STUDENT, true },
	{ "staff of the university",         { INSTITUTION "Staff", INSTITUTION "Faculty" },   "generic", RANK_STUDENT, true },
	{ "a learner called Instructor",     { CONTEXT "/Learner#Instructor" },                "generic", RANK_STUDENT, true },
	{ "a short role",                    { "Instructor" },                                 "generic", RANK_LECTURER, true },
	{ "an unknown role",                 { "urn:example:wizard" },                         "generic", RANK_STUDENT, true },
	{ "no role",                         { NULL },                                         "generic", RANK_STUDENT, true },
	{ "several roles",                   { CONTEXT "#Learner", CONTEXT "#Instructor" },    "generic", RANK_LECTURER, true },
	{ "a mentor",                        { CONTEXT "#Mentor" },                            "generic", RANK_STUDENT, true },
	{ "a lecturer's student preview",    { CONTEXT "#Learner", TEST_USER },                "generic", RANK_STUDENT, true },
};
/* clang-format on */

static uint64_t bits(const char *const roles[4])
{
	uint64_t all = 0;

	for (size_t i = 0; i < 4 && roles[i]; i++)
		all |= lti_role_parse(roles[i]);
	return all;
}

START_TEST(roles_give_a_rank)
{
	struct ranking ranking = rank_of(bits(cases[_i].roles), cases[_i].profile, true);

	ck_assert_msg(ranking.rank == cases[_i].rank, "%s is %s", cases[_i].what,
		      rank_role(ranking.rank));
	ck_assert_msg(ranking.in_course == cases[_i].in_course, "%s", cases[_i].what);
}
END_TEST

START_TEST(the_operator_decides_about_assistants)
{
	uint64_t alone = lti_role_parse(ASSISTANT);

	ck_assert_int_eq(rank_of(alone, "generic", true).rank, RANK_LECTURER);
	ck_assert_int_eq(rank_of(alone, "generic", false).rank, RANK_STUDENT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rank");
	TCase *tests = tcase_create("rank");

	tcase_add_loop_test(tests, roles_give_a_rank, 0, ARRAY_LEN(cases));
	tcase_add_test(tests, the_operator_decides_about_assistants);
	suite_add_tcase(suite, tests);
	return check_run(suite);
}
