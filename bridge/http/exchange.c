/* Exchange: reading the body, admission, the hand-over to a worker and back. */
#include "http/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/random.h"
#include "base/text.h"
#include "call/problem.h"
#include "course/session.h"
#include "http/tcp.h"
#include "store/db.h"

#define ARENA_CAP (64 * MIB) /* what a handler may need: an export, a page of usage */
#define IN_FLIGHT_MAX                                                                    \
	4096 /* requests; beyond, a worker would never come to them in time */

struct exchange *exchange_new(struct conn *conn)
{
	struct exchange *exchange = memory_take(sizeof(*exchange));

	exchange->server = conn->server;
	exchange->conn = conn;
	exchange->arena = arena_new(ARENA_CAP);
	exchange->started_ms = exchange->whole_ms = clock_tick_ms();
	exchange->call.arena = exchange->arena;
	exchange->call.parts = conn->server->options.parts;
	exchange->call.request = &exchange->request;
	exchange->call.now_s = clock_now_s();
	exchange->body_pending = true;
	random_id(exchange->call.id);
	buf_init(&exchange->body, 0);
	buf_init(&exchange->head, MIB);
	conn->exchange = exchange;
	lws_dll2_add_tail(&exchange->list, &conn->server->exchanges);
	return exchange;
}

static void in_flight_count(struct http_server *server)
{
	metrics_set(server->options.metrics, "kibridge_http_in_flight", "",
		    (double)server->exchanges.count);
}

void exchange_free(struct exchange *exchange)
{
	struct http_server *server = exchange->server;

	lws_dll2_remove(&exchange->list);
	exchange->server->held -= exchange->held;
	if (exchange->metered)
		in_flight_count(server);
	if (exchange->conn)
		exchange->conn->exchange = NULL;
	buf_clear(&exchange->body);
	buf_clear(&exchange->head);
	buf_clear(&exchange->stream.queue);
	arena_free(exchange->arena);
	free(exchange);
	server_check_drained(server);
}

/* Who may ask: on a worker, as it reads the store. NULL: go on. */
static struct reply *authenticate(struct exchange *exchange)
{
	struct call *call = &exchange->call;
	const char *token = request_bearer(call->request);
	struct session *session = NULL;
	struct db_conn *conn;
	struct reply *reply;

	if (exchange->route->needs == RANK_ANYONE)
		return NULL;
	if (token) {
		conn = db_reader(call->parts->db);
		if (!conn)
			return reply_store_failed(call);
		switch (session_find(&session, conn, call->arena, token, call->now_s)) {
		case DB_OK:
			break;
		case DB_ABSENT:
			session = NULL;
			break;
		default:
			return reply_store_failed(call);
		}
	}
	if (!session) {
		reply = reply_error(call, 401, "session-unknown",
				    "This page's session has ended. Please open it again "
				    "from your course.");
		return reply_header(reply, "WWW-Authenticate", "Bearer");
	}
	call->session = session;
	if (session->rank < exchange->route->needs)
		return reply_error(call, 403, "rank-too-low", NULL);
	return NULL;
}

static void work_written(void *arg, enum db_status outcome)
{
	struct exchange *exchange = arg;
	const struct reply_write *write = reply_write_of(exchange->reply);

	exchange->reply = write->then(write->arg, outcome);
	loop_resume(exchange->job);
}

static void work_run(void *arg)
{
	struct exchange *exchange = arg;
	const struct reply_write *write;

	exchange->call.now_s = clock_now_s();
	exchange->call.defers = true;
	exchange->reply = authenticate(exchange);
	if (!exchange->reply)
		exchange->reply = exchange->route->handler(&exchange->call);
	write = reply_write_of(exchange->reply);
	if (!write)
		return;
	exchange->job = loop_defer();
	db_write_later(exchange->call.parts->db, write->fn, write->arg, work_written,
		       exchange);
}

static void work_done(void *arg)
{
	struct exchange *exchange = arg;
	const struct reply_stream *stream = reply_stream_of(exchange->reply);

	if (exchange->conn) {
		exchange_answer(exchange, exchange->reply);
		return;
	}
	if (stream)
		stream->abandoned(stream->owner);
	exchange_free(exchange);
}

static void exchange_dispatch(struct exchange *exchange)
{
	exchange->state = WORKING;
	exchange->body_pending = false;
	exchange->whole_ms = clock_tick_ms();
	exchange->request.body = exchange->body.bytes;
	exchange->request.body_len = exchange->body.len;
	/* Nothing more is read until this is answered: the next request waits in the kernel. */
	lws_rx_flow_control(exchange->conn->wsi, 0);
	lws_set_timeout(exchange->conn->wsi, NO_PENDING_TIMEOUT, 0);
	if (exchange->route->flags & ROUTE_QUICK)
		exchange_answer(exchange, exchange->route->handler(&exchange->call));
	else
		loop_work(exchange->server->options.loop, work_run, work_done, exchange);
}

static struct reply *route_choose(struct exchange *exchange)
{
	const struct http_server *server = exchange->server;
	struct request *request = &exchange->request;
	unsigned known = router_find(
		&exchange->route,
		exchange->conn->metrics ? server->metrics_router : server->router,
		request->method, request->path, exchange->arena, request->params);
	struct reply *reply;

	if (exchange->route)
		return NULL;
	if (!known)
		return reply_error(&exchange->call, 404, "not-found", NULL);
	reply = reply_error(&exchange->call, 405, "method-not-allowed", NULL);
	return reply_header(reply, "Allow", methods_text(known, exchange->arena));
}

/* Those without a session count by their address; those with one, the handlers count. */
static struct reply *rate_check(struct exchange *exchange)
{
	struct http_server *server = exchange->server;
	const struct route *route = exchange->route;
	unsigned wait_s;
	struct reply *reply;

	if (route->needs != RANK_ANYONE || (route->flags & ROUTE_UNMETERED))
		return NULL;
	wait_s = buckets_take(server->buckets, exchange->remote, clock_tick_ms());
	if (!wait_s)
		return NULL;
	metrics_add(server->options.metrics, "kibridge_rate_limited_total", "", 1);
	reply = reply_error(
		&exchange->call, 429, "rate-limited",
		"Too many requests came from this address. Please wait a moment.");
	return reply_header(reply, "Retry-After",
			    arena_printf(exchange->arena, "%u", wait_s));
}

/* Everything that can be refused before the body has come. */
static struct reply *admit(struct exchange *exchange)
{
	struct reply *refusal = route_choose(exchange);

	if (!refusal)
		refusal = rate_check(exchange);
	if (refusal)
		return refusal;
	if (exchange->body_len > exchange->route->body_max)
		return reply_error(&exchange->call, 413, "body-too-large", NULL);
	if (exchange->server->exchanges.count > IN_FLIGHT_MAX)
		return reply_header(reply_error(&exchange->call, 503, "busy", NULL),
				    "Retry-After", "5");
	return NULL;
}

static void refused_count(struct exchange *exchange, struct reply *refusal)
{
	metrics_add(exchange->server->options.metrics, "kibridge_http_refused_total",
		    arena_printf(exchange->arena, "code=\"%d\"", reply_status(refusal)),
		    1);
}

void exchange_begin(struct conn *conn)
{
	static const char proceed[] = "HTTP/1.1 100 Continue\r\n\r\n";
	struct exchange *exchange = exchange_new(conn);
	struct reply *refusal = request_read(exchange);

	if (conn->server->draining)
		exchange->close = true;
	if (!refusal)
		refusal = admit(exchange);
	if (refusal) {
		refused_count(exchange, refusal);
		exchange_answer(exchange, refusal);
		return;
	}
	exchange->metered = true;
	in_flight_count(conn->server);
	if (exchange->body_len == 0) {
		exchange_dispatch(exchange);
		return;
	}
	/* 0: lws keeps something that was read together with a request before it */
	exchange->behind = lws_service_adjust_timeout(conn->server->context, 1, 0) == 0;
	exchange->state = READING;
	buf_init(&exchange->body, exchange->body_len);
	if (request_header(&exchange->request, "expect") && !exchange->old)
		lws_write(conn->wsi, (unsigned char *)proceed, sizeof(proceed) - 1,
			  LWS_WRITE_HTTP_HEADERS);
}

/*
 * A head that came together with the request before it lies in a buffer of lws, which takes it for
 * the beginning of its own body. Who pipelines must not do so with a body [RFC 9112 §9.3.2], and has
 * to expect that the connection ends.
 */
static bool is_its_own_head(const struct exchange *exchange, const void *bytes,
			    size_t len)
{
	const char *method = method_name(exchange->request.method);
	size_t method_len = strlen(method);

	return exchange->behind && exchange->body.len == 0 &&
	       memcmp(bytes, method, len < method_len ? len : method_len) == 0;
}

bool exchange_body(struct exchange *exchange, const void *bytes, size_t len)
{
	struct reply *busy;

	if (exchange->state != READING)
		return true;
	if (is_its_own_head(exchange, bytes, len))
		return false;
	if (!server_hold(exchange->server, len)) {
		busy = reply_error(&exchange->call, 503, "busy", NULL);
		exchange->close = true;
		exchange_answer(exchange, reply_header(busy, "Retry-After", "5"));
		return true;
	}
	exchange->held += len;
	/* false: lws gave more than was announced */
	return buf_add(&exchange->body, bytes, len);
}

void exchange_body_end(struct exchange *exchange)
{
	if (exchange->state == READING)
		exchange_dispatch(exchange);
}

void exchange_writable(struct exchange *exchange)
{
	exchange->progress_ms = clock_tick_ms();
	exchange->choked = false;
	if (exchange->state == STREAMING)
		stream_writable(exchange);
	else if (exchange->state == WRITING)
		exchange_answer_more(exchange);
}

void exchange_abandon(struct exchange *exchange)
{
	exchange->conn->exchange = NULL;
	exchange->conn = NULL;
	if (exchange->state == STREAMING)
		stream_abandon(exchange);
	if (exchange->state != WORKING && !exchange->stream.posted)
		exchange_free(exchange); /* else the job, or the posted end, does it */
}

/* [RFC 9110 §15.5.9] The rest of the request may still come: the connection ends. */
static void time_out(struct exchange *exchange)
{
	exchange->close = true;
	exchange_answer(exchange,
			reply_error(&exchange->call, 408, "request-too-slow", NULL));
}

/* Nobody reads, or nobody is there any more, though a silent stream does not show it. */
static bool client_lost(const struct exchange *exchange, int64_t tick_ms)
{
	int64_t patience_ms = (int64_t)exchange->server->options.stalled_s * 1000;

	if (exchange->choked && tick_ms - exchange->progress_ms > patience_ms)
		return true;
	return exchange->state == STREAMING && tcp_ended(conn_fd(exchange->conn));
}

void exchange_sweep(struct exchange *exchange, int64_t tick_ms)
{
	int64_t patience_ms = (int64_t)exchange->server->options.request_s * 1000;

	if (!exchange->conn)
		return;
	if (exchange->state == READING && tick_ms - exchange->started_ms > patience_ms)
		time_out(exchange);
	else if (client_lost(exchange, tick_ms))
		conn_doom(exchange->conn);
}
