/* What goes over the socket is JSON whatever the model wrote. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "base/arena.h"
#include "base/json.h"
#include "tutor/conversation.h"
#include "tutor/frame.h"
#include "tutor/turn.h"

/* clang-format off */
static const char *const texts[] = {
	"plain", "", "\"quoted\" and \\ back", "two\nlines\r\n\ttabbed", "\x01\x1f controls",
	"Umlaute äöü, emoji 👩‍🎓, € and 中文", "</script><script>alert(1)</script>",
	"{\"type\":\"done\"}",
};
/* clang-format on */

START_TEST(a_delta_reads_back_as_the_text_it_carries)
{
	AUTO_ARENA *arena = arena_new(65536);
	AUTO_BUF out;
	struct json_object *read;

	buf_init(&out, 65536);
	ck_assert(frame_delta(&out, "turn-1", 42, texts[_i], strlen(texts[_i]), false));
	read = json_parse(arena, out.bytes, out.len);
	ck_assert_ptr_nonnull(read);
	ck_assert_str_eq(json_text(read, "text"), texts[_i]);
	ck_assert_str_eq(json_text(read, "turn"), "turn-1");
	ck_assert_str_eq(json_text(read, "channel"), "answer");
	ck_assert_int_eq(json_int(read, "seq", -1), 42);
}
END_TEST

START_TEST(a_delta_beyond_the_cap_is_refused)
{
	AUTO_BUF out;

	buf_init(&out, 100);
	ck_assert(!frame_delta(&out, "turn-1", 0, texts[5], strlen(texts[5]), true));
}
END_TEST

/* clang-format off */
static const struct {
	const char *question, *title;
} titles[] = {
	{ "What is recursion?", "What is recursion?" },
	{ "  \n What is it?\nSecond line", "What is it?" },
	{ "a b", "a b" },
	{ "This question has so many words that it cannot stand in a list as it is here",
	  "This question has so many words that it cannot stand in a…" },
	{ "ääääääääääääääääääääääääääääääääääääääääääääääääääääääää",
	  "ääääääääääääääääääääääääääääää…" },
};
/* clang-format on */

START_TEST(a_title_is_one_line_cut_at_a_word_never_inside_a_character)
{
	AUTO_ARENA *arena = arena_new(65536);

	ck_assert_str_eq(conversation_title(arena, titles[_i].question),
			 titles[_i].title);
}
END_TEST

/* clang-format off */
static const struct {
	const char *id;
	bool valid;
} requests[] = {
	{ "r1", true }, { "550e8400-e29b-41d4-a716-446655440000", true }, { "A_b-c.d:e", true },
	{ NULL, false }, { "", false }, { "a b", false }, { "ä", false }, { "a\"b", false },
	{ "0123456789012345678901234567890123456789012345678901234567890123"
	  "0123456789012345678901234567890123456789012345678901234567890123", true },
	{ "0123456789012345678901234567890123456789012345678901234567890123"
	  "01234567890123456789012345678901234567890123456789012345678901234", false },
};
/* clang-format on */

START_TEST(a_request_id_is_short_and_plain)
{
	ck_assert_int_eq(turn_request_valid(requests[_i].id), requests[_i].valid);
}
END_TEST

static Suite *frame_suite(void)
{
	Suite *suite = suite_create("frame");
	TCase *tests = tcase_create("frame");

	tcase_add_loop_test(tests, a_delta_reads_back_as_the_text_it_carries, 0,
			    sizeof(texts) / sizeof(texts[0]));
	tcase_add_test(tests, a_delta_beyond_the_cap_is_refused);
	tcase_add_loop_test(tests,
			    a_title_is_one_line_cut_at_a_word_never_inside_a_character, 0,
			    sizeof(titles) / sizeof(titles[0]));
	tcase_add_loop_test(tests, a_request_id_is_short_and_plain, 0,
			    sizeof(requests) / sizeof(requests[0]));
	suite_add_tcase(suite, tests);
	return suite;
}

int main(void)
{
	return check_run(frame_suite());
}
