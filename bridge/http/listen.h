/* Listen: "host:port" of the config as an address that can really be bound. */
#ifndef KIBRIDGE_HTTP_LISTEN_H
#define KIBRIDGE_HTTP_LISTEN_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct listen_address {
	char host[INET6_ADDRSTRLEN]; /* numeric; "" for all addresses */
	uint16_t port; /* 0: any free one */
};

/**
 * Reads "host:port", "[v6]:port" or ":port" and tries it: libwebsockets waits silently for an
 * address that this machine does not have. False: error holds a sentence for the operator.
 */
bool listen_resolve(struct listen_address *out, const char *text, char error[256]);

#endif
