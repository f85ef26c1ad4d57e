/* Profile: which LMS it is, and that every quirk has its proof. */
#include "lms/profile.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "check_main.h"

/* clang-format off */
static const struct {
	const char *what, *code, *profile;
} products[] = {
	{ "Moodle's launches",      "moodle",   "moodle" },
	{ "ILIAS' launches",        "ilias",    "ilias" },
	{ "ILIAS' registrations",   "ilias.de", "ilias" },
	{ "our plugin in ILIAS",    "kibridge_ilias", "kibridge_ilias" },
	{ "letters of another case", "Moodle",  "moodle" },
	{ "another LMS",            "canvas",   "generic" },
	{ "one that says nothing",  NULL,       "generic" },
};

static const struct {
	const char *what, *url, *profile;
} addresses[] = {
	{ "Moodle",              "https://m.test/mod/lti/auth.php",             "moodle" },
	{ "Moodle in a folder",  "https://m.test/moodle/mod/lti/auth.php?x=1",  "moodle" },
	{ "ILIAS 8",             "https://i.test/Modules/LTIConsumer/ltiauth.php", "ilias" },
	{ "ILIAS 10",            "https://i.test/ltiauth.php",                  "ilias" },
	{ "our plugin in ILIAS", "https://i.test/Customizing/global/plugins/Services/Repository/RepositoryObject/KIBridge/auth.php", "kibridge_ilias" },
	{ "another",             "https://c.test/api/lti/authorize_redirect",   "generic" },
	{ "a name that ends so", "https://c.test/notltiauth.php",               "generic" },
};
/* clang-format on */

START_TEST(a_product_code_names_a_profile)
{
	ck_assert_msg(
		text_equal(profile_of_product(products[_i].code), products[_i].profile),
		"%s", products[_i].what);
}
END_TEST

START_TEST(an_address_names_a_profile)
{
	ck_assert_msg(
		text_equal(profile_of_auth_url(addresses[_i].url), addresses[_i].profile),
		"%s", addresses[_i].what);
}
END_TEST

START_TEST(every_quirk_has_a_reason_and_a_recording_that_is_there)
{
	struct profile_row row;
	char path[512];
	size_t n;

	for (n = 0; profile_row_at(&row, n); n++) {
		ck_assert(profile_known(row.profile));
		ck_assert(profile_has(row.profile, row.quirk));
		ck_assert_int_gt((int)strlen(row.reason), 20);
		if (!row.vector)
			continue;
		snprintf(path, sizeof(path), "%s/%s", TEST_VECTORS, row.vector);
		ck_assert_msg(access(path, R_OK) == 0, "%s is missing", path);
	}
	ck_assert_uint_gt(n, 5);
	ck_assert(!profile_has("generic", PROFILE_HINT_SPENT));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("profile");
	TCase *tests = tcase_create("profile");

	tcase_add_loop_test(tests, a_product_code_names_a_profile, 0,
			    ARRAY_LEN(products));
	tcase_add_loop_test(tests, an_address_names_a_profile, 0, ARRAY_LEN(addresses));
	tcase_add_test(tests, every_quirk_has_a_reason_and_a_recording_that_is_there);
	suite_add_tcase(suite, tests);
	return check_run(suite);
}
