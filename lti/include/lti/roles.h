/*
 * Roles: what a launch or a roster says somebody is, as one set of bits. [Core App. A.2]
 *
 * The principal role of a sub-role is in its path: membership/Learner#Instructor is a
 * learner, and nothing here looks at the part after '#' alone. Rights in a course come
 * from context roles only; institution and system roles say what somebody is elsewhere.
 * Unknown roles are ignored.
 */
#ifndef LTI_ROLES_H
#define LTI_ROLES_H

#include <stdbool.h>
#include <stdint.h>

#define LTI_BIT(n) (UINT64_C(1) << (n))

/* In this course (http://purl.imsglobal.org/vocab/lis/v2/membership). */
#define LTI_ROLE_ADMINISTRATOR LTI_BIT(0)
#define LTI_ROLE_CONTENT_DEVELOPER LTI_BIT(1)
#define LTI_ROLE_INSTRUCTOR LTI_BIT(2)
#define LTI_ROLE_LEARNER LTI_BIT(3)
#define LTI_ROLE_MENTOR LTI_BIT(4)
#define LTI_ROLE_MANAGER LTI_BIT(5)
#define LTI_ROLE_MEMBER LTI_BIT(6)
#define LTI_ROLE_OFFICER LTI_BIT(7)
/* One of Instructor's TeachingAssistant sub-roles: comes with LTI_ROLE_INSTRUCTOR, but
 * for the short and URN form of LTI 1.1, where it is a role of its own. */
#define LTI_ROLE_ASSISTANT LTI_BIT(8)
#define LTI_ROLE_CONTEXT_ANY (LTI_BIT(9) - 1)

/* In the institution (http://purl.imsglobal.org/vocab/lis/v2/institution/person). */
#define LTI_INSTITUTION_ADMINISTRATOR LTI_BIT(16)
#define LTI_INSTITUTION_FACULTY LTI_BIT(17)
#define LTI_INSTITUTION_GUEST LTI_BIT(18)
#define LTI_INSTITUTION_NONE LTI_BIT(19)
#define LTI_INSTITUTION_OTHER LTI_BIT(20)
#define LTI_INSTITUTION_STAFF LTI_BIT(21)
#define LTI_INSTITUTION_STUDENT LTI_BIT(22)
#define LTI_INSTITUTION_ALUMNI LTI_BIT(23)
#define LTI_INSTITUTION_INSTRUCTOR LTI_BIT(24)
#define LTI_INSTITUTION_LEARNER LTI_BIT(25)
#define LTI_INSTITUTION_MEMBER LTI_BIT(26)
#define LTI_INSTITUTION_MENTOR LTI_BIT(27)
#define LTI_INSTITUTION_OBSERVER LTI_BIT(28)
#define LTI_INSTITUTION_PROSPECTIVE LTI_BIT(29)

/* In the whole LMS (http://purl.imsglobal.org/vocab/lis/v2/system/person). */
#define LTI_SYSTEM_ADMINISTRATOR LTI_BIT(40)
#define LTI_SYSTEM_NONE LTI_BIT(41)
#define LTI_SYSTEM_ACCOUNT_ADMIN LTI_BIT(42)
#define LTI_SYSTEM_CREATOR LTI_BIT(43)
#define LTI_SYSTEM_SYS_ADMIN LTI_BIT(44)
#define LTI_SYSTEM_SYS_SUPPORT LTI_BIT(45)
#define LTI_SYSTEM_USER LTI_BIT(46)

/* A teacher's "student preview": keep out of rosters and grades. */
#define LTI_ROLE_TEST_USER LTI_BIT(60)

/**
 * The bits of one role: full URI, sub-role URI, short context name ("Learner"), LTI 1.1
 * URN, or the deprecated …/lis/v2/person#X (read as an institution role, the lesser of
 * the two it may mean). 0 for any other text and NULL.
 */
uint64_t lti_role_parse(const char *role);

/** Teacher of this course: Instructor or Administrator of the context. @assistants also
 * those. */
bool lti_roles_teach(uint64_t roles, bool assistants);
/** Administrator of the LMS or of the institution; no right in any course follows from
 * it. */
bool lti_roles_administer(uint64_t roles);

#endif
