/* Platforms' API: an admin sees and confirms what belongs to the own university. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "course/session.h"
#include "course/tenant.h"
#include "lms/api.h"

static struct session admin;

static enum db_status write_pending(struct db_conn *tx, void *arg)
{
	char id[RANDOM_ID];

	(void)arg;
	return deployment_add(tx, kit_platform, "d9", PLATFORM_PENDING, KIT_NOW, id);
}

static void setup(void)
{
	kit_setup();
	admin = (struct session){
		.tenant = kit_tenant, .person = "pseudonym", .rank = RANK_ADMIN};
	ck_assert_int_eq(db_write(fixture_db, write_pending, NULL), DB_OK);
}

static struct call *call_with(const char *platform, const char *body)
{
	struct call *call = kit_call(HTTP_PUT, body, NULL);

	((struct request *)call->request)->params[0] = platform;
	call->session = &admin;
	return call;
}

static int put(const char *platform, const char *body)
{
	return reply_status(lms_deployment_put(call_with(platform, body)));
}

static enum db_status write_other_tenant(struct db_conn *tx, void *arg)
{
	return tenant_add(tx, "Other", KIT_NOW, arg);
}

START_TEST(an_admin_sees_what_waits)
{
	struct reply *reply = lms_platforms(call_with(NULL, ""));
	const char *text = kit_body(reply);
	struct json_object *list =
		json_array_of(json_parse(kit_arena, text, strlen(text)), "platforms");
	struct json_object *platform = json_object_array_get_idx(list, 0);

	ck_assert_int_eq(reply_status(reply), 200);
	ck_assert_uint_eq(json_object_array_length(list), 1);
	ck_assert_str_eq(json_text(platform, "issuer"), KIT_ISSUER);
	ck_assert_uint_eq(
		json_object_array_length(json_array_of(platform, "deployments")), 2);
	ck_assert_ptr_nonnull(strstr(text, "\"pending\""));
}
END_TEST

START_TEST(an_admin_confirms_and_that_is_written_down)
{
	ck_assert_int_eq(
		put(kit_platform, "{\"deployment_id\":\"d9\",\"status\":\"active\"}"),
		204);
	ck_assert_int_eq(
		kit_count("SELECT COUNT(*) FROM deployment WHERE deployment_id = 'd9' "
			  "AND status = 'active'"),
		1);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM audit "
				   "WHERE action = 'deployment.confirmed' "
				   "AND actor = 'pseudonym'"),
			 1);
}
END_TEST

/* clang-format off */
static const struct {
	const char *what, *body;
	int status;
} refused[] = {
	{ "no JSON", "x", 422 },
	{ "no status", "{\"deployment_id\":\"d9\"}", 422 },
	{ "back to pending", "{\"deployment_id\":\"d9\",\"status\":\"pending\"}", 422 },
	{ "no deployment", "{\"status\":\"active\"}", 422 },
	{ "one that is not there", "{\"deployment_id\":\"d8\",\"status\":\"active\"}", 404 },
};
/* clang-format on */

START_TEST(what_cannot_be_meant_is_refused)
{
	ck_assert_msg(put(kit_platform, refused[_i].body) == refused[_i].status, "%s",
		      refused[_i].what);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM audit"), 0);
}
END_TEST

START_TEST(another_university_is_not_there)
{
	char other[RANDOM_ID];
	const char *text;

	ck_assert_int_eq(db_write(fixture_db, write_other_tenant, other), DB_OK);
	admin.tenant = other;
	ck_assert_int_eq(
		put(kit_platform, "{\"deployment_id\":\"d9\",\"status\":\"active\"}"),
		404);
	text = kit_body(lms_platforms(call_with(NULL, "")));
	ck_assert_str_eq(text, "{\"platforms\":[]}");
	ck_assert_int_eq(
		kit_count("SELECT COUNT(*) FROM deployment WHERE status = 'pending'"), 1);
}
END_TEST

static int put_status(const char *platform, const char *body)
{
	return reply_status(lms_platform_put(call_with(platform, body)));
}

START_TEST(an_admin_switches_a_platform_off_and_on)
{
	ck_assert_int_eq(put_status(kit_platform, "{\"status\":\"disabled\"}"), 204);
	ck_assert_int_eq(
		kit_count("SELECT COUNT(*) FROM platform WHERE status = 'disabled'"), 1);
	ck_assert_int_eq(put_status(kit_platform, "{\"status\":\"active\"}"), 204);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM audit WHERE action IN "
				   "('platform.disabled', 'platform.enabled')"),
			 2);
	ck_assert_int_eq(put_status(kit_platform, "{\"status\":\"pending\"}"), 422);
	admin.tenant = "another";
	ck_assert_int_eq(put_status(kit_platform, "{\"status\":\"disabled\"}"), 404);
	ck_assert_int_eq(
		kit_count("SELECT COUNT(*) FROM platform WHERE status = 'active'"), 1);
}
END_TEST

START_TEST(an_admin_invites_another_lms)
{
	struct reply *reply = lms_invite_add(call_with(NULL, "{}"));
	const char *text = kit_body(reply);
	const char *url = json_text(json_parse(kit_arena, text, strlen(text)), "url");

	ck_assert_int_eq(reply_status(reply), 201);
	ck_assert(text_starts_with(url, KIT_BASE "/lti/register/"));
	ck_assert_str_eq(kit_header(reply, "Cache-Control"), "no-store");
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM invite"), 1);
	ck_assert_int_eq(
		kit_count("SELECT COUNT(*) FROM audit WHERE action = 'invite.made'"), 1);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("platforms_api");
	TCase *tests = tcase_create("platforms_api");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, setup, kit_teardown);
	tcase_add_test(tests, an_admin_sees_what_waits);
	tcase_add_test(tests, an_admin_switches_a_platform_off_and_on);
	tcase_add_test(tests, an_admin_invites_another_lms);
	tcase_add_test(tests, an_admin_confirms_and_that_is_written_down);
	tcase_add_loop_test(tests, what_cannot_be_meant_is_refused, 0,
			    ARRAY_LEN(refused));
	tcase_add_test(tests, another_university_is_not_there);
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
