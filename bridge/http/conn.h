/*
 * Conn: what the room knows of the server and of one connection, for the room's own files only.
 *
 *   server --> conns: every connection that is not a WebSocket, for the sweep
 *          --> exchanges: every request being read or answered (exchange.h)
 *          --> sockets: every WebSocket (websocket.c)
 *          --> doomed: connections to close as soon as no callback of theirs is running
 */
#ifndef KIBRIDGE_HTTP_CONN_H
#define KIBRIDGE_HTTP_CONN_H

#include <libwebsockets.h>

#include "http/buckets.h"
#include "http/proxies.h"
#include "http/server.h"

struct exchange;
struct socket;

struct http_server {
	struct http_server_options options;
	struct router *router, *metrics_router;
	struct proxies proxies;
	struct buckets *buckets;
	char *origin; /* of public_url, which WebSockets must come from */
	struct lws_context *context; /* lws itself sets it to NULL when all is closed */
	struct lws_vhost *main, *metrics;
	struct ssl_ctx_st *tls; /* the main listener's, lws owns it; NULL: plain */
	struct lws_dll2_owner conns, exchanges, sockets, doomed;
	struct loop_timer *sweep, *stall_check;
	size_t held; /* bytes of requests and messages that are not whole yet */
	unsigned open, open_max; /* connections; beyond, new ones are closed at once */
	unsigned char *scratch; /* where a message is framed on its way out */
	size_t scratch_room;
	bool reaping; /* a closing of the doomed is posted */
	bool closing; /* http_server_free is at work */
	bool draining;
	loop_fn *drained;
	void *drained_arg;
};

struct conn {
	struct http_server *server;
	struct lws *wsi;
	struct lws_dll2 list, doomed;
	struct exchange *exchange; /* the request being read or answered */
	struct socket *socket; /* once it is a WebSocket */
	char peer[REMOTE_TEXT]; /* the address at its other end */
	int64_t until_ms; /* without a request by then it is closed */
	bool metrics; /* came in on metrics_listen */
	bool last; /* no further request is read from it */
};

/** Zeroed, for free(); aborts when there is none (docs/decisions/0003-memory.md). */
void *memory_take(size_t size);

struct conn *conn_new(struct http_server *server, struct lws *wsi);
void conn_free(struct conn *conn); /* when lws lets go of it; NULL is fine */
struct conn *conn_of(struct lws *wsi); /* or NULL */

/** Close it soon: what is written is flushed first. Safe anywhere, also twice. */
void conn_doom(struct conn *conn);
int conn_fd(const struct conn *conn);

/** Will so many more bytes of half requests fit? Then they are counted; give them back after. */
bool server_hold(struct http_server *server, size_t len);

/** At least so many bytes behind LWS_PRE; what was in it is gone. */
unsigned char *server_scratch(struct http_server *server, size_t len);
/** Calls drained() if nothing is under way any more. */
void server_check_drained(struct http_server *server);
/** Once a second: connections without a request, requests too slow, readers too slow, browsers gone. */
void server_sweep(void *server);
/** libwebsockets' callback for everything (callback.c). */
int server_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		    void *in, size_t len);

#endif
