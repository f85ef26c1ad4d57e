/*
 * Services: what launches leave behind for grades and rosters, how a score travels, and what
 * each answer of an LMS makes of it.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "course/tenant.h"
#include "lms/api.h"
#include "lms/grades.h"
#include "lms/keys.h"
#include "lms/roster.h"
#include "lms/tokens.h"
#include "privacy/pseudonym.h"

#define AGS "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
#define NRPS "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
#define ITEM "https://lms.test/items/1?type_id=3"
#define SCORES "https://lms.test/items/1/scores?type_id=3"
#define ROSTER "https://lms.test/members"

/* --- the pretended network ---------------------------------------------------------------------- */

#define CALLS_MAX 64

struct answer {
	enum net_status net;
	int status;
	const char *body;
	const char *header, *value; /* one header, or NULL */
};

static struct {
	struct answer scores[8]; /* for the nth score; the last one stays */
	struct answer token;
	struct answer pages[4];
	int tokens_asked, scores_sent, pages_read;
	const char *bodies[CALLS_MAX], *authorization[CALLS_MAX], *content_type;
	const char *accept;
} lms;

static struct answer *answer_for(const char *url)
{
	if (text_equal(url, "https://lms.test/token")) {
		lms.tokens_asked++;
		return &lms.token;
	}
	if (text_starts_with(url, ROSTER))
		return &lms.pages[lms.pages_read++];
	ck_assert_str_eq(url, SCORES);
	return &lms.scores[lms.scores_sent++];
}

enum net_status __wrap_net_fetch(struct net_response *out, struct arena *arena,
				 const struct net_request *request);
enum net_status __wrap_net_fetch(struct net_response *out, struct arena *arena,
				 const struct net_request *request)
{
	int sent = lms.scores_sent;
	struct answer *answer = answer_for(request->url);
	struct net_header *headers = arena_alloc(arena, sizeof(*headers));

	for (const struct net_header *header = request->headers; header->name; header++) {
		if (text_equal(header->name, "Authorization"))
			lms.authorization[sent] = arena_strdup(kit_arena, header->value);
		if (text_equal(header->name, "Content-Type"))
			lms.content_type = header->value;
		if (text_equal(header->name, "Accept"))
			lms.accept = header->value;
	}
	lms.bodies[sent] = arena_strdup(kit_arena, request->body);
	headers[0] = (struct net_header){answer->header, answer->value};
	*out = (struct net_response){.status = answer->status,
				     .body = answer->body ? answer->body : "",
				     .headers = headers,
				     .header_count = answer->header ? 1 : 0,
				     .url = request->url};
	out->body_len = strlen(out->body);
	return answer->net;
}

/* --- a graded activity that somebody opened --------------------------------------------------------- */

static struct grade grade;

static void setup(void)
{
	kit_setup();
	memset(&lms, 0, sizeof(lms));
	lms.token = (struct answer){NET_OK, 200,
				    "{\"access_token\":\"t1\",\"token_type\":\"bearer\","
				    "\"expires_in\":3600}",
				    NULL, NULL};
	for (int i = 0; i < 8; i++)
		lms.scores[i] = (struct answer){NET_OK, 200, "", NULL, NULL};
	kit_parts.tokens = tokens_new(&kit_parts);
	ck_assert_int_eq(keys_ensure(fixture_db, kit_parts.sealer, kit_arena, KIT_NOW),
			 DB_OK);
}

static void teardown(void)
{
	tokens_free(kit_parts.tokens);
	kit_teardown();
}

static void launch(void)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = kit_claims(login.nonce);

	kit_put(claims, AGS,
		"{\"scope\":[\"https://purl.imsglobal.org/spec/lti-ags/scope/score\"],"
		"\"lineitem\":\"" ITEM "\"}");
	kit_put(claims, NRPS,
		"{\"context_memberships_url\":\"" ROSTER
		"\",\"service_versions\":[\"2.0\"]}");
	ck_assert_int_eq(reply_status(lms_launch(kit_call(
				 HTTP_POST, kit_form(login.state, kit_sign(claims)),
				 login.cookie))),
			 303);
}

static enum db_status make_graded(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "UPDATE activity SET kind = 'feedback'", "");
}

static const char *text_of(const char *sql)
{
	const char *text = NULL;

	ck_assert_int_eq(db_get_text(db_reader(fixture_db), kit_arena, &text, sql, ""),
			 DB_OK);
	return text;
}

/* The activity is made by a first launch, graded, and opened again. */
static void open_graded(void)
{
	launch();
	ck_assert_int_eq(db_write(fixture_db, make_graded, NULL), DB_OK);
	launch();
	grade = (struct grade){
		.activity = text_of("SELECT id FROM activity"),
		.person = text_of("SELECT person FROM session LIMIT 1"),
		.progress = LTI_ACTIVITY_COMPLETED,
		.grading = LTI_GRADING_FULLY_GRADED,
		.graded = true,
		.given = 8.5,
		.maximum = 10,
		.comment = "Gut.",
	};
}

static int64_t put_ms;

static enum db_status put_write(struct db_conn *tx, void *arg)
{
	return grade_put(tx, kit_arena, arg, put_ms);
}

static enum db_status put(int64_t now_s)
{
	put_ms = now_s * 1000;
	return db_write(fixture_db, put_write, &grade);
}

static const char *status_now(void)
{
	return text_of("SELECT status FROM score");
}

START_TEST(a_tutor_without_grades_leaves_no_trace_of_who_it_was)
{
	launch();
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM subject"), 0);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM grade_place"), 0);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM roster_place"), 1);
}
END_TEST

START_TEST(in_a_graded_activity_the_lms_name_is_kept_sealed)
{
	open_graded();
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM subject"), 1);
	ck_assert_ptr_null(strstr(text_of("SELECT sealed FROM subject"), "user-7"));
	ck_assert_str_eq(text_of("SELECT line_item FROM grade_place"), ITEM);
}
END_TEST

START_TEST(a_score_is_sent_in_the_form_that_every_lms_takes)
{
	struct json_object *body;

	open_graded();
	ck_assert_int_eq(put(KIT_NOW), DB_OK);
	ck_assert_str_eq(status_now(), "waiting");
	ck_assert_uint_eq(grades_send(&kit_parts, KIT_NOW), 1);
	ck_assert_str_eq(status_now(), "sent");
	ck_assert_int_eq(lms.scores_sent, 1);
	ck_assert_str_eq(lms.content_type, LTI_MEDIA_SCORE);
	ck_assert_str_eq(lms.authorization[0], "Bearer t1");
	body = json_parse(kit_arena, lms.bodies[0], strlen(lms.bodies[0]));
	ck_assert_str_eq(json_text(body, "userId"), "user-7");
	ck_assert_str_eq(json_text(body, "gradingProgress"), "FullyGraded");
	ck_assert_double_eq(json_number(body, "scoreGiven", 0), 8.5);
	ck_assert_str_eq(json_text(body, "comment"), "Gut.");
	ck_assert_uint_eq(grades_send(&kit_parts, KIT_NOW + 1), 0); /* once */
}
END_TEST

START_TEST(of_several_only_the_newest_travels_and_time_grows)
{
	int64_t first_ms, second_ms;

	open_graded();
	ck_assert_int_eq(put(KIT_NOW), DB_OK);
	first_ms = kit_count("SELECT at_ms FROM score");
	grade.given = 9;
	ck_assert_int_eq(put(KIT_NOW), DB_OK); /* in the same second */
	second_ms = kit_count("SELECT at_ms FROM score");
	ck_assert_int_gt(second_ms, first_ms);
	ck_assert_uint_eq(grades_send(&kit_parts, KIT_NOW + 5), 1);
	ck_assert_int_eq(lms.scores_sent, 1);
	ck_assert_ptr_nonnull(strstr(lms.bodies[0], "9"));
}
END_TEST

/* clang-format off */
static const struct {
	const char *what;
	struct answer answer;
	const char *status;
	int64_t again_s; /* with "waiting": not before */
} answers[] = {
	{ "taken, with an empty body", { NET_OK, 200, "", NULL, NULL }, "sent", 0 },
	{ "taken, as the standard has it", { NET_OK, 204, "", NULL, NULL }, "sent", 0 },
	{ "no student",             { NET_OK, 400, "[]", NULL, NULL }, "refused", 0 },
	{ "not allowed",            { NET_OK, 403, "", NULL, NULL }, "refused", 0 },
	{ "gone",                   { NET_OK, 404, "", NULL, NULL }, "refused", 0 },
	{ "a newer grade",          { NET_OK, 409, "", NULL, NULL }, "refused", 0 },
	{ "slower, please",         { NET_OK, 429, "", "retry-after", "300" }, "waiting", 300 },
	{ "an odd wait",            { NET_OK, 429, "", "retry-after", "Tue" }, "waiting", 30 },
	{ "a wait without end",     { NET_OK, 503, "", "retry-after", "99999999" }, "waiting", 30 },
	{ "an error",               { NET_OK, 500, "<html>", NULL, NULL }, "waiting", 30 },
	{ "a redirect",             { NET_OK, 302, "", NULL, NULL }, "waiting", 30 },
	{ "silence",                { NET_ERR_TIMEOUT, 0, NULL, NULL, NULL }, "waiting", 30 },
};
/* clang-format on */

START_TEST(an_answer_decides_what_comes_next)
{
	open_graded();
	ck_assert_int_eq(put(KIT_NOW), DB_OK);
	lms.scores[0] = answers[_i].answer;
	grades_send(&kit_parts, KIT_NOW);
	ck_assert_msg(text_equal(status_now(), answers[_i].status), "%s: %s",
		      answers[_i].what, status_now());
	if (!answers[_i].again_s)
		return;
	ck_assert_uint_eq(grades_send(&kit_parts, KIT_NOW + answers[_i].again_s - 1), 0);
	ck_assert_uint_eq(grades_send(&kit_parts, KIT_NOW + answers[_i].again_s), 1);
	ck_assert_str_eq(status_now(), "sent");
}
END_TEST

START_TEST(a_refused_grade_is_shown_with_its_reason)
{
	struct grade_row *rows;
	size_t count;

	open_graded();
	ck_assert_int_eq(put(KIT_NOW), DB_OK);
	lms.scores[0].status = 400;
	grades_send(&kit_parts, KIT_NOW);
	ck_assert_int_eq(grade_list(&rows, &count, db_reader(fixture_db), kit_arena,
				    grade.activity),
			 DB_OK);
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(rows[0].status, "refused");
	ck_assert_str_eq(rows[0].reason, "person-refused");
	grade.given = 10; /* a change makes it wait again */
	ck_assert_int_eq(put(KIT_NOW + 60), DB_OK);
	ck_assert_str_eq(status_now(), "waiting");
}
END_TEST

START_TEST(a_week_of_silence_is_enough)
{
	int64_t now_s = KIT_NOW;

	open_graded();
	ck_assert_int_eq(put(KIT_NOW), DB_OK);
	for (int i = 0; i < 60 && text_equal(status_now(), "waiting"); i++) {
		lms.scores_sent = 0;
		lms.scores[0] = (struct answer){NET_OK, 500, "", NULL, NULL};
		grades_send(&kit_parts, now_s);
		now_s += 6 * 3600;
	}
	ck_assert_str_eq(status_now(), "refused");
	ck_assert_int_ge(now_s - KIT_NOW, GRADE_LIFE_S);
}
END_TEST

START_TEST(a_token_is_asked_for_once_and_replaced_when_forgotten)
{
	open_graded();
	ck_assert_int_eq(put(KIT_NOW), DB_OK);
	grades_send(&kit_parts, KIT_NOW);
	ck_assert_int_eq(put(KIT_NOW + 60), DB_OK);
	grades_send(&kit_parts, KIT_NOW + 60);
	ck_assert_int_eq(lms.tokens_asked, 1);
	lms.scores[2] = (struct answer){NET_OK, 401, "", NULL, NULL};
	ck_assert_int_eq(put(KIT_NOW + 120), DB_OK);
	lms.token.body = "{\"access_token\":\"t2\",\"expires_in\":3600}";
	grades_send(&kit_parts, KIT_NOW + 120);
	ck_assert_int_eq(lms.tokens_asked, 2);
	ck_assert_str_eq(lms.authorization[3], "Bearer t2");
	ck_assert_str_eq(status_now(), "sent");
	ck_assert_int_eq(put(KIT_NOW + 4000), DB_OK);
	grades_send(&kit_parts, KIT_NOW + 4000);
	ck_assert_int_eq(lms.tokens_asked, 3); /* before it ends, not after */
}
END_TEST

START_TEST(an_lms_that_gives_no_token_is_not_hammered)
{
	open_graded();
	lms.token = (struct answer){NET_OK, 400, "{\"error\":\"invalid_client\"}", NULL,
				    NULL};
	ck_assert_int_eq(put(KIT_NOW), DB_OK);
	grades_send(&kit_parts, KIT_NOW);
	ck_assert_str_eq(status_now(), "waiting");
	ck_assert_int_eq(put(KIT_NOW + 1), DB_OK);
	grades_send(&kit_parts, KIT_NOW + 1);
	ck_assert_int_eq(lms.tokens_asked, 1);
	ck_assert_int_eq(lms.scores_sent, 0);
}
END_TEST

START_TEST(nobody_is_graded_where_the_lms_offers_no_place)
{
	launch();
	ck_assert_int_eq(db_write(fixture_db, make_graded, NULL), DB_OK);
	grade = (struct grade){.activity = text_of("SELECT id FROM activity"),
			       .person = text_of("SELECT person FROM session LIMIT 1")};
	ck_assert_int_eq(put(KIT_NOW), DB_ABSENT);
}
END_TEST

static enum db_status make_moodle(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "UPDATE platform SET profile = 'moodle'", "");
}

START_TEST(moodle_gets_no_progress_and_whole_seconds)
{
	int64_t first_ms;

	open_graded();
	ck_assert_int_eq(db_write(fixture_db, make_moodle, NULL), DB_OK);
	grade.grading = LTI_GRADING_PENDING;
	ck_assert_int_eq(put(KIT_NOW), DB_OK);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM score"), 0);
	grade.grading = LTI_GRADING_FULLY_GRADED;
	ck_assert_int_eq(put(KIT_NOW), DB_OK);
	first_ms = kit_count("SELECT at_ms FROM score");
	ck_assert_int_eq(put(KIT_NOW), DB_OK);
	ck_assert_int_ge(kit_count("SELECT at_ms FROM score") - first_ms, 1000);
}
END_TEST

/* --- roster -------------------------------------------------------------------------------------------- */

#define MEMBER(id, role)                                                                 \
	"{\"user_id\":\"" id "\",\"name\":\"Never Read\",\"roles\":[\"" role "\"]}"

static enum roster_end read_roster(struct roster_person **people, size_t *count)
{
	return roster_fetch(people, count, kit_arena, &kit_parts,
			    text_of("SELECT id FROM course"), KIT_NOW);
}

START_TEST(a_roster_is_read_page_by_page_into_pseudonyms)
{
	struct roster_person *people;
	char expected[PSEUDONYM_TEXT];
	struct tenant tenant;
	size_t count;

	launch();
	lms.pages[0] = (struct answer){
		NET_OK, 200,
		"{\"id\":\"x\",\"context\":{\"id\":\"c-1\"},\"members\":[" MEMBER(
			"user-7", "Learner") "," MEMBER("t-1", "Instructor") "]}",
		"link", "<" ROSTER "?page=2>; rel=\"next\""};
	lms.pages[1] = (struct answer){
		NET_OK, 200,
		"{\"id\":\"x\",\"context\":{\"id\":\"c-1\"},\"members\":[" MEMBER(
			"user-8", "Learner") "]}",
		NULL, NULL};
	ck_assert_int_eq(read_roster(&people, &count), ROSTER_READ);
	ck_assert_uint_eq(count, 3);
	ck_assert_int_eq(lms.pages_read, 2);
	ck_assert_str_eq(people[0].person, text_of("SELECT person FROM session"));
	ck_assert_int_eq(people[0].rank, RANK_STUDENT);
	ck_assert_int_eq(people[1].rank, RANK_LECTURER);
	ck_assert_int_eq(
		tenant_find(&tenant, db_reader(fixture_db), kit_arena, kit_tenant),
		DB_OK);
	ck_assert_str_eq(people[2].person,
			 pseudonym_make(expected, tenant.secret, kit_platform, "generic",
					"user-8"));
}
END_TEST

/* clang-format off */
static const struct {
	const char *what;
	struct answer answer;
	enum roster_end end;
} rosters[] = {
	{ "not for us",       { NET_OK, 403, "", NULL, NULL }, ROSTER_NOT_OFFERED },
	{ "not there",        { NET_OK, 404, "", NULL, NULL }, ROSTER_NOT_OFFERED },
	{ "an error",         { NET_OK, 500, "", NULL, NULL }, ROSTER_FAILED },
	{ "no JSON",          { NET_OK, 200, "<html>", NULL, NULL }, ROSTER_FAILED },
	{ "a foreign page",   { NET_OK, 200, "{\"id\":\"x\",\"context\":{\"id\":\"c-1\"},\"members\":[]}", "link", "<https://evil.test/p2>; rel=\"next\"" }, ROSTER_FAILED },
	{ "silence",          { NET_ERR_CONNECT, 0, NULL, NULL, NULL }, ROSTER_FAILED },
};
/* clang-format on */

START_TEST(what_is_no_roster_is_never_an_empty_course)
{
	struct roster_person *people;
	size_t count;

	launch();
	lms.pages[0] = rosters[_i].answer;
	ck_assert_msg(read_roster(&people, &count) == rosters[_i].end, "%s",
		      rosters[_i].what);
	ck_assert_ptr_null(people);
	ck_assert_int_eq(lms.pages_read, 1); /* our token went nowhere else */
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("services");
	TCase *tests = tcase_create("services");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_tutor_without_grades_leaves_no_trace_of_who_it_was);
	tcase_add_test(tests, in_a_graded_activity_the_lms_name_is_kept_sealed);
	tcase_add_test(tests, a_score_is_sent_in_the_form_that_every_lms_takes);
	tcase_add_test(tests, of_several_only_the_newest_travels_and_time_grows);
	tcase_add_test(tests, a_refused_grade_is_shown_with_its_reason);
	tcase_add_test(tests, a_week_of_silence_is_enough);
	tcase_add_test(tests, a_token_is_asked_for_once_and_replaced_when_forgotten);
	tcase_add_test(tests, an_lms_that_gives_no_token_is_not_hammered);
	tcase_add_test(tests, nobody_is_graded_where_the_lms_offers_no_place);
	tcase_add_test(tests, moodle_gets_no_progress_and_whole_seconds);
	tcase_add_test(tests, a_roster_is_read_page_by_page_into_pseudonyms);
	if (argc == 1) { /* the same statements for every row: one database will do */
		tcase_add_loop_test(tests, an_answer_decides_what_comes_next, 0,
				    ARRAY_LEN(answers));
		tcase_add_loop_test(tests, what_is_no_roster_is_never_an_empty_course, 0,
				    ARRAY_LEN(rosters));
	}
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
