/* Conn: the life of a connection, how it is closed, and the sweep over all of them. */
#include "http/conn.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "http/exchange.h"
#include "http/tcp.h"
#include "http/websocket.h"

void *memory_take(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		log_fatal("memory.exhausted", "bytes=%zu", size);
	return memory;
}

static void open_count(struct http_server *server, int change)
{
	server->open += (unsigned)change;
	metrics_set(server->options.metrics, "kibridge_connections", "",
		    (double)server->open);
}

struct conn *conn_new(struct http_server *server, struct lws *wsi)
{
	struct conn *conn = memory_take(sizeof(*conn));

	conn->server = server;
	conn->wsi = wsi;
	conn->metrics = server->metrics && lws_get_vhost(wsi) == server->metrics;
	conn->until_ms = clock_tick_ms() + (int64_t)server->options.request_s * 1000;
	lws_get_peer_simple(wsi, conn->peer, sizeof(conn->peer));
	lws_dll2_add_tail(&conn->list, &server->conns);
	lws_set_opaque_user_data(wsi, conn);
	open_count(server, 1);
	return conn;
}

struct conn *conn_of(struct lws *wsi)
{
	return lws_get_opaque_user_data(wsi);
}

void conn_free(struct conn *conn)
{
	if (!conn)
		return;
	lws_set_opaque_user_data(conn->wsi, NULL);
	if (conn->exchange)
		exchange_abandon(conn->exchange);
	if (conn->socket)
		websocket_closed(conn->socket);
	lws_dll2_remove(&conn->list);
	lws_dll2_remove(&conn->doomed);
	open_count(conn->server, -1);
	free(conn);
}

int conn_fd(const struct conn *conn)
{
	return lws_get_socket_fd(conn->wsi);
}

static void reap(void *arg)
{
	struct http_server *server = arg;

	server->reaping = false;
	while (server->doomed.head) {
		struct conn *conn =
			lws_container_of(server->doomed.head, struct conn, doomed);

		lws_dll2_remove(&conn->doomed);
		if (lws_partial_buffered(
			    conn->wsi)) { /* lws would wait for that to flush */
			shutdown(conn_fd(conn), SHUT_RDWR);
			lws_rx_flow_control(conn->wsi, 1);
		}
		lws_set_timeout(conn->wsi, PENDING_TIMEOUT_KILLED_BY_PARENT,
				LWS_TO_KILL_SYNC);
	}
}

/* Not at once: the caller may be inside a callback of this very connection. */
void conn_doom(struct conn *conn)
{
	struct http_server *server = conn->server;

	conn->last = true;
	if (server->closing || !lws_dll2_is_detached(&conn->doomed))
		return;
	lws_dll2_add_tail(&conn->doomed, &server->doomed);
	if (!server->reaping)
		loop_post(server->options.loop, reap, server);
	server->reaping = true;
}

void server_sweep(void *arg)
{
	struct http_server *server = arg;
	int64_t tick_ms = clock_tick_ms();

	lws_start_foreach_dll_safe(struct lws_dll2 *, node, next, server->exchanges.head)
	{
		exchange_sweep(lws_container_of(node, struct exchange, list), tick_ms);
	}
	lws_end_foreach_dll_safe(node, next);

	lws_start_foreach_dll(struct lws_dll2 *, node, server->conns.head)
	{
		struct conn *conn = lws_container_of(node, struct conn, list);

		if (!conn->exchange && (tick_ms > conn->until_ms ||
					(conn->last && tcp_ended(conn_fd(conn)))))
			conn_doom(conn);
	}
	lws_end_foreach_dll(node);

	lws_start_foreach_dll(struct lws_dll2 *, node, server->sockets.head)
	{
		websocket_watch(socket_at(node), tick_ms);
	}
	lws_end_foreach_dll(node);
}

bool server_hold(struct http_server *server, size_t len)
{
	if (server->held + len > server->options.half_bytes)
		return false;
	server->held += len;
	return true;
}

unsigned char *server_scratch(struct http_server *server, size_t len)
{
	if (!server->scratch || server->scratch_room < LWS_PRE + len) {
		free(server->scratch);
		server->scratch_room = (LWS_PRE + len) * 2;
		server->scratch = memory_take(server->scratch_room);
	}
	return server->scratch + LWS_PRE;
}

void server_check_drained(struct http_server *server)
{
	loop_fn *drained = server->drained;

	if (!drained || server->exchanges.count > 0)
		return;
	server->drained = NULL;
	loop_post(server->options.loop, drained, server->drained_arg);
}
