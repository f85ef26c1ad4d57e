/* Register: an LMS registers itself with an invite; both real platforms' recordings, and refusals. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "call/form.h"
#include "lms/api.h"
#include "lms/invite.h"
#include "net/client.h"

/* --- the pretended network ---------------------------------------------------------------------- */

struct answer {
	enum net_status net;
	int status;
	const char *body;
};

static struct {
	struct answer answers[4];
	int asked;
	const char *urls[4], *bodies[4], *authorization[4];
	enum net_guard guard;
} net;

enum net_status __wrap_net_fetch(struct net_response *out, struct arena *arena,
				 const struct net_request *request);
enum net_status __wrap_net_fetch(struct net_response *out, struct arena *arena,
				 const struct net_request *request)
{
	struct answer *answer = &net.answers[net.asked];

	ck_assert_int_lt(net.asked, 4);
	net.urls[net.asked] = arena_strdup(kit_arena, request->url);
	net.bodies[net.asked] = arena_strdup(kit_arena, request->body);
	net.authorization[net.asked] = NULL;
	for (const struct net_header *header = request->headers; header->name; header++)
		if (text_equal(header->name, "Authorization"))
			net.authorization[net.asked] =
				arena_strdup(kit_arena, header->value);
	net.guard = request->guard;
	net.asked++;
	*out = (struct net_response){.status = answer->status,
				     .body = answer->body ? answer->body : "",
				     .url = arena_strdup(arena, request->url)};
	out->body_len = strlen(out->body);
	return answer->net;
}

/* --- invites and calls ---------------------------------------------------------------------------- */

static char invite[RANDOM_TOKEN];

static enum db_status write_invite(struct db_conn *tx, void *arg)
{
	return invite_add(tx, kit_tenant, *(int64_t *)arg, KIT_NOW, invite);
}

static void setup(void)
{
	int64_t life_s = 3600;

	kit_setup();
	memset(&net, 0, sizeof(net));
	kit_config.tool_name = "KI-Tutor";
	ck_assert_int_eq(db_write(fixture_db, write_invite, &life_s), DB_OK);
}

static struct reply *open_path(const char *path, const char *query, int64_t now_s)
{
	struct call *call = kit_call_at(now_s, HTTP_GET, query, NULL);

	((struct request *)call->request)->params[0] = path;
	return lms_register(call);
}

static struct reply *open_invite(const char *configuration)
{
	return open_path(
		invite,
		arena_printf(kit_arena,
			     "by=link&openid_configuration=%s&registration_token=t0k3n",
			     url_encode(kit_arena, configuration)),
		KIT_NOW);
}

static void release(void *tree)
{
	json_object_put(tree);
}

static struct json_object *vector(const char *set, const char *name)
{
	char path[512];
	struct json_object *tree;

	snprintf(path, sizeof(path), "%s/%s/%s", TEST_VECTORS, set, name);
	tree = json_object_from_file(path);
	ck_assert_msg(tree != NULL, "%s", path);
	arena_adopt(kit_arena, tree, release);
	return tree;
}

/* The network answers as that platform did. */
static const char *script(const char *set)
{
	struct json_object *configuration = json_object_of(
		vector(set, "openid-configuration.json"), "openid_configuration");
	struct json_object *cases =
		json_array_of(vector(set, "dynamic-registration.json"), "cases");
	struct json_object *registered =
		json_object_of(json_object_array_get_idx(cases, 0), "response");

	net.answers[0] = (struct answer){NET_OK, 200, json_write(configuration)};
	net.answers[1] = (struct answer){NET_OK, 200, json_text(registered, "body")};
	return arena_printf(kit_arena, "%s/configuration",
			    json_text(configuration, "issuer"));
}

/* --- what works ------------------------------------------------------------------------------------ */

/* clang-format off */
static const struct {
	const char *set, *profile, *next;
} platforms[] = {
	{ "moodle-4.5", "moodle", "Pending" },
	{ "ilias-8.12", "ilias", "Deep Linking" },
};
/* clang-format on */

START_TEST(a_real_platform_registers_itself)
{
	const char *url = script(platforms[_i].set), *profile, *deployment;
	struct reply *reply = open_invite(url);
	struct json_object *sent;

	ck_assert_msg(reply_status(reply) == 200, "%s", kit_body(reply));
	ck_assert_int_eq(net.asked, 2);
	ck_assert_str_eq(net.urls[0], url);
	ck_assert_str_eq(net.authorization[1], "Bearer t0k3n");
	sent = json_parse(kit_arena, net.bodies[1], strlen(net.bodies[1]));
	ck_assert_str_eq(json_text(sent, "initiate_login_uri"), KIT_BASE "/lti/login");
	ck_assert_str_eq(json_text(sent, "jwks_uri"), KIT_BASE "/lti/jwks.json");
	ck_assert_str_eq(json_text(sent, "client_name"), "KI-Tutor");
	ck_assert_str_eq(
		json_text(
			json_object_of(
				sent,
				"https://purl.imsglobal.org/spec/lti-tool-configuration"),
			"domain"),
		"ki.test");

	ck_assert_int_eq(db_get_text(db_reader(fixture_db), kit_arena, &profile,
				     "SELECT profile FROM platform WHERE id = "
				     "(SELECT platform_id FROM invite)",
				     ""),
			 DB_OK);
	ck_assert_str_eq(profile, platforms[_i].profile);
	ck_assert_int_eq(
		db_get_text(db_reader(fixture_db), kit_arena, &deployment,
			    "SELECT deployment_id FROM deployment WHERE platform_id = "
			    "(SELECT platform_id FROM invite) AND status = 'active'",
			    ""),
		DB_OK);
	ck_assert_ptr_nonnull(strstr(kit_body(reply), platforms[_i].next));
	ck_assert_ptr_nonnull(strstr(kit_body(reply), "/lti/close.js"));
	ck_assert_ptr_nonnull(strstr(kit_body(reply), deployment));
}
END_TEST

START_TEST(every_profile_has_a_page_at_the_end)
{
	static const char *const codes[] = {"moodle", "ilias.de", "kibridge_ilias",
					    "something else"};
	const char *url = script("moodle-4.5");
	struct json_object *configuration =
		json_parse(kit_arena, net.answers[0].body, strlen(net.answers[0].body));
	struct json_object *platform = json_object_of(
		configuration,
		"https://purl.imsglobal.org/spec/lti-platform-configuration");

	json_put_text(platform, "product_family_code", codes[_i]);
	net.answers[0].body = json_write(configuration);
	ck_assert_int_eq(reply_status(open_invite(url)), 200);
}
END_TEST

START_TEST(an_invite_works_once)
{
	const char *url = script("moodle-4.5");

	ck_assert_int_eq(reply_status(open_invite(url)), 200);
	ck_assert_int_eq(reply_status(open_invite(url)), 410);
	ck_assert_int_eq(net.asked, 2);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM platform"), 2);
}
END_TEST

START_TEST(an_lms_that_appends_to_the_path_is_understood)
{
	const char *url = script("ilias-8.12");
	const char *path = arena_printf(
		kit_arena, "%s&openid_configuration=%s&registration_token=t0k3n", invite,
		url);

	ck_assert_int_eq(reply_status(open_path(path, "", KIT_NOW)), 200);
	ck_assert_str_eq(net.urls[0], url);
	ck_assert_str_eq(net.authorization[0], "Bearer t0k3n");
}
END_TEST

START_TEST(opened_by_hand_it_says_what_to_do)
{
	struct reply *reply = open_path(invite, "by=link", KIT_NOW);

	ck_assert_int_eq(reply_status(reply), 200);
	ck_assert_ptr_nonnull(strstr(kit_body(reply), invite));
	ck_assert_ptr_nonnull(
		strstr(kit_body(reply), "?by=link")); /* ILIAS appends "&" */
	ck_assert_int_eq(net.asked, 0);
}
END_TEST

/* --- what does not ------------------------------------------------------------------------------------- */

START_TEST(without_a_valid_invite_nobody_is_asked)
{
	script("moodle-4.5");
	ck_assert_int_eq(
		reply_status(open_path("nobody", "openid_configuration=https%3A%2F%2Fx",
				       KIT_NOW)),
		404);
	ck_assert_int_eq(
		reply_status(open_path(invite, "openid_configuration=https%3A%2F%2Fx",
				       KIT_NOW + 3600)),
		410);
	ck_assert_int_eq(net.asked, 0);
}
END_TEST

/* clang-format off */
static const struct {
	const char *what;
	struct answer answers[2];
	int asked;
	const char *says;
} failures[] = {
	{ "an address that is private", { { NET_ERR_ADDRESS, 0, NULL } }, 1, "configuration cannot be used" },
	{ "no answer", { { NET_ERR_TIMEOUT, 0, NULL } }, 1, "could not be reached" },
	{ "an error page", { { NET_OK, 404, "<h1>no" } }, 1, "HTTP 404" },
	{ "no JSON", { { NET_OK, 200, "<html>" } }, 1, "configuration cannot be used" },
	{ "another platform's name", { { NET_OK, 200, "{\"issuer\":\"https://evil.test\",\"authorization_endpoint\":\"https://evil.test/a\",\"token_endpoint\":\"https://evil.test/t\",\"jwks_uri\":\"https://evil.test/j\",\"registration_endpoint\":\"https://evil.test/r\"}" } }, 1, "configuration cannot be used" },
	{ "a refusal in words", { { NET_OK, 200, NULL }, { NET_OK, 400, "missing_domain" } }, 2, "refused the registration" },
	{ "a reply without a client id", { { NET_OK, 200, NULL }, { NET_OK, 200, "{}" } }, 2, "refused the registration" },
};
/* clang-format on */

START_TEST(what_goes_wrong_is_said_and_the_invite_stays_open)
{
	const char *url = script("moodle-4.5"), *good = net.answers[0].body;
	struct answer reply_ok = net.answers[1];
	struct reply *reply;

	for (int i = 0; i < 2; i++)
		net.answers[i] = failures[_i].answers[i];
	if (failures[_i].asked == 2)
		net.answers[0].body = good;
	reply = open_invite(url);
	ck_assert_msg(reply_status(reply) == 502, "%s: %d", failures[_i].what,
		      reply_status(reply));
	ck_assert_msg(strstr(kit_body(reply), failures[_i].says) != NULL, "%s: %s",
		      failures[_i].what, kit_body(reply));
	ck_assert_ptr_null(strstr(kit_body(reply), "<h1>no"));
	ck_assert_int_eq(net.asked, failures[_i].asked);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM platform"), 1);

	net.asked = 0;
	net.answers[0] = (struct answer){NET_OK, 200, good};
	net.answers[1] = reply_ok;
	ck_assert_int_eq(reply_status(open_invite(url)), 200);
}
END_TEST

START_TEST(a_platform_that_is_registered_already_is_left_alone)
{
	const char *url = script("moodle-4.5");
	struct json_object *reply_json =
		json_parse(kit_arena, net.answers[1].body, strlen(net.answers[1].body));
	struct json_object *configuration =
		json_parse(kit_arena, net.answers[0].body, strlen(net.answers[0].body));

	kit_add_platform(json_text(configuration, "issuer"),
			 json_text(reply_json, "client_id"), NULL, "moodle",
			 PLATFORM_DISABLED);
	ck_assert_int_eq(reply_status(open_invite(url)), 502);
	ck_assert_int_eq(
		kit_count("SELECT COUNT(*) FROM platform WHERE status = 'disabled'"), 1);
}
END_TEST

START_TEST(the_guard_is_on_unless_the_operator_develops)
{
	const char *url = script("moodle-4.5");

	kit_config.allow_private_lms = false;
	open_invite(url);
	ck_assert_int_eq(net.guard, NET_PUBLIC);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("register");
	TCase *tests = tcase_create("register");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, setup, kit_teardown);
	tcase_add_loop_test(tests, a_real_platform_registers_itself, 0,
			    ARRAY_LEN(platforms));
	tcase_add_loop_test(tests, every_profile_has_a_page_at_the_end, 0, 4);
	tcase_add_test(tests, an_invite_works_once);
	tcase_add_test(tests, an_lms_that_appends_to_the_path_is_understood);
	tcase_add_test(tests, opened_by_hand_it_says_what_to_do);
	tcase_add_test(tests, without_a_valid_invite_nobody_is_asked);
	tcase_add_test(tests, a_platform_that_is_registered_already_is_left_alone);
	tcase_add_test(tests, the_guard_is_on_unless_the_operator_develops);
	if (argc == 1) { /* the same statements for every row: one database will do */
		tcase_add_loop_test(tests,
				    what_goes_wrong_is_said_and_the_invite_stays_open, 0,
				    ARRAY_LEN(failures));
	}
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
