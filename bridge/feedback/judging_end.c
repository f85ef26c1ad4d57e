/* What a judgement cost and what of it is kept. */
#include "feedback/judging_end.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "call/problem.h"
#include "quota/estimate.h"
#include "store/db.h"
#include "tutor/rules.h"

/* By how the relay ended. Names are keys of the pages' dictionaries. */
/* clang-format off */
static const struct {
	int status;
	const char *name, *title;
} failures[] = {
	[RELAY_UNAVAILABLE] = { 503, "backend-unavailable", "The AI service does not answer" },
	[RELAY_BUSY]        = { 503, "backend-busy", "The AI service is busy" },
	[RELAY_TOO_LONG]    = { 422, "submission-too-long", "The text is too long for the model" },
	[RELAY_REFUSED]     = { 502, "backend-refused", "The AI service refused the request" },
	[RELAY_BROKEN]      = { 502, "answer-broken", "The feedback broke off" },
	[RELAY_FINISHED]    = { 502, "answer-incomplete", "The AI's feedback could not be used" },
	[RELAY_CUT]         = { 502, "answer-incomplete", "The AI's feedback could not be used" },
};
/* clang-format on */

struct ending_facts judging_facts(const struct judging_round *round,
				  enum stop_reason stop)
{
	return (struct ending_facts){
		.stop = stop,
		.outcome = &round->outcome,
		.delivered = round->delivered,
		.prompt_tokens = round->prompt_tokens,
		.weights = round->weights,
	};
}

static const struct judging_round *last_round(const struct judging_end *end)
{
	return &end->rounds[end->round_count - 1];
}

static struct json_object *failure_problem(struct arena *arena,
					   const struct judging_end *end)
{
	const struct relay_outcome *outcome = &last_round(end)->outcome;
	struct problem problem = {
		.status = failures[outcome->end].status,
		.name = failures[outcome->end].name,
		.title = failures[outcome->end].title,
		.detail = "This does not count as an attempt. Please hand in again.",
	};

	if (end->stop != STOP_NONE) {
		problem.status = 503;
		problem.name = "restarting";
		problem.title = "The service is restarting";
	}
	if (outcome->retry_after_s) {
		problem.extra = json_new(arena);
		json_put_int(problem.extra, "retry_after_s", outcome->retry_after_s);
	}
	return problem_json(arena, &problem);
}

/* Whole, or none of it: half a judgement would be unfair. */
static bool collect(struct submission *out, struct arena *arena,
		    const struct judging_end *end)
{
	size_t count = end->handed->assignment->rubric.criterion_count;
	struct json_object *list = json_list(arena);

	for (size_t i = 0; i < count; i++) {
		const struct judgement *judgement = &end->judgements[i];

		if (!judgement->feedback)
			return false;
		json_add(list, judgement->feedback);
		out->quotes_kept += judgement->kept;
		out->quotes_dropped += judgement->dropped;
		out->points += judgement->points;
	}
	out->criteria = json_write(list);
	return true;
}

static void conclude(struct judging_ended *out, struct arena *arena,
		     const struct judging_end *end)
{
	struct submission *submission = &out->submission;

	if (end->stop == STOP_NONE && collect(submission, arena, end)) {
		submission->summary = end->summary;
		submission->status =
			end->handed->preview ||
					text_equal(submission->visibility, "formative")
				? "ready"
				: "held";
		return;
	}
	submission->status = "failed";
	submission->criteria = "[]";
	submission->summary = "";
	submission->points = 0;
	submission->quotes_kept = submission->quotes_dropped = 0;
	out->problem = failure_problem(arena, end);
	submission->problem = json_write(out->problem);
}

static void add_up(struct submission *submission, const struct judging_end *end)
{
	submission->exact = true;
	for (size_t i = 0; i < end->round_count; i++) {
		struct ending_facts facts = judging_facts(&end->rounds[i], end->stop);
		struct quota_use use = ending_use(&facts);

		if (!ending_is_charged(&facts))
			continue;
		submission->input_tokens += use.input_tokens;
		submission->output_tokens += use.output_tokens;
		submission->exact = submission->exact && use.exact;
	}
}

static void complete_receipt(struct submission *submission, const struct judging_end *end)
{
	const struct relay_outcome *outcome = &last_round(end)->outcome;
	struct json_object *receipt = end->handed->receipt;
	struct json_object *usage = json_object_new_object();

	json_put_text(receipt, "backend", outcome->backend);
	if (outcome->model)
		json_put_text(receipt, "model", outcome->model);
	json_put_text(receipt, "upstream_id", outcome->upstream_id);
	json_put_int(usage, "input_tokens", submission->input_tokens);
	json_put_int(usage, "output_tokens", submission->output_tokens);
	json_put_bool(usage, "exact", submission->exact);
	json_put(receipt, "usage", usage);
	json_put_time(receipt, "ended_at", submission->changed_s);
	submission->receipt = json_write(receipt);
}

/* ---- one transaction ---- */

struct end_write {
	const struct judging_end *end;
	const struct submission *submission;
	const char *reservation;
	int64_t now_s;
};

static enum db_status end_reservation(struct db_conn *tx, const struct end_write *write)
{
	const struct judging_end *end = write->end;
	const struct judging_round *round = last_round(end);
	struct ending_facts facts = judging_facts(round, end->stop);
	struct quota_use use = ending_use(&facts);
	enum db_status status;
	bool first;

	if (!ending_is_charged(&facts))
		return ledger_release(tx, write->reservation, write->submission->status,
				      write->now_s, &first);
	status = ledger_settle(tx, write->reservation, &use, write->now_s, &first);
	if (status == DB_OK && use.exact)
		status = estimate_learn(tx, end->handed->model, round->prompt_bytes,
					round->prompt_messages, use.input_tokens,
					write->now_s);
	return status;
}

static enum db_status end_write(struct db_conn *tx, void *arg)
{
	const struct end_write *write = arg;
	const struct submission *submission = write->submission;
	const struct submission_event event = {
		.author = "",
		.what = text_equal(submission->status, "failed") ? "failed" : "judged",
		.at_s = write->now_s,
	};
	enum db_status status = DB_OK;
	bool changed = false;

	if (!write->end->handed->preview)
		status = submission_finish(tx, submission, &changed);
	if (status == DB_OK && changed)
		status = submission_event_add(tx, submission->id, &event);
	return status == DB_OK ? end_reservation(tx, write) : status;
}

static void count(const struct parts *parts, struct arena *arena,
		  const struct judging_ended *ended, const struct judging_end *end)
{
	const struct submission *submission = &ended->submission;
	const char *exact = submission->exact ? "yes" : "no";

	metrics_add(parts->metrics, "kibridge_feedback_attempts_total",
		    arena_printf(arena, "status=\"%s\",preview=\"%s\"",
				 submission->status, end->handed->preview ? "yes" : "no"),
		    1);
	metrics_add(parts->metrics, "kibridge_feedback_quotes_total", "kept=\"yes\"",
		    (double)submission->quotes_kept);
	metrics_add(parts->metrics, "kibridge_feedback_quotes_total", "kept=\"no\"",
		    (double)submission->quotes_dropped);
	metrics_add(parts->metrics, "kibridge_feedback_kept_back_total", "",
		    (double)end->handed->kept_back);
	metrics_add(parts->metrics, "kibridge_tokens_total",
		    arena_printf(arena, "direction=\"input\",exact=\"%s\"", exact),
		    (double)submission->input_tokens);
	metrics_add(parts->metrics, "kibridge_tokens_total",
		    arena_printf(arena, "direction=\"output\",exact=\"%s\"", exact),
		    (double)submission->output_tokens);
}

bool judging_end_store(struct judging_ended *out, const struct parts *parts,
		       struct arena *arena, const struct judging_end *end)
{
	struct handed *handed = end->handed;
	struct end_write write = {.end = end, .submission = &out->submission};
	struct rules rules;
	enum db_status status;

	*out = (struct judging_ended){.submission = handed->submission};
	write.now_s = out->submission.changed_s = clock_now_s();
	write.reservation = end->round_count > 1
				    ? submission_again(arena, handed->submission.id)
				    : handed->submission.id;
	conclude(out, arena, end);
	add_up(&out->submission, end);
	complete_receipt(&out->submission, end);
	out->submission.revision = 1;

	status = db_write(parts->db, end_write, &write);
	if (status != DB_OK) {
		log_warn("attempt.end_not_stored", "attempt=%s status=%s",
			 handed->submission.id, db_status_text(status));
		return false;
	}
	count(parts, arena, out, end);
	log_info("attempt.judged",
		 "attempt=%s status=%s rounds=%zu in=%lld out=%lld exact=%d kept=%lld "
		 "dropped=%lld",
		 handed->submission.id, out->submission.status, end->round_count,
		 (long long)out->submission.input_tokens,
		 (long long)out->submission.output_tokens, out->submission.exact,
		 (long long)out->submission.quotes_kept,
		 (long long)out->submission.quotes_dropped);
	if (rules_now(&rules, db_reader(parts->db), arena, &handed->session,
		      handed->subject.pool, write.now_s) == DB_OK)
		out->limits = rules.limits_json;
	return true;
}
