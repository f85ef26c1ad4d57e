/* Roles: every word of the vocabularies, and the texts that only look like one. */
#include <lti/roles.h>
#include <stdio.h>
#include <string.h>

#include "run.h"

#define CONTEXT "http://purl.imsglobal.org/vocab/lis/v2/membership"
#define INSTITUTION "http://purl.imsglobal.org/vocab/lis/v2/institution/person"
#define SYSTEM "http://purl.imsglobal.org/vocab/lis/v2/system/person"

static const struct {
	const char *role;
	uint64_t bits;
} principals[] = {
	{CONTEXT "#Administrator", LTI_ROLE_ADMINISTRATOR},
	{CONTEXT "#ContentDeveloper", LTI_ROLE_CONTENT_DEVELOPER},
	{CONTEXT "#Instructor", LTI_ROLE_INSTRUCTOR},
	{CONTEXT "#Learner", LTI_ROLE_LEARNER},
	{CONTEXT "#Mentor", LTI_ROLE_MENTOR},
	{CONTEXT "#Manager", LTI_ROLE_MANAGER},
	{CONTEXT "#Member", LTI_ROLE_MEMBER},
	{CONTEXT "#Officer", LTI_ROLE_OFFICER},
	{INSTITUTION "#Administrator", LTI_INSTITUTION_ADMINISTRATOR},
	{INSTITUTION "#Faculty", LTI_INSTITUTION_FACULTY},
	{INSTITUTION "#Guest", LTI_INSTITUTION_GUEST},
	{INSTITUTION "#None", LTI_INSTITUTION_NONE},
	{INSTITUTION "#Other", LTI_INSTITUTION_OTHER},
	{INSTITUTION "#Staff", LTI_INSTITUTION_STAFF},
	{INSTITUTION "#Student", LTI_INSTITUTION_STUDENT},
	{INSTITUTION "#Alumni", LTI_INSTITUTION_ALUMNI},
	{INSTITUTION "#Instructor", LTI_INSTITUTION_INSTRUCTOR},
	{INSTITUTION "#Learner", LTI_INSTITUTION_LEARNER},
	{INSTITUTION "#Member", LTI_INSTITUTION_MEMBER},
	{INSTITUTION "#Mentor", LTI_INSTITUTION_MENTOR},
	{INSTITUTION "#Observer", LTI_INSTITUTION_OBSERVER},
	{INSTITUTION "#ProspectiveStudent", LTI_INSTITUTION_PROSPECTIVE},
	{SYSTEM "#Administrator", LTI_SYSTEM_ADMINISTRATOR},
	{SYSTEM "#None", LTI_SYSTEM_NONE},
	{SYSTEM "#AccountAdmin", LTI_SYSTEM_ACCOUNT_ADMIN},
	{SYSTEM "#Creator", LTI_SYSTEM_CREATOR},
	{SYSTEM "#SysAdmin", LTI_SYSTEM_SYS_ADMIN},
	{SYSTEM "#SysSupport", LTI_SYSTEM_SYS_SUPPORT},
	{SYSTEM "#User", LTI_SYSTEM_USER},
	{"http://purl.imsglobal.org/vocab/lti/system/person#TestUser",
	 LTI_ROLE_TEST_USER},
	/* deprecated forms */
	{"Instructor", LTI_ROLE_INSTRUCTOR},
	{"Learner", LTI_ROLE_LEARNER},
	{"Administrator", LTI_ROLE_ADMINISTRATOR},
	{"Mentor", LTI_ROLE_MENTOR},
	{"TeachingAssistant", LTI_ROLE_ASSISTANT},
	{"http://purl.imsglobal.org/vocab/lis/v2/person#Administrator",
	 LTI_INSTITUTION_ADMINISTRATOR},
	{"http://purl.imsglobal.org/vocab/lis/v2/person#Student",
	 LTI_INSTITUTION_STUDENT},
	{"urn:lti:role:ims/lis/Instructor", LTI_ROLE_INSTRUCTOR},
	{"urn:lti:role:ims/lis/Learner/NonCreditLearner", LTI_ROLE_LEARNER},
	{"urn:lti:role:ims/lis/Instructor/TeachingAssistant",
	 LTI_ROLE_INSTRUCTOR | LTI_ROLE_ASSISTANT},
	{"urn:lti:role:ims/lis/TeachingAssistant", LTI_ROLE_ASSISTANT},
	{"urn:lti:role:ims/lis/TeachingAssistant/Grader", LTI_ROLE_ASSISTANT},
	{"urn:lti:instrole:ims/lis/Instructor", LTI_INSTITUTION_INSTRUCTOR},
	{"urn:lti:sysrole:ims/lis/SysAdmin", LTI_SYSTEM_SYS_ADMIN},
};

START_TEST(every_role_has_its_bit)
{
	ck_assert_msg(lti_role_parse(principals[_i].role) == principals[_i].bits, "%s",
		      principals[_i].role);
}
END_TEST

/* [Core App. A.2.3.1] */
static const struct {
	const char *path, *subs[13];
	uint64_t bits;
} subroles[] = {
	{"Administrator",
	 {"Administrator", "Developer", "ExternalDeveloper", "ExternalSupport",
	  "ExternalSystemAdministrator", "Support", "SystemAdministrator"},
	 LTI_ROLE_ADMINISTRATOR},
	{"ContentDeveloper",
	 {"ContentDeveloper", "ContentExpert", "ExternalContentExpert", "Librarian"},
	 LTI_ROLE_CONTENT_DEVELOPER},
	{"Instructor",
	 {"ExternalInstructor", "Grader", "GuestInstructor", "Lecturer",
	  "PrimaryInstructor", "SecondaryInstructor"},
	 LTI_ROLE_INSTRUCTOR},
	{"Instructor",
	 {"TeachingAssistant", "TeachingAssistantGroup", "TeachingAssistantOffering",
	  "TeachingAssistantSection", "TeachingAssistantSectionAssociation",
	  "TeachingAssistantTemplate"},
	 LTI_ROLE_INSTRUCTOR | LTI_ROLE_ASSISTANT},
	{"Learner",
	 {"ExternalLearner", "GuestLearner", "Instructor", "Learner", "NonCreditLearner"},
	 LTI_ROLE_LEARNER},
	{"Manager",
	 {"AreaManager", "CourseCoordinator", "ExternalObserver", "Manager", "Observer"},
	 LTI_ROLE_MANAGER},
	{"Member", {"Member"}, LTI_ROLE_MEMBER},
	{"Mentor",
	 {"Advisor", "Auditor", "ExternalAdvisor", "ExternalAuditor",
	  "ExternalLearningFacilitator", "ExternalMentor", "ExternalReviewer",
	  "ExternalTutor", "LearningFacilitator", "Mentor", "Reviewer", "Tutor"},
	 LTI_ROLE_MENTOR},
	{"Officer",
	 {"Chair", "Communications", "Secretary", "Treasurer", "Vice-Chair"},
	 LTI_ROLE_OFFICER},
};

START_TEST(a_subrole_is_what_its_path_says)
{
	char role[256];
	int i;

	for (i = 0; subroles[_i].subs[i]; i++) {
		snprintf(role, sizeof(role), CONTEXT "/%s#%s", subroles[_i].path,
			 subroles[_i].subs[i]);
		ck_assert_msg(lti_role_parse(role) == subroles[_i].bits, "%s", role);
	}
}
END_TEST

static const char *const strangers[] = {
	"",
	"instructor",
	"INSTRUCTOR",
	" Instructor",
	"Instructor ",
	"Instructor,Learner",
	"Instructor#",
	"#Instructor",
	"Teacher",
	"Instructor/TeachingAssistant",
	CONTEXT,
	CONTEXT "#",
	CONTEXT "/",
	CONTEXT "#instructor",
	CONTEXT "#Instructor#Learner",
	CONTEXT "#Learner/Instructor",
	CONTEXT "#Teacher",
	CONTEXT "/Instructor",
	CONTEXT "/Instructor#",
	CONTEXT "/Teacher#Instructor",
	CONTEXT "//Instructor#Lecturer",
	CONTEXT "/instructor#Lecturer",
	INSTITUTION "#Teacher",
	INSTITUTION "/Instructor#Lecturer",
	SYSTEM "#Instructor",
	"http://purl.imsglobal.org/vocab/lti/system/person#Administrator",
	"https://purl.imsglobal.org/vocab/lis/v2/membership#Instructor",
	"http://purl.imsglobal.org.evil.example/vocab/lis/v2/membership#Instructor",
	"http://evil.example/membership#Instructor",
	"http://evil.example/?" CONTEXT "#Instructor",
	"urn:lti:role:ims/lis/",
	"urn:lti:role:ims/lis/Instructor/",
	"urn:lti:role:other/Instructor",
	"urn:lti:instrole:ims/lis/Instructor/Lecturer",
};

START_TEST(other_texts_give_no_right)
{
	ck_assert_msg(lti_role_parse(strangers[_i]) == 0, "%s", strangers[_i]);
	ck_assert_uint_eq(lti_role_parse(NULL), 0);
}
END_TEST

static const struct {
	const char *what;
	uint64_t roles;
	bool teaches, assistants_teach, administers;
} rights[] = {
	{"nobody", 0, false, false, false},
	{"a learner", LTI_ROLE_LEARNER, false, false, false},
	{"an instructor", LTI_ROLE_INSTRUCTOR, true, true, false},
	{"an assistant", LTI_ROLE_INSTRUCTOR | LTI_ROLE_ASSISTANT, false, true, false},
	{"an assistant of LTI 1.1", LTI_ROLE_ASSISTANT, false, true, false},
	{"a course administrator", LTI_ROLE_ADMINISTRATOR, true, true, false},
	{"a mentor", LTI_ROLE_MENTOR, false, false, false},
	{"a content developer", LTI_ROLE_CONTENT_DEVELOPER, false, false, false},
	{"a professor elsewhere", LTI_INSTITUTION_INSTRUCTOR | LTI_INSTITUTION_FACULTY,
	 false, false, false},
	{"the site's administrator", LTI_SYSTEM_ADMINISTRATOR, false, false, true},
	{"the university's administrator", LTI_INSTITUTION_ADMINISTRATOR, false, false,
	 true},
	{"a learner who helps the site", LTI_ROLE_LEARNER | LTI_SYSTEM_SYS_SUPPORT, false,
	 false, false},
};

START_TEST(rights_in_a_course_come_from_the_course)
{
	ck_assert_msg(lti_roles_teach(rights[_i].roles, false) == rights[_i].teaches,
		      "%s", rights[_i].what);
	ck_assert_msg(lti_roles_teach(rights[_i].roles, true) ==
			      rights[_i].assistants_teach,
		      "%s", rights[_i].what);
	ck_assert_msg(lti_roles_administer(rights[_i].roles) == rights[_i].administers,
		      "%s", rights[_i].what);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("roles");
	TCase *tcase = tcase_create("roles");

	suite_add_tcase(suite, tcase);
	add_rows(tcase, every_role_has_its_bit, principals);
	add_rows(tcase, a_subrole_is_what_its_path_says, subroles);
	add_rows(tcase, other_texts_give_no_right, strangers);
	add_rows(tcase, rights_in_a_course_come_from_the_course, rights);
	return run_suite(suite);
}
