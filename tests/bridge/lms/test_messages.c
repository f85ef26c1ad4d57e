/*
 * Messages: a submission review opens one person's work, for those who teach them and for
 * themself; a data privacy launch opens what is held on a person.
 */
#include <check.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "course/session.h"
#include "course/tenant.h"
#include "lms/api.h"
#include "privacy/pseudonym.h"

#define AGS "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
#define MEMBER "http://purl.imsglobal.org/vocab/lis/v2/membership#"
#define SYSTEM "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
#define ITEM "https://lms.test/items/1"

static struct reply *launch(struct json_object *claims, const struct kit_login *login)
{
	return lms_launch(kit_call(HTTP_POST, kit_form(login->state, kit_sign(claims)),
				   login->cookie));
}

static const char *pseudonym(const char *subject)
{
	char *person = arena_alloc(kit_arena, PSEUDONYM_TEXT);
	struct tenant tenant;

	ck_assert_int_eq(
		tenant_find(&tenant, db_reader(fixture_db), kit_arena, kit_tenant),
		DB_OK);
	return pseudonym_make(person, tenant.secret, kit_platform, "generic", subject);
}

static const char *text_of(const char *sql)
{
	const char *text = NULL;

	ck_assert_int_eq(db_get_text(db_reader(fixture_db), kit_arena, &text, sql, ""),
			 DB_OK);
	return text;
}

/* A student opens the activity; the claims of everything else come from here. */
static void setup(void)
{
	struct kit_login login;

	kit_setup();
	login = kit_log_in();
	ck_assert_int_eq(reply_status(launch(kit_claims(login.nonce), &login)), 303);
}

static struct json_object *review(const struct kit_login *login, const char *viewer,
				  const char *role, const char *of)
{
	struct json_object *claims = kit_claims(login->nonce);

	json_put_text(claims, CLAIM("message_type"), "LtiSubmissionReviewRequest");
	json_put_text(claims, "sub", viewer);
	kit_put(claims, CLAIM("roles"), arena_printf(kit_arena, "[\"%s\"]", role));
	kit_put(claims, CLAIM("for_user"),
		arena_printf(kit_arena, "{\"user_id\":\"%s\"}", of));
	return claims;
}

static struct json_object *privacy(const struct kit_login *login, const char *type,
				   const char *viewer, const char *role, const char *of)
{
	struct json_object *claims = review(login, viewer, role, of);

	json_put_text(claims, CLAIM("message_type"), type);
	kit_put(claims, CLAIM("resource_link"), NULL);
	kit_put(claims, CLAIM("context"), NULL);
	if (!of)
		kit_put(claims, CLAIM("for_user"), NULL);
	return claims;
}

/* The last session's column; the student's own is the first. */
#define LAST(column)                                                                     \
	text_of("SELECT " column " FROM session WHERE message <> "                       \
		"'LtiResourceLinkRequest'")

START_TEST(a_lecturer_opens_a_students_work)
{
	struct kit_login login = kit_log_in();

	ck_assert_int_eq(reply_status(launch(review(&login, "teacher",
						    MEMBER "Instructor", "student-7"),
					     &login)),
			 303);
	ck_assert_str_eq(LAST("message"), "LtiSubmissionReviewRequest");
	ck_assert_str_eq(LAST("rank"), "lecturer");
	ck_assert_str_eq(LAST("person"), pseudonym("teacher"));
	ck_assert_str_eq(LAST("for_person"), pseudonym("student-7"));
	ck_assert_str_eq(LAST("activity_id"), text_of("SELECT id FROM activity"));
	ck_assert_str_eq(LAST("course_id"), text_of("SELECT id FROM course"));
}
END_TEST

START_TEST(students_open_their_own_work_only)
{
	struct kit_login login = kit_log_in();
	struct reply *reply = launch(
		review(&login, "student-7", MEMBER "Learner", "student-8"), &login);

	ck_assert_int_eq(reply_status(reply), 403);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM session"), 1);
	login = kit_log_in();
	ck_assert_int_eq(reply_status(launch(review(&login, "student-7", MEMBER "Learner",
						    "student-7"),
					     &login)),
			 303);
	ck_assert_str_eq(LAST("for_person"), LAST("person"));
	ck_assert_str_eq(LAST("rank"), "student");
}
END_TEST

START_TEST(who_administers_without_teaching_reviews_nothing)
{
	struct kit_login login = kit_log_in();

	ck_assert_int_eq(reply_status(launch(review(&login, "boss",
						    SYSTEM "Administrator", "student-7"),
					     &login)),
			 403);
}
END_TEST

START_TEST(a_review_makes_nothing_and_stays_in_its_course)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims =
		review(&login, "teacher", MEMBER "Instructor", "student-7");

	kit_put(claims, CLAIM("resource_link"), "{\"id\":\"never opened\"}");
	ck_assert_int_eq(reply_status(launch(claims, &login)), 404);
	login = kit_log_in();
	claims = review(&login, "teacher", MEMBER "Instructor", "student-7");
	kit_put(claims, CLAIM("context"), "{\"id\":\"a course of theirs\"}");
	ck_assert_int_eq(reply_status(launch(claims, &login)), 404);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM activity"), 1);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM course"), 1);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM session"), 1);
}
END_TEST

static enum db_status write_place(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx,
		       "INSERT INTO grade_place (deployment_id, resource_link_id, "
		       "activity_id, line_item, scopes, seen_s) SELECT deployment_id, "
		       "resource_link_id, activity_id, $1, 8, 1 FROM resource_link",
		       "t", ITEM);
}

START_TEST(the_gradebooks_column_leads_to_its_activity)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims =
		review(&login, "teacher", MEMBER "Instructor", "student-7");

	ck_assert_int_eq(db_write(fixture_db, write_place, NULL), DB_OK);
	kit_put(claims, CLAIM("resource_link"), "{\"id\":\"of the gradebook\"}");
	kit_put(claims, AGS,
		"{\"scope\":[\"https://purl.imsglobal.org/spec/lti-ags/scope/score\"],"
		"\"lineitem\":\"" ITEM "\"}");
	ck_assert_int_eq(reply_status(launch(claims, &login)), 303);
	ck_assert_str_eq(LAST("activity_id"), text_of("SELECT id FROM activity"));
}
END_TEST

/* clang-format off */
static const struct {
	const char *type, *viewer, *role, *of;
	int status;
	bool others;
} asked[] = {
	{ "LtiDataPrivacyLaunchRequest", "student-7", MEMBER "Learner", NULL, 303, false },
	{ "DataPrivacyLaunchRequest", "student-7", MEMBER "Learner", "student-7", 303, false },
	{ "LtiDataPrivacyLaunchRequest", "student-7", MEMBER "Learner", "student-8", 403, false },
	{ "LtiDataPrivacyLaunchRequest", "teacher", MEMBER "Instructor", "student-7", 403, false },
	{ "DataPrivacyLaunchRequest", "boss", SYSTEM "Administrator", "student-7", 303, true },
};
/* clang-format on */

START_TEST(ones_own_data_or_for_an_admin_anothers)
{
	struct kit_login login = kit_log_in();
	int status = reply_status(launch(privacy(&login, asked[_i].type, asked[_i].viewer,
						 asked[_i].role, asked[_i].of),
					 &login));

	ck_assert_int_eq(status, asked[_i].status);
	if (status != 303) {
		ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM session"), 1);
		return;
	}
	ck_assert_str_eq(LAST("message"), SESSION_PRIVACY);
	ck_assert_ptr_null(LAST("course_id"));
	ck_assert_str_eq(LAST("person"), pseudonym(asked[_i].viewer));
	if (asked[_i].others)
		ck_assert_str_eq(LAST("for_person"), pseudonym(asked[_i].of));
	else
		ck_assert_ptr_null(LAST("for_person"));
}
END_TEST

START_TEST(whose_data_a_session_shows)
{
	struct session session = {.person = "me", .for_person = "them"};

	session.message = SESSION_PRIVACY;
	ck_assert_str_eq(session_data_person(&session), "them");
	session.message = "LtiSubmissionReviewRequest";
	ck_assert_str_eq(session_data_person(&session), "me");
	session.for_person = NULL;
	session.message = SESSION_PRIVACY;
	ck_assert_str_eq(session_data_person(&session), "me");
}
END_TEST

START_TEST(other_messages_get_a_page_that_says_what_is_served)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = kit_claims(login.nonce);
	struct reply *reply;

	json_put_text(claims, CLAIM("message_type"), "LtiStartProctoring");
	reply = launch(claims, &login);
	ck_assert_int_eq(reply_status(reply), 400);
	ck_assert_ptr_nonnull(strstr(kit_body(reply), "reviewing submissions"));
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM session"), 1);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("messages");
	TCase *tests = tcase_create("messages");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, setup, kit_teardown);
	tcase_add_test(tests, a_lecturer_opens_a_students_work);
	tcase_add_test(tests, students_open_their_own_work_only);
	tcase_add_test(tests, who_administers_without_teaching_reviews_nothing);
	tcase_add_test(tests, a_review_makes_nothing_and_stays_in_its_course);
	tcase_add_test(tests, the_gradebooks_column_leads_to_its_activity);
	tcase_add_test(tests, whose_data_a_session_shows);
	tcase_add_test(tests, other_messages_get_a_page_that_says_what_is_served);
	if (argc == 1)
		tcase_add_loop_test(tests, ones_own_data_or_for_an_admin_anothers, 0,
				    ARRAY_LEN(asked));
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
