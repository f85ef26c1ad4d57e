/* Arena and buf: alignment, growth, caps, adoption. */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "check_main.h"

START_TEST(an_arena_hands_out_zeroed_aligned_memory_of_any_size)
{
	AUTO_ARENA *arena = arena_new(1 << 20);

	for (size_t size = 1; size < 20000; size = size * 2 + 1) {
		unsigned char *bytes = arena_alloc(arena, size);

		ck_assert_uint_eq((uintptr_t)bytes % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			ck_assert_uint_eq(bytes[i], 0);
		memset(bytes, 0xff, size); /* the next one must not see this */
	}
}
END_TEST

START_TEST(a_big_piece_does_not_waste_the_block_being_filled)
{
	AUTO_ARENA *arena = arena_new(1 << 20);
	char *first = arena_alloc(arena, 16);

	arena_alloc(arena, 100000);
	ck_assert_ptr_eq((char *)arena_alloc(arena, 16), first + 16);
}
END_TEST

START_TEST(texts_are_copied)
{
	AUTO_ARENA *arena = arena_new(4096);
	char raw[] = "launch";
	char *copy = arena_strdup(arena, raw), *cut = arena_strndup(arena, raw, 3);

	raw[0] = 'X';
	ck_assert_str_eq(copy, "launch");
	ck_assert_str_eq(cut, "lau");
	ck_assert_ptr_null(arena_strdup(arena, NULL));
	ck_assert_str_eq(arena_printf(arena, "%s-%d", copy, 7), "launch-7");
	ck_assert_int_eq(((char *)arena_memdup(arena, "ab", 2))[2], '\0');
}
END_TEST

START_TEST(used_counts_what_was_asked_for)
{
	AUTO_ARENA *arena = arena_new(4096);

	arena_alloc(arena, 10);
	arena_alloc(arena, 90);
	ck_assert_uint_eq(arena_used(arena), 100);
}
END_TEST

START_TEST(the_cap_can_be_filled_to_the_last_byte)
{
	AUTO_ARENA *arena = arena_new(100);

	arena_alloc(arena, 60);
	arena_alloc(arena, 40);
	ck_assert_uint_eq(arena_used(arena), 100);
}
END_TEST

START_TEST(past_the_cap_the_process_aborts)
{
	struct arena *arena = arena_new(100);

	arena_alloc(arena, 60);
	arena_alloc(arena, 41);
}
END_TEST

static char order[8];

static void leave_mark(void *object)
{
	strncat(order, object, 1);
}

START_TEST(what_was_adopted_last_is_released_first)
{
	struct arena *arena = arena_new(4096);
	char first[] = "a", second[] = "b", third[] = "c";

	arena_adopt(arena, first, leave_mark);
	arena_adopt(arena, second, leave_mark);
	arena_adopt(arena, third, leave_mark);
	arena_free(arena);
	ck_assert_str_eq(order, "cba");
}
END_TEST

START_TEST(an_empty_buffer_reads_as_empty_text)
{
	AUTO_BUF buf;

	buf_init(&buf, 10);
	ck_assert_str_eq(buf.bytes, "");
	buf_reset(&buf);
	buf_drop(&buf, 5);
	ck_assert_str_eq(buf.bytes, "");
}
END_TEST

START_TEST(a_buffer_grows_and_keeps_its_end)
{
	AUTO_BUF buf;

	buf_init(&buf, 1 << 20);
	for (int i = 0; i < 1000; i++)
		ck_assert(buf_printf(&buf, "%04d", i));
	ck_assert_uint_eq(buf.len, 4000);
	ck_assert_str_eq(buf.bytes + 3992, "09980999");
}
END_TEST

START_TEST(a_full_buffer_takes_nothing_and_keeps_what_it_has)
{
	AUTO_BUF buf;

	buf_init(&buf, 5);
	ck_assert(buf_add_text(&buf, "12345"));
	ck_assert(!buf_add_text(&buf, "6"));
	ck_assert(!buf_printf(&buf, "%d", 6));
	ck_assert(buf_add(&buf, "", 0));
	ck_assert_str_eq(buf.bytes, "12345");
	buf_drop(&buf, 2);
	ck_assert(!buf_add_text(&buf, "678"));
	ck_assert(buf_add_text(&buf, "67"));
	ck_assert_str_eq(buf.bytes, "34567");
}
END_TEST

START_TEST(a_cleared_buffer_can_be_used_again)
{
	AUTO_BUF buf;

	buf_init(&buf, 3);
	ck_assert(buf_add_text(&buf, "abc"));
	buf_clear(&buf);
	ck_assert_uint_eq(buf.len, 0);
	ck_assert(!buf_add_text(&buf, "abcd"));
	ck_assert(buf_add_text(&buf, "xyz"));
	ck_assert_str_eq(buf.bytes, "xyz");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("memory");
	TCase *arena = tcase_create("arena"), *buf = tcase_create("buf");

	setenv("CK_FORK", "yes", 1); /* one of them aborts */
	suite_add_tcase(suite, arena);
	tcase_add_test(arena, an_arena_hands_out_zeroed_aligned_memory_of_any_size);
	tcase_add_test(arena, a_big_piece_does_not_waste_the_block_being_filled);
	tcase_add_test(arena, texts_are_copied);
	tcase_add_test(arena, used_counts_what_was_asked_for);
	tcase_add_test(arena, the_cap_can_be_filled_to_the_last_byte);
	tcase_add_test_raise_signal(arena, past_the_cap_the_process_aborts, SIGABRT);
	tcase_add_test(arena, what_was_adopted_last_is_released_first);
	suite_add_tcase(suite, buf);
	tcase_add_test(buf, an_empty_buffer_reads_as_empty_text);
	tcase_add_test(buf, a_buffer_grows_and_keeps_its_end);
	tcase_add_test(buf, a_full_buffer_takes_nothing_and_keeps_what_it_has);
	tcase_add_test(buf, a_cleared_buffer_can_be_used_again);
	return check_run(suite);
}
