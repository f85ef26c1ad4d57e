/* From a student's words to an admitted attempt. */
#include "feedback/handing_in.h"

#include <string.h>

#include "assignment/assignment_store.h"
#include "backend/backend.h"
#include "base/json.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/random.h"
#include "base/text.h"
#include "call/problem.h"
#include "course/model.h"
#include "course/tally.h"
#include "extract/extract.h"
#include "feedback/draft.h"
#include "feedback/handing_inside.h"
#include "feedback/handing_refusal.h"
#include "marking/suspicion.h"
#include "privacy/consent.h"
#include "tutor/refusal.h"
#include "tutor/rules.h"

#define ARENA_MAX (64 * MIB)
#define TOKENS_LEAST 100 /* per criterion; with less nothing useful comes */
#define TWINS_MAX 3 /* tries when another attempt of the same person takes the number */

/* Everything one admission looks at; lives in the handed's arena. */
struct counter {
	const struct parts *parts;
	const struct handing_in *what;
	struct handed *handed;
	struct arena *arena;
	struct db_conn *conn;
	struct rules rules;
	struct backend_model model;
	const struct backend_model *fallback; /* to try instead of a refusal, or NULL */
	const char *instead_of, *instead_why; /* model is the fallback of this one */
	struct admission_result result;
	struct draft_file files[HANDING_FILES_MAX];
	const char *hidden;
	const struct problem *fault; /* found by the transaction */
	enum tally_reason reason; /* of the refusal, for the lecturer's figures */
};

static void refuse(struct counter *counter, const struct problem *problem)
{
	counter->handed->end = HANDED_REFUSED;
	counter->handed->problem = problem_json(counter->arena, problem);
	counter->reason = refusal_reason(problem);
	metrics_add(counter->parts->metrics, "kibridge_refusals_total",
		    arena_printf(counter->arena, "reason=\"%s\"", problem->name), 1);
}

static bool store_ok(struct counter *counter, enum db_status status)
{
	if (status == DB_OK)
		return true;
	refuse(counter, refusal_store());
	return false;
}

/* The same request id again: the attempt it made. Used at another activity, it names nothing. */
static bool is_repeated(struct counter *counter)
{
	const struct session *session = counter->what->session;
	struct submission *submission = &counter->handed->submission;

	if (counter->what->preview ||
	    submission_find_request(submission, counter->conn, counter->arena,
				    session->person, counter->what->request) != DB_OK)
		return false;
	counter->handed->end = HANDED_REPEATED;
	if (!text_equal(submission->activity, session->activity))
		refuse(counter, refusal_request());
	return true;
}

static bool read_rules(struct counter *counter)
{
	const struct session *session = counter->what->session;
	enum quota_pool pool = counter->what->preview ? POOL_PREVIEW : POOL_MAIN;

	if (!store_ok(counter, rules_now(&counter->rules, counter->conn, counter->arena,
					 session, pool, counter->what->now_s)))
		return false;
	counter->handed->limits = counter->rules.limits_json;
	counter->handed->subject = counter->rules.subject;
	return true;
}

static bool is_open(struct counter *counter)
{
	const struct session *session = counter->what->session;
	bool given = false;

	if (counter->what->preview)
		return true;
	if (counter->rules.gate != GATE_OPEN) {
		refuse(counter, refusal_gate(counter->arena, counter->rules.gate,
					     counter->rules.opens_s));
		return false;
	}
	if (session->rank >= RANK_LECTURER)
		return true;
	if (!store_ok(counter, consent_given(counter->conn, session->activity,
					     session->person, &given)))
		return false;
	if (!given)
		refuse(counter, handing_notice());
	return given;
}

/* What is asked for: as saved, or in a try as it stands on the lecturer's page. */
static bool read_assignment(struct counter *counter)
{
	struct handed *handed = counter->handed;
	struct submission *submission = &handed->submission;
	struct json_fault fault;
	enum db_status status;

	if (counter->what->document) {
		handed->assignment =
			assignment_read(counter->arena, counter->what->document, &fault);
		if (!handed->assignment) {
			struct problem problem = *handing_document();

			problem.field = fault.field;
			problem.detail = fault.reason;
			refuse(counter, &problem);
		}
		return handed->assignment != NULL;
	}
	status = assignment_find(&handed->assignment, &submission->assignment_version,
				 counter->conn, counter->arena,
				 counter->what->session->activity, 0);
	if (status == DB_ABSENT) {
		refuse(counter, handing_no_assignment());
		return false;
	}
	return store_ok(counter, status);
}

static bool text_fits(struct counter *counter)
{
	const char *text = counter->what->text;

	if (strlen(text) > SUBMISSION_TEXT_MAX)
		refuse(counter, handing_too_long());
	else if (extract_words(text, strlen(text)) == 0)
		refuse(counter, handing_empty());
	else
		return true;
	return false;
}

/* Only their names, and what could not be seen in them, go along. */
static bool read_files(struct counter *counter)
{
	const struct handing_in *what = counter->what;
	struct json_object *names = json_list(counter->arena);
	enum db_status status = DB_OK;

	counter->hidden = "";
	for (size_t i = 0; i < what->file_count && status == DB_OK; i++) {
		struct draft_file *file = &counter->files[i];

		status = draft_file_find(file, counter->conn, counter->arena,
					 what->files[i], what->session->activity,
					 what->session->person);
		if (status != DB_OK)
			break;
		json_add_text(names, file->name);
		if (text_empty(counter->hidden))
			counter->hidden = file->hidden;
	}
	counter->handed->submission.files = json_write(names);
	if (status == DB_ABSENT) {
		refuse(counter, handing_file());
		return false;
	}
	return store_ok(counter, status);
}

static bool choose_model(struct counter *counter)
{
	const struct policy *policy = counter->rules.policy;
	struct model_choice choice;
	struct backend_model *models;
	size_t count = backends_models(counter->parts->backends, counter->arena, &models);

	model_choose_both(&choice, policy, policy->model, models, count);
	counter->fallback = choice.fallback;
	counter->instead_of = choice.instead_of;
	counter->instead_why = choice.instead_of ? MODEL_INSTEAD_UNAVAILABLE : NULL;
	if (choice.first)
		counter->model = *choice.first;
	else if (count == 0 && policy->model && model_allowed(policy, policy->model))
		counter->model.id = policy->model;
	else
		refuse(counter, count == 0 ? refusal_no_backend() : refusal_model());
	return counter->model.id != NULL;
}

/* ---- what is written ---- */

static void note_suspicions(struct counter *counter)
{
	struct submission *submission = &counter->handed->submission;
	struct suspicion *list =
		arena_alloc(counter->arena, SUSPICIONS_MAX * sizeof(*list));
	size_t count = suspicion_find(list, counter->arena, submission->text,
				      strlen(submission->text), counter->hidden);

	submission->suspicions = json_write(suspicion_json(counter->arena, list, count));
	submission->suspicion = count > 0;
	for (size_t i = 0; i < count; i++)
		metrics_add(counter->parts->metrics, "kibridge_feedback_suspicions_total",
			    arena_printf(counter->arena, "reason=\"%s\"",
					 suspicion_reason_name(list[i].reason)),
			    1);
}

/* What the student wrote and was told is no secret. */
static void prepare_solution(struct counter *counter)
{
	struct handed *handed = counter->handed;
	const struct assignment *assignment = handed->assignment;
	const char *known[] = {
		handed->submission.text,
		assignment->task,
		rubric_words(counter->arena, &assignment->rubric),
	};

	if (!text_empty(assignment->sample_solution))
		handed->solution =
			solution_prepare(counter->arena, assignment->sample_solution,
					 known, ARRAY_LEN(known));
}

static void write_submission(struct counter *counter)
{
	const struct handing_in *what = counter->what;
	struct handed *handed = counter->handed;
	struct submission *submission = &handed->submission;
	const char *language = handed->assignment->language;

	submission->id = random_id(arena_alloc(counter->arena, RANDOM_ID));
	submission->activity = handed->session.activity;
	submission->person = handed->session.person;
	submission->request = arena_strdup(counter->arena, what->request);
	submission->status = "judging";
	submission->visibility =
		assignment_visibility_name(handed->assignment->visibility);
	submission->language =
		language ? language
			 : (text_starts_with(what->session->locale, "de") ? "de" : "en");
	submission->text = arena_strdup(counter->arena, what->text);
	submission->words = (int64_t)extract_words(what->text, strlen(what->text));
	submission->criteria = submission->model_criteria = "[]";
	submission->summary = submission->model_summary = "";
	submission->max_points = handed->assignment->max_points;
	submission->handed_in_s = submission->changed_s = what->now_s;
	note_suspicions(counter);
	handed->work = quotation_prepare(counter->arena, submission->text,
					 strlen(submission->text));
	prepare_solution(counter);
}

static int64_t output_wanted(const struct counter *counter)
{
	int64_t count = (int64_t)counter->handed->assignment->rubric.criterion_count;
	int64_t wanted = (count + 1) * TOKENS_PER_CRITERION;
	int64_t most = counter->rules.policy->max_output_tokens;
	int64_t window = counter->model.context_tokens;

	if (wanted > most)
		wanted = most;
	/* It may take half of a small window, so that the work finds room. */
	return window && wanted > window / 2 ? window / 2 : wanted;
}

static void write_receipt(struct counter *counter)
{
	struct handed *handed = counter->handed;

	handed->receipt = json_new(counter->arena);
	json_put_text(handed->receipt, "model", counter->model.id);
	json_put_text(handed->receipt, "backend", counter->model.backend);
	json_put_text(handed->receipt, "operator", counter->model.operator_name);
	json_put_text(handed->receipt, "label", counter->model.label);
	if (counter->instead_of) {
		json_put_text(handed->receipt, "instead_of", counter->instead_of);
		json_put_text(handed->receipt, "instead_why", counter->instead_why);
	}
	json_put_time(handed->receipt, "asked_at", counter->what->now_s);
}

/* ---- one transaction ---- */

static enum db_status check_attempts(struct db_conn *tx, struct counter *counter)
{
	const struct handing_in *what = counter->what;
	const struct assignment *assignment = counter->handed->assignment;
	const struct problem *fault = NULL;
	int64_t used;
	bool judging;
	enum db_status status = submission_used(
		&used, &judging, tx, what->session->activity, what->session->person);

	if (status != DB_OK)
		return status;
	if (assignment->due_s && what->now_s > assignment->due_s)
		fault = handing_due();
	else if (judging)
		fault = handing_under_way();
	else if (used >= assignment->attempts)
		fault = handing_attempts();
	if (!fault)
		return DB_OK;
	counter->fault = fault;
	return DB_REFUSED;
}

static enum db_status store_attempt(struct db_conn *tx, struct counter *counter)
{
	struct submission *submission = &counter->handed->submission;
	const struct submission_event event = {submission->person, "handed-in", "",
					       submission->handed_in_s};
	enum db_status status;

	submission->receipt = json_write(counter->handed->receipt);
	status = submission_insert(tx, submission);
	if (status == DB_OK)
		status = submission_event_add(tx, submission->id, &event);
	for (size_t i = 0; status == DB_OK && i < counter->what->file_count; i++)
		status = draft_file_remove(tx, counter->files[i].id);
	return status;
}

static enum db_status admit_write(struct db_conn *tx, void *arg)
{
	struct counter *counter = arg;
	struct handed *handed = counter->handed;
	const struct policy *policy = counter->rules.policy;
	int64_t wanted = output_wanted(counter);
	int64_t least =
		(int64_t)handed->assignment->rubric.criterion_count * TOKENS_LEAST;
	struct quota_need need = {
		.request = handed->submission.id,
		.input_tokens = handed->prompt_tokens,
		.output_tokens = wanted,
		.output_floor = wanted < least ? wanted : least,
		.now_s = counter->what->now_s,
		.expires_s = counter->what->now_s + HANDING_LEASE_S,
		.backend_model = handed->model,
		.weights = handed->weights,
	};
	enum db_status status;

	counter->fault = NULL;
	status = counter->what->preview ? DB_OK : check_attempts(tx, counter);

	if (status == DB_OK)
		status = ledger_reserve(tx, counter->rules.zone, &handed->subject, &need,
					policy->limits, policy->limit_count,
					&counter->result);
	if (status != DB_OK)
		return status;
	if (counter->result.admission != ADMISSION_GRANTED)
		return DB_REFUSED;
	handed->output_tokens = counter->result.output_tokens;
	json_put_int(handed->body, "max_tokens", handed->output_tokens);
	handed->end = HANDED_ADMITTED;
	return counter->what->preview ? DB_OK : store_attempt(tx, counter);
}

static void write_question(struct counter *counter)
{
	struct handed *handed = counter->handed;

	write_receipt(counter);
	handed->model = counter->model.id;
	handed_write_body(handed, counter->conn, NULL, 0);
}

/* A limit on tokens has no room for the chosen model: the lecturer's other one may fit. */
static bool turn_to_fallback(struct counter *counter)
{
	if (!counter->fallback || !model_fallback_helps(&counter->result.binding))
		return false;
	counter->instead_of = counter->model.id;
	counter->instead_why = MODEL_INSTEAD_LIMIT;
	counter->model = *counter->fallback;
	counter->fallback = NULL;
	write_question(counter);
	return true;
}

/* Attempt, files and reservation together, or nothing. */
static void admit(struct counter *counter)
{
	enum db_status status = DB_CONFLICT;

	for (int i = 0; i < TWINS_MAX && status == DB_CONFLICT; i++) {
		status = db_write(counter->parts->db, admit_write, counter);
		if (status == DB_CONFLICT && is_repeated(counter))
			return;
	}
	if (status == DB_OK)
		return;
	if (status == DB_REFUSED && !counter->fault && turn_to_fallback(counter)) {
		admit(counter);
		return;
	}
	if (status == DB_REFUSED)
		refuse(counter, counter->fault ? counter->fault
					       : refusal_quota(counter->arena,
							       &counter->result.binding));
	else
		refuse(counter, refusal_store());
}

static enum db_status write_refused(struct db_conn *tx, void *arg)
{
	const struct counter *counter = arg;
	const struct session *session = counter->what->session;

	return tally_refused(tx, session->activity, session->person, counter->reason,
			     counter->what->now_s);
}

/* For the lecturer's figures; a store that cannot take it has other worries. */
static void count_refused(struct counter *counter)
{
	const struct handing_in *what = counter->what;

	if (what->preview || counter->reason == TALLY_REASONS)
		return;
	if (db_write(counter->parts->db, write_refused, counter) != DB_OK)
		log_warn("attempt.refusal_not_counted", "activity=%s",
			 what->session->activity);
}

static void try_to_admit(struct counter *counter)
{
	struct handed *handed = counter->handed;

	if (!read_rules(counter) || !is_open(counter) || !read_assignment(counter) ||
	    !text_fits(counter) || !read_files(counter) || !choose_model(counter))
		return;
	write_submission(counter);
	fence_init(&handed->fence);
	handed->weights = &counter->rules.policy->weights;
	write_question(counter);
	admit(counter);
}

struct handed *handing_in_admit(const struct parts *parts, const struct handing_in *what)
{
	struct arena *arena = arena_new(ARENA_MAX);
	struct handed *handed = arena_alloc(arena, sizeof(*handed));
	struct handing_in mine = *what;
	struct counter *counter = arena_alloc(arena, sizeof(*counter));

	*counter = (struct counter){
		parts, &mine, handed, arena, db_reader(parts->db), .hidden = ""};
	handed->arena = arena;
	handed->preview = what->preview;
	session_copy(&handed->session, what->session, arena);
	mine.session = &handed->session;
	if (!counter->conn) {
		refuse(counter, refusal_store());
		return handed;
	}
	if (is_repeated(counter))
		return handed;
	try_to_admit(counter);
	if (handed->end == HANDED_REFUSED)
		count_refused(counter);
	if (handed->end == HANDED_ADMITTED)
		log_info("attempt.admitted",
			 "attempt=%s course=%s preview=%d bytes=%zu tokens=%lld+%lld",
			 handed->submission.id, handed->subject.course, handed->preview,
			 handed->prompt_bytes, (long long)handed->prompt_tokens,
			 (long long)handed->output_tokens);
	return handed;
}

void handed_free(struct handed *handed)
{
	if (handed)
		arena_free(handed->arena); /* handed itself lives in it */
}
