/*
 * Server: listens, reads requests, has them answered by the route table's handlers, and writes
 * the answers. The only room that knows libwebsockets. Everything here runs on the loop thread.
 */
#ifndef KIBRIDGE_HTTP_SERVER_H
#define KIBRIDGE_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/loop.h"
#include "base/metrics.h"
#include "call/parts.h"
#include "config.h"
#include "http/live.h"
#include "http/route.h"

struct http_server;

struct http_server_options {
	struct loop *loop;
	const struct config *config; /* listen, metrics_listen, tls_*, public_url … */
	const struct parts *parts; /* lent to every handler */
	const struct route *routes; /* usually service_routes */
	size_t route_count;
	const struct live_handler *live; /* NULL: no WebSocket */
	struct metrics *metrics;
	unsigned ping_s; /* WebSocket ping after so much silence; 0: 25 */
	unsigned request_s; /* a request must have arrived whole within this; 0: 30 */
	size_t half_bytes; /* of requests and messages not whole yet, all together; 0: 256 MiB */
	unsigned stalled_s; /* a reader that takes nothing for so long is let go; 0: 30 */
};

/** Reads the options, opens nothing. NULL: error holds a sentence for the operator. */
struct http_server *http_server_new(const struct http_server_options *options,
				    char error[256]);
/** Listens. Port 0 in the config means any free one. */
bool http_server_start(struct http_server *server, char error[256]);
/** After SIGHUP: the rate, and the certificate's files again. @config borrowed from now on */
void http_server_reload(struct http_server *server, const struct config *config);
/** The ports really used; 0 if there is no such listener. */
uint16_t http_server_port(const struct http_server *server);
uint16_t http_server_metrics_port(const struct http_server *server);

/**
 * Stop accepting, close idle connections; done(arg) runs once, on the loop, when no reply and
 * no streamed body is under way. WebSockets stay: they belong to the live handler.
 */
void http_server_drain(struct http_server *server, loop_fn *done, void *arg);

/**
 * Closes what is left (WebSockets with 1001) and waits for it by running the loop, so never
 * call it from a callback: after loop_run() has returned. NULL is fine.
 */
void http_server_free(struct http_server *server);

#endif
