/*
 * The certification suite's launches for tools: twelve that must be refused and nine,
 * each by a teacher and by a student, that must be taken. [1EdTech LTI Advantage
 * conformance guide §6.1]
 */
#include <string.h>

#include "mint.h"
#include "run.h"

static enum lti_status verify(const char *token, struct lti_launch **out,
			      struct lti_error *why)
{
	struct lti_registration registration = mint_registration();
	struct lti_launch_expect expect = mint_expect();
	struct lti_jwks *keys = mint_set();
	enum lti_status status;

	status = lti_launch_verify(out, token, &registration, keys, &expect, why);
	lti_jwks_free(keys);
	return status;
}

/* --- refused --- */

struct edit {
	const char *path, *json; /* json NULL: taken away */
};

#define HEADER "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"rsa\"}"

static const struct {
	const char *what, *header;
	struct edit edits[8];
	enum lti_status status;
} refused[] = {
	{"no kid", "{\"alg\":\"RS256\",\"typ\":\"JWT\"}", {{0}}, LTI_ERR_KID_ABSENT},
	{"wrong kid",
	 "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"imstester_66067\"}",
	 {{0}},
	 LTI_ERR_KID_UNKNOWN},
	{"wrong version", HEADER, {{CLAIM "version", "\"11.3\""}}, LTI_ERR_VERSION},
	{"no version", HEADER, {{CLAIM "version", NULL}}, LTI_ERR_VERSION},
	{"required claims missing",
	 HEADER,
	 {{CLAIM "message_type", NULL},
	  {CLAIM "roles", NULL},
	  {CLAIM "deployment_id", NULL},
	  {CLAIM "resource_link", NULL},
	  {CLAIM "target_link_uri", NULL}},
	 LTI_ERR_MESSAGE_TYPE},
	{"bad iat and exp",
	 HEADER,
	 {{"iat", "11111"}, {"exp", "22222"}},
	 LTI_ERR_EXPIRED},
	{"message_type missing",
	 HEADER,
	 {{CLAIM "message_type", NULL}},
	 LTI_ERR_MESSAGE_TYPE},
	{"roles missing", HEADER, {{CLAIM "roles", NULL}}, LTI_ERR_ROLES},
	{"deployment_id missing",
	 HEADER,
	 {{CLAIM "deployment_id", NULL}},
	 LTI_ERR_DEPLOYMENT},
	{"resource_link id missing",
	 HEADER,
	 {{CLAIM "resource_link|id", NULL}},
	 LTI_ERR_RESOURCE_LINK},
	{"sub missing", HEADER, {{"sub", NULL}}, LTI_ERR_SUBJECT},
};

START_TEST(a_bad_launch_is_refused_for_its_own_reason)
{
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload = mint_payload(STUDENT);
	struct lti_error why;
	enum lti_status status;
	char *token;
	int i;

	for (i = 0; refused[_i].edits[i].path; i++)
		mint_edit(payload, refused[_i].edits[i].path, refused[_i].edits[i].json);
	token = mint_jws(refused[_i].header,
			 json_object_to_json_string_ext(payload, JSON_C_TO_STRING_PLAIN),
			 MINT_RSA, 256);
	status = verify(token, &launch, &why);
	ck_assert_msg(status == refused[_i].status, "%s: %s %s", refused[_i].what,
		      lti_status_name(status), why.detail);
	ck_assert_ptr_null(launch);
	ck_assert_int_eq(why.status, status);
	free(token);
	json_object_put(payload);
}
END_TEST

/* The twelfth: a JWT whose payload is something else. */
START_TEST(a_token_that_is_no_lti_launch_is_refused)
{
	static const char *const payloads[] = {
		"{\"name\":\"badltilaunch\"}", "{}", "[]", "1",
		"\"LtiResourceLinkRequest\"",  ""};
	LTI_AUTO_LAUNCH *launch = NULL;
	struct lti_error why;
	char *token;
	size_t i;

	for (i = 0; i < ARRAY_LEN(payloads); i++) {
		token = mint_jws(HEADER, payloads[i], MINT_RSA, 256);
		ck_assert_int_ne(verify(token, &launch, &why), LTI_OK);
		ck_assert_ptr_null(launch);
		free(token);
	}
}
END_TEST

/* --- accepted --- */

#define UNKNOWN_ROLE                                                                     \
	"\"http://purl.imsglobal.org/vocab/lis/v2/uknownrole/unknown#Helper\""

static const struct {
	const char *what;
	struct edit teacher[6], student[6];
	uint64_t teacher_has, student_has;
} accepted[] = {
	{"normal", {{0}}, {{0}}, LTI_ROLE_INSTRUCTOR, LTI_ROLE_LEARNER},
	{"several roles",
	 {{CLAIM "roles",
	   "[\"" TEACHER
	   "\",\"http://purl.imsglobal.org/vocab/lis/v2/institution/person#Faculty\"]"}},
	 {{CLAIM "roles",
	   "[\"" STUDENT
	   "\",\"http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student\"]"}},
	 LTI_ROLE_INSTRUCTOR | LTI_INSTITUTION_FACULTY,
	 LTI_ROLE_LEARNER | LTI_INSTITUTION_STUDENT},
	{"short role",
	 {{CLAIM "roles", "[\"Instructor\"]"}},
	 {{CLAIM "roles", "[\"Learner\"]"}},
	 LTI_ROLE_INSTRUCTOR,
	 LTI_ROLE_LEARNER},
	{"unknown role",
	 {{CLAIM "roles", "[" UNKNOWN_ROLE "]"}},
	 {{CLAIM "roles", "[" UNKNOWN_ROLE "]"}},
	 0,
	 0},
	{"no role", {{CLAIM "roles", "[]"}}, {{CLAIM "roles", "[]"}}, 0, 0},
	{"e-mail only",
	 {{"name", NULL}, {"given_name", NULL}, {"family_name", NULL}},
	 {{"name", NULL}, {"given_name", NULL}, {"family_name", NULL}},
	 LTI_ROLE_INSTRUCTOR,
	 LTI_ROLE_LEARNER},
	{"names only",
	 {{"email", NULL}},
	 {{"email", NULL}},
	 LTI_ROLE_INSTRUCTOR,
	 LTI_ROLE_LEARNER},
	{"no personal data",
	 {{"name", NULL}, {"given_name", NULL}, {"family_name", NULL}, {"email", NULL}},
	 {{"name", NULL}, {"given_name", NULL}, {"family_name", NULL}, {"email", NULL}},
	 LTI_ROLE_INSTRUCTOR,
	 LTI_ROLE_LEARNER},
	{"e-mail without context",
	 {{"name", NULL},
	  {"given_name", NULL},
	  {"family_name", NULL},
	  {CLAIM "context", NULL}},
	 {{"name", NULL},
	  {"given_name", NULL},
	  {"family_name", NULL},
	  {CLAIM "context", NULL}},
	 LTI_ROLE_INSTRUCTOR,
	 LTI_ROLE_LEARNER},
};

static void launch_with(const struct edit *edits, const char *role, uint64_t has,
			const char *what)
{
	LTI_AUTO_LAUNCH *launch = NULL;
	struct json_object *payload = mint_payload(role);
	struct lti_error why;
	enum lti_status status;
	char *token;
	int i;

	for (i = 0; edits[i].path; i++)
		mint_edit(payload, edits[i].path, edits[i].json);
	token = mint_token(payload);
	status = verify(token, &launch, &why);
	ck_assert_msg(status == LTI_OK, "%s: %s %s", what, lti_status_name(status),
		      why.detail);
	ck_assert_uint_eq(lti_launch_claims(launch)->roles, has);
	for (i = 0; edits[i].path; i++) {
		if (strcmp(edits[i].path, "email") == 0)
			ck_assert_ptr_null(lti_launch_claims(launch)->person.email);
		if (strcmp(edits[i].path, "name") == 0)
			ck_assert_ptr_null(lti_launch_claims(launch)->person.name);
		if (strcmp(edits[i].path, CLAIM "context") == 0)
			ck_assert_ptr_null(lti_launch_claims(launch)->context.id);
	}
	free(token);
	json_object_put(payload);
}

START_TEST(a_teacher_gets_in)
{
	launch_with(accepted[_i].teacher, TEACHER, accepted[_i].teacher_has,
		    accepted[_i].what);
}
END_TEST

START_TEST(a_student_gets_in)
{
	launch_with(accepted[_i].student, STUDENT, accepted[_i].student_has,
		    accepted[_i].what);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("certification");
	TCase *tcase = tcase_create("launches");

	mint_keys();
	suite_add_tcase(suite, tcase);
	add_rows(tcase, a_bad_launch_is_refused_for_its_own_reason, refused);
	tcase_add_test(tcase, a_token_that_is_no_lti_launch_is_refused);
	add_rows(tcase, a_teacher_gets_in, accepted);
	add_rows(tcase, a_student_gets_in, accepted);
	return run_suite(suite);
}
