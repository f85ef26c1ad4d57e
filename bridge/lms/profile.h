/*
 * Profile: which LMS it is, and what we do for it that the standard does not ask for. Each quirk
 * is one row of a table in profile.c, with its reason and the recording that shows it.
 */
#ifndef KIBRIDGE_LMS_PROFILE_H
#define KIBRIDGE_LMS_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#define PROFILE_GENERIC "generic"

/* Quirks of the service; those of the token's reader are the lti library's (lti_quirks_of). */
enum profile_quirk {
	/* The course's Administrator role means the administrator of the LMS. */
	PROFILE_COURSE_ADMIN_IS_LMS_ADMIN = 1 << 0,
	/* A resource link id "p<number>" is shared by all links of a registration. */
	PROFILE_LINK_ID_SHARED = 1 << 1,
	/* A launch cannot be begun again with the same hints: only a new click in the LMS helps. */
	PROFILE_HINT_SPENT = 1 << 2,
	/* Deep linking keeps nothing but title, description and custom of an item. */
	PROFILE_ITEM_CUSTOM_ONLY = 1 << 3,
	/* ';' and '=' break a custom value. */
	PROFILE_CUSTOM_PLAIN = 1 << 4,
	/* A score that is not FullyGraded wipes the grade that is there. */
	PROFILE_PROGRESS_WIPES_GRADE = 1 << 5,
	/* Scores of one person need timestamps a whole second apart. */
	PROFILE_SCORE_SECONDS = 1 << 6,
	/* Line items can be neither listed nor made: scores go to the launch's own. */
	PROFILE_LINE_ITEM_FIXED = 1 << 7,
	/* The registration address must have a '?' in it already. */
	PROFILE_REGISTER_QUERY = 1 << 8,
	/* The login must be answered with a redirect: a page in between loses its session cookie. */
	PROFILE_REDIRECT_ONLY = 1 << 9,
	/* Custom parameters say what kind of activity a new link is, and which links it copies. */
	PROFILE_CUSTOM_TRUSTED = 1 << 10,
};

/** True for "moodle", "ilias", "kibridge_ilias" (our plugin in ILIAS), "generic". */
bool profile_known(const char *name);
/** "Moodle": how people call it. */
const char *profile_title(const char *name);
/** By tool_platform.product_family_code or a registration's; PROFILE_GENERIC if unknown. */
const char *profile_of_product(const char *product_family_code);
/** By the path of the authorization endpoint; for platforms that an operator types in. */
const char *profile_of_auth_url(const char *auth_url);

bool profile_has(const char *name, enum profile_quirk quirk);

/** The table, for docs and tests: false behind the last row. */
struct profile_row {
	enum profile_quirk quirk;
	const char *profile;
	const char *reason;
	const char *
		vector; /* below tests/vectors; NULL: seen in the platform's source only */
};
bool profile_row_at(struct profile_row *out, size_t n);

#endif
