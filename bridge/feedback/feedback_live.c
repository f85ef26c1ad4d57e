/* What a browser says about attempts on its socket: submit, follow. */
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "feedback/feedback_frame.h"
#include "feedback/feedback_inside.h"
#include "feedback/handing_refusal.h"
#include "tutor/refusal.h"

#define TRIES_MAX 2 /* of one person at once, here */
#define ID_MAX 64
#define ARENA_MAX (4 * MIB) /* a message, its text and a document */

static struct feedback *feedback_of(struct live_socket *socket)
{
	return live_added(socket->live)->owner;
}

void feedback_fail(struct live_socket *socket, const char *request,
		   const struct problem *problem)
{
	AUTO_ARENA *arena = arena_new(256 * KIB);

	live_socket_send(socket,
			 feedback_frame_failed(arena, NULL, request,
					       problem_json(arena, problem), NULL));
}

/* --- submit {request, text, files?, preview?, draft?} -> queued, criterion …, judged --------- */

struct submit_job {
	struct live_job job;
	struct handing_in what;
	struct handed *handed;
};

static void submit_run(struct live_job *job)
{
	struct submit_job *submit = (struct submit_job *)job;

	submit->handed = handing_in_admit(job->parts, &submit->what);
}

/* The browser may be gone by now: what was handed in is judged all the same. */
static void submit_done(struct live_job *job)
{
	struct submit_job *submit = (struct submit_job *)job;
	struct live_socket *socket = job->socket;
	struct feedback *feedback = feedback_of(socket);
	struct handed *handed = submit->handed;
	struct judging *judging = NULL;

	feedback->admitting--;
	socket->asks--;
	switch (handed->end) {
	case HANDED_ADMITTED:
		judging = judging_start(feedback->judging, handed); /* takes it over */
		break;
	case HANDED_REPEATED:
		judging = judging_find(feedback->judging, handed->submission.id,
				       &handed->session);
		if (!judging && socket->sink)
			feedback_watch(socket, handed->submission.id);
		handed_free(handed);
		break;
	case HANDED_REFUSED:
		live_socket_send(socket,
				 feedback_frame_failed(handed->arena, NULL,
						       submit->what.request,
						       handed->problem, handed->limits));
		handed_free(handed);
		break;
	}
	if (judging && socket->sink)
		judging_follow(judging, socket->sink);
	live_check_idle(socket->live);
}

static const struct problem *submit_fault(struct live_socket *socket,
					  struct json_object *message, bool preview)
{
	const struct session *session = socket->session;
	const char *text = json_text(message, "text");
	struct feedback *feedback = feedback_of(socket);
	const struct problem *fault = live_request_fault(socket, message);

	if (fault)
		return fault;
	if (session->rank < RANK_LECTURER && session->for_person &&
	    !text_equal(session->for_person, session->person))
		return handing_attempt();
	if (!text || !text[strspn(text, " \t\r\n")])
		return handing_empty();
	if (strlen(text) > SUBMISSION_TEXT_MAX)
		return handing_too_long();
	if (socket->live->draining)
		return refusal_draining();
	if (preview &&
	    judging_count_of(feedback->judging, session->person) + socket->asks >=
		    TRIES_MAX)
		return refusal_too_many();
	return NULL;
}

/* False: a file's id is none. */
static bool read_files(struct handing_in *what, struct arena *arena,
		       struct json_object *message)
{
	struct json_object *files = json_array_of(message, "files");
	size_t count = files ? json_object_array_length(files) : 0;

	if (count > HANDING_FILES_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct json_object *id = json_object_array_get_idx(files, i);

		if (!json_object_is_type(id, json_type_string) ||
		    json_object_get_string_len(id) > ID_MAX)
			return false;
		what->files[what->file_count++] =
			arena_strdup(arena, json_object_get_string(id));
	}
	return true;
}

void feedback_submit(struct live_socket *socket, struct json_object *message)
{
	struct feedback *feedback = feedback_of(socket);
	const char *request = json_text(message, "request");
	/* What staff hand in is a try, whatever the message says: nobody grades it. */
	bool preview = socket->session->rank >= RANK_LECTURER;
	const struct problem *fault;
	struct judging *judging;
	struct submit_job *job;
	struct arena *arena;

	judging = request ? judging_find_request(feedback->judging, request,
						 socket->session)
			  : NULL;
	if (judging) { /* said twice: the same attempt */
		judging_follow(judging, socket->sink);
		return;
	}
	fault = submit_fault(socket, message, preview);
	if (fault) {
		feedback_fail(socket, request, fault);
		return;
	}
	job = live_job_new(socket, sizeof(*job), ARENA_MAX);
	arena = job->job.arena;
	job->what = (struct handing_in){
		.session = socket->session,
		.request = arena_strdup(arena, request),
		.text = arena_strdup(arena, json_text(message, "text")),
		.preview = preview,
		.now_s = clock_now_s(),
	};
	if (!read_files(&job->what, arena, message)) {
		feedback_fail(socket, request, handing_file());
		arena_free(arena);
		return;
	}
	if (preview && json_object_of(message, "draft"))
		job->what.document = json_copy(arena, json_object_of(message, "draft"));
	job->job.run = submit_run;
	job->job.done = submit_done;
	job->job.gone = submit_done;
	feedback->admitting++;
	socket->asks++;
	live_job_start(&job->job);
}

/* --- follow {attempt} -------------------------------------------------------------------------- */

void feedback_follow(struct live_socket *socket, struct json_object *message)
{
	struct feedback *feedback = feedback_of(socket);
	const char *attempt = json_text(message, "attempt");
	struct judging *judging;

	if (!attempt || strlen(attempt) > ID_MAX || !socket->session->activity) {
		feedback_fail(socket, NULL, handing_attempt());
		return;
	}
	judging = judging_find(feedback->judging, attempt, socket->session);
	if (judging)
		judging_follow(judging, socket->sink);
	else
		feedback_watch(socket, attempt);
}
