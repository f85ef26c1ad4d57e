/* The test server's handlers: each shows or provokes one thing. */
#include "bridge/http/serve_routes.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "call/form.h"
#include "http/pages.h"

/* What the handler sees, as JSON. */
static struct reply *echo(struct call *call)
{
	const struct request *request = call->request;
	struct json_object *seen = json_new(call->arena);
	struct json_object *headers = json_object_new_object();
	struct json_object *params = json_object_new_array();

	for (size_t i = 0; i < request->header_count; i++)
		json_put_text(headers, request->headers[i].name,
			      request->headers[i].value);
	for (size_t i = 0; i < CALL_PARAMS && request->params[i]; i++)
		json_object_array_add(params, json_object_new_string(request->params[i]));
	json_put_text(seen, "method", method_name(request->method));
	json_put_text(seen, "path", request->path);
	json_put_text(seen, "query", request->query);
	json_put_text(seen, "remote", request->remote);
	json_put_bool(seen, "secure", request->secure);
	json_put_int(seen, "body_len", (int64_t)request->body_len);
	json_put_text(seen, "body", request->body_len < 1024 ? request->body : "");
	json_put_text(seen, "id", call->id);
	json_put(seen, "headers", headers);
	json_put(seen, "params", params);
	return reply_json(call, 200, seen);
}

static struct reply *who(struct call *call)
{
	return reply_text(call, 200, "text/plain", rank_role(call->session->rank));
}

static struct reply *page(struct call *call)
{
	struct reply *reply = reply_html(call, 200, "<!doctype html><title>x</title>");

	return reply_frame_ancestors(reply, "https://lms.test");
}

static struct reply *empty(struct call *call)
{
	return reply_empty(call, 204);
}

/* A gate: /gate waits on its worker until /gate/open is asked. */
static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_moved = PTHREAD_COND_INITIALIZER;
static unsigned waiting, passed;

static struct reply *gate(struct call *call)
{
	unsigned place;

	pthread_mutex_lock(&gate_lock);
	place = ++waiting;
	while (passed < place)
		pthread_cond_wait(&gate_moved, &gate_lock);
	pthread_mutex_unlock(&gate_lock);
	return reply_text(call, 200, "text/plain", "through\n");
}

static struct reply *gate_waiting(struct call *call)
{
	unsigned count;

	pthread_mutex_lock(&gate_lock);
	count = waiting - passed;
	pthread_mutex_unlock(&gate_lock);
	return reply_text(call, 200, "text/plain",
			  arena_printf(call->arena, "%u", count));
}

static struct reply *gate_open(struct call *call)
{
	pthread_mutex_lock(&gate_lock);
	passed = waiting;
	pthread_cond_broadcast(&gate_moved);
	pthread_mutex_unlock(&gate_lock);
	return reply_text(call, 200, "text/plain", "open\n");
}

static int64_t number_of(struct call *call, const char *name)
{
	int64_t number = 0;

	text_int(&number, form_get(form_of(call->request, call->arena), name));
	return number;
}

/* ?bytes=: a body of that many, the alphabet over and over. */
static struct reply *big(struct call *call)
{
	size_t len = (size_t)number_of(call, "bytes");
	char *bytes = arena_alloc(call->arena, len + 1);

	for (size_t i = 0; i < len; i++)
		bytes[i] = (char)('a' + i % 26);
	return reply_static(reply_new(call, 200), "text/plain", bytes, len);
}

/* ?pieces=&bytes=: a streamed body, as fast as it is taken; end= is the code it ends with. */
struct flow {
	struct sink *sink;
	int64_t pieces, bytes, sent, end, status;
	bool pushed; /* without regard for the reader */
};

static int abandoned, closed;

static void flow_on(void *owner)
{
	struct flow *flow = owner;
	char *piece = malloc((size_t)flow->bytes);

	memset(piece, 'x', (size_t)flow->bytes);
	while (flow->sent < flow->pieces) {
		if (!flow->pushed && flow->sink->queued(flow->sink) > 0)
			break;
		if (!flow->sink->send(flow->sink, piece, (size_t)flow->bytes))
			break;
		flow->sent++;
	}
	free(piece);
	if (flow->sent == flow->pieces)
		flow->sink->end(flow->sink, (int)flow->end, "");
}

static void flow_closed(void *owner)
{
	closed++;
	free(owner);
}

static void flow_start(void *owner, struct sink *sink)
{
	struct flow *flow = owner;

	flow->sink = sink;
	sink->owner = flow;
	sink->closed = flow_closed;
	sink->drained = flow_on;
	if (sink->head && flow->status)
		sink->head(sink, (int)flow->status, "text/late");
	if (sink->head && !flow->status)
		sink->end(sink, 1000, "");
	else if (flow->pieces > 0)
		flow_on(flow);
}

static void flow_abandoned(void *owner)
{
	abandoned++;
	free(owner);
}

static struct flow *flow_new(struct call *call)
{
	struct flow *flow = calloc(1, sizeof(*flow));

	flow->pieces = number_of(call, "pieces"); /* 0: stays open, silent */
	flow->bytes = number_of(call, "bytes");
	flow->end = number_of(call, "end");
	flow->pushed = number_of(call, "pushed") != 0;
	flow->status = number_of(call, "status");
	return flow;
}

static struct reply *stream(struct call *call)
{
	struct reply_stream wanted = {flow_start, flow_abandoned, flow_new(call)};

	return reply_streamed(call, 200, "text/plain", &wanted);
}

/* ?status= comes with the stream, not before; 0: never. */
static struct reply *late_stream(struct call *call)
{
	struct reply_stream wanted = {flow_start, flow_abandoned, flow_new(call)};

	return reply_streamed_late(call, &wanted);
}

static struct reply *gated_stream(struct call *call)
{
	gate(call);
	return stream(call);
}

static struct reply *stream_counts(struct call *call)
{
	return reply_text(call, 200, "text/plain",
			  arena_printf(call->arena, "%d %d", abandoned, closed));
}

#define ANYONE RANK_ANYONE
#define ANY_METHOD (HTTP_GET | HTTP_POST | HTTP_PUT | HTTP_PATCH | HTTP_DELETE)

/* clang-format off */
const struct route test_routes[] = {
	{ "/echo",                   ANY_METHOD,           ANYONE,        65536, echo,          0 },
	{ "/quick",                  HTTP_GET,             ANYONE,        0,     echo,          ROUTE_QUICK | ROUTE_UNMETERED },
	{ "/things/{thing}",         HTTP_GET,             ANYONE,        0,     echo,          0 },
	{ "/things/{thing}/of/{it}", HTTP_GET,             ANYONE,        0,     echo,          0 },
	{ "/files/{rest*}",          HTTP_GET,             ANYONE,        0,     echo,          0 },
	{ "/small",                  HTTP_POST,            ANYONE,        16,    echo,          0 },
	{ "/page",                   HTTP_GET,             ANYONE,        0,     page,          0 },
	{ "/empty",                  HTTP_DELETE,          ANYONE,        0,     empty,         0 },
	{ "/student",                HTTP_GET | HTTP_POST, RANK_STUDENT,  1024,  who,           0 },
	{ "/lecturer",               HTTP_GET,             RANK_LECTURER, 0,     who,           0 },
	{ "/admin",                  HTTP_GET,             RANK_ADMIN,    0,     who,           0 },
	{ "/gate",                   HTTP_GET | HTTP_POST, ANYONE,        1024,  gate,          0 },
	{ "/gate/waiting",           HTTP_GET,             ANYONE,        0,     gate_waiting,  ROUTE_QUICK },
	{ "/gate/open",              HTTP_POST,            ANYONE,        1,     gate_open,     ROUTE_QUICK },
	{ "/big",                    HTTP_GET,             ANYONE,        0,     big,           0 },
	{ "/stream",                 HTTP_GET | HTTP_POST, ANYONE,        1024,  stream,        0 },
	{ "/stream/late",            HTTP_GET,             ANYONE,        0,     late_stream,   0 },
	{ "/stream/gated",           HTTP_GET,             ANYONE,        0,     gated_stream,  0 },
	{ "/stream/counts",          HTTP_GET,             ANYONE,        0,     stream_counts, ROUTE_QUICK },
	{ "/app/",                   HTTP_GET,             ANYONE,        0,     app_page,      ROUTE_UNMETERED },
	{ "/app/{file*}",            HTTP_GET,             ANYONE,        0,     app_file,      ROUTE_QUICK | ROUTE_UNMETERED },
	{ "/healthz",                HTTP_GET,             ANYONE,        0,     health_live,   ROUTE_QUICK | ROUTE_UNMETERED },
	{ "/readyz",                 HTTP_GET,             ANYONE,        0,     health_ready,  ROUTE_UNMETERED },
};
/* clang-format on */
const size_t test_route_count = ARRAY_LEN(test_routes);

/* The WebSocket: says back what it hears; a few words do something else. */

struct echo_socket {
	struct sink *sink;
	int64_t flood; /* messages still to send, as fast as they are taken */
};

static int sockets_closed;

static void flood_on(void *owner)
{
	static char kilobyte[1024];
	struct echo_socket *socket = owner;

	memset(kilobyte, 'y', sizeof(kilobyte));
	while (socket->flood > 0 && socket->sink->queued(socket->sink) == 0) {
		socket->flood--;
		if (!socket->sink->send(socket->sink, kilobyte, sizeof(kilobyte)))
			break;
	}
}

static void echo_closed(void *owner)
{
	sockets_closed++;
	free(owner);
}

static void *echo_open(const struct parts *parts, struct sink *sink,
		       const struct request *request)
{
	struct echo_socket *socket;

	(void)parts;
	if (text_equal(request->query, "refuse=1"))
		return NULL;
	socket = calloc(1, sizeof(*socket));
	socket->sink = sink;
	sink->owner = socket;
	sink->closed = echo_closed;
	sink->drained = flood_on;
	sink->send(sink, "welcome", 7);
	return socket;
}

/* Without regard for the reader, until the sink has enough. */
static void push_until_refused(struct sink *sink)
{
	static char piece[16 * 1024];

	memset(piece, 'z', sizeof(piece));
	for (int i = 0; i < 4096 && sink->send(sink, piece, sizeof(piece)); i++)
		continue;
}

static void echo_message(void *owner, const char *text, size_t len)
{
	struct echo_socket *socket = owner;
	struct sink *sink = socket->sink;
	AUTO_ARENA *arena = arena_new(KIB);

	if (text_starts_with(text, "end ")) {
		sink->end(sink, (int)strtol(text + 4, NULL, 10), "as you wish");
	} else if (text_equal(text, "push")) {
		push_until_refused(sink);
	} else if (text_starts_with(text, "flood ")) {
		socket->flood = strtol(text + 6, NULL, 10);
		flood_on(socket);
	} else if (text_equal(text, "closed?")) {
		text = arena_printf(arena, "%d", sockets_closed);
		sink->send(sink, text, strlen(text));
	} else {
		sink->send(sink, text, len);
	}
}

const struct live_handler test_live = {echo_open, echo_message};
