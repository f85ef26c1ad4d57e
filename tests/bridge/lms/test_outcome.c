/*
 * Outcome: an LMS that offers only Basic Outcomes gets its grades as XML, signed as LTI 1.1 does or
 * with a token, and its answers are understood.
 */
#include <check.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "lms/api.h"
#include "lms/grades.h"
#include "lms/keys.h"
#include "lms/legacy.h"
#include "lms/tokens.h"

#define BO "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome"
#define OUTCOMES "https://lms.test/outcomes"
#define ENVELOPE(major)                                                                  \
	"<imsx_POXEnvelopeResponse><imsx_POXHeader><imsx_POXResponseHeaderInfo>"         \
	"<imsx_statusInfo><imsx_codeMajor>" major "</imsx_codeMajor></imsx_statusInfo>"  \
	"</imsx_POXResponseHeaderInfo></imsx_POXHeader><imsx_POXBody/>"                  \
	"</imsx_POXEnvelopeResponse>"

/* --- the pretended network ---------------------------------------------------------------------- */

struct answer {
	enum net_status net;
	int status;
	const char *body;
};

static struct {
	struct answer envelope;
	int tokens_asked, sent;
	const char *body, *authorization, *content_type;
} lms;

enum net_status __wrap_net_fetch(struct net_response *out, struct arena *arena,
				 const struct net_request *request);
enum net_status __wrap_net_fetch(struct net_response *out, struct arena *arena,
				 const struct net_request *request)
{
	static const char token[] = "{\"access_token\":\"t1\",\"expires_in\":3600}";
	bool asks = text_equal(request->url, "https://lms.test/token");
	struct answer answer = asks ? (struct answer){NET_OK, 200, token} : lms.envelope;

	*out = (struct net_response){.status = answer.status, .body = answer.body};
	out->body_len = strlen(answer.body);
	if (asks) {
		lms.tokens_asked++;
		return NET_OK;
	}
	ck_assert_str_eq(request->url, OUTCOMES "?x=1"); /* nothing behind a '#' */
	lms.sent++;
	lms.body = arena_strdup(kit_arena, request->body);
	for (const struct net_header *header = request->headers; header->name; header++) {
		if (text_equal(header->name, "Authorization"))
			lms.authorization = arena_strdup(kit_arena, header->value);
		if (text_equal(header->name, "Content-Type"))
			lms.content_type = header->value;
	}
	(void)arena;
	return answer.net;
}

/* --- a graded activity that somebody opened --------------------------------------------------------- */

static struct grade grade;
static int64_t put_ms;

static void setup(void)
{
	kit_setup();
	memset(&lms, 0, sizeof(lms));
	lms.envelope = (struct answer){NET_OK, 200, ENVELOPE("success")};
	kit_parts.tokens = tokens_new(&kit_parts);
	ck_assert_int_eq(keys_ensure(fixture_db, kit_parts.sealer, kit_arena, KIT_NOW),
			 DB_OK);
}

static void teardown(void)
{
	tokens_free(kit_parts.tokens);
	kit_teardown();
}

static const char *text_of(const char *sql)
{
	const char *text = NULL;

	ck_assert_int_eq(db_get_text(db_reader(fixture_db), kit_arena, &text, sql, ""),
			 DB_OK);
	return text;
}

static const char *status_now(void)
{
	return text_of("SELECT status FROM score");
}

static enum db_status put_write(struct db_conn *tx, void *arg)
{
	return grade_put(tx, kit_arena, arg, put_ms);
}

static enum db_status put(int64_t now_s)
{
	put_ms = now_s * 1000;
	return db_write(fixture_db, put_write, &grade);
}

static enum db_status make_graded(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "UPDATE activity SET kind = 'feedback'", "");
}

static void launch(void)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = kit_claims(login.nonce);

	kit_put(claims, BO,
		"{\"lis_outcome_service_url\":\"" OUTCOMES
		"?x=1\",\"lis_result_sourcedid\":\"{\\\"a\\\":<1>}\"}");
	ck_assert_int_eq(reply_status(lms_launch(kit_call(
				 HTTP_POST, kit_form(login.state, kit_sign(claims)),
				 login.cookie))),
			 303);
}

static void open_graded(void)
{
	launch();
	ck_assert_int_eq(db_write(fixture_db, make_graded, NULL), DB_OK);
	launch();
	grade = (struct grade){
		.activity = text_of("SELECT id FROM activity"),
		.person = text_of("SELECT person FROM subject"),
		.progress = LTI_ACTIVITY_COMPLETED,
		.grading = LTI_GRADING_FULLY_GRADED,
		.graded = true,
		.given = 15,
		.maximum = 20,
	};
}

static enum db_status write_consumer(struct db_conn *tx, void *arg)
{
	(void)arg;
	return legacy_set(tx, kit_arena, kit_parts.sealer, kit_platform, "key", "secret",
			  NULL, KIT_NOW);
}

START_TEST(where_nothing_else_is_offered_grades_go_as_xml)
{
	open_graded();
	ck_assert_int_eq(put(KIT_NOW), DB_OK);
	ck_assert_uint_eq(grades_send(&kit_parts, KIT_NOW), 1);
	ck_assert_str_eq(status_now(), "sent");
	ck_assert_str_eq(lms.content_type, "application/xml");
	ck_assert_str_eq(lms.authorization, "Bearer t1");
	ck_assert_ptr_nonnull(strstr(lms.body, "<textString>0.75</textString>"));
	ck_assert_ptr_nonnull(
		strstr(lms.body, "<sourcedId>{&quot;a&quot;:&lt;1&gt;}</sourcedId>"));
	ck_assert_ptr_null(strstr(text_of("SELECT sealed FROM outcome_place"), "a\":"));
	/* A grade that is taken back. */
	grade.graded = false;
	ck_assert_int_eq(put(KIT_NOW + 60), DB_OK);
	ck_assert_uint_eq(grades_send(&kit_parts, KIT_NOW + 60), 1);
	ck_assert_ptr_nonnull(strstr(lms.body, "<deleteResultRequest>"));
}
END_TEST

START_TEST(a_consumer_of_lti_1_1_signs_them)
{
	open_graded();
	ck_assert_int_eq(db_write(fixture_db, write_consumer, NULL), DB_OK);
	ck_assert_int_eq(put(KIT_NOW), DB_OK);
	ck_assert_uint_eq(grades_send(&kit_parts, KIT_NOW), 1);
	ck_assert(text_starts_with(lms.authorization, "OAuth oauth_body_hash=\""));
	ck_assert_ptr_nonnull(strstr(lms.authorization, "oauth_consumer_key=\"key\""));
	ck_assert_int_eq(lms.tokens_asked, 0);
}
END_TEST

static enum db_status forget_places(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "DELETE FROM outcome_place", "");
}

/* clang-format off */
static const struct {
	const char *what;
	struct answer answer;
	const char *status, *reason;
} envelopes[] = {
	{ "taken", { NET_OK, 200, ENVELOPE("success") }, "sent", "" },
	{ "under way", { NET_OK, 200, ENVELOPE("processing") }, "sent", "" },
	{ "refused with 200", { NET_OK, 200, ENVELOPE("failure") }, "refused", "other" },
	{ "not known there", { NET_OK, 200, ENVELOPE("unsupported") }, "refused", "not-allowed" },
	{ "a page", { NET_OK, 200, "<html>" }, "waiting", "lms-down" },
	{ "an error", { NET_OK, 500, "" }, "waiting", "lms-down" },
	{ "a bad signature", { NET_OK, 401, "" }, "waiting", "token-refused" },
	{ "silence", { NET_ERR_TIMEOUT, 0, "" }, "waiting", "lms-down" },
};
/* clang-format on */

START_TEST(an_envelope_decides_what_comes_next)
{
	open_graded();
	ck_assert_int_eq(put(KIT_NOW), DB_OK);
	lms.envelope = envelopes[_i].answer;
	grades_send(&kit_parts, KIT_NOW);
	ck_assert_msg(text_equal(status_now(), envelopes[_i].status), "%s: %s",
		      envelopes[_i].what, status_now());
	ck_assert_str_eq(text_of("SELECT reason FROM score"), envelopes[_i].reason);
}
END_TEST

START_TEST(progress_and_strangers_send_nothing)
{
	open_graded();
	grade.grading = LTI_GRADING_PENDING;
	ck_assert_int_eq(put(KIT_NOW), DB_OK);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM score"), 0);
	grade.grading = LTI_GRADING_FULLY_GRADED;
	ck_assert_int_eq(put(KIT_NOW), DB_OK);
	ck_assert_int_eq(db_write(fixture_db, forget_places, NULL), DB_OK);
	ck_assert_uint_eq(grades_send(&kit_parts, KIT_NOW), 1);
	ck_assert_str_eq(status_now(), "refused");
	ck_assert_str_eq(text_of("SELECT reason FROM score"), "person-gone");
	ck_assert_int_eq(lms.sent, 0);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("outcome");
	TCase *tests = tcase_create("outcome");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, where_nothing_else_is_offered_grades_go_as_xml);
	tcase_add_test(tests, a_consumer_of_lti_1_1_signs_them);
	tcase_add_test(tests, progress_and_strangers_send_nothing);
	if (argc == 1)
		tcase_add_loop_test(tests, an_envelope_decides_what_comes_next, 0,
				    ARRAY_LEN(envelopes));
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
