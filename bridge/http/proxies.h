/*
 * Proxies: whose word on the client's address and scheme we take. X-Forwarded-For is read from
 * the right: each trusted address vouches for the one before it, and nobody for more.
 */
#ifndef KIBRIDGE_HTTP_PROXIES_H
#define KIBRIDGE_HTTP_PROXIES_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

#define PROXIES_MAX 64
#define REMOTE_TEXT INET6_ADDRSTRLEN

struct network {
	unsigned char bytes[16]; /* IPv4 as ::ffff:a.b.c.d */
	unsigned bits; /* of the prefix, 0 to 128 */
};

struct proxies {
	struct network networks[PROXIES_MAX];
	size_t count;
};

/** Addresses and networks (10.0.0.0/8, fd00::/8), separated by spaces or commas. */
bool proxies_parse(struct proxies *out, const char *text, char error[256]);
bool proxies_trust(const struct proxies *proxies, const char *address);

/**
 * The client's address. What cannot be read ends the walk at the last hop that could.
 * @forwarded X-Forwarded-For as it came, NULL if it did not
 */
void proxies_client(char out[REMOTE_TEXT], const struct proxies *proxies,
		    const char *peer, const char *forwarded);
/** https at the browser's end. @proto X-Forwarded-Proto, NULL; @tls of our own listener */
bool proxies_secure(const struct proxies *proxies, const char *peer, const char *proto,
		    bool tls);

#endif
