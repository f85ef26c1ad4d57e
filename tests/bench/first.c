/*
 * Bench: the client and the upstream of `first`, two roles of one program.
 *
 *   bench_first upstream
 *   bench_first ask KIBRIDGE_PORT SESSION UPSTREAM_PORT QUESTIONS DISK
 *
 * The client asks kibridge over a live socket and the upstream over a connection of its own, both
 * opened by hand and kept open, one question at a time: kibridge, directly, directly, kibridge and
 * so on. All that is sent is made before the first question, and nothing is printed before the
 * last. Then a line each, in ns: until "queued", until the first word, until the first word
 * directly, and one write of a page to a file DISK, made safe.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/text.h"
#include "first_upstream.h"
#include "wire.h"

#define QUESTIONS_MAX 10000
#define WARM 100 /* not counted */
#define FRAME_MAX 256
#define READ_MAX 65536
#define PAGE 4096

enum frame_kind { TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 };

struct question {
	unsigned char frame[FRAME_MAX];
	size_t len;
	int64_t queued_ns, first_ns, straight_ns, disk_ns;
};

/* What comes from one peer, read ahead. */
struct source {
	int fd;
	char bytes[READ_MAX];
	size_t from, to;
};

static struct question questions[WARM + QUESTIONS_MAX];
static struct source live, straight;
static char straight_request[1024];
static size_t straight_request_len;

static void fail(const char *what, const char *text, size_t len)
{
	fprintf(stderr, "%s%s%.*s\n", what, len ? ": " : "",
		(int)(len < 2000 ? len : 2000), len ? text : "");
	exit(EXIT_FAILURE);
}

/* Until @need bytes are there; they lie in one piece. */
static const char *source_await(struct source *source, size_t need)
{
	if (source->to - source->from < need && source->from) {
		memmove(source->bytes, source->bytes + source->from,
			source->to - source->from);
		source->to -= source->from;
		source->from = 0;
	}
	while (source->to - source->from < need) {
		size_t got = 0;

		if (need <= READ_MAX)
			got = wire_read(source->fd, source->bytes + source->to,
					READ_MAX - source->to);
		if (!got)
			fail("the peer is gone or says too much", NULL, 0);
		source->to += got;
	}
	return source->bytes + source->from;
}

/* The live socket [RFC 6455]. */

static size_t frame_make(unsigned char out[FRAME_MAX], enum frame_kind kind,
			 const char *text, size_t len)
{
	size_t at = 0;
	unsigned char mask[4];

	if (len > FRAME_MAX - 8 ||
	    getrandom(mask, sizeof(mask), 0) != (ssize_t)sizeof(mask))
		fail("a frame that cannot be made", text, len);
	out[at++] = (unsigned char)(0x80 | kind);
	if (len < 126) {
		out[at++] = (unsigned char)(0x80 | len);
	} else {
		out[at++] = 0x80 | 126;
		out[at++] = (unsigned char)(len >> 8);
		out[at++] = (unsigned char)len;
	}
	memcpy(out + at, mask, sizeof(mask));
	at += sizeof(mask);
	for (size_t i = 0; i < len; i++)
		out[at++] = (unsigned char)text[i] ^ mask[i % 4];
	return at;
}

static void frame_send(enum frame_kind kind, const char *text, size_t len)
{
	unsigned char frame[FRAME_MAX];
	size_t frame_len = frame_make(frame, kind, text, len);

	if (!wire_write(live.fd, frame, frame_len))
		fail("the live socket is gone", NULL, 0);
}

/* The next message; stays where it is until the next call. */
static const char *frame_next(size_t *len)
{
	for (;;) {
		const unsigned char *head = (const unsigned char *)source_await(&live, 2);
		enum frame_kind kind = head[0] & 0x0f;
		size_t head_len = 2;
		const char *text;

		*len = head[1] & 0x7f;
		if (*len == 126) {
			head = (const unsigned char *)source_await(&live, 4);
			head_len = 4;
			*len = (size_t)head[2] << 8 | head[3];
		} else if (*len == 127) {
			fail("a frame that is too long", NULL, 0);
		}
		text = source_await(&live, head_len + *len) + head_len;
		live.from += head_len + *len;
		if (kind == TEXT)
			return text;
		if (kind == CLOSE)
			fail("the live socket was closed", text, *len);
		if (kind == PING)
			frame_send(PONG, text, *len);
	}
}

static bool is_type(const char *text, size_t len, const char *type)
{
	char begin[32];
	size_t begin_len =
		(size_t)snprintf(begin, sizeof(begin), "{\"type\":\"%s\"", type);

	return len >= begin_len && memcmp(text, begin, begin_len) == 0;
}

static void live_open(uint16_t port, const char *session)
{
	char text[FRAME_MAX];
	const char *answer;
	size_t len;
	int text_len;

	live.fd = wire_connect(port);
	if (live.fd < 0)
		exit(EXIT_FAILURE);
	dprintf(live.fd,
		"GET /api/v1/live HTTP/1.1\r\nHost: localhost:%u\r\nUpgrade: "
		"websocket\r\n"
		"Connection: Upgrade\r\nOrigin: http://localhost:%u\r\n"
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: kibridge.v1\r\n"
		"Sec-WebSocket-Key: a2licmlkZ2UsIGEgYmVuY2g=\r\n\r\n",
		port, port);
	for (len = 12;; len++) {
		answer = source_await(&live, len);
		if (memcmp(answer + len - 4, "\r\n\r\n", 4) == 0)
			break;
	}
	if (memcmp(answer, "HTTP/1.1 101", 12) != 0)
		fail("no live socket", answer, len);
	live.from += len;
	text_len = snprintf(text, sizeof(text),
			    "{\"type\":\"hello\",\"session\":\"%.128s\"}", session);
	frame_send(TEXT, text, (size_t)text_len);
	answer = frame_next(&len);
	if (!is_type(answer, len, "ready"))
		fail("no ready", answer, len);
}

/* Asking. */

static void ask_live(struct question *question)
{
	int64_t begun_ns = wire_tick_ns();

	if (!wire_write(live.fd, question->frame, question->len))
		fail("the live socket is gone", NULL, 0);
	for (;;) {
		size_t len;
		const char *text = frame_next(&len);

		if (is_type(text, len, "delta") && !question->first_ns)
			question->first_ns = wire_tick_ns() - begun_ns;
		else if (is_type(text, len, "queued") && !question->queued_ns)
			question->queued_ns = wire_tick_ns() - begun_ns;
		else if (is_type(text, len, "failed"))
			fail("a question failed", text, len);
		else if (is_type(text, len, "done"))
			break;
	}
	if (!question->first_ns || !question->queued_ns)
		fail("an answer without a word", NULL, 0);
}

static void ask_straight(struct question *question)
{
	static const char end[] = "\r\n0\r\n\r\n";
	int64_t begun_ns = wire_tick_ns();
	const char *bytes;
	size_t len = 0;

	straight.from = straight.to = 0;
	if (!wire_write(straight.fd, straight_request, straight_request_len))
		fail("the upstream is gone", NULL, 0);
	do {
		bytes = source_await(&straight, len + 1);
		len = straight.to;
		if (!question->straight_ns && memmem(bytes, len, "word1", 5))
			question->straight_ns = wire_tick_ns() - begun_ns;
	} while (len < sizeof(end) - 1 ||
		 memcmp(bytes + len - (sizeof(end) - 1), end, sizeof(end) - 1) != 0);
	if (!question->straight_ns)
		fail("a direct answer without a word", NULL, 0);
}

static void prepare(size_t count, uint16_t upstream)
{
	static const char body[] =
		"{\"model\":\"echo\",\"stream\":true,"
		"\"messages\":[{\"role\":\"user\",\"content\":\"Go on.\"}]}";
	char text[FRAME_MAX];
	uint64_t run;

	if (getrandom(&run, sizeof(run), 0) != (ssize_t)sizeof(run))
		fail("no random bytes", NULL, 0);
	for (size_t i = 0; i < count; i++) {
		int len = snprintf(text, sizeof(text),
				   "{\"type\":\"ask\",\"request\":\"%016llx-%06zu\","
				   "\"text\":\"Go on.\"}",
				   (unsigned long long)run, i);

		questions[i].len =
			frame_make(questions[i].frame, TEXT, text, (size_t)len);
	}
	straight_request_len =
		(size_t)snprintf(straight_request, sizeof(straight_request),
				 "POST /v1/chat/completions HTTP/1.1\r\n"
				 "Host: 127.0.0.1:%u\r\n"
				 "Content-Type: application/json\r\n"
				 "Content-Length: %zu\r\n\r\n%s",
				 upstream, sizeof(body) - 1, body);
}

/* What the disk needs for one page at the end of a file. */
static void write_pages(struct question *from, size_t count, const char *path)
{
	static char page[PAGE];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	memset(page, 1, sizeof(page));
	for (size_t i = 0; i < count; i++) {
		int64_t begun_ns = wire_tick_ns();

		if (write(fd, page, sizeof(page)) != (ssize_t)sizeof(page) ||
		    fdatasync(fd) != 0)
			fail("cannot write to", path, strlen(path));
		from[i].disk_ns = wire_tick_ns() - begun_ns;
	}
	close(fd);
}

static int ask(uint16_t port, const char *session, uint16_t upstream, size_t count,
	       const char *disk)
{
	const struct question *counted = questions + WARM;

	prepare(WARM + count, upstream);
	straight.fd = wire_connect(upstream);
	if (straight.fd < 0)
		return EXIT_FAILURE;
	live_open(port, session);
	for (size_t i = 0; i < WARM + count; i += 2) {
		ask_live(&questions[i]);
		ask_straight(&questions[i]);
		ask_straight(&questions[i + 1]);
		ask_live(&questions[i + 1]);
	}
	write_pages(questions + WARM, count, disk);
	for (size_t i = 0; i < count; i++)
		printf("%lld %lld %lld %lld\n", (long long)counted[i].queued_ns,
		       (long long)counted[i].first_ns, (long long)counted[i].straight_ns,
		       (long long)counted[i].disk_ns);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	int64_t port, upstream, count;

	if (argc == 2 && text_equal(argv[1], "upstream"))
		return first_upstream();
	if (argc == 7 && text_equal(argv[1], "ask") && text_int(&port, argv[2]) &&
	    port > 0 && port <= UINT16_MAX && text_int(&upstream, argv[4]) &&
	    upstream > 0 && upstream <= UINT16_MAX && text_int(&count, argv[5]) &&
	    count > 0 && count <= QUESTIONS_MAX && count % 2 == 0)
		return ask((uint16_t)port, argv[3], (uint16_t)upstream, (size_t)count,
			   argv[6]);
	fprintf(stderr, "usage: bench_first upstream | ask KIBRIDGE_PORT SESSION "
			"UPSTREAM_PORT QUESTIONS DISK\n");
	return 2;
}
