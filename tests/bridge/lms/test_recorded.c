/* Recorded launches: what Moodle 4.5 and ILIAS 8.12 really sent opens what it should. */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "call/form.h"
#include "lms/api.h"

/* clang-format off */
static const struct {
	const char *vector, *profile;
	const char *rank; /* what the session says; NULL: another message than a launch */
} launches[] = {
	{ "moodle-4.5/id-token-student.json", "moodle", "student" },
	{ "moodle-4.5/id-token-teacher.json", "moodle", "lecturer" },
	{ "moodle-4.5/id-token-assistant.json", "moodle", "lecturer" }, /* Moodle calls it Instructor */
	{ "moodle-4.5/id-token-admin.json", "moodle", "admin" },
	{ "moodle-4.5/id-token-teacher-switched-to-student.json", "moodle", "student" },
	{ "moodle-4.5/id-token-names-hidden.json", "moodle", "student" },
	{ "moodle-4.5/id-token-custom.json", "moodle", "student" },
	{ "moodle-4.5/id-token-deep-linked.json", "moodle", "student" },
	{ "moodle-4.5/id-token-copied-course.json", "moodle", "student" },
	{ "moodle-4.5/id-token-no-services.json", "moodle", "student" },
	{ "moodle-4.5/id-token-new-window.json", "moodle", "student" },
	{ "ilias-8.12/id-token-student.json", "ilias", "student" },
	{ "ilias-8.12/id-token-lecturer.json", "ilias", "lecturer" },
	{ "ilias-8.12/id-token-admin.json", "ilias", "admin" },
	{ "ilias-8.12/id-token-names-hidden.json", "ilias", "student" },
	{ "ilias-8.12/id-token-real-email.json", "ilias", "student" },
	{ "ilias-8.12/id-token-custom.json", "ilias", "student" },
	{ "ilias-8.12/id-token-custom-lecturer.json", "ilias", "lecturer" },
	{ "ilias-8.12/id-token-deep-linked.json", "ilias", "student" },
	{ "ilias-8.12/id-token-deep-linked-odd-characters.json", "ilias", "student" },
};
/* clang-format on */

static void release(void *tree)
{
	json_object_put(tree);
}

static struct json_object *vector(const char *name)
{
	char path[512];
	struct json_object *tree;

	snprintf(path, sizeof(path), "%s/%s", TEST_VECTORS, name);
	tree = json_object_from_file(path);
	ck_assert_msg(tree != NULL, "%s", path);
	arena_adopt(kit_arena, tree, release);
	return tree;
}

static const char *pair(struct json_object *list, const char *name)
{
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *row = json_object_array_get_idx(list, i);

		if (text_equal(json_object_get_string(json_object_array_get_idx(row, 0)),
			       name))
			return json_object_get_string(json_object_array_get_idx(row, 1));
	}
	return NULL;
}

static struct reply *replay(size_t n)
{
	struct json_object *recorded = vector(launches[n].vector);
	struct json_object *registration = json_object_of(recorded, "registration");
	struct json_object *login =
		json_array_of(json_object_of(recorded, "login_initiation"), "params");
	int64_t at_s = json_int(recorded, "valid_at", 0);
	const char *set = text_starts_with(launches[n].vector, "moodle")
				  ? "moodle-4.5/jwks.json"
				  : "ilias-8.12/jwks.json";
	const char *id = kit_add_platform(json_text(registration, "issuer"),
					  json_text(registration, "client_id"),
					  json_text(registration, "deployment_id"),
					  launches[n].profile, PLATFORM_ACTIVE);
	struct kit_login sealed = kit_seal(
		id, json_text(json_object_of(recorded, "expected"), "nonce"),
		pair(login, "target_link_uri"), pair(login, "lti_deployment_id"), at_s);
	const char *body = json_text(json_object_of(recorded, "launch_request"), "body");
	const char *state = strstr(body, "&state=");

	kit_jwks = json_object_to_json_string(json_object_of(vector(set), "jwks"));
	/* The form as it came, but for the state, which was another tool's. */
	if (!state)
		body = arena_printf(kit_arena, "state=%s&%s", sealed.state,
				    strchr(body, '&') + 1);
	else
		body = arena_printf(kit_arena, "%.*s&state=%s", (int)(state - body), body,
				    sealed.state);
	return lms_launch(kit_call_at(at_s, HTTP_POST, body, sealed.cookie));
}

START_TEST(what_real_platforms_send_opens_a_session)
{
	const char *rank;
	struct reply *reply = replay((size_t)_i);

	ck_assert_msg(reply_status(reply) == 303, "%s: %s", launches[_i].vector,
		      kit_body(reply));
	ck_assert_int_eq(db_get_text(db_reader(fixture_db), kit_arena, &rank,
				     "SELECT rank FROM session", ""),
			 DB_OK);
	ck_assert_msg(text_equal(rank, launches[_i].rank), "%s: %s", launches[_i].vector,
		      rank);
}
END_TEST

/* Names and addresses are in these tokens; none of them may come to rest with us. */
START_TEST(no_name_comes_to_rest_in_the_store)
{
	static const char *const texts[] = {"Stefan", "Sara", "Student", "example.test",
					    "@"};
	const char *all;

	ck_assert_int_eq(reply_status(replay((size_t)_i)), 303);
	ck_assert_int_eq(
		db_get_text(db_reader(fixture_db), kit_arena, &all,
			    "SELECT person || ' ' || locale || ' ' || message || ' ' || "
			    "COALESCE(for_person, '') FROM session",
			    ""),
		DB_OK);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		ck_assert_msg(strstr(all, texts[i]) == NULL, "%s in %s", texts[i], all);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("recorded");
	TCase *tests = tcase_create("recorded");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, kit_setup, kit_teardown);
	tcase_add_loop_test(tests, what_real_platforms_send_opens_a_session, 0,
			    ARRAY_LEN(launches));
	tcase_add_loop_test(tests, no_name_comes_to_rest_in_the_store, 0,
			    ARRAY_LEN(launches));
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
