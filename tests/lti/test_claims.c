/*
 * Claims: what a verified launch says, message by message, and the proof of an LTI 1.1
 * key.
 */
#include <lti/legacy.h>
#include <string.h>

#include "mint.h"
#include "run.h"

struct edit {
	const char *path, *json; /* json NULL: taken away */
};

static struct lti_registration registration;
static struct lti_launch_expect expect;
static struct lti_error why;

static void set_up(void)
{
	registration = mint_registration();
	expect = mint_expect();
}

/* Takes the payload over. */
static enum lti_status verify(struct lti_launch **out, struct json_object *payload)
{
	return mint_launch(out, payload, &registration, &expect, &why);
}

/* --- what the claims say --- */

START_TEST(a_full_launch_is_read_completely)
{
	LTI_AUTO_LAUNCH *launch = NULL;
	const struct lti_claims *c;

	ck_assert_int_eq(verify(&launch, mint_payload(TEACHER)), LTI_OK);
	c = lti_launch_claims(launch);
	ck_assert_int_eq(c->message, LTI_MESSAGE_RESOURCE_LINK);
	ck_assert_str_eq(c->issuer, MINT_ISSUER);
	ck_assert_str_eq(c->client_id, MINT_CLIENT);
	ck_assert_str_eq(c->nonce, MINT_NONCE);
	ck_assert_int_eq(c->issued_s, 1799999990);
	ck_assert_int_eq(c->expires_s, 1800000050);
	ck_assert_str_eq(c->target_link_uri, MINT_TARGET);
	ck_assert(c->target_signed);
	ck_assert_str_eq(c->person.subject, "user-1");
	ck_assert_str_eq(c->person.name, "Ada Lovelace");
	ck_assert_str_eq(c->person.email, "ada@uni.example");
	ck_assert_str_eq(c->person.locale, "de-DE");
	ck_assert_str_eq(c->context.id, "c1");
	ck_assert_uint_eq(c->context.types, LTI_CONTEXT_COURSE_SECTION);
	ck_assert_str_eq(c->resource_link.title, "Tutor");
	ck_assert_ptr_null(c->resource_link.description);
	ck_assert_str_eq(c->presentation.return_url, "https://lms.example/r?c=1");
	ck_assert_str_eq(c->presentation.locale, "de");
	ck_assert_str_eq(c->presentation.document_target, "iframe");
	ck_assert_uint_eq(c->grades.scopes, LTI_SCOPE_SCORE);
	ck_assert_str_eq(c->grades.line_items, "https://lms.example/items?t=1");
	ck_assert_str_eq(c->roster.memberships_url, "https://lms.example/members");
	ck_assert_ptr_null(c->deep_linking.return_url);
	ck_assert_ptr_null(c->for_user.user_id);
	ck_assert_ptr_null(c->legacy.consumer_key);
}
END_TEST

static const struct {
	const char *path, *json;
	size_t at;
} absent_texts[] = {
	{"name", "\"-\"", offsetof(struct lti_claims, person.name)},
	{"given_name", "\"-\"", offsetof(struct lti_claims, person.given_name)},
	{"family_name", "\"\"", offsetof(struct lti_claims, person.family_name)},
	{"email", "\"\"", offsetof(struct lti_claims, person.email)},
	{"picture", "\"\"", offsetof(struct lti_claims, person.picture)},
	{"picture", "\"javascript:alert(1)\"",
	 offsetof(struct lti_claims, person.picture)},
	{CLAIM "launch_presentation|return_url", "\"\"",
	 offsetof(struct lti_claims, presentation.return_url)},
	{CLAIM "launch_presentation|return_url", "\"javascript:alert(1)\"",
	 offsetof(struct lti_claims, presentation.return_url)},
	{CLAIM "launch_presentation|return_url", "\"//evil.example\"",
	 offsetof(struct lti_claims, presentation.return_url)},
	{AGS_CLAIM "|lineitem", "\"\"", offsetof(struct lti_claims, grades.line_item)},
	{AGS_CLAIM "|lineitems", "\"file:///etc/passwd\"",
	 offsetof(struct lti_claims, grades.line_items)},
	{NRPS_CLAIM "|context_memberships_url", "\"gopher://x\"",
	 offsetof(struct lti_claims, roster.memberships_url)},
};

START_TEST(placeholders_and_other_schemes_are_nothing)
{
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload = mint_payload(STUDENT);
	const char *field;

	mint_edit(payload, absent_texts[_i].path, absent_texts[_i].json);
	ck_assert_int_eq(verify(&launch, payload), LTI_OK);
	memcpy(&field, (const char *)lti_launch_claims(launch) + absent_texts[_i].at,
	       sizeof(field));
	ck_assert_msg(!field, "%s %s", absent_texts[_i].path, absent_texts[_i].json);
}
END_TEST

START_TEST(custom_values_are_texts)
{
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload = mint_payload(STUDENT);
	const char *key, *value, *role;
	size_t at = 0;

	mint_edit(payload, CLAIM "custom",
		  "{\"text\":\"a\",\"empty\":\"\",\"number\":7,\"real\":0.5,\"yes\":true,"
		  "\"nothing\":null,\"list\":[1],\"object\":{\"a\":1},\"var\":\"$X.y\"}");
	ck_assert_int_eq(verify(&launch, payload), LTI_OK);
	ck_assert_str_eq(lti_launch_custom(launch, "text"), "a");
	ck_assert_str_eq(lti_launch_custom(launch, "empty"), "");
	ck_assert_str_eq(lti_launch_custom(launch, "number"), "7");
	ck_assert_str_eq(lti_launch_custom(launch, "real"), "0.5");
	ck_assert_str_eq(lti_launch_custom(launch, "yes"), "true");
	ck_assert_str_eq(lti_launch_custom(launch, "var"), "$X.y");
	ck_assert_ptr_null(lti_launch_custom(launch, "nothing"));
	ck_assert_ptr_null(lti_launch_custom(launch, "list"));
	ck_assert_ptr_null(lti_launch_custom(launch, "object"));
	ck_assert_ptr_null(lti_launch_custom(launch, "absent"));
	while (lti_launch_custom_next(launch, &at, &key, &value))
		ck_assert_str_eq(lti_launch_custom(launch, key), value);
	ck_assert_uint_eq(at, 6);
	at = 0;
	ck_assert(lti_launch_role_next(launch, &at, &role));
	ck_assert_str_eq(role, STUDENT);
	ck_assert(!lti_launch_role_next(launch, &at, &role));
}
END_TEST

/* --- other messages --- */

static const struct {
	const char *what;
	struct edit edit;
	enum lti_status status;
} deep[] = {
	{"complete", {"x", NULL}, LTI_OK},
	{"no roles", {CLAIM "roles", NULL}, LTI_OK},
	{"no settings", {DL_CLAIM "deep_linking_settings", NULL}, LTI_ERR_DEEP_LINKING},
	{"settings that are a text",
	 {DL_CLAIM "deep_linking_settings", "\"x\""},
	 LTI_ERR_DEEP_LINKING},
	{"no return address",
	 {DL_CLAIM "deep_linking_settings|deep_link_return_url", NULL},
	 LTI_ERR_DEEP_LINKING},
	{"a return address that is no web address",
	 {DL_CLAIM "deep_linking_settings|deep_link_return_url", "\"javascript:x\""},
	 LTI_ERR_DEEP_LINKING},
	{"no types",
	 {DL_CLAIM "deep_linking_settings|accept_types", NULL},
	 LTI_ERR_DEEP_LINKING},
	{"no targets",
	 {DL_CLAIM "deep_linking_settings|accept_presentation_document_targets", NULL},
	 LTI_OK},
	{"accept_multiple a text",
	 {DL_CLAIM "deep_linking_settings|accept_multiple", "\"true\""},
	 LTI_ERR_CLAIM},
	{"no target_link_uri", {CLAIM "target_link_uri", NULL}, LTI_ERR_TARGET},
};

START_TEST(deep_linking_needs_its_settings)
{
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload = mint_deep_linking();
	enum lti_status status;

	mint_edit(payload, deep[_i].edit.path, deep[_i].edit.json);
	status = verify(&launch, payload);
	ck_assert_msg(status == deep[_i].status, "%s: %s %s", deep[_i].what,
		      lti_status_name(status), why.detail);
}
END_TEST

START_TEST(deep_linking_settings_are_read)
{
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload = mint_deep_linking();
	const struct lti_deep_linking *settings;

	ck_assert_int_eq(verify(&launch, payload), LTI_OK);
	settings = &lti_launch_claims(launch)->deep_linking;
	ck_assert_uint_eq(settings->types, LTI_CONTENT_RESOURCE_LINK | LTI_CONTENT_LINK);
	ck_assert(settings->accept_multiple);
	ck_assert(!settings->auto_create);
	ck_assert_int_eq(settings->accept_line_item, LTI_UNSAID);
	ck_assert_str_eq(settings->data, "csrf=1&x");
	ck_assert_ptr_null(lti_launch_claims(launch)->resource_link.id);
	lti_launch_free(launch);
	payload = mint_deep_linking();
	mint_edit(payload, DL_CLAIM "deep_linking_settings|accept_lineitem", "false");
	mint_edit(payload, DL_CLAIM "deep_linking_settings|data", "\"\"");
	ck_assert_int_eq(verify(&launch, payload), LTI_OK);
	settings = &lti_launch_claims(launch)->deep_linking;
	ck_assert_int_eq(settings->accept_line_item, LTI_NO);
	ck_assert_str_eq(settings->data, "");
}
END_TEST

START_TEST(a_submission_review_says_whose)
{
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload = mint_payload(TEACHER);

	mint_edit(payload, CLAIM "message_type", "\"LtiSubmissionReviewRequest\"");
	ck_assert_int_eq(verify(&launch, payload), LTI_ERR_FOR_USER);
	payload = mint_payload(TEACHER);
	mint_edit(payload, CLAIM "message_type", "\"LtiSubmissionReviewRequest\"");
	mint_edit(payload, CLAIM "for_user",
		  "{\"user_id\":\"u9\",\"id\":\"old\",\"name\":\"Bob\",\"roles\":["
		  "\"Learner\"]}");
	ck_assert_int_eq(verify(&launch, payload), LTI_OK);
	ck_assert_str_eq(lti_launch_claims(launch)->for_user.user_id, "u9");
	ck_assert_str_eq(lti_launch_claims(launch)->for_user.name, "Bob");
	ck_assert_uint_eq(lti_launch_claims(launch)->for_user.roles, LTI_ROLE_LEARNER);
}
END_TEST

START_TEST(a_data_privacy_launch_has_two_names)
{
	static const char *const names[] = {"\"LtiDataPrivacyLaunchRequest\"",
					    "\"DataPrivacyLaunchRequest\""};
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload = mint_payload(TEACHER);

	mint_edit(payload, CLAIM "message_type", names[_i]);
	mint_edit(payload, CLAIM "resource_link", NULL);
	mint_edit(payload, CLAIM "context", NULL);
	mint_edit(payload, CLAIM "target_link_uri", NULL);
	mint_edit(payload, CLAIM "for_user", "{\"id\":\"u9\"}");
	ck_assert_int_eq(verify(&launch, payload), LTI_OK);
	ck_assert_int_eq(lti_launch_claims(launch)->message, LTI_MESSAGE_DATA_PRIVACY);
	ck_assert_str_eq(lti_launch_claims(launch)->for_user.user_id, "u9");
}
END_TEST

/* --- the proof of an LTI 1.1 key --- */

#define OLD_KEY "\"oauth_consumer_key\":\"179248902\""
#define GOLDEN "lWd54kFo5qU7xshAna6v8BwoBm6tmUjc6GTax6+12ps="

/* The migration guide's example. */
START_TEST(the_golden_signature)
{
	struct lti_claims claims = {
		.issuer = "https://lmsvendor.com",
		.client_id = "PM48OJSfGDTAzAo",
		.deployment_id = "689302",
		.nonce = "172we8671fd8z",
		.expires_s = 1551290856,
		.legacy.consumer_key = "179248902",
	};
	char sign[LTI_LEGACY_SIGN_TEXT];

	ck_assert_int_eq(lti_legacy_sign(sign, &claims, "my-lti11-secret"), LTI_OK);
	ck_assert_str_eq(sign, GOLDEN);
}
END_TEST

static enum lti_status verify_legacy(const char *lti1p1, const char *secret)
{
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload = mint_payload(TEACHER);

	registration.issuer = "https://lmsvendor.com";
	registration.client_id = "PM48OJSfGDTAzAo";
	expect =
		(struct lti_launch_expect){.nonce = "172we8671fd8z", .now_s = 1551290850};
	mint_edit(payload, "iss", "\"https://lmsvendor.com\"");
	mint_edit(payload, "aud", "\"PM48OJSfGDTAzAo\"");
	mint_edit(payload, "iat", "1551290796");
	mint_edit(payload, "exp", "1551290856");
	mint_edit(payload, "nonce", "\"172we8671fd8z\"");
	mint_edit(payload, CLAIM "deployment_id", "\"689302\"");
	mint_edit(payload, CLAIM "lti1p1", lti1p1);
	ck_assert_int_eq(verify(&launch, payload), LTI_OK);
	if (!lti_legacy_claimed(launch))
		return LTI_ERR_MIGRATION;
	return lti_legacy_verify(launch, secret, &why);
}

START_TEST(an_old_key_is_believed_with_its_signature_only)
{
	ck_assert_int_eq(verify_legacy("{" OLD_KEY
				       ",\"oauth_consumer_key_sign\":\"" GOLDEN "\"}",
				       "my-lti11-secret"),
			 LTI_OK);
	ck_assert_int_eq(verify_legacy("{" OLD_KEY
				       ",\"oauth_consumer_key_sign\":\"" GOLDEN "\"}",
				       "another secret"),
			 LTI_ERR_MIGRATION);
	ck_assert_int_eq(verify_legacy("{" OLD_KEY "}", "my-lti11-secret"),
			 LTI_ERR_MIGRATION);
	ck_assert_int_eq(verify_legacy("{\"user_id\":\"old\"}", "my-lti11-secret"),
			 LTI_ERR_MIGRATION);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("claims");
	TCase *tcase = tcase_create("claims");

	mint_keys();
	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_full_launch_is_read_completely);
	add_rows(tcase, placeholders_and_other_schemes_are_nothing, absent_texts);
	tcase_add_test(tcase, custom_values_are_texts);
	add_rows(tcase, deep_linking_needs_its_settings, deep);
	tcase_add_test(tcase, deep_linking_settings_are_read);
	tcase_add_test(tcase, a_submission_review_says_whose);
	tcase_add_loop_test(tcase, a_data_privacy_launch_has_two_names, 0, 2);
	tcase_add_test(tcase, the_golden_signature);
	tcase_add_test(tcase, an_old_key_is_believed_with_its_signature_only);
	return run_suite(suite);
}
