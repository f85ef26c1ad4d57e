/*
 * Watch: following a turn by its row: one that has ended, or one that another process
 * runs (it stores what it has every few seconds). Reads until the end is there.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "tutor/frame.h"
#include "tutor/live_socket.h"
#include "tutor/refusal.h"
#include "tutor/rules.h"
#include "tutor/turn.h"

#define WATCH_MS 500
#define WATCH_TRIES 1200 /* ten minutes: no answer takes longer */

struct watch {
	struct live_job job;
	const char *id;
	size_t after;
	unsigned tries;
	struct turn turn;
	struct json_object *limits;
	enum db_status status;
};

struct pause {
	struct loop_timer *timer;
	struct live_socket *socket;
	char id[64];
	size_t after;
	unsigned tries;
};

static void watch_start(struct live_socket *socket, const char *id, size_t after,
			unsigned tries);

static void watch_run(struct live_job *job)
{
	struct watch *watch = (struct watch *)job;
	const struct session *session = job->socket->session;
	struct db_conn *conn = db_reader(job->parts->db);
	struct rules rules;

	watch->status = conn ? turn_find(&watch->turn, conn, job->arena, watch->id,
					 session->activity, session->person)
			     : DB_FAILED;
	if (watch->status == DB_OK && strcmp(watch->turn.status, "running") != 0 &&
	    rules_now(&rules, conn, job->arena, session, POOL_MAIN, clock_now_s()) ==
		    DB_OK)
		watch->limits = rules.limits_json;
}

static void pause_over(void *arg)
{
	struct pause *pause = arg;

	loop_timer_cancel(&pause->timer);
	if (pause->socket->sink)
		watch_start(pause->socket, pause->id, pause->after, pause->tries);
	live_socket_release(pause->socket);
	free(pause);
}

static void look_again_later(struct watch *watch)
{
	struct live_socket *socket = watch->job.socket;
	struct pause *pause = calloc(1, sizeof(*pause));

	if (!pause)
		abort();
	pause->socket = socket;
	socket->references++;
	strncpy(pause->id, watch->id, sizeof(pause->id) - 1);
	pause->after = watch->after;
	pause->tries = watch->tries + 1;
	pause->timer =
		loop_timer_start(watch->job.parts->loop, WATCH_MS, 0, pause_over, pause);
}

static void tell_more(struct watch *watch)
{
	const char *answer = watch->turn.answer;
	size_t len = strlen(answer);
	struct buf frame;

	if (watch->after >= len)
		return;
	buf_init(&frame, 8 * 1024 * 1024);
	if (frame_delta(&frame, watch->turn.id, len, answer + watch->after,
			len - watch->after, false))
		live_socket_send(watch->job.socket, frame.bytes);
	buf_clear(&frame);
	watch->after = len;
}

static void watch_done(struct live_job *job)
{
	struct watch *watch = (struct watch *)job;
	struct live_socket *socket = job->socket;
	struct running *running;

	if (watch->status != DB_OK) {
		live_socket_fail(socket, NULL,
				 watch->status == DB_ABSENT ? refusal_turn()
							    : refusal_store());
		return;
	}
	if (strcmp(watch->turn.status, "running") != 0) {
		live_tell_ended(socket, job->arena, &watch->turn, watch->after,
				watch->limits);
		return;
	}
	running = running_find(socket->live->running, watch->id, socket->session);
	if (running) { /* it began here while we looked */
		running_follow(running, socket->sink, watch->after);
		return;
	}
	tell_more(watch);
	if (watch->tries < WATCH_TRIES)
		look_again_later(watch);
}

static void watch_start(struct live_socket *socket, const char *id, size_t after,
			unsigned tries)
{
	struct watch *watch = live_job_new(socket, sizeof(*watch), 16 * 1024 * 1024);

	watch->id = arena_strdup(watch->job.arena, id);
	watch->after = after;
	watch->tries = tries;
	watch->job.run = watch_run;
	watch->job.done = watch_done;
	live_job_start(&watch->job);
}

void live_watch(struct live_socket *socket, const char *turn, size_t after)
{
	watch_start(socket, turn, after, 0);
}
