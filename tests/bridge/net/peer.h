/* Peer: a server on loopback that answers each path with bytes from a table, however wrong. */
#ifndef KIBRIDGE_TESTS_NET_PEER_H
#define KIBRIDGE_TESTS_NET_PEER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

enum peer_manner {
	PEER_KEEPS, /* answers and reads the next request */
	PEER_CLOSES, /* answers and closes */
	PEER_DRIPS, /* answers a byte every 20 ms, for ever from the beginning */
	PEER_FLOODS, /* answers, then sends 'x' until nobody reads */
	PEER_HANGS, /* answers and says no more */
};

struct peer_page {
	const char *path;
	const char *reply; /* "%u" in it: the peer's port */
	enum peer_manner manner;
};

struct peer {
	const struct peer_page *pages;
	size_t page_count;
	int listener;
	unsigned port;
	pthread_t thread;
	atomic_uint connections, requests;
	char last[65536]; /* the last request as received */
};

void peer_start(struct peer *peer, const struct peer_page *pages, size_t count);
void peer_stop(struct peer *peer);

#endif
