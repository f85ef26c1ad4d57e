/*
 * Dynamic registration: configurations and replies, as platforms send them and as nobody
 * should.
 */
#include <lti/cartridge.h>
#include <lti/registration.h>
#include <stdio.h>
#include <string.h>

#include "run.h"
#include "vector.h"

#define URL "https://lms.example/.well-known/openid-configuration"
#define TOOL_CONFIGURATION "https://purl.imsglobal.org/spec/lti-tool-configuration"

/* A usable configuration, but for the member that a row replaces. */
static const struct {
	const char *name, *json;
} usual[] = {
	{"issuer", "\"https://lms.example\""},
	{"authorization_endpoint", "\"https://lms.example/auth\""},
	{"token_endpoint", "\"https://lms.example/token\""},
	{"jwks_uri", "\"https://keys.example/jwks\""},
	{"registration_endpoint", "\"https://lms.example/register\""},
	{"id_token_signing_alg_values_supported", "[\"RS256\",\"ES256\",\"PS256\"]"},
	{"scopes_supported",
	 "[\"openid\",\"https://purl.imsglobal.org/spec/lti-ags/scope/score\","
	 "\"https://purl.imsglobal.org/spec/lti-nrps/scope/"
	 "contextmembership.readonly\"]"},
	{"claims_supported", "[\"sub\",\"given_name\",\"email\"]"},
	{"https://purl.imsglobal.org/spec/lti-platform-configuration",
	 "{\"product_family_code\":\"x\",\"version\":\"1\",\"messages_supported\":["
	 "{\"type\":\"LtiResourceLinkRequest\"},{\"type\":\"LtiDeepLinkingRequest\"},{"
	 "\"type\":1},7]}"},
};

static enum lti_status read_with(struct lti_configuration *out, const char *url,
				 const char *name, const char *json,
				 struct lti_error *why)
{
	char body[4096] = "{";
	size_t i;

	for (i = 0; i < ARRAY_LEN(usual); i++) {
		const char *value =
			name && strcmp(name, usual[i].name) == 0 ? json : usual[i].json;
		size_t len = strlen(body);

		if (value)
			snprintf(body + len, sizeof(body) - len, "%s\"%s\":%s",
				 len > 1 ? "," : "", usual[i].name, value);
	}
	strncat(body, "}", sizeof(body) - strlen(body) - 1);
	return lti_configuration_read(out, url, body, strlen(body), why);
}

START_TEST(a_configuration_is_read_completely)
{
	struct lti_configuration platform;

	ck_assert_int_eq(read_with(&platform, URL, NULL, NULL, NULL), LTI_OK);
	ck_assert_str_eq(platform.issuer, "https://lms.example");
	ck_assert_str_eq(platform.auth_url, "https://lms.example/auth");
	ck_assert_str_eq(platform.token_url, "https://lms.example/token");
	ck_assert_str_eq(platform.jwks_url, "https://keys.example/jwks");
	ck_assert_str_eq(platform.registration_url, "https://lms.example/register");
	ck_assert_ptr_null(platform.token_audience);
	ck_assert_uint_eq(platform.algs, LTI_ALG_RS256 | LTI_ALG_ES256);
	ck_assert_uint_eq(platform.scopes, LTI_SCOPE_SCORE | LTI_SCOPE_ROSTER);
	ck_assert_uint_eq(platform.messages,
			  LTI_MESSAGE_RESOURCE_LINK | LTI_MESSAGE_DEEP_LINKING);
	ck_assert(platform.claims_name && platform.claims_email);
	ck_assert_str_eq(platform.product_family_code, "x");
	lti_configuration_clear(&platform);
}
END_TEST

static const struct {
	const char *what, *name, *json;
	enum lti_status status;
} configurations[] = {
	{"no issuer", "issuer", NULL, LTI_ERR_CONFIGURATION},
	{"an issuer that is no URL", "issuer", "\"lms\"", LTI_ERR_CONFIGURATION},
	{"a numeric issuer", "issuer", "1", LTI_ERR_CONFIGURATION},
	{"somebody else's issuer", "issuer", "\"https://bank.example\"",
	 LTI_ERR_ISSUER_HOST},
	{"an issuer below", "issuer", "\"https://x.lms.example\"", LTI_ERR_ISSUER_HOST},
	{"an issuer with a user part", "issuer", "\"https://lms.example@bank.example\"",
	 LTI_ERR_CONFIGURATION},
	{"an issuer in a folder", "issuer", "\"https://lms.example/moodle\"", LTI_OK},
	{"no authorization endpoint", "authorization_endpoint", NULL,
	 LTI_ERR_CONFIGURATION},
	{"no token endpoint", "token_endpoint", NULL, LTI_ERR_CONFIGURATION},
	{"no keys", "jwks_uri", NULL, LTI_ERR_CONFIGURATION},
	{"keys in a file", "jwks_uri", "\"file:///etc/passwd\"", LTI_ERR_CONFIGURATION},
	{"no registration endpoint", "registration_endpoint", NULL,
	 LTI_ERR_CONFIGURATION},
	{"algorithms we do not know", "id_token_signing_alg_values_supported",
	 "[\"HS256\",\"none\"]", LTI_ERR_CONFIGURATION},
	{"no algorithms: RS256", "id_token_signing_alg_values_supported", NULL, LTI_OK},
	{"no platform configuration",
	 "https://purl.imsglobal.org/spec/lti-platform-configuration", NULL, LTI_OK},
	{"no scopes", "scopes_supported", NULL, LTI_OK},
};

START_TEST(configurations_are_taken_or_refused)
{
	struct lti_configuration platform;
	struct lti_error why = {0};
	enum lti_status status = read_with(&platform, URL, configurations[_i].name,
					   configurations[_i].json, &why);

	ck_assert_msg(status == configurations[_i].status, "%s: %s %s",
		      configurations[_i].what, lti_status_name(status), why.detail);
	ck_assert_int_eq(platform.issuer != NULL, status == LTI_OK);
	if (status == LTI_OK)
		ck_assert_uint_ne(platform.algs & LTI_ALG_RS256, 0);
	lti_configuration_clear(&platform);
}
END_TEST

START_TEST(other_documents_are_no_configuration)
{
	struct lti_configuration platform;

	ck_assert_int_eq(lti_configuration_read(&platform, URL, "<html>", 6, NULL),
			 LTI_ERR_JSON);
	ck_assert_int_eq(lti_configuration_read(&platform, URL, "[]", 2, NULL),
			 LTI_ERR_CONFIGURATION);
	ck_assert_int_eq(lti_configuration_read(&platform, URL, "", 0, NULL),
			 LTI_ERR_JSON);
	ck_assert_int_eq(read_with(&platform, "https://evil.example/x", NULL, NULL, NULL),
			 LTI_ERR_ISSUER_HOST);
}
END_TEST

/* --- our request --- */

static const char *const redirects[] = {"https://tool.example/launch", NULL};
static const char *const contacts[] = {"ki@uni.example", NULL};
static const char *const placements[] = {"ContentArea", NULL};
static const struct lti_custom custom[] = {{"history", "$Context.id.history"}};
static const struct lti_tool_message messages[] = {
	{.message = LTI_MESSAGE_RESOURCE_LINK},
	{.message = LTI_MESSAGE_DEEP_LINKING,
	 .target_link_uri = "https://tool.example/pick",
	 .label = "Tutor w\xc3\xa4hlen",
	 .placements = placements},
};
static const struct lti_tool tool = {
	.name = "KI-Tutor",
	.login_url = "https://tool.example/login",
	.redirect_urls = redirects,
	.jwks_url = "https://tool.example/jwks",
	.domain = "tool.example",
	.target_link_uri = "https://tool.example/launch",
	.description = "Hilft",
	.contacts = contacts,
	.scopes = LTI_SCOPE_SCORE | LTI_SCOPE_LINE_ITEM | LTI_SCOPE_ROSTER,
	.wants_name = true,
	.custom = custom,
	.custom_count = 1,
	.messages = messages,
	.messages_count = 2,
};

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *found = NULL;

	json_object_object_get_ex(object, name, &found);
	return found;
}

START_TEST(a_request_says_who_we_are)
{
	static const char configuration[] =
		"{\"domain\":\"tool.example\",\"target_link_uri\":\"https://tool.example/"
		"launch\","
		"\"description\":\"Hilft\",\"custom_parameters\":{\"history\":\"$Context."
		"id.history\"},"
		"\"claims\":[\"iss\",\"sub\",\"name\",\"given_name\",\"family_name\"],"
		"\"messages\":[{\"type\":\"LtiResourceLinkRequest\","
		"\"target_link_uri\":\"https://tool.example/launch\"},"
		"{\"type\":\"LtiDeepLinkingRequest\",\"target_link_uri\":\"https://"
		"tool.example/pick\","
		"\"label\":\"Tutor w\xc3\xa4hlen\",\"placements\":[\"ContentArea\"]}]}";
	struct lti_configuration platform;
	struct json_object *body;
	char *json;

	ck_assert_int_eq(read_with(&platform, URL, NULL, NULL, NULL), LTI_OK);
	ck_assert_int_eq(lti_registration_write(&json, &tool, &platform), LTI_OK);
	body = json_tokener_parse(json);
	ck_assert_str_eq(json_object_get_string(member(body, "application_type")), "web");
	ck_assert_str_eq(
		json_object_get_string(member(body, "token_endpoint_auth_method")),
		"private_key_jwt");
	/* asked for three, offered two of them */
	ck_assert_str_eq(json_object_get_string(member(body, "scope")),
			 "https://purl.imsglobal.org/spec/lti-ags/scope/score "
			 "https://purl.imsglobal.org/spec/lti-nrps/scope/"
			 "contextmembership.readonly");
	ck_assert_str_eq(json_object_to_json_string_ext(
				 member(body, TOOL_CONFIGURATION),
				 JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE),
			 configuration);
	ck_assert_ptr_null(member(body, "logo_uri"));
	json_object_put(body);
	free(json);
	lti_configuration_clear(&platform);
}
END_TEST

/* Every member that the recorder had to send is one that we send. */
static const char *const folders[] = {"moodle-4.5", "ilias-8.12"};

static struct json_object *registration_file(int i)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/dynamic-registration.json", folders[i]);
	return vector_read(path);
}

START_TEST(our_request_has_what_the_accepted_one_had)
{
	struct json_object *file = registration_file(_i), *ours, *theirs;
	struct lti_tool full = tool;
	struct lti_configuration platform = {.scopes = ~0u};
	struct vector_answer answer;
	char *json;

	full.logo_url = full.policy_url = full.terms_url = "https://tool.example/x";
	ck_assert(vector_answer(&answer, file, 0));
	theirs = json_tokener_parse(vector_text(answer.exchange, "request.body"));
	ck_assert_int_eq(lti_registration_write(&json, &full, &platform), LTI_OK);
	ours = json_tokener_parse(json);
	json_object_object_foreach(theirs, name, value)
	{
		(void)value;
		ck_assert_msg(member(ours, name) != NULL, "no %s", name);
	}
	json_object_object_foreach(member(theirs, TOOL_CONFIGURATION), inner, setting)
	{
		(void)setting;
		ck_assert_msg(member(member(ours, TOOL_CONFIGURATION), inner) != NULL,
			      "no %s", inner);
	}
	json_object_put(theirs);
	json_object_put(ours);
	json_object_put(file);
	free(json);
}
END_TEST

/* --- replies --- */

static const struct {
	const char *what;
	int http_status;
	const char *body;
	enum lti_status status;
	const char *deployment;
} replies[] = {
	{"no more than an id", 200, "{\"client_id\":\"c\"}", LTI_OK, NULL},
	{"created", 201, "{\"client_id\":\"c\"}", LTI_OK, NULL},
	{"a deployment", 200,
	 "{\"client_id\":\"c\",\"" TOOL_CONFIGURATION "\":{\"deployment_id\":\"7\"}}",
	 LTI_OK, "7"},
	{"ILIAS' deployment", 200,
	 "{\"client_id\":\"c\",\"" TOOL_CONFIGURATION "\":{\"deployment_id\":12}}",
	 LTI_OK, "12"},
	{"an empty deployment", 200,
	 "{\"client_id\":\"c\",\"" TOOL_CONFIGURATION "\":{\"deployment_id\":\"\"}}",
	 LTI_OK, NULL},
	{"a deployment of nonsense", 200,
	 "{\"client_id\":\"c\",\"" TOOL_CONFIGURATION "\":{\"deployment_id\":[7]}}",
	 LTI_OK, NULL},
	{"no id", 200, "{}", LTI_ERR_REGISTRATION, NULL},
	{"an empty id", 200, "{\"client_id\":\"\"}", LTI_ERR_REGISTRATION, NULL},
	{"a numeric id", 200, "{\"client_id\":1}", LTI_ERR_REGISTRATION, NULL},
	{"an id with a line break", 200, "{\"client_id\":\"a\\nb\"}",
	 LTI_ERR_REGISTRATION, NULL},
	{"a page", 200, "<html>", LTI_ERR_REGISTRATION, NULL},
	{"a refusal", 400, "{\"error\":\"invalid_client_metadata\"}",
	 LTI_ERR_REGISTRATION, NULL},
	{"a refusal with an id", 500, "{\"client_id\":\"c\"}", LTI_ERR_REGISTRATION,
	 NULL},
	{"a redirect", 302, "", LTI_ERR_REGISTRATION, NULL},
};

START_TEST(registration_replies_are_told_apart)
{
	struct lti_registered registered;
	struct lti_error why = {0};
	enum lti_status status =
		lti_registration_read(&registered, replies[_i].http_status,
				      replies[_i].body, strlen(replies[_i].body), &why);

	ck_assert_msg(status == replies[_i].status, "%s: %s %s", replies[_i].what,
		      lti_status_name(status), why.detail);
	if (replies[_i].deployment)
		ck_assert_str_eq(registered.deployment_id, replies[_i].deployment);
	else
		ck_assert_ptr_null(registered.deployment_id);
	lti_registered_clear(&registered);
}
END_TEST

static const struct {
	const char *body, *detail;
} refusals[] = {
	{"missing_domain", "HTTP 400, missing_domain"},
	{"{\"error\":\"e\",\"error_description\":\"d\xc3\xbc\"}", "HTTP 400, d??"},
	{"{\"error\":\"e\"}", "HTTP 400, e"},
	{"{}", "HTTP 400, no reason"},
	{"", "HTTP 400, "},
	{"a\r\nb", "HTTP 400, a??b"},
};

START_TEST(the_reason_of_a_refusal_is_quoted_harmlessly)
{
	struct lti_registered registered;
	struct lti_error why;

	ck_assert_int_eq(lti_registration_read(&registered, 400, refusals[_i].body,
					       strlen(refusals[_i].body), &why),
			 LTI_ERR_REGISTRATION);
	ck_assert_str_eq(why.detail, refusals[_i].detail);
}
END_TEST

/* --- what the platforms said --- */

START_TEST(recorded_configurations_are_read)
{
	struct json_object *file;
	struct vector_answer answer;
	struct lti_configuration platform;
	char path[128];

	snprintf(path, sizeof(path), "%s/openid-configuration.json", folders[_i]);
	file = vector_read(path);
	ck_assert(vector_answer(&answer, file, 0));
	ck_assert_int_eq(lti_configuration_read(&platform,
						vector_text(file, "request.url"),
						answer.body, strlen(answer.body), NULL),
			 LTI_OK);
	ck_assert_str_eq(platform.issuer,
			 vector_text(file, "openid_configuration.issuer"));
	ck_assert_str_eq(platform.product_family_code, _i ? "ilias.de" : "moodle");
	ck_assert_uint_eq(platform.algs, LTI_ALG_RS256);
	ck_assert_uint_eq(platform.messages,
			  LTI_MESSAGE_RESOURCE_LINK | LTI_MESSAGE_DEEP_LINKING);
	ck_assert_int_eq(!!(platform.scopes & LTI_SCOPE_ROSTER), _i == 0);
	ck_assert_uint_ne(platform.scopes & LTI_SCOPE_SCORE, 0);
	ck_assert_int_eq(platform.claims_email, _i == 0);
	lti_configuration_clear(&platform);
	json_object_put(file);
}
END_TEST

START_TEST(recorded_registrations_are_understood)
{
	struct json_object *file = registration_file(_i);
	struct vector_answer answer;
	struct lti_registered registered;
	size_t i, taken = 0;

	for (i = 0; vector_answer(&answer, file, i); i++) {
		const char *client_id =
			vector_text(answer.exchange, "response.body_decoded.client_id");
		enum lti_status status =
			lti_registration_read(&registered, answer.status, answer.body,
					      strlen(answer.body), NULL);

		ck_assert_msg((status == LTI_OK) == (answer.status == 200 && client_id),
			      "%s", answer.what);
		if (status == LTI_OK) {
			ck_assert_str_eq(registered.client_id, client_id);
			ck_assert_uint_gt(strlen(registered.deployment_id), 0);
			taken++;
		}
		lti_registered_clear(&registered);
	}
	ck_assert_uint_ge(taken, 2);
	json_object_put(file);
}
END_TEST

/* --- Canvas --- */

START_TEST(canvas_gets_its_json)
{
	struct json_object *body, *extension, *placement;
	char *json;

	ck_assert_int_eq(lti_canvas_write(&json, &tool), LTI_OK);
	body = json_tokener_parse(json);
	ck_assert_str_eq(json_object_get_string(member(body, "oidc_initiation_url")),
			 tool.login_url);
	ck_assert_uint_eq(json_object_array_length(member(body, "scopes")), 3);
	ck_assert_str_eq(json_object_get_string(member(body, "public_jwk_url")),
			 tool.jwks_url);
	extension = json_object_array_get_idx(member(body, "extensions"), 0);
	ck_assert_str_eq(json_object_get_string(member(extension, "privacy_level")),
			 "name_only");
	placement = json_object_array_get_idx(
		member(member(extension, "settings"), "placements"), 1);
	ck_assert_str_eq(json_object_get_string(member(placement, "message_type")),
			 "LtiDeepLinkingRequest");
	json_object_put(body);
	free(json);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("registration");
	TCase *tcase = tcase_create("dynamic registration");

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, a_configuration_is_read_completely);
	add_rows(tcase, configurations_are_taken_or_refused, configurations);
	tcase_add_test(tcase, other_documents_are_no_configuration);
	tcase_add_test(tcase, a_request_says_who_we_are);
	add_rows(tcase, our_request_has_what_the_accepted_one_had, folders);
	add_rows(tcase, registration_replies_are_told_apart, replies);
	add_rows(tcase, the_reason_of_a_refusal_is_quoted_harmlessly, refusals);
	add_rows(tcase, recorded_configurations_are_read, folders);
	add_rows(tcase, recorded_registrations_are_understood, folders);
	tcase_add_test(tcase, canvas_gets_its_json);
	return run_suite(suite);
}
