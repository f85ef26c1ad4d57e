/* The peer: one thread that accepts, one per connection. */
#include "bridge/net/peer.h"

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct connection {
	struct peer *peer;
	int fd;
};

static bool say(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		bytes += sent, len -= (size_t)sent;
	}
	return true;
}

static void drip(int fd, const char *text)
{
	static const struct timespec pause = {.tv_nsec = 20000000};

	for (const char *at = text;; at = at[1] ? at + 1 : text) {
		if (!say(fd, at, 1))
			return;
		nanosleep(&pause, NULL);
	}
}

static void flood(int fd)
{
	static char many[65536];

	memset(many, 'x', sizeof(many));
	while (say(fd, many, sizeof(many)))
		continue;
}

static void hang(int fd)
{
	char byte;

	while (recv(fd, &byte, 1, 0) > 0)
		continue;
}

/* A whole request, head and body. @return false at the end of the connection */
static bool hear(int fd, char *request, size_t size)
{
	size_t len = 0;

	while (len + 1 < size) {
		ssize_t got = recv(fd, request + len, size - len - 1, 0);
		const char *end, *length;
		size_t body = 0;

		if (got <= 0)
			return false;
		len += (size_t)got;
		request[len] = '\0';
		if (request[0] == 0x16) /* TLS: not here */
			return false;
		end = strstr(request, "\r\n\r\n");
		if (!end)
			continue;
		length = strcasestr(request, "Content-Length: ");
		if (length && length < end)
			body = strtoul(length + 16, NULL, 10);
		if (len >= (size_t)(end - request) + 4 + body)
			return true;
	}
	return false;
}

static const struct peer_page *page_for(const struct peer *peer, const char *request)
{
	const char *path = strchr(request, ' ');
	size_t len = path ? strcspn(path + 1, " ") : 0;

	for (size_t i = 0; path && i < peer->page_count; i++)
		if (strlen(peer->pages[i].path) == len &&
		    strncmp(peer->pages[i].path, path + 1, len) == 0)
			return &peer->pages[i];
	return NULL;
}

static bool answer(struct peer *peer, int fd, const struct peer_page *page)
{
	char reply[4096];
	const char *port = strstr(page->reply, "%u");
	int before = port ? (int)(port - page->reply) : 0;

	if (port)
		snprintf(reply, sizeof(reply), "%.*s%u%s", before, page->reply,
			 peer->port, port + 2);
	else
		snprintf(reply, sizeof(reply), "%s", page->reply);
	if (page->manner == PEER_DRIPS) {
		drip(fd, reply);
		return false;
	}
	if (!say(fd, reply, strlen(reply)))
		return false;
	if (page->manner == PEER_FLOODS)
		flood(fd);
	else if (page->manner == PEER_HANGS)
		hang(fd);
	return page->manner == PEER_KEEPS;
}

static void *serve(void *arg)
{
	struct connection *connection = arg;
	struct peer *peer = connection->peer;
	char *request = malloc(sizeof(peer->last));
	int fd = connection->fd;

	free(connection);
	while (hear(fd, request, sizeof(peer->last))) {
		const struct peer_page *page = page_for(peer, request);

		memcpy(peer->last, request, sizeof(peer->last));
		peer->requests++;
		if (!page || !answer(peer, fd, page))
			break;
	}
	free(request);
	close(fd);
	return NULL;
}

static void *accept_all(void *arg)
{
	struct peer *peer = arg;

	for (;;) {
		int fd = accept(peer->listener, NULL, NULL);
		struct connection *connection;
		pthread_t thread;

		if (fd < 0)
			return NULL;
		peer->connections++;
		connection = malloc(sizeof(*connection));
		*connection = (struct connection){peer, fd};
		pthread_create(&thread, NULL, serve, connection);
		pthread_detach(thread);
	}
}

void peer_start(struct peer *peer, const struct peer_page *pages, size_t count)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof(address);

	memset(peer, 0, sizeof(*peer));
	peer->pages = pages;
	peer->page_count = count;
	peer->listener = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(peer->listener, (struct sockaddr *)&address, len), 0);
	ck_assert_int_eq(listen(peer->listener, 64), 0);
	ck_assert_int_eq(getsockname(peer->listener, (struct sockaddr *)&address, &len),
			 0);
	peer->port = ntohs(address.sin_port);
	pthread_create(&peer->thread, NULL, accept_all, peer);
}

void peer_stop(struct peer *peer)
{
	shutdown(peer->listener, SHUT_RDWR);
	pthread_join(peer->thread, NULL);
	close(peer->listener);
}
