/*
 * Server: builds the parts, opens the listeners, drains, and takes everything down again.
 *
 * Known of libwebsockets 4.1.6 and kept to here: one context on the service's own libuv loop;
 * its poll(2) loop is slow with many connections. It keeps its timers in a sorted list, walked from the
 * start for each new one: whoever is idle must have none, or each request pays for every open page.
 * Its header timeout also ends long streams. So timeouts and pings are ours (server_sweep).
 */
#include "http/server.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/log.h"
#include "base/text.h"
#include "call/form.h"
#include "http/conn.h"
#include "http/exchange.h"
#include "http/listen.h"
#include "http/pages.h"
#include "http/tls.h"
#include "http/websocket.h"

#define HEADER_DATA_MAX (24 * 1024) /* lws drops the connection beyond; ours is 16 KiB */
#define HEADER_POOL 4096 /* requests whose head is held at the same time */
#define READ_BYTES (16 * 1024)
#define WRITE_BYTES (1024 * 1024) /* what lws may try to write at once */
#define SOCKET_READ_BYTES 2048 /* kept per WebSocket */
#define NEVER_S 3600
#define DESCRIPTORS_MOST 65536
#define DESCRIPTORS_KEPT 128 /* not for browsers: store, backends, LMS calls, files */
#define FAREWELL_TURNS 4 /* of the loop, for the last frames to WebSockets */

/* clang-format off */
static const struct route metrics_routes[] = {
	{ "/metrics", HTTP_GET, RANK_ANYONE, 0, metrics_page, ROUTE_QUICK | ROUTE_UNMETERED },
};

/* The first is what every connection starts as; no client can ask for a name with a space. */
static const struct lws_protocols protocols[] = {
	{ .name = "plain http", .callback = server_callback, .tx_packet_size = WRITE_BYTES },
	{ .name = LIVE_PROTOCOL, .callback = server_callback,
	  .rx_buffer_size = SOCKET_READ_BYTES, .tx_packet_size = WRITE_BYTES },
	{ 0 },
};
/* clang-format on */

static const lws_retry_bo_t no_pings; /* of lws */

/* What lws said last: the reason when something does not start. */
static char lws_words[120];

static void lws_says(int level, const char *line)
{
	if (level & LLL_ERR)
		snprintf(lws_words, sizeof(lws_words), "%.*s", (int)strcspn(line, "\n"),
			 line);
	log_debug("http.lws", "%s", line);
}

static bool options_read(struct http_server *server, char error[256])
{
	const struct config *config = server->options.config;
	AUTO_ARENA *arena = arena_new(64 * KIB);
	const char *origin = url_origin(arena, config->public_url);

	if (!origin) {
		snprintf(error, 256, "public_url is not a URL");
		return false;
	}
	server->origin = strdup(origin);
	if (!server->origin)
		log_fatal("memory.exhausted", "what=server");
	if (!proxies_parse(&server->proxies, config->trusted_proxies, error))
		return false;
	server->router =
		router_new(server->options.routes, server->options.route_count, error);
	server->metrics_router =
		router_new(metrics_routes, ARRAY_LEN(metrics_routes), error);
	return server->router && server->metrics_router;
}

struct http_server *http_server_new(const struct http_server_options *options,
				    char error[256])
{
	struct http_server *server = memory_take(sizeof(*server));

	server->options = *options;
	if (!server->options.ping_s)
		server->options.ping_s = 25;
	if (!server->options.request_s)
		server->options.request_s = 30;
	if (!server->options.half_bytes)
		server->options.half_bytes = 256 * MIB;
	if (!server->options.stalled_s)
		server->options.stalled_s = 30;
	server->buckets = buckets_new(options->config->rate_per_minute);
	if (options_read(server, error))
		return server;
	http_server_free(server);
	return NULL;
}

void http_server_reload(struct http_server *server, const struct config *config)
{
	server->options.config = config;
	buckets_set_rate(server->buckets, config->rate_per_minute);
	tls_reload(server);
}

static bool context_start(struct http_server *server, char error[256])
{
	void *loops[1] = {loop_uv(server->options.loop)};
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
			   LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
		.foreign_loops = loops,
		.user = server,
		.pcontext = &server->context,
		.max_http_header_data2 = HEADER_DATA_MAX,
		.max_http_header_pool2 = HEADER_POOL,
		.pt_serv_buf_size = READ_BYTES,
		.timeout_secs = NEVER_S,
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, lws_says);
	server->context = lws_create_context(&info);
	if (server->context)
		return true;
	snprintf(error, 256, "the web server does not start: %s", lws_words);
	return false;
}

static struct lws_vhost *listener_start(struct http_server *server, const char *name,
					const char *listen, bool tls, char error[256])
{
	const struct config *config = server->options.config;
	struct listen_address address;
	struct lws_context_creation_info info = {
		.vhost_name = name,
		.protocols = protocols,
		.keepalive_timeout = NEVER_S,
		.timeout_secs_ah_idle = NEVER_S,
		.retry_and_idle_policy = &no_pings,
		.options = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND,
	};
	struct lws_vhost *vhost;

	if (!listen_resolve(&address, listen, error))
		return NULL;
	info.port = address.port;
	info.iface = *address.host ? address.host : NULL;
	if (tls) {
		/* Asked for per vhost, though it is done once: without it, plain http. */
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
		info.ssl_cert_filepath = config->tls_cert;
		info.ssl_private_key_filepath = config->tls_key;
		info.alpn = "http/1.1";
	}
	lws_words[0] = '\0';
	vhost = lws_create_vhost(server->context, &info);
	if (!vhost)
		snprintf(error, 256, "cannot listen on %.100s: %s", listen, lws_words);
	return vhost;
}

/*
 * As many connections as the system grants, up to a bound: libwebsockets walks a table with a place
 * for every descriptor that we may have, for every new connection, and containers often allow a
 * million. A shell, on the other hand, allows a thousand where more could be had.
 */
static unsigned connections_allow(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return UINT_MAX;
	limit.rlim_cur =
		limit.rlim_max < DESCRIPTORS_MOST ? limit.rlim_max : DESCRIPTORS_MOST;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
		log_warn("http.descriptors", "wanted=%llu",
			 (unsigned long long)limit.rlim_cur);
	return (unsigned)(limit.rlim_cur > 2 * DESCRIPTORS_KEPT
				  ? limit.rlim_cur - DESCRIPTORS_KEPT
				  : limit.rlim_cur / 2);
}

bool http_server_start(struct http_server *server, char error[256])
{
	const struct config *config = server->options.config;
	bool tls = !text_empty(config->tls_cert);

	server->open_max = connections_allow();
	if (!context_start(server, error))
		return false;
	server->main = listener_start(server, "main", config->listen, tls, error);
	if (!server->main)
		return false;
	if (!text_empty(config->metrics_listen)) {
		server->metrics = listener_start(server, "metrics",
						 config->metrics_listen, false, error);
		if (!server->metrics)
			return false;
	}
	server->sweep =
		loop_timer_start(server->options.loop, 1000, 1000, server_sweep, server);
	log_info("http.listening", "port=%u tls=%d", http_server_port(server), tls);
	return true;
}

static uint16_t port_of(struct lws_vhost *vhost)
{
	return vhost ? (uint16_t)lws_get_vhost_listen_port(vhost) : 0;
}

uint16_t http_server_port(const struct http_server *server)
{
	return port_of(server->main);
}

uint16_t http_server_metrics_port(const struct http_server *server)
{
	return port_of(server->metrics);
}

void http_server_drain(struct http_server *server, loop_fn *done, void *arg)
{
	log_info("http.draining", "answering=%u sockets=%u", server->exchanges.count,
		 server->sockets.count);
	server->draining = true;
	lws_context_deprecate(server->context, NULL); /* closes the listeners, no more */
	lws_start_foreach_dll(struct lws_dll2 *, node, server->conns.head)
	{
		struct conn *conn = lws_container_of(node, struct conn, list);

		if (!conn->exchange)
			conn_doom(conn);
	}
	lws_end_foreach_dll(node);
	server->drained = done;
	server->drained_arg = arg;
	server_check_drained(server);
}

static void closing_count(uv_handle_t *handle, void *count)
{
	*(unsigned *)count += uv_is_closing(handle) ? 1 : 0;
}

/* On a foreign loop lws_context_destroy() only begins to close its handles; called again when
 * they are closed, it frees the context and sets our pointer to NULL. */
static void context_destroy(struct http_server *server)
{
	uv_loop_t *uv = loop_uv(server->options.loop);
	unsigned closing;

	while (server->context) {
		lws_context_destroy(server->context);
		do {
			uv_run(uv, UV_RUN_NOWAIT);
			closing = 0;
			uv_walk(uv, closing_count, &closing);
		} while (closing > 0);
	}
}

static void context_stop(struct http_server *server)
{
	uv_loop_t *uv = loop_uv(server->options.loop);

	server->closing = true;
	lws_start_foreach_dll_safe(struct lws_dll2 *, node, next, server->sockets.head)
	{
		websocket_farewell(socket_at(node));
	}
	lws_end_foreach_dll_safe(node, next);
	for (int turn = 0; turn < FAREWELL_TURNS; turn++)
		uv_run(uv, UV_RUN_NOWAIT);
	context_destroy(server);
	while (server->reaping || server->exchanges.count > 0)
		uv_run(uv, UV_RUN_ONCE);
}

void http_server_free(struct http_server *server)
{
	if (!server)
		return;
	loop_timer_cancel(&server->sweep);
	loop_timer_cancel(&server->stall_check);
	context_stop(server);
	router_free(server->router);
	router_free(server->metrics_router);
	buckets_free(server->buckets);
	free(server->scratch);
	free(server->origin);
	free(server);
}
