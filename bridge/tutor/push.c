/*
 * Push: what is told, and what is stopped, when the rules of a course or of a tenant have changed.
 *
 * Each socket's rules are read on a worker, and a tenant may have thousands of them open: a few at a
 * time, so that everybody else's requests have their turns between them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "tutor/frame.h"
#include "tutor/live_socket.h"
#include "tutor/rules.h"

#define PUSHES_AT_ONCE 16

/* --- to the pages --------------------------------------------------------------------------- */

struct push {
	struct live_job job;
	struct live *live; /* the socket may be gone */
	const char *frame;
};

static void push_some(struct live *live);

static void push_run(struct live_job *job)
{
	struct push *push = (struct push *)job;
	struct db_conn *conn = db_reader(job->parts->db);
	struct rules rules;

	if (conn && rules_now(&rules, conn, job->arena, job->socket->session, POOL_MAIN,
			      clock_now_s()) == DB_OK)
		push->frame =
			frame_policy(job->arena, rules.gate_json, rules.limits_json);
}

static void push_ended(struct live_job *job)
{
	struct live *live = ((struct push *)job)->live;

	if (--live->pushes == 0)
		push_some(live);
}

static void push_done(struct live_job *job)
{
	struct push *push = (struct push *)job;

	if (push->frame)
		live_socket_send(job->socket, push->frame);
	push_ended(job);
}

static void push_start(struct live_socket *socket)
{
	struct push *push = live_job_new(socket, sizeof(*push), 4 * 1024 * 1024);

	push->live = socket->live;
	push->job.run = push_run;
	push->job.done = push_done;
	push->job.gone = push_ended;
	socket->stale = false;
	socket->live->pushes++;
	live_job_start(&push->job);
}

/* The next few, unless some are on their way. */
static void push_some(struct live *live)
{
	struct live_socket *socket = live->pushes ? NULL : live->first;

	for (; socket && live->pushes < PUSHES_AT_ONCE; socket = socket->next)
		if (socket->stale)
			push_start(socket);
}

/* --- to what runs --------------------------------------------------------------------------- */

/* A gate that closed ends what runs behind it: checked per turn, each with its own session. */
struct gate_check {
	struct live *live;
	struct arena *arena;
	struct session session;
	const char *turn;
	bool closed;
};

static void gate_run(void *arg)
{
	struct gate_check *check = arg;
	struct db_conn *conn = db_reader(check->live->parts->db);
	struct rules rules;

	check->closed = conn &&
			rules_now(&rules, conn, check->arena, &check->session, POOL_MAIN,
				  clock_now_s()) == DB_OK &&
			rules.gate != GATE_OPEN;
}

static void gate_done(void *arg)
{
	struct gate_check *check = arg;
	struct running *running =
		running_find(check->live->running, check->turn, &check->session);

	if (running && check->closed)
		running_stop(running, STOP_GATE);
	arena_free(check->arena);
}

struct changed {
	struct live *live;
	char id[64];
};

static bool is_about(const struct session *session, const char *id)
{
	return session &&
	       (text_equal(id, LIVE_ALL_RULES) || text_equal(session->course, id) ||
		text_equal(session->tenant, id));
}

static void check_gate(void *owner, struct running *running)
{
	const struct changed *changed = owner;
	const struct asked *asked = running_asked(running);
	struct arena *arena;
	struct gate_check *check;

	if (!is_about(&asked->session, changed->id) || asked->subject.pool != POOL_MAIN)
		return;
	arena = arena_new(4 * 1024 * 1024);
	check = arena_alloc(arena, sizeof(*check));
	check->live = changed->live;
	check->arena = arena;
	session_copy(&check->session, &asked->session, arena);
	check->turn = arena_strdup(arena, asked->turn.id);
	loop_work(changed->live->parts->loop, gate_run, gate_done, check);
}

static void rules_changed(void *arg)
{
	struct changed *changed = arg;
	struct live *live = changed->live;

	running_each(live->running, check_gate, changed);
	for (struct live_socket *socket = live->first; socket; socket = socket->next)
		socket->stale |= is_about(socket->session, changed->id);
	push_some(live);
	free(changed);
}

void live_rules_changed(struct live *live, const char *course_or_tenant)
{
	struct changed *changed = calloc(1, sizeof(*changed));

	if (!changed)
		abort();
	changed->live = live;
	strncpy(changed->id, course_or_tenant, sizeof(changed->id) - 1);
	loop_post(live->parts->loop, rules_changed, changed);
}
