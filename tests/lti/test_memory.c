/*
 * Out of memory: every operation is run again and again, and each time one allocation
 * later fails, until none fails any more. It must say LTI_ERR_MEMORY, hand out nothing
 * and leak nothing (the leak checker runs at the end). ld's --wrap reaches the library's
 * own allocations, not those inside of OpenSSL and libxml2.
 */
#include <lti/assertion.h>
#include <lti/cartridge.h>
#include <lti/deep_link.h>
#include <lti/legacy.h>
#include <lti/login.h>
#include <lti/oauth.h>
#include <lti/outcomes.h>
#include <lti/registration.h>
#include <lti/roster.h>
#include <string.h>

#include "mint.h"
#include "run.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t len);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t len);

static long countdown; /* 0: nothing fails; n: the n-th allocation from now on does */
static bool failed;

static bool is_due(void)
{
	if (!countdown || --countdown)
		return false;
	failed = true;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return is_due() ? NULL : __real_malloc(size);
}
void *__wrap_calloc(size_t count, size_t size)
{
	return is_due() ? NULL : __real_calloc(count, size);
}
void *__wrap_realloc(void *block, size_t size)
{
	return is_due() ? NULL : __real_realloc(block, size);
}
char *__wrap_strdup(const char *text)
{
	return is_due() ? NULL : __real_strdup(text);
}
char *__wrap_strndup(const char *text, size_t len)
{
	return is_due() ? NULL : __real_strndup(text, len);
}

/* --- what the operations need, made before anything fails --- */

static const uint8_t seal[LTI_STATE_KEY_BYTES] = "0123456789abcdef0123456789abcde";
static struct lti_registration registration;
static struct lti_launch_expect expect;
static struct lti_key *key;
static struct lti_jwks *keys;
static struct lti_launch *request; /* deep linking */
static char *set, *token, *loose_token, *sealed, *cartridge, *manifest;
static struct lti_state state = {
	.nonce = "n", .registration_id = "r", .issued_s = MINT_NOW_S};

static const struct lti_custom custom[] = {{"a", "1"}, {"b", "2"}};
static const struct lti_link link_file = {.title = "t",
					  .description = "d",
					  .launch_url = "https://a/",
					  .custom = custom,
					  .custom_count = 2};
static const struct lti_tool tool = {.name = "n",
				     .login_url = "https://a/",
				     .jwks_url = "https://a/",
				     .domain = "a",
				     .target_link_uri = "https://a/",
				     .scopes = ~0u};

static void set_up(void)
{
	struct json_object *payload = mint_payload(TEACHER);
	const struct lti_key *list[1];

	registration = mint_registration();
	registration.quirks = LTI_QUIRK_TARGET_LOOSE | LTI_QUIRK_DEPLOYMENT_INTEGER;
	expect = mint_expect();
	keys = mint_set();
	ck_assert_int_eq(
		lti_key_read_pem(&key, mint_pem(MINT_P256), strlen(mint_pem(MINT_P256))),
		LTI_OK);
	list[0] = key;
	ck_assert_int_eq(lti_jwks_write(&set, list, 1), LTI_OK);
	ck_assert_int_eq(
		mint_launch(&request, mint_deep_linking(), &registration, &expect, NULL),
		LTI_OK);
	mint_edit(payload, CLAIM "lti1p1",
		  "{\"oauth_consumer_key\":\"k\",\"oauth_consumer_key_sign\":\"s\"}");
	token = mint_token(payload);
	mint_edit(payload, CLAIM "deployment_id", "1");
	mint_edit(payload, CLAIM "target_link_uri", NULL);
	loose_token = mint_token(payload);
	json_object_put(payload);
	ck_assert_int_eq(lti_state_seal(&sealed, &state, seal), LTI_OK);
	ck_assert_int_eq(lti_cartridge_write(&cartridge, &link_file, "c", "v"), LTI_OK);
	ck_assert_int_eq(lti_manifest_write(&manifest, "t", &link_file, 1), LTI_OK);
}

static void tear_down(void)
{
	lti_launch_free(request);
	lti_key_free(key);
	lti_jwks_free(keys);
	free(set);
	free(token);
	free(loose_token);
	free(sealed);
	free(cartridge);
	free(manifest);
}

/* --- the operations; each says how it went and frees what it got --- */

/* A text comes with LTI_OK and only then. */
static enum lti_status done(enum lti_status status, char *text)
{
	bool both = (status == LTI_OK) == (text != NULL);

	free(text);
	return both ? status : LTI_STATUS_COUNT;
}

static enum lti_status parse_set(void)
{
	struct lti_jwks *out;
	enum lti_status status = lti_jwks_parse(&out, set, strlen(set), NULL);

	lti_jwks_free(out);
	return status;
}

static enum lti_status write_set(void)
{
	const struct lti_key *list[] = {key, key};
	char *out;
	enum lti_status status = lti_jwks_write(&out, list, 2);

	return done(status, out);
}

static enum lti_status read_pem(void)
{
	struct lti_key *out;
	enum lti_status status =
		lti_key_read_pem(&out, mint_pem(MINT_RSA), strlen(mint_pem(MINT_RSA)));

	lti_key_free(out);
	return status;
}

static enum lti_status write_pem(void)
{
	char *out;
	enum lti_status status = lti_key_write_pem(&out, key);

	return done(status, out);
}

static enum lti_status sign_token(void)
{
	char *out;
	enum lti_status status = lti_jws_sign(&out, key, "JWT", "{}", 2);

	return done(status, out);
}

static enum lti_status verify_token(void)
{
	struct lti_jws_policy policy = {0};
	char *out;
	size_t len;
	enum lti_status status = lti_jws_verify(&out, &len, token, keys, &policy, NULL);

	return done(status, out);
}

static enum lti_status verify(const char *text)
{
	struct lti_launch *launch;
	struct lti_error why;
	enum lti_status status =
		lti_launch_verify(&launch, text, &registration, keys, &expect, &why);

	if (status == LTI_OK && lti_legacy_claimed(launch)) {
		status = lti_legacy_verify(launch, "secret", &why);
		status = status == LTI_ERR_MIGRATION ? LTI_OK : status;
	}
	lti_launch_free(launch);
	return status == LTI_OK || why.status == status ? status : LTI_STATUS_COUNT;
}

static enum lti_status verify_launch(void)
{
	return verify(token);
}

static enum lti_status verify_loose_launch(void)
{
	return verify(loose_token);
}

static enum lti_status seal_state(void)
{
	char *out;
	enum lti_status status = lti_state_seal(&out, &state, seal);

	return done(status, out);
}

static enum lti_status open_state(void)
{
	struct lti_state *out;
	enum lti_status status = lti_state_open(&out, sealed, seal, MINT_NOW_S);

	free(out);
	return status;
}

static enum lti_status make_login_url(void)
{
	struct lti_login_request login = {.login_hint = "h", .lti_message_hint = "m"};
	char *out;
	enum lti_status status =
		lti_login_url(&out, &registration, &login, "https://a/", "s", "n");

	return done(status, out);
}

static enum lti_status make_token_form(void)
{
	char *out;
	enum lti_status status = lti_token_form(&out, &registration, "1", LTI_SCOPE_SCORE,
						key, MINT_NOW_S);

	return done(status, out);
}

static enum lti_status read_token(void)
{
	static const char body[] = "{\"access_token\":\"t\"}";
	struct lti_token out;
	enum lti_status status = lti_token_read(&out, 200, body, strlen(body), 0, NULL);

	lti_token_clear(&out);
	return status;
}

static enum lti_status answer_deep_linking(void)
{
	static const struct lti_line_item graded = {.label = "l", .score_maximum = 1};
	struct lti_content_item item = {.type = LTI_CONTENT_RESOURCE_LINK,
					.title = "t",
					.custom = custom,
					.custom_count = 2,
					.line_item = &graded};
	struct lti_deep_link_answer answer = {.items = &item, .count = 1, .message = "m"};
	char *out;
	enum lti_status status = lti_deep_link_sign(&out, request, &registration, &answer,
						    key, MINT_NOW_S, NULL);

	return done(status, out);
}

static enum lti_status write_grades(void)
{
	struct lti_line_item item = {.label = "l", .score_maximum = 1};
	struct lti_score score = {
		.user_id = "u", .at_ms = 1, .graded = true, .maximum = 1};
	char *out;
	enum lti_status status = lti_line_item_write(&out, &item, NULL);

	status = done(status, out);
	if (status != LTI_OK)
		return status;
	status = lti_score_write(&out, &score, NULL);
	return done(status, out);
}

static enum lti_status read_grades(void)
{
	static const char list[] =
		"[{\"id\":\"https://a/\",\"label\":\"l\",\"scoreMaximum\":1}]";
	static const char results[] = "[{\"userId\":\"u\"}]";
	struct lti_line_items items;
	struct lti_results read;
	enum lti_status status = lti_line_items_read(&items, list, strlen(list), NULL);

	lti_line_items_clear(&items);
	if (status != LTI_OK)
		return status;
	status = lti_results_read(&read, results, strlen(results), NULL);
	lti_results_clear(&read);
	return status;
}

static enum lti_status read_roster(void)
{
	static const char body[] = "{\"members\":[{\"user_id\":\"u\",\"roles\":[]}]}";
	struct lti_roster roster;
	enum lti_status status = lti_roster_read(&roster, body, strlen(body), NULL);

	lti_roster_clear(&roster);
	return status;
}

static enum lti_status make_urls(void)
{
	struct lti_roster_filter members = {"r", "l", 1};
	struct lti_line_item_filter items = {"l", "r", "t", 1};
	char *out;
	enum lti_status status = lti_roster_url(&out, "https://a/", &members);

	status = done(status, out);
	if (status == LTI_OK) {
		status = lti_line_items_url(&out, "https://a/", &items);
		status = done(status, out);
	}
	if (status == LTI_OK) {
		status = lti_results_url(&out, "https://a/?b", "u");
		status = done(status, out);
	}
	if (status == LTI_OK) {
		status = lti_url_origin(&out, "https://a/");
		status = done(status, out);
	}
	return status;
}

static enum lti_status follow_link(void)
{
	char *out;
	enum lti_status status = lti_link_next(&out, "<https://a/?p=2&amp;q>; rel=next",
					       "https://a/", "https://a/");

	return done(status, out);
}

static enum lti_status register_tool(void)
{
	static const char body[] =
		"{\"issuer\":\"https://a\",\"authorization_endpoint\":\"https://a/\","
		"\"token_endpoint\":\"https://a/\",\"jwks_uri\":\"https://a/\","
		"\"registration_endpoint\":\"https://a/\",\"scopes_supported\":["
		"\"https://purl.imsglobal.org/spec/lti-ags/scope/score\"]}";
	struct lti_configuration platform;
	char *out = NULL;
	enum lti_status status =
		lti_configuration_read(&platform, "https://a/", body, strlen(body), NULL);

	if (status == LTI_OK) {
		status = lti_registration_write(&out, &tool, &platform);
		status = done(status, out);
	}
	lti_configuration_clear(&platform);
	return status;
}

static enum lti_status write_canvas(void)
{
	char *out;
	enum lti_status status = lti_canvas_write(&out, &tool);

	return done(status, out);
}

static enum lti_status write_cartridge(void)
{
	char *out;
	enum lti_status status = lti_cartridge_write(&out, &link_file, "c", "v");

	status = done(status, out);
	if (status != LTI_OK)
		return status;
	status = lti_manifest_write(&out, "t", &link_file, 1);
	return done(status, out);
}

static enum lti_status read_cartridge(void)
{
	struct lti_links links;
	struct lti_package package;
	enum lti_status status =
		lti_cartridge_read(&links, cartridge, strlen(cartridge), NULL);

	lti_links_clear(&links);
	if (status != LTI_OK)
		return status;
	status = lti_manifest_read(&package, manifest, strlen(manifest), NULL);
	lti_package_clear(&package);
	return status;
}

#define IN(tag, inner) "<" tag ">" inner "</" tag ">"
#define POX(part, inner) IN("imsx_POX" part, inner)

static enum lti_status outcome_goes_round(void)
{
	static const struct lti_oauth oauth = {"k", "s", "n", 1};
	static const char body[] =
		POX("EnvelopeResponse",
		    POX("Header",
			POX("ResponseHeaderInfo",
			    IN("imsx_statusInfo", IN("imsx_codeMajor", "success")))));
	struct lti_outcome outcome;
	char *out;
	enum lti_status status =
		lti_outcome_write(&out, LTI_OUTCOME_REPLACE, "m", "s", 0.5, NULL);

	status = done(status, out);
	if (status != LTI_OK)
		return status;
	status = lti_oauth_header(&out, "https://h/p?a=1&b", "x", 1, &oauth);
	status = done(status, out);
	return status == LTI_OK ? lti_outcome_read(&outcome, body, strlen(body), NULL)
				: status;
}

static const struct {
	const char *what;
	enum lti_status (*run)(void);
	int allocates; /* at least so often, or the wrappers are not in the way */
} operations[] = {
	{"parse a key set", parse_set, 2},
	{"write a key set", write_set, 3},
	{"read a PEM", read_pem, 2},
	{"write a PEM", write_pem, 1},
	{"sign a token", sign_token, 4},
	{"verify a token", verify_token, 1},
	{"verify a launch", verify_launch, 3},
	{"verify an ILIAS launch", verify_loose_launch, 5},
	{"seal a state", seal_state, 1},
	{"open a state", open_state, 1},
	{"make a login URL", make_login_url, 1},
	{"make a token form", make_token_form, 5},
	{"read a token reply", read_token, 1},
	{"answer deep linking", answer_deep_linking, 4},
	{"write grades", write_grades, 2},
	{"read grades", read_grades, 2},
	{"read a roster", read_roster, 1},
	{"make URLs", make_urls, 6},
	{"follow a link", follow_link, 1},
	{"register", register_tool, 2},
	{"write Canvas' JSON", write_canvas, 1},
	{"write cartridges", write_cartridge, 2},
	{"read cartridges", read_cartridge, 8},
	{"an outcome", outcome_goes_round, 13},
};

START_TEST(every_allocation_may_fail)
{
	enum lti_status status;
	long n;

	for (n = 1; n < 1000; n++) {
		failed = false;
		countdown = n;
		status = operations[_i].run();
		countdown = 0; /* Check allocates too */
		if (!failed)
			break;
		ck_assert_msg(status == LTI_ERR_MEMORY, "%s, allocation %ld: %s",
			      operations[_i].what, n, lti_status_name(status));
	}
	ck_assert_msg(status == LTI_OK, "%s: %s", operations[_i].what,
		      lti_status_name(status));
	ck_assert_msg(n > operations[_i].allocates, "%s allocates %ld times only",
		      operations[_i].what, n - 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("memory");
	TCase *tcase = tcase_create("out of memory");

	mint_keys();
	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	add_rows(tcase, every_allocation_may_fail, operations);
	return run_suite(suite);
}
