/* What a browser says on its socket: hello, ask, stop, resume. */
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "config.h"
#include "tutor/frame.h"
#include "tutor/live_socket.h"
#include "tutor/question.h"
#include "tutor/refusal.h"
#include "tutor/rules.h"
#include "tutor/turn.h"

/* --- hello {session} -> ready
 * ------------------------------------------------------------ */

struct hello_job {
	struct live_job job;
	const char *token;
	struct session *session;
	struct rules rules;
	struct turn *running; /* on whatever node */
	size_t running_count;
	enum db_status status; /* DB_ABSENT: no such session */
};

static enum db_status hello_running(struct hello_job *hello, struct db_conn *conn)
{
	const struct session *session = hello->session;

	return session->activity
		       ? turn_list_running(&hello->running, &hello->running_count, conn,
					   hello->job.arena, session->activity,
					   session->person)
		       : DB_OK;
}

static void hello_run(struct live_job *job)
{
	struct hello_job *hello = (struct hello_job *)job;
	struct db_conn *conn = db_reader(job->parts->db);
	int64_t now_s = clock_now_s();

	hello->status = conn ? session_find(&hello->session, conn, job->arena,
					    hello->token, now_s)
			     : DB_FAILED;
	if (hello->status != DB_OK)
		return;
	if (rules_now(&hello->rules, conn, job->arena, hello->session, POOL_MAIN,
		      now_s) != DB_OK ||
	    hello_running(hello, conn) != DB_OK)
		hello->status = DB_FAILED;
}

/* A store that is away ends no session: the page tries again. */
static void hello_refuse(struct live_socket *socket, enum db_status status)
{
	bool ended = status == DB_ABSENT;

	live_socket_fail(socket, NULL, ended ? refusal_session() : refusal_store());
	if (ended)
		socket->sink->end(socket->sink, 4401, "session ended");
	else
		socket->sink->end(socket->sink, 1013, "try again later");
}

static struct json_object *running_json(const struct hello_job *hello)
{
	struct json_object *list = json_list(hello->job.arena);

	for (size_t i = 0; i < hello->running_count; i++) {
		const struct turn *turn = &hello->running[i];
		struct json_object *item = json_new(hello->job.arena);

		json_put_text(item, "turn", turn->id);
		json_put_text(item, "conversation", turn->conversation);
		json_put_text(item, "request", turn->request);
		json_add(list, item);
	}
	return list;
}

static void hello_done(struct live_job *job)
{
	struct hello_job *hello = (struct hello_job *)job;
	struct live_socket *socket = job->socket;

	if (hello->status != DB_OK) {
		hello_refuse(socket, hello->status);
		return;
	}
	if (!socket->session) { /* a second hello on the same socket changes nothing */
		socket->arena = arena_new(65536);
		socket->session = arena_alloc(socket->arena, sizeof(*socket->session));
		session_copy(socket->session, hello->session, socket->arena);
	}
	live_socket_send(socket,
			 frame_ready(job->arena, rank_role(socket->session->rank),
				     hello->rules.gate_json, hello->rules.limits_json,
				     running_json(hello)));
}

void live_hello(struct live_socket *socket, struct json_object *message)
{
	const char *token = json_text(message, "session");
	struct hello_job *job;

	if (!token || strlen(token) > 256) {
		live_socket_fail(socket, NULL, refusal_session());
		return;
	}
	job = live_job_new(socket, sizeof(*job), 4 * 1024 * 1024);
	job->token = arena_strdup(job->job.arena, token);
	job->job.run = hello_run;
	job->job.done = hello_done;
	live_job_start(&job->job);
}

/* --- ask {request, conversation?, text, preview?, draft?} -> queued, delta …, done
 * -------- */

struct ask_job {
	struct live_job job;
	struct question question;
	struct asked *asked;
};

static void ask_run(struct live_job *job)
{
	struct ask_job *ask = (struct ask_job *)job;

	ask->asked = question_admit(job->parts, &ask->question);
}

/* The browser may be gone by now: the answer runs all the same, for its grace time. */
static void ask_finish(struct ask_job *ask, struct live_socket *socket)
{
	struct live *live = socket->live;
	struct asked *asked = ask->asked;
	struct running *running;

	live->asking--;
	socket->asks--;
	switch (asked->end) {
	case ASKED_ADMITTED:
		running = running_start(live->running, asked); /* takes asked over */
		if (socket->sink)
			running_follow(running, socket->sink, 0);
		break;
	case ASKED_REPEATED:
		running = running_find(live->running, asked->turn.id, &asked->session);
		if (running && socket->sink)
			running_follow(running, socket->sink, 0);
		else if (strcmp(asked->turn.status, "running") == 0)
			live_watch(socket, asked->turn.id, 0);
		else
			live_tell_ended(socket, asked->arena, &asked->turn, 0,
					asked->limits);
		asked_free(asked);
		break;
	case ASKED_REFUSED:
		live_socket_send(socket,
				 frame_failed(asked->arena, NULL, ask->question.request,
					      asked->problem, asked->limits));
		asked_free(asked);
		break;
	}
	live_check_idle(live);
}

static void ask_done(struct live_job *job)
{
	ask_finish((struct ask_job *)job, job->socket);
}

const struct problem *live_request_fault(const struct live_socket *socket,
					 struct json_object *message)
{
	const struct session *session = socket->session;

	if (!turn_request_valid(json_text(message, "request")))
		return refusal_request();
	if (!session->activity)
		return refusal_no_activity();
	if (session->expires_s <= clock_now_s())
		return refusal_session();
	return NULL;
}

static const struct problem *ask_fault(const struct live_socket *socket,
				       struct json_object *message)
{
	const char *text = json_text(message, "text");
	const struct session *session = socket->session;
	const struct problem *fault = live_request_fault(socket, message);

	if (fault)
		return fault;
	if (!text || !text[strspn(text, " \t\r\n")])
		return refusal_empty();
	if (strlen(text) > QUESTION_MAX)
		return refusal_too_long();
	if (socket->live->draining)
		return refusal_draining();
	if (running_count_of(socket->live->running, session->person) + socket->asks >=
	    QUESTIONS_AT_ONCE) /* those of other nodes are counted at admission */
		return refusal_too_many();
	return NULL;
}

void live_ask(struct live_socket *socket, struct json_object *message)
{
	const char *request = json_text(message, "request");
	struct live *live = socket->live;
	const struct problem *fault;
	struct running *running;
	struct ask_job *job;
	struct arena *arena;
	bool lecturer = socket->session->rank >= RANK_LECTURER;

	running = request ? running_find_request(live->running, request, socket->session)
			  : NULL;
	if (running) { /* said twice: the same answer */
		running_follow(running, socket->sink, 0);
		return;
	}
	fault = ask_fault(socket, message);
	if (fault) {
		live_socket_fail(socket, request, fault);
		return;
	}
	job = live_job_new(socket, sizeof(*job), 1024 * 1024);
	arena = job->job.arena;
	job->question = (struct question){
		.session = socket->session,
		.request = arena_strdup(arena, request),
		.conversation = arena_strdup(arena, json_text(message, "conversation")),
		.about = arena_strdup(arena, json_text(message, "attempt")),
		.text = arena_strdup(arena, json_text(message, "text")),
		.preview = lecturer && json_flag(message, "preview", false),
		.now_s = clock_now_s(),
	};
	if (job->question.preview && json_object_of(message, "draft"))
		job->question.draft = json_copy(arena, json_object_of(message, "draft"));
	job->job.run = ask_run;
	job->job.done = ask_done;
	job->job.gone = ask_done;
	live->asking++;
	socket->asks++;
	live_job_start(&job->job);
}

/* --- stop {turn}; has it just ended, done is on its way
 * -------------------------------------------------------------------------- */

/* It runs on another node: every node is told, and one of them has it. */
struct stop_job {
	struct live_job job;
	const char *turn;
};

static enum db_status stop_write(struct db_conn *tx, void *arg)
{
	const struct turn *turn = arg;

	return db_notify(tx, LIVE_STOP_CHANNEL, turn->id);
}

static void stop_run(struct live_job *job)
{
	const struct stop_job *stop = (struct stop_job *)job;
	const struct session *session = job->socket->session;
	struct db_conn *conn = db_reader(job->parts->db);
	struct turn turn;

	if (!conn ||
	    turn_find(&turn, conn, job->arena, stop->turn, session->activity,
		      session->person) != DB_OK ||
	    strcmp(turn.status, "running") != 0)
		return;
	if (db_write(job->parts->db, stop_write, &turn) != DB_OK)
		log_warn("turn.stop_not_told", "turn=%s", turn.id);
}

static void stop_done(struct live_job *job)
{
	(void)job;
}

void live_stop(struct live_socket *socket, struct json_object *message)
{
	const char *turn = json_text(message, "turn");
	struct running *running = NULL;
	struct stop_job *job;

	if (!turn || strlen(turn) > 64 || !socket->session->activity)
		return;
	running = running_find(socket->live->running, turn, socket->session);
	if (running) {
		running_stop(running, STOP_STUDENT);
		return;
	}
	job = live_job_new(socket, sizeof(*job), 8 * 1024 * 1024);
	job->turn = arena_strdup(job->job.arena, turn);
	job->job.run = stop_run;
	job->job.done = stop_done;
	live_job_start(&job->job);
}

/* --- resume {turn, after}
 * ------------------------------------------------------------------ */

void live_tell_ended(struct live_socket *socket, struct arena *arena,
		     const struct turn *turn, size_t after, struct json_object *limits)
{
	size_t len = strlen(turn->answer);
	struct buf delta;

	live_socket_send(socket, frame_queued(arena, turn->id, turn->request,
					      turn->conversation, 0, 0));
	buf_init(&delta, 8 * 1024 * 1024);
	if (after < len &&
	    frame_delta(&delta, turn->id, len, turn->answer + after, len - after, false))
		live_socket_send(socket, delta.bytes);
	buf_clear(&delta);
	if (strcmp(turn->status, "failed") == 0)
		live_socket_send(socket,
				 frame_failed(arena, turn->id, turn->request,
					      turn->problem
						      ? json_parse(arena, turn->problem,
								   strlen(turn->problem))
						      : NULL,
					      limits));
	else
		live_socket_send(socket, frame_done(arena, turn, limits));
}

void live_resume(struct live_socket *socket, struct json_object *message)
{
	const char *turn = json_text(message, "turn");
	int64_t after = json_int(message, "after", 0);
	struct running *running;

	if (!turn || strlen(turn) > 64) {
		live_socket_fail(socket, NULL, refusal_turn());
		return;
	}
	if (after < 0)
		after = 0;
	running = running_find(socket->live->running, turn, socket->session);
	if (running)
		running_follow(running, socket->sink, (size_t)after);
	else
		live_watch(socket, turn, (size_t)after);
}
