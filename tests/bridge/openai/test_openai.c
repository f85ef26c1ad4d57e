/* The OpenAI-compatible API: keys, callers, completions; same limits as the pages. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/store/fixture.h"
#include "base/clock.h"
#include "base/text.h"
#include "bridge/tutor/fake_relay.h"
#include "bridge/tutor/house.h"
#include "call/reply.h"
#include "openai/api.h"
#include "openai/key.h"

static struct house house;

/* A client of the API: what its sink was told. */
struct client {
	struct sink sink;
	struct buf body;
	int status;
	const char *type;
	bool ended;
};

static bool client_send(struct sink *sink, const char *bytes, size_t len)
{
	return buf_add(&((struct client *)sink)->body, bytes, len);
}

static size_t client_queued(const struct sink *sink)
{
	(void)sink;
	return 0;
}

static void client_head(struct sink *sink, int status, const char *type)
{
	((struct client *)sink)->status = status;
	((struct client *)sink)->type = type;
}

static void client_end(struct sink *sink, int code, const char *reason)
{
	(void)code;
	(void)reason;
	((struct client *)sink)->ended = true;
}

static struct client client;

static void setup(void)
{
	house_open(&house);
	memset(&client, 0, sizeof(client));
	buf_init(&client.body, MIB);
	client.sink.send = client_send;
	client.sink.queued = client_queued;
	client.sink.head = client_head;
	client.sink.end = client_end;
}

static void teardown(void)
{
	buf_clear(&client.body);
	house_close(&house);
}

static bool is_settled(void *arg)
{
	return house_number(arg, "SELECT COUNT(*) FROM ledger WHERE kind <> 'reserve'") ==
	       1;
}

/* --- keys ----------------------------------------------------------------------------------- */

struct making {
	struct key key;
	char secret[KEY_TEXT];
};

static enum db_status make_key(struct db_conn *tx, void *arg)
{
	struct making *making = arg;

	return key_add(tx, house.arena, &making->key, making->secret);
}

static const char *key_of(const char *course, int64_t expires_s)
{
	struct making making = {
		.key = {.tenant = "T",
			.course = course,
			.platform = "P",
			.name = "plugin",
			.scopes = "chat models",
			.author = "lea",
			.created_s = 1,
			.expires_s = expires_s},
	};

	ck_assert_int_eq(db_write(house.parts.db, make_key, &making), DB_OK);
	return arena_strdup(house.arena, making.secret);
}

static struct call *call_with(const char *secret, const char *context, const char *body)
{
	struct call *call = arena_alloc(house.arena, sizeof(*call));
	struct request *request = arena_alloc(house.arena, sizeof(*request));
	struct request_header *headers = arena_alloc(house.arena, 2 * sizeof(*headers));

	headers[0].name = "authorization";
	headers[0].value =
		secret ? arena_printf(house.arena, "Bearer %s", secret) : "Basic x";
	headers[1].name = "x-kibridge-context";
	headers[1].value = context;
	request->method = HTTP_POST;
	request->headers = headers;
	request->header_count = context ? 2 : 1;
	request->body = body;
	request->body_len = strlen(body);
	call->arena = house.arena;
	call->parts = &house.parts;
	call->request = request;
	call->now_s = clock_now_s();
	return call;
}

static const char *error_code(struct reply *reply)
{
	size_t len;
	const void *bytes = reply_bytes(reply, &len);
	struct json_object *body = json_parse(house.arena, bytes, len);

	return json_text(json_object_of(body, "error"), "code");
}

#define HELLO                                                                            \
	"{\"model\":\"" FAKE_MODEL                                                       \
	"\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]"

START_TEST(only_a_valid_key_is_let_in)
{
	struct reply *reply = openai_chat(call_with(NULL, NULL, HELLO "}"));

	ck_assert_int_eq(reply_status(reply), 401);
	ck_assert_str_eq(error_code(reply), "invalid_api_key");
	ck_assert_int_eq(
		reply_status(openai_chat(call_with("kb-wrong", NULL, HELLO "}"))), 401);
	ck_assert_int_eq(
		reply_status(openai_chat(call_with(key_of("C", 5), NULL, HELLO "}"))),
		401);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM ledger"), 0);
}
END_TEST

/* clang-format off */
static const char *const bad_bodies[] = {
	"", "[]", "{", "{}", "{\"messages\":[]}", "{\"messages\":\"hi\"}", "{\"messages\":[1]}",
	"{\"messages\":[{\"content\":\"no role\"}]}", HELLO ",\"n\":2}", HELLO ",\"max_tokens\":0}",
	HELLO ",\"max_tokens\":\"many\"}", HELLO ",\"max_completion_tokens\":-5}",
};
/* clang-format on */

START_TEST(a_malformed_request_is_400_in_openais_shape)
{
	struct reply *reply =
		openai_chat(call_with(key_of("C", 0), NULL, bad_bodies[_i]));

	ck_assert_int_eq(reply_status(reply), 400);
	ck_assert_int_eq(house_number(&house, "SELECT COUNT(*) FROM ledger"), 0);
}
END_TEST

START_TEST(a_tenants_key_names_its_course_by_the_lmss_context)
{
	const char *key = key_of(NULL, 0);
	const struct reply_stream *stream;

	ck_assert_int_eq(reply_status(openai_chat(call_with(key, "999", HELLO "}"))),
			 404);
	stream = reply_stream_of(openai_chat(call_with(key, "11", HELLO "}")));
	ck_assert_ptr_nonnull(stream);
	ck_assert_str_eq(house_text(&house, "SELECT course_id FROM ledger"), "C2");
	stream->abandoned(stream->owner); /* the client left before its answer began */
	house_run_until(&house, is_settled, &house, "the release");
	ck_assert_str_eq(
		house_text(&house, "SELECT kind FROM ledger WHERE kind <> 'reserve'"),
		"release");
}
END_TEST

/* --- completions ------------------------------------------------------------------------------ */

static bool client_ended(void *arg)
{
	return ((struct client *)arg)->ended;
}

static struct fake_relay *begin(const char *body)
{
	struct reply *reply = openai_chat(call_with(key_of("C", 0), NULL, body));
	const struct reply_stream *stream = reply_stream_of(reply);

	ck_assert_msg(stream != NULL, "%d %s", reply_status(reply), error_code(reply));
	stream->start(stream->owner, &client.sink);
	return fake_relay_last();
}

static void say(struct fake_relay *relay, const char *chunk)
{
	struct json_object *parsed = json_parse(house.arena, chunk, strlen(chunk));

	ck_assert_ptr_nonnull(parsed);
	relay->on_cancel.sent = true;
	relay->events.chunk(relay->owner, parsed);
}

static struct json_object *answer(void)
{
	struct json_object *body;

	house_run_until(&house, client_ended, &client, "the answer");
	body = json_parse(house.arena, client.body.bytes, client.body.len);
	ck_assert_msg(body != NULL, "not JSON: %s", client.body.bytes);
	return body;
}

#define CHUNK(delta) "{\"choices\":[{\"index\":0,\"delta\":" delta "}]}"

START_TEST(an_answer_is_joined_for_a_client_that_does_not_stream)
{
	struct fake_relay *relay = begin(HELLO ",\"user\":\"310\"}");
	struct json_object *body, *message;

	ck_assert_ptr_null(strstr(relay->body, "310"));
	say(relay, CHUNK("{\"role\":\"assistant\",\"content\":null}"));
	say(relay, CHUNK("{\"content\":\"Hello \"}"));
	say(relay, CHUNK("{\"content\":\"you\"}"));
	say(relay, "{\"choices\":[]}");
	fake_end(relay, RELAY_FINISHED, 11, 2);
	body = answer();
	ck_assert_int_eq(client.status, 200);
	ck_assert_str_eq(json_text(body, "object"), "chat.completion");
	message = json_object_of(
		json_object_array_get_idx(json_array_of(body, "choices"), 0), "message");
	ck_assert_str_eq(json_text(message, "content"), "Hello you");
	ck_assert_int_eq(json_int(json_object_of(body, "usage"), "total_tokens", 0), 13);
	ck_assert_int_eq(house_number(&house,
				      "SELECT input_tokens + output_tokens FROM ledger "
				      "WHERE kind = 'settle' AND exact = 1"),
			 13);
}
END_TEST

START_TEST(tool_calls_are_joined_by_their_index)
{
	struct fake_relay *relay = begin(HELLO ",\"tools\":[{\"type\":\"function\"}]}");
	struct json_object *message, *call;

	ck_assert_ptr_nonnull(strstr(relay->body, "\"tools\""));
	say(relay,
	    CHUNK("{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\","
		  "\"function\":{\"name\":\"get_time\",\"arguments\":\"{\"}}]}"));
	say(relay,
	    CHUNK("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"}\"}}]}"));
	fake_end(relay, RELAY_FINISHED, 11, 2);
	message = json_object_of(
		json_object_array_get_idx(json_array_of(answer(), "choices"), 0),
		"message");
	call = json_object_array_get_idx(json_array_of(message, "tool_calls"), 0);
	ck_assert_str_eq(json_text(call, "id"), "c1");
	ck_assert_str_eq(json_text(json_object_of(call, "function"), "arguments"), "{}");
	ck_assert_ptr_null(json_text(message, "content"));
}
END_TEST

START_TEST(a_stream_is_passed_on_and_ends_with_done)
{
	struct fake_relay *relay = begin(HELLO ",\"stream\":true}");

	say(relay, CHUNK("{\"content\":\"Hi\"}"));
	say(relay,
	    "{\"choices\":[],\"usage\":{\"prompt_tokens\":1}}"); /* not asked for */
	fake_end(relay, RELAY_FINISHED, 11, 1);
	house_run_until(&house, client_ended, &client, "the end");
	ck_assert_int_eq(client.status, 200);
	ck_assert_str_eq(client.type, "text/event-stream");
	ck_assert_ptr_nonnull(strstr(client.body.bytes, "\"content\":\"Hi\""));
	ck_assert_ptr_null(strstr(client.body.bytes, "usage"));
	ck_assert_ptr_nonnull(strstr(client.body.bytes, "data: [DONE]\n\n"));
}
END_TEST

START_TEST(a_backends_failure_before_the_first_chunk_is_a_status)
{
	struct fake_relay *relay = begin(HELLO ",\"stream\":true}");

	fake_end_unreported(relay, RELAY_UNAVAILABLE, 0);
	ck_assert_str_eq(json_text(json_object_of(answer(), "error"), "code"),
			 "backend_unavailable");
	ck_assert_int_eq(client.status, 503);
	ck_assert_str_eq(
		house_text(&house, "SELECT kind FROM ledger WHERE kind <> 'reserve'"),
		"release");
}
END_TEST

START_TEST(a_client_that_leaves_ends_the_upstream_and_is_charged)
{
	struct fake_relay *relay = begin(HELLO ",\"stream\":true}");

	say(relay, CHUNK("{\"content\":\"Hi\"}"));
	client.sink.closed(client.sink.owner);
	house_run_until(&house, is_settled, &house, "the settlement");
	ck_assert(relay->cancelled);
	ck_assert_str_eq(
		house_text(&house, "SELECT reason FROM ledger WHERE kind = 'settle'"),
		"gone");
}
END_TEST

START_TEST(the_courses_limit_and_lock_hold_for_the_api)
{
	struct reply *reply;

	house_policy(&house, "course",
		     "{\"quotas\":[{\"scope\":\"course\",\"metric\":\"requests\","
		     "\"window\":\"day\",\"value\":0}]}");
	reply = openai_chat(call_with(key_of("C", 0), NULL, HELLO "}"));
	ck_assert_int_eq(reply_status(reply), 429);
	ck_assert_str_eq(error_code(reply), "quota_exceeded");
	house_policy(&house, "course", "{\"exam_lock\":true}");
	reply = openai_chat(call_with(key_of("C", 0), NULL, HELLO "}"));
	ck_assert_int_eq(reply_status(reply), 403);
	ck_assert_str_eq(error_code(reply), "exam_locked");
}
END_TEST

START_TEST(a_model_the_course_may_not_use_does_not_exist)
{
	struct reply *reply;

	house_policy(&house, "course", "{\"allowed_models\":[\"other\"]}");
	reply = openai_chat(call_with(key_of("C", 0), NULL, HELLO "}"));
	ck_assert_int_eq(reply_status(reply), 404);
	ck_assert_str_eq(error_code(reply), "model_not_found");
}
END_TEST

START_TEST(a_budget_without_room_turns_to_the_courses_cheaper_model)
{
	struct fake_relay *relay;
	struct json_object *body;

	fake_models = 2;
	house_policy(&house, "tenant", "{\"model_weights\":{\"small model\":0.01}}");
	house_policy(&house, "course",
		     "{\"fallback_model\":\"small model\",\"quotas\":[{\"scope\":"
		     "\"course\",\"metric\":\"tokens\",\"window\":\"day\",\"value\":"
		     "200}]}");
	relay = begin("{\"model\":\"test model\",\"messages\":[{\"role\":\"user\","
		      "\"content\":\"Hi\"}]}");
	ck_assert_str_eq(relay->model, "small model");
	say(relay, CHUNK("{\"content\":\"Hello\"}"));
	fake_end(relay, RELAY_FINISHED, 150, 250);
	body = answer();
	ck_assert_str_eq(json_text(body, "model"), "small model");
	ck_assert_int_eq(house_number(&house, "SELECT used FROM counter WHERE level = "
					      "'course' AND metric = 'tokens'"),
			 2 + 3);
}
END_TEST

START_TEST(a_stream_is_cut_at_what_was_granted_not_at_what_was_asked)
{
	struct fake_relay *relay;
	int64_t reserved;

	house_policy(&house, "course",
		     "{\"max_output_tokens\":2000,\"quotas\":[{\"scope\":\"course\","
		     "\"metric\":\"tokens\",\"window\":\"day\",\"value\":900}]}");
	relay = begin(HELLO "}");
	reserved =
		house_number(&house, "SELECT input_tokens + output_tokens FROM ledger");
	ck_assert_int_eq(reserved, 900);
	ck_assert_int_eq(relay->cut_at_tokens, reserved);
	fake_end(relay, RELAY_FINISHED, 11, 2);
	answer();
}
END_TEST

static Suite *openai_suite(void)
{
	Suite *suite = suite_create("openai");
	TCase *tests = tcase_create("openai");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, only_a_valid_key_is_let_in);
	tcase_add_loop_test(tests, a_malformed_request_is_400_in_openais_shape, 0,
			    ARRAY_LEN(bad_bodies));
	tcase_add_test(tests, a_tenants_key_names_its_course_by_the_lmss_context);
	tcase_add_test(tests, an_answer_is_joined_for_a_client_that_does_not_stream);
	tcase_add_test(tests, tool_calls_are_joined_by_their_index);
	tcase_add_test(tests, a_stream_is_passed_on_and_ends_with_done);
	tcase_add_test(tests, a_backends_failure_before_the_first_chunk_is_a_status);
	tcase_add_test(tests, a_client_that_leaves_ends_the_upstream_and_is_charged);
	tcase_add_test(tests, the_courses_limit_and_lock_hold_for_the_api);
	tcase_add_test(tests, a_model_the_course_may_not_use_does_not_exist);
	suite_add_tcase(suite, tests);
	tcase_add_test(tests, a_budget_without_room_turns_to_the_courses_cheaper_model);
	tcase_add_test(tests, a_stream_is_cut_at_what_was_granted_not_at_what_was_asked);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(openai_suite(), argc, argv);
}
