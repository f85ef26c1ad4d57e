/* Feedback's handlers: what they take, what they refuse, and to whom they show what. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/feedback/desk.h"
#include "bridge/store/fixture.h"
#include "base/text.h"
#include "feedback/api.h"

static int64_t status_of(struct reply *reply)
{
	return reply_status(reply);
}

static struct json_object *first(struct json_object *body, const char *name)
{
	return json_object_array_get_idx(json_array_of(body, name), 0);
}

/* ---- a student's own ---- */

START_TEST(a_student_sees_the_assignment_and_their_own)
{
	struct json_object *body;
	const char *attempt;

	body = desk_body(feedback_submission(CALL(.person = "anna")));
	ck_assert_ptr_null(json_object_of(body, "assignment"));
	desk_assign("draft", ",\"sample_solution\":\"Secret\"");
	attempt = desk_judged("anna", "r1");
	body = desk_body(feedback_submission(CALL(.person = "anna")));
	ck_assert_ptr_null(strstr(json_write(body), "Secret"));
	ck_assert_int_eq(json_int(body, "attempts_left", -1), 2);
	ck_assert_str_eq(json_text(first(body, "attempts"), "status"), "held");
	body = desk_body(feedback_submission(CALL(.person = "ben")));
	ck_assert_int_eq(json_int(body, "attempts_left", -1), 3);
	ck_assert_int_eq(json_object_array_length(json_array_of(body, "attempts")), 0);
	ck_assert_int_eq(
		status_of(feedback_attempt(CALL(.person = "ben", .param = attempt))),
		404);
	ck_assert_int_eq(
		status_of(feedback_attempt(
			CALL(.person = "anna", .param = attempt, .foreign = true))),
		404);
	body = desk_body(feedback_attempt(CALL(.person = "anna", .param = attempt)));
	ck_assert_str_eq(json_text(body, "text"), WORK);
	ck_assert_int_eq(json_object_array_length(json_array_of(body, "criteria")), 0);
	ck_assert_int_eq(json_object_array_length(json_array_of(body, "rubric")), 2);
}
END_TEST

START_TEST(a_review_of_somebody_elses_work_shows_a_student_nothing)
{
	desk_assign("formative", NULL);
	ck_assert_int_eq(status_of(feedback_submission(
				 CALL(.person = "anna", .for_person = "ben"))),
			 403);
	ck_assert_int_eq(status_of(feedback_submission(
				 CALL(.person = "anna", .for_person = "anna"))),
			 200);
}
END_TEST

START_TEST(a_draft_is_saved_after_the_notice_and_not_too_long)
{
	char *text = malloc(300 * 1024);
	struct json_object *body;

	ck_assert_int_eq(status_of(feedback_draft_put(
				 CALL(.person = "anna", .body = "{\"text\":\"Wip\"}"))),
			 200);
	body = desk_body(feedback_submission(CALL(.person = "anna")));
	ck_assert_str_eq(json_text(json_object_of(body, "draft"), "text"), "Wip");
	ck_assert_int_eq(
		status_of(feedback_draft_put(CALL(.person = "anna", .body = "{}"))), 422);
	ck_assert_int_eq(
		status_of(feedback_draft_put(CALL(.person = "anna", .body = "["))), 422);
	memset(text, 'x', 300 * 1024 - 1);
	memcpy(text, "{\"text\":\"", 9);
	memcpy(text + 300 * 1024 - 3, "\"}", 3);
	ck_assert_int_eq(
		status_of(feedback_draft_put(CALL(.person = "anna", .body = text))), 422);
	free(text);
	desk_exec("DELETE FROM consent");
	ck_assert_int_eq(status_of(feedback_draft_put(
				 CALL(.person = "anna", .body = "{\"text\":\"Wip\"}"))),
			 403);
}
END_TEST

START_TEST(feedback_can_be_reported_by_its_student)
{
	const char *attempt;
	struct json_object *body;

	desk_assign("formative", NULL);
	attempt = desk_judged("anna", "r1");
	ck_assert_int_eq(status_of(feedback_report(CALL(.person = "ben", .param = attempt,
							.body = "{\"text\":\"x\"}"))),
			 404);
	ck_assert_int_eq(status_of(feedback_report(
				 CALL(.person = "anna", .param = attempt, .body = "{}"))),
			 422);
	ck_assert_int_eq(
		status_of(feedback_report(CALL(.person = "anna", .param = attempt,
					       .body = "{\"text\":\"Unfair.\"}"))),
		204);
	body = desk_body(feedback_list(CALL(.person = "lea")));
	ck_assert(json_flag(first(body, "rows"), "reported", false));
	ck_assert_str_eq(house_text(&desk, "SELECT body FROM submission_event "
					   "WHERE what = 'reported'"),
			 "Unfair.");
}
END_TEST

START_TEST(a_held_attempt_cannot_be_reported)
{
	const char *attempt;

	desk_assign("draft", NULL);
	attempt = desk_judged("anna", "r1");
	ck_assert_int_eq(
		status_of(feedback_report(CALL(.person = "anna", .param = attempt,
					       .body = "{\"text\":\"\"}"))),
		409);
}
END_TEST

/* ---- the lecturer's ---- */

START_TEST(the_assignment_is_stored_in_versions)
{
	struct json_object *body = desk_body(feedback_assignment(CALL(.person = "lea")));
	const char *document;

	ck_assert_int_eq(json_int(body, "version", -1), 0);
	ck_assert(!json_flag(body, "line_item", true));
	desk_assign("draft", NULL);
	body = desk_body(feedback_assignment(CALL(.person = "lea")));
	document = arena_strdup(desk.arena, json_write(json_object_of(body, "document")));
	ck_assert_int_eq(
		status_of(feedback_assignment_put(
			CALL(.person = "lea",
			     .body = arena_printf(desk.arena,
						  "{\"document\":%s,\"base_version\":0}",
						  document)))),
		409);
	ck_assert_int_eq(status_of(feedback_assignment_put(
				 CALL(.person = "lea",
				      .body = "{\"document\":{},\"base_version\":2}"))),
			 422);
	body = desk_body(feedback_assignment_put(
		CALL(.person = "lea",
		     .body = arena_printf(
			     desk.arena, "{\"document\":%s,\"base_version\":%lld}",
			     document, (long long)json_int(body, "version", -1)))));
	ck_assert(json_number(body, "max_points", 0) == 8);
	body = desk_body(feedback_assignment_versions(CALL(.person = "lea")));
	ck_assert_int_eq(json_object_array_length(json_array_of(body, "versions")), 2);
	ck_assert_int_eq(status_of(feedback_assignment(
				 CALL(.person = "lea", .query = "activity=F2"))),
			 404);
	ck_assert_int_eq(status_of(feedback_assignment(
				 CALL(.person = "lea", .query = "activity=A"))),
			 404);
}
END_TEST

/* clang-format off */
static const struct {
	const char *what, *body;
	int status;
} edits[] = {
	{ "nothing",      "[]", 400 },
	{ "no revision",  "{\"criteria\":[],\"summary\":\"\"}", 422 },
	{ "too few",      "{\"base_revision\":1,\"summary\":\"\",\"criteria\":[{\"id\":\"claim\",\"level\":0,\"points\":0,\"advice\":\"\",\"next_step\":\"\"}]}", 422 },
	{ "one twice",    "{\"base_revision\":1,\"summary\":\"\",\"criteria\":[{\"id\":\"claim\",\"level\":0,\"points\":0,\"advice\":\"\",\"next_step\":\"\"},{\"id\":\"claim\",\"level\":0,\"points\":0,\"advice\":\"\",\"next_step\":\"\"}]}", 422 },
	{ "a level above","{\"base_revision\":1,\"summary\":\"\",\"criteria\":[{\"id\":\"claim\",\"level\":2,\"points\":0,\"advice\":\"\",\"next_step\":\"\"},{\"id\":\"style\",\"level\":0,\"points\":0,\"advice\":\"\",\"next_step\":\"\"}]}", 422 },
	{ "points above", "{\"base_revision\":1,\"summary\":\"\",\"criteria\":[{\"id\":\"claim\",\"level\":1,\"points\":6.5,\"advice\":\"\",\"next_step\":\"\"},{\"id\":\"style\",\"level\":0,\"points\":0,\"advice\":\"\",\"next_step\":\"\"}]}", 422 },
	{ "below nought", "{\"base_revision\":1,\"summary\":\"\",\"criteria\":[{\"id\":\"claim\",\"level\":1,\"points\":-1,\"advice\":\"\",\"next_step\":\"\"},{\"id\":\"style\",\"level\":0,\"points\":0,\"advice\":\"\",\"next_step\":\"\"}]}", 422 },
	{ "no summary",   "{\"base_revision\":1,\"criteria\":[{\"id\":\"claim\",\"level\":1,\"points\":1,\"advice\":\"\",\"next_step\":\"\"},{\"id\":\"style\",\"level\":0,\"points\":0,\"advice\":\"\",\"next_step\":\"\"}]}", 422 },
	{ "stale",        "{\"base_revision\":7,\"summary\":\"\",\"criteria\":[{\"id\":\"claim\",\"level\":1,\"points\":1,\"advice\":\"\",\"next_step\":\"\"},{\"id\":\"style\",\"level\":0,\"points\":0,\"advice\":\"\",\"next_step\":\"\"}]}", 409 },
	{ "fine",         "{\"base_revision\":1,\"summary\":\"S\",\"criteria\":[{\"id\":\"style\",\"level\":1,\"points\":1.5,\"advice\":\"A\",\"next_step\":\"N\"},{\"id\":\"claim\",\"level\":1,\"points\":1,\"advice\":\"\",\"next_step\":\"\"}]}", 200 },
};
/* clang-format on */

START_TEST(an_edit_is_checked_against_the_rubric)
{
	const char *attempt;
	struct json_object *one, *style;

	desk_assign("draft", NULL);
	attempt = desk_judged("anna", "r1");
	ck_assert_int_eq(status_of(feedback_edit(CALL(.person = "lea", .param = attempt,
						      .body = edits[_i].body))),
			 edits[_i].status);
	one = desk_body(feedback_one(CALL(.person = "lea", .param = attempt)));
	style = json_object_array_get_idx(json_array_of(one, "criteria"), 1);
	if (edits[_i].status == 200) {
		ck_assert(json_number(one, "points", 0) == 2.5);
		ck_assert_str_eq(json_text(style, "advice"), "A");
	}
	ck_assert_str_eq(json_text(json_object_of(style, "draft"), "advice"), "Dull.");
	ck_assert_int_eq(
		json_object_array_length(json_array_of(
			json_object_array_get_idx(json_array_of(one, "criteria"), 0),
			"evidence")),
		1);
}
END_TEST

START_TEST(opening_one_is_seen_noted_and_audited)
{
	const char *attempt;
	struct json_object *body;

	desk_assign("draft", NULL);
	attempt = desk_judged("anna", "r1");
	desk_exec("UPDATE submission SET suspicion = 1");
	body = desk_body(feedback_list(CALL(.person = "lea", .query = "filter=look")));
	ck_assert_str_eq(json_text(first(body, "rows"), "state"), "look");
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(
			status_of(feedback_one(CALL(.person = "lea", .param = attempt))),
			200);
	body = desk_body(feedback_list(CALL(.person = "lea")));
	ck_assert_str_eq(json_text(first(body, "rows"), "state"), "draft");
	ck_assert(json_flag(first(body, "rows"), "seen", false));
	ck_assert_int_eq(house_number(&desk,
				      "SELECT COUNT(*) FROM audit WHERE action = "
				      "'feedback.read' AND object = 'person:anna'"),
			 2);
	ck_assert_int_eq(house_number(&desk, "SELECT COUNT(*) FROM submission_event "
					     "WHERE what = 'opened'"),
			 1);
}
END_TEST

START_TEST(formative_work_is_not_the_lecturers_to_read_unless_the_rules_say_so)
{
	const char *attempt;
	struct json_object *row;

	desk_assign("formative", NULL);
	attempt = desk_judged("anna", "r1");
	ck_assert_int_eq(status_of(feedback_one(CALL(.person = "lea", .param = attempt))),
			 403);
	row = first(desk_body(feedback_list(CALL(.person = "lea"))), "rows");
	ck_assert_ptr_null(json_member(row, "points"));
	ck_assert_int_eq(status_of(feedback_edit(CALL(.person = "lea", .param = attempt,
						      .body = edits[9].body))),
			 409);
	house_policy(&desk, "course", "{\"review\":\"pseudonymous\"}");
	ck_assert_int_eq(status_of(feedback_one(CALL(.person = "lea", .param = attempt))),
			 200);
}
END_TEST

START_TEST(a_review_is_of_one_student)
{
	const char *of_anna, *of_ben;
	struct json_object *body;

	desk_assign("draft", NULL);
	of_anna = desk_judged("anna", "r1");
	of_ben = desk_judged("ben", "r2");
	body = desk_body(feedback_list(CALL(.person = "lea", .for_person = "ben")));
	ck_assert_int_eq(json_object_array_length(json_array_of(body, "rows")), 1);
	ck_assert_str_eq(json_text(first(body, "rows"), "id"), of_ben);
	ck_assert_int_eq(json_int(json_object_of(body, "counts"), "all", -1), 1);
	ck_assert_int_eq(
		status_of(feedback_list(CALL(.person = "lea", .query = "person=anna",
					     .for_person = "ben"))),
		422);
	ck_assert_int_eq(status_of(feedback_one(CALL(.person = "lea", .param = of_anna,
						     .for_person = "ben"))),
			 404);
	body = desk_body(feedback_release(
		CALL(.person = "lea", .for_person = "ben",
		     .body = arena_printf(desk.arena, "{\"ids\":[\"%s\",\"%s\"]}",
					  of_anna, of_ben))));
	ck_assert_int_eq(json_object_array_length(json_array_of(body, "released")), 1);
	ck_assert_str_eq(json_text(first(body, "refused"), "id"), of_anna);
	ck_assert_ptr_null(strstr(
		arena_strdup(desk.arena,
			     json_write(desk_body(feedback_list(
				     CALL(.person = "lea", .for_person = "ben"))))),
		"anna"));
}
END_TEST

/* clang-format off */
static const char *const no_release[] = {
	"", "{}", "{\"ids\":[]}", "{\"ids\":[7]}", "{\"ids\":\"x\"}",
	"{\"ids\":[\"0123456789012345678901234567890123456789012345678901234567890123456789\"]}",
};
/* clang-format on */

START_TEST(a_release_names_what_it_releases)
{
	ck_assert_int_eq(status_of(feedback_release(
				 CALL(.person = "lea", .body = no_release[_i]))),
			 422);
}
END_TEST

START_TEST(an_export_begins_no_formula)
{
	size_t len;
	const char *text;

	desk_assign("draft", NULL);
	desk_judged("anna", "r1");
	desk_exec("UPDATE submission SET person = '=cmd()' WHERE person = 'anna'");
	text = reply_bytes(feedback_export(CALL(.person = "lea")), &len);
	ck_assert_ptr_nonnull(strstr(text, "\"'=cmd()\",\"\",1,"));
	ck_assert_ptr_nonnull(strstr(text, "\"draft\",7,7,6,1,8\r\n"));
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("feedback_api");
	TCase *tcase = tcase_create("feedback_api");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, desk_open, desk_close);
	tcase_add_test(tcase, a_student_sees_the_assignment_and_their_own);
	tcase_add_test(tcase, a_review_of_somebody_elses_work_shows_a_student_nothing);
	tcase_add_test(tcase, a_draft_is_saved_after_the_notice_and_not_too_long);
	tcase_add_test(tcase, feedback_can_be_reported_by_its_student);
	tcase_add_test(tcase, a_held_attempt_cannot_be_reported);
	tcase_add_test(tcase, the_assignment_is_stored_in_versions);
	tcase_add_loop_test(tcase, an_edit_is_checked_against_the_rubric, 0,
			    ARRAY_LEN(edits));
	tcase_add_test(tcase, opening_one_is_seen_noted_and_audited);
	tcase_add_test(
		tcase,
		formative_work_is_not_the_lecturers_to_read_unless_the_rules_say_so);
	tcase_add_test(tcase, a_review_is_of_one_student);
	tcase_add_loop_test(tcase, a_release_names_what_it_releases, 0,
			    ARRAY_LEN(no_release));
	tcase_add_test(tcase, an_export_begins_no_formula);
	return fixture_run(suite, argc, argv);
}
