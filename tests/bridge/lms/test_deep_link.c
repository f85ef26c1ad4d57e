/* Deep link: a lecturer adds a tutor from inside the LMS; the answer is signed and kept apart. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "call/form.h"
#include "course/presets.h"
#include "lms/admit.h"
#include "lms/api.h"
#include "lms/deep_link.h"
#include "lms/keys.h"

#define DL(name) "https://purl.imsglobal.org/spec/lti-dl/claim/" name
#define RETURN "https://lms.test/return?sesskey=1&a=b"
#define INSTRUCTOR "[\"http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor\"]"

static void setup(void)
{
	kit_setup();
	ck_assert_int_eq(keys_ensure(fixture_db, kit_parts.sealer, kit_arena, KIT_NOW),
			 DB_OK);
}

static struct json_object *request_claims(const char *nonce)
{
	struct json_object *claims = kit_claims(nonce);

	json_put_text(claims, CLAIM("message_type"), "LtiDeepLinkingRequest");
	kit_put(claims, CLAIM("roles"), INSTRUCTOR);
	kit_put(claims, CLAIM("resource_link"), NULL);
	kit_put(claims, DL("deep_linking_settings"),
		"{\"deep_link_return_url\":\"" RETURN
		"\",\"accept_types\":[\"ltiResourceLink\"],"
		"\"accept_presentation_document_targets\":[\"iframe\"],\"title\":\"Tutor "
		"\\\"A\\\"\","
		"\"data\":\"opaque\"}");
	return claims;
}

static struct reply *request(struct json_object *claims, const struct kit_login *login)
{
	return lms_launch(kit_call(HTTP_POST, kit_form(login->state, kit_sign(claims)),
				   login->cookie));
}

/* The value of an attribute behind a mark in a page. */
static const char *cut(const char *page, const char *mark)
{
	const char *at = strstr(page, mark);

	ck_assert_msg(at != NULL, "%s: %s", mark, page);
	at += strlen(mark);
	return arena_strndup(kit_arena, at, strcspn(at, "\""));
}

/* The sealed request that the form of a good request carries. */
static const char *sealed(void)
{
	struct kit_login login = kit_log_in();
	struct reply *reply = request(request_claims(login.nonce), &login);

	ck_assert_msg(reply_status(reply) == 200, "%s", kit_body(reply));
	return cut(kit_body(reply), "name=\"request\" value=\"");
}

static struct reply *submit_at(int64_t now_s, const char *request_value, const char *rest)
{
	return lms_deep_link(kit_call_at(
		now_s, HTTP_POST,
		arena_printf(kit_arena, "request=%s&%s", request_value, rest), NULL));
}

static struct reply *submit(const char *request_value, const char *rest)
{
	return submit_at(KIT_NOW + 120, request_value, rest);
}

/* The payload of the answer, its signature checked with what we publish. */
static struct json_object *answer_of(const struct reply *reply)
{
	struct lti_jws_policy policy = {.algs = LTI_ALG_RS256};
	const char *token = cut(kit_body(reply), "name=\"JWT\" value=\""), *jwks;
	struct json_object *payload;
	struct lti_error why = {0};
	struct lti_jwks *keys;
	size_t len;
	char *bytes;

	ck_assert_int_eq(keys_jwks(&jwks, db_reader(fixture_db), kit_parts.sealer,
				   kit_arena, KIT_NOW),
			 DB_OK);
	ck_assert_int_eq(lti_jwks_parse(&keys, jwks, strlen(jwks), &why), LTI_OK);
	ck_assert_int_eq(lti_jws_verify(&bytes, &len, token, keys, &policy, &why),
			 LTI_OK);
	payload = json_parse(kit_arena, bytes, len);
	free(bytes);
	lti_jwks_free(keys);
	return payload;
}

START_TEST(the_form_shows_what_the_lms_suggested)
{
	struct kit_login login = kit_log_in();
	struct reply *reply = request(request_claims(login.nonce), &login);
	const char *page = kit_body(reply);

	ck_assert_int_eq(reply_status(reply), 200);
	ck_assert_ptr_nonnull(strstr(page, "value=\"Tutor &quot;A&quot;\""));
	ck_assert_ptr_nonnull(
		strstr(page, "Aktivität hinzufügen")); /* the launch's locale */
	ck_assert_ptr_nonnull(strstr(page, presets[0].id));
	ck_assert_str_eq(reply_ancestors(reply), "https://lms.test");
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM activity"),
			 0); /* nothing chosen yet */
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM session"), 0);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM nonce"), 1);
}
END_TEST

START_TEST(a_chosen_tutor_is_made_and_told_to_the_lms)
{
	const char *preset =
		arena_printf(kit_arena, "%s%%2F%s", presets[0].id, presets[0].language);
	struct reply *reply = submit(
		sealed(),
		arena_printf(kit_arena, "do=add&title=Mein+Tutor&preset=%s", preset));
	struct json_object *answer, *item;
	const char *id, *document;

	ck_assert_msg(reply_status(reply) == 200, "%s", kit_body(reply));
	ck_assert_ptr_nonnull(strstr(
		kit_body(reply), "action=\"https://lms.test/return?sesskey=1&amp;a=b\""));
	ck_assert_ptr_nonnull(strstr(kit_header(reply, "Content-Security-Policy"),
				     "form-action https://lms.test"));
	answer = answer_of(reply);
	ck_assert_str_eq(json_text(answer, "iss"), KIT_CLIENT);
	ck_assert_str_eq(json_text(answer, CLAIM("message_type")),
			 "LtiDeepLinkingResponse");
	ck_assert_str_eq(json_text(answer, CLAIM("deployment_id")), KIT_DEPLOYMENT);
	ck_assert_str_eq(json_text(answer, DL("data")), "opaque");
	item = json_object_array_get_idx(json_array_of(answer, DL("content_items")), 0);
	ck_assert_str_eq(json_text(item, "title"), "Mein Tutor");
	ck_assert_str_eq(json_text(item, "url"), KIT_LAUNCH);
	ck_assert_int_eq(db_get_text(db_reader(fixture_db), kit_arena, &id,
				     "SELECT id FROM activity WHERE title = 'Mein Tutor' "
				     "AND kind = 'tutor' AND status = 'active'",
				     ""),
			 DB_OK);
	ck_assert_str_eq(json_text(json_object_of(item, "custom"), ACTIVITY_PARAM), id);
	ck_assert_int_eq(
		db_get_text(db_reader(fixture_db), kit_arena, &document,
			    "SELECT document FROM policy WHERE level = 'activity'", ""),
		DB_OK);
	ck_assert_ptr_nonnull(strstr(document, "system_prompt"));
}
END_TEST

START_TEST(the_link_then_opens_that_tutor)
{
	struct json_object *answer, *item, *claims;
	struct kit_login login;
	const char *id, *opened;

	answer = answer_of(submit(sealed(), "do=add&title=Mein+Tutor&preset="));
	item = json_object_array_get_idx(json_array_of(answer, DL("content_items")), 0);
	id = json_text(json_object_of(item, "custom"), ACTIVITY_PARAM);
	login = kit_log_in();
	claims = kit_claims(login.nonce);
	kit_put(claims, CLAIM("custom"),
		arena_printf(kit_arena, "{\"%s\":\"%s\",\"%s\":\"$Context.id.history\"}",
			     ACTIVITY_PARAM, id, HISTORY_PARAM));
	ck_assert_int_eq(reply_status(request(claims, &login)), 303);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM activity"), 1);
	ck_assert_int_eq(db_get_text(db_reader(fixture_db), kit_arena, &opened,
				     "SELECT activity_id FROM session", ""),
			 DB_OK);
	ck_assert_str_eq(opened, id);
}
END_TEST

/* The one item of the answer. */
static struct json_object *item_of(const struct reply *reply)
{
	ck_assert_msg(reply_status(reply) == 200, "%s", kit_body(reply));
	return json_object_array_get_idx(
		json_array_of(answer_of(reply), DL("content_items")), 0);
}

START_TEST(a_feedback_activity_brings_its_grade_item)
{
	struct json_object *item =
		item_of(submit(sealed(), "do=add&kind=feedback&title=Essay+1&preset=&"
					 "graded_feedback=1&maximum=20.5&label=Punkte"));
	struct json_object *line = json_object_of(item, "lineItem");
	const char *id;

	ck_assert_int_eq(db_get_text(db_reader(fixture_db), kit_arena, &id,
				     "SELECT id FROM activity WHERE kind = 'feedback'",
				     ""),
			 DB_OK);
	ck_assert_str_eq(json_text(line, "label"), "Punkte");
	ck_assert(json_number(line, "scoreMaximum", 0) == 20.5);
	ck_assert_str_eq(json_text(line, "resourceId"), id);
	ck_assert_str_eq(json_text(line, "tag"), "feedback");
	ck_assert_str_eq(json_text(json_object_of(line, "submissionReview"), "url"),
			 KIT_LAUNCH);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM policy"), 0);
}
END_TEST

START_TEST(what_is_left_empty_has_a_name_of_its_own)
{
	struct json_object *item =
		item_of(submit(sealed(), "do=add&kind=feedback&title=+&graded_feedback=1&"
					 "maximum=100&label="));

	ck_assert_str_eq(json_text(item, "title"), "Feedback");
	ck_assert_str_eq(json_text(json_object_of(item, "lineItem"), "label"),
			 "Feedback");
	item = item_of(submit(sealed(), "do=add&title="));
	ck_assert_str_eq(json_text(item, "title"), "KI-Tutor"); /* German launch */
}
END_TEST

START_TEST(no_grade_item_is_made_unless_it_is_asked_for)
{
	struct json_object *item = item_of(
		submit(sealed(), "do=add&kind=feedback&title=x&maximum=10&label=y"));

	ck_assert_ptr_null(json_object_of(item, "lineItem"));
	/* The other kind's tick counts for nothing. */
	item = item_of(submit(sealed(), "do=add&kind=tutor&title=x&graded_feedback=1&"
					"maximum=10&label=y"));
	ck_assert_ptr_null(json_object_of(item, "lineItem"));
	item = item_of(submit(sealed(), "do=add&kind=tutor&title=x&graded_tutor=1&"
					"maximum=10&label=y"));
	ck_assert_str_eq(json_text(json_object_of(item, "lineItem"), "tag"), "tutor");
}
END_TEST

START_TEST(an_lms_that_takes_no_grade_items_is_not_offered_any)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = request_claims(login.nonce);
	struct reply *reply;
	const char *page, *request_value;

	kit_put(claims, DL("deep_linking_settings"),
		"{\"deep_link_return_url\":\"" RETURN
		"\",\"accept_types\":[\"ltiResourceLink\"],\"accept_lineitem\":false,"
		"\"accept_presentation_document_targets\":[\"iframe\"]}");
	reply = request(claims, &login);
	page = kit_body(reply);
	ck_assert_int_eq(reply_status(reply), 200);
	ck_assert_ptr_null(strstr(page, "name=\"maximum\""));
	ck_assert_ptr_nonnull(strstr(page, "value=\"feedback\""));
	request_value = cut(page, "name=\"request\" value=\"");
	ck_assert_ptr_null(json_object_of(
		item_of(submit(request_value, "do=add&kind=feedback&title=x&"
					      "graded_feedback=1&maximum=9")),
		"lineItem"));
}
END_TEST

START_TEST(cancelling_is_told_to_the_lms_too)
{
	struct reply *reply = submit(sealed(), "do=cancel&title=");
	struct json_object *items = json_array_of(answer_of(reply), DL("content_items"));

	ck_assert_int_eq(reply_status(reply), 200);
	ck_assert(!items || json_object_array_length(items) == 0);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM activity"), 0);
}
END_TEST

START_TEST(students_add_nothing)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = request_claims(login.nonce);

	kit_put(claims, CLAIM("roles"),
		"[\"http://purl.imsglobal.org/vocab/lis/v2/membership#Learner\"]");
	ck_assert_int_eq(reply_status(request(claims, &login)), 403);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM nonce"), 0);
}
END_TEST

START_TEST(an_lms_that_takes_no_links_gets_none)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = request_claims(login.nonce);

	kit_put(claims, DL("deep_linking_settings"),
		"{\"deep_link_return_url\":\"" RETURN "\",\"accept_types\":[\"image\"],"
		"\"accept_presentation_document_targets\":[\"iframe\"]}");
	ck_assert_int_eq(reply_status(request(claims, &login)), 400);
}
END_TEST

START_TEST(a_form_that_is_not_ours_or_too_old_makes_nothing)
{
	char *broken = arena_strdup(kit_arena, sealed());
	const char *good = sealed();

	broken[20] = broken[20] == 'A' ? 'B' : 'A';
	ck_assert_int_eq(reply_status(submit(broken, "do=add&title=x")), 400);
	ck_assert_int_eq(reply_status(submit_at(KIT_NOW + DEEP_LINK_LIFE_S + 1, good,
						"do=add&title=x")),
			 400);
	ck_assert_int_eq(reply_status(submit(good, "do=add&title=x&kind=exam")), 400);
	ck_assert_int_eq(
		reply_status(
			submit(good, "do=add&kind=feedback&graded_feedback=1&maximum=0")),
		400);
	ck_assert_int_eq(
		reply_status(submit(
			good, "do=add&kind=feedback&graded_feedback=1&maximum=1e9")),
		400);
	ck_assert_int_eq(
		reply_status(submit(good, "do=add&kind=feedback&graded_feedback=1")),
		400);
	ck_assert_int_eq(reply_status(lms_deep_link(kit_call(HTTP_POST, "", NULL))), 400);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM activity"), 0);
}
END_TEST

static enum db_status disable(struct db_conn *tx, void *arg)
{
	(void)arg;
	return deployment_set_status(tx, kit_platform, KIT_DEPLOYMENT, PLATFORM_DISABLED);
}

START_TEST(what_was_switched_off_meanwhile_makes_nothing)
{
	const char *good = sealed();

	ck_assert_int_eq(db_write(fixture_db, disable, NULL), DB_OK);
	ck_assert_int_eq(reply_status(submit(good, "do=add&title=x")), 403);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM activity"), 0);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("deep_link");
	TCase *tests = tcase_create("deep_link");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, setup, kit_teardown);
	tcase_add_test(tests, the_form_shows_what_the_lms_suggested);
	tcase_add_test(tests, a_chosen_tutor_is_made_and_told_to_the_lms);
	tcase_add_test(tests, the_link_then_opens_that_tutor);
	tcase_add_test(tests, a_feedback_activity_brings_its_grade_item);
	tcase_add_test(tests, what_is_left_empty_has_a_name_of_its_own);
	tcase_add_test(tests, no_grade_item_is_made_unless_it_is_asked_for);
	tcase_add_test(tests, an_lms_that_takes_no_grade_items_is_not_offered_any);
	tcase_add_test(tests, cancelling_is_told_to_the_lms_too);
	tcase_add_test(tests, students_add_nothing);
	tcase_add_test(tests, an_lms_that_takes_no_links_gets_none);
	tcase_add_test(tests, a_form_that_is_not_ours_or_too_old_makes_nothing);
	tcase_add_test(tests, what_was_switched_off_meanwhile_makes_nothing);
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
