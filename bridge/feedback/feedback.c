/* Feedback's part of the service, put together and taken apart. */
#include "feedback/feedback.h"

#include <stdlib.h>

#include "assignment/assignment_store.h"
#include "base/loop.h"
#include "base/text.h"
#include "feedback/feedback_inside.h"
#include "feedback/names.h"
#include "feedback/submission.h"
#include "marking/instructions.h"

#define UPKEEP_MS 5000
#define ID_MAX 64

static void socket_closed(void *owner, struct sink *sink)
{
	struct feedback *feedback = owner;

	judging_unfollow(feedback->judging, sink);
}

static size_t busy(void *owner)
{
	const struct feedback *feedback = owner;

	return feedback->admitting + judging_count(feedback->judging);
}

static void stop_all(void *owner)
{
	struct feedback *feedback = owner;

	judging_stop_all(feedback->judging);
}

/* Questions are about feedback that its student may see. */
static enum db_status about(const char **out, struct db_conn *conn, struct arena *arena,
			    const struct session *session, const char *id)
{
	struct submission submission;
	struct assignment *assignment;
	struct fence fence;
	struct instructions_input input = {.fence = &fence};
	enum db_status status = DB_ABSENT;

	*out = NULL;
	if (session->activity && strlen(id) <= ID_MAX)
		status = submission_find_own(&submission, conn, arena, id,
					     session->activity, session->person);
	if (status == DB_ABSENT || (status == DB_OK && !submission_is_shown(&submission)))
		return DB_OK;
	if (status == DB_OK)
		status = assignment_find(&assignment, NULL, conn, arena,
					 submission.activity,
					 submission.assignment_version);
	if (status != DB_OK)
		return status == DB_ABSENT ? DB_FAILED : status;
	fence_init(&fence);
	input.assignment = assignment;
	input.language = submission.language;
	input.text = submission.text;
	*out = instructions_about(arena, &input, submission.criteria, submission.summary);
	return DB_OK;
}

static const char *name_of(void *owner, struct arena *arena,
			   const struct session *session, const char *person,
			   int64_t now_s)
{
	struct feedback *feedback = owner;

	return roll_name(names_of_course(feedback->names, feedback->parts, arena,
					 session->course, now_s),
			 person);
}

static void emptied(void *owner)
{
	struct feedback *feedback = owner;

	live_check_idle(feedback->parts->live);
}

static void upkeep(void *arg)
{
	struct feedback *feedback = arg;

	judging_upkeep(feedback->judging);
}

struct feedback *feedback_new(const struct parts *parts)
{
	static const struct live_row rows[] = {
		{"submit", feedback_submit},
		{"follow", feedback_follow},
	};
	struct feedback *feedback = calloc(1, sizeof(*feedback));

	if (!feedback)
		abort();
	feedback->parts = parts;
	feedback->judging = judging_set_new(parts, emptied, feedback);
	feedback->names = names_new();
	feedback->addition = (struct live_addition){
		.owner = feedback,
		.rows = rows,
		.row_count = ARRAY_LEN(rows),
		.socket_closed = socket_closed,
		.busy = busy,
		.stop_all = stop_all,
		.name_of = name_of,
		.about = about,
	};
	live_add(parts->live, &feedback->addition);
	feedback->upkeep =
		loop_timer_start(parts->loop, UPKEEP_MS, UPKEEP_MS, upkeep, feedback);
	return feedback;
}

void feedback_free(struct feedback *feedback)
{
	if (!feedback)
		return;
	live_add(feedback->parts->live, NULL);
	loop_timer_cancel(&feedback->upkeep);
	judging_set_free(feedback->judging);
	names_free(feedback->names);
	free(feedback);
}

struct names *feedback_names(struct feedback *feedback)
{
	return feedback ? feedback->names : NULL;
}
