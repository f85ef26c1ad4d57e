/* The exam lock over HTTP, on a real store: a version of the course's rules, with or without an end. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/course/seed.h"
#include "call/reply.h"
#include "course/api.h"

static struct session lecturer, admin;

static void setup(void)
{
	seed_setup();
	lecturer = seed_session(RANK_LECTURER);
	admin = seed_session(RANK_ADMIN);
}

static struct reply *put_by(const struct session *session, const char *level,
			    const char *document, int base)
{
	return seed_send(course_policy_put, session, level,
			 arena_printf(seed_arena, "{\"document\":%s,\"base_version\":%d}",
				      document, base));
}

static struct reply *put(const char *level, const char *document, int base)
{
	return put_by(&lecturer, level, document, base);
}

/* The course's document as it is in force. */
static const char *rules(void)
{
	const struct request request = {
		.method = HTTP_GET, .params = {"course"}, .query = "", .body = ""};
	struct reply *reply = seed_call(course_policy_get, &lecturer, &request);

	return json_write(json_member(seed_answer(reply), "document"));
}

static void stored(const struct reply *reply, int64_t version)
{
	ck_assert_msg(reply_status(reply) == 200, "%s", seed_text(reply));
	ck_assert_int_eq(json_int(seed_answer(reply), "version", -1), version);
}

static struct reply *lock(const char *body)
{
	return seed_send(course_exam_lock, &lecturer, NULL, body);
}

START_TEST(the_lock_is_one_more_version)
{
	stored(put("course", "{\"temperature\":1}", 0), 1);
	stored(lock("{\"locked\":true}"), 2);
	ck_assert_str_eq(rules(), "{\"temperature\":1,\"exam_lock\":true}");
	stored(lock("{\"locked\":true}"), 2); /* it was so already */
	stored(lock("{\"locked\":false}"), 3);
	ck_assert_str_eq(rules(), "{\"temperature\":1}");
	ck_assert_int_eq(
		seed_int("SELECT count(*) FROM audit WHERE action LIKE 'exam.%'"), 2);
}
END_TEST

START_TEST(a_lock_may_have_an_end)
{
	stored(lock("{\"locked\":true,\"until\":\"2027-01-01T16:00:00Z\"}"), 1);
	ck_assert_str_eq(rules(),
			 "{\"exam_lock\":true,\"exam_until\":\"2027-01-01T16:00:00Z\"}");
	stored(lock("{\"locked\":true,\"until\":\"2027-01-01T16:00:00Z\"}"), 1);
	stored(lock("{\"locked\":true,\"until\":\"2027-01-01T17:00:00Z\"}"), 2);
	stored(lock("{\"locked\":true}"), 3); /* now without */
	ck_assert_str_eq(rules(), "{\"exam_lock\":true}");
	stored(lock("{\"locked\":true,\"until\":\"2027-01-01T16:00:00Z\"}"), 4);
	stored(lock("{\"locked\":false}"), 5);
	ck_assert_str_eq(rules(), "{}");
}
END_TEST

static const char *const no_ends[] = {
	"{\"locked\":true,\"until\":\"2020-01-01T16:00:00Z\"}",
	"{\"locked\":true,\"until\":\"16:00\"}",
	"{\"locked\":true,\"until\":1795000000}",
	"{\"locked\":false,\"until\":\"2027-01-01T16:00:00Z\"}",
};

START_TEST(an_end_that_is_none_is_refused)
{
	struct reply *reply = lock(no_ends[_i]);

	ck_assert_int_eq(reply_status(reply), 422);
	ck_assert_ptr_nonnull(strstr(seed_text(reply), "/until"));
	ck_assert_int_eq(seed_int("SELECT count(*) FROM policy"), 0);
}
END_TEST

START_TEST(the_lock_works_though_the_tenant_has_tightened)
{
	stored(put("course", "{\"max_output_tokens\":900}", 0), 1);
	stored(put_by(&admin, "tenant", "{\"max_output_tokens\":800}", 0), 1);
	stored(lock("{\"locked\":true}"), 2);
}
END_TEST

START_TEST(the_lock_needs_a_yes_or_no)
{
	seed_faulty(lock("{\"locked\":1}"), "/locked");
	seed_faulty(lock("{}"), "/locked");
	seed_faulty(lock(""), "/locked");
}
END_TEST

START_TEST(every_node_hears_of_a_change)
{
	seed_listen();
	stored(put("activity", "{}", 0), 1);
	stored(lock("{\"locked\":true}"), 1);
	seed_faulty(put("course", "{\"x\":1}", 1), "/x");
	seed_heard(2);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("exam lock");
	TCase *tcase = tcase_create("lock");

	tcase_add_checked_fixture(tcase, setup, seed_teardown);
	tcase_add_test(tcase, the_lock_is_one_more_version);
	tcase_add_test(tcase, a_lock_may_have_an_end);
	tcase_add_loop_test(tcase, an_end_that_is_none_is_refused, 0, ARRAY_LEN(no_ends));
	tcase_add_test(tcase, the_lock_works_though_the_tenant_has_tightened);
	tcase_add_test(tcase, the_lock_needs_a_yes_or_no);
	tcase_add_test(tcase, every_node_hears_of_a_change);
	suite_add_tcase(suite, tcase);
	return fixture_run(suite, argc, argv);
}
