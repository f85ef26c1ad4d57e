/*
 * Bench: sends each of many requests once, over connections that stay open, the next when the last
 * one's answer is whole.
 *
 *   bench_replay PORT CONNECTIONS FILE
 *
 * A request in FILE is its length, a newline, and its bytes as they go over the wire. All of it is read
 * before the first is sent, and nothing is printed before the last is answered: then how many
 * nanoseconds that was. An answer that is neither 2xx nor 3xx ends the run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"
#include "wire.h"

#define CONNECTIONS_MAX 1024
#define ANSWER_MAX (64 * KIB)
#define FILE_MAX (512 * MIB)

struct connection {
	int fd;
	size_t len; /* of its answer, so far */
	char answer[ANSWER_MAX + 1];
};

static struct buf file;
static size_t file_at, sent, answered;
static struct connection connections[CONNECTIONS_MAX];

static void fail(const char *what)
{
	fprintf(stderr, "bench_replay: %s\n", what);
	exit(EXIT_FAILURE);
}

static void file_read(const char *path)
{
	char piece[64 * KIB];
	FILE *in = fopen(path, "r");
	size_t got;

	if (!in)
		fail("cannot open the file");
	buf_init(&file, FILE_MAX);
	while ((got = fread(piece, 1, sizeof(piece), in)) > 0)
		if (!buf_add(&file, piece, got))
			fail("the file is too long");
	fclose(in);
}

/* Unless all of them are sent. */
static void request_send(struct connection *connection)
{
	char *bytes;
	size_t len;

	connection->len = 0;
	if (file_at >= file.len)
		return;
	len = strtoul(file.bytes + file_at, &bytes, 10);
	file_at = (size_t)(++bytes - file.bytes) + len;
	if (!len || file_at > file.len)
		fail("the file is not what it should be");
	if (!wire_write(connection->fd, bytes, len))
		fail("the peer does not read");
	sent++;
}

/* [RFC 9112 §6.3] Whoever answers here says how long its body is. */
static bool is_whole(const struct connection *connection)
{
	static const char field[] = "\r\ncontent-length:";
	const char *end = strstr(connection->answer, "\r\n\r\n"),
		   *length = strcasestr(connection->answer, field);

	if (!end)
		return false;
	if (!length || length > end)
		fail("an answer without a length");
	return connection->len >= (size_t)(end + 4 - connection->answer) +
					  strtoul(length + strlen(field), NULL, 10);
}

static void answer_read(struct connection *connection)
{
	char *at = connection->answer + connection->len;
	size_t got = wire_read(connection->fd, at, ANSWER_MAX - connection->len);

	if (!got)
		fail("the peer is gone, or says too much");
	connection->len += got;
	connection->answer[connection->len] = '\0';
	if (!is_whole(connection))
		return;
	if (strncmp(connection->answer, "HTTP/1.1 2", 10) != 0 &&
	    strncmp(connection->answer, "HTTP/1.1 3", 10) != 0)
		fail(connection->answer);
	answered++;
	request_send(connection);
}

static void all_answer(int epoll)
{
	struct epoll_event events[CONNECTIONS_MAX];

	while (answered < sent) {
		int ready =
			epoll_wait(epoll, events, CONNECTIONS_MAX, WIRE_WAIT_S * 1000);

		if (ready <= 0)
			fail("nothing comes any more");
		for (int i = 0; i < ready; i++)
			answer_read(events[i].data.ptr);
	}
}

int main(int argc, char **argv)
{
	size_t count = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	int64_t start_ns;

	if (count < 1 || count > CONNECTIONS_MAX || epoll < 0)
		fail("usage: bench_replay PORT CONNECTIONS FILE");
	file_read(argv[3]);
	for (size_t i = 0; i < count; i++) {
		struct epoll_event event = {.events = EPOLLIN,
					    .data.ptr = &connections[i]};

		connections[i].fd = wire_connect((uint16_t)strtoul(argv[1], NULL, 10));
		if (connections[i].fd < 0 ||
		    epoll_ctl(epoll, EPOLL_CTL_ADD, connections[i].fd, &event) != 0)
			fail("no connection");
	}
	start_ns = wire_tick_ns();
	for (size_t i = 0; i < count; i++)
		request_send(&connections[i]);
	all_answer(epoll);
	printf("%lld\n", (long long)(wire_tick_ns() - start_ns));
	return EXIT_SUCCESS;
}
