/* A person's own conversations over HTTP, and nobody else's. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/store/fixture.h"
#include "base/clock.h"
#include "base/text.h"
#include "bridge/tutor/fake_relay.h"
#include "bridge/tutor/house.h"
#include "tutor/api.h"

static struct house house;
static struct browser anna;
static const char *conversation, *turn;

/* Every test begins with one finished conversation of Anna's. */
static void setup(void)
{
	struct json_object *done;

	house_open(&house);
	browser_open(&anna, &house);
	browser_hello(&anna, "anna");
	turn = browser_ask(&anna, "r1", "What is recursion?");
	fake_delta(fake_relay_last(), "See **recursion**.");
	fake_end(fake_relay_last(), RELAY_FINISHED, 20, 5);
	done = browser_wait(&anna, "done", 0);
	conversation = json_text(done, "conversation");
}

static void teardown(void)
{
	browser_close(&anna);
	house_close(&house);
}

struct asked_with {
	const char *person, *param, *query, *body;
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
	request->params[0] = how->param;
	request->query = how->query ? how->query : "";
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

START_TEST(me_says_who_where_and_what_applies)
{
	struct json_object *me;

	house_policy(&house, "activity", "{\"starters\":[\"Explain loops\"]}");
	me = body_of(tutor_me(CALL(.person = "anna")));
	ck_assert_str_eq(json_text(me, "role"), "student");
	ck_assert_str_eq(json_text(json_object_of(me, "course"), "title"),
			 "Introduction to Programming");
	ck_assert_str_eq(json_text(json_object_of(me, "activity"), "title"), "Week 1");
	ck_assert_str_eq(json_text(json_object_of(me, "model"), "id"), FAKE_MODEL);
	ck_assert_str_eq(json_text(json_object_of(me, "gate"), "state"), "open");
	ck_assert_uint_eq(json_object_array_length(json_array_of(me, "starters")), 1);
	ck_assert(!json_flag(json_object_of(me, "notice"), "accepted", true));
}
END_TEST

START_TEST(a_person_sees_the_limits_that_meet_them)
{
	struct json_object *limits;

	house_policy(&house, "course",
		     "{\"quotas\":[{\"scope\":\"user\",\"role\":\"student\",\"metric\":"
		     "\"requests\",\"window\":\"day\",\"value\":5},{\"scope\":\"user\","
		     "\"role\":\"lecturer\",\"metric\":\"requests\",\"window\":\"day\","
		     "\"value\":9}]}");
	limits = json_array_of(body_of(tutor_limits(CALL(.person = "anna"))), "limits");
	ck_assert_uint_eq(json_object_array_length(limits), 1);
	ck_assert_int_eq(json_int(json_object_array_get_idx(limits, 0), "limit", -1), 5);
	ck_assert_int_eq(json_int(json_object_array_get_idx(limits, 0), "used", -1), 1);
}
END_TEST

START_TEST(a_notice_is_remembered_for_its_reader_alone)
{
	ck_assert_int_eq(reply_status(tutor_notice(CALL(.person = "anna", .body = "{}"))),
			 422);
	ck_assert_int_eq(reply_status(tutor_notice(
				 CALL(.person = "anna", .body = "{\"accepted\":true}"))),
			 204);
	ck_assert(json_flag(
		json_object_of(body_of(tutor_me(CALL(.person = "anna"))), "notice"),
		"accepted", false));
	ck_assert(!json_flag(
		json_object_of(body_of(tutor_me(CALL(.person = "ben"))), "notice"),
		"accepted", true));
}
END_TEST

START_TEST(conversations_are_listed_and_read_by_their_owner)
{
	struct json_object *list, *read, *first;

	list = json_array_of(body_of(tutor_conversations(CALL(.person = "anna"))),
			     "conversations");
	ck_assert_uint_eq(json_object_array_length(list), 1);
	first = json_object_array_get_idx(list, 0);
	ck_assert_str_eq(json_text(first, "id"), conversation);
	ck_assert_str_eq(json_text(first, "title"), "What is recursion?");
	read = body_of(tutor_conversation(CALL(.person = "anna", .param = conversation)));
	first = json_object_array_get_idx(json_array_of(read, "turns"), 0);
	ck_assert_str_eq(json_text(first, "answer"), "See **recursion**.");
	ck_assert_str_eq(json_text(first, "model"), FAKE_MODEL);
}
END_TEST

/* clang-format off */
static const struct {
	const char *what;
	struct reply *(*handler)(struct call *call);
	bool by_turn;
} owned[] = {
	{ "read",    tutor_conversation,        false },
	{ "rename",  tutor_conversation_rename, false },
	{ "delete",  tutor_conversation_delete, false },
	{ "export",  tutor_conversation_export, false },
	{ "receipt", tutor_receipt,             true },
};
/* clang-format on */

START_TEST(what_is_not_ones_own_is_not_found)
{
	const char *id = owned[_i].by_turn ? turn : conversation;
	const char *body = "{\"title\":\"Mine now\"}";

	ck_assert_int_eq(reply_status(owned[_i].handler(
				 CALL(.person = "ben", .param = id, .body = body))),
			 404);
	ck_assert_int_eq(reply_status(owned[_i].handler(
				 CALL(.person = "lea", .param = id, .body = body))),
			 404);
	ck_assert_int_eq(
		reply_status(owned[_i].handler(
			CALL(.person = "anna", .param = "nothing", .body = body))),
		404);
	/* her own, but seen from another course */
	ck_assert_int_eq(
		reply_status(owned[_i].handler(CALL(.person = "anna", .param = id,
						    .body = body, .foreign = true))),
		404);
	ck_assert_str_eq(house_text(&house, "SELECT title FROM conversation"),
			 "What is recursion?");
}
END_TEST

START_TEST(a_conversation_is_renamed_within_bounds)
{
	ck_assert_int_eq(reply_status(tutor_conversation_rename(
				 CALL(.person = "anna", .param = conversation,
				      .body = "{\"title\":\"Rekursion\"}"))),
			 204);
	ck_assert_str_eq(house_text(&house, "SELECT title FROM conversation"),
			 "Rekursion");
	ck_assert_int_eq(reply_status(tutor_conversation_rename(
				 CALL(.person = "anna", .param = conversation,
				      .body = "{\"title\":\" \"}"))),
			 422);
}
END_TEST

START_TEST(a_deleted_conversation_leaves_its_numbers_only)
{
	ck_assert_int_eq(reply_status(tutor_conversation_delete(
				 CALL(.person = "anna", .param = conversation))),
			 204);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM turn"), 0);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM conversation"), 0);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM ledger"), 2);
}
END_TEST

START_TEST(an_export_is_markdown_or_json)
{
	struct reply *reply =
		tutor_conversation_export(CALL(.person = "anna", .param = conversation));
	size_t len;

	ck_assert_ptr_nonnull(strstr(reply_bytes(reply, &len), "See **recursion**."));
	ck_assert_ptr_nonnull(strstr(reply_type(reply), "text/markdown"));
	reply = tutor_conversation_export(
		CALL(.person = "anna", .param = conversation, .query = "format=json"));
	ck_assert_ptr_nonnull(json_array_of(body_of(reply), "turns"));
	ck_assert_int_eq(reply_status(tutor_conversation_export(
				 CALL(.person = "anna", .param = conversation,
				      .query = "format=docx"))),
			 422);
}
END_TEST

START_TEST(a_receipt_shows_exactly_what_was_sent)
{
	struct json_object *receipt =
		body_of(tutor_receipt(CALL(.person = "anna", .param = turn)));
	struct json_object *sent = json_object_of(receipt, "sent");

	ck_assert_str_eq(json_write(sent), fake_relay_last()->body);
	ck_assert_str_eq(json_text(receipt, "operator"), "Test operator");
	ck_assert_int_eq(json_int(json_object_of(receipt, "usage"), "output_tokens", 0),
			 5);
}
END_TEST

START_TEST(ones_data_is_taken_along_and_deleted_but_not_ones_use)
{
	struct json_object *data = body_of(tutor_my_data(CALL(.person = "anna")));

	ck_assert_ptr_nonnull(strstr(json_write(data), "See **recursion**."));
	data = body_of(tutor_my_data(CALL(.person = "ben")));
	ck_assert_ptr_null(strstr(json_write(data), "recursion"));

	ck_assert_int_eq(reply_status(tutor_my_data_delete(CALL(.person = "ben"))), 204);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM conversation"), 1);
	ck_assert_int_eq(reply_status(tutor_my_data_delete(CALL(.person = "anna"))), 204);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM conversation"), 0);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM turn"), 0);
	ck_assert_int_eq(
		house_number(&house, "SELECT COUNT(*) FROM ledger WHERE person = 'anna'"),
		2);
}
END_TEST

static size_t found(const char *person, const char *query)
{
	struct json_object *body =
		body_of(tutor_conversations(CALL(.person = person, .query = query)));

	return json_object_array_length(json_array_of(body, "conversations"));
}

START_TEST(words_are_found_in_ones_own_questions_and_answers)
{
	ck_assert_uint_eq(found("anna", "search=recursion"), 1);
	ck_assert_uint_eq(found("anna", "search=WHAT%20see"), 1); /* in either */
	ck_assert_uint_eq(found("anna", "search=recursion%20induction"), 0);
	ck_assert_uint_eq(found("anna", "search=%25"), 0); /* no wildcard */
	ck_assert_uint_eq(found("anna", "search=%5C"), 0);
	ck_assert_uint_eq(found("anna", "search=r_cursion"), 0);
	ck_assert_uint_eq(found("anna", "search="), 1);
	ck_assert_uint_eq(found("ben", "search=recursion"), 0);
}
END_TEST

START_TEST(a_search_has_a_bound)
{
	char query[300] = "search=";

	memset(query + 7, 'x', 201);
	ck_assert_int_eq(
		reply_status(tutor_conversations(CALL(.person = "anna", .query = query))),
		422);
	ck_assert_int_eq(reply_status(tutor_conversations(
				 CALL(.person = "anna", .query = "search=%zz"))),
			 400);
}
END_TEST

static Suite *api_suite(void)
{
	Suite *suite = suite_create("tutor api");
	TCase *tests = tcase_create("tutor api");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, me_says_who_where_and_what_applies);
	tcase_add_test(tests, a_person_sees_the_limits_that_meet_them);
	tcase_add_test(tests, a_notice_is_remembered_for_its_reader_alone);
	tcase_add_test(tests, conversations_are_listed_and_read_by_their_owner);
	tcase_add_loop_test(tests, what_is_not_ones_own_is_not_found, 0,
			    ARRAY_LEN(owned));
	tcase_add_test(tests, a_conversation_is_renamed_within_bounds);
	tcase_add_test(tests, a_deleted_conversation_leaves_its_numbers_only);
	tcase_add_test(tests, an_export_is_markdown_or_json);
	tcase_add_test(tests, a_receipt_shows_exactly_what_was_sent);
	tcase_add_test(tests, ones_data_is_taken_along_and_deleted_but_not_ones_use);
	tcase_add_test(tests, words_are_found_in_ones_own_questions_and_answers);
	tcase_add_test(tests, a_search_has_a_bound);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(api_suite(), argc, argv);
}
