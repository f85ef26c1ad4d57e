/*
 * Client: one blocking HTTPS request to an LMS, for workers. Never on the loop.
 *
 * Every URL passes the guard, and so does the address that is really connected to, so a name
 * that changes its address between two look-ups gains nothing. No proxy from the environment,
 * no cookies, no compression. Connections are kept per thread for the next call.
 *
 * Redirects are followed (3 at most) for a GET without Authorization and inside the same
 * origin only; any other redirect is NET_ERR_REDIRECT.
 */
#ifndef KIBRIDGE_NET_CLIENT_H
#define KIBRIDGE_NET_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "net/guard.h"

/* Name, sentence. The peer answered only with NET_OK; its status may still be 4xx or 5xx. */
/* clang-format off */
#define NET_STATUS_LIST(X) \
	X(NET_OK,            "the server answered")                                          \
	X(NET_ERR_URL,       "the URL is not one this service may use")                      \
	X(NET_ERR_HEADER,    "a header to be sent holds control characters")                    \
	X(NET_ERR_ADDRESS,   "the host has no address on the public internet")               \
	X(NET_ERR_RESOLVE,   "the host name is not known")                                   \
	X(NET_ERR_CONNECT,   "no connection could be made")                                  \
	X(NET_ERR_TLS,       "the server's certificate or its TLS was not accepted")         \
	X(NET_ERR_TIMEOUT,   "the server did not answer in time")                            \
	X(NET_ERR_TOO_LARGE, "the answer is larger than allowed")                            \
	X(NET_ERR_REDIRECT,  "the server sent us elsewhere, where we do not go")             \
	X(NET_ERR_PROTOCOL,  "what came back is not HTTP, or was cut short")
/* clang-format on */

#define NET_ENUMERATOR(name, sentence) name,
enum net_status { NET_STATUS_LIST(NET_ENUMERATOR) };
#undef NET_ENUMERATOR

const char *net_sentence(enum net_status status);

struct net_header {
	const char *name, *value;
};

struct net_request {
	const char *method; /* NULL: GET, or POST with a body */
	const char *url;
	/* Ends with a row whose name is NULL; may be NULL. Values without control characters. */
	const struct net_header *headers;
	const char *body; /* NULL for none */
	size_t body_len; /* 0: strlen(body) */
	unsigned timeout_ms; /* for all of it; 0: 15,000. Connecting: 3,000 at most */
	size_t max_bytes; /* of the answer's body; 0: 1 MiB */
	enum net_guard guard;
};

struct net_response {
	int status; /* 200 … 599; 0 without an answer */
	const struct net_header *headers; /* as received, names in lower case */
	size_t header_count;
	const char *body; /* NUL behind body_len; never NULL with NET_OK */
	size_t body_len;
	const char *url; /* where the answer came from, after redirects */
};

/**
 * Everything in @out lives in the arena, whose cap must leave room for max_bytes.
 * Logs net.failed with the host's name and the reason, never paths, headers or bodies.
 */
enum net_status net_fetch(struct net_response *out, struct arena *arena,
			  const struct net_request *request)
	__attribute__((warn_unused_result));

/** The first header of that name (any case), or NULL. Bytes may be other than ASCII. */
const char *net_header(const struct net_response *response, const char *name);

/**
 * How long the answer may be kept, from Cache-Control [RFC 9111 §5.2]: max-age less Age;
 * 0 with no-store or no-cache; the fallback where it says nothing.
 */
int64_t net_max_age_s(const struct net_response *response, int64_t fallback_s);

#endif
