/* Roles: the vocabularies as tables. [Core App. A.2] */
#include <lti/roles.h>

#include <string.h>

#include "kit.h"

struct word {
	const char *name;
	uint64_t bits;
};

/* clang-format off */
static const struct word context_roles[] = {
	{ "Administrator",    LTI_ROLE_ADMINISTRATOR },
	{ "ContentDeveloper", LTI_ROLE_CONTENT_DEVELOPER },
	{ "Instructor",       LTI_ROLE_INSTRUCTOR },
	{ "Learner",          LTI_ROLE_LEARNER },
	{ "Mentor",           LTI_ROLE_MENTOR },
	{ "Manager",          LTI_ROLE_MANAGER },
	{ "Member",           LTI_ROLE_MEMBER },
	{ "Officer",          LTI_ROLE_OFFICER },
};

static const struct word institution_roles[] = {
	{ "Administrator",      LTI_INSTITUTION_ADMINISTRATOR },
	{ "Faculty",            LTI_INSTITUTION_FACULTY },
	{ "Guest",              LTI_INSTITUTION_GUEST },
	{ "None",               LTI_INSTITUTION_NONE },
	{ "Other",              LTI_INSTITUTION_OTHER },
	{ "Staff",              LTI_INSTITUTION_STAFF },
	{ "Student",            LTI_INSTITUTION_STUDENT },
	{ "Alumni",             LTI_INSTITUTION_ALUMNI },
	{ "Instructor",         LTI_INSTITUTION_INSTRUCTOR },
	{ "Learner",            LTI_INSTITUTION_LEARNER },
	{ "Member",             LTI_INSTITUTION_MEMBER },
	{ "Mentor",             LTI_INSTITUTION_MENTOR },
	{ "Observer",           LTI_INSTITUTION_OBSERVER },
	{ "ProspectiveStudent", LTI_INSTITUTION_PROSPECTIVE },
};

static const struct word system_roles[] = {
	{ "Administrator", LTI_SYSTEM_ADMINISTRATOR },
	{ "None",          LTI_SYSTEM_NONE },
	{ "AccountAdmin",  LTI_SYSTEM_ACCOUNT_ADMIN },
	{ "Creator",       LTI_SYSTEM_CREATOR },
	{ "SysAdmin",      LTI_SYSTEM_SYS_ADMIN },
	{ "SysSupport",    LTI_SYSTEM_SYS_SUPPORT },
	{ "User",          LTI_SYSTEM_USER },
};

static const struct word marker_roles[] = {
	{ "TestUser", LTI_ROLE_TEST_USER },
};

/* LTI 1.1 had the assistant as a role beside the instructor. */
static const struct word legacy_context_roles[] = {
	{ "Administrator",     LTI_ROLE_ADMINISTRATOR },
	{ "ContentDeveloper",  LTI_ROLE_CONTENT_DEVELOPER },
	{ "Instructor",        LTI_ROLE_INSTRUCTOR },
	{ "Learner",           LTI_ROLE_LEARNER },
	{ "Mentor",            LTI_ROLE_MENTOR },
	{ "Manager",           LTI_ROLE_MANAGER },
	{ "Member",            LTI_ROLE_MEMBER },
	{ "Officer",           LTI_ROLE_OFFICER },
	{ "TeachingAssistant", LTI_ROLE_ASSISTANT },
};

/*
 * Every way to write a role. After the prefix stands a word of the list and then, where the form
 * has sub-roles, a separator and the sub-role. A '#' in a prefix therefore means "no sub-role".
 */
#define WORDS(list) list, ARRAY_LEN(list)
static const struct form {
	const char *prefix;
	const struct word *words;
	size_t count;
	char separator; /* before a sub-role; '\0': none may follow */
} forms[] = {
	{ "http://purl.imsglobal.org/vocab/lis/v2/membership#",         WORDS(context_roles),        '\0' },
	{ "http://purl.imsglobal.org/vocab/lis/v2/membership/",         WORDS(context_roles),        '#' },
	{ "http://purl.imsglobal.org/vocab/lis/v2/institution/person#", WORDS(institution_roles),    '\0' },
	{ "http://purl.imsglobal.org/vocab/lis/v2/system/person#",      WORDS(system_roles),         '\0' },
	{ "http://purl.imsglobal.org/vocab/lti/system/person#",         WORDS(marker_roles),         '\0' },
	{ "http://purl.imsglobal.org/vocab/lis/v2/person#",             WORDS(institution_roles),    '\0' },
	{ "urn:lti:role:ims/lis/",                                      WORDS(legacy_context_roles), '/' },
	{ "urn:lti:instrole:ims/lis/",                                  WORDS(institution_roles),    '\0' },
	{ "urn:lti:sysrole:ims/lis/",                                   WORDS(system_roles),         '\0' },
	{ "",                                                           WORDS(legacy_context_roles), '\0' },
};
/* clang-format on */

static uint64_t read_form(const struct form *form, const char *rest)
{
	size_t i, len = form->separator ? strcspn(rest, (char[]){form->separator, '\0'})
					: strlen(rest);
	const char *sub = rest[len] ? rest + len + 1 : NULL;

	/* The # form of sub-roles is not one without a sub-role. */
	if ((sub && !*sub) || (form->separator == '#' && !sub))
		return 0;
	for (i = 0; i < form->count; i++) {
		const struct word *word = &form->words[i];

		if (strlen(word->name) != len || memcmp(word->name, rest, len) != 0)
			continue;
		if (sub && word->bits == LTI_ROLE_INSTRUCTOR &&
		    lti_starts_with(sub, "TeachingAssistant"))
			return LTI_ROLE_INSTRUCTOR | LTI_ROLE_ASSISTANT;
		return word->bits;
	}
	return 0;
}

uint64_t lti_role_parse(const char *role)
{
	size_t i;

	for (i = 0; role && i < ARRAY_LEN(forms); i++)
		if (lti_starts_with(role, forms[i].prefix))
			return read_form(&forms[i], role + strlen(forms[i].prefix));
	return 0;
}

bool lti_roles_teach(uint64_t roles, bool assistants)
{
	if (roles & LTI_ROLE_ADMINISTRATOR)
		return true;
	if (roles & LTI_ROLE_ASSISTANT)
		return assistants;
	return roles & LTI_ROLE_INSTRUCTOR;
}

bool lti_roles_administer(uint64_t roles)
{
	return roles & (LTI_SYSTEM_ADMINISTRATOR | LTI_SYSTEM_SYS_ADMIN |
			LTI_SYSTEM_ACCOUNT_ADMIN | LTI_INSTITUTION_ADMINISTRATOR);
}
