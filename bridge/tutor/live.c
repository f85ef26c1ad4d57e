/* Sockets of kibridge.v1: opened, spoken to, closed. */
#include "tutor/live_socket.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "tutor/frame.h"
#include "tutor/refusal.h"

#define MESSAGE_MAX (320 * 1024)
#define UPKEEP_MS 5000

/* --- sockets
 * ---------------------------------------------------------------------------- */

void live_socket_send(struct live_socket *socket, const char *text)
{
	if (socket->sink)
		(void)socket->sink->send(socket->sink, text, strlen(text));
}

void live_socket_fail(struct live_socket *socket, const char *request,
		      const struct problem *problem)
{
	AUTO_ARENA *arena = arena_new(65536);

	live_socket_send(socket, frame_failed(arena, NULL, request,
					      problem_json(arena, problem), NULL));
}

void live_socket_release(struct live_socket *socket)
{
	if (--socket->references > 0)
		return;
	arena_free(socket->arena);
	free(socket);
}

static void socket_closed(void *owner)
{
	struct live_socket *socket = owner;
	struct live *live = socket->live;
	struct sink *sink = socket->sink;

	socket->sink = NULL;
	running_unfollow(live->running, sink);
	if (live->addition)
		live->addition->socket_closed(live->addition->owner, sink);
	*socket->link = socket->next;
	if (socket->next)
		socket->next->link = socket->link;
	live_socket_release(socket);
}

static void socket_drained(void *owner)
{
	struct live_socket *socket = owner;

	running_catch_up(socket->live->running, socket->sink);
}

void *live_open(const struct parts *parts, struct sink *sink,
		const struct request *request)
{
	struct live *live = parts->live;
	struct live_socket *socket = calloc(1, sizeof(*socket));

	(void)request;
	if (!socket)
		abort();
	socket->live = live;
	socket->sink = sink;
	socket->references = 1;
	socket->next = live->first;
	socket->link = &live->first;
	if (live->first)
		live->first->link = &socket->next;
	live->first = socket;
	sink->owner = socket;
	sink->closed = socket_closed;
	sink->drained = socket_drained;
	return socket;
}

/* --- messages
 * --------------------------------------------------------------------------- */

/* clang-format off */
static const struct {
	const char *type;
	bool before_hello;
	void (*receive)(struct live_socket *socket, struct json_object *message);
} messages[] = {
	{ "hello",  true,  live_hello },
	{ "ask",    false, live_ask },
	{ "stop",   false, live_stop },
	{ "resume", false, live_resume },
};
/* clang-format on */

typedef void receive_fn(struct live_socket *socket, struct json_object *message);

/* NULL: nobody's. */
static receive_fn *receiver_of(const struct live *live, const char *type, bool *early)
{
	const struct live_addition *addition = live->addition;

	for (size_t i = 0; i < ARRAY_LEN(messages); i++) {
		*early = messages[i].before_hello;
		if (text_equal(messages[i].type, type))
			return messages[i].receive;
	}
	*early = false;
	for (size_t i = 0; addition && i < addition->row_count; i++)
		if (text_equal(addition->rows[i].type, type))
			return addition->rows[i].receive;
	return NULL;
}

void live_message(void *owner, const char *text, size_t len)
{
	struct live_socket *socket = owner;
	AUTO_ARENA *arena = arena_new(8 * 1024 * 1024);
	struct json_object *message =
		len <= MESSAGE_MAX ? json_parse(arena, text, len) : NULL;
	const char *type = message ? json_text(message, "type") : NULL;
	bool early;
	receive_fn *receive = receiver_of(socket->live, type, &early);

	if (!type || !receive)
		live_socket_fail(socket, NULL, refusal_message());
	else if (!early && !socket->session)
		live_socket_fail(socket, json_text(message, "request"),
				 refusal_session());
	else if (socket->jobs >= LIVE_JOBS_MAX)
		live_socket_fail(socket, json_text(message, "request"),
				 refusal_too_many());
	else
		receive(socket, message);
}

/* --- jobs
 * ------------------------------------------------------------------------------- */

void *live_job_new(struct live_socket *socket, size_t size, size_t arena_cap)
{
	struct arena *arena = arena_new(arena_cap);
	struct live_job *job = arena_alloc(arena, size);

	job->socket = socket;
	job->arena = arena;
	job->parts = socket->live->parts;
	return job;
}

static void job_run(void *arg)
{
	struct live_job *job = arg;

	job->run(job);
}

static void job_done(void *arg)
{
	struct live_job *job = arg;
	struct live_socket *socket = job->socket;

	socket->jobs--;
	if (socket->sink)
		job->done(job);
	else if (job->gone)
		job->gone(job);
	live_socket_release(socket);
	arena_free(job->arena);
}

void live_job_start(struct live_job *job)
{
	job->socket->references++;
	job->socket->jobs++;
	loop_work(job->parts->loop, job_run, job_done, job);
}

/* --- stops from other nodes
 * ------------------------------------------------------------------------------- */

struct stop_order {
	struct live *live;
	char turn[64];
};

static void stop_if_it_is(void *owner, struct running *running)
{
	const struct stop_order *order = owner;

	if (text_equal(running_asked(running)->turn.id, order->turn))
		running_stop(running, STOP_STUDENT);
}

static void turn_stop(void *arg)
{
	struct stop_order *order = arg;

	running_each(order->live->running, stop_if_it_is, order);
	free(order);
}

void live_turn_stop(struct live *live, const char *turn)
{
	struct stop_order *order = calloc(1, sizeof(*order));

	if (!order)
		abort();
	order->live = live;
	strncpy(order->turn, turn, sizeof(order->turn) - 1);
	loop_post(live->parts->loop, turn_stop, order);
}

/* --- life
 * ------------------------------------------------------------------------------- */

void live_add(struct live *live, const struct live_addition *addition)
{
	live->addition = addition;
}

const struct live_addition *live_added(const struct live *live)
{
	return live ? live->addition : NULL;
}

void live_check_idle(struct live *live)
{
	const struct live_addition *addition = live->addition;
	bool busy = live->asking > 0 || running_count(live->running) > 0 ||
		    (addition && addition->busy(addition->owner) > 0);

	if (live->draining && live->idle && !busy) {
		void (*idle)(void *owner) = live->idle;

		live->idle = NULL;
		idle(live->idle_owner);
	}
}

static void running_emptied(void *owner)
{
	live_check_idle(owner);
}

struct live *live_new(const struct parts *parts)
{
	struct live *live = calloc(1, sizeof(*live));

	if (!live)
		abort();
	live->parts = parts;
	live->running = running_set_new(parts, running_emptied, live);
	live->upkeep =
		loop_timer_start(parts->loop, UPKEEP_MS, UPKEEP_MS, live_upkeep, live);
	return live;
}

void live_free(struct live *live)
{
	if (!live)
		return;
	loop_timer_cancel(&live->upkeep);
	running_set_free(live->running);
	free(live);
}

void live_drain(struct live *live, void (*idle)(void *owner), void *owner)
{
	live->draining = true;
	live->idle = idle;
	live->idle_owner = owner;
	live_check_idle(live);
}

void live_stop_all(struct live *live)
{
	running_stop_course(live->running, NULL, STOP_DRAIN);
	if (live->addition)
		live->addition->stop_all(live->addition->owner);
}
