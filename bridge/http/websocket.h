/* Websocket: /api/v1/live on the wire; what is said there belongs to the live handler. */
#ifndef KIBRIDGE_HTTP_WEBSOCKET_H
#define KIBRIDGE_HTTP_WEBSOCKET_H

#include <stddef.h>

#include "http/conn.h"

/** A client asks for an upgrade. @return for lws: 0 go ahead, -1 refused and answered */
int websocket_confirm(struct conn *conn);
/* The rest of a socket's life; each returns what its lws callback returns. */
int websocket_opened(struct conn *conn);
int websocket_received(struct conn *conn, const char *bytes, size_t len);
int websocket_writable(struct conn *conn);
void websocket_closed(struct socket *socket);
/** It has answered a ping. */
void websocket_heard(struct conn *conn);

/** Once a second: asks who is silent whether it is there, and lets go of who does not answer. */
void websocket_watch(struct socket *socket, int64_t tick_ms);

/** Says 1001 (going away), for a server that ends; gone out after a few turns of the loop. */
void websocket_farewell(struct socket *socket);
struct socket *socket_at(struct lws_dll2 *node);

#endif
