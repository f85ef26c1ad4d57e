/*
 * Postgres listener: one thread with a connection of its own that waits for notices of all nodes
 * and tells this process's listeners. When the server was away, it says that too.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "store/postgres.h"

#define AGAIN_FIRST_MS 100
#define AGAIN_MAX_MS 5000

struct postgres_listener {
	struct postgres_db *db;
	pthread_t thread;
	int stop; /* an eventfd */
	PGconn *pg;
};

static bool listens(PGconn *pg)
{
	AUTO_RESULT *result = NULL;

	if (PQstatus(pg) != CONNECTION_OK)
		return false;
	result = PQexec(pg, "LISTEN " POSTGRES_CHANNEL);
	return PQresultStatus(result) == PGRES_COMMAND_OK;
}

/* @return false: stop. fd -1: only the time counts */
static bool wait_for(struct postgres_listener *listener, int fd, int timeout_ms)
{
	struct pollfd polled[] = {
		{.fd = listener->stop, .events = POLLIN},
		{.fd = fd, .events = POLLIN},
	};

	poll(polled, 2, timeout_ms);
	return !(polled[0].revents & POLLIN);
}

static void notices_tell(struct postgres_listener *listener)
{
	PGnotify *notice;

	while ((notice = PQnotifies(listener->pg))) {
		char *payload = strchr(notice->extra, ' ');

		if (payload) {
			*payload = '\0';
			db_dispatch(&listener->db->db, notice->extra, payload + 1);
		}
		PQfreemem(notice);
	}
}

/* Until it listens again. @return false: stop */
static bool listen_again(struct postgres_listener *listener)
{
	int wait_ms = AGAIN_FIRST_MS;

	for (;;) {
		PQfinish(listener->pg);
		listener->pg = postgres_dial(listener->db->url);
		if (listens(listener->pg))
			return true;
		if (!wait_for(listener, -1, wait_ms))
			return false;
		wait_ms = wait_ms * 2 < AGAIN_MAX_MS ? wait_ms * 2 : AGAIN_MAX_MS;
	}
}

static void *listener_main(void *arg)
{
	struct postgres_listener *listener = arg;

	for (;;) {
		notices_tell(listener);
		if (PQstatus(listener->pg) != CONNECTION_OK) {
			if (!listen_again(listener))
				return NULL;
			db_dispatch(&listener->db->db, DB_NOTICE_MISSED, "");
			continue;
		}
		if (!wait_for(listener, PQsocket(listener->pg), -1))
			return NULL;
		PQconsumeInput(listener->pg);
	}
}

void postgres_listen(struct db *base)
{
	struct postgres_db *db = (struct postgres_db *)base;
	struct postgres_listener *listener = store_alloc(sizeof(*listener));

	listener->db = db;
	listener->stop = eventfd(0, EFD_CLOEXEC);
	listener->pg = postgres_dial(db->url);
	if (!listens(listener->pg)) /* the thread goes on trying */
		log_error("store.not_listening", "engine=postgres");
	if (listener->stop < 0 ||
	    pthread_create(&listener->thread, NULL, listener_main, listener) != 0) {
		log_error("store.no_listener", "engine=postgres");
		abort();
	}
	db->listener = listener;
}

void postgres_listener_stop(struct postgres_listener *listener)
{
	if (!listener)
		return;
	eventfd_write(listener->stop, 1);
	pthread_join(listener->thread, NULL);
	PQfinish(listener->pg);
	close(listener->stop);
	free(listener);
}
