/*
 * Watch: following a turn by its row: one that has ended, or one that another process
 * runs (it stores what it has every few seconds). Reads until the end is there.
 */
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "tutor/frame.h"
#include "tutor/live_socket.h"
#include "tutor/pause.h"
#include "tutor/refusal.h"
#include "tutor/rules.h"
#include "tutor/turn.h"

#define WATCH_MS 500
#define WATCH_TRIES 1200 /* ten minutes: no answer takes longer */

/* What goes from one look to the next. */
struct seen {
	char id[65];
	size_t after;
	unsigned tries;
};

struct watch {
	struct live_job job;
	struct seen seen;
	struct turn turn;
	struct json_object *limits;
	enum db_status status;
};

static void look(struct live_socket *socket, const void *seen);

static void watch_run(struct live_job *job)
{
	struct watch *watch = (struct watch *)job;
	const struct session *session = job->socket->session;
	struct db_conn *conn = db_reader(job->parts->db);
	struct rules rules;

	watch->status = conn ? turn_find(&watch->turn, conn, job->arena, watch->seen.id,
					 session->activity, session->person)
			     : DB_FAILED;
	if (watch->status == DB_OK && strcmp(watch->turn.status, "running") != 0 &&
	    rules_now(&rules, conn, job->arena, session, POOL_MAIN, clock_now_s()) ==
		    DB_OK)
		watch->limits = rules.limits_json;
}

static void tell_more(struct watch *watch)
{
	const char *answer = watch->turn.answer;
	size_t len = strlen(answer);
	struct buf frame;

	if (watch->seen.after >= len)
		return;
	buf_init(&frame, 8 * 1024 * 1024);
	if (frame_delta(&frame, watch->turn.id, len, answer + watch->seen.after,
			len - watch->seen.after, false))
		live_socket_send(watch->job.socket, frame.bytes);
	buf_clear(&frame);
	watch->seen.after = len;
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
		live_tell_ended(socket, job->arena, &watch->turn, watch->seen.after,
				watch->limits);
		return;
	}
	running = running_find(socket->live->running, watch->seen.id, socket->session);
	if (running) { /* it began here while we looked */
		running_follow(running, socket->sink, watch->seen.after);
		return;
	}
	tell_more(watch);
	if (watch->seen.tries++ < WATCH_TRIES)
		pause_start(socket, WATCH_MS, look, &watch->seen, sizeof(watch->seen));
}

static void look(struct live_socket *socket, const void *seen)
{
	struct watch *watch = live_job_new(socket, sizeof(*watch), 16 * 1024 * 1024);

	watch->seen = *(const struct seen *)seen;
	watch->job.run = watch_run;
	watch->job.done = watch_done;
	live_job_start(&watch->job);
}

void live_watch(struct live_socket *socket, const char *turn, size_t after)
{
	struct seen seen = {.after = after};

	strncpy(seen.id, turn, sizeof(seen.id) - 1);
	look(socket, &seen);
}
