/* From a student's words to an admitted turn; reads like the design's "ask". */
#include "tutor/question.h"

#include <string.h>

#include "backend/backend.h"
#include "base/json.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/random.h"
#include "base/text.h"
#include "call/problem.h"
#include "course/activity.h"
#include "course/course.h"
#include "tutor/conversation.h"
#include "tutor/live.h"
#include "course/model.h"
#include "quota/count.h"
#include "tutor/prompt.h"
#include "tutor/refusal.h"
#include "tutor/rules.h"

#define ARENA_MAX (32 * 1024 * 1024)
#define OUTPUT_FLOOR                                                                     \
	256 /* tokens; less is no useful answer (or what was asked for, if less) */

/* Everything one admission looks at; lives in the asked's arena. */
struct desk {
	const struct parts *parts;
	const struct question *question;
	struct asked *asked;
	struct arena *arena;
	struct db_conn *conn;
	struct rules rules;
	struct course course;
	struct activity activity;
	struct conversation conversation;
	const char *about; /* the system prompt of what it is about; NULL: nothing */
	bool new_conversation;
	struct backend_model model;
	const struct backend_model *fallback; /* to try instead of a refusal, or NULL */
	const char *instead_of, *instead_why; /* model is the fallback of this one */
	struct admission_result result;
	bool too_many; /* answers of this person under way */
	struct prompt prompt;
	enum tally_reason reason; /* of a refusal */
};

static void refuse(struct desk *desk, const struct problem *problem)
{
	desk->asked->end = ASKED_REFUSED;
	desk->asked->problem = problem_json(desk->arena, problem);
	desk->reason = refusal_reason(problem);
	metrics_add(desk->parts->metrics, "kibridge_refusals_total",
		    arena_printf(desk->arena, "reason=\"%s\"", problem->name), 1);
}

static bool store_ok(struct desk *desk, enum db_status status)
{
	if (status == DB_OK)
		return true;
	refuse(desk, refusal_store());
	return false;
}

/*
 * The same request id again: the turn it made, whatever became of it. Used at another activity
 * before, it names nothing here and makes nothing either.
 */
static bool is_repeated(struct desk *desk)
{
	const struct session *session = desk->question->session;
	struct turn *turn = &desk->asked->turn;

	if (turn_find_request(turn, desk->conn, desk->arena, session->person,
			      desk->question->request) != DB_OK)
		return false;
	desk->asked->end = ASKED_REPEATED;
	if (turn_find(turn, desk->conn, desk->arena, turn->id, session->activity,
		      session->person) != DB_OK)
		refuse(desk, refusal_request());
	return true;
}

static bool read_rules(struct desk *desk)
{
	const struct session *session = desk->question->session;
	enum quota_pool pool = desk->question->preview ? POOL_PREVIEW : POOL_MAIN;

	if (!store_ok(desk, rules_now(&desk->rules, desk->conn, desk->arena, session,
				      pool, desk->question->now_s)) ||
	    !store_ok(desk, course_find(&desk->course, desk->conn, desk->arena,
					session->course)) ||
	    !store_ok(desk, activity_find(&desk->activity, desk->conn, desk->arena,
					  session->activity, session->course)))
		return false;
	desk->asked->limits = desk->rules.limits_json;
	desk->asked->subject = desk->rules.subject;
	return true;
}

/* A lecturer's test passes the gate: it is how one looks at a tutor before it opens. */
static bool is_open(struct desk *desk)
{
	if (desk->question->preview || desk->rules.gate == GATE_OPEN)
		return true;
	refuse(desk, refusal_gate(desk->arena, desk->rules.gate, desk->rules.opens_s));
	return false;
}

/* "Try it": prompts that are not saved yet stand in for the stored ones. */
static const char *drafted(struct desk *desk, const char *name, const char *stored)
{
	const char *text =
		desk->question->draft ? json_text(desk->question->draft, name) : NULL;

	return text ? text : stored;
}

/* The lecturer's choice, or the first model that may be used. */
static bool choose_model(struct desk *desk)
{
	const struct policy *policy = desk->rules.policy;
	const char *wanted = drafted(desk, "model", policy->model);
	struct model_choice choice;
	struct backend_model *models;
	size_t count = backends_models(desk->parts->backends, desk->arena, &models);

	model_choose_both(&choice, policy, wanted, models, count);
	desk->fallback = choice.fallback;
	desk->instead_of = choice.instead_of;
	desk->instead_why = choice.instead_of ? MODEL_INSTEAD_UNAVAILABLE : NULL;
	if (choice.first)
		desk->model = *choice.first;
	else if (count == 0 && wanted && model_allowed(policy, wanted))
		desk->model.id =
			wanted; /* nobody listed models yet: let the backend say */
	else
		refuse(desk, count == 0 ? refusal_no_backend() : refusal_model());
	return desk->model.id != NULL;
}

static bool choose_conversation(struct desk *desk)
{
	const struct question *question = desk->question;
	enum db_status status;

	if (question->conversation) {
		status = conversation_find(&desk->conversation, desk->conn, desk->arena,
					   question->conversation,
					   question->session->activity,
					   question->session->person);
		if (status == DB_ABSENT) {
			refuse(desk, refusal_conversation());
			return false;
		}
		return store_ok(desk, status);
	}
	desk->new_conversation = true;
	desk->conversation = (struct conversation){
		.id = random_id(arena_alloc(desk->arena, RANDOM_ID)),
		.activity = question->session->activity,
		.person = question->session->person,
		.pool = question->preview ? "preview" : "main",
		.title = conversation_title(desk->arena, question->text),
		.about = question->about,
		.created_s = question->now_s,
	};
	return true;
}

/*
 * What a conversation is about stays: its first question said it. An activity for feedback has no
 * tutor, so there every question is about some feedback.
 */
static bool read_about(struct desk *desk)
{
	const struct live_addition *addition = live_added(desk->parts->live);
	const char *id = desk->conversation.about;

	if (!id && !text_equal(desk->activity.kind, "feedback"))
		return true;
	if (id && addition &&
	    !store_ok(desk, addition->about(&desk->about, desk->conn, desk->arena,
					    desk->question->session, id)))
		return false;
	if (!desk->about)
		refuse(desk, id ? refusal_about() : refusal_no_activity());
	return desk->about != NULL;
}

static bool assemble(struct desk *desk)
{
	const struct policy *policy = desk->rules.policy;
	struct prompt_input input = {
		.course_prompt = drafted(desk, "course_prompt", policy->course_prompt),
		.activity_prompt =
			drafted(desk, "activity_prompt", policy->activity_prompt),
		.about = desk->about,
		.course_title = desk->course.title,
		.activity_title = desk->activity.title,
		.locale = desk->question->session->locale,
		.zone = desk->rules.zone,
		.now_s = desk->question->now_s,
		.model = desk->model.id,
		.context_tokens = desk->model.context_tokens,
		.memory_tokens = policy->memory_tokens,
		.output_tokens = policy->max_output_tokens,
		.conversation = desk->new_conversation ? NULL : desk->conversation.id,
		.question = desk->question->text,
	};

	/* An answer may take half of a small window, so that the question finds room. */
	if (input.context_tokens &&
	    input.output_tokens > (int64_t)input.context_tokens / 2)
		input.output_tokens = input.context_tokens / 2;
	if (!store_ok(desk, prompt_build(&desk->prompt, desk->conn, desk->arena, &input)))
		return false;
	desk->asked->output_tokens = input.output_tokens;
	desk->asked->model = desk->model.id;
	desk->asked->prompt_bytes = desk->prompt.bytes;
	desk->asked->prompt_messages = desk->prompt.count;
	desk->asked->prompt_tokens = desk->prompt.tokens;
	return true;
}

static double temperature(const struct desk *desk)
{
	return json_number(desk->question->draft, "temperature",
			   desk->rules.policy->temperature);
}

/* The OpenAI request; the granted max_tokens goes in after the admission. */
static void write_body(struct desk *desk)
{
	struct asked *asked = desk->asked;

	asked->body = json_new(asked->arena);
	json_put_text(asked->body, "model", asked->model);
	json_put(asked->body, "messages", desk->prompt.messages);
	json_put_number(asked->body, "temperature", temperature(desk));
	json_put_int(asked->body, "max_tokens", asked->output_tokens);
}

/* Exactly what is sent and to whom: nothing here names a person, and nothing else is
 * sent. */
static void write_receipt(struct desk *desk)
{
	struct asked *asked = desk->asked;

	asked->receipt = json_new(asked->arena);
	json_put_text(asked->receipt, "model", asked->model);
	json_put_text(asked->receipt, "backend", desk->model.backend);
	json_put_text(asked->receipt, "operator", desk->model.operator_name);
	json_put_text(asked->receipt, "label", desk->model.label);
	if (desk->instead_of) {
		json_put_text(asked->receipt, "instead_of", desk->instead_of);
		json_put_text(asked->receipt, "instead_why", desk->instead_why);
	}
	json_put_int(asked->receipt, "turns_sent", (int64_t)desk->prompt.turns);
	json_put_int(asked->receipt, "turns_left_out",
		     (int64_t)desk->prompt.turns_left_out);
	json_put(asked->receipt, "sent", asked->body);
	json_put_time(asked->receipt, "asked_at", desk->question->now_s);
	asked->turn.receipt = json_write(asked->receipt);
}

/* This node counts its own before (live_ask); where there are others, the store counts for all. */
static enum db_status count_running(struct desk *desk, struct db_conn *tx)
{
	int64_t running = 0;
	enum db_status status = DB_OK;

	if (db_is_shared(desk->parts->db))
		status = turn_count_running(&running, tx, desk->asked->subject.person);
	desk->too_many = running >= QUESTIONS_AT_ONCE;
	if (status == DB_OK && desk->too_many)
		return DB_REFUSED;
	return status;
}

static enum db_status admit_write(struct db_conn *tx, void *arg)
{
	struct desk *desk = arg;
	struct asked *asked = desk->asked;
	const struct policy *policy = desk->rules.policy;
	struct quota_need need = {
		.request = asked->turn.id,
		.input_tokens = asked->prompt_tokens,
		.output_tokens = asked->output_tokens,
		.output_floor = asked->output_tokens < OUTPUT_FLOOR ? asked->output_tokens
								    : OUTPUT_FLOOR,
		.now_s = desk->question->now_s,
		.expires_s = desk->question->now_s + QUESTION_LEASE_S,
		.backend_model = asked->model,
		.weights = &policy->weights,
	};
	enum db_status status = count_running(desk, tx);

	if (status != DB_OK)
		return status;
	status = ledger_reserve(tx, desk->rules.zone, &asked->subject, &need,
				policy->limits, policy->limit_count, &desk->result);
	if (status != DB_OK)
		return status;
	if (desk->result.admission != ADMISSION_GRANTED)
		return DB_REFUSED;
	if (desk->new_conversation)
		status = conversation_insert(tx, &desk->conversation);
	if (status != DB_OK)
		return status;
	json_put_int(asked->body, "max_tokens", desk->result.output_tokens);
	write_receipt(desk);
	asked->turn.output_tokens = 0;
	return turn_insert(tx, &asked->turn, "");
}

/* A limit on tokens has no room for the chosen model: the lecturer's other one may fit. */
static bool turn_to_fallback(struct desk *desk)
{
	if (!desk->fallback || !model_fallback_helps(&desk->result.binding))
		return false;
	desk->instead_of = desk->model.id;
	desk->instead_why = MODEL_INSTEAD_LIMIT;
	desk->model = *desk->fallback;
	desk->fallback = NULL;
	return assemble(desk);
}

/* Turn, conversation and reservation in one transaction, or nothing. */
static void admit(struct desk *desk)
{
	struct turn *turn = &desk->asked->turn;
	enum db_status status;

	*turn = (struct turn){
		.id = random_id(arena_alloc(desk->arena, RANDOM_ID)),
		.conversation = desk->conversation.id,
		.request = arena_strdup(desk->arena, desk->question->request),
		.person = desk->asked->subject.person,
		.question = arena_strdup(desk->arena, desk->question->text),
		.status = "running",
		.answer = "",
		.reasoning = "",
		.finish = "",
		.created_s = desk->question->now_s,
	};
	desk->asked->weights = &desk->rules.policy->weights;
	write_body(desk);
	status = db_write_early(desk->parts->db, admit_write, desk);
	if (status == DB_CONFLICT && is_repeated(desk)) /* a twin overtook us */
		return;
	if (status == DB_REFUSED && desk->too_many) {
		refuse(desk, refusal_too_many());
		return;
	}
	if (status == DB_OK || status == DB_REFUSED)
		count_admission(desk->parts->metrics, &desk->result);
	if (status == DB_OK) {
		desk->asked->end = ASKED_ADMITTED;
		desk->asked->output_tokens = desk->result.output_tokens;
		return;
	}
	if (status == DB_REFUSED && turn_to_fallback(desk)) {
		admit(desk);
		return;
	}
	if (desk->asked->end == ASKED_REFUSED)
		return;
	if (status == DB_REFUSED)
		refuse(desk, refusal_quota(desk->arena, &desk->result.binding));
	else
		refuse(desk, refusal_store());
}

static enum db_status write_refused(struct db_conn *tx, void *arg)
{
	const struct desk *desk = arg;
	const struct session *session = desk->question->session;

	return tally_refused(tx, session->activity, session->person, desk->reason,
			     desk->question->now_s);
}

/* For the lecturer's figures; a store that cannot take it has other worries. */
static void count_refused(struct desk *desk)
{
	if (desk->question->preview || desk->question->session->rank != RANK_STUDENT ||
	    desk->reason == TALLY_REASONS || !desk->activity.id)
		return;
	if (db_write(desk->parts->db, write_refused, desk) != DB_OK)
		log_warn("turn.refusal_not_counted", "activity=%s", desk->activity.id);
}

/* All that an admission looks at, as it was at one moment. */
static bool prepare(struct desk *desk)
{
	bool ready;

	if (!store_ok(desk, db_snapshot_begin(desk->conn)))
		return false;
	ready = read_rules(desk) && is_open(desk) && choose_model(desk) &&
		choose_conversation(desk) && read_about(desk) && assemble(desk);
	db_snapshot_end(desk->conn);
	return ready;
}

struct asked *question_admit(const struct parts *parts, const struct question *question)
{
	struct arena *arena = arena_new(ARENA_MAX);
	struct asked *asked = arena_alloc(arena, sizeof(*asked));
	struct question mine = *question;
	struct desk desk = {
		.parts = parts, .question = &mine, .asked = asked, .arena = arena};

	asked->arena = arena;
	session_copy(&asked->session, question->session, arena);
	mine.session = &asked->session;
	desk.conn = db_reader(parts->db);
	if (!desk.conn) {
		refuse(&desk, refusal_store());
		return asked;
	}
	if (is_repeated(&desk))
		return asked;
	if (prepare(&desk))
		admit(&desk);
	if (asked->end == ASKED_ADMITTED)
		log_info("turn.admitted", "turn=%s course=%s bytes=%zu tokens=%lld+%lld",
			 asked->turn.id, asked->subject.course, asked->prompt_bytes,
			 (long long)asked->prompt_tokens,
			 (long long)asked->output_tokens);
	else if (asked->end == ASKED_REFUSED)
		count_refused(&desk);
	return asked;
}

void asked_free(struct asked *asked)
{
	if (asked)
		arena_free(asked->arena); /* asked itself lives in it */
}
