/* Rank: roles to rights. */
#include "lms/rank.h"

#include "lms/profile.h"

struct ranking rank_of(uint64_t roles, const char *profile, bool assistants_lecture)
{
	bool teaches = lti_roles_teach(roles, assistants_lecture) ||
		       (roles & LTI_ROLE_CONTENT_DEVELOPER);
	bool administers = lti_roles_administer(roles) ||
			   ((roles & LTI_ROLE_ADMINISTRATOR) &&
			    profile_has(profile, PROFILE_COURSE_ADMIN_IS_LMS_ADMIN));

	if (roles & LTI_ROLE_TEST_USER) /* a lecturer looks at it as a student */
		return (struct ranking){RANK_STUDENT, true};
	if (administers && teaches)
		return (struct ranking){RANK_ADMIN, true};
	if (administers && !(roles & LTI_ROLE_CONTEXT_ANY))
		return (struct ranking){RANK_ADMIN, false};
	return (struct ranking){teaches ? RANK_LECTURER : RANK_STUDENT, true};
}
