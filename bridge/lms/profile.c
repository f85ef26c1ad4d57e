/* Profile: the table of platforms and the table of their quirks. */
#include "lms/profile.h"

#include <string.h>

#include "base/text.h"

/* clang-format off */
static const struct {
	const char *name, *title;
	const char *products[2]; /* product_family_code: in launches, in registrations */
	const char *auth_path; /* how its authorization endpoint ends */
} profiles[] = {
	{ "moodle",        "Moodle", { "moodle", NULL },       "/mod/lti/auth.php" },
	{ "ilias",         "ILIAS",  { "ilias", "ilias.de" },  "/ltiauth.php" },
	{ "kibridge_ilias", "ILIAS", { "kibridge_ilias", NULL }, "/KIBridge/auth.php" },
	{ PROFILE_GENERIC, "LMS",    { NULL, NULL },           NULL },
};

static const struct profile_row rows[] = {
	{ PROFILE_COURSE_ADMIN_IS_LMS_ADMIN, "ilias",
	  "ILIAS sends one role, and membership#Administrator for its system administrators",
	  "ilias-8.12/id-token-admin.json" },
	{ PROFILE_LINK_ID_SHARED, "ilias",
	  "with \"use provider id\" every object of a provider sends resource_link.id p<provider>", NULL },
	{ PROFILE_HINT_SPENT, "moodle",
	  "lti_message_hint holds a launchid that Moodle's session forgets at first use",
	  "moodle-4.5/login-initiation-student.json" },
	{ PROFILE_ITEM_CUSTOM_ONLY, "ilias",
	  "url, icon and lineItem of a content item are ignored: the launch goes to the provider's URL",
	  "ilias-8.12/id-token-deep-linked.json" },
	{ PROFILE_CUSTOM_PLAIN, "ilias",
	  "custom is kept as \"a=b; c=d\" and split again, values are cut at '=' and ';'",
	  "ilias-8.12/id-token-deep-linked-odd-characters.json" },
	{ PROFILE_PROGRESS_WIPES_GRADE, "moodle",
	  "gradingProgress other than FullyGraded stores no grade over the one that is there",
	  "moodle-4.5/ags-scores.json" },
	{ PROFILE_PROGRESS_WIPES_GRADE, "ilias",
	  "gradingProgress other than FullyGraded makes the result 0",
	  "ilias-8.12/ags-scores.json" },
	{ PROFILE_SCORE_SECONDS, "moodle",
	  "a score is refused with 409 unless it is newer by a whole second",
	  "moodle-4.5/ags-scores.json" },
	{ PROFILE_LINE_ITEM_FIXED, "ilias",
	  "the line item services of ILIAS 8 to 10 answer with an error page",
	  "ilias-8.12/ags-lineitems-and-results.json" },
	{ PROFILE_REGISTER_QUERY, "ilias",
	  "ILIAS 8 to 10 append \"&openid_configuration=\" to the registration address as it is",
	  "ilias-8.12/dynamic-registration.json" },
	{ PROFILE_REDIRECT_ONLY, "ilias",
	  "its session cookie has no SameSite: a navigation that our page begins inside a frame goes without it", NULL },
	{ PROFILE_REDIRECT_ONLY, "kibridge_ilias",
	  "our plugin in ILIAS, by the session cookie of ILIAS: see above", NULL },
	{ PROFILE_HINT_SPENT, "kibridge_ilias",
	  "the plugin's login hints are good for one time", NULL },
	{ PROFILE_CUSTOM_TRUSTED, "kibridge_ilias",
	  "custom holds what the plugin alone writes; nobody in ILIAS can type a parameter", NULL },
};
/* clang-format on */

static size_t profile_index(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(profiles); i++)
		if (text_equal(profiles[i].name, name))
			return i;
	return ARRAY_LEN(profiles);
}

bool profile_known(const char *name)
{
	return profile_index(name) < ARRAY_LEN(profiles);
}

const char *profile_title(const char *name)
{
	return profile_known(name) ? profiles[profile_index(name)].title : "LMS";
}

const char *profile_of_product(const char *product_family_code)
{
	for (size_t i = 0; i < ARRAY_LEN(profiles); i++)
		for (size_t j = 0; j < ARRAY_LEN(profiles[i].products); j++)
			if (text_equal_nocase(profiles[i].products[j],
					      product_family_code))
				return product_family_code ? profiles[i].name
							   : PROFILE_GENERIC;
	return PROFILE_GENERIC;
}

const char *profile_of_auth_url(const char *auth_url)
{
	size_t len = strcspn(auth_url, "?#");

	for (size_t i = 0; i < ARRAY_LEN(profiles); i++) {
		size_t tail = profiles[i].auth_path ? strlen(profiles[i].auth_path) : 0;

		if (tail && len > tail &&
		    strncmp(auth_url + len - tail, profiles[i].auth_path, tail) == 0)
			return profiles[i].name;
	}
	return PROFILE_GENERIC;
}

bool profile_has(const char *name, enum profile_quirk quirk)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].quirk == quirk && text_equal(rows[i].profile, name))
			return true;
	return false;
}

bool profile_row_at(struct profile_row *out, size_t n)
{
	if (n >= ARRAY_LEN(rows))
		return false;
	*out = rows[n];
	return true;
}
