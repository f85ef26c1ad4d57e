/* Reply and problem: what goes out. */
#include <string.h>

#include "base/json.h"
#include "call/problem.h"
#include "call/reply.h"
#include "check_main.h"

static struct call call;

static void setup(void)
{
	call = (struct call){.arena = arena_new(1 << 20)};
}

static void teardown(void)
{
	arena_free(call.arena);
}

static const char *header(const struct reply *reply, const char *name)
{
	for (size_t i = 0; i < reply_header_count(reply); i++) {
		if (strcasecmp(reply_header_at(reply, i)->name, name) == 0)
			return reply_header_at(reply, i)->value;
	}
	return NULL;
}

static const char *body(const struct reply *reply)
{
	size_t len;
	const char *bytes = reply_bytes(reply, &len);

	ck_assert_uint_eq(strlen(bytes), len);
	return bytes;
}

START_TEST(headers_replace_but_cookies_add_up)
{
	struct reply *reply = reply_empty(&call, 204);

	reply_header(reply, "X-A", "1");
	reply_header(reply, "x-a", "2");
	reply_header(reply, "Set-Cookie", "a=1");
	reply_header(reply, "Set-Cookie", "b=2");
	ck_assert_uint_eq(reply_header_count(reply), 3);
	ck_assert_str_eq(header(reply, "X-A"), "2");
	ck_assert_str_eq(reply_header_at(reply, 2)->value, "b=2");
}
END_TEST

START_TEST(there_is_room_for_many_headers)
{
	struct reply *reply = reply_empty(&call, 204);

	for (int i = 0; i < 40; i++)
		reply_header(reply, arena_printf(call.arena, "X-%d", i), "v");
	ck_assert_uint_eq(reply_header_count(reply), 40);
	ck_assert_str_eq(reply_header_at(reply, 39)->name, "X-39");
}
END_TEST

START_TEST(a_value_cannot_begin_another_header)
{
	struct reply *reply = reply_redirect(&call, 303, "https://a/\r\nX-Evil: 1");

	ck_assert_ptr_null(header(reply, "Location"));
	ck_assert_ptr_null(header(reply_header(reply, "X-A", "1\n"), "X-A"));
}
END_TEST

START_TEST(frame_ancestors_cannot_begin_another_directive)
{
	struct reply *reply = reply_html(&call, 200, "");

	ck_assert_ptr_null(reply_ancestors(reply));
	reply_frame_ancestors(reply, "https://a.example");
	ck_assert_str_eq(reply_ancestors(reply), "https://a.example");
	reply_frame_ancestors(reply, "https://b.example; script-src *");
	ck_assert_str_eq(reply_ancestors(reply), "https://a.example");
}
END_TEST

START_TEST(json_may_belong_to_the_arena_or_to_nobody)
{
	ck_assert_str_eq(body(reply_json(&call, 200, json_new(call.arena))), "{}");
	ck_assert_str_eq(body(reply_json(&call, 200, json_object_new_array())), "[]");
}
END_TEST

START_TEST(answers_are_not_kept_by_caches)
{
	ck_assert_str_eq(
		header(reply_json(&call, 200, json_new(call.arena)), "Cache-Control"),
		"no-store");
	ck_assert_str_eq(header(reply_error(&call, 404, "x", NULL), "Cache-Control"),
			 "no-store");
}
END_TEST

START_TEST(a_problem_says_what_is_wrong_and_where)
{
	struct json_object *extra = json_new(call.arena), *inner = json_new(call.arena);
	struct problem problem = {
		.status = 429,
		.name = "quota-exceeded",
		.title = "Limit reached",
		.detail = "Until Monday.",
		.field = "/text",
		.extra = json_put(json_put_int(extra, "limit", 20), "inner", inner),
	};
	struct reply *reply = reply_problem(&call, &problem);

	ck_assert_int_eq(reply_status(reply), 429);
	ck_assert_str_eq(reply_type(reply), "application/problem+json");
	ck_assert_str_eq(body(reply), "{\"type\":\"/problems/quota-exceeded\","
				      "\"title\":\"Limit reached\",\"status\":429,"
				      "\"detail\":\"Until Monday.\",\"field\":\"/text\","
				      "\"limit\":20,\"inner\":{}}");
}
END_TEST

START_TEST(the_everyday_ones_have_titles)
{
	struct reply *reply = reply_field_error(&call, "/quotas/0", "Too large.");

	ck_assert_int_eq(reply_status(reply), 422);
	ck_assert_ptr_nonnull(
		strstr(body(reply), "\"title\":\"A value is not acceptable\""));
	reply = reply_error(&call, 418, "teapot", NULL);
	ck_assert_ptr_nonnull(strstr(body(reply), "\"title\":\"The request failed\""));
	ck_assert_ptr_null(strstr(body(reply), "detail"));
	reply = reply_store_failed(&call);
	ck_assert_int_eq(reply_status(reply), 503);
	ck_assert_str_eq(header(reply, "Retry-After"), "5");
}
END_TEST

static void start(void *owner, struct sink *sink)
{
	(void)owner;
	(void)sink;
}

START_TEST(a_stream_is_kept_for_the_writer)
{
	struct reply_stream stream = {.start = start, .owner = &call};
	struct reply *reply = reply_streamed(&call, 200, "text/event-stream", &stream);

	stream.owner = NULL;
	ck_assert_ptr_eq(reply_stream_of(reply)->owner, &call);
	ck_assert_ptr_null(reply_stream_of(reply_empty(&call, 204)));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reply");
	TCase *tcase = tcase_create("reply");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, headers_replace_but_cookies_add_up);
	tcase_add_test(tcase, there_is_room_for_many_headers);
	tcase_add_test(tcase, a_value_cannot_begin_another_header);
	tcase_add_test(tcase, frame_ancestors_cannot_begin_another_directive);
	tcase_add_test(tcase, json_may_belong_to_the_arena_or_to_nobody);
	tcase_add_test(tcase, answers_are_not_kept_by_caches);
	tcase_add_test(tcase, a_problem_says_what_is_wrong_and_where);
	tcase_add_test(tcase, the_everyday_ones_have_titles);
	tcase_add_test(tcase, a_stream_is_kept_for_the_writer);
	return check_run(suite);
}
