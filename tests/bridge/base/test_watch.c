/* Log and metrics: what an operator reads. */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "check_main.h"

/* What one call wrote to standard error. */
static char *written(void (*write_it)(void))
{
	static char text[16384];
	int ends[2], kept = dup(STDERR_FILENO);
	ssize_t len;

	ck_assert_int_eq(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	write_it();
	dup2(kept, STDERR_FILENO);
	close(ends[1]);
	close(kept);
	len = read(ends[0], text, sizeof(text) - 1);
	close(ends[0]);
	text[len > 0 ? len : 0] = '\0';
	return text;
}

static void peer_breaks_out(void)
{
	log_warn("launch.refused", "reason=%s", "x\ny \xc3\xa4 \xff");
}

START_TEST(a_peer_cannot_begin_a_line)
{
	char *line = written(peer_breaks_out);

	ck_assert_ptr_nonnull(
		strstr(line, "Z warn launch.refused reason=x\\x0ay \xc3\xa4 \\xff\n"));
	ck_assert_ptr_eq(strchr(line, '\n'), line + strlen(line) - 1);
}
END_TEST

/* Bytes of the log that nobody has read. */
static int unread(void)
{
	int bytes = 0;

	ck_assert_int_eq(ioctl(STDERR_FILENO, FIONREAD, &bytes), 0);
	return bytes;
}

static void say_in_one_go(void)
{
	int once;

	log_hold();
	log_info("one", "n=%d", 1);
	log_info("two", NULL);
	ck_assert_int_eq(unread(), 0);
	log_warn("three", NULL); /* takes along what was said before */
	once = unread();
	ck_assert_int_gt(once, 0);
	log_info("four", NULL);
	ck_assert_int_eq(unread(), once);
	log_release();
	ck_assert_int_gt(unread(), once);
	log_info("five", NULL);
}

START_TEST(what_is_said_in_one_go_keeps_its_order)
{
	const char *const events[] = {" info one n=1\n", " info two\n", " warn three\n",
				      " info four\n", " info five\n"};
	const char *at = written(say_in_one_go);

	for (size_t i = 0; i < ARRAY_LEN(events); i++) {
		at = strstr(at, events[i]);
		ck_assert_ptr_nonnull(at);
		at += strlen(events[i]);
	}
	ck_assert_str_eq(at, "");
}
END_TEST

static void say_more_than_is_held(void)
{
	log_hold();
	for (int i = 0; i < 5; i++)
		log_info("long", "text=%01990d", i);
	ck_assert_int_gt(unread(), 7000); /* and less is still held */
	ck_assert_int_lt(unread(), 9000);
	log_release();
}

START_TEST(no_more_is_held_than_fits)
{
	const char *at = written(say_more_than_is_held);
	unsigned lines = 0;

	for (; (at = strchr(at, '\n')); at++)
		lines++;
	ck_assert_uint_eq(lines, 5);
}
END_TEST

static void say_a_lot(void)
{
	char much[5000];

	memset(much, 'a', sizeof(much) - 1);
	much[sizeof(much) - 1] = '\0';
	log_error("long", "text=%s", much);
}

START_TEST(a_line_ends_at_two_thousand_bytes)
{
	char *line = written(say_a_lot);

	ck_assert_uint_eq(strlen(line), 2001);
	ck_assert_int_eq(line[2000], '\n');
}
END_TEST

static void whisper(void)
{
	log_debug("detail", NULL);
	log_level_set(LOG_ERROR);
	log_warn("warning", NULL);
	log_error("failure", NULL);
}

START_TEST(levels_below_the_least_are_silent)
{
	char *line = written(whisper);

	ck_assert_ptr_null(strstr(line, "detail"));
	ck_assert_ptr_null(strstr(line, "warning"));
	ck_assert_ptr_nonnull(strstr(line, "error failure\n"));
}
END_TEST

START_TEST(levels_have_names)
{
	enum log_level level;

	ck_assert(log_level_parse(&level, "warn"));
	ck_assert_int_eq(level, LOG_WARN);
	ck_assert(!log_level_parse(&level, "loud") && !log_level_parse(&level, NULL));
}
END_TEST

START_TEST(a_peers_text_is_one_word)
{
	char out[LOG_PEER], much[300];

	ck_assert_str_eq(log_peer(out, "a b=\"c\"\n\xc3\xa4"), "a_b__c____");
	ck_assert_str_eq(log_peer(out, ""), "-");
	ck_assert_str_eq(log_peer(out, NULL), "-");
	memset(much, 'a', sizeof(much) - 1);
	much[sizeof(much) - 1] = '\0';
	ck_assert_uint_eq(strlen(log_peer(out, much)), 120);
}
END_TEST

static struct metrics *metrics;
static struct buf page;

static void setup(void)
{
	metrics = metrics_new();
	buf_init(&page, 1 << 20);
}

static void teardown(void)
{
	metrics_free(metrics);
	buf_clear(&page);
}

static bool page_has(const char *line)
{
	buf_reset(&page);
	metrics_write(metrics, &page);
	return strstr(page.bytes, line) != NULL;
}

START_TEST(counters_add_up_per_label)
{
	metrics_add(metrics, "kibridge_launches_total", "outcome=\"ok\"", 1);
	metrics_add(metrics, "kibridge_launches_total", "outcome=\"ok\"", 2);
	metrics_add(metrics, "kibridge_launches_total", "outcome=\"refused\"", 1);
	ck_assert(page_has("# TYPE kibridge_launches_total counter\n"));
	ck_assert(page_has("kibridge_launches_total{outcome=\"ok\"} 3\n"));
	ck_assert(page_has("kibridge_launches_total{outcome=\"refused\"} 1\n"));
}
END_TEST

START_TEST(gauges_are_set_and_moved)
{
	metrics_set(metrics, "kibridge_websockets_open", "", 5);
	metrics_add(metrics, "kibridge_websockets_open", "", -2);
	ck_assert(page_has("\nkibridge_websockets_open 3\n"));
}
END_TEST

START_TEST(histograms_count_everything_below_a_bound)
{
	metrics_observe(metrics, "kibridge_first_token_seconds", "backend=\"a\"", 0.3);
	metrics_observe(metrics, "kibridge_first_token_seconds", "backend=\"a\"", 1000);
	ck_assert(page_has(
		"kibridge_first_token_seconds_bucket{backend=\"a\",le=\"0.25\"} 0\n"));
	ck_assert(page_has(
		"kibridge_first_token_seconds_bucket{backend=\"a\",le=\"0.5\"} 1\n"));
	ck_assert(page_has(
		"kibridge_first_token_seconds_bucket{backend=\"a\",le=\"+Inf\"} 2\n"));
	ck_assert(page_has("kibridge_first_token_seconds_sum{backend=\"a\"} 1000.3\n"));
	ck_assert(page_has("kibridge_first_token_seconds_count{backend=\"a\"} 2\n"));
}
END_TEST

START_TEST(labels_cannot_grow_without_end)
{
	for (int i = 0; i < 1000; i++) {
		char labels[32];

		snprintf(labels, sizeof(labels), "outcome=\"%d\"", i);
		metrics_add(metrics, "kibridge_launches_total", labels, 1);
	}
	ck_assert(page_has("kibridge_launches_total{overflow=\"true\"} 488\n"));
}
END_TEST

START_TEST(what_was_never_counted_has_a_name_and_no_value)
{
	ck_assert(page_has("# TYPE kibridge_launches_total counter\n"));
	ck_assert(!page_has("\nkibridge_"));
	metrics_add(NULL, "kibridge_launches_total", "", 1); /* no metrics: no harm */
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("watch");
	TCase *log = tcase_create("log"), *count = tcase_create("metrics");

	suite_add_tcase(suite, log);
	tcase_add_test(log, a_peer_cannot_begin_a_line);
	tcase_add_test(log, what_is_said_in_one_go_keeps_its_order);
	tcase_add_test(log, no_more_is_held_than_fits);
	tcase_add_test(log, a_line_ends_at_two_thousand_bytes);
	tcase_add_test(log, levels_below_the_least_are_silent);
	tcase_add_test(log, levels_have_names);
	tcase_add_test(log, a_peers_text_is_one_word);
	suite_add_tcase(suite, count);
	tcase_add_checked_fixture(count, setup, teardown);
	tcase_add_test(count, counters_add_up_per_label);
	tcase_add_test(count, gauges_are_set_and_moved);
	tcase_add_test(count, histograms_count_everything_below_a_bound);
	tcase_add_test(count, labels_cannot_grow_without_end);
	tcase_add_test(count, what_was_never_counted_has_a_name_and_no_value);
	return check_run(suite);
}
