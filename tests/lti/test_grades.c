/* Line items, scores, results and members: what we write, and what Moodle wrote. */
#include <lti/grades.h>
#include <lti/roster.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "run.h"
#include "vector.h"

/* --- timestamps --- */

static const struct {
	int64_t at_ms;
	const char *text;
} times[] = {
	{0, "1970-01-01T00:00:00.000+00:00"},
	{951782400000, "2000-02-29T00:00:00.000+00:00"},
	{951868799999, "2000-02-29T23:59:59.999+00:00"},
	{951868800000, "2000-03-01T00:00:00.000+00:00"},
	{1769860800123, "2026-01-31T12:00:00.123+00:00"},
	{1795229011005, "2026-11-21T02:43:31.005+00:00"},
	{4107542400000, "2100-03-01T00:00:00.000+00:00"},
	{4107542399999, "2100-02-28T23:59:59.999+00:00"},
	{253402300799999, "9999-12-31T23:59:59.999+00:00"},
	{-1, "1970-01-01T00:00:00.000+00:00"},
	{INT64_MAX, "9999-12-31T23:59:59.999+00:00"},
};

START_TEST(a_timestamp_has_three_digits_and_a_zone)
{
	char text[LTI_TIMESTAMP_TEXT];

	ck_assert_str_eq(lti_timestamp(text, times[_i].at_ms), times[_i].text);
}
END_TEST

/* --- scores --- */

static struct lti_score full_score(void)
{
	return (struct lti_score){
		.user_id = "u1",
		.at_ms = 1769860800123,
		.activity = LTI_ACTIVITY_COMPLETED,
		.grading = LTI_GRADING_FULLY_GRADED,
		.graded = true,
		.given = 8.5,
		.maximum = 10,
	};
}

START_TEST(a_score_says_what_the_standard_wants)
{
	struct lti_score score = full_score();
	char *json;

	score.comment = "Gut \"gemacht\"\n";
	score.scoring_user_id = "t1";
	score.started_ms = 1769857200000;
	score.submitted_ms = 1769860800000;
	ck_assert_int_eq(lti_score_write(&json, &score, NULL), LTI_OK);
	ck_assert_str_eq(
		json,
		"{\"userId\":\"u1\",\"timestamp\":\"2026-01-31T12:00:00.123+00:00\","
		"\"activityProgress\":\"Completed\",\"gradingProgress\":\"FullyGraded\","
		"\"scoreGiven\":8.5,\"scoreMaximum\":10,"
		"\"comment\":\"Gut "
		"\\u0022gemacht\\u0022\\u000a\",\"scoringUserId\":\"t1\","
		"\"submission\":{\"startedAt\":\"2026-01-31T11:00:00.000+00:00\","
		"\"submittedAt\":\"2026-01-31T12:00:00.000+00:00\"}}");
	free(json);
}
END_TEST

START_TEST(a_cleared_score_has_no_number)
{
	struct lti_score score = {.user_id = "u1",
				  .at_ms = 1769860800123,
				  .activity = LTI_ACTIVITY_INITIALIZED,
				  .grading = LTI_GRADING_NOT_READY,
				  .given = 3};
	char *json;

	ck_assert_int_eq(lti_score_write(&json, &score, NULL), LTI_OK);
	ck_assert_str_eq(
		json,
		"{\"userId\":\"u1\",\"timestamp\":\"2026-01-31T12:00:00.123+00:00\","
		"\"activityProgress\":\"Initialized\",\"gradingProgress\":\"NotReady\"}");
	free(json);
}
END_TEST

static const struct {
	const char *what;
	double given, maximum;
	const char *part; /* NULL: refused */
} numbers[] = {
	{"zero", 0, 10, "\"scoreGiven\":0,\"scoreMaximum\":10"},
	{"more than the maximum", 12, 10, "\"scoreGiven\":12,"},
	{"a third", 1.0 / 3, 1, "\"scoreGiven\":0.3333333333333333,"},
	{"a tenth", 0.1, 1, "\"scoreGiven\":0.1,"},
	{"a sum of tenths", 0.1 + 0.2, 1, "\"scoreGiven\":0.30000000000000004,"},
	{"a large one", 1e15, 1e15, "\"scoreGiven\":1e+15,"},
	{"a negative", -1, 10, NULL},
	{"no number", NAN, 10, NULL},
	{"infinity", INFINITY, 10, NULL},
	{"a maximum of zero", 5, 0, NULL},
	{"a negative maximum", 5, -1, NULL},
	{"no maximum", 5, NAN, NULL},
};

START_TEST(numbers_are_shortest_and_finite)
{
	struct lti_score score = full_score();
	struct lti_error why = {0};
	char *json;

	score.given = numbers[_i].given;
	score.maximum = numbers[_i].maximum;
	ck_assert_msg((lti_score_write(&json, &score, &why) == LTI_OK) ==
			      !!numbers[_i].part,
		      "%s", numbers[_i].what);
	if (numbers[_i].part)
		ck_assert_msg(strstr(json, numbers[_i].part) != NULL, "%s", json);
	else
		ck_assert_int_eq(why.status, LTI_ERR_SCORE);
	free(json);
}
END_TEST

START_TEST(a_comma_in_the_locale_changes_nothing)
{
	struct lti_score score = full_score();
	char *json;

	if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "de_DE"))
		setlocale(LC_ALL, "");
	ck_assert_int_eq(lti_score_write(&json, &score, NULL), LTI_OK);
	ck_assert_ptr_nonnull(strstr(json, "\"scoreGiven\":8.5,"));
	free(json);
}
END_TEST

START_TEST(a_score_that_means_nothing_is_not_written)
{
	struct lti_score good = full_score(), bad[5] = {good, good, good, good, good};
	char *json;

	bad[0].user_id = NULL;
	bad[1].user_id = "";
	bad[2].at_ms = 0;
	bad[3].grading = (enum lti_grading)9;
	bad[4].started_ms = 2;
	bad[4].submitted_ms = 1;
	ck_assert_int_eq(lti_score_write(&json, &bad[_i], NULL), LTI_ERR_SCORE);
	ck_assert_ptr_null(json);
}
END_TEST

/* --- line items --- */

START_TEST(a_line_item_is_written_and_read_back)
{
	struct lti_line_item item = {
		.id = "https://h/1",
		.label = "Aufgabe \xc3\xbc",
		.score_maximum = 20,
		.resource_link_id = "l",
		.resource_id = "r",
		.tag = "t",
		.starts = "2026-01-01T00:00:00+00:00",
		.ends = "2026-02-01T00:00:00+00:00",
		.grades_released = LTI_NO,
		.review_url = "https://tool/review",
		.review_label = "Ansehen",
	};
	struct lti_line_items read;
	char *json;

	ck_assert_int_eq(lti_line_item_write(&json, &item, NULL), LTI_OK);
	ck_assert_int_eq(lti_line_items_read(&read, json, strlen(json), NULL), LTI_OK);
	ck_assert_uint_eq(read.count, 1);
	ck_assert_str_eq(read.items[0].id, item.id);
	ck_assert_str_eq(read.items[0].label, item.label);
	ck_assert(read.items[0].score_maximum == 20);
	ck_assert_str_eq(read.items[0].resource_link_id, "l");
	ck_assert_str_eq(read.items[0].resource_id, "r");
	ck_assert_str_eq(read.items[0].tag, "t");
	ck_assert_str_eq(read.items[0].starts, item.starts);
	ck_assert_str_eq(read.items[0].ends, item.ends);
	ck_assert_int_eq(read.items[0].grades_released, LTI_NO);
	ck_assert_str_eq(read.items[0].review_url, item.review_url);
	ck_assert_str_eq(read.items[0].review_label, item.review_label);
	ck_assert_ptr_nonnull(strstr(json, "\"reviewableStatus\":[\"InProgress\","));
	lti_line_items_clear(&read);
	free(json);
	item.label = "";
	ck_assert_int_eq(lti_line_item_write(&json, &item, NULL), LTI_ERR_LINE_ITEM);
	item.label = "x";
	item.score_maximum = 0;
	ck_assert_int_eq(lti_line_item_write(&json, &item, NULL), LTI_ERR_LINE_ITEM);
}
END_TEST

static const struct {
	const char *what, *body;
	enum lti_status status;
	size_t count;
} containers[] = {
	{"an empty one", "[]", LTI_OK, 0},
	{"blank ids",
	 "[{\"id\":\"https://h/"
	 "1\",\"label\":\"a\",\"scoreMaximum\":1,\"resourceId\":\"\"}]",
	 LTI_OK, 1},
	{"null ids",
	 "[{\"id\":\"https://h/1\",\"label\":\"a\",\"scoreMaximum\":1,\"tag\":null}]",
	 LTI_OK, 1},
	{"one without id", "[{\"label\":\"a\",\"scoreMaximum\":1}]", LTI_OK, 0},
	{"one without label", "[{\"id\":\"https://h/1\",\"scoreMaximum\":1}]", LTI_OK, 0},
	{"one without maximum", "[{\"id\":\"https://h/1\",\"label\":\"a\"}]", LTI_OK, 0},
	{"one with a maximum of 0",
	 "[{\"id\":\"https://h/1\",\"label\":\"a\",\"scoreMaximum\":0}]", LTI_OK, 1},
	{"one with a file as id",
	 "[{\"id\":\"file:///x\",\"label\":\"a\",\"scoreMaximum\":1}]", LTI_OK, 0},
	{"things that are no items", "[1,null,[],\"a\"]", LTI_OK, 0},
	{"an object that is no item", "{\"status\":404,\"reason\":\"Not Found\"}",
	 LTI_ERR_LINE_ITEM, 0},
	{"a page", "<html>", LTI_ERR_JSON, 0},
	{"nothing", "", LTI_ERR_JSON, 0},
};

START_TEST(containers_are_read_item_by_item)
{
	struct lti_line_items items;
	struct lti_error why = {0};
	enum lti_status status = lti_line_items_read(&items, containers[_i].body,
						     strlen(containers[_i].body), &why);

	ck_assert_msg(status == containers[_i].status, "%s: %s", containers[_i].what,
		      lti_status_name(status));
	ck_assert_uint_eq(items.count, containers[_i].count);
	lti_line_items_clear(&items);
}
END_TEST

/* --- what Moodle said --- */

static const char *const item_files[] = {
	"moodle-4.5/ags-lineitems-list.json",
	"moodle-4.5/ags-lineitems-paging.json",
	"moodle-4.5/ags-lineitems-list-after-deep-linking.json",
	"moodle-4.5/ags-lineitem-create-read-update.json",
	"moodle-4.5/ags-deletes-and-errors.json",
	"ilias-8.12/ags-lineitems-and-results.json",
};

START_TEST(recorded_line_items_are_all_there)
{
	struct json_object *file = vector_read(item_files[_i]), *body;
	struct vector_answer answer;
	struct lti_line_items items;
	size_t i, n;

	for (i = 0; vector_answer(&answer, file, i); i++) {
		enum lti_status status = lti_line_items_read(&items, answer.body,
							     strlen(answer.body), NULL);

		if (answer.status != 200) {
			lti_line_items_clear(
				&items); /* 201 of a scoreMaximum 0 has none */
			continue;
		}
		ck_assert_msg(status == LTI_OK, "%s", answer.what);
		body = vector_at(answer.exchange, "response.body_decoded");
		ck_assert_uint_eq(items.count, json_object_is_type(body, json_type_array)
						       ? json_object_array_length(body)
						       : 1);
		for (n = 0; n < items.count; n++)
			ck_assert_ptr_nonnull(items.items[n].label);
		lti_line_items_clear(&items);
	}
	ck_assert_uint_gt(i, 0);
	json_object_put(file);
}
END_TEST

START_TEST(a_submission_review_item_is_recognised)
{
	struct json_object *file =
		vector_read("moodle-4.5/ags-lineitems-list-after-deep-linking.json");
	struct vector_answer answer;
	struct lti_line_items items;
	bool found = false;
	size_t i;

	ck_assert(vector_answer(&answer, file, 0));
	ck_assert_int_eq(
		lti_line_items_read(&items, answer.body, strlen(answer.body), NULL),
		LTI_OK);
	for (i = 0; i < items.count; i++)
		found |= items.items[i].review_url && items.items[i].resource_id &&
			 items.items[i].tag;
	ck_assert(found);
	lti_line_items_clear(&items);
	json_object_put(file);
}
END_TEST

static const char *const result_files[] = {"moodle-4.5/ags-results.json",
					   "moodle-4.5/ags-scores.json"};

START_TEST(recorded_results_are_read)
{
	struct json_object *file = vector_read(result_files[_i]);
	struct vector_answer answer;
	struct lti_results results;
	size_t i, n, read = 0;

	for (i = 0; vector_answer(&answer, file, i); i++) {
		if (answer.status != 200 || !*answer.body)
			continue;
		ck_assert_msg(lti_results_read(&results, answer.body, strlen(answer.body),
					       NULL) == LTI_OK,
			      "%s", answer.what);
		for (n = 0; n < results.count; n++, read++) {
			struct json_object *recorded = json_object_array_get_idx(
				vector_at(answer.exchange, "response.body_decoded"), n);

			ck_assert_str_eq(results.results[n].user_id,
					 vector_text(recorded, "userId"));
			ck_assert_int_eq(results.results[n].graded,
					 vector_at(recorded, "resultScore") != NULL);
			ck_assert(results.results[n].maximum > 0);
		}
		lti_results_clear(&results);
	}
	ck_assert_uint_gt(read, 0);
	json_object_put(file);
}
END_TEST

/*
 * The address that the recorder posted scores to is the one we would build from the
 * claim.
 */
START_TEST(recorded_scores_went_where_ours_would_go)
{
	struct json_object *file = vector_read("moodle-4.5/ags-scores.json");
	struct json_object *launch = vector_read("moodle-4.5/id-token-student.json");
	struct json_object *endpoint = NULL;
	struct vector_answer answer;
	char *url;

	json_object_object_get_ex(
		vector_at(launch, "payload"),
		"https://purl.imsglobal.org/spec/lti-ags/claim/endpoint", &endpoint);
	ck_assert_int_eq(lti_scores_url(&url, vector_text(endpoint, "lineitem")), LTI_OK);
	ck_assert(vector_answer(&answer, file, 0));
	ck_assert_str_eq(url, vector_text(answer.exchange, "request.url"));
	free(url);
	json_object_put(launch);
	json_object_put(file);
}
END_TEST

START_TEST(results_are_an_array)
{
	static const char ungraded[] = "[{\"userId\":\"u\",\"resultScore\":null}]";
	struct lti_results results;

	ck_assert_int_eq(lti_results_read(&results, "{}", 2, NULL), LTI_ERR_RESULT);
	ck_assert_int_eq(lti_results_read(&results, ungraded, strlen(ungraded), NULL),
			 LTI_OK);
	ck_assert(!results.results[0].graded);
	ck_assert(results.results[0].maximum == 1);
	lti_results_clear(&results);
}
END_TEST

/* --- members --- */

static const char *const roster_files[] = {"moodle-4.5/nrps-members.json",
					   "moodle-4.5/nrps-paging.json",
					   "moodle-4.5/nrps-variants.json"};

START_TEST(recorded_members_are_all_there)
{
	struct json_object *file = vector_read(roster_files[_i]);
	struct vector_answer answer;
	struct lti_roster roster;
	size_t i, n, read = 0;

	for (i = 0; vector_answer(&answer, file, i); i++) {
		struct json_object *members =
			vector_at(answer.exchange, "response.body_decoded.members");
		enum lti_status status =
			lti_roster_read(&roster, answer.body, strlen(answer.body), NULL);

		if (answer.status != 200) {
			ck_assert_msg(status == LTI_ERR_ROSTER, "%s", answer.what);
			continue;
		}
		ck_assert_msg(status == LTI_OK, "%s", answer.what);
		ck_assert_uint_eq(roster.count, json_object_array_length(members));
		ck_assert_ptr_nonnull(roster.context_id);
		for (n = 0; n < roster.count; n++, read++) {
			struct json_object *member =
				json_object_array_get_idx(members, n);

			ck_assert_str_eq(roster.members[n].user_id,
					 vector_text(member, "user_id"));
			ck_assert_int_eq(roster.members[n].status, LTI_MEMBER_ACTIVE);
			ck_assert_uint_ne(roster.members[n].roles, 0);
			ck_assert_int_eq(roster.members[n].email != NULL,
					 vector_at(member, "email") != NULL);
		}
		lti_roster_clear(&roster);
	}
	ck_assert_uint_gt(read, 0);
	json_object_put(file);
}
END_TEST

static const struct {
	const char *what, *body;
	enum lti_status status;
	size_t count;
} rosters[] = {
	{"nobody", "{\"members\":[]}", LTI_OK, 0},
	{"statuses",
	 "{\"members\":[{\"user_id\":\"1\",\"roles\":[],\"status\":\"Inactive\"},"
	 "{\"user_id\":\"2\",\"roles\":[\"Learner\"],\"status\":\"Deleted\",\"name\":\"-"
	 "\"}]}",
	 LTI_OK, 2},
	{"one without roles", "{\"members\":[{\"user_id\":\"1\"}]}", LTI_OK, 0},
	{"one without id", "{\"members\":[{\"roles\":[]}]}", LTI_OK, 0},
	{"a numeric id", "{\"members\":[{\"user_id\":1,\"roles\":[]}]}", LTI_OK, 0},
	{"things that are no members", "{\"members\":[1,null,\"a\",[]]}", LTI_OK, 0},
	{"no members", "{\"id\":\"x\"}", LTI_ERR_ROSTER, 0},
	{"members that are no list", "{\"members\":{}}", LTI_ERR_ROSTER, 0},
	{"a list", "[]", LTI_ERR_ROSTER, 0},
	{"a page", "<html>", LTI_ERR_JSON, 0},
};

START_TEST(rosters_are_read_member_by_member)
{
	struct lti_roster roster;
	enum lti_status status = lti_roster_read(&roster, rosters[_i].body,
						 strlen(rosters[_i].body), NULL);

	ck_assert_msg(status == rosters[_i].status, "%s: %s", rosters[_i].what,
		      lti_status_name(status));
	ck_assert_uint_eq(roster.count, rosters[_i].count);
	if (roster.count == 2) {
		ck_assert_int_eq(roster.members[0].status, LTI_MEMBER_INACTIVE);
		ck_assert_int_eq(roster.members[1].status, LTI_MEMBER_DELETED);
		ck_assert_ptr_null(roster.members[1].name);
	}
	lti_roster_clear(&roster);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("grades");
	TCase *tcase = tcase_create("grades and roster");

	suite_add_tcase(suite, tcase);
	add_rows(tcase, a_timestamp_has_three_digits_and_a_zone, times);
	tcase_add_test(tcase, a_score_says_what_the_standard_wants);
	tcase_add_test(tcase, a_cleared_score_has_no_number);
	add_rows(tcase, numbers_are_shortest_and_finite, numbers);
	tcase_add_test(tcase, a_comma_in_the_locale_changes_nothing);
	tcase_add_loop_test(tcase, a_score_that_means_nothing_is_not_written, 0, 5);
	tcase_add_test(tcase, a_line_item_is_written_and_read_back);
	add_rows(tcase, containers_are_read_item_by_item, containers);
	add_rows(tcase, recorded_line_items_are_all_there, item_files);
	tcase_add_test(tcase, a_submission_review_item_is_recognised);
	add_rows(tcase, recorded_results_are_read, result_files);
	tcase_add_test(tcase, recorded_scores_went_where_ours_would_go);
	tcase_add_test(tcase, results_are_an_array);
	add_rows(tcase, recorded_members_are_all_there, roster_files);
	add_rows(tcase, rosters_are_read_member_by_member, rosters);
	return run_suite(suite);
}
