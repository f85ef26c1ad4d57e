/* Cutter: one thread that copies bytes both ways, one poll for all connections. */
#include "bridge/store/cutter.h"

#include <check.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PAIRS_MAX 16
#define SOCKET_NAME ".s.PGSQL.5432"

struct pair {
	int client, server;
	bool swallow; /* the server's next answer is not passed on, and then we cut */
};

static struct pair pairs[PAIRS_MAX];
static size_t pair_count;
static int door, stop;
static char server_path[108];
static pthread_t thread;
static atomic_int next_cut, cuts;

static void address_of(struct sockaddr_un *address, const char *dir)
{
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	ck_assert_int_lt(snprintf(address->sun_path, sizeof(address->sun_path),
				  "%s/" SOCKET_NAME, dir),
			 sizeof(address->sun_path));
}

static void pair_close(struct pair *pair)
{
	close(pair->client);
	close(pair->server);
	*pair = pairs[--pair_count];
}

static void pair_open(void)
{
	struct pair pair = {.client = accept(door, NULL, NULL)};
	struct sockaddr_un address;

	address_of(&address, server_path);
	pair.server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (pair_count == PAIRS_MAX ||
	    connect(pair.server, (struct sockaddr *)&address, sizeof(address)) != 0) {
		close(pair.client);
		close(pair.server);
		return;
	}
	pairs[pair_count++] = pair;
}

/* A simple query: 'Q', its length, its text. [PostgreSQL §55.7] */
static bool is_commit(const char *bytes, ssize_t len)
{
	return len == 12 && bytes[0] == 'Q' && memcmp(bytes + 5, "COMMIT", 7) == 0;
}

/* @return false: the connection is over */
static bool from_client(struct pair *pair)
{
	char bytes[16384];
	ssize_t len = read(pair->client, bytes, sizeof(bytes));
	int cut;

	if (len <= 0)
		return false;
	if (is_commit(bytes, len)) {
		cut = atomic_exchange(&next_cut, CUT_NEVER);
		if (cut != CUT_NEVER)
			cuts++;
		if (cut == CUT_BEFORE_COMMIT)
			return false;
		pair->swallow = cut == CUT_AFTER_COMMIT;
	}
	return write(pair->server, bytes, (size_t)len) == len;
}

static bool from_server(struct pair *pair)
{
	char bytes[16384];
	ssize_t len = read(pair->server, bytes, sizeof(bytes));

	return len > 0 && !pair->swallow &&
	       write(pair->client, bytes, (size_t)len) == len;
}

static void *copy(void *arg)
{
	struct pollfd polled[2 + 2 * PAIRS_MAX];

	for (;;) {
		size_t count = pair_count;

		polled[0] = (struct pollfd){.fd = stop, .events = POLLIN};
		polled[1] = (struct pollfd){.fd = door, .events = POLLIN};
		for (size_t i = 0; i < count; i++) {
			polled[2 + 2 * i] = (struct pollfd){pairs[i].client, POLLIN, 0};
			polled[3 + 2 * i] = (struct pollfd){pairs[i].server, POLLIN, 0};
		}
		poll(polled, 2 + 2 * count, -1);
		if (polled[0].revents)
			return arg;
		for (size_t i = count; i-- > 0;)
			if ((polled[2 + 2 * i].revents && !from_client(&pairs[i])) ||
			    (polled[3 + 2 * i].revents && !from_server(&pairs[i])))
				pair_close(&pairs[i]);
		if (polled[1].revents)
			pair_open();
	}
}

void cutter_start(const char *dir, const char *server_dir)
{
	struct sockaddr_un address;

	snprintf(server_path, sizeof(server_path), "%s", server_dir);
	address_of(&address, dir);
	door = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	stop = eventfd(0, EFD_CLOEXEC);
	ck_assert_int_eq(bind(door, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(listen(door, 8), 0);
	cuts = 0;
	pthread_create(&thread, NULL, copy, NULL);
}

void cutter_cut(enum cut cut)
{
	next_cut = (int)cut;
}

int cutter_cuts(void)
{
	return cuts;
}

void cutter_stop(void)
{
	eventfd_write(stop, 1);
	pthread_join(thread, NULL);
	while (pair_count > 0)
		pair_close(&pairs[0]);
	close(door);
	close(stop);
}
