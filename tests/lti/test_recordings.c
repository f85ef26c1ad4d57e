/*
 * Every id_token that a real Moodle 4.5 and a real ILIAS 8.12 sent, through the whole
 * launch: the login they sent before it, the clock of that day, the key set they
 * published.
 */
#include <lti/login.h>
#include <stdio.h>
#include <string.h>

#include "run.h"
#include "vector.h"

#define CLAIM "https://purl.imsglobal.org/spec/lti/claim/"

static char moodle[64][128], ilias[64][128];
static size_t moodle_count, ilias_count;

struct recording {
	struct json_object *file, *payload;
	struct lti_jwks *keys;
	struct lti_registration registration;
	struct lti_login_request login;
	struct lti_launch_expect expect;
	const char *token;
	int64_t until_s;
};

static const char *pair_value(void *pairs, const char *name)
{
	size_t i;

	for (i = 0; i < json_object_array_length(pairs); i++) {
		struct json_object *pair = json_object_array_get_idx(pairs, i);

		if (strcmp(json_object_get_string(json_object_array_get_idx(pair, 0)),
			   name) == 0)
			return json_object_get_string(json_object_array_get_idx(pair, 1));
	}
	return NULL;
}

static struct recording recording_open(const char *folder, const char *name,
				       const char *profile)
{
	struct recording r = {0};
	struct lti_error why;
	char path[320];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	r.file = vector_read(path);
	snprintf(path, sizeof(path), "%s/jwks.json", folder);
	r.keys = vector_keys(path);
	r.payload = vector_at(r.file, "payload");
	r.token = vector_text(r.file, "id_token");
	r.until_s = json_object_get_int64(vector_at(r.file, "valid_until"));
	r.registration.issuer = vector_text(r.file, "registration.issuer");
	r.registration.client_id = vector_text(r.file, "registration.client_id");
	r.registration.auth_url = vector_text(r.file, "registration.auth_login_url");
	r.registration.quirks = lti_quirks_of(profile);
	ck_assert_int_eq(lti_login_read(&r.login, pair_value,
					vector_at(r.file, "login_initiation.params"),
					&why),
			 LTI_OK);
	r.expect.nonce = vector_text(r.file, "expected.nonce");
	r.expect.deployment_id = r.login.deployment_id;
	r.expect.target_link_uri = r.login.target_link_uri;
	r.expect.redirect_uri = pair_value(
		vector_at(r.file, "tool_answer_to_login.params"), "redirect_uri");
	r.expect.now_s = json_object_get_int64(vector_at(r.file, "valid_at"));
	r.expect.leeway_s = 60;
	return r;
}

static void recording_close(struct recording *r)
{
	lti_jwks_free(r->keys);
	json_object_put(r->file);
}

static struct recording any_recording(int i)
{
	return (size_t)i < moodle_count
		       ? recording_open("moodle-4.5", moodle[i], "moodle")
		       : recording_open("ilias-8.12", ilias[(size_t)i - moodle_count],
					"ilias");
}

static enum lti_status verify(struct recording *r, struct lti_launch **out)
{
	struct lti_error why;

	return lti_launch_verify(out, r->token, &r->registration, r->keys, &r->expect,
				 &why);
}

/* The member as the library should hand it out: no empty texts, no "-" for names. */
static const char *payload_text(struct recording *r, const char *claim,
				const char *member)
{
	struct json_object *object = r->payload;
	const char *text;

	if (claim && !json_object_object_get_ex(object, claim, &object))
		return NULL;
	if (!json_object_object_get_ex(object, member, &object))
		return NULL;
	text = json_object_get_string(object);
	return *text && strcmp(text, "-") != 0 ? text : NULL;
}

static void same(const char *got, const char *wanted, const char *what)
{
	ck_assert_msg(got == wanted || (got && wanted && strcmp(got, wanted) == 0),
		      "%s: got %s, the platform said %s", what, got ? got : "nothing",
		      wanted ? wanted : "nothing");
}

START_TEST(every_recorded_launch_is_accepted_at_its_time)
{
	struct recording r = any_recording(_i);
	LTI_AUTO_LAUNCH *launch = NULL;
	struct lti_error why;
	enum lti_status status = lti_launch_verify(&launch, r.token, &r.registration,
						   r.keys, &r.expect, &why);

	ck_assert_msg(status == LTI_OK, "%s: %s", lti_status_name(status), why.detail);
	recording_close(&r);
}
END_TEST

START_TEST(what_a_launch_says_is_what_the_platform_said)
{
	struct recording r = any_recording(_i);
	LTI_AUTO_LAUNCH *launch = NULL;
	const struct lti_claims *c;

	ck_assert_int_eq(verify(&r, &launch), LTI_OK);
	c = lti_launch_claims(launch);
	same(c->person.subject, payload_text(&r, NULL, "sub"), "sub");
	same(c->person.name, payload_text(&r, NULL, "name"), "name");
	same(c->person.given_name, payload_text(&r, NULL, "given_name"), "given_name");
	same(c->person.family_name, payload_text(&r, NULL, "family_name"), "family_name");
	same(c->person.email, payload_text(&r, NULL, "email"), "email");
	same(c->person.sourcedid, payload_text(&r, CLAIM "lis", "person_sourcedid"),
	     "sourcedid");
	same(c->deployment_id, payload_text(&r, NULL, CLAIM "deployment_id"),
	     "deployment");
	same(c->context.id, payload_text(&r, CLAIM "context", "id"), "context id");
	same(c->context.title, payload_text(&r, CLAIM "context", "title"),
	     "context title");
	same(c->context.label, payload_text(&r, CLAIM "context", "label"),
	     "context label");
	same(c->resource_link.id, payload_text(&r, CLAIM "resource_link", "id"),
	     "link id");
	same(c->resource_link.title, payload_text(&r, CLAIM "resource_link", "title"),
	     "link");
	same(c->platform.product_family_code,
	     payload_text(&r, CLAIM "tool_platform", "product_family_code"), "product");
	same(c->presentation.return_url,
	     payload_text(&r, CLAIM "launch_presentation", "return_url"), "return_url");
	same(c->grades.line_item,
	     payload_text(&r, "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint",
			  "lineitem"),
	     "lineitem");
	same(c->roster.memberships_url,
	     payload_text(
		     &r,
		     "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice",
		     "context_memberships_url"),
	     "memberships");
	same(c->for_user.user_id, payload_text(&r, CLAIM "for_user", "user_id"),
	     "for_user");
	same(lti_message_name(c->message), payload_text(&r, NULL, CLAIM "message_type"),
	     "type");
	ck_assert_uint_ne(c->roles & LTI_ROLE_CONTEXT_ANY, 0);
	ck_assert_uint_ne(c->context.types, 0);
	recording_close(&r);
}
END_TEST

START_TEST(every_custom_parameter_arrives)
{
	struct recording r = any_recording(_i);
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *custom = NULL;
	const char *key, *value;
	size_t at = 0, count = 0;

	ck_assert_int_eq(verify(&r, &launch), LTI_OK);
	json_object_object_get_ex(r.payload, CLAIM "custom", &custom);
	if (custom) {
		json_object_object_foreach(custom, name, wanted)
		{
			if (!wanted) /* Moodle, for a variable that deep linking has not
				      */
				continue;
			value = lti_launch_custom(launch, name);
			same(value, json_object_get_string(wanted), name);
			count++;
		}
	}
	while (lti_launch_custom_next(launch, &at, &key, &value))
		ck_assert_ptr_nonnull(key);
	ck_assert_uint_eq(at, count);
	recording_close(&r);
}
END_TEST

START_TEST(a_recorded_token_lives_as_long_as_it_says)
{
	struct recording r = any_recording(_i);
	LTI_AUTO_LAUNCH *launch = NULL;

	r.expect.leeway_s = 0;
	r.expect.now_s = r.until_s;
	ck_assert_int_eq(verify(&r, &launch), LTI_ERR_EXPIRED);
	r.expect.now_s = r.until_s - 61;
	ck_assert_int_eq(verify(&r, &launch), LTI_ERR_ISSUED_AT);
	r.expect.leeway_s = 60;
	r.expect.now_s = r.until_s + 60;
	ck_assert_int_eq(verify(&r, &launch), LTI_ERR_EXPIRED);
	r.expect.now_s = r.until_s + 59;
	ck_assert_int_eq(verify(&r, &launch), LTI_OK);
	recording_close(&r);
}
END_TEST

START_TEST(a_recorded_token_is_for_one_login_and_one_tool)
{
	struct recording r = any_recording(_i);
	LTI_AUTO_LAUNCH *launch = NULL;
	const char *kept;

	kept = r.expect.nonce, r.expect.nonce = "another-nonce";
	ck_assert_int_eq(verify(&r, &launch), LTI_ERR_NONCE);
	r.expect.nonce = kept;
	kept = r.registration.client_id, r.registration.client_id = "another-tool";
	ck_assert_int_eq(verify(&r, &launch), LTI_ERR_AUDIENCE);
	r.registration.client_id = kept;
	kept = r.registration.issuer, r.registration.issuer = "https://lms.example";
	ck_assert_int_eq(verify(&r, &launch), LTI_ERR_ISSUER);
	r.registration.issuer_aliases = &kept;
	r.registration.issuer_aliases_count = 1;
	r.expect.deployment_id = "another-deployment";
	ck_assert_int_eq(verify(&r, &launch), LTI_ERR_DEPLOYMENT_CHANGED);
	ck_assert_ptr_null(launch);
	recording_close(&r);
}
END_TEST

/* What stands in the recordings' README as a surprise, as tests. */
START_TEST(ilias_targets_are_known_to_be_unsigned)
{
	struct recording r = any_recording((int)moodle_count + _i);
	LTI_AUTO_LAUNCH *launch = NULL;

	ck_assert_int_eq(verify(&r, &launch), LTI_OK);
	ck_assert_str_eq(lti_launch_claims(launch)->target_link_uri,
			 r.login.target_link_uri);
	recording_close(&r);
}
END_TEST

START_TEST(ilias_deep_linking_needs_its_quirk)
{
	struct recording r =
		recording_open("ilias-8.12", "id-token-deep-linking.json", "ilias");
	LTI_AUTO_LAUNCH *launch = NULL;

	ck_assert_int_eq(verify(&r, &launch), LTI_OK);
	ck_assert(!lti_launch_claims(launch)->target_signed);
	ck_assert_ptr_nonnull(lti_launch_claims(launch)->deep_linking.return_url);
	lti_launch_free(launch);
	r.registration.quirks = 0;
	ck_assert_int_eq(verify(&r, &launch), LTI_ERR_TARGET);
	recording_close(&r);
}
END_TEST

static const struct {
	const char *folder, *file;
	uint64_t has, lacks;
} roles[] = {
	{"moodle-4.5", "id-token-student.json", LTI_ROLE_LEARNER, LTI_ROLE_INSTRUCTOR},
	{"moodle-4.5", "id-token-teacher.json", LTI_ROLE_INSTRUCTOR, LTI_ROLE_LEARNER},
	{"moodle-4.5", "id-token-assistant.json", LTI_ROLE_INSTRUCTOR,
	 LTI_ROLE_ASSISTANT},
	{"moodle-4.5", "id-token-admin.json", LTI_SYSTEM_ADMINISTRATOR, LTI_ROLE_LEARNER},
	{"moodle-4.5", "id-token-teacher-switched-to-student.json", LTI_ROLE_LEARNER,
	 LTI_ROLE_INSTRUCTOR},
	{"ilias-8.12", "id-token-student.json", LTI_ROLE_LEARNER, LTI_ROLE_INSTRUCTOR},
	{"ilias-8.12", "id-token-lecturer.json", LTI_ROLE_INSTRUCTOR, LTI_ROLE_LEARNER},
	{"ilias-8.12", "id-token-admin.json", LTI_ROLE_ADMINISTRATOR,
	 LTI_SYSTEM_ADMINISTRATOR},
};

START_TEST(people_have_the_roles_they_have)
{
	struct recording r =
		recording_open(roles[_i].folder, roles[_i].file,
			       roles[_i].folder[0] == 'm' ? "moodle" : "ilias");
	LTI_AUTO_LAUNCH *launch = NULL;

	ck_assert_int_eq(verify(&r, &launch), LTI_OK);
	ck_assert_uint_eq(lti_launch_claims(launch)->roles & roles[_i].has,
			  roles[_i].has);
	ck_assert_uint_eq(lti_launch_claims(launch)->roles & roles[_i].lacks, 0);
	recording_close(&r);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("recordings");
	TCase *tcase = tcase_create("id tokens");
	int all;

	moodle_count = vector_list(moodle, ARRAY_LEN(moodle), "moodle-4.5", "id-token-");
	ilias_count = vector_list(ilias, ARRAY_LEN(ilias), "ilias-8.12", "id-token-");
	all = (int)(moodle_count + ilias_count);
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, every_recorded_launch_is_accepted_at_its_time, 0, all);
	tcase_add_loop_test(tcase, what_a_launch_says_is_what_the_platform_said, 0, all);
	tcase_add_loop_test(tcase, every_custom_parameter_arrives, 0, all);
	tcase_add_loop_test(tcase, a_recorded_token_lives_as_long_as_it_says, 0, all);
	tcase_add_loop_test(tcase, a_recorded_token_is_for_one_login_and_one_tool, 0,
			    all);
	tcase_add_loop_test(tcase, ilias_targets_are_known_to_be_unsigned, 0,
			    (int)ilias_count);
	tcase_add_test(tcase, ilias_deep_linking_needs_its_quirk);
	add_rows(tcase, people_have_the_roles_they_have, roles);
	return run_suite(suite);
}
