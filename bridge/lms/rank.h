/* Rank: what the roles of a launch allow somebody to do here. */
#ifndef KIBRIDGE_LMS_RANK_H
#define KIBRIDGE_LMS_RANK_H

#include <lti/roles.h>
#include <stdbool.h>
#include <stdint.h>

#include "course/session.h"

struct ranking { /* in the course of the launch, and in the tenant */
	enum rank rank;
	/* False for an administrator who has no part in the course: the session then belongs to
	 * no course, and opens the tenant's pages alone. */
	bool in_course;
};

/**
 * Lecturers are those whom the course calls Instructor, ContentDeveloper or Administrator;
 * teaching assistants if the operator says so. Administrators are those of the LMS or the
 * institution. Who studies in a course studies in it, administrator or not. Everybody else,
 * unknown roles and none, is a student.
 */
struct ranking rank_of(uint64_t roles, const char *profile, bool assistants_lecture);

#endif
