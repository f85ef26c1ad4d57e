/* What students say of answers, and what of it their lecturers read. */
#include <check.h>
#include <string.h>

#include "bridge/store/fixture.h"
#include "base/clock.h"
#include "base/text.h"
#include "bridge/tutor/fake_relay.h"
#include "bridge/tutor/house.h"
#include "tutor/api.h"

static struct house house;
static struct browser anna;
static const char *turn;

/* Every test begins with one answer to Anna. */
static void ask_first(void)
{
	browser_open(&anna, &house);
	browser_hello(&anna, "anna");
	turn = browser_ask(&anna, "r1", "What is recursion?");
	fake_delta(fake_relay_last(), "See **recursion**.");
	fake_end(fake_relay_last(), RELAY_FINISHED, 20, 5);
	browser_wait(&anna, "done", 0);
}

static void setup(void)
{
	house_open(&house);
	ask_first();
}

/* The review mode is fixed with the first question. */
static void setup_readable(void)
{
	house_open(&house);
	house_policy(&house, "tenant", "{\"review\":\"named\"}");
	house_policy(&house, "course", "{\"review\":\"pseudonymous\"}");
	ask_first();
}

static void teardown(void)
{
	browser_close(&anna);
	house_close(&house);
}

struct asked_with {
	const char *person, *body;
	bool foreign; /* at the other course's activity */
};

static struct call *call_as(const struct asked_with *how)
{
	struct call *call = arena_alloc(house.arena, sizeof(*call));
	struct request *request = arena_alloc(house.arena, sizeof(*request));
	struct session *session;
	const char *token = how->foreign ? house_foreign_token(&house, how->person)
					 : house_token(&house, how->person);

	ck_assert_int_eq(session_find(&session, db_reader(house.parts.db), house.arena,
				      token, clock_now_s()),
			 DB_OK);
	request->method = how->body ? HTTP_POST : HTTP_GET;
	request->params[0] = turn;
	request->query = "";
	request->body = how->body ? how->body : "";
	request->body_len = strlen(request->body);
	call->arena = house.arena;
	call->parts = &house.parts;
	call->request = request;
	call->session = session;
	call->now_s = clock_now_s();
	return call;
}

#define CALL(...) call_as(&(struct asked_with){__VA_ARGS__})

static struct json_object *body_of(struct reply *reply)
{
	size_t len;
	const void *bytes = reply_bytes(reply, &len);

	return json_parse(house.arena, bytes, len);
}

static int report_by(const char *person, const char *body)
{
	return reply_status(tutor_report(CALL(.person = person, .body = body)));
}

static struct json_object *read_by_lea(void)
{
	return body_of(tutor_report_read(CALL(.person = "lea")));
}

START_TEST(an_answer_is_rated_by_its_owner_alone)
{
	const char *up = "{\"rating\":\"up\"}";

	ck_assert_int_eq(reply_status(tutor_rate(CALL(.person = "ben", .body = up))),
			 404);
	ck_assert_int_eq(reply_status(tutor_rate(
				 CALL(.person = "anna", .body = up, .foreign = true))),
			 404);
	ck_assert_int_eq(reply_status(tutor_rate(CALL(.person = "anna", .body = up))),
			 204);
	ck_assert_str_eq(house_text(&house, "SELECT rating FROM turn"), "up");
	ck_assert_int_eq(reply_status(tutor_rate(
				 CALL(.person = "anna", .body = "{\"rating\":null}"))),
			 204);
	ck_assert_str_eq(house_text(&house, "SELECT rating FROM turn"), "");
}
END_TEST

START_TEST(other_ratings_than_ours_are_refused)
{
	static const char *const bodies[] = {"{\"rating\":\"meh\"}", "{\"rating\":1}",
					     "[]", "x", ""};

	for (size_t i = 0; i < ARRAY_LEN(bodies); i++)
		ck_assert_int_eq(reply_status(tutor_rate(
					 CALL(.person = "anna", .body = bodies[i]))),
				 422);
}
END_TEST

START_TEST(a_running_answer_cannot_be_rated_or_reported)
{
	turn = browser_ask(&anna, "r2", "And induction?");
	ck_assert_int_eq(reply_status(tutor_rate(
				 CALL(.person = "anna", .body = "{\"rating\":\"up\"}"))),
			 404);
	ck_assert_int_eq(report_by("anna", "{\"reason\":\"wrong\"}"), 404);
	fake_end(fake_relay_last(), RELAY_FINISHED, 20, 5);
	browser_wait(&anna, "done", anna.count);
}
END_TEST

START_TEST(few_ratings_would_tell_whose_they_are)
{
	struct json_object *rating;

	tutor_rate(CALL(.person = "anna", .body = "{\"rating\":\"down\"}"));
	rating = json_object_array_get_idx(
		json_array_of(body_of(tutor_reports(CALL(.person = "lea"))), "ratings"),
		0);
	ck_assert(json_flag(rating, "few", false));
	ck_assert_int_eq(json_int(rating, "down", -1), 0);
}
END_TEST

START_TEST(a_report_without_the_wish_to_show_shows_its_note_alone)
{
	struct json_object *report;

	ck_assert_int_eq(
		report_by("anna", "{\"reason\":\"wrong\",\"note\":\"It loops.\"}"), 204);
	report = read_by_lea();
	ck_assert_str_eq(json_text(report, "note"), "It loops.");
	ck_assert_str_eq(json_text(report, "reason"), "wrong");
	ck_assert(!json_flag(report, "readable", true));
	ck_assert_ptr_null(json_text(report, "question"));
	ck_assert_ptr_null(json_text(report, "answer"));
	ck_assert_ptr_null(json_text(report, "name"));
	ck_assert_ptr_null(strstr(json_write(report), "anna"));
}
END_TEST

START_TEST(who_wishes_it_shows_this_one_answer_without_a_name)
{
	struct json_object *report;

	report_by("anna", "{\"reason\":\"harmful\",\"show\":true}");
	report = read_by_lea();
	ck_assert_str_eq(json_text(report, "question"), "What is recursion?");
	ck_assert_str_eq(json_text(report, "answer"), "See **recursion**.");
	ck_assert_ptr_null(json_text(report, "name"));
}
END_TEST

START_TEST(where_staff_may_read_a_report_has_a_short_name)
{
	report_by("anna", "{\"reason\":\"wrong\"}");
	ck_assert_uint_eq(strlen(json_text(read_by_lea(), "name")), 4);
	ck_assert_str_eq(json_text(read_by_lea(), "answer"), "See **recursion**.");
}
END_TEST

START_TEST(each_reading_is_in_the_audit_log)
{
	report_by("anna", "{\"reason\":\"other\",\"show\":true}");
	read_by_lea();
	read_by_lea();
	ck_assert_int_eq(house_number(&house, "SELECT count(*) FROM audit WHERE action = "
					      "'report.read' AND actor = 'lea'"),
			 2);
}
END_TEST

START_TEST(a_report_is_closed_and_opens_when_said_again)
{
	report_by("anna", "{\"reason\":\"wrong\"}");
	ck_assert_int_eq(reply_status(tutor_report_close(
				 CALL(.person = "lea", .body = "{\"status\":\"done\"}"))),
			 422);
	ck_assert_int_eq(
		reply_status(tutor_report_close(
			CALL(.person = "lea", .body = "{\"status\":\"closed\"}"))),
		204);
	ck_assert_str_eq(json_text(read_by_lea(), "status"), "closed");
	report_by("anna", "{\"reason\":\"unfair\"}");
	ck_assert_str_eq(json_text(read_by_lea(), "status"), "open");
	ck_assert_str_eq(json_text(read_by_lea(), "reason"), "unfair");
	ck_assert_int_eq(house_number(&house, "SELECT count(*) FROM report"), 1);
}
END_TEST

START_TEST(another_course_sees_nothing_of_it)
{
	report_by("anna", "{\"reason\":\"wrong\",\"show\":true}");
	ck_assert_int_eq(
		reply_status(tutor_report_read(CALL(.person = "lea", .foreign = true))),
		404);
	ck_assert_int_eq(
		json_object_array_length(json_array_of(
			body_of(tutor_reports(CALL(.person = "lea", .foreign = true))),
			"reports")),
		0);
}
END_TEST

START_TEST(what_makes_no_report_is_refused)
{
	char note[2100];
	const char *body;

	memset(note, 'x', sizeof(note) - 1);
	note[sizeof(note) - 1] = '\0';
	body = arena_printf(house.arena, "{\"reason\":\"wrong\",\"note\":\"%s\"}", note);
	ck_assert_int_eq(report_by("anna", body), 422);
	ck_assert_int_eq(report_by("anna", "{\"reason\":\"boring\"}"), 422);
	ck_assert_int_eq(report_by("anna", "{}"), 422);
	ck_assert_int_eq(report_by("ben", "{\"reason\":\"wrong\"}"), 404);
}
END_TEST

START_TEST(a_report_goes_with_its_conversation)
{
	report_by("anna", "{\"reason\":\"wrong\"}");
	ck_assert_int_eq(reply_status(tutor_my_data_delete(CALL(.person = "anna"))), 204);
	ck_assert_int_eq(house_number(&house, "SELECT count(*) FROM report"), 0);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("reports");
	TCase *tests = tcase_create("reports"), *readable = tcase_create("readable");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, an_answer_is_rated_by_its_owner_alone);
	tcase_add_test(tests, other_ratings_than_ours_are_refused);
	tcase_add_test(tests, a_running_answer_cannot_be_rated_or_reported);
	tcase_add_test(tests, few_ratings_would_tell_whose_they_are);
	tcase_add_test(tests, a_report_without_the_wish_to_show_shows_its_note_alone);
	tcase_add_test(tests, who_wishes_it_shows_this_one_answer_without_a_name);
	tcase_add_test(tests, each_reading_is_in_the_audit_log);
	tcase_add_test(tests, a_report_is_closed_and_opens_when_said_again);
	tcase_add_test(tests, another_course_sees_nothing_of_it);
	tcase_add_test(tests, what_makes_no_report_is_refused);
	tcase_add_test(tests, a_report_goes_with_its_conversation);
	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(readable, setup_readable, teardown);
	tcase_add_test(readable, where_staff_may_read_a_report_has_a_short_name);
	suite_add_tcase(suite, readable);
	return fixture_run(suite, argc, argv);
}
