/*
 * Callback: where libwebsockets calls us. Both protocols of a listener share it: plain HTTP,
 * which every connection starts as, and kibridge.v1.
 */
#include "http/conn.h"

#include "base/metrics.h"
#include "http/exchange.h"
#include "http/tls.h"
#include "http/websocket.h"

static struct http_server *server_of(struct lws *wsi)
{
	return lws_context_user(lws_get_context(wsi));
}

/* Out of descriptors, accept() would fail and the loop would try again and again: some are left
 * for the store and for backends, and to say no with. */
static int accept_or_not(struct http_server *server)
{
	if (server->open < server->open_max)
		return 0;
	metrics_add(server->options.metrics, "kibridge_http_refused_total",
		    "code=\"full\"", 1);
	return -1;
}

static int opened(struct lws *wsi)
{
	struct http_server *server = server_of(wsi);

	if (server->closing || conn_of(wsi))
		return -1;
	conn_new(server, wsi);
	return 0;
}

static int request_arrived(struct conn *conn)
{
	if (conn->last || conn->exchange)
		return -1;
	exchange_begin(conn);
	return 0;
}

static int on_http(struct conn *conn, enum lws_callback_reasons reason, void *in,
		   size_t len)
{
	struct exchange *exchange = conn->exchange;

	switch (reason) {
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
		return conn->last || exchange ? -1 : websocket_confirm(conn);
	case LWS_CALLBACK_HTTP:
		return request_arrived(conn);
	case LWS_CALLBACK_HTTP_BODY:
		return exchange && len && !exchange_body(exchange, in, len) ? -1 : 0;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		if (exchange) /* lws repeats it when more comes behind the body */
			exchange_body_end(exchange);
		return 0;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		if (exchange)
			exchange_writable(exchange);
		return 0;
	default:
		return 0;
	}
}

static int on_socket(struct conn *conn, enum lws_callback_reasons reason, void *in,
		     size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		return websocket_opened(conn);
	case LWS_CALLBACK_RECEIVE:
		return websocket_received(conn, in, len);
	case LWS_CALLBACK_RECEIVE_PONG:
		websocket_heard(conn);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return websocket_writable(conn);
	default:
		return 0;
	}
}

int server_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		    void *in, size_t len)
{
	struct conn *conn;

	switch (reason) {
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS:
		tls_prepare(server_of(wsi), user);
		return 0;
	case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
		return accept_or_not(server_of(wsi));
	case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
		return opened(wsi);
	case LWS_CALLBACK_RAW_ADOPT: /* what lws makes of CONNECT */
	case LWS_CALLBACK_RAW_RX:
		return -1;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLOSED_HTTP:
	case LWS_CALLBACK_WSI_DESTROY:
		conn_free(conn_of(wsi));
		return 0;
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
	case LWS_CALLBACK_HTTP:
	case LWS_CALLBACK_HTTP_BODY:
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
	case LWS_CALLBACK_HTTP_WRITEABLE:
		conn = conn_of(wsi);
		return conn ? on_http(conn, reason, in, len) : -1;
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_RECEIVE_PONG:
	case LWS_CALLBACK_SERVER_WRITEABLE:
		conn = conn_of(wsi);
		return conn ? on_socket(conn, reason, in, len) : -1;
	default:
		return 0;
	}
}
