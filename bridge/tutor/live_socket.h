/*
 * Live socket: one browser's WebSocket, as live.c and the messages share it. Counted: the
 * peer holds one reference until it goes, each job under way on a worker another.
 */
#ifndef KIBRIDGE_TUTOR_LIVE_SOCKET_H
#define KIBRIDGE_TUTOR_LIVE_SOCKET_H

#include <json-c/json.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/loop.h"
#include "call/problem.h"
#include "call/sink.h"
#include "course/session.h"
#include "tutor/live.h"
#include "tutor/running.h"

struct live {
	const struct parts *parts;
	struct running_set *running;
	struct live_socket *first;
	const struct live_addition *addition; /* NULL: none */
	struct loop_timer *upkeep;
	bool upkeep_busy; /* on a worker */
	size_t asking; /* admissions under way on workers */
	size_t pushes; /* of changed rules, under way on workers */
	bool draining;
	void (*idle)(void *owner);
	void *idle_owner;
};

struct live_socket {
	struct live *live;
	struct live_socket *next, **link;
	struct sink *sink; /* NULL: the peer is gone */
	unsigned references;
	unsigned jobs; /* on workers now */
	unsigned asks; /* of these, questions being admitted */
	bool stale; /* the rules have changed since it was told them (push.c) */
	struct arena *arena; /* holds the session */
	struct session *session; /* NULL before hello */
};

#define LIVE_JOBS_MAX 8 /* of one socket at once; more is no browser of ours */

void live_socket_send(struct live_socket *socket, const char *text);
void live_socket_fail(struct live_socket *socket, const char *request,
		      const struct problem *problem);
void live_socket_release(struct live_socket *socket);

/** Why nothing can be asked or handed in here, whatever it is; NULL: it can. */
const struct problem *live_request_fault(const struct live_socket *socket,
					 struct json_object *message);

/*
 * A job: run() on a worker, then done() on the loop if the peer is still there, else
 * gone() (may be NULL). The job's memory is its arena's.
 */
struct live_job {
	struct live_socket *socket;
	struct arena *arena;
	const struct parts *parts;
	void (*run)(struct live_job *job);
	void (*done)(struct live_job *job);
	void (*gone)(struct live_job *job);
};
/** A zeroed job of that size with a fresh arena. */
void *live_job_new(struct live_socket *socket, size_t size, size_t arena_cap);
void live_job_start(struct live_job *job);

/** Messages: called with a parsed object of that type. */
void live_hello(struct live_socket *socket, struct json_object *message);
void live_ask(struct live_socket *socket, struct json_object *message);
void live_stop(struct live_socket *socket, struct json_object *message);
void live_resume(struct live_socket *socket, struct json_object *message);

/** Asks done or given up: the drain may be over. */
void live_check_idle(struct live *live);

/** Keeps what runs alive and recorded: leases renewed, text so far stored
 * (tutor/upkeep.c). */
void live_upkeep(void *live);

/** Follow a turn that another process runs, by its row (tutor/watch.c). */
void live_watch(struct live_socket *socket, const char *turn, size_t after);

/** Tell a socket how a turn that is over ended, from byte after on. */
void live_tell_ended(struct live_socket *socket, struct arena *arena,
		     const struct turn *turn, size_t after, struct json_object *limits);

#endif
