/* What a turn cost and what of it is kept. */
#include "tutor/ending.h"

#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "call/problem.h"
#include "course/tally.h"
#include "quota/count.h"
#include "quota/estimate.h"
#include "store/db.h"
#include "tutor/conversation.h"
#include "tutor/rules.h"

/* What the student is told, by how the relay ended. Names are keys of the pages'
 * dictionaries. */
/* clang-format off */
static const struct {
	int status;
	const char *name, *title, *detail;
} failures[] = {
	[RELAY_UNAVAILABLE] = { 503, "backend-unavailable", "The AI service does not answer",
		"Your question was not counted." },
	[RELAY_BUSY]        = { 503, "backend-busy", "The AI service is busy",
		"Your question was not counted. Please try again in a moment." },
	[RELAY_TOO_LONG]    = { 422, "question-too-long", "The question is too long for the model",
		"Your question was not counted. Please shorten it." },
	[RELAY_REFUSED]     = { 502, "backend-refused", "The AI service refused the request",
		"Your question was not counted. The operator has to look at it." },
	[RELAY_BROKEN]      = { 502, "answer-broken", "The answer broke off",
		"What had been written is kept and counted." },
};
/* clang-format on */

bool ending_is_charged(const struct ending_facts *facts)
{
	enum relay_end end = facts->outcome->end;

	if (facts->stop != STOP_NONE)
		return facts->outcome->sent || facts->delivered;
	return end == RELAY_FINISHED || end == RELAY_CUT || end == RELAY_BROKEN;
}

struct quota_use ending_use(const struct ending_facts *facts)
{
	static const char *const reasons[] = {
		[STOP_NONE] = "done",	[STOP_STUDENT] = "stopped", [STOP_GONE] = "gone",
		[STOP_GATE] = "closed", [STOP_DRAIN] = "drained",
	};
	const struct relay_usage *usage = &facts->outcome->usage;
	struct quota_use use = {
		.input_tokens = facts->prompt_tokens,
		.output_tokens = usage->completion_tokens,
		.exact = usage->reported,
		.reason = reasons[facts->stop],
		.model = facts->outcome->model,
		.weights = facts->weights,
	};

	if (usage->reported)
		use.input_tokens = usage->prompt_tokens;
	if (facts->stop == STOP_NONE && facts->outcome->end == RELAY_BROKEN)
		use.reason = "broken";
	return use;
}

static struct ending_facts facts_of(const struct ending *ending)
{
	return (struct ending_facts){
		.stop = ending->stop,
		.outcome = &ending->outcome,
		.delivered = *ending->answer || *ending->reasoning,
		.prompt_tokens = ending->asked->prompt_tokens,
		.weights = ending->asked->weights,
	};
}

static struct json_object *failure_problem(struct arena *arena,
					   const struct ending *ending)
{
	enum relay_end end = ending->outcome.end;
	struct problem problem = {
		.status = failures[end].status,
		.name = failures[end].name,
		.title = failures[end].title,
		.detail = failures[end].detail,
	};

	if (ending->outcome.retry_after_s) {
		problem.extra = json_new(arena);
		json_put_int(problem.extra, "retry_after_s",
			     ending->outcome.retry_after_s);
	}
	return problem_json(arena, &problem);
}

static void complete_receipt(struct json_object *receipt, const struct ending *ending,
			     const struct turn *turn)
{
	json_put_text(receipt, "backend", ending->outcome.backend);
	if (ending->outcome.model)
		json_put_text(receipt, "model", ending->outcome.model);
	json_put_text(receipt, "upstream_id", ending->outcome.upstream_id);
	json_put(receipt, "usage", turn_usage_json(turn));
	json_put_time(receipt, "ended_at", turn->ended_s);
}

struct end_write {
	const struct ending *ending;
	const struct turn *turn;
	struct quota_use use;
	bool charged;
	int64_t now_s;
};

/* What the lecturer's figures need beside the ledger; a test of one's own is not counted. */
static enum db_status write_tally(struct db_conn *tx, const struct end_write *write)
{
	const struct ending *ending = write->ending;
	const struct quota_subject *subject = &ending->asked->subject;

	if (subject->pool != POOL_MAIN || ending->asked->session.rank != RANK_STUDENT)
		return DB_OK;
	if (ending->waited_ms >= 0)
		return tally_waited(tx, subject->activity, ending->waited_ms,
				    write->now_s);
	if (text_equal(write->turn->status, "failed") && !write->charged)
		return tally_refused(tx, subject->activity, subject->person,
				     TALLY_SERVICE, write->now_s);
	return DB_OK;
}

static enum db_status end_write(struct db_conn *tx, void *arg)
{
	struct end_write *write = arg;
	const struct asked *asked = write->ending->asked;
	enum db_status status;
	bool first;

	status = turn_finish(tx, write->turn, &first);
	if (status == DB_OK && write->charged)
		status = ledger_settle(tx, asked->turn.id, &write->use, write->now_s,
				       &first);
	else if (status == DB_OK)
		status = ledger_release(tx, asked->turn.id, write->turn->status,
					write->now_s, &first);
	if (status == DB_OK)
		status = conversation_touch(tx, asked->turn.conversation, write->now_s);
	if (status == DB_OK && first)
		status = write_tally(tx, write);
	if (status == DB_OK && write->ending->outcome.usage.reported)
		status = estimate_learn(
			tx, asked->model, asked->prompt_bytes, asked->prompt_messages,
			write->ending->outcome.usage.prompt_tokens, write->now_s);
	return status;
}

static void judge(struct ended *out, struct arena *arena, const struct ending *ending)
{
	struct turn *turn = &out->turn;
	bool finished =
		ending->outcome.end == RELAY_FINISHED || ending->outcome.end == RELAY_CUT;

	turn->answer = arena_strdup(arena, ending->answer);
	turn->reasoning = arena_strdup(arena, ending->reasoning);
	turn->finish = ending->outcome.finish ? ending->outcome.finish : "";
	if (ending->outcome.end == RELAY_CUT)
		turn->finish = "length";
	out->problem = NULL;
	if (ending->stop != STOP_NONE) {
		turn->status = "stopped";
		if (ending->stop == STOP_GATE)
			turn->finish = "closed";
	} else if (finished) {
		turn->status = "done";
	} else {
		turn->status = "failed";
		out->problem = failure_problem(arena, ending);
		turn->problem = json_write(out->problem);
	}
}

static void count(struct metrics *metrics, struct arena *arena, const struct turn *turn,
		  bool charged)
{
	const char *exact = turn->exact ? "yes" : "no";

	metrics_add(metrics, "kibridge_turns_total",
		    arena_printf(arena, "status=\"%s\"", turn->status), 1);
	metrics_add(metrics, "kibridge_tokens_total",
		    arena_printf(arena, "direction=\"input\",exact=\"%s\"", exact),
		    (double)turn->input_tokens);
	metrics_add(metrics, "kibridge_tokens_total",
		    arena_printf(arena, "direction=\"output\",exact=\"%s\"", exact),
		    (double)turn->output_tokens);
	if (charged && !turn->exact)
		metrics_add(metrics, "kibridge_usage_estimated_total", "", 1);
}

bool ending_store(struct ended *out, const struct parts *parts, struct arena *arena,
		  const struct ending *ending)
{
	const struct asked *asked = ending->asked;
	const struct ending_facts facts = facts_of(ending);
	struct end_write write = {.ending = ending, .turn = &out->turn};
	struct rules rules;
	enum db_status status;

	memset(out, 0, sizeof(*out));
	out->turn = asked->turn;
	judge(out, arena, ending);
	write.charged = ending_is_charged(&facts);
	write.use = ending_use(&facts);
	write.now_s = out->turn.ended_s = clock_now_s();
	if (write.charged) {
		out->turn.input_tokens = write.use.input_tokens;
		out->turn.output_tokens = write.use.output_tokens;
		out->turn.exact = write.use.exact;
	}
	complete_receipt(asked->receipt, ending, &out->turn);
	out->turn.receipt = json_write(asked->receipt);
	out->turn.model = ending->outcome.model ? ending->outcome.model : asked->model;

	status = db_write(parts->db, end_write, &write);
	if (status != DB_OK) {
		log_warn("turn.end_not_stored", "turn=%s status=%s", asked->turn.id,
			 db_status_text(status));
		return false;
	}
	count(parts->metrics, arena, &out->turn, write.charged);
	count_settlement(parts->metrics, asked->prompt_tokens + asked->output_tokens,
			 out->turn.input_tokens + out->turn.output_tokens);
	log_info("turn.ended", "turn=%s status=%s reason=%s in=%lld out=%lld exact=%d",
		 asked->turn.id, out->turn.status, write.use.reason,
		 (long long)out->turn.input_tokens, (long long)out->turn.output_tokens,
		 out->turn.exact);
	if (rules_now(&rules, db_reader(parts->db), arena, &asked->session,
		      asked->subject.pool, write.now_s) == DB_OK)
		out->limits = rules.limits_json;
	return true;
}
