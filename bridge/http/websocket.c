/*
 * Websocket: the sink of one browser. A message is written at once unless lws still holds a
 * piece of the last one; then it waits in a line of whole messages, bounded in bytes. Memory of
 * an idle socket is this struct and lws' own: no buffer is kept.
 */
#include "http/websocket.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "base/utf8.h"
#include "call/problem.h"
#include "http/exchange.h"

#define CLOSE_TOO_MANY 1013 /* [RFC 6455, IANA registry] try again later */
#define REASON_MAX 123 /* [RFC 6455 §5.5] */

struct message {
	struct message *next;
	size_t len;
	unsigned char bytes[]; /* LWS_PRE for the frame's head, then the text */
};

struct socket {
	struct sink sink;
	struct conn *conn;
	struct lws_dll2 list;
	void *owner; /* the live handler's; NULL: it did not want the socket */
	struct message *first, **last;
	size_t queued; /* bytes in the line */
	size_t in_lws; /* bytes that lws could not write at once, at most */
	struct buf message; /* what has come of the one being received */
	size_t held; /* bytes of it counted by server_hold() */
	int64_t heard_ms; /* clock_tick_ms() when something last came */
	int64_t pinged_ms; /* since then; 0: not yet */
	int close_code; /* 0: not ending */
	char close_reason[REASON_MAX + 1];
};

struct socket *socket_at(struct lws_dll2 *node)
{
	return lws_container_of(node, struct socket, list);
}

static void message_forget(struct socket *socket)
{
	buf_clear(&socket->message);
	socket->conn->server->held -= socket->held;
	socket->held = 0;
}

static void sockets_count(struct http_server *server)
{
	metrics_set(server->options.metrics, "kibridge_websockets_open", "",
		    (double)server->sockets.count);
}

/* Writing */

static bool write_frame(struct socket *socket, unsigned char *text, size_t len)
{
	struct lws *wsi = socket->conn->wsi;

	if (lws_write(wsi, text, len, LWS_WRITE_TEXT) < 0)
		return false;
	socket->in_lws = lws_partial_buffered(wsi) ? len : 0;
	return true;
}

static void line_add(struct socket *socket, const char *bytes, size_t len)
{
	struct message *message = memory_take(sizeof(*message) + LWS_PRE + len);

	message->len = len;
	memcpy(message->bytes + LWS_PRE, bytes, len);
	*socket->last = message;
	socket->last = &message->next;
	socket->queued += len;
}

static void line_drop(struct socket *socket)
{
	struct message *message = socket->first;

	socket->first = message->next;
	if (!socket->first)
		socket->last = &socket->first;
	socket->queued -= message->len;
	free(message);
}

static bool give_up(struct socket *socket)
{
	struct http_server *server = socket->conn->server;

	if (!socket->close_code) {
		metrics_add(server->options.metrics, "kibridge_sockets_slow_total", "",
			    1);
		log_info("live.reader-too-slow", "queued=%zu", socket->queued);
	}
	socket->close_code = LWS_CLOSE_STATUS_ABNORMAL_CLOSE;
	conn_doom(socket->conn);
	return false;
}

static bool socket_send(struct sink *sink, const char *bytes, size_t len)
{
	struct socket *socket = lws_container_of(sink, struct socket, sink);
	unsigned char *text;

	if (socket->close_code)
		return false;
	if (socket->first || socket->in_lws) {
		if (socket->queued + len > LIVE_QUEUE_MAX)
			return give_up(socket);
		line_add(socket, bytes, len);
		return true;
	}
	text = server_scratch(socket->conn->server, len);
	memcpy(text, bytes, len);
	return write_frame(socket, text, len) || give_up(socket);
}

static size_t socket_queued(const struct sink *sink)
{
	const struct socket *socket = lws_container_of(sink, struct socket, sink);

	return socket->queued + socket->in_lws;
}

static void socket_end(struct sink *sink, int code, const char *reason)
{
	struct socket *socket = lws_container_of(sink, struct socket, sink);

	if (socket->close_code)
		return;
	socket->close_code = code ? code : LWS_CLOSE_STATUS_NORMAL;
	strncat(socket->close_reason, reason ? reason : "", REASON_MAX);
	lws_callback_on_writable(
		socket->conn->wsi); /* only there may it be closed politely */
}

/* Returning -1 from the callback would drop the connection without the closing frame. */
static void close_politely(struct socket *socket)
{
	lws_close_reason(socket->conn->wsi, (enum lws_close_status)socket->close_code,
			 (unsigned char *)socket->close_reason,
			 strlen(socket->close_reason));
	conn_doom(socket->conn);
}

int websocket_writable(struct conn *conn)
{
	struct socket *socket = conn->socket;
	bool behind;

	if (!socket)
		return 0;
	behind = socket->first || socket->in_lws;
	socket->in_lws = 0;
	while (socket->first && socket->in_lws == 0) {
		if (!write_frame(socket, socket->first->bytes + LWS_PRE,
				 socket->first->len))
			return -1;
		line_drop(socket);
	}
	if (socket->first || socket->in_lws) {
		lws_callback_on_writable(conn->wsi);
		return 0;
	}
	if (socket->close_code) {
		close_politely(socket);
		return 0;
	}
	if (behind && socket->sink.drained)
		socket->sink.drained(socket->sink.owner);
	return 0;
}

void websocket_farewell(struct socket *socket)
{
	struct lws *wsi = socket->conn->wsi;

	if (socket->close_code || socket->in_lws)
		return;
	socket->close_code = LWS_CLOSE_STATUS_GOINGAWAY;
	lws_close_reason(wsi, LWS_CLOSE_STATUS_GOINGAWAY, NULL, 0);
	lws_set_timeout(wsi, PENDING_TIMEOUT_KILLED_BY_PARENT, LWS_TO_KILL_SYNC);
}

/* Watching */

/* Nothing may be put between the pieces of what lws still holds; who reads that answers, too. */
static void ping(struct socket *socket)
{
	/* Some content, as lws does not tell of a pong without. */
	unsigned char frame[LWS_PRE + 1];
	struct lws *wsi = socket->conn->wsi;

	if (socket->in_lws || socket->close_code)
		return;
	frame[LWS_PRE] = '?';
	if (lws_write(wsi, frame + LWS_PRE, 1, LWS_WRITE_PING) < 0)
		conn_doom(socket->conn);
	else
		socket->in_lws = lws_partial_buffered(wsi) ? 1 : 0;
}

void websocket_watch(struct socket *socket, int64_t tick_ms)
{
	int64_t ping_ms = (int64_t)socket->conn->server->options.ping_s * 1000;

	if (socket->pinged_ms) {
		if (tick_ms - socket->pinged_ms >= ping_ms)
			conn_doom(socket->conn);
	} else if (tick_ms - socket->heard_ms >= ping_ms) {
		socket->pinged_ms = tick_ms;
		ping(socket);
	}
}

/* Opening and closing */

static struct reply *confirm(struct exchange *exchange)
{
	const struct conn *conn = exchange->conn;
	const struct request *request = &exchange->request;
	const char *origin;
	struct call *call = &exchange->call;
	struct reply *refusal = request_read(exchange);

	if (refusal)
		return refusal;
	if (!text_equal_nocase(request_header(request, "upgrade"), "websocket"))
		return reply_error(call, 501, "unknown-upgrade", NULL);
	if (conn->metrics || !conn->server->options.live || request->method != HTTP_GET ||
	    !text_equal(request->path, LIVE_PATH))
		return reply_error(call, 404, "not-found", NULL);
	/* A browser always says where it comes from; a script need not, and has no cookie to abuse. */
	origin = request_header(request, "origin");
	if (origin && !text_equal(origin, conn->server->origin))
		return reply_error(call, 403, "foreign-origin", NULL);
	if (!text_equal(request_header(request, "sec-websocket-version"), "13"))
		return reply_header(reply_error(call, 426, "unknown-version", NULL),
				    "Sec-WebSocket-Version", "13");
	if (!text_equal(request_header(request, "sec-websocket-protocol"), LIVE_PROTOCOL))
		return reply_error(call, 400, "unknown-protocol", NULL);
	if (conn->server->draining)
		return reply_header(reply_error(call, 503, "draining", NULL),
				    "Retry-After", "5");
	return NULL;
}

int websocket_confirm(struct conn *conn)
{
	struct exchange *exchange;
	struct reply *refusal;

	/* An upgrade to something unknown lws has refused itself, let go of the headers, and
	 * comes here all the same: its pointer to the name is stale. */
	if (!lws_hdr_total_length(conn->wsi, WSI_TOKEN_UPGRADE))
		return -1;
	exchange = exchange_new(conn);
	refusal = confirm(exchange);
	if (!refusal) {
		exchange_free(exchange);
		return 0;
	}
	exchange->close = true;
	exchange_answer(exchange, refusal);
	return -1; /* lws would otherwise go on with the header, which is gone by now */
}

int websocket_opened(struct conn *conn)
{
	struct http_server *server = conn->server;
	struct socket *socket = memory_take(sizeof(*socket));
	struct exchange *exchange;
	bool readable;

	socket->conn = conn;
	socket->last = &socket->first;
	socket->sink.send = socket_send;
	socket->sink.queued = socket_queued;
	socket->sink.end = socket_end;
	buf_init(&socket->message, LIVE_MESSAGE_MAX);
	conn->socket = socket;
	websocket_heard(conn);
	lws_dll2_remove(&conn->list); /* it may be silent, websocket_watch() sees to it */
	lws_dll2_add_tail(&socket->list, &server->sockets);
	sockets_count(server);

	exchange = exchange_new(conn);
	readable = request_read(exchange) == NULL;
	if (readable)
		socket->owner = server->options.live->open(
			server->options.parts, &socket->sink, &exchange->request);
	exchange_free(exchange);
	if (!socket->owner) {
		socket->sink.closed = NULL;
		socket_end(&socket->sink, CLOSE_TOO_MANY, "");
	}
	return 0;
}

void websocket_closed(struct socket *socket)
{
	struct http_server *server = socket->conn->server;

	socket->conn->socket = NULL;
	socket->close_code = LWS_CLOSE_STATUS_ABNORMAL_CLOSE; /* nothing more is sent */
	if (socket->sink.closed)
		socket->sink.closed(socket->sink.owner);
	while (socket->first)
		line_drop(socket);
	message_forget(socket);
	lws_dll2_remove(&socket->list);
	sockets_count(server);
	free(socket);
}

/* Reading */

static int refuse_message(struct conn *conn, enum lws_close_status code)
{
	conn->socket->close_code = code;
	lws_close_reason(conn->wsi, code, NULL, 0);
	return -1;
}

void websocket_heard(struct conn *conn)
{
	if (!conn->socket)
		return;
	conn->socket->heard_ms = clock_tick_ms();
	conn->socket->pinged_ms = 0;
}

int websocket_received(struct conn *conn, const char *bytes, size_t len)
{
	struct socket *socket = conn->socket;
	struct buf *message;

	websocket_heard(conn);
	if (!socket || !socket->owner || socket->close_code)
		return 0;
	message = &socket->message;
	if (lws_frame_is_binary(conn->wsi))
		return refuse_message(conn, LWS_CLOSE_STATUS_UNACCEPTABLE_OPCODE);
	if (message->len + len + lws_remaining_packet_payload(conn->wsi) >
		    LIVE_MESSAGE_MAX ||
	    !buf_add(message, bytes, len))
		return refuse_message(conn, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE);
	if (!server_hold(conn->server, len))
		return refuse_message(conn, (enum lws_close_status)CLOSE_TOO_MANY);
	socket->held += len;
	if (!lws_is_final_fragment(conn->wsi) || lws_remaining_packet_payload(conn->wsi))
		return 0;
	if (!utf8_valid(message->bytes, message->len))
		return refuse_message(conn, LWS_CLOSE_STATUS_INVALID_PAYLOAD);
	conn->server->options.live->message(socket->owner, message->bytes, message->len);
	message_forget(socket);
	return 0;
}
