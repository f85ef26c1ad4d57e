/*
 * Answer: the head and the body on their way out. One write for a small answer; a large body
 * goes in pieces, the next when lws has handed the last one to the kernel.
 *
 * While lws holds unsent bytes it must be allowed to read (it ties both together), though it
 * takes nothing out of the socket before the answer is complete. A client that sends more, or
 * ends, while it does not read would make the loop spin: the check at the end closes it.
 */
#include "http/exchange.h"

#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "http/head.h"
#include "http/tcp.h"

#define JOIN_BYTES (16 * KIB) /* a body up to this goes out together with its head */
#define PIECE_BYTES (64 * KIB)
#define KEEP_ALIVE_MS 75000
#define LINGER_MS 3000 /* a refused body is read, or at least not reset, for so long */
#define STALL_CHECK_MS 50

static void count_answer(struct exchange *exchange)
{
	struct metrics *metrics = exchange->server->options.metrics;
	const char *path = exchange->route ? exchange->route->path : "none";
	double seconds = (double)(clock_tick_ms() - exchange->whole_ms) / 1000;

	metrics_add(metrics, "kibridge_http_requests_total",
		    arena_printf(exchange->arena, "route=\"%s\",code=\"%dxx\"", path,
				 reply_status(exchange->reply) / 100),
		    1);
	metrics_observe(metrics, "kibridge_http_request_seconds",
			arena_printf(exchange->arena, "route=\"%s\"", path), seconds);
}

static bool head_prepare(struct exchange *exchange, bool chunked, size_t body_len)
{
	int status = reply_status(exchange->reply);
	struct head head = {
		.reply = exchange->reply,
		.id = exchange->call.id,
		.origin = exchange->server->origin,
		.secure = exchange->request.secure,
		.close = exchange->close,
		.chunked = chunked,
		.sized = !reply_stream_of(exchange->reply) && status != 204 &&
			 status != 304,
		.content_len = body_len,
	};

	return head_write(&exchange->head, &head);
}

void exchange_stream_head(struct exchange *exchange)
{
	count_answer(exchange);
	if (!head_prepare(exchange, !exchange->old, 0))
		log_fatal("http.head-too-large", "req=%s", exchange->call.id);
}

static void stream_answer(struct exchange *exchange)
{
	const struct reply_stream *stream = reply_stream_of(exchange->reply);
	bool wanted = exchange->request.method != HTTP_HEAD;

	exchange->close = exchange->close || exchange->old;
	if (!reply_is_late(exchange->reply) || !wanted)
		exchange_stream_head(exchange);
	if (wanted) {
		stream_begin(exchange);
		return;
	}
	stream->abandoned(stream->owner);
	exchange->state = WRITING;
	exchange_answer_more(exchange);
}

void exchange_answer(struct exchange *exchange, struct reply *reply)
{
	const char *body;
	size_t len;

	exchange->reply = reply;
	exchange->progress_ms = clock_tick_ms();
	if (exchange->server->draining)
		exchange->close = true;
	if (reply_stream_of(reply)) {
		stream_answer(exchange);
		return;
	}
	count_answer(exchange);
	body = reply_bytes(reply, &len);
	if (!head_prepare(exchange, false, len))
		log_fatal("http.head-too-large", "req=%s", exchange->call.id);
	if (exchange->request.method == HTTP_HEAD)
		len = 0;
	exchange->written = len;
	if (len > JOIN_BYTES || !buf_add(&exchange->head, body, len)) {
		exchange->rest = body;
		exchange->rest_len = len;
	}
	exchange->state = WRITING;
	exchange_answer_more(exchange);
}

/* lws writes HTTP bodies as they are: nothing is put before them and they are not changed. */
static bool write_out(struct exchange *exchange, const char *bytes, size_t len)
{
	return lws_write(exchange->conn->wsi, (unsigned char *)bytes, len,
			 LWS_WRITE_HTTP) >= 0;
}

void exchange_answer_more(struct exchange *exchange)
{
	struct lws *wsi = exchange->conn->wsi;
	bool good = true;

	if (exchange->head.len) {
		good = write_out(exchange, exchange->head.bytes, exchange->head.len);
		buf_clear(&exchange->head);
	}
	while (good && exchange->rest_len && !lws_partial_buffered(wsi)) {
		size_t piece = exchange->rest_len < PIECE_BYTES ? exchange->rest_len
								: PIECE_BYTES;

		good = write_out(exchange, exchange->rest, piece);
		exchange->rest += piece;
		exchange->rest_len -= piece;
	}
	if (!good)
		conn_doom(exchange->conn);
	else if (exchange->rest_len || lws_partial_buffered(wsi))
		exchange_choked(exchange);
	else
		exchange_finish(exchange);
}

/* Closed at once, with bytes unread, the kernel would send a reset that may overtake the answer:
 * the client hears the end now, and the sweep closes when it has ended, too, or time is up. */
static void linger(struct conn *conn)
{
	conn->last = true;
	lws_rx_flow_control(conn->wsi, 0);
	if (!lws_is_ssl(conn->wsi))
		shutdown(conn_fd(conn), SHUT_WR);
}

/* Until the next request. The sweep knows how long; a timer of lws' would cost every other request. */
static void conn_rest(struct conn *conn)
{
	lws_set_timeout(conn->wsi, NO_PENDING_TIMEOUT, 0);
	lws_rx_flow_control(conn->wsi, 1);
}

void exchange_finish(struct exchange *exchange)
{
	struct conn *conn = exchange->conn;
	bool close = exchange->close || exchange->server->draining;
	bool unread = exchange->body_pending;

	log_info("http.answered", "method=%s route=%s status=%d bytes=%zu ms=%lld req=%s",
		 method_name(exchange->request.method),
		 exchange->route ? exchange->route->path : "none",
		 reply_status(exchange->reply), exchange->written,
		 (long long)(clock_tick_ms() - exchange->started_ms), exchange->call.id);
	exchange_free(exchange);
	conn->until_ms = clock_tick_ms() + (unread ? LINGER_MS : KEEP_ALIVE_MS);
	if (close && unread)
		linger(conn);
	else if (close || lws_http_transaction_completed(conn->wsi))
		conn_doom(conn);
	else
		conn_rest(conn);
}

/* A connection should be silent while its answer is stuck. */
static void stall_check(void *arg)
{
	struct http_server *server = arg;
	bool any = false;

	lws_start_foreach_dll(struct lws_dll2 *, node, server->exchanges.head)
	{
		struct exchange *exchange = lws_container_of(node, struct exchange, list);

		if (exchange->conn && exchange->choked) {
			any = true;
			if (tcp_noisy(conn_fd(exchange->conn)))
				conn_doom(exchange->conn);
		}
	}
	lws_end_foreach_dll(node);
	if (!any)
		loop_timer_cancel(&server->stall_check);
}

void exchange_choked(struct exchange *exchange)
{
	struct http_server *server = exchange->server;

	exchange->choked = true;
	lws_rx_flow_control(exchange->conn->wsi, 1);
	lws_callback_on_writable(exchange->conn->wsi);
	if (!server->stall_check)
		server->stall_check =
			loop_timer_start(server->options.loop, STALL_CHECK_MS,
					 STALL_CHECK_MS, stall_check, server);
}
