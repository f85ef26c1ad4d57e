/*
 * Deep linking answers: what is signed, what is refused, and how it compares with what
 * worked.
 */
#include <lti/deep_link.h>
#include <stdio.h>
#include <string.h>

#include "mint.h"
#include "run.h"
#include "vector.h"

static struct lti_key *key;
static struct lti_registration registration;
static struct lti_error why;

static void set_up(void)
{
	registration = mint_registration();
	ck_assert_int_eq(
		lti_key_read_pem(&key, mint_pem(MINT_RSA), strlen(mint_pem(MINT_RSA))),
		LTI_OK);
}

static void tear_down(void)
{
	lti_key_free(key);
}

static struct lti_launch *request_of(struct json_object *payload)
{
	struct lti_launch_expect expect = mint_expect();
	struct lti_launch *launch;

	ck_assert_int_eq(mint_launch(&launch, payload, &registration, &expect, &why),
			 LTI_OK);
	return launch;
}

static struct json_object *open_token(const char *token)
{
	LTI_AUTO_JWKS *keys = NULL;
	struct lti_jws_policy policy = {0};
	const struct lti_key *list[] = {key};
	struct json_object *payload;
	char *set, *text;
	size_t len;

	ck_assert_int_eq(lti_jwks_write(&set, list, 1), LTI_OK);
	ck_assert_int_eq(lti_jwks_parse(&keys, set, strlen(set), NULL), LTI_OK);
	ck_assert_int_eq(lti_jws_verify(&text, &len, token, keys, &policy, NULL), LTI_OK);
	payload = json_tokener_parse(text);
	free(text);
	free(set);
	return payload;
}

/* Signs an answer to the minted request; NULL when it is refused. */
static struct json_object *answer_with(struct json_object *payload,
				       const struct lti_deep_link_answer *answer)
{
	LTI_AUTO_LAUNCH *request = request_of(payload);
	struct json_object *signed_payload;
	char *token;

	if (lti_deep_link_sign(&token, request, &registration, answer, key, MINT_NOW_S,
			       &why) != LTI_OK) {
		ck_assert_ptr_null(token);
		return NULL;
	}
	signed_payload = open_token(token);
	free(token);
	return signed_payload;
}

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *found = NULL;

	json_object_object_get_ex(object, name, &found);
	return found;
}

static const char *text(struct json_object *object, const char *name)
{
	return json_object_get_string(member(object, name));
}

START_TEST(an_answer_has_the_required_claims)
{
	struct lti_deep_link_answer answer = {.message = "Fertig"};
	struct json_object *payload = answer_with(mint_deep_linking(), &answer);

	ck_assert_ptr_nonnull(payload);
	ck_assert_str_eq(text(payload, "iss"), MINT_CLIENT);
	ck_assert_str_eq(text(payload, "aud"), MINT_ISSUER);
	ck_assert_int_eq(json_object_get_int64(member(payload, "iat")), MINT_NOW_S - 5);
	ck_assert_int_eq(json_object_get_int64(member(payload, "exp")), MINT_NOW_S + 295);
	ck_assert_uint_eq(strlen(text(payload, "nonce")), 32);
	ck_assert_ptr_null(member(payload, "sub"));
	ck_assert_str_eq(text(payload, CLAIM "message_type"), "LtiDeepLinkingResponse");
	ck_assert_str_eq(text(payload, CLAIM "version"), "1.3.0");
	ck_assert_str_eq(text(payload, CLAIM "deployment_id"), "1");
	ck_assert_str_eq(text(payload, DL_CLAIM "data"), "csrf=1&x");
	ck_assert_str_eq(text(payload, DL_CLAIM "msg"), "Fertig");
	ck_assert_uint_eq(
		json_object_array_length(member(payload, DL_CLAIM "content_items")), 0);
	json_object_put(payload);
}
END_TEST

START_TEST(data_goes_back_as_it_came)
{
	struct lti_deep_link_answer answer = {0};
	struct json_object *payload = mint_deep_linking();

	mint_edit(payload, DL_CLAIM "deep_linking_settings|data", "\"\"");
	payload = answer_with(payload, &answer);
	ck_assert_str_eq(text(payload, DL_CLAIM "data"), "");
	json_object_put(payload);
	payload = mint_deep_linking();
	mint_edit(payload, DL_CLAIM "deep_linking_settings|data", NULL);
	payload = answer_with(payload, &answer);
	ck_assert_ptr_null(member(payload, DL_CLAIM "data"));
	json_object_put(payload);
}
END_TEST

static const struct lti_custom custom[] = {{"activity", "a-1"},
					   {"course", "$Context.id"}};
static const struct lti_custom awkward[] = {{"activity", "a=1"}};
static const struct lti_line_item graded = {.label = "Tutor",
					    .score_maximum = 10,
					    .resource_id = "a-1",
					    .tag = "tutor",
					    .review_url = "https://tool.example/review"};
static const struct lti_line_item no_maximum = {.label = "Tutor"};

static struct lti_content_item full_item(void)
{
	return (struct lti_content_item){
		.type = LTI_CONTENT_RESOURCE_LINK,
		.url = MINT_TARGET,
		.title = "Tutor \"1\"",
		.text = "Hilft",
		.icon_url = "https://tool.example/i.png",
		.width = 800,
		.height = 600,
		.custom = custom,
		.custom_count = 2,
		.line_item = &graded,
		.available_from = "2026-10-01T00:00:00+02:00",
		.submission_until = "2027-02-01T00:00:00+01:00",
	};
}

START_TEST(an_item_says_all_that_it_has)
{
	static const char wanted[] =
		"{\"type\":\"ltiResourceLink\",\"url\":\"" MINT_TARGET
		"\",\"title\":\"Tutor \\\"1\\\"\","
		"\"text\":\"Hilft\",\"icon\":{\"url\":\"https://tool.example/i.png\"},"
		"\"iframe\":{\"width\":800,\"height\":600},"
		"\"custom\":{\"activity\":\"a-1\",\"course\":\"$Context.id\"},"
		"\"lineItem\":{\"scoreMaximum\":10,\"label\":\"Tutor\",\"resourceId\":"
		"\"a-1\","
		"\"tag\":\"tutor\",\"submissionReview\":{\"reviewableStatus\":["
		"\"InProgress\",\"Submitted\",\"Completed\"],\"url\":\"https://"
		"tool.example/review\"}},"
		"\"available\":{\"startDateTime\":\"2026-10-01T00:00:00+02:00\"},"
		"\"submission\":{\"endDateTime\":\"2027-02-01T00:00:00+01:00\"}}";
	struct lti_content_item item = full_item();
	struct lti_deep_link_answer answer = {.items = &item, .count = 1};
	struct json_object *payload = answer_with(mint_deep_linking(), &answer), *items;

	ck_assert_ptr_nonnull(payload);
	items = member(payload, DL_CLAIM "content_items");
	ck_assert_str_eq(json_object_to_json_string_ext(
				 json_object_array_get_idx(items, 0),
				 JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE),
			 wanted);
	json_object_put(payload);
}
END_TEST

START_TEST(a_grade_that_is_not_wanted_is_not_offered)
{
	struct lti_content_item item = full_item();
	struct lti_deep_link_answer answer = {.items = &item, .count = 1};
	struct json_object *payload = mint_deep_linking();

	mint_edit(payload, DL_CLAIM "deep_linking_settings|accept_lineitem", "false");
	payload = answer_with(payload, &answer);
	ck_assert_ptr_null(member(
		json_object_array_get_idx(member(payload, DL_CLAIM "content_items"), 0),
		"lineItem"));
	json_object_put(payload);
}
END_TEST

static const struct {
	const char *what;
	struct lti_content_item item;
	unsigned quirks;
	bool taken;
} items[] = {
	{"no more than its type", {.type = LTI_CONTENT_RESOURCE_LINK}, 0, true},
	{"a plain link", {.type = LTI_CONTENT_LINK, .url = "https://a/"}, 0, true},
	{"a link in a frame",
	 {.type = LTI_CONTENT_LINK, .url = "https://a/", .width = 9},
	 0,
	 true},
	{"a link without url", {.type = LTI_CONTENT_LINK}, 0, false},
	{"a link to a script",
	 {.type = LTI_CONTENT_LINK, .url = "javascript:x"},
	 0,
	 false},
	{"HTML, which is not accepted",
	 {.type = LTI_CONTENT_HTML, .html = "<b>"},
	 0,
	 false},
	{"a file, which is not accepted",
	 {.type = LTI_CONTENT_FILE, .url = "https://a/"},
	 0,
	 false},
	{"no type", {.title = "x"}, 0, false},
	{"two types", {.type = LTI_CONTENT_LINK | LTI_CONTENT_RESOURCE_LINK}, 0, false},
	{"a grade without maximum",
	 {.type = LTI_CONTENT_RESOURCE_LINK, .line_item = &no_maximum},
	 0,
	 false},
	{"a grade on a plain link",
	 {.type = LTI_CONTENT_LINK, .url = "https://a/", .line_item = &graded},
	 0,
	 false},
	{"for ILIAS: title and custom",
	 {.type = LTI_CONTENT_RESOURCE_LINK,
	  .title = "x",
	  .custom = custom,
	  .custom_count = 1},
	 LTI_QUIRK_ITEM_CUSTOM_ONLY,
	 true},
	{"for ILIAS: no title",
	 {.type = LTI_CONTENT_RESOURCE_LINK, .custom = custom, .custom_count = 1},
	 LTI_QUIRK_ITEM_CUSTOM_ONLY,
	 false},
	{"for ILIAS: no custom",
	 {.type = LTI_CONTENT_RESOURCE_LINK, .title = "x"},
	 LTI_QUIRK_ITEM_CUSTOM_ONLY,
	 false},
	{"for ILIAS: a value that would be cut",
	 {.type = LTI_CONTENT_RESOURCE_LINK,
	  .title = "x",
	  .custom = awkward,
	  .custom_count = 1},
	 LTI_QUIRK_ITEM_CUSTOM_ONLY,
	 false},
	{"elsewhere such a value is fine",
	 {.type = LTI_CONTENT_RESOURCE_LINK, .custom = awkward, .custom_count = 1},
	 0,
	 true},
};

START_TEST(items_that_would_be_lost_are_refused)
{
	struct lti_deep_link_answer answer = {.items = &items[_i].item, .count = 1};
	struct json_object *payload;

	registration.quirks = items[_i].quirks;
	payload = answer_with(mint_deep_linking(), &answer);
	ck_assert_msg(!!payload == items[_i].taken, "%s: %s", items[_i].what, why.detail);
	if (!payload)
		ck_assert_int_eq(why.status, LTI_ERR_CONTENT_ITEM);
	json_object_put(payload);
}
END_TEST

START_TEST(several_items_only_where_several_are_wanted)
{
	struct lti_content_item two[] = {full_item(), full_item()};
	struct lti_deep_link_answer answer = {.items = two, .count = 2};
	struct json_object *payload = answer_with(mint_deep_linking(), &answer);

	ck_assert_ptr_nonnull(payload);
	json_object_put(payload);
	payload = mint_deep_linking();
	mint_edit(payload, DL_CLAIM "deep_linking_settings|accept_multiple", "false");
	ck_assert_ptr_null(answer_with(payload, &answer));
	payload = mint_deep_linking();
	mint_edit(payload, DL_CLAIM "deep_linking_settings|accept_multiple", NULL);
	ck_assert_ptr_null(answer_with(payload, &answer));
	answer.count = LTI_CONTENT_ITEMS_MAX + 1;
	ck_assert_ptr_null(answer_with(mint_deep_linking(), &answer));
}
END_TEST

START_TEST(only_a_deep_linking_request_is_answered)
{
	struct lti_deep_link_answer answer = {0};

	ck_assert_ptr_null(answer_with(mint_payload(TEACHER), &answer));
	ck_assert_int_eq(why.status, LTI_ERR_DEEP_LINKING);
}
END_TEST

/* --- what worked on real platforms --- */

static const char *const files[] = {"moodle-4.5/deep-linking-responses.json",
				    "ilias-8.12/deep-linking-responses.json"};

/* The recorder's key is public: its own answers verify, but for the ones it damaged. */
START_TEST(recorded_answers_verify)
{
	struct json_object *file = vector_read(files[_i]),
			   *tool = vector_read("tool-key.json");
	struct json_object *cases = vector_at(file, "cases");
	const char *set = json_object_to_json_string(vector_at(tool, "public_jwks"));
	LTI_AUTO_JWKS *keys = NULL;
	struct lti_jws_policy policy = {0};
	char *payload;
	size_t i, len;

	ck_assert_int_eq(lti_jwks_parse(&keys, set, strlen(set), NULL), LTI_OK);
	for (i = 0; i < json_object_array_length(cases); i++) {
		struct json_object *one = json_object_array_get_idx(cases, i);
		bool damaged = strstr(vector_text(one, "case"), "damaged");
		enum lti_status status = lti_jws_verify(
			&payload, &len, vector_text(one, "jwt"), keys, &policy, NULL);

		ck_assert_msg((status == LTI_OK) == !damaged, "%s: %s",
			      vector_text(one, "case"), lti_status_name(status));
		free(payload);
	}
	json_object_put(tool);
	json_object_put(file);
}
END_TEST

/*
 * Every claim that the recorder sent is one that we send, but for sub: nobody asks for
 * it.
 */
START_TEST(our_answer_has_what_the_accepted_one_had)
{
	struct json_object *file = vector_read(files[_i]), *ours, *theirs;
	struct lti_content_item item = full_item();
	struct lti_deep_link_answer answer = {
		.items = &item, .count = 1, .message = "Fertig"};

	registration.quirks = _i ? LTI_QUIRK_ITEM_CUSTOM_ONLY : 0;
	ours = answer_with(mint_deep_linking(), &answer);
	theirs = vector_at(json_object_array_get_idx(vector_at(file, "cases"), 0),
			   "payload");
	json_object_object_foreach(theirs, name, value)
	{
		(void)value;
		ck_assert_msg(member(ours, name) || strcmp(name, "sub") == 0, "no %s",
			      name);
	}
	if (_i)
		ck_assert_str_eq(text(json_object_array_get_idx(
					      member(ours, DL_CLAIM "content_items"), 0),
				      "description"),
				 "Hilft");
	json_object_put(ours);
	json_object_put(file);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("deep link");
	TCase *tcase = tcase_create("answers");

	mint_keys();
	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, an_answer_has_the_required_claims);
	tcase_add_test(tcase, data_goes_back_as_it_came);
	tcase_add_test(tcase, an_item_says_all_that_it_has);
	tcase_add_test(tcase, a_grade_that_is_not_wanted_is_not_offered);
	add_rows(tcase, items_that_would_be_lost_are_refused, items);
	tcase_add_test(tcase, several_items_only_where_several_are_wanted);
	tcase_add_test(tcase, only_a_deep_linking_request_is_answered);
	add_rows(tcase, recorded_answers_verify, files);
	add_rows(tcase, our_answer_has_what_the_accepted_one_had, files);
	return run_suite(suite);
}
