/*
 * Upstream: an inference server that answers at once, in one thread and from prepared bytes: the
 * role and the first word in one piece, the second a millisecond later, the end another one later.
 * What it is asked is read past: every request gets the same answer.
 */
#include "first_upstream.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire.h"

#define PEERS_MAX 16
#define HEAD_MAX 16384
#define PAUSE_MS 1

struct peer {
	int fd;
	char head[HEAD_MAX]; /* what has come and is not answered yet */
	size_t used;
	size_t body_left; /* still to be read past */
	bool chat; /* what the request under way wants */
};

struct piece {
	char bytes[2048];
	size_t len;
};

static struct peer peers[PEERS_MAX];
static size_t peer_count;
static struct piece pieces[3], models;

/* The answers. */

static void piece_add(struct piece *piece, const char *text)
{
	size_t len = strlen(text);

	if (len > sizeof(piece->bytes) - piece->len)
		abort();
	memcpy(piece->bytes + piece->len, text, len);
	piece->len += len;
}

/* One event, in one chunk of HTTP. */
static void piece_event(struct piece *piece, const char *data)
{
	char size[24];

	snprintf(size, sizeof(size), "%zx\r\n", strlen(data) + strlen("data: \n\n"));
	piece_add(piece, size);
	piece_add(piece, "data: ");
	piece_add(piece, data);
	piece_add(piece, "\n\n\r\n");
}

static void piece_choice(struct piece *piece, const char *delta, const char *finish)
{
	char data[512];

	snprintf(data, sizeof(data),
		 "{\"id\":\"chatcmpl-0\",\"object\":\"chat.completion.chunk\","
		 "\"created\":1795225545,\"model\":\"echo\",\"choices\":[{\"index\":0,"
		 "\"delta\":{%s},\"finish_reason\":%s}]}",
		 delta, finish);
	piece_event(piece, data);
}

static void pieces_make(void)
{
	static const char list[] = "{\"object\":\"list\",\"data\":[{\"id\":\"echo\","
				   "\"object\":\"model\",\"max_model_len\":8192}]}";
	char head[128];

	piece_add(&pieces[0], "HTTP/1.1 200 OK\r\n"
			      "content-type: text/event-stream; charset=utf-8\r\n"
			      "connection: keep-alive\r\n"
			      "transfer-encoding: chunked\r\n\r\n");
	piece_choice(&pieces[0], "\"role\":\"assistant\",\"content\":\"\"", "null");
	piece_choice(&pieces[0], "\"content\":\"word1\"", "null");
	piece_choice(&pieces[1], "\"content\":\" word2\"", "null");
	piece_choice(&pieces[2], "", "\"stop\"");
	piece_event(&pieces[2], "{\"id\":\"chatcmpl-0\",\"object\":\"chat.completion."
				"chunk\",\"created\":1795225545,\"model\":\"echo\","
				"\"choices\":[],\"usage\":{\"prompt_tokens\":9,"
				"\"completion_tokens\":2,\"total_tokens\":11}}");
	piece_event(&pieces[2], "[DONE]");
	piece_add(&pieces[2], "0\r\n\r\n");
	snprintf(head, sizeof(head),
		 "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
		 "content-length: %zu\r\n\r\n",
		 strlen(list));
	piece_add(&models, head);
	piece_add(&models, list);
}

static bool answer(const struct peer *peer)
{
	if (!peer->chat)
		return wire_write(peer->fd, models.bytes, models.len);
	for (size_t i = 0; i < 3; i++) {
		if (i)
			wire_pause_ms(PAUSE_MS);
		if (!wire_write(peer->fd, pieces[i].bytes, pieces[i].len))
			return false;
	}
	return true;
}

/* The requests. */

/* @head of a request, with a NUL behind it */
static size_t body_len(const char *head)
{
	const char *found = strcasestr(head, "\r\ncontent-length:");

	return found ? strtoul(found + strlen("\r\ncontent-length:"), NULL, 10) : 0;
}

static void drop(struct peer *peer, size_t len)
{
	memmove(peer->head, peer->head + len, peer->used - len);
	peer->used -= len;
}

/* @return whether there is a whole request; a head that does not fit ends the peer */
static bool request_take(struct peer *peer)
{
	size_t part;
	char *end;

	if (!peer->body_left) {
		end = memmem(peer->head, peer->used, "\r\n\r\n", 4);
		if (!end)
			return false;
		end[2] = '\0';
		peer->chat = strncmp(peer->head, "POST ", 5) == 0;
		peer->body_left = body_len(peer->head);
		drop(peer, (size_t)(end + 4 - peer->head));
	}
	part = peer->used < peer->body_left ? peer->used : peer->body_left;
	peer->body_left -= part;
	drop(peer, part);
	return !peer->body_left;
}

/* @return false: it is gone */
static bool peer_serve(struct peer *peer)
{
	size_t got = wire_read(peer->fd, peer->head + peer->used, HEAD_MAX - peer->used);

	peer->used += got;
	if (!got)
		return false;
	while (peer->used && request_take(peer))
		if (!answer(peer))
			return false;
	return peer->used < HEAD_MAX;
}

static void peer_add(int listener)
{
	int fd = accept(listener, NULL, NULL);

	if (fd < 0)
		return;
	if (peer_count == PEERS_MAX || !wire_options(fd)) {
		close(fd);
		return;
	}
	peers[peer_count].fd = fd;
	peers[peer_count].used = peers[peer_count].body_left = 0;
	peer_count++;
}

static void peer_remove(size_t which)
{
	close(peers[which].fd);
	peers[which] = peers[--peer_count];
}

int first_upstream(void)
{
	struct pollfd ready[PEERS_MAX + 2] = {{.fd = STDIN_FILENO, .events = POLLIN}};
	uint16_t port;
	int listener = wire_listen(&port);

	if (listener < 0)
		return EXIT_FAILURE;
	pieces_make();
	printf("listening 127.0.0.1:%u\n", port);
	fflush(stdout);
	ready[1] = (struct pollfd){.fd = listener, .events = POLLIN};
	while (!ready[0].revents) {
		for (size_t i = 0; i < peer_count; i++)
			ready[i + 2] =
				(struct pollfd){.fd = peers[i].fd, .events = POLLIN};
		if (poll(ready, peer_count + 2, -1) < 0 && errno != EINTR)
			break;
		for (size_t i = peer_count; i--;)
			if (ready[i + 2].revents && !peer_serve(&peers[i]))
				peer_remove(i);
		if (ready[1].revents)
			peer_add(listener);
	}
	close(listener);
	return EXIT_SUCCESS;
}
