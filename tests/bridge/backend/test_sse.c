/* The SSE reader: recorded streams cut at every place, and what is too long. */
#include <string.h>

#include "backend/sse.h"
#include "base/text.h"
#include "check_main.h"

#define EVENT_MAX 4096

/* What was heard, events separated by '|'. */
static struct buf heard;
static unsigned events, stop_after;

static bool on_event(void *owner, const char *data, size_t len)
{
	ck_assert_ptr_eq(owner, &heard);
	if (events++)
		ck_assert(buf_add_text(&heard, "|"));
	ck_assert(buf_add(&heard, data, len));
	return events != stop_after;
}

static void forget(void)
{
	buf_reset(&heard);
	events = 0;
}

static void setup(void)
{
	buf_init(&heard, MIB);
	events = stop_after = 0;
}

static void teardown(void)
{
	buf_clear(&heard);
}

/* A piece in memory of its own: reading past its end, or keeping it, is seen. */
static enum sse_status feed(struct sse *sse, const char *bytes, size_t len)
{
	char *piece = memcpy(malloc(len + 1), bytes, len);
	enum sse_status status = sse_feed(sse, piece, len, on_event, &heard);

	free(piece);
	return status;
}

/* clang-format off */
static const struct {
	const char *stream;
	const char *events; /* told while reading */
	const char *at_end; /* and at the end, in all */
} streams[] = {
	{ "data: one\n\ndata: two\n\n", "one|two", "one|two" },
	{ "data: one\r\n\r\ndata: two\r\n\r\n", "one|two", "one|two" },
	{ "data: one\r\rdata: two\r\r", "one|two", "one|two" },
	{ "data: one\n\r\ndata: two\r\n\n", "one|two", "one|two" },
	{ "data:one\n\ndata:  two\n\n", "one| two", "one| two" },
	{ "data: a\ndata: b\ndata:c\n\n", "a\nb\nc", "a\nb\nc" },
	{ "data: a\r\ndata: b\r\n\r\n", "a\nb", "a\nb" },
	{ "data\n\n", "", "" },
	{ "data:\n\n", "", "" },
	{ "data\ndata\n\ndata: x\n\n", "\n|x", "\n|x" },
	{ ": comment\n\n:\n\n: data: no\n\ndata: yes\n\n", "yes", "yes" },
	{ "event: chunk\nid: 7\nretry: 10\ndata: x\nother\n\n", "x", "x" },
	{ "database: no\n\ndat: no\n\nDATA: no\n\n", "", "" },
	{ "\n\n\r\n\r\n", "", "" },
	{ "\xef\xbb\xbf" "data: x\n\n", "x", "x" },
	{ "\xef\xbb\xbf\n" "data: x\n\n", "x", "x" },
	{ "data: x\n\n\xef\xbb\xbf" "data: y\n\n", "x", "x" },
	{ "data: Gr\xc3\xbc\xc3\x9f" "e \xf0\x9f\x8c\xbe\n\n", "Gr\xc3\xbc\xc3\x9f" "e \xf0\x9f\x8c\xbe",
	  "Gr\xc3\xbc\xc3\x9f" "e \xf0\x9f\x8c\xbe" },
	{ "data: {\"a\":1}\n\ndata: [DONE]\n", "{\"a\":1}", "{\"a\":1}|[DONE]" },
	{ "data: {\"a\":1}\n\ndata: [DO", "{\"a\":1}", "{\"a\":1}" },
	{ "data: x\r\n\r", "x", "x" },
	{ "", "", "" },
};
/* clang-format on */

START_TEST(a_stream_is_read_however_it_is_cut)
{
	const char *stream = streams[_i].stream;
	size_t len = strlen(stream);

	for (size_t first = 0; first <= len; first++) {
		for (size_t second = first; second <= len; second++) {
			struct sse sse;

			forget();
			sse_init(&sse, EVENT_MAX);
			ck_assert_int_eq(feed(&sse, stream, first), SSE_OK);
			ck_assert_int_eq(feed(&sse, stream + first, second - first),
					 SSE_OK);
			ck_assert_int_eq(feed(&sse, stream + second, len - second),
					 SSE_OK);
			ck_assert_str_eq(heard.bytes, streams[_i].events);
			ck_assert_int_eq(sse_end(&sse, on_event, &heard), SSE_OK);
			ck_assert_str_eq(heard.bytes, streams[_i].at_end);
			sse_clear(&sse);
		}
	}
}
END_TEST

START_TEST(a_stream_is_read_byte_by_byte)
{
	const char *stream = streams[_i].stream;
	struct sse sse;

	sse_init(&sse, EVENT_MAX);
	for (size_t at = 0; stream[at]; at++)
		ck_assert_int_eq(feed(&sse, stream + at, 1), SSE_OK);
	ck_assert_str_eq(heard.bytes, streams[_i].events);
	sse_clear(&sse);
}
END_TEST

/* clang-format off */
static const struct {
	const char *what;
	size_t prefix_len; /* of data: lines before */
	size_t line_len;
	enum sse_status status;
} lengths[] = {
	{ "a line as long as allowed",      0, EVENT_MAX,     SSE_OK },
	{ "a line too long by one",         0, EVENT_MAX + 1, SSE_TOO_LONG },
	{ "an event of lines that fit",   100, EVENT_MAX - 101 + 6, SSE_OK },
	{ "an event of lines that do not", 100, EVENT_MAX - 101 + 7, SSE_TOO_LONG },
};
/* clang-format on */

/* "data: xxxx", len bytes with the field's name. */
static void add_line(struct buf *stream, size_t len)
{
	ck_assert(buf_add_text(stream, "data: "));
	for (size_t i = 6; i < len; i++)
		ck_assert(buf_add_text(stream, "x"));
	ck_assert(buf_add_text(stream, "\n"));
}

START_TEST(what_is_too_long_is_refused_whole_or_in_pieces)
{
	struct buf stream;

	buf_init(&stream, MIB);
	if (lengths[_i].prefix_len)
		add_line(&stream, lengths[_i].prefix_len + 6);
	add_line(&stream, lengths[_i].line_len);
	ck_assert(buf_add_text(&stream, "\n"));
	for (size_t step = 1; step <= stream.len; step = step * 7 + 1) {
		enum sse_status status = SSE_OK;
		struct sse sse;

		sse_init(&sse, EVENT_MAX);
		for (size_t at = 0; at < stream.len && status == SSE_OK; at += step)
			status = feed(&sse, stream.bytes + at,
				      stream.len - at < step ? stream.len - at : step);
		ck_assert_msg(status == lengths[_i].status, "%s in pieces of %zu",
			      lengths[_i].what, step);
		sse_clear(&sse);
	}
	buf_clear(&stream);
}
END_TEST

START_TEST(an_endless_line_is_refused_without_an_end)
{
	struct sse sse;
	enum sse_status status = SSE_OK;
	unsigned pieces = 0;

	sse_init(&sse, EVENT_MAX);
	while (status == SSE_OK && pieces++ < EVENT_MAX)
		status = feed(&sse, ":::::::::::::::::", 17);
	ck_assert_int_eq(status, SSE_TOO_LONG);
	ck_assert_uint_le(sse.line.len, EVENT_MAX);
	sse_clear(&sse);
}
END_TEST

START_TEST(reading_stops_where_the_reader_says_so)
{
	struct sse sse;

	sse_init(&sse, EVENT_MAX);
	stop_after = 2;
	ck_assert_int_eq(feed(&sse, "data: 1\n\ndata: 2\n\ndata: 3\n\n", 27),
			 SSE_STOPPED);
	ck_assert_str_eq(heard.bytes, "1|2");
	sse_clear(&sse);
	stop_after = 3;
	sse_init(&sse, EVENT_MAX);
	ck_assert_int_eq(feed(&sse, "data: 3\n", 8), SSE_OK);
	ck_assert_int_eq(sse_end(&sse, on_event, &heard), SSE_STOPPED);
	sse_clear(&sse);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sse");
	TCase *tcase = tcase_create("sse");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, a_stream_is_read_however_it_is_cut, 0,
			    ARRAY_LEN(streams));
	tcase_add_loop_test(tcase, a_stream_is_read_byte_by_byte, 0, ARRAY_LEN(streams));
	tcase_add_loop_test(tcase, what_is_too_long_is_refused_whole_or_in_pieces, 0,
			    ARRAY_LEN(lengths));
	tcase_add_test(tcase, an_endless_line_is_refused_without_an_end);
	tcase_add_test(tcase, reading_stops_where_the_reader_says_so);
	return check_run(suite);
}
