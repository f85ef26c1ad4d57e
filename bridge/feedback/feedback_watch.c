/*
 * Watch: following an attempt by its row: one that is over, or one that another process judges (it
 * stores what it has every few seconds). Reads until the end is there.
 */
#include <string.h>

#include "assignment/assignment_store.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "feedback/feedback_frame.h"
#include "feedback/feedback_inside.h"
#include "feedback/handing_refusal.h"
#include "tutor/pause.h"
#include "tutor/refusal.h"
#include "tutor/rules.h"

#define WATCH_MS 1000
#define WATCH_TRIES 3900 /* the longest wait in line, and some */
#define ARENA_MAX (16 * MIB)

/* What goes from one look to the next. */
struct seen {
	char id[65];
	size_t told; /* criteria */
	unsigned tries;
};

struct watch {
	struct live_job job;
	struct seen seen;
	struct submission submission;
	struct assignment *assignment;
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

	watch->status = conn ? submission_find_own(&watch->submission, conn, job->arena,
						   watch->seen.id, session->activity,
						   session->person)
			     : DB_FAILED;
	if (watch->status == DB_OK)
		watch->status = assignment_find(&watch->assignment, NULL, conn,
						job->arena, watch->submission.activity,
						watch->submission.assignment_version);
	if (watch->status == DB_OK && !text_equal(watch->submission.status, "judging") &&
	    rules_now(&rules, conn, job->arena, session, POOL_MAIN, clock_now_s()) ==
		    DB_OK)
		watch->limits = rules.limits_json;
}

/* What came in between the others is nowhere marked: all are told again when there are more. */
static void tell_criteria(struct watch *watch)
{
	struct arena *arena = watch->job.arena;
	const struct submission *submission = &watch->submission;
	struct json_object *list;
	bool shown = submission_is_shown(submission) ||
		     text_equal(submission->visibility, "formative");
	size_t count;

	if (!shown)
		return;
	list = json_parse(arena, submission->criteria, strlen(submission->criteria));
	count = json_object_array_length(list);
	for (size_t i = 0; i < count && count > watch->seen.told; i++) {
		struct json_object *one = json_object_array_get_idx(list, i);
		const char *id = json_text(one, "id");
		int index = id ? rubric_find(&watch->assignment->rubric, id) : -1;

		if (index >= 0)
			live_socket_send(watch->job.socket,
					 feedback_frame_criterion(arena, submission->id,
								  (size_t)index,
								  json_write(one)));
	}
	watch->seen.told = count;
}

static void tell_ended(struct watch *watch)
{
	struct live_socket *socket = watch->job.socket;
	struct arena *arena = watch->job.arena;
	const struct submission *submission = &watch->submission;
	const char *problem = submission->problem;

	if (text_equal(submission->status, "failed"))
		live_socket_send(
			socket,
			feedback_frame_failed(
				arena, submission->id, submission->request,
				problem ? json_parse(arena, problem, strlen(problem))
					: NULL,
				watch->limits));
	else
		live_socket_send(socket,
				 feedback_frame_judged(arena, submission,
						       submission_is_shown(submission),
						       watch->limits));
}

static void watch_done(struct live_job *job)
{
	struct watch *watch = (struct watch *)job;
	struct live_socket *socket = job->socket;
	struct feedback *feedback = live_added(socket->live)->owner;
	struct judging *judging;

	if (watch->status != DB_OK) {
		feedback_fail(socket, NULL,
			      watch->status == DB_ABSENT ? handing_attempt()
							 : refusal_store());
		return;
	}
	judging = judging_find(feedback->judging, watch->seen.id, socket->session);
	if (judging) { /* it began here while we looked */
		judging_follow(judging, socket->sink);
		return;
	}
	if (watch->seen.tries == 0)
		live_socket_send(socket,
				 feedback_frame_queued(job->arena, watch->seen.id,
						       watch->submission.request, 0, 0));
	tell_criteria(watch);
	if (!text_equal(watch->submission.status, "judging"))
		tell_ended(watch);
	else if (watch->seen.tries++ < WATCH_TRIES)
		pause_start(socket, WATCH_MS, look, &watch->seen, sizeof(watch->seen));
}

static void look(struct live_socket *socket, const void *seen)
{
	struct watch *watch = live_job_new(socket, sizeof(*watch), ARENA_MAX);

	watch->seen = *(const struct seen *)seen;
	watch->job.run = watch_run;
	watch->job.done = watch_done;
	live_job_start(&watch->job);
}

void feedback_watch(struct live_socket *socket, const char *attempt)
{
	struct seen seen = {.told = 0};

	strncpy(seen.id, attempt, sizeof(seen.id) - 1);
	look(socket, &seen);
}
