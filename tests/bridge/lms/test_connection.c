/* Connection: what an admin's test of an LMS says, from what the LMS really answered. */
#include <check.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "course/session.h"
#include "lms/api.h"
#include "lms/keys.h"
#include "lms/tokens.h"
#include "net/client.h"

#define ON_TIME "Fri, 15 Jan 2027 08:00:00 GMT" /* KIT_NOW */
#define TOKEN "{\"access_token\":\"t\",\"token_type\":\"bearer\",\"expires_in\":3600}"

/* --- the pretended LMS ------------------------------------------------------------------------ */

struct answer {
	enum net_status net;
	int status;
	const char *body;
};

static struct {
	struct answer keys, token, roster, item;
	const char *date;
	const char *accept[2]; /* of roster and line item */
} lms;

enum net_status __wrap_net_fetch(struct net_response *out, struct arena *arena,
				 const struct net_request *request);
enum net_status __wrap_net_fetch(struct net_response *out, struct arena *arena,
				 const struct net_request *request)
{
	struct net_header *headers = arena_alloc(arena, sizeof(*headers));
	const struct answer *answer = &lms.keys;

	if (text_equal(request->url, "https://lms.test/token"))
		answer = &lms.token;
	if (text_equal(request->url, "https://lms.test/members"))
		answer = &lms.roster;
	if (text_equal(request->url, "https://lms.test/items/1"))
		answer = &lms.item;
	if (answer == &lms.roster || answer == &lms.item)
		lms.accept[answer == &lms.item] = request->headers->value;
	headers[0] = (struct net_header){"date", lms.date};
	*out = (struct net_response){.status = answer->status,
				     .body = answer->body,
				     .body_len = strlen(answer->body),
				     .headers = headers,
				     .header_count = lms.date ? 1 : 0,
				     .url = request->url};
	return answer->net;
}

static struct session admin;

static enum db_status write_places(struct db_conn *tx, void *arg)
{
	const char *sql[] = {
		"INSERT INTO course VALUES ('c1', $1, (SELECT id FROM deployment), "
		"'ctx', 't',"
		" 'l', 1)",
		"INSERT INTO activity (id, course_id, kind, title, status, created_s)"
		" VALUES ('a1', 'c1', 'feedback', 't', $1, 1)",
		"INSERT INTO roster_place VALUES ('c1', $1, 1)",
		"INSERT INTO grade_place VALUES ((SELECT id FROM deployment), 'r1', "
		"'a1', $1, 3,"
		" 1)",
	};
	const char *values[] = {kit_tenant, "active", "https://lms.test/members",
				"https://lms.test/items/1"};
	enum db_status status = DB_OK;

	(void)arg;
	for (size_t i = 0; status == DB_OK && i < ARRAY_LEN(sql); i++)
		status = db_exec(tx, sql[i], "t", values[i]);
	return status;
}

static void setup(void)
{
	kit_setup();
	lms.keys = (struct answer){NET_OK, 200, kit_jwks};
	lms.token = (struct answer){NET_OK, 200, TOKEN};
	lms.roster = lms.item = (struct answer){NET_OK, 200, "{}"};
	lms.date = ON_TIME;
	kit_parts.tokens = tokens_new(&kit_parts);
	admin = (struct session){
		.tenant = kit_tenant, .person = "pseudonym", .rank = RANK_ADMIN};
	ck_assert_int_eq(keys_ensure(fixture_db, kit_parts.sealer, kit_arena, KIT_NOW),
			 DB_OK);
}

static void teardown(void)
{
	tokens_free(kit_parts.tokens);
	kit_teardown();
}

static struct reply *test(const char *platform)
{
	struct call *call = kit_call(HTTP_POST, "", NULL);

	((struct request *)call->request)->params[0] = platform;
	call->session = &admin;
	return lms_platform_test(call);
}

/* "keys=ok clock=ok …", with reasons where there are some. */
static const char *verdicts(void)
{
	const char *text = kit_body(test(kit_platform));
	struct json_object *checks =
		json_array_of(json_parse(kit_arena, text, strlen(text)), "checks");
	const char *out = "";

	for (size_t i = 0; i < json_object_array_length(checks); i++) {
		struct json_object *check = json_object_array_get_idx(checks, i);
		const char *reason = json_text(check, "reason");

		out = arena_printf(kit_arena, "%s%s%s=%s%s%s", out, *out ? " " : "",
				   json_text(check, "name"), json_text(check, "state"),
				   reason ? ":" : "", reason ? reason : "");
	}
	return out;
}

START_TEST(all_is_well)
{
	ck_assert_int_eq(db_write(fixture_db, write_places, NULL), DB_OK);
	ck_assert_str_eq(verdicts(), "keys=ok clock=ok token=ok roster=ok grades=ok");
	ck_assert_str_eq(lms.accept[0], "application/vnd.ims.lti-nrps.v2."
					"membershipcontainer+json");
	ck_assert_str_eq(lms.accept[1], "application/vnd.ims.lis.v2.lineitem+json");
}
END_TEST

START_TEST(before_the_first_launch_there_is_less_to_ask)
{
	ck_assert_str_eq(verdicts(), "keys=ok clock=ok token=skipped:no-launch "
				     "roster=skipped:no-launch grades=skipped:no-launch");
}
END_TEST

/* clang-format off */
static const struct {
	const char *what;
	struct answer *place, answer;
	const char *date, *verdicts;
} troubles[] = {
	{ "no answer", &lms.keys, { NET_ERR_TIMEOUT, 0, "" }, ON_TIME,
	  "keys=failed:unreachable clock=skipped:unknown token=ok roster=ok grades=ok" },
	{ "an error page", &lms.keys, { NET_OK, 404, "" }, ON_TIME,
	  "keys=failed:http clock=ok token=ok roster=ok grades=ok" },
	{ "no keys", &lms.keys, { NET_OK, 200, "{\"keys\":[]}" }, ON_TIME,
	  "keys=failed:no-keys clock=ok token=ok roster=ok grades=ok" },
	{ "not even JSON", &lms.keys, { NET_OK, 200, "<html>" }, ON_TIME,
	  "keys=failed:no-keys clock=ok token=ok roster=ok grades=ok" },
	{ "a clock that is a bit ahead", &lms.item, { NET_OK, 200, "{}" }, "Fri, 15 Jan 2027 08:00:30 GMT",
	  "keys=ok clock=warn:apart token=ok roster=ok grades=ok" },
	{ "a clock that is far behind", &lms.item, { NET_OK, 200, "{}" }, "Fri, 15 Jan 2027 07:58:00 GMT",
	  "keys=ok clock=failed:apart token=ok roster=ok grades=ok" },
	{ "a date that is none", &lms.item, { NET_OK, 200, "{}" }, "today",
	  "keys=ok clock=skipped:unknown token=ok roster=ok grades=ok" },
	{ "no token for us", &lms.token, { NET_OK, 400, "{\"error\":\"invalid_client\"}" }, ON_TIME,
	  "keys=ok clock=ok token=failed:refused roster=skipped:no-token grades=skipped:no-token" },
	{ "a roster that is closed to us", &lms.roster, { NET_OK, 403, "" }, ON_TIME,
	  "keys=ok clock=ok token=ok roster=failed:http grades=ok" },
	{ "a column that was deleted", &lms.item, { NET_OK, 404, "" }, ON_TIME,
	  "keys=ok clock=ok token=ok roster=ok grades=failed:http" },
};
/* clang-format on */

START_TEST(each_trouble_is_told_by_its_own_line)
{
	ck_assert_int_eq(db_write(fixture_db, write_places, NULL), DB_OK);
	*troubles[_i].place = troubles[_i].answer;
	lms.date = troubles[_i].date;
	ck_assert_str_eq(verdicts(), troubles[_i].verdicts);
}
END_TEST

START_TEST(another_universitys_platform_is_not_there)
{
	admin.tenant = "another";
	ck_assert_int_eq(reply_status(test(kit_platform)), 404);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("connection");
	TCase *tests = tcase_create("connection");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, all_is_well);
	tcase_add_test(tests, before_the_first_launch_there_is_less_to_ask);
	tcase_add_loop_test(tests, each_trouble_is_told_by_its_own_line, 0,
			    ARRAY_LEN(troubles));
	tcase_add_test(tests, another_universitys_platform_is_not_there);
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
